"""Tools and schemas on their way up: what they name stays, what they say is desensitized."""

from __future__ import annotations

import json

import pytest
from faces.chat_models import ALL, MAIL, NAME, SEEN, VALUES, engine
from hypothesis import given
from hypothesis import strategies as st

from langchain_memprivacy import NotCoveredError
from langchain_memprivacy.integrations.chat_model.options import Arguments
from langchain_memprivacy.integrations.chat_model.schemas import Schemas, names_in, relaxed
from langchain_memprivacy.messages import Desensitize
from langchain_memprivacy.testing.loopback import assert_clean


def arguments(privacy=None):
    """What rewrites the arguments of a call."""
    privacy = privacy or engine()
    privacy.desensitize(ALL)
    return Arguments(Desensitize(privacy, "local"))


TEXTS = st.sampled_from(["plain", ALL, NAME, MAIL])
NAMES = st.sampled_from(["description", "type", "format", "to", "enum", "required", "name"])
LEAVES = st.fixed_dictionaries(
    {"type": st.sampled_from(["string", "integer", "null"])},
    optional={
        "description": TEXTS,
        "title": TEXTS,
        "enum": st.lists(TEXTS, min_size=1, max_size=2),
        "const": TEXTS,
        "default": TEXTS,
        "format": st.just("email"),
        "pattern": st.just("^a+$"),
        "maxLength": st.just(4),
        "$ref": st.just("#/$defs/to"),
    },
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.fixed_dictionaries(
        {"type": st.just("object"), "properties": st.dictionaries(NAMES, inner, max_size=3)},
        optional={
            "required": st.lists(NAMES, max_size=2),
            "items": inner,
            "anyOf": st.lists(inner, max_size=2),
            "$defs": st.dictionaries(NAMES, inner, max_size=2),
            "additionalProperties": st.one_of(st.booleans(), inner),
            "description": TEXTS,
        },
    ),
    max_leaves=8,
)


def bones(schema):
    """What of a schema must not change: names, types, references, what is required."""
    if isinstance(schema, list):
        return [bones(item) for item in schema]
    if not isinstance(schema, dict):
        return schema if isinstance(schema, bool) else None
    kept = {key: schema[key] for key in ("type", "$ref", "required") if key in schema}
    for key in ("properties", "$defs"):
        if key in schema:
            kept[key] = {name: bones(inner) for name, inner in schema[key].items()}
    for key in ("items", "anyOf", "additionalProperties"):
        if key in schema:
            kept[key] = bones(schema[key])
    return kept


MACHINERY = arguments()


@given(SCHEMAS)
def test_every_schema(schema):
    """No value is left, no name is touched, the caller's schema stays as it was."""
    before = json.dumps(schema)
    rewritten = Schemas(MACHINERY).schema(schema)
    assert json.dumps(schema) == before
    assert bones(rewritten) == bones(schema)
    assert_clean(json.dumps(rewritten).encode(), VALUES)
    assert Schemas(MACHINERY).schema(rewritten) == rewritten


@given(SCHEMAS)
def test_every_tool(schema):
    """The same inside the descriptions of tools of three providers."""
    tools = [
        {"type": "function", "function": {"name": "to", "description": ALL, "parameters": schema}},
        {"name": "to", "description": ALL, "input_schema": schema},
        {"function_declarations": [{"name": "to", "description": ALL, "parameters": schema}]},
    ]
    openai, anthropic, google = MACHINERY.options({"tools": tools})["tools"]
    for tool in (openai["function"], anthropic, google["function_declarations"][0]):
        assert (tool["name"], tool["description"]) == ("to", SEEN)
        assert bones(tool.get("parameters", tool.get("input_schema"))) == bones(schema)
        assert_clean(json.dumps(tool).encode(), VALUES)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, {"type": "string"}),
        (
            {"type": "string", "format": "email", "description": "to"},
            {"type": "string", "description": "to (format: email; or a placeholder)"},
        ),
        (
            {"type": ["string", "null"], "maxLength": 3},
            {"type": ["string", "null"], "description": "(maxLength: 3; or a placeholder)"},
        ),
        ({"type": "integer", "format": "int64"}, {"type": "integer", "format": "int64"}),
        ({"enum": ["a"], "type": "string"}, {"enum": ["a"], "type": "string"}),
        ({"type": "array", "minItems": 1}, {"type": "array", "minItems": 1}),
    ],
    ids=["plain", "format", "one of two types", "number", "enum", "array"],
)
def test_only_strings_are_relaxed(schema, expected):
    """Forms of strings move to the description; numbers, choices and lists keep theirs."""
    assert relaxed(schema) == expected


def test_credentials_and_names_of_tools_pass():
    """What a provider needs to run a tool of its own is not text."""
    tool = {
        "type": "mcp",
        "server_label": "calendar",
        "server_url": f"https://calendar.example/?for={MAIL}",
        "headers": {"Authorization": f"Bearer {MAIL}"},
        "vector_store_ids": ["vs_1"],
        "max_num_results": 20_000,
    }
    (rewritten,) = arguments().options({"tools": [tool]})["tools"]
    assert rewritten == {**tool, "server_url": "https://calendar.example/?for=<EMAIL_1>"}


def test_settings_are_no_text():
    """Names of models, choices and numbers pass as they are."""
    settings = {
        "model": "gpt-4o-mini",
        "tool_choice": {"type": "function", "function": {"name": "to"}},
        "seed": 20_240_117,
        "temperature": 0.5,
        "reasoning": {"effort": "low"},
        "extra_body": {"max_tokens": 100_000},
        "stream_options": {"include_usage": True},
        "response_format": dict,
    }
    assert arguments().options(settings) == settings


def test_what_is_not_known_is_refused():
    """An argument that cannot be read does not leave."""
    with pytest.raises(NotCoveredError, match="not covered"):
        arguments().options({"thing": object()})


def test_metadata_of_runs():
    """Values go, what LangGraph fills in itself and identifiers stay."""
    metadata = {
        "customer": NAME,
        "thread_id": "3f1c9a52-6f0e-4d1b-9d0c-0d9a4b8f2f11",
        "langgraph_checkpoint_ns": "ask:3f1c9a52",
        "langgraph_step": 10_000,
        MAIL: "a key",
    }
    rewritten = arguments().metadata(metadata)
    assert rewritten.pop("customer") == "<REAL_NAME_1>"
    assert rewritten.pop("<EMAIL_1>") == "a key"
    assert rewritten == {k: v for k, v in metadata.items() if k not in {"customer", MAIL}}


def test_names_in_a_schema():
    """Names of properties and definitions, however deep."""
    schema = {"properties": {"a": {"items": {"properties": {"b": {}}}}}, "$defs": {"C": {}}}
    assert names_in(schema) == {"a", "b", "C"}
