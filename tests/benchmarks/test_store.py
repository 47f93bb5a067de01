"""What the wall around a store costs, over what the store itself takes."""

from __future__ import annotations

import statistics
import time

import pytest
from langgraph.store.memory import InMemoryStore

from langchain_memprivacy import MemPrivacy, SQLiteVault
from langchain_memprivacy.integrations.store import PrivacyStore

pytestmark = pytest.mark.benchmark(timer=time.process_time)

ITEMS = 10_000
HOME = ("memories", "u-7f3a", "people")
FEW = ("memories", "u-7f3a", "few")
"""A store in memory compares with each item of a namespace, which takes it far longer."""


def person(i):
    """A memory about one of sixty people."""
    mail = f"guest{i % 60}.moor@brightleaf.io"
    text = f"Guest {i % 60} can be reached at {mail} or +1 303-555-01{i % 60 + 10}."
    return {"kind": "Memory", "content": {"text": text, "mail": mail, "table": i % 9}}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A protected store with ten thousand items, and the vault on disk."""
    folder = tmp_path_factory.mktemp("vault")
    with SQLiteVault(folder / "vault.db", key=folder / "key") as vault:
        store = PrivacyStore(InMemoryStore(), MemPrivacy(vault=vault))
        for i in range(ITEMS):
            store.put(HOME, f"k{i}", person(i % 600))
        for i in range(60):
            store.put(FEW, f"k{i}", person(i))
        yield store


def spent(call, rounds):
    """Median processor time of a call, in seconds."""
    times = []
    for i in range(rounds):
        begun = time.process_time()
        call(i)
        times.append(time.process_time() - begun)
    return statistics.median(times)


CALLS = {
    "put": lambda store, i: store.put(HOME, f"k{i % ITEMS}", person(i % 600)),
    "get": lambda store, i: store.get(HOME, f"k{i % ITEMS}"),
    "search": lambda store, i: store.search(HOME, query="who is at table 3?", offset=i % 90),
    "search by a private value": lambda store, i: store.search(
        FEW, filter={"content": {"mail": f"guest{i % 60}.moor@brightleaf.io"}}
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call(benchmark, goal, enabled, store, name):
    """One call over ten thousand items, of values seen before, beyond the same call without."""
    rounds = 200 if enabled else 1
    call = CALLS[name]
    hidden = store.inner.get(HOME, "k3").value
    assert "brightleaf" not in repr(hidden)
    assert "brightleaf" in repr(store.get(HOME, "k3").value)
    bare = {
        "put": lambda i: store.inner.put(HOME, f"k{i % ITEMS}", hidden),
        "search by a private value": lambda _: store.inner.search(
            FEW, filter={"content": {"mail": "<EMAIL_4>"}, "_memprivacy": hidden["_memprivacy"]}
        ),
    }.get(name, lambda i: call(store.inner, i))
    turn = iter(range(10**9))
    without = spent(bare, rounds)
    benchmark.pedantic(
        lambda: call(store, next(turn)), rounds=rounds, warmup_rounds=min(rounds, 70)
    )
    measured = float(benchmark.stats.stats.median) - without if enabled else 0.0
    goal(f"store of 10,000 items: {name}, beyond the store", measured, 1, "ms", "processor")
