"""A vault in the memory of one process: nothing on disk, gone when it ends."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from threading import RLock
from typing import Self

from ..errors import VaultConflictError, VaultError
from ..forks import renew_after_fork
from ..placeholders import Placeholder
from .base import Changes, Correction, Entry, Mark, PrivateValue, Receipt, cannot_correct, tag_of


@dataclass(slots=True)
class _Scope:
    entries: dict[Placeholder, Entry] = field(default_factory=dict)
    changed: dict[Placeholder, int] = field(default_factory=dict)  # at which revision
    expires: dict[Placeholder, float] = field(default_factory=dict)
    by_value: dict[tuple[str, bytes], Placeholder] = field(default_factory=dict)
    same_value: dict[bytes, set[Placeholder]] = field(default_factory=dict)
    issued: Counter[str] = field(default_factory=Counter)
    revision: int = 0
    erasures: int = 0
    tag: str = field(default_factory=lambda: tag_of(secrets.token_bytes(16)))

    def note(self, placeholder: Placeholder) -> None:
        """Note a change; the newest stands last."""
        self.changed.pop(placeholder, None)
        self.changed[placeholder] = self.revision


class MemoryVault:
    """Keeps the mapping in this process only; for tests, notebooks and one-off work."""

    def __init__(self) -> None:
        self.renew()
        renew_after_fork(self)
        self._closed = False
        self._scopes: dict[str, _Scope] = {}
        self._key = secrets.token_bytes(32)
        self._audit: list[tuple[int, str, str, dict[str, int]]] = []

    def renew(self) -> None:
        """Start with a new lock, as a forked child must."""
        self._lock = RLock()

    def __repr__(self) -> str:
        return f"MemoryVault({len(self._scopes)} scopes)"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def assign(self, scope: str, values: Sequence[PrivateValue]) -> list[Placeholder]:
        """See `Vault.assign`."""
        with self._lock:
            held = self._scope(scope)
            return [self._assign(held, value) for value in values]

    def _assign(self, held: _Scope, value: PrivateValue) -> Placeholder:
        key = (value.type, self._fingerprint(value.text))
        placeholder = held.by_value.get(key)
        if placeholder is None:
            held.issued[value.type] += 1
            placeholder = Placeholder(value.type, held.issued[value.type])
            held.by_value[key] = placeholder
            entry = Entry(placeholder, value.level, value.text, int(time.time()))
        else:
            old = held.entries[placeholder]
            if old.value is not None and old.level >= value.level:
                return placeholder
            entry = replace(old, value=value.text, level=max(old.level, value.level))
        self._put(held, key, entry, value)
        return placeholder

    def _put(self, held: _Scope, key: tuple[str, bytes], entry: Entry, value: PrivateValue) -> None:
        placeholder = entry.placeholder
        held.revision += 1
        twins = held.same_value.setdefault(key[1], {placeholder})
        twins.add(placeholder)
        for twin in twins - {placeholder}:  # the same value is as sensitive under each type
            entry = replace(entry, level=max(entry.level, held.entries[twin].level))
        for twin in twins - {placeholder}:
            other = held.entries[twin]
            if other.level < entry.level:
                held.entries[twin] = replace(other, level=entry.level)
                held.note(twin)
        held.entries[placeholder] = entry
        held.note(placeholder)
        held.expires.pop(placeholder, None)
        if value.retention.lifetime is not None:
            held.expires[placeholder] = time.time() + value.retention.lifetime.total_seconds()

    def correct(self, scope: str, placeholder: Placeholder, value: PrivateValue) -> Correction:
        """See `Vault.correct`."""
        with self._lock:
            held = self._scope(scope)
            old = held.entries.get(placeholder)
            if old is None or value.type != placeholder.type:
                raise cannot_correct(placeholder, value)
            key = (value.type, self._fingerprint(value.text))
            other = held.by_value.get(key)
            if other is not None and other != placeholder:
                msg = f"correct: that value is {other} already; forget one of them"
                raise VaultConflictError(msg)
            if other == placeholder:
                self._assign(held, value)
                return Correction(placeholder, changed=False, at=int(time.time()))
            gone = next(one for one, found in held.by_value.items() if found == placeholder)
            del held.by_value[gone]
            held.same_value[gone[1]].discard(placeholder)
            held.by_value[key] = placeholder
            held.erasures += 1
            level = max(old.level, value.level)
            self._put(held, key, replace(old, value=value.text, level=level), value)
            self.record(scope, "correct", {placeholder.type: 1})
            return Correction(placeholder, changed=True, at=int(time.time()))

    def lookup(self, scope: str, placeholders: Iterable[Placeholder]) -> dict[Placeholder, str]:
        """See `Vault.lookup`."""
        with self._lock:
            entries = self._scope(scope).entries
            return {
                placeholder: entry.value
                for placeholder in placeholders
                if (entry := entries.get(placeholder)) is not None and entry.value is not None
            }

    def changes(self, scope: str, since: Mark | None = None) -> Changes | None:
        """See `Vault.changes`."""
        with self._lock:
            held = self._scope(scope)
            mark = Mark(held.erasures, held.revision, 0)
            if mark == since:
                return None
            reset = since is None or since.erasures != mark.erasures
            if since is None or reset:
                return Changes(mark, reset, list(held.entries.values()), dict(held.issued))
            newest = takewhile(lambda p: held.changed[p] > since.revision, reversed(held.changed))
            entries = [held.entries[placeholder] for placeholder in newest]
            return Changes(mark, reset, entries[::-1], dict(held.issued))

    def recall(self, scope: str, candidates: Iterable[str]) -> dict[str, list[Entry]]:
        """See `Vault.recall`."""
        with self._lock:
            held = self._scope(scope)
            left: dict[bytes, list[Entry]] = {}
            for (_, digest), placeholder in held.by_value.items():
                if held.entries[placeholder].value is None:
                    left.setdefault(digest, []).append(held.entries[placeholder])
            return {
                text: left[digest]
                for text in candidates
                if (digest := self._fingerprint(text)) in left
            }

    def adopt(self, scope: str, changes: Changes, tag: str | None = None) -> None:
        """Take over what another vault says of a scope that is not known here yet.

        Numbers go on where that one's end. Values of which it has only fingerprints are
        not recognised here.

        Args:
            scope: The scope.
            changes: All that the other vault has of it.
            tag: Its tag there.
        """
        with self._lock:
            held = self._scope(scope)
            held.issued.update(changes.issued)
            held.tag = tag or held.tag
            for entry in changes.entries:
                digest = self._fingerprint(entry.value or secrets.token_hex())
                held.by_value[entry.placeholder.type, digest] = entry.placeholder
                held.same_value.setdefault(digest, set()).add(entry.placeholder)
                held.entries[entry.placeholder] = entry
                held.note(entry.placeholder)

    def tag(self, scope: str) -> str:
        """See `Vault.tag`."""
        with self._lock:
            return self._scope(scope).tag

    def forget(
        self,
        scope: str,
        *,
        value: str | None = None,
        placeholder: Placeholder | None = None,
        type: str | None = None,  # noqa: A002
    ) -> Receipt:
        """See `Vault.forget`."""
        with self._lock:
            held = self._scope(scope)
            whole = value is None and placeholder is None and type is None
            digest = None if value is None else self._fingerprint(value)
            dead = [
                (key, found)
                for key, found in held.by_value.items()
                if whole or found == placeholder or found.type == type or key[1] == digest
            ]
            for key, found in dead:
                del held.by_value[key], held.entries[found], held.changed[found]
                held.same_value[key[1]].discard(found)
                held.expires.pop(found, None)
            held.erasures += 1
            if whole:
                held.tag = tag_of(secrets.token_bytes(16))
            gone = tuple(sorted(found for _, found in dead))
            self.record(scope, "forget", Counter(found.type for found in gone))
            return Receipt(gone, whole, int(time.time()))

    def record(self, scope: str, action: str, counts: Mapping[str, int]) -> None:
        """See `Vault.record`."""
        self._audit.append((int(time.time()), scope, action, dict(counts)))

    def close(self) -> None:
        """Drop every value."""
        with self._lock:
            self._closed = True
            self._scopes.clear()
            self._audit.clear()

    def _fingerprint(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256")

    def _scope(self, scope: str) -> _Scope:
        if self._closed:
            raise VaultError("vault: it is closed; what it held is gone")
        held = self._scopes.setdefault(scope, _Scope())
        now = time.time()
        for placeholder in [p for p, expiry in held.expires.items() if expiry <= now]:
            del held.expires[placeholder]
            held.entries[placeholder] = replace(held.entries[placeholder], value=None)
            held.erasures += 1
        return held
