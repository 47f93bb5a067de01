"""What the walker costs an agent that sends its whole history with each turn."""

from __future__ import annotations

import time

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from langchain_memprivacy import MemPrivacy, SQLiteVault
from langchain_memprivacy.messages import Desensitize, Restore, Walker

pytestmark = pytest.mark.benchmark(timer=time.process_time)


def metadata(i):
    """What an OpenAI model reports with each answer."""
    return {
        "token_usage": {
            "completion_tokens": 19 + i,
            "prompt_tokens": 1082 + i,
            "total_tokens": 1101 + 2 * i,
            "completion_tokens_details": {"audio_tokens": 0, "reasoning_tokens": 0},
            "prompt_tokens_details": {"audio_tokens": 0, "cached_tokens": 0},
        },
        "model_provider": "openai",
        "model_name": "gpt-4.1-mini-2026-04-14",
        "system_fingerprint": "fp_6f2eabb9a5",
        "id": f"chatcmpl-{i:030d}",
        "service_tier": "default",
        "finish_reason": "stop",
        "logprobs": None,
    }


def turn(i):
    """A question, a call of a tool, its result, an answer."""
    guest = f"guest{i % 60}.moor@brightleaf.io"
    usage = {"input_tokens": 1082 + i, "output_tokens": 19, "total_tokens": 1101 + i}
    call = {"name": "send_mail", "args": {"to": guest, "table": i % 9}, "id": f"call_{i:024d}"}
    common = {
        "response_metadata": metadata(i),
        "usage_metadata": usage,
        "additional_kwargs": {"refusal": None},
    }
    return [
        HumanMessage(f"Message {i}: please write to {guest}, and call +1 303-555-01{i % 90 + 10}."),
        AIMessage("", id=f"run--{i}", tool_calls=[call], **common),
        ToolMessage(f"Sent to {guest}.", tool_call_id=f"call_{i:024d}", name="send_mail"),
        AIMessage(f"Done: {guest} knows about table {i % 9}.", id=f"run--{i}-b", **common),
    ]


HISTORY = [message for i in range(100) for message in turn(i)]


def test_walk_a_known_history(median, goal, tmp_path):
    """Messages with calls and metadata, all of them known."""
    with SQLiteVault(tmp_path / "vault.db", key=tmp_path / "key") as vault:
        privacy = MemPrivacy(vault=vault)

        def send():
            return Walker(Desensitize(privacy, "local")).messages(HISTORY)

        first = send()
        assert "brightleaf" not in repr(first)
        assert send() == first
        goal("desensitize 400 known messages of an agent", median(send), 10, "ms", "processor")


def test_restore_a_history(median, goal, tmp_path):
    """The same on the way back."""
    with SQLiteVault(tmp_path / "vault.db", key=tmp_path / "key") as vault:
        privacy = MemPrivacy(vault=vault)
        hidden = Walker(Desensitize(privacy, "local")).messages(HISTORY)

        def show():
            return Walker(Restore(privacy, "local")).messages(hidden)

        assert show() == HISTORY
        goal("restore 400 messages of an agent", median(show), 25, "ms", "processor")
