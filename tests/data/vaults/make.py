"""Write the vault file of the format of this release; run it once for each new format.

python tests/data/vaults/make.py
"""

from __future__ import annotations

from pathlib import Path

from langchain_memprivacy import MEMORY_ONLY, PrivacyLevel, PrivateValue, SQLiteVault
from langchain_memprivacy.vault.schema import FORMAT
from langchain_memprivacy.vault.transfer import export_vault

KEY = b"a key for tests, not for secrets"
PL2, PL3, PL4 = PrivacyLevel.PL2, PrivacyLevel.PL3, PrivacyLevel.PL4


def main() -> None:
    """Make `format-N.db` and, for the first format, its export, unless they are there."""
    path = Path(__file__).with_name(f"format-{FORMAT}.db")
    if path.exists():
        msg = f"{path.name} is there already and must never change"
        raise SystemExit(msg)
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign(
            "ann",
            [
                PrivateValue("ann.holm@brightleaf.io", "EMAIL", PL2),
                PrivateValue("Ann Holm", "REAL_NAME", PL2),
                PrivateValue("hay fever", "MEDICAL_HEALTH", PL3),
                PrivateValue("forgotten@brightleaf.io", "EMAIL", PL2),
                PrivateValue("half \ud83d emoji", "EMAIL", PL2),
                PrivateValue("hunter2-brightleaf", "PASSWORD", PL4, MEMORY_ONLY),
                PrivateValue("Rex", "PET_NAME", PL2),
            ],
        )
        vault.assign(
            "小明",
            [
                PrivateValue("王小明", "REAL_NAME", PL2),
                PrivateValue("杭州市茶香路18号", "DETAILED_ADDRESS", PL2),
            ],
        )
        vault.forget("ann", value="forgotten@brightleaf.io")
        vault.assign("gone", [PrivateValue("sk-0000", "KEY", PL4)])
        vault.forget("gone")
        if FORMAT == 1:
            export_vault(vault, path.with_suffix(".export"), "a passphrase for tests")
    for ending in ("-wal", "-shm"):
        assert not Path(f"{path}{ending}").exists()
    path.chmod(0o644)  # git keeps no other mode


if __name__ == "__main__":
    main()
