"""One SQLite file, opened for many threads and processes; SQLite's errors become ours."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from sqlite_utils import Database

from ..errors import (
    VaultBusyError,
    VaultError,
    VaultFullError,
    VaultReadOnlyError,
    VaultTamperedError,
    VaultVersionError,
)
from .keys import sync_folder
from .schema import APPLICATION_ID, FORMAT, migrations

_SCRUB_MILLISECONDS = 1000
"""How long `Connection.scrub` waits at most for others to be done with the file."""


class State(NamedTuple):
    """What a connection has seen of its file; another state: somebody may have written.

    Attributes:
        generation: How often the file was opened, which a fork makes necessary.
        version: SQLite's count of what other connections committed since.
        commits: How often this one committed.
    """

    generation: int
    version: int
    commits: int


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
        self._lock = RLock()
        self._raw: sqlite3.Connection | None = None
        self._closed = False
        self._generation = self._commits = 0
        with self.reading():
            _forks.watch(self)

    def _open(self) -> sqlite3.Connection:
        if self._closed:
            msg = f"vault: {self.path} is closed; open it again"
            raise VaultError(msg)
        if self._raw is None:
            if self.path.exists() and self.path.stat().st_size == 0:
                msg = f"vault: {self.path} is empty; restore a backup, or delete it to start anew"
                raise VaultTamperedError(msg)
            # rw: without it SQLite would make a new, empty file where there is none.
            raw = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=self._timeout,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                self._prepare(raw)
            except BaseException:
                raw.close()
                raise
            self._raw = raw
            self._generation += 1
            found = self.path.stat()
            self._place = (found.st_dev, found.st_ino)
        return self._raw

    def _prepare(self, raw: sqlite3.Connection) -> None:
        if _pragma(raw, "application_id") != APPLICATION_ID:
            msg = f"vault: {self.path} is not a vault, or its beginning is damaged"
            raise VaultTamperedError(msg)
        found = _pragma(raw, "user_version")
        if found > FORMAT:
            msg = f"vault: {self.path} has format {found}, this release knows {FORMAT}; upgrade"
            raise VaultVersionError(msg)
        self._check_length(_pragma(raw, "page_size"))
        _settle(raw)
        if found < FORMAT:
            migrations.apply(_database(raw))

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give out the connection for reading; one thread at a time."""
        with self._lock, translated(self.path):
            yield self._open()

    def _check_length(self, page: int) -> None:
        """SQLite takes the missing end of a last page for zeros, and may never look there."""
        log = self.path.with_name(f"{self.path.name}-wal")
        pending = log.exists() and log.stat().st_size > 0  # then a page may be half written
        if self.path.stat().st_size % page and not pending:
            msg = f"vault: {self.path} is cut off; restore a backup"
            raise VaultTamperedError(msg)

    def _check_place(self) -> None:
        """Refuse to write to a file that is no longer the one of this name."""
        now = self.path.stat() if self.path.exists() else None
        if now is None or (now.st_dev, now.st_ino) != self._place:
            msg = f"vault: {self.path} was moved, replaced or deleted while open; open it again"
            raise VaultError(msg)

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give out the connection inside a transaction that no other process writes beside."""
        with self.reading() as raw:
            raw.execute("BEGIN IMMEDIATE")
            try:
                self._check_place()
                yield raw
                raw.execute("COMMIT")
                self._commits += 1
            except BaseException:
                if raw.in_transaction:  # some errors have ended it already
                    raw.execute("ROLLBACK")
                raise

    def state(self) -> State:
        """Return what changes whenever anybody commits."""
        # Asked for with every message: without the context managers it takes half as long.
        with self._lock, contextlib.suppress(sqlite3.Error):  # said properly below
            if self._raw is not None:
                return State(self._generation, _pragma(self._raw, "data_version"), self._commits)
        with self.reading() as raw:
            return State(self._generation, _pragma(raw, "data_version"), self._commits)

    def scrub(self, *, pack: bool = True) -> bool:
        """Leave no copy of what was deleted, neither in the file nor in its log.

        Args:
            pack: Write the whole file anew (some seconds for a million values). Without
                it, encrypted copies may stay behind where full pages were split.

        Returns:
            False where others were using the file, or it cannot be written now.
        """
        patience = min(round(self._timeout * 1000), _SCRUB_MILLISECONDS)
        try:
            with self.reading() as raw:
                raw.execute(f"PRAGMA busy_timeout = {patience}")
                try:
                    # `secure_delete` clears a deleted cell where it is, but not the copies
                    # that stayed behind when full pages were split.
                    if pack:
                        raw.execute("VACUUM")
                    busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                finally:
                    raw.execute(f"PRAGMA busy_timeout = {round(self._timeout * 1000)}")
                return not busy
        except VaultError:
            return False

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._closed = True
            if self._raw is not None:
                self._raw.close()
                self._raw = None

    def before_fork(self) -> None:
        """Let go of the file: SQLite's locks must not be carried into a child process.

        A child believes that it holds locks which it does not have; the parent could
        then remove the write-ahead log under it, and what it wrote would be lost. Parent
        and child open the file again when they need it.
        """
        self._lock.acquire()
        if self._raw is not None and not self._raw.in_transaction:
            self._raw.close()
            self._raw = None

    def after_fork_in_parent(self) -> None:
        """Go on."""
        self._lock.release()

    def after_fork_in_child(self) -> None:
        """Go on, unless the fork came in the middle of this thread's own transaction."""
        self._lock = RLock()
        self._closed = self._closed or self._raw is not None


class _Forks:
    """Prepares every open connection for `os.fork`."""

    def __init__(self) -> None:
        self._connections: weakref.WeakSet[Connection] = weakref.WeakSet()
        self._held: list[Connection] = []
        self._lock = RLock()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                before=self._before, after_in_parent=self._parent, after_in_child=self._child
            )

    def watch(self, connection: Connection) -> None:
        with self._lock:
            self._connections.add(connection)

    def _before(self) -> None:
        self._lock.acquire()
        for connection in list(self._connections):
            connection.before_fork()
            self._held.append(connection)

    def _parent(self) -> None:
        while self._held:
            self._held.pop().after_fork_in_parent()
        self._lock.release()

    def _child(self) -> None:
        while self._held:
            self._held.pop().after_fork_in_child()
        self._lock = RLock()


_forks = _Forks()


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
            for ending in ("", "-wal", "-shm", "-journal"):
                temporary.with_name(temporary.name + ending).unlink(missing_ok=True)
        sync_folder(path.parent)


def _pragma(raw: sqlite3.Connection, name: str) -> int:
    return int(raw.execute(f"PRAGMA {name}").fetchone()[0])


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


_READ_ONLY = (VaultReadOnlyError, "cannot be written; check its permissions and its folder's")
_FULL = (VaultFullError, "has no room left on its disk or hit a size limit; free some space")
_DAMAGED = (VaultTamperedError, "is damaged; restore a backup")
_BY_CODE: dict[int, tuple[type[VaultError], str]] = {
    sqlite3.SQLITE_ERROR: _DAMAGED,  # our statements are sound: a table is gone
    sqlite3.SQLITE_CONSTRAINT: _DAMAGED,
    sqlite3.SQLITE_IOERR_WRITE: _FULL,  # what a quota or a limit looks like
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,
    sqlite3.SQLITE_IOERR_TRUNCATE: _FULL,
    sqlite3.SQLITE_PROTOCOL: (VaultBusyError, "is busy; try again"),
    sqlite3.SQLITE_BUSY: (VaultBusyError, "is locked by another process; try again"),
    sqlite3.SQLITE_LOCKED: (VaultBusyError, "is locked by another process; try again"),
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: (VaultTamperedError, "is not a vault or damaged; restore a backup"),
    sqlite3.SQLITE_IOERR: (VaultError, "could not be read or written; check the disk"),
    sqlite3.SQLITE_CANTOPEN: (VaultError, "cannot be opened; check path and permissions"),
}
_BY_ERRNO: dict[int, tuple[type[VaultError], str]] = {
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _READ_ONLY),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _FULL),
}


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and the file system into the vault's own, without their causes."""
    failure: VaultError | None = None
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or 0
        unknown = (VaultError, f"failed ({type(error).__name__})")
        kind, what = _BY_CODE.get(code) or _BY_CODE.get(code & 0xFF, unknown)
        if code & 0xFF == sqlite3.SQLITE_CANTOPEN and _locked_folder(path):
            kind, what = _READ_ONLY
        failure = kind(f"vault: {path} {what}")
    except OSError as error:
        kind, what = _BY_ERRNO.get(error.errno or 0, (VaultError, f"failed: {error.strerror}"))
        failure = kind(f"vault: {path} {what}")
    if failure is not None:
        raise failure from None


def _locked_folder(path: Path) -> bool:
    return path.exists() and not os.access(path.parent, os.W_OK)
