"""How host and worker talk: JSON values, each after its length in four bytes, over pipes.

Pipes are raw (unbuffered) files: they have no locks that a fork could leave locked.
"""

from __future__ import annotations

import json
from io import RawIOBase
from typing import Any

_HEADER = 4
LARGEST = 1 << 30
"""Bytes of the largest frame; a greater length means that something else wrote there."""

Value = dict[str, Any]


def send(pipe: RawIOBase, value: Value) -> None:
    """Write one value.

    Raises:
        OSError: The other end is gone.
    """
    # As UTF-8, not as escapes: two lone surrogates would come back as one character,
    # and every offset after them would be wrong.
    data = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    rest = memoryview(len(data).to_bytes(_HEADER, "big") + data)
    while rest:
        rest = rest[pipe.write(rest) or 0 :]


def receive(pipe: RawIOBase) -> Value | None:
    """Read one value; None where the other end is gone.

    Raises:
        ValueError: What came is no frame.
    """
    header = _exactly(pipe, _HEADER)
    if header is None:
        return None
    size = int.from_bytes(header, "big")
    if size > LARGEST:
        raise ValueError("not a frame")
    data = _exactly(pipe, size)
    if data is None:
        return None
    value = json.loads(data.decode("utf-8", "surrogatepass"))
    if not isinstance(value, dict):
        raise ValueError("not a frame")  # noqa: TRY004  # wrong bytes, not a wrong argument
    return value


def _exactly(pipe: RawIOBase, count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        part = pipe.read(min(count - len(data), 1 << 20))
        if not part:
            return None
        data += part
    return bytes(data)
