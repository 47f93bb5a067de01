"""A graph on a server, under `protect`: every byte of the traffic holds placeholders only."""

from __future__ import annotations

import operator
from typing import Annotated, Any

import pytest
from faces.protect.remote_graph import GraphServer
from faces.protect.world import (
    CANARIES,
    EMAIL,
    NAME,
    PIN,
    PLAIN,
    SAID,
    engine,
    model,
    saver,
    thread,
)
from langchain_core.messages import AIMessageChunk
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.pregel.remote import RemoteException, RemoteGraph
from langgraph.types import Command, interrupt

from langchain_memprivacy.errors import NotCoveredError
from langchain_memprivacy.integrations.protect import protect

SHOWN = f"Dear {NAME}, {EMAIL} <EMAIL_9> < 3 {EMAIL} {EMAIL} {NAME}."
ASKED = {"messages": [{"role": "user", "content": SAID}], "to": EMAIL}


class State(MessagesState):
    to: str
    log: Annotated[list[str], operator.add]


@pytest.fixture
def server(cloud):
    """A graph that answers, then asks whether to send, and fails when told to."""
    cloud.reply, cloud.delta = PLAIN, 3
    chat = model(cloud)

    def think(state: State) -> Any:
        return {"messages": [chat.invoke(state["messages"])]}

    def ask(state: State) -> Any:
        answer = interrupt({"question": f"Send to {state['to']}?"})
        if answer == "fail":
            msg = f"no way to reach {state['to']}"
            raise ValueError(msg)
        return {"log": [f"{state['to']}: {answer}"]}

    built = StateGraph(State).add_node("think", think).add_node("ask", ask)
    built.add_edge(START, "think").add_edge("think", "ask")
    with GraphServer(built.compile(saver())) as running:
        yield running
        running.assert_clean(CANARIES)
        assert b"memprivacy" not in running.wire
        assert b"REAL_NAME_1" in running.wire


@pytest.fixture
def protected(server):
    return protect(RemoteGraph("letters", url=server.url, api_key="none"), engine())


def said(state):
    return [message["content"] for message in state["messages"]]


async def test_invoke_and_resume(protected):
    """Whole answers, the question to a human, and the human's answer, sync and async."""
    first = protected.invoke(ASKED, thread("a"))
    assert said(first) == [SAID, SHOWN]
    assert first["__interrupt__"][0]["value"] == {"question": f"Send to {EMAIL}?"}
    assert protected.invoke(Command(resume=f"by {PIN}"), thread("a"))["log"] == [
        f"{EMAIL}: by {PIN}"
    ]
    assert said(await protected.ainvoke(ASKED, thread("b"))) == [SAID, SHOWN]
    final = await protected.ainvoke(Command(resume=NAME), thread("b"))
    assert final["log"] == [f"{EMAIL}: {NAME}"]


@pytest.mark.parametrize("delta", [1, 3, 7, 40])
async def test_tokens_over_the_wire(cloud, protected, delta):
    """Messages come as dicts, cut anywhere; their text adds up, in every shape of parts."""
    cloud.delta = delta
    ways = (
        ({"stream_mode": "messages"}, lambda part: part),
        (
            {"stream_mode": ["messages", "values"]},
            lambda part: part.data if part.event == "messages" else None,
        ),
        ({"stream_mode": "messages", "subgraphs": True}, lambda part: part[1]),
        (
            {"stream_mode": ["messages", "updates"], "version": "v2"},
            lambda part: part["data"] if part["type"] == "messages" else None,
        ),
    )
    for number, (options, read) in enumerate(ways):
        parts = list(protected.stream(ASKED, thread(f"a{number}"), **options))
        parts += [p async for p in protected.astream(ASKED, thread(f"b{number}"), **options)]
        chunks = [data for part in parts if (data := read(part))]
        texts: dict[str, str] = {}
        for chunk, _ in chunks:
            if chunk["type"] == "AIMessageChunk":
                texts[chunk["id"]] = texts.get(chunk["id"], "") + chunk["content"]
        assert set(texts.values()) == {SHOWN}


@pytest.mark.parametrize("mode", ["values", "updates", "tasks", "debug"])
async def test_other_modes(protected, mode):
    """States, updates and tasks come restored."""
    for parts in (
        list(protected.stream(ASKED, thread("a"), stream_mode=mode)),
        [part async for part in protected.astream(ASKED, thread("b"), stream_mode=[mode])],
    ):
        assert EMAIL in str(parts)
        assert "<EMAIL_1>" not in str(parts)


async def test_state_history_and_updates(protected):
    """What the server keeps is restored on the way back, and hidden on the way there."""
    config = {**thread("a"), "metadata": {"who": NAME}, "tags": [EMAIL]}
    protected.invoke(ASKED, config)
    state = protected.get_state(thread("a"))
    assert said(state.values) == [SAID, SHOWN]
    assert state.tasks[0].interrupts[0].value == {"question": f"Send to {EMAIL}?"}
    assert state == await protected.aget_state(thread("a"))
    later = protected.update_state(thread("a"), {"to": PIN}, as_node="think")
    assert protected.get_state(later).values["to"] == PIN
    await protected.aupdate_state(thread("a"), {"log": [NAME]}, as_node="think")
    history = list(protected.get_state_history(thread("a"), limit=20))
    assert history[0].values["log"] == [NAME]
    assert [s.values for s in history] == [
        s.values async for s in protected.aget_state_history(thread("a"), limit=20)
    ]
    assert len(list(protected.get_state_history(thread("a"), filter={"who": NAME}))) > 0


async def test_errors_of_the_server_hold_placeholders(protected):
    """What fails there is told in placeholders."""
    protected.invoke(ASKED, thread("a"))
    with pytest.raises(RemoteException) as caught:
        protected.invoke(Command(resume="fail"), thread("a"))
    assert "<EMAIL_1>" in str(caught.value)
    assert EMAIL not in str(caught.value)


async def test_private_thread_names_never_leave(server, protected):
    """A private value as a thread's name is refused before anything is sent."""
    protected.invoke(ASKED, thread("a"))
    before = len(server.received)
    for call in (protected.get_state, lambda c: protected.invoke(ASKED, c)):
        with pytest.raises(NotCoveredError, match="opaque id"):
            call(thread(EMAIL))
    assert len(server.received) == before


async def test_what_a_server_cannot_do_is_refused(server, protected):
    """The protocol stream and bulk updates of a remote graph: clear errors, nothing sent raw."""
    protected.invoke(ASKED, thread("a"))
    with pytest.raises(NotCoveredError, match="use stream"):
        protected.stream_events(ASKED, thread("a"), version="v3")
    with pytest.raises(NotCoveredError, match="stream or astream"):
        await protected.astream_events(ASKED, thread("a"), version="v3")
    with pytest.raises(NotImplementedError, match="astream"):
        _ = [e async for e in protected.astream_events(ASKED, thread("a"), version="v2")]
    with pytest.raises(NotImplementedError):
        protected.bulk_update_state(thread("a"), [])


async def test_it_can_be_a_part_of_a_protected_graph(server, cloud):
    """A remote graph as a node: the graph around has the boundary, and the server gets no passport."""
    remote = RemoteGraph("letters", url=server.url, api_key="none")
    outer = StateGraph(State).add_node("remote", remote).add_edge(START, "remote").compile(saver())
    protected = protect(outer, engine())
    parts = [
        p
        async for p in protected.astream(
            ASKED, thread("o"), stream_mode=["messages", "updates"], subgraphs=True
        )
    ]
    assert EMAIL in str(parts)
    texts: dict[Any, str] = {}
    for part in parts:
        if part[1] == "messages":
            chunk = part[2][0]
            if isinstance(chunk, AIMessageChunk) or chunk.get("type") == "AIMessageChunk":
                chunk = chunk if isinstance(chunk, dict) else chunk.model_dump()
                texts[chunk["id"]] = texts.get(chunk["id"], "") + chunk["content"]
    assert SHOWN in texts.values()
