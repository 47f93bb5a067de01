"""The walker for what goes in and out of graphs."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from langgraph.types import Command, Overwrite, Send

from ..messages import Direction, Walker
from ..messages.values import Declared
from .crossing import PASSPORT

_ID = re.compile(r"[0-9a-f]{32}")
_TOOL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,127}")


class GraphWalker(Walker):
    """A walker that also knows commands, sends and overwrites.

    Names of nodes and channels stay as they are. Interrupts, snapshots and outputs are
    dataclasses and tuples, which every walker knows.

    Args:
        direction: What becomes of each text.
        names: Keys that name channels.
    """

    def __init__(self, direction: Direction, names: Collection[str] = ()) -> None:
        super().__init__(direction)
        self._names = names

    def fields(self, value: Any, role: str = "user") -> Any:
        """Do as `value`, but keep keys of a dict that name channels, or interrupts."""
        if not isinstance(value, dict):
            return self.value(value, role)
        fields = super().fields(value, role)
        keys = {key: key if self._is_name(key) else self.value(key, role) for key in value}
        if all(key == keys[key] for key in keys):
            return fields
        return {keys[key]: item for key, item in fields.items()}

    def _key(self, key: Any) -> str:
        return Declared(key) if isinstance(key, str) and key in self._names else str(key)

    def _is_name(self, key: Any) -> bool:
        return not isinstance(key, str) or key in self._names or _ID.fullmatch(key) is not None

    def _value(self, value: Any, role: str, key: str, depth: int) -> Any:
        if isinstance(value, Command):
            return replace(
                value,
                update=self._update(value.update, role),
                resume=self.fields(value.resume, role),  # keys may be ids of interrupts
                goto=self._goto(value.goto, role),
            )
        if isinstance(value, Send):
            return self._goto(value, role)
        if isinstance(value, Overwrite):
            return Overwrite(self._value(value.value, role, key, depth + 1))
        return super()._value(value, role, key, depth)

    def _mapping(self, value: Mapping[Any, Any], role: str, depth: int) -> Any:
        if PASSPORT in value:  # in the configs that checkpoints carry; nobody's but ours
            value = {key: item for key, item in value.items() if key != PASSPORT}
        rewritten = super()._mapping(value, role, depth)
        if _is_call(value):  # such as a reviewer edits: its tool must be found by this name
            rewritten["name"] = value["name"]
        return rewritten

    def _update(self, update: Any, role: str) -> Any:
        if isinstance(update, (list, tuple)) and all(_is_write(item) for item in update):
            return [(channel, self.value(item, role, channel)) for channel, item in update]
        return self.fields(update, role)

    def _goto(self, goto: Any, role: str) -> Any:
        if isinstance(goto, Send):
            twin = copy.copy(goto)
            twin.arg = self.fields(goto.arg, role)
            return twin
        if isinstance(goto, Sequence) and not isinstance(goto, str):
            return type(goto)(self._goto(item, role) for item in goto)  # type: ignore[call-arg]
        return goto


def _is_call(value: Mapping[Any, Any]) -> bool:
    name, text = value.get("name"), value.get("arguments")
    if not isinstance(name, str) or not _TOOL_NAME.fullmatch(name):
        return False
    has_args = isinstance(value.get("args"), dict) or isinstance(text, dict)
    return has_args or (isinstance(text, str) and text.lstrip().startswith("{"))


def _is_write(item: Any) -> bool:
    return isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str)
