"""Finding known values in a text, on word boundaries that understand scripts without spaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

_PREFIX = 3
"""Values are looked up by this many first characters."""

_TELLING = 8
"""From this length on, in characters, a value is found within words of letters."""

# Scripts that write words without spaces between them: any place may be a boundary.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1100, 0x11FF),  # Hangul letters: particles follow names without a space
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x9FFF),  # CJK radicals, kana, bopomofo, ideographs
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),  # Hangul
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),  # half-width kana
    (0x20000, 0x3FFFF),
)


@lru_cache(4096)
def _kind(char: str) -> str:
    """Class of a character for boundaries: letter, digit, mark or none."""
    code = ord(char)
    if code < 0x80:
        return "a" if char.isalpha() else "0" if char.isdigit() else ""
    if any(low <= code <= high for low, high in _UNSPACED):
        return ""
    if unicodedata.category(char)[0] == "M":
        return "m"
    return "a" if char.isalpha() else "0" if char.isdecimal() else ""


def is_boundary(text: str, offset: int) -> bool:
    """Tell whether a word may begin or end at an offset.

    It may not between two letters, between two digits, or before a combining mark;
    `Ann` ends in `Ann's`, `Ann2`, `Ann张` and `Ann_x`, but not in `Annual`.
    """
    if not 0 < offset < len(text):
        return True
    right = _kind(text[offset])
    return right != "m" and (right == "" or _kind(text[offset - 1]) != right)


def in_word(char: str) -> bool:
    """Tell whether a character is a letter, digit or mark of a script that spaces its words."""
    return _kind(char) != ""


def _touches(text: str, offset: int, value: str) -> bool:
    """Tell whether a value is itself even where letters go on beside it.

    `Whitfield` is in `Whitfields`; `Ann` is not in `Annual`, nor `Elm Row 5` in `Elm Row 55`.
    """
    return len(value) >= _TELLING and _kind(text[offset]) == "a"


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a value is a word of its own at a place, or long enough to be told anyhow."""
    value = text[start:end]
    return all(is_boundary(text, edge) or _touches(text, edge, value) for edge in (start, end))


class ValueIndex:
    """The known values of a scope, found in a text in one pass, longest first.

    Finding costs, at each character of the text, one look-up for every length that
    known values with the same beginning have, whatever their number.

    Args:
        within: Tells of a text, a start and an end whether the value there counts although
            it is part of a longer word.
    """

    def __init__(self, within: Callable[[str, int, int], bool] | None = None) -> None:
        self._within = within
        self._values: set[str] = set()
        self._lengths: dict[str, list[int]] = {}  # by first characters, longest first
        self._short = False  # whether some value is shorter than those

    def add(self, value: str) -> None:
        """Make a value findable; adding it twice changes nothing."""
        if not value or value in self._values:
            return
        self._values.add(value)
        self._short |= len(value) < _PREFIX
        lengths = self._lengths.setdefault(value[:_PREFIX], [])
        if len(value) not in lengths:
            lengths.append(len(value))
            lengths.sort(reverse=True)

    def discard(self, value: str) -> None:
        """Find a value no more."""
        self._values.discard(value)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield ranges of known values in text order, the longest at each place.

        Ranges may overlap where values do; none lies inside the one before.
        """
        reach = 0
        for start in range(len(text)):
            lengths = self._lengths.get(text[start : start + _PREFIX], ())
            end = self._end(text, start, lengths)
            if not end and self._short:
                end = self._end(text, start, range(_PREFIX - 1, 0, -1))
            if end > reach:
                reach = end
                yield start, end

    def _end(self, text: str, start: int, lengths: Iterable[int]) -> int:
        for length in lengths:
            end = start + length
            if end > len(text) or text[start:end] not in self._values:
                continue
            if stands_alone(text, start, end) or (
                self._within is not None and self._within(text, start, end)
            ):
                return end
        return 0
