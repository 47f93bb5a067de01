"""LangMem as a memory system: its store manager over LangGraph's store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from langmem import create_memory_store_manager

from ...integrations.langmem import protect_memory
from ..datasets import Message
from ..protections import Protection
from .base import Settings, Side
from .store import indexed_store, stored


class LangMemSystem:
    """A store manager that makes memories of each session, ours behind `protect_memory`.

    Args:
        protection: What stands before it.
        settings: Its model and embeddings are used.
        user: The user's opaque id.

    Raises:
        MemorySystemError: There is no model, or no embeddings.
    """

    def __init__(self, protection: Protection, settings: Settings, user: str) -> None:
        settings.needed("model", "embeddings")
        assert settings.model is not None
        self._side, self._inner = Side(protection), indexed_store(settings)
        manager: Any = create_memory_store_manager(
            settings.model, store=self._inner, namespace=("memories", user)
        )
        if self._side.is_ours:
            manager = protect_memory(manager, protection.engine)
        self._manager = manager

    def add(self, session: Sequence[Message]) -> None:
        """See `MemorySystem.add`."""
        dated = {"role": "system", "content": f"Session of {session[0].date}."}
        self._manager.invoke({"messages": [dated, *self._side.turns(session)]})

    def search(self, query: str, limit: int) -> list[str]:
        """See `MemorySystem.search`."""
        found = self._manager.search(query=self._side.out(query), limit=limit)
        return [self._side.back(_text(item.value)) for item in found]

    def rows(self) -> bytes:
        """See `MemorySystem.rows`."""
        return stored(self._inner)

    def close(self) -> None:
        """See `MemorySystem.close`."""


def _text(value: Any) -> str:
    """What a memory says, whether it comes as a dictionary or as its schema's object."""
    content = value.get("content", value) if isinstance(value, dict) else value
    if isinstance(content, dict):
        content = content.get("content", content)
    content = getattr(content, "content", content)
    return content if isinstance(content, str) else json.dumps(content, default=str)
