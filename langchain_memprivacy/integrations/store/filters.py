"""Filters of a search, as they may be asked of the inner store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import NotCoveredError
from ...messages import Walker

_RANGES = frozenset({"$gt", "$gte", "$lt", "$lte"})
_OPERATORS = _RANGES | {"$eq", "$ne"}


def hidden_filter(asked: Mapping[str, Any], walker: Walker) -> tuple[dict[str, Any], list[Any]]:
    """Desensitize a filter like the values it is compared with.

    Args:
        asked: The filter.
        walker: Desensitizes.

    Returns:
        The filter to ask for, and all that an item must hold to be found by it.

    Raises:
        NotCoveredError: A private value is to be compared by size, or an operator is not
            known.
    """
    hidden: dict[str, Any] = {}
    needed: list[Any] = []
    for key, condition in asked.items():
        name = walker.value(key)
        hidden[name], needs = _condition(str(key), condition, walker)
        needed += (name, *needs) if needs else ()
    return hidden, needed


def _condition(key: str, condition: Any, walker: Walker) -> tuple[Any, list[Any]]:
    if not isinstance(condition, Mapping):
        value = walker.value(condition, "user", key)
        return value, [value]
    if not any(str(name).startswith("$") for name in condition):
        return hidden_filter(condition, walker)
    if not condition.keys() <= _OPERATORS:
        msg = f"not covered: an operator of a filter; known are {', '.join(sorted(_OPERATORS))}"
        raise NotCoveredError(msg)
    hidden: dict[str, Any] = {}
    needed: list[Any] = []
    for operator, value in condition.items():
        compared = walker.value(value, "user", key)
        if operator in _RANGES and compared != value:
            msg = (
                f"not covered: {operator} on a private value; only $eq and $ne can tell them apart"
            )
            raise NotCoveredError(msg)
        hidden[operator] = compared
        needed += [] if operator == "$ne" else [compared]
    return hidden, needed
