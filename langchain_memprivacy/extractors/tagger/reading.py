"""From the classifier's numbers to ranges of the text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ...locate import is_boundary
from ..onnx.graph import Rows, Tokens
from .labels import Scheme

_JOINERS = frozenset(".@_-+:/")
"""Signs inside addresses and numbers."""


class Range(NamedTuple):
    """A private part of a text, and the number of its entity."""

    start: int
    end: int
    entity: int


def ranges(
    text: str, tokens: Tokens, logits: Rows, scheme: Scheme, threshold: float
) -> Iterator[Range]:
    """Yield what is private, whole words without the spaces around them.

    A word is private if one of its tokens is: if the probabilities of all private labels
    add up to `threshold` there. Its entity is the one with the most probability over its
    tokens. Words of the same entity that follow each other are one range, unless a label
    says that another begins or that the one before ended.

    Args:
        text: The message.
        tokens: Its tokens.
        logits: One row for each token, one column for each label.
        scheme: What the columns stand for.
        threshold: From 0 to 1.
    """
    current: Range | None = None
    ended, joined = False, -1
    for members in _words(tokens):
        entity, begins, ends = _judge(logits[members], scheme, threshold)
        start, end = tokens.offsets[members[0]][0], tokens.offsets[members[-1]][1]
        if current and joined >= 0 and not (entity == current.entity and start == joined):
            yield from _whole(text, current)
            current = None
        if entity < 0:
            # Tokens that stand for no characters interrupt nothing, and one missed sign
            # does not cut an address in two.
            glued = current and not ended and current.end == start and text[start:end] in _JOINERS
            joined = end if glued and joined < 0 else -1
            if current and end > start and joined < 0:
                yield from _whole(text, current)
                current = None
            continue
        joined = -1
        if current and current.entity == entity and not begins and not ended:
            current = current._replace(end=max(end, current.end))
        else:
            if current:
                yield from _whole(text, current)
            current = Range(start, end, entity)
        ended = ends
    if current:
        yield from _whole(text, current)


def _words(tokens: Tokens) -> Iterator[list[int]]:
    """Yield the tokens of each word; a token of no word stands alone."""
    numbered = enumerate(tokens.words)
    for word, group in groupby(numbered, key=lambda pair: (pair[1], pair[1] is None and pair[0])):
        del word
        yield [at for at, _ in group]


def _judge(logits: Rows, scheme: Scheme, threshold: float) -> tuple[int, bool, bool]:
    """Return a word's entity or -1, and whether a range begins or ends with it."""
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    mass: npt.NDArray[np.float32] = np.zeros((len(odds), len(scheme.entities)), np.float32)
    for at, column in enumerate(scheme.columns):
        if column.entity >= 0:
            mass[:, column.entity] += odds[:, at]
    if not scheme.entities or mass.sum(axis=1).max() < threshold:
        return -1, False, False
    entity = int(mass.sum(axis=0).argmax())
    mine = [at for at, column in enumerate(scheme.columns) if column.entity == entity]
    first, last = (scheme.columns[mine[int(odds[row, mine].argmax())]] for row in (0, -1))
    return entity, first.begins, last.ends


def _whole(text: str, found: Range) -> Iterator[Range]:
    """Complete the words at both ends, and leave the spaces out."""
    start, end = found.start, found.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        while not is_boundary(text, start):
            start -= 1
        while not is_boundary(text, end):
            end += 1
        yield Range(start, end, found.entity)
