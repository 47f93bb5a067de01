"""Long messages in windows that a model can read, cut where sentences end, and overlapping."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate

from .edges import LONGEST, Edges

SMALLEST = 32
"""A window of this many characters is not divided any further."""

_BLOCK = 64  # characters whose tokens are counted together
# From the best place for a cut to the worst; each match ends where the cut is.
_BORDERS = (
    re.compile(r"\n[^\S\n]*\n\s*"),
    re.compile(r"\n\s*"),
    re.compile(r"[.!?…。！？；][\"'”’」』)）]*\s+|[…。！？；][”’」』）]*"),
    re.compile(r"\s+|[,，、]"),
)


def windows(edges: Edges, cost: Callable[[str], int], limit: int) -> list[tuple[int, int]]:
    """Cover a message with windows.

    Neighbours overlap by at least the length of a span, or a quarter of a window where
    that is less, so that no span of a readable length is cut by all windows.

    Args:
        edges: Of the message.
        cost: Counts the tokens of a piece of text.
        limit: About how many tokens a window may have.

    Returns:
        Offsets of each window's first character and after its last one, in order.
    """
    text = edges.text
    blocks = [cost(text[at : at + _BLOCK]) for at in range(0, len(text), _BLOCK)]
    spent = [0, *accumulate(blocks)]

    def spent_at(offset: int) -> float:
        block, rest = divmod(offset, _BLOCK)
        width = min(_BLOCK, len(text) - block * _BLOCK)
        return spent[block] + (blocks[block] * rest / width if rest else 0)

    found: list[tuple[int, int]] = []
    start = end = 0
    while True:
        end = max(end, start)
        budget = spent_at(start) + limit
        while end < len(text) and spent_at(min(end + _BLOCK, len(text))) <= budget:
            end = min(end + _BLOCK, len(text))
        while end < len(text) and spent_at(end + 1) <= budget:
            end += 1
        end = max(end, start + 1)
        if end >= len(text):
            return [*found, (start, len(text))]
        end = border(edges, start + 2 * (end - start) // 3, end)
        found.append((start, end))
        overlap = _overlap(end - start)
        start = max(start + 1, border(edges, end - 2 * overlap, end - overlap))


def halves(edges: Edges, window: tuple[int, int]) -> list[tuple[int, int]]:
    """Divide a window in two that overlap; empty where it is too small for that."""
    start, end = window
    if end - start <= SMALLEST:
        return []
    middle, overlap = (start + end) // 2, _overlap((end - start) // 2)
    left = border(edges, middle, middle + overlap)
    right = border(edges, middle - overlap, middle)
    return [(start, min(left, end - 1)), (max(right, start + 1), end)]


def border(edges: Edges, low: int, high: int) -> int:
    """Return the best place for a cut in a stretch, the last one of its kind."""
    for pattern in _BORDERS:
        places = [match.end() for match in pattern.finditer(edges.text, low, high)]
        if places and places[-1] > low:
            return places[-1]
    places = [at for at in range(low + 1, high + 1) if edges.cuts[at]]
    return places[-1] if places else high


def _overlap(size: int) -> int:
    return min(LONGEST, size // 4)
