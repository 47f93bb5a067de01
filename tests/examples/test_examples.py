"""The examples run as they are: offline by default, against a provider where a key is set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from langchain_memprivacy.testing.loopback import Loopback, Reply, ToolCall, assert_clean

FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "cloud")

# What each one's user sees, and what its cloud gets in its place.
SIDES = {
    "agent_with_store": (
        ("ben.okafor@brightleaf.io", "+1 303 555 0142"),
        ("<EMAIL_1>", "<PHONE_NUMBER_1>"),
    ),
    "agent_with_tools": (("Ben Okafor", "b.okafor@brightleaf.io"), ("<EMAIL_1>", "<EMAIL_2>")),
    "graph_with_nodes": (
        ("Nora Whitfield", "nora.whitfield@brightleaf.io", "Juniper-Lantern-58"),
        ("<REAL_NAME_1>", "<EMAIL_1>", "<PASSWORD_1>"),
    ),
    "langmem_memory": (
        ("ben.okafor@brightleaf.io", "+1 303 555 0142", "b.okafor@kestrel-io.net"),
        ("<EMAIL_1>", "<EMAIL_2>", "<PHONE_NUMBER_1>"),
    ),
    "lcel_chain": (
        ("Tomas Lindgren", "tomas.lindgren@brightleaf.io", "+46 70 123", "Dear Tomas Lindgren,"),
        ("<REAL_NAME_1>", "<EMAIL_1>", "<PHONE_NUMBER_1>"),
    ),
    "local_model_extractor": (
        ("Ines Varga", "Graves' disease", "4417-Linde", "ines.varga@brightleaf.io"),
        ("<RELATIONSHIP_INFO_1>", "<MEDICAL_HEALTH_1>", "<EMAIL_1>", "<PASSWORD_1>"),
    ),
    "mem0_memory": (
        ("ben.okafor@brightleaf.io", "+1 303 555 0142"),
        ("<EMAIL_1>", "<PHONE_NUMBER_1>"),
    ),
    "memobase_memory": (
        ("Nora Whitfield", "nora.whitfield@brightleaf.io", "+1 303 555"),
        ("<REAL_NAME_1>", "<EMAIL_1>", "<PHONE_NUMBER_1>"),
    ),
    "traced_agent": (
        ("Nora Whitfield", "It was nora.whitfield@", "IN THE PROCESS", "LangSmith received"),
        ("<EMAIL_1>", "<REAL_NAME_1_~", "<EMAIL_1_~"),
    ),
    "migrate_memories": (
        ("nora.whitfield@brightleaf.io", "+1 503-555-0142"),
        ("<EMAIL_1>", "<PHONE_NUMBER_1>"),
    ),
    "streaming_chat": (("Nora Whitfield", "4417-Linde"), ("<REAL_NAME_1>", "<PASSWORD_1>")),
}
TYPED = "My name is Nora Whitfield.\n\nMy password is 4417-Linde, keep it.\n"

# Stands before an example: no connection but to this machine.
OFFLINE = """
import socket, runpy, sys
connect = socket.socket.connect
def local(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1"):
        raise OSError("the network was asked for")
    return connect(self, address)
socket.socket.connect = local
sys.path.insert(0, sys.argv[1].rpartition("/")[0])
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def run(name: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run an example as a program of its own, its home in a folder that is empty at first."""
    keep = {"PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG"}
    return subprocess.run(
        [sys.executable, "-c", OFFLINE, str(FOLDER / f"{name}.py")],
        input=TYPED,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        cwd=folder,
        env={
            **{key: value for key, value in os.environ.items() if key in keep},
            "HOME": str(folder),
            "PYTHONIOENCODING": "utf-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            **environment,
        },
        check=False,
    )


def test_every_example_is_listed():
    """A new example says here what its two sides are."""
    assert sorted(SIDES) == EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_runs_offline_without_a_key(name, tmp_path):
    """Exit code 0, both sides shown, the last line says that the cloud got nothing private."""
    done = run(name, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    user, cloud = SIDES[name]
    assert [text for text in (*user, *cloud) if text not in done.stdout] == []
    last = done.stdout.splitlines()[-1]
    assert last.startswith("cloud received ")
    assert "none of" in last
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_with_a_key_it_talks_to_the_provider(name, tmp_path):
    """Key and base URL from the environment are used, and nothing private arrives there."""
    with Loopback() as provider:
        done = run(name, tmp_path, OPENAI_API_KEY="made-up", OPENAI_BASE_URL=provider.base_url)
        assert done.returncode == 0, done.stderr
        user, _ = SIDES[name]
        asked = provider.requests("/v1/chat/completions")
        assert f"cloud received {len(asked)} requests" in done.stdout
        assert asked
        assert len(asked) == len(provider.received)
        provider.assert_clean(user)
        assert b"Bearer made-up" in provider.wire


def test_the_agent_does_its_work_with_a_provider(tmp_path):
    """Tools are called, the human's edit holds, and the provider sees placeholders only."""
    script = [
        Reply(tool_calls=[ToolCall("find_contact", {"name": "<RELATIONSHIP_INFO_1>"})]),
        Reply(tool_calls=[ToolCall("send_mail", {"to": "<EMAIL_1>", "body": "<REAL_NAME_1>"})]),
        "Sent to <EMAIL_2>.",
    ]
    with Loopback(script) as provider:
        done = run(
            "agent_with_tools",
            tmp_path,
            OPENAI_API_KEY="made-up",
            OPENAI_BASE_URL=provider.base_url,
            OPENAI_MODEL="another-model",
        )
        assert done.returncode == 0, done.stderr
        assert "in the outbox, for b.okafor@brightleaf.io: Nora Whitfield" in done.stdout
        provider.assert_clean(["Nora Whitfield", "Okafor", "okafor@brightleaf.io"])
        assert {asked["model"] for asked in provider.requests()} == {"another-model"}


def test_a_leak_would_end_an_example_with_an_error(tmp_path):
    """Without the boundary the same chain fails at its last line, and shows no value in the error."""
    text = (FOLDER / "lcel_chain.py").read_text("utf-8")
    bare = text.replace(
        "protect(prompt | cloud.model | StrOutputParser(), privacy)",
        "prompt | cloud.model | StrOutputParser()",
    )
    assert bare != text
    (tmp_path / "bare.py").write_text(bare, "utf-8")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "bare.py")],
        capture_output=True,
        text=True,
        timeout=100,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(FOLDER), os.environ.get("PYTHONPATH", "")]),
        },
        check=False,
    )
    assert done.returncode == 1
    assert "canary 0 reached" in done.stderr
    assert_clean(done.stderr.encode(), SIDES["lcel_chain"][0])


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_it_is_read_in_a_minute(path):
    """80 lines at most."""
    assert len(path.read_text("utf-8").splitlines()) <= 80
