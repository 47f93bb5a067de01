"""The vault file's tables and their migrations.

Visible without the key: types, numbers, levels, times, counts, and keyed digests of
scopes and values. Values, scope names and keys are sealed.

Every migration stays: a file written by any released version opens in this one.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

FORMAT = 1
"""`PRAGMA user_version` of files this release writes; one more for each migration."""

APPLICATION_ID = 0x4D507256
"""`PRAGMA application_id` that marks a file as a vault ("MPrV")."""

migrations = Migrations("memprivacy.vault")


@migrations()
def m001_first(db: Database) -> None:
    """Make the tables of format 1."""
    for statement in _TABLES:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute("PRAGMA user_version = 1")


_TABLES = (
    # root: the vault's root secret, sealed under the master key; audit: end of the log
    """
    CREATE TABLE meta (
        name TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # id: keyed digest of the name; keys and name are empty once the scope was forgotten;
    # revision counts additions, erasures counts losses, epoch counts changes of keys
    """
    CREATE TABLE scopes (
        id BLOB PRIMARY KEY,
        name BLOB NOT NULL,
        keys BLOB NOT NULL,
        epoch INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        erasures INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # the highest number issued, kept for ever so that no number has two meanings
    """
    CREATE TABLE issued (
        scope BLOB NOT NULL,
        type TEXT NOT NULL,
        last INTEGER NOT NULL,
        mac BLOB NOT NULL,
        PRIMARY KEY (scope, type)
    ) STRICT, WITHOUT ROWID
    """,
    # sealed: the value, or the sealed word that there is none (zero retention, expired);
    # created is in seconds, expires in milliseconds since the epoch
    """
    CREATE TABLE entries (
        scope BLOB NOT NULL,
        type TEXT NOT NULL,
        number INTEGER NOT NULL,
        level INTEGER NOT NULL,
        fingerprint BLOB NOT NULL,
        sealed BLOB NOT NULL,
        created INTEGER NOT NULL,
        expires INTEGER,
        changed INTEGER NOT NULL,
        PRIMARY KEY (scope, type, number)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE UNIQUE INDEX entries_by_value ON entries (scope, fingerprint, type)",
    "CREATE INDEX entries_by_change ON entries (scope, changed)",
    "CREATE INDEX entries_by_expiry ON entries (expires) WHERE expires IS NOT NULL",
    # mac chains each line to the one before
    """
    CREATE TABLE audit (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        scope BLOB NOT NULL,
        action TEXT NOT NULL,
        counts TEXT NOT NULL,
        mac BLOB NOT NULL
    ) STRICT
    """,
)
