"""Values that are kept for a time only, in the file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from langchain_memprivacy import SQLiteVault
from langchain_memprivacy.vault.maintenance import check

from .support import EMAIL_1, KEY, PL3, elsewhere, forking, life, on_disk, rows, value


@pytest.mark.parametrize("seconds", [0.15, 0.7, 1.2])
def test_neither_cut_short_nor_drawn_out(tmp_path: Path, seconds: float) -> None:
    """A lifetime ends within a tenth of a second of what was asked, also in another process."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault, SQLiteVault(path, key=KEY) as second:
        # Where whole seconds are counted somewhere, an issue late in a second shows it.
        time.sleep((0.8 - time.time() % 1) % 1)
        start = time.time()
        vault.assign("ann", [value("a", retention=life(seconds))])
        issued = time.time()
        time.sleep(max(0.0, start + seconds - 0.05 - time.time()))
        held = second.lookup("ann", [EMAIL_1])
        if time.time() < start + seconds:  # not on a machine that was asleep
            assert held == {EMAIL_1: "a"}
        time.sleep(max(0.0, issued + seconds + 0.01 - time.time()))
        assert second.lookup("ann", [EMAIL_1]) == {}
        assert vault.lookup("ann", [EMAIL_1]) == {}


def test_it_is_erased_from_the_file(tmp_path: Path) -> None:
    """The ciphertext goes when the time is over, its log included; the number stays."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value("a", retention=life(0.1)), value("b")])
        ((old,),) = rows(path, "SELECT sealed FROM entries WHERE number = 1")
        time.sleep(0.12)
        assert vault.changes("ann").issued == {"EMAIL": 2}
        assert old[13:29] not in on_disk(path)
        assert [line.action for line in vault.audit_log()] == ["assign", "expire"]
        assert check(vault).problems == []


def test_it_is_erased_by_whoever_opens_the_file_next(tmp_path: Path) -> None:
    """A lifetime goes on while no process runs."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value("a", retention=life(0.1))])
    ((old,),) = rows(path, "SELECT sealed FROM entries")
    time.sleep(0.12)
    with SQLiteVault(path, key=KEY) as vault:
        assert old[13:29] not in on_disk(path)
        assert list(vault.recall("ann", ["a"])) == ["a"]


def test_seen_again(tmp_path: Path) -> None:
    """While it lives, meeting a value does not prolong it; afterwards it starts anew."""
    with SQLiteVault(tmp_path / "vault.db", key=KEY) as vault:
        short = value("a", retention=life(0.5))
        vault.assign("ann", [short])
        time.sleep(0.3)
        vault.assign("ann", [short])
        time.sleep(0.3)
        assert vault.lookup("ann", [EMAIL_1]) == {}
        assert vault.assign("ann", [short]) == [EMAIL_1]
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: "a"}
        time.sleep(0.55)
        assert vault.lookup("ann", [EMAIL_1]) == {}


def test_from_disk_to_memory_and_out(tmp_path: Path) -> None:
    """A higher level moves a value into memory with a lifetime of its own."""
    with SQLiteVault(tmp_path / "vault.db", key=KEY) as vault:
        vault.assign("ann", [value("a")])
        vault.assign("ann", [value("a", "EMAIL", PL3, life(0.5, at_rest=False))])
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: "a"}
        mark = vault.changes("ann").mark
        time.sleep(0.55)
        assert vault.lookup("ann", [EMAIL_1]) == {}
        assert vault.changes("ann", mark).reset


def test_a_very_long_life(tmp_path: Path) -> None:
    """Any lifetime that Python can write down is fine."""
    with SQLiteVault(tmp_path / "vault.db", key=KEY) as vault:
        longest = life(86400 * 999_999_999)
        (given,) = vault.assign("ann", [value("a", retention=longest)])
        assert vault.lookup("ann", [given]) == {given: "a"}


@forking
def test_it_ends_although_nobody_can_erase_it_now(tmp_path: Path) -> None:
    """While another process keeps the file to itself the value is not given out either."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY, timeout=0.05) as vault:
        vault.assign("ann", [value("a", retention=life(0.1)), value("b")])
        with elsewhere(path, "BEGIN EXCLUSIVE"):
            time.sleep(0.12)
            assert vault.lookup("ann", [EMAIL_1]) == {}
            assert [entry.value for entry in vault.entries("ann")] == [None, "b"]
            assert list(vault.recall("ann", ["a", "b"])) == ["a"]
        ((old,),) = rows(path, "SELECT sealed FROM entries WHERE number = 1")
        assert check(vault).problems == []
    with SQLiteVault(path, key=KEY) as vault:
        assert old[13:29] not in on_disk(path)
