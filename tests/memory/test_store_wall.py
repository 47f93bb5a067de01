"""Nothing private gets through the wall, and nothing of one person's to another."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest
from faces.exits.canaries import CANARIES, PLACES, sentence
from faces.postgres import postgres_server, postgres_uri  # noqa: F401  # fixtures
from langchain_core.runnables import RunnableLambda
from langchain_core.runnables.config import var_child_runnable_config
from langchain_openai import OpenAIEmbeddings
from langgraph.store.base import BaseStore, GetOp, PutOp, SearchOp
from langgraph.store.memory import InMemoryStore
from langgraph.store.sqlite.aio import AsyncSqliteStore
from memory.store_world import (
    CARD,
    KINDS,
    MAIL,
    PHONE,
    TOKEN,
    Calls,
    assert_hidden,
    engine,
    inner_store,
    kept,
    opened,
)

from langchain_memprivacy import (
    ExtractorError,
    MemoryVault,
    MemPrivacy,
    NotCoveredError,
    ScopeError,
    SQLiteVault,
    protect,
)
from langchain_memprivacy.integrations.store import PrivacyStore
from langchain_memprivacy.testing.loopback import Loopback

SECRETS = {
    **{label: value for label, value in CANARIES.items() if label != "PL2 as a name"},
    "mail": MAIL,
    "phone": PHONE,
    "card": CARD,
    "token": TOKEN,
}
OTHER_PHONE = "+49 170 5559999"


@pytest.mark.parametrize("kind", KINDS)
async def test_no_value_is_kept(request, kind, caplog):
    """Through every function, in values, keys, namespaces, filters and queries; logs too."""
    caplog.set_level(logging.DEBUG)
    async with opened(request, kind, engine()) as store:
        for i, place in enumerate(PLACES):
            home = ("people", PHONE, f"user_{CARD}", f"n{i}")
            text = sentence(place)
            mail, card, token = (CANARIES[f"{level} in {place}"] for level in ("PL2", "PL3", "PL4"))
            value = {"text": text, "list": [card, {"x": token}], mail: {token: 1}, "n": int(card)}
            await store.put(home, mail, value)
            await store.put(home, text, {"also": card})
            await store.batch([PutOp((token,), card, {"a": text}), GetOp((token,), card)])
            assert (await store.get(home, mail)).value["text"] == text
            await store.search((*home[:2], card), query=text, filter={"text": text})
            await store.search(home, filter={"text": {"$eq": mail, "$ne": "tea"}})
            await store.list_namespaces(prefix=(token, "*"), suffix=(card,))
            await store.delete((token,), card)
            await store.get((token, card), mail)
        assert len(await store.search((), limit=100)) == 2 * len(PLACES)
        if kind == "sqlite":
            store.store.conn.execute("PRAGMA wal_checkpoint")
        places = kept(request, kind, store.store.inner)
    assert_hidden({**places, "log": caplog.text.encode() + b" "}, SECRETS)
    assert b"PHONE_NUMBER_1_~" in b"".join(places.values())


@pytest.mark.parametrize("way", ["sync", "async"])
async def test_vectors_are_made_of_placeholders(way):
    """Documents, chosen paths and queries, as the embedding server gets them."""
    with Loopback() as cloud:
        embeddings = OpenAIEmbeddings(
            base_url=cloud.base_url, api_key="made-up", check_embedding_ctx_length=False
        )
        inner = InMemoryStore(index={"dims": 8, "embed": embeddings, "fields": ["text"]})
        store = Calls(PrivacyStore(inner, engine()), way)
        text = sentence("history")
        await store.put(("m",), "a", {"text": text})
        await store.put(
            ("m",), "b", {"text": f"Mail {MAIL}", MAIL: {"note": TOKEN}}, [f"{MAIL}.note"]
        )
        await store.put(("m",), "c", {"text": f"Phone {PHONE}"}, index=False)
        await store.put(
            ("m",), "d", {MAIL: {"note": CARD}, "list": [PHONE]}, ["list[*]", f"{MAIL}"]
        )
        found = await store.search(("m",), query=text, limit=4)
        assert found[0].value == {"text": text}
        assert found[0].score == pytest.approx(1)
        assert {item.key for item in found} == {"a", "b", "c", "d"}
        assert next(item.score for item in found if item.key == "c") is None
        asked = b"".join(cloud.wire.split(b"\n"))
        assert b"<EMAIL_1>" in asked
        assert_hidden({"wire": cloud.wire, **kept(None, "memory", inner)}, SECRETS)


def two_users(same_vault):
    """Engines of two people, or of two devices of one."""
    if same_vault:
        vault = MemoryVault()
        return engine("nora", vault=vault), engine("ben", vault=vault)
    return engine("nora"), engine("nora")


@pytest.mark.parametrize("same_vault", [True, False], ids=["two users", "two devices"])
@pytest.mark.parametrize("kind", KINDS)
async def test_no_crossing(request, kind, same_vault):
    """In one namespace, under one phone number: each has their own items, and reads no other's."""
    one, two = two_users(same_vault)
    async with opened(request, kind, one) as mine:
        yours = Calls(PrivacyStore(mine.store.inner, two), kind)
        await mine.put(("shared",), "mine", {"call": PHONE, "n": 1})
        await yours.put(("shared",), "yours", {"call": OTHER_PHONE, "n": 1})
        await mine.put(("book", PHONE), PHONE, {"of": "one"})
        await yours.put(("book", PHONE), PHONE, {"of": "two"})

        assert (await mine.get(("book", PHONE), PHONE)).value == {"of": "one"}
        assert (await yours.get(("book", PHONE), PHONE)).value == {"of": "two"}
        (name,) = await yours.list_namespaces(prefix=("book", PHONE))
        assert name == ("book", PHONE)
        assert len(await mine.list_namespaces(prefix=("book",))) == 2

        foreign = await mine.get(("shared",), "yours")
        tag = two.tag()
        assert foreign.value == {"call": f"<PHONE_NUMBER_1_~{tag}>", "n": 1}
        assert one.restore(str(foreign.value)) == str(foreign.value)
        found = await mine.search(("shared",), filter={"call": PHONE})
        assert [item.key for item in found] == ["mine"]
        assert await mine.search(("shared",), filter={"call": OTHER_PHONE}) == []
        assert len(await mine.search(("shared",), filter={"n": 1})) == 2

        # What one writes back of the other's is still the other's.
        await mine.put(foreign.namespace, foreign.key, {**foreign.value, "by": MAIL})
        assert (await mine.get(("shared",), "yours")).value["by"] == MAIL
        back = await yours.get(("shared",), "yours")
        assert back.value["call"] == OTHER_PHONE
        assert back.value["by"] == f"<EMAIL_1_~{one.tag()}>"
        (other,) = [ns for ns in await mine.list_namespaces(prefix=("book",)) if ns[1] != PHONE]
        assert [item.value for item in await mine.search(other)] == [{"of": "two"}]
        (item,) = await mine.search(other)
        assert (await mine.get(item.namespace, item.key)).value == {"of": "two"}


async def test_a_moved_scope_reads_what_it_wrote(tmp_path):
    """With the scope exported to another vault, the second device reads the first one's items."""
    inner = InMemoryStore()
    with (
        SQLiteVault(tmp_path / "a.db", key=tmp_path / "ka") as first,
        SQLiteVault(tmp_path / "b.db", key=tmp_path / "kb") as second,
    ):
        store = PrivacyStore(inner, engine(vault=first))
        store.put(("m",), MAIL, {"mail": MAIL})
        other = PrivacyStore(inner, engine(vault=second))
        assert other.get(("m",), MAIL) is None
        (item,) = other.search(("m",))
        assert item.key == f"EMAIL_1_~{engine(vault=first).tag()}"


def test_the_mark_is_the_stores_own():
    """Callers cannot set it, ask for it, or see it; a strange one makes nothing theirs."""
    inner = InMemoryStore()
    privacy = engine()
    store = PrivacyStore(inner, privacy)
    store.put(("m",), "k", {"mail": MAIL})
    assert store.get(("m",), "k").value == {"mail": MAIL}
    assert inner.get(("m",), "k").value == {"mail": "<EMAIL_1>", "_memprivacy": privacy.tag()}
    with pytest.raises(NotCoveredError, match="_memprivacy"):
        store.put(("m",), "k", {"_memprivacy": privacy.tag()})
    with pytest.raises(NotCoveredError, match="_memprivacy"):
        store.search(("m",), filter={"_memprivacy": privacy.tag()})
    for strange in (None, 7, "", "x y", ["a"], "aaaaaaaaaa"):
        inner.put(("m",), "s", {"mail": "<EMAIL_1>", "_memprivacy": strange})
        assert MAIL not in str(store.get(("m",), "s").value)
    store.put(("m",), "own", {"mail": f"<EMAIL_1_~{privacy.tag()}>"})  # as others are shown it
    assert inner.get(("m",), "own").value["mail"] == "<EMAIL_1>"
    store.put(("m",), "plain", {"tea": "jasmine"})
    assert inner.get(("m",), "plain").value == {"tea": "jasmine"}


def test_items_written_beside_the_wall():
    """Without a mark, placeholders are nobody's, unless the store is said to be one's own."""
    inner = InMemoryStore()
    privacy = engine()
    PrivacyStore(inner, privacy).put(("m",), "marked", {"mail": MAIL})
    text = f"<EMAIL_1> and <EMAIL_1_~{privacy.tag()}>"
    inner.put(("m",), "k", {"mail": text, "<EMAIL_1>": 1})
    left = PrivacyStore(inner, privacy).get(("m",), "k")
    assert left.value == {"mail": f"<EMAIL_1> and {MAIL}", "<EMAIL_1>": 1}
    own = PrivacyStore(inner, privacy, unmarked="restore")
    assert own.get(("m",), "k").value == {"mail": f"{MAIL} and {MAIL}", MAIL: 1}
    inner.put(("m",), "k", {"mail": "<EMAIL_1>"})
    assert {item.key for item in own.search(("m",), filter={"mail": MAIL})} == {"marked", "k"}
    with pytest.raises(ValueError, match="unmarked"):
        PrivacyStore(inner, privacy, unmarked="yes")


def test_results_are_copies():
    """What a caller does to a result, or to what it put, does not reach the store."""
    inner = InMemoryStore()
    store = PrivacyStore(inner, engine())
    value = {"list": [MAIL], "plain": {"a": ["b"]}}
    store.put(("m",), "k", value)
    value["list"].append(TOKEN)
    value["plain"]["a"].append(TOKEN)
    for item in (store.get(("m",), "k"), *store.search(("m",))):
        item.value["plain"]["a"].append(TOKEN)
        item.value["new"] = TOKEN
    assert store.get(("m",), "k").value == {"list": [MAIL], "plain": {"a": ["b"]}}
    assert_hidden(kept(None, "memory", inner), SECRETS)


@pytest.mark.parametrize("kind", KINDS)
async def test_what_another_wrote_back_is_found(request, kind):
    """One's own value under another's mark, and theirs as one is shown it; in pages, once each."""
    one, two = two_users(same_vault=True)
    async with opened(request, kind, one) as mine:
        yours = Calls(PrivacyStore(mine.store.inner, two), kind)
        for i in range(6):
            await mine.put(("shared",), f"k{i}", {"to": MAIL, "n": i})
        for key in ("k1", "k4", "k5"):
            seen = await yours.get(("shared",), key)
            by = {"by": OTHER_PHONE} if key != "k5" else {}  # then nobody's mark is left
            await yours.put(("shared",), key, {**seen.value, **by})
        await yours.put(("shared",), "theirs", {"to": "ben.okafor@brightleaf.io"})  # <EMAIL_1> too
        for asked in ({"to": MAIL}, {"to": {"$eq": MAIL}}):
            found = await mine.search(("shared",), filter=asked)
            assert {item.key for item in found} == {f"k{i}" for i in range(6)}
            assert {item.value["to"] for item in found} == {MAIL}
        pages = [
            await mine.search(("shared",), filter={"to": MAIL}, limit=2, offset=start)
            for start in (0, 2, 4, 6)
        ]
        assert [len(page) for page in pages] == [2, 2, 2, 0]
        assert {item.key for page in pages for item in page} == {f"k{i}" for i in range(6)}
        batched = SearchOp(("shared",), {"to": MAIL, "n": 4})
        (found, none) = await mine.batch([batched, batched._replace(filter={"to": PHONE})])
        assert ([item.key for item in found], none) == (["k4"], [])

        shown = (await mine.get(("shared",), "theirs")).value["to"]
        assert shown == f"<EMAIL_1_~{two.tag()}>"
        assert [i.key for i in await mine.search(("shared",), filter={"to": shown})] == ["theirs"]


async def test_the_order_of_spellings_is_the_order_of_a_search():
    """Best first, whoever wrote an item last."""
    with Loopback() as cloud:
        embeddings = OpenAIEmbeddings(
            base_url=cloud.base_url, api_key="made-up", check_embedding_ctx_length=False
        )
        inner = InMemoryStore(index={"dims": 8, "embed": embeddings, "fields": ["text"]})
        one, two = two_users(same_vault=True)
        mine, yours = PrivacyStore(inner, one), PrivacyStore(inner, two)
        for text in ("jasmine tea", "a green bicycle", "the old harbour"):
            mine.put(("m",), text, {"to": MAIL, "text": text})
        mine.put(("m",), "none", {"to": PHONE, "text": "jasmine tea"})
        seen = yours.get(("m",), "jasmine tea")
        yours.put(("m",), seen.key, dict(seen.value))
        found = mine.search(("m",), query="jasmine tea", filter={"to": MAIL})
        scores = [item.score for item in found]
        assert found[0].key == "jasmine tea"
        assert (len(scores), scores) == (3, sorted(scores, reverse=True))
        (best,) = mine.search(("m",), query="jasmine tea", filter={"to": MAIL}, limit=1)
        assert best.key == "jasmine tea"


@pytest.mark.parametrize("operator", ["$ne", "$gt"])
def test_placeholders_are_only_found_by_equality(operator):
    """Others, and those that a caller has as placeholders already: no store can tell whose."""
    one, two = two_users(same_vault=True)
    store = PrivacyStore(InMemoryStore(), one)
    store.put(("m",), "k", {"mail": MAIL, "n": 5})
    for value in (MAIL, "<EMAIL_1>", [MAIL], f"<EMAIL_1_~{two.tag()}>"):
        with pytest.raises(NotCoveredError, match=rf"\{operator} on a private value"):
            store.search(("m",), filter={"mail": {operator: value}})
    assert len(store.search(("m",), filter={"mail": {"$ne": "tea"}})) == 1


def test_private_values_are_not_compared_by_size():
    """`$gt` and the like are refused on what is a placeholder, and pass on the rest."""
    store = PrivacyStore(InMemoryStore(), engine())
    store.put(("m",), "k", {"mail": MAIL, "n": 5})
    for operator in ("$gt", "$gte", "$lt", "$lte"):
        with pytest.raises(NotCoveredError, match=f"\\{operator} on a private value") as caught:
            store.search(("m",), filter={"mail": {operator: MAIL}})
        assert_hidden({"error": repr(caught.value).encode()}, SECRETS)
    assert store.search(("m",), filter={"n": {"$gte": 5}, "mail": {"$eq": MAIL}})


def test_operators_that_are_not_known():
    """They are refused; a value in place of one is not passed on."""
    store = PrivacyStore(InMemoryStore(), engine())
    for condition in ({"$near": 1}, {f"${MAIL}": 1}, {"$eq": 1, MAIL: 2}):
        with pytest.raises(NotCoveredError, match=r"known are \$eq") as caught:
            store.search(("m",), filter={"mail": condition})
        assert_hidden({"error": repr(caught.value).encode()}, SECRETS)


class NewOp(list):
    """An operation of a later release."""


class Wider(PutOp):
    """One that has a field more."""

    _fields = (*PutOp._fields, "note")
    note = MAIL


@pytest.mark.parametrize("way", ["sync", "async"])
async def test_what_is_not_known_is_refused(way):
    """Operations, fields, keys and values that cannot be read; the rest is not done either."""
    inner = InMemoryStore()
    store = Calls(PrivacyStore(inner, engine()), way)
    strange = (
        NewOp(),
        Wider(("m",), "k", {"a": 1}),
        PutOp(("m",), 7, {"a": 1}),
        PutOp(("m",), "k", {"a": object()}),
    )
    for op in strange:
        with pytest.raises(NotCoveredError) as caught:
            await store.batch([PutOp(("m",), "first", {"a": 1}), op])
        assert_hidden({"error": repr(caught.value).encode()}, SECRETS)
    assert inner.search(()) == []


@pytest.mark.parametrize("kind", KINDS)
async def test_errors_quote_nothing(request, kind):
    """Neither those of the wall nor those of the store behind it."""
    said = []
    async with opened(request, kind, engine()) as store:
        for call in (
            store.put((MAIL,), "k", {"a": 1}),
            store.get((MAIL,), "k"),
            store.search((MAIL,)),
            store.delete((MAIL,), "k"),
            store.list_namespaces(prefix=(MAIL,)),
            store.batch([GetOp((MAIL,), "k")]),
            store.search(("a",), filter={"mail": {"$near": MAIL}}),
            store.search(("a",), filter={MAIL: 1, "x' y": MAIL}),
            store.put(("a",), "k", {"a": {MAIL: object()}}),
        ):
            error: BaseException | None = None
            try:
                await call
            except Exception as caught:
                error = caught
            while error is not None:
                said.append(f"{error!r} {error}")
                error = error.__cause__ or error.__context__
    assert len(said) >= 7
    assert_hidden({"errors": "\n".join(said).encode()}, SECRETS)


class Broken:
    """A detector that fails."""

    def extract(self, text, *, role="user", real_name=None):
        """Fail."""
        raise RuntimeError(text)


class Slow:
    """A detector that takes its time, like a model."""

    def extract(self, text, *, role="user", real_name=None):
        """Wait."""
        time.sleep(0.2)
        return []


async def test_the_loop_goes_on_while_a_detector_works():
    """All five functions leave the event loop alone."""
    store = PrivacyStore(InMemoryStore(), MemPrivacy(extractor=Slow(), vault=MemoryVault()))
    longest, done = 0.0, False

    async def watch():
        nonlocal longest
        while not done:
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            longest = max(longest, time.perf_counter() - begun)

    watching = asyncio.ensure_future(watch())
    await asyncio.sleep(0.02)
    begun = time.perf_counter()
    await store.aput(("a b",), "c d", {"e": "f"})
    await store.asearch(("g h",), query="i")
    await store.aget(("j k",), "c d")
    await store.alist_namespaces(prefix=("l m",))
    await store.adelete(("n o",), "c d")
    await store.abatch([GetOp(("p q",), "r")])
    assert time.perf_counter() - begun > 1
    done = True
    await watching
    assert longest < 0.15


@pytest.mark.parametrize("way", ["sync", "async"])
async def test_without_a_detector_nothing_leaves(way):
    """The store gets nothing when the detector fails."""
    inner = InMemoryStore()
    store = Calls(PrivacyStore(inner, MemPrivacy(extractor=Broken(), vault=MemoryVault())), way)
    for call in (store.put(("m",), "k", {"a": "b"}), store.search(("m",), query="b")):
        with pytest.raises(ExtractorError):
            await call
    assert inner.search(()) == []


async def test_whose_values():
    """The running config says it, or `scope=`; without either nothing happens."""
    inner = InMemoryStore()
    privacy = engine(lambda config: config["configurable"]["user"])
    store = PrivacyStore(inner, privacy)
    with pytest.raises(ScopeError):
        store.put(("m",), "k", {"mail": MAIL})
    with pytest.raises(ScopeError):
        await store.aput(("m",), "k", {"mail": MAIL})
    assert inner.search(()) == []
    seen = {}
    for user in ("u1", "u2"):
        token = var_child_runnable_config.set({"configurable": {"user": user}})
        try:
            await store.aput(("m",), user, {"mail": f"{user}@brightleaf.io"})
            seen[user] = [item.value["mail"] for item in await store.asearch(("m",))]
        finally:
            var_child_runnable_config.reset(token)
    assert seen["u2"] == [f"<EMAIL_1_~{privacy.tag('u1')}>", "u2@brightleaf.io"]
    fixed = PrivacyStore(inner, privacy, scope="u1")
    assert fixed.get(("m",), "u1").value == {"mail": "u1@brightleaf.io"}
    with pytest.raises(ScopeError):
        PrivacyStore(inner, privacy, scope=" ")


def test_inside_of_a_graph_boundary_all_stays_placeholders():
    """What is read there holds no value, finds its way back, and another scope is refused."""
    inner = InMemoryStore()
    privacy = engine()
    store = PrivacyStore(inner, privacy)
    store.put(("m", PHONE), MAIL, {"mail": MAIL, "tea": "jasmine"})
    PrivacyStore(inner, engine("ben")).put(("m", "x"), "k", {"mail": "ben@brightleaf.io"})

    def inside(text):
        own, other = store.search(("m",))
        assert (own.namespace, own.key) == (("m", "<PHONE_NUMBER_1>"), "<EMAIL_1>")
        assert own.value == {"mail": "<EMAIL_1>", "tea": "jasmine"}
        assert other.value["mail"].startswith("<EMAIL_1_~")
        assert store.get(own.namespace, own.key).value == own.value
        store.put(own.namespace, own.key, {"mail": text, "new": "<PHONE_NUMBER_1>"})
        with pytest.raises(ScopeError):
            PrivacyStore(inner, privacy, scope="ben").search(())
        return other.value["mail"]

    said = protect(RunnableLambda(inside), privacy).invoke(MAIL)
    assert said.startswith("<EMAIL_1_~")
    assert store.get(("m", PHONE), MAIL).value == {"mail": MAIL, "new": PHONE}
    assert len(inner.search(())) == 2


class Counting(AsyncSqliteStore):
    """Notes how many operations come at once."""

    sizes: list[int]

    async def abatch(self, ops):
        """Note, and go on."""
        ops = list(ops)
        self.sizes.append(len(ops))
        return await super().abatch(ops)


async def test_what_comes_together_is_gathered(tmp_path):
    """A store that gathers operations gets them together, in the order of the calls."""
    async with Counting.from_conn_string(str(tmp_path / "s.db")) as inner:
        await inner.setup()
        inner.sizes = []
        store = PrivacyStore(inner, engine())
        await store.aput(("m",), "first", {"mail": MAIL})
        inner.sizes.clear()
        await asyncio.gather(*(store.aput(("m",), f"k{i}", {"mail": MAIL}) for i in range(30)))
        assert sum(inner.sizes) == 30
        assert len(inner.sizes) <= 3
        for _ in range(5):
            await asyncio.gather(*(store.aput(("m",), "k", {"n": i}) for i in range(20)))
            assert (await store.aget(("m",), "k")).value == {"n": 19}
        # Threads may call it as they may call the inner one; its own loop may not.
        item = await asyncio.to_thread(store.get, ("m",), "k1")
        assert item.value == {"mail": MAIL}
        with pytest.raises(asyncio.InvalidStateError):
            store.get(("m",), "k1")


async def test_a_cancelled_call_harms_no_other():
    """Calls that wait with it get their answers."""
    store = PrivacyStore(InMemoryStore(), engine())
    tasks = [asyncio.ensure_future(store.aput(("m",), f"k{i}", {"n": i})) for i in range(10)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert {item.key for item in await store.asearch(("m",))} == {f"k{i}" for i in (1, 3, 5, 7, 9)}
    assert (await store.aget(("m",), "k1")).value == {"n": 1}


async def test_the_inner_stores_other_methods(tmp_path):
    """Setting up and sweeping are the inner store's; what holds items is out of reach."""
    async with inner_store("sqlite async", tmp_path, None) as inner:
        store = PrivacyStore(inner, engine())
        assert store.setup == inner.setup
        assert store.sweep_ttl == inner.sweep_ttl
        assert isinstance(store, BaseStore)
        assert "Sqlite" in repr(store)
        with pytest.raises(AttributeError):
            _ = store._data
        with pytest.raises(AttributeError):
            _ = store.nothing
    async with PrivacyStore(AsyncSqliteStore(inner.conn), engine()) as store:
        assert isinstance(store, PrivacyStore)


def test_what_is_found_late_is_hidden_early():
    """A name that only the last value of a batch gives away is hidden in the first one."""
    inner = InMemoryStore()
    store = PrivacyStore(inner, engine())
    store.batch([
        PutOp(("m",), "Nora Whitfield", {"note": "Nora Whitfield likes tea"}),
        PutOp(("m",), "b", {"note": "My name is Nora Whitfield."}),
    ])  # fmt: skip
    assert b"likes tea" in kept(None, "memory", inner)["memory"]
    assert b"Nora" not in kept(None, "memory", inner)["memory"]
