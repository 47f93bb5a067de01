"""Writes a data set in the form that `datasets.load` reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from .datasets import Dataset, DatasetError, User

_PLAIN = re.compile(r"\w[\w.@+ -]{0,119}", re.UNICODE)
"""Ids that are names of files everywhere: no folder, no hidden file, no device."""


def save(dataset: Dataset, folder: Path) -> None:
    """Write one JSONL file a user into a folder, which is made where there is none.

    Raises:
        DatasetError: A user's id is no plain name of a file; nothing is written then.
    """
    for user in dataset.users:
        if not _PLAIN.fullmatch(user.id):
            msg = f"user id {user.id!r}: no name for a file; use letters, digits, '-', '_' and '.'"
            raise DatasetError(msg)
    folder.mkdir(parents=True, exist_ok=True)
    for user in dataset.users:
        lines = (json.dumps(row, ensure_ascii=False) for row in _rows(user))
        (folder / f"{user.id}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


def digest(dataset: Dataset) -> str:
    """Tell two data sets apart by everything in them, without showing a text."""
    state = sha256()
    for user in dataset.users:
        for row in _rows(user):
            state.update(json.dumps(row, sort_keys=True).encode() + b"\n")
    return state.hexdigest()[:16]


def _rows(user: User) -> Iterator[dict[str, Any]]:
    yield {
        "kind": "user", "id": user.id, "language": user.language, "country": user.country,
        "real_name": user.real_name, "summary": user.summary, "split": user.split,
    }  # fmt: skip
    for message in user.messages:
        yield {
            "kind": "message", "id": message.id, "session": message.session,
            "date": message.date, "scenario": message.scenario, "role": message.role,
            "content": message.content,
            "privacy": [
                {
                    "start": mark.start, "end": mark.end, "original_text": mark.text,
                    "privacy_type": mark.type, "privacy_level": str(mark.level),
                    "format": mark.format,
                }
                for mark in message.privacy
            ],
        }  # fmt: skip
    for question in user.questions:
        row = {
            "kind": "question", "id": question.id, "task": question.task,
            "private": question.private, "question": question.question,
            "answer": question.answer, "evidence": list(question.evidence),
        }  # fmt: skip
        yield row | ({"options": dict(question.options)} if question.options else {})
