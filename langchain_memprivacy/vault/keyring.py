"""From the master key to a scope's keys.

The master key seals the vault's root secret and each scope's two keys. The root secret
makes scope ids, the proof of issued numbers and the audit chain, and never changes. Of
a scope's keys one seals its values and changes with every rotation; the other makes
fingerprints, so that a value of which nothing else is kept is still recognised.
Forgetting a scope destroys both (crypto-shredding).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from ..errors import VaultKeyError, VaultTamperedError
from .crypto import KEY_BYTES, Cipher, bind, derive, fingerprint, new_key, same
from .keys import KeySource
from .rows import ScopeKeys, decode, encode


def wrapping(master: bytes) -> Cipher:
    """Return the cipher of a master key, which seals other keys only."""
    return Cipher(derive(master, "wrap"))


def first_root(master: bytes) -> bytes:
    """Make the root secret of a new vault, sealed."""
    return wrapping(master).seal(new_key(), b"root")


class Keyring:
    """The opened keys of one vault.

    Args:
        raw: A connection to the vault.
        source: Where the master key is.

    Raises:
        VaultKeyError: No key of the source opens the vault.
        VaultTamperedError: The vault's root secret is gone.
    """

    def __init__(self, raw: sqlite3.Connection, source: KeySource) -> None:
        self.source = source
        self._scopes: dict[bytes, ScopeKeys] = {}
        self.load(raw)

    def load(self, raw: sqlite3.Connection) -> None:
        """Find the master key in its source, again after a rotation."""
        row = raw.execute("SELECT value FROM meta WHERE name = 'root'").fetchone()
        if row is None:
            raise VaultTamperedError("vault: its root secret is gone; restore a backup")
        keys = self.source.read()
        for master in keys:
            cipher = wrapping(master)
            try:
                self.root = cipher.open(row[0], b"root")
            except VaultTamperedError:
                continue
            self._wrap, self._sealed = cipher, row[0]
            self._scope_key = derive(self.root, "scope")
            self._issue_key = derive(self.root, "issued")
            self.audit_key = derive(self.root, "audit")
            self._scopes.clear()
            return
        what = "does not open this vault" if keys else "is missing"
        msg = f"vault key: {self.source.where} {what}; give the key it was made with"
        raise VaultKeyError(msg)

    def opens(self, raw: sqlite3.Connection, master: bytes) -> bool:
        """Tell whether a master key is the vault's own right now."""
        (sealed,) = raw.execute("SELECT value FROM meta WHERE name = 'root'").fetchone()
        try:
            return wrapping(master).open(sealed, b"root") == self.root
        except VaultTamperedError:
            return False

    def replace_master(self, raw: sqlite3.Connection, master: bytes) -> None:
        """Seal the root secret under another master key; scopes follow with `store`."""
        self._wrap = wrapping(master)
        self._sealed = self._wrap.seal(self.root, b"root")
        raw.execute("UPDATE meta SET value = ? WHERE name = 'root'", (self._sealed,))

    def scope_id(self, scope: str) -> bytes:
        """Return the keyed digest under which a scope is filed."""
        return fingerprint(self._scope_key, encode(scope))

    def keys(self, raw: sqlite3.Connection, scope: bytes) -> ScopeKeys | None:
        """Return a scope's keys, None where it is new or was forgotten.

        Raises:
            VaultTamperedError: They are damaged, or gone although values are left.
            VaultKeyError: The vault has another master key by now.
        """
        row = raw.execute("SELECT keys, epoch FROM scopes WHERE id = ?", (scope,)).fetchone()
        if row is None or not row[0]:
            if raw.execute("SELECT 1 FROM entries WHERE scope = ? LIMIT 1", (scope,)).fetchone():
                raise VaultTamperedError("vault: the keys of a scope are gone; restore a backup")
            return None
        sealed, epoch = row
        cached = self._scopes.get(scope)
        if cached is None or cached.epoch != epoch:
            bound = bind("scope", scope, epoch)
            try:
                both = self._wrap.open(sealed, bound)
            except VaultTamperedError:
                self.load(raw)  # works where another process has rotated the master key
                both = self._wrap.open(sealed, bound)
            cached = ScopeKeys(epoch, Cipher(both[:KEY_BYTES]), both[KEY_BYTES:])
            self._scopes[scope] = cached
        return cached

    def make(
        self, raw: sqlite3.Connection, scope: str, index_key: bytes | None = None
    ) -> ScopeKeys:
        """File a scope under a new data key; issued numbers of a forgotten one stay.

        Args:
            raw: A connection inside a transaction.
            scope: The scope's name.
            index_key: Its fingerprint key where it has one already.
        """
        if raw.execute("SELECT value FROM meta WHERE name = 'root'").fetchone() != (self._sealed,):
            self.load(raw)  # another process has rotated the master key
        sid, data = self.scope_id(scope), new_key()
        index_key = index_key or new_key()
        row = raw.execute("SELECT epoch FROM scopes WHERE id = ?", (sid,)).fetchone()
        keys = ScopeKeys(1 if row is None else row[0] + 1, Cipher(data), index_key)
        raw.execute(
            "INSERT INTO scopes VALUES (?, ?, ?, ?, 0, 0) ON CONFLICT (id) DO UPDATE"
            " SET name = excluded.name, keys = excluded.keys, epoch = excluded.epoch",
            (
                sid,
                keys.cipher.seal(encode(scope), bind("name", sid)),
                self._wrap.seal(data + index_key, bind("scope", sid, keys.epoch)),
                keys.epoch,
            ),
        )
        # Not cached before the transaction is through: it may still be rolled back.
        self._scopes.pop(sid, None)
        return keys

    def names(self, raw: sqlite3.Connection) -> Iterator[tuple[bytes, str]]:
        """Yield id and name of every scope that was not forgotten."""
        for (sid,) in raw.execute("SELECT id FROM scopes ORDER BY id").fetchall():
            name = self.name(raw, sid)
            if name is not None:
                yield sid, name

    def name(self, raw: sqlite3.Connection, scope: bytes) -> str | None:
        """Return the name of a scope, None where it is unknown or was forgotten."""
        keys = self.keys(raw, scope)
        if keys is None:
            return None
        (name,) = raw.execute("SELECT name FROM scopes WHERE id = ?", (scope,)).fetchone()
        return decode(keys.cipher.open(name, bind("name", scope)))

    def prove(self, scope: bytes, tag: str, last: int) -> bytes:
        """Return the proof that this vault issued a number."""
        return fingerprint(self._issue_key, bind(scope, tag, last))

    def issued(self, raw: sqlite3.Connection, scope: bytes) -> dict[str, int]:
        """Return the highest number issued of each type.

        Raises:
            VaultTamperedError: A number carries no valid proof.
        """
        rows = raw.execute(
            "SELECT type, last, mac FROM issued WHERE scope = ?", (scope,)
        ).fetchall()
        if not all(same(mac, self.prove(scope, tag, last)) for tag, last, mac in rows):
            raise VaultTamperedError("vault: a counter is damaged or swapped; restore a backup")
        return {tag: last for tag, last, _ in rows}

    def store_issued(self, raw: sqlite3.Connection, scope: bytes, issued: dict[str, int]) -> None:
        """Write the highest numbers, with their proofs."""
        raw.executemany(
            "INSERT OR REPLACE INTO issued VALUES (?, ?, ?, ?)",
            [(scope, tag, last, self.prove(scope, tag, last)) for tag, last in issued.items()],
        )

    def clear(self) -> None:
        """Drop all keys."""
        self._scopes.clear()
        self.root = self._scope_key = self._issue_key = self.audit_key = b""
        self.__dict__.pop("_wrap", None)
