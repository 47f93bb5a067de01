"""Finding known values in a text, on word boundaries that understand scripts without spaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_PREFIX = 3
"""Values are looked up by this many first characters."""

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


class ValueIndex:
    """The known values of a scope, found in a text in one pass, longest first.

    Finding costs one look-up per character of the text, whatever the number of values.
    """

    def __init__(self) -> None:
        self._by_prefix: dict[str, list[str]] = {}
        self._short: set[str] = set()

    def add(self, value: str) -> None:
        """Make a value findable; adding it twice changes nothing."""
        if len(value) < _PREFIX:
            if value:
                self._short.add(value)
            return
        bucket = self._by_prefix.setdefault(value[:_PREFIX], [])
        if value not in bucket:
            bucket.append(value)
            bucket.sort(key=len, reverse=True)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield ranges of known values in text order, the longest at each place.

        Ranges may overlap where values do; none lies inside the one before.
        """
        buckets, short, reach = self._by_prefix, self._short, 0
        for start in range(len(text)):
            size = 0
            for value in buckets.get(text[start : start + _PREFIX], ()):
                if text.startswith(value, start) and _stands_alone(text, start, len(value)):
                    size = len(value)
                    break
            if not size and short:
                for length in range(min(_PREFIX - 1, len(text) - start), 0, -1):
                    if text[start : start + length] in short and _stands_alone(text, start, length):
                        size = length
                        break
            if size and start + size > reach:
                reach = start + size
                yield start, reach


def _stands_alone(text: str, start: int, size: int) -> bool:
    return is_boundary(text, start) and is_boundary(text, start + size)
