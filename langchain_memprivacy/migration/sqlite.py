"""What the files of SQLite stores need: which one it is, who holds it, nothing old left in it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any


def is_busy(error: BaseException) -> bool:
    """Tell whether an error says that others hold the lock of an SQLite database."""
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


@contextmanager
def saying_busy(*stores: Any) -> Iterator[None]:
    """Say in one line that a database is locked, and take back what was not committed.

    Args:
        stores: Those that are written or read meanwhile.

    Raises:
        TimeoutError: Others hold the lock.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise
    else:
        return
    for connection in map(_connection, stores):
        if isinstance(connection, sqlite3.Connection):
            with suppress(sqlite3.Error):  # a commit that failed leaves its transaction open
                connection.rollback()
    raise TimeoutError(
        errno.ETIMEDOUT,
        "store: the database is locked by another process; nothing is lost, close that one "
        "and run this again",
    )


def one_database(one: Any, other: Any) -> bool:
    """Tell whether two stores are known to write to one database."""
    first, second = _connection(one), _connection(other)
    if first is None or second is None:
        return False
    if first is second:
        return True
    paths = _file(first), _file(second)
    return all(paths) and same_file(*paths)


def same_file(one: str, other: str) -> bool:
    """Tell whether two paths are one file, which need not be there."""
    with suppress(OSError):
        return Path(one).samefile(other)
    return Path(one).resolve() == Path(other).resolve()


def pack(path: str) -> bool:
    """Leave no copy of rewritten rows, neither in the file nor in its log.

    Returns:
        Whether it could be done; others may be reading the file.
    """
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as raw:
        raw.execute("VACUUM")
        busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy
    return False


def _connection(store: Any) -> Any:
    return getattr(store, "conn", None)


def _file(connection: Any) -> str:
    """Return the path of a connection's database; empty where it has none or hides it."""
    if isinstance(connection, sqlite3.Connection):
        with suppress(sqlite3.Error):
            rows = connection.execute("PRAGMA database_list").fetchall()
            return next((str(row[2] or "") for row in rows if row[1] == "main"), "")
    return ""
