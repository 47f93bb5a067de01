"""What stands in the file: no value, for nobody but its owner."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from langchain_memprivacy import MEMORY_ONLY, Placeholder, SQLiteVault
from langchain_memprivacy.vault.transfer import export_vault

from .support import EMAIL_1, KEY, PL2, PL4, disguises, files, on_disk, rows, value

SECRETS = {
    "olu.adeyemi@kitemail.net": "EMAIL",
    "Théodora Vîntilă-Nakagawa": "REAL_NAME",
    "张三丰的身份证号码": "ID_NUMBER",
    "correct-horse-battery-staple": "PASSWORD",
    "sk-brightleaf-0000-1111-2222": "KEY",
    "half \ud83d emoji in a name": "REAL_NAME",
}


def test_only_the_owner_may_read_the_files(tmp_path: Path) -> None:
    """The file, its log and its shared memory have mode 0600, whatever the umask."""
    path = tmp_path / "deep" / "er" / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value("a")])
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files(path)}
    assert modes == {"vault.db": 0o600, "vault.db-shm": 0o600, "vault.db-wal": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_is_left_beside_a_new_vault(tmp_path: Path) -> None:
    """Making a vault leaves no half-made file behind, however odd its name."""
    for name in ("a [b] *?.db", "a#b%20.db", "库.db"):
        SQLiteVault(tmp_path / name, key=KEY).close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a [b] *?.db", "a#b%20.db", "库.db"]


def test_no_value_is_readable(tmp_path: Path) -> None:
    """Neither file, log, shared memory nor export hold a value or a scope, in any coding."""
    path, export = tmp_path / "vault.db", tmp_path / "vault.export"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("Ann Holm of Brightleaf", [value(text, tag) for text, tag in SECRETS.items()])
        vault.forget("Ann Holm of Brightleaf", type="ID_NUMBER")
        vault.recall("Ann Holm of Brightleaf", list(SECRETS))
        export_vault(vault, export, "a long passphrase")
        data = on_disk(path) + export.read_bytes()
    data += on_disk(path)
    for secret in (*SECRETS, "Ann Holm of Brightleaf", "a long passphrase"):
        assert not [one for one in disguises(secret) if one in data]
    assert KEY not in data


def test_the_search_for_values_would_find_them(tmp_path: Path) -> None:
    """The search above sees a value in each of its disguises."""
    path = tmp_path / "vault.db"
    for secret in SECRETS:
        for one in disguises(secret):
            path.write_bytes(b"SQLite format 3" + one + b"rest")
            assert one in on_disk(path)
        assert len(disguises(secret)) == 9


def test_equal_values_do_not_look_equal(tmp_path: Path) -> None:
    """The same value in two scopes has neither fingerprint nor ciphertext in common."""
    with SQLiteVault(tmp_path / "vault.db", key=KEY) as vault:
        vault.assign("ann", [value("same@brightleaf.io")])
        vault.assign("bo", [value("same@brightleaf.io")])
    (one, other) = rows(tmp_path / "vault.db", "SELECT scope, fingerprint, sealed FROM entries")
    assert not set(one) & set(other)


class TestMemoryOnly:
    """Values that may not be written."""

    SECRET = "hunter2-brightleaf"

    def test_no_second_reader(self, tmp_path: Path) -> None:
        """Another vault object on the file has no value, but the same placeholder."""
        path, secret = tmp_path / "vault.db", value(self.SECRET, "KEY", PL4, MEMORY_ONLY)
        with SQLiteVault(path, key=KEY) as vault, SQLiteVault(path, key=KEY) as second:
            given = vault.assign("ann", [secret])
            assert vault.lookup("ann", given) == {given[0]: self.SECRET}
            assert second.lookup("ann", given) == {}
            assert [entry.value for entry in second.entries("ann")] == [None]
            assert list(second.recall("ann", [self.SECRET, "x"])) == [self.SECRET]
            assert vault.recall("ann", [self.SECRET]) == {}
            assert second.assign("ann", [value("other", "KEY", PL4, MEMORY_ONLY), secret]) == [
                Placeholder("KEY", 2),
                *given,
            ]
            assert second.lookup("ann", given) == {given[0]: self.SECRET}

    def test_a_later_process_goes_on_counting(self, tmp_path: Path) -> None:
        """Once the process is gone the value is, too; its number stays its own."""
        path = tmp_path / "vault.db"
        with SQLiteVault(path, key=KEY) as vault:
            given = vault.assign("ann", [value(self.SECRET, "KEY", PL4, MEMORY_ONLY)])
        with SQLiteVault(path, key=KEY) as vault:
            assert vault.lookup("ann", given) == {}
            assert vault.assign("ann", [value("other", "KEY")]) == [Placeholder("KEY", 2)]
            assert vault.assign("ann", [value(self.SECRET, "KEY", PL4, MEMORY_ONLY)]) == given

    def test_a_higher_level_takes_it_off_the_disk(self, tmp_path: Path) -> None:
        """A value at rest that turns out to be a secret leaves no copy that a key opens."""
        path = tmp_path / "vault.db"
        with SQLiteVault(path, key=KEY) as vault:
            (given,) = vault.assign("ann", [value(self.SECRET, level=PL2)])
            ((old,),) = rows(path, "SELECT sealed FROM entries")
            assert old in on_disk(path)
            assert vault.assign("ann", [value(self.SECRET, "EMAIL", PL4, MEMORY_ONLY)]) == [given]
            assert vault.lookup("ann", [given]) == {given: self.SECRET}
            assert old[1:13] not in on_disk(path)
            assert old[13:29] not in on_disk(path)
        with SQLiteVault(path, key=KEY) as vault:
            assert vault.lookup("ann", [given]) == {}

    @pytest.mark.parametrize("together", [True, False])
    def test_a_lower_level_does_not_put_it_there(self, tmp_path: Path, *, together: bool) -> None:
        """A secret met again at a lower level stays off the disk, in the same batch and later."""
        path = tmp_path / "vault.db"
        high, low = value(self.SECRET, "EMAIL", PL4, MEMORY_ONLY), value(self.SECRET, "EMAIL", PL2)
        with SQLiteVault(path, key=KEY) as vault:
            vault.assign("ann", [high, low] if together else [high])
        with SQLiteVault(path, key=KEY) as vault:
            assert vault.lookup("ann", [EMAIL_1]) == {}
            assert vault.assign("ann", [low]) == [EMAIL_1]
            assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: self.SECRET}
            assert [entry.level for entry in vault.entries("ann")] == [PL4]
        with SQLiteVault(path, key=KEY) as vault:
            assert vault.lookup("ann", [EMAIL_1]) == {}

    def test_forgotten_elsewhere(self, tmp_path: Path) -> None:
        """What another process forgets is gone from this one's memory."""
        path = tmp_path / "vault.db"
        with SQLiteVault(path, key=KEY) as vault, SQLiteVault(path, key=KEY) as second:
            given = vault.assign("ann", [value(self.SECRET, "KEY", PL4, MEMORY_ONLY)])
            mark = vault.changes("ann").mark
            assert second.forget("ann", value=self.SECRET).placeholders == tuple(given)
            assert vault.lookup("ann", given) == {}
            changes = vault.changes("ann", mark)
            assert changes.reset
            assert (changes.entries, changes.issued) == ([], {"KEY": 1})
