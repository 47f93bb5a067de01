"""LangGraph's store as a memory system: every message is a memory, no model is asked."""

from __future__ import annotations

import json
from collections.abc import Sequence

from langgraph.store.memory import InMemoryStore

from ...integrations.store import PrivacyStore
from ..datasets import Message
from ..protections import Protection
from .base import Settings, Side


class StoreSystem:
    """Keeps messages in an `InMemoryStore`, ours with `PrivacyStore` around it.

    Args:
        protection: What stands before it.
        settings: Its embeddings are used.
        user: The user's opaque id.

    Raises:
        MemorySystemError: There are no embeddings.
    """

    def __init__(self, protection: Protection, settings: Settings, user: str) -> None:
        settings.needed("embeddings")
        self._side, self._namespace = Side(protection), ("memories", user)
        self._inner = indexed_store(settings)
        ours = PrivacyStore(self._inner, protection.engine)
        self._store = ours if self._side.is_ours else self._inner

    def add(self, session: Sequence[Message]) -> None:
        """See `MemorySystem.add`."""
        for message, turn in zip(session, self._side.turns(session), strict=True):
            self._store.put(self._namespace, message.id, {"text": turn["content"]})

    def search(self, query: str, limit: int) -> list[str]:
        """See `MemorySystem.search`."""
        found = self._store.search(self._namespace, query=self._side.out(query), limit=limit)
        return [self._side.back(str(item.value["text"])) for item in found]

    def rows(self) -> bytes:
        """See `MemorySystem.rows`."""
        return stored(self._inner)

    def close(self) -> None:
        """See `MemorySystem.close`."""


def indexed_store(settings: Settings) -> InMemoryStore:
    """Make an empty store with vectors."""
    assert settings.embeddings is not None
    dims = len(settings.embeddings.embed_query("."))
    return InMemoryStore(index={"dims": dims, "embed": settings.embeddings})


def stored(store: InMemoryStore) -> bytes:
    """Return all items of a store with their names, as JSON."""
    items = store.search((), limit=1_000_000)
    return json.dumps(
        [[item.namespace, item.key, item.value] for item in items], ensure_ascii=False, default=str
    ).encode()
