"""Texts that grow inside of dicts, lists and tuples: a placeholder cut in two is put together."""

from __future__ import annotations

import copy
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from langchain_core.messages import BaseMessageChunk

from ..placeholders import CANONICAL, MAX_LENGTH

Path = tuple[Any, ...]
"""Where in a value a leaf stands: keys and indices."""

Label = frozenset[tuple[Path, Any]]
"""What stands beside a leaf."""

_OPEN = re.compile(rf"<(?:[A-Z][A-Z0-9_]{{0,{MAX_LENGTH}}})?\Z")
"""The beginning of a canonical placeholder at the end of a text; nothing else is waited for."""
_DEEPEST = 16
_FEW = 16
"""In values with more leaves it is not looked at what stands beside a text."""
_LANES = 64
"""How many lanes there are at one place; the oldest goes first."""


@dataclass
class _Lane:
    """One text that grows: what came last, what of it is held back, what it came in."""

    last: str = ""
    held: str = ""
    whole: bool = False
    event: Any = None


class _Place:
    """The lanes at one path, and whether it is always the same text."""

    def __init__(self) -> None:
        self.lanes: OrderedDict[Label, _Lane] = OrderedDict()
        self.last: str | None = None
        self.varies = False


class Leaves:
    """Holds back the beginning of a placeholder at the end of a leaf until the next value.

    Values with the same path and the same other leaves follow each other: tokens of
    several workers do not mix. A leaf that begins with all that it was before is not the
    next piece but the same text again, longer; it is then not put together.
    """

    def __init__(self) -> None:
        self._places: dict[Path, _Place] = {}

    def feed(self, value: Any) -> Any:
        """Return a value whose placeholders are whole; message chunks are left alone."""
        leaves: list[tuple[Path, Any]] = []

        def note(path: Path, leaf: Any) -> Any:
            if leaf is None or isinstance(leaf, (str, int, float)):
                leaves.append((path, leaf))
            return leaf

        mapped(value, note)
        labels = leaves if len(leaves) <= _FEW else []

        def shifted(path: Path, leaf: Any) -> Any:
            if not isinstance(leaf, str) or isinstance(leaf, Enum):
                return leaf
            return self._next(path, leaf, frozenset(one for one in labels if one[0] != path), value)

        return mapped(value, shifted)

    def flush(self) -> list[Any]:
        """Return values with what is still held back; the rest of them that grows is empty."""
        rest = [
            self._tail(path, lane)
            for path, place in self._places.items()
            for lane in place.lanes.values()
            if lane.held
        ]
        self._places = {}
        return rest

    def _next(self, path: Path, text: str, label: Label, value: Any) -> str:
        place = self._places.setdefault(path, _Place())
        place.varies = place.varies or place.last not in {None, text}
        place.last = text
        lane = _lane(place.lanes, label, text)
        again = text.startswith(lane.last)
        lane.whole = again and (lane.whole or lane.last.strip("< ") != "")
        joined = text if lane.whole else lane.held + text
        opening = _OPEN.search(joined)
        cut = len(joined) if opening is None else opening.start()
        lane.last, lane.held = text, joined[cut:]
        lane.event = value if lane.held else None
        return joined[:cut]

    def _tail(self, path: Path, lane: _Lane) -> Any:
        def leaf(at: Path, old: Any) -> Any:
            if at == path:
                return lane.last if lane.whole else lane.held
            place = self._places.get(at)
            grows = isinstance(old, str) and place is not None and place.varies and not lane.whole
            return "" if grows else old

        return mapped(lane.event, leaf)


def mapped(value: Any, leaf: Callable[[Path, Any], Any], path: Path = ()) -> Any:
    """Copy a value of dicts, lists and tuples with other leaves.

    Args:
        value: The value.
        leaf: Given a leaf's path and the leaf.
        path: Where the value stands.
    """
    if len(path) > _DEEPEST:
        return value
    if isinstance(value, dict):
        twin = copy.copy(value)
        twin.update({key: mapped(item, leaf, (*path, key)) for key, item in value.items()})
        return twin
    if type(value) is list:
        return [mapped(item, leaf, (*path, index)) for index, item in enumerate(value)]
    if isinstance(value, tuple):
        items = [mapped(item, leaf, (*path, index)) for index, item in enumerate(value)]
        return value._make(items) if hasattr(value, "_make") else tuple(items)
    return leaf(path, value)


def _lane(lanes: OrderedDict[Label, _Lane], label: Label, text: str) -> _Lane:
    """Find what a text goes on: what had the same beside it, else what waits."""
    if label not in lanes:
        held = [key for key, lane in lanes.items() if lane.held]
        goes_on = [key for key in held if _continues(lanes[key].held, text)]
        # What stands beside it may count, or grow as well.
        lanes[label] = lanes.pop((goes_on or held)[-1]) if held else _Lane()
        if len(lanes) > _LANES:
            lanes.popitem(last=False)
    return lanes[label]


def _continues(held: str, text: str) -> bool:
    joined = held + text
    return CANONICAL.match(joined) is not None or _OPEN.fullmatch(joined) is not None


class Slot:
    """Keeps the place of a message chunk, whose text grows on lanes of its own."""

    def __init__(self, chunk: BaseMessageChunk) -> None:
        self.chunk = chunk
