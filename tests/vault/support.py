"""What the tests of the vault share: values, processes, raw files, and errors without values."""

from __future__ import annotations

import base64
import contextlib
import os
import select
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from langchain_memprivacy import Placeholder
from langchain_memprivacy.errors import VaultError
from langchain_memprivacy.testing.vaults.support import PL2, PL3, PL4, life, value  # noqa: F401

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
EMAIL_1 = Placeholder("EMAIL", 1)

forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")


def files(path: Path) -> list[Path]:
    """The vault file and what SQLite keeps beside it."""
    return sorted(path.parent.glob(f"{path.name}*"))


def on_disk(path: Path) -> bytes:
    """Every byte of them.

    Read by another process: closing a file drops this process's locks on it.
    """
    names = [str(file) for file in files(path)]
    reader, writer = os.pipe()
    pid = os.posix_spawn(
        "/bin/cat",
        ["cat", *names],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, writer, 1), (os.POSIX_SPAWN_CLOSE, reader)],
    )
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        data = pipe.read()
    assert os.waitpid(pid, 0)[1] == 0
    return data


def disguises(text: str) -> list[bytes]:
    """A value as it might stand in a file although nobody meant to write it."""
    plain = text.encode("utf-8", "surrogatepass")
    found = [plain, plain.hex().encode(), plain.hex().upper().encode()]
    found += [
        text.encode(code, "surrogatepass") for code in ("utf-16-le", "utf-16-be", "utf-32-le")
    ]
    # Base64 of a longer text around the value: three shifts, without the cut edges.
    for shift in range(3):
        found.append(base64.b64encode(b"\0" * shift + plain)[4:-4])
    return [one for one in found if len(one) >= 6]


def sql(path: Path, *statements: str, **values: object) -> None:
    """Change a vault file behind its back."""
    raw = sqlite3.connect(path, isolation_level=None)
    try:
        for statement in statements:
            raw.execute(statement, values)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def rows(path: Path, query: str, **values: object) -> list[tuple]:
    """Read a vault file as any program could."""
    raw = sqlite3.connect(path)
    try:
        return raw.execute(query, values).fetchall()
    finally:
        raw.close()


@contextlib.contextmanager
def refused(kind: type[VaultError], *secrets: str) -> Iterator[None]:
    """Expect exactly this error: one line, and no value in it or in what led to it."""
    with pytest.raises(VaultError) as caught:
        yield
    error: BaseException | None = caught.value
    assert type(error) is kind, f"{type(error).__name__}: {error}"
    assert str(error).strip()
    assert "\n" not in str(error)
    while error is not None:
        shown = f"{error!s} {error!r} {error.args!r} {getattr(error, '__notes__', '')}"
        assert not [secret for secret in secrets if secret in shown]
        error = error.__cause__ or error.__context__


def spawn(work: Callable[[], object]) -> int:
    """Fork a process that does some work and exits with 0, or 1 where that failed."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:  # the parent sees the exit code
            traceback.print_exc(file=sys.stderr)
        finally:
            os._exit(code)
    return pid


def finish(*pids: int, seconds: float = 30) -> list[int]:
    """Wait for processes; one that hangs is killed, and fails the test."""
    codes, end = [], time.monotonic() + seconds
    for pid in pids:
        while True:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                codes.append(os.waitstatus_to_exitcode(status))
                break
            if time.monotonic() > end:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                pytest.fail("a process hangs")
            time.sleep(0.002)
    return codes


class Signal:
    """A line of bytes between two processes."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()

    def send(self, byte: bytes = b".") -> None:
        """Say that it is time."""
        os.write(self._writer, byte)

    def wait(self, seconds: float = 20) -> bytes:
        """Wait until it is."""
        assert select.select([self._reader], [], [], seconds)[0], "nobody answers"
        return os.read(self._reader, 1)

    def close(self) -> None:
        """Let go."""
        os.close(self._reader)
        os.close(self._writer)


@contextlib.contextmanager
def elsewhere(path: Path, *statements: str) -> Iterator[None]:
    """Another process has run some SQL and keeps its transaction open meanwhile."""
    ready, leave = Signal(), Signal()

    def hold() -> None:
        raw = sqlite3.connect(path, isolation_level=None)
        for statement in statements:
            raw.execute(statement).fetchall()
        ready.send()
        leave.wait()

    pid = spawn(hold)
    try:
        ready.wait()
        yield
    finally:
        leave.send()
        codes = finish(pid)
        ready.close()
        leave.close()
    assert codes == [0]
