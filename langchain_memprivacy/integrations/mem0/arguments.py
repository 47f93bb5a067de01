"""The arguments of a call of Mem0, as they may leave the device."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...errors import NotCoveredError
from ...messages import Walker
from ..crossing import Crossing
from ..memory_client import MARK, Names

IDS = frozenset({"user_id", "agent_id", "app_id", "run_id", "entity_id"})
_PERSONS = frozenset({"user_id", "entity_id"})
_LABELS = frozenset({
    "memory_id", "memory_type", "job_id_or_status_url", "idempotency_key", "feedback", "version",
    "output_format", "fields", "categories", "memory_export_id", "memory_ids",
})  # fmt: skip
"""What names things of Mem0's own."""
_DATES = frozenset({
    "expiration_date", "start_date", "end_date", "reference_date", "timestamp", "created_at",
    "updated_at",
})  # fmt: skip
_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ][\d:.]{5,15}(Z|[+-]\d\d:?\d\d)?)?|\d{9,13}")
_LOGIC = frozenset({"AND", "OR", "NOT", "$and", "$or", "$not"})
_ORDER = frozenset({"gt", "gte", "lt", "lte"})
_OPERATORS = _ORDER | {"eq", "ne", "in", "nin", "contains", "icontains"}
_OBJECTS = frozenset({"llm"})
"""Arguments that stay in this process."""
_ANY = "*"


class Arguments:
    """Rewrites the arguments of one call.

    Args:
        crossing: Whose mapping.
        names: Writes ids.
    """

    def __init__(self, crossing: Crossing, names: Names) -> None:
        self._out = crossing.desensitize()
        self._walker = Walker(self._out)
        self._names = names

    def hide(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Desensitize arguments by their names; what has no special meaning is text.

        Raises:
            NotCoveredError: There is something that cannot be read, or not be compared.
            MemPrivacyError: It could not be desensitized; nothing must leave.
        """
        if MARK in (given.get("metadata") or ()):
            msg = f"metadata: the key {MARK!r} is the adapter's own; take another one"
            raise NotCoveredError(msg)
        texts = [key for key in given if not _is_special(key, given[key])]
        hidden: dict[str, Any] = {}
        for _ in range(2):  # what one argument makes known may stand in another
            hidden = {k: self._special(k, v) for k, v in given.items() if k not in texts}
            values = self._walker.value([given[key] for key in texts], "user")
            hidden |= dict(zip(texts, values, strict=True))
        return {key: hidden[key] for key in given}

    def _special(self, key: str, value: Any) -> Any:  # noqa: PLR0911
        if key in _OBJECTS or value is None or isinstance(value, bool):
            return value
        if key in IDS:
            return self._ids(value, key)
        if key == "filters":
            return self._filters(value)
        if key == "memories":
            return [self.hide(memory) for memory in value]
        if key in _DATES:
            return self._date(value, key)
        if isinstance(value, (list, tuple)):
            return [self._special(key, item) for item in value]
        if isinstance(value, str):
            return self._out.label(value, "user")
        if isinstance(value, (int, float)):
            return self._out.count(value, str(value), "user")
        return self._walker.value(value, "user", key)

    def _ids(self, value: Any, key: str) -> Any:
        if value is None or value == _ANY:
            return value
        if isinstance(value, Mapping):
            return {name: self._ids(item, key) for name, item in value.items()}
        if isinstance(value, (list, tuple, set)):
            return [self._ids(item, key) for item in value]
        return self._names.hide(str(value), person=key in _PERSONS)

    def _filters(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return [self._filters(item) for item in value]
        if not isinstance(value, Mapping):
            return self._walker.value(value, "user")
        return {
            key if key in _OPERATORS else self._walker.value(key, "user"): self._filter(key, item)
            for key, item in value.items()
        }

    def _filter(self, key: str, item: Any) -> Any:
        if key == MARK:
            msg = f"filters: the key {MARK!r} is the adapter's own"
            raise NotCoveredError(msg)
        if key in _LOGIC or key == "metadata":
            return self._filters(item)
        if key in IDS:
            return self._ids(item, key)
        return self._compared(key, item)

    def _compared(self, key: str, item: Any, operator: str = "eq") -> Any:
        if isinstance(item, Mapping) and item and item.keys() <= _OPERATORS:
            return {name: self._compared(key, inner, name) for name, inner in item.items()}
        if isinstance(item, (list, tuple)) and operator in {"in", "nin"}:
            return [self._compared(key, inner) for inner in item]
        if item == _ANY or item is None:
            return item
        if key in _DATES:
            return self._date(item, key)
        if key == "actor_id" and isinstance(item, str):
            return self._out.name(item, "user")
        hidden = self._walker.value(item, "user", key)
        if operator in _ORDER and hidden != item:
            msg = f"filters: {operator!r} cannot compare a private value, only 'eq' and 'in' can"
            raise NotCoveredError(msg)
        return hidden

    def _date(self, value: Any, key: str) -> Any:
        if isinstance(value, Mapping):
            return {name: self._date(item, key) for name, item in value.items()}
        if isinstance(value, str) and _DATE.fullmatch(value) is None:
            return self._walker.value(value, "user")
        return value


def _is_special(key: str, value: Any) -> bool:
    known = IDS | _LABELS | _DATES | _OBJECTS | {"filters", "memories"}
    return key in known or value is None or isinstance(value, (bool, int, float))


def ids_in(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Find the ids that arguments name, filters included: kinds and ids, but no wildcards."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name in IDS or name in _OPERATORS or name in _LOGIC or name == "filters":
                yield from ids_in(item, name if name in IDS else key)
    elif isinstance(value, (list, tuple, set)):
        for item in value:
            yield from ids_in(item, key)
    elif key and value is not None and value != _ANY:
        yield key, str(value)
