"""`/v1/responses`: OpenAI's Responses API, as one body or as server-sent events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .chat import CREATED, JSON
from .replies import Reply, ToolCall, cut, tokens


def whole(asked: JSON, reply: Reply, turn: int) -> JSON:
    """Build the answer that comes in one piece."""
    short = reply.finish in {"length", "content_filter"}
    reason = {"length": "max_output_tokens"}.get(reply.finish, reply.finish)
    return {
        **_opening(asked, turn),
        "status": "incomplete" if short else "completed",
        "incomplete_details": {"reason": reason} if short else None,
        "output": [item for item, _ in _items(reply, turn)],
        "usage": _usage(asked, reply),
    }


def events(asked: JSON, reply: Reply, turn: int, delta: int) -> Iterator[JSON]:
    """Yield the answer in events, numbered: each output item opened, filled and closed."""
    answer = whole(asked, reply, turn)
    opening = {**_opening(asked, turn), "status": "in_progress", "output": [], "usage": None}
    told = (
        {"type": "response.created", "response": opening},
        {"type": "response.in_progress", "response": opening},
        *_filling(reply, turn, delta),
        {"type": f"response.{answer['status']}", "response": answer},
    )
    for number, event in enumerate(told):
        yield {**event, "sequence_number": number}


def _filling(reply: Reply, turn: int, delta: int) -> Iterator[JSON]:
    for index, (item, source) in enumerate(_items(reply, turn)):
        where = {"item_id": item["id"], "output_index": index}
        yield {
            "type": "response.output_item.added",
            "output_index": index,
            "item": _empty(item),
        }
        if isinstance(source, ToolCall):
            prefix = "response.function_call_arguments"
            for piece in cut(source.arguments, delta):
                yield {"type": f"{prefix}.delta", **where, "delta": piece}
            done = {"arguments": source.arguments, "name": source.name}
            yield {"type": f"{prefix}.done", **where, **done}
        elif item["type"] == "reasoning":
            yield from _part(
                "response.reasoning_summary_part",
                "response.reasoning_summary_text",
                {**where, "summary_index": 0},
                item["summary"][0],
                delta,
            )
        else:
            yield from _part(
                "response.content_part",
                "response.output_text",
                {**where, "content_index": 0},
                item["content"][0],
                delta,
            )
        yield {"type": "response.output_item.done", "output_index": index, "item": item}


def _part(around: str, inside: str, where: JSON, part: JSON, delta: int) -> Iterator[JSON]:
    more: JSON = {"logprobs": []} if "logprobs" in part else {}
    yield {"type": f"{around}.added", **where, "part": {**part, "text": ""}}
    for piece in cut(part["text"], delta):
        yield {"type": f"{inside}.delta", **where, **more, "delta": piece}
    yield {"type": f"{inside}.done", **where, **more, "text": part["text"]}
    yield {"type": f"{around}.done", **where, "part": part}


def _items(reply: Reply, turn: int) -> Iterator[tuple[JSON, str | ToolCall]]:
    done = {"status": "completed"}
    if reply.reasoning:
        summary = [{"type": "summary_text", "text": reply.reasoning}]
        yield {"id": f"rs_{turn + 1}", "type": "reasoning", "summary": summary}, reply.reasoning
    if reply.text or not reply.tool_calls:
        text = {"type": "output_text", "text": reply.text, "annotations": [], "logprobs": []}
        item = {"id": f"msg_{turn + 1}", "type": "message", "role": "assistant", **done}
        yield {**item, "content": [text]}, reply.text
    for number, call in enumerate(reply.tool_calls, 1):
        item = {"id": f"fc_{turn + 1}_{number}", "type": "function_call", **done}
        asks = {"call_id": call.id, "name": call.name, "arguments": call.arguments}
        yield {**item, **asks}, call


def _empty(item: JSON) -> JSON:
    """An item as it is announced, before its text."""
    hollow: dict[str, Any] = {"content": [], "summary": [], "arguments": ""}
    started = {key: hollow.get(key, value) for key, value in item.items()}
    return started | ({"status": "in_progress"} if "status" in item else {})


def _opening(asked: JSON, turn: int) -> JSON:
    return {
        "id": f"resp_{turn + 1}",
        "object": "response",
        "created_at": CREATED,
        "model": asked.get("model") or "stand-in",
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "temperature": asked.get("temperature"),
        "tool_choice": asked.get("tool_choice") or "auto",
        "tools": asked.get("tools") or [],
        "top_p": asked.get("top_p"),
    } | ({"text": asked["text"]} if asked.get("text") else {})


def _usage(asked: JSON, reply: Reply) -> JSON:
    read = tokens(str(asked.get("input")))
    written = tokens("".join([reply.text, *(c.arguments for c in reply.tool_calls)]))
    thought = tokens(reply.reasoning) if reply.reasoning else 0
    return {
        "input_tokens": read,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": written + thought,
        "output_tokens_details": {"reasoning_tokens": thought},
        "total_tokens": read + written + thought,
    }
