"""HTTP/1.1 on the loopback: takes requests, sends whole answers and event streams."""

from __future__ import annotations

import json
import socket
import socketserver
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any, cast

from .records import Record, read_request

PATIENCE = 30
"""Seconds that a client may pause inside a request."""
BROKEN_AFTER = 3
"""Deltas of a broken stream: it has begun, and some of its text is there."""

_CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
    b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
)


class Connection(socketserver.StreamRequestHandler):
    """One connection, which carries one request."""

    server: WireServer
    timeout = PATIENCE

    def handle(self) -> None:
        """Read the request and have it answered."""
        go_on = b"HTTP/1.1 100 Continue\r\n\r\n"
        record = read_request(cast("Any", self.rfile), lambda: self.wfile.write(go_on))
        if record is not None:
            self.server.answer(record, self)

    def whole(self, status: int, body: Any, more: str = "", *, broken: bool = False) -> None:
        """Send a JSON body; a broken one ends in its middle.

        Args:
            status: The HTTP status.
            body: What to send as JSON.
            more: Header lines, each with its line end.
            broken: Whether the connection ends before the body does.
        """
        data = json.dumps(body).encode()
        head = (
            f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{more}"
            f"Content-Length: {len(data)}\r\nConnection: close\r\n\r\n"
        )
        self.wfile.write(head.encode() + (data[: len(data) // 2] if broken else data))

    def stream(
        self, events: Iterable[dict[str, Any]], *, named: bool, broken: bool = False
    ) -> None:
        """Send server-sent events.

        Args:
            events: Their data.
            named: Whether each carries its type as its name, as in the Responses API;
                else `[DONE]` ends them, as in chat completions.
            broken: Whether the connection ends after a few deltas.
        """
        self.wfile.write(_CHUNKED)
        deltas = 0
        for event in events:
            data = json.dumps(event)
            name = f"event: {event['type']}\n" if named else ""
            self._chunk(f"{name}data: {data}\n\n".encode())
            deltas += "delta" in data
            if broken and deltas == BROKEN_AFTER:
                return
        if not named:
            self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


class WireServer(socketserver.ThreadingTCPServer):
    """Serves on a free port of 127.0.0.1, a thread a connection, from construction on.

    Args:
        answer: Called with each request and the connection to answer on.

    Attributes:
        errors: What `answer` raised, other than that a client had gone.
    """

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256  # more connections at once than any test makes

    def __init__(self, answer: Callable[[Record, Connection], None]) -> None:
        self.answer = answer
        self.errors: list[Exception] = []
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), Connection)
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that it can be ended."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection and end it."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep the error in place of printing it."""
        del request, client_address
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, OSError):
            self.errors.append(error)

    def close(self) -> None:
        """Stop serving and end open connections; again is no error."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        self.server_close()
        with self._lock:
            for request in self._open:
                try:
                    request.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # its client was faster
