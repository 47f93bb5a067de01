"""Where a run stands in the tree: ids, orders, times and kinds, told by their shapes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

TIMES = frozenset({
    "time", "start_time", "end_time", "first_token_time", "created_at", "modified_at",
})  # fmt: skip
"""Under which names LangSmith writes times on top of a record; further in they are anybody's."""

_TREE_TIMES = frozenset({"start_time", "end_time", "first_token_time"})
_IDS = frozenset({
    "id", "trace_id", "parent_run_id", "parent_run_ids", "child_run_ids", "session_id",
    "reference_example_id", "reference_dataset_id",
})  # fmt: skip
_KINDS = frozenset({"tool", "chain", "llm", "retriever", "embedding", "prompt", "parser"})

_HEX = r"(?i:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})"
_ID = re.compile(_HEX)
_STEP = rf"\d{{8}}T\d{{6,14}}Z{_HEX}"
_ORDER = re.compile(rf"{_STEP}(?:\.{_STEP})*", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_FEW = 1_000_000
"""Steps are counted up to here; longer numbers may be anybody's."""


def is_place(key: str, item: Any) -> bool:
    """Tell whether a field says where a run stands in the tree, and nothing else.

    Args:
        key: The name of the field.
        item: What it holds.
    """
    if key in _IDS:
        return all(map(_is_id, item)) if isinstance(item, (list, tuple)) else _is_id(item)
    if key in _TREE_TIMES:
        return is_time(item)
    if key == "execution_order":
        return isinstance(item, int) and 0 <= item < _FEW
    if not isinstance(item, str):
        return False
    return item in _KINDS if key == "run_type" else key == "dotted_order" and _is_order(item)


def is_time(item: Any) -> bool:
    """Tell whether something is a time, or written as one."""
    if not isinstance(item, str):
        return isinstance(item, datetime)
    if not _TIME.fullmatch(item):
        return False
    try:
        datetime.fromisoformat(item)
    except ValueError:
        return False
    return True


def _is_id(item: Any) -> bool:
    return isinstance(item, UUID) or (isinstance(item, str) and _ID.fullmatch(item) is not None)


def _is_order(item: str) -> bool:
    return _ORDER.fullmatch(item) is not None
