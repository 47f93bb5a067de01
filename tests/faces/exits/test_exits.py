"""The table of exits in the README, kept true: each cell is lived through and searched."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from faces.exits.canaries import CANARIES
from faces.exits.scenario import Life
from faces.postgres import postgres_server, postgres_uri  # noqa: F401  # fixtures
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from langchain_memprivacy.testing.loopback import find_leaks

pytestmark = pytest.mark.filterwarnings("ignore:LangSmith tracing is on:UserWarning")
"""The model boundary warns where the table says raw."""

README = (Path(__file__).parents[3] / "README.md").read_text("utf-8")

EXITS = {
    "requests to the agent's model": "model",
    "requests to fallback models": "fallback",
    "requests to other models inside (summarizer)": "others",
    "embedding requests of nodes": "embeddings",
    "checkpoints in SQLite": "sqlite",
    "checkpoints in PostgreSQL": "postgres",
    "traces sent to LangSmith": "traces",
    "logs at DEBUG, `set_debug`": "logs",
    "exception texts": "errors",
    "cache of model answers": "model_cache",
    "cache of nodes": "node_cache",
    "callback handlers, token and custom events inside": "callbacks",
}
"""Rows of the README's table, and the evidence each stands for."""

BOUNDARIES = {"graph boundary": "graph", "model boundary": "model"}
"""Columns of the README's table."""

ROWS = [
    [cell.strip() for cell in line.strip("| \n").split(" | ")]
    for line in README.splitlines()
    if line.strip("| ").split(" | ")[0].strip() in EXITS
]
HEAD = re.search(r"^\| exit \| (.*) \|$", README, re.MULTILINE)


def test_the_readme_names_every_exit() -> None:
    """No row is missing, none is there twice, and each cell says clean or raw."""
    assert [row[0] for row in ROWS] == list(EXITS)
    assert HEAD is not None
    assert HEAD[1].split(" | ") == list(BOUNDARIES)
    assert {cell.split()[0].strip(",;:") for row in ROWS for cell in row[1:]} <= {"clean", "raw"}


def verdict(data: bytes, exit_: str, boundary: str, wrappers: tuple[str, ...] = ()) -> str:
    """Hold the bytes of an exit against its cell in the README; empty where it is true."""
    row = next(row for row in ROWS if row[0] == exit_)
    cell = row[1 + list(BOUNDARIES).index(boundary)]
    said = cell.split()[0].strip(",;:")
    if any(cell == f"raw, unless through `{wrapper}`" for wrapper in wrappers):
        said = "clean"
    if not data:
        return f"{exit_}: nothing was recorded, the scenario does not reach it"
    # Six digits in a row turn up by chance, in times and identifiers.
    numbers = {label: value for label, value in CANARIES.items() if value.isdigit()}
    texts = {label: value for label, value in CANARIES.items() if label not in numbers}
    leaks = [*find_leaks(data, texts, fragment=6), *find_leaks(data, numbers, fragment=10)]
    if said == "clean" and leaks:
        return f"{exit_}: said to be clean, but {leaks}"
    if said == "raw" and not leaks:
        return f"{exit_}: said to be raw, but it is clean"
    return ""


VARIANTS = [
    ("graph boundary", ()),
    ("model boundary", ()),
    ("model boundary", ("PrivacySaver", "private_client")),
]
"""The columns, and the second one with the wrappers that its cells name."""


def named(variant: tuple[str, tuple[str, ...]]) -> str:
    """A variant as it is called in reports."""
    return " ".join([variant[0].split()[0], *variant[1]])


@pytest.mark.parametrize("variant", VARIANTS, ids=named)
@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
async def test_exits(tmp_path: Path, variant: Any, asynchronous: bool) -> None:  # noqa: FBT001
    """Every exit is as the README says, and the user saw values all the same."""
    boundary, wrappers = variant
    path = str(tmp_path / "checkpoints.db")
    if asynchronous:
        async with AsyncSqliteSaver.from_conn_string(path) as saver:
            life = Life(BOUNDARIES[boundary], saver, asynchronous=True, closed=bool(wrappers))
            evidence = await life.live()
    else:
        with SqliteSaver.from_conn_string(path) as saver:
            life = Life(BOUNDARIES[boundary], saver, asynchronous=False, closed=bool(wrappers))
            evidence = await life.live()
    found = vars(evidence) | {"sqlite": b"".join(p.read_bytes() for p in tmp_path.iterdir())}
    assert CANARIES["PL2 in user text"] in evidence.shown
    assert CANARIES["PL4 in history"] in evidence.shown
    verdicts = [
        verdict(found[part], exit_, boundary, wrappers)
        for exit_, part in EXITS.items()
        if part in found
    ]
    assert [wrong for wrong in verdicts if wrong] == []


@pytest.fixture(params=["sync", "async"])
async def saver(request: Any, postgres_uri: str) -> AsyncIterator[tuple[Any, bool]]:  # noqa: F811
    """A checkpointer over PostgreSQL, and whether it is the asynchronous one."""
    if request.param == "sync":
        with PostgresSaver.from_conn_string(postgres_uri) as found:
            found.setup()
            yield found, False
    else:
        async with AsyncPostgresSaver.from_conn_string(postgres_uri) as found:
            await found.setup()
            yield found, True


@pytest.mark.parametrize("variant", VARIANTS, ids=named)
async def test_postgres(saver: tuple[Any, bool], postgres_uri: str, variant: Any) -> None:  # noqa: F811
    """Rows of a PostgreSQL checkpointer are as the README says."""
    checkpointer, asynchronous = saver
    boundary, wrappers = variant
    life = Life(
        BOUNDARIES[boundary], checkpointer, asynchronous=asynchronous, closed=bool(wrappers)
    )
    await life.live()
    rows = b""
    with psycopg.connect(postgres_uri) as connection:
        for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes"):
            for row in connection.execute(f"select to_jsonb(t), t.* from {table} t"):
                rows += b"\n".join(
                    cell if isinstance(cell, bytes) else str(cell).encode() for cell in row
                )
    assert verdict(rows, "checkpoints in PostgreSQL", boundary, wrappers) == ""
