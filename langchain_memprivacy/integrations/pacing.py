"""Restoring on an event loop: what takes time goes to a thread, what is quick stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from ..messages import Restore

T = TypeVar("T")


async def paced(restore: Restore, work: Callable[[], T], *, quick: bool = True) -> T:
    """Do some restoring without keeping the event loop waiting.

    Args:
        restore: Its restorers must not wait for the vault (`wait=False`).
        work: What to do.
        quick: Whether it may run on the loop, as for a token. It goes to a thread all the
            same where the vault is to be looked at first.
    """
    if quick and not restore.is_stale():
        return work()

    def fresh() -> T:
        restore.refresh()
        return work()

    return await asyncio.to_thread(fresh)


@asynccontextmanager
async def closing(pieces: Any) -> AsyncIterator[Any]:
    """Close an async iterator when whoever reads it goes away, where it can be closed."""
    try:
        yield pieces
    finally:
        close = getattr(pieces, "aclose", None)
        if close is not None:
            await close()
