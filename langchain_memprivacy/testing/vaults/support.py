"""Values and short questions for the tests of the contract."""

from __future__ import annotations

from datetime import timedelta

from ...policy import KEEP, Retention
from ...taxonomy import PrivacyLevel
from ...vault.base import Changes, Mark, PrivateValue, Vault

PL2, PL3, PL4 = PrivacyLevel.PL2, PrivacyLevel.PL3, PrivacyLevel.PL4


def value(
    text: str,
    type: str = "EMAIL",  # noqa: A002
    level: PrivacyLevel = PL2,
    retention: Retention = KEEP,
) -> PrivateValue:
    """Make a value with the usual type, level and retention."""
    return PrivateValue(text, type, level, retention)


def life(seconds: float, *, at_rest: bool = True) -> Retention:
    """Make a retention that ends."""
    return Retention(at_rest=at_rest, lifetime=timedelta(seconds=seconds))


def changes(vault: Vault, since: Mark | None) -> Changes:
    """Ask for changes; there must be some."""
    changes = vault.changes("ann", since)
    assert changes is not None
    return changes


def mark(vault: Vault) -> Mark:
    """Return the mark of now."""
    return changes(vault, None).mark


def held(changes: Changes) -> dict[str, str | None]:
    """Return values by placeholder."""
    return {str(entry.placeholder): entry.value for entry in changes.entries}
