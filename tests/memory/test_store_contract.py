"""What a store of LangGraph does, it does behind the wall: one suite for both."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from faces.postgres import postgres_server, postgres_uri  # noqa: F401  # fixtures
from langgraph.store.base import (
    GetOp,
    InvalidNamespaceError,
    ListNamespacesOp,
    MatchCondition,
    PutOp,
    SearchOp,
)
from memory.store_world import CARD, KINDS, MAIL, PHONE, TOKEN, engine, opened

HOME = ("people", PHONE)
VALUE = {
    "mail": MAIL,
    "tea": "jasmine",
    "count": 3,
    "ratio": 0.25,
    "done": True,
    "nothing": None,
    "list": [MAIL, 7, {"card": CARD}],
    "deep": {"er": {MAIL: [f"token {TOKEN}"]}},
    "emoji": f"🍵 茶 {MAIL}\r\n\u200b",
    "": "an empty key",
}


@pytest.fixture(params=KINDS)
def kind(request):
    """Which store."""
    return request.param


@pytest.fixture(params=["bare", "behind the wall"])
async def store(request, kind):
    """A store of that kind, as it is and behind the wall."""
    privacy = None if request.param == "bare" else engine()
    async with opened(request, kind, privacy) as calls:
        yield calls


def keys(items):
    """Keys in the order in which they came."""
    return [item.key for item in items]


async def test_what_is_put_can_be_got(store):
    """Every kind of JSON value comes back as it was, with its place and its times."""
    before = datetime.now(UTC).replace(microsecond=0)
    value = {**VALUE, "list": list(VALUE["list"])}
    await store.put(HOME, MAIL, value)
    assert value == VALUE
    item = await store.get(HOME, MAIL)
    assert (item.namespace, item.key, item.value) == (HOME, MAIL, VALUE)
    assert isinstance(item.created_at, datetime)
    assert item.updated_at.replace(tzinfo=item.updated_at.tzinfo or UTC) >= before


async def test_what_is_not_there(store):
    """A missing key and a missing namespace are None; deleting them is no error."""
    await store.put(HOME, "here", {"a": 1})
    assert await store.get(HOME, MAIL) is None
    assert await store.get(("people", "+49 170 5559999"), "here") is None
    await store.delete(HOME, MAIL)
    assert await store.search(("nowhere",)) == []
    assert await store.search(HOME, filter={"mail": MAIL}) == []


async def test_the_last_put_wins(store):
    """A value is replaced as a whole."""
    await store.put(HOME, MAIL, {"mail": MAIL, "old": 1})
    await store.put(HOME, MAIL, {"card": CARD})
    assert (await store.get(HOME, MAIL)).value == {"card": CARD}
    assert len(await store.search(HOME)) == 1


async def test_delete(store):
    """Only that item goes."""
    await store.put(HOME, MAIL, {"mail": MAIL})
    await store.put(HOME, "other", {"mail": MAIL})
    await store.delete(HOME, MAIL)
    assert await store.get(HOME, MAIL) is None
    assert keys(await store.search(HOME)) == ["other"]


async def test_one_key_in_two_namespaces(store):
    """They are two items."""
    await store.put(("a", PHONE), MAIL, {"n": 1})
    await store.put(("b", PHONE), MAIL, {"n": 2})
    assert (await store.get(("a", PHONE), MAIL)).value == {"n": 1}
    assert (await store.get(("b", PHONE), MAIL)).value == {"n": 2}


async def test_search_looks_below_a_prefix(store):
    """Whole labels count; the empty prefix is everything."""
    for namespace in (HOME, (*HOME, "notes"), ("peoples",), ("other", PHONE), ("people",)):
        await store.put(namespace, "k", {"where": list(namespace)})

    async def found(*prefix):
        return sorted(item.namespace for item in await store.search(prefix))

    assert await found("people", PHONE) == [HOME, (*HOME, "notes")]
    assert await found("people") == [("people",), HOME, (*HOME, "notes")]
    assert len(await found()) == 5
    item = (await store.search(("other",)))[0]
    assert (item.value, item.key, item.score) == ({"where": ["other", PHONE]}, "k", None)


async def test_filters(store):
    """Equality and operators, on private values and others, one or several."""
    people = {
        "nora": {"mail": MAIL, "age": 41, "team": "red"},
        "ben": {"mail": "ben.okafor@brightleaf.io", "age": 35, "team": "red"},
        "mei": {"mail": "mei.tanaka@brightleaf.io", "age": 58, "team": "blue"},
    }
    for key, value in people.items():
        await store.put(HOME, key, value)

    async def found(asked):
        return sorted(keys(await store.search(HOME, filter=asked)))

    assert await found({"mail": MAIL}) == ["nora"]
    assert await found({"mail": {"$eq": MAIL}}) == ["nora"]
    assert await found({"team": {"$ne": "red"}}) == ["mei"]
    assert await found({"mail": MAIL, "team": {"$ne": "blue"}}) == ["nora"]
    assert await found({"team": "blue", "mail": MAIL}) == []
    assert await found({"age": {"$gt": 35, "$lt": 58}}) == ["nora"]
    assert await found({"age": {"$gte": 41}}) == ["mei", "nora"]
    assert await found({"age": {"$lte": 41}}) == ["ben", "nora"]
    assert await found({"age": 41}) == ["nora"]
    assert await found({}) == ["ben", "mei", "nora"]


async def test_pages(store):
    """Limit and offset cut results into pages that have no item in common."""
    for i in range(7):
        await store.put(HOME, f"k{i}", {"mail": MAIL, "i": i})
    pages = [await store.search(HOME, limit=3, offset=start) for start in (0, 3, 6, 9)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert sorted(key for page in pages for key in keys(page)) == [f"k{i}" for i in range(7)]


async def test_listing_namespaces(store):
    """By prefix, suffix, wildcard and depth, without doubles, in pages."""
    places = [("a", PHONE, "x"), ("a", PHONE, "y"), ("a", "u1", "x"), ("b", PHONE, "x"), ("b",)]
    for namespace in places:
        for key in ("k", MAIL):
            await store.put(namespace, key, {"n": 1})

    async def listed(**asked):
        return sorted(await store.list_namespaces(**asked))

    assert await listed() == sorted(places)
    assert await listed(prefix=("a",)) == sorted(places[:3])
    assert await listed(prefix=("a", PHONE)) == sorted(places[:2])
    assert await listed(suffix=("x",)) == sorted([places[0], places[2], places[3]])
    assert await listed(suffix=(PHONE, "x")) == sorted([places[0], places[3]])
    assert await listed(prefix=("*", PHONE)) == sorted([*places[:2], places[3]])
    assert await listed(prefix=("a",), suffix=("y",)) == [places[1]]
    assert await listed(prefix=("a", "*", "x")) == sorted([places[0], places[2]])
    assert await listed(max_depth=1) == [("a",), ("b",)]
    assert await listed(max_depth=2) == sorted([("a", PHONE), ("a", "u1"), ("b", PHONE), ("b",)])
    assert await listed(prefix=("nowhere",)) == []
    pages = [await store.list_namespaces(limit=2, offset=start) for start in (0, 2, 4)]
    assert sorted(namespace for page in pages for namespace in page) == sorted(places)


async def test_a_batch_answers_in_order(store):
    """Each operation has its result in its place; reads see what was there before."""
    await store.put(HOME, "old", {"mail": MAIL})
    everything = MatchCondition("prefix", ("people", "*"))
    results = await store.batch(
        op
        for op in [
            GetOp(HOME, "old"),
            PutOp(HOME, MAIL, {"card": CARD}),
            SearchOp(HOME, filter={"mail": MAIL}),
            GetOp(HOME, "missing"),
            ListNamespacesOp((everything,)),
            PutOp(HOME, "gone", None),
        ]
    )
    assert results[0].value == {"mail": MAIL}
    assert results[1] is None
    assert keys(results[2]) == ["old"]
    assert results[3:] == [None, [HOME], None]
    assert (await store.get(HOME, MAIL)).value == {"card": CARD}


async def test_the_last_put_of_a_batch_wins(store):
    """Also where it deletes."""
    await store.batch([PutOp(HOME, MAIL, {"n": 1}), PutOp(HOME, MAIL, {"n": 2})])
    assert (await store.get(HOME, MAIL)).value == {"n": 2}
    await store.batch([PutOp(HOME, MAIL, {"n": 3}), PutOp(HOME, MAIL, None)])
    assert await store.get(HOME, MAIL) is None
    assert await store.batch([]) == []


@pytest.mark.parametrize(
    "namespace",
    [(), ("",), (MAIL,), ("a", ""), ("langgraph", "a"), ("a", 7), ("a\0b",)],
    ids=["empty", "no label", "period", "inner", "root", "number", "nul"],
)
async def test_where_nothing_may_be_put(store, namespace):
    """Namespaces are checked before anything is stored."""
    with pytest.raises(InvalidNamespaceError):
        await store.put(namespace, "k", {"a": 1})
    assert await store.search(()) == []


async def test_labels_are_checked_in_a_batch_too(store, kind):
    """A period would address another namespace."""
    if kind.startswith("memory") and "Privacy" not in type(store.store).__name__:
        pytest.skip("the store in memory does not check, and need not")
    await store.put(("a", "b"), "k", {"secret": 1})
    for op in (
        GetOp(("a.b",), "k"),
        SearchOp(("a.b",)),
        PutOp(("a.b",), "k", None),
        ListNamespacesOp((MatchCondition("prefix", ("a.b",)),)),
    ):
        with pytest.raises(InvalidNamespaceError):
            await store.batch([op])
    assert (await store.get(("a", "b"), "k")).value == {"secret": 1}


async def test_many_at_once(store):
    """Calls at the same time do not get each other's answers."""
    await asyncio.gather(*(store.put(HOME, f"k{i}", {"i": i, "mail": MAIL}) for i in range(20)))
    items = await asyncio.gather(*(store.get(HOME, f"k{i}") for i in range(20)))
    assert [item.value for item in items] == [{"i": i, "mail": MAIL} for i in range(20)]


@pytest.mark.parametrize("wall", [False, True], ids=["bare", "behind the wall"])
async def test_items_that_expire(request, kind, wall):
    """A time to live is kept and renewed on reading; without support it is refused."""
    privacy = engine() if wall else None
    if kind.startswith("memory"):
        async with opened(request, kind, privacy) as store:
            assert not store.store.supports_ttl
            with pytest.raises(NotImplementedError):
                await store.put(HOME, MAIL, {"mail": MAIL}, ttl=1)
        return
    ttl = {"refresh_on_read": True, "default_ttl": 1.8 / 60, "sweep_interval_minutes": 60}
    async with opened(request, kind, privacy, ttl=ttl) as store:
        assert store.store.supports_ttl or kind == "sqlite async"  # which has it, and denies it
        assert store.store.ttl_config == ttl
        left = ["read", "found"] if kind == "sqlite" else []  # others round what they renew
        for key in ("gone", *left):
            await store.put(HOME, key, {"mail": MAIL, "key": key})
        await store.put(HOME, "kept", {"mail": MAIL}, ttl=None)
        for _ in range(3):
            await asyncio.sleep(1)
            if left:
                assert await store.get(HOME, "read")
                assert await store.search(HOME, filter={"key": "found", "mail": MAIL})
                await store.get(HOME, "gone", refresh_ttl=False)
        swept = store.store.sweep_ttl()
        assert (await swept if store.is_async else swept) == 1
        assert sorted(keys(await store.search(HOME, refresh_ttl=False))) == sorted(["kept", *left])
