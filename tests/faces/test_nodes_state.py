"""The node pair on all that a state can be: other keys, pydantic, dataclasses, tools' messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, TypedDict

import pytest
from faces.node_graphs import (
    CANARIES,
    FIRST,
    SECOND,
    PrivateContext,
    PrivateState,
    engine,
    in_memory,
    texts,
    thread,
)
from langchain_core.messages import (
    AIMessage,
    AnyMessage,
    HumanMessage,
    RemoveMessage,
    ToolMessage,
)
from langgraph.channels import UntrackedValue
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph, add_messages
from pydantic import BaseModel

from langchain_memprivacy import PrivacyLevel
from langchain_memprivacy.integrations.nodes import desensitize_node, restore_node
from langchain_memprivacy.testing.loopback import find_leaks

EMAIL = CANARIES["email"]


def chain(*nodes, state=PrivateState, context=None, **options):
    """Compile a graph of nodes one after the other."""
    graph = StateGraph(state, context_schema=context)
    names = [START]
    for number, node in enumerate(nodes):
        names.append(f"{number}")
        graph.add_node(names[-1], node)
        graph.add_edge(*names[-2:])
    return graph.compile(**options)


def leaks(value):
    return find_leaks(repr(value).encode(), CANARIES)


def test_keys_of_a_state_without_messages():
    """A question goes in, an answer and its sources come out; checkpoints hold placeholders."""

    class State(TypedDict, total=False):
        question: str
        filters: dict
        answer: str
        sources: list
        shown: Annotated[str, UntrackedValue]
        shown_sources: Annotated[list, UntrackedValue]

    def answer(state):
        assert not leaks(state)
        sources = [{"about": state["filters"]["who"], "year": 2024}]
        return {"answer": f"re {state['question']}", "sources": sources}

    privacy, saver = engine(), InMemorySaver()
    app = chain(
        desensitize_node(privacy, keys=("question", "filters")),
        answer,
        restore_node(privacy, keys={"answer": "shown", "sources": "shown_sources"}),
        state=State,
        checkpointer=saver,
    )
    context = {"question": FIRST, "filters": {"who": EMAIL, "year": 2024}}
    for _ in range(2):
        out = app.invoke({}, thread(), context=context)
        assert out["shown"] == f"re {FIRST}"
        assert out["shown_sources"] == [{"about": EMAIL, "year": 2024}]
        assert not leaks({k: v for k, v in out.items() if not k.startswith("shown")})
    assert not find_leaks(in_memory(saver), CANARIES)


class Turn(BaseModel):
    messages: Annotated[list[AnyMessage], add_messages] = []
    question: str = ""
    display: Annotated[list[AnyMessage], UntrackedValue] = []


@dataclass
class Record:
    messages: Annotated[list[AnyMessage], add_messages] = field(default_factory=list)
    question: str = ""
    display: Annotated[list[AnyMessage], UntrackedValue] = field(default_factory=list)


@dataclass(repr=False)
class Asked(PrivateContext):
    question: str = ""


@pytest.mark.parametrize("state", [Turn, Record])
@pytest.mark.parametrize("context", [None, Asked])
async def test_structured_state(state, context):
    """Pydantic models and dataclasses are states like dicts, as are contexts of classes."""

    def model(state):
        assert not leaks(state)
        return {"messages": [AIMessage(f"{state.question}!")]}

    privacy, saver = engine(), InMemorySaver()
    app = chain(
        desensitize_node(privacy, keys=("messages", "question")),
        model,
        restore_node(privacy),
        state=state,
        context=context,
        checkpointer=saver,
    )
    given = {"messages": [HumanMessage(FIRST)], "question": f"Who is {EMAIL}?"}
    for turn in (1, 2):
        invoke = app.ainvoke({}, thread(), context=given)
        shown = (await invoke)["display"]
        assert texts(shown)[-2:] == [FIRST, f"Who is {EMAIL}?!"]
        assert len(shown) == 2 * turn
    assert not find_leaks(in_memory(saver), CANARIES)


def test_structured_state_in_place():
    """The same without the context: the plain pair on a pydantic state."""
    privacy = engine()
    keys = ("messages", "question")
    hidden = chain(desensitize_node(privacy, keys=keys, in_place=True), state=Turn)
    out = hidden.invoke({"messages": [HumanMessage(FIRST)], "question": EMAIL})
    assert not leaks(out)
    shown = chain(restore_node(privacy, keys=keys, in_place=True), state=Turn).invoke(out)
    assert texts(shown["messages"]) == [FIRST]
    assert shown["question"] == EMAIL


HISTORY = [
    HumanMessage(FIRST, id="h", name="Nora"),
    AIMessage(
        f"I ask for {EMAIL}",
        id="a",
        tool_calls=[{"name": "find", "args": {"who": EMAIL, "n": 3}, "id": "c1"}],
    ),
    ToolMessage(
        f"{EMAIL} is in", id="t", tool_call_id="c1", name="find", artifact={"row": [FIRST]}
    ),
    AIMessage([{"type": "text", "text": f"Wrote to {EMAIL}"}], id="b"),
]


def test_all_of_a_message_goes_and_comes_back():
    """Calls' arguments, tools' results and artifacts too; ids, names of tools and order stay."""
    privacy = engine()
    pair = (desensitize_node(privacy, in_place=True), restore_node(privacy))
    out = chain(*pair).invoke({"messages": HISTORY})
    assert out["display"] == HISTORY
    assert not leaks(out["messages"])
    assert [m.id for m in out["messages"]] == list("hatb")
    assert out["messages"][1].tool_calls[0]["name"] == "find"
    assert out["messages"][1].tool_calls[0]["args"] == {"who": "<EMAIL_1>", "n": 3}
    through = chain(desensitize_node(privacy), restore_node(privacy))
    assert through.invoke({}, context={"messages": HISTORY})["display"] == HISTORY


def test_messages_are_removed():
    """A `RemoveMessage` passes the first node as it is, and takes effect."""
    privacy, saver = engine(), InMemorySaver()
    app = chain(desensitize_node(privacy), restore_node(privacy), checkpointer=saver)
    app.invoke({}, thread(), context={"messages": [HumanMessage(FIRST, id="h"), AIMessage("Hi")]})
    out = app.invoke({}, thread(), context={"messages": [RemoveMessage(id="h"), SECOND]})
    assert texts(out["display"]) == ["Hi", SECOND]


def test_in_place_goes_there_and_back():
    """Each turn the plain pair hides the whole history again, which it restored before."""
    privacy, saver = engine(), InMemorySaver()
    seen = []

    def model(state):
        seen.extend(texts(state["messages"]))
        return {"messages": [AIMessage("Yes.")]}

    app = chain(
        desensitize_node(privacy, in_place=True),
        model,
        restore_node(privacy, in_place=True),
        state=MessagesState,
        checkpointer=saver,
    )
    for text in (FIRST, SECOND):
        out = app.invoke({"messages": [("user", text)]}, thread())
    assert texts(out["messages"]) == [FIRST, "Yes.", SECOND, "Yes."]
    assert len(seen) == 4
    assert not leaks(seen)


def test_credentials_can_be_left_out_of_what_is_shown():
    """`upto` is the highest level restored."""
    privacy = engine()
    app = chain(desensitize_node(privacy), restore_node(privacy, upto=PrivacyLevel.PL3))
    (shown,) = texts(app.invoke({}, context={"messages": [SECOND]})["display"])
    assert CANARIES["account"] in shown
    assert "<PASSWORD_1>" in shown
    assert CANARIES["password"] not in shown
    nothing = chain(desensitize_node(privacy), restore_node(privacy, upto=None))
    out = nothing.invoke({}, context={"messages": [SECOND]})
    assert out["display"] == out["messages"]


def test_an_optional_key_may_be_empty():
    """What no node wrote yet is not shown, and is no error."""

    class State(PrivateState):
        answer: str
        shown: Annotated[str, UntrackedValue]

    out = chain(restore_node(engine(), keys={"answer": "shown"}), state=State).invoke(
        {"messages": ["hi"]}
    )
    assert "shown" not in out


def test_unknown_placeholders_are_counted():
    """What the model invented stays, and the engine's count says so."""
    privacy = engine()
    out = chain(restore_node(privacy)).invoke({"messages": [AIMessage("Ask <EMAIL_9>")]})
    assert texts(out["display"]) == ["Ask <EMAIL_9>"]
    assert privacy.unknown == {"EMAIL": 1}


def test_what_the_caller_passed_stays_as_it_was():
    """Neither context nor state are changed in place."""
    message = HumanMessage(FIRST)
    context = {"messages": [message]}
    privacy = engine()
    chain(desensitize_node(privacy), restore_node(privacy)).invoke({}, context=context)
    assert context == {"messages": [message]}
    assert message == HumanMessage(FIRST)
