"""What the loopback cloud was sent: reads requests and keeps every byte."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from .leaks import Leak, Search, describe

KNOWN = (
    "/v1/chat/completions", "/v1/responses", "/v1/embeddings",
    "/info", "/runs", "/runs/batch", "/runs/multipart", "/feedback", "/datasets", "/examples",
)  # fmt: skip
"""Paths that may be shown without looking: nobody's value is among them."""


@dataclass(frozen=True)
class Record:
    """One request, as it came. Shows its size only, never what it holds.

    Attributes:
        method: The HTTP method.
        path: The path with its query, as it came.
        line: The request line.
        headers: The header lines, as they came.
        raw: The body as it came, without chunked framing.
        body: The body after content decoding.
        opaque: Why the body cannot be read or searched; empty where it can.
    """

    method: str = field(repr=False)
    path: str = field(repr=False)
    line: bytes = field(repr=False)
    headers: bytes = field(repr=False)
    raw: bytes = field(repr=False)
    body: bytes = field(repr=False)
    opaque: str = ""

    def __repr__(self) -> str:
        path = self.path if self.path in KNOWN else "..."
        return f"Record({self.method[:7]} {path}, {len(self.data)} bytes)"

    @property
    def data(self) -> bytes:
        """All that arrived, the body decoded."""
        return self.line + self.headers + b"\r\n" + self.body

    @property
    def route(self) -> str:
        """The path without its query."""
        return urlsplit(self.path).path

    def json(self) -> Any:
        """Parse the body.

        Raises:
            ValueError: The body is not JSON.
        """
        return json.loads(self.body)

    def leaks(self, search: Search) -> Iterator[Leak]:
        """Yield which values stand in which part; a path that holds one is not shown."""
        in_line = search.find(self.line)
        name = f"{self.method} {self.path if self.path in KNOWN else self.route}"
        if in_line:
            name = "a request with a path not shown here"
        for part, found in (
            ("line", in_line),
            ("headers", search.find(self.headers)),
            ("body", search.find(self.body)),
        ):
            for leak in found:
                yield Leak(leak.label, describe(f"{name} {part}", leak.place))


def read_request(source: BinaryIO, goes_on: Any) -> Record | None:
    """Read one request.

    Args:
        source: The connection.
        goes_on: Called where the client waits for permission to send the body.

    Returns:
        The request, or None where the connection ended before one.
    """
    line = source.readline()
    if not line.strip():
        return None
    method, _, rest = line.decode("latin-1").strip().partition(" ")
    lines = []
    while (header := source.readline()) not in {b"\r\n", b"\n", b""}:
        lines.append(header)
    headers = b"".join(lines)
    if _header(headers, "expect"):
        goes_on()
    raw = (
        _chunks(source)
        if "chunked" in _header(headers, "transfer-encoding")
        else source.read(int(_header(headers, "content-length") or 0))
    )
    body, opaque = _decoded(raw, _header(headers, "content-encoding"))
    path = rest.rpartition(" ")[0]
    return Record(method, path, line, headers, raw, body, opaque or _tokens(path, body))


def _header(headers: bytes, name: str) -> str:
    found = re.search(rf"(?im)^{name}[ \t]*:[ \t]*(.*?)\r?$".encode(), headers)
    return found[1].decode("latin-1").lower() if found else ""


def _chunks(source: BinaryIO) -> bytes:
    data = b""
    while size := int(source.readline().partition(b";")[0].strip() or b"0", 16):
        data += source.read(size)
        source.readline()
    while source.readline().strip():
        pass  # trailers
    return data


def _decoded(raw: bytes, encodings: str) -> tuple[bytes, str]:
    for encoding in reversed([name.strip() for name in encodings.split(",") if name.strip()]):
        try:
            raw = _decode(raw, encoding)
        except (OSError, EOFError, ValueError, zlib.error, ImportError) as error:
            return raw, f"content encoding not decoded ({type(error).__name__})"
    return raw, ""


def _decode(raw: bytes, encoding: str) -> bytes:
    if encoding in {"gzip", "x-gzip"}:
        return gzip.decompress(raw)
    if encoding == "deflate":
        # Some send the bare stream that the name suggests.
        return zlib.decompress(raw, zlib.MAX_WBITS if raw[:1] == b"\x78" else -zlib.MAX_WBITS)
    if encoding == "zstd":
        return _zstd(raw)
    if encoding == "identity":
        return raw
    raise ValueError(encoding)


def _zstd(raw: bytes) -> bytes:
    try:
        import zstandard  # noqa: PLC0415 - optional, with the LangSmith client
    except ImportError:
        zstd = import_module("compression.zstd")  # from Python 3.14
        return bytes(zstd.decompress(raw))
    try:
        reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
        return bytes(reader.read())
    except zstandard.ZstdError as error:
        raise ValueError("damaged") from error


def _tokens(path: str, body: bytes) -> str:
    """Say that token numbers are no text: a search would find nothing in them."""
    if not path.endswith("/embeddings"):
        return ""
    try:
        asked = json.loads(body)["input"]
    except (ValueError, KeyError, TypeError):
        return ""
    first = asked[0] if isinstance(asked, list) and asked else asked
    first = first[0] if isinstance(first, list) and first else first
    return "token numbers in place of text" if isinstance(first, int) else ""
