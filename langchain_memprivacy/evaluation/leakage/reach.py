"""Which private values, or readable rests of them, stand in bytes that left the device.

A value counts as out when it stands there whole, and as partly out when a piece of it does
that is readable (`masking`) and that nothing innocent explains: what a person says outside
of their private values, in questions too, and what a system says by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ...taxonomy import PrivacyLevel
from ...testing.loopback.views import views
from ..datasets import Annotation, User
from ..masking import REST, REST_CJK

DIGITS = 6
"""Digits in a row that make a piece of a number: shorter ones stand in times and counts."""

_LONGEST = 1000
"""In bytes: longer values are found only where they are not escaped."""
_CJK = "㐀-䶿一-鿿豈-﫿"
_RUN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+", re.UNICODE)
_OURS = r"<?\b[A-Z][A-Z0-9_]*_[1-9][0-9]*(?:_~[a-z2-7]*)?>?|<Mask_[0-9]+>|<[A-Z]{2,}_[A-Z_]*"
_NUMBERS = r"(?:(?<=\":)|(?<=\": ))-?(?:\d+\.\d+(?:e-?\d+)?|\d{1,5})(?=\s*[,}])"
_QUIET = re.compile(f"{_OURS}|{_NUMBERS}")
"""Never a private value: placeholders, cut off or not, and short bare numbers of JSON."""
# For pieces also what clients and servers number and date things with.
_NOISE = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24,}"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?|\d{8}[Tt]\d{6,}[Zz]?"
)
_SHORT = 3
"""Letters and digits of a value that is told from what else there is; one Chinese character."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What became of one value at one exit; holds no text.

    Attributes:
        user: Whose value.
        exit: Where it was looked for.
        type: Its type tag.
        level: Its level.
        whole: Whether it stands there as it is.
        partly: Whether it, or a readable piece of it, does.
    """

    user: str
    exit: str
    type: str
    level: str
    whole: bool
    partly: bool

    def as_json(self) -> dict[str, Any]:
        """Turn it into plain JSON values."""
        return asdict(self)


class Values:
    """A user's private values, made ready to be looked for.

    Args:
        user: Whose messages.
        threshold: From which level on.
        innocent: Text that leaves by itself, whatever the user says: prompts of a system.
    """

    def __init__(
        self, user: User, threshold: PrivacyLevel = PrivacyLevel.PL2, innocent: Iterable[bytes] = ()
    ) -> None:
        self._user = user.id
        found: dict[str, Annotation] = {}
        for message in user.messages:
            for annotation in message.privacy:
                if annotation.level >= threshold:
                    found.setdefault(annotation.text, annotation)
        plain = _Text([_plain(user), *(_read(data) for data in innocent)])
        # Nobody annotated the questions; values that stand there whole are values all the same.
        asked = _Text(question.question for question in user.questions)
        self._values = {
            value: a for value, a in found.items() if _tells(value) and not plain.holds(value)
        }
        self._pieces = {
            value: frozenset(_pieces(value)) - plain.pieces - asked.pieces for value in self._values
        }
        self.ambiguous = len(found) - len(self._values)
        """How many values are left out: too short, or in innocent text, too."""

    def __len__(self) -> int:
        return len(self._values)

    def reach(self, exits: Mapping[str, bytes]) -> list[Reach]:
        """Look for every value at every exit.

        Args:
            exits: By name what left there.
        """
        found = []
        for name, data in exits.items():
            text = _Text([_read(data)])
            for value, annotation in self._values.items():
                whole = text.holds(value)
                found.append(
                    Reach(
                        self._user, name, annotation.type, str(annotation.level), whole,
                        whole or not self._pieces[value].isdisjoint(text.pieces),
                    )
                )  # fmt: skip
        return found


class _Text:
    """A text in which values and pieces of them are looked for, whatever their case."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = "\n".join(texts).casefold()
        self.pieces = frozenset(_grams(_NOISE.sub(" ", self._text)))

    def holds(self, value: str) -> bool:
        """Tell whether a value stands here; a word or a number by itself, not inside others."""
        return re.search(_alone(value.casefold()), self._text) is not None


def _alone(value: str) -> str:
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", value) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]\Z", value) else ""
    return before + re.escape(value) + after


def _plain(user: User) -> str:
    """What a user's messages say outside of private values."""
    parts = [user.id]
    for message in user.messages:
        end = 0
        for annotation in message.privacy:
            parts.append(message.content[end : annotation.start])
            end = annotation.end
        parts.append(message.content[end:])
    return "\n".join(parts)


def _read(data: bytes) -> str:
    """Read bytes in every way but base64, in which anything may look like a piece."""
    found = [text for form, text in views(data, _LONGEST) if "base64" not in form]
    return _QUIET.sub(" ", "\n".join(found))


def _grams(text: str) -> Iterator[str]:
    """Yield all that could be a piece of a value."""
    for match in _RUN.finditer(text):
        run = match[0]
        sizes = {REST_CJK} if _is_cjk(run) else {REST, DIGITS}
        for size in sizes:
            yield from (run[at : at + size] for at in range(len(run) - size + 1))


def _pieces(value: str) -> Iterator[str]:
    """Yield the pieces of a value that give it away."""
    for run in _RUN.findall(value.casefold()):
        size = REST_CJK if _is_cjk(run) else REST
        for at in range(len(run) - size + 1):
            piece = run[at : at + size]
            if not piece.isdigit():
                yield piece
        if not _is_cjk(run):
            for at in range(len(run) - DIGITS + 1):
                piece = run[at : at + DIGITS]
                if piece.isdigit():
                    yield piece


def _tells(value: str) -> bool:
    runs = _RUN.findall(value)
    return any(map(_is_cjk, runs)) or sum(map(len, runs)) >= _SHORT


def _is_cjk(run: str) -> bool:
    return re.match(f"[{_CJK}]", run) is not None


def summarize(found: Iterable[Reach]) -> dict[str, dict[str, Any]]:
    """Count by exit, and over all exits together.

    Returns:
        By exit, and for `any`: the number of values, the shares that are out `whole` and
        `partly`, and `by_level` the same.
    """
    by_exit: dict[str, list[Reach]] = defaultdict(list)
    for reach in found:
        by_exit[reach.exit].append(reach)
    columns = zip(*by_exit.values(), strict=True)  # values come in one order at every exit
    everywhere = [
        Reach(
            one[0].user, "any", one[0].type, one[0].level,
            any(r.whole for r in one), any(r.partly for r in one),
        )
        for one in columns
    ]  # fmt: skip
    return {
        name: _shares(group)
        | {"by_level": {
            level: _shares([r for r in group if r.level == level])
            for level in sorted({r.level for r in group})
        }}
        for name, group in [*by_exit.items(), ("any", everywhere)]
    }  # fmt: skip


def _shares(group: list[Reach]) -> dict[str, Any]:
    count = len(group)
    return {
        "values": count,
        "whole": sum(r.whole for r in group) / count if count else 0.0,
        "partly": sum(r.partly for r in group) / count if count else 0.0,
    }
