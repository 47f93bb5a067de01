"""Data sets of other makers: MemPrivacy-Bench and PersonaMem-v2.

**MemPrivacy-Bench.** Known, from the paper (section 4.3, appendix A) and the model card:
200 users, Chinese and English; dialogues of `role` and `content`; private values as objects
of `original_text`, `privacy_type`, `privacy_level`, without offsets; questions of six kinds.
Not known is how its files are laid out and what else their fields are called: `_NAMES`
lists the spellings that are accepted. Assumed: one object a user, in a JSON list, an object
of users by id, or JSON lines.

**PersonaMem-v2.** Known, from its repository: `benchmark/text/benchmark.csv` with a row a
question (`persona_id`, `chat_history_32k_link`, `chat_history_128k_link`, `user_query` and
`incorrect_answers` as JSON or Python literals, `correct_answer`, `pref_type`), and the
linked chat histories, JSON with `metadata` and `chat_history`. It marks no private values;
the set that the paper's authors marked is not described: marks are read where messages
have them, in the form above.
"""

from __future__ import annotations

import ast
import csv
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..locate import ValueIndex
from ..taxonomy import PrivacyLevel, type_tag
from .datasets import Annotation, Dataset, DatasetError, Message, Question, User, read, rows

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
_TASKS = {
    "basic": "basic", "temporal": "temporal", "adversarial": "adversarial", "dynamic": "update",
    "updat": "update", "implicit": "implicit", "aggregat": "aggregation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held.

    Attributes:
        dataset: The users.
        dropped: Marked values that stand nowhere in their message, or only inside others.
    """

    dataset: Dataset
    dropped: int


def memprivacy_bench(path: str | Path) -> Reading:
    """Read MemPrivacy-Bench: a JSON or JSONL file, or a folder of such files.

    A value that is marked without an offset counts wherever it stands in its message.

    Raises:
        DatasetError: There is no such file, or it is not of the form above.
    """
    path = Path(path)
    found = sorted(p for p in path.glob("*.json*")) if path.is_dir() else [path]
    users: list[User] = []
    reader = _Reader()
    for file in found:
        if not file.is_file() or file.suffix not in {".json", ".jsonl"}:
            continue
        for number, row in enumerate(_objects(file), 1):
            make = partial(reader.user, number=number, split=file.stem)
            users.append(read(f"{file.name}, user {number}", row, make))
    if not users:
        msg = f"{path.name}: no user there; give a .json or .jsonl file of MemPrivacy-Bench"
        raise DatasetError(msg)
    return Reading(Dataset("memprivacy-bench", tuple(users)), reader.dropped)


def personamem(path: str | Path, *, size: str = "32k", seed: int = 0) -> Reading:
    """Read PersonaMem-v2.

    Args:
        path: The data set's folder, or its `benchmark.csv`; links to chat histories are
            looked for from the CSV's folder upwards.
        size: Which histories: `32k` or `128k`.
        seed: Options are shuffled with it, each question's by itself.

    Raises:
        DatasetError: A file is missing or is not of the form above.
    """
    table = Path(path)
    if table.is_dir():
        places = (table / "benchmark/text/benchmark.csv", table / "benchmark.csv")
        table = next((place for place in places if place.is_file()), places[0])
    if not table.is_file():
        msg = f"{table.name}: no such file; give the folder of PersonaMem-v2 or its benchmark.csv"
        raise DatasetError(msg)
    column = f"chat_history_{size}_link"
    people: dict[str, list[dict[str, str]]] = {}
    with table.open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), 2):
            if not row.get("persona_id") or not row.get(column):
                msg = f"{table.name}, line {number}: persona_id or {column} is missing"
                raise DatasetError(msg)
            people.setdefault(row["persona_id"], []).append(row)
    if not people:
        msg = f"{table.name}: no question there"
        raise DatasetError(msg)
    reader = _Reader()
    users = []
    for person, asked in people.items():
        file = _linked(table, asked[0][column])
        (history,) = _objects(file, whole=True)
        at = f"{table.name}, persona {person}"
        questions = [
            read(at, row, partial(_choice, seed=f"{seed}/{person}/{n}", number=n))
            for n, row in enumerate(asked, 1)
        ]
        make = partial(reader.persona, person=person, questions=tuple(questions))
        users.append(read(file.name, history, make))
    return Reading(Dataset(f"personamem-v2-{size}", tuple(users)), reader.dropped)


def get(row: Mapping[str, Any], name: str, default: Any = None) -> Any:
    """Return the field that has one of the accepted spellings of a name."""
    return next((row[key] for key in _NAMES[name] if row.get(key) is not None), default)


class _Reader:
    """Makes users of objects, and counts marks that fit nowhere."""

    def __init__(self) -> None:
        self.dropped = 0

    def user(self, row: dict[str, Any], number: int, split: str) -> User:
        sessions = get(row, "sessions")
        if sessions is None:
            sessions = [get(row, "messages", [])]
        messages = [
            message
            for at, session in enumerate(_values(sessions), 1)
            for message in self.session(session, at)
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
            questions=tuple(
                _short_answer(q, n) for n, q in enumerate(get(row, "questions", []), 1)
            ),
        )

    def session(self, session: Any, number: int) -> Iterator[Message]:
        about: Mapping[str, Any] = session if isinstance(session, dict) else {}
        turns = get(about, "messages") if about else session
        for at, turn in enumerate(turns or (), 1):
            yield self.message(turn, about, number, at)

    def message(
        self, turn: Mapping[str, Any], about: Mapping[str, Any], session: int, at: int
    ) -> Message:
        content = turn["content"]
        if not isinstance(content, str):
            raise DatasetError("a message's content is no text")
        return Message(
            id=str(turn.get("id", f"s{session}m{at:02}")),
            session=session,
            date=str(get(about, "date", "") or get(turn, "date", "")),
            scenario=str(get(about, "scenario", "")),
            role=str(turn["role"]),
            content=content,
            privacy=self.marks(content, get(turn, "privacy", [])),
        )

    def marks(self, content: str, items: Iterable[Mapping[str, Any]]) -> tuple[Annotation, ...]:
        """Find marked values: where they say, else wherever they stand, longer ones first."""
        kept: dict[str, Mapping[str, Any]] = {}
        index = ValueIndex()
        for item in items:
            if PrivacyLevel(item["privacy_level"]) > PrivacyLevel.PL1:
                kept.setdefault(item["original_text"], item)
                index.add(item["original_text"])
        found: list[Annotation] = []
        for start, end in index.find(content):
            if not found or start >= found[-1].end:
                item = kept[content[start:end]]
                found.append(Annotation(
                    start, end, content[start:end], type_tag(item["privacy_type"]),
                    PrivacyLevel(item["privacy_level"]),
                ))  # fmt: skip
        self.dropped += len(kept.keys() - {one.text for one in found})
        return tuple(found)

    def persona(self, row: dict[str, Any], person: str, questions: tuple[Question, ...]) -> User:
        turns = get(row, "messages") or get(row, "sessions")
        # The first turn of a history states the persona: no user of the chat ever said it.
        said = [turn for turn in turns or () if turn["role"] != "system"]
        if not said:
            raise DatasetError("no chat_history with messages")
        return User(
            id=f"persona-{person}",
            language="en",
            country="",
            real_name=get(row.get("metadata", {}), "name"),
            summary="",
            split="test",
            messages=tuple(self.message(turn, {}, 1, at) for at, turn in enumerate(said, 1)),
            questions=questions,
        )


def _objects(file: Path, *, whole: bool = False) -> list[dict[str, Any]]:
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


def _linked(table: Path, link: str) -> Path:
    for folder in table.resolve().parents:
        if (folder / link).is_file():
            return folder / link
    msg = f"{table.name}: a linked chat history is missing; put the histories beside it"
    raise DatasetError(msg)


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


def _choice(row: dict[str, str], seed: str, number: int) -> Question:
    wrong = _literal(row["incorrect_answers"])
    asked = _literal(row["user_query"])
    if not isinstance(wrong, list) or not wrong:
        raise DatasetError("incorrect_answers is no list")
    texts = [row["correct_answer"], *map(str, wrong)]
    random.Random(seed).shuffle(texts)  # noqa: S311  # an order, not a secret
    options = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", texts, strict=False))
    return Question(
        id=f"q{number:03}",
        task=row.get("pref_type", ""),
        private=row.get("sensitive_info", "").strip().lower() in {"true", "1"}
        or row.get("pref_type") == "sensitive_info",
        question=str(asked["content"] if isinstance(asked, dict) else asked),
        answer=next(letter for letter, text in options.items() if text == row["correct_answer"]),
        options=options,
    )


def _literal(text: str) -> Any:
    """Read a cell: JSON, a Python literal, or the text itself."""
    for reader in (json.loads, ast.literal_eval):
        try:
            return reader(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
    return text


def _language(messages: Sequence[Message]) -> str:
    text = "".join(message.content for message in messages)
    chinese = sum("一" <= c <= "鿿" for c in text)
    return "zh" if chinese * 5 > len(text) else "en"


def _short(language: str) -> str:
    return {"chinese": "zh", "中文": "zh", "english": "en"}.get(language.lower(), language.lower())
