"""What was forgotten is found nowhere any more: no ciphertext, no wrapped key."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from langchain_memprivacy import Placeholder, SQLiteVault
from langchain_memprivacy.vault.maintenance import check, rotate

from .support import EMAIL_1, KEY, OTHER_KEY, PL3, elsewhere, forking, on_disk, rows, sql, value

TYPES = ("EMAIL", "REAL_NAME", "PHONE_NUMBER", "KEY")


def envelopes(path: Path, scope: bytes | None = None) -> set[bytes]:
    """A piece of each ciphertext and wrapped key in the file, one scope's or all."""
    chosen = "WHERE :scope IS NULL OR scope = :scope"
    found = rows(path, f"SELECT sealed FROM entries {chosen}", scope=scope)
    chosen = chosen.replace("scope =", "id =")
    for name in ("name", "keys"):
        found += rows(path, f"SELECT {name} FROM scopes {chosen}", scope=scope)
    return {envelope[1:17] for (envelope,) in found if envelope}


def found(pieces: set[bytes], path: Path) -> int:
    data = on_disk(path)
    return sum(piece in data for piece in pieces)


@pytest.mark.parametrize(
    "selector", [{"value": "b"}, {"placeholder": Placeholder("EMAIL", 2)}, {"type": "EMAIL"}, {}]
)
def test_every_way_to_forget(tmp_path: Path, selector: dict) -> None:
    """Whatever the selector, the bytes of what it erased are gone when `forget` returns."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value("k", "KEY"), value("a"), value("b")])
        vault.assign("bo", [value("b")])
        before = envelopes(path)
        receipt = vault.forget("ann", **selector)
        assert not receipt.traces_left
        gone = before - envelopes(path)
        assert len(gone) == {1: 1, 2: 2, 3: 5}[len(receipt.placeholders)]
        assert found(before, path) == len(before) - len(gone)
        assert found(gone, path) == 0


@pytest.mark.parametrize("seed", range(2))
def test_pages_that_were_split(tmp_path: Path, seed: int) -> None:
    """Many rows of all sizes, in any order, updated and erased: no copy stays behind."""
    rng, path = random.Random(seed), tmp_path / "vault.db"
    texts = [f"{'x' * rng.randrange(600)}{number}" for number in range(600)]
    held = [
        (f"scope {number % 5}", value(text, rng.choice(TYPES))) for number, text in enumerate(texts)
    ]
    rng.shuffle(held)
    seen: set[bytes] = set()
    with SQLiteVault(path, key=KEY) as vault:
        vault.connection._raw.execute("PRAGMA synchronous = OFF")  # speed only
        for start in range(0, len(held), 15):
            for scope in {scope for scope, _ in held[start : start + 15]}:
                vault.assign(scope, [v for s, v in held[start : start + 15] if s == scope])
        seen |= envelopes(path)
        for scope, one in rng.sample(held, 40):
            vault.assign(scope, [value(one.text, one.type, PL3)])
        seen |= envelopes(path)
        for scope, one in rng.sample(held, 20):
            vault.forget(scope, value=one.text)
        vault.forget("scope 0")
        vault.forget("scope 1", type="KEY")
        left = envelopes(path)
        assert len(seen - left) > 100
        assert found(seen - left, path) == 0
        assert found(left, path) == len(left)
        assert check(vault).problems == []


def test_long_values(tmp_path: Path) -> None:
    """Overflow pages are cleared, too."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value("long " * 100_000), value("a")])
        ((sealed,),) = rows(path, "SELECT sealed FROM entries WHERE number = 1")
        pieces = {sealed[start : start + 16] for start in range(1, len(sealed) - 16, 3001)}
        assert found(pieces, path) > len(pieces) * 0.9  # some lie across two pages
        vault.forget("ann", placeholder=EMAIL_1)
        assert found(pieces, path) == 0
        assert path.stat().st_size < 100_000


@forking
@pytest.mark.parametrize("clean", ["forget", "check"])
def test_another_process_is_reading(tmp_path: Path, clean: str) -> None:
    """While a reader needs the old pages the receipt says so; later they are cleaned up."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY, timeout=0.05) as vault:
        vault.assign("ann", [value("a"), value("b")])
        before = envelopes(path)
        with elsewhere(path, "BEGIN", "SELECT * FROM entries"):
            receipt = vault.forget("ann", value="a")
            assert receipt.traces_left
            assert vault.lookup("ann", [EMAIL_1]) == {}
            assert found(before, path) == len(before)
        if clean == "forget":
            assert not vault.forget("ann", value="never there").traces_left
        else:
            assert check(vault).problems == []
        assert found(before - envelopes(path), path) == 0


def test_rotation_leaves_nothing_for_the_old_key(tmp_path: Path) -> None:
    """After a rotation no envelope that the old key opens is left."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value(f"{number}" * 90) for number in range(200)])
        ((root,),) = rows(path, "SELECT value FROM meta WHERE name = 'root'")
        before = envelopes(path) | {root[1:17]}
        assert rotate(vault, OTHER_KEY) == 200
        assert found(before, path) == 0


def test_the_search_would_find_them(tmp_path: Path) -> None:
    """Deleted without care, the bytes are still in the file: the tests above see them."""
    path = tmp_path / "vault.db"
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value("a"), value("b")])
    before = envelopes(path)
    sql(path, "PRAGMA secure_delete = OFF", "DELETE FROM entries")
    assert found(before, path) == len(before)
