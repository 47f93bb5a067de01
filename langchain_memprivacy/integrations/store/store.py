"""`PrivacyStore`: what LangGraph keeps for long holds placeholders, whoever keeps it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import wraps
from types import TracebackType
from typing import Any, Literal, Self, TypeVar, cast

from langgraph.store.base import (
    NOT_PROVIDED,
    BaseStore,
    GetOp,
    InvalidNamespaceError,
    Item,
    ListNamespacesOp,
    MatchCondition,
    NamespacePath,
    NotProvided,
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
)

from ...engine import PrivacyEngine
from ...placeholders import Placeholder
from ...purging import Purged, StoredAt
from ..crossing import Crossing
from .operations import Passage, Unmarked, check_place, gathered, invalid_namespace
from .ordering import InOrder
from .purging import Search, adone, deletion, done

Call = TypeVar("Call", bound=Callable[..., Any])
T = TypeVar("T")


def _unquoted(method: Call) -> Call:
    """Make an inherited method that checks labels say what is wrong without quoting them."""

    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        with suppress(InvalidNamespaceError):
            return method(*args, **kwargs)
        raise invalid_namespace()

    return cast("Call", call)


class PrivacyStore(BaseStore):
    """A store of LangGraph around another one, which sees placeholders only.

    Use it wherever a store goes: `compile(store=...)`, `create_agent(..., store=...)`.
    Values and their keys are desensitized; labels of namespaces and keys of items that
    hold private values get pseudonyms (`EMAIL_1_~` and a tag), others stay, and so do
    opaque ids. Queries are desensitized, so that embeddings see placeholders too. All of
    it is restored for whom it belongs to.

    Several people and devices may share the inner store. An item with placeholders in it
    carries a mark that only their owner's vault knows, under the key `_memprivacy`, which
    callers neither see nor set. Placeholders of others are never restored, and read
    `<EMAIL_1_~tag>`, so that nothing takes them for the reader's own.

    Filters find a private value by equality, under whosever mark: the inner store is asked
    once for each way it may be spelled. `$ne` and comparisons by size are refused for it.

    Inside of a graph boundary (`protect`) what is read stays as placeholders. A value that
    became known after something was stored under it is hidden from then on, and what was
    stored under it by its own name is not found by it any more: use opaque ids.

    Args:
        inner: Keeps the items: in memory, SQLite, PostgreSQL or any other `BaseStore`.
        privacy: The engine.
        scope: Whose mapping; left out, the engine's own, which may depend on the config
            of the run.
        unmarked: What becomes of placeholders in items that were written beside this
            store and carry no mark: `leave` them, or `restore` them as the reader's
            own. That is right only where nobody else writes to the inner store; filters
            find such items then, too.
    """

    def __init__(
        self,
        inner: BaseStore,
        privacy: PrivacyEngine,
        *,
        scope: str | None = None,
        unmarked: Unmarked = "leave",
    ) -> None:
        if unmarked not in {"leave", "restore"}:
            raise ValueError("unmarked: say 'leave' or 'restore'")
        self.inner = inner
        self._privacy = privacy
        self._scope = scope if scope is None else privacy.scope_for(scope=scope)
        self._unmarked = unmarked
        self._order = InOrder()
        self.supports_ttl = inner.supports_ttl
        self.ttl_config = inner.ttl_config

    def __repr__(self) -> str:
        return f"{type(self).__name__}({type(self.inner).__name__})"

    def __getattr__(self, name: str) -> Any:
        # Setting up, sweeping and what else a kind of store has; nothing that holds items.
        if name.startswith("_") or name == "inner":
            raise AttributeError(name)
        return getattr(self.inner, name)

    async def __aenter__(self) -> Self:
        await self.inner.__aenter__()  # type: ignore[attr-defined]  # async stores have it
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.inner.__aexit__(kind, error, trace)  # type: ignore[attr-defined]

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Do operations in order; see `BaseStore.batch`.

        Raises:
            NotCoveredError: Something in them cannot be protected; none was done.
            InvalidNamespaceError: A label may not stand in a namespace; none was done.
            ScopeError: Whose mapping is meant is not known.
            MemPrivacyError: One could not be desensitized; none was done.
        """
        passage, hidden = self._out(self._crossing(), list(ops))
        spread = passage.spread(hidden)
        results = self.inner.batch([op for each in spread for op in each])
        return passage.back(gathered(hidden, spread, results))

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """Do as `batch`; the vault and the extractor work in a thread."""
        passage, hidden = await self._aout(list(ops))
        spread = passage.spread(hidden)
        results = await self.inner.abatch([op for each in spread for op in each])
        return await asyncio.to_thread(passage.back, gathered(hidden, spread, results))

    get = _unquoted(BaseStore.get)
    search = _unquoted(BaseStore.search)
    put = _unquoted(BaseStore.put)
    delete = _unquoted(BaseStore.delete)
    list_namespaces = _unquoted(BaseStore.list_namespaces)

    # The inner store may gather what comes in through these five.

    async def aget(
        self, namespace: tuple[str, ...], key: str, *, refresh_ttl: bool | None = None
    ) -> Item | None:
        """Do as `get`, off the event loop."""
        passage, (op,) = await self._aout([GetOp(namespace, key)])
        assert isinstance(op, GetOp)
        found = await self.inner.aget(op.namespace, op.key, refresh_ttl=refresh_ttl)
        return await self._ashown(passage, found)

    async def asearch(
        self,
        namespace_prefix: tuple[str, ...],
        /,
        *,
        query: str | None = None,
        filter: dict[str, Any] | None = None,
        limit: int = 10,
        offset: int = 0,
        refresh_ttl: bool | None = None,
    ) -> list[SearchItem]:
        """Do as `search`, off the event loop."""
        asked = SearchOp(namespace_prefix, filter, limit, offset, query)
        passage, hidden = await self._aout([asked])
        spread = passage.spread(hidden)
        found = await asyncio.gather(
            *[
                self.inner.asearch(
                    op.namespace_prefix,
                    query=op.query,
                    filter=op.filter,
                    limit=op.limit,
                    offset=op.offset,
                    refresh_ttl=refresh_ttl,
                )
                for op in spread[0]
                if isinstance(op, SearchOp)
            ]
        )
        (shown,) = gathered(hidden, spread, found)
        return await self._ashown(passage, cast("list[SearchItem]", shown))

    async def aput(
        self,
        namespace: tuple[str, ...],
        key: str,
        value: Mapping[str, Any],
        index: Literal[False] | list[str] | None = None,
        *,
        ttl: float | NotProvided | None = NOT_PROVIDED,
    ) -> None:
        """Do as `put`, off the event loop."""
        check_place(namespace)
        _, (op,) = await self._aout([PutOp(namespace, key, value, index)])
        assert isinstance(op, PutOp)
        assert op.value is not None
        await self.inner.aput(op.namespace, op.key, op.value, op.index, ttl=ttl)

    async def adelete(self, namespace: tuple[str, ...], key: str) -> None:
        """Do as `delete`, off the event loop."""
        _, (op,) = await self._aout([PutOp(namespace, key, None)])
        assert isinstance(op, PutOp)
        await self.inner.adelete(op.namespace, op.key)

    async def alist_namespaces(
        self,
        *,
        prefix: NamespacePath | None = None,
        suffix: NamespacePath | None = None,
        max_depth: int | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> list[tuple[str, ...]]:
        """Do as `list_namespaces`, off the event loop."""
        conditions = (
            MatchCondition("prefix", prefix or ()),
            MatchCondition("suffix", suffix or ()),
        )
        passage, (op,) = await self._aout([ListNamespacesOp(conditions)])
        assert isinstance(op, ListNamespacesOp)
        assert op.match_conditions is not None
        before, after = (condition.path for condition in op.match_conditions)
        found = await self.inner.alist_namespaces(
            prefix=before or None,
            suffix=after or None,
            max_depth=max_depth,
            limit=limit,
            offset=offset,
        )
        return await self._ashown(passage, found)

    def purge(
        self,
        placeholders: Iterable[Placeholder | str] | None,
        scope: str | None = None,
        *,
        tag: str | None = None,
        dry_run: bool = False,
    ) -> Purged:
        """Delete every item that holds one of these placeholders, in value, key or namespace.

        It looks through the whole inner store. `PrivacyEngine.forget(..., stores=[store])`
        does it for the values that it erases. Items without a mark are only counted, for
        nothing says whose their placeholders are; with `unmarked="restore"` they go too.

        Args:
            placeholders: Which ones; None: any of the scope.
            scope: Whose; the store's own where left out.
            tag: The tag that the scope had, where it was forgotten since.
            dry_run: Find them only.

        Raises:
            ScopeError: Whose placeholders are meant is not known.
            ValueError: One of them is no placeholder.
        """
        search = Search(self._whose(scope), placeholders, tag, self._unmarked)
        items = done(self.inner, search.found())
        if not dry_run:
            done(self.inner, deletion(items))
        return Purged(items, deleted=not dry_run, unmarked=search.unmarked)

    async def apurge(
        self,
        placeholders: Iterable[Placeholder | str] | None,
        scope: str | None = None,
        *,
        tag: str | None = None,
        dry_run: bool = False,
    ) -> Purged:
        """Do as `purge`, for asynchronous stores."""
        crossing = self._whose(scope)
        search = await asyncio.to_thread(Search, crossing, placeholders, tag, self._unmarked)
        items = await adone(self.inner, search.found())
        if not dry_run:
            await adone(self.inner, deletion(items))
        return Purged(items, deleted=not dry_run, unmarked=search.unmarked)

    def where(self, placeholder: Placeholder | str, scope: str | None = None) -> list[StoredAt]:
        """List where a placeholder still stands, in value, key or namespace.

        Args:
            placeholder: `"<EMAIL_1>"` or a `Placeholder`.
            scope: Whose; the store's own where left out.

        Returns:
            Namespaces and keys as the inner store has them. They hold pseudonyms in place
            of values, and may be used with this store as they are.

        Raises:
            ScopeError: Whose placeholder is meant is not known.
            ValueError: It is none.
        """
        return list(self.purge([placeholder], scope, dry_run=True).items)

    async def awhere(
        self, placeholder: Placeholder | str, scope: str | None = None
    ) -> list[StoredAt]:
        """Do as `where`, for asynchronous stores."""
        return list((await self.apurge([placeholder], scope, dry_run=True)).items)

    def _crossing(self) -> Crossing:
        return Crossing.of(self._privacy, scope=self._scope)

    def _whose(self, scope: str | None) -> Crossing:
        """Nothing is read for anybody, so that no run need be around."""
        return self._crossing() if scope is None else Crossing(self._privacy, scope)

    def _out(self, crossing: Crossing, ops: list[Op]) -> tuple[Passage, list[Op]]:
        passage = Passage(crossing, self._unmarked)
        return passage, passage.out(ops)

    async def _aout(self, ops: list[Op]) -> tuple[Passage, list[Op]]:
        crossing = self._crossing()  # of the run that asks, not of the thread
        return await self._order.run(lambda: self._out(crossing, ops))

    async def _ashown(self, passage: Passage, found: T) -> T:
        if not found:
            return found
        (shown,) = await asyncio.to_thread(passage.back, [cast("Result", found)])
        return cast("T", shown)
