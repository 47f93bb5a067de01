"""Filters of a search, as they may be asked of the inner store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import NotCoveredError
from ...messages import Walker
from ..crossing import Crossing
from .texts import Looking

_RANGES = frozenset({"$gt", "$gte", "$lt", "$lte"})
_OPERATORS = _RANGES | {"$eq", "$ne"}


def hidden_filter(asked: Mapping[str, Any], walker: Walker, crossing: Crossing) -> dict[str, Any]:
    """Desensitize a filter like the values it is compared with.

    Args:
        asked: The filter.
        walker: Desensitizes.
        crossing: The call.

    Raises:
        NotCoveredError: A private value is to be compared by size or to be another one, or
            an operator is not known.
    """
    return {
        walker.value(key): _condition(str(key), condition, walker, crossing)
        for key, condition in asked.items()
    }


def _condition(key: str, condition: Any, walker: Walker, crossing: Crossing) -> Any:
    if not isinstance(condition, Mapping):
        return walker.value(condition, "user", key)
    if not any(str(name).startswith("$") for name in condition):
        return hidden_filter(condition, walker, crossing)
    if not condition.keys() <= _OPERATORS:
        msg = f"not covered: an operator of a filter; known are {', '.join(sorted(_OPERATORS))}"
        raise NotCoveredError(msg)
    hidden: dict[str, Any] = {}
    for operator, value in condition.items():
        compared = walker.value(value, "user", key)
        # By size placeholders mean nothing; and no store can leave out a value that is
        # spelled otherwise under another's mark.
        if operator != "$eq" and (compared != value or _holds(compared, crossing)):
            msg = (
                f"not covered: {operator} on a private value; only $eq finds it, so search "
                "without, and compare what is found"
            )
            raise NotCoveredError(msg)
        hidden[operator] = compared
    return hidden


def _holds(value: Any, crossing: Crossing) -> bool:
    looking = Looking(crossing)
    Walker(looking).value(value)
    return bool(looking.placeholders or looking.tagged)
