"""What tools and schemas say goes to the provider too; what they name must stay as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...messages import Walker

_TYPES = frozenset({"object", "array", "string", "integer", "number", "boolean", "null"})
_HOLD_SCHEMAS = frozenset({
    "properties", "$defs", "definitions", "patternProperties", "dependentSchemas",
})  # fmt: skip
_ARE_SCHEMAS = frozenset({
    "items", "prefixItems", "additionalProperties", "additionalItems", "unevaluatedProperties",
    "unevaluatedItems", "contains", "propertyNames", "not", "if", "then", "else",
    "anyOf", "oneOf", "allOf",
})  # fmt: skip
_NAMES = frozenset({
    "type", "required", "$ref", "$id", "$schema", "$anchor", "$dynamicRef", "$dynamicAnchor",
    "dependentRequired", "discriminator", "propertyOrdering", "format",
})  # fmt: skip
_TEXT_ONLY = ("format", "pattern", "minLength", "maxLength", "contentEncoding")
"""What a string must look like; a placeholder does not."""

_OWN_NAMES = frozenset({
    "type", "name", "strict", "model", "server_label", "require_approval", "allowed_tools",
    "defer_loading", "cache_control", "syntax", "signature",
})  # fmt: skip
"""What a tool names, beside its schema."""

CREDENTIALS = frozenset({
    "authorization", "authorization_token", "proxy-authorization", "api-key", "api_key",
    "x-api-key", "x-goog-api-key",
})  # fmt: skip
"""Without these, which are meant for the provider, it does not answer."""


class Schemas:
    """Rewrites the descriptions of tools and of answers.

    Texts are desensitized, also those a value is chosen from. Names of tools and
    properties, types and references stay. What says how a string must look (`format`,
    `pattern`, lengths) moves to the description, so that a placeholder may stand there.

    Args:
        walker: Rewrites texts and values.
    """

    def __init__(self, walker: Walker) -> None:
        self._walker = walker

    def tool(self, tool: Any) -> Any:
        """Rewrite a tool, or a response format, in the form of any provider."""
        if isinstance(tool, (list, tuple)):
            return [self.tool(item) for item in tool]
        if not isinstance(tool, Mapping):
            return self._walker.value(tool, "system")
        if _is_schema(tool):
            return self.schema(tool)
        return {key: self._part(str(key), item) for key, item in tool.items()}

    def _part(self, key: str, item: Any) -> Any:
        named = key in _OWN_NAMES or key.lower() in CREDENTIALS
        if (named or key.endswith(("_id", "_ids"))) and not isinstance(item, Mapping):
            return item
        if isinstance(item, Mapping):
            return self.tool(item)
        if isinstance(item, (list, tuple)) and any(isinstance(each, Mapping) for each in item):
            return self.tool(item)
        if isinstance(item, (int, float)):
            return item
        return self._walker.value(item, "system")

    def schema(self, schema: Any) -> Any:
        """Rewrite a JSON schema."""
        if isinstance(schema, (list, tuple)):
            return [self.schema(item) for item in schema]
        if not isinstance(schema, Mapping):
            return schema
        return {key: self._keyword(str(key), item) for key, item in relaxed(schema).items()}

    def _keyword(self, key: str, item: Any) -> Any:
        if key in _HOLD_SCHEMAS and isinstance(item, Mapping):
            return {name: self.schema(inner) for name, inner in item.items()}
        if key in _ARE_SCHEMAS:
            return self.schema(item)
        if key in _NAMES or isinstance(item, (bool, int, float)):
            return item
        return self._walker.value(item, "system")


def relaxed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Let a placeholder stand where a schema asks for a string of a certain form.

    Args:
        schema: A JSON schema; only its own keywords are looked at, not those inside.
    """
    kind = schema.get("type", "string")
    rules = [key for key in _TEXT_ONLY if key in schema]
    if not rules or "string" not in ([kind] if isinstance(kind, str) else kind):
        return dict(schema)
    hint = ", ".join(f"{key}: {schema[key]}" for key in rules)
    said = f"{schema['description']} " if schema.get("description") else ""
    rest = {key: item for key, item in schema.items() if key not in rules}
    return {**rest, "description": f"{said}({hint}; or a placeholder)"}


def names_in(schema: Any) -> set[str]:
    """Collect the names of the properties and definitions of a JSON schema."""
    found: set[str] = set()
    if isinstance(schema, Mapping):
        for key, item in schema.items():
            if key in _HOLD_SCHEMAS and isinstance(item, Mapping):
                found.update(map(str, item))
            found |= names_in(item)
    elif isinstance(schema, list):
        for item in schema:
            found |= names_in(item)
    return found


def _is_schema(value: Mapping[Any, Any]) -> bool:
    return value.get("type") in _TYPES or not {"properties", "$defs", "$ref"}.isdisjoint(value)
