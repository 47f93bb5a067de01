"""The parser inside `re`, where this Python has it in the form that is known here.

It is private to `re`, and what it tells only makes rules faster: without it they are tried
everywhere, which finds the same.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

_SAMPLE = r"(?i:ab|c)[x-z\d]{2,3}(?=e)"
_PARSED = (
    "[(SUBPATTERN, (None, 2, 0, [(BRANCH, (None, [[(LITERAL, 97), (LITERAL, 98)], "
    "[(LITERAL, 99)]]))])), (MAX_REPEAT, (2, 3, [(IN, [(RANGE, (120, 122)), (CATEGORY, "
    "CATEGORY_DIGIT)])])), (ASSERT, (1, [(LITERAL, 101)]))]"
)


def parser() -> Callable[[str, int], Any] | None:
    """Give the function that parses an expression with flags, or `None` where it differs."""
    try:
        parse: Callable[[str, int], Any] = importlib.import_module("re._parser").parse
        known = repr(parse(_SAMPLE, 0)) == _PARSED
    except Exception:  # noqa: BLE001  # whatever it is, rules work without
        return None
    return parse if known else None
