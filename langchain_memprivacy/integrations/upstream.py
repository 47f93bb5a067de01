"""Private and beta names of LangChain and LangGraph, all of them, in one place.

There is no public way to do what they do. `tests/faces/test_upstream.py` fails loudly
when one of them moves or changes its meaning.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models._compat_bridge import achunks_to_events, chunks_to_events
from langchain_core.language_models.chat_model_stream import AsyncChatModelStream
from langchain_core.tracers._streaming import (
    _StreamingCallbackHandler,
    _V2StreamingCallbackHandler,
)
from langchain_core.utils.utils import LC_ID_PREFIX as RUN_PREFIX
from langgraph._internal._constants import CONFIG_KEY_CACHE as CACHE
from langgraph._internal._constants import CONFIG_KEY_CHECKPOINTER as CHECKPOINTER
from langgraph._internal._constants import CONFIG_KEY_READ as READ
from langgraph._internal._constants import CONFIG_KEY_RUNTIME as RUNTIME
from langgraph._internal._constants import CONFIG_KEY_SCRATCHPAD as SCRATCHPAD
from langgraph._internal._constants import CONFIG_KEY_SEND as SEND
from langgraph._internal._constants import RESUME
from langgraph.pregel import Pregel
from langgraph.pregel._tools import _tool_call_writer as tool_call_writer
from langsmith import run_trees
from langsmith._internal._serde import dumps_json as dumps_trace
from langsmith.run_helpers import get_tracing_context

from ..errors import NotCoveredError

__all__ = [
    "CACHE",
    "CHECKPOINTER",
    "READ",
    "RESUME",
    "RUNTIME",
    "RUN_PREFIX",
    "SCRATCHPAD",
    "SEND",
    "achunks_to_events",
    "agraph_stream_v3",
    "calls_the_model",
    "chunks_to_events",
    "client_looks",
    "dumps_trace",
    "graph_stream_v3",
    "is_streaming_handler",
    "produce",
    "tool_call_writer",
]


def is_streaming_handler(handler: BaseCallbackHandler) -> bool:
    """Tell whether a handler shows tokens to the user: LangGraph's and `astream_events`'."""
    return isinstance(handler, (_StreamingCallbackHandler, _V2StreamingCallbackHandler))


def produce(
    stream: AsyncChatModelStream,
    producer: Callable[[], Coroutine[Any, Any, None]],
    failed: Callable[[BaseException], Coroutine[Any, Any, None]],
) -> None:
    """Start the task that fills a v3 stream, once; `aclose` of the stream ends it.

    Args:
        stream: The stream.
        producer: Makes the task's coroutine.
        failed: Told when the task was cancelled before it began.
    """
    if stream._producer_task is None:  # noqa: SLF001
        stream._on_aclose_fail = failed  # noqa: SLF001
        stream._producer_task = asyncio.get_running_loop().create_task(producer())  # noqa: SLF001


class _Streamed:
    """What LangGraph's v3 stream needs of a graph, with another source of parts."""

    def __init__(self, graph: Pregel[Any, Any, Any, Any], source: Callable[..., Any]) -> None:
        self.config = graph.config
        self.stream_transformers = graph.stream_transformers
        self.stream = self.astream = source


def graph_stream_v3(
    graph: Any, stream: Callable[..., Any], value: Any, config: Any, kwargs: dict[str, Any]
) -> Any:
    """Run LangGraph's v3 streaming over a stream of our own.

    All projections (values, messages, subgraphs, output, interrupts) are made of the
    parts of that one stream, so that what is restored there is restored everywhere.

    Args:
        graph: The graph whose settings apply.
        stream: Takes the place of its `stream`.
        value: The input.
        config: The config.
        kwargs: Further arguments of `stream_events`.

    Raises:
        NotCoveredError: It is no local graph.
    """
    return Pregel._pregel_stream_v3(_streamed(graph, stream), value, config, **kwargs)  # noqa: SLF001


async def agraph_stream_v3(
    graph: Any, astream: Callable[..., Any], value: Any, config: Any, kwargs: dict[str, Any]
) -> Any:
    """Do as `graph_stream_v3` for `astream_events`."""
    streamed = _streamed(graph, astream)
    return await Pregel._apregel_stream_v3(streamed, value, config, **kwargs)  # noqa: SLF001


def _streamed(graph: Any, source: Callable[..., Any]) -> Any:
    if not isinstance(graph, Pregel):
        msg = f"version='v3' of {type(graph).__name__} is not covered; use stream or astream"
        raise NotCoveredError(msg)
    return _Streamed(graph, source)


def calls_the_model(handler: Callable[..., Any]) -> bool | None:
    """Tell whether a handler of `create_agent` calls the model itself.

    Args:
        handler: What `wrap_model_call` was given.

    Returns:
        False where another middleware stands between; None where it is not known.
    """
    if getattr(handler, "__module__", None) != "langchain.agents.factory":
        return None
    return handler.__name__ in {"_execute_model_sync", "_execute_model_async"}


def client_looks() -> bool:
    """Tell whether LangSmith's client looks at what it sends (`anonymizer` and the like)."""
    client = get_tracing_context()["client"] or run_trees._CLIENT  # noqa: SLF001
    names = ("_anonymizer", "_process_buffered_run_ops")
    return any(getattr(client, name, None) is not None for name in names)
