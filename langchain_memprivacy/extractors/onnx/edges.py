"""Where in a message a span may begin and end: never inside a word or a number."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ...locate import is_boundary

LONGEST = 200
"""Most characters of a span that the model writes."""


def _tells(char: str) -> bool:
    """Tell whether a character can be a value by itself: no space, no punctuation."""
    return char.isalnum() or (char > "\x7f" and unicodedata.category(char)[0] not in "PZCM")


def _between_words(text: str, at: int) -> bool:
    if not is_boundary(text, at):
        return False
    base = at - 1
    if text[base] < "\u0300":  # before all combining marks
        return True
    while base and unicodedata.category(text[base])[0] == "M":
        base -= 1
    return is_boundary(text[base] + text[at], 1)


class Edges:
    """The places of one message, as offsets of characters.

    A span begins and ends where `is_boundary` allows and not between two ASCII letters or
    digits, neither begins nor ends with white space, and holds at least one character that
    is neither white space nor punctuation.

    Args:
        text: The message.

    Attributes:
        cuts: Whether an offset is between words.
        begins: Whether a span may begin at an offset.
        ends: Whether one may end there.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        size = len(text)
        word = [char < "\x80" and char.isalnum() for char in text]
        self.cuts = [True] * (size + 1)
        for at in range(1, size):
            self.cuts[at] = not (word[at] and word[at - 1]) and _between_words(text, at)
        solid = [not char.isspace() for char in text]
        self.begins = [cut and here for cut, here in zip(self.cuts[:-1], solid, strict=True)]
        self.ends = [False] + [cut and here for cut, here in zip(self.cuts[1:], solid, strict=True)]
        # For each offset, the first end after it, and the first character that tells.
        self._next_end = _next(self.ends[1:])
        self._next_telling = _next([_tells(char) for char in text])

    def fits(self, start: int, end: int) -> bool:
        """Tell whether a span may go from one offset to the other."""
        return self.begins[start] and self.ends[end] and self._next_telling[start] < end

    def telling(self, offset: int) -> int:
        """Return the first offset, from this one on, of a character that tells something."""
        return self._next_telling[offset]

    def first_end(self, start: int) -> int:
        """Return the first offset where a span from `start` may end; too great if nowhere."""
        telling = self._next_telling[start]
        return self._next_end[telling] + 1 if telling < len(self.text) else telling + 1

    def end_after(self, offset: int) -> int:
        """Return the first offset, from this one on, where any span may end."""
        return offset if self.ends[offset] else self._next_end[offset] + 1

    def places(self, value: str) -> Iterator[tuple[int, int]]:
        """Yield every range of the message that holds a value, and whose edges fit."""
        at = self.text.find(value)
        while at >= 0:
            if self.fits(at, at + len(value)):
                yield at, at + len(value)
            at = self.text.find(value, at + 1)


def _next(flags: list[bool]) -> list[int]:
    """For each index, the first index from it on whose flag is set; the length if none is."""
    found = [len(flags)] * (len(flags) + 1)
    for at in range(len(flags) - 1, -1, -1):
        found[at] = at if flags[at] else found[at + 1]
    return found
