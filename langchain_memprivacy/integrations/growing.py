"""Values that arrive in pieces: texts, message chunks, dicts of these."""

from __future__ import annotations

from typing import Any, Protocol

from langchain_core.messages import AIMessageChunk, BaseMessageChunk
from langchain_core.outputs import GenerationChunk
from langchain_core.runnables.utils import AddableDict

from ..messages import ChunkRestorer, Restore
from ..restoring import StreamRestorer
from .graph_values import GraphWalker
from .leaves import Leaves, Path, Slot, mapped


class Pieces(Protocol):
    """Restores what comes in pieces."""

    def feed(self, piece: Any) -> list[Any]:
        """Take the next piece and return what is certain by now, restored."""
        ...

    def flush(self) -> list[Any]:
        """Return the pieces that are still held back; the stream has ended."""
        ...

    def is_quick(self, piece: Any) -> bool:
        """Tell whether a piece is a token or the like, not a whole state."""
        ...


class Growing:
    """Restores the pieces of one output.

    The sum of what `feed` and `flush` return is what restoring the sum of the pieces
    gives. In dicts, lists and tuples a leaf may be the next piece of a text: what begins a
    placeholder at its end waits for the next one. All else is restored whole.

    Args:
        restore: How texts are restored.
    """

    def __init__(self, restore: Restore) -> None:
        self._restore = restore
        self._walker = GraphWalker(restore)
        self._text: StreamRestorer | None = None
        self._generated: StreamRestorer | None = None
        self._messages: dict[str | None, ChunkRestorer] = {}
        self._others: dict[Any, tuple[StreamRestorer, BaseMessageChunk]] = {}
        self._parts: dict[Any, Growing] = {}
        self._leaves = Leaves()
        self._inner: dict[Any, tuple[Growing, Path, Any]] = {}

    def is_quick(self, piece: Any) -> bool:
        """Tell whether a piece grows."""
        return isinstance(piece, (str, BaseMessageChunk, GenerationChunk))

    def feed(self, piece: Any) -> list[Any]:
        """Take the next piece and return what is certain of it by now, restored."""
        if isinstance(piece, AIMessageChunk):
            return [self._message(piece)]
        if isinstance(piece, BaseMessageChunk) and isinstance(piece.content, str):
            return [self._other(piece)]
        if isinstance(piece, str):
            self._text = self._text or self._restore.stream()
            return [self._text.feed(piece)]
        if isinstance(piece, GenerationChunk):
            self._generated = self._generated or self._restore.stream()
            return [piece.model_copy(update={"text": self._generated.feed(piece.text)})]
        if isinstance(piece, AddableDict):
            grown = {key: self._part(key).feed(item)[0] for key, item in piece.items()}
            return [AddableDict(grown)]
        return [self._container(piece)]

    def flush(self) -> list[Any]:
        """Return the pieces that are still held back; the output has ended."""
        rest: list[Any] = []
        if self._text is not None:
            rest += filter(None, [self._text.flush()])
            self._restore.absorb(self._text)
        if self._generated is not None:
            rest += [GenerationChunk(text=tail) for tail in [self._generated.flush()] if tail]
            self._restore.absorb(self._generated)
        rest += filter(None, (chunks.flush() for chunks in self._messages.values()))
        for restorer, last in self._others.values():
            rest += [last.model_copy(update={"content": t}) for t in [restorer.flush()] if t]
            self._restore.absorb(restorer)
        rest += [
            AddableDict({key: tail}) for key, part in self._parts.items() for tail in part.flush()
        ]
        rest += [self._walker.value(value, "assistant") for value in self._leaves.flush()]
        for inner, path, value in self._inner.values():
            rest += [_with(value, path, tail) for tail in inner.flush()]
        self._restore.settle()
        self._inner = {}
        self._text, self._generated = None, None
        self._messages, self._others, self._parts = {}, {}, {}
        return rest

    def _message(self, chunk: AIMessageChunk) -> AIMessageChunk:
        if chunk.id not in self._messages:
            self._messages[chunk.id] = ChunkRestorer(self._restore)
        restored = self._messages[chunk.id].feed(chunk)
        if chunk.chunk_position == "last":
            del self._messages[chunk.id]
        return restored

    def _other(self, chunk: BaseMessageChunk) -> BaseMessageChunk:
        """Restore a chunk of a message that is no model's; its text grows, the rest is whole."""
        key = type(chunk), chunk.id
        restorer = self._others[key][0] if key in self._others else self._restore.stream()
        bare = self._walker.message(chunk.model_copy(update={"content": ""}))
        self._others[key] = restorer, bare
        return bare.model_copy(update={"content": restorer.feed(str(chunk.content))})

    def _container(self, piece: Any) -> Any:
        """Restore a value whose leaves may be the next pieces of texts and messages."""
        chunks = False

        def slot(path: Path, leaf: Any) -> Any:
            nonlocal chunks
            if not path or not isinstance(leaf, BaseMessageChunk):
                return leaf
            chunks = True
            return Slot(leaf)

        slotted = mapped(self._leaves.feed(piece), slot)
        restored = self._walker.value(slotted, "assistant")
        if not chunks:
            return restored

        def filled(path: Path, leaf: Any) -> Any:
            if not isinstance(leaf, Slot):
                return leaf
            key = path, leaf.chunk.id
            inner = self._inner[key][0] if key in self._inner else Growing(self._restore)
            self._inner[key] = inner, path, restored
            return inner.feed(leaf.chunk)[0]

        return mapped(restored, filled)

    def _part(self, key: Any) -> Growing:
        if key not in self._parts:
            self._parts[key] = Growing(self._restore)
        return self._parts[key]


def _with(value: Any, path: Path, tail: Any) -> Any:
    """Return a value with something else in one place, and no other message chunk."""
    return mapped(
        value,
        lambda at, leaf: tail if at == path else None if isinstance(leaf, Slot) else leaf,
    )
