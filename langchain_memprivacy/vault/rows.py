"""Rows of the `entries` table: reading, sealing, opening."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from ..errors import VaultTamperedError
from ..placeholders import Placeholder
from ..taxonomy import PrivacyLevel
from .crypto import Cipher, bind, fingerprint

_HELD = b"\x01"
_BLANK = b"\x00"
_COLUMNS = "scope, type, number, level, fingerprint, sealed, created, expires"


class ScopeKeys(NamedTuple):
    """A scope's keys, opened: one seals values, the other makes fingerprints."""

    epoch: int
    cipher: Cipher
    index_key: bytes

    def fingerprint(self, value: str) -> bytes:
        """Return the digest by which a value is recognised in this scope."""
        return fingerprint(self.index_key, encode(value))


class EntryRow(NamedTuple):
    """One issued placeholder as stored."""

    scope: bytes
    type: str
    number: int
    level: int
    fingerprint: bytes
    sealed: bytes
    created: int
    expires: int | None

    @property
    def placeholder(self) -> Placeholder:
        """Its type and number."""
        return Placeholder(self.type, self.number)

    def _bound_to(self, epoch: int) -> bytes:
        # Everything that gives the value its meaning, so that no row can pose as another.
        where = (self.scope, self.type, self.number, self.level, self.fingerprint)
        return bind(
            "entry", epoch, *where, self.created, "" if self.expires is None else self.expires
        )

    def sealing(self, keys: ScopeKeys, value: str | None) -> EntryRow:
        """Return the row with a value sealed into it; None says that there is none."""
        plain = _BLANK if value is None else _HELD + encode(value)
        return self._replace(sealed=keys.cipher.seal(plain, self._bound_to(keys.epoch)))

    def value(self, keys: ScopeKeys) -> str | None:
        """Open the value; None where only its fingerprint is kept.

        Raises:
            VaultTamperedError: The row is damaged, or its parts are another row's.
        """
        plain = keys.cipher.open(self.sealed, self._bound_to(keys.epoch))
        if plain == _BLANK:
            return None
        value = decode(plain[1:])
        # The unique index is not covered by the tag: a row filed under another value's
        # fingerprint would hand that value this row's placeholder.
        if keys.fingerprint(value) != self.fingerprint:
            raise VaultTamperedError("vault: a row is filed under another value; restore a backup")
        return value

    def outlived(self, now: float) -> bool:
        """Tell whether its value has had its time, erased already or not."""
        return self.expires is not None and self.expires <= now * 1000

    @property
    def known_level(self) -> PrivacyLevel:
        """Its level."""
        return PrivacyLevel(self.level)


def encode(text: str) -> bytes:
    """Turn text into bytes; lone surrogates survive, they occur in what models emit."""
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """Turn bytes back into text."""
    return data.decode("utf-8", "surrogatepass")


def select(raw: sqlite3.Connection, condition: str, *values: object) -> Iterator[EntryRow]:
    """Read rows in the order in which they were issued."""
    query = f"SELECT {_COLUMNS} FROM entries WHERE {condition} ORDER BY created, type, number"  # noqa: S608
    return map(EntryRow._make, raw.execute(query, values))


def find(raw: sqlite3.Connection, condition: str, *values: object) -> EntryRow | None:
    """Read the one row that meets a condition on a unique index."""
    query = f"SELECT {_COLUMNS} FROM entries WHERE {condition}"  # noqa: S608  # constants only
    row = raw.execute(query, values).fetchone()
    return None if row is None else EntryRow._make(row)


def highest(raw: sqlite3.Connection, scope: bytes, tag: str) -> int:
    """Return the highest number alive of a type, 0 where there is none."""
    query = "SELECT MAX(number) FROM entries WHERE scope = ? AND type = ?"
    return int(raw.execute(query, (scope, tag)).fetchone()[0] or 0)


def store(raw: sqlite3.Connection, rows: list[EntryRow], changed: int) -> None:
    """Write rows, new or changed, under a revision of their scope."""
    raw.executemany(
        f"INSERT OR REPLACE INTO entries ({_COLUMNS}, changed) VALUES (?,?,?,?,?,?,?,?,?)",  # noqa: S608
        [(*row, changed) for row in rows],
    )
