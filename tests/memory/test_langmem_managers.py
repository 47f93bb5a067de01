"""LangMem's managers behind the boundary: raw outside, placeholders wherever they work."""

from __future__ import annotations

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from memory.langmem_world import (
    ALL,
    MAIL,
    PHONE,
    SAID,
    SECOND,
    World,
    call,
    config,
    engine,
    langmem,
    patch,
    protect_memory,
    remove,
)  # fmt: skip
from memory.people import done
from pydantic import BaseModel

from langchain_memprivacy import ScopeError
from langchain_memprivacy.integrations.store import PrivacyStore

BOTH = pytest.mark.parametrize("name", ["invoke", "ainvoke"])
WHERE = config(user_id="u-17")


@pytest.fixture
def world():
    """A world that fails at its end where something got out."""
    with World() as made:
        yield made


def store_manager(world, **settings):
    """A protected store manager."""
    known = {"store": world.store, "namespace": ("memories", "{user_id}"), "enable_deletes": True}
    return world.protect(langmem.create_memory_store_manager(world.model, **{**known, **settings}))


async def contents(manager, where=WHERE):
    return [item.value.content for item in await manager.asearch(config=where)]


@BOTH
async def test_insert_update_delete(world, name):
    """A memory is made, changed and removed by the model, and read raw by the application."""
    manager = store_manager(world)
    run = getattr(manager, name)
    world.says(call("Memory", content="Reach the user at <EMAIL_1>."))
    (put,) = await done(run({"messages": SAID}, WHERE))
    assert put["value"] == {"kind": "Memory", "content": {"content": f"Reach the user at {MAIL}."}}
    assert put["namespace"] == ("memories", "u-17")
    assert "Reach the user at <EMAIL_1>." in world.rows
    assert await contents(manager) == [f"Reach the user at {MAIL}."]

    world.says(patch("/content", "Reach the user at <EMAIL_2>."))
    said = [HumanMessage(f"My new mail is {SECOND}")]
    (put,) = await done(run({"messages": said}, WHERE))
    assert put["value"]["content"] == {"content": f"Reach the user at {SECOND}."}
    assert await contents(manager) == [f"Reach the user at {SECOND}."]

    world.says(remove)
    assert await done(run({"messages": [HumanMessage("Forget my mail.")]}, WHERE)) == []
    assert await contents(manager) == []


async def test_the_application_and_the_manager_share_a_store(world):
    """What one writes the other reads, both ways, without anything said about it."""
    manager = store_manager(world)
    store = PrivacyStore(world.store, world.privacy)
    place = ("memories", "u-17")
    world.says(call("Memory", content="Mail: <EMAIL_1>"))
    (put,) = await manager.ainvoke({"messages": SAID}, WHERE)
    assert store.get(place, put["key"]).value == put["value"]
    assert manager.store.get(place, put["key"]).value == put["value"]

    value = {"kind": "Memory", "content": {"content": f"Second: {SECOND}"}}
    store.put(place, "second", value)
    assert manager.get("second", config=WHERE).value.content == f"Second: {SECOND}"
    found = manager.search(filter={"content": {"content": f"Second: {SECOND}"}}, config=WHERE)
    assert [item.key for item in found] == ["second"]


async def test_the_managers_own_rows(world):
    """get, put, search and delete are those of LangMem, raw outside, sync and async."""
    manager = store_manager(world)
    value = {"kind": "Memory", "content": {"content": ALL}}
    manager.put("one", value, config=WHERE)
    await manager.aput("two", {"note": MAIL}, config=WHERE)
    assert manager.get("one", config=WHERE).value.content == ALL
    assert (await manager.aget("two", config=WHERE)).value == {"note": MAIL}
    (first, *_) = manager.search(query=f"about {MAIL}", limit=1, config=WHERE)
    assert first.namespace == manager.get_namespace(WHERE) == ("memories", "u-17")
    await manager.adelete("one", config=WHERE)
    manager.delete("two", config=WHERE)
    assert manager.get("one", config=WHERE) is manager.get("two", config=WHERE) is None


@BOTH
async def test_a_namespace_of_a_private_name(world, name):
    """A phone number as user id becomes a pseudonym in rows and traces, and is shown as it is."""
    where = config(user_id=PHONE)
    manager = store_manager(world)
    world.says(call("Memory", content="likes tea"))
    (put,) = await done(getattr(manager, name)({"messages": [("user", "I like tea")]}, where))
    assert put["namespace"] == ("memories", PHONE)
    (item,) = PrivacyStore(world.store, world.privacy).search(("memories", PHONE))
    assert item.namespace == ("memories", PHONE)
    assert [i.key for i in await manager.asearch(config=where)] == [item.key] == [put["key"]]
    assert "PHONE_NUMBER_1_~" in world.rows


@BOTH
async def test_a_query_model(world, name):
    """The model that thinks of queries is told placeholders, and its queries find rows."""
    manager = store_manager(world, query_model=world.model)
    manager.put("old", {"kind": "Memory", "content": {"content": f"Mail {MAIL}"}}, config=WHERE)
    world.says(call("search_memory", query="mail <EMAIL_1>"), patch("/content", "Mail <EMAIL_2>"))
    said = [AIMessage("Hello"), HumanMessage(f"Not {MAIL} any more, {SECOND}")]
    (put,) = await done(getattr(manager, name)({"messages": said}, WHERE))
    assert (put["key"], put["value"]["content"]) == ("old", {"content": f"Mail {SECOND}"})
    assert "<convo>" in str(world.asked()[0])


@BOTH
async def test_phases_and_instructions(world, name):
    """A second phase works on what the first has made; what its instructions say is hidden too."""
    phases = [{"instructions": f"Merge; ask {MAIL} in doubt.", "include_messages": True}]
    manager = store_manager(world, phases=phases, instructions=f"Report to {SECOND}.")
    world.says(call("Memory", content="first <EMAIL_1>"), patch("/content", "merged <EMAIL_1>"))
    puts = await done(getattr(manager, name)({"messages": [("user", f"I am {MAIL}")]}, WHERE))
    assert [put["value"]["content"]["content"] for put in puts] == [f"merged {MAIL}"]
    first, second = (str(asked["messages"]) for asked in world.asked())
    assert "Report to <EMAIL_2>." in first
    assert "ask <EMAIL_1> in doubt" in second


@BOTH
async def test_a_default(world, name):
    """A default is made with the config as the application knows it, and kept in placeholders."""
    asked = []

    def default(where):
        asked.append(where["configurable"]["user_id"])
        return f"Phone of the user: {where['configurable']['user_id']}"

    where = config(user_id=PHONE)
    manager = store_manager(world, default_factory=default)
    (shown,) = await manager.asearch(config=where)
    assert shown.value.content == f"Phone of the user: {PHONE}"
    world.says(patch("/content", "Call <PHONE_NUMBER_1> after six."))
    (put,) = await done(getattr(manager, name)({"messages": [("user", "After six!")]}, where))
    assert (put["key"], put["value"]["content"]["content"]) == (
        "default",
        f"Call {PHONE} after six.",
    )
    assert set(asked) == {PHONE}
    assert "Phone of the user: <PHONE_NUMBER_1>" in str(world.asked())


class Contact(BaseModel):
    """How to reach somebody."""

    mail: str
    note: str = "none"


@BOTH
async def test_a_manager_without_a_store(world, name):
    """Memories that exist come as objects, texts or rows; all come back as they were, or changed."""
    manager = world.protect(langmem.create_memory_manager(world.model, schemas=[Contact]))
    world.says(call("Contact", mail="<EMAIL_1>"))
    (made,) = await done(getattr(manager, name)({"messages": SAID}))
    assert made.content == Contact(mail=MAIL)
    assert type(made.content) is Contact

    world.says(patch("/mail", "<EMAIL_2>"))
    existing = [
        made,
        ("two", Contact(mail=MAIL, note="kept")),
        ("three", "Contact", {"mail": MAIL}),
    ]
    said = {"messages": [("user", f"Now {SECOND}")], "existing": existing}
    results = dict(await done(getattr(manager, name)(said)))
    assert results[made.id] == Contact(mail=SECOND)
    assert results["two"] == Contact(mail=MAIL, note="kept")
    assert results["three"] == {"mail": MAIL}


@BOTH
async def test_memories_that_are_texts(world, name):
    """Existing texts are memories of the first schema, as LangMem has it."""
    manager = world.protect(langmem.create_memory_manager(world.model, enable_deletes=True))
    world.says(patch("/content", "Mail <EMAIL_1>, no calls"))
    said = {"messages": [("user", "No calls")], "existing": [f"Mail {MAIL}"]}
    (found,) = await done(getattr(manager, name)(said))
    assert found.content.content == f"Mail {MAIL}, no calls"


async def test_deletions_are_told(world):
    """What is to be deleted is named by the id that the application gave, private or not."""
    manager = world.protect(langmem.create_memory_manager(world.model, enable_deletes=True))
    world.says(remove)
    said = {"messages": [("user", "Forget it")], "existing": [(MAIL, "Memory", {"content": "x"})]}
    ((id_, found),) = await manager.ainvoke(said)
    assert id_ == found.json_doc_id == MAIL


async def test_it_is_called_as_langmem_is(world):
    """`await manager(messages)`, with memories that exist, and more than one step."""
    manager = world.protect(langmem.create_memory_manager(world.model))
    world.says(call("Memory", content="Mail <EMAIL_1>"))
    (made,) = await manager([("user", MAIL)])
    assert made.content.content == f"Mail {MAIL}"
    again = await manager([("user", "Hi")], existing=[made])
    assert f"Mail {MAIL}" in [m.content.content for m in again]
    world.says(call("Memory", content="Mail <EMAIL_1>"), call("Done"))
    steps = manager.invoke({"messages": [("user", MAIL)], "max_steps": 2})
    assert [m.content.content for m in steps] == [f"Mail {MAIL}"]


def test_batches(world):
    """Several conversations at once, each with its own config."""
    manager = store_manager(world)
    world.says(call("Memory", content="Mail <EMAIL_1>"))
    inputs = [{"messages": [("user", f"Mail {MAIL}")]}] * 2
    manager.batch(inputs, [config(user_id="a"), config(user_id="b")])
    for user in "ab":
        (item,) = manager.search(config=config(user_id=user))
        assert item.value.content == f"Mail {MAIL}"


def test_many_users_of_one_engine():
    """The scope comes with the config; without one nothing is sent."""
    with World(engine(scope=lambda where: where["configurable"]["user_id"])) as world:
        manager = store_manager(world)
        world.says(call("Memory", content="Phone <PHONE_NUMBER_1>, mail <EMAIL_1>"))
        for user, mail in (("ann", MAIL), ("bo", SECOND)):
            said = {"messages": [("user", f"Call {PHONE} or mail {mail}")]}
            (put,) = manager.invoke(said, config(user_id=user))
            assert put["value"]["content"]["content"] == f"Phone {PHONE}, mail {mail}"
        before = len(world.cloud.received)
        with pytest.raises(ScopeError):
            manager.invoke({"messages": SAID}, {"configurable": {}})
        assert len(world.cloud.received) == before


@BOTH
async def test_one_namespace_shared(world, name):
    """The same number of two people, and of two devices: nobody gets the value of another."""
    other = engine()
    place = config(user_id="team")
    mine = store_manager(world)
    plain = langmem.create_memory_store_manager(
        world.model, store=world.store, namespace=("memories", "{user_id}"), enable_deletes=True
    )
    theirs = protect_memory(plain, other)
    world.says(call("Memory", content="mine <EMAIL_1>"))
    await done(getattr(mine, name)({"messages": [("user", f"Mail {MAIL}")]}, place))
    assert other.desensitize(SECOND) == "<EMAIL_1>"
    (item,) = theirs.search(config=place)
    assert item.value.content.startswith("mine <EMAIL_1_~")

    # The other's model is shown the row, and makes one of its own from it.
    seen = []

    def reply(asked):
        text = str(asked["messages"])
        seen.append(text)
        return call("Memory", content="theirs <EMAIL_1>")

    world.says(reply)
    await done(getattr(theirs, name)({"messages": [("user", f"Mail {SECOND}")]}, place))
    assert "mine <EMAIL_1_~" in seen[0]
    assert sorted(i.value.content[:12] for i in mine.search(config=place)) == [
        f"mine {MAIL}"[:12], "theirs <EMAI"
    ]  # fmt: skip
    assert f"theirs {SECOND}" in [i.value.content for i in theirs.search(config=place)]

    # A row that both have a part in: each reads the own one.
    foreign = seen[0].split("mine ")[1].split(">")[0] + ">"
    world.says(patch("/content", f"both <EMAIL_1> {foreign}"))
    await done(getattr(theirs, name)({"messages": [("user", "Merge them")]}, place))
    read = [
        next(i.value.content for i in side.search(config=place) if "both" in i.value.content)
        for side in (theirs, mine)
    ]
    assert read[0] == f"both {SECOND} {foreign}"
    assert read[1].startswith("both <EMAIL_1_~")
    assert read[1].endswith(MAIL)


@pytest.mark.parametrize("place", ["models", "traces", "rows"])
def test_without_the_boundary_the_world_would_fail(place):
    """These tests notice what LangMem by itself sends, keeps and traces."""
    with World() as world:
        manager = langmem.create_memory_store_manager(
            world.model, store=world.store, namespace=("m",)
        )
        world.says(call("Memory", content=f"Mail {MAIL}"))
        manager.invoke({"messages": SAID})
        with pytest.raises(AssertionError, match=f"PL2 mail reached {place}"):
            world.look()
        world.privately = False
