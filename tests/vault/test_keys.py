"""The master key: where it comes from, and what happens with a wrong one or none."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from langchain_memprivacy import SQLiteVault
from langchain_memprivacy.errors import VaultKeyError
from langchain_memprivacy.vault.keys import encode_key

from .support import EMAIL_1, KEY, OTHER_KEY, finish, forking, refused, spawn, value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A vault with one value under `KEY`."""
    place = tmp_path / "vault.db"
    with SQLiteVault(place, key=KEY) as vault:
        vault.assign("ann", [value("a")])
    return place


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the environment says that the key file is; there is none yet."""
    place = tmp_path / "config" / "vault.key"
    monkeypatch.delenv("MEMPRIVACY_KEY", raising=False)
    monkeypatch.setenv("MEMPRIVACY_KEY_FILE", str(place))
    return place


def opens(path: Path, key: object = None) -> bool:
    with SQLiteVault(path, key=key) as vault:
        return vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: "a"}


def test_spellings_of_a_key(path: Path) -> None:
    """A key is 32 bytes, or their base64 in either alphabet, spaces around it forgiven."""
    standard = encode_key(KEY).replace("-", "+").replace("_", "/")
    for key in (KEY, encode_key(KEY), standard, f" {encode_key(KEY)}\n", encode_key(KEY).encode()):
        assert opens(path, key)


@pytest.mark.parametrize(
    "bad", [b"", "", b"short", "no key, this", KEY + b"x", "ключ" * 11, KEY[:31]]
)
def test_malformed_keys(path: Path, bad: bytes | str) -> None:
    """What is not a key is refused, without being shown, and no vault is made for it."""
    with refused(VaultKeyError, *([str(bad)] if len(bad) > 4 else [])):
        SQLiteVault(path, key=bad)
    with refused(VaultKeyError):
        SQLiteVault(path.with_name("new.db"), key=bad)
    assert not path.with_name("new.db").exists()


@pytest.mark.parametrize("many", [[OTHER_KEY, KEY], [KEY, OTHER_KEY], [encode_key(OTHER_KEY), KEY]])
def test_a_ring_of_keys(path: Path, many: list) -> None:
    """Several keys are tried in turn."""
    assert opens(path, many)


def test_another_key(path: Path) -> None:
    """Another key does not open the vault, alone or in a ring."""
    for key in (OTHER_KEY, [OTHER_KEY, bytes(32)]):
        with refused(VaultKeyError, encode_key(OTHER_KEY)):
            SQLiteVault(path, key=key)
    assert opens(path, KEY)


def test_no_key_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list without keys, or a blank variable, is not a wish for a random key."""
    with refused(VaultKeyError):
        SQLiteVault(tmp_path / "vault.db", key=[])
    monkeypatch.setenv("MEMPRIVACY_KEY", " \n")
    with refused(VaultKeyError):
        SQLiteVault(tmp_path / "vault.db")
    assert list(tmp_path.iterdir()) == []


def test_the_environment(path: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`MEMPRIVACY_KEY` holds one key or several and wins over the file."""
    monkeypatch.setenv("MEMPRIVACY_KEY", f"{encode_key(OTHER_KEY)} {encode_key(KEY)}")
    assert opens(path)
    monkeypatch.setenv("MEMPRIVACY_KEY", encode_key(OTHER_KEY))
    with refused(VaultKeyError, encode_key(OTHER_KEY)):
        SQLiteVault(path)
    assert not key_file.exists()


def test_the_first_key_file(
    tmp_path: Path, key_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A new vault makes its key file, for the owner only, and says so once, without the key."""
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            with SQLiteVault(tmp_path / "vault.db") as vault:
                vault.assign("ann", [value("a")])
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700
    assert [record.getMessage() for record in caplog.records] == [
        f"memprivacy: new vault key in {key_file}; back it up"
    ]
    assert sorted(file.name for file in key_file.parent.iterdir()) == ["vault.key"]
    assert opens(tmp_path / "vault.db", key_file.read_text())


def test_a_lost_key_file(tmp_path: Path, key_file: Path) -> None:
    """Where the vault is there and the key is not, no new key is made."""
    SQLiteVault(tmp_path / "vault.db").close()
    key_file.rename(key_file.with_name("lost"))
    with refused(VaultKeyError):
        SQLiteVault(tmp_path / "vault.db")
    assert not key_file.exists()
    key_file.with_name("lost").rename(key_file)
    SQLiteVault(tmp_path / "vault.db").close()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_file_that_others_may_read(path: Path, key_file: Path, mode: int) -> None:
    """It is not used, and the message says what to do."""
    key_file.parent.mkdir()
    key_file.write_text(encode_key(KEY))
    key_file.chmod(mode)
    with pytest.raises(VaultKeyError, match=r"run: chmod 600 .*vault\.key$"):
        SQLiteVault(path)
    key_file.chmod(0o600)
    assert opens(path)


@pytest.mark.parametrize(
    "content", ["", "\n\n", "garbage", f"{encode_key(KEY)}\ngarbage", "\x00" * 44]
)
def test_a_damaged_key_file(path: Path, key_file: Path, content: str) -> None:
    """An empty or malformed key file is an error and stays as it is."""
    key_file.parent.mkdir()
    key_file.write_text(content)
    key_file.chmod(0o600)
    with refused(VaultKeyError, encode_key(KEY)):
        SQLiteVault(path)
    with refused(VaultKeyError):
        SQLiteVault(path.with_name("new.db"))
    assert key_file.read_text() == content


@forking
def test_many_processes_make_the_first_vault(tmp_path: Path, key_file: Path) -> None:
    """However many start at once, there is one key and one vault, and all can use it."""

    def first() -> None:
        logging.disable()
        with SQLiteVault(tmp_path / "vault.db") as vault:
            vault.assign("ann", [value("a")])

    pids = [spawn(first) for _ in range(6)]
    assert finish(*pids) == [0] * 6
    assert opens(tmp_path / "vault.db")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["config", "vault.db"]
    assert [file.name for file in key_file.parent.iterdir()] == ["vault.key"]


def test_closing_forgets_the_keys(path: Path) -> None:
    """A closed vault has no key left in its keyring."""
    vault = SQLiteVault(path, key=KEY)
    vault.assign("ann", [value("a")])
    root = vault.keyring.root
    assert len(root) == 32
    vault.close()
    assert vault.keyring.root == b""
