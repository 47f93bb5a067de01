"""Mem0's library behind its adapter: local stores, a model and an embedder on the loopback."""

from __future__ import annotations

import logging
import sqlite3
import threading

import pytest
from langchain_core.runnables import RunnableLambda
from mem0 import AsyncMemory, Memory
from memory.mem0_world import World
from memory.people import ALL, MAIL, PHONE, SEEN, TOKEN, WORDS, WatchedVault, done, engine

from langchain_memprivacy import (
    CONTRACT,
    ExtractorError,
    NotCoveredError,
    RuleExtractor,
    ScopeError,
    protect,
)
from langchain_memprivacy.integrations.mem0 import PrivacyMem0
from langchain_memprivacy.testing.loopback import Fault, assert_clean

pytestmark = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
OTHER_MAIL = "n.whitfield@kestrel-io.net"


@pytest.fixture(params=[Memory, AsyncMemory], ids=["plain", "async"])
async def world(request, tmp_path):
    """Memories that must not let a value out, nor keep one."""
    running = World(request.param, tmp_path)
    yield running
    await running.close()


def mine(**more):
    """Filters for the user with the mail."""
    return {"user_id": MAIL, **more}


async def test_a_memory_is_learnt_found_changed_and_deleted(world, caplog):
    """Every method with values of every level: nothing leaves or is kept, all is read as written."""
    caplog.set_level(logging.DEBUG)
    memory = world.adapter()
    said = [
        {"role": "user", "content": ALL, "name": "Nora"},
        {"role": "assistant", "content": "Noted."},
    ]
    metadata = {"from": MAIL, MAIL: 1, "pin": {"call": [PHONE]}, "count": 3}
    (made,) = (await done(memory.add(said, user_id=MAIL, metadata=metadata)))["results"]
    assert (made["memory"], made["event"]) == (f"Fact: user: {ALL}", "ADD")

    item = await done(memory.get(made["id"]))
    assert (item["memory"], item["user_id"], item["metadata"]) == (made["memory"], MAIL, metadata)
    for found in (
        await done(memory.search(made["memory"], filters=mine())),
        await done(
            memory.search(made["memory"], filters=mine(**{"from": {"eq": MAIL}}), explain=True)
        ),
        await done(memory.get_all(filters=mine(**{"from": MAIL}), top_k=1000)),
        await done(
            memory.get_all(
                filters={"AND": [mine(), {"from": {"in": [MAIL, "x"]}}], "user_id": MAIL}
            )
        ),
        await done(memory.get_all(filters=mine(count={"gte": 3}))),
    ):
        assert [each["memory"] for each in found["results"]] == [made["memory"]]
        assert found["results"][0]["metadata"] == metadata
    assert (await done(memory.get_all(filters={"user_id": "nobody"})))["results"] == []

    assert await done(
        memory.update(made["id"], f"Writes to {OTHER_MAIL}", metadata={"to": OTHER_MAIL})
    )
    item = await done(memory.get(made["id"]))
    assert item["memory"] == f"Writes to {OTHER_MAIL}"
    assert item["metadata"] == {**metadata, "to": OTHER_MAIL}
    assert await done(memory.update(made["id"], data=f"Calls {PHONE}"))
    changes = await done(memory.history(made["id"]))
    assert [change["new_memory"] for change in changes] == [
        f"Fact: user: {ALL}", f"Writes to {OTHER_MAIL}", f"Calls {PHONE}",
    ]  # fmt: skip
    await done(memory.delete(made["id"]))
    assert await done(memory.get(made["id"])) is None

    await done(
        memory.add(f"Call {PHONE}.", user_id=MAIL, infer=False, expiration_date="2099-01-31")
    )
    (raw,) = (await done(memory.get_all(filters=mine())))["results"]
    assert (raw["memory"], raw["expiration_date"]) == (f"Call {PHONE}.", "2099-01-31")
    await done(memory.delete_all(user_id=MAIL))
    assert (await done(memory.get_all(filters=mine())))["results"] == []
    await done(memory.reset())
    assert_clean(caplog.text.encode(), WORDS, fragment=6)
    prompts = "".join(asked["messages"][-1]["content"] for asked in world.cloud.requests("chat"))
    assert SEEN in prompts


async def test_what_is_stored(world):
    """Text, history, last messages, metadata and ids are placeholders and pseudonyms of the scope."""
    memory = world.adapter(privacy := engine())
    inner, tag = memory._inner, privacy.tag()
    (made,) = (
        await done(
            memory.add(f"Mail {MAIL}.", user_id=MAIL, agent_id="planner", metadata={"to": MAIL})
        )
    )["results"]
    kept = await done(inner.get(made["id"]))
    assert kept["memory"] == "Fact: user: Mail <EMAIL_1>."
    assert kept["metadata"] == {"to": "<EMAIL_1>", "memprivacy": tag}
    assert (kept["user_id"], kept["agent_id"]) == (f"EMAIL_1_~{tag}", f"planner~{tag}")
    with sqlite3.connect(world.folder / "one.db") as base:
        assert base.execute("select new_memory from history").fetchall() == [(kept["memory"],)]
        assert base.execute("select content from messages").fetchall() == [("Mail <EMAIL_1>.",)]
    base.close()


async def test_what_the_model_is_told(world):
    """Prompts and custom instructions are hidden, and end with the contract; that can be left out."""
    inner = world.memory(custom_instructions=f"Reports go to {MAIL}.")
    memory = world.adapter(memory=inner)
    await done(memory.add("I like tea.", user_id="u-1"))
    await done(memory.add("I like tea.", user_id="u-1", prompt=f"Never mention {PHONE}."))
    quiet = world.adapter(memory._privacy, memory=inner, contract=None)
    await done(quiet.add("I like tea.", user_id="u-1"))
    first, second, third = (a["messages"][-1]["content"] for a in world.cloud.requests("chat"))
    assert f"Reports go to <EMAIL_1>.\n\n{CONTRACT}" in first
    assert f"Never mention <PHONE_NUMBER_1>.\n\n{CONTRACT}" in second
    assert "Reports go to <EMAIL_1>." in third
    assert CONTRACT not in third


async def test_procedural_memories(world):
    """They keep Mem0's own prompt, with the contract behind it."""
    memory = world.adapter()
    made = await done(
        memory.add(f"Mailed {MAIL}.", agent_id="planner", memory_type="procedural_memory")
    )
    system = world.cloud.requests("chat")[0]["messages"][0]["content"]
    assert len(system) > 2 * len(CONTRACT)
    assert system.endswith(CONTRACT)
    assert MAIL in made["results"][0]["memory"]


async def test_two_vaults_under_one_id_never_meet(world):
    """The same user, phone number and words in two vaults: no crossing, and no duplicate dropped."""
    inner = world.memory()
    laptop, phone = (world.adapter(memory=inner) for _ in range(2))
    for adapter, mail in ((laptop, MAIL), (phone, OTHER_MAIL)):
        told = await done(adapter.add(f"Mail {mail}, call {PHONE}.", user_id="u-17"))
        assert [made["memory"] for made in told["results"]] == [
            f"Fact: user: Mail {mail}, call {PHONE}."
        ]
    for adapter, mail in ((laptop, MAIL), (phone, OTHER_MAIL)):
        (item,) = (await done(adapter.get_all(filters={"user_id": "u-17"})))["results"]
        assert (item["memory"], item["user_id"]) == (
            f"Fact: user: Mail {mail}, call {PHONE}.",
            "u-17",
        )
    last = world.cloud.requests("chat")[-1]["messages"][-1]["content"]
    assert last.count("<EMAIL_1>") == last.count("<EMAIL_1> or <REAL_NAME_2>") + 1


async def test_memories_of_others_stay_hidden(world):
    """One id for all: what another vault wrote comes with marks, is not restored nor changed."""
    inner = world.memory()
    ann, bo = (world.adapter(memory=inner, apart=False) for _ in range(2))
    (hers,) = (await done(ann.add(f"Mail {MAIL}.", user_id="team", infer=False)))["results"]
    await done(bo.add(f"Mail {OTHER_MAIL}.", user_id="team", infer=False))
    foreign = f"Mail <EMAIL_1_~{ann._privacy.tag()}>."
    seen = (await done(bo.get_all(filters={"user_id": "team"})))["results"]
    assert {item["memory"] for item in seen} == {f"Mail {OTHER_MAIL}.", foreign}
    assert all("metadata" not in item for item in seen)
    assert (await done(bo.get(hers["id"])))["memory"] == foreign
    assert [row["new_memory"] for row in await done(bo.history(hers["id"]))] == [foreign]
    assert bo._privacy.restore(foreign) == foreign
    with pytest.raises(NotCoveredError, match="another scope"):
        await done(bo.update(hers["id"], f"Mail {OTHER_MAIL}."))
    assert (await done(ann.get(hers["id"])))["memory"] == f"Mail {MAIL}."


async def test_placeholders_of_nobody(world):
    """Written beside the adapter, or of a deleted memory: left, or restored where that is asked for."""
    inner = world.memory()
    memory = world.adapter(memory=inner, apart=False)
    await done(memory.add(f"Mail {MAIL}.", user_id="u-1", infer=False))
    (old,) = (await done(inner.add("Old <EMAIL_1>", user_id="u-1", infer=False)))["results"]
    left = (await done(memory.get(old["id"])))["memory"]
    assert memory._privacy.restore(left) == left != "Old <EMAIL_1>"
    trusting = world.adapter(memory._privacy, memory=inner, apart=False, unmarked="restore")
    assert (await done(trusting.get(old["id"])))["memory"] == f"Old {MAIL}"
    await done(memory.update(old["id"], f"New {MAIL}"))
    assert (await done(memory.get(old["id"])))["memory"] == f"New {MAIL}"
    await done(memory.delete(old["id"]))
    left, *_ = (row["new_memory"] for row in await done(memory.history(old["id"])))
    assert MAIL not in left
    rows = await done(trusting.history(old["id"]))
    assert [row["new_memory"] for row in rows] == ["Old " + MAIL, f"New {MAIL}", None]


async def test_whose_mapping(world):
    """A function of the user's id, a fixed scope, or the engine's by the running config."""
    privacy, inner = engine(scope=lambda config: config["configurable"]["user"]), world.memory()
    memory = world.adapter(
        privacy, memory=inner, scope=lambda user_id: {"u-1": "ann", "u-2": "bo"}[user_id]
    )
    (made,) = (await done(memory.add(f"Mail {MAIL}.", user_id="u-1", infer=False)))["results"]
    await done(memory.add(f"Mail {OTHER_MAIL}.", user_id="u-2", infer=False))
    assert privacy.restore("<EMAIL_1>", scope="ann") == MAIL
    assert privacy.restore("<EMAIL_1>", scope="bo") == OTHER_MAIL
    found = await done(memory.search(f"Mail {OTHER_MAIL}.", filters={"user_id": "u-2"}))
    assert [item["memory"] for item in found["results"]] == [f"Mail {OTHER_MAIL}."]
    with pytest.raises(ScopeError, match="in_scope"):
        await done(memory.get(made["id"]))
    assert (await done(memory.in_scope("ann").get(made["id"])))["memory"] == f"Mail {MAIL}."
    assert OTHER_MAIL not in str(await done(memory.in_scope("bo").get(made["id"])))
    with pytest.raises(ScopeError, match="several users"):
        await done(memory.get_all(filters={"OR": [{"user_id": "u-1"}, {"user_id": "u-2"}]}))
    with pytest.raises(ScopeError):
        await done(world.adapter(privacy, memory=inner).get(made["id"]))

    async def node(_):
        return await done(world.adapter(privacy, memory=inner).get(made["id"]))

    config = {"configurable": {"user": "ann"}}
    assert (await RunnableLambda(node).ainvoke("", config))["memory"] == f"Mail {MAIL}."


async def test_inside_of_a_boundary_placeholders_stay(world):
    """A node of a protected graph gets placeholders, also in ids, and the user outside gets values."""
    privacy = engine()
    memory, seen = world.adapter(privacy), []

    async def node(text):
        await done(memory.add(text, user_id=text.split()[-1], infer=False))
        found = await done(
            memory.search(text, filters={"user_id": text.split()[-1]}, threshold=0.0)
        )
        seen.extend(found["results"])
        return seen[0]["memory"]

    asked = f"Mail {MAIL}"
    assert await protect(RunnableLambda(node), privacy).ainvoke(asked) == asked
    assert (seen[0]["memory"], seen[0]["user_id"]) == ("Mail <EMAIL_1>", "<EMAIL_1>")
    found = await done(memory.get_all(filters={"user_id": MAIL}))
    assert [item["memory"] for item in found["results"]] == [asked]


async def test_failures_show_no_value(world):
    """A model that fails, a wrong argument, an id with a space: nothing of the message in the error."""
    memory = world.adapter()
    world.cloud.fault = Fault(400, path="/chat/")
    calls = (
        lambda: memory.add(ALL, user_id=MAIL),
        lambda: memory.add(ALL, user_id=f"{MAIL} and more"),
        lambda: memory.add(ALL),
        lambda: memory.add({MAIL}, user_id="u-1"),
        lambda: memory.search(ALL, filters=mine(), top_k=-1),
        lambda: memory.update("no-such-id", ALL),
        lambda: memory.search(ALL),
        lambda: memory.search(ALL, user_id=MAIL),
        lambda: memory.chat(ALL),
    )
    for call in calls:
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await done(call())
        assert_clean(f"{caught.value!r} {caught.value}".encode(), WORDS, fragment=6)


async def test_a_failing_detector_stops_the_call(world):
    """Fail closed: nothing is sent."""

    class Broken:
        def extract(self, text, *, role="user", real_name=None):
            raise RuntimeError(text)

    memory = world.adapter(engine(extractor=Broken()))
    for call in (
        lambda: memory.add(ALL, user_id="u-1"),
        lambda: memory.search(ALL, filters=mine()),
    ):
        with pytest.raises(ExtractorError):
            await done(call())
    assert world.cloud.received == []


async def test_what_is_not_known_is_refused(world):
    """Other attributes and classes, the mark itself, comparisons that hidden values cannot bear."""
    memory = world.adapter()
    for name in ("vector_store", "db", "llm", "project", "from_config"):
        with pytest.raises(NotCoveredError, match=f"{name!r}"):
            getattr(memory, name)
        assert not hasattr(memory, name)
    assert {"add", "search", "in_scope"} <= set(dir(memory))
    assert "batch_update" not in dir(memory)
    with pytest.raises(NotCoveredError, match="not a dict"):
        PrivacyMem0({}, engine())
    with pytest.raises(NotCoveredError, match="adapter's own"):
        await done(memory.add("tea", user_id="u-1", metadata={"memprivacy": "x"}))
    with pytest.raises(NotCoveredError, match="adapter's own"):
        await done(memory.get_all(filters=mine(memprivacy="x")))
    with pytest.raises(NotCoveredError, match="'gt'"):
        await done(memory.get_all(filters=mine(**{"from": {"gt": MAIL}})))
    assert TOKEN not in repr(memory)


async def test_the_event_loop_goes_on(tmp_path):
    """An async memory's texts are gone through in threads."""
    threads, vault = set(), WatchedVault()

    class Watching(RuleExtractor):
        def extract(self, text, *, role="user", real_name=None):
            threads.add(threading.get_ident())
            return super().extract(text, role=role, real_name=real_name)

    world = World(AsyncMemory, tmp_path)
    memory = world.adapter(engine(extractor=Watching(), vault=vault))
    await memory.add(ALL, user_id="u-1", infer=False)
    (item,) = (await memory.search(ALL, filters={"user_id": "u-1"}))["results"]
    assert item["memory"] == ALL
    await world.close()
    assert threads
    assert vault.threads
    assert threading.get_ident() not in threads | vault.threads


@pytest.mark.parametrize("kind", [Memory, AsyncMemory])
def test_every_method_is_covered_or_refused_on_purpose(kind):
    """A method that a new release brings is noticed here."""
    public = {name for name in dir(kind) if not name.startswith("_")}
    assert public - PrivacyMem0._covered == {"from_config", "entity_store", "project"}
