"""`/v1/chat/completions`: the answer as one body, or as server-sent events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .replies import Reply, cut, tokens

JSON = dict[str, Any]
CREATED = 1_700_000_000
"""Seconds since 1970: answers are the same in every run."""


def whole(asked: JSON, reply: Reply, turn: int) -> JSON:
    """Build the answer that comes in one piece."""
    message: JSON = {"role": "assistant", "content": reply.text or None, "refusal": None}
    if not reply.tool_calls:
        message["content"] = reply.text
    if reply.reasoning:
        message["reasoning_content"] = reply.reasoning
    if reply.tool_calls:
        message["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in reply.tool_calls
        ]
    choice = {"index": 0, "message": message, "finish_reason": reply.reason, "logprobs": None}
    return {
        **_head(asked, turn, "chat.completion"),
        "choices": [choice],
        "usage": _usage(asked, reply),
    }


def events(asked: JSON, reply: Reply, turn: int, delta: int) -> Iterator[JSON]:
    """Yield the answer in events: reasoning, text, then one tool call after the other."""
    counted = (asked.get("stream_options") or {}).get("include_usage", False)
    head = _head(asked, turn, "chat.completion.chunk") | ({"usage": None} if counted else {})

    def event(part: JSON, reason: str | None = None) -> JSON:
        return {**head, "choices": [{"index": 0, "delta": part, "finish_reason": reason}]}

    yield event({"role": "assistant", "content": ""})
    for piece in cut(reply.reasoning, delta):
        yield event({"reasoning_content": piece})
    for piece in cut(reply.text, delta):
        yield event({"content": piece})
    for index, call in enumerate(reply.tool_calls):
        function = {"name": call.name, "arguments": ""}
        opening = {"index": index, "id": call.id, "type": "function", "function": function}
        yield event({"tool_calls": [opening]})
        for piece in cut(call.arguments, delta):
            yield event({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    yield event({}, reply.reason)
    if counted:
        yield {**head, "choices": [], "usage": _usage(asked, reply)}


def _head(asked: JSON, turn: int, kind: str) -> JSON:
    model = asked.get("model") or "stand-in"
    return {"id": f"chatcmpl-{turn + 1}", "object": kind, "created": CREATED, "model": model}


def _usage(asked: JSON, reply: Reply) -> JSON:
    read = tokens(str(asked.get("messages")))
    said = "".join([reply.reasoning, reply.text, *(c.arguments for c in reply.tool_calls)])
    written = tokens(said)
    return {
        "prompt_tokens": read,
        "completion_tokens": written,
        "total_tokens": read + written,
        "prompt_tokens_details": {"cached_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": tokens(reply.reasoning) if reply.reasoning else 0
        },
    }
