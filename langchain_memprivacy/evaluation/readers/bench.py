"""MemPrivacy-Bench.

Known, from the paper (section 4.3, appendix A) and the model card: 200 users, Chinese and
English; dialogues of `role` and `content`; private values as objects of `original_text`,
`privacy_type`, `privacy_level`, without offsets; questions of six kinds. Not known is how its
files are laid out and what else their fields are called: `spellings` lists what is accepted.
Assumed: one object a user, in a JSON list, an object of users by id, or JSON lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ..datasets import Dataset, DatasetError, Message, Question, User, read
from .marks import Marker, Reading
from .spellings import get, objects

_TASKS = {
    "basic": "basic", "temporal": "temporal", "adversarial": "adversarial", "dynamic": "update",
    "updat": "update", "implicit": "implicit", "aggregat": "aggregation",
}  # fmt: skip


def memprivacy_bench(path: str | Path) -> Reading:
    """Read MemPrivacy-Bench: a JSON or JSONL file, or a folder of such files.

    A value that is marked without an offset counts wherever it stands in its message.

    Raises:
        DatasetError: There is no such file, or it is not of the form above.
    """
    path = Path(path)
    found = sorted(p for p in path.glob("*.json*")) if path.is_dir() else [path]
    users: list[User] = []
    reader = Marker()
    for file in found:
        if not file.is_file() or file.suffix not in {".json", ".jsonl"}:
            continue
        for number, row in enumerate(objects(file), 1):
            make = partial(_user, reader, number=number, split=file.stem)
            users.append(read(f"{file.name}, user {number}", row, make))
    if not users:
        msg = f"{path.name}: no user there; give a .json or .jsonl file of MemPrivacy-Bench"
        raise DatasetError(msg)
    return Reading(Dataset("memprivacy-bench", tuple(users)), reader.dropped)


def _user(marker: Marker, row: dict[str, Any], number: int, split: str) -> User:
    sessions = get(row, "sessions")
    if sessions is None:
        sessions = [get(row, "messages", [])]
    messages = [
        message
        for at, session in enumerate(_values(sessions), 1)
        for message in _session(marker, session, at)
    ]
    if not messages:
        raise DatasetError("no messages under any known name")
    language = str(get(row, "language") or _language(messages))
    return User(
        id=str(get(row, "id", f"user-{number}")),
        language=_short(language),
        country="",
        real_name=get(row, "name"),
        summary="",
        split=str(get(row, "split") or ("train" if "train" in split else "test")),
        messages=tuple(messages),
        questions=tuple(_short_answer(q, n) for n, q in enumerate(get(row, "questions", []), 1)),
    )


def _session(marker: Marker, session: Any, number: int) -> Iterator[Message]:
    about: Mapping[str, Any] = session if isinstance(session, dict) else {}
    turns = get(about, "messages") if about else session
    for at, turn in enumerate(turns or (), 1):
        yield marker.message(turn, about, number, at)


def _values(sessions: Any) -> Sequence[Any]:
    return list(sessions.values()) if isinstance(sessions, dict) else list(sessions)


def _short_answer(row: dict[str, Any], number: int) -> Question:
    task = str(get(row, "task", ""))
    known = (name for part, name in _TASKS.items() if part in task.lower())
    return Question(
        id=str(row.get("id", f"q{number:02}")),
        task=next(known, task),
        private=bool(get(row, "private", False)),
        question=row["question"],
        answer=str(get(row, "answer")),
        evidence=tuple(map(str, get(row, "evidence", []))),
        options=dict(row.get("options") or {}),
    )


def _language(messages: Sequence[Message]) -> str:
    text = "".join(message.content for message in messages)
    chinese = sum("一" <= c <= "鿿" for c in text)
    return "zh" if chinese * 5 > len(text) else "en"


def _short(language: str) -> str:
    return {"chinese": "zh", "中文": "zh", "english": "en"}.get(language.lower(), language.lower())
