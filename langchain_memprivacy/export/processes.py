"""Runs a library's exporter in a process of its own: its memory ends with it, and so does ^C."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from ..extractors.onnx.process import SECRETS
from .failures import INSTALL, ExportError

_ENVIRONMENT = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # All files are here; an exporter that asks the hub for more gets none.
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONUTF8": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
_KEPT = 40


def run_module(
    module: str, arguments: Sequence[str], folder: Path, seen: Callable[[str], None]
) -> None:
    """Run a module as a program and wait for it.

    Args:
        module: Its name.
        arguments: What follows it.
        folder: The folder to run in.
        seen: Called with each line it prints.

    Raises:
        ExportError: It failed; the message says why in a line.
    """
    process = subprocess.Popen(  # noqa: S603  # our interpreter, a module of ours to choose
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env={**{k: v for k, v in os.environ.items() if k not in SECRETS}, **_ENVIRONMENT},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,  # ^C comes to us alone, and we end it
    )
    last: deque[str] = deque(maxlen=_KEPT)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            last.append(line.strip())
            seen(line)
        status = process.wait()
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    if status:
        raise _failure(module, status, list(last))


def _failure(module: str, status: int, lines: list[str]) -> ExportError:
    text = "\n".join(lines)
    reason = next(
        (line for line in reversed(lines) if re.match(r"[\w.]+(Error|Exception)\b", line)), ""
    )
    if status == -9 or "MemoryError" in text or "allocate memory" in text:
        return ExportError("not enough memory to export; close programs, or use a larger machine")
    if any(words in text for words in ("No space left", "Disk quota", "File too large")):
        return ExportError("the disk is full; free some space, or choose another OUT")
    if "No module named" in reason:
        return ExportError(f"a library is missing or of another version; {INSTALL}")
    if "is not currently supported" in reason:
        return ExportError("the model builder does not know this architecture; use a Qwen3 model")
    # Paths say where somebody keeps things, and whose home it is.
    shown = re.sub(r"(?:[A-Za-z]:)?[/\\][\w./\\-]+", "<path>", reason)[:200]
    return ExportError(f"{module} failed: {shown or f'status {status}'}")
