"""The system's keyring as the place of the key, through a backend that keeps things here."""

from __future__ import annotations

import keyring
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend

from langchain_memprivacy import SQLiteVault, VaultKeyError
from langchain_memprivacy.vault.keys import key_source
from langchain_memprivacy.vault.maintenance import rotate

from .support import value


class Store(KeyringBackend):
    """A keyring that lasts as long as the test."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service, username):
        return self.held.get((service, username))

    def set_password(self, service, username, password):
        self.held[service, username] = password

    def delete_password(self, service, username):
        del self.held[service, username]


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    """A keyring and a home of its own."""
    for name in ("MEMPRIVACY_KEY", "MEMPRIVACY_KEY_FILE", "MEMPRIVACY_VAULT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    before, ours = keyring.get_keyring(), Store()
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


def test_the_key_lives_in_the_keyring(tmp_path, store):
    """It is made there, found there again, and no file holds it."""
    with SQLiteVault(tmp_path / "v.db") as vault:
        (given,) = vault.assign("ann", [value("ann.holm@brightleaf.io")])
    with SQLiteVault(tmp_path / "v.db") as vault:
        assert vault.lookup("ann", [given]) == {given: "ann.holm@brightleaf.io"}
    assert len(store.held) == 1
    assert not (tmp_path / "config").exists()


def test_rotation_replaces_it(tmp_path, store):
    """The keyring holds the new key alone."""
    with SQLiteVault(tmp_path / "v.db") as vault:
        (given,) = vault.assign("ann", [value("ann.holm@brightleaf.io")])
        (old,) = store.held.values()
        rotate(vault)
    (new,) = store.held.values()
    assert new != old
    assert len(new.split()) == 1
    with SQLiteVault(tmp_path / "v.db") as vault:
        assert vault.lookup("ann", [given]) == {given: "ann.holm@brightleaf.io"}


def test_a_lost_key(tmp_path, store):
    """An emptied keyring does not get a new key for an old vault."""
    SQLiteVault(tmp_path / "v.db").close()
    store.held.clear()
    with pytest.raises(VaultKeyError, match="is missing"):
        SQLiteVault(tmp_path / "v.db")
    assert store.held == {}


def test_an_existing_key_file_stays_the_place(tmp_path, store):
    """Installing a keyring later does not hide the key that is in use."""
    keyring.set_keyring(keyring.backends.null.Keyring())
    SQLiteVault(tmp_path / "v.db").close()
    keyring.set_keyring(store)
    SQLiteVault(tmp_path / "v.db").close()
    assert store.held == {}
    assert key_source().where.endswith("vault.key")
