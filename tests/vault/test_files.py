"""Files that are damaged, foreign, locked, read-only, or on a full disk."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from langchain_memprivacy import SQLiteVault
from langchain_memprivacy.errors import (
    VaultBusyError,
    VaultError,
    VaultFullError,
    VaultReadOnlyError,
    VaultTamperedError,
    VaultVersionError,
)
from langchain_memprivacy.vault.maintenance import check

from .support import EMAIL_1, KEY, elsewhere, finish, forking, refused, spawn, sql, value

resource = pytest.importorskip("resource")

SECRET = "ann.holm@brightleaf.io"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A vault with a few pages."""
    place = tmp_path / "home" / "vault.db"
    with SQLiteVault(place, key=KEY) as vault:
        vault.assign("ann", [value(SECRET), *(value(f"{n} {'x' * 200}") for n in range(60))])
    return place


@pytest.mark.parametrize(
    "length", [0, 1, 15, 16, 99, 100, 511, 512, 1024, 4095, 4096, 4097, 8192, -4096, -1]
)
def test_a_truncated_file(path: Path, length: int) -> None:
    """However much is left of the file, it is not taken for a vault, nor for an empty one."""
    size = path.stat().st_size
    assert size > 5 * 4096
    os.truncate(path, length if length >= 0 else size + length)
    left = path.read_bytes()
    with refused(VaultTamperedError, SECRET), SQLiteVault(path, key=KEY) as vault:
        vault.lookup("ann", [EMAIL_1])
        vault.changes("ann")
    assert path.read_bytes() == left


@pytest.mark.parametrize(
    "content", [b"garbage", b"SQLite format 3\0" + b"\xff" * 4080, os.urandom(9000), b"\0" * 4096]
)
def test_a_file_of_garbage(path: Path, content: bytes) -> None:
    """What is no database is refused and stays as it is."""
    path.write_bytes(content)
    with refused(VaultTamperedError):
        SQLiteVault(path, key=KEY)
    assert path.read_bytes() == content


def test_some_other_database(path: Path) -> None:
    """Another program's database is refused and gets no tables of ours."""
    path.unlink()
    sql(path, "CREATE TABLE notes (text TEXT)", "INSERT INTO notes VALUES ('mine')")
    before = path.read_bytes()
    with refused(VaultTamperedError):
        SQLiteVault(path, key=KEY)
    assert path.read_bytes() == before


def test_a_later_format(path: Path) -> None:
    """The message names both formats."""
    sql(path, "PRAGMA user_version = 99")
    with pytest.raises(VaultVersionError, match=r"has format 99, this release knows 1; upgrade$"):
        SQLiteVault(path, key=KEY)


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    """A folder is not a vault."""
    with refused(VaultError):
        SQLiteVault(tmp_path, key=KEY)


def test_a_file_in_the_folder_s_place(tmp_path: Path) -> None:
    """A vault cannot be made below a file."""
    (tmp_path / "file").write_text("x")
    with refused(VaultError):
        SQLiteVault(tmp_path / "file" / "vault.db", key=KEY)


# --- others at work


@forking
def test_another_process_is_writing(path: Path) -> None:
    """A writer waits its time and gives up; readers go on."""
    with SQLiteVault(path, key=KEY, timeout=0.05) as vault:
        with elsewhere(path, "BEGIN EXCLUSIVE"):
            for write in (
                lambda: vault.assign("ann", [value("new " + SECRET)]),
                lambda: vault.forget("ann", value=SECRET),
                lambda: vault.record("ann", "restore", {"EMAIL": 1}),
            ):
                with refused(VaultBusyError, SECRET):
                    write()
            assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: SECRET}
            with SQLiteVault(path, key=KEY, timeout=0.05) as second:
                assert second.lookup("ann", [EMAIL_1]) == {EMAIL_1: SECRET}
        assert vault.assign("ann", [value("new " + SECRET)])[0].number == 62
        assert check(vault).problems == []


@forking
def test_another_process_keeps_it_to_itself(path: Path) -> None:
    """Where nobody else may even read, opening says so."""
    with (
        elsewhere(path, "PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE"),
        refused(VaultBusyError),
    ):
        SQLiteVault(path, key=KEY, timeout=0.05)


# --- read-only


@contextlib.contextmanager
def immutable(*places: Path) -> Iterator[None]:
    """Nobody may write these files and folders, a superuser included."""
    if os.geteuid() != 0:
        modes = [(place, place.stat().st_mode) for place in places]
        for place in places:
            place.chmod(0o500 if place.is_dir() else 0o400)
        try:
            yield
        finally:
            for place, mode in modes:
                place.chmod(mode)
        return
    if not shutil.which("chattr"):
        pytest.skip("modes do not bind a superuser, and there is no chattr")
    command = f"chattr %si {' '.join(map(str, places))} 2>/dev/null"
    if os.system(command % "+") != 0:
        os.system(command % "-")
        pytest.skip("modes do not bind a superuser, and the file system knows no chattr")
    try:
        yield
    finally:
        os.system(command % "-")


def test_a_read_only_file(path: Path) -> None:
    """Its values can be read; writing is refused, and nothing is lost."""
    with immutable(path), SQLiteVault(path, key=KEY) as vault:
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: SECRET}
        with refused(VaultReadOnlyError, SECRET):
            vault.assign("ann", [value("new " + SECRET)])
        with refused(VaultReadOnlyError, SECRET):
            vault.forget("ann", value=SECRET)
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: SECRET}


def test_a_read_only_folder(path: Path) -> None:
    """SQLite cannot work beside the file: an error of its own, for old vaults and new ones."""
    with immutable(path.parent):
        with refused(VaultReadOnlyError):
            SQLiteVault(path, key=KEY)
        with refused(VaultReadOnlyError):
            SQLiteVault(path.with_name("new.db"), key=KEY)
    with SQLiteVault(path, key=KEY) as vault:
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: SECRET}


@forking
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs another user")
def test_another_user(path: Path) -> None:
    """Whoever may not read the file or its folder gets our error, not the system's."""

    def try_it() -> None:
        os.setgid(65534)
        os.setuid(65534)
        for place in (path, path.with_name("new.db")):
            with pytest.raises(VaultError) as caught:
                SQLiteVault(place, key=KEY)
            assert "\n" not in str(caught.value)

    for folder in (path.parent, path.parent.parent):  # the outer one hides the inner one
        folder.chmod(0o755 if folder == path.parent else 0o700)
        assert finish(spawn(try_it)) == [0]


# --- no room


def limited(size: int) -> None:
    """Let this process write no file beyond a size, as a quota would."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@forking
@pytest.mark.parametrize("size", [0, 5_000, 60_000, 300_000])
def test_no_room_left(path: Path, size: int) -> None:
    """A write that finds no room is refused as a whole, and the vault reads on."""

    def fill() -> None:
        vault = SQLiteVault(path, key=KEY)
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: SECRET}
        limited(size)
        with refused(VaultFullError, "0123456789 and more"):
            for number in range(200):
                vault.assign("ann", [value(f"{number} {'0123456789 and more' * 200}")])
                acknowledged.append(number)
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: SECRET}
        assert len(vault.entries("ann")) == 61 + len(acknowledged)
        vault.close()

    acknowledged: list[int] = []
    assert finish(spawn(fill)) == [0]
    with SQLiteVault(path, key=KEY) as vault:
        assert check(vault).problems == []
        given = vault.assign("ann", [value("new")])
        assert given[0].number == len(vault.entries("ann"))


@forking
def test_no_room_for_a_new_vault(tmp_path: Path) -> None:
    """A vault that cannot be made is not half made."""

    def make() -> None:
        limited(2000)
        with refused(VaultFullError):
            SQLiteVault(tmp_path / "vault.db", key=KEY)

    assert finish(spawn(make)) == [0]
    assert list(tmp_path.iterdir()) == []


@forking
def test_no_room_to_clean_up(path: Path) -> None:
    """Forgetting that finds no room to overwrite says that traces are left."""

    def forget() -> None:
        vault = SQLiteVault(path, key=KEY)
        limited(40_000)
        receipt = vault.forget("ann", value=SECRET)
        assert receipt.placeholders == (EMAIL_1,)
        assert receipt.traces_left
        assert vault.lookup("ann", [EMAIL_1]) == {}

    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value(f"{number} {'x' * 5000}") for number in range(40)])
    assert finish(spawn(forget)) == [0]
    with SQLiteVault(path, key=KEY) as vault:
        assert vault.lookup("ann", [EMAIL_1]) == {}
        assert check(vault).problems == []


def test_no_numbers_left(path: Path) -> None:
    """The last number of a type is issued; then it is an error, not a longer number."""
    with SQLiteVault(path, key=KEY) as vault:
        sid = vault.keyring.scope_id("ann")
        with vault.writing() as raw:
            vault.keyring.store_issued(raw, sid, {"EMAIL": 999_999_998})
        with refused(VaultFullError, SECRET):
            vault.assign("ann", [value("x" + SECRET), value("y" + SECRET)])
        assert vault.assign("ann", [value("x" + SECRET)])[0].number == 999_999_999
        with refused(VaultFullError, SECRET):
            vault.assign("ann", [value("y" + SECRET)])
        assert vault.assign("ann", [value("k", "KEY"), value(SECRET)])[1] == EMAIL_1


def test_the_connection_s_errors_name_the_file(path: Path) -> None:
    """A file that vanished is not made anew by a connection."""
    from langchain_memprivacy.vault.connection import Connection

    path.unlink()
    with pytest.raises(
        VaultError, match=r"vault\.db cannot be opened; check path and permissions$"
    ):
        Connection(path, 1.0)
    assert not path.exists()
    assert sqlite3.sqlite_version_info >= (3, 37)  # STRICT tables
