"""One SQLite file, opened for many threads and processes; SQLite's errors become ours."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import RLock
from typing import Any

from sqlite_utils import Database

from ..errors import (
    VaultBusyError,
    VaultError,
    VaultFullError,
    VaultReadOnlyError,
    VaultTamperedError,
    VaultVersionError,
)
from .schema import APPLICATION_ID, FORMAT, migrations

_inherited: list[sqlite3.Connection] = []
"""Connections of the parent process; closing them in a forked child could harm the file."""


class Connection:
    """A vault file.

    Args:
        path: The file; it must exist, see `create`.
        timeout: How long to wait for another process's write, in seconds.

    Raises:
        VaultTamperedError: It is not a vault, or damaged.
        VaultVersionError: A newer release wrote it.
        VaultError: It cannot be opened.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self.path = path
        self._timeout = timeout
        self._open()

    def _open(self) -> None:
        self._pid = os.getpid()
        self._lock = RLock()
        with translated(self.path):
            if self.path.exists() and self.path.stat().st_size == 0:
                msg = f"vault: {self.path} is empty; restore a backup, or delete it to start anew"
                raise VaultTamperedError(msg)
            # rw: without it SQLite would make a new, empty file where there is none.
            self._raw = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=self._timeout,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                self._prepare()
            except BaseException:
                self._raw.close()
                raise

    def _prepare(self) -> None:
        if self._pragma("application_id") != APPLICATION_ID:
            msg = f"vault: {self.path} is not a vault, or its beginning is damaged"
            raise VaultTamperedError(msg)
        found = self._pragma("user_version")
        if found > FORMAT:
            msg = f"vault: {self.path} has format {found}, this release knows {FORMAT}; upgrade"
            raise VaultVersionError(msg)
        _settle(self._raw)
        if found < FORMAT:
            migrations.apply(_database(self._raw))

    def _pragma(self, name: str) -> int:
        return int(self._raw.execute(f"PRAGMA {name}").fetchone()[0])

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give out the connection for reading; one thread at a time."""
        if os.getpid() != self._pid:
            _inherited.append(self._raw)
            self._open()
        with self._lock, translated(self.path):
            yield self._raw

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give out the connection inside a transaction that no other process writes beside."""
        with self.reading() as raw:
            raw.execute("BEGIN IMMEDIATE")
            try:
                yield raw
                raw.execute("COMMIT")
            except BaseException:
                if raw.in_transaction:  # some errors have ended it already
                    raw.execute("ROLLBACK")
                raise

    def data_version(self) -> int:
        """Return a number that changes when another connection commits."""
        with self.reading() as raw:
            return int(raw.execute("PRAGMA data_version").fetchone()[0])

    def scrub(self) -> bool:
        """Move the write-ahead log into the file and cut it to nothing.

        Returns:
            False where another process is reading and the log had to stay.
        """
        with self.reading() as raw:
            busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    def close(self) -> None:
        """Close the file."""
        if os.getpid() == self._pid:
            with self._lock:
                self._raw.close()


def create(path: Path, rows: Sequence[tuple[str, bytes]]) -> None:
    """Make a new vault file with the given `meta` rows, unless there is one by now.

    The file appears under its name only when it is complete.
    """
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
        os.close(handle)
        temporary = Path(name)
        try:
            raw = sqlite3.connect(name, isolation_level=None)
            try:
                _settle(raw)
                migrations.apply(_database(raw))
                raw.executemany("INSERT INTO meta (name, value) VALUES (?, ?)", rows)
            finally:
                raw.close()
            with contextlib.suppress(FileExistsError):  # another process was faster
                os.link(temporary, path)
        finally:
            for leftover in path.parent.glob(temporary.name + "*"):
                leftover.unlink(missing_ok=True)


def _database(raw: sqlite3.Connection) -> Database:
    # Plugins that happen to be installed would be handed the connection.
    return Database(raw, execute_plugins=False)


def _settle(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA journal_mode = WAL")
    # FULL: a number that the cloud has seen must survive a power cut, or it would be
    # issued again, for another value.
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA secure_delete = ON")
    raw.execute("PRAGMA temp_store = MEMORY")


_BY_CODE: dict[int, tuple[type[VaultError], str]] = {
    sqlite3.SQLITE_BUSY: (VaultBusyError, "is locked by another process; try again"),
    sqlite3.SQLITE_LOCKED: (VaultBusyError, "is locked by another process; try again"),
    sqlite3.SQLITE_READONLY: (VaultReadOnlyError, "cannot be written; check its permissions"),
    sqlite3.SQLITE_FULL: (VaultFullError, "has no room left on its disk; free some space"),
    sqlite3.SQLITE_CORRUPT: (VaultTamperedError, "is damaged; restore a backup"),
    sqlite3.SQLITE_NOTADB: (VaultTamperedError, "is not a vault or damaged; restore a backup"),
    sqlite3.SQLITE_IOERR: (VaultError, "could not be read or written; check the disk"),
    sqlite3.SQLITE_CANTOPEN: (VaultError, "cannot be opened; check path and permissions"),
}


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and the file system into the vault's own, without their causes."""
    failure: VaultError | None = None
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or 0
        kind, what = _BY_CODE.get(code & 0xFF, (VaultError, f"failed ({type(error).__name__})"))
        failure = kind(f"vault: {path} {what}")
    except OSError as error:
        failure = VaultError(f"vault: {path}: {error.strerror}")
    if failure is not None:
        raise failure


Row = tuple[Any, ...]
