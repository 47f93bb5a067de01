"""What a graph streams, in every mode and shape, restored part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from langchain_core.messages import AIMessageChunk

from ..messages import ChunkRestorer, Restore
from .graph_values import GraphWalker
from .protocol_events import MessageEvents

Wrap = Callable[[Any], Any]
"""Puts restored data back into the shape its part came in."""


class Parts:
    """Restores the parts of one stream of a graph.

    Args:
        restore: How texts are restored.
        mode: The one mode that was asked for, or None for a list of modes: parts then
            say their mode themselves.
        subgraphs: Whether parts begin with the namespace of a subgraph.
    """

    def __init__(self, restore: Restore, mode: str | None, *, subgraphs: bool) -> None:
        self._restore = restore
        self._walker = GraphWalker(restore)
        self._mode = mode
        self._subgraphs = subgraphs
        self._chunks: dict[Any, ChunkRestorer] = {}
        self._events: dict[Any, MessageEvents] = {}
        self._ends: dict[Any, tuple[Any, Wrap]] = {}

    def feed(self, part: Any) -> Iterator[Any]:
        """Take the next part and yield what is certain by now, restored."""
        mode, data, wrap = self._open(part)
        if mode == "messages" and isinstance(data, tuple) and len(data) == 2:
            yield from self._message(*data, wrap)
        else:
            yield wrap(self._walker.value(data, "assistant"))

    def flush(self) -> Iterator[Any]:
        """Yield what is held back of messages that never came to an end."""
        for key, chunks in self._chunks.items():
            rest = chunks.flush()
            if rest is not None:
                metadata, wrap = self._ends[key]
                yield wrap((rest, metadata))
        self._restore.settle()

    def _open(self, part: Any) -> tuple[str | None, Any, Wrap]:
        if isinstance(part, dict) and {"type", "ns", "data"} <= part.keys():  # version="v2"
            return part["type"], part["data"], lambda data: self._part(part, data)
        if hasattr(part, "_replace") and hasattr(part, "data"):  # of a remote graph
            return part.event.partition("|")[0], part.data, lambda data: part._replace(data=data)
        if self._mode is not None:
            if self._subgraphs:
                return self._mode, part[1], lambda data: (part[0], data)
            return self._mode, part, lambda data: data
        return part[-2], part[-1], lambda data: (*part[:-1], data)

    def _part(self, part: dict[str, Any], data: Any) -> dict[str, Any]:
        rest = {key: part[key] for key in part.keys() - {"type", "ns", "data"}}
        return {**part, **self._walker.value(rest, "assistant"), "data": data}

    def _message(self, message: Any, metadata: Any, wrap: Wrap) -> Iterator[Any]:
        shown = self._walker.value(metadata, "system")
        run = (metadata or {}).get("run_id") or (metadata or {}).get("langgraph_checkpoint_ns")
        if isinstance(message, dict) and "event" in message:
            if run not in self._events or message["event"] == "message-start":
                self._events[run] = MessageEvents(self._restore)
            for event in self._events[run].feed(message):
                yield wrap((event, shown))
            return
        serialized = isinstance(message, dict) and message.get("type") == "AIMessageChunk"
        chunk = AIMessageChunk(**message) if serialized else message
        if not isinstance(chunk, AIMessageChunk):
            yield wrap((self._walker.value(message, "assistant"), shown))
            return
        key = chunk.id or run
        if key not in self._chunks:
            self._chunks[key] = ChunkRestorer(self._restore)
        restored = self._chunks[key].feed(chunk)
        self._ends[key] = (shown, wrap)
        if chunk.chunk_position == "last":
            del self._chunks[key]
        yield wrap((_as_sent(restored, message) if serialized else restored, shown))


def _as_sent(chunk: AIMessageChunk, message: dict[str, Any]) -> dict[str, Any]:
    """Give a chunk the form in which a server sent it."""
    return {**message, **{k: v for k, v in chunk.model_dump().items() if k in message}}
