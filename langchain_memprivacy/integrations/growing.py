"""Values that arrive in pieces: texts, message chunks, dicts of these."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessageChunk
from langchain_core.runnables.utils import AddableDict

from ..messages import ChunkRestorer, Restore
from ..restoring import StreamRestorer
from .graph_values import GraphWalker


class Growing:
    """Restores the pieces of one output.

    The sum of what `feed` and `flush` return is what restoring the sum of the pieces
    gives. A piece that is neither text nor a message chunk replaces what came before it
    and is restored whole.

    Args:
        restore: How texts are restored.
    """

    def __init__(self, restore: Restore) -> None:
        self._restore = restore
        self._walker = GraphWalker(restore)
        self._text: StreamRestorer | None = None
        self._messages: dict[str | None, ChunkRestorer] = {}
        self._parts: dict[Any, Growing] = {}

    def feed(self, piece: Any) -> Any:
        """Take the next piece and return what is certain of it by now, restored."""
        if isinstance(piece, AIMessageChunk):
            if piece.id not in self._messages:
                self._messages[piece.id] = ChunkRestorer(self._restore)
            restored = self._messages[piece.id].feed(piece)
            if piece.chunk_position == "last":
                del self._messages[piece.id]
            return restored
        if type(piece) is str:
            self._text = self._text or self._restore.stream()
            return self._text.feed(piece)
        if isinstance(piece, AddableDict):
            return AddableDict({key: self._part(key).feed(item) for key, item in piece.items()})
        return self._walker.value(piece, "assistant")

    def flush(self) -> list[Any]:
        """Return the pieces that are still held back; the output has ended."""
        rest: list[Any] = []
        if self._text is not None:
            rest += filter(None, [self._text.flush()])
            self._restore.absorb(self._text)
        rest += filter(None, (chunks.flush() for chunks in self._messages.values()))
        rest += [
            AddableDict({key: tail}) for key, part in self._parts.items() for tail in part.flush()
        ]
        self._restore.settle()
        self._text, self._messages, self._parts = None, {}, {}
        return rest

    def _part(self, key: Any) -> Growing:
        if key not in self._parts:
            self._parts[key] = Growing(self._restore)
        return self._parts[key]
