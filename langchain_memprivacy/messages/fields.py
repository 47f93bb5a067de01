"""What the fields of messages and blocks are: text, labels, or bytes of the provider's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_core.messages import BaseMessage

MESSAGE_FIELDS = frozenset({
    "content", "additional_kwargs", "response_metadata", "type", "name", "id", "example",
    "tool_calls", "invalid_tool_calls", "usage_metadata", "tool_call_chunks", "chunk_position",
    "tool_call_id", "artifact", "status", "role",
})  # fmt: skip
"""Fields of the messages of langchain-core; others are refused on the way out."""

BLOCK_LABELS = frozenset({
    "type", "id", "index", "tool_call_id", "call_id", "file_id", "mime_type",
    "media_type", "format", "detail", "status", "lc_source",
})  # fmt: skip
"""Keys of blocks and calls whose values name things and are compared, never read."""

BLOCKS = frozenset({
    "tool_calls", "function", "function_call", "annotations", "summary", "content", "source",
    "image_url", "file", "input_audio", "audio",
})  # fmt: skip
"""Keys under which a block holds further blocks; all else that it holds is data."""

METADATA_LABELS = frozenset({
    "id", "object", "model", "model_name", "model_provider", "finish_reason", "stop_reason",
    "service_tier", "system_fingerprint", "output_version", "created", "created_at",
})  # fmt: skip
"""The same for response metadata."""

OPAQUE = frozenset({"signature", "thought_signature", "encrypted_content", "cache_control"})
"""Keys whose values only their provider can read, wherever they stand."""

ARGUMENTS = ("args", "arguments", "input")
"""Keys under which a call of a tool has its arguments, beside its `name`."""

ROLES = {
    "human": "user", "user": "user", "HumanMessage": "user", "HumanMessageChunk": "user",
    "ai": "assistant", "assistant": "assistant",
    "AIMessage": "assistant", "AIMessageChunk": "assistant",
    "system": "system", "developer": "system", "SystemMessage": "system",
    "tool": "tool", "function": "tool", "ToolMessage": "tool", "FunctionMessage": "tool",
}  # fmt: skip
"""The engine's roles, by what LangChain, OpenAI and LangGraph's server call them."""


def role_of(message: BaseMessage) -> str:
    """Return the engine's role for the author of a message."""
    spoken = getattr(message, "role", None) or message.type
    return ROLES.get(spoken) or ROLES.get(type(message).__name__) or "user"


def is_signed(block: Mapping[Any, Any]) -> bool:
    """Tell whether the provider signed a block, so that it must come back unchanged."""
    extras = block.get("extras")
    inner = extras if isinstance(extras, Mapping) else {}
    return block.get("type") in {"thinking", "redacted_thinking"} or not OPAQUE.isdisjoint(
        {*block, *inner} - {"cache_control"}
    )
