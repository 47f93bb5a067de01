"""LangGraph and LangChain hand the protected store out wherever they hand out a store."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from langchain.agents import create_agent
from langchain.tools import InjectedStore, ToolRuntime
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph.config import get_store
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.store.base import BaseStore
from langgraph.store.memory import InMemoryStore
from memory.store_world import MAIL, PHONE, assert_hidden, engine, kept

from langchain_memprivacy import PrivacyMiddleware, PrivacyToolMiddleware, protect
from langchain_memprivacy.integrations.store import PrivacyStore
from langchain_memprivacy.testing.loopback import Loopback, Reply, ToolCall

HOME = ("contacts", PHONE)


@tool
def by_store(mail: str, store: Annotated[Any, InjectedStore()]) -> str:
    """Note a mail address."""
    assert type(store) is PrivacyStore
    store.put(HOME, "by store", {"mail": mail})
    return f"noted {store.get(HOME, 'by store').value['mail']}"


@tool
def by_runtime(mail: str, runtime: ToolRuntime) -> str:
    """Note a mail address."""
    assert type(runtime.store) is PrivacyStore
    runtime.store.put(HOME, "by runtime", {"mail": mail})
    return f"noted {runtime.store.get(HOME, 'by runtime').value['mail']}"


@tool
async def by_await(mail: str, runtime: ToolRuntime) -> str:
    """Note a mail address."""
    await runtime.store.aput(HOME, "by await", {"mail": mail})
    return f"noted {(await runtime.store.aget(HOME, 'by await')).value['mail']}"


@pytest.mark.parametrize("boundary", ["model", "graph"])
@pytest.mark.parametrize("name", ["by_store", "by_runtime", "by_await"])
async def test_tools_of_an_agent(boundary, name):
    """Tools work with real values; the model and the store see placeholders."""
    called = Reply(tool_calls=[ToolCall(name, {"mail": "<EMAIL_1>"})])
    with Loopback([called, "Noted <EMAIL_1>."]) as cloud:
        privacy = engine(lambda config: config["configurable"]["user"])
        inner = InMemoryStore()
        store = PrivacyStore(inner, privacy)
        model = ChatOpenAI(model="m", base_url=cloud.base_url, api_key="made-up", max_retries=0)
        tools = [by_store, by_runtime, by_await]
        if boundary == "model":
            agent: Any = create_agent(
                model, tools, middleware=[PrivacyMiddleware(privacy)], store=store
            )
        else:
            agent = create_agent(
                model, tools, middleware=[PrivacyToolMiddleware(privacy)], store=store
            )
            agent = protect(agent, privacy)
        config = {"configurable": {"user": "u1"}}
        asked = {"messages": [("user", f"Note {MAIL}")]}
        if name == "by_await":
            said = await agent.ainvoke(asked, config)
        else:
            said = agent.invoke(asked, config)
        assert said["messages"][-1].text == f"Noted {MAIL}."
        assert said["messages"][-2].text == f"noted {MAIL}"
        assert_hidden({"wire": cloud.wire, **kept(None, "memory", inner)}, [MAIL, PHONE])
        (item,) = PrivacyStore(inner, privacy, scope="u1").search(HOME)
        assert item.value == {"mail": MAIL}


def graph(seen):
    """A graph whose nodes keep what they are told."""

    def node(state: MessagesState, *, store: BaseStore) -> dict[str, Any]:
        text = state["messages"][-1].text
        store.put(("m",), "by argument", {"text": text})
        get_store().put(("m",), "by call", {"text": text})
        seen.extend(item.value["text"] for item in store.search(("m",)))
        return {}

    builder = StateGraph(MessagesState)
    builder.add_node("node", node)
    builder.add_edge(START, "node")
    return builder


def anode(seen):
    """The same, asynchronous."""

    async def node(state: MessagesState, *, store: BaseStore) -> dict[str, Any]:
        text = state["messages"][-1].text
        await store.aput(("m",), "by argument", {"text": text})
        await get_store().aput(("m",), "by call", {"text": text})
        found = await store.asearch(("m",))
        seen.extend(item.value["text"] for item in found)
        return {}

    builder = StateGraph(MessagesState)
    builder.add_node("node", node)
    builder.add_edge(START, "node")
    return builder


@pytest.mark.parametrize("boundary", ["none", "graph"])
@pytest.mark.parametrize("way", ["sync", "async"])
async def test_nodes_of_a_graph(boundary, way):
    """By argument and by call; inside of a graph boundary nodes see placeholders."""
    privacy = engine(lambda config: config["configurable"]["user"])
    inner, seen = InMemoryStore(), []
    builder = graph(seen) if way == "sync" else anode(seen)
    compiled: Any = builder.compile(store=PrivacyStore(inner, privacy))
    if boundary == "graph":
        compiled = protect(compiled, privacy)
    for user, mail in (("u1", MAIL), ("u2", "ben@brightleaf.io")):
        seen.clear()
        config = {"configurable": {"user": user}}
        asked = {"messages": [("user", f"mail {mail}")]}
        if way == "sync":
            compiled.invoke(asked, config)
        else:
            await compiled.ainvoke(asked, config)
        assert seen == [f"mail {mail}" if boundary == "none" else "mail <EMAIL_1>"] * 2
        assert_hidden(kept(None, "memory", inner), [MAIL, "ben@brightleaf.io"])
    reader = PrivacyStore(inner, privacy, scope="u2")
    assert {item.value["text"] for item in reader.search(("m",))} == {"mail ben@brightleaf.io"}
