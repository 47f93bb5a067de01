"""Export and import."""

from __future__ import annotations

import json
import stat
import time
from pathlib import Path

import pytest

from langchain_memprivacy import MEMORY_ONLY, Placeholder, SQLiteVault
from langchain_memprivacy.errors import (
    VaultConflictError,
    VaultError,
    VaultKeyError,
    VaultReadOnlyError,
    VaultTamperedError,
    VaultVersionError,
)
from langchain_memprivacy.vault.maintenance import check
from langchain_memprivacy.vault.transfer import export_vault, import_vault

from .support import EMAIL_1, KEY, OTHER_KEY, PL3, PL4, life, refused, value
from .test_files import immutable

PASSPHRASE = "correct horse"
SECRET = "sk-brightleaf-0000"
ODD = "odd \ud83d\0 张伟"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a vault and an export of it."""
    folder = tmp_path_factory.mktemp("source")
    with SQLiteVault(folder / "vault.db", key=KEY) as vault:
        vault.assign("ann", [value("a"), value("burned"), value("c", level=PL3), value(ODD)])
        vault.assign("ann", [value(SECRET, "KEY", PL4, MEMORY_ONLY), value("n", "REAL_NAME")])
        vault.assign("ann", [value("short", retention=life(0.05)), value("last")])
        vault.assign("小明 \ud83d", [value("b"), value("long", retention=life(86400))])
        vault.forget("ann", value="burned")
        vault.forget("ann", value="last")
        time.sleep(0.06)
        assert export_vault(vault, folder / "all", PASSPHRASE) == 8
        assert vault.audit_log()[-1].action == "export"
    return folder


@pytest.fixture
def vault(tmp_path: Path):
    """A new vault with a key of its own."""
    with SQLiteVault(tmp_path / "vault.db", key=OTHER_KEY) as made:
        yield made


def content(vault: SQLiteVault, scope: str) -> dict[str, tuple]:
    return {str(e.placeholder): (e.value, int(e.level), e.created) for e in vault.entries(scope)}


def state(vault: SQLiteVault) -> list:
    tables = ("meta", "scopes", "issued", "entries", "audit")
    return [vault.connection._raw.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


def test_into_a_new_vault(source: Path, vault: SQLiteVault) -> None:
    """Values, levels, times and numbers are the same; dead numbers stay dead."""
    assert import_vault(vault, source / "all", PASSPHRASE) == 8
    with SQLiteVault(source / "vault.db", key=KEY) as old:
        assert sorted(vault.scopes()) == sorted(old.scopes()) == ["ann", "小明 \ud83d"]
        for scope in old.scopes():
            assert content(vault, scope) == content(old, scope)
            assert vault.tag(scope) == old.tag(scope)
    held = {name: text for name, (text, _, _) in content(vault, "ann").items()}
    assert held == {
        "<EMAIL_1>": "a",
        "<EMAIL_3>": "c",
        "<EMAIL_4>": ODD,
        "<EMAIL_5>": None,
        "<KEY_1>": None,
        "<REAL_NAME_1>": "n",
    }
    # Of secrets and expired values only fingerprints came along, and that is enough.
    assert list(vault.recall("ann", [SECRET, "short", "a"])) == [SECRET, "short"]
    again = [value(SECRET, "KEY", PL4, MEMORY_ONLY), value("short"), value("burned")]
    assert list(map(str, vault.assign("ann", again))) == ["<KEY_1>", "<EMAIL_5>", "<EMAIL_7>"]
    assert check(vault).problems == []


def test_twice_and_into_its_own_vault(source: Path, vault: SQLiteVault) -> None:
    """What is there already is left as it is."""
    import_vault(vault, source / "all", PASSPHRASE)
    before = [content(vault, scope) for scope in vault.scopes()]
    assert import_vault(vault, source / "all", PASSPHRASE) == 0
    assert [content(vault, scope) for scope in vault.scopes()] == before
    with SQLiteVault(source / "vault.db", key=KEY) as old:
        before = [content(old, scope) for scope in old.scopes()]
        assert import_vault(old, source / "all", PASSPHRASE) == 0
        assert [content(old, scope) for scope in old.scopes()] == before


@pytest.mark.parametrize(
    "there",
    [
        ["x"],  # <EMAIL_1> is another value here
        ["x", "a"],  # "a" has another placeholder here
        ["a", "x", "y"],  # only <EMAIL_3> differs
        ["a", "burned", "x", None],  # <EMAIL_3> was issued and forgotten here
    ],
)
def test_conflicts(source: Path, vault: SQLiteVault, there: list) -> None:
    """Where a placeholder would change its meaning nothing at all is imported."""
    vault.assign("ann", [value(text) for text in there if text])
    if None in there:
        vault.forget("ann", value="x")
    before = state(vault)
    with refused(VaultConflictError, SECRET, ODD):
        import_vault(vault, source / "all", PASSPHRASE)
    assert state(vault) == before


def test_beside_other_scopes(source: Path, vault: SQLiteVault) -> None:
    """Scopes that the export does not name stay as they are."""
    vault.assign("bo", [value("mine")])
    before = content(vault, "bo")
    assert import_vault(vault, source / "all", PASSPHRASE) == 8
    assert content(vault, "bo") == before
    assert vault.assign("bo", [value("more")]) == [Placeholder("EMAIL", 2)]


def test_one_scope(source: Path, vault: SQLiteVault, tmp_path: Path) -> None:
    """One scope can be taken out alone."""
    with SQLiteVault(source / "vault.db", key=KEY) as old:
        assert export_vault(old, tmp_path / "one", PASSPHRASE, scope="小明 \ud83d") == 2
    assert import_vault(vault, tmp_path / "one", PASSPHRASE) == 2
    assert vault.scopes() == ["小明 \ud83d"]
    assert vault.lookup("小明 \ud83d", [EMAIL_1]) == {EMAIL_1: "b"}


def test_a_wrong_passphrase(source: Path, vault: SQLiteVault) -> None:
    """The content stays closed, and the vault as it is."""
    before = state(vault)
    with refused(VaultKeyError, PASSPHRASE, "wrong horse", SECRET):
        import_vault(vault, source / "all", "wrong horse")
    assert state(vault) == before


@pytest.mark.parametrize(
    ("place", "kind"),
    [(20, VaultKeyError), (36, VaultVersionError), (37, VaultKeyError), (-1, VaultKeyError)],
)
def test_changed_bytes(
    source: Path, vault: SQLiteVault, tmp_path: Path, place: int, kind: type[VaultError]
) -> None:
    """A changed byte of salt, version, nonce or tag is noticed."""
    data = bytearray((source / "all").read_bytes())
    data[place] ^= 4
    (tmp_path / "bad").write_bytes(data)
    with refused(kind, SECRET):
        import_vault(vault, tmp_path / "bad", PASSPHRASE)
    assert vault.scopes() == []


@pytest.mark.parametrize("length", [0, 10, 20, 30, 36])
def test_hardly_anything_left(
    source: Path, vault: SQLiteVault, tmp_path: Path, length: int
) -> None:
    """What is shorter than its own beginning is no export."""
    (tmp_path / "bad").write_bytes((source / "all").read_bytes()[:length])
    with refused(VaultTamperedError):
        import_vault(vault, tmp_path / "bad", PASSPHRASE)


def test_cut_off(source: Path, vault: SQLiteVault, tmp_path: Path) -> None:
    """A file that lacks its end is refused as a whole."""
    (tmp_path / "bad").write_bytes((source / "all").read_bytes()[:-20])
    with refused(VaultKeyError, SECRET):
        import_vault(vault, tmp_path / "bad", PASSPHRASE)


def test_something_else(vault: SQLiteVault, tmp_path: Path) -> None:
    """Neither a JSON file nor a vault nor nothing is an export."""
    (tmp_path / "other").write_text(json.dumps([{"scope": "ann"}]))
    for name in ("other", "vault.db"):
        with refused(VaultTamperedError):
            import_vault(vault, tmp_path / name, PASSPHRASE)
    with refused(VaultError):
        import_vault(vault, tmp_path / "nothing", PASSPHRASE)


def test_a_short_passphrase(vault: SQLiteVault, tmp_path: Path) -> None:
    """Less than eight characters are refused before anything is written."""
    with refused(VaultKeyError, "seven77"):
        export_vault(vault, tmp_path / "out", "seven77")
    assert not (tmp_path / "out").exists()


def test_a_passphrase_may_be_any_text(vault: SQLiteVault, tmp_path: Path) -> None:
    """Also one that no encoding likes."""
    vault.assign("ann", [value("a")])
    assert export_vault(vault, tmp_path / "out", "密码 \ud83d\0 123") == 1
    assert import_vault(vault, tmp_path / "out", "密码 \ud83d\0 123") == 0


def test_the_file_is_the_owner_s(source: Path, tmp_path: Path, vault: SQLiteVault) -> None:
    """Mode 0600, and an older file is replaced at once; where that fails nothing is left."""
    assert stat.S_IMODE((source / "all").stat().st_mode) == 0o600
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").write_text("old")
    with immutable(tmp_path / "out"), refused(VaultReadOnlyError):
        export_vault(vault, tmp_path / "out" / "old", PASSPHRASE)
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["old"]
    with refused(VaultError):  # a folder cannot be replaced by a file
        export_vault(vault, tmp_path / "out", PASSPHRASE)
    assert sorted(file.name for file in tmp_path.glob("*out*")) == ["out"]
