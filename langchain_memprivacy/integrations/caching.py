"""A graph's cache of what its nodes returned, kept apart for each user."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Self

from langgraph.cache.base import BaseCache, FullKey, Namespace

from .crossing import Crossing


class ScopedCache(BaseCache[Any]):
    """A cache of which one user sees what is kept for that user.

    Placeholders of two users are alike, so that nodes of both are called with the same
    input. A graph inside that has a cache of its own uses this one all the same; where
    there is none, nothing is kept.

    Args:
        crossing: The call.
        inner: Where it is kept, or None.
    """

    def __init__(self, crossing: Crossing, inner: BaseCache[Any] | None) -> None:
        super().__init__(serde=None if inner is None else inner.serde)
        self._crossing = crossing
        self._inner = inner
        self._tag: str | None = None

    @classmethod
    def of(cls, crossing: Crossing, own: BaseCache[Any] | None, around: Any) -> Self:
        """Return the cache for a call.

        Args:
            crossing: The call.
            own: The graph's.
            around: That of the run around.
        """
        if own is None:
            own = around._inner if isinstance(around, ScopedCache) else around  # noqa: SLF001
        return cls(crossing, own)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({type(self._inner).__name__})"

    def get(self, keys: Sequence[FullKey]) -> dict[FullKey, Any]:
        """Get what is kept for this user."""
        if self._inner is None or not keys:
            return {}
        return self._bare(self._inner.get([self._key(key) for key in keys]))

    async def aget(self, keys: Sequence[FullKey]) -> dict[FullKey, Any]:
        """Do as `get`; the vault is asked in a thread."""
        if self._inner is None or not keys:
            return {}
        await self._ready()
        return self._bare(await self._inner.aget([self._key(key) for key in keys]))

    def set(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> None:
        """Keep something for this user."""
        if self._inner is not None:
            self._inner.set({self._key(key): value for key, value in pairs.items()})

    async def aset(self, pairs: Mapping[FullKey, tuple[Any, int | None]]) -> None:
        """Do as `set`; the vault is asked in a thread."""
        if self._inner is not None:
            await self._ready()
            await self._inner.aset({self._key(key): value for key, value in pairs.items()})

    def clear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """Drop what is kept for this user; everything where no namespaces are named."""
        if self._inner is not None:
            self._inner.clear(self._namespaces(namespaces))

    async def aclear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """Do as `clear`; the vault is asked in a thread."""
        if self._inner is not None:
            await self._ready()
            await self._inner.aclear(self._namespaces(namespaces))

    def _key(self, key: FullKey) -> FullKey:
        return (self._mark(), *key[0]), key[1]

    def _bare(self, found: dict[FullKey, Any]) -> dict[FullKey, Any]:
        return {(tuple(space[1:]), key): value for (space, key), value in found.items()}

    def _namespaces(self, namespaces: Sequence[Namespace] | None) -> list[Namespace] | None:
        return None if namespaces is None else [(self._mark(), *one) for one in namespaces]

    async def _ready(self) -> None:
        if self._tag is None:
            await asyncio.to_thread(self._mark)

    def _mark(self) -> str:
        if self._tag is None:
            self._tag = self._crossing.privacy.tag(self._crossing.scope)
        return self._tag
