"""Annotated conversations: the bundled corpus, and files of the same form.

A dataset is users; a user has dated messages, each with its private spans, and questions
about what was said. `load("bundled")` reads the corpus that comes with the package; its
schema and the rulings behind its annotations are in `corpus/README.md`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from ..errors import MemPrivacyError
from ..taxonomy import PrivacyLevel, type_tag

T = TypeVar("T")
SPLITS = ("train", "dev", "test")


class DatasetError(MemPrivacyError, ValueError):
    """A file is not a dataset of the form it should have; the message names file and line."""


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
    """Users in a fixed order, with a name for reports."""

    name: str
    users: tuple[User, ...]

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
    for number, row in rows(file.name, file.read_text("utf-8")):
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
        id=row["id"], language=row["language"], country=row["country"],
        real_name=row["real_name"], summary=row["summary"], split=row["split"],
        messages=tuple(messages), questions=tuple(questions),
    ))  # fmt: skip


def rows(name: str, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of JSON lines with their line numbers.

    Raises:
        DatasetError: A line is not a JSON object.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError:
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


def annotation(content: str, row: dict[str, Any], start: int | None = None) -> Annotation:
    """Read one private span of a message; `start` overrides the row's own offset.

    Raises:
        DatasetError: The text does not stand at its offset.
    """
    text: str = row["original_text"]
    begin: int = row["start"] if start is None else start
    if not text or content[begin : begin + len(text)] != text:
        msg = "a span's original_text does not stand at its offset"
        raise DatasetError(msg)
    return Annotation(
        begin,
        begin + len(text),
        text,
        type_tag(row["privacy_type"]),
        PrivacyLevel(row["privacy_level"]),
        row.get("format", ""),
    )


def _message(row: dict[str, Any]) -> Message:
    content: str = row["content"]
    return Message(
        id=row["id"],
        session=int(row["session"]),
        date=row["date"],
        scenario=row["scenario"],
        role=row["role"],
        content=content,
        privacy=tuple(annotation(content, span) for span in row["privacy"]),
    )


def _question(row: dict[str, Any]) -> Question:
    return Question(
        id=row["id"],
        task=row["task"],
        private=bool(row["private"]),
        question=row["question"],
        answer=row["answer"],
        evidence=tuple(row["evidence"]),
        options=dict(row.get("options", {})),
    )
