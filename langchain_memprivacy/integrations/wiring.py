"""What a node can see of the graph around it, so that wrong wiring is an error, not a leak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_core.runnables import RunnableConfig, ensure_config
from langgraph.channels.base import BaseChannel
from langgraph.runtime import get_runtime

from ..errors import NotCoveredError
from .upstream import READ

Channel = BaseChannel[Any, Any, Any]
Channels = Mapping[str, Channel]


def channels_of(config: RunnableConfig | None) -> Channels | None:
    """Return the channels of the running graph; None outside of one.

    Raises:
        NotCoveredError: This release of LangGraph does not show them.
    """
    merged = ensure_config(config)
    if "langgraph_node" not in (merged.get("metadata") or {}):
        return None
    # As LangGraph's own ToolNode finds them: partial(local_read, scratchpad, channels, ...).
    read = merged.get("configurable", {}).get(READ)
    arguments: tuple[Any, ...] = getattr(read, "args", ())
    channels = arguments[1] if len(arguments) > 1 else None
    if not isinstance(channels, Mapping):
        msg = "this release of LangGraph does not show a node its channels; use protect(graph)"
        raise NotCoveredError(msg)
    return channels


def channel_of(channels: Channels | None, key: str, node: str) -> Channel | None:
    """Return the channel of a state key, for a node of this name; None outside of a graph.

    Raises:
        NotCoveredError: The state has no such key; LangGraph would drop what is written there.
    """
    if channels is None:
        return None
    if key not in channels:
        msg = f"{node}: the state has no key {key!r}; add it to the state, or name others in keys="
        raise NotCoveredError(msg)
    return channels[key]


def has(state: Any, key: str, channels: Channels | None, node: str) -> bool:
    """Tell whether the state holds a key; an optional one may be empty still.

    Raises:
        NotCoveredError: The graph holds it, and the node is not given it.
    """
    there = key in state if isinstance(state, Mapping) else hasattr(state, key)
    if not there and (channels is None or channels[key].is_available()):
        msg = f"{node}: the key {key!r} is not in what this node is given; see its input_schema"
        raise NotCoveredError(msg)
    return there


def held(state: Any, key: str) -> Any:
    """Return what a state of any kind holds under a key; None where it has none."""
    return state.get(key) if isinstance(state, Mapping) else getattr(state, key, None)


def from_context(key: str) -> Any:
    """Return a raw value that the call brought in its runtime context.

    Raises:
        NotCoveredError: There is none.
    """
    try:
        runtime = get_runtime()
    except RuntimeError:  # outside of a graph
        runtime = None
    value = None if runtime is None else held(runtime.context, key)
    if value is None:
        msg = (
            f"desensitize: no {key!r} in the runtime context; pass raw values there,"
            f" graph.invoke({{}}, config, context={{{key!r}: ...}}): the input is checkpointed"
        )
        raise NotCoveredError(msg)
    return value


def check_replaces(channels: Channels | None, key: str, value: Any, node: str) -> None:
    """See by trial that nothing but this value is left in the channel that gets it.

    Raises:
        NotCoveredError: The channel's reducer keeps more.
    """
    if channels is not None:
        twin = channels[key].copy()
        twin.update([value])
        if twin.get() != value:
            msg = (
                f"{node}: the reducer of {key!r} would keep the old value beside the new one; it"
                " must overwrite: no reducer, or add_messages for messages"
            )
            raise NotCoveredError(msg)
