"""The table of memories in the README, kept true: each is lived with and without its wrapper."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from langgraph.store.memory import InMemoryStore
from mem0 import AsyncMemory, Memory
from memobase import AsyncMemoBaseClient, MemoBaseClient
from memobase.core.blob import ChatBlob
from memory.langmem_world import SAID, call, config, langmem
from memory.langmem_world import World as LangMemWorld
from memory.mem0_world import World as Mem0World
from memory.memobase_server import Memobase
from memory.people import ALL, DIGITS, MAIL, WORDS, done, engine

from langchain_memprivacy import PrivacyMem0, PrivacyMemobase, PrivacyStore, protect_memory
from langchain_memprivacy.testing.loopback import find_leaks

pytestmark = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
COLUMNS = ("model requests", "embedding requests", "what is stored", "traces")


def sent(server, part):
    """What a server was sent at addresses with this part."""
    return b"\n".join(record.data for record in server.received if part in record.path)


async def langmem_life(folder, *, wrapped, asynchronous):
    """A conversation becomes a memory, and is looked for."""
    world = LangMemWorld()
    world.privately = False
    with world:
        world.says(lambda asked: call("Memory", content=str(asked["messages"][-1]["content"])))
        manager = langmem.create_memory_store_manager(
            world.model, namespace=("memories", "{user_id}"), store=world.store
        )
        manager = protect_memory(manager, world.privacy) if wrapped else manager
        asked = {"messages": SAID}, config(user_id="u-1")
        for _ in range(2):
            await manager.ainvoke(*asked) if asynchronous else manager.invoke(*asked)
        world.client.flush()
        return {
            "model requests": sent(world.cloud, "chat"),
            "embedding requests": sent(world.cloud, "embeddings"),
            "what is stored": world.rows.encode(),
            "traces": world.smith.wire,
        }


async def store_life(folder, *, wrapped, asynchronous):
    """An item is put and searched for."""
    world = LangMemWorld()
    inner = InMemoryStore(index={"dims": 8, "embed": world.embed})
    store = PrivacyStore(inner, world.privacy) if wrapped else inner
    with world.cloud:
        if asynchronous:
            await store.aput(("memories", "u-1"), MAIL, {"said": ALL, MAIL: 1})
            await store.asearch(("memories",), query=ALL, filter={"said": ALL})
        else:
            store.put(("memories", "u-1"), MAIL, {"said": ALL, MAIL: 1})
            store.search(("memories",), query=ALL, filter={"said": ALL})
    return {
        "embedding requests": sent(world.cloud, "embeddings"),
        "what is stored": repr((dict(inner._data), dict(inner._vectors))).encode(),
    }


async def mem0_life(folder, *, wrapped, asynchronous):
    """A conversation becomes a memory, and is looked for."""
    world = Mem0World(AsyncMemory if asynchronous else Memory, folder)
    inner = world.memory()
    memory = PrivacyMem0(inner, engine()) if wrapped else inner
    said = [{"role": "user", "content": ALL + (" <EMAIL_1>" if not wrapped else "")}]
    await done(memory.add(said, user_id=MAIL, metadata={"from": MAIL}))
    await done(memory.search(ALL, filters={"user_id": MAIL}))
    inner.vector_store.client.close()
    await done(inner.close())
    world.cloud.close()
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return {
        "model requests": sent(world.cloud, "chat"),
        "embedding requests": sent(world.cloud, "embeddings"),
        "what is stored": b"\n".join(files),
    }


async def memobase_life(folder, *, wrapped, asynchronous):
    """A conversation is handed to the service, which makes a profile of it."""
    with Memobase() as service:
        kind = AsyncMemoBaseClient if asynchronous else MemoBaseClient
        client = kind(api_key="made-up", project_url=service.url)
        memory = PrivacyMemobase(client, engine()) if wrapped else client
        name = MAIL if wrapped else "5d3c1b9a-6f4e-4a57-9a3c-0f1e2d3c4b5a"
        user = await done(memory.get_or_create_user(name))
        said = [{"role": "user", "content": ALL + (" <EMAIL_1>" if not wrapped else "")}]
        await done(user.insert(ChatBlob(messages=said)))
        await done(user.flush())
        await done(client.close() if hasattr(client, "close") else client.client.close())
        return {"model requests": service.wire, "what is stored": repr(service.stored()).encode()}


LIVES = {
    "LangMem, through `protect_memory`": langmem_life,
    "a LangGraph store, through `PrivacyStore`": store_life,
    "Mem0, through `PrivacyMem0`": mem0_life,
    "Memobase, through `PrivacyMemobase`": memobase_life,
}
ROWS = {
    cells[0]: cells[1:]
    for line in README.splitlines()
    if (cells := [cell.strip() for cell in line.strip("| \n").split(" | ")])[0] in LIVES
}


def test_the_table_is_whole():
    """Every memory has a row, every cell says clean, or that there is nothing."""
    assert list(ROWS) == list(LIVES)
    assert f"| memory | {' | '.join(COLUMNS)} |" in README
    assert {cell for cells in ROWS.values() for cell in cells} == {"clean", "–"}


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("memory", LIVES)
async def test_row(tmp_path, caplog, memory, asynchronous):
    """With the wrapper each place is as the table says; without it, the same life leaks there."""
    caplog.set_level(logging.WARNING)
    for wrapped in (True, False):
        folder = tmp_path / str(wrapped)
        folder.mkdir()
        found = await LIVES[memory](folder, wrapped=wrapped, asynchronous=asynchronous)
        said = dict(zip(COLUMNS, ROWS[memory], strict=True))
        assert set(found) == {column for column, cell in said.items() if cell == "clean"}
        for column, data in found.items():
            assert data, f"{column}: nothing was recorded"
            leaks = [*find_leaks(data, WORDS, fragment=6), *find_leaks(data, DIGITS, fragment=10)]
            assert (leaks == []) is wrapped, f"{column}: {leaks}"
