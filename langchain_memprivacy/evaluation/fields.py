"""Fields of a data set's rows: what kind of value each must have, else one clear error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import MemPrivacyError
from ..taxonomy import PrivacyLevel


class DatasetError(MemPrivacyError, ValueError):
    """A file is not a dataset of the form it should have; the message names file and line."""


def text(row: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """Return a text.

    Raises:
        DatasetError: It is something else.
        KeyError: It is missing and there is no default.
    """
    value = row[name] if default is None else row.get(name, default)
    if not isinstance(value, str):
        raise _refused(name, "a text")
    return value


def name_of(row: Mapping[str, Any], name: str) -> str:
    """Return a text that is not empty.

    Raises:
        DatasetError: It is empty, or something else.
        KeyError: It is missing.
    """
    if not (value := text(row, name)):
        raise _refused(name, "a text that is not empty")
    return value


def whole(row: Mapping[str, Any], name: str) -> int:
    """Return a whole number.

    Raises:
        DatasetError: It is something else.
        KeyError: It is missing.
    """
    value = row[name]
    # bool is an int: True would be an offset of 1.
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refused(name, "a whole number")
    return value


def yes_no(row: Mapping[str, Any], name: str) -> bool:
    """Return a truth value.

    Raises:
        DatasetError: It is something else, like the text "false".
        KeyError: It is missing.
    """
    value = row[name]
    if not isinstance(value, bool):
        raise _refused(name, "true or false")
    return value


def objects(row: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a list of objects.

    Raises:
        DatasetError: It is something else.
        KeyError: It is missing.
    """
    value = row[name]
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _refused(name, "a list of objects")
    return value


def texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a list of texts.

    Raises:
        DatasetError: It is something else.
        KeyError: It is missing.
    """
    value = row[name]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _refused(name, "a list of texts")
    return tuple(value)


def by_letter(row: Mapping[str, Any], name: str) -> dict[str, str]:
    """Return an object of texts; an empty one where it is missing.

    Raises:
        DatasetError: It is something else.
    """
    value = row.get(name) or {}
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise _refused(name, "an object of texts")
    return dict(value)


def level(row: Mapping[str, Any], name: str) -> PrivacyLevel:
    """Return a privacy level, PL1 to PL4.

    Raises:
        DatasetError: It is something else.
        KeyError: It is missing.
    """
    value = row[name]
    if isinstance(value, str) and value.strip().upper() in PrivacyLevel.__members__:
        return PrivacyLevel[value.strip().upper()]
    if isinstance(value, int) and not isinstance(value, bool) and value in {*PrivacyLevel}:
        return PrivacyLevel(value)
    raise _refused(name, "one of PL1, PL2, PL3, PL4")


def _refused(name: str, wanted: str) -> DatasetError:
    return DatasetError(f"the field {name!r} must be {wanted}")
