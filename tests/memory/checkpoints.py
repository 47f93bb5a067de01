"""Checkpointers of every kind for the tests, and all that lies in their storage."""

from __future__ import annotations

import contextlib
import pickle
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
from faces.agent_world import CANARIES
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from langchain_memprivacy.testing.loopback import assert_clean

KINDS = ("memory", "sqlite", "async sqlite", "postgres", "async postgres")
ASYNC = ("memory", "async sqlite", "async postgres")
"""Those that have asynchronous methods."""


@contextlib.asynccontextmanager
async def inner_saver(kind: str, folder: Path, postgres: Any) -> AsyncIterator[Any]:
    """Open a checkpointer; `postgres` is called for the address of a server where it is needed."""
    path = str(folder / "state.db")
    if kind == "memory":
        yield InMemorySaver()
    elif kind == "sqlite":
        with SqliteSaver.from_conn_string(path) as saver:
            yield saver
    elif kind == "async sqlite":
        async with AsyncSqliteSaver.from_conn_string(path) as saver:
            yield saver
    elif kind == "postgres":
        with PostgresSaver.from_conn_string(postgres()) as saver:
            saver.setup()
            yield saver
    else:
        async with AsyncPostgresSaver.from_conn_string(postgres()) as saver:
            await saver.setup()
            yield saver


def rows(kind: str, saver: Any, folder: Path, postgres: Any) -> bytes:
    """All bytes that a checkpointer keeps."""
    if kind == "memory":
        kept = [dict(saver.blobs), {k: dict(v) for k, v in saver.writes.items()}]
        return pickle.dumps(
            [*kept, {k: {n: dict(c) for n, c in v.items()} for k, v in saver.storage.items()}]
        )
    if "sqlite" in kind:
        with contextlib.closing(sqlite3.connect(folder / "state.db")) as connection:
            tables = [
                name
                for (name,) in connection.execute(
                    "select name from sqlite_master where type='table'"
                )
            ]
            cells = [
                c for t in tables for row in connection.execute(f"select * from {t}") for c in row
            ]
        return b"\n".join([*map(_bytes, cells), *(path.read_bytes() for path in folder.iterdir())])
    with psycopg.connect(postgres()) as connection:
        cells = [
            cell
            for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
            for row in connection.execute(f"select to_jsonb(t), t.* from {table} t")
            for cell in row
        ]
    return b"\n".join(map(_bytes, cells))


def assert_kept_clean(data: bytes, *more: str) -> None:
    """Something is kept, and no value nor six characters of one are in it."""
    assert b"EMAIL_1_~" in data, "nothing was kept"
    texts = {label: value for label, value in CANARIES.items() if not value.isdigit()}
    assert_clean(data, texts | {f"more {n}": value for n, value in enumerate(more)}, fragment=6)


def _bytes(cell: Any) -> bytes:
    return cell if isinstance(cell, bytes) else str(cell).encode()
