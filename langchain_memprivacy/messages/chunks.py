"""Message chunks of a stream, restored as they come: every growing string on its own lane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from langchain_core.messages import AIMessageChunk
from langchain_core.messages.tool import ToolCallChunk, tool_call_chunk

from ..restoring import StreamRestorer
from .directions import Restore
from .fields import ARGUMENTS, BLOCK_LABELS, BLOCKS, is_opaque, is_signed, tool_of
from .media import DATA
from .walker import Walker

Key = tuple[Any, ...]
"""Where in a message a string grows, for example `("content", 0, "text")`."""

Wrap = Callable[[Any], AIMessageChunk]
"""Makes a chunk of nothing but a value at its place."""

_PROSE = frozenset({"text", "reasoning"})
"""Strings that grow from one block to the next where blocks have no index."""


class _Lane(NamedTuple):
    restorer: StreamRestorer
    wrap: Wrap
    tool: str | None


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
        self._lanes: dict[Key, _Lane] = {}
        self._tools: dict[Key, str] = {}  # names of the tools called
        self._calls: dict[Any, list[str | None]] = {}  # ids of calls, by index
        self._active: set[Key] = set()
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
        reading = any(key[0] == "content" for key in self._active)
        # What is read from top to bottom comes out in order; arguments may grow side by side.
        due = [
            key
            for key, lane in self._lanes.items()
            if last
            or (reading and key[0] == "content" and lane.tool is None and key not in self._active)
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

    def _tails(self, keys: list[Key]) -> AIMessageChunk | None:
        rest: AIMessageChunk | None = None
        for key in keys:
            lane = self._lanes.pop(key)
            tail = lane.restorer.flush()
            self._restore.absorb(lane.restorer, lane.tool)
            if tail:
                rest = _sum(rest, lane.wrap(tail))
        return rest

    def _grow(self, key: Key, text: str, wrap: Wrap, tool: str | None = None) -> str:
        if not text:
            return text
        self._active.add(key)
        lane = self._lanes.get(key)
        if lane is None:
            restore = self._restore if tool is None else self._restore.for_tool(tool)
            lane = self._lanes[key] = _Lane(restore.stream(), wrap, tool)
        return lane.restorer.feed(text)

    def _content(self, content: Any) -> Any:
        if isinstance(content, str):
            return self._grow(("content",), content, lambda tail: _chunk(content=tail))
        return [self._content_block(block) for block in content]

    def _content_block(self, block: Any) -> Any:
        if isinstance(block, str):
            return self._grow(("content", "str"), block, lambda tail: _chunk(content=[tail]))
        if is_signed(block):
            return block
        index, kind = block.get("index"), block.get("type")
        labels = {name: block[name] for name in ("type", "index") if name in block}

        def wrap(value: Any) -> AIMessageChunk:
            return _chunk(content=[{**labels, **value}])

        if index is not None:
            return self._block(block, ("content", index), wrap)
        # Without an index the next block is another one, unless both are prose.
        whole = self._walker.block({k: v for k, v in block.items() if k not in _PROSE}, "assistant")
        prose = {
            name: self._grow(("content", None, kind, name), block[name], _under(name, wrap))
            if isinstance(block[name], str)
            else self._walker.value(block[name], "assistant")
            for name in block.keys() & _PROSE
        }
        return {name: prose[name] if name in prose else whole[name] for name in block}

    def _call(self, call: ToolCallChunk) -> ToolCallChunk:
        index, args = call.get("index"), call.get("args") or ""
        place = ("call", index, self._call_id(index, call.get("id")))
        if call.get("name"):
            self._tools[place] = str(call["name"])
        tool = self._tools.get(place, "")
        if index is None:  # whole, for chunks without an index are not added up
            return {**call, "args": self._walker.arguments(args, tool, "assistant")}

        def wrap(tail: Any) -> AIMessageChunk:
            return _chunk(tool_call_chunks=[tool_call_chunk(args=tail, index=index, id=place[2])])

        grown = self._grow((*place, "args"), args, wrap, tool)
        return {**call, "args": grown if args else call.get("args")}  # held back is not absent

    def _call_id(self, index: Any, id_: str | None) -> str | None:
        """Say which of the calls with an index a chunk continues, as `+` does."""
        known = self._calls.setdefault(index, [])
        if known and not id_:
            return known[0]
        if id_ in known:
            return id_
        if known and known[0] is None and index is not None:  # it had no id so far
            return None
        known.append(id_ or None)
        return id_ or None

    def _block(self, block: Mapping[str, Any], place: Key, wrap: Wrap) -> dict[str, Any]:
        if tool_of(block) is not None and isinstance(block.get("name"), str):
            self._tools[place] = block["name"]
        tool = self._tools.get(place, tool_of(block))
        return {
            name: item
            if is_opaque(name, item)
            or name in DATA
            or (name == "name" and tool is not None)
            or (name in BLOCK_LABELS and not isinstance(item, (dict, list)))
            else self._part(name, item, place, _under(name, wrap), tool)
            for name, item in block.items()
        }

    def _part(self, name: str, item: Any, place: Key, wrap: Wrap, tool: str | None) -> Any:
        key = (*place, name)
        if isinstance(item, str):
            return self._grow(key, item, wrap, (tool or "") if name in ARGUMENTS else None)
        if name in ARGUMENTS and tool is not None:
            return self._walker.arguments(item, tool, "assistant")
        if name in BLOCKS and isinstance(item, Mapping):
            return self._block(item, key, wrap)
        if name in BLOCKS and isinstance(item, list):
            return [self._item(inner, key, wrap) for inner in item]
        return self._walker.value(item, "assistant", name)

    def _item(self, item: Any, place: Key, wrap: Wrap) -> Any:
        index = item.get("index") if isinstance(item, Mapping) else None
        if index is None:  # whole
            return self._walker.block(item, "assistant")
        return self._block(item, (*place, index), lambda v: wrap([{"index": index, **v}]))


def _under(name: str, wrap: Wrap) -> Wrap:
    return lambda value: wrap({name: value})


def _chunk(**fields: Any) -> AIMessageChunk:
    return AIMessageChunk(**{"content": "", **fields})


def _sum(left: AIMessageChunk | None, right: AIMessageChunk) -> AIMessageChunk:
    if left is None:
        return right
    if isinstance(right.content, list) and not left.content:
        left.content = []  # else an empty text would become a block of its own
    return left + right
