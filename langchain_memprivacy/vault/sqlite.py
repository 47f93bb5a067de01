"""The vault on disk: one encrypted SQLite file for many scopes, threads and processes."""

from __future__ import annotations

import contextlib
import math
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

from ..errors import VaultBusyError, VaultError, VaultFullError, VaultReadOnlyError
from ..placeholders import Placeholder
from . import audit
from .assigning import Batch
from .base import Changes, Correction, Entry, Mark, PrivateValue, Receipt, cannot_correct, tag_of
from .connection import Connection, State, create, translated
from .crypto import derive
from .keyring import Keyring, first_root
from .keys import Key, default_vault_path, first_keys, key_source
from .rows import EntryRow, find, select, store
from .volatile import VolatileValues

_AT_ONCE = 500
"""How many fingerprints are looked up in one query; SQLite takes no more than 999 values."""

Token = tuple[State, int]


class SQLiteVault:
    """Keeps the mapping in an encrypted SQLite file.

    Args:
        path: The file; made with mode 0600 where there is none. Left out:
            `$MEMPRIVACY_VAULT`, else `vault.db` in the user's data folder.
        key: The master key, 32 bytes or their base64; several to try in order; or the
            path of a key file, which is made where there is none. Left out:
            `$MEMPRIVACY_KEY`, else the system's keyring where the `keyring` extra is
            installed, else a private file in the user's config folder.
        timeout: How long to wait for another process's write, in seconds.

    Raises:
        VaultKeyError: There is no key, or it is not this vault's.
        VaultTamperedError: The file is damaged or not a vault.
        VaultVersionError: A newer release wrote the file.
        VaultError: The file cannot be opened.
    """

    def __init__(
        self,
        path: str | Path | None = None,
        *,
        key: Key | Path | Sequence[Key] | None = None,
        timeout: float = 10.0,
    ) -> None:
        self.path = default_vault_path() if path is None else Path(path)
        source = key_source(key)
        with translated(self.path):
            missing = not self.path.exists()
        if missing:
            create(self.path, [("root", first_root(first_keys(source)[0]))])
        self.connection = Connection(self.path, timeout)
        with self.connection.reading() as raw:
            self.keyring = Keyring(raw, source)
        self._volatile = VolatileValues()
        self._fresh: dict[bytes, tuple[Token, Mark]] = {}
        self._next_expiry = 0.0
        self._looked: State | None = None
        self._expire()

    def __repr__(self) -> str:
        return f"SQLiteVault({str(self.path)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """See `Vault.close`."""
        self.connection.close()
        self._volatile.clear()
        self.keyring.clear()
        self._fresh.clear()

    def assign(self, scope: str, values: Sequence[PrivateValue]) -> list[Placeholder]:
        """See `Vault.assign`."""
        if not values:
            return []
        sid = self.keyring.scope_id(scope)
        with self.connection.reading():  # its lock guards the values in memory too
            with self.writing() as raw:
                keys = self.keyring.keys(raw, sid) or self.keyring.make(raw, scope)
                issued = self.keyring.issued(raw, sid)
                batch = Batch(raw, sid, keys, issued, self._volatile)
                given = [batch.add(value) for value in values]
                self._store(raw, sid, batch)
                if batch.minted:
                    counters = {tag: issued[tag] for tag in batch.minted}
                    self.keyring.store_issued(raw, sid, counters)
                    audit.append(raw, self.keyring.audit_key, sid, "assign", batch.minted)
            self._settle(sid, batch)
        if batch.withdrawn:  # a value that may no longer be on disk was: leave no copy there
            self.connection.scrub()
        return given

    def correct(self, scope: str, placeholder: Placeholder, value: PrivateValue) -> Correction:
        """See `Vault.correct`; what is erased is erased as `forget` does it."""
        sid = self.keyring.scope_id(scope)
        with self.connection.reading():
            with self.writing() as raw:
                keys = self.keyring.keys(raw, sid)
                row = find(raw, "scope = ? AND type = ? AND number = ?", sid, *placeholder)
                if keys is None or row is None or value.type != placeholder.type:
                    raise cannot_correct(placeholder, value)
                issued = self.keyring.issued(raw, sid)
                batch = Batch(raw, sid, keys, issued, self._volatile)
                changed = batch.correct(row, value)
                self._store(raw, sid, batch)
                if changed:  # an erasure, too: older views must not know the old value
                    raw.execute("UPDATE scopes SET erasures = erasures + 1 WHERE id = ?", (sid,))
                    audit.append(raw, self.keyring.audit_key, sid, "correct", {placeholder.type: 1})
            self._settle(sid, batch)
        left = (changed or batch.withdrawn) and not self.connection.scrub()
        return Correction(placeholder, changed, _now(), traces_left=left)

    def lookup(self, scope: str, placeholders: Iterable[Placeholder]) -> dict[Placeholder, str]:
        """See `Vault.lookup`."""
        sid = self.keyring.scope_id(scope)
        found = {}
        with self.reading() as raw:
            keys = self.keyring.keys(raw, sid)
            for wanted in placeholders if keys is not None else ():
                row = find(raw, "scope = ? AND type = ? AND number = ?", sid, *wanted)
                if row is not None and keys is not None:
                    value = self._volatile.held(row, row.value(keys))
                    if value is not None:
                        found[wanted] = value
        return found

    def changes(self, scope: str, since: Mark | None = None) -> Changes | None:
        """See `Vault.changes`."""
        sid = self.keyring.scope_id(scope)
        token = (self._expire(), self._volatile.version)
        if since is not None and self._fresh.get(sid) == (token, since):
            return None  # the usual case: nobody has written anything
        with self.reading() as raw:
            row = raw.execute(
                "SELECT erasures, revision FROM scopes WHERE id = ?", (sid,)
            ).fetchone()
            erasures, revision = row or (0, 0)
            volatile = self._volatile.changes(sid)
            mark = Mark(erasures + self._volatile.losses(sid), revision, volatile)
            self._fresh[sid] = (token, mark)
            if mark == since:
                return None
            reset = since is None or since.erasures != mark.erasures
            if since is None or reset:
                entries = self._entries(raw, sid, "TRUE")
                self._volatile.prune(sid, {entry.placeholder for entry in entries})
            else:
                entries = self._entries(raw, sid, "changed > ?", since.revision)
                # Values in memory carry no revision of their own.
                for placeholder in self._volatile.kept_since(sid, since.volatile):
                    entries += self._entries(raw, sid, "type = ? AND number = ?", *placeholder)
            return Changes(mark, reset, entries, self.keyring.issued(raw, sid))

    def entries(self, scope: str) -> list[Entry]:
        """List what a scope holds, in the order in which it was issued."""
        with self.reading() as raw:
            return self._entries(raw, self.keyring.scope_id(scope), "TRUE")

    def scopes(self) -> list[str]:
        """List the names of the scopes that hold something."""
        with self.reading() as raw:
            return sorted(name for _, name in self.keyring.names(raw))

    def recall(self, scope: str, candidates: Iterable[str]) -> dict[str, list[Entry]]:
        """See `Vault.recall`."""
        sid = self.keyring.scope_id(scope)
        found: dict[str, list[Entry]] = {}
        with self.reading() as raw:
            keys = self.keyring.keys(raw, sid)
            if keys is None:
                return {}
            texts = {keys.fingerprint(text): text for text in candidates}
            digests = list(texts)
            for start in range(0, len(digests), _AT_ONCE):
                some = digests[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                for row in select(raw, f"scope = ? AND fingerprint IN ({marks})", sid, *some):
                    if self._volatile.held(row, row.value(keys)) is None:
                        entry = Entry(row.placeholder, row.known_level, None, row.created)
                        found.setdefault(texts[row.fingerprint], []).append(entry)
        return {text: found[text] for text in texts.values() if text in found}

    def tag(self, scope: str) -> str:
        """See `Vault.tag`."""
        sid = self.keyring.scope_id(scope)
        with self.reading() as raw:
            keys = self.keyring.keys(raw, sid)
        if keys is None:
            with self.writing() as raw:
                keys = self.keyring.keys(raw, sid) or self.keyring.make(raw, scope)
        return tag_of(derive(keys.index_key, "tag"))

    def forget(
        self,
        scope: str,
        *,
        value: str | None = None,
        placeholder: Placeholder | None = None,
        type: str | None = None,  # noqa: A002
    ) -> Receipt:
        """See `Vault.forget`.

        Deleted cells are overwritten, the file is packed anew, its log is emptied, and the
        keys of a whole scope are destroyed. Copies that others made of the file are out
        of reach, and so is what a disk keeps of overwritten blocks.
        """
        sid = self.keyring.scope_id(scope)
        whole = value is None and placeholder is None and type is None
        with self.writing() as raw:
            # Only a value needs the keys: a damaged scope can still be erased.
            keys = None if value is None else self.keyring.keys(raw, sid)
            print_ = b"" if value is None or keys is None else keys.fingerprint(value)
            tag, number = placeholder or ("", 0)
            condition, chosen = (
                "scope = ? AND (? OR type = ? OR fingerprint = ? OR (type = ? AND number = ?))",
                (sid, whole, type or "", print_, tag, number),
            )
            gone = tuple(sorted(row.placeholder for row in select(raw, condition, *chosen)))
            raw.execute(f"DELETE FROM entries WHERE {condition}", chosen)  # noqa: S608
            if whole:
                raw.execute("UPDATE scopes SET name = x'', keys = x'' WHERE id = ?", (sid,))
            raw.execute("UPDATE scopes SET erasures = erasures + 1 WHERE id = ?", (sid,))
            counts = Counter(dead.type for dead in gone)
            audit.append(raw, self.keyring.audit_key, sid, "forget", counts)
        with self.connection.reading():
            for dead in gone:
                self._volatile.drop(sid, dead)
        return Receipt(gone, whole, _now(), traces_left=not self.connection.scrub())

    def record(self, scope: str, action: str, counts: Mapping[str, int]) -> None:
        """See `Vault.record`."""
        with self.writing() as raw:
            audit.append(raw, self.keyring.audit_key, self.keyring.scope_id(scope), action, counts)

    def audit_log(self) -> list[audit.AuditLine]:
        """Read the audit log, oldest line first."""
        with self.reading() as raw:
            return list(audit.lines(raw))

    def _store(self, raw: sqlite3.Connection, sid: bytes, batch: Batch) -> None:
        if batch.rows:
            rows = [row for same in batch.rows.values() for row in same.values()]
            store(raw, rows, self.revise(raw, sid))

    def _settle(self, sid: bytes, batch: Batch) -> None:
        for placeholder, value in batch.in_memory.items():
            self._volatile.keep(sid, placeholder, value.text, value.retention.lifetime)
        for placeholder in batch.at_rest:
            self._volatile.drop(sid, placeholder)

    def _entries(
        self, raw: sqlite3.Connection, sid: bytes, condition: str, *values: object
    ) -> list[Entry]:
        keys = self.keyring.keys(raw, sid)
        if keys is None:
            return []
        entries = []
        for row in select(raw, f"scope = ? AND {condition}", sid, *values):
            stored = row.value(keys)  # opening it proves the level too
            value, at_rest = self._volatile.held(row, stored), stored is not None
            entries.append(Entry(row.placeholder, row.known_level, value, row.created, at_rest))
        return entries

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read from one snapshot of the file."""
        self._expire()
        with self.connection.reading() as raw:
            raw.execute("BEGIN")
            try:
                yield raw
            finally:
                if raw.in_transaction:  # some errors have ended it already
                    raw.execute("COMMIT")

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write in one transaction, all or nothing."""
        self._expire()
        with self.connection.writing() as raw:
            yield raw

    def revise(self, raw: sqlite3.Connection, sid: bytes) -> int:
        """Count up the revision of a scope and return it."""
        query = "UPDATE scopes SET revision = revision + 1 WHERE id = ? RETURNING revision"
        return int(raw.execute(query, (sid,)).fetchone()[0])

    def _expire(self) -> State:
        """Erase what has outlived its time, here and in the file; return the file's state."""
        now = time.time()
        state = self.connection.state()
        if state == self._looked and now < self._next_expiry:
            return state
        with self.connection.reading() as raw:
            self._volatile.expire()
            blanked = 0
            # Nobody is given such a value any more; erasing it can wait for a better moment.
            with contextlib.suppress(VaultBusyError, VaultReadOnlyError, VaultFullError):
                blanked = self._blank(raw, now)
            if blanked:
                # Packing the whole file whenever a value ends would stall a busy vault.
                self.connection.scrub(pack=False)
            self._looked = self.connection.state()
            query = "SELECT MIN(expires) FROM entries WHERE expires > ?"
            (soonest,) = raw.execute(query, (now * 1000,)).fetchone()
            ends = (now + 60, self._volatile.next_expiry(), (soonest or math.inf) / 1000)
            self._next_expiry = min(ends)
            return self._looked

    def _blank(self, raw: sqlite3.Connection, now: float) -> int:
        # Left to itself SQLite reads the whole table here, for the sake of DISTINCT.
        index = "entries INDEXED BY entries_by_expiry"
        query = f"SELECT DISTINCT scope FROM {index} WHERE expires <= ?"  # noqa: S608
        due = raw.execute(query, (now * 1000,)).fetchall()
        count = 0
        if due:
            with self.connection.writing():
                for (sid,) in due:
                    with contextlib.suppress(VaultError):  # damage shows where it is read
                        count += self._blank_scope(raw, sid, now)
        return count

    def _blank_scope(self, raw: sqlite3.Connection, sid: bytes, now: float) -> int:
        keys = self.keyring.keys(raw, sid)
        blank: list[EntryRow] = []
        for row in select(raw, "scope = ? AND expires <= ?", sid, now * 1000):
            assert keys is not None  # there are rows, or they would be damaged
            with contextlib.suppress(VaultError):
                row.value(keys)  # a row that was tampered with is left as it is
                blank.append(row._replace(expires=None).sealing(keys, None))
        if blank:
            store(raw, blank, self.revise(raw, sid))
            raw.execute("UPDATE scopes SET erasures = erasures + 1 WHERE id = ?", (sid,))
            counts = Counter(row.type for row in blank)
            audit.append(raw, self.keyring.audit_key, sid, "expire", counts)
        return len(blank)


def _now() -> int:
    return int(time.time())
