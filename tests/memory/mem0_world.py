"""Mem0's library on this machine: local stores, and models on the loopback cloud."""

from __future__ import annotations

import json
from pathlib import Path

from memory.people import DIGITS, WORDS, done, engine

from langchain_memprivacy.integrations.mem0 import PrivacyMem0
from langchain_memprivacy.placeholders import CANONICAL
from langchain_memprivacy.testing.loopback import Loopback, assert_clean


def extract(asked):
    """Mem0's model: each new message that holds a placeholder is a fact."""
    prompt = str(asked["messages"][-1]["content"])
    new = prompt.partition("## New Messages")[2].partition("## Observation")[0]
    lines = [line for line in new.splitlines() if CANONICAL.search(line)]
    facts = [{"text": f"Fact: {line}", "attributed_to": "user"} for line in lines]
    if "Create procedural memory" in prompt:
        return " ".join(CANONICAL.findall(str(asked["messages"]))) and str(asked["messages"][1])
    return json.dumps({"memory": facts})


class World:
    """Memories of a class of Mem0's, its cloud, and its files.

    Args:
        kind: `Memory` or `AsyncMemory`.
        folder: Where its files go.
    """

    def __init__(self, kind, folder: Path):
        self.kind, self.folder, self.cloud = kind, folder, Loopback(extract)
        self.memories = []

    def memory(self, name="one", **config):
        """A memory; those of one name share their stores."""
        server = {"openai_base_url": self.cloud.base_url, "api_key": "made-up"}
        embedder = {**server, "model": "text-embedding-3-small", "embedding_dims": 8}
        store = {"path": str(self.folder / name), "on_disk": True, "embedding_model_dims": 8}
        self.memories.append(
            self.kind.from_config(
                {
                    "llm": {"provider": "openai", "config": {**server, "model": "gpt-4.1-mini"}},
                    "embedder": {"provider": "openai", "config": embedder},
                    "vector_store": {"provider": "qdrant", "config": store},
                    "history_db_path": str(self.folder / f"{name}.db"),
                    **config,
                }
            )
        )
        return self.memories[-1]

    def adapter(self, privacy=None, *, memory=None, **settings):
        """An adapter of a memory of its own, or of a given one."""
        return PrivacyMem0(memory or self.memory(), privacy or engine(), **settings)

    async def close(self):
        """End everything, and look for values at the cloud and in every file."""
        for memory in self.memories:
            memory.vector_store.client.close()
            await done(memory.close())
        self.cloud.close()
        assert self.cloud.errors == []
        self.cloud.assert_clean(WORDS, fragment=6)
        self.cloud.assert_clean(DIGITS, fragment=10)
        files = {p.name: p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}
        assert files
        assert_clean(files, WORDS, fragment=6)
        assert_clean(files, DIGITS, fragment=10)
