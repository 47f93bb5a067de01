"""What streams of a graph with the node pair show: placeholders inside, `display` restored."""

from __future__ import annotations

import asyncio
import threading

from faces.node_graphs import (
    CANARIES,
    EXTRACTOR,
    FIRST,
    chat_graph,
    cloud_model,
    engine,
    texts,
    thread,
)
from langgraph.checkpoint.memory import InMemorySaver

from langchain_memprivacy.testing.loopback import Loopback, find_leaks

CONTEXT = {"messages": [("user", FIRST)]}


def leaks(value):
    return find_leaks(repr(value).encode(), CANARIES)


def without_display(part):
    """Take `display` out wherever it stands in a part of a stream."""
    if isinstance(part, dict):
        return {key: without_display(item) for key, item in part.items() if key != "display"}
    if isinstance(part, (list, tuple)):
        return [without_display(item) for item in part if item != "display"]
    return part


def test_every_mode():
    """Tokens, updates, values, checkpoints, tasks: raw is in `display` and nowhere else."""
    modes = ["values", "updates", "messages", "checkpoints", "tasks", "debug"]
    with Loopback() as cloud:
        app = chat_graph(engine(), cloud_model(cloud)).compile(checkpointer=InMemorySaver())
        parts = list(app.stream({}, thread(), context=CONTEXT, stream_mode=modes))
    assert {mode for mode, _ in parts} == set(modes)
    assert not leaks([without_display(part) for _, part in parts])
    assert "messages" not in {mode for mode, part in parts if leaks(part)}
    last = {mode: part for mode, part in parts if mode in {"values", "updates"}}
    assert texts(last["values"]["display"])[0] == FIRST
    assert texts(last["updates"]["restore"]["display"])[0] == FIRST


def test_tokens_hold_placeholders_and_come_once():
    """The restored copy has the same ids and is not streamed as new messages."""
    with Loopback("Dear <REAL_NAME_1>!") as cloud:
        app = chat_graph(engine(), cloud_model(cloud)).compile(checkpointer=InMemorySaver())
        for _ in range(2):
            parts = list(app.stream({}, thread(), context=CONTEXT, stream_mode="messages"))
            said = [part.text for part, about in parts if about["langgraph_node"] == "model"]
            assert len(said) > 2
            assert "".join(said) == "Dear <REAL_NAME_1>!"
            assert not leaks(parts)


async def test_async_streams_and_events():
    """The same where the graph runs on an event loop."""
    with Loopback() as cloud:
        app = chat_graph(engine(), cloud_model(cloud)).compile(checkpointer=InMemorySaver())
        tokens = [
            part
            async for part in app.astream({}, thread(), context=CONTEXT, stream_mode="messages")
        ]
        assert tokens
        assert not leaks(tokens)
        async for event in app.astream_events({}, thread("e"), context=CONTEXT, version="v2"):
            if event["name"] not in {"LangGraph", "restore"}:
                assert not leaks(event), event["event"]
        assert texts(event["data"]["output"]["display"])[0] == FIRST


class Watched:
    """The extractor, which notes the threads it works in."""

    def __init__(self):
        self.threads = set()

    def extract(self, text, *, role="user", real_name=None):
        self.threads.add(threading.get_ident())
        return EXTRACTOR.extract(text, role=role, real_name=real_name)


async def test_async_work_is_done_off_the_loop():
    """Neither detector nor vault holds up the event loop."""
    watched = Watched()
    with Loopback() as cloud:
        app = chat_graph(engine(extractor=watched), cloud_model(cloud)).compile()
        results = await asyncio.gather(*(app.ainvoke({}, context=CONTEXT) for _ in range(3)))
    assert [texts(out["display"])[0] for out in results] == [FIRST] * 3
    assert watched.threads
    assert threading.get_ident() not in watched.threads


def test_sync_work_is_done_where_it_is_called():
    """The watcher above sees the loop's own thread where there is no other."""
    watched = Watched()
    with Loopback() as cloud:
        chat_graph(engine(extractor=watched), cloud_model(cloud)).compile().invoke(
            {}, context=CONTEXT
        )
    assert watched.threads == {threading.get_ident()}
