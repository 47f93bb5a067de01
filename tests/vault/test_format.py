"""Files of every format that was ever released open in this release and say what they said.

`tests/data/vaults/format-N.db` is never changed once its format is released. To add the
file of a new format: `python tests/data/vaults/make.py`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from langchain_memprivacy import MEMORY_ONLY, Placeholder, SQLiteVault
from langchain_memprivacy.vault.maintenance import check
from langchain_memprivacy.vault.schema import FORMAT
from langchain_memprivacy.vault.transfer import import_vault

from .support import PL2, PL3, PL4, rows, value

FOLDER = Path(__file__).parent.parent / "data" / "vaults"
KEY = b"a key for tests, not for secrets"


@pytest.fixture(params=range(1, FORMAT + 1))
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of each old file."""
    return Path(shutil.copy(FOLDER / f"format-{request.param}.db", tmp_path / "vault.db"))


def test_it_reads(path: Path) -> None:
    """Values, levels, times, numbers and what is left of the forgotten."""
    with SQLiteVault(path, key=KEY) as vault:
        assert vault.scopes() == ["ann", "小明"]
        ann = {str(e.placeholder): (e.value, e.level) for e in vault.entries("ann")}
        assert ann == {
            "<EMAIL_1>": ("ann.holm@brightleaf.io", PL2),
            "<REAL_NAME_1>": ("Ann Holm", PL2),
            "<MEDICAL_HEALTH_1>": ("hay fever", PL3),
            "<EMAIL_3>": ("half \ud83d emoji", PL2),
            "<PASSWORD_1>": (None, PL4),
            "<PET_NAME_1>": ("Rex", PL2),
        }
        ming = {str(e.placeholder): e.value for e in vault.entries("小明")}
        assert ming == {"<REAL_NAME_1>": "王小明", "<DETAILED_ADDRESS_1>": "杭州市茶香路18号"}
        assert vault.changes("ann").issued == {
            "EMAIL": 3,
            "MEDICAL_HEALTH": 1,
            "PASSWORD": 1,
            "PET_NAME": 1,
            "REAL_NAME": 1,
        }
        assert [entry.created // 10**9 for entry in vault.entries("ann")] == [1] * 6
        assert [line.action for line in vault.audit_log()][:3] == ["assign", "assign", "forget"]
        assert check(vault).problems == []


def test_it_goes_on(path: Path) -> None:
    """Known values keep their placeholders, the forgotten number stays dead, new ones follow."""
    with SQLiteVault(path, key=KEY) as vault:
        assert vault.assign("ann", [value("ann.holm@brightleaf.io")])[0] == Placeholder("EMAIL", 1)
        secret = value("hunter2-brightleaf", "PASSWORD", PL4, MEMORY_ONLY)
        assert vault.assign("ann", [secret]) == [Placeholder("PASSWORD", 1)]
        assert vault.assign("ann", [value("forgotten@brightleaf.io")]) == [Placeholder("EMAIL", 4)]
        assert vault.assign("gone", [value("new", "KEY")]) == [Placeholder("KEY", 2)]
        assert check(vault).problems == []
    assert rows(path, "PRAGMA user_version") == [(FORMAT,)]


def test_its_export_reads(tmp_path: Path) -> None:
    """An export of format 1 can be imported."""
    with SQLiteVault(tmp_path / "new.db", key=bytes(32)) as vault:
        assert import_vault(vault, FOLDER / "format-1.export", "a passphrase for tests") == 8
        assert vault.scopes() == ["ann", "小明"]
        secret = value("hunter2-brightleaf", "PASSWORD", PL4, MEMORY_ONLY)
        assert vault.assign("ann", [secret]) == [Placeholder("PASSWORD", 1)]
        assert vault.assign("ann", [value("forgotten@brightleaf.io")]) == [Placeholder("EMAIL", 4)]


def test_the_file_is_left_alone() -> None:
    """The committed file has its own format's number and no log beside it."""
    for number in range(1, FORMAT + 1):
        data = (FOLDER / f"format-{number}.db").read_bytes()
        assert int.from_bytes(data[60:64]) == number
    assert sorted(file.name for file in FOLDER.glob("format-*")) == [
        *(f"format-{number}.db" for number in range(1, FORMAT + 1)),
        "format-1.export",
    ]
