"""Two at once, and the same value seen otherwise: keys, imports and disks keep up."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from langchain_memprivacy import (
    KEEP,
    MEMORY_ONLY,
    PrivacyEngine,
    PrivacyLevel,
    PrivacyPolicy,
    PrivateValue,
    SQLiteVault,
    VaultConflictError,
    VaultError,
)
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.vault.maintenance import check, rotate
from langchain_memprivacy.vault.transfer import export_vault, import_vault

from .support import KEY, PL2, PL4

SECRET = "Juniper-Lantern-58"
PASSPHRASE = "quiet river stone"


def _rotate_often(path: str, key: str) -> None:
    with SQLiteVault(path, key=Path(key), timeout=30) as vault:
        for _ in range(4):
            rotate(vault)
            vault.assign("ann", [PrivateValue("ann.holm@brightleaf.io", "EMAIL", PL2)])


def test_many_rotations_at_once(tmp_path):
    """Every process leaves a key behind that opens the vault."""
    path, key = tmp_path / "v.db", tmp_path / "key"
    with SQLiteVault(path, key=key) as vault:
        (first,) = vault.assign("ann", [PrivateValue("ann.holm@brightleaf.io", "EMAIL", PL2)])
    context = multiprocessing.get_context("fork")
    processes = [
        context.Process(target=_rotate_often, args=(str(path), str(key))) for _ in range(4)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    with SQLiteVault(path, key=key) as vault:
        assert vault.lookup("ann", [first]) == {first: "ann.holm@brightleaf.io"}
        assert check(vault).problems == []
        assert len(key.read_text().split()) == 1


class TestForeignNumbers:
    """An import that would give a placeholder of another vault a second meaning."""

    @pytest.mark.parametrize("what", ["a secret", "a forgotten value"])
    def test_what_the_export_does_not_hold(self, tmp_path, what):
        """Its number is taken all the same."""
        ours = SQLiteVault(tmp_path / "a.db", key=KEY)
        theirs = SQLiteVault(tmp_path / "b.db", key=bytes(32))
        if what == "a secret":
            ours.assign("ann", [PrivateValue(SECRET, "PASSWORD", PL4, MEMORY_ONLY)])
            theirs.assign("ann", [PrivateValue("Other-Secret-9", "PASSWORD", PL4, MEMORY_ONLY)])
        else:
            ours.forget("ann", placeholder=ours.assign("ann", [PrivateValue("x", "EMAIL", PL2)])[0])
            theirs.assign("ann", [PrivateValue("y", "EMAIL", PL2)])
        export_vault(ours, tmp_path / "export", PASSPHRASE)
        before = theirs.entries("ann")
        with pytest.raises(VaultConflictError, match="1 placeholders"):
            import_vault(theirs, tmp_path / "export", PASSPHRASE)
        assert theirs.entries("ann") == before

    def test_the_same_meaning(self, tmp_path):
        """Two vaults that gave the same numbers to the same values agree."""
        ours = SQLiteVault(tmp_path / "a.db", key=KEY)
        theirs = SQLiteVault(tmp_path / "b.db", key=bytes(32))
        values = [PrivateValue("x", "EMAIL", PL2), PrivateValue("y", "EMAIL", PL2)]
        ours.assign("ann", values)
        theirs.assign("ann", values[:1])
        export_vault(ours, tmp_path / "export", PASSPHRASE)
        assert import_vault(theirs, tmp_path / "export", PASSPHRASE) == 1
        assert [entry.value for entry in theirs.entries("ann")] == ["x", "y"]


def _on_disk(path: Path) -> list[str | None]:
    with SQLiteVault(path, key=KEY) as vault:
        return [entry.value for entry in vault.entries("local")]


class TestCredentialsLeaveTheDisk:
    """However a value came to be stored: once it must not be, it is not."""

    def test_first_seen_as_something_else(self, tmp_path):
        """A user name that turns out to be the password too."""
        path = tmp_path / "v.db"
        with SQLiteVault(path, key=KEY) as vault:
            name = FixedExtractor({SECRET: ("Username", "PL2")})
            PrivacyEngine(name, vault).desensitize(SECRET)
            password = PrivacyEngine(FixedExtractor({SECRET: ("Password", "PL4")}), vault)
            assert password.desensitize(SECRET) == "<PASSWORD_1>"
            assert password.restore("<ACCOUNT_ID_USERNAME_1> <PASSWORD_1>") == f"{SECRET} {SECRET}"
        assert _on_disk(path) == [None, None]

    def test_kept_by_an_older_policy(self, tmp_path):
        """Seen again under a policy that does not keep it."""
        path = tmp_path / "v.db"
        extractor = FixedExtractor({SECRET: ("Password", "PL4")})
        keeping = PrivacyPolicy(retention={PrivacyLevel.PL4: KEEP})
        with SQLiteVault(path, key=KEY) as vault:
            PrivacyEngine(extractor, vault, keeping).desensitize(SECRET)
        assert _on_disk(path) == [SECRET]
        with SQLiteVault(path, key=KEY) as vault:
            privacy = PrivacyEngine(extractor, vault)
            assert privacy.desensitize(SECRET) == "<PASSWORD_1>"
            assert privacy.restore("<PASSWORD_1>") == SECRET
        assert _on_disk(path) == [None]


@pytest.mark.parametrize("what", ["deleted", "replaced"])
def test_a_file_that_is_no_longer_there(tmp_path, what):
    """Numbers written to a file without a name would be issued again."""
    path = tmp_path / "v.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [PrivateValue("x", "EMAIL", PL2)])
        path.unlink()
        if what == "replaced":
            SQLiteVault(path, key=KEY).close()
        with pytest.raises(VaultError, match="moved, replaced or deleted"):
            vault.assign("ann", [PrivateValue("y", "EMAIL", PL2)])
