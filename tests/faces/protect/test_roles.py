"""Values that are equal to a role or a kind: messages stay messages."""

from __future__ import annotations

import pytest
from faces.protect.world import NAME, agent, engine, graph, model, saver, thread
from langchain_core.messages import AIMessage, HumanMessage, messages_to_dict
from langchain_core.runnables import RunnableLambda

from langchain_memprivacy.integrations.graph_values import GraphWalker
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.messages import Desensitize
from langchain_memprivacy.testing.extractors import FixedExtractor

NAMES = ["user", "human", "assistant", "ai", "system", "developer", "tool", "function", "text"]


def named(*names):
    """An engine that knows users of such names."""
    known = dict.fromkeys(names, ("Account ID/Username", "PL2"))
    privacy = engine(extractor=FixedExtractor({**known, NAME: ("Real Name", "PL2")}))
    for name in names:
        assert privacy.desensitize(f"My username is {name}").startswith("My username is <")
    return privacy


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("make", [graph, agent])
async def test_later_calls_still_work(cloud, name, make):
    """A user who is called like a role can go on talking, in dicts and in pairs."""
    cloud.clear()
    protected = protect(make(model(cloud), checkpointer=saver()), named(name))
    said = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": f"I am {NAME}."}]},
        {"role": "assistant", "content": "Hello."},
        ("human", "My username is " + name),
        {"type": "human", "content": "Well?"},
    ]
    for _ in range(2):
        out = await protected.ainvoke({"messages": said}, thread())
    assert out["messages"][1].content == [{"type": "text", "text": f"I am {NAME}."}]
    for asked in cloud.requests("chat"):
        roles = {one["role"] for one in asked["messages"]}
        assert roles == {"system", "user", "assistant"}
        assert NAME not in str(asked)
        assert asked["messages"][3]["content"].startswith("My username is <")


def test_a_chain_gets_its_roles(cloud):
    """Dicts that go into a chain as they are keep their roles; else the same text is hidden."""
    seen = []
    protected = protect(RunnableLambda(seen.append), named("assistant", "user"))
    protected.invoke([{"role": "assistant", "content": "assistant"}, {"role": "user", "pet": "x"}])
    said, other = seen[0]
    assert said["role"] == "assistant"
    assert said["content"].startswith("<")
    assert other["role"].startswith("<")  # no message: a value like others


def test_messages_keep_their_types(cloud):
    """Objects, and dicts as LangChain writes them, too."""
    walker = GraphWalker(Desensitize(named("human", "ai"), "nora"))
    for one in (HumanMessage("x"), AIMessage("x")):
        assert walker.value(one) == one
        assert walker.value(messages_to_dict([one]))[0]["type"] == one.type
