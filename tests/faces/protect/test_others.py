"""A boundary in the body of a tool: whose mapping it uses, and what it has of the graph around."""

from __future__ import annotations

import copy
import pickle
import warnings

import pytest
from faces.protect.world import EMAIL, EXTRACTOR, engine, model, saver
from langchain.agents import create_agent
from langchain_core.runnables import RunnableLambda
from langgraph.graph import START, MessagesState, StateGraph

from langchain_memprivacy import MemoryVault, PrivacyToolMiddleware
from langchain_memprivacy.errors import NotCoveredError, ScopeError
from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.integrations.crossing import PASSPORT, Crossing, Passport
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.testing.loopback import Reply, ToolCall

BOB = "bob.stone@quarry.org"
MANY = FixedExtractor({EMAIL: ("Email", "PL2"), BOB: ("Email", "PL2")})
OF_BOB = {"configurable": {"user_id": "bob", "thread_id": "b"}}
OF_ALICE = {"configurable": {"user_id": "alice", "thread_id": "a"}}


def by_user():
    return engine(extractor=MANY, scope=lambda config: config["configurable"]["user_id"])


def alices(cloud, privacy, tool):
    asking = create_agent(model(cloud), [tool], middleware=[PrivacyToolMiddleware(privacy)])
    return protect(asking, privacy)


@pytest.mark.parametrize("thread", [True, False], ids=["own thread", "no thread"])
async def test_an_explicit_config_says_whose_call_it_is(cloud, privacy, thread):
    """An assistant of Bob's asked by Alice's tool works on Bob's mapping, in streams too."""
    privacy = by_user()
    config = {"configurable": {**OF_BOB["configurable"]}}
    if not thread:
        del config["configurable"]["thread_id"]
    bob = protect(create_agent(model(cloud), [], checkpointer=saver() if thread else None), privacy)
    cloud.reply = "hello <EMAIL_1>"
    bob.invoke({"messages": [("user", f"I am {BOB}")]}, config)

    def tell_bob(said: str) -> str:
        """Tell Bob."""
        answers = [bob.invoke({"messages": [("user", said)]}, config)["messages"][-1].text]
        parts = bob.stream({"messages": [("user", "x")]}, config, stream_mode="values")
        answers.append(list(parts)[-1]["messages"][-1].text)
        return " ".join(answers)

    alice = alices(cloud, privacy, tell_bob)
    asked = {"messages": [("user", f"I am {EMAIL}")]}
    call = Reply(tool_calls=[ToolCall("tell_bob", {"said": "write to <EMAIL_1>"})])
    script = [call, "it is <EMAIL_1>", "it is <EMAIL_1>", "done <EMAIL_1>"]
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        cloud.clear()
        cloud.reply = script
        said = alice.invoke(asked, OF_ALICE)["messages"]
        assert said[2].text == f"it is {BOB} it is {BOB}"
        assert said[-1].text == f"done {EMAIL}"
        cloud.clear()
        cloud.reply = script
        parts = alice.stream(asked, OF_ALICE, stream_mode="messages", subgraphs=True)
        shown = [m.text for _, (m, _) in parts if m.type == "AIMessageChunk"]
        assert "".join(shown) == f"done {EMAIL}"
    if thread:
        kept = [m.text for m in bob.get_state(config).values["messages"]]
        assert kept[:3] == [f"I am {BOB}", f"hello {BOB}", f"write to {EMAIL}"]


def test_another_engine_uses_its_own_scope_in_a_tool(cloud, privacy):
    """Two engines with a fixed scope each do not take the one's placeholders for the other's."""
    desk = engine(extractor=MANY, scope="desk")
    desk.desensitize(BOB)
    chat = protect(model(cloud), desk)
    cloud.reply = [
        Reply(tool_calls=[ToolCall("ask_desk", {"said": "who?"})]),
        "on duty: <EMAIL_1>",
        "done",
    ]

    def ask_desk(said: str) -> str:
        """Ask."""
        return chat.invoke(said).text

    found = alices(cloud, privacy, ask_desk).invoke({"messages": [("user", EMAIL)]})
    assert found["messages"][2].text == f"on duty: {BOB}"


async def test_another_engine_sees_nothing_of_the_graph_around(cloud, privacy):
    """Streams, async calls and state of another user's boundary are not the tool's graph's."""
    privacy, seen = by_user(), []
    bob = protect(RunnableLambda(lambda text: seen.append(text) or text), privacy)

    async def tell_bob(said: str) -> str:
        """Tell Bob."""
        answer = await bob.ainvoke(said, OF_BOB)
        async for piece in bob.astream(said, OF_BOB):
            answer += piece
        return answer + "".join(bob.stream(said, OF_BOB))

    cloud.reply = [Reply(tool_calls=[ToolCall("tell_bob", {"said": "<EMAIL_1>"})]), "done"]
    privacy.desensitize(BOB, "bob")
    asked = {"messages": [("user", EMAIL)]}
    found = await alices(cloud, privacy, tell_bob).ainvoke(asked, OF_ALICE)
    assert found["messages"][2].text == EMAIL * 3
    assert set(seen) == {"<EMAIL_2>"}


def test_without_a_config_a_call_in_a_tool_is_its_users(cloud, privacy):
    """A config with nothing but a thread names nobody, and the tool's user is meant."""
    privacy, seen = by_user(), []

    def helper(said: str) -> str:
        """Help."""
        seen.append(Crossing.of(privacy).scope)
        seen.append(Crossing.of(privacy, {"configurable": {"thread_id": "x"}}).scope)
        return said

    cloud.reply = [Reply(tool_calls=[ToolCall("helper", {"said": "<EMAIL_1>"})]), "done"]
    alices(cloud, privacy, helper).invoke({"messages": [("user", EMAIL)]}, OF_ALICE)
    assert seen == ["alice", "alice"]


def test_a_scope_in_the_metadata_is_not_read_as_a_placeholder(cloud, privacy):
    """In a tool metadata hold placeholders: the same engine knows whom they mean, another asks."""

    def of(config):
        return config["metadata"]["mail"]

    privacy, other, seen = engine(scope=of), engine(scope=of), []

    def helper(said: str) -> str:
        """Help."""
        seen.append(Crossing.of(privacy).scope)
        with pytest.raises(ScopeError, match="configurable"):
            Crossing.of(other)
        return said

    cloud.reply = [Reply(tool_calls=[ToolCall("helper", {"said": "x"})]), "done"]
    alices(cloud, privacy, helper).invoke(
        {"messages": [("user", "x")]}, {"metadata": {"mail": EMAIL}}
    )
    assert seen == [EMAIL]


@pytest.mark.parametrize("face", ["protect", "PrivacyChatModel"])
def test_one_engine_in_another_is_refused(cloud, privacy, face):
    """What is placeholders for one engine would be strange text for the other."""
    other = engine(vault=MemoryVault())
    inner = (
        protect(model(cloud), other)
        if face == "protect"
        else PrivacyChatModel(inner=model(cloud), privacy=other)
    )

    def think(state):
        return {"messages": [inner.invoke(state["messages"])]}

    built = StateGraph(MessagesState).add_node("think", think).add_edge(START, "think").compile()
    with pytest.raises(NotCoveredError, match="another engine"):
        protect(built, privacy).invoke({"messages": [("user", EMAIL)]})
    assert cloud.received == []


def test_a_passport_stays_in_its_process():
    """Its engine and scope are not shown, copied or serialised."""
    passport = Passport("nora", engine(extractor=EXTRACTOR))
    assert repr({PASSPORT: passport}) == f"{{'{PASSPORT}': Passport()}}"
    assert copy.deepcopy(passport) is passport
    with pytest.raises(NotCoveredError):
        pickle.dumps(passport)
