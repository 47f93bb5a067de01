"""PersonaMem-v2.

Known, from its repository: `benchmark/text/benchmark.csv` with a row a question
(`persona_id`, `chat_history_32k_link`, `chat_history_128k_link`, `user_query` and
`incorrect_answers` as JSON or Python literals, `correct_answer`, `pref_type`), and the linked
chat histories, JSON with `metadata` and `chat_history`. It marks no private values; the set
that the paper's authors marked is not described: marks are read where messages have them, in
the form of MemPrivacy-Bench.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import random
from functools import partial
from pathlib import Path
from typing import Any

from .. import fields
from ..datasets import Dataset, DatasetError, Question, User, decoded, read
from .marks import Marker, Reading
from .spellings import lettered, listed, objects, text


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
    cells = csv.DictReader(io.StringIO(decoded(table.name, table.read_bytes()), newline=""))
    try:
        for number, row in enumerate(cells, 2):
            if not row.get("persona_id") or not row.get(column):
                msg = f"{table.name}, line {number}: persona_id or {column} is missing"
                raise DatasetError(msg)
            people.setdefault(row["persona_id"], []).append(row)
    except csv.Error as error:  # says what, never the cell
        msg = f"{table.name}, line {cells.line_num + 1}: {error}"
        raise DatasetError(msg) from None
    if not people:
        msg = f"{table.name}: no question there"
        raise DatasetError(msg)
    reader = Marker()
    users = []
    for person, asked in people.items():
        file = _linked(table, asked[0][column])
        history = objects(file, whole=True)[0]
        at = f"{table.name}, persona {person}"
        questions = [
            read(
                f"{at}, question {n}", row, partial(_choice, seed=f"{seed}/{person}/{n}", number=n)
            )
            for n, row in enumerate(asked, 1)
        ]
        make = partial(_persona, reader, person=person, questions=tuple(questions))
        users.append(read(file.name, history, make))
    return Reading(Dataset(f"personamem-v2-{size}", tuple(users)), reader.dropped)


def _persona(
    marker: Marker, row: dict[str, Any], person: str, questions: tuple[Question, ...]
) -> User:
    turns = listed(row, "messages") or listed(row, "sessions")
    # The first turn of a history states the persona: no user of the chat ever said it.
    said = [turn for turn in turns if turn.get("role") != "system"]
    if not said:
        raise DatasetError("no chat_history with messages")
    about = row.get("metadata")
    about = about if isinstance(about, dict) else {}
    return User(
        id=f"persona-{person}",
        language="en",
        country="",
        real_name=text(about, "name") or None,
        summary="",
        split="test",
        messages=tuple(
            read(f"message {at}", turn, partial(marker.message, about={}, session=1, at=at))
            for at, turn in enumerate(said, 1)
        ),
        questions=questions,
    )


def _linked(table: Path, link: str) -> Path:
    for folder in table.resolve().parents:
        if (folder / link).is_file():
            return folder / link
    msg = f"{table.name}: a linked chat history is missing; put the histories beside it"
    raise DatasetError(msg)


def _choice(row: dict[str, str], seed: str, number: int) -> Question:
    wrong = _literal(fields.text(row, "incorrect_answers"))
    asked = _literal(fields.text(row, "user_query"))
    right = fields.name_of(row, "correct_answer")
    if not isinstance(wrong, list) or not wrong:
        raise DatasetError("incorrect_answers is no list")
    texts = [right, *map(str, wrong)]
    random.Random(seed).shuffle(texts)  # noqa: S311  # an order, not a secret
    options = lettered(texts)
    kind = row.get("pref_type") or ""
    return Question(
        id=f"q{number:03}",
        task=kind,
        private=kind == "sensitive_info"
        or (row.get("sensitive_info") or "").strip().lower() in {"true", "1"},
        question=fields.text(asked, "content") if isinstance(asked, dict) else str(asked),
        answer=next(letter for letter, option in options.items() if option == right),
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
