"""Work off the event loop that keeps the order in which it was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class InOrder:
    """Runs functions in a thread, one after the other; what comes together ends together.

    A store that gathers the operations of one turn of the loop gathers them still.
    """

    def __init__(self) -> None:
        self._waiting: WeakKeyDictionary[
            asyncio.AbstractEventLoop, list[tuple[Callable[[], Any], asyncio.Future[Any]]]
        ] = WeakKeyDictionary()

    async def run(self, work: Callable[[], T]) -> T:
        """Run a function in a thread.

        Raises:
            Exception: Whatever it raises.
        """
        loop = asyncio.get_running_loop()
        waiting = self._waiting.get(loop)
        future: asyncio.Future[T] = loop.create_future()
        if waiting is not None:
            waiting.append((work, future))
            return await future
        self._waiting[loop] = [(work, future)]
        drain = loop.create_task(self._drain(loop))
        try:
            return await future
        finally:
            if drain.done() and not drain.cancelled():
                drain.result()

    async def _drain(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            while now := self._waiting[loop]:
                self._waiting[loop] = []
                done = await asyncio.to_thread(_all, [work for work, _ in now])
                for (_, future), (result, error) in zip(now, done, strict=True):
                    if future.done():  # cancelled
                        continue
                    if error is None:
                        future.set_result(result)
                    else:
                        future.set_exception(error)
        finally:
            for _, future in self._waiting.pop(loop):
                future.cancel()


def _all(works: list[Callable[[], Any]]) -> list[tuple[Any, Exception | None]]:
    done: list[tuple[Any, Exception | None]] = []
    for work in works:
        try:
            done.append((work(), None))
        except Exception as error:  # noqa: BLE001  # handed to who asked
            done.append((None, error))
    return done
