"""Stores of every kind for the tests, alike to call, and all that lies in their storage."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from faces.node_graphs import in_files, in_postgres
from langgraph.store.memory import InMemoryStore
from langgraph.store.postgres import AsyncPostgresStore, PostgresStore
from langgraph.store.sqlite import SqliteStore
from langgraph.store.sqlite.aio import AsyncSqliteStore

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.integrations.store import PrivacyStore
from langchain_memprivacy.testing.loopback import Values, find_leaks

KINDS = ("memory", "memory async", "sqlite", "sqlite async", "postgres", "postgres async")
MAIL = "nora.whitfield@brightleaf.io"
PHONE = "+49 170 5551234"
CARD = "4515931369560822"
TOKEN = "ghp_" + "a1B2c3D4e5" * 3 + "F6g7H8"


def engine(scope: Any = "nora", **settings: Any) -> MemPrivacy:
    """An engine with rules and a vault of its own."""
    return MemPrivacy(**{"vault": MemoryVault(), "scope": scope, **settings})


class Calls:
    """A store whose methods are awaited, whether they are asynchronous or not."""

    def __init__(self, store: Any, kind: str) -> None:
        self.store = store
        self.is_async = kind.endswith("async")

    def __getattr__(self, name: str) -> Any:
        if self.is_async:
            return getattr(self.store, f"a{name}")
        method = getattr(self.store, name)

        async def call(*args: Any, **kwargs: Any) -> Any:
            return method(*args, **kwargs)

        return call


@contextlib.asynccontextmanager
async def inner_store(kind: str, folder: Path, uri: str | None, **settings: Any) -> Any:
    """Open a store; settings as its class has them (`ttl`)."""
    path = str(folder / "store.db")
    if kind.startswith("memory"):
        yield InMemoryStore(**settings)
    elif kind == "sqlite":
        with SqliteStore.from_conn_string(path, **settings) as store:
            store.setup()
            yield store
    elif kind == "sqlite async":
        async with AsyncSqliteStore.from_conn_string(path, **settings) as store:
            await store.setup()
            yield store
    elif kind == "postgres":
        with PostgresStore.from_conn_string(uri, **settings) as store:
            store.setup()
            yield store
    else:
        async with AsyncPostgresStore.from_conn_string(uri, **settings) as store:
            await store.setup()
            yield store


@contextlib.asynccontextmanager
async def opened(request: Any, kind: str, privacy: MemPrivacy | None, **settings: Any) -> Any:
    """Open a store, behind a wall where there is an engine; yields `Calls`."""
    uri = request.getfixturevalue("postgres_uri") if kind.startswith("postgres") else None
    async with inner_store(kind, request.getfixturevalue("tmp_path"), uri, **settings) as inner:
        yield Calls(inner if privacy is None else PrivacyStore(inner, privacy), kind)


def kept(request: Any, kind: str, inner: Any) -> dict[str, bytes]:
    """All bytes that a store keeps."""
    if kind.startswith("memory"):
        vectors = {ns: {k: dict(v) for k, v in keys.items()} for ns, keys in inner._vectors.items()}
        return {"memory": repr((dict(inner._data), vectors)).encode()}
    if kind.startswith("sqlite"):
        return in_files(request.getfixturevalue("tmp_path"))
    return in_postgres(request.getfixturevalue("postgres_uri"))


def assert_hidden(places: dict[str, bytes], values: Values) -> None:
    """No value is anywhere, nor six characters of a text or ten digits of a number."""
    named = dict(values.items()) if hasattr(values, "items") else dict(enumerate(values))
    digits = {k: v for k, v in named.items() if v.replace(" ", "").replace("+", "").isdigit()}
    words = {k: v for k, v in named.items() if k not in digits}
    assert any(places.values()), "nothing is kept"
    for name, data in places.items():
        found = [*find_leaks(data, words, fragment=6), *find_leaks(data, digits, fragment=10)]
        assert not found, f"{name}: {found}"
