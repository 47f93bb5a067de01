"""Text that travels as bytes: base64 blocks, data URLs, byte strings.

What is not text (pictures, sound, PDF) cannot be read here and passes as it is.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote

Rewrite = Callable[[str], str]

DATA = frozenset({"data", "base64", "file_data"})
"""Keys that hold base64 where a block says what kind of media it is."""

_TEXTUAL = re.compile(
    r"(?:text/|application/(?:[\w.+-]*json|[\w.+-]*xml|yaml|csv|javascript))", re.IGNORECASE
)
_DATA_URL = re.compile(
    r"data:(?P<kind>[\w.+/-]*)(?P<more>(?:;[\w.=+-]*?)*?)(?P<coded>;base64)?,", re.IGNORECASE
)
_CODED = re.compile(r"[A-Za-z0-9+/_-]*")
_LONG = 512
_KINDS = ("mime_type", "media_type", "format", "mimetype")


def is_media(block: Mapping[Any, Any]) -> bool:
    """Tell whether a dict describes media, so that its data is not prose."""
    described = any(isinstance(block.get(kind), str) for kind in _KINDS)
    return (described or block.get("type") == "base64") and not DATA.isdisjoint(block)


def is_binary(text: str) -> bool:
    """Tell whether a long string is base64 of something that is not text."""
    if len(text) < _LONG or not _CODED.fullmatch(text, 0, _LONG):
        return False
    return _CODED.fullmatch(text.rstrip("=")) is not None and _decoded(text) is None


def in_base64(block: Mapping[Any, Any], data: str, rewrite: Rewrite) -> str:
    """Rewrite the text in the base64 data of a block, where it is text."""
    url = in_data_url(data, rewrite)
    if url is not None:
        return url
    kind = next((str(block[kind]) for kind in _KINDS if block.get(kind)), "")
    if not _TEXTUAL.match(kind):
        return data if is_media(block) or _decoded(data) is None else rewrite(data)
    plain = _decoded(data)
    if plain is None:
        return rewrite(data)
    rewritten = rewrite(plain)
    return data if rewritten == plain else _encoded(rewritten)


def in_data_url(text: str, rewrite: Rewrite) -> str | None:
    """Rewrite the text in a `data:` URL; None where the text is no such URL."""
    match = _DATA_URL.match(text) if text[:5].lower() == "data:" else None
    if match is None:
        return None
    if match["kind"] and not _TEXTUAL.match(match["kind"]):
        return text
    body = text[match.end() :]
    plain = _decoded(body) if match["coded"] else unquote(body)
    if plain is None:
        return text
    rewritten = rewrite(plain)
    if rewritten == plain:
        return text
    return match[0] + (_encoded(rewritten) if match["coded"] else quote(rewritten))


def in_bytes(data: bytes, rewrite: Rewrite) -> bytes:
    """Rewrite a byte string that is text."""
    try:
        plain = data.decode()
    except UnicodeDecodeError:
        return data
    rewritten = rewrite(plain)
    return data if rewritten == plain else rewritten.encode()


def _decoded(data: str) -> str | None:
    try:
        return base64.b64decode(data, validate=True).decode()
    except (binascii.Error, ValueError):
        return None


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
