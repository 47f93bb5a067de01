"""Memobase behind its adapter: plain and async clients against a service on the loopback."""

from __future__ import annotations

import logging
import threading
import uuid

import pytest
from langchain_core.runnables import RunnableLambda
from memobase import AsyncMemoBaseClient, ChatBlob, MemoBaseClient, SummaryBlob
from memobase.core.async_entry import AsyncUser
from memobase.core.blob import BlobType, DocBlob, TranscriptBlob
from memobase.core.entry import User
from memobase.error import ServerError
from memory.memobase_server import Memobase
from memory.people import ALL, DIGITS, MAIL, PHONE, SEEN, WORDS, WatchedVault, done, engine

from langchain_memprivacy import ExtractorError, NotCoveredError, RuleExtractor, ScopeError, protect
from langchain_memprivacy.integrations.memobase import PrivacyMemobase, PrivacyMemobaseUser
from langchain_memprivacy.testing.loopback import assert_clean

ROGUE = str(uuid.UUID(int=7, version=4))


@pytest.fixture
def service():
    """A service that must never get or keep a value."""
    with Memobase() as running:
        yield running
        running.assert_clean(WORDS, DIGITS)
        assert_clean(running.stored(), WORDS, fragment=6)
        assert_clean(running.stored(), DIGITS, fragment=10)


@pytest.fixture(params=[MemoBaseClient, AsyncMemoBaseClient], ids=["plain", "async"])
async def connect(request, service):
    """Makes adapters of either colour."""
    clients = []

    def adapter(privacy=None, **settings):
        clients.append(request.param(api_key="made-up", project_url=service.url))
        return PrivacyMemobase(clients[-1], privacy or engine(), **settings)

    yield adapter
    for client in clients:
        await done(client.close() if hasattr(client, "close") else client.client.close())


async def test_all_that_a_user_has_is_hidden_and_comes_back(connect, service, caplog):
    """Every method of a user, with values of every level; nothing leaves, all is read as written."""
    caplog.set_level(logging.DEBUG)
    user = await done(connect().get_or_create_user(MAIL))
    assert isinstance(user, PrivacyMemobaseUser)
    said = [
        {"role": "user", "content": ALL, "alias": "Nora"},
        {"role": "assistant", "content": f"Noted, {MAIL}."},
    ]
    blob = await done(user.insert(ChatBlob(messages=said, fields={"from": MAIL})))
    assert await done(user.buffer(BlobType.chat)) == [blob]
    assert await done(user.flush())
    assert await done(user.buffer(BlobType.chat)) == []
    kept = await done(user.get(blob))
    assert [message.content for message in kept.messages] == [ALL, f"Noted, {MAIL}."]
    assert [message.alias for message in kept.messages] == ["Nora", None]
    assert kept.fields == {"from": MAIL}
    assert service.bodies("/blobs/insert")[0]["blob_data"]["messages"][0]["content"] == SEEN

    (profile,) = await done(
        user.profile(chats=said[:1], prefer_topics=[MAIL], topic_limits={MAIL: 2})
    )
    assert (profile.content, profile.topic) == (MAIL, "contact")
    assert (await done(user.profile(need_json=True)))["contact"]["email"]["content"] == MAIL
    await done(user.update_profile(str(profile.id), PHONE, "contact", f"of {MAIL}"))
    (profile,) = await done(user.profile())
    assert (profile.content, profile.sub_topic) == (PHONE, f"of {MAIL}")
    second = await done(user.add_profile(content=MAIL, topic="contact", sub_topic="mail"))
    assert await done(user.delete_profile(second))

    (event,) = await done(user.event(topk=3))
    assert event.event_data.event_tip == ALL
    for found in (
        await done(user.search_event(f"{MAIL} tea & cake")),
        *(
            [await done(user.search_event_by_tags(tag_values={"about": MAIL}))]
            if isinstance(user._inner, User)
            else []
        ),
    ):
        assert [one.event_data.event_tip for one in found] == [ALL]
    assert (await done(user.search_event_gist(MAIL)))[0].gist_data.content == ALL
    await done(user.update_event(str(event.id), {"event_tip": f"again {MAIL}"}))
    assert (await done(user.event()))[0].event_data.event_tip == f"again {MAIL}"
    assert await done(user.delete_event(str(event.id)))

    context = await done(user.context(chats=said[:1], customize_context_prompt=f"For {MAIL}:"))
    assert context == f"For {MAIL}:\n- {PHONE}"
    assert await done(user.get_all(BlobType.chat)) == [blob]
    assert await done(user.buffer(BlobType.chat, status=MAIL)) == []
    await done(user.profile(chats=[{**said[0], "alias": "Nora_Whitfield"}]))
    assert b"Whitfield" not in service.wire
    assert await done(user.delete(blob))
    assert_clean(caplog.text.encode(), WORDS, fragment=6)


async def test_other_blobs(connect, service):
    """Documents, summaries and transcripts with who speaks."""
    user = await done(connect().get_or_create_user("u-17"))
    doc = await done(user.insert(DocBlob(content=ALL)))
    assert (await done(user.get(doc))).content == ALL
    await done(user.insert(SummaryBlob(summary=ALL)))
    stamp = {"content": ALL, "start_timestamp_in_seconds": 1234.5, "speaker": "Nora Whitfield"}
    await done(user.insert(TranscriptBlob(transcripts=[stamp]), sync=True))
    sent = service.bodies("/blobs/insert")[-1]["blob_data"]["transcripts"][0]
    assert (sent["content"], sent["start_timestamp_in_seconds"]) == (SEEN, 1234.5)
    assert b"Whitfield" not in service.wire


async def test_users_are_known_by_ids_of_yours(connect, service):
    """Added, changed, listed and deleted under a mail, a name, a UUID or none; data is hidden."""
    adapter = connect()
    mine = str(uuid.uuid4())
    for name in (MAIL, mine, "u-17", "Nora Whitfield"):
        assert await done(adapter.add_user({"mail": MAIL}, id=name)) == name
        user = await done(adapter.get_user(name))
        assert (user.user_id, user.fields["data"]) == (name, {"mail": MAIL})
        assert await done(adapter.update_user(name, {"call": PHONE})) == name
        assert (await done(adapter.get_user(name))).fields["data"] == {"call": PHONE}
        assert (await done(adapter.get_user(name, no_get=True))).fields is None
    made = await done(adapter.add_user())
    assert uuid.UUID(made)
    listed = [user["id"] for user in await done(adapter.get_all_users(limit=10))]
    # A name that is no opaque id is not kept where the service could read it.
    assert (listed[:2], listed[3:]) == ([MAIL, mine], ["Nora Whitfield", made])
    assert listed[2] == list(service.users)[2]
    assert [u["id"] for u in await done(adapter.get_all_users(search="PHONE", limit=1))]
    assert await done(adapter.delete_user(MAIL))
    with pytest.raises(ServerError):
        await done(adapter.get_user(MAIL))
    again = await done(adapter.get_or_create_user(MAIL))
    assert (again.user_id, again.fields) == (MAIL, None)
    assert MAIL in [user["id"] for user in await done(adapter.get_all_users())]
    assert b"Whitfield" not in service.wire
    with pytest.raises(NotCoveredError, match="adapter's own"):
        await done(adapter.update_user(mine, {"memprivacy": "x"}))


async def test_the_project(connect, service):
    """Configuration is hidden and restored; health and usage are handed on."""
    adapter = connect()
    assert await done(adapter.ping()) is True
    assert await done(adapter.update_config(f"language: en\nevent_theme: about {MAIL}\n"))
    assert service.config == "language: en\nevent_theme: about <EMAIL_1>\n"
    assert await done(adapter.get_config()) == f"language: en\nevent_theme: about {MAIL}\n"
    assert await done(adapter.get_daily_usage(3)) == {"token_left": 1000}
    assert await done(adapter.get_usage()) == {"token_left": 1000}


async def test_two_vaults_under_one_id_never_meet(connect, service):
    """The same id and the same phone number in two vaults: two users, and both read their own."""
    laptop, phone = connect(), connect()
    for adapter, mail in ((laptop, MAIL), (phone, "n.whitfield@kestrel-io.net")):
        user = await done(adapter.get_or_create_user("u-17"))
        blob = ChatBlob(messages=[{"role": "user", "content": f"Mail {mail}, call {PHONE}."}])
        await done(user.insert(blob, sync=True))
    assert len(service.users) == 2
    for adapter, mail in ((laptop, MAIL), (phone, "n.whitfield@kestrel-io.net")):
        user = await done(adapter.get_user("u-17"))
        assert [profile.content for profile in await done(user.profile())] == [mail]
    first, second = await done(laptop.get_all_users())
    assert first["additional_fields"] == second["additional_fields"] == {}


async def test_what_others_keep_is_not_restored(connect, service):
    """Data of another vault's user, or of nobody's, is listed with placeholders that stay."""
    mine, other = connect(), connect()
    await done(mine.add_user({"mail": MAIL}, id="u-1"))
    await done(other.add_user({"mail": PHONE, "more": MAIL}, id="u-2"))
    service.users[ROGUE] = {"data": {"mail": "<EMAIL_1>"}, "profiles": {}}
    shown = [user["additional_fields"] for user in await done(mine.get_all_users())]
    assert shown[0] == {"mail": MAIL}
    for value in (*shown[1].values(), shown[2]["mail"]):
        assert "@" not in value
        assert mine._privacy.restore(value) == value


async def test_ids_as_they_are(connect, service):
    """Without `apart`, UUIDs are sent as they are, so that users from before are found."""
    service.users[ROGUE] = {"data": {}, "blobs": {}, "profiles": {}, "events": {}, "buffer": []}
    adapter = connect(apart=False)
    user = await done(adapter.get_user(ROGUE))
    await done(user.add_profile(MAIL, "contact", "mail"))
    assert [profile.content for profile in await done(user.profile())] == [MAIL]
    assert [p["content"] for p in service.users[ROGUE]["profiles"].values()] == ["<EMAIL_1>"]


async def test_whose_mapping(connect):
    """A function of the user's id, a fixed scope, or the engine's by the running config."""
    privacy = engine(scope=lambda config: config["configurable"]["user"])
    by_user = connect(privacy, scope=lambda user_id: f"person {user_id}")
    user = await done(by_user.get_or_create_user("u-1"))
    await done(user.add_profile(MAIL, "contact", "mail"))
    assert privacy.restore("<EMAIL_1>", scope="person u-1") == MAIL
    with pytest.raises(ScopeError, match="in_scope"):
        await done(connect(privacy, scope=lambda user_id: {}[user_id]).get_all_users())
    assert len(await done(by_user.in_scope("person u-1").get_all_users())) == 1
    with pytest.raises(ScopeError):
        await done(connect(privacy).get_or_create_user("u-1"))

    async def node(_):
        user = await done(connect(privacy).get_or_create_user("u-1"))
        await done(user.add_profile(PHONE, "contact", "phone"))
        return user

    user = await RunnableLambda(node).ainvoke("", {"configurable": {"user": "ann"}})
    assert privacy.restore("<PHONE_NUMBER_1>", scope="ann") == PHONE
    assert (await done(user.profile()))[-1].content == PHONE  # a user stays in its scope


async def test_inside_of_a_boundary_placeholders_stay(connect):
    """A node of a protected graph gets placeholders, and the user outside gets values."""
    privacy = engine()
    user = await done(connect(privacy).get_or_create_user("u-1"))
    seen = []

    async def node(text):
        await done(user.add_profile(text, "contact", "mail"))
        seen.extend(await done(user.profile()))
        return seen[0].content

    assert await protect(RunnableLambda(node), privacy).ainvoke(f"Mail {MAIL}") == f"Mail {MAIL}"
    assert seen[0].content == "Mail <EMAIL_1>"


async def test_the_event_loop_goes_on(service):
    """An async client's texts are gone through in threads."""
    threads, vault = set(), WatchedVault()

    class Watching(RuleExtractor):
        def extract(self, text, *, role="user", real_name=None):
            threads.add(threading.get_ident())
            return super().extract(text, role=role, real_name=real_name)

    client = AsyncMemoBaseClient(api_key="made-up", project_url=service.url)
    async with PrivacyMemobase(client, engine(extractor=Watching(), vault=vault)) as adapter:
        user = await adapter.get_or_create_user("u-1")
        await user.add_profile(MAIL, "contact", "mail")
        assert (await user.profile())[0].content == MAIL
    assert threads
    assert vault.threads
    assert threading.get_ident() not in threads | vault.threads


async def test_a_failing_detector_stops_the_call(connect, service):
    """Fail closed: nothing is sent, and the error shows no value."""

    class Broken:
        def extract(self, text, *, role="user", real_name=None):
            raise RuntimeError(text)

    adapter = connect(engine(extractor=Broken()))
    with pytest.raises(ExtractorError) as caught:
        await done(adapter.add_user({"mail": MAIL}, id="u-1"))
    assert service.received == []
    assert_clean(str(caught.value).encode(), WORDS, fragment=6)


async def test_errors_of_the_service_show_no_value(connect):
    """Neither its own words nor those of the HTTP client."""
    adapter = connect()
    for call in (adapter.get_user, adapter.delete_user):
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await done(call(MAIL))
        assert_clean(f"{caught.value!r} {caught.value}".encode(), WORDS, fragment=6)


async def test_what_is_not_known_is_refused(connect):
    """Other attributes, and other clients; nothing shows what is inside."""
    adapter = connect()
    user = await done(adapter.get_or_create_user(MAIL))
    for thing in (adapter, user):
        with pytest.raises(NotCoveredError, match="'client'"):
            _ = thing.client
        assert not hasattr(thing, "api_key")
        assert MAIL not in repr(thing)
    with pytest.raises(NotCoveredError, match="not a dict"):
        PrivacyMemobase({}, engine())
    with pytest.raises(TypeError, match="missing"):
        await done(user.add_profile(MAIL))


@pytest.mark.parametrize(
    ("adapter", "classes"),
    [
        (PrivacyMemobase, (MemoBaseClient, AsyncMemoBaseClient)),
        (PrivacyMemobaseUser, (User, AsyncUser)),
    ],
)
def test_every_method_of_the_client_is_covered(adapter, classes):
    """A method that a new release brings is noticed here."""
    methods = {
        name
        for kind in classes
        for name in vars(kind)
        if not name.startswith("_") and callable(getattr(kind, name))
    }
    assert methods - adapter._covered == set()
    assert adapter._covered - methods == set()
