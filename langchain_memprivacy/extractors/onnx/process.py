"""One child process that runs the model, and the threads that talk with it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from io import RawIOBase
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import cast

from . import wire
from .failures import ModelMemoryError, ModelWorkerError, speaks_of_memory
from .quiet import TELEMETRY

MODULE = f"{__package__}.worker"
_TAIL = 4096  # characters of standard error that are looked at together
_OFTEN_MEMORY = (-6, -9)  # aborted by a library without a word, killed by the system
SECRETS = ("MEMPRIVACY_KEY", "MEMPRIVACY_KEY_FILE")
"""Environment variables of the vault, and none of a model's business."""


class WorkerProcess:
    """A worker, started at once and asked one thing at a time.

    Args:
        settings: What it is told first; its answer to that is `started`.
        module: What runs there; it talks as `worker.serve` does.

    Raises:
        ModelWorkerError: No process could be started.
    """

    def __init__(self, settings: wire.Value, module: str = MODULE) -> None:
        self._owner = os.getpid()
        self._process = _start(module)
        self._inbox: SimpleQueue[wire.Value | None] = SimpleQueue()
        self._outbox: SimpleQueue[wire.Value | None] = SimpleQueue()
        self._short_of_memory = False
        self._count = 0
        self.started = threading.Event()
        self.answer: wire.Value | None = None
        self._inbox.put(settings)
        # Daemons: a program that ends without `stop` is not held up by them.
        self._threads = [
            threading.Thread(target=target, name=f"memprivacy-model-{name}", daemon=True)
            for name, target in (("talk", self._talk), ("errors", self._listen))
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether its process is gone."""
        return self._process.poll() is not None

    def ask(self, request: wire.Value, timeout: float) -> wire.Value | None:
        """Send a request and wait for its answer.

        Returns:
            The answer, or None where the worker died.

        Raises:
            TimeoutError: There was no answer after `timeout` seconds; `stop` it then.
        """
        self._count += 1
        number, end = self._count, monotonic() + timeout
        self._inbox.put({**request, "id": number})
        while True:
            try:
                answer = self._outbox.get(timeout=max(0.0, end - monotonic()))
            except Empty:
                raise TimeoutError from None
            # Whoever asked before may have been interrupted while waiting.
            if answer is None or answer.get("id") == number:
                return answer

    def failure(self) -> ModelWorkerError | ModelMemoryError:
        """Say why it died, as far as that can be told from how it ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        self._threads[1].join(1)
        if self._short_of_memory:
            return ModelMemoryError(
                "the model's process ran out of memory; the text was not let through; "
                "free some, or take a smaller model or precision"
            )
        code = self._process.returncode
        how = f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"
        if code in _OFTEN_MEMORY:
            how += ", often a lack of memory"
        return ModelWorkerError(
            f"the model's process died ({how}); the text was not let through; a new one is started"
        )

    def stop(self) -> None:
        """End the process; whoever waits for an answer gets None."""
        if os.getpid() != self._owner:
            return
        self._process.kill()
        self._inbox.put(None)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        if threading.current_thread() not in self._threads:
            for thread in self._threads:
                thread.join(1)

    def disown(self) -> None:
        """Let go of another process's worker, in a forked child: its pipes would keep it alive."""
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.returncode = 0  # not ours to wait for

    def _talk(self) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        try:
            while (request := self._inbox.get()) is not None:
                wire.send(cast("RawIOBase", stdin), request)
                answer = wire.receive(cast("RawIOBase", stdout))
                if not self.started.is_set():
                    self.answer = answer
                    self.started.set()
                elif answer is not None:
                    self._outbox.put(answer)
                if answer is None:
                    break
        except MemoryError:
            self._short_of_memory = True
            self._process.kill()
        except Exception:  # noqa: BLE001  # its traceback would show a message
            self._process.kill()  # gone, or something else wrote to its pipe
        finally:
            self.started.set()
            self._outbox.put(None)
            for pipe in (stdin, stdout):
                with contextlib.suppress(OSError):
                    cast("RawIOBase", pipe).close()

    def _listen(self) -> None:
        """Read what it says on standard error for one fact, and keep none of it.

        Libraries may write a message's text there.
        """
        tail = ""
        with contextlib.suppress(OSError), cast("RawIOBase", self._process.stderr) as stderr:
            while data := stderr.read(_TAIL):
                tail = tail[-_TAIL:] + data.decode("utf-8", "replace")
                self._short_of_memory |= speaks_of_memory(tail)


def _start(module: str) -> subprocess.Popen[bytes]:
    if not sys.executable:
        raise ModelWorkerError(
            "no Python interpreter to run the model with: sys.executable is not set"
        )
    environment = {name: value for name, value in os.environ.items() if name not in SECRETS}
    try:
        here = str(Path.cwd())
    except OSError:  # it was removed
        here = ""
    environment |= {
        TELEMETRY: "1",
        # What this process imports is what the worker imports, whatever its folder holds.
        "PYTHONPATH": os.pathsep.join(filter(None, (entry or here for entry in sys.path))),
        "OPENBLAS_NUM_THREADS": "1",  # NumPy's: it only adds up here
        "TOKENIZERS_PARALLELISM": "false",
        "RUST_BACKTRACE": "0",
    }
    environment.pop("PYTHONINSPECT", None)
    try:
        return subprocess.Popen(  # noqa: S603  # a module of ours
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=environment,
            start_new_session=True,  # Ctrl-C in a terminal is for the program, not for its model
        )
    except OSError as error:
        msg = f"cannot start a process for the model: {error.strerror}"
        raise ModelWorkerError(msg) from None
