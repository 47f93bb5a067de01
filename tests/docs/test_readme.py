"""What the README shows is what happens."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from langchain_memprivacy.testing.loopback import Loopback, Reply, ToolCall

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)


def answer(request: dict[str, Any]) -> Any:
    """What a model would say to the README's examples."""
    said = str(request["messages"][-1]["content"])
    seen = re.search(r"<\w+>", said)
    assert seen is not None
    names = [tool["function"]["name"] for tool in request.get("tools", [])]
    if "Memory" in names:
        memory = {"content": f"Write to {seen[0]}, never call."}
        return Reply(tool_calls=[ToolCall("Memory", memory)])
    if request["messages"][-1]["role"] == "tool":
        return f"Done: it went to {seen[0]}."
    if names:
        return Reply(tool_calls=[ToolCall("send_report", {"to": seen[0]})])
    return f"Yes, {seen[0]}."


def test_python_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every Python block gives the output printed below it, and the model sees no value."""
    with Loopback(answer) as cloud:
        monkeypatch.setenv("OPENAI_BASE_URL", cloud.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        run_python_blocks()
        assert len(cloud.received) >= 4
        cloud.assert_clean(["nora.whitfield@brightleaf.io"], fragment=9)


def run_python_blocks() -> None:
    source = "\n".join(body for language, body in BLOCKS if language == "python")
    examples = doctest.DocTestParser().get_doctest(source, {}, "README.md", "README.md", 0)
    assert len(examples.examples) > 15
    said: list[str] = []
    result = doctest.DocTestRunner().run(examples, out=said.append)
    assert result.failed == 0, "".join(said)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment with a vault of its own and this interpreter's scripts first."""
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MEMPRIVACY_VAULT": str(tmp_path / "data" / "vault.db"),
        "MEMPRIVACY_KEY_FILE": str(tmp_path / "keys" / "vault.key"),
        "PYTHONUTF8": "1",
    }


def test_console_blocks(environment: dict[str, str]) -> None:
    """Every command line prints the lines below it."""
    body = "".join(body for language, body in BLOCKS if language == "console")
    steps = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE)
    assert len(steps) >= 3
    for command, expected in steps:
        done = subprocess.run(
            shlex.split(command), env=environment, capture_output=True, text=True, check=False
        )
        assert (done.stdout, done.returncode) == (expected, 0), command


def test_table_rows() -> None:
    """The table on top is what the engine does with these sentences."""
    from langchain_memprivacy import MemoryVault, MemPrivacy

    rows = [
        [cell.strip().replace("`", "") for cell in line.strip("| \n").split(" | ")]
        for line in README.splitlines()
        if line.startswith("| ") and "<REAL_NAME_1>" in line
    ]
    assert len(rows) == 2
    for typed, leaves, answer, seen in rows:
        privacy = MemPrivacy(vault=MemoryVault())
        assert privacy.desensitize(typed) == leaves
        assert privacy.restore(answer) == seen


def test_every_command_is_named() -> None:
    """A command that the README does not name is a command nobody finds."""
    import click

    from langchain_memprivacy.cli import cli

    for name, command in cli.commands.items():
        assert f"`{name}`" in README or f"`{name} " in README, name
        if isinstance(command, click.Group):
            missing = [sub for sub in command.commands if sub not in README]
            assert missing == []


def test_one_command_each() -> None:
    """There is one command to see it work and one to test it."""
    demo, tests = (body.strip() for language, body in BLOCKS if language == "bash")
    assert demo.endswith(".venv/bin/memprivacy demo")
    assert ".venv/bin/pytest" in tests
    assert "\n" not in demo + tests
