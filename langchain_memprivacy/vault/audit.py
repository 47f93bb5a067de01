"""The audit log: what was done when, with types and counts, chained so that gaps show."""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .crypto import bind, fingerprint, same


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line: when (seconds since the epoch), whose scope (digest), what, how many by type."""

    at: int
    scope: bytes
    action: str
    counts: Mapping[str, int]


def append(
    raw: sqlite3.Connection, key: bytes, scope: bytes, action: str, counts: Mapping[str, int]
) -> None:
    """Add a line inside the caller's transaction."""
    last = raw.execute("SELECT id, mac FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    number, previous = (last[0] + 1, last[1]) if last is not None else (1, b"")
    at, text = int(time.time()), json.dumps(dict(sorted(counts.items())))
    mac = fingerprint(key, bind(previous, number, at, scope, action, text))
    raw.execute(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)", (number, at, scope, action, text, mac)
    )
    # The end is noted apart, or lines could be cut off unseen.
    raw.execute("INSERT OR REPLACE INTO meta VALUES ('audit', ?)", (_end(key, number, mac),))


def lines(raw: sqlite3.Connection) -> Iterator[AuditLine]:
    """Read the log, oldest line first."""
    for at, scope, action, counts in raw.execute(
        "SELECT at, scope, action, counts FROM audit ORDER BY id"
    ):
        yield AuditLine(at, scope, action, json.loads(counts))


def broken(raw: sqlite3.Connection, key: bytes) -> str | None:
    """Say what is wrong with the chain, or None where it is whole."""
    previous, number = b"", 0
    for number, at, scope, action, text, mac in raw.execute(
        "SELECT id, at, scope, action, counts, mac FROM audit ORDER BY id"
    ):
        if not same(mac, fingerprint(key, bind(previous, number, at, scope, action, text))):
            return f"audit log: line {number} was changed, or one before it is missing"
        previous = mac
    end = raw.execute("SELECT value FROM meta WHERE name = 'audit'").fetchone()
    if end is None:
        used = raw.execute("SELECT 1 FROM issued LIMIT 1").fetchone()
        return "audit log: it is gone" if number or used else None
    if not same(end[0], _end(key, number, previous)):
        return "audit log: lines are missing at its end"
    return None


def assigned(raw: sqlite3.Connection, scope: bytes) -> Counter[str]:
    """Count the placeholders of a scope that the log says were issued, by type."""
    counts: Counter[str] = Counter()
    for (text,) in raw.execute(
        "SELECT counts FROM audit WHERE scope = ? AND action = 'assign'", (scope,)
    ):
        counts.update(json.loads(text))
    return counts


def _end(key: bytes, number: int, mac: bytes) -> bytes:
    return fingerprint(key, bind("end", number, mac))
