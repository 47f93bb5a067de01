"""JSON in a string: its strings and numbers are rewritten one by one, all else stays."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.messages.tool import tool_call

from ..placeholders import CANONICAL, parse_placeholder

_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|-?[0-9][-+.0-9eE]*')


def in_json(text: str, rewrite: Callable[[Any, str], Any]) -> str | None:
    """Rewrite the leaves and keys of a JSON text; the rest keeps its spelling.

    Args:
        text: What may be JSON.
        rewrite: Given a string or number and the key it stands under ("" for keys).

    Returns:
        The same JSON with other strings; None where the text is no JSON object or array.
    """
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    key = ""

    def one(match: re.Match[str]) -> str:
        nonlocal key
        token, colon = match[1] or match[0], match[2]
        value = json.loads(token)
        rewritten = rewrite(value, "" if colon else key)
        key = value if colon else key
        return match[0] if rewritten == value else _written(rewritten, value, token) + (colon or "")

    return _TOKEN.sub(one, text)


def completed(message: AIMessage, update: dict[str, Any]) -> dict[str, Any]:
    """Make calls of those whose arguments are JSON since their placeholders were restored.

    So does adding up the chunks of a stream: `{"card": <FINANCIAL_ACCOUNT_1>}` is no JSON,
    but with the number it is.

    Args:
        message: Before.
        update: What becomes of its fields.

    Returns:
        The update, with calls that are valid by now among `tool_calls`.
    """
    valid, invalid = [], []
    for before, call in zip(
        message.invalid_tool_calls, update.get("invalid_tool_calls", ()), strict=False
    ):
        args = None if call.get("args") == before.get("args") else _object(call.get("args"))
        if args is None or not call.get("name"):
            invalid.append(call)
        else:
            valid.append(tool_call(name=call["name"], args=args, id=call.get("id")))
    if not valid:
        return update
    calls = [*update.get("tool_calls", message.tool_calls), *valid]
    return {**update, "tool_calls": calls, "invalid_tool_calls": invalid}


def _object(text: Any) -> dict[str, Any] | None:
    try:
        found = json.loads(text, strict=False)
    except (TypeError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _written(rewritten: Any, value: Any, token: str) -> str:
    if not isinstance(value, str) or json.dumps(value, ensure_ascii=False) == token:
        return json.dumps(rewritten, ensure_ascii=False)
    # All beyond ASCII was escaped here; the placeholder's escapes tell that to the way back.
    coded = json.dumps(rewritten)
    return coded if "\\u003c" in token else CANONICAL.sub(_escaped, coded)


def _escaped(match: re.Match[str]) -> str:
    placeholder = parse_placeholder(match[0])
    return match[0] if placeholder is None else placeholder.escaped()
