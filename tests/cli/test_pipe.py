"""The first thing a newcomer types: a pipe, before there is any vault."""

from __future__ import annotations

import os
import subprocess
import sys


def test_the_first_pipe(tmp_path):
    """`restore` starts at the same time as the `desensitize` that makes the vault."""
    environment = {
        **os.environ,
        "MEMPRIVACY_VAULT": str(tmp_path / "v" / "vault.db"),
        "MEMPRIVACY_KEY_FILE": str(tmp_path / "k" / "vault.key"),
        "PYTHONUTF8": "1",
    }
    text = "Write to lena.moor@brightleaf.io, 张伟的电话是13800138000。"
    program = [sys.executable, "-m", "langchain_memprivacy"]
    head = subprocess.Popen(
        [*program, "desensitize", text],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    tail = subprocess.run(
        [*program, "restore"], env=environment, stdin=head.stdout, capture_output=True, check=False
    )
    head.stdout.close()
    assert head.wait() == 0
    assert (tail.stdout.decode(), tail.stderr, tail.returncode) == (f"{text}\n", b"", 0)
