"""JSON in a string: its strings and numbers are rewritten one by one, all else stays."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ..placeholders import CANONICAL, parse_placeholder

_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|-?[0-9][-+.0-9eE]*')


def in_json(text: str, rewrite: Callable[[Any, str], Any]) -> str | None:
    """Rewrite the leaves and keys of a JSON text; the rest keeps its spelling.

    Args:
        text: What may be JSON.
        rewrite: Given a string or number and the key it stands under ("" for keys).

    Returns:
        The same JSON with other strings; None where the text is no JSON object or array.
    """
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    key = ""

    def one(match: re.Match[str]) -> str:
        nonlocal key
        token, colon = match[1] or match[0], match[2]
        value = json.loads(token)
        rewritten = rewrite(value, "" if colon else key)
        key = value if colon else key
        return match[0] if rewritten == value else _written(rewritten, value, token) + (colon or "")

    return _TOKEN.sub(one, text)


def _written(rewritten: Any, value: Any, token: str) -> str:
    if not isinstance(value, str) or json.dumps(value, ensure_ascii=False) == token:
        return json.dumps(rewritten, ensure_ascii=False)
    # All beyond ASCII was escaped here; the placeholder's escapes tell that to the way back.
    coded = json.dumps(rewritten)
    return coded if "\\u003c" in token else CANONICAL.sub(_escaped, coded)


def _escaped(match: re.Match[str]) -> str:
    placeholder = parse_placeholder(match[0])
    return match[0] if placeholder is None else placeholder.escaped()
