"""A chat-completions server on the loopback that records every byte it is sent.

It answers by echoing the placeholders of the last message, in deltas shorter than any
of them, and can be told to fail in the ways that real servers do.
"""

from __future__ import annotations

import json
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PLACEHOLDER = re.compile(r"<[A-Z][A-Z0-9_]*_[1-9][0-9]*>")
DELTA = 3


class OpenAIServer(socketserver.ThreadingTCPServer):
    """Speaks `/v1/chat/completions`, streaming and whole.

    Attributes:
        received: Every request, headers and body, as its bytes arrived.
        fault: None, an HTTP status to answer with, or `"broken"` to stop inside an answer.
        quote: Text that error bodies and broken answers contain, to see where it goes.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.received: list[bytes] = []
        self.fault: int | str | None = None
        self.quote = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def bodies(self) -> list[dict]:
        return [json.loads(data.partition(b"\r\n\r\n")[2]) for data in self.received]


@contextmanager
def serving() -> Iterator[OpenAIServer]:
    """Run a server for the length of a block."""
    with OpenAIServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Request(socketserver.StreamRequestHandler):
    server: OpenAIServer

    def handle(self) -> None:
        data = b""
        while line := self.rfile.readline():
            data += line
            if line == b"\r\n":
                break
        length = re.search(rb"(?im)^content-length: *(\d+)", data)
        data += self.rfile.read(int(length[1])) if length else b""
        if not data:
            return
        self.server.received.append(data)
        if isinstance(self.server.fault, int):
            error = {
                "error": {"message": f"refused: {self.server.quote}", "type": "x", "code": "x"}
            }
            self._whole(self.server.fault, error)
            return
        asked = json.loads(data.partition(b"\r\n\r\n")[2])
        answer = self._answer(asked["messages"])
        if asked.get("stream"):
            self._stream(answer)
        else:
            message = {"role": "assistant", "content": answer}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            self._whole(200, {**_HEAD, "object": "chat.completion", "choices": [choice]})

    def _answer(self, messages: list[dict]) -> str:
        found = dict.fromkeys(PLACEHOLDER.findall(str(messages[-1]["content"])))
        return f"I hold {' and '.join(found)}, no more." if found else "I hold nothing."

    def _whole(self, status: int, body: dict) -> None:
        data = json.dumps(body).encode()
        # The client would repeat what failed, after a while; tests need not wait for that.
        head = (
            f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nx-should-retry: false\r\n"
            f"Content-Length: {len(data)}\r\nConnection: close\r\n\r\n"
        )
        self.wfile.write(head.encode() + data)

    def _stream(self, answer: str) -> None:
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        )
        parts = [answer[i : i + DELTA] for i in range(0, len(answer), DELTA)]
        for part in parts if self.server.fault is None else parts[:2]:
            self._event(_delta({"role": "assistant", "content": part}, None))
        if self.server.fault is None:
            self._event(_delta({}, "stop"))
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")

    def _event(self, data: dict) -> None:
        self._chunk(b"data: " + json.dumps(data).encode() + b"\n\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


_HEAD = {"id": "chatcmpl-1", "created": 1, "model": "stand-in"}


def _delta(delta: dict, reason: str | None) -> dict:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return {**_HEAD, "object": "chat.completion.chunk", "choices": [choice]}
