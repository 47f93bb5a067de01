"""What fields are called: the spellings that are accepted, and files of objects."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from ..datasets import DatasetError, decoded, rows

_NAMES = {
    "id": ("user_id", "id", "uid", "uuid", "persona_id"),
    "name": ("real_name", "user_name", "name", "username"),
    "language": ("language", "lang"),
    "split": ("split", "set"),
    "sessions": ("sessions", "dialogues", "dialogs", "conversations", "chats"),
    "messages": (
        "messages", "dialogue", "dialog", "turns", "conversation", "chat_history", "content",
    ),
    "date": ("date", "timestamp", "time", "datetime", "session_date"),
    "scenario": ("scenario", "category", "topic", "scene"),
    "privacy": (
        "privacy", "privacy_info", "privacy_items", "privacy_information", "privacy_list",
        "annotations", "labels",
    ),
    "questions": ("questions", "qa", "qas", "qa_pairs", "question_answers"),
    "task": ("task", "question_type", "type", "category"),
    "private": ("private", "is_privacy", "is_private", "privacy_related"),
    "evidence": ("evidence", "evidences", "evidence_ids"),
    "answer": ("answer", "reference_answer", "correct_answer"),
}  # fmt: skip


_YES = frozenset({"true", "yes", "y", "1", "是"})
_NO = frozenset({"false", "no", "n", "0", "", "none", "null", "否"})


def get(row: Mapping[str, Any], name: str, default: Any = None) -> Any:
    """Return the field that has one of the accepted spellings of a name."""
    return next((row[key] for key in _NAMES[name] if row.get(key) is not None), default)


def text(row: Mapping[str, Any], name: str, default: str = "") -> str:
    """Return a field as a text; numbers become texts.

    Raises:
        DatasetError: It is something else.
    """
    value = get(row, name, default)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        _refuse(row, name, "a text")
    return str(value)


def yes_no(row: Mapping[str, Any], name: str) -> bool:
    """Return a field as a truth value, false where it is missing; words are read.

    Raises:
        DatasetError: It is neither.
    """
    value = str(get(row, name, False)).strip().casefold()
    if value in _YES:
        return True
    if value not in _NO:
        _refuse(row, name, "true or false")
    return False


def listed(row: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a field as a list of objects; an empty one where it is missing.

    Raises:
        DatasetError: It is something else.
    """
    value = get(row, name, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        _refuse(row, name, "a list of objects")
    return list(value)


def texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a field as texts: of a list, or of a single one.

    Raises:
        DatasetError: It is something else.
    """
    value = get(row, name, [])
    found = value if isinstance(value, list) else [value]
    if any(isinstance(one, bool) or not isinstance(one, str | int | float) for one in found):
        _refuse(row, name, "a text or a list of texts")
    return tuple(map(str, found))


def lettered(found: Any) -> dict[str, str]:
    """Return options by letter: of an object, or of a list in its order.

    Raises:
        DatasetError: They are something else, or more than the alphabet has letters.
    """
    found = found or {}
    if isinstance(found, list):
        if len(found) > len(ascii_uppercase):
            msg = f"more than {len(ascii_uppercase)} options"
            raise DatasetError(msg)
        found = dict(zip(ascii_uppercase, found, strict=False))
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise DatasetError("the field 'options' must be texts: a list, or an object by letter")
    return dict(found)


def _refuse(row: Mapping[str, Any], name: str, wanted: str) -> None:
    called = next(key for key in _NAMES[name] if row.get(key) is not None)
    msg = f"the field {called!r} must be {wanted}"
    raise DatasetError(msg)


def _parsed(file: Path) -> Any:
    """Read JSON lines as a list, other JSON as it is; None where it is none."""
    text = decoded(file.name, file.read_bytes())
    if file.suffix == ".jsonl":
        return [row for _, row in rows(file.name, text)]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def objects(file: Path, *, whole: bool = False) -> list[dict[str, Any]]:
    """Read the users of a file; `whole`: the file is one object."""
    data = _parsed(file)
    if whole and isinstance(data, list) and len(data) == 1 and "role" not in data[0]:
        (data,) = data  # JSON lines of one line
    if whole and isinstance(data, list):
        data = {"messages": data}
    if isinstance(data, dict) and not whole and get(data, "sessions") is None:
        listed = data.get("users") or data.get("data")
        if isinstance(listed, dict | list):
            data = listed
        if isinstance(data, dict) and get(data, "messages") is None:
            data = [
                one | {"id": key} if isinstance(one, dict) else one for key, one in data.items()
            ]
    if isinstance(data, dict):
        data = [data]
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        msg = f"{file.name}: expected JSON with one object a user"
        raise DatasetError(msg)
    return data
