"""Work on a whole vault file: new keys, a check of everything, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from ..errors import VaultError
from . import audit
from .crypto import new_key
from .keys import Key, decode_key
from .rows import select, store
from .sqlite import SQLiteVault

Progress = Callable[[int, int], None]
"""Called with how many scopes are done and how many there are."""


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
        VaultError: Nothing was changed.
    """
    source, keyring = vault.keyring.source, vault.keyring
    new, count = new_key() if key is None else decode_key(key), 0
    source.write([new, *(old for old in source.read() if old != new)])
    try:
        with vault.writing() as raw:
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
    source.write([new])
    vault.connection.scrub()
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
    """Read a whole vault: the file's structure, every value, counter and audit line."""
    report = CheckReport()
    vault.connection.scrub()
    with vault.reading() as raw:
        for (line,) in raw.execute("PRAGMA integrity_check").fetchall():
            if line != "ok":
                report.problems.append("file structure: SQLite reports damage; restore a backup")
                break
        ids = [sid for (sid,) in raw.execute("SELECT id FROM scopes ORDER BY id").fetchall()]
        for done, sid in enumerate(ids):
            problem = _check_scope(vault, report, sid)
            if problem is not None:
                report.problems.append(f"scope {sid.hex()[:8]}: {problem}")
            progress(done + 1, len(ids))
        problem = audit.broken(raw, vault.keyring.audit_key)
        if problem is not None:
            report.problems.append(problem)
    return report


def _check_scope(vault: SQLiteVault, report: CheckReport, sid: bytes) -> str | None:
    with vault.connection.reading() as raw:
        report.scopes += 1
        try:
            keys = vault.keyring.keys(raw, sid)
            issued = vault.keyring.issued(raw, sid)
        except VaultError as error:
            return str(error)
        highest: Counter[str] = Counter()
        bad = 0
        for row in select(raw, "scope = ?", sid):
            highest[row.type] = max(highest[row.type], row.number)
            if keys is None:
                return "values are left of a forgotten scope"
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
