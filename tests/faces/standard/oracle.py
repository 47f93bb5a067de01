"""Plays a model that does what the standard suites of langchain-tests ask for."""

from __future__ import annotations

import json
from typing import Any

from langchain_memprivacy.testing.loopback import Reply, ToolCall


def filled(name: str, schema: dict[str, Any]) -> Any:
    """A value that fits a JSON schema; the suites like 3 for numbers named `input`."""
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return filled(name, schema["anyOf"][0])
    kind = schema.get("type")
    if kind == "array":
        return [filled(name, schema.get("items", {"type": "string"}))]
    if kind == "object":
        return {key: filled(key, inner) for key, inner in schema.get("properties", {}).items()}
    if name == "customer_name":
        return "你好啊集团 こんにちは"
    plain = {"integer": 3, "number": 3.0, "boolean": True}
    return 3 if name == "input" else plain.get(kind, "hello")


def answer(asked: dict[str, Any]) -> Reply:
    """Answer by schema, call a tool, or talk."""
    wanted = asked.get("response_format")
    if wanted and wanted["type"] == "json_object":
        return Reply(json.dumps({"setup": "a", "punchline": "b"}))
    if wanted:
        return Reply(json.dumps(filled("", wanted["json_schema"]["schema"])))
    last = asked["messages"][-1]
    tools = {tool["function"]["name"]: tool["function"] for tool in asked.get("tools") or ()}
    if not tools or last["role"] == "tool":
        return Reply("hello world, this is fine weather")
    choice = asked.get("tool_choice")
    named = [name for name in tools if name in str(last["content"])]
    name = choice["function"]["name"] if isinstance(choice, dict) else [*named, *tools][0]
    return Reply(tool_calls=[ToolCall(name, filled("", tools[name].get("parameters") or {}) or {})])
