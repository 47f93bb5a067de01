"""Searches by private values: the same value is spelled otherwise under another's mark.

Who wrote an item last marked it: their own placeholders stand in it as they are, those of
others with the tag of their scope. A search by one's own value has to ask for both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from heapq import merge
from itertools import islice
from typing import Any

from langgraph.store.base import SearchItem, SearchOp

from ...messages import Restore, Walker
from ..crossing import Crossing
from .pseudonyms import mark_foreign, unmark_own
from .texts import Looking

MARK = "_memprivacy"
"""The key beside a value's own under which it says whose placeholders are in it."""


def spellings(op: SearchOp, crossing: Crossing, own: str, *, unmarked: bool) -> list[SearchOp]:
    """Write a search once for everyone whose mark an item that it means may carry.

    Args:
        op: The search, desensitized.
        crossing: The call.
        own: The tag of its scope.
        unmarked: Whether items without a mark are the scope's own.
    """
    if not op.filter:
        return [op]
    looking = Looking(crossing)
    Walker(looking).value(op.filter)
    tags = {tag for _, tag in looking.tagged} | ({own} if looking.placeholders else set())
    if not tags:
        return [op]
    foreign = _spelled(crossing, op.filter, partial(mark_foreign, tag=own))
    filters = []
    for tag in sorted(tags, key=lambda tag: tag != own):
        spelled = _spelled(crossing, foreign, partial(unmark_own, tag=tag))
        filters.append(spelled if unmarked and tag == own else {**spelled, MARK: tag})
    # Of each as many as it takes to know which come first among all of them.
    first = op._replace(offset=0, limit=op.offset + op.limit)
    return [first._replace(filter=spelled) for spelled in (*filters, foreign)]


def merged(op: SearchOp, found: Sequence[Sequence[SearchItem]]) -> list[SearchItem]:
    """Put what the spellings of a search have found in the order of one search.

    Args:
        op: The search as it was meant, with its limit and offset.
        found: What each of `spellings` has found: best or newest first.
    """
    if len(found) == 1:
        return list(found[0])
    order = merge(*found, key=_rank, reverse=True)
    items: dict[tuple[tuple[str, ...], str], SearchItem] = {}
    for item in order:
        items.setdefault((tuple(item.namespace), item.key), item)
    return list(islice(items.values(), op.offset, op.offset + op.limit))


def _rank(item: SearchItem) -> tuple[float, float]:
    score = float("-inf") if item.score is None else item.score
    return score, item.updated_at.timestamp()


class _Spelling(Restore):
    """Spells placeholders another way."""

    def __init__(self, crossing: Crossing, spell: Callable[[str], str]) -> None:
        super().__init__(crossing.privacy, crossing.scope, None)
        self._spell = spell

    def text(self, text: str, role: str = "", key: str = "") -> str:
        del role, key
        return self._spell(text)

    def label(self, label: str, role: str) -> str:
        del role
        return self._spell(label)


def _spelled(crossing: Crossing, value: Any, spell: Callable[[str], str]) -> Any:
    return Walker(_Spelling(crossing, spell)).value(value)
