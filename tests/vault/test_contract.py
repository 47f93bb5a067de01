"""The contract of vaults, for each that comes with the package."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from langchain_memprivacy import MemoryVault, SQLiteVault
from langchain_memprivacy.testing.vaults import VaultContract

KEY = bytes(range(32))


class TestMemoryVault(VaultContract):
    """The vault in memory."""

    def vault(self):
        return MemoryVault()


class TestSQLiteVault(VaultContract):
    """The vault on disk."""

    @pytest.fixture(autouse=True)
    def _place(self, tmp_path: Path) -> None:
        self.paths = (tmp_path / f"{number}.db" for number in count())

    def vault(self):
        return SQLiteVault(next(self.paths), key=KEY)
