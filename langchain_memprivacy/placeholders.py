r"""The placeholder grammar: the only place that knows how `<TYPE_N>` is written and read.

`TYPE` is a type tag in upper snake case and `N` a number from 1 without leading
zeros. Models copy placeholders with slips, so for the standard tags (and `LITERAL`) a
fixed table of other spellings is read too:

| slip | example |
|---|---|
| letter case | `<email_1>`, `<Real_Name_2>` |
| spaces inside | `< EMAIL_1 >`, `<REAL NAME 2>` |
| Markdown escapes | `<REAL\_NAME\_2>`, `\<EMAIL_1\>` |
| HTML, JSON and URL escapes | `&lt;EMAIL_1&gt;`, `\u003cEMAIL_1\u003e`, `%3CEMAIL_1%3E` |
| other brackets | `[EMAIL_1]` and the same with ＜＞ 【】 ［］ 《》 〈〉 |
| brackets dropped | `EMAIL_1` (upper case, a word of its own) |

Digits are never touched and nothing is matched by similarity: what is not in the
table is not a placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from .taxonomy import MAX_TAG, PrivacyType

LITERAL = "LITERAL"
"""Type of text that is kept exactly as it stood, for example an unissued look-alike."""

CONTRACT = (
    "Some words in this conversation are placeholders such as <EMAIL_1> or <REAL_NAME_2>. Each "
    "stands for one private value that stays on the user's device; the type says what it is. "
    "Treat a placeholder as that value: copy it exactly, never change, translate or invent one, "
    "and do not ask for the value behind it. The user sees the real values."
)
"""What to tell a model about placeholders; belongs into its system prompt."""

MAX_NUMBER = 999_999_999
"""Highest number a placeholder may carry."""


class Placeholder(NamedTuple):
    """A type tag and its number; `str()` gives the canonical form."""

    type: str
    number: int

    def __str__(self) -> str:
        return f"<{self.type}_{self.number}>"

    def escaped(self) -> str:
        r"""Return the form with JSON escapes, `\u003cTYPE_N\u003e`; its value follows suit."""
        return f"\\u003c{self.type}_{self.number}\\u003e"


class Escape(StrEnum):
    """How the brackets of a found placeholder are escaped; its value follows suit."""

    NONE = "none"
    HTML = "html"
    JSON = "json"
    URL = "url"


class Match(NamedTuple):
    """A placeholder found in a text, canonical or with a slip from the table."""

    start: int
    end: int
    placeholder: Placeholder
    escape: Escape


STANDARD_TAGS = (*(tag.value for tag in PrivacyType), LITERAL)

_STANDARD = frozenset(STANDARD_TAGS)

# Pairs of brackets of the table. The order decides nothing: no two match at one place.
_PAIRS: tuple[tuple[str, str, Escape], ...] = (
    ("<", ">", Escape.NONE),
    ("\\<", "\\>", Escape.NONE),
    ("&lt;", "&gt;", Escape.HTML),
    ("\\u003c", "\\u003e", Escape.JSON),
    ("%3C", "%3E", Escape.URL),
    ("[", "]", Escape.NONE),
    ("＜", "＞", Escape.NONE),
    ("【", "】", Escape.NONE),
    ("［", "］", Escape.NONE),
    ("《", "》", Escape.NONE),
    ("〈", "〉", Escape.NONE),
)
_NUMBER = r"[1-9][0-9]{0,8}"
_SEPARATOR = r"(?: ?\\?_ ?| )"


def _letters(text: str) -> str:
    """Match ASCII letters in either case; `re.IGNORECASE` would let U+017F pass for `s`."""
    return "".join(f"[{c}{c.swapcase()}]" if c.isalpha() else re.escape(c) for c in text)


# Which tag it is gets checked after the match: spelling out 29 tags in every bracket and
# letter case would take longer to compile than the whole package takes to import.
_LOOSE_BODY = rf" ?[A-Za-z]{{2,14}}(?:{_SEPARATOR}[A-Za-z]{{2,14}}){{0,2}}{_SEPARATOR}{_NUMBER} ?"
_LOOSE = "|".join(
    _letters(opening) + _LOOSE_BODY + _letters(closing) for opening, closing, _ in _PAIRS
)
_TAG = rf"[A-Z][A-Z0-9_]{{0,{MAX_TAG - 1}}}"
CANONICAL = re.compile(rf"<({_TAG})_{_NUMBER}>")
"""The canonical form alone, for those who must not read slips; group 1 is the type tag."""
_CANONICAL = rf"<(?P<tag>{_TAG})_(?P<number>{_NUMBER})>"
# Alternatives start with plain characters so that `re` skips to candidates fast; that is
# why the left edge of a bare tag is checked in `find_placeholders`.
_BARE = "|".join(
    "\\\\?_".join(tag.split("_")) + rf"\\?_{_NUMBER}(?![A-Za-z_\d])" for tag in STANDARD_TAGS
)
_FORMS = re.compile(f"{_CANONICAL}|{_LOOSE}|{_BARE}")
_LEFT_EDGE = re.compile(r"(?<![A-Za-z0-9_])")
# `<EMAIL_1` is no `EMAIL_1`: it may be what a cut left of `<EMAIL_12>`.
_CUT_OFF = re.compile(r"(?:[<＜]|&lt;|\\u003c|%3C)\Z", re.IGNORECASE)
_NOISE = re.compile(r"[ _\\]+")


def find_placeholders(text: str, start: int = 0) -> Iterator[Match]:
    """Find placeholders in text order, canonical and slipped, without overlaps.

    Args:
        text: Any text.
        start: Where to begin; what stands before still counts as the left neighbour.
    """
    matches = _FORMS.finditer(text, start)
    while (match := next(matches, None)) is not None:
        tag, number = match.groups()
        begin, end = match.span()
        if tag is not None:
            yield Match(begin, end, Placeholder(tag, int(number)), Escape.NONE)
        elif (found := _read_slip(text, begin, end)) is not None:
            yield found
        else:  # something that only looks like it, perhaps around a real one
            matches = _FORMS.finditer(text, begin + 1)


def parse_placeholder(text: str) -> Placeholder | None:
    """Read a text that is one placeholder and nothing else, slips accepted."""
    text = text.strip()
    match = next(find_placeholders(text), None)
    whole = match is not None and (match.start, match.end) == (0, len(text))
    return match.placeholder if match is not None and whole else None


def _read_slip(text: str, start: int, end: int) -> Match | None:
    found = text[start:end]
    if found[0].isalpha():
        opening, closing, escape = "", "", Escape.NONE
        if _LEFT_EDGE.match(text, start) is None or _CUT_OFF.search(text, max(0, start - 6), start):
            return None
    else:
        opening, closing, escape = next(p for p in _PAIRS if found.lower().startswith(p[0].lower()))
    body = found[len(opening) : len(found) - len(closing)]
    *words, number = _NOISE.split(body.strip())
    tag = "_".join(words).upper()
    return Match(start, end, Placeholder(tag, int(number)), escape) if tag in _STANDARD else None


_OPENERS = re.compile(
    r"[<&\\%[＜【［《〈]|(?<![A-Za-z0-9_])["
    + "".join(sorted({tag[0] for tag in STANDARD_TAGS}))
    + "]"
)
MAX_LENGTH = max(
    len("<_>") + MAX_TAG + 9,
    max(len(tag) + 3 * (tag.count("_") + 1) for tag in STANDARD_TAGS) + 2 * len("\\u003c ") + 9,
)
"""The longest spelling of any placeholder, in characters; a stream never holds back more."""


def open_tail(text: str, start: int = 0) -> int:
    """Find where a placeholder may have begun that the end of `text` cuts off.

    Args:
        text: What is known so far of a longer text.
        start: Look no further back than this.

    Returns:
        The lowest offset from `start` on whose rest, `text[offset:]`, could still grow
        into a placeholder; `len(text)` where there is none.
    """
    for match in _OPENERS.finditer(text, max(start, len(text) - MAX_LENGTH)):
        if _may_grow(text[match.start() :]):
            return match.start()
    return len(text)


# Beginnings of what stands between brackets, and of a bare placeholder. `cut` is a
# separator, or what may become one.
_CANONICAL_PREFIX = re.compile(
    rf"<(?:{_TAG}(?:_(?:{_NUMBER})?)?)?",
)
_BODY_PREFIX = re.compile(
    rf" ?(?P<tag>[A-Za-z]*(?:{_SEPARATOR}[A-Za-z]+)*)"
    rf"(?:(?P<cut> ?\\?| ?\\?_ ?)|{_SEPARATOR}{_NUMBER} ?(?P<rest>.*))",
    re.DOTALL,
)
_BARE_PREFIX = re.compile(
    rf"(?P<tag>[A-Z]+(?:\\?_[A-Z]+)*)(?:(?P<cut>\\?|\\?_)|\\?_{_NUMBER}(?P<rest>))"
)


def _may_grow(rest: str) -> bool:
    if _CANONICAL_PREFIX.fullmatch(rest) or _begins(_BARE_PREFIX.fullmatch(rest)):
        return True
    folded = rest.lower()
    for opening, closing, _ in _PAIRS:
        first = opening.lower()
        if first.startswith(folded):
            return True
        if folded.startswith(first):
            match = _BODY_PREFIX.fullmatch(rest, len(first))
            if _begins(match, closing.lower()):
                return True
    return False


def _begins(match: re.Match[str] | None, closing: str = " ") -> bool:
    """Tell whether what was matched is the beginning of a placeholder, and not all of it."""
    if match is None:
        return False
    tag, cut, rest = match["tag"], match["cut"], match["rest"]
    tag = _NOISE.sub("_", tag).upper()
    if rest is not None:
        return tag in _STANDARD and closing.startswith(rest.lower()) and rest.lower() != closing
    tag += "_" if cut else ""
    return any(f"{standard}_".startswith(tag) for standard in STANDARD_TAGS)
