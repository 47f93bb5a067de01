"""The process that runs the model: `python -m langchain_memprivacy.extractors.onnx.worker`.

It reads settings, then one request after the other, from standard input and answers each
on standard output (see `wire`); whatever a library prints goes to standard error. It ends
when its standard input ends, for then the program that started it is gone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from io import RawIOBase
from queue import SimpleQueue
from typing import Protocol, cast

from ...errors import ExtractorError
from . import wire
from .failures import runtime_failure
from .quiet import quiet

_WATCH = 1.0  # seconds between looks at who our parent is


class Answering(Protocol):
    """What answers requests, once it is loaded."""

    def answer(self, request: wire.Value) -> wire.Value:
        """Answer one request."""
        ...


def serve(load: Callable[[wire.Value], Answering]) -> None:
    """Answer requests until the parent is gone.

    Args:
        load: Makes what answers them, of the settings that come first.
    """
    quiet()
    requests, answers = _pipes()
    _behave()
    inbox: SimpleQueue[wire.Value] = SimpleQueue()
    for target in (lambda: _read(requests, inbox), _watch_parent):
        threading.Thread(target=target, daemon=True).start()
    runner: Answering | None = None
    while True:
        request = inbox.get()
        try:
            if runner is None:
                runner = load(request)
                answer: wire.Value = {"ready": True}
            else:
                answer = runner.answer(request)
        except Exception as error:  # noqa: BLE001  # nobody else would answer
            answer = {"error": _describe(error)}
        try:
            wire.send(answers, {**answer, "id": request.get("id", 0)})
        except OSError:
            os._exit(0)


def _runner(settings: wire.Value) -> Answering:
    from .runner import Runner  # noqa: PLC0415  # loads the libraries

    return Runner(settings)


def _describe(error: Exception) -> wire.Value:
    """Put an error into words that hold no user text: our own words, or its kind only."""
    if not isinstance(error, ExtractorError):
        error = runtime_failure("the model on the device failed", error)
    return {"kind": type(error).__name__, "message": str(error)}


def _pipes() -> tuple[RawIOBase, RawIOBase]:
    """Take the two pipes away from their usual places, where any library may write or read."""
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return (
        cast("RawIOBase", os.fdopen(requests, "rb", buffering=0)),
        cast("RawIOBase", os.fdopen(answers, "wb", buffering=0)),
    )


def _behave() -> None:
    """Leave Ctrl-C to the parent, and no memory image with a message on the disk."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  # not on Windows

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(requests: RawIOBase, inbox: SimpleQueue[wire.Value]) -> None:
    """Pass requests on; end at once when there will be none, in the midst of a message too."""
    try:
        while (request := wire.receive(requests)) is not None:
            inbox.put(request)
    except MemoryError:
        os.write(2, b"MemoryError")  # for the other end to read
    except (OSError, ValueError):
        pass
    os._exit(0)


def _watch_parent() -> None:
    """End when the parent has, even where a process that it forked holds our input open."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(_WATCH)
    os._exit(0)


if __name__ == "__main__":
    serve(_runner)
