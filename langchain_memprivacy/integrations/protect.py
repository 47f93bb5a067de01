"""`protect`: the graph boundary, around whatever runs."""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import Runnable
from langgraph.pregel.protocol import PregelProtocol

from ..engine import PrivacyEngine
from ..errors import NotCoveredError
from ..taxonomy import PrivacyLevel
from .graph import ProtectedGraph
from .protect_bound import unbound, veiled
from .runnable import ProtectedRunnable


def protect(
    runnable: Runnable[Any, Any],
    privacy: PrivacyEngine,
    *,
    upto: PrivacyLevel = PrivacyLevel.PL4,
) -> Runnable[Any, Any]:
    """Put the boundary of the device around a Runnable.

    Whatever goes in is desensitized before the Runnable sees it, whatever comes out is
    restored: invoke, batch and stream, sync and async, every stream mode, events, state
    and its history, commands, interrupts. Models, checkpoints, traces, logs and caches
    inside hold placeholders. Tools inside get raw arguments through
    `PrivacyToolMiddleware`.

    Args:
        runnable: A chat model, an LCEL chain, a compiled graph, an agent, a RemoteGraph.
        privacy: The engine.
        upto: Placeholders of higher levels are not restored in what comes out.

    Raises:
        NotCoveredError: It is no Runnable, or `privacy` is no engine.
    """
    if not isinstance(privacy, PrivacyEngine):
        msg = f"protect: privacy is a {type(privacy).__name__}; use protect(runnable, MemPrivacy())"
        raise NotCoveredError(msg)
    if not isinstance(runnable, Runnable):
        remedy = (
            "call its .compile() first"
            if hasattr(runnable, "compile")
            else "wrap a function in RunnableLambda"
        )
        msg = f"protect: {type(runnable).__name__} is no Runnable; {remedy}"
        raise NotCoveredError(msg)
    inner, config, kwargs, factories = unbound(runnable)
    if isinstance(inner, PregelProtocol):
        return ProtectedGraph(inner, privacy, upto, config, kwargs, factories)
    return ProtectedRunnable(veiled(inner, privacy), privacy, upto, config, kwargs, factories)
