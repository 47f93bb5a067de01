"""Where a protected memory is called from: graphs, agents, tools' bodies; and where rows lie."""

from __future__ import annotations

import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.func import entrypoint
from langgraph.graph import START, MessagesState, StateGraph
from memory.langmem_world import (
    MAIL,
    PHONE,
    SAID,
    SECOND,
    World,
    call,
    config,
    engine,
    langmem,
    protect_memory,
)  # fmt: skip
from memory.people import done
from pydantic import BaseModel, Field

from langchain_memprivacy import PrivacyToolMiddleware, protect
from langchain_memprivacy.integrations.store import PrivacyStore
from langchain_memprivacy.testing.loopback import assert_clean

BOTH = pytest.mark.parametrize("name", ["invoke", "ainvoke"])


class Contact(BaseModel):
    """How to reach somebody."""

    mail: str = Field(pattern=r"^[^<>@\s]+@[^<>@\s]+$")


@pytest.fixture
def world():
    """A world that fails at its end where something got out."""
    with World() as made:
        yield made


@BOTH
async def test_in_a_graph_behind_the_boundary(world, name):
    """Nothing is restored there; state, checkpoints and traces hold placeholders, the user reads."""
    manager = world.protect(
        langmem.create_memory_store_manager(
            world.model, schemas=[Contact], namespace=("m", "{user_id}")
        )
    )
    world.says(call("Contact", mail="<EMAIL_1>"))
    inside = []

    async def remember(state):
        (put,) = await done(getattr(manager, name)({"messages": state["messages"]}))
        inside.append(put)
        (item,) = manager.search()
        inside.append(item.value)
        return {"messages": [AIMessage(f"I keep {item.value.mail}")]}

    saver = InMemorySaver()
    graph = StateGraph(MessagesState).add_node("r", remember).add_edge(START, "r")
    graph = protect(graph.compile(store=world.store, checkpointer=saver), world.privacy)
    result = await graph.ainvoke({"messages": SAID}, config(user_id="u-1", thread_id="t"))
    assert result["messages"][-1].text == f"I keep {MAIL}"
    assert inside[0]["value"]["content"] == {"mail": "<EMAIL_1>"}
    assert inside[1] == Contact.model_construct(mail="<EMAIL_1>")
    assert_clean(repr((saver.storage, saver.blobs, saver.writes, inside)).encode(), [MAIL], 6)


async def test_in_the_body_of_a_tool(world):
    """There the manager is raw at its door, and all else as anywhere."""
    manager = world.protect(
        langmem.create_memory_store_manager(world.model, namespace=("m",), store=world.store)
    )
    got = []

    def remember(text: str) -> str:
        """Remember a text."""
        (put,) = manager.invoke({"messages": [("user", text)]})
        got.append(put["value"]["content"]["content"])
        return f"kept: {got[-1]}"

    def script(asked):
        names = {tool["function"]["name"] for tool in asked.get("tools", [])}
        if "Memory" in names:
            return call("Memory", content="Mail <EMAIL_1>")
        last = asked["messages"][-1]
        return last["content"] if last["role"] == "tool" else call("remember", text=last["content"])

    world.says(script)
    middleware = [PrivacyToolMiddleware(world.privacy)]
    agent = protect(create_agent(world.model, [remember], middleware=middleware), world.privacy)
    result = await agent.ainvoke({"messages": [("user", f"My mail is {MAIL}")]}, config())
    assert got == [f"Mail {MAIL}"]
    assert result["messages"][-1].text == f"kept: Mail {MAIL}"


async def test_in_an_entrypoint(world):
    """As LangMem's documentation has it: the store and the user are those of the workflow."""
    manager = world.protect(
        langmem.create_memory_store_manager(world.model, namespace=("m", "{user_id}"))
    )
    world.says(call("Memory", content="Mail <EMAIL_1>"))

    @entrypoint(store=PrivacyStore(world.store, world.privacy))
    async def workflow(said: str):
        await manager.ainvoke({"messages": [("user", said)]})
        return [item.value.content for item in await manager.asearch(query="mail")]

    from langsmith import tracing_context

    with tracing_context(enabled=False):  # the workflow is raw
        found = await workflow.ainvoke(f"My mail is {MAIL}", config(user_id=PHONE))
    assert found == [f"Mail {MAIL}"]
    assert [i.value.content for i in manager.search(config=config(user_id=PHONE))] == found
    world.protect(langmem.create_memory_manager(world.model)).invoke({"messages": SAID})


def test_no_store_at_all(world):
    """Outside of a graph a manager without a store says so."""
    manager = world.protect(langmem.create_memory_store_manager(world.model, namespace=("m",)))
    with pytest.raises(ValueError, match="store"):
        manager.invoke({"messages": SAID})
    world.protect(langmem.create_memory_manager(world.model)).invoke({"messages": SAID})


@BOTH
async def test_streams_yield_the_result(world, name):
    """Streamed or not, a memory comes whole."""
    manager = world.protect(langmem.create_memory_manager(world.model, schemas=[Contact]))
    world.says(call("Contact", mail="<EMAIL_1>"))
    if name == "invoke":
        pieces = list(manager.stream({"messages": SAID}))
    else:
        pieces = [piece async for piece in manager.astream({"messages": SAID})]
    ((found,),) = pieces
    assert found.content == Contact(mail=MAIL)


async def test_rows_of_nobody(world):
    """Placeholders that were written beside the boundary are not taken for the reader's own."""
    assert world.privacy.desensitize(MAIL) == "<EMAIL_1>"
    world.store.put(("m",), "x", {"kind": "Memory", "content": {"content": "at <EMAIL_1>"}})
    manager = world.protect(
        langmem.create_memory_store_manager(world.model, namespace=("m",), store=world.store)
    )
    assert MAIL not in manager.get("x", config=config()).value.content
    (item,) = await manager.asearch(config=config())
    assert MAIL not in item.value.content
    manager.invoke({"messages": [("user", "hi")]}, config())


@BOTH
async def test_two_users_with_one_number(name):
    """One engine, one namespace: what is the same for both is no bridge between them."""
    privacy = engine(scope=lambda where: where["configurable"]["who"])
    with World(privacy) as world:
        manager = world.protect(
            langmem.create_memory_store_manager(
                world.model, store=world.store, namespace=("calls", "{phone}")
            )
        )
        for who, mail in (("ann", MAIL), ("bo", SECOND)):
            world.says(call("Memory", content="Phone <PHONE_NUMBER_1>, mail <EMAIL_1>"))
            said = {"messages": [("user", f"Call {PHONE} or mail {mail}")]}
            (put,) = await done(getattr(manager, name)(said, config(who=who, phone=PHONE)))
            assert put["namespace"] == ("calls", PHONE)
            assert put["value"]["content"]["content"] == f"Phone {PHONE}, mail {mail}"
        for who, mail in (("ann", MAIL), ("bo", SECOND)):
            (item,) = manager.search(config=config(who=who, phone=PHONE))
            assert item.value.content == f"Phone {PHONE}, mail {mail}"
        assert len(world.store.list_namespaces(prefix=("calls",))) == 2


async def test_two_devices_of_one_user(world):
    """Their vaults know nothing of each other: rows of one are no riddle with the other's values."""
    tablet = engine()
    plain = langmem.create_memory_store_manager(
        world.model, store=world.store, namespace=("memories", "u-7")
    )
    here, there = world.protect(plain), protect_memory(plain, tablet)
    for manager, mail in ((here, MAIL), (there, SECOND)):
        world.says(call("Memory", content="mail <EMAIL_1>"))
        await manager.ainvoke({"messages": [("user", f"Mail {mail}")]}, config())
    for manager, own, other in ((here, MAIL, SECOND), (there, SECOND, MAIL)):
        texts = [item.value.content for item in await manager.asearch(config=config())]
        assert f"mail {own}" in texts
        assert other not in str(texts)
        assert sum("<EMAIL_1_~" in text for text in texts) == 1
