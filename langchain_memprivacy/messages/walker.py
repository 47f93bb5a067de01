"""One walk over messages and values; what becomes of the text is its direction's business.

Nothing is changed in place: what the caller passed stays as it is, the copy has the same
classes and ids.
"""

from __future__ import annotations

import copy
import dataclasses
import json
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any, TypeVar
from uuid import UUID

from langchain_core.documents.base import BaseMedia
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    RemoveMessage,
    ToolMessage,
)
from langchain_core.outputs import Generation
from langchain_core.prompt_values import PromptValue
from pydantic import BaseModel

from . import media
from .directions import Direction
from .fields import (
    ARGUMENTS,
    BLOCK_LABELS,
    BLOCKS,
    MESSAGE_FIELDS,
    METADATA_LABELS,
    OPAQUE,
    ROLES,
    is_signed,
    role_of,
)

_MAX_DEPTH = 64
_MIN_DIGITS = 4
"""Shorter numbers identify nobody; counts and indices are not looked at."""

_LABELLED: tuple[type, ...] = (BaseMedia, PromptValue, Generation)

M = TypeVar("M", bound=BaseMessage)


class Walker:
    """Rewrites everything that carries text in a message or a value.

    Args:
        direction: What becomes of each text.
    """

    def __init__(self, direction: Direction) -> None:
        self.direction = direction

    def messages(self, messages: Iterable[BaseMessage]) -> list[BaseMessage]:
        """Rewrite a conversation."""
        return [self.message(message) for message in messages]

    def message(self, message: M) -> M:
        """Rewrite one message: content, name, calls, artifact and all it carries besides.

        Raises:
            NotCoveredError: It has a field that is not known (on the way out).
        """
        if isinstance(message, RemoveMessage):
            return message
        self._check_fields(message)
        role = role_of(message)
        update: dict[str, Any] = {
            "content": self.content(message.content, role),
            "additional_kwargs": self.block(message.additional_kwargs, role),
            "response_metadata": self._labelled(
                message.response_metadata, METADATA_LABELS, role, 0
            ),
        }
        if message.name:
            update["name"] = self.direction.name(message.name, role)
        if isinstance(message, AIMessage):
            update["tool_calls"] = [self.call(call, role) for call in message.tool_calls]
            update["invalid_tool_calls"] = [
                self.call(call, role) for call in message.invalid_tool_calls
            ]
            if isinstance(message, AIMessageChunk):
                update["tool_call_chunks"] = [
                    self.call(call, role) for call in message.tool_call_chunks
                ]
            update["usage_metadata"] = copy.copy(message.usage_metadata)
        if isinstance(message, ToolMessage):
            update["artifact"] = self.value(message.artifact, role)
        return message.model_copy(update=update)

    def _check_fields(self, message: BaseMessage) -> None:
        extra = message.model_extra or {}
        for name in {*type(message).model_fields, *extra} - MESSAGE_FIELDS:
            value = getattr(message, name)
            if value not in (None, "", [], {}, False):
                self.direction.unknown(f"field {name!r} of {type(message).__name__}", value)

    def content(self, content: Any, role: str) -> Any:
        """Rewrite a message's content: a text, or a list of texts and blocks."""
        if isinstance(content, str):
            return self.direction.text(content, role)
        if isinstance(content, (list, tuple)):
            return [
                self.direction.text(block, role)
                if isinstance(block, str)
                else self.block(block, role)
                for block in content
            ]
        return self.value(content, role)

    def block(self, block: Any, role: str) -> Any:
        """Rewrite a content block of any provider: all but its labels is text."""
        if not isinstance(block, Mapping):
            return self.value(block, role)
        if is_signed(block) and not self.direction.signed():
            return block
        return self._labelled(block, BLOCK_LABELS, role, 0)

    def call(self, call: Mapping[str, Any], role: str) -> Any:
        """Rewrite a tool call: its arguments, and nothing that names tool or call."""
        return self._labelled(call, BLOCK_LABELS, role, 0)

    def value(self, value: Any, role: str = "user", key: str = "") -> Any:
        """Rewrite any value: text, containers, messages, documents, pydantic, dataclasses.

        Args:
            value: What may hold text.
            role: Who wrote it.
            key: Under which name it stands.

        Raises:
            NotCoveredError: There is something in it that is not known (on the way out).
        """
        return self._value(value, role, key, 0)

    def fields(self, value: Any, role: str = "user") -> Any:
        """Do as `value`, but keep the keys of a dict: they name channels or variables."""
        if isinstance(value, dict):
            return _like(value, {k: self._value(v, role, str(k), 1) for k, v in value.items()})
        return self.value(value, role)

    def other(self, value: Any, role: str, key: str, depth: int) -> Any:
        """Rewrite a value of a class that is not known here; subclasses may know more."""
        del role, depth
        name = type(value).__name__
        return self.direction.unknown(f"{key}: {name}" if key else name, value)

    def _value(self, value: Any, role: str, key: str, depth: int) -> Any:  # noqa: C901, PLR0911
        if value is None or isinstance(value, (bool, Enum, UUID, timedelta)):
            return value
        if isinstance(value, str):
            return self._text(value, role, key)
        if isinstance(value, (int, float, Decimal, date, time, PurePath)):
            return self._scalar(value, role, key)
        if depth > _MAX_DEPTH:
            return self.direction.unknown(f"values nested deeper than {_MAX_DEPTH}", value)
        if isinstance(value, Mapping):
            return self._mapping(value, role, depth)
        if isinstance(value, (list, tuple, set, frozenset, deque)):
            return self._items(value, role, key, depth)
        if isinstance(value, BaseMessage):
            return self.message(value)
        if isinstance(value, (bytes, bytearray)):
            return type(value)(media.in_bytes(bytes(value), lambda t: self._text(t, role, key)))
        if isinstance(value, BaseModel):
            return self._model(value, role, depth)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._dataclass(value, role, depth)
        return self.other(value, role, key, depth)

    def _text(self, text: str, role: str, key: str) -> str:
        if media.is_binary(text):
            return text
        rewritten = media.in_data_url(text, lambda inner: self.direction.text(inner, role))
        return self.direction.text(text, role, key) if rewritten is None else rewritten

    def _scalar(self, value: Any, role: str, key: str) -> Any:
        written = str(value)
        if sum(char.isdigit() for char in written) < _MIN_DIGITS and not isinstance(
            value, PurePath
        ):
            return value
        return self.direction.scalar(value, written, role, key)

    def _items(self, value: Any, role: str, key: str, depth: int) -> Any:
        if isinstance(value, tuple) and len(value) == 2 and value[0] in ROLES:
            return value[0], self.content(value[1], ROLES[value[0]])  # ("user", "hello")
        items = [self._value(item, role, key, depth + 1) for item in value]
        if isinstance(value, tuple) and hasattr(value, "_make"):
            return value._make(items)
        return type(value)(items)

    def _mapping(self, value: Mapping[Any, Any], role: str, depth: int) -> Any:
        speaker = ROLES.get(str(value.get("role") or value.get("type") or ""))
        if speaker is not None and ("content" in value or "tool_calls" in value):
            return self._message_dict(value, speaker, depth)
        if media.is_media(value):
            return self._labelled(value, BLOCK_LABELS, role, depth)
        return _like(
            value,
            {
                self._value(k, role, "", depth + 1) if isinstance(k, str) else k: (
                    v if k in OPAQUE else self._value(v, role, str(k), depth + 1)
                )
                for k, v in value.items()
            },
        )

    def _message_dict(self, value: Mapping[Any, Any], role: str, depth: int) -> Any:
        """A message in the form that OpenAI's API and LangGraph's server use."""
        rest = {key: item for key, item in value.items() if key not in {"content", "name"}}
        result = dict(self._labelled(rest, BLOCK_LABELS | {"role"}, role, depth))
        if "content" in value:
            result["content"] = self.content(value["content"], role)
        if "name" in value:
            name = value["name"]
            result["name"] = self.direction.name(name, role) if isinstance(name, str) else name
        return _like(value, {key: result[key] for key in value})

    def _labelled(
        self, value: Mapping[Any, Any], labels: frozenset[str], role: str, depth: int
    ) -> Any:
        """Rewrite a dict in which some keys hold labels, not text, and one may hold arguments."""
        is_call = isinstance(value.get("name"), str) and any(key in value for key in ARGUMENTS)
        return _like(
            value,
            {
                key: item
                if key in OPAQUE
                or (key in labels and not isinstance(item, (dict, list)))
                or (key == "name" and is_call)
                else self.arguments(item, value["name"], role)
                if key in ARGUMENTS and is_call
                else self._nested(value, key, item, role, depth + 1)
                for key, item in value.items()
            },
        )

    def _nested(self, value: Mapping[Any, Any], key: Any, item: Any, role: str, depth: int) -> Any:
        if key in media.DATA and isinstance(item, str):
            return media.in_base64(value, item, lambda text: self.direction.text(text, role))
        if key in BLOCKS and isinstance(item, Mapping):
            return self._labelled(item, BLOCK_LABELS, role, depth)
        if key in BLOCKS and isinstance(item, (list, tuple)):
            return [self.block(inner, role) for inner in item]
        return self._value(item, role, str(key), depth)

    def arguments(self, args: Any, tool: str, role: str) -> Any:
        """Rewrite the arguments of a call of a tool: a dict, or JSON in a string."""
        inner = type(self)(self.direction.for_tool(tool))
        if not isinstance(args, str):
            return inner.value(args, role)
        try:
            parsed = json.loads(args)
        except (ValueError, RecursionError):
            return inner.direction.text(args, role)
        rewritten = inner.value(parsed, role)
        return args if rewritten == parsed else json.dumps(rewritten, ensure_ascii=False)

    def _model(self, value: BaseModel, role: str, depth: int) -> Any:
        names = [*type(value).model_fields, *(value.model_extra or {})]
        # Documents and the like label themselves; in models of others an id may be anything.
        labels = (
            {"id", "type"} if isinstance(value, (BaseMedia, PromptValue, Generation)) else set()
        )
        return value.model_copy(
            update={
                name: self._value(getattr(value, name), role, name, depth + 1)
                for name in names
                if name not in labels
            }
        )

    def _dataclass(self, value: Any, role: str, depth: int) -> Any:
        twin = copy.copy(value)
        for field in dataclasses.fields(value):
            if hasattr(value, field.name):
                inner = self._value(getattr(value, field.name), role, field.name, depth + 1)
                object.__setattr__(twin, field.name, inner)
        return twin


def _like(value: Mapping[Any, Any], items: dict[Any, Any]) -> Any:
    if type(value) is dict or not isinstance(value, dict):
        return items
    twin = copy.copy(value)  # defaultdict, OrderedDict, AddableDict
    twin.clear()
    twin.update(items)
    return twin
