"""`migrate`: memories that were there before, from the command line."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from contextlib import closing

import pytest
from langgraph.store.sqlite import SqliteStore

NORA = "nora.whitfield@brightleaf.io"
MEMORY = f"Mail {NORA}. My password is Juniper-Lantern-58."
LEFT = "Mail <EMAIL_1>. My password is <PASSWORD_1>."


@pytest.fixture
def folder(tmp_path):
    """Two files of memories."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.json").write_text(json.dumps({"results": [{"memory": MEMORY}]}))
    (tmp_path / "in/b.txt").write_text("Likes tea.")
    return tmp_path / "in"


def test_into_a_new_folder(run, folder, tmp_path):
    """The result is there, the counts are printed, credentials that will be lost are said."""
    done = run("migrate", folder, tmp_path / "out")
    assert done.code == 0
    assert done.out.startswith("2 item(s): 1 rewritten, 1 unchanged, 0 failed\n")
    for cell in ("PL2", "EMAIL", "PL4", "PASSWORD"):
        assert cell in done.out
    assert "1 credential(s) (PL4) were not written to disk" in done.err
    assert json.loads((tmp_path / "out/a.json").read_text()) == {"results": [{"memory": LEFT}]}
    assert NORA not in done.out + done.err
    assert run("restore", "<EMAIL_1>").out == f"{NORA}\n"


def test_in_place_and_back(run, folder, home):
    """With `--keep-credentials` all comes back; the state file is gone at the end."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = run("migrate", folder, "--yes", "--keep-credentials")
    assert (done.code, done.err) == (0, "")
    assert LEFT in (folder / "a.json").read_text()
    again = run("migrate", folder, "--yes")
    assert again.out == "2 item(s): 0 rewritten, 2 unchanged, 0 failed\n"
    assert run("migrate", folder, "--restore").code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert list((home / "data").rglob("*.state")) == []


@pytest.mark.parametrize("answer", [b"n\n", b""])
def test_in_place_it_asks(run, folder, answer):
    """Anything but a yes leaves everything as it is."""
    done = run("migrate", folder, stdin=answer)
    assert done.code == 130
    assert "Rewrite the source in place? Credentials (PL4) in it will be gone for good." in done.err
    assert MEMORY in (folder / "a.json").read_text()
    assert run("migrate", folder, stdin=b"y\n").code == 0
    assert LEFT in (folder / "a.json").read_text()


def test_a_dry_run_makes_nothing(run, folder, tmp_path, home):
    """No target, no vault, no key; the counts for machines."""
    done = run("migrate", folder, tmp_path / "out", "--dry-run", "--json")
    assert done.json == {
        "dry_run": True,
        "items": 2,
        "changed": 1,
        "unchanged": 1,
        "resumed": 0,
        "failed": [],
        "values": [
            {"type": "PASSWORD", "level": "PL4", "count": 1},
            {"type": "EMAIL", "level": "PL2", "count": 1},
        ],
    }
    assert not (tmp_path / "out").exists()
    assert list(home.iterdir()) == []
    run("desensitize", "Mail ida.brandt@brightleaf.io")
    assert run("migrate", folder, "--dry-run").out.startswith("2 item(s): 1 to rewrite")
    assert len(run("vault", "list", "--json").json) == 1


def test_what_fails_is_listed(run, folder):
    """Exit code 1, a line each with names as they may be shown, and the rest is done."""
    (folder / f"{NORA}.json").write_text("[")
    done = run("migrate", folder, "--yes")
    assert done.code == 1
    assert "3 item(s): 1 rewritten, 1 unchanged, 1 failed" in done.out
    assert "not valid JSON (line 1)" in done.err
    assert done.err.endswith("memprivacy: migrate: 1 item(s) failed and were left as they are\n")
    assert NORA not in done.out + done.err
    failed = run("migrate", folder, "--yes", "--json").json["failed"]
    assert [one["reason"] for one in failed] == ["not valid JSON (line 1)"]
    stopped = run("migrate", folder, "--yes", "--stop")
    assert (stopped.code, stopped.out) == (2, "")


def test_wrong_ends(run, folder, tmp_path):
    """A store and a folder, a source that is not there, one within the other: wrong input."""
    for ends in (
        (folder, "sqlite:x.db"),
        ("sqlite:x.db", folder),
        (tmp_path / "no",),
        (folder, folder / "deep"),
        ("sqlite:no.db",),
    ):
        done = run("migrate", *ends, "--yes")
        assert (done.code, done.out) == (2, "")
        assert done.err.count("\n") == 1


def test_a_store(run, tmp_path):
    """From one SQLite store into a new one, in place, and back."""
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    with SqliteStore.from_conn_string(str(old)) as store:
        store.setup()
        store.put(("m",), "a", {"text": MEMORY})
    done = run("migrate", f"sqlite:{old}", f"sqlite:{new}", "--json", "--keep-credentials")
    assert (done.code, done.json["changed"]) == (0, 1)
    with SqliteStore.from_conn_string(str(new)) as store:
        assert store.get(("m",), "a").value["text"] == LEFT
    assert run("migrate", f"sqlite:{old}", "--yes", "--keep-credentials").code == 0
    assert NORA.encode() not in old.read_bytes()
    assert run("vault", "where", "<EMAIL_1>", "--store", f"sqlite:{old}").out == (
        "<EMAIL_1> stands in 1 item(s)\n  m/a\n"
    )
    assert run("migrate", f"sqlite:{new}", "--restore").code == 0
    with SqliteStore.from_conn_string(str(new)) as store:
        assert store.get(("m",), "a").value == {"text": MEMORY}


def test_a_namespace_of_a_store(run, tmp_path, folder):
    """Only that person's items are rewritten, in that person's scope."""
    path = tmp_path / "old.db"
    with SqliteStore.from_conn_string(str(path)) as store:
        store.setup()
        store.put(("m", "u-1"), "a", {"text": MEMORY})
        store.put(("m", "u-2"), "a", {"text": "Mail bo.ferris@kern-labs.io."})
    done = run("migrate", f"sqlite:{path}", "--yes", "--namespace", "m/u-1", "--scope", "nora")
    assert done.out.startswith("1 item(s): 1 rewritten")
    with SqliteStore.from_conn_string(str(path)) as store:
        assert store.get(("m", "u-2"), "a").value["text"] == "Mail bo.ferris@kern-labs.io."
    assert "bo.ferris" not in run("vault", "list", "--scope", "nora", "--json", "--reveal").out
    for wrong in ((folder, "--namespace", "m"), (f"sqlite:{path}", "--namespace", "m//u")):
        done = run("migrate", *wrong, "--yes")
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert "--namespace is" in done.err


def test_one_store_under_two_names(run, tmp_path, monkeypatch):
    """A store into itself is refused, however its path is spelled."""
    monkeypatch.chdir(tmp_path)
    with SqliteStore.from_conn_string("a.db") as store:
        store.setup()
        store.put(("m",), "a", {"text": MEMORY})
    for dry in ([], ["--dry-run"]):
        done = run("migrate", f"sqlite:{tmp_path}/a.db", f"sqlite:{tmp_path}/./a.db", *dry)
        assert (done.code, done.out) == (2, "")
        assert "one store" in done.err


@pytest.mark.parametrize(
    ("journal", "said"), [("DELETE", "locked by another process"), ("WAL", "old rows stay")]
)
def test_a_store_that_others_read(run, tmp_path, journal, said):
    """It is said in one line what could not be done, and the same command ends it."""
    path = tmp_path / "old.db"
    with SqliteStore.from_conn_string(str(path)) as store:
        store.setup()
        store.conn.execute(f"PRAGMA journal_mode={journal}")
        store.put(("m",), "a", {"text": MEMORY})
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM store").fetchone()
        done = run("migrate", f"sqlite:{path}", "--yes", "--keep-credentials")
        assert done.code == 1
        assert said in done.err
        assert done.err.count("\n") == 1
    assert run("migrate", f"sqlite:{path}", "--yes", "--keep-credentials").code == 0
    assert NORA.encode() not in b"".join(file.read_bytes() for file in tmp_path.glob("old.db*"))


def test_ctrl_c_and_again(run, start, tmp_path, home):
    """Interrupted, it ends with 130; the same command goes on, and all is done once."""
    lines = [json.dumps({"memory": f"Mail guest{n}.moor@brightleaf.io"}) + "\n" for n in range(900)]
    (tmp_path / "in").mkdir()
    for part in range(9):
        text = "".join(lines[part * 100 : part * 100 + 100])
        (tmp_path / f"in/{part}.jsonl").write_text(text)
    process = start("migrate", str(tmp_path / "in"), str(tmp_path / "out"), env={**os.environ})
    while not list(tmp_path.glob("out/*.jsonl")) and process.poll() is None:
        pass
    process.send_signal(signal.SIGINT)
    assert process.wait(30) in {0, 130}
    if process.returncode == 130:
        assert list((home / "data").rglob("*.state"))
    done = run("migrate", tmp_path / "in", tmp_path / "out", "--json").json
    assert done["items"] == 9
    assert done["changed"] + done["resumed"] + done["unchanged"] == 9
    written = b"".join((tmp_path / f"out/{part}.jsonl").read_bytes() for part in range(9))
    assert b"@" not in written
    assert written.count(b"<EMAIL_") == 900
    assert list((home / "data").rglob("*.state")) == []
