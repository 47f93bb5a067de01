"""Structured responses of agents inside a graph boundary."""

from __future__ import annotations

import json

import pytest
from faces.agent_world import (
    ASKED,
    CANARIES,
    DOCTOR,
    EMAIL,
    ILLNESS,
    NAME,
    THREAD,
    a_world,
    call,
    last,
)
from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelFallbackMiddleware,
    SummarizationMiddleware,
    dynamic_prompt,
)
from langchain.agents.structured_output import (
    AutoStrategy,
    ProviderStrategy,
    StructuredOutputValidationError,
    ToolStrategy,
)
from langchain_core.messages import SystemMessage
from langchain_core.tools import StructuredTool
from pydantic import BaseModel, Field, field_validator

from langchain_memprivacy import NotCoveredError
from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.integrations.middleware import PrivacyMiddleware, PrivacyToolMiddleware
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


class Strict(BaseModel):
    """A contact whose mail is one."""

    name: str = Field(max_length=14)
    mail: str = Field(pattern=r"^[^@<>]+@[^@<>]+$", min_length=20)


def structured(world, wanted, **settings):
    guard = PrivacyToolMiddleware(world.privacy)
    made = create_agent(
        world.model(), [], middleware=[guard], response_format=wanted, **settings
    )  # fmt: skip
    return protect(made, world.privacy)


@pytest.mark.parametrize("strategy", [ToolStrategy, ProviderStrategy, AutoStrategy])
@pytest.mark.parametrize("is_async", [False, True])
async def test_schemas_are_checked_on_values(world, strategy, is_async):
    """A schema that no placeholder fits is satisfied by what they stand for, at once."""
    by_tool = strategy is not ProviderStrategy
    world.cloud.reply = call("Strict", **GIVEN) if by_tool else json.dumps(GIVEN)
    if is_async:
        async with world.asaver() as saver:
            with world.traced():
                agent = structured(world, strategy(Strict), checkpointer=saver)
                out = await agent.ainvoke(ASKED, THREAD)
    else:
        with world.saver() as saver, world.traced():
            out = structured(world, strategy(Strict), checkpointer=saver).invoke(ASKED, THREAD)
    assert out["structured_response"] == Strict(name=NAME, mail=EMAIL)
    (asked,) = world.cloud.requests("chat/completions")
    assert '"pattern"' not in json.dumps(asked)
    if by_tool:
        assert last(out) == f"Returning structured response: {out['structured_response']}"
    world.assert_clean()


@pytest.mark.parametrize("is_async", [False, True])
async def test_an_answer_that_does_not_fit_is_asked_for_again(world, is_async):
    """The model is told what is wrong with its answer, and no part of a value."""
    wrong = {"name": "<MEDICAL_HEALTH_1>", "mail": "<EMAIL_1>"}
    world.cloud.reply = [call("Strict", **wrong), call("Strict", **GIVEN)]
    with world.traced():
        agent = structured(world, ToolStrategy(Strict))
        out = await agent.ainvoke(ASKED) if is_async else agent.invoke(ASKED)
    assert out["structured_response"] == Strict(name=NAME, mail=EMAIL)
    told = world.hears()[-1]["content"]
    assert "at most 14 characters" in told
    assert "juvenile" not in told
    assert "epilepsy" not in told
    world.assert_clean(checkpoints=False)


def test_own_words_for_errors_are_made_of_placeholders(world):
    """A function that words the errors is part of the graph, and is told no value."""
    told = []

    class Loud(BaseModel):
        mail: str

        @field_validator("mail")
        @classmethod
        def check(cls, mail):
            msg = f"what is {mail}?"
            raise ValueError(msg)

    def word(error):
        told.append(str(error))
        return "again"

    world.cloud.reply = [call("Loud", mail="<EMAIL_1>"), "I give up."]
    agent = structured(world, ToolStrategy(Loud, handle_errors=word))
    agent.invoke(ASKED)
    assert len(told) == 1
    assert "what is <EMAIL_1>?" in told[0]
    assert EMAIL not in told[0]
    world.cloud.assert_clean(CANARIES)


@pytest.mark.parametrize("is_async", [False, True])
async def test_errors_that_are_raised_hold_no_value(world, is_async):
    """The provider's own way asks once; its error names the rule and quotes nothing."""
    world.cloud.reply = json.dumps({"name": "<MEDICAL_HEALTH_1>", "mail": "<EMAIL_1>"})
    agent = structured(world, ProviderStrategy(Strict))
    with pytest.raises(StructuredOutputValidationError, match="at most 14") as caught:
        await agent.ainvoke(ASKED) if is_async else agent.invoke(ASKED)
    error = caught.value
    assert not [value for value in CANARIES.values() if value in f"{error!r} {vars(error)}"]
    assert "epilepsy" not in f"{error!r} {vars(error)}"
    assert error.__cause__ is None
    assert error.ai_message.text == world.cloud.reply


@pytest.mark.parametrize("wanted", [None, ToolStrategy(Strict)])
def test_a_protected_model_inside_restores_nothing(world, wanted):
    """A `PrivacyChatModel` in the graph leaves calls and answers as placeholders."""
    world.cloud.reply = [call("Strict", **GIVEN), "Done."]

    def record(name: str, mail: str) -> str:
        """Record a contact."""
        return f"{name}, {mail}"

    model = PrivacyChatModel(inner=world.model(), privacy=world.privacy)
    tools = [] if wanted else [StructuredTool.from_function(record, name="Strict")]
    guard = PrivacyToolMiddleware(world.privacy)
    with world.saver() as saver, world.traced():
        made = create_agent(
            model, tools, middleware=[guard], response_format=wanted, checkpointer=saver
        )
        out = protect(made, world.privacy).invoke(ASKED, THREAD)
    assert out.get("structured_response") == (Strict(name=NAME, mail=EMAIL) if wanted else None)
    world.assert_clean()


@dynamic_prompt
def prompt(request):
    """A prompt with somebody in it."""
    del request
    return f"You work for {DOCTOR}."


class Remembers(AgentMiddleware):
    """Puts a memory into the request."""

    def wrap_model_call(self, request, handler):
        memory = SystemMessage(f"The user has {ILLNESS}.")
        return handler(request.override(messages=[memory, *request.messages]))

    async def awrap_model_call(self, request, handler):
        memory = SystemMessage(f"The user has {ILLNESS}.")
        return await handler(request.override(messages=[memory, *request.messages]))


@pytest.mark.parametrize("is_async", [False, True])
@pytest.mark.parametrize("other", ["prompt", "memory", "fallback", "model boundary"])
async def test_it_must_be_last(world, other, is_async):
    """What comes after it could put raw text into the request: nothing is sent at all."""
    after = {
        "prompt": prompt,
        "memory": Remembers(),
        "fallback": ModelFallbackMiddleware(world.model()),
        "model boundary": PrivacyMiddleware(world.privacy),
    }[other]
    guard = PrivacyToolMiddleware(world.privacy)
    agent = protect(create_agent(world.model(), [], middleware=[guard, after]), world.privacy)
    with pytest.raises(NotCoveredError, match=r"must be the last.*take PrivacyMiddleware out"):
        await agent.ainvoke(ASKED) if is_async else agent.invoke(ASKED)
    assert world.cloud.received == []


@pytest.mark.parametrize("is_async", [False, True])
async def test_what_comes_before_it_is_desensitized(world, is_async):
    """In the right order prompts and memories of other middleware are placeholders."""
    guard = PrivacyToolMiddleware(world.privacy)
    before = [Remembers(), ModelFallbackMiddleware(world.model())]
    if not is_async:
        before.append(prompt)
    made = create_agent(world.model(), [], middleware=[*before, guard])
    agent = protect(made, world.privacy)
    out = await agent.ainvoke(ASKED) if is_async else agent.invoke(ASKED)
    assert last(out) == f"I see, {NAME}."
    assert "<MEDICAL_HEALTH_1>" in json.dumps(world.hears())
    world.cloud.assert_clean(CANARIES)


def test_both_in_one_list_are_refused(world):
    """Each is for another boundary: the error says which one to take out."""
    both = [PrivacyMiddleware(world.privacy), PrivacyToolMiddleware(world.privacy)]
    agent = create_agent(world.model(), [], middleware=both)
    with pytest.raises(NotCoveredError, match="take PrivacyToolMiddleware out"):
        agent.invoke(ASKED)
    assert world.cloud.received == []


def test_it_warns_where_it_cannot_tell_its_place(world):
    """Called by something else than `create_agent`, it says once that order matters."""

    made = []

    class Calls(AgentMiddleware):
        def wrap_model_call(self, request, handler):
            return guard.wrap_model_call(
                request, lambda asked: made.append(asked) or handler(asked)
            )

    guard = PrivacyToolMiddleware(world.privacy)
    agent = protect(create_agent(world.model(), [], middleware=[Calls()]), world.privacy)
    with pytest.warns(UserWarning, match="cannot tell whether it is the last"):
        agent.invoke(ASKED)
    agent.invoke(ASKED)  # a second warning would be an error


@pytest.mark.parametrize("is_async", [False, True])
async def test_it_warns_outside_of_protect(world, is_async):
    """Without the boundary around, users see placeholders: it says once what to do."""
    guard = PrivacyToolMiddleware(world.privacy)
    agent = create_agent(world.model(), [], middleware=[guard])
    with pytest.warns(UserWarning, match="use protect\\(agent, privacy\\), or PrivacyMiddleware"):
        out = await agent.ainvoke(ASKED) if is_async else agent.invoke(ASKED)
    assert last(out) == "I see, <REAL_NAME_1>."
    agent.invoke(ASKED)  # a second warning would be an error
    world.cloud.assert_clean(CANARIES)
