"""What a text must hold for a regular expression to match in it, read off the expression.

Most of a rule's expressions match in few messages, and trying one at every position costs
as much as looking for a hundred words. So before an expression runs, its guard is asked: a
few sets of strings, of each of which every match holds at least one. `Source.grams` says
which strings a text can hold, once for all of the guards.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any

from .source import GRAM, Source, folded, is_odd

_MOST = 400
"""Sets of more strings than this are not worth building."""
_ENOUGH = 9
"""Longer strings are cut to this many characters."""
_KEPT = 3
"""So many sets of a guard are asked."""
_COMMON = 2.0
"""Sets that are expected more often than this in a message exclude too little."""
_COPIES = 4
"""More copies of a repeated part tell no more."""
_FEW = 15
"""Characters that a class may hold to be listed."""
_CATEGORIES = {"CATEGORY_DIGIT": "0", "CATEGORY_SPACE": " "}
_LENGTH = 500
"""Characters of a usual message."""

_Strings = frozenset[str]
_NOTHING: _Strings = frozenset({""})


class Guard:
    """Tells cheaply that an expression matches nowhere in a source.

    Args:
        nodes: The expression as `re` parses it.
    """

    __slots__ = ("_sets",)

    def __init__(self, nodes: Any) -> None:
        sets = _read(nodes).all()
        rare = sorted((_expected(strings), number) for number, strings in enumerate(sets))
        self._sets = [_by_gram(sets[number]) for often, number in rare[:_KEPT] if often < _COMMON]

    def excludes(self, source: Source) -> bool:
        """Tell whether the expression cannot match in any part of the source."""
        if source.odd:
            return False
        grams, text = source.grams, source.folded
        for starts, strings in self._sets:
            for gram in starts & grams:
                if any(string in text for string in strings[gram]):
                    break
            else:
                return True
        return False


def _by_gram(strings: _Strings) -> tuple[_Strings, dict[str, list[str]]]:
    table: dict[str, list[str]] = {}
    for string in {_rarest(string, _ENOUGH) for string in strings}:
        table.setdefault(_rarest(string, GRAM), []).append(string)
    return frozenset(table), table


def _rarest(string: str, length: int) -> str:
    pieces = (string[at : at + length] for at in range(max(1, len(string) - length + 1)))
    return min(pieces, key=_frequency)


_LETTERS = dict(zip("etaoinsrhldcumfpgwybvkxjqz", range(26), strict=True))


def _frequency(string: str) -> float:
    """Estimate how often a string begins at a position of a message."""
    often, before = 1.0, ""
    for char in string:
        often *= 0.7 if char == before == "0" else _of_char(char)  # digits come in rows
        before = char
    return often


def _of_char(char: str) -> float:
    if char == " ":
        return 0.16
    if char in _LETTERS:
        return 0.09 * 0.88 ** _LETTERS[char]
    return 0.03 if char == "0" else 0.01 if char in ".," else 0.004


def _expected(strings: _Strings) -> float:
    return _LENGTH * sum(map(_frequency, strings))


class _Row:
    """What is known of the strings that a row of nodes matches.

    Attributes:
        sets: Of each of these sets, every match holds a string.
        first: What matches begin with, where the row cannot be listed as a whole.
        last: What matches end with; all of the match where the row can be listed.
        whole: Whether the row can be listed as a whole.
    """

    def __init__(self) -> None:
        self.sets: list[_Strings] = []
        self.first = _NOTHING
        self.last = _NOTHING
        self.whole = True

    def then(self, strings: _Strings) -> None:
        """Add something that is one of these strings."""
        if len(self.last) * len(strings) > _MOST:
            self.cut()
        if len(strings) > _MOST:
            self.last = strings
            self.cut()
        else:
            self.last = frozenset(map("".join, product(self.last, strings)))

    def cut(self, last: _Strings = _NOTHING) -> None:
        """Add something that cannot be listed; `last` is what it ends with."""
        if self.whole:
            self.first = self.last
        self.whole = False
        if "" not in self.last:
            self.sets.append(self.last)
        self.last = last

    def add(self, row: _Row) -> None:
        """Add another row."""
        if row.whole:
            self.then(row.last)
        else:
            self.then(row.first)
            self.cut(row.last)
        self.sets += row.sets

    def all(self) -> list[_Strings]:
        """List the sets of which every match holds a string."""
        return self.sets if "" in self.last else [*self.sets, self.last]


def _read(nodes: Iterable[Any]) -> _Row:
    row = _Row()
    for code, value in nodes:
        name = str(code)
        if name == "LITERAL":
            _add(row, _characters([(code, value)]))
        elif name == "IN":
            _add(row, _characters(value))
        elif name == "SUBPATTERN":
            row.add(_read(value[3]))
        elif name == "ATOMIC_GROUP":
            row.add(_read(value))
        elif name == "BRANCH":
            row.add(_branch(value[1]))
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _repeat(row, int(value[0]), int(value[1]), _read(value[2]))
        elif name == "ASSERT":
            row.sets += _read(value[1]).all()
        elif name not in ("AT", "ASSERT_NOT"):
            row.cut()
    return row


def _add(row: _Row, strings: _Strings | None) -> None:
    if strings is None:
        row.cut()
    else:
        row.then(strings)


def _branch(branches: Iterable[Any]) -> _Row:
    rows, either = list(map(_read, branches)), _Row()
    either.last = frozenset[str]().union(*(row.last for row in rows))
    if all(row.whole and not row.sets for row in rows):
        return either
    either.whole = False
    either.first = _short(row.last if row.whole else row.first for row in rows)
    either.last = _short(row.last for row in rows)
    if all(sets := [row.all() for row in rows]):
        either.sets.append(frozenset[str]().union(*(min(each, key=_expected) for each in sets)))
    return either


def _short(sets: Iterable[_Strings]) -> _Strings:
    """Join sets, or tell nothing where that makes too many."""
    union = frozenset[str]().union(*sets)
    return union if len(union) <= _MOST else _NOTHING


def _repeat(row: _Row, least: int, most: int, part: _Row) -> None:
    if part.whole and not part.sets:
        for _ in range(min(least, _COPIES)):
            row.then(part.last)
        optional = part.last | _NOTHING
        if least <= _COPIES and most - least <= _COPIES and len(optional) <= _FEW:
            for _ in range(most - least):
                row.then(optional)
            return
    elif least:
        row.add(part)
    row.cut(part.last if least else _NOTHING)


def _characters(items: Iterable[Any]) -> _Strings | None:
    """List what the characters of a class look like in `Source.folded`, if they are few."""
    chars: set[str] = set()
    for code, value in items:
        name = str(code)
        if name == "LITERAL":
            chars.add(chr(value))
        elif name == "RANGE" and value[1] - value[0] < _FEW:
            chars.update(map(chr, range(value[0], value[1] + 1)))
        elif name == "CATEGORY" and str(value) in _CATEGORIES:
            chars.add(_CATEGORIES[str(value)])
        else:
            return None
    if is_odd("".join(chars)):
        return None
    few = frozenset(folded(char.lower()) for char in chars)
    return few if len(few) < _FEW else None
