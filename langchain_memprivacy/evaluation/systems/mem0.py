"""Mem0's library as a memory system, with its files in a folder that ends with it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ...integrations.mem0 import PrivacyMem0
from ..datasets import Message
from ..protections import Protection
from .base import Settings, Side


class Mem0System:
    """A `Memory` of Mem0, ours behind `PrivacyMem0`.

    Args:
        protection: What stands before it.
        settings: Its model and embeddings are used.
        user: The user's opaque id.

    Raises:
        MemorySystemError: There is no model, or no embeddings.
        ImportError: Mem0 is not installed.
    """

    def __init__(self, protection: Protection, settings: Settings, user: str) -> None:
        settings.needed("model", "embeddings")
        assert settings.embeddings is not None
        self._side, self._user = Side(protection), user
        self._folder = TemporaryDirectory(prefix="mem0-", ignore_cleanup_errors=True)
        root = Path(self._folder.name)
        # Read when it is imported: it reports nothing, and writes into no home folder.
        os.environ.setdefault("MEM0_TELEMETRY", "False")
        os.environ.setdefault("MEM0_DIR", str(root))
        dims = len(settings.embeddings.embed_query("."))
        self._inner: Any = import_module("mem0").Memory.from_config({
            "llm": {"provider": "langchain", "config": {"model": settings.model}},
            "embedder": {"provider": "langchain", "config": {"model": settings.embeddings}},
            "vector_store": {
                "provider": "qdrant",
                "config": {"path": str(root / "q"), "embedding_model_dims": dims, "on_disk": True},
            },
            "history_db_path": str(root / "history.db"),
        })  # fmt: skip
        ours = PrivacyMem0(self._inner, protection.engine)
        self._memory: Any = ours if self._side.is_ours else self._inner

    def add(self, session: Sequence[Message]) -> None:
        """See `MemorySystem.add`."""
        # What ours tells the model that writes memories by itself.
        told = None if self._side.is_ours else self._side.protection.contract or None
        metadata = {"date": session[0].date}
        self._memory.add(
            self._side.turns(session), user_id=self._user, metadata=metadata, prompt=told
        )

    def search(self, query: str, limit: int) -> list[str]:
        """See `MemorySystem.search`."""
        found = self._memory.search(
            self._side.out(query), filters={"user_id": self._user}, top_k=limit, threshold=0.0
        )
        return [
            " ".join(filter(None, [(item.get("metadata") or {}).get("date"), said]))
            for item in found["results"]
            for said in [self._side.back(item["memory"])]
        ]

    def rows(self) -> bytes:
        """See `MemorySystem.rows`: the points of the vector store and the history."""
        points, _ = self._inner.vector_store.client.scroll(
            self._inner.vector_store.collection_name, limit=1_000_000, with_payload=True
        )
        payloads = [point.payload for point in points]
        history = Path(self._inner.config.history_db_path).read_bytes()
        return json.dumps(payloads, ensure_ascii=False, default=str).encode() + b"\n" + history

    def close(self) -> None:
        """See `MemorySystem.close`."""
        self._inner.vector_store.client.close()
        self._inner.close()
        self._folder.cleanup()
