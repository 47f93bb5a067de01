"""Words of which a restored value is only a part, as in `Marks`: it is hidden in just these."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Container, Sequence

from .locate import in_word, is_boundary, stands_alone
from .offsets import Rewritten, readings

MAX_WORDS = 4096
"""How many such words of a scope are remembered; beyond, the oldest are given up."""

SIDE = 32
"""How many letters and digits beside a value tell its word, on each side."""

_REACH = 8 * SIDE
"""How much text that takes where it is escaped."""

# What ends a word for certain: neither part of one nor of an escape in JSON, URLs or HTML.
_END = r"[\s!\"'()*+,\-./:<=>?@\[\]^_`{|}~\u3000-\u9fff\uac00-\ud7ff\uff0c-\uff0e]"
_AFTER = re.compile(_END)
_BEFORE = re.compile(rf".*{_END}", re.DOTALL)

Place = tuple[int, int, str]
"""Where in a text a value was written, start and end, and the value itself."""

Told = Callable[[str, str, int, int], None]
"""Takes a value, the text around it, and where in that text it is written."""


def sides(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the letters and digits that stand directly before and after a place."""
    low, high = start, end
    while low > max(0, start - SIDE) and in_word(text[low - 1]):
        low -= 1
    while high < min(len(text), end + SIDE) and in_word(text[high]):
        high += 1
    return text[low:start], text[end:high]


def word_sides(value: str, text: str, start: int, end: int) -> Sequence[tuple[str, str]]:
    """Tell what stands beside a value where it would not be found.

    Args:
        value: The value.
        text: A text with the value in it, escaped perhaps.
        start: Where it is written.
        end: Where that ends.

    Returns:
        Its `sides`, once for each layer of escapes that may be taken off before the text
        leaves; none where the value is found as a word of its own.
    """
    low, high = max(0, start - _REACH), end + _REACH
    if before := _BEFORE.match(text, low, start):
        low = before.end() - 1
    if after := _AFTER.search(text, end, high):
        high = after.end()
    found: list[tuple[str, str]] = []
    for read in readings(Rewritten(text[low:high])):
        first, last = read.place(start - low, end - low)
        if read.text[first:last] != value:
            continue
        if stands_alone(read.text, first, last):
            found.clear()  # whoever looks with fewer layers off comes to this one, too
        else:
            found.append(sides(read.text, first, last))
    return found


class GluedWords:
    """Remembers values with what stands beside them in a word, the last `MAX_WORDS` told."""

    def __init__(self) -> None:
        self._words: OrderedDict[tuple[str, str, str], None] = OrderedDict()
        self._values: Counter[str] = Counter()

    def add(self, value: str, left: str, right: str) -> bool:
        """Remember a word, and tell whether that is news."""
        word = value, left, right
        news = word not in self._words
        self._words[word] = None
        self._words.move_to_end(word)
        if news:
            self._values[value] += 1
            if len(self._words) > MAX_WORDS:
                self._drop(next(iter(self._words)))
        return news

    def keep(self, values: Container[str]) -> None:
        """Give up the words of all other values."""
        for word in [word for word in self._words if word[0] not in values]:
            self._drop(word)

    def holds(self, text: str, start: int, end: int) -> bool:
        """Tell whether what stands at a place is a value within one of its words."""
        value = text[start:end]
        return value in self._values and (value, *sides(text, start, end)) in self._words

    def _drop(self, word: tuple[str, str, str]) -> None:
        del self._words[word]
        self._values[word[0]] -= 1
        if not self._values[word[0]]:
            del self._values[word[0]]


class Seams:
    """Watches a growing text for values that letters or digits may touch.

    Args:
        told: Called for each, once it is certain what stands beside it.
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
        before, text = len(self._text), self._text + piece
        waiting = [*self._open, *((a + before, b + before, value) for a, b, value in places)]
        still: list[Place] = []
        for start, end, value in waiting:
            if end == len(text) and not last:
                still.append((start, end, value))
            elif end >= before and not _may_touch(text, start, end, value):
                continue  # looked at for the first time, and the last
            elif (
                last
                or len(text) - end >= _REACH
                or _AFTER.search(text, max(end, before), end + _REACH)
            ):
                self._told(value, text, start, end)
            else:
                still.append((start, end, value))
        if last:
            self._text, self._open = "", []
            return
        cut = max(0, (still[0][0] if still else len(text)) - _REACH)
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
