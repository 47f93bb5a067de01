"""`PrivacyMiddleware`: the model boundary of an agent in one line."""

from __future__ import annotations

import json

import pytest
from faces.agent_world import (
    ASKED,
    CANARIES,
    DOCTOR,
    EMAIL,
    FRIEND,
    ILLNESS,
    NAME,
    PASSWORD,
    SAID,
    a_world,
    call,
    last,
)
from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelFallbackMiddleware,
    ModelRetryMiddleware,
)
from langchain.agents.structured_output import ProviderStrategy, ToolStrategy
from langchain_core.tools import tool
from langsmith import Client, tracing_context
from pydantic import BaseModel

from langchain_memprivacy import NotCoveredError, PrivacyLevel
from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.integrations.middleware import PrivacyMiddleware
from langchain_memprivacy.placeholders import CONTRACT
from langchain_memprivacy.testing.loopback import Fault

WRITE = call("send", to="<EMAIL_1>", about="<MEDICAL_HEALTH_1>, <PASSWORD_1>")


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path, [WRITE, "Sent to <EMAIL_1> for <REAL_NAME_1>."]) as world:
        yield world


def mailer(seen):
    @tool(description=f"Send a mail, for example to {DOCTOR}.")
    def send(to: str, about: str) -> str:
        seen.append((to, about))
        return f"sent to {to}, copy to {FRIEND}"

    return send


def agent(world, seen, *outer, **settings):
    world.privacy.desensitize(SAID)  # the user's name is number 1
    middleware = [*outer, PrivacyMiddleware(world.privacy)]
    settings.setdefault("system_prompt", f"You work for {DOCTOR}.")
    return create_agent(world.model(), [mailer(seen)], middleware=middleware, **settings)


@pytest.mark.parametrize("is_async", [False, True])
async def test_one_line(world, is_async):
    """The wire holds placeholders and the contract; state, tools and user see raw."""
    seen = []
    made = agent(world, seen)
    out = await made.ainvoke(ASKED) if is_async else made.invoke(ASKED)
    assert last(out) == f"Sent to {EMAIL} for {NAME}."
    assert seen == [(EMAIL, f"{ILLNESS}, <PASSWORD_1>")]
    first = world.cloud.requests("chat/completions")[0]
    assert first["messages"][0]["content"].endswith(CONTRACT)
    assert json.dumps(first).count(CONTRACT[:40]) == 1
    assert "<REAL_NAME_" in first["tools"][0]["function"]["description"]
    assert "copy to <REAL_NAME_" in world.hears()[-1]["content"]
    world.cloud.assert_clean(CANARIES, fragment=8)


@pytest.mark.parametrize("is_async", [False, True])
async def test_tokens_are_restored(world, is_async):
    """What streams to the user is raw."""
    made = agent(world, [])
    if is_async:
        parts = [m async for m, _ in made.astream(ASKED, stream_mode="messages")]
    else:
        parts = [m for m, _ in made.stream(ASKED, stream_mode="messages")]
    text = "".join(m.text for m in parts if type(m).__name__ == "AIMessageChunk")
    assert text.endswith(f"Sent to {EMAIL} for {NAME}.")
    world.cloud.assert_clean(CANARIES)


def test_upto_and_contract(world):
    """Credentials can be left out of what comes back, the contract out of what leaves."""
    world.cloud.reply = "<PASSWORD_1> of <REAL_NAME_1>"
    middleware = PrivacyMiddleware(world.privacy, contract=None, upto=PrivacyLevel.PL3)
    out = create_agent(world.model(), [], middleware=[middleware]).invoke(ASKED)
    assert last(out) == f"<PASSWORD_1> of {NAME}"
    assert [m["role"] for m in world.hears(0)] == ["user"]
    assert PASSWORD not in str(world.hears(0))


def test_never_twice(world):
    """A model that is protected already is left as it is."""
    model = PrivacyChatModel(inner=world.model(), privacy=world.privacy, contract="Mine.")
    world.cloud.reply = "Hello, <REAL_NAME_1>."
    made = create_agent(model, [], middleware=[PrivacyMiddleware(world.privacy)])
    assert last(made.invoke(ASKED)) == f"Hello, {NAME}."
    assert world.hears(0)[0]["content"] == "Mine."


class Contact(BaseModel):
    """A contact."""

    name: str
    mail: str


GIVEN = {"name": "<REAL_NAME_1>", "mail": "<EMAIL_1>"}


@pytest.mark.parametrize("strategy", [ToolStrategy, ProviderStrategy, None])
def test_structured_responses(world, strategy):
    """The object holds raw values, by either strategy and by the choice of the agent."""
    by_tool = strategy is ToolStrategy or strategy is None
    world.cloud.reply = call("Contact", **GIVEN) if by_tool else json.dumps(GIVEN)
    wanted = Contact if strategy is None else strategy(Contact)
    middleware = [PrivacyMiddleware(world.privacy)]
    made = create_agent(world.model(), [], middleware=middleware, response_format=wanted)
    assert made.invoke(ASKED)["structured_response"] == Contact(name=NAME, mail=EMAIL)
    world.cloud.assert_clean(CANARIES)


class Passing(AgentMiddleware):
    """Another middleware, harmless in itself."""

    def wrap_model_call(self, request, handler):
        return handler(request)

    async def awrap_model_call(self, request, handler):
        return await handler(request)


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("inner", ["fallback", "passing"])
async def test_it_must_be_last(world, inner, is_async):
    """Where another middleware could send raw text past it, nothing is sent at all."""
    after = ModelFallbackMiddleware(world.model()) if inner == "fallback" else Passing()
    middleware = [PrivacyMiddleware(world.privacy), after]
    made = create_agent(world.model(), [mailer([])], middleware=middleware)
    with pytest.raises(NotCoveredError, match="must be the last"):
        await made.ainvoke(ASKED) if is_async else made.invoke(ASKED)
    assert world.cloud.received == []


@pytest.mark.parametrize("is_async", [False, True])
async def test_last_after_fallbacks_and_retries(world, is_async):
    """In the right order the model of the fallback is protected too."""
    tries = []

    def script(asked):
        tries.append(asked["model"])
        return Fault(500) if asked["model"] == "stand-in" else "Hello, <REAL_NAME_1>."

    world.cloud.reply = script
    other = world.model().model_copy(update={"model_name": "other"})
    outer = [
        ModelFallbackMiddleware(other),
        ModelRetryMiddleware(max_retries=1, initial_delay=0, on_failure="error"),
        Passing(),
    ]
    made = agent(world, [], *outer)
    out = await made.ainvoke(ASKED) if is_async else made.invoke(ASKED)
    assert last(out) == f"Hello, {NAME}."
    assert tries == ["stand-in", "stand-in", "other"]
    world.cloud.assert_clean(CANARIES)


def test_it_warns_where_it_cannot_tell(world):
    """Called by something else than `create_agent`, it says once that order matters."""
    made = []

    class Calls(AgentMiddleware):
        def wrap_model_call(self, request, handler):
            return guard.wrap_model_call(
                request, lambda asked: made.append(asked) or handler(asked)
            )

    guard = PrivacyMiddleware(world.privacy)
    world.cloud.reply = "Hello, <REAL_NAME_1>."
    built = create_agent(world.model(), [], middleware=[Calls()])
    with pytest.warns(UserWarning, match="cannot tell whether it is the last"):
        assert last(built.invoke(ASKED)) == f"Hello, {NAME}."
    built.invoke(ASKED)  # a second warning would be an error
    world.cloud.assert_clean(CANARIES)


def test_it_warns_of_traces(world):
    """The state is raw in this mode, and LangSmith would be told."""
    world.cloud.reply = "Hello."
    made = agent(world, [])
    with world.traced():
        with pytest.warns(UserWarning, match="LangSmith tracing is on"):
            made.invoke(ASKED)
        made.invoke(ASKED)  # a second warning would be an error
    world.client.flush()
    assert world.smith.leaks(CANARIES), "or the warning would be wrong"


def test_it_does_not_warn_of_a_client_that_looks(world):
    """A client with an anonymizer of its own was chosen on purpose."""
    world.cloud.reply = "Hello."
    client = Client(api_url=world.smith.url, api_key="none", anonymizer=lambda data: {})
    with tracing_context(enabled=True, client=client):
        agent(world, []).invoke(ASKED)  # a warning would be an error
    client.flush()
