"""The node pair leaves nothing raw in a checkpointer, whichever it is and whatever happens."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager, contextmanager

import pytest
from faces.node_graphs import (
    CANARIES,
    FIRST,
    SECOND,
    TURNS,
    assert_kept_clean,
    chat_graph,
    cloud_model,
    engine,
    in_files,
    in_memory,
    in_postgres,
    texts,
    thread,
)
from faces.postgres import postgres_server, postgres_uri  # noqa: F401  # fixtures
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver

from langchain_memprivacy import SQLiteVault
from langchain_memprivacy.testing.loopback import Loopback, find_leaks

KINDS = ("memory", "sqlite", "postgres")


@contextmanager
def opened(kind, request):
    """Open a saver; yields it and a function that returns all it keeps."""
    if kind == "memory":
        saver = InMemorySaver()
        yield saver, lambda: in_memory(saver)
    elif kind == "sqlite":
        folder = request.getfixturevalue("tmp_path")
        with SqliteSaver.from_conn_string(str(folder / "threads.db")) as saver:
            yield saver, lambda: in_files(folder)
    else:
        from langgraph.checkpoint.postgres import PostgresSaver

        uri = request.getfixturevalue("postgres_uri")
        with PostgresSaver.from_conn_string(uri) as saver:
            saver.setup()
            yield saver, lambda: in_postgres(uri)


@asynccontextmanager
async def opened_async(kind, request):
    """Do as `opened` with the async savers."""
    if kind == "memory":
        saver = InMemorySaver()
        yield saver, lambda: in_memory(saver)
    elif kind == "sqlite":
        from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

        folder = request.getfixturevalue("tmp_path")
        async with AsyncSqliteSaver.from_conn_string(str(folder / "threads.db")) as saver:
            yield saver, lambda: in_files(folder)
    else:
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

        uri = request.getfixturevalue("postgres_uri")
        async with AsyncPostgresSaver.from_conn_string(uri) as saver:
            await saver.setup()
            yield saver, lambda: in_postgres(uri)


@pytest.mark.parametrize("durability", ["sync", "async", "exit"])
@pytest.mark.parametrize("kind", KINDS)
def test_two_turns(kind, durability, request):
    """The user sees raw text; saver, history and cloud get placeholders, turn after turn."""
    with Loopback() as cloud, opened(kind, request) as (saver, kept):
        app = chat_graph(engine(), cloud_model(cloud)).compile(checkpointer=saver)
        for text in TURNS:
            out = app.invoke(
                {}, thread(), context={"messages": [("user", text)]}, durability=durability
            )
        shown = texts(out["display"])
        assert [shown[0], shown[2]] == [FIRST, SECOND]
        assert CANARIES["illness"] in shown[1]
        assert CANARIES["password"] in shown[3]
        assert_kept_clean(kept())
        cloud.assert_clean(CANARIES, fragment=8)
        assert len(cloud.received) == 2
        history = list(app.get_state_history(thread()))
        assert len(history) == (2 if durability == "exit" else 10)
        assert not find_leaks(repr(history).encode(), CANARIES)
        assert all("display" not in snapshot.values for snapshot in history)


@pytest.mark.parametrize("kind", KINDS)
async def test_two_turns_async(kind, request):
    """The same in an async graph."""
    with Loopback() as cloud:
        async with opened_async(kind, request) as (saver, kept):
            app = chat_graph(engine(), cloud_model(cloud)).compile(checkpointer=saver)
            for text in TURNS:
                out = await app.ainvoke({}, thread(), context={"messages": [("user", text)]})
            assert texts(out["display"])[::2] == [FIRST, SECOND]
            assert_kept_clean(kept())
            cloud.assert_clean(CANARIES, fragment=8)
            history = [snapshot async for snapshot in app.aget_state_history(thread())]
            assert not find_leaks(repr(history).encode(), CANARIES)


@pytest.mark.parametrize("kind", KINDS)
def test_the_search_finds_what_the_plain_pair_leaves(kind, request):
    """In place, the raw input is on record before the first node runs: as documented."""
    from langgraph.graph import MessagesState

    with Loopback() as cloud, opened(kind, request) as (saver, kept):
        graph = chat_graph(engine(), cloud_model(cloud), state=MessagesState, in_place=True)
        app = graph.compile(checkpointer=saver)
        for text in TURNS:
            out = app.invoke({"messages": [("user", text)]}, thread())
        assert texts(out["messages"])[::2] == [FIRST, SECOND]
        cloud.assert_clean(CANARIES, fragment=8)
        everything = kept() if kind == "memory" else b"\n".join(kept().values())
        assert {leak.label for leak in find_leaks(everything, CANARIES)} == set(CANARIES)


def test_a_node_that_fails_leaves_nothing_raw(tmp_path):
    """A model out of order: what is kept of the failed run holds placeholders, and it goes on."""
    with Loopback() as cloud, SqliteSaver.from_conn_string(str(tmp_path / "t.db")) as saver:
        app = chat_graph(engine(), cloud_model(cloud)).compile(checkpointer=saver)
        from langchain_memprivacy.testing.loopback import Fault

        cloud.fault = Fault(500)
        with pytest.raises(Exception, match="refused"):
            app.invoke({}, thread(), context={"messages": [("user", FIRST)]})
        assert_kept_clean(in_files(tmp_path))
        cloud.fault = None
        out = app.invoke(None, thread())  # goes on from where it failed
        assert texts(out["display"])[0] == FIRST
        assert len(out["display"]) == 2
        out = app.invoke({}, thread(), context={"messages": [("user", SECOND)]})
        assert texts(out["display"])[::2] == [FIRST, SECOND]
        assert_kept_clean(in_files(tmp_path))


def test_time_travel(tmp_path):
    """An older checkpoint is replayed and branched off, and what is shown is restored."""
    with Loopback() as cloud, SqliteSaver.from_conn_string(str(tmp_path / "t.db")) as saver:
        app = chat_graph(engine(), cloud_model(cloud)).compile(checkpointer=saver)
        for text in TURNS:
            app.invoke({}, thread(), context={"messages": [("user", text)]})
        before_model = [s for s in app.get_state_history(thread()) if s.next == ("model",)]
        again = app.invoke(None, before_model[-1].config)
        assert texts(again["display"])[0] == FIRST
        assert len(again["display"]) == 2
        ends = [s for s in app.get_state_history(thread()) if not s.next]
        branch = app.invoke(
            {}, ends[-1].config, context={"messages": [("user", f"No, {CANARIES['emoji']}")]}
        )
        assert texts(branch["display"])[::2] == [FIRST, f"No, {CANARIES['emoji']}"]
        assert_kept_clean(in_files(tmp_path))
        cloud.assert_clean(CANARIES, fragment=8)


def test_a_replay_of_the_first_node_asks_for_the_context_again(tmp_path):
    """The raw text is nowhere, so it cannot be replayed; that is said."""
    from langchain_memprivacy import NotCoveredError

    with Loopback() as cloud:
        app = chat_graph(engine(), cloud_model(cloud)).compile(checkpointer=InMemorySaver())
        app.invoke({}, thread(), context={"messages": [("user", FIRST)]})
        (start,) = [s for s in app.get_state_history(thread()) if s.next == ("desensitize",)]
        with pytest.raises(NotCoveredError, match="no 'messages' in the runtime context"):
            app.invoke(None, start.config)
        out = app.invoke(None, start.config, context={"messages": [("user", FIRST)]})
        assert texts(out["display"])[0] == FIRST


def test_a_new_process_goes_on_with_the_thread(tmp_path):
    """Saver and vault from their files: same placeholders, all restored that is kept at rest."""
    threads, kept = tmp_path / "threads", tmp_path / "vault"
    threads.mkdir()
    kept.mkdir()

    def session(text):
        vault = SQLiteVault(kept / "vault.db", key=b"k" * 32)
        connection = sqlite3.connect(threads / "t.db", check_same_thread=False)
        with Loopback() as cloud, engine(vault=vault) as privacy:
            app = chat_graph(privacy, cloud_model(cloud)).compile(
                checkpointer=SqliteSaver(connection)
            )
            out = app.invoke({}, thread(), context={"messages": [("user", text)]})
            cloud.assert_clean(CANARIES, fragment=8)
        connection.close()
        return out

    first = session(FIRST)
    second = session(f"{CANARIES['email']} again")
    assert texts(second["messages"])[2] == "<EMAIL_1> again"
    assert texts(second["messages"])[:2] == texts(first["messages"])
    assert texts(second["display"])[:3:2] == [FIRST, f"{CANARIES['email']} again"]
    assert_kept_clean(in_files(threads))


def test_metadata_and_context(tmp_path):
    """The context is in no checkpoint and no metadata, also where it is an object."""
    from faces.node_graphs import PrivateContext

    context = PrivateContext([("user", FIRST)])
    assert repr(context) == "PrivateContext()"
    with Loopback() as cloud, SqliteSaver.from_conn_string(str(tmp_path / "t.db")) as saver:
        app = chat_graph(engine(), cloud_model(cloud)).compile(checkpointer=saver)
        out = app.invoke({}, thread(), context=context)
        assert texts(out["display"])[0] == FIRST
        assert_kept_clean(in_files(tmp_path))
