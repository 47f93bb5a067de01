"""Text that travels as bytes: base64 blocks, data URLs, byte strings.

What is not text (pictures, sound, PDF) cannot be read here and passes as it is.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Rewrite = Callable[[str], str]

DATA = frozenset({"data", "base64", "file_data"})
"""Keys that hold base64 where a block says what kind of media it is."""

_DATA_URL = re.compile(r"data:[^,\s]{0,200};base64,", re.IGNORECASE)
_CODED = re.compile(r"[A-Za-z0-9+/_-]*={0,2}")
_LONG = 512
_SHORT = 64
_BARE = 16
_KINDS = ("mime_type", "media_type", "format", "mimetype")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Bytes that no text has, and pictures have soon."""


class _Base64(NamedTuple):
    """What base64 stands for, and how it was written."""

    data: bytes
    url_safe: bool
    padded: bool

    def write(self, data: bytes) -> str:
        coded = base64.b64encode(data, b"-_" if self.url_safe else None).decode()
        return coded if self.padded else coded.rstrip("=")


def is_media(block: Mapping[Any, Any]) -> bool:
    """Tell whether a dict describes media, so that its data may be no prose."""
    described = any(isinstance(block.get(kind), str) for kind in _KINDS)
    return (described or block.get("type") == "base64") and not DATA.isdisjoint(block)


def is_binary(text: str) -> bool:
    """Tell whether a long string is base64 of something that is not text."""
    if len(text) < _LONG or not _CODED.fullmatch(text, 0, _LONG) or not _is_mixed(text[:_LONG]):
        return False
    coded = _read(text)
    return coded is not None and _plain(coded.data) is None


def _is_mixed(text: str) -> bool:
    # Words in a row use few characters, mostly small letters; bytes use all of them.
    kinds = (str.isupper, str.islower, str.isdigit)
    return all(sum(map(kind, text)) * 20 > len(text) for kind in kinds) and len(set(text)) >= 40


def in_base64(data: str, rewrite: Rewrite) -> str:
    """Rewrite the data of a block, where it is text: in base64, or as it stands."""
    url = in_data_url(data, rewrite)
    if url is not None:
        return url
    coded = _read("".join(data.split()))
    if coded is None:
        return rewrite(data)
    rewritten = in_bytes(coded.data, rewrite)
    if rewritten != coded.data:
        return coded.write(rewritten)
    # A word may happen to be base64 of something.
    return rewrite(data) if len(data) < _SHORT else data


def in_bare_base64(data: str, rewrite: Rewrite) -> str | None:
    """Rewrite text in base64 of which nothing says that it is; None where it stays as it is."""
    coded = _read(data) if len(data) >= _BARE else None
    if coded is None:
        return None
    try:
        plain = coded.data.decode()
    except UnicodeDecodeError:
        return None
    rewritten = rewrite(plain)
    return None if rewritten == plain else coded.write(rewritten.encode())


def in_data_url(text: str, rewrite: Rewrite) -> str | None:
    """Rewrite the text in a `data:` URL with base64; None where the text is no such URL."""
    match = _DATA_URL.match(text) if text[:5].lower() == "data:" else None
    coded = None if match is None else _read(text[match.end() :])
    if match is None or coded is None:
        return None
    rewritten = in_bytes(coded.data, rewrite)
    body = text[match.end() :] if rewritten == coded.data else coded.write(rewritten)
    return rewrite(match[0]) + body


def in_bytes(data: bytes, rewrite: Rewrite) -> bytes:
    """Rewrite a byte string that is text."""
    found = _plain(data)
    if found is None:
        return data
    plain, mark, codec = found
    rewritten = rewrite(plain)
    return data if rewritten == plain else mark + rewritten.encode(codec, "surrogateescape")


def _plain(data: bytes) -> tuple[str, bytes, str] | None:
    """Read bytes as text, with the mark it begins with and its codec; None for no text."""
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(codec), mark, codec
            except UnicodeDecodeError:
                return None
    try:
        return data.decode(), b"", "utf-8"
    except UnicodeDecodeError:
        if _CONTROL.search(data):
            return None
    return data.decode("utf-8", "surrogateescape"), b"", "utf-8"  # in an old character set


def _read(text: str) -> _Base64 | None:
    if not text or not _CODED.fullmatch(text):
        return None
    url_safe, bare = "-" in text or "_" in text, text.rstrip("=")
    padded = len(bare) != len(text) or (len(bare) % 4 == 0 and not url_safe)
    try:
        data = base64.b64decode(
            bare + "=" * (-len(bare) % 4), b"-_" if url_safe else None, validate=True
        )
    except (binascii.Error, ValueError):
        return None
    coded = _Base64(data, url_safe, padded)
    return coded if coded.write(data) == text else None
