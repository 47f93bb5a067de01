"""Annotated conversations: the bundled corpus, and files of the same form.

A dataset is users; a user has dated messages, each with its private spans, and questions
about what was said. `load("bundled")` reads the corpus that comes with the package; its
schema and the rulings behind its annotations are in `corpus/README.md`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from ..taxonomy import PrivacyLevel, type_tag
from . import fields
from .fields import DatasetError

T = TypeVar("T")
SPLITS = ("train", "dev", "test")


__all__ = [
    "SPLITS", "Annotation", "Dataset", "DatasetError", "Message", "Question", "User",
    "decoded", "load", "marks", "read", "rows",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Annotation:
    """One private value of a message, as the annotators marked it.

    Attributes:
        start: Offset of its first character, in code points.
        end: Offset after its last character.
        text: The characters themselves, verbatim.
        type: Type tag, for example `EMAIL`.
        level: PL2, PL3 or PL4.
        format: What kind of value of its type it is, for example `iban`; empty where
            the file does not say.
    """

    start: int
    end: int
    text: str = field(repr=False)
    type: str
    level: PrivacyLevel
    format: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation.

    Attributes:
        id: Unique within its user, for example `s2m07`.
        session: The number of its session, from 1.
        date: Day of the session, ISO 8601; empty where unknown.
        scenario: One of the paper's seven categories, in one word; empty where unknown.
        role: `user` or `assistant`.
        content: The text.
        privacy: Its private spans in text order, disjoint.
    """

    id: str
    session: int
    date: str
    scenario: str
    role: str
    content: str = field(repr=False)
    privacy: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question about a user's conversations (paper, section 4.3).

    Attributes:
        id: Unique within its user.
        task: One of the paper's six kinds: `basic`, `temporal`, `adversarial`, `update`,
            `implicit`, `aggregation`; files of other makers have their own.
        private: Whether the answer needs a private value.
        question: The question.
        answer: The reference answer; the right option's letter where there are options.
        evidence: Ids of the messages that hold the answer.
        options: The options of a multiple-choice question by letter, else empty.
    """

    id: str
    task: str
    private: bool
    question: str = field(repr=False)
    answer: str = field(repr=False)
    evidence: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class User:
    """One fictional person: messages in order, and questions about them."""

    id: str
    language: str
    country: str
    real_name: str | None = field(repr=False)
    summary: str
    split: str
    messages: tuple[Message, ...]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """Users in a fixed order, with a name for reports.

    Raises:
        DatasetError: Two users have the same id.
    """

    name: str
    users: tuple[User, ...]

    def __post_init__(self) -> None:
        ids = [user.id for user in self.users]
        if twice := next((one for one in ids if ids.count(one) > 1), None):
            msg = f"{self.name}: two users have the id {twice!r}; give each one of their own"
            raise DatasetError(msg)

    def select(
        self, *, split: str | None = None, language: str | None = None, limit: int | None = None
    ) -> Dataset:
        """Keep the users of a split or language, and at most so many of them.

        Raises:
            DatasetError: Nobody is left.
        """
        kept = tuple(
            user
            for user in self.users
            if split in {None, user.split} and language in {None, user.language}
        )[:limit]
        if not kept:
            msg = (
                f"{self.name}: no user has split {split or 'any'} and language {language or 'any'}"
            )
            raise DatasetError(msg)
        return replace(self, users=kept)

    def messages(self) -> Iterator[tuple[User, Message]]:
        """Yield every message with its user, in order."""
        return ((user, message) for user in self.users for message in user.messages)


def load(source: str | Path = "bundled") -> Dataset:
    """Read a dataset.

    Args:
        source: `bundled`, or a JSONL file or folder of such files of the corpus's form.

    Raises:
        DatasetError: There is no such file, or a line is not of the form.
    """
    name, found = _files(source)
    if not found:
        msg = f"{name}: no .jsonl file there; give a file or folder of the corpus's form"
        raise DatasetError(msg)
    return Dataset(name, tuple(_user(file) for file in found))


def _files(source: str | Path) -> tuple[str, Sequence[Traversable | Path]]:
    if source == "bundled":
        folder = files(__package__) / "corpus"
        return "bundled", sorted(
            (f for f in folder.iterdir() if f.name.endswith(".jsonl")), key=lambda f: f.name
        )
    path = Path(source)
    if path.is_dir():
        return path.name, sorted(path.glob("*.jsonl"))
    return path.stem, [path] if path.is_file() else []


def _user(file: Traversable | Path) -> User:
    head: dict[str, Any] | None = None
    messages: list[Message] = []
    questions: list[Question] = []
    for number, row in rows(file.name, decoded(file.name, file.read_bytes())):
        at = f"{file.name}, line {number}"
        match row.get("kind"):
            case "user" if head is None:
                head = row
            case "message" if head is not None:
                messages.append(read(at, row, _message))
            case "question" if head is not None:
                questions.append(read(at, row, _question))
            case _:
                msg = f"{at}: expected one user line first, then message and question lines"
                raise DatasetError(msg)
    if head is None:
        msg = f"{file.name}: empty; expected a user line first"
        raise DatasetError(msg)
    return read(f"{file.name}, line 1", head, lambda row: User(
        id=fields.name_of(row, "id"), language=fields.name_of(row, "language"),
        country=fields.text(row, "country"),
        real_name=None if row["real_name"] is None else fields.text(row, "real_name"),
        summary=fields.text(row, "summary"), split=fields.name_of(row, "split"),
        messages=tuple(messages), questions=tuple(questions),
    ))  # fmt: skip


def decoded(name: str, data: bytes) -> str:
    """Read a file's bytes as UTF-8, with a byte order mark or without.

    Raises:
        DatasetError: They are something else.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        msg = f"{name}: not UTF-8; save it as UTF-8"
        raise DatasetError(msg) from None


def rows(name: str, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of JSON lines with their line numbers.

    Raises:
        DatasetError: A line is not a JSON object.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                msg = f"{name}, line {number}: not a JSON object"
                raise DatasetError(msg)
            yield number, row


def read(at: str, row: dict[str, Any], make: Callable[[dict[str, Any]], T]) -> T:
    """Make something of a row; whatever is wrong with it is one clear error.

    Raises:
        DatasetError: A field is missing or of the wrong kind.
    """
    try:
        return make(row)
    except KeyError as error:
        msg = f"{at}: the field {error.args[0]!r} is missing"
    except DatasetError as error:
        msg = f"{at}: {error}"
    except (TypeError, ValueError, AttributeError):
        msg = f"{at}: a field has the wrong kind of value"
    raise DatasetError(msg)


def _annotation(content: str, row: dict[str, Any]) -> Annotation:
    """Read one private span of a message."""
    text, start = fields.name_of(row, "original_text"), fields.whole(row, "start")
    end = start + len(text)
    if start < 0 or content[start:end] != text:
        raise DatasetError("a span's original_text does not stand at its offset")
    if "end" in row and fields.whole(row, "end") != end:
        raise DatasetError("a span's end is not where its original_text ends")
    if (level := fields.level(row, "privacy_level")) < PrivacyLevel.PL2:
        raise DatasetError("the field 'privacy_level' must be one of PL2, PL3, PL4")
    kind = type_tag(fields.name_of(row, "privacy_type"))
    return Annotation(start, end, text, kind, level, fields.text(row, "format", ""))


def marks(content: str, items: Iterable[dict[str, Any]]) -> tuple[Annotation, ...]:
    """Read the private spans of a message, in text order.

    Raises:
        DatasetError: A text does not stand at its offset, two spans overlap, or a field is
            of the wrong kind.
    """
    found = sorted((_annotation(content, row) for row in items), key=lambda mark: mark.start)
    if any(one.end > two.start for one, two in pairwise(found)):
        raise DatasetError("two spans of the field 'privacy' overlap")
    return tuple(found)


def _message(row: dict[str, Any]) -> Message:
    content = fields.text(row, "content")
    return Message(
        id=fields.name_of(row, "id"),
        session=fields.whole(row, "session"),
        date=fields.text(row, "date"),
        scenario=fields.text(row, "scenario"),
        role=fields.name_of(row, "role"),
        content=content,
        privacy=marks(content, fields.objects(row, "privacy")),
    )


def _question(row: dict[str, Any]) -> Question:
    return Question(
        id=fields.name_of(row, "id"),
        task=fields.text(row, "task"),
        private=fields.yes_no(row, "private"),
        question=fields.text(row, "question"),
        answer=fields.text(row, "answer"),
        evidence=fields.texts(row, "evidence"),
        options=fields.by_letter(row, "options"),
    )
