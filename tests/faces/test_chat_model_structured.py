"""Answers by schema and calls of tools: filled in with placeholders, validated when restored."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, TypedDict

import pytest
from faces.chat_models import ALL, CARD, MAIL, NAME, SECRET, VALUES, engine, openai, protected
from langchain.agents import create_agent
from langchain.agents.structured_output import ProviderStrategy, ToolStrategy
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import tool
from langsmith import Client, tracing_context
from pydantic import BaseModel, Field, ValidationError, field_validator

from langchain_memprivacy import NotCoveredError, PrivacyLevel, PrivacyPolicy, ToolPolicy
from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.testing.loopback import Loopback, Reply, ToolCall, assert_clean


class Person(BaseModel):
    """A person of the household."""

    name: str = Field(description=f"full name, like {NAME}", min_length=10)
    mail: str = Field(pattern=r"^[^<>]+@[^<>]+$", json_schema_extra={"format": "email"})
    password: str


class PersonDict(TypedDict):
    """A person of the household."""

    name: Annotated[str, ..., f"full name, like {NAME}"]
    mail: str
    password: str


SCHEMAS = {"pydantic": Person, "typeddict": PersonDict, "json": Person.model_json_schema()}
SAID = {"name": "<REAL_NAME_1>", "mail": "<EMAIL_1>", "password": "<PASSWORD_1>"}
MEANT = {"name": NAME, "mail": MAIL, "password": SECRET}


def answer(asked):
    """Fill the schema that was asked for, whichever way."""
    if asked.get("tools"):
        return Reply(tool_calls=[ToolCall(asked["tools"][0]["function"]["name"], SAID)])
    return Reply(json.dumps(SAID))


@pytest.fixture
def cloud():
    """A cloud that answers by schema, and must not see a value."""
    with Loopback(answer) as server:
        yield server
        server.assert_clean(VALUES, fragment=8)


def plain(parsed):
    """The answer as a dict."""
    return parsed.model_dump() if isinstance(parsed, BaseModel) else parsed


@pytest.mark.parametrize("include_raw", [False, True])
@pytest.mark.parametrize("method", ["function_calling", "json_schema", "json_mode"])
@pytest.mark.parametrize("kind", SCHEMAS)
async def test_every_schema_by_every_method(cloud, kind, method, include_raw):
    """Constraints that a placeholder breaks do not matter: the restored answer is validated."""
    model = protected(cloud).with_structured_output(
        SCHEMAS[kind], method=method, include_raw=include_raw
    )
    ends = [
        model.invoke(ALL),
        await model.ainvoke(ALL),
        list(model.stream(ALL)),
        [part async for part in model.astream(ALL)],
    ]
    for end in ends:
        if include_raw:
            parts = end if isinstance(end, list) else [end]
            whole = parts[0]
            for part in parts[1:]:
                whole = whole + part
            assert whole["parsing_error"] is None
            assert MAIL in str(whole["raw"])
            parsed = whole["parsed"]
        else:
            parsed = end[-1] if isinstance(end, list) else end
        assert plain(parsed) == MEANT
        assert isinstance(parsed, Person if kind == "pydantic" else dict)


@pytest.mark.parametrize("method", ["function_calling", "json_schema"])
def test_schemas_leave_room_for_placeholders(cloud, method):
    """Formats, patterns and lengths go to the description; names and `required` stay."""
    protected(cloud).with_structured_output(Person, method=method).invoke(ALL)
    (asked,) = cloud.requests()
    sent = json.dumps(asked)
    for rule in ('"pattern":', '"format":', '"minLength":'):
        assert rule not in sent
    schema = (
        asked["tools"][0]["function"]["parameters"]
        if method == "function_calling"
        else asked["response_format"]["json_schema"]["schema"]
    )
    assert set(schema["properties"]) == {"name", "mail", "password"} == set(schema["required"])
    said = schema["properties"]["name"]["description"]
    assert said == "full name, like <REAL_NAME_1> (minLength: 10; or a placeholder)"


class Picky(BaseModel):
    """Refuses everything."""

    name: str = Field(max_length=3)
    mail: date
    password: str
    more: dict[str, int] = Field(default_factory=dict)

    @field_validator("password")
    @classmethod
    def never(cls, value):
        msg = f"not good: {value[:12]}, {value.upper()}"
        raise ValueError(msg)


@pytest.mark.parametrize("method", ["function_calling", "json_schema", "json_mode"])
async def test_what_is_wrong_is_said_without_values(cloud, method):
    """Errors keep their type and place, and hold no value, nor do their causes."""
    cloud.reply = lambda asked: (
        Reply(tool_calls=[ToolCall("Picky", {**SAID, "more": {"<EMAIL_1>": "<EMAIL_1>"}})])
        if asked.get("tools")
        else Reply(json.dumps({**SAID, "more": {"<EMAIL_1>": "<EMAIL_1>"}}))
    )
    model = protected(cloud)
    with pytest.raises((ValidationError, OutputParserException)) as caught:
        model.with_structured_output(Picky, method=method).invoke(ALL)
    raw = model.with_structured_output(Picky, method=method, include_raw=True)
    returned = [raw.invoke(ALL)["parsing_error"], (await raw.ainvoke(ALL))["parsing_error"]]
    for error in (caught.value, *returned):
        assert error.__cause__ is None
        assert error.__context__ is None
        shown = f"{error} {error!r} {vars(error) if hasattr(error, '__dict__') else ''}"
        if isinstance(error, ValidationError):
            shown += repr(error.errors()) + error.json()
        assert_clean(shown.encode(), {**VALUES, "upper": SECRET.upper()}, fragment=6)
        assert "at most 3 characters" in shown
        assert "password" in shown
    if method == "function_calling":
        assert isinstance(caught.value, ValidationError)
    with pytest.raises((ValidationError, OutputParserException)) as streamed:
        list(model.with_structured_output(Picky, method=method).stream(ALL))
    assert type(streamed.value) is type(caught.value)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_answers_that_are_no_json_are_not_quoted(cloud, kind):
    """A restored text that cannot be read does not stand in the error."""
    cloud.reply = (
        f"Sorry, {ALL}".replace(NAME, "<REAL_NAME_1>")
        .replace(MAIL, "<EMAIL_1>")
        .replace(CARD, "<BANK_CARD_1>")
        .replace(SECRET, "<PASSWORD_1>")
    )
    model = protected(cloud).with_structured_output(SCHEMAS[kind], method="json_schema")
    with pytest.raises(OutputParserException) as caught:
        model.invoke(ALL)
    assert_clean(repr((caught.value, vars(caught.value))).encode(), VALUES, fragment=6)


def test_parsing_is_not_traced(cloud):
    """LangSmith gets the model's run, no run of a parser that would hold values."""
    client = Client(api_url=cloud.url, api_key="made-up", info={})
    for method in ("function_calling", "json_schema", "json_mode"):
        model = protected(cloud).with_structured_output(Person, method=method)
        with tracing_context(enabled=True, client=client, project_name="tests"):
            assert plain(model.invoke(ALL)) == MEANT
            assert plain(list(model.stream(ALL))[-1]) == MEANT
    client.flush()
    posted = b"".join(r.body for r in cloud.received if "/runs" in r.path)
    assert b'"run_type":"llm"' in posted
    assert b'"run_type":"parser"' not in posted
    assert b'"run_type":"chain"' not in posted


def test_steps_of_providers_are_not_shown_to_handlers(cloud):
    """A step that is a runnable of its own runs unseen: its input is restored."""
    seen = []

    class Notes(BaseCallbackHandler):
        def on_chain_start(self, serialized, inputs, **kwargs):
            seen.append(inputs)

    class Own(type(openai(cloud))):
        def with_structured_output(self, schema=None, **kwargs):
            return self.bind(stop=["x"]) | RunnableLambda(lambda m: json.loads(m.text))

    inner = Own(model="gpt-4o-mini", api_key="made-up", base_url=cloud.base_url)
    privacy = engine()
    privacy.desensitize(ALL)
    model = PrivacyChatModel(inner=inner, privacy=privacy).with_structured_output(Person)
    outer = RunnableLambda(lambda _: len(model.invoke(ALL)))
    assert outer.invoke("go", {"callbacks": [Notes()]}) == 3
    assert seen == ["go"]


async def test_in_a_chain(cloud):
    """A structured model takes part in chains, batches and bindings."""
    chain = RunnableLambda(str) | protected(cloud).with_structured_output(Person)
    assert plain(chain.invoke(ALL)) == MEANT
    assert [plain(p) for p in await chain.abatch([ALL, MAIL])] == [MEANT, MEANT]
    assert plain(list(chain.stream(ALL))[-1]) == MEANT


@tool
def send(to: str, key: str) -> str:
    """Send to nobody."""
    return f"{to} {key}"


def test_bound_tools_keep_this_model_as_the_bound_one(cloud):
    """Whoever takes the binding apart gets the protected model again."""
    model = protected(cloud)
    bound = model.bind_tools([send], tool_choice="send")
    assert bound.bound is model
    again = bound.bound.bind_tools([send])
    assert again.invoke(ALL).tool_calls[0]["name"] == "send"


def test_arguments_of_tools_follow_the_policy(cloud):
    """Local tools get PL3, tools of memories nothing, named ones what is named."""
    args = {"to": "<EMAIL_1>", "key": "<PASSWORD_1>"}

    def remember(to: str, key: str) -> None:
        """Keep something in the cloud."""

    remember.__module__ = "langmem.knowledge.tools"
    memory = tool(remember)
    cloud.reply = Reply(
        tool_calls=[ToolCall(name, args) for name in ("send", memory.name, "login", "unbound")]
    )
    policy = PrivacyPolicy(tools=ToolPolicy(named={"login": PrivacyLevel.PL4}))
    model = protected(cloud, engine(policy=policy)).bind_tools([send, memory])
    mail, both = {**args, "to": MAIL}, {"to": MAIL, "key": SECRET}
    for message in (model.invoke(ALL), _sum(model.stream(ALL))):
        assert [call["args"] for call in message.tool_calls] == [mail, args, both, mail]


def _sum(chunks):
    first, *rest = chunks
    for chunk in rest:
        first = first + chunk
    return first


def test_descriptions_of_tools_leave_as_placeholders(cloud):
    """Docstrings, parameters, defaults and choices hold no value; names stay."""
    described = {
        "type": "function",
        "function": {
            "name": "pay",
            "description": f"Pays for {NAME}",
            "parameters": {
                "type": "object",
                "properties": {
                    "from": {"enum": [CARD, "cash"]},
                    "to": {"type": "string", "default": MAIL, "examples": [MAIL]},
                    "deep": {"anyOf": [{"$ref": "#/$defs/D"}, {"type": "null"}]},
                },
                "$defs": {"D": {"const": SECRET, "title": f"D of {NAME}"}},
                "required": ["from"],
            },
        },
    }
    protected(cloud).bind_tools([described]).invoke("hello")
    sent = cloud.requests()[0]["tools"][0]["function"]
    assert sent["name"] == "pay"
    assert sent["parameters"]["properties"]["from"]["enum"] == ["<BANK_CARD_1>", "cash"]
    assert sent["parameters"]["properties"]["deep"]["anyOf"][0] == {"$ref": "#/$defs/D"}
    assert sent["parameters"]["required"] == ["from"]


@pytest.mark.parametrize("strategy", [ToolStrategy, ProviderStrategy])
async def test_agents_answer_by_schema(cloud, strategy):
    """`create_agent` gets a validated answer either way, PL4 included: a schema is no tool."""
    agent = create_agent(protected(cloud), response_format=strategy(Person))
    assert plain(agent.invoke({"messages": [("user", ALL)]})["structured_response"]) == MEANT
    result = await agent.ainvoke({"messages": [("user", ALL)]})
    assert plain(result["structured_response"]) == MEANT


def test_models_that_bind_in_other_ways_are_refused():
    """A binding that would pass by this model raises, before anything is sent."""

    class Odd(GenericFakeChatModel):
        def bind_tools(self, tools, *, tool_choice=None, **kwargs):
            return RunnableLambda(lambda _: AIMessage("raw"))

    model = PrivacyChatModel(inner=Odd(messages=iter(())), privacy=engine())
    with pytest.raises(NotCoveredError, match="Odd"):
        model.bind_tools([send])
    with pytest.raises(NotCoveredError, match="Odd"):
        model.with_structured_output(Person)


def test_a_chain_that_asks_the_inner_model_again_is_refused(cloud):
    """A later step with the inner model in it would send restored text."""
    inner = openai(cloud)

    class Again(type(inner)):
        def with_structured_output(self, schema=None, **kwargs):
            return self.bind(stop=["x"]) | self

    again = Again(model="gpt-4o-mini", api_key="made-up", base_url=cloud.base_url)
    with pytest.raises(NotCoveredError):
        PrivacyChatModel(inner=again, privacy=engine()).with_structured_output(Person)
