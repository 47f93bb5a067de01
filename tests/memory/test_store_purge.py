"""What erasing a value reaches: every item that holds its placeholder, and no other."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from faces.postgres import postgres_server, postgres_uri  # noqa: F401  # fixtures
from langchain_core.runnables import RunnableLambda
from langgraph.store.memory import InMemoryStore
from memory.store_world import KINDS, MAIL, PHONE, Calls, assert_hidden, engine, opened

from langchain_memprivacy import MemoryVault, NotCoveredError, protect
from langchain_memprivacy.integrations.store import PrivacyStore, purging
from langchain_memprivacy.placeholders import Placeholder
from langchain_memprivacy.purging import Purgeable, Purged, StoredAt

OTHER = "ben.okafor@brightleaf.io"


async def filled(store):
    """Put items with a value in every place that one may have."""
    await store.put(("m",), "value", {"text": f"write to {MAIL}"})
    await store.put(("m",), "deep", {"a": [{"b": [MAIL]}]})
    await store.put(("m",), "as key", {MAIL: 1})
    await store.put(("m",), "in json", {"raw": f'{{"mail": "{MAIL}"}}'})
    await store.put(("m",), MAIL, {"tea": "jasmine"})
    await store.put(("m", f"mail {PHONE}"), "phone", {"tea": "green"})
    await store.put(("m",), "other", {"text": f"write to {OTHER}"})
    await store.put(("m",), "plain", {"tea": "black"})


HELD = {"value", "deep", "as key", "in json"}


@pytest.mark.parametrize("kind", KINDS)
async def test_purge_and_where(request, kind):
    """Values, keys of values, keys and namespaces; others' items and other values stay."""
    vault = MemoryVault()
    privacy, stranger = engine("nora", vault=vault), engine("ben", vault=vault)
    async with opened(request, kind, privacy) as store:
        theirs = Calls(PrivacyStore(store.store.inner, stranger), kind)
        await filled(store)
        await theirs.put(("m",), "theirs", {"text": f"write to {OTHER}"})  # their <EMAIL_1>
        held = {StoredAt(("m",), key) for key in (*HELD, f"EMAIL_1_~{privacy.tag()}")}

        assert set(await store.where("<EMAIL_1>")) == held
        (place,) = await store.where(Placeholder("PHONE_NUMBER", 1))
        assert place.namespace == ("m", f"mail PHONE_NUMBER_1_~{privacy.tag()}")
        assert (await store.get(place.namespace, place.key)).value == {"tea": "green"}
        assert await store.where("<EMAIL_7>") == []

        tried = await store.purge(["<EMAIL_1>"], dry_run=True)
        assert (set(tried.items), tried.deleted) == (held, False)
        assert len(await store.search((), limit=100)) == 9
        done = await store.purge(["<EMAIL_1>", "<PHONE_NUMBER_1>"])
        assert (set(done.items), done.deleted) == (held | {place}, True)
        left = {item.key for item in await store.search((), limit=100)}
        assert left == {"other", "plain", "theirs"}
        assert await store.where("<EMAIL_1>") == []
        with pytest.raises(ValueError, match="not a placeholder"):
            await store.purge([MAIL])


@pytest.mark.parametrize("kind", KINDS)
async def test_forget_reaches_the_stores(request, kind):
    """The receipt says which items went, without a value; a second store is purged too."""
    privacy = engine()
    async with opened(request, kind, privacy) as store:
        await filled(store)
        second = PrivacyStore(InMemoryStore(), privacy)
        second.put(("s",), "k", {"mail": MAIL})
        receipt = await privacy.aforget(value=MAIL, stores=[store.store, second])
        first, other = receipt.purged
        assert {item.key for item in first.items} >= HELD
        assert len(first.items) == 5
        assert other == Purged((StoredAt(("s",), "k"),), deleted=True)
        assert_hidden({"receipt": repr(receipt).encode()}, [MAIL, PHONE])
        assert len(await store.search((), limit=100)) == 3
        assert second.search(()) == []


def test_forgetting_a_scope_takes_all_of_its_items():
    """Its tag is gone with it; items of others and items without values stay."""
    inner, vault = InMemoryStore(), MemoryVault()
    nora, ben = engine("nora", vault=vault), engine("ben", vault=vault)
    mine, theirs = PrivacyStore(inner, nora), PrivacyStore(inner, ben)
    asyncio.run(filled(Calls(mine, "memory")))
    theirs.put(("m",), "theirs", {"text": MAIL})
    old = nora.tag()
    receipt = nora.forget(scope="nora", stores=[mine])
    assert receipt.scope_erased
    assert nora.tag() != old
    assert {item.key for item in inner.search((), limit=100)} == {"plain", "theirs"}
    assert len(receipt.purged[0].items) == 7


def test_what_others_wrote_about_it_goes_too():
    """An item of another that quotes one's placeholder, and one in another's pseudonym."""
    inner = InMemoryStore()
    nora, ben = engine("nora"), engine("ben")
    mine, theirs = PrivacyStore(inner, nora), PrivacyStore(inner, ben)
    mine.put(("m",), MAIL, {"mail": MAIL})
    (seen,) = theirs.search(("m",))
    theirs.put(("n",), "copy", {"text": f"seen: {seen.value['mail']}"})
    theirs.put(("n",), seen.key, {"text": "nothing else"})
    theirs.put(("n",), "own", {"text": OTHER})
    nora.forget(value=MAIL, stores=[mine])
    assert [item.key for item in inner.search(())] == ["own"]


class Failing(InMemoryStore):
    """A store that is not there."""

    def batch(self, ops):
        """Fail."""
        raise ConnectionError(MAIL)


def test_a_store_that_fails_stops_nothing():
    """The value is erased, the receipt says what failed, and it can be tried again."""
    privacy = engine()
    good = PrivacyStore(InMemoryStore(), privacy)
    good.put(("m",), "k", {"mail": MAIL})
    receipt = privacy.forget(value=MAIL, stores=[PrivacyStore(Failing(), privacy), good])
    assert [p.failure for p in receipt.purged] == ["ConnectionError", None]
    assert [p.deleted for p in receipt.purged] == [False, True]
    assert MAIL not in repr(receipt)
    assert privacy.restore("<EMAIL_1>") == "<EMAIL_1>"
    good.inner.put(("m",), "late", {"mail": "<EMAIL_1>", "_memprivacy": privacy.tag()})
    again = privacy.forget(placeholder="<EMAIL_1>", stores=[good])
    assert again.purged[0].items == (StoredAt(("m",), "late"),)


def test_without_stores_nothing_is_looked_for():
    """The receipt then says nothing about stores; a protected store is what may be named."""
    privacy = engine()
    privacy.desensitize(MAIL)
    assert privacy.forget(value=MAIL).purged == ()
    assert isinstance(PrivacyStore(InMemoryStore(), privacy), Purgeable)


def test_a_store_that_cannot_be_purged_is_refused_first():
    """A bare store is named with the remedy, and nothing is erased, here or in other stores."""
    privacy, inner = engine(), InMemoryStore()
    good = PrivacyStore(inner, privacy)
    good.put(("m",), "k", {"mail": MAIL})
    with pytest.raises(NotCoveredError, match="InMemoryStore in stores= cannot be purged") as told:
        privacy.forget(value=MAIL, stores=[good, inner])
    assert MAIL not in repr(told.value)
    assert good.get(("m",), "k").value == {"mail": MAIL}
    assert privacy.restore("<EMAIL_1>") == MAIL


@pytest.mark.parametrize("way", ["sync", "async"])
async def test_items_without_a_mark(way):
    """What a boundary wrote into the bare store is counted, and purged by who claims it."""
    privacy, inner = engine(), InMemoryStore()

    def write(said):
        inner.put(("m",), "bare", {"said": said})
        return said

    assert protect(RunnableLambda(write), privacy).invoke(f"write to {MAIL}").endswith(MAIL)
    inner.put(("m",), "strange", {"said": "<EMAIL_1>", "_memprivacy": ["x"]})
    inner.put(("m",), "other", {"said": "<EMAIL_2>"})
    store = PrivacyStore(inner, privacy)
    store.put(("m",), "mine", {"mail": MAIL})
    tried = await Calls(store, way).purge(["<EMAIL_1>"], dry_run=True)
    assert (tried.items, tried.unmarked) == ((StoredAt(("m",), "mine"),), 2)
    claimed = PrivacyStore(inner, privacy, unmarked="restore")
    found = await Calls(claimed, way).purge(["<EMAIL_1>"], dry_run=True)
    assert (len(found.items), found.unmarked) == (3, 0)
    (done,) = privacy.forget(value=MAIL, stores=[store]).purged
    assert (done.items, done.unmarked) == (tried.items, 2)
    (rest,) = privacy.forget(placeholder="<EMAIL_1>", stores=[claimed]).purged
    assert {item.key for item in rest.items} == {"bare", "strange"}
    assert [item.key for item in inner.search(())] == ["other"]


class Shuffling(InMemoryStore):
    """Orders what has one time anew for every page, as a database may."""

    turn = 0

    def batch(self, ops):
        """Turn the items around now and then."""
        self.turn += 1
        for items in self._data.values():
            ordered = sorted(items.items(), reverse=self.turn % 2 == 0)
            items.clear()
            items.update(ordered)
        return super().batch(ops)


def test_no_item_is_lost_between_pages(monkeypatch):
    """Where pages overlap it looks again, with larger ones."""
    monkeypatch.setattr(purging, "_PAGE", 10)
    inner = Shuffling()
    privacy = engine()
    store = PrivacyStore(inner, privacy)
    for i in range(75):
        store.put(("m",), f"k{i:02}", {"mail": MAIL})
    assert len(store.where("<EMAIL_1>")) == 75
    assert len(store.purge(["<EMAIL_1>"]).items) == 75
    assert inner.search(()) == []


async def test_looking_renews_no_item(request, tmp_path):
    """A search for placeholders is no reading: what expires goes on to."""
    ttl = {"refresh_on_read": True, "default_ttl": 30}
    async with opened(request, "sqlite", engine(), ttl=ttl) as store:
        await store.put(("m",), "k", {"mail": MAIL})
        connection = store.store.inner.conn
        past = datetime(2020, 1, 1, tzinfo=UTC).isoformat()
        connection.execute("update store set expires_at = ?", (past,))
        await store.where("<EMAIL_1>")
        assert connection.execute("select expires_at from store").fetchone() == (past,)
