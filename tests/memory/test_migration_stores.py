"""Items of stores that were there before, for every kind of store."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from faces.exits.canaries import PLACES, sentence
from faces.postgres import postgres_server, postgres_uri  # noqa: F401
from langchain_openai import OpenAIEmbeddings
from langgraph.store.memory import InMemoryStore
from langgraph.store.sqlite import SqliteStore
from memory.exports import RAW
from memory.store_world import KINDS, inner_store

from langchain_memprivacy import MemoryVault, MemPrivacy, NotCoveredError, SQLiteVault
from langchain_memprivacy.integrations.store import PrivacyStore
from langchain_memprivacy.integrations.store.operations import MARK
from langchain_memprivacy.migration import migrate_store
from langchain_memprivacy.migration.uris import open_store
from langchain_memprivacy.testing.loopback import Loopback, find_leaks

NORA, PHONE = "nora.whitfield@brightleaf.io", "+1 503-555-0142"
ITEMS = [
    *((("memories", "u-1"), f"k{n}", {"text": sentence(place)}) for n, place in enumerate(PLACES)),
    (("memories", PHONE), "tea", {"likes": ["tea", 3]}),
    (("memories",), NORA, {NORA: {"when": "2026-03-01", "n": 7}}),
    (("plain",), "tea", {"likes": ["tea", 3]}),
]


def fill(store, items=ITEMS):
    """Put items as they were before."""
    for namespace, key, value in items:
        store.put(namespace, key, value)


def held(store):
    """All that a store holds."""
    return {(tuple(item.namespace), item.key): item.value for item in store.search((), limit=1000)}


ALL = {(namespace, key): value for namespace, key, value in ITEMS}


def clean(data) -> bool:
    """Whether nothing raw, nor a piece of it, is in something."""
    data = data if isinstance(data, bytes) else repr(data).encode()
    texts = [value for value in (*RAW.values(), NORA, PHONE) if not value.isdigit()]
    digits = [value for value in RAW.values() if value.isdigit()]
    return find_leaks(data, texts, 6) == find_leaks(data, digits, 10) == []


@pytest.fixture
def privacy():
    """An engine with a vault in memory."""
    return MemPrivacy(vault=MemoryVault())


@pytest.fixture
def store():
    """A store that holds the items."""
    store = InMemoryStore()
    fill(store)
    return store


@pytest.fixture
def uri(request):
    """A database for the kinds that need one."""
    kind = request.getfixturevalue("kind")
    return request.getfixturevalue("postgres_uri") if kind.startswith("postgres") else None


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_store(tmp_path, kind, uri, privacy):
    """In place and back: clean in between, readable through the wrapper, the same at the end."""
    async with inner_store(kind, tmp_path, uri) as store:
        for item in ITEMS:
            await store.aput(*item) if kind.endswith("async") else store.put(*item)
        done = await asyncio.to_thread(migrate_store, store, None, privacy)
        assert (done.items, done.changed, done.unchanged, done.failures) == (11, 10, 1, [])
        assert clean(await asyncio.to_thread(held, store))
        again = await asyncio.to_thread(migrate_store, store, None, privacy)
        assert (again.items, again.changed, again.unchanged) == (11, 0, 11)
        assert await asyncio.to_thread(held, PrivacyStore(store, privacy)) == ALL
        back = await asyncio.to_thread(migrate_store, store, None, privacy, restore=True)
        assert (back.changed, back.values) == (10, done.values)
        assert await asyncio.to_thread(held, store) == ALL


def test_into_a_new_store(store, privacy):
    """The source stays, the target holds all, and what is there already is not done twice."""
    target = InMemoryStore()
    done = migrate_store(store, target, privacy)
    assert (done.items, done.changed, done.failures) == (11, 11, [])
    assert held(store) == ALL
    assert clean(held(target))
    assert held(PrivacyStore(target, privacy)) == ALL
    assert migrate_store(store, target, privacy).unchanged == 11
    back = InMemoryStore()
    migrate_store(target, back, privacy, restore=True)
    assert held(back) == ALL


def test_what_is_found_late_is_hidden_early(privacy):
    """A name that only the last of many items gives away is hidden in the first one."""
    store = InMemoryStore()
    for number in range(1200):
        store.put(("m",), f"{number}", {"text": f"Whitfield likes tea number {number}."})
    store.put(("m",), "z", {"text": "My last name is Whitfield."})
    assert migrate_store(store, None, privacy).changed == 1201
    assert find_leaks(repr(held(store)).encode(), ["Whitfield"], 6) == []


def test_a_dry_run(store, tmp_path):
    """Neither store nor vault change; the counts are those of the real run."""
    with SQLiteVault(tmp_path / "vault.db", key=bytes(32)) as vault:
        privacy = MemPrivacy(vault=vault)
        dry = migrate_store(store, None, privacy, dry_run=True)
        assert held(store) == ALL
        assert vault.scopes() == []
        assert vault.audit_log() == []
        real = migrate_store(store, None, privacy)
        assert (dry.items, dry.changed, dry.unchanged) == (11, 10, 1)
        assert dry.values == real.values


def test_a_restoration_is_in_the_audit_log(store, tmp_path):
    """One line, with types and counts; a dry run leaves none."""
    with SQLiteVault(tmp_path / "vault.db", key=bytes(32)) as vault:
        privacy = MemPrivacy(vault=vault)
        done = migrate_store(store, None, privacy)
        migrate_store(store, None, privacy, restore=True, dry_run=True)
        migrate_store(store, None, privacy, restore=True)
        (line,) = [x for x in vault.audit_log() if x.action == "restore migration"]
        assert line.counts["EMAIL"] == sum(
            count for (tag, _), count in done.values.items() if tag == "EMAIL"
        )


def test_two_people_in_one_namespace(privacy):
    """Items of another scope stay as they are, in both directions."""
    store = InMemoryStore()
    bo = PrivacyStore(store, privacy, scope="bo")
    bo.put(("shared",), "b", {"text": f"Mail {NORA}."})
    before = held(store)
    store.put(("shared",), "a", {"text": f"Call {PHONE}."})
    assert migrate_store(store, None, privacy).changed == 1
    assert migrate_store(store, None, privacy, restore=True).changed == 1
    assert {**held(store)} == {**before, (("shared",), "a"): {"text": f"Call {PHONE}."}}
    migrate_store(store, None, privacy)
    migrate_store(store, None, privacy, scope="bo", restore=True)
    assert store.get(("shared",), "b").value == {"text": f"Mail {NORA}."}
    assert MARK in store.get(("shared",), "a").value


def test_nothing_is_written_over(privacy):
    """Where the place of an item is taken by another content, it stays and is listed."""
    store, target = InMemoryStore(), InMemoryStore()
    store.put(("m",), "a", {"text": f"Mail {NORA}."})
    target.put(("m",), "a", {"text": "mine"})
    done = migrate_store(store, target, privacy)
    (failure,) = done.failures
    assert (failure.name, failure.reason) == ("m/a", "the target has something else under its name")
    assert target.get(("m",), "a").value == {"text": "mine"}


class Odd:
    """Something that is no data."""


def test_what_cannot_be_protected_is_listed(store, privacy):
    """The item stays, whole; no value is shown; `stop` ends it there."""
    store.put(("odd",), NORA, {"text": f"Mail {NORA}.", "what": Odd()})
    done = migrate_store(store, None, privacy)
    (failure,) = done.failures
    assert failure.name == f"odd/{NORA}"
    assert "Odd" in failure.reason
    assert NORA not in repr(done)
    assert done.changed == 10
    assert store.get(("odd",), NORA).value["text"] == f"Mail {NORA}."
    with pytest.raises(NotCoveredError):
        migrate_store(store, None, privacy, on_error="stop")


def test_wrapped_and_equal_ends(store, privacy):
    """A wrapped store would be rewritten twice; a store into itself is in place."""
    with pytest.raises(NotCoveredError, match="inner"):
        migrate_store(PrivacyStore(store, privacy), None, privacy)
    with pytest.raises(NotCoveredError, match="inner"):
        migrate_store(store, PrivacyStore(InMemoryStore(), privacy), privacy)
    with pytest.raises(ValueError, match="one store"):
        migrate_store(store, store, privacy)


def test_one_person_at_a_time(privacy):
    """With a namespace only its items are rewritten, each person's values in their own scope."""
    store = InMemoryStore()
    fill(
        store,
        [
            (("memories", "u-1"), "a", {"text": f"Mail {NORA}."}),
            (("memories", "u-1", PHONE), "b", {"text": f"Call {PHONE}."}),
            (("memories", "u-10"), "a", {"text": "Mail bo.ferris@kern-labs.io."}),
        ],
    )
    before = held(store)
    done = migrate_store(store, None, privacy, scope="nora", namespace=("memories", "u-1"))
    assert (done.items, done.changed) == (2, 2)
    other = store.get(("memories", "u-10"), "a")
    assert other.value == {"text": "Mail bo.ferris@kern-labs.io."}
    migrate_store(store, None, privacy, scope="bo", namespace=("memories", "u-10"))
    assert privacy.restore("<EMAIL_1>", scope="nora") == NORA
    assert privacy.restore("<EMAIL_1>", scope="bo") == "bo.ferris@kern-labs.io"
    assert clean(held(store))
    # A label that became a pseudonym is still named as it was.
    deep = ("memories", "u-1", PHONE)
    back = migrate_store(store, None, privacy, scope="nora", namespace=deep, restore=True)
    assert (back.items, back.changed) == (1, 1)
    for scope in ("nora", "bo"):
        migrate_store(store, None, privacy, scope=scope, restore=True)
    assert held(store) == before
    with pytest.raises(ValueError, match="tuple"):
        migrate_store(store, None, privacy, namespace="memories")


@pytest.mark.parametrize("unmarked", ["leave", "restore"])
def test_look_alikes_in_a_store(privacy, unmarked):
    """What nobody's mark stands beside is text, unless it is said to be the scope's own."""
    privacy.desensitize("Mail ida.brandt@brightleaf.io.")
    store = InMemoryStore()
    text = f"Mail {NORA}, not <EMAIL_1> nor <EMAIL_2>."
    store.put(("m", "<EMAIL_2>"), "a", {"text": text, "<EMAIL_2>": 1})
    store.put(("m",), "b", {"text": "Ask <EMAIL_1>."})
    before = held(store)
    migrate_store(store, None, privacy, unmarked=unmarked)
    shown = held(PrivacyStore(store, privacy))
    own = "<EMAIL_1>" if unmarked == "leave" else "ida.brandt@brightleaf.io"
    assert shown[("m",), "b"] == {"text": f"Ask {own}."}
    assert shown[("m", "<EMAIL_2>"), "a"] == {
        "text": text.replace("<EMAIL_1>", own),
        "<EMAIL_2>": 1,
    }
    if unmarked == "leave":
        assert migrate_store(store, None, privacy).changed == 0
        migrate_store(store, None, privacy, restore=True)
        assert held(store) == before


def test_an_item_nested_too_deep(store, privacy):
    """It is listed, and the rest is rewritten."""
    value = {"text": f"Mail {NORA}."}
    for _ in range(5000):
        value = {"in": value}
    store.put(("m",), "deep", value)
    done = migrate_store(store, None, privacy)
    assert [(one.name, one.reason) for one in done.failures] == [("m/deep", "nested too deep")]
    assert done.changed == 10


def test_one_database_under_two_names(tmp_path, monkeypatch, privacy):
    """Two stores on one file are one store; two files are two."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link.db").symlink_to("a.db")
    with SqliteStore.from_conn_string("a.db") as store:
        fill(store)
        for name in ("./a.db", str(tmp_path / "a.db"), "link.db"):
            with (
                SqliteStore.from_conn_string(name) as same,
                pytest.raises(ValueError, match="one store"),
            ):
                migrate_store(store, same, privacy)
        with SqliteStore.from_conn_string("b.db") as other:
            assert migrate_store(store, other, privacy).failures == []


def test_a_database_that_others_read(tmp_path, privacy):
    """One clear line, nothing lost, and it works as soon as they are gone."""
    path = tmp_path / "store.db"
    with SqliteStore.from_conn_string(str(path)) as store:
        store.setup()
        store.conn.execute("PRAGMA journal_mode=DELETE")
        fill(store)
        store.conn.execute("PRAGMA busy_timeout=50")
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM store").fetchone()
            with pytest.raises(TimeoutError, match="locked by another process"):
                migrate_store(store, None, privacy, state=tmp_path / "state")
        assert held(store) == ALL
        done = migrate_store(store, None, privacy, state=tmp_path / "state")
        assert (done.changed, done.failures) == (10, [])
        assert clean(held(store))


def test_an_item_that_comes_meanwhile(store, privacy):
    """What somebody stores while it runs is rewritten, too."""
    late = [(("memories",), "late", {"text": f"Call {PHONE}."})]

    def progress(done, total):
        if late and done:
            store.put(*late.pop())

    migrate_store(store, None, privacy, progress=progress)
    assert late == []
    assert clean(held(store))


def test_an_item_that_changes_meanwhile(privacy):
    """It is rewritten as it is then; what is deleted does not come back."""
    store = InMemoryStore()
    for number in range(600):
        store.put(("m",), f"{number}", {"text": f"Mail g{number}.moor@brightleaf.io."})
    changes = [
        lambda: store.put(("m",), "599", {"text": "new"}),
        lambda: store.delete(("m",), "598"),
    ]

    def progress(done, total):
        if done and changes:
            changes.pop()()

    migrate_store(store, None, privacy, progress=progress)
    assert store.get(("m",), "599").value == {"text": "new"}
    assert store.get(("m",), "598") is None


class Failing(InMemoryStore):
    """A store that fails at the n-th call."""

    left = 0

    def __init__(self, error, *, only=None):
        super().__init__()
        self.error, self.only = error, only

    def batch(self, ops):
        ops = list(ops)
        self.left -= 1
        hit = self.only is None or any(
            self.only in repr(op) for op in ops if type(op).__name__ == "PutOp"
        )
        if self.left == 0 or (self.only is not None and hit and self.left > 0):
            raise self.error
        return super().batch(ops)


@pytest.mark.parametrize("in_place", [True, False])
def test_it_goes_on_after_an_interruption(tmp_path, in_place):
    """Cut off at any call to the store and run again: all is there once, and clean."""
    for left in range(1, 40):
        store, privacy = Failing(KeyboardInterrupt()), MemPrivacy(vault=MemoryVault())
        fill(store)
        target = None if in_place else InMemoryStore()
        store.left = left
        try:
            migrate_store(store, target, privacy, state=tmp_path / "state")
        except KeyboardInterrupt:
            pass
        else:
            assert left > 3
            break
        store.left = 0
        done = migrate_store(store, target, privacy, state=tmp_path / "state")
        assert done.failures == []
        assert clean(held(target or store))
        assert held(PrivacyStore(target or store, privacy)) == ALL
        assert not (tmp_path / "state").exists()
    else:
        pytest.fail("it never ended")


def test_a_store_that_refuses_an_item(privacy):
    """That one is listed and stays, the others of its batch are written."""
    store = Failing(OSError("refused"), only="likes jazz")
    fill(store)
    store.put(("m",), "bad", {"text": f"{NORA} likes jazz"})
    store.left = 10**6
    done = migrate_store(store, None, privacy)
    (failure,) = done.failures
    assert (failure.name, failure.reason) == ("m/bad", "the store refused it (OSError)")
    assert done.changed == 10
    assert store.get(("m",), "bad").value == {"text": f"{NORA} likes jazz"}


def test_embeddings_are_made_anew(monkeypatch, privacy):
    """The vectors of rewritten items come from placeholders; the server sees nothing raw."""
    with Loopback() as cloud:
        embed = OpenAIEmbeddings(
            base_url=cloud.base_url, api_key="none", check_embedding_ctx_length=False
        )
        target = InMemoryStore(index={"embed": embed, "dims": 8, "fields": ["$"]})
        source = InMemoryStore()
        fill(source)
        done = migrate_store(source, target, privacy)
        assert done.failures == []
        assert cloud.requests("/v1/embeddings")
        assert clean(cloud.wire)


# --- by address


def test_a_file_keeps_no_copy(tmp_path, privacy):
    """Rewritten in place by its address, an SQLite file holds nothing raw, free pages included."""
    path = tmp_path / "store.db"
    with SqliteStore.from_conn_string(str(path)) as store:
        store.setup()
        fill(store)
    assert not clean(path.read_bytes())
    with open_store(f"sqlite:{path}") as store:
        assert migrate_store(store, None, privacy).changed == 10
    assert clean(b"".join(file.read_bytes() for file in tmp_path.glob("store.db*")))
    with open_store(f"sqlite:{path}", writes=False) as store:
        assert held(PrivacyStore(store, privacy)) == ALL


def test_postgres_by_its_address(postgres_uri, privacy):  # noqa: F811
    """An empty database is no store; made one, it is opened and rewritten."""
    with pytest.raises(ValueError, match="no LangGraph items"), open_store(postgres_uri):
        pass
    with open_store(postgres_uri, create=True) as store:
        fill(store)
    with open_store(postgres_uri) as store:
        assert migrate_store(store, None, privacy).changed == 10
        assert clean(held(store))


def test_a_store_with_vectors_is_refused(tmp_path):
    """By its address its embeddings could not be made anew; they would keep what was raw."""
    path = tmp_path / "store.db"
    with SqliteStore.from_conn_string(str(path)) as store:
        store.setup()
        store.conn.execute("CREATE TABLE store_vectors (embedding BLOB)")
        store.conn.execute("INSERT INTO store_vectors VALUES (x'00')")
    with pytest.raises(ValueError, match="embeddings"), open_store(f"sqlite:{path}"):
        pass
    with open_store(f"sqlite:{path}", writes=False) as store:
        assert held(store) == {}
    assert Path(path).exists()
