"""`vault where` and `vault forget --store`: what still holds a placeholder, and its end."""

from __future__ import annotations

import pytest
from langgraph.store.sqlite import SqliteStore

from langchain_memprivacy import MemPrivacy, SQLiteVault
from langchain_memprivacy.integrations.store import PrivacyStore

pytestmark = pytest.mark.usefixtures("told")

NORA, PHONE = "nora.whitfield@brightleaf.io", "+1 503-555-0142"


@pytest.fixture
def store(tmp_path):
    """A store with four items of scope `local` and one of scope `work`."""
    path = tmp_path / "memories.db"
    with (
        SqliteStore.from_conn_string(str(path)) as inner,
        SQLiteVault() as vault,
    ):
        inner.setup()
        mine = PrivacyStore(inner, MemPrivacy(vault=vault))
        mine.put(("memories",), "a", {"text": f"Write to {NORA}"})
        mine.put(("memories",), "b", {"text": f"Call {PHONE}"})
        mine.put(("memories", PHONE), "c", {"text": "likes tea"})
        mine.put(("memories",), "d", {"text": "likes jasmine"})
        work = PrivacyStore(inner, MemPrivacy(vault=vault), scope="work")
        work.put(("memories",), "e", {"text": "Mail to ida.brandt@brightleaf.io."})
    return path


def rows(path):
    """Keys of what the store holds."""
    with SqliteStore.from_conn_string(str(path)) as inner:
        return sorted(item.key for item in inner.search((), limit=100))


def test_where(run, store):
    """Items are listed as the store has them, those of other scopes are not."""
    done = run("vault", "where", "<EMAIL_1>", "--store", f"sqlite:{store}")
    assert (done.code, done.err) == (0, "")
    assert done.out == "<EMAIL_1> stands in 1 item(s)\n  memories/a\n"
    done = run("vault", "where", "<PHONE_NUMBER_1>", "--json", "--store", f"sqlite:{store}")
    (places,) = done.json
    assert sorted(place["key"] for place in places) == ["b", "c"]
    assert "503" not in done.out
    other = run("vault", "where", "<EMAIL_1>", "--scope", "work", "--store", f"sqlite:{store}")
    assert other.out == "<EMAIL_1> stands in 1 item(s)\n  memories/e\n"


def test_forget_purges(run, store):
    """The value and the items that hold its placeholder go, and the receipt lists them."""
    done = run("vault", "forget", "<PHONE_NUMBER_1>", "--yes", "--store", f"sqlite:{store}")
    assert (done.code, done.err) == (0, "")
    first, second, *places = done.out.splitlines()
    assert (first, second) == ("Erased 1 value(s): <PHONE_NUMBER_1>", "Deleted 2 item(s)")
    assert len(places) == 2
    assert "503" not in done.out
    assert rows(store) == ["a", "d", "e"]
    again = run("vault", "where", "<PHONE_NUMBER_1>", "--store", f"sqlite:{store}")
    assert again.out == "<PHONE_NUMBER_1> stands in 0 item(s)\n"


def test_forget_everything(run, store):
    """With the whole scope all its items go, those without private values and of others stay."""
    done = run("vault", "forget", "--all", "--yes", "--json", "--store", f"sqlite:{store}")
    (purged,) = done.json["stores"]
    assert sorted(place["key"] for place in purged["items"]) == ["a", "b", "c"]
    assert (purged["deleted"], purged["failure"]) == (True, None)
    assert rows(store) == ["d", "e"]


def test_a_dead_placeholder_can_be_purged_later(run, store):
    """Whoever forgot without the store names the placeholder again."""
    run("vault", "forget", "<EMAIL_1>", "--yes")
    done = run("vault", "forget", "<EMAIL_1>", "--yes", "--store", f"sqlite:{store}")
    assert (done.code, done.out) == (0, "Erased 0 value(s)\nDeleted 1 item(s)\n  memories/a\n")
    done = run("vault", "forget", "<EMAIL_1>", "--yes", "--store", f"sqlite:{store}")
    assert (done.code, done.out) == (1, "")


def test_it_asks_with_the_stores_in_mind(run, store):
    """A no leaves both vault and store alone."""
    done = run("vault", "forget", "<EMAIL_1>", "--store", f"sqlite:{store}", stdin=b"n\n")
    assert done.code == 130
    assert "Erase for good and every item of the store(s) that holds it?" in done.err
    assert rows(store) == ["a", "b", "c", "d", "e"]
    assert run("restore", "<EMAIL_1>").out == f"{NORA}\n"


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("sqlite:{0}/none.db", "there is no such file"),
        ("mysql://h/d", "an address is sqlite:PATH or postgresql://..."),
        ("sqlite:{0}/empty.db", "there are no LangGraph items"),
        ("sqlite:{0}/text.db", "there are no LangGraph items"),
        ("postgresql://joe:Kestrel-77@127.0.0.1:1/x", "it cannot be opened"),
    ],
)
def test_what_is_no_store(run, tmp_path, uri, said):
    """It is wrong input before anything is erased; the address, with its password, is not shown."""
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("no database at all\n" * 99)
    done = run("vault", "forget", "<EMAIL_1>", "--yes", "--store", uri.format(tmp_path))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "Kestrel" not in done.err
    assert run("restore", "<EMAIL_1>").out == f"{NORA}\n"
    assert not (tmp_path / "none.db").exists()


def test_items_without_a_mark(run, store):
    """They are counted, and found and deleted once they are said to be the scope's own."""
    with SqliteStore.from_conn_string(str(store)) as inner:
        inner.put(("memories",), "u", {"text": "Write to <EMAIL_1>"})
    named = ("<EMAIL_1>", "--store", f"sqlite:{store}")
    said = "memprivacy: 1 more item(s) hold it without a mark"
    done = run("vault", "where", *named)
    assert done.out == "<EMAIL_1> stands in 1 item(s)\n  memories/a\n"
    assert done.err.startswith(said)
    done = run("vault", "where", *named, "--json", "--unmarked")
    assert sorted(place["key"] for place in done.json[0]) == ["a", "u"]
    assert done.err == ""
    done = run("vault", "forget", *named, "--yes", "--json")
    assert (done.code, done.json["stores"][0]["unmarked"]) == (0, 1)
    assert done.err.startswith(said)
    assert rows(store) == ["b", "c", "d", "e", "u"]
    assert run("vault", "forget", *named, "--yes").code == 0
    done = run("vault", "forget", *named, "--yes", "--unmarked")
    assert done.out == "Erased 0 value(s)\nDeleted 1 item(s)\n  memories/u\n"
    assert rows(store) == ["b", "c", "d", "e"]


def test_where_needs_a_store(run):
    """Without one there is nothing to look through."""
    done = run("vault", "where", "<EMAIL_1>")
    assert (done.code, done.err) == (2, "memprivacy: where: say which store, with --store\n")
