"""What the faces cost an agent that sends its whole history with each turn."""

from __future__ import annotations

import statistics
import time

import pytest
from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langgraph.checkpoint.memory import InMemorySaver

from langchain_memprivacy import (
    MemPrivacy,
    PrivacyMiddleware,
    PrivacyToolMiddleware,
    SQLiteVault,
    protect,
)
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
        goal("restore 400 messages of an agent", median(show), 10, "ms", "processor")


class Model(FakeListChatModel):
    """Answers at once, so that what is left is the agent."""

    def bind_tools(self, tools, **kwargs):
        return self


def agents(privacy, boundary, **kwargs):
    """The same agent without and with a boundary."""
    model = Model(responses=["Fine, <EMAIL_1>."])
    bare = create_agent(model, [], **kwargs)
    if boundary == "model":
        return bare, create_agent(model, [], middleware=[PrivacyMiddleware(privacy)], **kwargs)
    agent = create_agent(model, [], middleware=[PrivacyToolMiddleware(privacy)], **kwargs)
    return bare, protect(agent, privacy)


def spent(call, rounds):
    """Median processor time of a call, in seconds."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        call()
        times.append(time.process_time() - begun)
    return statistics.median(times)


@pytest.mark.parametrize("boundary", ["model", "graph"])
def test_a_call_of_an_agent_with_its_history(benchmark, goal, enabled, tmp_path, boundary):
    """One model call over 400 messages, beyond the same call without the plugin."""
    rounds = 30 if enabled else 1
    with SQLiteVault(tmp_path / "vault.db", key=tmp_path / "key") as vault:
        privacy = MemPrivacy(vault=vault)
        if boundary == "model":  # the caller has the history
            bare, agent = agents(privacy, boundary)

            def call(which):
                return which.invoke({"messages": HISTORY})

        else:  # the checkpointer has it, in placeholders
            bare, agent = agents(privacy, boundary, checkpointer=InMemorySaver())
            hidden = Walker(Desensitize(privacy, "local")).messages(HISTORY)
            config = {"configurable": {"thread_id": "t"}}
            for which, messages in ((bare, HISTORY), (agent.inner, hidden)):
                which.update_state(config, {"messages": messages})
            start = bare.get_state(config).config, agent.inner.get_state(config).config

            def call(which):
                begin = start[which is agent]
                return which.invoke({"messages": [("user", "And now?")]}, begin)

        assert call(agent)["messages"][-1].text.startswith("Fine, guest0.moor@")
        without = spent(lambda: call(bare), rounds)
        benchmark.pedantic(call, (agent,), rounds=rounds, warmup_rounds=2)
        measured = float(benchmark.stats.stats.median) - without if enabled else 0.0
        goal(f"an agent's call, 400 messages, {boundary} boundary", measured, 10, "ms", "processor")
