"""Changed files: each kind of damage against its vector, and every bit of an envelope."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from vector_files import Vector, vectors

from langchain_memprivacy import MEMORY_ONLY, SQLiteVault, errors
from langchain_memprivacy.errors import VaultTamperedError, VaultVersionError
from langchain_memprivacy.placeholders import parse_placeholder
from langchain_memprivacy.vault.maintenance import check

from .support import EMAIL_1, KEY, PL3, PL4, life, refused, sql, value

VALUES = (
    "ann.holm@brightleaf.io",
    "holm@kitemail.net",
    "ann@windhof.de",
    "old@brightleaf.io",
    "Ann Holm",
    "sk-brightleaf-0000",
    "bo.lind@fjordpost.no",
)


CASES = list(vectors("vault", frozenset({"comment", "sql", "do", "expect", "check"})))


@dataclass
class Sound:
    """The vault of the vectors, untouched, and what their SQL may name."""

    path: Path
    names: dict[str, bytes]

    def copy(self, tmp_path: Path) -> Path:
        """A copy to be damaged."""
        return Path(shutil.copy(self.path, tmp_path / "vault.db"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """Make it once."""
    path = tmp_path_factory.mktemp("sound") / "vault.db"
    mails = [value(text) for text in VALUES[:2]]
    mails += [value(VALUES[2], retention=life(86400)), value(VALUES[3])]
    others = [value(VALUES[4], "REAL_NAME", PL3), value(VALUES[5], "KEY", PL4, MEMORY_ONLY)]
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", mails + others)
        vault.forget("ann", value=VALUES[3])
        vault.assign("bo", [value(VALUES[6])])
        vault.record("ann", "restore tool:send", {"EMAIL": 2})
        vault.assign("cy", [value("cy@brightleaf.io")])
        vault.forget("cy")
        names = {name: vault.keyring.scope_id(name) for name in ("ann", "bo", "cy")}
        names["proof_of_email_2"] = vault.keyring.prove(names["ann"], "EMAIL", 2)
    return Sound(path, names)


def ask(path: Path, do: str) -> str:
    """Open the vault and do what a case says; the answer as text."""
    verb, *words = do.split(" ")
    with SQLiteVault(path, key=KEY) as vault:
        if verb == "open":
            return "open"
        if verb == "scopes":
            return " ".join(vault.scopes())
        if verb == "changes":
            return " ".join(str(entry.placeholder) for entry in vault.changes(words[0]).entries)
        if verb == "lookup":
            wanted = parse_placeholder(words[1])
            return vault.lookup(words[0], [wanted]).get(wanted, "nothing")
        if verb == "assign":
            return str(vault.assign(words[0], [value(words[2], words[1])])[0])
    raise ValueError(do)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.where)
def test_vector(case: Vector, sound: Sound, tmp_path: Path) -> None:
    """The damage is met with its own error, never with a value or an empty answer."""
    path = sound.copy(tmp_path)
    sql(path, *case.all("sql"), **sound.names)
    if case.one("expect").startswith("fine: "):
        assert ask(path, case.one("do")) == case.one("expect").removeprefix("fine: ")
    else:
        with refused(getattr(errors, case.one("expect")), *VALUES):
            ask(path, case.one("do"))


@pytest.mark.parametrize("case", [c for c in CASES if c.all("check")], ids=lambda case: case.where)
def test_check_finds_it(case: Vector, sound: Sound, tmp_path: Path) -> None:
    """A check of the vault names the scope or the log line, and holds no value."""
    path = sound.copy(tmp_path)
    sql(path, *case.all("sql"), **sound.names)
    with SQLiteVault(path, key=KEY) as vault:
        problems = check(vault).problems
    scopes = {f"scope {sound.names[n].hex()[:8]}": n for n in ("ann", "bo", "cy")}
    heads = sorted(scopes.get(line.partition(":")[0], line) for line in problems)
    assert (" ".join(heads) or "nothing") == case.one("check")
    assert not [text for text in VALUES if text in "".join(problems)]


def test_cases_without_a_check_do_not_open(sound: Sound, tmp_path: Path) -> None:
    """Only where opening fails there is nothing to check."""
    assert all(case.all("check") or case.one("do") == "open" for case in CASES)
    assert len(CASES) > 50


def test_every_bit_of_an_envelope(sound: Sound, tmp_path: Path) -> None:
    """Whichever bit of a stored value flips, version and nonce included, it does not open."""
    path = sound.copy(tmp_path)
    place = "scope = :ann AND type = 'EMAIL' AND number = 1"
    names = {"ann": sound.names["ann"]}
    with SQLiteVault(path, key=KEY) as vault, SQLiteVault(path, key=KEY) as editor:
        raw = editor.connection._raw
        raw.execute("PRAGMA synchronous = OFF")  # speed only
        ((sealed,),) = raw.execute(f"SELECT sealed FROM entries WHERE {place}", names).fetchall()
        assert len(sealed) == 1 + 12 + 1 + len(VALUES[0]) + 16
        for bit in range(8 * len(sealed)):
            flipped = bytearray(sealed)
            flipped[bit // 8] ^= 1 << bit % 8
            raw.execute(
                f"UPDATE entries SET sealed = :bad WHERE {place}", {**names, "bad": flipped}
            )
            newer = bit < 8 and bit != 0
            with refused(VaultVersionError if newer else VaultTamperedError, *VALUES):
                vault.lookup("ann", [EMAIL_1])
        raw.execute(f"UPDATE entries SET sealed = :good WHERE {place}", {**names, "good": sealed})
        assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: VALUES[0]}


def test_damage_in_one_scope_leaves_the_others_alone(sound: Sound, tmp_path: Path) -> None:
    """A damaged scope can still be erased, and the others work on."""
    path = sound.copy(tmp_path)
    sql(
        path,
        "UPDATE entries SET expires = 1, sealed = x'01' WHERE scope = :ann",
        "UPDATE scopes SET keys = x'00' WHERE id = :ann",
        **sound.names,
    )
    with SQLiteVault(path, key=KEY) as vault:
        assert vault.lookup("bo", [EMAIL_1]) == {EMAIL_1: VALUES[6]}
        with refused(VaultTamperedError, *VALUES):
            vault.changes("ann")
        assert len(vault.forget("ann").placeholders) == 5
        assert vault.assign("ann", [value("new@brightleaf.io")])[0].number == 5
        assert check(vault).problems == []
