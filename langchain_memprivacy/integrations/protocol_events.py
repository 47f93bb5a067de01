"""Messages as streams of protocol events (`version="v3"`), restored as they come."""

from __future__ import annotations

from typing import Any

from ..messages import Restore, Walker
from ..restoring import StreamRestorer

Event = dict[str, Any]
_GROWING = frozenset({"text", "reasoning", "args", "data"})
"""Fields of a delta that are the next piece of a longer text."""


class MessageEvents:
    """Restores the events of one message.

    A block's text that is still held back comes out as one more delta before the block
    is finished; the finished block is restored whole.

    Args:
        restore: How texts are restored.
    """

    def __init__(self, restore: Restore) -> None:
        self._restore = restore
        self._walker = Walker(restore)
        self._lanes: dict[tuple[Any, str], StreamRestorer] = {}
        self._deltas: dict[tuple[Any, str], Event] = {}

    def feed(self, event: Event) -> list[Event]:
        """Take the next event and return those that are certain by now, restored."""
        kind, index = event.get("event"), event.get("index")
        if kind == "content-block-delta":
            return [{**event, "delta": self._delta(index, event)}]
        if kind == "content-block-start":
            return [{**event, "content": self._start(index, event)}]
        if kind == "content-block-finish":
            content = self._walker.block(event["content"], "assistant")
            return [*self._tails(index), {**event, "content": content}]
        if kind == "message-finish":
            self._restore.settle()
        return [self._walker.block(event, "assistant")]

    def _delta(self, index: Any, event: Event) -> Any:
        delta = event["delta"]
        grown = {
            key: self._lane(index, key).feed(item)
            if key in _GROWING and isinstance(item, str)
            else item
            if key in {"type", "id", "name", "index", "encoding"}
            else self._walker.value(item, "assistant")
            for key, item in delta.items()
        }
        for key in _GROWING & delta.keys():
            self._deltas[index, key] = event
        return grown

    def _start(self, index: Any, event: Event) -> Any:
        content = event["content"]
        return {
            key: self._lane(index, key).feed(item)
            if key in _GROWING and isinstance(item, str) and item
            else item
            for key, item in content.items()
        }

    def _lane(self, index: Any, key: str) -> StreamRestorer:
        if (index, key) not in self._lanes:
            self._lanes[index, key] = self._restore.stream()
        return self._lanes[index, key]

    def _tails(self, index: Any) -> list[Event]:
        events: list[Event] = []
        for lane in [lane for lane in self._lanes if lane[0] == index]:
            restorer = self._lanes.pop(lane)
            tail, last = restorer.flush(), self._deltas.pop(lane, None)
            self._restore.absorb(restorer)
            if tail and last is not None:
                delta = {"type": last["delta"]["type"], lane[1]: tail}
                events.append({**last, "delta": delta})
        return events
