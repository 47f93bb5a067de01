"""What a call brings along besides its input: its config and its keyword arguments."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig, ensure_config
from langchain_core.runnables.config import var_child_runnable_config
from pydantic import BaseModel

from ..engine import PrivacyEngine
from ..messages import Desensitize
from .crossing import PASSPORT, Crossing
from .graph_values import GraphWalker
from .identifying import NOT_READ, is_id_key, refuse_identifying, refuse_private
from .labels import LabelWalker, hide_labels
from .tool_config import outside
from .tool_guard import ModelGuard

_PLAIN_ARGUMENTS = frozenset({
    "stream_mode", "print_mode", "output_keys", "interrupt_before", "interrupt_after",
    "durability", "subgraphs", "debug", "version", "control", "transformers", "headers",
    "params", "as_node", "task_id", "before", "limit", "include_names",
    "include_types", "include_tags", "exclude_names", "exclude_types", "exclude_tags",
    "diff", "with_streamed_output_list", "if_not_exists", "multitask_strategy",
    "strict", "parallel_tool_calls", "method", "include_raw",
})  # fmt: skip
"""Keyword arguments that steer a run and are never text of the user."""

_SCHEMAS = frozenset({"tools", "functions", "tool_choice", "function_call", "response_format"})
_PROSE = frozenset({"description", "default", "examples", "const", "enum"})
"""Keys under which the schema of a tool says more than names and types."""


_DATA = (Mapping, list, tuple, set, frozenset, deque, BaseModel)


class _Lenient(Desensitize):
    """Objects that are no data (clients, callbacks, classes) are handed on as they are.

    Data that cannot be walked, nested too deep or with a value and its placeholder as keys,
    is refused as everywhere.
    """

    def unknown(self, what: str, value: Any) -> Any:
        if isinstance(value, _DATA) or _is_data(value):
            return super().unknown(what, value)
        return value


def enter(privacy: PrivacyEngine, config: RunnableConfig | None) -> tuple[Crossing, RunnableConfig]:
    """Find whose mapping a call uses, and make its config fit to go inside.

    Metadata, tags and the run's name are desensitized: they end in checkpoints and
    traces. What is in `configurable` identifies threads and users there, and must not
    come to mean another one, so that a private value in it is refused.

    Raises:
        ScopeError: Whose mapping is meant is not known.
        NotCoveredError: There is a private value in `configurable`.
    """
    crossing = Crossing.of(privacy, config)
    inner: RunnableConfig = {**(config or {})}
    inner.update(hide_labels(crossing, inner))  # type: ignore[typeddict-item]
    # LangChain takes that of the run around where a call has none of its own.
    configurable = dict(inner.get("configurable") or ensure_config().get("configurable", {}))
    refuse_identifying(crossing, configurable)
    inner["configurable"] = configurable
    inner["configurable"] = {**configurable, PASSPORT: crossing.passport(inner)}
    return crossing, _alone(inner) if crossing.apart else outside(inner)


@contextmanager
def surroundings(crossing: Crossing) -> Iterator[None]:
    """Hide the run around from a call that is apart from it.

    That run's streams are restored with its own mapping, and its checkpoints belong to
    somebody else: placeholders of this call would get another meaning there. Every config
    that is not complete is completed with the running one, so that it must not be seen.
    """
    if not crossing.apart:
        yield
        return
    token = var_child_runnable_config.set(None)
    try:
        yield
    finally:
        var_child_runnable_config.reset(token)


def _alone(config: RunnableConfig) -> RunnableConfig:
    """Leave out of a config what the body of a tool has of the graph around it."""
    own = {
        key: value
        for key, value in config.get("configurable", {}).items()
        if key == PASSPORT or not (key.startswith("__") or key in NOT_READ)
    }
    given = config.get("callbacks")
    if isinstance(given, list):
        given = [one for one in given if not isinstance(one, ModelGuard)]
    return {**config, "callbacks": given, "configurable": own}


def enter_arguments(crossing: Crossing, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Desensitize the keyword arguments of a call, the runtime context among them.

    Raises:
        NotCoveredError: The context identifies something by a private value.
    """
    context = arguments.get("context")
    if context is not None:
        for key, value in _fields_of(context).items():
            if is_id_key(str(key)):
                refuse_private(crossing, f"context[{key!r}]", str(key), value)
    return {key: _argument(crossing, key, value) for key, value in arguments.items()}


def _fields_of(context: Any) -> Mapping[Any, Any]:
    """Return what a context holds by name, in slots or not."""
    if isinstance(context, Mapping):
        return context
    named = {field.name for field in fields(context)} if _is_data(context) else set()
    named.update(getattr(type(context), "_fields", ()))  # of named tuples
    kept = {name: getattr(context, name) for name in named if hasattr(context, name)}
    return {**getattr(context, "__dict__", {}), **kept}


def _is_data(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, type)


def _argument(crossing: Crossing, key: str, value: Any) -> Any:
    if key in _PLAIN_ARGUMENTS:
        return value
    if key == "filter":  # compared with metadata
        return LabelWalker(crossing).fields(value, "system")
    walker = GraphWalker(_Lenient(crossing.privacy, crossing.scope, crossing.real_name))
    return _schema(walker, value, "") if key in _SCHEMAS else walker.fields(value, "system")


def _schema(walker: GraphWalker, value: Any, key: str) -> Any:
    """Rewrite what a schema says; names and types stay, and what is no plain data."""
    if isinstance(value, dict):
        return {name: _schema(walker, item, str(name)) for name, item in value.items()}
    if isinstance(value, list):
        return [_schema(walker, item, key) for item in value]
    return walker.value(value, "system") if key in _PROSE and isinstance(value, str) else value
