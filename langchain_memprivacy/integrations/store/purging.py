"""Finding and deleting the items of a store that hold a scope's placeholders."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from langgraph.store.base import BaseStore, Item, Op, PutOp, Result, SearchOp

from ...messages import Walker
from ...placeholders import Placeholder, parse_placeholder
from ...purging import StoredAt
from ..crossing import Crossing
from .operations import Unmarked
from .pseudonyms import is_tag, pseudonyms_in
from .spellings import MARK
from .texts import Looking

_PAGE = 1000
_DELETED_AT_ONCE = 100

T = TypeVar("T")
Steps = Generator[list[Op], Sequence[Result], T]
"""Asks for operations, is given their results, returns something at its end."""


class Search:
    """A search for placeholders of a scope.

    Args:
        crossing: Whose.
        placeholders: Which ones; None: any.
        tag: The scope's tag; asked for where left out.
        unmarked: Whether items without a mark are the scope's own.

    Attributes:
        unmarked: How many items hold one, and are nobody's for want of a mark.

    Raises:
        ValueError: One of them is no placeholder.
    """

    def __init__(
        self,
        crossing: Crossing,
        placeholders: Iterable[Placeholder | str] | None,
        tag: str | None,
        unmarked: Unmarked,
    ) -> None:
        self._crossing = crossing
        self._wanted = None if placeholders is None else set(map(_placeholder, placeholders))
        self._tag = crossing.privacy.tag(crossing.scope) if tag is None else tag
        self._mine = {self._tag, None} if unmarked == "restore" else {self._tag}
        self.unmarked = 0

    def found(self) -> Steps[tuple[StoredAt, ...]]:
        """Look through all items of a store."""
        items = yield from all_items()
        self.unmarked = 0
        return tuple(
            StoredAt(tuple(item.namespace), item.key) for item in items if self._is_in(item)
        )

    def _is_in(self, item: Item) -> bool:
        looking = Looking(self._crossing)
        walker = Walker(looking)
        value = dict(item.value) if isinstance(item.value, Mapping) else item.value
        whose = value.pop(MARK, None) if isinstance(value, dict) else None
        walker.value(value)
        if not isinstance(whose, str) or not is_tag(whose):
            whose = None
        own = {placeholder for placeholder, tag in looking.tagged if tag == self._tag}
        if whose in self._mine:
            own |= looking.placeholders
        for label in (*item.namespace, item.key):
            own.update(found for found, tag in pseudonyms_in(label) if tag == self._tag)
        if self._is_wanted(own):
            return True
        self.unmarked += whose is None and self._is_wanted(looking.placeholders)
        return False

    def _is_wanted(self, found: set[Placeholder]) -> bool:
        return bool(found if self._wanted is None else found & self._wanted)


def deletion(items: Collection[StoredAt]) -> Steps[None]:
    """Delete items."""
    ops: list[Op] = [PutOp(item.namespace, item.key, None) for item in items]
    for start in range(0, len(ops), _DELETED_AT_ONCE):
        yield ops[start : start + _DELETED_AT_ONCE]


def done(inner: BaseStore, steps: Steps[T]) -> T:
    """Take steps in a store."""
    try:
        ops = next(steps)
        while True:
            ops = steps.send(inner.batch(ops))
    except StopIteration as end:
        value: T = end.value
        return value


async def adone(inner: BaseStore, steps: Steps[T]) -> T:
    """Do as `done`, asynchronously."""
    try:
        ops = next(steps)
        while True:
            ops = steps.send(await inner.abatch(ops))
    except StopIteration as end:
        value: T = end.value
        return value


def all_items() -> Steps[list[Item]]:
    """Page through a store until every item was seen.

    Stores order by time, and what has the same time may come in another order with the
    next page: where something came twice, something else did not come.
    """
    page = _PAGE
    while True:
        seen: dict[tuple[tuple[str, ...], str], Item] = {}
        rows = 0
        while True:
            (found,) = yield [SearchOp((), None, page, rows, None, refresh_ttl=False)]
            items: Any = found
            rows += len(items)
            seen.update({(tuple(item.namespace), item.key): item for item in items})
            if len(items) < page:
                break
        if len(seen) == rows:
            return list(seen.values())
        page = max(2 * page, rows)


def _placeholder(text: Placeholder | str) -> Placeholder:
    if isinstance(text, Placeholder):
        return text
    found = parse_placeholder(text)
    if found is None:
        raise ValueError("purge: not a placeholder; it looks like <EMAIL_1>")
    return found
