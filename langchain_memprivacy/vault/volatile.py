"""Values that must not be written to disk: kept in this process, for as long as allowed."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta

from ..placeholders import Placeholder
from .rows import EntryRow


class VolatileValues:
    """Values by scope id and placeholder. The lock of the vault's connection guards it."""

    def __init__(self) -> None:
        self._values: dict[bytes, dict[Placeholder, tuple[str, float]]] = defaultdict(dict)
        self._kept: dict[bytes, list[Placeholder]] = defaultdict(list)
        self._losses: dict[bytes, int] = defaultdict(int)
        self.version = 0

    def keep(
        self, scope: bytes, placeholder: Placeholder, value: str, lifetime: timedelta | None
    ) -> None:
        """Keep a value for its lifetime, or for that of the process."""
        end = float("inf") if lifetime is None else time.time() + lifetime.total_seconds()
        self._values[scope][placeholder] = (value, end)
        self._kept[scope].append(placeholder)
        self.version += 1

    def get(self, scope: bytes, placeholder: Placeholder) -> str | None:
        """Return a value that is kept here."""
        value, end = self._values.get(scope, {}).get(placeholder, (None, 0.0))
        return value if end > time.time() else None

    def held(self, row: EntryRow, stored: str | None) -> str | None:
        """Return a row's value where it is still to be had: as stored, or from here."""
        if stored is None:
            return self.get(row.scope, row.placeholder)
        return None if row.outlived(time.time()) else stored

    def drop(self, scope: bytes, placeholder: Placeholder) -> None:
        """Drop one value."""
        self._values.get(scope, {}).pop(placeholder, None)

    def prune(self, scope: bytes, alive: Collection[Placeholder] = ()) -> None:
        """Drop the values of placeholders that are no longer alive."""
        held = self._values.get(scope, {})
        for placeholder in set(held).difference(alive):
            del held[placeholder]

    def expire(self) -> None:
        """Drop what has outlived its time."""
        now = time.time()
        for scope, held in self._values.items():
            for placeholder in [p for p, (_, end) in held.items() if end <= now]:
                del held[placeholder]
                self._losses[scope] += 1
                self.version += 1

    def next_expiry(self) -> float:
        """Return when the next value expires, in seconds since the epoch."""
        ends = (end for held in self._values.values() for _, end in held.values())
        return min(ends, default=float("inf"))

    def changes(self, scope: bytes) -> int:
        """Return how often a value of a scope was added."""
        return len(self._kept[scope])

    def kept_since(self, scope: bytes, changes: int) -> list[Placeholder]:
        """Return the placeholders whose values were added after that many others."""
        return list(dict.fromkeys(self._kept[scope][changes:]))

    def losses(self, scope: bytes) -> int:
        """Return how many values of a scope have expired."""
        return self._losses[scope]

    def clear(self) -> None:
        """Drop everything."""
        self._values.clear()
