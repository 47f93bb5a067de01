"""Wrong wiring of the node pair is an error that names the remedy, and nothing leaves."""

from __future__ import annotations

import operator
from typing import Annotated, TypedDict

import pytest
from faces.node_graphs import (
    CANARIES,
    EXTRACTOR,
    FIRST,
    SECOND,
    PrivateState,
    chat_graph,
    cloud_model,
    engine,
    in_memory,
    texts,
    thread,
)
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage
from langgraph.channels import UntrackedValue
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph

from langchain_memprivacy import MemPrivacyError, NotCoveredError, ScopeError
from langchain_memprivacy.integrations.nodes import desensitize_node, restore_node
from langchain_memprivacy.testing.loopback import Loopback, find_leaks

EMAIL = CANARIES["email"]


def one_node(node, state=PrivateState, **options):
    graph = StateGraph(state)
    graph.add_node("n", node)
    graph.add_edge(START, "n")
    return graph.compile(**options)


def assert_discreet(error: BaseException) -> None:
    """One line, and no canary in it."""
    assert "\n" not in str(error)
    assert not find_leaks(str(error).encode(), CANARIES)


@pytest.fixture
def cloud():
    with Loopback() as server:
        yield server


@pytest.mark.parametrize("context", [None, {}, {"message": []}, {"messages": None}])
def test_no_context(cloud, context):
    """Without raw messages in the context nothing runs, also where they are in the input."""
    app = chat_graph(engine(), cloud_model(cloud), context=None).compile()
    for given in ({}, {"messages": [("user", FIRST)]}):
        with pytest.raises(NotCoveredError, match=r"no 'messages' in the .* context=") as caught:
            app.invoke(given, context=context)
        assert_discreet(caught.value)
    assert cloud.received == []


@pytest.mark.parametrize(
    "message", [HumanMessage(FIRST), SystemMessage(f"User: {EMAIL}"), ("user", FIRST)]
)
def test_raw_messages_in_the_state(cloud, message):
    """They are in a checkpoint already; the context beside them changes nothing."""
    app = chat_graph(engine(), cloud_model(cloud)).compile(checkpointer=InMemorySaver())
    for text in (SECOND, "Hello"):
        with pytest.raises(NotCoveredError, match="raw text in the state key 'messages'") as caught:
            app.invoke({"messages": [message]}, thread(text), context={"messages": [text]})
        assert_discreet(caught.value)
    assert cloud.received == []


def test_placeholders_in_the_state_are_no_mistake(cloud):
    """What went through the engine before may come in as input, older messages may be anything."""
    privacy = engine()
    app = chat_graph(privacy, cloud_model(cloud)).compile()
    history = [HumanMessage("old text"), AIMessage(f"I met {EMAIL}"), privacy.desensitize(FIRST)]
    out = app.invoke({"messages": history}, context={"messages": ["And now?"]})
    assert texts(out["display"])[2:4] == [FIRST, "And now?"]


def test_a_value_learned_later_is_no_mistake(cloud):
    """Text of an earlier turn that would be private by now does not stop the conversation."""
    privacy = engine()
    app = chat_graph(privacy, cloud_model(cloud)).compile(checkpointer=InMemorySaver())
    app.invoke({}, thread(), context={"messages": ["The word is Heron."]})
    privacy.extractor = type(EXTRACTOR)({"Heron": ("Password", "PL4")})
    for text in ("My password is Heron.", "Say it."):
        out = app.invoke({}, thread(), context={"messages": [text]})
    assert "Heron" not in texts(out["messages"])[2]


def test_other_keys_given_twice(cloud):
    """A value that is in the input and in the context is on record."""

    class State(PrivateState):
        question: str

    app = one_node(desensitize_node(engine(), keys="question"), State)
    assert app.invoke({}, context={"question": FIRST})["question"].startswith("I am <REAL_NAME_1>")
    with pytest.raises(NotCoveredError, match="raw text in the state key 'question'"):
        app.invoke({"question": FIRST}, context={"question": FIRST})


def test_a_state_without_the_channel():
    """LangGraph would drop what is written to a key that the state lacks."""
    with pytest.raises(NotCoveredError, match="restore: the state has no key 'display'"):
        one_node(restore_node(engine()), MessagesState).invoke({"messages": ["hi"]})
    for in_place in (True, False):
        node = desensitize_node(engine(), keys="question", in_place=in_place)
        with pytest.raises(NotCoveredError, match="the state has no key 'question'"):
            one_node(node, MessagesState).invoke({}, context={"question": FIRST})


def test_a_display_that_would_be_checkpointed():
    """The restored copy is not written to a channel of which checkpoints are made."""

    class Tracked(MessagesState):
        display: list[AnyMessage]

    saver = InMemorySaver()
    privacy = engine()
    app = one_node(restore_node(privacy), Tracked, checkpointer=saver)
    given = {"messages": [privacy.desensitize(FIRST)]}
    with pytest.raises(NotCoveredError, match=r"'display' is checkpointed.*UntrackedValue"):
        app.invoke(given, thread())
    assert not find_leaks(in_memory(saver), CANARIES)
    with pytest.raises(NotCoveredError, match="'messages' is checkpointed"):
        one_node(restore_node(privacy, keys={"messages": "messages"})).invoke(given)


def test_restore_needs_a_target():
    """Names alone would mean in place."""
    with pytest.raises(NotCoveredError, match="say where to"):
        restore_node(engine(), keys="answer")


def test_a_reducer_that_keeps_the_raw_value():
    """In place, a list that only grows would keep the raw text beside its placeholders."""

    class Growing(TypedDict):
        messages: Annotated[list, operator.add]

    privacy = engine()
    app = one_node(desensitize_node(privacy, in_place=True), Growing)
    with pytest.raises(NotCoveredError, match="the reducer of 'messages' would keep") as caught:
        app.invoke({"messages": [HumanMessage(FIRST)]})
    assert_discreet(caught.value)
    app = one_node(restore_node(privacy, in_place=True), Growing)
    with pytest.raises(NotCoveredError, match="restore: the reducer of 'messages'"):
        app.invoke({"messages": [HumanMessage(privacy.desensitize(FIRST))]})


def test_an_input_schema_without_the_key():
    """A node that is not given the key would restore nothing, and say nothing."""

    class Other(TypedDict):
        topic: str

    class State(PrivateState):
        topic: str

    graph = StateGraph(State)
    graph.add_node("restore", restore_node(engine()), input_schema=Other)
    graph.add_edge(START, "restore")
    with pytest.raises(NotCoveredError, match="not in what this node is given"):
        graph.compile().invoke({"messages": ["hi"], "topic": "tea"})


@pytest.mark.parametrize("make", [desensitize_node, restore_node])
def test_no_engine(make):
    """Nodes that were not made but passed as they are fail at the first call."""
    with pytest.raises(NotCoveredError, match="pass the engine"):
        one_node(make).invoke({"messages": [("user", FIRST)]})
    with pytest.raises(NotCoveredError, match="name at least one key"):
        make(engine(), keys={})


def test_no_scope(cloud):
    """An engine for many users needs to know whose mapping: it comes from the config."""
    privacy = engine(scope=lambda config: config["configurable"]["user"])
    app = chat_graph(privacy, cloud_model(cloud)).compile()
    with pytest.raises(ScopeError):
        app.invoke({}, context={"messages": [FIRST]})
    for user in ("ann", "bo"):
        text = f"I am {EMAIL}" if user == "ann" else f"I am {CANARIES['name']}, {EMAIL}"
        out = app.invoke({}, thread(user=user), context={"messages": [text]})
        assert texts(out["display"])[0] == text
    assert cloud.received
    cloud.assert_clean(CANARIES, fragment=8)


class Broken:
    def extract(self, text, *, role="user", real_name=None):
        raise RuntimeError(text)


def test_a_detector_that_fails_stops_the_graph(cloud):
    """No text leaves, none is kept, and the error does not quote it."""
    saver = InMemorySaver()
    app = chat_graph(engine(extractor=Broken()), cloud_model(cloud)).compile(checkpointer=saver)
    with pytest.raises(MemPrivacyError) as caught:
        app.invoke({}, thread(), context={"messages": [FIRST]})
    assert_discreet(caught.value)
    assert cloud.received == []
    assert not find_leaks(in_memory(saver), CANARIES)


def test_outside_of_a_graph():
    """Called by hand a node needs the raw value in the state it is given."""
    privacy = engine()
    with pytest.raises(NotCoveredError, match="runtime context"):
        desensitize_node(privacy).invoke({"messages": [HumanMessage(FIRST)]})
    hidden = desensitize_node(privacy, in_place=True).invoke({"messages": [HumanMessage(FIRST)]})
    assert not find_leaks(repr(hidden).encode(), CANARIES)
    assert texts(restore_node(privacy).invoke(hidden)["display"]) == [FIRST]
    with pytest.raises(NotCoveredError, match="not in what this node is given"):
        restore_node(privacy).invoke({})


def test_a_graph_within_a_graph():
    """The pair works in a subgraph: context comes down, `display` goes up untracked."""
    privacy = engine()
    inner = StateGraph(PrivateState)
    inner.add_node(desensitize_node(privacy))
    inner.add_node(restore_node(privacy))
    inner.add_edge(START, "desensitize")
    inner.add_edge("desensitize", "restore")
    saver = InMemorySaver()
    app = one_node(inner.compile(), checkpointer=saver)
    out = app.invoke({}, thread(), context={"messages": [FIRST]})
    assert texts(out["display"]) == [FIRST]
    assert not find_leaks(in_memory(saver), CANARIES)


def test_the_channel_is_what_counts():
    """`display` may be declared by hand, under any name."""

    class State(MessagesState):
        shown: Annotated[list, UntrackedValue]

    privacy = engine()
    app = one_node(restore_node(privacy, keys={"messages": "shown"}), State)
    out = app.invoke({"messages": [privacy.desensitize(FIRST)]})
    assert texts(out["shown"]) == [FIRST]
