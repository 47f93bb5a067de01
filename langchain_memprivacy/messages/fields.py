"""What the fields of messages and blocks are: text, labels, or bytes of the provider's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from langchain_core.messages import BaseMessage

MESSAGE_LABELS = frozenset({
    "id", "type", "role", "status", "tool_call_id", "chunk_position", "example",
})  # fmt: skip
"""Fields of messages that name things."""

CALLS = frozenset({"tool_calls", "invalid_tool_calls", "tool_call_chunks"})
"""Fields of messages that hold calls of tools."""

METADATA = frozenset({"response_metadata", "usage_metadata", "generation_info", "llm_output"})
"""Where providers report; numbers there are counts."""

BLOCK_LABELS = frozenset({
    "type", "id", "index", "tool_call_id", "tool_use_id", "call_id", "file_id", "mime_type",
    "media_type", "format", "detail", "status", "lc_source", "role", "ttl", "phase",
    "start_index", "end_index", "sequence_number", "width", "height",
})  # fmt: skip
"""Keys of blocks and calls whose values name or count things and are compared, never read."""

BLOCKS = frozenset({
    "tool_calls", "function", "function_call", "annotations", "summary", "content", "source",
    "image_url", "file", "input_audio", "audio", "extras", "value", "reasoning",
    "reasoning_content", "cache_control", "additional_kwargs",
})  # fmt: skip
"""Keys under which a block holds further blocks; all else that it holds is data."""

METADATA_LABELS = frozenset({
    "id", "object", "model", "model_name", "model_provider", "finish_reason", "stop_reason",
    "service_tier", "system_fingerprint", "output_version", "created", "created_at",
})  # fmt: skip
"""The same for what providers report."""

OPAQUE = frozenset({"signature", "thought_signature", "encrypted_content"})
"""Keys in blocks whose values only their provider can read."""

ARGUMENTS = ("args", "arguments", "input", "partial_json")
"""Keys under which a call of a tool has its arguments, beside its `name`."""

CALL_TYPES = frozenset({
    "tool_call", "tool_call_chunk", "invalid_tool_call", "function_call", "tool_use",
    "input_json_delta", "server_tool_call", "server_tool_call_chunk",
})  # fmt: skip
"""Types of blocks that are calls, or pieces of calls, even without a name."""

ROLES = {
    "human": "user", "user": "user", "HumanMessage": "user", "HumanMessageChunk": "user",
    "ai": "assistant", "assistant": "assistant",
    "AIMessage": "assistant", "AIMessageChunk": "assistant",
    "system": "system", "developer": "system",
    "SystemMessage": "system", "SystemMessageChunk": "system",
    "tool": "tool", "function": "tool", "ToolMessage": "tool", "ToolMessageChunk": "tool",
    "FunctionMessage": "tool", "FunctionMessageChunk": "tool",
}  # fmt: skip
"""The engine's roles, by what LangChain, OpenAI and LangGraph's server call them."""

_KINDS = frozenset(ROLES) | CALL_TYPES | {
    "text", "reasoning", "thinking", "redacted_thinking", "refusal", "image", "image_url",
    "audio", "input_audio", "video", "file", "document", "text-plain", "tool_result",
    "input_text", "output_text", "input_image", "input_file", "json_object", "json_schema",
    "remove", "chat", "non_standard",
}  # fmt: skip

FAMILIAR = BLOCK_LABELS | BLOCKS | METADATA_LABELS | MESSAGE_LABELS | {
    *ARGUMENTS, "name", "text", "refusal", "parsed", "token_usage", "completion_tokens",
    "prompt_tokens", "total_tokens", "completion_tokens_details", "prompt_tokens_details",
    "accepted_prediction_tokens", "rejected_prediction_tokens", "audio_tokens",
    "reasoning_tokens", "cached_tokens", "logprobs", "input_tokens", "output_tokens",
    "input_token_details", "output_token_details", "cache_read",
}  # fmt: skip
"""Keys that need no second look."""

_WORD = re.compile(r"[\w.:+/|=;-]{1,256}", re.ASCII)
_LETTER = re.compile(r"[A-Za-z]")
_SHORT = 6
_BYTES = re.compile(r"[A-Za-z0-9+/_=-]+")


def role_of(message: BaseMessage) -> str:
    """Return the engine's role for the author of a message."""
    spoken = getattr(message, "role", None) or message.type
    return ROLES.get(spoken) or ROLES.get(type(message).__name__) or "user"


def is_kind(key: Any, item: Any) -> bool:
    """Tell whether an entry says who spoke or what a block is; no value of anybody's does.

    Somebody may be called `assistant` somewhere: without its role a message is none.
    """
    return key in {"role", "type"} and isinstance(item, str) and item in _KINDS


def is_label(text: str) -> bool:
    """Tell whether a text may be an id or the like: one word, no URL, no long number."""
    if _WORD.fullmatch(text) is None or "//" in text:
        return False
    return len(text) <= _SHORT or _LETTER.search(text) is not None


def is_opaque(key: Any, item: Any) -> bool:
    """Tell whether an entry of a block is for its provider's eyes only."""
    return key in OPAQUE and isinstance(item, str) and _BYTES.fullmatch(item) is not None


def is_signed(block: Mapping[Any, Any]) -> bool:
    """Tell whether the provider signed the text of a block, so that it must come back unchanged.

    That is so for what a model thought; elsewhere a signature says nothing about the text.
    """
    kind = block.get("type")
    if kind in {"thinking", "redacted_thinking"}:
        return True
    if kind not in {"reasoning", "reasoning_content"}:
        return False
    inner = (item for item in block.values() if isinstance(item, Mapping))
    return any("signature" in part for part in (block, *inner))


def tool_of(call: Mapping[Any, Any]) -> str | None:
    """Return the name of the tool that a block calls; "" where it has none, None for no call."""
    if not any(key in call for key in ARGUMENTS):
        return None
    name = call.get("name")
    if isinstance(name, str):
        return name
    sure = "arguments" in call or "partial_json" in call or call.get("type") in CALL_TYPES
    return "" if sure else None
