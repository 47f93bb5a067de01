"""The walker for state: it knows what LangGraph's serializer can write, too."""

from __future__ import annotations

import copy
import dataclasses
import re
from collections.abc import Mapping
from datetime import tzinfo
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar, TypeVar
from weakref import WeakKeyDictionary

from langchain_core.messages import BaseMessage
from langgraph.store.base import Item
from langgraph.types import Interrupt
from pydantic import BaseModel, SecretBytes, SecretStr

from ...messages.values import ValueWalker
from ..failures import hidden_error
from ..graph_values import GraphWalker
from .directions import FromRest, ToRest

M = TypeVar("M", bound=BaseMessage)

_NETWORKS = (IPv4Network, IPv6Network)
_NUMERIC = frozenset("biufc")
"""Kinds of numpy's types that are numbers."""


class RestWalker(GraphWalker):
    """Rewrites channel values and writes, so that the way back gives the same objects.

    Args:
        direction: To where it is kept, or from there.
    """

    direction: ToRest | FromRest

    def channels(self, values: Any) -> Any:
        """Rewrite values by channel; a channel is found by its name, which stays."""
        return ValueWalker.fields(self, values)

    def other(self, value: Any, role: str, key: str, depth: int) -> Any:  # noqa: PLR0911
        """Rewrite what LangGraph's serializer knows besides; refuse the rest."""
        if isinstance(value, BaseException):
            return self._error(value)
        if isinstance(value, (SecretStr, SecretBytes)):
            return type(value)(self._value(value.get_secret_value(), role, key, depth))
        if isinstance(value, _NETWORKS):
            return self.direction.scalar(value, str(value), role, key)
        if isinstance(value, tzinfo):
            return value
        if isinstance(value, re.Pattern):
            same = self._value(value.pattern, role, key, depth) == value.pattern
            return value if same else super().other(value, role, key, depth)
        if isinstance(value, Item):
            return self._item(value, role, depth)
        if type(value).__module__ == "numpy" and getattr(value, "dtype", None) is not None:
            single = getattr(value, "ndim", 0) == 0
            same = not single or self._value(value.item(), role, key, depth) == value.item()
            if value.dtype.kind in _NUMERIC and same:
                return value
        return super().other(value, role, key, depth)

    def _error(self, error: BaseException) -> Any:
        if isinstance(self.direction, FromRest):
            return error
        if not isinstance(error, Exception):
            error = RuntimeError(f"{type(error).__name__}: {error}")
        return hidden_error(error, self)

    def _item(self, item: Item, role: str, depth: int) -> Any:
        twin = copy.copy(item)
        twin.value = self._value(item.value, role, "", depth + 1)
        twin.key = self._value(item.key, role, "", depth + 1)
        twin.namespace = self._value(item.namespace, role, "", depth + 1)
        return twin

    def _walked(self, message: M, depth: int) -> M:
        twin = super()._walked(message, depth)
        if isinstance(self.direction, ToRest) or not getattr(message, "invalid_tool_calls", None):
            return twin
        # Calls that were not valid before are not made valid here: state is what it was.
        update = {name: self._field(name, getattr(message, name), "assistant", depth)
                  for name in ("tool_calls", "invalid_tool_calls")}  # fmt: skip
        return twin.model_copy(update=update)

    def _arguments(self, args: Any, tool: str, role: str, depth: int) -> Any:
        if not isinstance(args, str):
            return super()._arguments(args, tool, role, depth)
        # JSON in a text shows by the way a placeholder is escaped how it was written.
        with self.direction.in_one_text() as whole:
            if isinstance(self.direction, FromRest):
                own = whole(args)
                return args if own == args else super()._arguments(own, tool, role, depth)
            hidden = super()._arguments(args, tool, role, depth)
        return args if hidden == args else whole(hidden)

    def _model(self, value: BaseModel, role: str, depth: int) -> Any:
        twin = super()._model(value, role, depth)
        if vars(twin) == vars(value):
            return twin
        if isinstance(self.direction, ToRest):
            return twin if isinstance(value, BaseMessage) else _StandIn.of(type(value), twin)
        # A model whose fields a placeholder did not fit was read without its types.
        try:
            return type(value).model_validate(dict(vars(twin)))
        except ValueError:
            return twin

    def _dataclass(self, value: Any, role: str, depth: int) -> Any:
        if isinstance(value, Interrupt):
            twin = copy.copy(value)
            object.__setattr__(twin, "value", self._value(value.value, role, "", depth + 1))
            return twin
        twin = super()._dataclass(value, role, depth)
        if isinstance(self.direction, ToRest) and not _can_be_made(twin, value):
            name = type(value).__name__
            return self.direction.unknown(f"{name}, which checks its fields when made", value)
        return twin


class _StandIn:
    """What the serializer takes for a model, whose own dump would warn of its fields' types."""

    _classes: ClassVar[WeakKeyDictionary[type[BaseModel], type[_StandIn]]] = WeakKeyDictionary()

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    @classmethod
    def of(cls, model: type[BaseModel], twin: BaseModel) -> _StandIn:
        """Make one that is written as a model of this class."""
        made = cls._classes.get(model)
        if made is None:
            made = type(model.__name__, (cls,), {"__module__": model.__module__})
            cls._classes[model] = made
        return made({**vars(twin), **(twin.__pydantic_extra__ or {})})

    def model_dump(self, **_: Any) -> dict[str, Any]:
        """Return the fields; models among them stand for themselves."""
        return self._fields


def _can_be_made(twin: Any, value: Any) -> bool:
    """Tell whether the serializer will be able to make the rewritten dataclass again."""
    fields = {field.name: field for field in dataclasses.fields(value)}
    given: Mapping[str, Any] = {name: getattr(twin, name, None) for name in fields}
    if all(given[name] == getattr(value, name, None) for name in fields):
        return True
    try:
        type(value)(**{name: item for name, item in given.items() if fields[name].init})
    except Exception:  # noqa: BLE001  # whatever it checks
        return False
    return True
