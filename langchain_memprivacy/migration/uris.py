"""Stores by their addresses: `sqlite:PATH`, `postgresql://...`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from langgraph.store.base import BaseStore

SQLITE = "sqlite:"
POSTGRES = ("postgresql://", "postgres://")

_PACKAGES = {
    "langgraph.store.sqlite": "langgraph-checkpoint-sqlite",
    "langgraph.store.postgres": "'langgraph-checkpoint-postgres' 'psycopg[binary]'",
}


def is_store(uri: str) -> bool:
    """Tell whether an address is that of a store."""
    return uri.startswith((SQLITE, *POSTGRES))


@contextmanager
def open_store(uri: str, *, create: bool = False, writes: bool = True) -> Iterator[BaseStore]:
    """Open a LangGraph store.

    Args:
        uri: `sqlite:PATH` or `postgresql://...`.
        create: Make its tables where there are none.
        writes: Whether items will be rewritten. A store with embeddings is refused then:
            it could not make them anew.

    Raises:
        ValueError: There is no such store, it cannot be opened, or it has embeddings.
            The message does not repeat the address, which may hold a password.
    """
    if not is_store(uri):
        raise ValueError("store: an address is sqlite:PATH or postgresql://...")
    if uri.startswith(SQLITE):
        home, cls = "langgraph.store.sqlite", "SqliteStore"
        place = uri.removeprefix(SQLITE).removeprefix("//")
        if not create and not Path(place).is_file():
            raise ValueError("store: there is no such file")
    else:
        home, cls, place = "langgraph.store.postgres", "PostgresStore", uri
    try:
        kind: Any = getattr(import_module(home), cls)
    except ImportError:
        kind = None
    if kind is None:
        msg = f"store: this kind needs another package: pip install {_PACKAGES[home]}"
        raise ValueError(msg)
    opened: Any = kind.from_conn_string(place)
    failure = ""
    try:
        store = opened.__enter__()
        if create:
            store.setup()
    except Exception as error:  # noqa: BLE001  # drivers quote addresses, with passwords
        failure = type(error).__name__
    if failure:
        msg = f"store: it cannot be opened ({failure}); check address and permissions"
        raise ValueError(msg)
    try:
        _check(store, uri, writes=writes)
        yield store
    finally:
        opened.__exit__(None, None, None)


def _check(store: Any, uri: str, *, writes: bool) -> None:
    """Refuse what is no store, and vectors that would stay as they are."""
    failure, vectors = "", 0
    try:
        store.list_namespaces(limit=1)
        vectors = _vectors(store, uri) if writes else 0
    except Exception as error:  # noqa: BLE001  # as above
        failure = type(error).__name__
    if failure:
        msg = f"store: there are no LangGraph items ({failure}); check the address"
        raise ValueError(msg)
    if vectors:
        raise ValueError(
            "store: it has embeddings, which must be made anew: use migrate_store in Python, with "
            "the store's index"
        )


def _vectors(store: Any, uri: str) -> int:
    if uri.startswith(SQLITE):
        path = Path(uri.removeprefix(SQLITE).removeprefix("//"))
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as raw:
            query = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'store_vectors'"
            if not raw.execute(query).fetchone()[0]:
                return 0
            return int(raw.execute("SELECT COUNT(*) FROM store_vectors").fetchone()[0])
    with store._cursor() as cursor:  # noqa: SLF001  # there is no other way to ask
        cursor.execute("SELECT to_regclass('store_vectors') IS NOT NULL AS there")
        if not cursor.fetchone()["there"]:
            return 0
        cursor.execute("SELECT COUNT(*) AS n FROM store_vectors")
        return int(cursor.fetchone()["n"])
