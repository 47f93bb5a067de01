"""Words of a message with their places, read once for all the rules that go word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..lazy import lazy
from ..source import Source

_WORD = lazy(r"[A-Za-zÀ-ÖØ-öø-ɏ][A-Za-zÀ-ÖØ-öø-ɏ'’-]*|\d[\d.,:/-]*")

Word = tuple[int, int, str]
"""Start, end and lower-case form of a word or number."""


@lru_cache(maxsize=16)
def _numbers(lower: str) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for number, (_, _, word) in enumerate(_words(lower)):
        places.setdefault(word, []).append(number)
    return places


@lru_cache(maxsize=16)
def _words(lower: str) -> tuple[Word, ...]:
    return tuple((m.start(), m.end(), m[0].rstrip("'’-.,:/")) for m in _WORD.finditer(lower))


def words(source: Source) -> tuple[Word, ...]:
    """Return the words and numbers of a message in their order."""
    return _words(source.lower)


def first_words(*alternations: str) -> frozenset[str]:
    """Return the first words of the alternatives `a b|c d|...`, which hold no nested groups."""
    firsts = set()
    for alternation in alternations:
        for branch in alternation.split("|"):
            if match := re.match(r"[a-zà-ÿ][\w'’-]*", branch.strip()):
                firsts.add(match[0])
    return frozenset(firsts)


def starting(
    source: Source, firsts: frozenset[str], suffixes: tuple[str, ...] = ()
) -> Iterator[tuple[int, int]]:
    """Yield the number and the start of words that are among `firsts` or end in a suffix."""
    places, row = _numbers(source.lower), words(source)
    found = firsts & places.keys()
    if suffixes:
        found |= {word for word in places if word.endswith(suffixes)}
    for number in sorted(number for word in found for number in places[word]):
        yield number, row[number][0]


def back_over(source: Source, number: int, allowed: frozenset[str], limit: int = 3) -> int:
    """Return where the run of allowed words right before a word begins."""
    row = words(source)
    start = row[number][0]
    for step in range(1, limit + 1):
        if number - step < 0:
            break
        before = row[number - step]
        if before[2] not in allowed or source.text[before[1] : start] not in {" ", ", ", "-"}:
            break
        start = before[0]
    return start
