"""A LangGraph server on the loopback: the part of its API that `RemoteGraph` uses, byte by byte kept.

A real compiled graph runs behind it.
"""

from __future__ import annotations

import json
import re
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from langchain_core.messages import BaseMessage
from langgraph.types import Command, Interrupt, Send, StateSnapshot

from langchain_memprivacy.testing.loopback import Values, assert_clean
from langchain_memprivacy.testing.loopback.records import Record
from langchain_memprivacy.testing.loopback.wire import Connection, WireServer

_ROUTES = {
    "run": re.compile(r"(?:/threads/(?P<thread>[^/]+))?/runs/stream"),
    "state": re.compile(r"/threads/(?P<thread>[^/]+)/state(?:/checkpoint)?"),
    "history": re.compile(r"/threads/(?P<thread>[^/]+)/history"),
    "drawing": re.compile(r"/assistants/[^/]+/graph"),
}
_EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


class GraphServer:
    """Serves one graph.

    Args:
        graph: A compiled graph with a checkpointer.

    Attributes:
        received: The requests, as they came.
        sent: All event streams and answers.
    """

    def __init__(self, graph: Any) -> None:
        self.graph = graph
        self.received: list[Record] = []
        self.sent: list[bytes] = []
        self._server = WireServer(self._answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()
        if self._server.errors:
            raise self._server.errors[0]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def wire(self) -> bytes:
        return b"\n".join([*(record.data for record in self.received), *self.sent])

    def assert_clean(self, values: Values) -> None:
        """No value came, and none was sent back."""
        assert self.received
        assert_clean(
            {
                "requests": b"\n".join(r.data for r in self.received),
                "answers": b"\n".join(self.sent),
            },
            values,
        )

    def _answer(self, record: Record, connection: Connection) -> None:
        self.received.append(record)
        asked = json.loads(record.body) if record.body else {}
        for name, route in _ROUTES.items():
            if match := route.fullmatch(record.route):
                found = {key: unquote(part) for key, part in match.groupdict().items() if part}
                thread = found.get("thread")
                if name == "run":
                    self._run(asked, thread, connection)
                    return
                if name == "state" and record.method == "POST" and "values" in asked:
                    body = self._update(asked, thread)
                elif name == "state":
                    asked |= {k: v[0] for k, v in parse_qs(urlsplit(record.path).query).items()}
                    subgraphs = str(asked.get("subgraphs")).lower() == "true"
                    body = _state(
                        self.graph.get_state(
                            _config(thread, asked.get("checkpoint")), subgraphs=subgraphs
                        )
                    )
                elif name == "history":
                    states = self.graph.get_state_history(
                        _config(thread), filter=asked.get("metadata"), limit=asked.get("limit")
                    )
                    body = [_state(state) for state in states]
                else:
                    body = self.graph.get_graph().to_json()
                self.sent.append(_json(body))
                connection.whole(200, json.loads(_json(body)))
                return
        connection.whole(404, {"detail": "not there"})

    def _run(self, asked: dict[str, Any], thread: str | None, connection: Connection) -> None:
        given = asked.get("config") or {}
        config = {
            **given,
            "configurable": {**given.get("configurable", {}), "thread_id": thread or "none"},
        }
        command = asked.get("command")
        modes = ["messages" if mode == "messages-tuple" else mode for mode in asked["stream_mode"]]
        connection.wfile.write(_EVENTS)

        def send(event: str, data: Any) -> None:
            said = f"event: {event}\ndata: ".encode() + _json(data) + b"\n\n"
            self.sent.append(said)
            connection.wfile.write(said)
            connection.wfile.flush()

        send("metadata", {"run_id": "1ef4a9b8-d7da-679a-a45a-872054341df2"})
        subgraphs = bool(asked.get("stream_subgraphs"))
        try:
            for part in self.graph.stream(
                Command(**command) if command else asked.get("input"),
                config,
                stream_mode=modes,
                subgraphs=subgraphs,
                context=asked.get("context"),
                interrupt_before=asked.get("interrupt_before"),
            ):
                where, mode, data = part if subgraphs else ((), *part)
                send("|".join([mode, *where]), data)
        except ValueError as error:
            send("error", {"error": type(error).__name__, "message": str(error)})

    def _update(self, asked: dict[str, Any], thread: str | None) -> Any:
        config = _config(thread, asked.get("checkpoint"))
        updated = self.graph.update_state(config, asked["values"], asked.get("as_node"))
        return {"checkpoint": updated["configurable"]}


def _config(thread: str | None, checkpoint: dict[str, Any] | None = None) -> dict[str, Any]:
    held = {key: value for key, value in (checkpoint or {}).items() if value is not None}
    return {"configurable": {"thread_id": thread, **held}}


def _state(state: StateSnapshot) -> dict[str, Any]:
    return {
        "values": state.values,
        "next": state.next,
        "checkpoint": _checkpoint(state.config),
        "metadata": state.metadata or {},
        "created_at": state.created_at,
        "parent_checkpoint": state.parent_config and _checkpoint(state.parent_config),
        "tasks": [
            {
                "id": task.id,
                "name": task.name,
                "error": task.error and str(task.error),
                "interrupts": task.interrupts,
                "checkpoint": None,
                "state": _state(task.state) if isinstance(task.state, StateSnapshot) else None,
                "result": task.result,
            }
            for task in state.tasks
        ],
        "interrupts": state.interrupts,
    }


def _checkpoint(config: Any) -> dict[str, Any]:
    names = ("thread_id", "checkpoint_ns", "checkpoint_id")
    return {name: config["configurable"].get(name, "") for name in names}


def _json(value: Any) -> bytes:
    return json.dumps(value, default=_plain, ensure_ascii=False).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, BaseMessage):
        return value.model_dump(mode="json")
    if isinstance(value, Interrupt):
        return {"value": value.value, "id": value.id}
    if isinstance(value, Send):
        return {"node": value.node, "input": value.arg}
    return str(value)
