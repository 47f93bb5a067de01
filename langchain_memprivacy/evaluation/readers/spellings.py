"""What fields are called: the spellings that are accepted, and files of objects."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..datasets import DatasetError, rows

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


def get(row: Mapping[str, Any], name: str, default: Any = None) -> Any:
    """Return the field that has one of the accepted spellings of a name."""
    return next((row[key] for key in _NAMES[name] if row.get(key) is not None), default)


def objects(file: Path, *, whole: bool = False) -> list[dict[str, Any]]:
    """Read the users of a file; `whole`: the file is one object."""
    text = file.read_text("utf-8")
    if file.suffix == ".jsonl":
        return [row for _, row in rows(file.name, text)]
    try:
        data = json.loads(text)
    except ValueError:
        data = None
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
