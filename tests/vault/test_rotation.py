"""Putting a vault under a new key, and being interrupted while doing so."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from langchain_memprivacy import MEMORY_ONLY, Placeholder, SQLiteVault
from langchain_memprivacy.errors import VaultKeyError
from langchain_memprivacy.vault.keys import KeyFile
from langchain_memprivacy.vault.maintenance import check, rotate

from .support import (
    EMAIL_1,
    KEY,
    OTHER_KEY,
    PL4,
    Signal,
    finish,
    forking,
    refused,
    rows,
    spawn,
    value,
)

HELD = {"ann": ["a", "b"], "bo": ["c"], "cy": ["d"]}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with three scopes, its key in a file."""
    monkeypatch.delenv("MEMPRIVACY_KEY", raising=False)
    monkeypatch.setenv("MEMPRIVACY_KEY_FILE", str(tmp_path / "config" / "vault.key"))
    place = tmp_path / "vault.db"
    fill(SQLiteVault(place))
    return place


@pytest.fixture
def key_file(path: Path) -> KeyFile:
    """Its key file."""
    return KeyFile(path.parent / "config" / "vault.key")


def fill(vault: SQLiteVault) -> None:
    with vault:
        for scope, texts in HELD.items():
            vault.assign(scope, [value(text) for text in texts])


def whole(vault: SQLiteVault) -> bool:
    """Everything is there, under its number, and the next number is new."""
    report = check(vault)
    assert (report.problems, report.values) == ([], 4)
    for scope, texts in HELD.items():
        given = vault.assign(scope, [value(text) for text in texts])
        assert given == [Placeholder("EMAIL", n + 1) for n in range(len(texts))]
        assert vault.lookup(scope, given) == dict(zip(given, texts, strict=True))
    return True


def test_everything_stays_readable(path: Path, key_file: KeyFile) -> None:
    """A rotation changes the key in its file and every envelope, and nothing else."""
    (old,) = key_file.read()
    before = rows(path, "SELECT sealed FROM entries")
    steps = []
    with SQLiteVault(path) as vault:
        vault.assign("ann", [value("k", "KEY", PL4, MEMORY_ONLY)])
        tag = vault.tag("ann")
        assert rotate(vault, progress=lambda done, total: steps.append((done, total))) == 5
        assert vault.tag("ann") == tag
        assert steps == [(1, 3), (2, 3), (3, 3)]
        vault.forget("ann", type="KEY")
        assert whole(vault)
    with SQLiteVault(path) as vault:
        assert whole(vault)
    (new,) = key_file.read()
    assert new != old
    assert not set(before) & set(rows(path, "SELECT sealed FROM entries"))
    with refused(VaultKeyError):
        SQLiteVault(path, key=old)


def test_a_given_key_needs_a_given_successor(tmp_path: Path) -> None:
    """Where the key is not kept by us, a random new one would be lost: it must be given."""
    with SQLiteVault(tmp_path / "vault.db", key=KEY) as vault:
        vault.assign("ann", [value("a")])
        with refused(VaultKeyError):
            rotate(vault)
        assert rotate(vault, OTHER_KEY) == 1
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: "a"}
    with refused(VaultKeyError):
        SQLiteVault(tmp_path / "vault.db", key=KEY)
    with SQLiteVault(tmp_path / "vault.db", key=OTHER_KEY) as vault:
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: "a"}


def test_a_vault_that_was_open_reloads_its_key_file(path: Path) -> None:
    """Who has the vault open with a key file goes on, also with scopes that are new."""
    with SQLiteVault(path) as other, SQLiteVault(path) as vault:
        assert other.lookup("ann", [EMAIL_1]) == {EMAIL_1: "a"}
        mark = other.changes("ann").mark
        rotate(vault)
        assert other.assign("new", [value("e")]) == [EMAIL_1]
        assert other.lookup("ann", [EMAIL_1]) == {EMAIL_1: "a"}
        assert not other.changes("ann", mark).reset
        assert other.lookup("bo", [EMAIL_1]) == {EMAIL_1: "c"}
        assert vault.lookup("new", [EMAIL_1]) == {EMAIL_1: "e"}
        other.forget("new")
        assert whole(other)


def test_a_vault_that_was_open_with_a_given_key(tmp_path: Path) -> None:
    """Who was given the old key is refused, reading and writing, known scopes and new ones."""
    path = tmp_path / "vault.db"
    fill(SQLiteVault(path, key=KEY))
    with SQLiteVault(path, key=KEY) as other, SQLiteVault(path, key=KEY) as vault:
        assert other.lookup("ann", [EMAIL_1]) == {EMAIL_1: "a"}
        rotate(vault, OTHER_KEY)
        for scope in ("ann", "bo"):
            with refused(VaultKeyError):
                other.lookup(scope, [EMAIL_1])
            with refused(VaultKeyError):
                other.changes(scope)
        for scope in ("ann", "new"):
            with refused(VaultKeyError, "secret value"):
                other.assign(scope, [value("secret value")])
        assert whole(vault)


class InterruptedRotationError(Exception):
    """Something went wrong half way."""


def test_an_error_half_way_changes_nothing(path: Path, key_file: KeyFile) -> None:
    """A rotation that fails is undone, and the vault object goes on."""

    def fail(done: int, total: int) -> None:
        if done == 2:
            raise InterruptedRotationError

    before = rows(path, "SELECT * FROM entries, scopes")
    with SQLiteVault(path) as vault:
        with pytest.raises(InterruptedRotationError):
            rotate(vault, progress=fail)
        assert rows(path, "SELECT * FROM entries, scopes") == before
        assert whole(vault)
        assert rotate(vault) == 4
        assert len(key_file.read()) == 1
        assert whole(vault)


class MortalKeyFile(KeyFile):
    """A key file whose process dies right before or after it was written for the n-th time."""

    def __init__(self, path: Path, writes: int, *, before: bool) -> None:
        super().__init__(path)
        self.writes, self.before = writes, before

    def write(self, keys: list[bytes]) -> None:
        """Write, and die."""
        self.writes -= 1
        if self.writes == 0 and self.before:
            os._exit(7)
        super().write(keys)
        if self.writes == 0:
            os._exit(7)


@forking
@pytest.mark.parametrize("step", [1, 2, 3])
def test_dying_between_two_scopes(path: Path, step: int) -> None:
    """A process that dies in the middle of the file's change leaves the old vault."""

    def die(done: int, total: int) -> None:
        if done == step:
            os._exit(7)

    before = rows(path, "SELECT sealed FROM entries")
    assert finish(spawn(lambda: rotate(SQLiteVault(path), progress=die))) == [7]
    assert rows(path, "SELECT sealed FROM entries") == before
    with SQLiteVault(path) as vault:
        assert whole(vault)
        assert rotate(vault) == 4
    with SQLiteVault(path) as vault:
        assert whole(vault)


@forking
@pytest.mark.parametrize(("writes", "before"), [(1, True), (1, False), (2, True), (2, False)])
def test_dying_around_the_key_file(
    path: Path, key_file: KeyFile, writes: int, *, before: bool
) -> None:
    """Before and after each write of the key file, some key in it opens the vault."""

    def die() -> None:
        vault = SQLiteVault(path)
        vault.keyring.source = MortalKeyFile(key_file.path, writes, before=before)
        rotate(vault)

    assert finish(spawn(die)) == [7]
    assert len(key_file.read()) == (2 if (writes, before) in {(1, False), (2, True)} else 1)
    with SQLiteVault(path) as vault:
        assert whole(vault)
        rotate(vault)
        assert len(key_file.read()) == 1
    with SQLiteVault(path) as vault:
        assert whole(vault)


@forking
def test_killed_at_any_moment(path: Path) -> None:
    """Killed while rotating over and over, the vault opens with its key file every time."""

    def rotate_for_ever() -> None:
        vault = SQLiteVault(path)
        started.send()
        while True:
            rotate(vault)

    for turn in range(12):
        started = Signal()
        pid = spawn(rotate_for_ever)
        started.wait()
        time.sleep(0.003 * turn)
        os.kill(pid, signal.SIGKILL)
        assert finish(pid) == [-signal.SIGKILL]
        started.close()
        with SQLiteVault(path) as vault:
            assert whole(vault)
