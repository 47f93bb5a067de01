"""What is composed with a protected model stays behind its boundary, or is refused."""

from __future__ import annotations

import pytest
from faces.chat_models import ALL, NAME, SEEN, VALUES, engine, openai, protected
from langchain.agents import create_agent
from langchain.chat_models import init_chat_model
from langchain_core.runnables import ConfigurableField, RunnableLambda
from langchain_core.tools import tool
from pydantic import BaseModel

from langchain_memprivacy import NotCoveredError
from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.integrations.middleware import PrivacyMiddleware
from langchain_memprivacy.testing.loopback import Fault, Loopback, Reply, ToolCall


class Person(BaseModel):
    """A person."""

    name: str


@tool
def greet(name: str) -> str:
    """Greet somebody."""
    return f"Hello, {name}"


@pytest.fixture
def broken():
    """The cloud of the first model, which fails."""
    with Loopback(Fault(500)) as server:
        yield server
        server.assert_clean(VALUES, fragment=8)


@pytest.fixture
def cloud():
    """The cloud of the model that stands in; it must not see a value either."""
    with Loopback(f"Noted: {SEEN}") as server:
        yield server
        server.assert_clean(VALUES, fragment=8)


COMPOSED = {
    "a model": lambda first, other: first.with_fallbacks([other]),
    "arguments": lambda first, other: first.bind(stop=["x"]).with_fallbacks([other.bind(seed=1)]),
    "tools": lambda first, other: first.bind_tools([greet]).with_fallbacks(
        [other.bind_tools([greet])]
    ),
    "tools later": lambda first, other: first.with_fallbacks([other]).bind_tools([greet]),
    "config": lambda first, other: first.with_config(tags=["a"]).with_fallbacks(
        [other.with_config(tags=["b"])]
    ),
    "types": lambda first, other: first.with_types(input_type=str).with_fallbacks([other]),
    "listeners": lambda first, other: first.with_listeners(on_end=print).with_fallbacks([other]),
    "retries": lambda first, other: first.with_retry(stop_after_attempt=2).with_fallbacks([other]),
    "bound retries": lambda first, other: (
        first.with_retry(stop_after_attempt=1).bind(stop=["x"]).with_fallbacks([other])
    ),
    "fallbacks": lambda first, other: first.with_fallbacks([first]).with_fallbacks([other]),
    "an alternative": lambda first, other: first.configurable_alternatives(
        ConfigurableField("model"), other=other
    ).with_config(configurable={"model": "other"}),
    "an alternative made late": lambda first, other: (
        first.configurable_alternatives(ConfigurableField("model"), other=lambda: other)
        .bind(stop=["x"])
        .with_config(configurable={"model": "other"})
    ),
}


@pytest.mark.parametrize("compose", COMPOSED.values(), ids=COMPOSED)
async def test_what_stands_in_is_protected(broken, cloud, compose):
    """However it is composed, the other model gets placeholders and the caller gets values."""
    model = compose(protected(broken), openai(cloud))
    assert model.invoke(ALL).content == f"Noted: {ALL}"
    assert (await model.ainvoke(ALL)).content == f"Noted: {ALL}"
    assert "".join(chunk.text for chunk in model.stream(ALL)) == f"Noted: {ALL}"
    assert [asked["messages"][0]["content"] for asked in cloud.requests()] == [SEEN] * 3


def test_contract_and_settings_are_those_of_the_first(broken, cloud):
    """The model that stands in is told the same about placeholders."""
    first = PrivacyChatModel(inner=openai(broken), privacy=engine(), contract="Mine.")
    first.with_fallbacks([openai(cloud)]).invoke(ALL)
    assert cloud.requests()[0]["messages"][0] == {"role": "system", "content": "Mine."}


def test_tools_of_the_fallback_are_known(broken, cloud):
    """What kind of tools they are is told by the first binding: a schema is restored whole."""
    known = protected(broken)
    cloud.reply = Reply(tool_calls=[ToolCall("Person", {"name": "<PASSWORD_1> <REAL_NAME_1>"})])
    first = known.with_structured_output(Person, method="function_calling").bound
    other = openai(cloud).bind_tools([Person])
    (call,) = first.with_fallbacks([other]).invoke(ALL).tool_calls
    assert call["args"]["name"].endswith(NAME)
    assert "<PASSWORD_1>" not in call["args"]["name"]


def test_structured_answers_have_fallbacks_of_their_kind(broken, cloud):
    """A chain of another model is refused; one of a protected model is taken."""
    cloud.reply = '{"name": "<REAL_NAME_1>"}'
    private = protected(broken)
    first = private.with_structured_output(Person, method="json_schema")
    with pytest.raises(NotCoveredError, match="RunnableSequence in place of a protected model"):
        first.with_fallbacks([openai(cloud).with_structured_output(Person)])
    other = PrivacyChatModel(inner=openai(cloud), privacy=private.privacy)
    chain = first.with_fallbacks([other.with_structured_output(Person, method="json_schema")])
    assert chain.invoke(ALL) == Person(name=NAME)


CHAINS = {
    "a fallback": lambda first, other: first.with_fallbacks([RunnableLambda(str) | other]),
    "retries": lambda first, other: first.with_retry().with_fallbacks([other.with_retry()]),
    "mapped": lambda first, other: first.map().with_fallbacks([other.map()]),
    "an alternative made late": lambda first, other: first.configurable_alternatives(
        ConfigurableField("model"), other=lambda: RunnableLambda(str) | other
    ).invoke(ALL, {"configurable": {"model": "other"}}),
}


@pytest.mark.parametrize("compose", CHAINS.values(), ids=CHAINS)
def test_what_is_no_model_is_refused(broken, cloud, compose):
    """A chain in place of a protected model would be sent raw text."""
    with pytest.raises(NotCoveredError, match="in place of a protected model"):
        compose(protected(broken), openai(cloud))
    assert cloud.received == []


def test_an_agent_takes_protected_fallbacks(broken, cloud):
    """A composed model that is protected already may be an agent's."""
    private = protected(broken)
    model = private.with_fallbacks([openai(cloud)])
    agent = create_agent(model, [greet], middleware=[PrivacyMiddleware(private.privacy)])
    said = agent.invoke({"messages": [("user", ALL)]})["messages"][-1].text
    assert said == f"Noted: {ALL}"


def test_models_made_per_call_are_refused(cloud):
    """A model with configurable fields gets one line that says what to do."""
    made = init_chat_model(configurable_fields="any")
    with pytest.raises(NotCoveredError, match="configurable_alternatives of PrivacyChatModel"):
        PrivacyChatModel(inner=made, privacy=engine())
    with pytest.raises(NotCoveredError, match="put PrivacyChatModel around the chat model in it"):
        PrivacyChatModel(inner=openai(cloud).with_retry(), privacy=engine())
    agent = create_agent(made, [], middleware=[PrivacyMiddleware(engine())])
    with pytest.raises(NotCoveredError, match="configurable_alternatives of PrivacyChatModel"):
        agent.invoke({"messages": [("user", ALL)]})
