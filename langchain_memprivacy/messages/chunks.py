"""Message chunks of a stream, restored as they come: every growing string on its own lane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.messages import AIMessageChunk
from langchain_core.messages.tool import ToolCallChunk, tool_call_chunk

from ..restoring import StreamRestorer
from .directions import Restore
from .fields import ARGUMENTS, BLOCK_LABELS, BLOCKS, OPAQUE, is_signed
from .walker import Walker

Lane = tuple[Any, ...]
"""Where in a message a string grows, for example `("content", 0, "text")`."""

Wrap = Callable[[Any], AIMessageChunk]
"""Makes a chunk of nothing but a string at its lane."""


class ChunkRestorer:
    """Restores one message that arrives in chunks.

    The sum of what `feed` and `flush` return is what restoring the sum of the chunks
    gives. No lane holds back more than what may be the beginning of a placeholder.

    Args:
        restore: How texts are restored; its tool policy decides about arguments.
    """

    def __init__(self, restore: Restore) -> None:
        self._restore = restore
        self._walker = Walker(restore)
        self._lanes: dict[Lane, StreamRestorer] = {}
        self._wraps: dict[Lane, Wrap] = {}
        self._tools: dict[Any, str] = {}  # names of the tools called, by index
        self._active: set[Lane] = set()
        self._id: str | None = None

    def feed(self, chunk: AIMessageChunk) -> AIMessageChunk:
        """Take the next chunk and return what is certain by now, restored."""
        self._active = set()
        self._id = chunk.id or self._id
        restored = AIMessageChunk(
            content=self._content(chunk.content),
            additional_kwargs=self._block(
                chunk.additional_kwargs, ("kwargs",), lambda v: _chunk(additional_kwargs=v)
            ),
            response_metadata=chunk.response_metadata,
            usage_metadata=chunk.usage_metadata,
            tool_call_chunks=[self._call(call) for call in chunk.tool_call_chunks],
        )
        last = chunk.chunk_position == "last"
        # What is read from top to bottom comes out in order; arguments may grow side by side.
        due = [
            lane
            for lane in self._lanes
            if last or (self._active and lane[0] == "content" and lane not in self._active)
        ]
        restored = _sum(self._tails(due), restored)
        # Built anew: the parser of tool calls looks at the whole chunk, and `+` drops the name.
        return AIMessageChunk(
            content=restored.content,
            additional_kwargs=restored.additional_kwargs,
            response_metadata=restored.response_metadata,
            usage_metadata=restored.usage_metadata,
            tool_call_chunks=restored.tool_call_chunks,
            id=chunk.id,
            name=chunk.name,
            chunk_position=chunk.chunk_position,
        )

    def flush(self) -> AIMessageChunk | None:
        """Return what is held back, where a stream ends without a last chunk."""
        rest = self._tails(list(self._lanes))
        if rest is not None:
            rest.id = self._id
        return rest

    def _tails(self, lanes: list[Lane]) -> AIMessageChunk | None:
        rest: AIMessageChunk | None = None
        for lane in lanes:
            restorer = self._lanes.pop(lane)
            tail = restorer.flush()
            self._restore.absorb(restorer, self._tool_of(lane))
            wrap = self._wraps.pop(lane)
            if tail:
                rest = wrap(tail) if rest is None else _sum(rest, wrap(tail))
        return rest

    def _grow(self, lane: Lane, text: str, wrap: Wrap) -> str:
        if not text:
            return text
        self._active.add(lane)
        if lane not in self._lanes:
            tool = self._tool_of(lane)
            restore = self._restore if tool is None else self._restore.for_tool(tool)
            self._lanes[lane] = restore.stream()
            self._wraps[lane] = wrap
        return self._lanes[lane].feed(text)

    def _tool_of(self, lane: Lane) -> str | None:
        """The tool whose arguments grow on a lane."""
        return self._tools.get(lane[:-1]) if lane[-1] in _GROWING_ARGUMENTS else None

    def _content(self, content: Any) -> Any:
        if isinstance(content, str):
            return self._grow(("content",), content, lambda tail: _chunk(content=tail))
        blocks: list[Any] = []
        for block in content:
            if isinstance(block, str):
                blocks.append(
                    self._grow(("content", "str"), block, lambda tail: _chunk(content=[tail]))
                )
            elif is_signed(block):
                blocks.append(block)
            else:
                blocks.append(self._block(block, *_place(block)))
        return blocks

    def _call(self, call: ToolCallChunk) -> ToolCallChunk:
        index = call.get("index")
        lane = ("call", index)
        if call.get("name"):
            self._tools[lane] = str(call["name"])
        args = self._grow(
            (*lane, "args"),
            call.get("args") or "",
            lambda tail: _chunk(tool_call_chunks=[tool_call_chunk(args=tail, index=index)]),
        )
        return {**call, "args": args} if args or call.get("args") else call

    def _block(self, block: Mapping[str, Any], lane: Lane, wrap: Wrap) -> dict[str, Any]:
        if isinstance(block.get("name"), str):
            self._tools[lane] = block["name"]
        is_call = lane in self._tools
        result: dict[str, Any] = {}
        for key, item in block.items():
            if (
                key in OPAQUE
                or (key == "name" and is_call)
                or (key in BLOCK_LABELS and not isinstance(item, (dict, list)))
            ):
                result[key] = item
            elif isinstance(item, str):
                result[key] = self._grow((*lane, key), item, _under(key, wrap))
            elif key in BLOCKS and isinstance(item, Mapping):
                result[key] = self._block(item, (*lane, key), _under(key, wrap))
            elif key in BLOCKS and isinstance(item, list):
                result[key] = [self._item(inner, lane, key, wrap) for inner in item]
            elif key in ARGUMENTS and is_call:
                result[key] = self._walker.arguments(item, self._tools[lane], "assistant")
            else:
                result[key] = self._walker.value(item, "assistant")
        return result

    def _item(self, item: Any, lane: Lane, key: str, wrap: Wrap) -> Any:
        if not isinstance(item, Mapping):
            return self._walker.value(item, "assistant")
        index = item.get("index")
        labels = {} if index is None else {"index": index}
        return self._block(item, (*lane, key, index), lambda v: wrap({key: [{**labels, **v}]}))


_GROWING_ARGUMENTS = frozenset({*ARGUMENTS, "partial_json"})


def _place(block: Mapping[str, Any]) -> tuple[Lane, Wrap]:
    labels = {key: block[key] for key in ("type", "index") if key in block}
    lane = ("content", block.get("index"), block.get("type"))
    return lane, lambda value: _chunk(content=[{**labels, **value}])


def _under(key: str, wrap: Wrap) -> Wrap:
    return lambda value: wrap({key: value})


def _chunk(**fields: Any) -> AIMessageChunk:
    return AIMessageChunk(**{"content": "", **fields})


def _sum(left: AIMessageChunk | None, right: AIMessageChunk) -> AIMessageChunk:
    if left is None:
        return right
    if isinstance(right.content, list) and not left.content:
        left.content = []  # else an empty text would become a block of its own
    return left + right
