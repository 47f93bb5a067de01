"""Reads fields of a JSON object one by one; a field of the wrong shape is one clear error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

JSON = dict[str, Any]


class FieldError(ValueError):
    """A field is missing or has the wrong shape; the message names the field only."""


@contextmanager
def faults(kind: type[Exception], where: str) -> Iterator[None]:
    """Turn a fault in a field, or text that is not UTF-8, into an error of some kind."""
    try:
        yield
    except FieldError as error:
        msg = f"{where}: the manifest's {error}; get the model again"
        raise kind(msg) from None
    except UnicodeError:
        msg = f"{where}: a file is not UTF-8 text; get the model again"
        raise kind(msg) from None


def mapping(data: JSON, name: str) -> JSON:
    """Return a field that is an object; empty where it is left out."""
    value = data.get(name, {})
    if not isinstance(value, dict):
        raise _fault(name, "an object")
    return value


def mappings(data: JSON, name: str) -> Iterator[tuple[str, JSON]]:
    """Yield the entries of a field that is an object of objects."""
    outer = mapping(data, name)
    for key in outer:
        yield key, mapping(outer, key)


def text(data: JSON, name: str) -> str:
    """Return a field that is a string."""
    value = data.get(name)
    if not isinstance(value, str):
        raise _fault(name, "a string")
    return value


def shown(data: JSON, name: str) -> str:
    """Return a field that is a string without anything that a terminal would obey."""
    value = text(data, name)
    if not value.isprintable():
        raise _fault(name, "printable")
    return value


def maybe_text(data: JSON, name: str) -> str | None:
    """Return a field that is a string or null, or left out."""
    return None if data.get(name) is None else text(data, name)


def texts(data: JSON, name: str) -> tuple[str, ...]:
    """Return a field that is a list of strings; empty where it is left out."""
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _fault(name, "a list of strings")
    return tuple(value)


def whole(data: JSON, name: str, *, least: int = 0) -> int:
    """Return a field that is a whole number; 0 where it is left out."""
    value = data.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise _fault(name, f"a whole number from {least}")
    return value


def flag(data: JSON, name: str) -> bool:
    """Return a field that is true or false; false where it is left out."""
    value = data.get(name, False)
    if not isinstance(value, bool):
        raise _fault(name, "true or false")
    return value


def choice(data: JSON, name: str, allowed: Sequence[str], default: str | None = None) -> Any:
    """Return a field that is one of some strings."""
    value = data.get(name, default)
    if value not in allowed:
        raise _fault(name, f"one of {', '.join(allowed)}")
    return value


def inside(name: str) -> str:
    """Return the name of a file, which must lie in the folder on every system."""
    if not name.isprintable():  # a terminal would obey it, and no system has a file of NUL
        raise _fault("files", "names of printable characters")
    for path in (PurePosixPath(name), PureWindowsPath(name)):
        if path.is_absolute() or path.anchor or ".." in path.parts or not path.parts:
            raise _fault("files", "names inside the folder")
    return name


def _fault(name: str, wanted: str) -> FieldError:
    return FieldError(f"{name} must be {wanted}")
