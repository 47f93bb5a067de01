"""What goes to the inner model beside the messages: arguments of the call, labels of its run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from langchain_core.utils.function_calling import convert_to_json_schema

from ...messages import Walker
from .schemas import CREDENTIALS, Schemas

_DESCRIBED = frozenset({
    "tools", "functions", "response_format", "format", "text", "text_format", "response_schema",
    "response_json_schema", "guided_json", "ls_structured_output_format",
    "structured_output_format", "output_config", "output_format",
    "mcp_servers",
})  # fmt: skip
"""Arguments that hold tools or schemas."""

_TRACED = frozenset({"ls_structured_output_format", "structured_output_format"})
"""Arguments for tracers, which would describe a class in its own words."""

_NAMES = frozenset({
    "model", "model_name", "tool_choice", "function_call", "allowed_function_names",
    "previous_response_id", "conversation", "service_tier", "reasoning_effort", "reasoning",
    "thinking", "verbosity", "include", "truncation", "modalities", "logit_bias", "timeout",
    "stream_options", "cache_control", "betas", "api_key", "api_version", "audio", "container",
})  # fmt: skip
"""Arguments that choose among what the provider offers; no text is in them."""

_MACHINE_MADE = ("langgraph_", "ls_", "lc_", "checkpoint_", "__")
"""Beginnings of metadata keys that LangChain and LangGraph fill themselves."""


class Arguments(Walker):
    """Rewrites values of a call; classes and functions in it are no text."""

    def other(self, value: Any, role: str, key: str, depth: int) -> Any:
        """Let classes and functions pass; refuse what else is not known."""
        if isinstance(value, type) or callable(value):
            return value
        return super().other(value, role, key, depth)

    def options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Rewrite the keyword arguments of a call.

        Raises:
            NotCoveredError: There is something in them that is not known.
        """
        return {name: self._option(name, value) for name, value in options.items()}

    def _option(self, name: str, value: Any) -> Any:
        if name in _NAMES or isinstance(value, (bool, int, float)):
            return value
        if name in _TRACED and isinstance(value, Mapping) and isinstance(value.get("schema"), type):
            value = {**value, "schema": convert_to_json_schema(value["schema"])}
        if name in _DESCRIBED and not isinstance(value, str):
            return Schemas(self).tool(value)
        if isinstance(value, Mapping):
            return {
                self.value(key): item
                if str(key).lower() in CREDENTIALS
                else self._inner(name, key, item)
                for key, item in value.items()
            }
        return self.value(value, "user", name)

    def _inner(self, name: str, key: Any, item: Any) -> Any:
        if name != "metadata" and isinstance(item, (bool, int, float)):
            return item  # a setting of the provider's
        if name in {"extra_body", "model_kwargs"}:
            return self._option(str(key), item)
        return self.value(item, "user", str(key))

    def tags(self, tags: list[str]) -> list[str]:
        """Rewrite the tags of a run."""
        return [self.direction.text(tag, "user") for tag in tags]

    def metadata(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """Rewrite the metadata of a run.

        Raises:
            NotCoveredError: There is something in it that is not known.
        """
        return {
            self.value(key): value
            if str(key).startswith(_MACHINE_MADE) or _is_uuid(value)
            else self.value(value, "user", str(key))
            for key, value in metadata.items()
        }


def _is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except (ValueError, TypeError, AttributeError):
        return False
