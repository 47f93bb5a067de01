"""What erasing a value reaches beyond the vault: items that others keep, with its placeholder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

from .placeholders import Placeholder


class StoredAt(NamedTuple):
    """Where an item stands in a store, as the store itself names it: with pseudonyms.

    A pseudonym in place of a value finds the item through the protected store, too.
    """

    namespace: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Purged:
    """What became of the items of one store that held a placeholder.

    Attributes:
        items: Which ones; their names hold no value.
        deleted: Whether they are gone; False for a dry run, and where it failed.
        failure: The type of the error that ended it before its time, if any; `items` are
            then those that were found by then.
        unmarked: How many more items hold one, and do not say whose it is, because they
            were not written through a protected store. They are left alone.
    """

    items: tuple[StoredAt, ...]
    deleted: bool
    failure: str | None = None
    unmarked: int = 0


@runtime_checkable
class Purgeable(Protocol):
    """Keeps items with placeholders in them, and can find those again."""

    def purge(
        self,
        placeholders: Iterable[Placeholder | str] | None,
        scope: str | None = None,
        *,
        tag: str | None = None,
        dry_run: bool = False,
    ) -> Purged:
        """Delete every item that holds one of these placeholders of a scope.

        Args:
            placeholders: Which ones; None: any of the scope.
            scope: Whose; the store's own where left out.
            tag: The tag that the scope had, where it was forgotten since.
            dry_run: Find them only.
        """
        ...
