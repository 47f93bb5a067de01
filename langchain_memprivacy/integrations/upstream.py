"""Private and beta names of LangChain and LangGraph, all of them, in one place.

There is no public way to do what they do. `tests/faces/test_upstream.py` fails loudly
when one of them moves or changes its meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langgraph.pregel import Pregel

from ..errors import NotCoveredError


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
