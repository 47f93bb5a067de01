"""The clients of Mem0's platform behind the adapter, against a platform on the loopback."""

from __future__ import annotations

import pytest
from mem0 import AsyncMemoryClient, MemoryClient
from mem0.client.types import AddMemoryOptions, GetAllMemoryOptions, UpdateMemoryOptions
from memory.mem0_server import Platform
from memory.people import ALL, DIGITS, MAIL, PHONE, SEEN, WORDS, done, engine

from langchain_memprivacy import CONTRACT, NotCoveredError
from langchain_memprivacy.integrations.mem0 import PrivacyMem0
from langchain_memprivacy.testing.loopback import assert_clean

WHO = {"user_id": MAIL}


@pytest.fixture
def platform():
    """A platform that must never get or keep a value."""
    with Platform() as running:
        yield running
        running.assert_clean(WORDS, DIGITS)
        assert_clean(running.stored(), WORDS, fragment=6)
        assert_clean(running.stored(), DIGITS, fragment=10)


@pytest.fixture(params=[MemoryClient, AsyncMemoryClient], ids=["plain", "async"])
async def connect(request, platform):
    """Makes adapters of either colour."""
    clients = []

    def adapter(privacy=None, **settings):
        clients.append(request.param(api_key="made-up", host=platform.url))
        return PrivacyMem0(clients[-1], privacy or engine(), **settings)

    yield adapter
    for client in clients:
        await done(
            client.async_client.aclose()
            if hasattr(client, "async_client")
            else client.client.close()
        )


async def test_it_ends_with_its_block(platform):
    """An async client is used as one."""
    async with PrivacyMem0(
        AsyncMemoryClient(api_key="made-up", host=platform.url), engine()
    ) as memory:
        await memory.add(ALL, user_id=MAIL)
        assert texts(await memory.get_all(filters=WHO)) == [ALL]
    assert memory._inner.async_client.is_closed


def texts(answer):
    """The memories of an answer."""
    return [item["memory"] for item in answer["results"]]


async def test_memories(connect, platform):
    """Added, found, changed and deleted, with options or keywords; read as written."""
    memory = connect()
    options = AddMemoryOptions(
        filters=WHO, metadata={"from": MAIL}, custom_instructions=f"For {MAIL}"
    )
    (made,) = (await done(memory.add({"role": "user", "content": ALL}, options=options)))["results"]
    (sent,) = platform.bodies("/add/")
    assert made["memory"] == ALL
    assert sent["messages"] == [{"role": "user", "content": SEEN}]
    assert sent["custom_instructions"] == f"For <EMAIL_1>\n\n{CONTRACT}"
    item = await done(memory.get(made["id"]))
    assert (item["memory"], item["user_id"], item["metadata"]) == (ALL, MAIL, {"from": MAIL})
    assert texts(await done(memory.search(f"Mail {MAIL}", filters=WHO))) == [ALL]
    assert texts(await done(memory.search(PHONE, filters={"AND": [WHO, {"from": MAIL}]}))) == [ALL]
    assert texts(
        await done(memory.get_all(GetAllMemoryOptions(filters=WHO, page=1, page_size=9)))
    ) == [ALL]
    assert texts(await done(memory.search(MAIL, filters={"user_id": "nobody"}))) == []

    await done(memory.update(made["id"], UpdateMemoryOptions(text=f"Call {PHONE}")))
    item = await done(memory.get(made["id"]))
    assert (item["memory"], item["metadata"]) == (f"Call {PHONE}", {"from": MAIL})
    await done(memory.update(made["id"], metadata={"to": PHONE}))
    assert (await done(memory.get(made["id"])))["metadata"] == {"to": PHONE}
    changes = await done(memory.history(made["id"]))
    assert [change["new_memory"] for change in changes] == [ALL, f"Call {PHONE}"]
    change = {"memory_id": made["id"], "text": f"Mail {MAIL}"}
    await done(memory.batch_update([change]))
    assert (await done(memory.get(made["id"])))["memory"] == f"Mail {MAIL}"
    await done(memory.feedback(made["id"], feedback="negative", feedback_reason=f"It is {PHONE}"))
    assert platform.held["feedback"]["feedback_reason"] == "It is <PHONE_NUMBER_1>"
    await done(memory.batch_delete([{"memory_id": made["id"]}]))
    (one,) = (await done(memory.add("I like tea.", user_id=MAIL)))["results"]
    await done(memory.delete(one["id"]))
    assert platform.memories == {}


async def test_entities_and_their_profiles(connect, platform):
    """Listed, profiled, exported and deleted under your own ids."""
    memory, other = connect(), connect()
    await done(memory.add(ALL, user_id=MAIL, agent_id="planner"))
    await done(other.add(f"Call {PHONE}", user_id="u-2"))
    listed = {e["name"] for e in (await done(memory.users()))["results"]}
    assert listed == {MAIL, "planner", f"u-2~{other._privacy.tag()}"}
    assert (await done(memory.get_profile(MAIL))) == {
        "entity_id": MAIL, "profile": {"facts": [ALL]}, "status": "succeeded",
    }  # fmt: skip
    job = await done(memory.generate_profile(MAIL))
    assert MAIL in job["entity_ids"]
    assert (await done(memory.get_profile_job(job["status_url"])))["job"]["id"] == "j-1"
    assert MAIL in (await done(memory.sample_profiles(limit=2)))["entity_ids"]
    await done(memory.create_memory_export(f'{{"title": "Of {MAIL}"}}', filters=WHO))
    assert texts(await done(memory.get_memory_export(filters=WHO))) == [ALL]
    summary = (await done(memory.get_summary(filters=WHO)))["summary"]
    assert MAIL in summary  # the ids of the call say that it is about its own
    await done(memory.delete_users(user_id=MAIL))
    assert (await done(other.get_all(filters={"user_id": "u-2"})))["count"] == 1
    await done(memory.add(ALL, user_id=MAIL))
    await done(memory.delete_all(user_id=MAIL))
    assert len(platform.memories) == 1
    await done(memory.reset())
    assert platform.memories == {}


async def test_settings_tell_the_model_of_placeholders_once(connect, platform):
    """Instructions leave hidden and with the contract, and come back as they were."""
    memory = connect(unmarked="restore")
    text = f"Reports go to {MAIL}."
    for _ in range(2):
        await done(memory.update_project(custom_instructions=text))
        assert (
            platform.held["project"]["custom_instructions"]
            == f"Reports go to <EMAIL_1>.\n\n{CONTRACT}"
        )
        text = (await done(memory.get_project(fields=["custom_instructions"])))[
            "custom_instructions"
        ]
        assert text == f"Reports go to {MAIL}."
    schema = {"properties": {"mail": {"description": f"such as {MAIL}"}}}
    await done(
        memory.update_profile_settings(enabled=True, schema=schema, custom_instructions=text)
    )
    settings = (await done(memory.get_profile_settings()))["entities"]["user"]
    assert settings == {"schema": schema, "custom_instructions": text}
    await done(memory.update_profile_settings(custom_instructions=None))
    assert platform.profiles == {"entities": {"user": {"custom_instructions": None}}}


async def test_calls_carry_the_contract_or_not(connect, platform):
    """By default each does, for agents twice; without it a call leaves the project's be."""
    await done(connect().add("I like tea.", user_id="u-1"))
    await done(connect().add("I like tea.", agent_id="a-1"))
    await done(connect().add("I like tea.", user_id="u-1", infer=False))
    await done(connect(contract=None).add("I like tea.", user_id="u-1"))
    keys = ("custom_instructions", "agent_custom_instructions")
    sent = [[body.get(key) for key in keys] for body in platform.bodies("/add/")]
    assert sent == [[CONTRACT, None], [CONTRACT, CONTRACT], [None, None], [None, None]]


async def test_memories_of_others(connect, platform):
    """One id for two vaults: what the other wrote is not restored, nor changed, alone or in a batch."""
    ann, bo = (connect(apart=False) for _ in range(2))
    (hers,) = (await done(ann.add(f"Mail {MAIL}", user_id="team")))["results"]
    (his,) = (await done(bo.add(f"Call {PHONE}", user_id="team")))["results"]
    bo._privacy.desensitize("n.whitfield@kestrel-io.net")
    seen = texts(await done(bo.get_all(filters={"user_id": "team"})))
    assert seen == [f"Mail <EMAIL_1_~{ann._privacy.tag()}>", f"Call {PHONE}"]
    before = platform.stored()
    changes = [{"memory_id": m["id"], "text": "gone"} for m in (his, hers)]
    with pytest.raises(NotCoveredError, match="another scope"):
        await done(bo.batch_update(changes))
    with pytest.raises(NotCoveredError, match="another scope"):
        await done(bo.update(hers["id"], text="gone"))
    assert platform.stored() == before


async def test_errors_of_the_platform_show_no_value(connect):
    """A memory that is not there, a user that is not there."""
    memory = connect()
    for call in (
        lambda: memory.get(MAIL),
        lambda: memory.delete_users(user_id=MAIL),
        lambda: memory.get_all(user_id=MAIL),
        lambda: memory.search("", filters=WHO),
        lambda: memory.update("no-such-memory", text=ALL),
    ):
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await done(call())
        assert_clean(f"{caught.value!r} {caught.value}".encode(), WORDS, fragment=6)


@pytest.mark.parametrize("kind", [MemoryClient, AsyncMemoryClient])
def test_every_method_is_covered_or_refused_on_purpose(kind):
    """A method that a new release brings is noticed here; webhooks are the developer's own."""
    public = {name for name in dir(kind) if not name.startswith("_")}
    refused = {"get_webhooks", "create_webhook", "update_webhook", "delete_webhook"}
    assert public - PrivacyMem0._covered == refused
