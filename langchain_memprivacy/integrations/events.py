"""The events of `astream_events` (v1, v2) and the patches of `astream_log`, restored."""

from __future__ import annotations

from typing import Any

from ..messages import Restore
from .graph_values import GraphWalker
from .growing import Growing, Pieces

Event = dict[str, Any]


class Events:
    """Restores events; what a run streams grows piece by piece, all else comes whole.

    Args:
        restore: How texts are restored.
        root: What the outermost run streams.
    """

    def __init__(self, restore: Restore, root: Pieces) -> None:
        self._restore = restore
        self._walker = GraphWalker(restore)
        self._root: Pieces | None = root
        self._runs: dict[str, Pieces] = {}
        self._last: dict[str, Event] = {}
        self._custom: dict[str, dict[str, tuple[Growing, Event]]] = {}

    def is_quick(self, event: Event) -> bool:
        """Tell whether an event carries a token."""
        run = self._runs.get(event["run_id"])
        if run is None or not event["event"].endswith("_stream"):
            return False
        return run.is_quick(event["data"]["chunk"])

    def feed(self, event: Event) -> list[Event]:
        """Take the next event and return those that are certain by now, restored."""
        run, kind = event["run_id"], event["event"]
        if self._root is not None:
            self._runs[run], self._root = self._root, None  # the first event is its
        labels: Event = {
            key: self._walker.value(event[key], "system")
            for key in ("name", "tags", "metadata")
            if key in event
        }
        shown = {**event, **labels}
        data = event["data"]
        if kind == "on_custom_event":
            named = self._custom.setdefault(run, {})
            growing, _ = named.get(event["name"]) or (Growing(self._restore), None)
            named[event["name"]] = growing, shown
            return [{**shown, "data": piece} for piece in growing.feed(data)]
        if kind.endswith("_stream"):
            if run not in self._runs:
                self._runs[run] = Growing(self._restore)
            self._last[run] = shown
            return [_streamed(shown, piece) for piece in self._runs[run].feed(data["chunk"])]
        before: list[Event] = []
        if kind.endswith(("_end", "_error")):
            for growing, last in self._custom.pop(run, {}).values():
                before += [{**last, "data": piece} for piece in growing.flush()]
        if run in self._last and kind.endswith(("_end", "_error")):
            last = self._last.pop(run)
            before += [_streamed(last, piece) for piece in self._runs.pop(run).flush()]
        whole = {key: self._walker.value(item, "assistant") for key, item in data.items()}
        return [*before, {**shown, "data": whole}]


def _streamed(event: Event, piece: Any) -> Event:
    return {**event, "data": {**event["data"], "chunk": piece}}


class LogPatches:
    """Restores the operations of run log patches.

    Args:
        restore: How texts are restored.
        root: What the outermost run streams.
    """

    def __init__(self, restore: Restore, root: Pieces) -> None:
        self._walker = GraphWalker(restore)
        self._restore = restore
        self._lists: dict[str, Pieces] = {"/streamed_output/-": root}

    def feed(self, ops: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Take the operations of one patch and return them restored."""
        return [done for op in ops for done in self._op(op)]

    def flush(self) -> list[dict[str, Any]]:
        """Return operations for what is held back; the log has ended."""
        return self._tails(list(self._lists))

    def _op(self, op: dict[str, Any]) -> list[dict[str, Any]]:
        path = op["path"]
        if path.endswith(("/streamed_output/-", "/streamed_output_str/-")):
            if path not in self._lists:
                self._lists[path] = Growing(self._restore)
            return [{**op, "value": piece} for piece in self._lists[path].feed(op["value"])]
        before: list[dict[str, Any]] = []
        if path.startswith("/logs/") and path.endswith("/final_output"):
            run = path.removesuffix("final_output")
            before = self._tails([one for one in self._lists if one.startswith(run)])
        if "value" in op:
            op = {**op, "value": self._walker.value(op["value"], "assistant")}
        return [*before, op]

    def _tails(self, paths: list[str]) -> list[dict[str, Any]]:
        return [
            {"op": "add", "path": path, "value": tail}
            for path in paths
            for tail in self._lists.pop(path).flush()
        ]
