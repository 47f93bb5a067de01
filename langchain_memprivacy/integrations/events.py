"""The events of `astream_events` (v1, v2) and the patches of `astream_log`, restored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..messages import Restore
from .graph_values import GraphWalker
from .growing import Growing


class Events:
    """Restores events; what a run streams grows piece by piece, all else comes whole.

    Args:
        restore: How texts are restored.
    """

    def __init__(self, restore: Restore) -> None:
        self._restore = restore
        self._walker = GraphWalker(restore)
        self._runs: dict[str, Growing] = {}
        self._last: dict[str, dict[str, Any]] = {}

    def feed(self, event: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Take the next event and yield those that are certain by now, restored."""
        run = event["run_id"]
        labels: dict[str, Any] = {
            key: self._walker.value(event[key], "system")
            for key in ("name", "tags", "metadata")
            if key in event
        }
        event = {**event, **labels}
        data = event["data"]
        if event["event"].endswith("_stream"):
            if run not in self._runs:
                self._runs[run] = Growing(self._restore)
            self._last[run] = event
            yield {**event, "data": {**data, "chunk": self._runs[run].feed(data["chunk"])}}
            return
        if run in self._runs and event["event"].endswith(("_end", "_error")):
            last = self._last.pop(run)
            for tail in self._runs.pop(run).flush():
                yield {**last, "data": {**last["data"], "chunk": tail}}
        yield {**event, "data": {k: self._walker.value(v, "assistant") for k, v in data.items()}}


class LogPatches:
    """Restores the operations of run log patches.

    Args:
        restore: How texts are restored.
    """

    def __init__(self, restore: Restore) -> None:
        self._walker = GraphWalker(restore)
        self._restore = restore
        self._lists: dict[str, Growing] = {}

    def feed(self, ops: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Take the operations of one patch and return them restored."""
        return [done for op in ops for done in self._op(op)]

    def _op(self, op: dict[str, Any]) -> Iterator[dict[str, Any]]:
        path = op["path"]
        if path.endswith(("/streamed_output/-", "/streamed_output_str/-")):
            if path not in self._lists:
                self._lists[path] = Growing(self._restore)
            yield {**op, "value": self._lists[path].feed(op["value"])}
            return
        if path.endswith("/final_output"):
            yield from self._tails(path.removesuffix("/final_output"))
        yield {**op, "value": self._walker.value(op.get("value"), "assistant")}

    def _tails(self, run: str) -> Iterator[dict[str, Any]]:
        for path in [path for path in self._lists if path.startswith(f"{run}/streamed_output")]:
            for tail in self._lists.pop(path).flush():
                yield {"op": "add", "path": path, "value": tail}
