"""The split of the callbacks: who shows the answer to the user, and who takes notes of it.

Local streaming handlers (LangGraph's messages mode, `astream_events`, the v3 protocol)
see restored values in a run of their own. All others (tracers, usage counters, handlers
of the application) see the inner model's run, with placeholders.
"""

from __future__ import annotations

from typing import Any, TypeVar

from langchain_core.callbacks import BaseCallbackHandler, BaseCallbackManager
from langchain_core.callbacks.base import Callbacks

from ..upstream import is_streaming_handler
from .options import Arguments

M = TypeVar("M", bound=BaseCallbackManager)


def split(callbacks: Callbacks, own: Callbacks, kind: type[M]) -> tuple[M, M | list[Any]]:
    """Part the callbacks of a call.

    Args:
        callbacks: Those of the call.
        own: Those that the model was built with, for its own runs only.
        kind: The class of the outer manager.

    Returns:
        The manager of the local streaming handlers, and the rest for the inner model.
    """
    handlers = own if isinstance(own, list) else own.handlers if own else []
    outer = _managed(callbacks, kind)
    rest: M | list[Any]
    if isinstance(callbacks, BaseCallbackManager):
        rest = _managed(callbacks, kind)
        for handler in handlers:
            rest.add_handler(handler, inherit=False)
        rest.handlers = _others(rest.handlers)
        rest.inheritable_handlers = _others(rest.inheritable_handlers)
    else:
        rest = _others([*(callbacks or []), *handlers])
    for handler in handlers:
        outer.add_handler(handler, inherit=False)
    # After construction: instruments for OpenTelemetry add themselves to every new manager.
    outer.handlers = list(filter(is_streaming_handler, outer.handlers))
    outer.inheritable_handlers = list(filter(is_streaming_handler, outer.inheritable_handlers))
    return outer, rest


def beside(run: Any, kind: type[M]) -> M | None:
    """Return the callbacks of a run that beside it, not under it, has the same parent.

    Args:
        run: The run, or None.
        kind: The class of the manager. Streaming handlers are left out: the run shows
            them already what there is.
    """
    if run is None:
        return None
    handlers = _others(run.inheritable_handlers)
    return kind(
        list(handlers),
        list(handlers),
        run.parent_run_id,
        inheritable_tags=list(run.inheritable_tags),
        inheritable_metadata=dict(run.inheritable_metadata),
    )


def desensitized(rest: M | list[Any], arguments: Arguments) -> M | list[Any]:
    """Rewrite the labels that the parents of a run hand down to it."""
    if isinstance(rest, list):
        return rest
    twin = _managed(rest, type(rest))
    twin.handlers = [_tracer(handler, arguments) for handler in rest.handlers]
    twin.inheritable_handlers = [_tracer(h, arguments) for h in rest.inheritable_handlers]
    twin.tags = arguments.tags(rest.tags)
    twin.inheritable_tags = arguments.tags(rest.inheritable_tags)
    twin.metadata = arguments.metadata(rest.metadata)
    twin.inheritable_metadata = arguments.metadata(rest.inheritable_metadata)
    return twin


def _tracer(handler: Any, arguments: Arguments) -> Any:
    """LangSmith's tracer has metadata of its own, taken from the config of its parents."""
    held = getattr(handler, "tracing_metadata", None)
    copy = getattr(handler, "copy_with_metadata_defaults", None)
    if not held or copy is None:
        return handler
    hidden = arguments.metadata(held)
    if hidden == held:
        return handler
    twin = copy()
    twin.tracing_metadata = hidden
    return twin


def _others(handlers: list[BaseCallbackHandler]) -> list[BaseCallbackHandler]:
    return [handler for handler in handlers if not is_streaming_handler(handler)]


def _managed(callbacks: Callbacks, kind: type[M]) -> M:
    if not isinstance(callbacks, BaseCallbackManager):
        handlers = list(callbacks or [])
        return kind(handlers, list(handlers))
    return kind(
        callbacks.handlers.copy(),
        callbacks.inheritable_handlers.copy(),
        callbacks.parent_run_id,
        tags=callbacks.tags.copy(),
        inheritable_tags=callbacks.inheritable_tags.copy(),
        metadata=callbacks.metadata.copy(),
        inheritable_metadata=callbacks.inheritable_metadata.copy(),
    )
