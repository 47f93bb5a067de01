"""State, history, updates, commands and interrupts pass the boundary in both directions."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict

import pytest
from faces.protect.world import (
    ADDRESS,
    ASKED,
    CANARIES,
    EMAIL,
    NAME,
    PIN,
    PLAIN,
    SAID,
    Runs,
    agent,
    engine,
    graph,
    model,
    note,
    saver,
    thread,
)
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import START, StateGraph
from langgraph.types import Command, Overwrite, Send, StateUpdate, interrupt

from langchain_memprivacy.errors import NotCoveredError
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.testing.loopback import Reply, ToolCall, assert_clean


class State(TypedDict, total=False):
    to: str
    log: Annotated[list[str], operator.add]
    count: int


def asking(checkpointer: Any) -> Any:
    """A graph that asks a human, then sends to every address it was told."""

    def ask(state: State) -> Any:
        answer = interrupt(
            {"question": f"Write to {state['to']}?", "options": ["yes", state["to"]]}
        )
        return Command(update={"log": [f"asked: {answer}"]}, goto=[Send("send", {"to": answer})])

    def send(state: State) -> Any:
        return {"log": [f"sent: {state['to']}"]}

    built = StateGraph(State).add_node("ask", ask).add_node("send", send).add_edge(START, "ask")
    return built.compile(checkpointer)


def kept(checkpointer: SqliteSaver) -> bytes:
    rows = [
        row
        for table in ("checkpoints", "writes")
        for row in checkpointer.conn.execute(f"SELECT * FROM {table}")
    ]
    cells = [
        cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row
    ]
    return b"\n".join(cells)


@pytest.fixture
def sqlite():
    with SqliteSaver.from_conn_string(":memory:") as opened:
        yield opened


def test_interrupt_and_resume(privacy, sqlite):
    """A human reads and answers in raw text; checkpoints hold placeholders only."""
    protected, inner = (made := asking(sqlite), protect(made, privacy))[::-1]
    first = protected.invoke({"to": EMAIL}, thread())
    asked = {"question": f"Write to {EMAIL}?", "options": ["yes", EMAIL]}
    assert [one.value for one in first["__interrupt__"]] == [asked]
    snapshot = protected.get_state(thread())
    assert snapshot.values["to"] == EMAIL
    assert snapshot.interrupts[0].value == asked
    assert snapshot.tasks[0].interrupts[0].value == asked
    assert snapshot.next == ("ask",)
    assert protected.invoke(Command(resume=EMAIL), thread())["log"] == [
        f"asked: {EMAIL}",
        f"sent: {EMAIL}",
    ]
    assert inner.get_state(thread()).values["log"] == ["asked: <EMAIL_1>", "sent: <EMAIL_1>"]
    assert_clean({"checkpoints": kept(sqlite)}, CANARIES)
    assert b"EMAIL_1" in kept(sqlite)


def test_resume_by_interrupt_id(privacy, sqlite):
    """Answers may be given by the ids of interrupts, which stay as they are."""
    protected = protect(asking(sqlite), privacy)
    first = protected.invoke({"to": EMAIL}, thread())
    (one,) = first["__interrupt__"]
    assert protected.invoke(Command(resume={one.id: NAME}), thread())["log"][0] == f"asked: {NAME}"
    assert_clean({"checkpoints": kept(sqlite)}, CANARIES)


async def test_commands_reach_the_nodes_they_name(privacy):
    """Update and goto are desensitized inside, names of nodes and channels are not."""
    protected, inner = (made := asking(saver()), protect(made, privacy))[::-1]
    await protected.ainvoke({"to": EMAIL}, thread())
    await protected.ainvoke(Command(resume=PIN), thread())
    goto = [Send("send", {"to": ADDRESS}), "send"]
    await protected.ainvoke(Command(update={"log": [f"by hand: {NAME}"]}, goto=goto), thread())
    log = (await protected.aget_state(thread())).values["log"][2:]
    assert log[0] == f"by hand: {NAME}"
    assert sorted(log[1:]) == sorted([f"sent: {ADDRESS}", f"sent: {EMAIL}"])
    hidden = inner.get_state(thread()).values["log"]
    assert not [value for value in CANARIES.values() if value in str(hidden)]


def test_updates_in_pairs_and_overwrites(privacy):
    """An update may be a list of channel and value, and may overwrite."""
    protected = protect(asking(saver()), privacy)
    protected.invoke({"to": EMAIL, "log": ["old"]}, thread())
    protected.invoke(Command(update=[("log", Overwrite([f"new {NAME}"])), ("count", 7)]), thread())
    values = protected.get_state(thread()).values
    assert (values["log"], values["count"]) == ([f"new {NAME}"], 7)


async def test_update_state(privacy):
    """Values written from outside are desensitized; the config that comes back can be used."""
    protected, inner = (made := asking(saver()), protect(made, privacy))[::-1]
    for update, values in (
        (protected.update_state, {"to": EMAIL}),
        (protected.aupdate_state, {"log": [NAME], "to": EMAIL}),
    ):
        config = update(thread(), values, as_node="send")
        config = config if isinstance(config, dict) else await config
        assert "memprivacy" not in str(config)
        assert protected.get_state(config).values["to"] == EMAIL
        assert inner.get_state(config).values["to"] == "<EMAIL_1>"
    assert protected.get_state(thread()).values["log"] == [NAME]


async def test_bulk_update_state(privacy):
    """Several updates at once."""
    protected, inner = (made := asking(saver()), protect(made, privacy))[::-1]
    steps = [[StateUpdate({"to": EMAIL}, "send")], [StateUpdate({"log": [NAME]}, "send")]]
    protected.bulk_update_state(thread("a"), steps)
    await protected.abulk_update_state(thread("b"), steps)
    for name in ("a", "b"):
        assert protected.get_state(thread(name)).values == {"to": EMAIL, "log": [NAME]}
        assert inner.get_state(thread(name)).values == {"to": "<EMAIL_1>", "log": ["<REAL_NAME_1>"]}


async def test_history(privacy):
    """Earlier states come restored, their configs lead back, metadata filters still find."""
    protected = protect(asking(saver()), privacy)
    config = {**thread(), "metadata": {"who": NAME, "case": "c-17"}}
    protected.invoke({"to": EMAIL}, config)
    protected.invoke(Command(resume="yes"), config)
    states = list(protected.get_state_history(thread()))
    assert [state.values.get("to") for state in states][:-1] == [EMAIL] * (len(states) - 1)
    assert states == [state async for state in protected.aget_state_history(thread())]
    assert all("memprivacy" not in str(state) for state in states)
    again = protected.get_state(states[1].config)
    assert again.values == states[1].values
    assert states[0].metadata["who"] == NAME
    for wanted in ({"who": NAME}, {"case": "c-17"}):
        assert len(list(protected.get_state_history(thread(), filter=wanted))) == len(states)
    assert list(protected.get_state_history(thread(), filter={"who": "somebody"})) == []
    later = protected.invoke(None, states[-2].config)
    assert later["to"] == EMAIL


def test_state_of_subgraphs(cloud, privacy):
    """The state inside a subgraph that waits is restored, too."""

    def wait(state: State) -> Any:
        return {"log": [interrupt(state["to"])]}

    inner = StateGraph(State).add_node("wait", wait).add_edge(START, "wait").compile()
    built = StateGraph(State).add_node("sub", inner).add_edge(START, "sub").compile(saver())
    protected = protect(built, privacy)
    protected.invoke({"to": EMAIL}, thread())
    (task,) = protected.get_state(thread(), subgraphs=True).tasks
    assert task.state.values == {"to": EMAIL, "log": []}
    assert "memprivacy" not in str(task.state.config)
    assert protected.invoke(Command(resume=NAME), thread())["log"] == [NAME]


@dataclass
class Wish:
    to: str
    text: str = ""


def test_state_in_dataclasses(privacy):
    """A dataclass goes in and comes out as one."""
    seen = []

    def look(state: Wish) -> Any:
        seen.append(state)
        return {"text": f"to {state.to}"}

    built = StateGraph(Wish).add_node("look", look).add_edge(START, "look").compile()
    assert protect(built, privacy).invoke(Wish(EMAIL)) == {"to": EMAIL, "text": f"to {EMAIL}"}
    assert seen == [Wish("<EMAIL_1>")]


NAMES = ["send_mail", "Anna", "Book_Flight", "lookup", "pin", "transfer", "mcp__mail__send", "Dr"]


@pytest.mark.parametrize("name", NAMES)
async def test_a_reviewer_edits_a_call(cloud, name):
    """New arguments are desensitized; whatever the tool is called, it is called by its name."""
    cloud.clear()
    privacy = engine(extractor=None)  # the rules read cues: `name: Anna`
    called = []

    def act(to: str, pin: int = 0) -> str:
        """Act."""
        called.append((to, pin))
        return f"done: {to}"

    from langchain_core.tools import StructuredTool

    tool = StructuredTool.from_function(act, name=name)
    cloud.reply = [Reply("", [ToolCall(name, {"to": "<EMAIL_1>"}, "c1")]), "Sent to <EMAIL_2>."]
    review = HumanInTheLoopMiddleware(interrupt_on={name: True})
    inner = create_agent(model(cloud), [tool], middleware=[review], checkpointer=saver())
    protected = protect(inner, privacy)
    first = await protected.ainvoke({"messages": [("user", f"Write to {EMAIL}")]}, thread())
    (asked,) = first["__interrupt__"][0].value["action_requests"]
    assert asked["name"] == name
    assert asked["args"] == {"to": EMAIL}
    edited = {"name": name, "args": {"to": "bo.lind@brightleaf.io", "pin": 7}}
    decision = {"decisions": [{"type": "edit", "edited_action": edited}]}
    final = await protected.ainvoke(Command(resume=decision), thread())
    assert called == [("<EMAIL_2>", 7)]
    assert final["messages"][-1].text == "Sent to bo.lind@brightleaf.io."
    cloud.assert_clean(["bo.lind@brightleaf.io"])


@pytest.mark.parametrize("decision", ["approve", "reject", "respond"])
def test_other_decisions(cloud, privacy, decision):
    """Approving, rejecting with words and answering in the tool's place."""
    cloud.reply = [Reply("", [ToolCall("note", {"text": "<EMAIL_1>"}, "c1")]), PLAIN]
    review = HumanInTheLoopMiddleware(interrupt_on={"note": True})
    inner = agent(model(cloud), middleware=[review], checkpointer=saver())
    runs = Runs()
    protected = protect(inner, privacy).with_config(callbacks=[runs])
    protected.invoke(ASKED, thread())
    answer = {"type": decision} | (
        {} if decision == "approve" else {"message": f"ask {NAME}, {PIN}"}
    )
    final = protected.invoke(Command(resume={"decisions": [answer]}), thread())
    said = [m.text for m in final["messages"] if m.type == "tool"]
    assert said == [note(EMAIL)] if decision == "approve" else NAME in said[0]
    runs.assert_clean()


def test_messages_keep_their_ids(cloud, privacy):
    """Messages that come out can be sent in again, and replace themselves."""
    protected = protect(graph(model(cloud), saver()), privacy)
    first = protected.invoke(ASKED, thread())["messages"]
    edited = HumanMessage(f"No, {EMAIL}", id=first[0].id)
    protected.update_state(thread(), {"messages": [edited]}, as_node="inner")
    now = protected.get_state(thread()).values["messages"]
    assert [m.id for m in now] == [m.id for m in first]
    assert now[0].text == f"No, {EMAIL}"
    assert isinstance(now[1], AIMessage)
    cloud.clear()
    protected.invoke({"messages": [*now, HumanMessage("And?")]}, thread("t2"))
    heard = cloud.requests("chat")[-1]["messages"]
    assert heard[0]["content"] == "No, <EMAIL_1>"
    assert SAID not in str(heard)


def test_what_cannot_be_read_is_refused(privacy):
    """An object of an unknown class in the state update does not pass."""
    protected = protect(asking(saver()), privacy)
    with pytest.raises(NotCoveredError, match="not covered"):
        protected.update_state(thread(), {"to": object()})
    with pytest.raises(NotCoveredError, match="not covered"):
        protected.invoke(Command(resume=object()), thread())
