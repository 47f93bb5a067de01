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


class TestOneValueUnderTwoTypes:
    """A password that is also a name is a password."""

    both = (
        PrivateValue(SECRET, "REAL_NAME", PL2),
        PrivateValue(SECRET, "PASSWORD", PL4, MEMORY_ONLY),
    )

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    @pytest.mark.parametrize("together", [True, False])
    def test_none_is_on_disk(self, tmp_path, order, together):
        """In one batch or two, in either order."""
        values = [self.both[number] for number in order]
        with SQLiteVault(tmp_path / "v.db", key=KEY) as vault:
            given = (
                vault.assign("local", values)
                if together
                else [vault.assign("local", [one])[0] for one in values]
            )
            assert set(vault.lookup("local", given).values()) == {SECRET}
            assert {entry.level for entry in vault.entries("local")} == {PL4}
        assert _on_disk(tmp_path / "v.db") == [None, None]

    def test_a_limit_holds_for_both_placeholders(self, tmp_path):
        """`upto` does not give out through the name what it refuses as the password."""
        with SQLiteVault(tmp_path / "v.db", key=KEY) as vault:
            vault.assign("local", [self.both[0]])
            vault.assign("local", [self.both[1]])
            privacy = PrivacyEngine(FixedExtractor({}), vault)
            text = "<REAL_NAME_1> <PASSWORD_1>"
            assert privacy.restore(text, upto=PrivacyLevel.PL3) == text

    def test_another_process_that_knew_it(self, tmp_path):
        """A view that held the value learns that it left the disk, and finds it no more."""
        phrase = "correct horse battery"
        password = FixedExtractor({phrase: ("PASSWORD", "PL4")})
        other = FixedExtractor({phrase: ("OTHER", "PL2")})
        ours = SQLiteVault(tmp_path / "v.db", key=KEY)
        theirs = SQLiteVault(tmp_path / "v.db", key=KEY)
        with ours, theirs:
            a, b = PrivacyEngine(password, ours), PrivacyEngine(other, theirs)
            b.desensitize(phrase)
            a.desensitize(phrase)
            text = f"it is {phrase}"
            assert b.restore(b.desensitize(text)) == text
        assert _on_disk(tmp_path / "v.db") == [None, None]


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
