"""What the walker says in errors, and what it makes of short numbers, broken calls, bare base64."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import pytest
from faces.strategies import engine
from faces.test_walker import MAIL, back, out
from langchain_core.messages import AIMessage
from pydantic import BaseModel, ConfigDict

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.errors import NotCoveredError


@pytest.mark.parametrize("value", [
    {"Nora Whitfield": object()}, {"a": {MAIL: object()}}, {MAIL: [object()]}, {"a": object()},
])  # fmt: skip
def test_errors_do_not_quote_keys(value):
    """Keys are text of the user; only what a class declares is named."""
    with pytest.raises(NotCoveredError, match="a value of class object;"):
        out(engine()).value(value)


def test_errors_name_declared_fields():
    """A field of a dataclass or a pydantic class says where the value stands."""

    @dataclass
    class Plain:
        lock: Any

    class Model(BaseModel):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        lock: Any

    for value in (Plain(object()), Model(lock=object())):
        with pytest.raises(NotCoveredError, match="lock: object;"):
            out(engine()).value(value)


def test_short_numbers_need_a_key_that_says_so():
    """A year equal to somebody's PIN stays a number, in values, calls and reports."""
    privacy = MemPrivacy(vault=MemoryVault(), scope="nora")
    assert privacy.desensitize("My PIN is 2026") != "My PIN is 2026"
    walker = out(privacy)
    report = AIMessage("x", response_metadata={"token_usage": {"total_tokens": 2026}})
    assert walker.value({"year": 2026, "of": [2026, 20.26]}) == {"year": 2026, "of": [2026, 20.26]}
    assert walker.arguments('{"year": 2026}', "t", "assistant") == '{"year": 2026}'
    assert walker.message(report) == report
    assert walker.value({"pin": 2026, "PIN": 4417})["pin"] == "<PASSWORD_1>"
    assert walker.value({"year": "2026"}) == {"year": "<PASSWORD_1>"}


def test_calls_that_become_json_are_calls():
    """Arguments that are JSON since their placeholder was restored count as chunks do."""
    privacy = engine()
    placeholder = privacy.desensitize(MAIL)
    call = {"name": "pay", "id": "c", "error": None, "type": "invalid_tool_call"}
    message = AIMessage(
        "", invalid_tool_calls=[{**call, "args": f'{{"n": {placeholder}'},
                                {**call, "args": f'{{"to": "{placeholder}\\x", "n": }}'}])  # fmt: skip
    assert back(privacy).message(message).tool_calls == []
    privacy = MemPrivacy(vault=MemoryVault(), scope="nora")
    hidden = privacy.desensitize("my card 4539578763621486").removeprefix("my card ")
    bad = [{**call, "args": f'{{"card": {hidden}}}'}, {**call, "args": "{oops"}]
    restored = back(privacy).message(AIMessage("", invalid_tool_calls=bad))
    assert restored.tool_calls == [
        {"name": "pay", "args": {"card": 4539578763621486}, "id": "c", "type": "tool_call"}
    ]
    assert [one["args"] for one in restored.invalid_tool_calls] == ["{oops"]


@pytest.mark.parametrize("key", ["file_data", "data"])
def test_base64_of_text_without_a_kind(key):
    """Text in base64 is read even where nothing says what it is; words stay words."""
    privacy = engine()
    coded = base64.b64encode(f"name,mail\nNora,{MAIL}\n".encode()).decode()
    block = {"type": "input_file", key: coded}
    hidden = out(privacy).value(block)
    assert MAIL not in base64.b64decode(hidden[key]).decode()
    assert back(privacy).value(hidden) == block
    assert out(privacy).value({key: "abcdefghijklmnop"}) == {key: "abcdefghijklmnop"}


def test_keys_that_would_meet_are_refused():
    """A value and its own placeholder as keys: one entry would silently be lost."""
    privacy = engine()
    hidden = out(privacy).value({MAIL: 1})
    (placeholder,) = hidden
    both = {MAIL: "first", placeholder: "second"}
    for value in (both, {"deep": [both]}, AIMessage("x", additional_kwargs=both)):
        with pytest.raises(NotCoveredError, match="a value and its placeholder as keys"):
            out(privacy).value(value)
    assert back(privacy).value(both) == both
