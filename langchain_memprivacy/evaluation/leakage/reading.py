"""Bytes that left the device as the text in which values are looked for.

Placeholders that were issued are taken out: of a value `EMAIL_1` says nothing, and a piece of
it stands in many. What only looks like one stays: it may be a value, a badge `BADGE_77812`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ...testing.loopback.views import views
from .pieces import MASK

_LONGEST = 1000
"""In bytes: longer values are found only where they are not escaped."""
_NAME = re.compile(
    r"(?:<|(?<![A-Za-z0-9_])|(?<=[uU]003[cC])|(?<=%3[cC]))"
    r"(?P<name>[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)(?:_~[a-z2-7]*)?>?"
)
_LOOKS = re.compile(r"[A-Z][A-Z0-9_]*_[1-9][0-9]*|Mask_[0-9]+")
_NUMBER = re.compile(
    r"(?P<key>tokens\\*\": ?|\": ?)-?(?P<number>\d+\.\d+(?:e-?\d+)?|\d{1,5})(?=\s*[,}])"
)
_LEAST = 2
"""Letters that are left of a placeholder which a service cut off."""


class Reader:
    """Reads what left, without the signs that are never private.

    Args:
        issued: Placeholders that stand for values, with their brackets or without.
        values: The values that are looked for: a number of JSON that is one stays.
    """

    def __init__(self, issued: Iterable[str] = (), values: Iterable[str] = ()) -> None:
        self._names = frozenset(name.strip("<>") for name in issued)
        self._cuts = frozenset(
            name[:size] for name in self._names for size in range(_LEAST, len(name))
        )
        values = list(values)
        self._numbers = {re.sub(r"\D", "", value) for value in values} | {*values}

    def read(self, data: bytes) -> str:
        """Read bytes in every way but base64, in which anything may look like a piece."""
        text = "\n".join(_texts(data))
        return _NUMBER.sub(self._number, _NAME.sub(self._name, text))

    def _name(self, match: re.Match[str]) -> str:
        name = match["name"]
        is_ours = name in self._names or (match[0][0] == "<" and name in self._cuts)
        return MASK if is_ours else match[0]

    def _number(self, match: re.Match[str]) -> str:
        is_value = match["number"] in self._numbers and not match["key"].startswith("tokens")
        return match[0] if is_value else f"{match['key']} "


def look_alikes(texts: Iterable[bytes]) -> Collection[str]:
    """Return what looks like a placeholder in texts that hold nothing private."""
    names = (m["name"] for data in texts for text in _texts(data) for m in _NAME.finditer(text))
    return {name for name in names if _LOOKS.fullmatch(name)}


def _texts(data: bytes) -> list[str]:
    return [text for form, text in views(data, _LONGEST) if "base64" not in form]
