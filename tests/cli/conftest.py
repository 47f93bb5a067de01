"""Runs the command line: in this process on real byte streams, or as a process of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from langchain_memprivacy.cli import main

PROGRAM = [sys.executable, "-m", "langchain_memprivacy"]


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    stdout: bytes
    stderr: bytes

    @property
    def out(self) -> str:
        return self.stdout.decode()

    @property
    def err(self) -> str:
        return self.stderr.decode()

    @property
    def json(self):
        assert self.stdout.endswith(b"\n")
        return json.loads(self.stdout)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home of its own for every test, so that no real vault or key is touched."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in [*os.environ]:
        if name.startswith(("MEMPRIVACY_", "XDG_", "LANGSMITH_", "LANGCHAIN_", "OPENAI_")):
            monkeypatch.delenv(name)
    for name in (
        "COLUMNS",
        "LINES",
        "NO_COLOR",
        "FORCE_COLOR",
        "TTY_COMPATIBLE",
        "TTY_INTERACTIVE",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    return folder


def run_here(*arguments: str | Path, stdin: bytes = b"") -> Result:
    """Run a command in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main([*map(str, arguments)])
    finally:
        sys.stdin = before
    code = ended.value.code
    return Result(0 if code is None else int(code), out.buffer.getvalue(), err.buffer.getvalue())


def run_apart(*arguments: str | Path, stdin: bytes = b"") -> Result:
    """Run a command as a process of its own."""
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, check=False, timeout=60
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def run():
    return run_here


@pytest.fixture
def spawn():
    return run_apart


@pytest.fixture
def start():
    """Start a command and talk to it; it is ended with the test."""
    started = []

    def begin(*arguments: str, **options) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            [*PROGRAM, *arguments],
            **{"stdin": pipe, "stdout": pipe, "stderr": pipe, "bufsize": 0, **options},
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


@pytest.fixture
def told(run):
    """A vault that knows three values of scope `local` and one of scope `work`."""
    first = run("desensitize", "--keep-credentials", TOLD)
    assert first.out == LEFT + "\n"
    assert run("desensitize", "--scope", "work", "Mail to ida.brandt@brightleaf.io.").code == 0


TOLD = "Mail nora.whitfield@brightleaf.io, call +1 503-555-0142. My password is Juniper-Lantern-58."
LEFT = "Mail <EMAIL_1>, call <PHONE_NUMBER_1>. My password is <PASSWORD_1>."


@pytest.fixture
def told_text():
    return TOLD
