r"""Placeholders that say whose they are: `<EMAIL_1_~k3f7q7zabc>`.

A thread may be read by another user, or by another device of the same one. There `<EMAIL_1>`
stands for something else. With the tag of its scope it is nobody else's, and as it is no
placeholder for the engine, it stays as it is until its owner reads it. Texts in stores are
marked the same way, so that either may hold what was read from the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ...placeholders import find_placeholders

_NAME = r"[A-Z][A-Z0-9_]{0,63}_[1-9][0-9]{0,8}"
_TAG = r"[a-z2-7]{10}"
MARKED = re.compile(rf"(<|\\u003c|\b)({_NAME})_~({_TAG})(>|\\u003e|(?![A-Za-z0-9_]))")
"""A marked placeholder: opening, placeholder, tag, closing; in names it has no brackets."""

_CLOSINGS = (">", "\\u003e")


def mark(text: str, tag: str) -> str:
    """Add a scope's tag to every placeholder in a text that has none."""
    pieces, end = [], 0
    for match in find_placeholders(text):
        found = text[match.start : match.end]
        closing = next((c for c in _CLOSINGS if found.endswith(c)), "")
        pieces += [text[end : match.start], found[: len(found) - len(closing)], "_~", tag, closing]
        end = match.end
    return "".join([*pieces, text[end:]])


def unmark(text: str, tag: str) -> str:
    """Take a scope's tag off its placeholders; those of others keep theirs."""

    def one(match: re.Match[str]) -> str:
        return f"{match[1]}{match[2]}{match[4]}" if match[3] == tag else match[0]

    return MARKED.sub(one, text)


def between_marks(text: str, rewrite: Callable[[str], str]) -> str:
    """Rewrite a text, but not the marked placeholders in it."""
    pieces, end = [], 0
    for match in MARKED.finditer(text):
        pieces += [rewrite(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*pieces, rewrite(text[end:])])
