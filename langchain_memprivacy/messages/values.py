"""The walk over plain values: text, numbers, containers, pydantic and dataclass objects."""

from __future__ import annotations

import copy
import dataclasses
from collections import deque
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address
from pathlib import PurePath
from threading import local
from typing import Any, TypeVar
from uuid import UUID

from pydantic import AnyUrl, BaseModel

from . import media
from .directions import Direction

_MAX_DEPTH = 64
_MAX_WALKS = 4
"""How often a value is walked again for what a walk has made known."""
_MIN_DIGITS = 4
"""Shorter numbers identify nobody; counts and indices are not looked at."""

_SCALARS = (int, float, Decimal, Fraction, date, time, UUID, IPv4Address, IPv6Address, AnyUrl)
_CONTAINERS = (list, tuple, set, frozenset, deque)

T = TypeVar("T")


class Declared(str):
    """The name of a field as its class declares it: errors may quote it, unlike keys."""

    __slots__ = ()


class _Open(local):
    """The containers that this thread is inside of."""

    def __init__(self) -> None:
        self.ids: set[int] = set()


_OPEN = _Open()


class ValueWalker:
    """Rewrites everything that carries text in a value.

    Args:
        direction: What becomes of each text.
    """

    def __init__(self, direction: Direction) -> None:
        self.direction = direction

    def value(self, value: Any, role: str = "user", key: str = "") -> Any:
        """Rewrite any value: text, containers, messages, documents, pydantic, dataclasses.

        Args:
            value: What may hold text.
            role: Who wrote it.
            key: Under which name it stands.

        Raises:
            NotCoveredError: There is something in it that is not known (on the way out).
        """
        return self._settled(lambda: self._value(value, role, key, 0))

    def fields(self, value: Any, role: str = "user") -> Any:
        """Do as `value`, but keep the keys of a dict: they name channels or variables."""
        if not isinstance(value, dict):
            return self.value(value, role)

        def walk() -> Any:
            items = {k: self._value(v, role, self._key(k), 1) for k, v in value.items()}
            return self._like(value, items, role, 0)

        return self._settled(lambda: self._within(value, 0, walk))

    def other(self, value: Any, role: str, key: str, depth: int) -> Any:
        """Rewrite a value of a class that is not known here; subclasses may know more."""
        del role, depth
        name = type(value).__name__
        where = f"{key}: {name}" if isinstance(key, Declared) else f"a value of class {name}"
        return self.direction.unknown(where, value)

    def _key(self, key: Any) -> str:
        """Write a key of `fields`; subclasses may know which ones a program declares."""
        return str(key)

    def _settled(self, walk: Callable[[], T]) -> T:
        """Walk until nothing new became known, so that what is found late is hidden early."""
        for _ in range(_MAX_WALKS - 1):
            known = self.direction.known()
            result = walk()
            if known == self.direction.known():
                return result
        return walk()

    def _within(self, value: Any, depth: int, walk: Callable[[], Any]) -> Any:
        """Walk into a container, unless that would never end."""
        inside = _OPEN.ids
        if depth > _MAX_DEPTH or id(value) in inside:
            return self.direction.unknown("a value within itself, or nested too deep", value)
        inside.add(id(value))
        try:
            return walk()
        finally:
            inside.discard(id(value))

    def _value(self, value: Any, role: str, key: str, depth: int) -> Any:  # noqa: C901, PLR0911
        if value is None or isinstance(value, (bool, timedelta)):
            return value
        if isinstance(value, Enum):
            return self.direction.scalar(value, str(value.value), role, key)
        if isinstance(value, str):
            return self._text(value, role, key)
        if isinstance(value, _SCALARS):
            return self._scalar(value, role, key)
        if isinstance(value, PurePath):
            written = self.direction.text(str(value), role, key)
            return value if written == str(value) else type(value)(written)
        if isinstance(value, (bytes, bytearray)):
            return type(value)(media.in_bytes(bytes(value), lambda t: self._text(t, role, key)))
        if isinstance(value, Mapping):
            return self._within(value, depth, lambda: self._mapping(value, role, depth))
        if isinstance(value, _CONTAINERS):
            return self._within(value, depth, lambda: self._items(value, role, key, depth))
        if isinstance(value, BaseModel):
            return self._within(value, depth, lambda: self._model(value, role, depth))
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._within(value, depth, lambda: self._dataclass(value, role, depth))
        return self.other(value, role, key, depth)

    def _text(self, text: str, role: str, key: str) -> str:
        if type(text) is not str:
            text = str.__str__(text)  # what a subclass carries besides stays here
        if media.is_binary(text):
            return text
        rewritten = media.in_data_url(text, lambda inner: self.direction.text(inner, role))
        return self.direction.text(text, role, key) if rewritten is None else rewritten

    def _scalar(self, value: Any, role: str, key: str) -> Any:
        written = str(value)
        if isinstance(value, (int, float)) and sum(map(str.isdigit, written)) < _MIN_DIGITS:
            return value
        return self.direction.scalar(value, written, role, key)

    def _mapping(self, value: Mapping[Any, Any], role: str, depth: int) -> Any:
        items = {
            self._value(key, role, "", depth + 1): self._entry(value, key, item, role, depth)
            for key, item in value.items()
        }
        return self._like(value, items, role, depth)

    def _entry(self, owner: Mapping[Any, Any], key: Any, item: Any, role: str, depth: int) -> Any:
        if key in media.DATA and isinstance(item, str) and media.is_media(owner):
            return media.in_base64(item, lambda text: self.direction.text(text, role))
        if key in media.DATA and isinstance(item, str):
            coded = media.in_bare_base64(item, lambda text: self.direction.text(text, role))
            if coded is not None:
                return coded
        return self._value(item, role, str(key), depth + 1)

    def _like(self, value: Mapping[Any, Any], items: dict[Any, Any], role: str, depth: int) -> Any:
        if len(items) != len(value):  # an entry would be lost
            return self.direction.unknown("a dict with a value and its placeholder as keys", value)
        if type(value) is dict or not isinstance(value, dict):
            return items
        twin = copy.copy(value)  # defaultdict, OrderedDict, AddableDict
        twin.clear()
        twin.update(items)
        return self._attributes(twin, role, depth)

    def _items(self, value: Any, role: str, key: str, depth: int) -> Any:
        items = [self._value(item, role, key, depth + 1) for item in value]
        if type(value) in {list, tuple, set, frozenset}:
            return type(value)(items)
        if isinstance(value, tuple) and hasattr(value, "_make"):
            return value._make(items)
        if isinstance(value, (tuple, frozenset)):
            return self.other(value, role, key, depth)
        twin = copy.copy(value)  # deque, and lists of others
        twin.clear()
        (twin.update if isinstance(twin, set) else twin.extend)(items)
        return self._attributes(twin, role, depth)

    def _model(self, value: BaseModel, role: str, depth: int) -> Any:
        twin = value.model_copy()
        extra, private = twin.__pydantic_extra__ or {}, twin.__pydantic_private__ or {}
        for name, item in extra.items():
            extra[name] = self._value(item, role, name, depth + 1)
        for name, item in private.items():
            private[name] = self._value(item, role, Declared(name), depth + 1)
        return self._attributes(twin, role, depth)

    def _dataclass(self, value: Any, role: str, depth: int) -> Any:
        twin = object.__new__(type(value))  # frozen, with slots, half filled: all the same
        getattr(twin, "__dict__", {}).update(getattr(value, "__dict__", {}))
        self._attributes(twin, role, depth)
        for field in dataclasses.fields(value):
            if field.name not in getattr(twin, "__dict__", ()) and hasattr(value, field.name):
                name = Declared(field.name)
                inner = self._value(getattr(value, name), role, name, depth + 1)
                object.__setattr__(twin, field.name, inner)
        return twin

    def _attributes(self, twin: Any, role: str, depth: int) -> Any:
        """Rewrite whatever an object that is new carries in attributes."""
        store = getattr(twin, "__dict__", {})
        for name in list(store):
            if isinstance(getattr(type(twin), name, None), cached_property):
                del store[name]  # is computed again from what it was computed from
            else:
                said = Declared(name) if _declares(twin, name) else name
                store[name] = self._attribute(twin, said, store[name], role, depth)
        return twin

    def _attribute(self, owner: Any, name: str, item: Any, role: str, depth: int) -> Any:
        del owner
        return self._value(item, role, name, depth + 1)


def _declares(owner: Any, name: str) -> bool:
    """Tell whether a name is that of a field of an object's class."""
    if isinstance(owner, BaseModel):
        return name in type(owner).model_fields
    return name in getattr(type(owner), "__dataclass_fields__", ())
