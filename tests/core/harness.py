"""Extractors that do exactly what a test says, readers of vector files, and oracles."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from strategies import PAIRS, SEPARATORS

from langchain_memprivacy.placeholders import STANDARD_TAGS, find_placeholders
from langchain_memprivacy.spans import PrivacySpan

if TYPE_CHECKING:
    from vector_files import Vector


class Table:
    """Answers a message it knows with given spans, and finds nothing elsewhere."""

    def __init__(self, rows: Mapping[str, Sequence[PrivacySpan]] | None = None) -> None:
        self.rows = dict(rows or {})

    def extract(self, text, *, role="user", real_name=None):
        return self.rows.get(text, ())


NOTHING = Table()
"""Finds nothing: what is protected then, the vault knows."""


class Counting:
    """Counts how often each message was looked at."""

    def __init__(self, inner) -> None:
        self.inner = inner
        self.calls: Counter[str] = Counter()
        self._lock = threading.Lock()

    def extract(self, text, *, role="user", real_name=None):
        with self._lock:
            self.calls[text] += 1
        return self.inner.extract(text, role=role, real_name=real_name)


class Slow:
    """Takes its time, as a model does."""

    def __init__(self, inner, seconds: float) -> None:
        self.inner = inner
        self.seconds = seconds

    def extract(self, text, *, role="user", real_name=None):
        time.sleep(self.seconds)
        return self.inner.extract(text, role=role, real_name=real_name)


def span(text: str, value: str, type_: str, level: int, nth: int = 0) -> PrivacySpan:
    """Return the span of the nth occurrence of a value."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(value, start + 1)
    return PrivacySpan(start, start + len(value), value, type_, level, "test")


# --- oracles: the same rules as the package's, written down a second time


def outside(text: str) -> list[tuple[int, int]]:
    """Return the ranges of a text that hold no placeholder."""
    gaps, position = [], 0
    for match in find_placeholders(text):
        gaps.append((position, match.start))
        position = match.end
    return [*gaps, (position, len(text))]


def _alike(left: str, right: str) -> bool:
    return (left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())


def stands_in(value: str, text: str) -> bool:
    """Tell whether an ASCII value occurs in a text outside placeholders, as a word."""
    for low, high in outside(text):
        at = text.find(value, low, high)
        while at >= 0:
            end = at + len(value)
            left = at > 0 and _alike(text[at - 1], value[0])
            right = end < len(text) and _alike(value[-1], text[end])
            if not left and not right:
                return True
            at = text.find(value, at + 1, high)
    return False


_TAGS = [tag.split("_") for tag in STANDARD_TAGS]
_DIGITS = re.compile("[1-9][0-9]{0,8}")


def _begins(parts: Sequence[Sequence[str] | None], text: str) -> bool:
    """Tell whether a text is a proper beginning of one way through the parts; None: a number."""
    rests = {text}
    for part in parts:
        after = set()
        for rest in rests:
            if part is None:
                if not rest:
                    return True
                digits = _DIGITS.match(rest)
                after |= {rest[n:] for n in range(1, digits.end() + 1)} if digits else set()
                continue
            if any(len(rest) < len(way) and way.startswith(rest) for way in part):
                return True
            after |= {rest[len(way) :] for way in part if rest.startswith(way)}
        rests = after
    return False


def is_open(text: str) -> bool:
    """Tell whether a whole text is the beginning of a placeholder that may still come."""
    if re.fullmatch("<([A-Z][A-Z0-9_]{0,47}(_([1-9][0-9]{0,8})?)?)?", text):
        return True
    folded = "".join(c.lower() if c.isascii() else c for c in text)
    for opening, closing in PAIRS:
        if opening.startswith(folded):
            return True
        if folded.startswith(opening.lower()):
            for tag in _TAGS:
                words = [part for word in tag for part in ((word.lower(),), SEPARATORS)]
                ends = [None, ("", " "), (closing.lower(),)]
                if _begins([(opening.lower(),), ("", " "), *words, *ends], folded):
                    return True
    for tag in _TAGS:  # bare: only what follows tells whether its number is all
        words = [part for word in tag for part in ((word,), ("_", "\\_"))]
        if _begins([*words, None, ("\0",)], text):
            return True
    return False


def open_from(text: str) -> int:
    """Return where the longest open placeholder at the end of a text begins."""
    for start in range(max(0, len(text) - 80), len(text)):
        bare = text[start].isascii() and text[start].isalpha()
        if bare and start and re.match("[A-Za-z0-9_]", text[start - 1]):
            continue
        if is_open(text[start:]):
            return start
    return len(text)


# --- vector files


def vault_values(case: Vector) -> dict[str, str]:
    """The placeholders that have a value, `vault: <EMAIL_1> value`."""
    return dict(line.split(" ", 1) for line in map(unescape, case.all("vault")))


def unescape(text: str) -> str:
    r"""Read `\n`, `\r`, `\t`, `\x1b` and `\\\\` (a backslash); other backslashes are errors."""
    return re.sub(
        r"\\(?:x([0-9a-f]{2})|(.?))",
        lambda m: (
            chr(int(m[1], 16)) if m[1] else {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}[m[2]]
        ),
        text,
    )
