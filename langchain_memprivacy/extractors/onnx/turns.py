"""A lock that is given in the order in which it was asked for."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """One at a time, first come, first served; `threading.Lock` promises no order."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._gates: deque[threading.Lock] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, and hold it."""
        gate = threading.Lock()
        gate.acquire()
        with self._mutex:
            self._gates.append(gate)
            first = self._gates[0] is gate
        try:
            if not first:
                gate.acquire()
            yield
        finally:  # also for those who give up waiting
            with self._mutex:
                mine = self._gates[0] is gate
                self._gates.remove(gate)
                if mine and self._gates:
                    self._gates[0].release()
