"""What it costs to start, and to hold a large scope in memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

from langchain_memprivacy import PrivacyLevel, PrivateValue, SQLiteVault


def _python(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, check=True, timeout=60, text=True
    )
    return done.stdout


@pytest.mark.parametrize(
    ("name", "arguments", "target"),
    [
        ("import langchain_memprivacy", ("-c", "import langchain_memprivacy"), 150),
        ("memprivacy --help", ("-m", "langchain_memprivacy", "--help"), 300),
    ],
    ids=["import", "help"],
)
def test_start(benchmark, enabled, wall, goal, name, arguments, target):
    """Wall time of a process, median of ten."""
    spent = benchmark.pedantic(
        lambda: wall(lambda: _python(*arguments), 10 if enabled else 1), rounds=1
    )
    goal(f"{name}, process", spent, target, "ms")


SHOW = """
import sys
from langchain_memprivacy import MemPrivacy, SQLiteVault
from pathlib import Path
with SQLiteVault(sys.argv[1], key=Path(sys.argv[2])) as vault:
    privacy = MemPrivacy(vault=vault)
    assert privacy.restore("<EMAIL_7>") == "p6@person.brightleaf.io"
    assert privacy.desensitize("for p9@person.brightleaf.io") == "for <EMAIL_10>"
    status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_memory(benchmark, enabled, goal, tmp_path):
    """Resident memory of a fresh process with one scope of 10,000 values loaded."""
    path, key, size = tmp_path / "vault.db", tmp_path / "key", 10_000 if enabled else 100
    values = [
        PrivateValue(f"p{i}@person.brightleaf.io", "EMAIL", PrivacyLevel.PL2) for i in range(size)
    ]
    with SQLiteVault(path, key=key) as vault:
        vault.assign("local", values)
    kilobytes = benchmark.pedantic(lambda: int(_python("-c", SHOW, str(path), str(key))), rounds=1)
    goal("resident memory, 10,000 values loaded", kilobytes / 1024, 150, "MB")
