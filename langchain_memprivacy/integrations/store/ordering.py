"""Work off the event loop that keeps the order in which it was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")
_Asked = tuple[Callable[[], Any], "asyncio.Future[Any]"]


class InOrder:
    """Runs functions in a thread, one after the other; what comes together ends together.

    A store that gathers the operations of one turn of the loop gathers them still.
    """

    def __init__(self) -> None:
        self._waiting: WeakKeyDictionary[asyncio.AbstractEventLoop, list[_Asked]] = (
            WeakKeyDictionary()
        )
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, work: Callable[[], T]) -> T:
        """Run a function in a thread.

        Raises:
            Exception: Whatever it raises.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        if loop in self._waiting:
            self._waiting[loop].append((work, future))
        else:
            self._waiting[loop] = [(work, future)]
            task = loop.create_task(self._drain(loop))
            self._running.add(task)  # the loop itself would let go of it
            task.add_done_callback(self._running.discard)
        return await future

    async def _drain(self, loop: asyncio.AbstractEventLoop) -> None:
        while now := self._waiting[loop]:
            self._waiting[loop] = []
            try:
                done = await asyncio.to_thread(_all, [work for work, _ in now])
            except BaseException:  # the loop ends: nobody must wait for ever
                for _, future in [*now, *self._waiting.pop(loop)]:
                    future.cancel()
                raise
            for (_, future), (result, error) in zip(now, done, strict=True):
                if future.done():  # cancelled
                    continue
                if error is None:
                    future.set_result(result)
                else:
                    future.set_exception(error)
        del self._waiting[loop]


def _all(works: list[Callable[[], Any]]) -> list[tuple[Any, Exception | None]]:
    done: list[tuple[Any, Exception | None]] = []
    for work in works:
        try:
            done.append((work(), None))
        except Exception as error:  # noqa: BLE001  # handed to who asked
            done.append((None, error))
    return done
