"""Work on a whole vault file: new keys, a check of everything, counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from ..errors import VaultError, VaultKeyError, VaultTamperedError
from . import audit
from .crypto import new_key
from .keys import GivenKeys, Key, decode_key
from .rows import select, store
from .sqlite import SQLiteVault

Progress = Callable[[int, int], None]
"""Called with how many scopes are done and how many there are, while the vault is locked: it
must not use the vault itself."""


def _quiet(done: int, total: int) -> None:
    """Show nothing."""


def rotate(vault: SQLiteVault, key: Key | None = None, progress: Progress = _quiet) -> int:
    """Put a vault under a new master key and encrypt every value anew.

    Placeholders and fingerprints stay. The new key is written to its source, beside the
    old one, before the file changes, and the old one is dropped afterwards: at every
    moment some key of the source opens the vault.

    Args:
        vault: The vault.
        key: The new master key; a random one where left out.
        progress: See `Progress`.

    Returns:
        How many values were encrypted anew.

    Raises:
        VaultKeyError: The vault's key was given, not read from a place of its own, and
            there is no new one: nobody would ever see a random key.
        VaultError: Nothing was changed.
    """
    source, keyring = vault.keyring.source, vault.keyring
    if key is None and isinstance(source, GivenKeys):
        raise VaultKeyError("rotate: this vault's key was given; give the new one too")
    new, count = new_key() if key is None else decode_key(key), 0
    try:
        # The keys are written under the vault's own lock, or two rotations at once could
        # each drop the key that the other one needs.
        with vault.writing() as raw:
            source.write([new, *(old for old in source.read() if old != new)])
            scopes = [(sid, name, keyring.keys(raw, sid)) for sid, name in keyring.names(raw)]
            keyring.replace_master(raw, new)
            for done, (sid, name, old) in enumerate(scopes):
                assert old is not None
                rows = list(select(raw, "scope = ?", sid))
                fresh = keyring.make(raw, name, index_key=old.index_key)
                store(raw, [r.sealing(fresh, r.value(old)) for r in rows], vault.revise(raw, sid))
                count += len(rows)
                progress(done + 1, len(scopes))
            audit.append(raw, keyring.audit_key, b"", "rotate", {"values": count})
    finally:
        with vault.reading() as raw:  # what the file says, whether or not it worked
            keyring.load(raw)
    with vault.writing() as raw:
        if keyring.opens(raw, new):  # and no other rotation came in between
            source.write([new])
    vault.connection.scrub()  # what the old key opens must not stay behind
    return count


@dataclass(slots=True)
class CheckReport:
    """What `check` found.

    Attributes:
        scopes: How many scopes were read.
        values: How many values were decrypted.
        problems: What is wrong, one line each; none where all is well.
    """

    scopes: int = 0
    values: int = 0
    problems: list[str] = field(default_factory=list)


def check(vault: SQLiteVault, progress: Progress = _quiet) -> CheckReport:
    """Read a whole vault: the file's structure, every value, counter and audit line.

    A vault without problems is also cleaned of traces that an interrupted or disturbed
    erasure may have left.
    """
    report = CheckReport()
    for look in (_check_structure, _check_keys):
        report.problems += look(vault)
    try:
        _check_scopes(vault, report, progress)
        with vault.reading() as raw:
            report.problems += filter(None, [audit.broken(raw, vault.keyring.audit_key)])
    except VaultError as error:
        report.problems.append(str(error))
    if not report.problems:
        vault.connection.scrub()
    return report


def _check_structure(vault: SQLiteVault) -> list[str]:
    try:
        with vault.reading() as raw:
            sound = raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except VaultTamperedError:
        sound = False
    return [] if sound else ["file structure: SQLite reports damage; restore a backup"]


def _check_keys(vault: SQLiteVault) -> list[str]:
    try:
        with vault.reading() as raw:
            vault.keyring.load(raw)
    except VaultError as error:
        return [str(error)]
    return []


def _check_scopes(vault: SQLiteVault, report: CheckReport, progress: Progress) -> None:
    query = "SELECT id FROM scopes UNION SELECT scope FROM entries UNION SELECT scope FROM issued"
    with vault.reading() as raw:
        ids = [sid for (sid,) in raw.execute(query).fetchall()]
        for done, sid in enumerate(ids):
            try:
                problem = _check_scope(vault, raw, report, sid)
            except VaultError as error:
                problem = str(error)
            if problem is not None:
                report.problems.append(f"scope {sid.hex()[:8]}: {problem}")
            progress(done + 1, len(ids))


def _check_scope(
    vault: SQLiteVault, raw: sqlite3.Connection, report: CheckReport, sid: bytes
) -> str | None:
    report.scopes += 1
    keys = vault.keyring.name(raw, sid) and vault.keyring.keys(raw, sid)
    issued = vault.keyring.issued(raw, sid)
    highest = audit.assigned(raw, sid)
    bad = 0
    for row in select(raw, "scope = ?", sid) if keys else ():
        assert keys
        highest[row.type] = max(highest[row.type], row.number)
        try:
            row.value(keys)
            report.values += 1
        except VaultError:
            bad += 1
    if bad:
        return f"{bad} values are damaged or swapped; restore a backup"
    if any(number > issued.get(tag, 0) for tag, number in highest.items()):
        return "a counter is behind the numbers issued; restore a backup"
    return None


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of a vault or of one scope; no values.

    Attributes:
        scopes: How many scopes hold something.
        values: How many placeholders are alive, by type tag and level.
        size: The file in bytes, its log included.
    """

    scopes: int
    values: dict[tuple[str, int], int]
    size: int


def stats(vault: SQLiteVault, scope: str | None = None) -> Stats:
    """Count what a vault, or one scope of it, holds."""
    sid = None if scope is None else vault.keyring.scope_id(scope)
    with vault.reading() as raw:
        values = {
            (tag, level): count
            for tag, level, count in raw.execute(
                "SELECT type, level, COUNT(*) FROM entries WHERE ?1 IS NULL OR scope = ?1"
                " GROUP BY level, type ORDER BY level DESC, type",
                (sid,),
            )
        }
        (scopes,) = raw.execute("SELECT COUNT(*) FROM scopes WHERE keys != x''").fetchone()
    log = vault.path.with_name(vault.path.name + "-wal")
    size = vault.path.stat().st_size + (log.stat().st_size if log.exists() else 0)
    return Stats(scopes if scope is None else int(bool(values)), values, size)
