"""Humans in the loop: what they are asked and answer is raw for them and for the tool only."""

from __future__ import annotations

import inspect

import pytest
from faces.agent_world import ASKED, EMAIL, FRIEND, ILLNESS, NAME, THREAD, a_world, call, last
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.messages import AIMessage
from langchain_core.tools import tool
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph.types import Command, interrupt
from pydantic import BaseModel

from langchain_memprivacy.integrations.middleware import PrivacyToolMiddleware
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.integrations.tools import protect_tool

WRITE = call("send", to="<EMAIL_1>")


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path, [WRITE, "All done, <REAL_NAME_1>."]) as world:
        yield world


def asker(seen):
    @tool
    def send(to: str) -> str:
        """Send a mail."""
        answer = interrupt({"send to": to, "copy": FRIEND})
        more = interrupt(f"and {answer['copy']}?")
        seen.append((to, answer, more))
        return f"sent to {to}, {answer['copy']} and {more}"

    return send


def protected(world, tools, saver, *outer):
    guard = PrivacyToolMiddleware(world.privacy)
    agent = create_agent(world.model(), tools, middleware=[*outer, guard], checkpointer=saver)
    return protect(agent, world.privacy)


def test_interrupts_in_a_tool(world):
    """Two questions in one tool: values and answers are raw at both ends, kept as placeholders."""
    seen = []
    with world.saver() as saver, world.traced():
        agent = protected(world, [asker(seen)], saver)
        asked = agent.invoke(ASKED, THREAD)["__interrupt__"]
        assert [each.value for each in asked] == [{"send to": EMAIL, "copy": FRIEND}]
        asked = agent.invoke(Command(resume={"copy": NAME}), THREAD)["__interrupt__"]
        assert [each.value for each in asked] == [f"and {NAME}?"]
        out = agent.invoke(Command(resume={asked[0].id: ILLNESS}), THREAD)
    assert seen == [(EMAIL, {"copy": NAME}, ILLNESS)]
    assert out["messages"][2].content == f"sent to {EMAIL}, {NAME} and {ILLNESS}"
    assert last(out) == f"All done, {NAME}."
    world.assert_clean()


async def test_interrupts_in_a_tool_async(world):
    """The same on the event loop."""
    seen = []

    @tool
    async def send(to: str) -> str:
        """Send a mail."""
        answer = interrupt({"send to": to, "copy": FRIEND})
        seen.append((to, answer))
        return f"sent to {to}, {answer}"

    async with world.asaver() as saver:
        with world.traced():
            agent = protected(world, [send], saver)
            asked = (await agent.ainvoke(ASKED, THREAD))["__interrupt__"]
            assert [each.value for each in asked] == [{"send to": EMAIL, "copy": FRIEND}]
            out = await agent.ainvoke(Command(resume=NAME), THREAD)
    assert seen == [(EMAIL, NAME)]
    assert last(out) == f"All done, {NAME}."
    world.assert_clean()


class Confirmed(BaseModel):
    """What a human may answer."""

    to: str
    sure: bool = True


@pytest.mark.skipif(
    "response_schema" not in inspect.signature(interrupt).parameters,
    reason="this release of LangGraph does not validate answers",
)
def test_answers_are_validated_raw(world):
    """A `response_schema` is held against what the human typed."""
    seen = []

    @tool
    def send(to: str) -> str:
        """Send a mail."""
        seen.append(interrupt(f"to {to}?", response_schema=Confirmed))
        return "sent"

    with world.saver() as saver, world.traced():
        agent = protected(world, [send], saver)
        agent.invoke(ASKED, THREAD)
        with pytest.raises(ValueError, match="validation error"):
            agent.invoke(Command(resume={"too": NAME}), THREAD)
        agent.invoke(Command(resume={"to": NAME}), THREAD)
    assert seen == [Confirmed(to=NAME)]
    world.assert_clean()


@pytest.mark.parametrize("kind", ["approve", "edit", "reject"])
@pytest.mark.parametrize("is_async", [False, True])
async def test_human_in_the_loop_middleware(world, kind, is_async):
    """The human decides on raw arguments and edits with raw values."""
    seen = []

    @tool
    def send(to: str) -> str:
        """Send a mail."""
        seen.append(to)
        return f"sent to {to}"

    decision = {
        "approve": {"type": "approve"},
        "edit": {"type": "edit", "edited_action": {"name": "send", "args": {"to": FRIEND}}},
        "reject": {"type": "reject", "message": f"not to {FRIEND}"},
    }[kind]
    human = HumanInTheLoopMiddleware(interrupt_on={"send": True})
    resume = Command(resume={"decisions": [decision]})
    if is_async:
        async with world.asaver() as saver:
            with world.traced():
                agent = protected(world, [send], saver, human)
                asked = (await agent.ainvoke(ASKED, THREAD))["__interrupt__"]
                out = await agent.ainvoke(resume, THREAD)
    else:
        with world.saver() as saver, world.traced():
            agent = protected(world, [send], saver, human)
            asked = agent.invoke(ASKED, THREAD)["__interrupt__"]
            out = agent.invoke(resume, THREAD)
    assert asked[0].value["action_requests"][0]["args"] == {"to": EMAIL}
    assert seen == {"approve": [EMAIL], "edit": [FRIEND], "reject": []}[kind]
    assert last(out) == f"All done, {NAME}."
    if kind == "reject":
        assert any(f"not to {FRIEND}" in m.text for m in out["messages"])
    world.assert_clean()


def test_answers_by_id(world):
    """In a graph of your own, an interrupt is answered by its id."""
    seen = []

    @tool
    def send(to: str) -> str:
        """Send a mail."""
        seen.append((to, interrupt(f"to {to}?")))
        return "sent"

    builder = StateGraph(MessagesState)
    builder.add_node("tools", ToolNode([protect_tool(send, world.privacy)]))
    builder.add_edge(START, "tools")
    calls = [{"name": "send", "args": {"to": EMAIL}, "id": "1"}]
    with world.saver() as saver, world.traced():
        graph = protect(builder.compile(checkpointer=saver), world.privacy)
        graph.invoke({"messages": [AIMessage(f"to {EMAIL}", tool_calls=calls)]}, THREAD)
        (asked,) = graph.get_state(THREAD).interrupts
        assert asked.value == f"to {EMAIL}?"
        graph.invoke(Command(resume={asked.id: FRIEND}), THREAD)
    assert seen == [(EMAIL, FRIEND)]
    world.assert_clean()
