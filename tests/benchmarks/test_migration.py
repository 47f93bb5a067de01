"""How fast old memories are migrated, beside what the extractor alone takes for them.

Processor time, so that a busy machine does not count against them.
"""

from __future__ import annotations

import json
import time

import pytest
from langgraph.store.memory import InMemoryStore

from langchain_memprivacy import MemPrivacy, RuleExtractor, SQLiteVault
from langchain_memprivacy.migration import migrate_files, migrate_store

pytestmark = pytest.mark.benchmark(group="migration", timer=time.process_time)


def memories(count: int) -> list[str]:
    """Short memories, two new values in each third of them."""
    return [
        f"Guest {n} writes from guest{n}.moor@brightleaf.io and calls +1 303-555-{n % 9000 + 1000}."
        if n % 3 == 0
        else f"The user liked the talk number {n} and wants to hear more about gardens."
        for n in range(count)
    ]


@pytest.mark.parametrize("place", ["files", "store"])
def test_migrating_short_memories(benchmark, goal, enabled, tmp_path, place):
    """100,000 of them, an SQLite vault; per memory, the extractor's own share apart."""
    count = 100_000 if enabled else 300
    texts = memories(count)
    extractor = RuleExtractor()
    begun = time.process_time()
    for text in texts:
        extractor.extract(text)
    alone = time.process_time() - begun
    store = InMemoryStore()
    if place == "files":
        path = tmp_path / "memories.jsonl"
        path.write_text(
            "".join(json.dumps({"id": n, "memory": t}) + "\n" for n, t in enumerate(texts))
        )
    else:
        for number, text in enumerate(texts):
            store.put(("memories", "u-17"), f"m{number}", {"text": text})
    with SQLiteVault(tmp_path / "vault.db", key=bytes(32)) as vault:
        privacy = MemPrivacy(vault=vault, extractor=extractor)

        def run():
            if place == "files":
                return migrate_files(path, tmp_path / "out.jsonl", privacy)
            return migrate_store(store, None, privacy)

        begun = time.process_time()
        done = benchmark.pedantic(run, rounds=1)
        spent = time.process_time() - begun
    assert done.failures == []
    assert done.values.total() == 2 * len(texts[::3])
    goal(f"extract, per memory ({place})", alone / count, 0.5, "ms", "processor")
    goal(f"migrate, per memory ({place})", spent / count, 2, "ms", "processor")
