"""Structured responses of agents inside a graph boundary."""

from __future__ import annotations

import json

import pytest
from faces.agent_world import ASKED, EMAIL, ILLNESS, NAME, THREAD, a_world, call
from langchain.agents import create_agent
from langchain.agents.middleware import SummarizationMiddleware
from langchain.agents.structured_output import ProviderStrategy, ToolStrategy
from pydantic import BaseModel

from langchain_memprivacy.integrations.middleware import PrivacyToolMiddleware
from langchain_memprivacy.integrations.protect import protect


class Contact(BaseModel):
    """A contact."""

    name: str
    mail: str


GIVEN = {"name": "<REAL_NAME_1>", "mail": "<EMAIL_1>"}


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path, "I see, <REAL_NAME_1>.") as world:
        yield world


@pytest.mark.parametrize("strategy", [ToolStrategy, ProviderStrategy])
@pytest.mark.parametrize("is_async", [False, True])
async def test_structured_responses(world, strategy, is_async):
    """The schema's object comes back with raw values; inside it holds placeholders."""
    world.cloud.reply = call("Contact", **GIVEN) if strategy is ToolStrategy else json.dumps(GIVEN)
    settings = {
        "response_format": strategy(Contact),
        "middleware": [PrivacyToolMiddleware(world.privacy)],
    }
    if is_async:
        async with world.asaver() as saver:
            with world.traced():
                agent = create_agent(world.model(), [], checkpointer=saver, **settings)
                out = await protect(agent, world.privacy).ainvoke(ASKED, THREAD)
    else:
        with world.saver() as saver, world.traced():
            agent = create_agent(world.model(), [], checkpointer=saver, **settings)
            out = protect(agent, world.privacy).invoke(ASKED, THREAD)
    assert out["structured_response"] == Contact(name=NAME, mail=EMAIL)
    world.assert_clean()


def test_other_models_in_the_graph_see_placeholders(world):
    """A summary is made of placeholders: nothing raw is in the graph."""
    summary = SummarizationMiddleware(
        model=world.model(), trigger=("messages", 3), keep=("messages", 1)
    )
    guard = PrivacyToolMiddleware(world.privacy)
    with world.saver() as saver, world.traced():
        agent = create_agent(
            world.model(), [], middleware=[summary, guard], checkpointer=saver
        )  # fmt: skip
        agent = protect(agent, world.privacy)
        for said in (ASKED, {"messages": [("user", f"{ILLNESS} again")]}):
            agent.invoke(said, THREAD)
    asked = world.cloud.requests("chat/completions")
    assert len(asked) == 3
    assert "<MEDICAL_HEALTH_1>" in json.dumps(asked)
    world.assert_clean()
