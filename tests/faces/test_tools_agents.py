"""Agents as tools: behind a boundary of their own they are as they are anywhere."""

from __future__ import annotations

import pytest
from faces.agent_world import (
    ASKED,
    CANARIES,
    EMAIL,
    FRIEND,
    NAME,
    THREAD,
    a_world,
    call,
    last,
)
from langchain.agents import create_agent
from langchain_core.callbacks import Callbacks
from langchain_core.tools import tool
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import Command, interrupt

from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.integrations.middleware import PrivacyToolMiddleware
from langchain_memprivacy.integrations.protect import protect

ASK = call("expert", about="<EMAIL_1>")


def script(asked):
    """The expert (who has no tools) says one thing, the agent asks it and then sums up."""
    if not asked.get("tools"):
        return "The expert knows <EMAIL_1> and <REAL_NAME_2>."
    return "It is <EMAIL_1>." if asked["messages"][-1]["role"] == "tool" else ASK


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path, script) as world:
        yield world


def agents(world, saver=None, *, asks=False):
    """An agent with an expert as its tool, who may ask the human first."""

    def think(state):
        model = world.model()
        more = [("user", interrupt(f"about {state['messages'][0].text}?"))] if asks else []
        return {"messages": [*more, model.invoke([*state["messages"], *more])]}

    builder = StateGraph(MessagesState)
    builder.add_node("think", think)
    builder.add_edge(START, "think")
    inner = protect(builder.compile(), world.privacy)
    heard = []

    @tool
    def expert(about: str) -> str:
        """Ask the expert."""
        answer = last(inner.invoke({"messages": [("user", f"{about} and {FRIEND}")]}))
        heard.append(answer)
        return answer

    guard = [PrivacyToolMiddleware(world.privacy)]
    agent = create_agent(world.model(), [expert], middleware=guard, checkpointer=saver)
    return protect(agent, world.privacy), heard


def test_a_protected_agent_as_a_tool(world):
    """The tool talks to it in raw words; its cloud, traces and checkpoints hold placeholders."""
    with world.saver() as saver, world.traced():
        agent, heard = agents(world, saver)
        out = agent.invoke(ASKED, THREAD)
        kept = [each.config["configurable"]["checkpoint_ns"] for each in saver.list(None)]
    assert heard == [f"The expert knows {EMAIL} and {FRIEND}."]
    assert last(out) == f"It is {EMAIL}."
    assert any(namespace.startswith("tools:") for namespace in kept)
    world.assert_clean()
    traced = world.smith.wire
    assert traced.count(b"The expert knows") > 1, "its runs are there"


async def test_its_tokens_stream(world):
    """What it says on its way streams to the user as anywhere else, once."""
    agent, _ = agents(world)
    parts = [part async for part in agent.astream(ASKED, stream_mode="messages", subgraphs=True)]
    said = "".join(m.text for _, (m, _) in parts if type(m).__name__ == "AIMessageChunk")
    assert said.count("The expert knows") == 1
    world.cloud.assert_clean(CANARIES)


def test_its_interrupts(world):
    """It asks the human: raw for the human, placeholders for what runs inside."""
    with world.saver() as saver, world.traced():
        agent, heard = agents(world, saver, asks=True)
        (asked,) = agent.invoke(ASKED, THREAD)["__interrupt__"]
        assert asked.value == f"about {EMAIL} and {FRIEND}?"
        agent.invoke(Command(resume=f"Yes, says {NAME}."), THREAD)
    assert heard == [f"The expert knows {EMAIL} and {FRIEND}."]
    assert "Yes, says <REAL_NAME_1>." in str(world.cloud.requests("chat/completions"))
    world.assert_clean()


@pytest.mark.parametrize("kind", ["sync", "async", "with callbacks"])
async def test_a_model_in_a_tool_that_is_not_protected(world, kind):
    """It warns before private text is sent, and sends nothing where warnings are errors."""
    model = world.model()

    @tool
    def expert(about: str) -> str:
        """Ask the expert."""
        return model.invoke(f"What of {about}?").text

    @tool("expert")
    async def aexpert(about: str) -> str:
        """Ask the expert."""
        return (await model.ainvoke(f"What of {about}?")).text

    @tool("expert")
    def cexpert(about: str, callbacks: Callbacks = None) -> str:
        """Ask the expert."""
        return model.invoke(f"What of {about}?", {"callbacks": callbacks}).text

    chosen = {"sync": expert, "async": aexpert, "with callbacks": cexpert}[kind]
    guard = [PrivacyToolMiddleware(world.privacy)]
    agent = protect(create_agent(world.model(), [chosen], middleware=guard), world.privacy)

    async def run():
        return await agent.ainvoke(ASKED) if kind == "async" else agent.invoke(ASKED)

    with pytest.raises(UserWarning, match="'expert' sends private values to a model"):
        await run()
    world.cloud.assert_clean(CANARIES)
    with pytest.warns(UserWarning, match="'expert' sends private values to a model"):
        await run()


def test_a_protected_model_in_a_tool(world):
    """A `PrivacyChatModel` sees raw text and sends placeholders; nobody warns."""
    model = PrivacyChatModel(inner=world.model(), privacy=world.privacy)
    heard = []

    @tool
    def expert(about: str) -> str:
        """Ask the expert."""
        heard.append(model.invoke(f"What of {about} and {FRIEND}?").text)
        return heard[-1]

    guard = [PrivacyToolMiddleware(world.privacy)]
    with world.traced():
        agent = protect(create_agent(world.model(), [expert], middleware=guard), world.privacy)
        agent.invoke(ASKED)
    assert heard == [f"The expert knows {EMAIL} and {FRIEND}."]
    world.assert_clean(checkpoints=False)
