"""A protected store manager: what it does in the background, and what it is asked for."""

from __future__ import annotations

import asyncio
from contextvars import Context, copy_context
from typing import Any

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import var_child_runnable_config
from langgraph.store.base import NOT_PROVIDED, Item, NotProvided, SearchItem
from langmem.utils import NamespaceTemplate

from ..crossing import Crossing
from ..store import PrivacyStore
from .boundary import MemoryBoundary
from .entering import enter_memory
from .managers import InsideStoreManager, private_store


class ProtectedStoreManager(MemoryBoundary):
    """`create_memory_store_manager` behind the boundary.

    It has all methods of LangMem's own, and is a reflector for its `ReflectionExecutor`.

    Attributes:
        inner: The inside.
        namespace: Where memories are kept, as LangMem's manager says it.
    """

    inner: InsideStoreManager

    @property
    def namespace(self) -> NamespaceTemplate:
        """Where memories are kept: names, filled in from the config of a call."""
        found = self.inner.manager.namespace
        assert isinstance(found, NamespaceTemplate)
        return found

    @property
    def store(self) -> PrivacyStore:
        """The store behind the boundary: raw outside, placeholders inside."""
        return private_store(self.inner.store(), self._privacy)

    def get_namespace(self, config: RunnableConfig | None = None) -> tuple[str, ...]:
        """Return the namespace of a call, as the application knows it."""
        found = self.inner.manager.get_namespace(self._merged(config))
        return tuple(found)

    def get(
        self,
        key: str,
        *,
        refresh_ttl: bool | None = None,
        config: RunnableConfig | None = None,
    ) -> Item | None:
        """Fetch a memory; see LangMem's `MemoryStoreManager.get`."""
        found: Item | None = self._do("get", config, key, refresh_ttl=refresh_ttl)
        return found

    def search(
        self,
        *,
        query: str | None = None,
        filter: dict[str, Any] | None = None,
        limit: int = 10,
        offset: int = 0,
        refresh_ttl: bool | None = None,
        config: RunnableConfig | None = None,
    ) -> list[SearchItem]:
        """Search memories; see LangMem's `MemoryStoreManager.search`."""
        asked = {"query": query, "filter": filter, "limit": limit, "offset": offset}
        found: list[SearchItem] = self._do("search", config, **asked, refresh_ttl=refresh_ttl)
        return found

    def put(
        self,
        key: str,
        value: dict[str, Any],
        index: Any = None,
        *,
        ttl: float | NotProvided | None = NOT_PROVIDED,
        config: RunnableConfig | None = None,
    ) -> None:
        """Keep a memory; see LangMem's `MemoryStoreManager.put`."""
        self._do("put", config, key, value, index, ttl=ttl)

    def delete(self, key: str, config: RunnableConfig | None = None) -> None:
        """Delete a memory."""
        self._do("delete", config, key)

    async def aget(
        self,
        key: str,
        *,
        refresh_ttl: bool | None = None,
        config: RunnableConfig | None = None,
    ) -> Item | None:
        """Do as `get`, off the event loop where it takes time."""
        found: Item | None = await self._ado("aget", config, key, refresh_ttl=refresh_ttl)
        return found

    async def asearch(
        self,
        *,
        query: str | None = None,
        filter: dict[str, Any] | None = None,
        limit: int = 10,
        offset: int = 0,
        refresh_ttl: bool | None = None,
        config: RunnableConfig | None = None,
    ) -> list[SearchItem]:
        """Do as `search`, off the event loop where it takes time."""
        asked = {"query": query, "filter": filter, "limit": limit, "offset": offset}
        found: list[SearchItem] = await self._ado(
            "asearch", config, **asked, refresh_ttl=refresh_ttl
        )
        return found

    async def aput(
        self,
        key: str,
        value: dict[str, Any],
        index: Any = None,
        *,
        ttl: float | NotProvided | None = NOT_PROVIDED,
        config: RunnableConfig | None = None,
    ) -> None:
        """Do as `put`, off the event loop where it takes time."""
        await self._ado("aput", config, key, value, index, ttl=ttl)

    async def adelete(self, key: str, config: RunnableConfig | None = None) -> None:
        """Do as `delete`, off the event loop where it takes time."""
        await self._ado("adelete", config, key)

    def _do(self, name: str, config: RunnableConfig | None, *args: Any, **kwargs: Any) -> Any:
        crossing, inner, context = self._opened(config)
        method = context.run(lambda: getattr(self.inner.twin(inner), name))
        return self._leave(crossing, context.run(method, *args, config=inner, **kwargs))

    async def _ado(
        self, name: str, config: RunnableConfig | None, *args: Any, **kwargs: Any
    ) -> Any:
        crossing, inner, context = await asyncio.to_thread(self._opened, config)
        twin = await asyncio.to_thread(context.run, self.inner.twin, inner)
        call = getattr(twin, name)(*args, config=inner, **kwargs)
        found = await asyncio.create_task(call, context=context)
        return await asyncio.to_thread(self._leave, crossing, found)

    def _opened(self, config: RunnableConfig | None) -> tuple[Crossing, RunnableConfig, Context]:
        # Arguments are raw still: the store desensitizes what comes, and answers in placeholders.
        crossing, inner = enter_memory(self._privacy, self._merged(config), self._scope)
        context = copy_context()
        context.run(var_child_runnable_config.set, inner)
        return crossing, inner, context
