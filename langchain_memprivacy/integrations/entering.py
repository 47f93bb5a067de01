"""What a call brings along besides its input: its config and its keyword arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_core.runnables import RunnableConfig

from ..engine import PrivacyEngine
from ..errors import NotCoveredError
from ..messages import Desensitize
from .crossing import PASSPORT, Crossing, Passport
from .graph_values import GraphWalker

_NOT_READ = frozenset({"checkpoint_id", "checkpoint_ns", "checkpoint_map"})
"""Keys of `configurable` that LangGraph fills itself."""

_PLAIN_ARGUMENTS = frozenset({
    "stream_mode", "print_mode", "output_keys", "interrupt_before", "interrupt_after",
    "durability", "subgraphs", "debug", "version", "control", "transformers", "headers",
    "params", "as_node", "task_id", "filter", "before", "limit", "include_names",
    "include_types", "include_tags", "exclude_names", "exclude_types", "exclude_tags",
    "diff", "with_streamed_output_list", "if_not_exists", "multitask_strategy",
})  # fmt: skip
"""Keyword arguments of graphs that steer a run and are never text of the user."""


class _Lenient(Desensitize):
    """Objects that are no data (clients, callbacks, classes) are handed on as they are."""

    def unknown(self, what: str, value: Any) -> Any:
        del what
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
    walker = GraphWalker(_Lenient(privacy, crossing.scope, crossing.real_name))
    for key in ("metadata", "tags", "run_name"):
        if inner.get(key):
            inner[key] = walker.fields(inner[key], "system")
    configurable = dict(inner.get("configurable") or {})
    for key, value in configurable.items():
        if not key.startswith("__") and key not in _NOT_READ:
            _refuse_private(walker, f"configurable[{key!r}]", value)
    inner["configurable"] = {**configurable, PASSPORT: Passport(crossing.scope)}
    return crossing, inner


def enter_arguments(crossing: Crossing, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Desensitize the keyword arguments of a call, the runtime context among them.

    Raises:
        NotCoveredError: The context identifies something by a private value.
    """
    walker = GraphWalker(_Lenient(crossing.privacy, crossing.scope, crossing.real_name))
    context = arguments.get("context")
    if context is not None:
        fields = context if isinstance(context, Mapping) else getattr(context, "__dict__", {})
        for key, value in fields.items():
            if key == "id" or key.endswith(("_id", "_ids", "Id")):
                _refuse_private(walker, f"context[{key!r}]", value)
    return {
        key: value if key in _PLAIN_ARGUMENTS else walker.fields(value, "system")
        for key, value in arguments.items()
    }


def _refuse_private(walker: GraphWalker, where: str, value: Any) -> None:
    if walker.value(value, "system") != value:
        msg = f"{where} holds a private value; it would reach checkpoints: use an opaque id"
        raise NotCoveredError(msg)
