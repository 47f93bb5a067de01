"""The host's side: one worker for all threads, replaced when it fails."""

from __future__ import annotations

import contextlib
import threading
import weakref
from time import monotonic

from ...errors import ExtractorError
from ...forks import renew_after_fork
from . import failures, manifest, wire
from .failures import ModelMemoryError, ModelTimeoutError, ModelWorkerError
from .process import WorkerProcess
from .turns import Turns

LONGEST = 1e8
"""Seconds of the longest wait, three years; the system's clocks count no further than so far."""

_KINDS = (ModelMemoryError, ModelTimeoutError, ModelWorkerError, manifest.ModelFolderError)
_BY_NAME = {kind.__name__: kind for kind in _KINDS}


class ModelHost:
    """Keeps one worker process and hands it requests in the order in which they come.

    May be used by several threads. A forked child starts a worker of its own.

    Args:
        settings: What a worker is told first.
        timeout: Seconds that one request may take, from when its turn comes.
        start_timeout: Seconds that a worker may take until it can be asked.
    """

    def __init__(self, settings: wire.Value, *, timeout: float, start_timeout: float) -> None:
        self._settings = settings
        self._timeout = timeout
        self._start_timeout = start_timeout
        self._closed = False
        self._finalizer: weakref.finalize[[], ModelHost] | None = None
        self._worker: WorkerProcess | None = None
        self._renew_locks()
        renew_after_fork(self)
        self._current()

    @property
    def pid(self) -> int | None:
        """The worker's process id, where there is one."""
        return self._worker.pid if self._worker else None

    def ask(self, request: wire.Value, *, share: int = 1) -> wire.Value:
        """Have the worker answer a request.

        Args:
            request: What is asked.
            share: How many times the time of one request it may take.

        Raises:
            ModelTimeoutError: It took too long; it was replaced.
            ModelWorkerError: The worker died or could not start; the next request starts one.
            ExtractorError: It answered that it cannot.
        """
        limit = min(share * self._timeout, LONGEST)
        with self._turns.turn():
            worker = self._current()
            self._await_start(worker, self._start_timeout, discard=True)
            try:
                answer = worker.ask(request, limit)
            except TimeoutError:
                answer = {}
            if answer and "error" not in answer:
                return answer
            if answer is None and not self._closed:
                failure: ExtractorError = worker.failure()
            elif answer is None:
                failure = _closed()
            elif not answer:
                failure = ModelTimeoutError(
                    f"the model did not answer within {limit:g} s; the text was "
                    "not let through and the model is started anew; a greater `timeout` "
                    "gives it longer"
                )
            else:
                failure = told(answer)
            # After a lack of memory a fresh process has all that can be had; after a change
            # of the files, it compares their digests.
            if not answer or isinstance(failure, (ModelMemoryError, manifest.ModelFolderError)):
                self._replace(worker)
        raise failure

    def wait_ready(self, timeout: float | None) -> None:
        """Wait until the worker can be asked.

        Raises:
            ModelTimeoutError: It was not ready after `timeout` seconds; it goes on.
            ExtractorError: It could not start.
        """
        wait = None if timeout is None else min(timeout, LONGEST)
        self._await_start(self._current(), wait, discard=False)

    def close(self) -> None:
        """End the worker; twice changes nothing."""
        with self._state:
            self._closed = True
            if self._finalizer:
                self._finalizer()
            self._worker = None

    def renew(self) -> None:
        """See `Renewable.renew`: a forked child has neither the worker's threads nor its pipes."""
        if self._finalizer:
            self._finalizer.detach()
        if self._worker:
            self._worker.disown()
        self._renew_locks()

    def _renew_locks(self) -> None:
        self._turns = Turns()
        self._state = threading.Lock()
        self._worker = None

    def _current(self) -> WorkerProcess:
        with self._state:
            if self._closed:
                raise _closed()
            if self._worker and self._worker.answer and self._worker.ended:
                self._worker.stop()  # killed between two messages: it owes nobody an answer
                self._worker = None
            if self._worker is None:
                self._worker = WorkerProcess(self._settings)
                self._finalizer = weakref.finalize(self, self._worker.stop)
            return self._worker

    def _await_start(self, worker: WorkerProcess, timeout: float | None, *, discard: bool) -> None:
        begun = monotonic()
        if not worker.started.wait(timeout):
            if discard:
                self._drop(worker)
            msg = f"the model was not ready after {monotonic() - begun:.0f} s; wait for it longer"
            raise ModelTimeoutError(msg)
        if worker.answer is None or "error" in worker.answer:
            closed = self._closed
            failure = told(worker.answer) if worker.answer else worker.failure()
            self._drop(worker)  # the next request tries again: the fault may have been mended
            raise _closed() if closed else failure

    def _drop(self, worker: WorkerProcess) -> None:
        with self._state:
            if self._worker is worker:
                self._worker = None
                if self._finalizer:
                    self._finalizer.detach()
        worker.stop()

    def _replace(self, worker: WorkerProcess) -> None:
        """Start the next one now: it reads the prompt while nobody waits."""
        self._drop(worker)
        with contextlib.suppress(ModelWorkerError):  # the next request tells, if it is so still
            self._current()


def _closed() -> ModelWorkerError:
    return ModelWorkerError("the extractor was closed; make a new one")


def told(answer: wire.Value) -> ExtractorError:
    """Make the error that a worker told of; its words are ours, without user text."""
    error = answer["error"]
    kind = _BY_NAME.get(error.get("kind"), ExtractorError)
    return kind(str(error.get("message") or failures.UNKNOWN))
