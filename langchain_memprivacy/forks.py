"""Locks that another thread held when the process was forked stay locked in the child for ever."""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Renewable(Protocol):
    """Something with locks."""

    def renew(self) -> None:
        """Make new locks, and drop what a lock was guarding where it may be half done."""
        ...


_watched: weakref.WeakSet[Renewable] = weakref.WeakSet()


def renew_after_fork(thing: Renewable) -> None:
    """Have `thing.renew` called in every forked child."""
    _watched.add(thing)


def _renew_all() -> None:
    for thing in list(_watched):
        thing.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
