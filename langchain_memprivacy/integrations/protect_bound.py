"""What was bound to a Runnable before it is protected: configs and arguments that calls add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from langchain_core.runnables import Runnable, RunnableBinding, RunnableConfig
from langchain_core.runnables.base import RunnableBindingBase
from langchain_core.runnables.configurable import DynamicRunnable
from langgraph.pregel import Pregel
from langgraph.pregel.remote import RemoteGraph
from pydantic import BaseModel

from ..engine import PrivacyEngine
from .crossing import Crossing
from .identifying import refuse_identifying
from .labels import hide_labels
from .shell import ConfigFactory, merged_alone

_COMPOSED = "langchain_core.runnables."
"""Where the classes are whose fields are the Runnables that they run."""


class Unbound(NamedTuple):
    """A Runnable, and what was bound to it."""

    runnable: Runnable[Any, Any]
    config: RunnableConfig | None = None
    kwargs: dict[str, Any] = {}  # noqa: RUF012  # never changed
    factories: tuple[ConfigFactory, ...] = ()


def unbound(runnable: Runnable[Any, Any]) -> Unbound:
    """Take off a Runnable what was bound to it, so that a call can bring it along.

    Args:
        runnable: Any; it stays as it is.
    """
    if isinstance(runnable, RunnableBinding):
        below = unbound(runnable.bound)
        types = {"custom_input_type", "custom_output_type"}
        kept = {name: getattr(runnable, name) for name in types if getattr(runnable, name)}
        return Unbound(
            RunnableBinding(bound=below.runnable, **kept) if kept else below.runnable,
            merged_alone(below.config, runnable.config),
            {**below.kwargs, **runnable.kwargs},
            (*runnable.config_factories, *below.factories),
        )
    if isinstance(runnable, (Pregel, RemoteGraph)) and runnable.config:
        bare: Any = runnable.copy({"config": None})
        return Unbound(bare, runnable.config)
    if isinstance(runnable, DynamicRunnable) and runnable.config:
        bare = type(runnable)(**{**runnable.__dict__, "config": None})
        return Unbound(bare, runnable.config)
    return Unbound(runnable)


def veiled(runnable: Any, privacy: PrivacyEngine) -> Any:
    """Put the configs that are bound somewhere in a Runnable behind the boundary.

    What is bound to a step joins the config of a call on its way, so that it is desensitized
    there, for whom the call is. Functions are not looked into.

    Args:
        runnable: A Runnable; lists, tuples and dicts of them; anything else comes back.
        privacy: The engine.

    Returns:
        The same, or a copy where something is bound in it.
    """
    if isinstance(runnable, (Pregel, RemoteGraph, DynamicRunnable)):
        bare = unbound(runnable)
        if not bare.config:
            return runnable
        late: Any = _Late(privacy, bare.config, ())
        return RunnableBinding(bound=bare.runnable, config_factories=[late])
    if isinstance(runnable, (list, tuple)):
        items = [veiled(item, privacy) for item in runnable]
        same = all(one is other for one, other in zip(items, runnable, strict=True))
        return runnable if same else type(runnable)(items)
    if isinstance(runnable, Mapping):
        entries = {key: veiled(item, privacy) for key, item in runnable.items()}
        return runnable if all(entries[key] is runnable[key] for key in entries) else entries
    if not isinstance(runnable, BaseModel) or not type(runnable).__module__.startswith(_COMPOSED):
        return runnable
    update: dict[str, Any] = {}
    for name in type(runnable).model_fields:
        before = getattr(runnable, name)
        if name not in {"config", "kwargs", "config_factories"}:
            after = veiled(before, privacy)
            if after is not before:
                update[name] = after
    if isinstance(runnable, RunnableBindingBase) and (runnable.config or runnable.config_factories):
        late = _Late(privacy, runnable.config, tuple(runnable.config_factories))
        update |= {"config": {}, "config_factories": [late]}
    return runnable.model_copy(update=update) if update else runnable


class _Late:
    """Makes of what is bound to a step what joins the config of a call."""

    def __init__(
        self, privacy: PrivacyEngine, config: RunnableConfig, factories: tuple[ConfigFactory, ...]
    ) -> None:
        self._privacy = privacy
        self._config = config
        self._factories = factories

    def __call__(self, config: RunnableConfig) -> RunnableConfig:
        """Return what is bound, hidden, less what the call says itself."""
        crossing = Crossing.of(self._privacy, config)
        made = [factory(config) for factory in self._factories]
        given = merged_alone(_less(self._config, config), *made)
        refuse_identifying(crossing, given.get("configurable") or {})
        return cast("RunnableConfig", {**given, **hide_labels(crossing, given)})


def _less(bound: RunnableConfig, config: RunnableConfig) -> RunnableConfig:
    """Leave out of what is bound what the call says itself."""
    said: dict[str, Any] = cast("dict[str, Any]", config)
    rest: dict[str, Any] = {}
    for key, item in bound.items():
        if isinstance(item, Mapping):
            own = said.get(key) or {}
            rest[key] = {name: one for name, one in item.items() if name not in own}
        elif isinstance(item, list) or not said.get(key) or key == "recursion_limit":
            rest[key] = item
    return cast("RunnableConfig", rest)
