"""The protocol every vault follows, and the values that go in and out of it.

A vault keeps, per scope, which value stands behind which placeholder. Numbers are
issued once: a placeholder never gets a second value, not even after its value was
forgotten, unless its owner corrects it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, Self, runtime_checkable

from ..errors import VaultError
from ..placeholders import Placeholder
from ..policy import KEEP, Retention
from ..purging import Purged
from ..taxonomy import PrivacyLevel


@dataclass(frozen=True, slots=True)
class PrivateValue:
    """A value that wants a placeholder.

    Args:
        text: The value, verbatim; two spellings are two values. Hidden in `repr`.
        type: Its type tag.
        level: Its level.
        retention: How long it is kept.
    """

    text: str = field(repr=False)
    type: str
    level: PrivacyLevel
    retention: Retention = KEEP


@dataclass(frozen=True, slots=True)
class Entry:
    """An issued placeholder.

    Attributes:
        placeholder: Type and number.
        level: The level of its value.
        value: The value, or None where only its fingerprint is left (retention).
        created: When it was issued, in seconds since the epoch.
        at_rest: Whether the value is on disk.
    """

    placeholder: Placeholder
    level: PrivacyLevel
    value: str | None = field(repr=False)
    created: int
    at_rest: bool = False


class Mark(NamedTuple):
    """A point in the history of a scope, to ask what changed since then.

    Attributes:
        erasures: How often values were erased; another count makes older views void.
        revision: How often entries were added or changed.
        volatile: The same for values in process memory.
    """

    erasures: int
    revision: int
    volatile: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What a scope holds that an older view of it does not.

    Attributes:
        mark: The point up to which this reaches.
        reset: Whether values were erased since; `entries` then lists all there are.
        entries: New and changed entries.
        issued: Highest number issued so far, by type tag; covers forgotten ones too.
    """

    mark: Mark
    reset: bool
    entries: Sequence[Entry]
    issued: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What `forget` erased.

    Attributes:
        placeholders: The placeholders that are dead from now on. They are never
            issued again and stay verbatim wherever they still appear.
        scope_erased: Whether the whole scope went, keys included.
        at: When, in seconds since the epoch.
        traces_left: Whether older encrypted copies of what was erased may remain in
            the file because another process was reading it; `forget` anything again,
            or `check`, to clean up.
        purged: What became of items with these placeholders, one entry for each store
            that was to be purged, in order.
    """

    placeholders: tuple[Placeholder, ...]
    scope_erased: bool
    at: int
    traces_left: bool = False
    purged: tuple[Purged, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What `correct` did.

    Attributes:
        placeholder: The placeholder; it stands for the new value now.
        changed: Whether that is another value than before.
        at: When, in seconds since the epoch.
        traces_left: As for `Receipt`: older encrypted copies of the old value.
    """

    placeholder: Placeholder
    changed: bool
    at: int
    traces_left: bool = False


def tag_of(digest: bytes) -> str:
    """Write a digest of at least 50 bits as a scope's tag."""
    return base64.b32encode(digest)[:10].decode().lower()


def cannot_correct(placeholder: Placeholder, value: PrivateValue) -> VaultError:
    """Say why a value cannot be put behind a placeholder."""
    if value.type != placeholder.type:
        return VaultError(f"correct: {placeholder} keeps its type; forget it instead")
    return VaultError(f"correct: {placeholder} is unknown in this scope, or was forgotten")


@runtime_checkable
class Vault(Protocol):
    """Keeps values per scope. May be shared between threads."""

    def assign(self, scope: str, values: Sequence[PrivateValue]) -> list[Placeholder]:
        """Give each value its placeholder: the one it has, else a new one.

        All or nothing, and durable when it returns. A value met again at a higher
        level keeps its placeholder and is kept as the higher level demands.

        Raises:
            VaultError: Nothing was assigned.
        """
        ...

    def lookup(self, scope: str, placeholders: Iterable[Placeholder]) -> dict[Placeholder, str]:
        """Return the values of those placeholders that have one in this scope."""
        ...

    def changes(self, scope: str, since: Mark | None = None) -> Changes | None:
        """Return what changed in a scope since a mark, or None where nothing did."""
        ...

    def recall(self, scope: str, candidates: Iterable[str]) -> dict[str, list[Entry]]:
        """Recognise values of which only the fingerprint is left, in their exact spelling."""
        ...

    def tag(self, scope: str) -> str:
        """Return a short name for a scope that only its keys can tell.

        Ten characters of `a-z2-7`, the same for as long as the scope lives, and with it in
        every vault it was moved to; another one once the scope was forgotten. It marks
        whose placeholders stand in a place that several people or devices share.
        """
        ...

    def forget(
        self,
        scope: str,
        *,
        value: str | None = None,
        placeholder: Placeholder | None = None,
        type: str | None = None,  # noqa: A002
    ) -> Receipt:
        """Erase what matches any of the selectors; without one, the whole scope."""
        ...

    def correct(self, scope: str, placeholder: Placeholder, value: PrivateValue) -> Correction:
        """Put another value behind a placeholder, on its owner's word.

        What was written with the placeholder speaks of the new value from then on, in
        every view and process; the old value is unknown again, and erased like a forgotten
        one. The level never sinks, and the new value is kept as its level demands.

        Raises:
            VaultConflictError: The value has a placeholder of this type already; two would
                stand for one value. Nothing was changed.
            VaultError: The placeholder is not alive in this scope, or of another type.
        """
        ...

    def record(self, scope: str, action: str, counts: Mapping[str, int]) -> None:
        """Write a line to the audit log: what was done, to how many values of which type."""
        ...

    def close(self) -> None:
        """Release files and forget keys and values in memory."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
