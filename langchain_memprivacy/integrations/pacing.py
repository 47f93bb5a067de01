"""Restoring on an event loop: what takes time goes to a thread, what is quick stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import AbstractContextManager, suppress
from typing import Any, NamedTuple, TypeVar

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


class Flow(NamedTuple):
    """A stream of the inside, and what becomes of its pieces.

    Args:
        source: The inside's own; closed when whoever reads goes away, where it can be.
        feed: Restores a piece.
        flush: Gives what is still held back at the end.
        around: Makes what each step of the inside runs in.
    """

    source: Any
    feed: Callable[[Any], Awaitable[Iterable[Any]]]
    flush: Callable[[], Awaitable[Iterable[Any]]]
    around: Callable[[], AbstractContextManager[None]]


async def flowing(opened: Callable[[], Awaitable[Flow]]) -> AsyncGenerator[Any]:
    """Yield what becomes of the pieces of a stream.

    Args:
        opened: Starts the stream.
    """
    source, feed, flush, around = await opened()
    pieces = aiter(source)
    try:
        while True:
            try:
                with around():
                    piece = await anext(pieces)
            except StopAsyncIteration:
                break
            for restored in await feed(piece):
                yield restored
        for restored in await flush():
            yield restored
    except asyncio.CancelledError:
        # Closing that is cancelled before it began arrives here at a yield, and CPython
        # 3.11 then closes once more, at the next await: that must not be the source's.
        with suppress(GeneratorExit):
            await asyncio.sleep(0)
        raise
    finally:
        close = getattr(pieces, "aclose", None)
        if close is not None:
            with around():
                await close()
