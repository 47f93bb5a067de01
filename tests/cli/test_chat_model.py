"""`chat --model`: the real OpenAI client of LangChain against a server on the loopback."""

from __future__ import annotations

import socket

import pytest

from langchain_memprivacy.cli.chat import CONTRACT
from langchain_memprivacy.testing.loopback import Fault, Loopback

pytest.importorskip("langchain_openai")

KEY = "sk-canary-3f9a71"
VALUES = (
    "Nora Whitfield",
    "nora.whitfield@brightleaf.io",
    "Juniper-Lantern-58",
    "林晓岚",
    "+1 503-555-0142",
)
SAID = (
    "My name is Nora Whitfield, write to nora.whitfield@brightleaf.io.\r\n"
    "\n"
    "The wifi password is Juniper-Lantern-58, my phone number is +1 503-555-0142.\n"
    "你好，我叫林晓岚。\n"
    "Is nora.whitfield@brightleaf.io right?"
).encode()


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with Loopback() as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.base_url)
        yield running


def test_nothing_private_leaves_and_answers_come_back_restored(run, server):
    """Over a whole session no recorded byte, headers included, holds a value."""
    done = run("chat", "--model", "openai:gpt-4.1", stdin=SAID)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "out  My name is <REAL_NAME_1>, write to <EMAIL_1>.",
        "ai   I hold Nora Whitfield and nora.whitfield@brightleaf.io, no more.",
        "out  The wifi password is <PASSWORD_1>, my phone number is <PHONE_NUMBER_1>.",
        "ai   I hold Juniper-Lantern-58 and +1 503-555-0142, no more.",
        "out  你好，我叫<REAL_NAME_2>。",
        "ai   I hold 林晓岚, no more.",
        "out  Is <EMAIL_1> right?",
        "ai   I hold nora.whitfield@brightleaf.io, no more.",
    ]
    assert len(server.received) == 4
    assert {record.path for record in server.received} == {"/v1/chat/completions"}
    server.assert_clean((*VALUES, "Nora", "Whitfield", "503-555", "Lantern", "晓岚"), fragment=6)
    assert server.leaks([KEY]) == [(0, "POST /v1/chat/completions headers")]  # what is sent is seen


def test_the_model_reads_the_contract_and_the_history_in_placeholders(run, server):
    """Every request opens with the contract; earlier turns are as they left and came."""
    run("chat", "--model", "openai:gpt-4.1", stdin=SAID)
    assert [
        [(message["role"], message["content"]) for message in body["messages"]]
        for body in server.requests()[:2]
    ] == [
        [("system", CONTRACT), ("user", "My name is <REAL_NAME_1>, write to <EMAIL_1>.")],
        [
            ("system", CONTRACT),
            ("user", "My name is <REAL_NAME_1>, write to <EMAIL_1>."),
            ("assistant", "I hold <REAL_NAME_1> and <EMAIL_1>, no more."),
            ("user", "The wifi password is <PASSWORD_1>, my phone number is <PHONE_NUMBER_1>."),
        ],
    ]
    assert all(body["stream"] for body in server.requests())


@pytest.mark.parametrize("fault", [401, 429, 500, "broken"])
def test_a_failing_server_is_one_line(run, server, fault):
    """An error of the server ends the chat with one line that quotes neither side."""
    server.fault = Fault(fault, f"{KEY} <EMAIL_1> canary-of-the-server")
    done = run("chat", "--quiet", "--model", "openai:gpt-4.1", stdin=SAID)
    _is_one_line(done)
    assert len(server.received) == 1


def test_a_closed_port_is_one_line(run, server, monkeypatch):
    """Nobody listening is reported as any other failure of the model."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{port}/v1")
    _is_one_line(run("chat", "--quiet", "--model", "openai:gpt-4.1", stdin=SAID))


def _is_one_line(done):
    assert done.code == 1
    lines = done.err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("memprivacy: the model did not answer (")
    assert lines[0].endswith("check the network and the API key")
    for value in (*VALUES, KEY, "canary"):
        assert value not in done.err + done.out


def test_no_key_is_one_line_and_asks_nobody(run, server, monkeypatch):
    """Without an API key the chat ends before anything is sent."""
    monkeypatch.delenv("OPENAI_API_KEY")
    done = run("chat", "--model", "openai:gpt-4.1", stdin=SAID)
    assert (done.code, server.received, done.out) == (1, [], "")
    assert (
        done.err
        == "memprivacy: cannot set up this model (OpenAIError); check its name and its API key\n"
    )


def test_an_unknown_provider_is_one_line(run):
    """A provider that LangChain does not know is named by its error only."""
    done = run("chat", "--model", "canary-provider:canary-model", stdin=SAID)
    assert done.code == 1
    assert (
        done.err
        == "memprivacy: cannot set up this model (ValueError); check its name and its API key\n"
    )


def test_a_missing_provider_package_is_named(run):
    """A known provider whose package is not installed says what to install."""
    done = run("chat", "--model", "mistralai:some-model", stdin=SAID)
    assert done.code == 1
    assert (
        done.err
        == "memprivacy: this model needs another package: pip install langchain-mistralai\n"
    )


def test_in_a_process_of_its_own(spawn, server):
    """The session works the same as a real command."""
    done = spawn("chat", "--quiet", "--model", "openai:gpt-4.1", stdin=SAID)
    assert done.code == 0
    assert (
        done.out.splitlines()[0]
        == "ai   I hold Nora Whitfield and nora.whitfield@brightleaf.io, no more."
    )
    assert [
        line
        for line in done.err.splitlines()
        if not line.startswith("memprivacy: new vault key in ")
    ] == []
