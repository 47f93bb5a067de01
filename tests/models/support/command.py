"""Runs `memprivacy model` as a process of its own, with a home and a hub of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def environment(home: Path, hub: str = "http://127.0.0.1:9", **more: str) -> dict[str, str]:
    """Return an environment without traces of the caller's; by default the hub is no hub."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("HF_", "MEMPRIVACY_", "XDG_", "TRANSFORMERS_"))}  # fmt: skip
    home.mkdir(exist_ok=True)
    return {**kept, "HOME": str(home), "HF_HOME": str(home / "hf"), "HF_ENDPOINT": hub, **more}


def start(*arguments: str | Path, env: dict[str, str], **options) -> subprocess.Popen[bytes]:
    """Start the command, its output kept."""
    program = [sys.executable, "-m", "langchain_memprivacy", "model", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(program, env=env, stdin=pipe, stdout=pipe, stderr=pipe, **options)


def run(*arguments: str | Path, env: dict[str, str], typed: bytes = b"", **options):
    """Run the command to its end: status, standard output, standard error."""
    with start(*arguments, env=env, **options) as process:
        out, err = process.communicate(typed, timeout=120)
    return process.returncode, out.decode(), err.decode()
