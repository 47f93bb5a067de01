"""Words of which a restored value is only a part, as in `Marks`: it is hidden in just these."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence

from .locate import in_word, is_boundary, stands_alone
from .offsets import Rewritten, readings

MAX_WORDS = 4096
"""How many such words of a scope are remembered; a value with one more counts in any word."""

WORDS_OF_VALUE = 256
"""How many of one value are; with one more it counts in any word."""

SIDE = 32
"""How many letters and digits beside a value tell its word, on each side."""

_ESCAPE = 12
"""How much text one of them takes where it is escaped, as a rule: a surrogate pair in JSON."""

_REACH = _ESCAPE * (SIDE + 2)
"""How much text all of them take, and what tells whether they took more."""

ANY_WORD = "", ""
"""Stands for what is beside a value where too many escapes hide it: anything may be."""

# What ends a word for certain: neither part of one nor of an escape in JSON, URLs or HTML.
_END = r"[\s!\"'()*+,\-./:<=>?@\[\]^_`{|}~\u3000-\u9fff\uac00-\ud7ff\uff0c-\uff0e]"
_AFTER = re.compile(_END)
_BEFORE = re.compile(rf".*{_END}", re.DOTALL)

Place = tuple[int, int, str]
"""Where in a text a value was written, start and end, and the value itself."""

Told = Callable[[str, str, str], None]
"""Takes a value and what stands before and after it in a word."""

_OPEN = 8
"""How many values at the end of a text may wait for what comes after them."""


def sides(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the letters and digits that stand directly before and after a place."""
    low, high = start, end
    while low > max(0, start - SIDE) and in_word(text[low - 1]):
        low -= 1
    while high < min(len(text), end + SIDE) and in_word(text[high]):
        high += 1
    return text[low:start], text[end:high]


def word_sides(
    value: str, text: str, start: int, end: int
) -> tuple[Sequence[tuple[str, str]], bool]:
    """Tell what stands beside a value where it would not be found.

    Args:
        value: The value.
        text: A text with the value in it, escaped perhaps.
        start: Where it is written.
        end: Where that ends.

    Returns:
        Its `sides`, once for each layer of escapes that may be taken off before the text
        leaves, or `ANY_WORD`; none where the value is found as a word of its own. And
        whether that stays so whatever comes after the text.
    """
    low, high = max(0, start - _REACH), end + _REACH
    cut_left, cut_right = low > 0, high < len(text)
    if before := _BEFORE.match(text, low, start):
        low, cut_left = before.end() - 1, False
    if after := _AFTER.search(text, end, high):
        high, cut_right = after.end(), False
    found: list[tuple[str, str]] = []
    over = len(text) - end > _REACH
    for read in readings(Rewritten(text[low:high])):
        first, last = read.place(start - low, end - low)
        if read.text[first:last] != value:
            continue
        left, right = sides(read.text, first, last)
        from_, to = read.original(first - len(left), last + len(right))
        if (cut_left and from_ < 2 * _ESCAPE) or (cut_right and to > high - low - 2 * _ESCAPE):
            return [ANY_WORD], True  # the word goes on where it is not looked at
        if stands_alone(read.text, first, last):
            found.clear()  # whoever looks with fewer layers off comes to this one, too
        else:
            found.append((left, right))
        # With all escapes off, what ends the word is no part of one that is still to come.
        last += len(right)
        over |= len(right) == SIDE or _AFTER.match(read.text, last) is not None
    return found, over


class GluedWords:
    """Remembers values with what stands beside them in a word.

    Nothing is given up for want of room: what a hostile text makes up would otherwise push
    out the words that left. A value with too many words counts in all words instead.
    """

    def __init__(self) -> None:
        self._words: dict[str, set[tuple[str, str]]] = {}
        self._size = 0
        self._anywhere: set[str] = set()

    def add(self, value: str, left: str, right: str) -> str:
        """Remember a word.

        Returns:
            What to look for in earlier texts: the word, or the value where that counts in
            any word from now on; "" where this is no news.
        """
        word = left, right
        words = self._words.get(value, ())
        if value in self._anywhere or word in words:
            return ""
        if word == ANY_WORD or len(words) >= WORDS_OF_VALUE or self._size >= MAX_WORDS:
            self._drop(value)
            self._anywhere.add(value)
            return value
        self._words.setdefault(value, set()).add(word)
        self._size += 1
        return f"{left}{value}{right}"

    def keep(self, values: Container[str]) -> None:
        """Give up the words of all other values."""
        for value in [value for value in self._words if value not in values]:
            self._drop(value)
        self._anywhere = {value for value in self._anywhere if value in values}

    def holds(self, text: str, start: int, end: int) -> bool:
        """Tell whether what stands at a place is a value within one of its words."""
        value = text[start:end]
        words = self._words.get(value)
        return value in self._anywhere or (words is not None and sides(text, start, end) in words)

    def _drop(self, value: str) -> None:
        self._size -= len(self._words.pop(value, ()))


class Seams:
    """Watches a growing text for values that letters or digits may touch.

    Args:
        told: Called for each with every piece that may add to its word, for the text may
            never go on: who stops a stream has seen the word as far as it came.
    """

    def __init__(self, told: Told) -> None:
        self._told = told
        self._text = ""
        self._open: list[Place] = []

    def take(self, piece: str, places: Sequence[Place] = (), *, last: bool = False) -> None:
        """Take the next piece of the text.

        Args:
            piece: The piece.
            places: The values in it, in order.
            last: Whether the text ends here; the next piece begins another one.
        """
        if not piece and not last:
            return
        before, text = len(self._text), self._text + piece
        waiting = [*self._open, *((a + before, b + before, value) for a, b, value in places)]
        still: list[Place] = []
        for start, end, value in waiting:
            # Looked at for the first time, and mostly the last.
            if end >= before and not _may_touch(text, start, end, value):
                if end == len(text):
                    still.append((start, end, value))
                continue
            words, over = word_sides(value, text, start, end)
            for left, right in words:
                self._told(value, left, right)
            if not over:
                still.append((start, end, value))
        for _, _, value in still[:-_OPEN]:  # to look at all of them each time takes too long
            self._told(value, *ANY_WORD)
        still = still[-_OPEN:]
        if last:
            self._text, self._open = "", []
            return
        # One character more shows that there is more.
        cut = max(0, (still[0][0] if still else len(text)) - _REACH - 1)
        self._text = text[cut:]
        self._open = [(start - cut, end - cut, value) for start, end, value in still]


def _may_touch(text: str, start: int, end: int, value: str) -> bool:
    """Rule out most places cheaply: what stands there is no part of a word, escaped or not."""
    left, right = text[start - 1 : start], text[end : end + 2]
    return bool(value) and (
        (left != "" and (in_word(left) or left == ";" or not is_boundary(left + value[0], 1)))
        or (
            right != ""
            and (in_word(right[0]) or right[0] in "%&" or right in {"\\", "\\\\", "\\u"})
        )
    )
