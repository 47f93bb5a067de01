"""The loopback cloud: a real HTTP server that records every byte it is sent."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any, Self

from . import chat, embeddings, responses, traces
from .leaks import Leak, Search, Values, fail_on
from .records import Record
from .replies import Fault, Reply, Script, choose, echo
from .wire import Connection, WireServer

_MODELS = {"/v1/chat/completions": chat, "/v1/responses": responses}
_EMBEDDINGS = "/v1/embeddings"


class Loopback:
    """A cloud on 127.0.0.1: models, embeddings, trace collection, and anything else.

    It plays `/v1/chat/completions`, `/v1/responses`, `/v1/embeddings` and LangSmith's
    endpoints, answers anything else with `{}`, and keeps what it was sent. Each connection
    carries one request. It serves from construction until `close`, or the end of a `with`
    block, which also raises what went wrong in a scripted callable.

    Args:
        reply: What the models say: a text, a `Reply`, a `Fault`, a callable that makes one
            of these from the request's JSON, or a list of these, one a request, of which
            the last is repeated. Left out, they name the placeholders of the last message.
        delta: Characters in one streamed piece; by default less than any placeholder.

    Attributes:
        reply: As given; may be changed between requests (`clear` starts a list anew).
        delta: As given; may be changed between requests.
        fault: A failure in place of every answer whose path it names, until set to None.
        received: The requests, in the order in which they had arrived.
    """

    def __init__(self, reply: Script = echo, *, delta: int = 3) -> None:
        self.reply, self.delta = reply, delta
        self.fault: Fault | None = None
        self.received: list[Record] = []
        self._lock = threading.Lock()
        self._turn = 0
        self._server = WireServer(self._answer)

    @property
    def url(self) -> str:
        """The root, for LangSmith's `api_url` and for requests of your own."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def base_url(self) -> str:
        """What OpenAI's clients call their base URL."""
        return f"{self.url}/v1"

    @property
    def wire(self) -> bytes:
        """All that was received, bodies decoded."""
        return b"\n".join(record.data for record in self._records())

    def requests(self, path_part: str = "") -> list[Any]:
        """Parse the JSON bodies of requests, leaving out those that hold none.

        Args:
            path_part: Only requests with this in their path.
        """
        found = []
        for record in self._records():
            if path_part in record.path:
                try:
                    found.append(record.json())
                except ValueError:
                    continue
        return found

    def leaks(self, values: Values, fragment: int | None = None) -> list[Leak]:
        """Find private values in what was received.

        Args:
            values: What must not be there: a sequence, or a mapping from safe labels.
            fragment: The length, 6 or more, from which a piece of a value counts too.

        Returns:
            The value's index or label, and the place, such as
            `POST /v1/chat/completions body (base64)`: never the value.

        Raises:
            ValueError: A request cannot be searched, a value is empty, or `fragment` is too
                small.
        """
        records = self._records()
        for record in records:
            if record.opaque:
                msg = (
                    f"{record!r} cannot be searched: {record.opaque}; have the client send text"
                    " (OpenAIEmbeddings: check_embedding_ctx_length=False; zstd: install zstandard)"
                )
                raise ValueError(msg)
        search = Search(values, fragment)
        found = [leak for record in records for leak in record.leaks(search)]
        return list(dict.fromkeys(found))

    def assert_clean(self, values: Values, fragment: int | None = None) -> None:
        """Fail if a private value was received; arguments and errors as for `leaks`.

        Raises:
            AssertionError: One was; the message names labels and places only.
        """
        fail_on(self.leaks(values, fragment))

    def clear(self) -> None:
        """Forget what was received, and start a list of replies from its beginning."""
        with self._lock:
            self.received.clear()
            self._turn = 0

    def close(self) -> None:
        """Stop serving and end open connections; again is no error."""
        self._server.close()

    @property
    def errors(self) -> list[Exception]:
        """What scripted callables raised; their clients got status 500."""
        return self._server.errors

    def _records(self) -> list[Record]:
        with self._lock:
            return list(self.received)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        if error is None and self.errors:
            raise self.errors[0]

    def __repr__(self) -> str:
        return f"Loopback({self.url}, {len(self.received)} requests)"

    def _answer(self, record: Record, connection: Connection) -> None:
        with self._lock:
            self.received.append(record)
        fault = self.fault if self.fault and self.fault.path in record.path else None
        if fault and fault.kind != "broken":
            _fail(connection, fault)
        elif record.method == "POST" and (record.route in _MODELS or record.route == _EMBEDDINGS):
            try:
                self._model(record, connection, fault)
            except OSError:
                raise  # the client has gone
            except Exception:
                _fail(connection, Fault(500, "a scripted reply, or the request, is in error"))
                raise
        else:
            connection.whole(*traces.answer(record), broken=fault is not None)

    def _model(self, record: Record, connection: Connection, fault: Fault | None) -> None:
        asked = record.json()
        if record.route == _EMBEDDINGS:
            connection.whole(200, embeddings.answer(asked), broken=fault is not None)
            return
        with self._lock:
            turn, self._turn = self._turn, self._turn + 1
        reply = choose(self.reply, turn, asked)
        if isinstance(reply, Fault):
            if reply.kind != "broken":
                _fail(connection, reply)
                return
            fault, reply = reply, Reply("I hold back the rest of this.")
        api = _MODELS[record.route]
        if asked.get("stream"):
            events = api.events(asked, reply, turn, self.delta)
            connection.stream(events, named=api is responses, broken=fault is not None)
        else:
            connection.whole(200, api.whole(asked, reply, turn), broken=fault is not None)


def _fail(connection: Connection, fault: Fault) -> None:
    error = {"message": f"refused: {fault.quote}", "type": "loopback", "code": "loopback"}
    retry = "true" if fault.retry else "false"
    connection.whole(int(fault.kind), {"error": error}, f"x-should-retry: {retry}\r\n")
