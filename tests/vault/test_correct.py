"""Corrections: on disk, in the views of engines, across processes, in any sequence of operations."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis.stateful import rule

from langchain_memprivacy import MemoryVault, MemPrivacy, Placeholder, PrivacyLevel, SQLiteVault
from langchain_memprivacy.errors import VaultConflictError, VaultError, VaultTamperedError
from langchain_memprivacy.policy import KEEP, MEMORY_ONLY
from langchain_memprivacy.vault.maintenance import check, rotate

from . import test_model as model
from .support import EMAIL_1, KEY, PL4, elsewhere, forking, on_disk, refused, rows, sql, value

OLD, NEW = "lena.moor@brightleaf.io", "lena.moor@kestrel-io.net"


def pieces(path: Path) -> set[bytes]:
    """A piece of each ciphertext in the file."""
    return {sealed[1:17] for (sealed,) in rows(path, "SELECT sealed FROM entries")}


def test_no_copy_of_the_old_value_stays(tmp_path: Path) -> None:
    """Ciphertext and fingerprint of the old value are in none of the files."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value(OLD), value("b")])
        before = pieces(path)
        (print_,) = [f for f, n in rows(path, "SELECT fingerprint, number FROM entries") if n == 1]
        assert vault.correct("ann", EMAIL_1, value(NEW)).traces_left is False
        gone = before - pieces(path)
        assert len(gone) == 1
        assert not [piece for piece in (*gone, print_) if piece in on_disk(path)]
        report = check(vault)
        assert (report.problems, report.values) == ([], 2)


@forking
def test_it_says_when_traces_are_left(tmp_path: Path) -> None:
    """Another process that reads the old pages is said; the value is corrected all the same."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY, timeout=0.05) as vault:
        vault.assign("ann", [value(OLD)])
        with elsewhere(path, "BEGIN", "SELECT * FROM entries"):
            assert vault.correct("ann", EMAIL_1, value(NEW)).traces_left
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: NEW}


def test_it_lasts(tmp_path: Path) -> None:
    """Another opening of the file, and another key, show the new value; numbers go on."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value(OLD)])
        vault.correct("ann", EMAIL_1, value(NEW))
        rotate(vault, KEY)
    with SQLiteVault(path, key=KEY) as vault:
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: NEW}
        assert list(map(str, vault.assign("ann", [value(OLD), value(NEW)]))) == [
            "<EMAIL_2>",
            "<EMAIL_1>",
        ]


def test_the_audit_log_has_a_line(tmp_path: Path) -> None:
    """What was corrected, by type, and no value; none where nothing changed."""
    with SQLiteVault(tmp_path / "vault.db", key=KEY) as vault:
        vault.assign("ann", [value(OLD)])
        vault.correct("ann", EMAIL_1, value(NEW))
        vault.correct("ann", EMAIL_1, value(NEW))
        lines = [(line.action, dict(line.counts)) for line in vault.audit_log()]
        assert lines == [("assign", {"EMAIL": 1}), ("correct", {"EMAIL": 1})]


def test_a_credential_leaves_the_disk(tmp_path: Path) -> None:
    """A value that may not be at rest is not, also where its placeholder's old value was."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value("old-Secret-1", "PASSWORD", PL4, KEEP)])
        (key,) = [e.placeholder for e in vault.entries("ann")]
        before = pieces(path)
        vault.correct("ann", key, value("new-Secret-2", "PASSWORD", PL4, MEMORY_ONLY))
        assert vault.lookup("ann", [key]) == {key: "new-Secret-2"}
        assert not [piece for piece in before if piece in on_disk(path)]
    with SQLiteVault(path, key=KEY) as vault:
        assert vault.lookup("ann", [key]) == {}
        assert list(vault.recall("ann", ["old-Secret-1", "new-Secret-2"])) == ["new-Secret-2"]


def test_what_one_type_keeps_in_memory_no_other_puts_on_disk(tmp_path: Path) -> None:
    """Corrected to a value that is a credential elsewhere, it is kept as that one is."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value("Secret-1", "PASSWORD", PL4, MEMORY_ONLY), value(OLD)])
        vault.correct("ann", EMAIL_1, value("Secret-1"))
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: "Secret-1"}
    with SQLiteVault(path, key=KEY) as vault:
        (entry,) = [e for e in vault.entries("ann") if e.placeholder == EMAIL_1]
        assert (entry.value, entry.level) == (None, PL4)


def test_a_damaged_row_is_not_written_over(tmp_path: Path) -> None:
    """The error is that of damage, and shows neither value."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value(OLD)])
    sql(path, "UPDATE entries SET sealed = CAST(sealed || x'00' AS BLOB)")
    with SQLiteVault(path, key=KEY) as vault, refused(VaultTamperedError, OLD, NEW):
        vault.correct("ann", EMAIL_1, value(NEW))


@pytest.fixture(params=["memory", "sqlite"])
def vault(request, tmp_path):
    """A vault of each kind."""
    with (
        MemoryVault()
        if request.param == "memory"
        else SQLiteVault(tmp_path / "v.db", key=KEY) as it
    ):
        yield it


def test_the_engine_speaks_of_the_new_value(vault) -> None:
    """Old memories restore to it, new texts with it get the placeholder, the old value a new one."""
    privacy = MemPrivacy(vault=vault)
    memory = privacy.desensitize(f"Mail me at {OLD}.")
    assert memory == "Mail me at <EMAIL_1>."
    other = MemPrivacy(vault=vault)
    assert other.restore(memory) == f"Mail me at {OLD}."
    privacy.correct("<EMAIL_1>", NEW)
    for one in (privacy, other):
        assert one.restore(memory) == f"Mail me at {NEW}."
        assert one.desensitize(f"Mail me at {NEW}.") == memory
        assert one.desensitize(f"Mail me at {OLD}.") == "Mail me at <EMAIL_2>."


def test_an_open_stream_ends_with_the_new_value(vault) -> None:
    """A restorer that was there before notices, a moment later."""
    privacy = MemPrivacy(vault=vault)
    privacy.desensitize(f"Mail me at {OLD}.")
    restorer = privacy.restorer()
    assert restorer.feed("<EMAIL_1> ") == f"{OLD} "
    privacy.correct("<EMAIL_1>", NEW)
    assert restorer.feed("<EMAIL_1> ") + restorer.flush() == f"{NEW} "


def test_the_policy_keeps_the_level(vault) -> None:
    """A corrected password is still a password: PL4, and kept as the policy keeps those."""
    privacy = MemPrivacy(vault=vault)
    assert (
        privacy.desensitize("My password is Juniper-Lantern-58.") == "My password is <PASSWORD_1>."
    )
    privacy.correct(Placeholder("PASSWORD", 1), "Amber.Willow-77")
    assert privacy.restore("<PASSWORD_1>") == "Amber.Willow-77"
    assert privacy.restore("<PASSWORD_1>", upto=PrivacyLevel.PL3) == "<PASSWORD_1>"


@pytest.mark.parametrize("wrong", ["", "  ", "<EMAIL_2>", "[email_2]"])
def test_values_that_are_none(vault, wrong) -> None:
    """An empty value, or a placeholder, is wrong input."""
    privacy = MemPrivacy(vault=vault)
    privacy.desensitize(f"Mail me at {OLD}.")
    with pytest.raises(ValueError, match="no placeholder"):
        privacy.correct("<EMAIL_1>", wrong)
    with pytest.raises(ValueError, match="looks like <EMAIL_1>"):
        privacy.correct("EMAIL", NEW)
    assert privacy.restore("<EMAIL_1>") == OLD


def test_errors_of_the_engine(vault, caplog) -> None:
    """Taken and unknown are the vault's errors, one line without a value, nothing logged."""
    caplog.set_level(logging.DEBUG)
    privacy = MemPrivacy(vault=vault)
    privacy.desensitize(f"Mail me at {OLD} or {NEW}.")
    with refused(VaultConflictError, OLD, NEW):
        privacy.correct("<EMAIL_1>", NEW)
    with refused(VaultError, OLD, NEW):
        privacy.correct("<EMAIL_9>", "anna.kern@brightleaf.io")
    with refused(VaultError, OLD, NEW):
        privacy.correct("<EMAIL_1>", "anna.kern@brightleaf.io", scope="bo")
    assert privacy.restore("<EMAIL_1> <EMAIL_2>") == f"{OLD} {NEW}"
    assert OLD not in caplog.text


def test_another_process_sees_it(tmp_path: Path) -> None:
    """An engine that has the scope in memory restores what a process beside it corrected."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        privacy = MemPrivacy(vault=vault)
        memory = privacy.desensitize(f"Mail me at {OLD}.")
        code = (
            "import sys; from langchain_memprivacy import *\n"
            "with SQLiteVault(sys.argv[1], key=bytes(range(32))) as v:\n"
            "    MemPrivacy(vault=v).correct('<EMAIL_1>', sys.stdin.read())"
        )
        subprocess.run(
            [sys.executable, "-c", code, str(path)], input=NEW, text=True, check=True, timeout=60
        )
        assert privacy.restore(memory) == f"Mail me at {NEW}."
        assert privacy.desensitize(f"{OLD} {NEW}") == "<EMAIL_2> <EMAIL_1>"


class Corrections:
    """One more operation for the machines of `test_model`."""

    @rule(
        scope=model.SCOPES,
        tag=model.TYPES,
        text=model.TEXTS,
        level=model.LEVELS,
        turn=model.st.integers(0, 9),
    )
    def correct(self, scope: str, tag: str, text: str, level: PrivacyLevel, turn: int) -> None:
        mine = sorted(k for k in self.held if k[:2] == (scope, tag))
        if not mine:
            return
        key = mine[turn % len(mine)]
        placeholder, old = self.held[key]
        new = (scope, tag, text)
        if self.held.get(new, (placeholder,))[0] != placeholder:
            with pytest.raises(VaultConflictError):
                self.vault.correct(scope, placeholder, value(text, tag, level))
            return
        done = self.vault.correct(scope, placeholder, value(text, tag, level))
        assert (done.placeholder, done.changed) == (placeholder, key != new)
        del self.held[key]
        self.held[new] = (placeholder, max(level, old))
        twins = [k for k in self.held if (k[0], k[2]) == (scope, text)]
        gravest = max(self.held[k][1] for k in twins)
        for twin in twins:
            self.held[twin] = (self.held[twin][0], gravest)


class MemoryMachine(Corrections, model.MemoryMachine):
    """The vault in memory."""


class SQLiteMachine(Corrections, model.SQLiteMachine):
    """The vault on disk."""


TestMemory = MemoryMachine.TestCase
TestMemory.settings = model.QUICK
TestSQLite = SQLiteMachine.TestCase
TestSQLite.settings = model.QUICK
