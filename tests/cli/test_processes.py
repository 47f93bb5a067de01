"""The command as a process: how it is started, interrupted and left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from langchain_memprivacy.cli import cli


def test_python_m_and_the_script_are_one(spawn):
    """`python -m langchain_memprivacy` calls itself `memprivacy`."""
    done = spawn("--help")
    assert done.code == 0
    assert done.out.startswith("Usage: memprivacy [OPTIONS] COMMAND")
    assert all(f"\n  {name} " in done.out for name in cli.commands)


@pytest.mark.parametrize(
    ("arguments", "stdin", "code"),
    [
        (("extract", "--json", "x"), b"", 0),
        (("vault", "show", "<EMAIL_1>"), b"", 1),
        (("desensitize",), b"\xff", 2),
    ],
)
def test_exit_codes_reach_the_shell(spawn, arguments, stdin, code):
    """What `main` decides is what the shell sees."""
    assert spawn(*arguments, stdin=stdin).code == code


def test_an_interrupted_chat_ends_with_130(start):
    """Ctrl-C between two messages is no error worth more than a word."""
    process = start("chat", "--quiet")
    process.stdin.write(b"Hello\n")
    assert process.stdout.readline().startswith(b"ai   ")
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    lines = process.stderr.read().decode().split("\n")
    assert lines[-2:] == ["memprivacy: interrupted", ""]
    assert "Traceback" not in "".join(lines)


@pytest.mark.parametrize(
    "arguments",
    [("desensitize",), ("restore",), ("demo", "--language", "en"), ("chat",)],
    ids=" ".join,
)
@pytest.mark.usefixtures("told")
def test_a_reader_that_goes_away_is_no_error_message(arguments):
    """`| head -c 1` ends the command without a word of its own."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "langchain_memprivacy", *arguments],
            input=b"one line of prose\n" * 20000,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            timeout=30,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_two_commands_at_once_share_a_vault(start, run):
    """Concurrent processes give a value one placeholder and two values two."""
    run("desensitize", "warm.up@brightleaf.io")
    texts = [f"p{i % 3}.moor@brightleaf.io" for i in range(6)]
    processes = [start("desensitize", text) for text in texts]
    left = [process.communicate(timeout=60) for process in processes]
    assert [err for _, err in left] == [b""] * 6
    given = dict(zip(texts, (out for out, _ in left), strict=True))
    assert [out for out, _ in left] == [given[text] for text in texts]
    assert sorted(given.values()) == [b"<EMAIL_2>\n", b"<EMAIL_3>\n", b"<EMAIL_4>\n"]
