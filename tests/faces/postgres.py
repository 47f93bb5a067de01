"""A PostgreSQL server of the tests' own, on the loopback, gone when they end.

Use it with `from faces.postgres import postgres_server, postgres_uri` in a conftest or test
module. Where PostgreSQL is not installed, tests that ask for it are skipped with a reason.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

_OPTIONS = "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -p {port}"


def _binaries() -> Path | None:
    """Where the server's programs are: on the path, or where Debian puts them."""
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    homes = Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")
    versions = sorted(homes, key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


def _run(*command: str | Path) -> None:
    # The server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryFile("w+") as log:  # not a pipe: the server would keep it open
        done = subprocess.run(
            command, stdout=log, stderr=log, cwd="/", user=user, timeout=60, check=False
        )
        log.seek(0)
        if done.returncode:
            msg = f"{Path(command[0]).name} failed: {log.read()[-300:]}"
            raise OSError(msg)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Start a server; yields its URI up to the name of a database, with a slash at its end."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: no pg_ctl on the path or in /usr/lib/postgresql")
    home = Path(tempfile.mkdtemp(prefix="memprivacy-pg-"))
    data = home / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    control = binaries / "pg_ctl"
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        _run(binaries / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "-N")
        options = _OPTIONS.format(port=port)
        _run(control, "-D", data, "-l", home / "log", "-o", options, "-w", "-t", "50", "start")
    except (OSError, LookupError, subprocess.SubprocessError) as error:
        shutil.rmtree(home, ignore_errors=True)
        pytest.skip(f"PostgreSQL does not start here: {error}")
    try:
        yield f"postgresql://tester@127.0.0.1:{port}/"
    finally:
        _run(control, "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def postgres_uri(postgres_server: str) -> str:
    """Make an empty database for one test; returns its URI."""
    import psycopg

    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(f"{postgres_server}postgres", autocommit=True) as connection:
        connection.execute(f'create database "{name}" template template0')
    return postgres_server + name
