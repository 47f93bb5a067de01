"""Where an expression can begin to match, read off the expression.

`re` goes fast to the next of a few characters where an expression begins with them, but
tries everything at every place where it begins with a look behind, as most rules' do. So
the first characters are put in front, and the expression is tried behind them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

_GLOBAL = re.compile(r"\A\(\?([aimsux]+)\)")
_OFTEN = 0.34
"""Beginnings that more than this part of a message's characters are tell too little."""
_WIDTHLESS = ("AT", "ASSERT", "ASSERT_NOT")
_LAST = 127
_CATEGORIES = {
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda char: char.isalnum() or char == "_",
}


def quick(regex: str, nodes: Any) -> str | None:
    """Write an expression that matches one character where `regex` begins to match.

    Args:
        regex: The expression.
        nodes: The expression as `re` parses it.

    Returns:
        The expression, to be compiled with the same flags, or `None` where trying
        everywhere is as fast.
    """
    if _is_quick(nodes):
        return None
    first = _First()
    known, empty = first.row(nodes, nodes.state.flags)
    if not known or empty or first.often() > _OFTEN:
        return None
    inner = _GLOBAL.sub(r"(?\1:", regex) + ")" if _GLOBAL.match(regex) else regex
    return f"{first.written()}(?<=(?={inner})(?s:.))"


def _is_quick(nodes: Any) -> bool:
    """Tell whether `re` itself sees the first characters."""
    name, value = str(nodes[0][0]), nodes[0][1]
    if name == "SUBPATTERN":
        return _is_quick(value[3])
    if name == "BRANCH":
        return all(len(row) and str(row[0][0]) == "LITERAL" for row in value[1])
    return name in ("LITERAL", "IN")


class _First:
    """The characters that an expression's matches begin with."""

    def __init__(self) -> None:
        self.ranges: set[tuple[int, int]] = set()

    def written(self) -> str:
        """Write the characters as a class of an expression."""
        ranges = (f"\\U{low:08x}-\\U{high:08x}" for low, high in sorted(self.ranges))
        return f"(?-i:[{''.join(ranges)}])"

    def often(self) -> float:
        """Estimate which part of a message's characters these are."""
        chars = {chr(c) for low, high in self.ranges for c in range(low, min(high, _LAST) + 1)}
        wide = sum(high - low + 1 for low, high in self.ranges if low > _LAST)
        lower, upper = sum(map(str.islower, chars)), sum(map(str.isupper, chars))
        rest = len(chars) - lower - upper
        return 0.03 * lower + 0.002 * upper + 0.17 * (" " in chars) + 0.004 * rest + wide / 2000

    def row(self, nodes: Iterable[Any], flags: int) -> tuple[bool, bool]:
        """Add the beginnings of a row of nodes; answer as `_node` does."""
        for code, value in nodes:
            if str(code) in _WIDTHLESS:
                continue
            known, empty = self._node(str(code), value, flags)
            if not known or not empty:
                return known, False
        return True, True

    def _node(self, name: str, value: Any, flags: int) -> tuple[bool, bool]:
        """Add a node's beginnings; answer whether known, and whether it may be empty."""
        known, empty = False, False
        if name in ("LITERAL", "IN"):
            known = self._add(value if name == "IN" else [(name, value)], flags)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            known, empty = self.row(value[2], flags)
            empty |= not value[0]
        elif name == "SUBPATTERN":
            known, empty = self.row(value[3], (flags | value[1]) & ~value[2])
        elif name == "ATOMIC_GROUP":
            known, empty = self.row(value, flags)
        elif name == "BRANCH":
            rows = [self.row(row, flags) for row in value[1]]
            known, empty = all(row[0] for row in rows), any(row[1] for row in rows)
        return known, empty

    def _add(self, items: Iterable[Any], flags: int) -> bool:
        wide = bool(flags & re.IGNORECASE and not flags & re.ASCII)  # İ, the Kelvin sign
        for code, value in items:
            name = str(code)
            if name == "CATEGORY" and str(value) in _CATEGORIES:
                test: Callable[[str], bool] = _CATEGORIES[str(value)]
                self.ranges |= {(c, c) for c in range(_LAST + 1) if test(chr(c))}
                wide |= not flags & re.ASCII
            elif name in ("LITERAL", "RANGE"):
                low, high = value if name == "RANGE" else (value, value)
                self.ranges.add((low, high))
                if flags & re.IGNORECASE:
                    self._both_cases(low, high)
            else:
                return False
        if wide:
            self.ranges.add((_LAST + 1, 0x10FFFF))
        return True

    def _both_cases(self, low: int, high: int) -> None:
        for char in map(chr, range(low, min(high, _LAST) + 1)):
            self.ranges.add((ord(char.swapcase()), ord(char.swapcase())))
        if high > _LAST:
            self.ranges |= {(ord(char), ord(char)) for char in "iIkKsS"}
