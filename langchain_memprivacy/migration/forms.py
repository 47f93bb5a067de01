"""The forms of files: JSON, JSONL and text, rewritten with everything else as it was."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from .report import Unreadable
from .rewriting import Rewriter

LINES = frozenset({".jsonl", ".ndjson"})
"""Files with one JSON value a line."""

AT_ONCE = 500
"""How many memories are prepared together."""

_BOM = "\ufeff"
_INDENT = re.compile(r"[\[{]\r?\n([ \t]+)")
_SPACED = re.compile(r'"[ \t]*:[ \t]|[0-9"\]}],[ \t]')

Advance = Callable[[float], None]
"""Called with the part of a file that is done, 0 to 1."""


def prepare(data: bytes, suffix: str, rewriter: Rewriter) -> None:
    """Let a rewriter see what is in a file; one that cannot be read is left for `rewrite`."""
    try:
        text = _decoded(data)[1]
        if suffix == ".json":
            for some in _pieces(_read(text)):
                rewriter.prepare(some)
        elif suffix in LINES:
            lines = [line for line in text.split("\n") if line.strip()]
            for start in range(0, len(lines), AT_ONCE):
                rewriter.prepare(map(_read, lines[start : start + AT_ONCE]))
        else:
            rewriter.prepare([text])
    except (UnicodeError, json.JSONDecodeError, RecursionError, Unreadable):
        return


def rewrite(data: bytes, suffix: str, rewriter: Rewriter, advance: Advance) -> bytes:
    """Rewrite the content of a file.

    Args:
        data: All of it.
        suffix: `.json`, `.jsonl` or `.ndjson`; anything else is text.
        rewriter: What becomes of its texts.
        advance: See `Advance`.

    Returns:
        The new content; `data` itself where nothing in it changes.

    Raises:
        UnicodeError: It is not UTF-8.
        JSONDecodeError: It is not JSON.
        RecursionError: It is nested too deep.
        MemPrivacyError: It could not be desensitized.
    """
    bom, text = _decoded(data)
    if suffix == ".json":
        result = _json(text, rewriter)
    elif suffix in LINES:
        result = _lines(text, rewriter, advance)
    else:
        result = rewriter.text(text)
    return data if result == text else (bom + result).encode()


def _decoded(data: bytes) -> tuple[str, str]:
    text = data.decode()
    if "\0" in text:
        raise Unreadable("not text")
    rest = text.removeprefix(_BOM)
    return text[: len(text) - len(rest)], rest


def _json(text: str, rewriter: Rewriter) -> str:
    if not text.strip():
        return text
    value = _read(text)
    result = rewriter.data(value)
    return text if result == value else _write(result, text)


def _lines(text: str, rewriter: Rewriter, advance: Advance) -> str:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.strip():
            value = _line(line, number + 1)
            result = rewriter.data(value)
            if result != value:
                lines[number] = _write(result, line)
        if number % AT_ONCE == 0:
            advance(number / len(lines))
    return "\n".join(lines)


def _line(line: str, number: int) -> Any:
    try:
        return _read(line)
    except json.JSONDecodeError:
        msg = f"not valid JSON (line {number})"
    raise Unreadable(msg)


def _pieces(value: Any) -> Iterator[list[Any]]:
    """Cut an export into pieces: its lists of memories, at the top or one level down."""
    parts = value.values() if isinstance(value, dict) else [value]
    for part in parts:
        if isinstance(part, list):
            for start in range(0, len(part), AT_ONCE):
                yield part[start : start + AT_ONCE]
    yield [value]


def _read(text: str) -> Any:
    try:
        return json.loads(text, parse_float=_number, object_pairs_hook=_object)
    except json.JSONDecodeError:
        raise
    except ValueError:  # more digits than Python reads
        pass
    raise Unreadable("a number too large to be kept")


def _number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise Unreadable("a number too large to be kept")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("a JSON object has the same key twice; one would be lost")
    return found


def _write(value: Any, like: str) -> str:
    """Write JSON as it was written before: indented or not, escaped or not."""
    indent = _INDENT.search(like)
    comma, colon = (", ", ": ") if _SPACED.search(like) else (",", ":")
    written = json.dumps(
        value,
        ensure_ascii=like.isascii() and "\\u" in like,
        indent=indent[1] if indent else None,
        separators=(",", ": ") if indent else (comma, colon),
    )
    if any("\ud800" <= char <= "\udfff" for char in written):
        return _write(value, '"\\u0020, "')
    newline = "\r\n" if indent and "\r\n" in like else "\n"
    start, end = like[: len(like) - len(like.lstrip())], like[len(like.rstrip()) :]
    return start + written.replace("\n", newline) + end
