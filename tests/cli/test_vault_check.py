"""`vault check`, `vault stats` and `vault audit`."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

pytestmark = pytest.mark.usefixtures("told")


@pytest.fixture
def change(home):
    """Change the vault file behind the vault's back."""

    def apply(statement: str) -> None:
        path = home / "data/memprivacy/vault/vault.db"
        with closing(sqlite3.connect(path)) as raw, raw:
            assert raw.execute(statement).rowcount > 0

    return apply


def test_a_sound_vault(run):
    """Everything was read and nothing is wrong: exit code 0."""
    done = run("vault", "check")
    assert (done.code, done.out, done.err) == (0, "2 scope(s), 4 value(s) read, 0 problem(s)\n", "")
    assert run("vault", "check", "--json").json == {"scopes": 2, "values": 4, "problems": []}


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            "UPDATE entries SET sealed = zeroblob(60) WHERE type = 'PASSWORD'",
            "1 values are damaged or swapped; restore a backup",
        ),
        (
            "UPDATE entries SET level = 2 WHERE type = 'PASSWORD'",
            "1 values are damaged or swapped; restore a backup",
        ),
        (
            "UPDATE issued SET last = last + 1 WHERE type = 'PHONE_NUMBER'",
            "vault: a counter is damaged or swapped; restore a backup",
        ),
        (
            "DELETE FROM audit WHERE id = 1",
            "audit log: line 2 was changed, or one before it is missing",
        ),
    ],
    ids=["value", "level", "counter", "audit"],
)
def test_damage_is_a_problem(run, change, statement, problem):
    """Each kind of damage is one line, and the exit code is 3."""
    change(statement)
    done = run("vault", "check")
    assert (done.code, done.err) == (3, "")
    first, last = done.out.splitlines()
    assert first.endswith(problem)
    assert last.endswith(", 1 problem(s)")
    found = run("vault", "check", "--json")
    assert found.code == 3
    assert found.json["problems"] == [first]


def test_damage_is_never_restored_from(run, change):
    """A damaged vault restores nothing and prints no text."""
    change(
        "UPDATE entries SET sealed = zeroblob(60) WHERE type = 'EMAIL' AND scope IN (SELECT scope FROM issued WHERE type = 'PASSWORD')"
    )
    done = run("restore", "To <EMAIL_1> and <PHONE_NUMBER_1>")
    assert (done.code, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1


def test_stats(run, home):
    """Counts by level and type, of all scopes or of one."""
    found = run("vault", "stats", "--json").json
    assert found["scopes"] == 2
    assert found["size"] >= (home / "data/memprivacy/vault/vault.db").stat().st_size
    assert found["values"] == [
        {"level": "PL4", "type": "PASSWORD", "count": 1},
        {"level": "PL2", "type": "EMAIL", "count": 2},
        {"level": "PL2", "type": "PHONE_NUMBER", "count": 1},
    ]
    one = run("vault", "stats", "--json", "--scope", "work").json
    assert (one["scopes"], one["values"]) == (1, [{"level": "PL2", "type": "EMAIL", "count": 1}])
    assert run("vault", "stats", "--json", "--scope", "nobody").json["scopes"] == 0
    table = run("vault", "stats")
    assert (table.code, table.err) == (0, "")
    assert "2 scope(s), " in table.out
    assert "PHONE_NUMBER" in table.out


def test_audit(run):
    """What was done when, with types and counts, newest last; no value and no scope name."""
    run("restore", "<EMAIL_1>")
    lines = run("vault", "audit", "--json").json
    assert all(list(line) == ["at", "scope", "action", "counts"] for line in lines)
    assert [(line["action"], line["counts"]) for line in lines] == [
        ("assign", {"EMAIL": 1, "PASSWORD": 1, "PHONE_NUMBER": 1}),
        ("assign", {"EMAIL": 1}),
        ("restore cli", {"EMAIL": 1}),
    ]
    assert lines[0]["scope"] == lines[2]["scope"] != lines[1]["scope"]
    assert run("vault", "audit", "--json", "--limit", "2").json == lines[1:]
    done = run("vault", "audit")
    assert "restore cli" in done.out
    assert "nora" not in done.out


@pytest.mark.parametrize("limit", ["0", "-3", "many"])
def test_audit_limit_is_a_positive_number(run, limit):
    """Nothing else makes sense."""
    done = run("vault", "audit", "--limit", limit)
    assert (done.code, done.out) == (2, "")
    assert done.err == "memprivacy: bad value for --limit; see `memprivacy vault audit --help`\n"


@pytest.mark.parametrize(
    "command",
    [
        "list",
        "show <EMAIL_1>",
        "forget --all --yes",
        "rotate",
        "check",
        "stats",
        "audit",
        "export f",
    ],
)
def test_no_vault_is_made_by_looking(run, tmp_path, command):
    """A path without a vault is an error for all that only read, and nothing appears there."""
    path = tmp_path / "typo" / "vault.db"
    done = run("vault", *command.split(), "--vault", path)
    assert (done.code, done.out) == (1, "")
    assert (
        done.err
        == f"memprivacy: vault: there is none at {path} yet; `memprivacy desensitize` makes one\n"
    )
    assert not path.parent.exists()
