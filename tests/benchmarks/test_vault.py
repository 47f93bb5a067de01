"""A vault of a million values."""

from __future__ import annotations

import itertools

import pytest

from langchain_memprivacy import Placeholder, PrivacyLevel, PrivateValue, SQLiteVault

SCOPES, VALUES, BATCH = 10_000, 100, 10_000


def _values(scope: str, count: int) -> list[PrivateValue]:
    return [
        PrivateValue(f"p{i}@{scope}.brightleaf.io", "EMAIL", PrivacyLevel.PL2) for i in range(count)
    ]


@pytest.fixture(scope="module")
def full(request, tmp_path_factory):
    """The path and key of the vault: of full size only where figures count."""
    folder = tmp_path_factory.mktemp("full")
    enabled = request.config.getoption("benchmark_enable")
    where = folder / "vault.db", folder / "key"
    scopes = SCOPES if enabled else 20
    with SQLiteVault(where[0], key=where[1]) as vault:
        for number in range(scopes):
            vault.assign(f"scope{number}", _values(f"scope{number}", VALUES))
    return (*where, scopes)


def test_open(median, goal, full):
    """From the path to a vault that answers."""
    path, key, scopes = full

    def open_and_ask():
        with SQLiteVault(path, key=key) as vault:
            return vault.lookup(f"scope{scopes // 2}", [Placeholder("EMAIL", 7)])

    assert list(open_and_ask().values()) == [f"p6@scope{scopes // 2}.brightleaf.io"]
    goal("open a vault of 1,000,000 values", median(open_and_ask, rounds=20), 0.2, "s")


def test_lookup(median, goal, full):
    """One placeholder of one scope, the file open and its pages at hand."""
    path, key, scopes = full
    wanted = Placeholder("EMAIL", 42)
    with SQLiteVault(path, key=key) as vault:

        def ask():
            return vault.lookup(f"scope{scopes - 1}", [wanted])

        assert ask() == {wanted: f"p41@scope{scopes - 1}.brightleaf.io"}
        goal("lookup in 1,000,000 values, warm", median(ask), 50, "us")


def test_a_big_batch(median, goal, full, enabled):
    """10,000 new values, on disk when the call returns."""
    path, key, _ = full
    size, fresh = BATCH if enabled else 200, itertools.count()
    with SQLiteVault(path, key=key) as vault:

        def add():
            scope = f"fresh{next(fresh)}"
            return vault.assign(scope, _values(scope, size))

        assert add()[-1] == Placeholder("EMAIL", size)
        goal("store 10,000 new values in one batch", median(add, rounds=3), 2, "s")
