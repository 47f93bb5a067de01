"""What a graph streams, in every mode and shape, restored part by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessageChunk

from ..messages import ChunkRestorer, Restore
from .graph_values import GraphWalker
from .growing import Growing
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
        typed: Whether parts are dicts with `type`, `ns` and `data` (`version="v2"`).
    """

    def __init__(
        self, restore: Restore, mode: str | None, *, subgraphs: bool = False, typed: bool = False
    ) -> None:
        self._restore = restore
        self._walker = GraphWalker(restore)
        self._mode = mode
        self._subgraphs = subgraphs
        self._typed = typed
        self._chunks: dict[Any, ChunkRestorer] = {}
        self._events: dict[Any, MessageEvents] = {}
        self._custom: dict[Any, Growing] = {}
        self._ends: dict[Any, Wrap] = {}
        self._shown: tuple[Any, Any] = (None, None)

    def is_quick(self, part: Any) -> bool:
        """Tell whether a part is a token."""
        return self._open(part)[0] in {"messages", "custom"}

    def feed(self, part: Any) -> list[Any]:
        """Take the next part and return what is certain by now, restored."""
        mode, where, data, wrap = self._open(part)
        if mode == "messages" and isinstance(data, (tuple, list)) and len(data) == 2:
            pair: Any = type(data)  # what a server sent through a node of ours is a list
            message, metadata = data
            return self._message(message, metadata, lambda shown: wrap(pair(shown)))
        if mode == "custom":  # tokens, by a node
            growing = self._custom.setdefault(where, Growing(self._restore))
            self._ends["custom", where] = wrap
            return [wrap(piece) for piece in growing.feed(data)]
        return [wrap(self._walker.value(data, "assistant"))]

    def flush(self) -> list[Any]:
        """Return what is held back of messages that never came to an end."""
        rest = [
            self._ends[key](tail)
            for key, chunks in self._chunks.items()
            if (tail := chunks.flush()) is not None
        ]
        for where, growing in self._custom.items():
            rest += map(self._ends["custom", where], growing.flush())
        self._restore.settle()
        return rest

    def _open(self, part: Any) -> tuple[str | None, Any, Any, Wrap]:
        """Say a part's mode, its namespace, its data and how to pack it again."""
        if self._typed:
            return part["type"], part["ns"], part["data"], lambda data: self._part(part, data)
        if self._mode is not None:
            if self._subgraphs:
                return self._mode, part[0], part[1], lambda data: (part[0], data)
            return self._mode, (), part, lambda data: data
        if hasattr(part, "event"):  # of a RemoteGraph
            mode, _, where = part.event.partition("|")
            return mode, where, part.data, lambda data: part._replace(data=data)
        return part[-2], part[:-2], part[-1], lambda data: (*part[:-1], data)

    def _part(self, part: dict[str, Any], data: Any) -> dict[str, Any]:
        rest = {key: part[key] for key in part.keys() - {"type", "ns", "data"}}
        return {**part, **self._walker.value(rest, "assistant"), "data": data}

    def _message(self, message: Any, metadata: Any, wrap: Wrap) -> list[Any]:
        shown = self._metadata(metadata)
        labels: Mapping[str, Any] = metadata or {}
        run = labels.get("run_id") or labels.get("langgraph_checkpoint_ns")
        if isinstance(message, dict) and "event" in message:
            if run not in self._events or message["event"] == "message-start":
                self._events[run] = MessageEvents(self._restore)
            return [wrap((event, shown)) for event in self._events[run].feed(message)]
        serialized = isinstance(message, dict) and message.get("type") == "AIMessageChunk"
        chunk = AIMessageChunk(**message) if serialized else message
        if isinstance(message, BaseMessageChunk) and not isinstance(message, AIMessageChunk):
            growing = self._custom.setdefault((run, message.id), Growing(self._restore))
            self._ends["custom", (run, message.id)] = lambda tail: wrap((tail, shown))
            return [wrap((piece, shown)) for piece in growing.feed(message)]
        if not isinstance(chunk, AIMessageChunk):
            return [wrap((self._walker.value(message, "assistant"), shown))]

        def packed(restored: AIMessageChunk) -> Any:
            return wrap((_as_sent(restored, message) if serialized else restored, shown))

        key = chunk.id or run
        if key not in self._chunks:
            self._chunks[key] = ChunkRestorer(self._restore)
        restored = self._chunks[key].feed(chunk)
        self._ends[key] = packed
        if chunk.chunk_position == "last":
            del self._chunks[key], self._ends[key]
        return [packed(restored)]

    def _metadata(self, metadata: Any) -> Any:
        if self._shown[0] is not metadata:  # the same for all tokens of a message
            self._shown = metadata, self._walker.value(metadata, "system")
        return self._shown[1]


def _as_sent(chunk: AIMessageChunk, message: dict[str, Any]) -> dict[str, Any]:
    """Give a chunk the form in which a server sent it."""
    return {**message, **{k: v for k, v in chunk.model_dump().items() if k in message}}
