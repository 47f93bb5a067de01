"""The few routes of a model hub, on 127.0.0.1: what a repository is, and its files."""

from __future__ import annotations

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class HubServer:
    """Serves folders as repositories, and notes each request; use it in a `with` block.

    Args:
        repositories: Folders by their id, `owner/name`.
        licence: What their cards name.

    Attributes:
        requests: Methods and paths, in order.
        url: For `HF_ENDPOINT`.
    """

    def __init__(self, repositories: dict[str, Path], licence: str | None = "mit") -> None:
        self.requests: list[tuple[str, str]] = []
        self._repositories, self._licence = repositories, licence
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                hub._answer(self)

            def do_HEAD(self) -> None:
                hub._answer(self)

            def log_message(self, *_: object) -> None:
                """Keep the test's output clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def downloads(self) -> list[str]:
        """Return the names of the files that were downloaded."""
        return sorted({path.rpartition("/")[2] for method, path in self.requests
                       if method == "GET" and "/resolve/" in path})  # fmt: skip

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = unquote(urlsplit(handler.path).path)
        self.requests.append((handler.command, path))
        for name, folder in self._repositories.items():
            if path in {f"/api/models/{name}", f"/api/models/{name}/revision/{COMMIT}",
                        f"/api/models/{name}/revision/main"}:  # fmt: skip
                return self._send(handler, 200, json.dumps(self._about(name, folder)).encode(), {})
            for revision in (COMMIT, "main"):
                start = f"/{name}/resolve/{revision}/"
                file = folder / path.removeprefix(start)
                if path.startswith(start) and file.is_file():
                    data = file.read_bytes()
                    etag = hashlib.sha256(data).hexdigest()
                    heads = {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT}
                    return self._send(handler, 200, data, heads)
        known = any(path.startswith((f"/{n}/", f"/api/models/{n}/")) for n in self._repositories)
        code = "RevisionNotFound" if known else "RepoNotFound"
        return self._send(handler, 404, b"{}", {"X-Error-Code": code})

    def _about(self, name: str, folder: Path) -> dict[str, object]:
        files = sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())
        card = {} if self._licence is None else {"license": self._licence}
        return {
            "id": name,
            "modelId": name,
            "sha": COMMIT,
            "private": False,
            "tags": [],
            "downloads": 0,
            "cardData": card,
            "siblings": [{"rfilename": file} for file in files],
        }

    def _send(self, handler, status: int, data: bytes, heads: dict[str, str]) -> None:
        handler.send_response(status)
        for name, value in heads.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        if handler.command == "GET":
            handler.wfile.write(data)
