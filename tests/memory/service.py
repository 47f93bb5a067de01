"""A memory service on 127.0.0.1: answers by route, keeps its state and every byte it was sent."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl, unquote, urlsplit

from langchain_memprivacy.testing.loopback import assert_clean
from langchain_memprivacy.testing.loopback.wire import WireServer


class Service:
    """Subclasses list `routes`: method, pattern of the path, name of the method that answers."""

    routes: tuple[tuple[str, str, str], ...] = ()

    def __init__(self):
        self.received = []
        self._server = WireServer(self._serve)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self._server.close()
        if error is None and self._server.errors:
            raise self._server.errors[0]

    @property
    def wire(self):
        """All that was received."""
        return b"\n".join(record.data for record in self.received)

    def assert_clean(self, values, digits=()):
        """No value arrived, nor six characters of one; of pure digits, ten."""
        data = {
            f"request {i}": unquote(r.data.decode("utf-8", "replace").replace("+", " ")).encode()
            for i, r in enumerate(self.received)
        }
        for places in (self.wire, data):
            assert_clean(places, values, fragment=6)
            if digits:
                assert_clean(places, digits, fragment=10)

    def bodies(self, path_part=""):
        """The JSON bodies of requests with this in their path."""
        return [json.loads(r.body) for r in self.received if path_part in r.path and r.body]

    def _serve(self, record, connection):
        self.received.append(record)
        parts = urlsplit(record.path)
        query = dict(parse_qsl(parts.query))
        for method, pattern, name in self.routes:
            match = re.fullmatch(pattern, parts.path)
            if method == record.method and match:
                body = json.loads(record.body) if record.body else {}
                ids = [unquote(group) for group in match.groups()]
                status, answer = getattr(self, name)(*ids, body=body, query=query)
                connection.whole(status, answer)
                return
        connection.whole(404, {"detail": f"no such route: {record.method} {parts.path}"})
