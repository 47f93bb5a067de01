"""MemPrivacy-Bench.

Known, from the paper (section 4.3, appendix A) and the model card: 200 users, Chinese and
English; dialogues of `role` and `content`; private values as objects of `original_text`,
`privacy_type`, `privacy_level`, without offsets; questions of six kinds. Not known is how its
files are laid out and what else their fields are called: `spellings` lists what is accepted.
Assumed: one object a user, in a JSON list, an object of users by id, or JSON lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from .. import fields
from ..datasets import Dataset, DatasetError, Message, Question, User, read
from .marks import Marker, Reading
from .spellings import get, lettered, listed, objects, text, texts, yes_no

_TASKS = {
    "basic": "basic", "temporal": "temporal", "adversarial": "adversarial", "dynamic": "update",
    "updat": "update", "implicit": "implicit", "aggregat": "aggregation",
}  # fmt: skip
_LANGUAGES = {
    "chinese": "zh", "mandarin": "zh", "中文": "zh", "汉语": "zh", "cn": "zh", "zho": "zh",
    "english": "en", "英文": "en", "英语": "en", "eng": "en",
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
    reader, nameless = Marker(), count(1)
    for file in found:
        if not file.is_file() or file.suffix not in {".json", ".jsonl"}:
            continue
        for number, row in enumerate(objects(file), 1):
            make = partial(_user, reader, nameless=nameless, split=file.stem)
            users.append(read(f"{file.name}, user {number}", row, make))
    if not users:
        msg = f"{path.name}: no user there; give a .json or .jsonl file of MemPrivacy-Bench"
        raise DatasetError(msg)
    return Reading(Dataset("memprivacy-bench", tuple(users)), reader.dropped)


def _user(marker: Marker, row: dict[str, Any], nameless: Iterator[int], split: str) -> User:
    messages = [
        message
        for at, session in enumerate(_sessions(row), 1)
        for message in _session(marker, session, at)
    ]
    if not messages:
        raise DatasetError("no messages under any known name")
    language = text(row, "language") or _language(messages)
    return User(
        id=text(row, "id") or f"user-{next(nameless)}",
        language=_short(language),
        country="",
        real_name=text(row, "name") or None,
        summary="",
        split=text(row, "split") or ("train" if "train" in split else "test"),
        messages=tuple(messages),
        questions=tuple(
            read(f"question {number}", asked, partial(_question, number=number))
            for number, asked in enumerate(listed(row, "questions"), 1)
        ),
    )


def _sessions(row: dict[str, Any]) -> Sequence[Any]:
    sessions = get(row, "sessions")
    if isinstance(sessions, dict):
        sessions = list(sessions.values())
    if sessions is not None and not isinstance(sessions, list):
        raise DatasetError("the sessions must be a list, or an object by name")
    if sessions and not any(isinstance(one, dict) and "role" in one for one in sessions):
        return sessions
    # Messages right there, without sessions around them.
    return [sessions or get(row, "messages", [])]


def _session(marker: Marker, session: Any, number: int) -> Iterator[Message]:
    about: Mapping[str, Any] = session if isinstance(session, dict) else {}
    turns = get(about, "messages", []) if about else session
    if not isinstance(turns, list):
        msg = f"session {number}: its messages must be a list"
        raise DatasetError(msg)
    for at, turn in enumerate(turns, 1):
        place = f"session {number}, message {at}"
        if not isinstance(turn, dict):
            msg = f"{place}: not an object"
            raise DatasetError(msg)
        yield read(place, turn, partial(marker.message, about=about, session=number, at=at))


def _question(row: dict[str, Any], number: int) -> Question:
    task = text(row, "task")
    known = (name for part, name in _TASKS.items() if part in task.lower())
    answer = "; ".join(texts(row, "answer"))
    if not answer:
        raise DatasetError("the field 'answer' is missing or empty")
    return Question(
        id=f"q{number:02}" if row.get("id") is None else str(row["id"]),
        task=next(known, task),
        private=yes_no(row, "private"),
        question=fields.text(row, "question"),
        answer=answer,
        evidence=texts(row, "evidence"),
        options=lettered(row.get("options")),
    )


def _language(messages: Sequence[Message]) -> str:
    text = "".join(message.content for message in messages)
    chinese = sum("一" <= c <= "鿿" for c in text)
    return "zh" if chinese * 5 > len(text) else "en"


def _short(language: str) -> str:
    """Return the code alone: `zh` of `zh-CN` and `Chinese`."""
    code = re.split("[-_ (]", language.strip().lower(), maxsplit=1)[0]
    return _LANGUAGES.get(code, code)
