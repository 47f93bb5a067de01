"""Stores by their addresses: `sqlite:PATH`, `postgresql://...`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from langgraph.store.base import BaseStore

from .sqlite import is_busy, pack, same_file, saying_busy

SQLITE = "sqlite:"
POSTGRES = ("postgresql://", "postgres://")

_HOMES = {
    True: ("langgraph.store.sqlite", "SqliteStore"),
    False: ("langgraph.store.postgres", "PostgresStore"),
}
_PACKAGES = {
    "langgraph.store.sqlite": "langgraph-checkpoint-sqlite",
    "langgraph.store.postgres": "'langgraph-checkpoint-postgres' 'psycopg[binary]'",
}


def is_store(uri: str) -> bool:
    """Tell whether an address is that of a store."""
    return uri.startswith((SQLITE, *POSTGRES))


def is_one_store(one: str, other: str) -> bool:
    """Tell whether two addresses are known to be those of one store."""
    if one.startswith(SQLITE) and other.startswith(SQLITE):
        return same_file(_path(one), _path(other))
    return canonical(one) == canonical(other)


def canonical(uri: str) -> str:
    """Write an address so that it says the same from everywhere."""
    if uri.startswith(SQLITE):
        return f"{SQLITE}{Path(_path(uri)).resolve()}"
    return uri.replace(POSTGRES[1], POSTGRES[0], 1) if uri.startswith(POSTGRES[1]) else uri


def _nothing() -> None:
    """Say nothing."""


@contextmanager
def open_store(
    uri: str,
    *,
    create: bool = False,
    writes: bool = True,
    unpacked: Callable[[], None] = _nothing,
) -> Iterator[BaseStore]:
    """Open a LangGraph store.

    Args:
        uri: `sqlite:PATH` or `postgresql://...`.
        create: Make its tables where there are none.
        writes: Whether items will be rewritten. A store with embeddings is refused then:
            it could not make them anew. An SQLite file is packed at the end, so that
            nothing of the old rows stays in it.
        unpacked: Called at the end where it could not be packed, because others have it
            open: old rows may be in its file until it is opened and packed again.

    Raises:
        TimeoutError: An SQLite file is locked by others.
        ValueError: There is no such store, it cannot be opened, or it has embeddings.
            The message does not repeat the address, which may hold a password.
    """
    if not is_store(uri):
        raise ValueError("store: an address is sqlite:PATH or postgresql://...")
    if uri.startswith(SQLITE) and not create:
        # The store would make its tables in whatever database that is.
        _check_tables(Path(_path(uri)), writes=writes)
    opened: Any = _kind(uri).from_conn_string(_path(uri))
    failure = ""
    try:
        store = opened.__enter__()
        if create:
            store.setup()
    except Exception as error:  # noqa: BLE001  # drivers quote addresses, with passwords
        failure = "another process holds its lock" if is_busy(error) else type(error).__name__
    if failure:
        msg = f"store: it cannot be opened ({failure}); check address and permissions"
        raise ValueError(msg)
    try:
        if uri.startswith(POSTGRES) and not create:
            _check_relations(store, writes=writes)
        yield store
    finally:
        opened.__exit__(None, None, None)
        if uri.startswith(SQLITE) and writes and not pack(_path(uri)):
            unpacked()


def _kind(uri: str) -> Any:
    home, name = _HOMES[uri.startswith(SQLITE)]
    try:
        return getattr(import_module(home), name)
    except ImportError:
        msg = f"store: this kind needs another package: pip install {_PACKAGES[home]}"
    raise ValueError(msg)


def _path(uri: str) -> str:
    return uri.removeprefix(SQLITE).removeprefix("//") if uri.startswith(SQLITE) else uri


def _check_tables(path: Path, *, writes: bool) -> None:
    """Look into a file, without changing it."""
    if not path.is_file():
        raise ValueError("store: there is no such file")
    tables: set[str] = set()
    vectors = 0
    with (
        suppress(sqlite3.Error),
        saying_busy(),
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as raw,
    ):
        tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master")}
        if "store_vectors" in tables:
            vectors = raw.execute("SELECT COUNT(*) FROM store_vectors").fetchone()[0]
    _refuse(is_store="store" in tables, vectors=writes and vectors > 0)


def _check_relations(store: Any, *, writes: bool) -> None:
    vectors = 0
    with store._cursor() as cursor:  # noqa: SLF001  # there is no other way to ask
        cursor.execute(
            "SELECT to_regclass('store') IS NOT NULL AS items,"
            " to_regclass('store_vectors') IS NOT NULL AS vectors"
        )
        there = cursor.fetchone()
        if there["vectors"]:
            cursor.execute("SELECT COUNT(*) AS count FROM store_vectors")
            vectors = cursor.fetchone()["count"]
    _refuse(is_store=there["items"], vectors=writes and vectors > 0)


def _refuse(*, is_store: bool, vectors: bool) -> None:
    if not is_store:
        raise ValueError("store: there are no LangGraph items; check the address")
    if vectors:
        raise ValueError(
            "store: it has embeddings, which must be made anew: use migrate_store in Python, with "
            "the store's index"
        )
