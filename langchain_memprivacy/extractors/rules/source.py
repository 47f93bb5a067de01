r"""What rules look at: the message with its disguises removed, and the way back.

Full-width forms become their ASCII twins, traditional characters their simplified ones,
invisible characters vanish, and JSON's `\uXXXX` escapes become the characters they stand
for; offset maps lead from every position of the plain text back to the raw one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import add

from ...offsets import Rewritten
from ..identifiers import is_identifier
from .script import simplified

_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    "\u3000": " ",
    "\u00a0": " ",
}
_INVISIBLE = "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]"
_DISGUISE = re.compile(_INVISIBLE + r"|\\u([0-9A-Fa-f]{4})")

_LONGEST = 160
"""A longer run of letters and digits is a blob, in which secrets are looked for."""
GRAM = 3
"""Length of the longest strings in `Source.grams`."""

_NUMBER_START = re.compile(r"[A-Za-z0-9](?<![A-Za-z0-9].)(?<=(?=[A-Za-z -]{0,8}[0-9]).)", re.DOTALL)

_FOLDS = dict.fromkeys("123456789", "0") | dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85", " ")
_ASCII = frozenset(map(chr, range(128)))
_ODD = re.compile(r"[\d\sİıſΣςK\u212bᲀ-ᲈ]")
"""Digits, spaces and twins of letters that expressions may take for other characters."""


def folded(lower: str) -> str:
    """Write all digits of a text in lower case as 0 and all white space as a space."""
    for char in _FOLDS.keys() & set(lower):
        lower = lower.replace(char, _FOLDS[char])
    return lower


def is_odd(text: str) -> bool:
    """Tell whether a text holds characters that cannot be told by their folded form."""
    return not text.isascii() and _ODD.search("".join(set(text) - _ASCII)) is not None


def _grams(text: str) -> frozenset[str]:
    """List the strings of one, two and three characters that stand in a text."""
    pairs = list(map(add, text, text[1:]))
    return frozenset().union(text, pairs, map(add, pairs, text[2:]))


@dataclass(frozen=True, slots=True)
class Source:
    """One message as the rules see it.

    Attributes:
        text: The message in plain form; patterns run on this.
        lower: `text` in lower case, same length; look cues up here.
        folded: `lower` with all digits as 0 and all white space as spaces.
        grams: All strings of up to `GRAM` characters in `folded`.
        odd: Whether some characters' folded forms do not tell what an expression takes
            them for.
        digits: How many ASCII digits it holds.
        numbers: Offsets where a number may begin, with or without letters in front: a
            Latin letter or digit with none before it and a digit soon after.
        role: Who wrote the message.
        real_name: The user's own name where known, in simplified characters.
    """

    text: str = field(repr=False)
    lower: str = field(repr=False)
    folded: str = field(repr=False)
    grams: frozenset[str] = field(repr=False)
    odd: bool
    digits: int
    numbers: Sequence[int]
    role: str = "user"
    real_name: str | None = field(default=None, repr=False)
    _plain: Rewritten | None = field(default=None, repr=False)
    _raw: str = field(default="", repr=False)

    @classmethod
    def of(cls, raw: str, *, role: str = "user", real_name: str | None = None) -> Source:
        """Read a raw message of the given role."""
        plain = _undisguised(raw)
        if real_name is not None and not real_name.isascii():
            real_name = simplified(real_name)
        text = plain.text
        lower = text.lower()
        if len(lower) != len(text):  # a few capitals have a lower case of two characters
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        plainest = folded(lower)
        digits = plainest.count("0")
        numbers = [match.start() for match in _NUMBER_START.finditer(text)] if digits else ()
        return cls(
            text,
            lower,
            plainest,
            _grams(plainest),
            is_odd(text),
            digits,
            numbers,
            role,
            real_name,
            plain,
            raw,
        )

    @property
    def is_name(self) -> bool:
        """Tell whether the message is an identifier, with its key or without."""
        return is_identifier(self.text, _LONGEST)

    def is_wide(self, at: int) -> bool:
        """Tell whether the character at `at` of `text` was a full-width one in the message."""
        return self._raw[self.raw_range(at, at + 1)[0]] in _WIDE

    def raw_range(self, start: int, end: int) -> tuple[int, int]:
        """Translate a non-empty range of `text` to offsets of the raw message."""
        return (start, end) if self._plain is None else self._plain.original(start, end)


def _undisguised(raw: str) -> Rewritten:
    if raw.isascii() and "\\u" not in raw:
        return Rewritten(raw)
    wide = raw
    for char in _WIDE.keys() & set(raw):  # three times as fast as `str.translate`
        wide = wide.replace(char, _WIDE[char])
    return Rewritten(simplified(wide)).substitute(
        _DISGUISE, lambda match: simplified(chr(int(match[1], 16))) if match[1] else ""
    )
