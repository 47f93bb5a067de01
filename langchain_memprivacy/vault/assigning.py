"""One call of `SQLiteVault.assign` or `correct` in the making, inside its transaction."""

from __future__ import annotations

import math
import sqlite3
import time
from collections import Counter
from dataclasses import replace

from ..errors import VaultConflictError, VaultFullError, VaultTamperedError
from ..placeholders import MAX_NUMBER, Placeholder
from ..taxonomy import PrivacyLevel
from .base import PrivateValue
from .rows import EntryRow, ScopeKeys, highest, select
from .volatile import VolatileValues


class Batch:
    """Gives values their placeholders and collects what is to be written.

    Args:
        raw: A connection inside a transaction.
        scope: The scope's id.
        keys: The scope's keys.
        issued: The highest number issued so far, by type; counted up here.
        volatile: What is kept in memory; only read here.

    Attributes:
        rows: New and changed rows, by fingerprint and type.
        minted: How many numbers were issued, by type.
        in_memory: Values to keep in memory once the transaction is through.
        at_rest: Placeholders whose values are on disk from now on.
        withdrawn: Whether a value that may no longer be on disk was there.
    """

    def __init__(
        self,
        raw: sqlite3.Connection,
        scope: bytes,
        keys: ScopeKeys,
        issued: dict[str, int],
        volatile: VolatileValues,
    ) -> None:
        self.rows: dict[bytes, dict[str, EntryRow]] = {}
        self.minted: Counter[str] = Counter()
        self.in_memory: dict[Placeholder, PrivateValue] = {}
        self.at_rest: set[Placeholder] = set()
        self.withdrawn = False
        self._raw, self._scope, self._keys = raw, scope, keys
        self._issued, self._volatile = issued, volatile

    def add(self, value: PrivateValue) -> Placeholder:
        """Give one value its placeholder."""
        tag, digest = value.type, self._keys.fingerprint(value.text)
        twins = self._same_value(digest)
        row = twins.pop(tag, None)
        stored = None
        if row is None:
            row = EntryRow(
                self._scope, tag, self._mint(tag), 0, digest, b"", int(time.time()), None
            )
        else:
            stored = row.value(self._keys)
            stays = stored is None or value.retention.at_rest or row.level > value.level
            if row.level >= value.level and stays and self._is_held(row, stored):
                return row.placeholder
        self._give(row, value, stored, twins, [row])
        return row.placeholder

    def correct(self, row: EntryRow, value: PrivateValue) -> bool:
        """Put another value behind a placeholder; tell whether it was another.

        Raises:
            VaultConflictError: The value has a placeholder of this type already.
        """
        digest = self._keys.fingerprint(value.text)
        if digest == row.fingerprint:
            self.add(value)
            return False
        twins = self._same_value(digest)
        if row.type in twins:
            msg = (
                f"correct: that value is {twins[row.type].placeholder} already; forget one of them"
            )
            raise VaultConflictError(msg)
        stored = row.value(self._keys)
        was_on_disk = stored is not None
        self._give(
            row._replace(fingerprint=digest), value, stored, twins, [] if was_on_disk else [row]
        )
        return True

    def _give(
        self,
        row: EntryRow,
        value: PrivateValue,
        stored: str | None,
        twins: dict[str, EntryRow],
        strict: list[EntryRow],
    ) -> None:
        # A value is as sensitive under each type as under its gravest, and what must not be
        # on disk as one thing must not be there as another.
        level = PrivacyLevel(max(value.level, row.level, *(t.level for t in twins.values())))
        strict = [*strict, *(t for t in twins.values() if t.value(self._keys) is None)]
        if any(one.level > value.level for one in strict):
            # Kept as its higher level wants, of which only this much is known.
            value = replace(value, retention=replace(value.retention, at_rest=False))
        value = replace(value, level=level)
        self._put(row, value, stored)
        for twin in twins.values():
            stored = twin.value(self._keys)
            if stored is not None and not value.retention.at_rest:
                self._put(twin, value, stored)
            elif twin.level < level:
                self._write(twin._replace(level=int(level)).sealing(self._keys, stored))

    def _same_value(self, digest: bytes) -> dict[str, EntryRow]:
        """Return the rows of a value, by type, as this batch leaves them."""
        here = "scope = ? AND fingerprint = ?"
        rows = {row.type: row for row in select(self._raw, here, self._scope, digest)}
        return rows | self.rows.get(digest, {})

    def _put(self, row: EntryRow, value: PrivateValue, stored: str | None) -> None:
        self._write(self._settled(row, value))
        if value.retention.at_rest:
            self.in_memory.pop(row.placeholder, None)
            self.at_rest.add(row.placeholder)
        else:
            self.in_memory[row.placeholder] = value
            self.at_rest.discard(row.placeholder)
            self.withdrawn |= stored is not None

    def _write(self, row: EntryRow) -> None:
        self.rows.setdefault(row.fingerprint, {})[row.type] = row

    def _mint(self, tag: str) -> int:
        last = self._issued.get(tag, 0)
        if tag not in self.minted and highest(self._raw, self._scope, tag) > last:
            raise VaultTamperedError("vault: a counter was set back; restore a backup")
        if last >= MAX_NUMBER:
            raise VaultFullError("vault: this scope has used up the numbers of a type")
        self.minted[tag] += 1
        self._issued[tag] = last + 1
        return last + 1

    def _is_held(self, row: EntryRow, stored: str | None) -> bool:
        if row.placeholder in self.in_memory:
            return True
        return self._volatile.held(row, stored) is not None

    def _settled(self, row: EntryRow, value: PrivateValue) -> EntryRow:
        """Return the row as the value's level and retention want it."""
        life, at_rest = value.retention.lifetime, value.retention.at_rest
        expires = None
        if life is not None and at_rest:
            expires = math.ceil((time.time() + life.total_seconds()) * 1000)
        row = row._replace(level=max(row.level, int(value.level)), expires=expires)
        return row.sealing(self._keys, value.text if at_rest else None)
