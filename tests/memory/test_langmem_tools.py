"""LangMem's tools behind the boundary: alone, in agents, and its searcher."""

from __future__ import annotations

import json
import re

import pytest
from langchain.agents import create_agent
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import StructuredTool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from memory.langmem_world import MAIL, PHONE, SECOND, World, call, config, langmem
from memory.people import done
from pydantic import BaseModel, Field, ValidationError

from langchain_memprivacy import PrivacyMiddleware, PrivacyToolMiddleware, protect
from langchain_memprivacy.integrations.store import PrivacyStore
from langchain_memprivacy.testing.loopback import assert_clean

BOTH = pytest.mark.parametrize("name", ["invoke", "ainvoke"])
PLACE = ("memories", "{user_id}")
WHERE = config(user_id="u-17", thread_id="t-1")
UUID = re.compile(r"[0-9a-f-]{36}")


@pytest.fixture
def world():
    """A world that fails at its end where something got out."""
    with World() as made:
        yield made


def tools(world, store=None, **settings):
    """Both tools, protected."""
    manage = langmem.create_manage_memory_tool(PLACE, store=store, **settings)
    search = langmem.create_search_memory_tool(PLACE, store=store)
    return world.protect(manage), world.protect(search)


@BOTH
async def test_memories_are_made_changed_found_and_deleted(world, name):
    """Called alone, with raw arguments: rows and traces hold placeholders, answers are raw."""
    manage, search = (getattr(tool, name) for tool in tools(world, world.store))
    where = config(user_id=PHONE)
    said = await done(manage({"content": f"Mail {MAIL}"}, where))
    id_ = UUID.search(said)[0]
    assert said == f"created memory {id_}"
    assert "Mail <EMAIL_1>" in world.rows
    (found,) = json.loads(await done(search({"query": MAIL}, where)))
    assert (found["key"], found["value"]) == (id_, {"content": f"Mail {MAIL}"})
    assert found["namespace"] == ["memories", PHONE]
    await done(manage({"content": f"Mail {SECOND}", "action": "update", "id": id_}, where))
    asked = {"query": "mail", "filter": {"content": f"Mail {SECOND}"}}
    assert [item["key"] for item in json.loads(await done(search(asked, where)))] == [id_]
    assert await done(manage({"action": "delete", "id": id_}, where)) == f"Deleted memory {id_}"
    assert json.loads(await done(search({"query": "mail"}, where))) == []


def test_calls_of_a_model(world):
    """What a model calls is answered with a message, artifacts included, raw."""
    search = world.protect(
        langmem.create_search_memory_tool(
            PLACE, store=world.store, response_format="content_and_artifact"
        )
    )
    store = PrivacyStore(world.store, world.privacy)
    store.put(("memories", "u-17"), "one", {"content": f"Mail {MAIL}"})
    asked = {"type": "tool_call", "name": "search_memory", "args": {"query": "x"}, "id": "call-1"}
    message = search.invoke(asked, WHERE)
    assert isinstance(message, ToolMessage)
    assert (message.tool_call_id, message.name) == ("call-1", "search_memory")
    assert MAIL in message.content
    (item,) = message.artifact
    assert item.value == {"content": f"Mail {MAIL}"}
    assert search.run({"query": "x"}, config=WHERE, tool_call_id="call-2").tool_call_id == "call-2"


class Contact(BaseModel):
    """How to reach somebody."""

    mail: str = Field(pattern=r"^[^<>@\s]+@[^<>@\s]+$")
    age: int | None = None


@BOTH
async def test_a_tool_with_a_schema(world, name):
    """Its schema lets placeholders stand anywhere, and is checked on the device."""
    manage, search = tools(world, world.store, schema=Contact)
    assert "pattern" not in manage.args_schema["$defs"]["Contact"]["properties"]["mail"]
    await done(getattr(manage, name)({"content": {"mail": MAIL}}, WHERE))
    (row,) = world.store.search(("memories", "u-17"))
    assert row.value["content"] == {"mail": "<EMAIL_1>", "age": None}
    (found,) = json.loads(search.invoke({"query": "x"}, WHERE))
    assert found["value"]["content"] == {"mail": MAIL, "age": None}
    with pytest.raises(ValidationError) as raised:
        await done(getattr(manage, name)({"content": {"mail": PHONE}}, WHERE))
    assert_clean(repr(raised.value).encode(), [PHONE], 6)


def test_it_looks_like_langmems_own(world):
    """Name, description and the rest are as they were made."""
    inner = langmem.create_manage_memory_tool(PLACE, name="keep", instructions="Keep it.")
    tool = world.protect(inner)
    assert (tool.name, tool.description) == ("keep", inner.description)
    assert set(tool.args) == set(inner.args)
    assert world.protect(tool) is tool
    tools(world, world.store)[0].invoke({"content": "tea"}, WHERE)


def agent_script(asked):
    """Keep what the user says, look it up, and say it."""
    last = asked["messages"][-1]
    if last["role"] == "user":
        return call("manage_memory", content=last["content"])
    if "created memory" in last["content"]:
        return call("search_memory", query="mail")
    return f"I keep: {json.loads(last['content'])[0]['value']['content']}"


@BOTH
@pytest.mark.parametrize("protected_tools", [True, False])
async def test_an_agent_behind_the_graph_boundary(world, name, protected_tools):
    """The tools work with the store of the graph; the user reads raw values."""
    world.says(agent_script)
    agent = create_agent(
        world.model,
        list(tools(world)),
        middleware=[PrivacyToolMiddleware(world.privacy)] if protected_tools else [],
        store=PrivacyStore(world.store, world.privacy),
        checkpointer=InMemorySaver(),
    )
    run = getattr(protect(agent, world.privacy), name)
    result = await done(run({"messages": [("user", f"My mail is {MAIL}")]}, WHERE))
    assert result["messages"][-1].text == f"I keep: My mail is {MAIL}"
    assert "My mail is <EMAIL_1>" in world.rows
    (item,) = PrivacyStore(world.store, world.privacy).search(("memories", "u-17"))
    assert item.value["content"] == f"My mail is {MAIL}"


async def test_an_agent_with_a_bare_store(world):
    """A store that is not protected is, for these tools, and so is one that they were made with."""
    world.says(agent_script)
    for store, graph_store in ((None, world.store), (world.store, None)):
        agent = create_agent(world.model, list(tools(world, store)), store=graph_store)
        said = {"messages": [("user", f"My mail is {MAIL}")]}
        result = await protect(agent, world.privacy).ainvoke(said, WHERE)
        assert result["messages"][-1].text == f"I keep: My mail is {MAIL}"


def test_an_agent_with_a_model_boundary():
    """State is raw there; the model and the store see placeholders all the same."""
    with World() as world:
        world.says(agent_script)
        middleware = [PrivacyMiddleware(world.privacy)]
        agent = create_agent(world.model, list(tools(world, world.store)), middleware=middleware)
        from langsmith import tracing_context

        with tracing_context(enabled=False):  # raw in this mode, which says so
            result = agent.invoke({"messages": [("user", f"My mail is {MAIL}")]}, WHERE)
        assert result["messages"][-1].text == f"I keep: My mail is {MAIL}"
        tools(world, world.store)[1].invoke({"query": "tea"}, WHERE)


@BOTH
async def test_the_searcher(world, name):
    """Memories that a model looks for come back raw, from the store of the graph."""
    searcher = world.protect(langmem.create_memory_searcher(world.model, namespace=PLACE))
    PrivacyStore(world.store, world.privacy).put(
        ("memories", "u-17"), "one", {"content": f"Mail {MAIL}"}
    )
    world.says(call("search_memory", query="<EMAIL_1>"))
    found = []

    async def node(state):
        found.extend(await done(getattr(searcher, name)({"messages": state["messages"]})))

    graph = StateGraph(MessagesState).add_node("look", node).add_edge(START, "look")
    from langsmith import tracing_context

    with tracing_context(enabled=False):
        await graph.compile(store=world.store).ainvoke(
            {"messages": [HumanMessage(f"What is {MAIL}?")]}, WHERE
        )
    (item,) = found
    assert (item.key, item.value) == ("one", {"content": f"Mail {MAIL}"})
    tools(world, world.store)[1].invoke({"query": "tea"}, WHERE)


def test_a_tool_that_is_made_otherwise_is_refused(world):
    """Where the store of a tool cannot be found it is not guessed."""
    inner = langmem.create_manage_memory_tool(PLACE, store=world.store)

    def manage_memory(content: str) -> str:
        return content

    manage_memory.__module__ = inner.func.__module__
    other = StructuredTool.from_function(manage_memory, description="x")
    with pytest.raises(TypeError, match="does not show the tool's store"):
        world.protect(other)
    tools(world, world.store)[1].invoke({"query": "tea"}, WHERE)
