"""Checking and counting."""

from __future__ import annotations

from pathlib import Path

from langchain_memprivacy import MEMORY_ONLY, SQLiteVault
from langchain_memprivacy.vault.maintenance import Stats, check, stats

from .support import KEY, PL3, PL4, files, rows, value


def test_a_sound_vault(tmp_path: Path) -> None:
    """A check counts scopes, forgotten ones included, and values, and reports its progress."""
    steps = []
    with SQLiteVault(tmp_path / "vault.db", key=KEY) as vault:
        assert check(vault).problems == []
        vault.assign("ann", [value("a"), value("k", "KEY", PL4, MEMORY_ONLY)])
        vault.assign("bo", [value("b")])
        vault.forget("bo")
        report = check(vault, lambda done, total: steps.append((done, total)))
        assert (report.scopes, report.values, report.problems) == (2, 2, [])
        assert steps == [(1, 2), (2, 2)]


def test_check_of_a_vault_whose_root_went_meanwhile(tmp_path: Path) -> None:
    """Also what an open vault no longer needs is looked at."""
    with SQLiteVault(tmp_path / "vault.db", key=KEY) as vault:
        vault.assign("ann", [value("a")])
        vault.connection._raw.execute("DELETE FROM meta WHERE name = 'root'")
        assert check(vault).problems == ["vault: its root secret is gone; restore a backup"]


def test_check_of_damaged_pages(tmp_path: Path) -> None:
    """Damage below the tables is reported, not raised."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value("x" * 300 + str(number)) for number in range(200)])
    data = bytearray(path.read_bytes())
    ((sealed,),) = rows(path, "SELECT sealed FROM entries WHERE number = 100")
    page = data.index(sealed) // 4096 * 4096
    data[page : page + 4096] = b"\xa5" * 4096
    path.write_bytes(data)
    with SQLiteVault(path, key=KEY) as vault:
        problems = check(vault).problems
    assert problems[0] == "file structure: SQLite reports damage; restore a backup"


def test_stats(tmp_path: Path) -> None:
    """Counts by type and level, of all scopes or one; the size is that of the files."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value("a"), value("b"), value("c", level=PL3), value("k", "KEY", PL4)])
        vault.assign("bo", [value("b")])
        vault.assign("cy", [value("c")])
        vault.forget("cy")
        size = sum(f.stat().st_size for f in files(path) if not f.name.endswith("-shm"))
        one = {("KEY", 4): 1, ("EMAIL", 3): 1, ("EMAIL", 2): 2}
        assert stats(vault, "ann") == Stats(1, one, size)
        assert stats(vault) == Stats(2, {**one, ("EMAIL", 2): 3}, size)
        assert list(stats(vault).values) == list(one)
        assert stats(vault, "nobody") == Stats(0, {}, size)


def test_the_audit_log(tmp_path: Path) -> None:
    """Every change leaves a line with types and counts."""
    with SQLiteVault(tmp_path / "vault.db", key=KEY) as vault:
        vault.assign("ann", [value("a"), value("b"), value("k", "KEY"), value("a")])
        vault.assign("ann", [value("a")])
        vault.record("ann", "restore tool:send", {"EMAIL": 1})
        vault.forget("ann", type="EMAIL")
        assert [(line.action, line.counts) for line in vault.audit_log()] == [
            ("assign", {"EMAIL": 2, "KEY": 1}),
            ("restore tool:send", {"EMAIL": 1}),
            ("forget", {"EMAIL": 2}),
        ]
        assert {line.scope for line in vault.audit_log()} == {vault.keyring.scope_id("ann")}
