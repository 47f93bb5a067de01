"""The extractor that asks a small generative model on the device."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from ...errors import ExtractorError
from ...spans import PrivacySpan
from ...taxonomy import PrivacyLevel
from .failures import INSTALL, ModelWorkerError
from .host import LONGEST, ModelHost
from .manifest import ModelFolder
from .settings import RUNTIMES, Runtime, Settings

_CHARACTERS = 2000
"""Of a message, in the time that `timeout` gives."""


class OnnxExtractor:
    """Finds private spans with a generative model that was exported to an ONNX folder.

    The model runs in a process of its own, which starts at once and reads its prompt in
    the background; several threads and event loops may share it, and are answered in the
    order in which they ask. Where it fails, is killed or takes too long, that message
    ends in an error, and a new process serves the next one. Nothing is sent anywhere.

    Args:
        folder: The exported folder (`memprivacy model export`).
        runtime: `"genai"`, or `"onnxruntime"`, which gives the same answers and keeps
            what it computed of the prompt on disk, for a start in a fraction of the time.
        timeout: Seconds that one message may take for each 2,000 characters begun, from
            when its turn comes.
        start_timeout: Seconds that a message waits for a process that is starting.
        threads: Threads that compute; None: the cores that this process may use.
        context: Most tokens held: prompt, message and answer; None: the prompt and 2,048
            more, or the model's whole context where that is less. Longer messages are
            read in overlapping parts.
        cache: The folder for what was computed of the prompt, `runtime="onnxruntime"`
            only; None: a folder in the user's cache; False: it is not kept. It depends
            on no message and no name.

    Raises:
        ModelFolderError: The folder is missing, incomplete or holds another kind of model.
        ExtractorError: The libraries that run it are not installed.
        ValueError: An argument is out of its range.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        runtime: Runtime = "genai",
        timeout: float = 30.0,
        start_timeout: float = 300.0,
        threads: int | None = None,
        context: int | None = None,
        cache: str | os.PathLike[str] | Literal[False] | None = None,
    ) -> None:
        self._host: ModelHost | None = None
        if runtime not in RUNTIMES:
            msg = f"runtime must be one of {', '.join(RUNTIMES)}"
            raise ValueError(msg)
        for name, number in (
            ("timeout", timeout),
            ("start_timeout", start_timeout),
            ("threads", threads),
            ("context", context),
        ):
            if number is not None and not number > 0:
                msg = f"{name} must be greater than 0, got {number}"
                raise ValueError(msg)
            if number is not None and number > LONGEST:
                msg = f"{name} must be at most {LONGEST:g}, got {number}"
                raise ValueError(msg)
        # Sizes only: the worker compares the digests, which takes a second per gigabyte.
        model = ModelFolder.open(folder, verify=False, kind="generator")
        _check_libraries(runtime)
        self._name, self._runtime = model.source.name, runtime
        settings = Settings(
            folder=str(Path(folder).absolute()),
            runtime=runtime,
            threads=threads,
            context=context,
            cache=cache if cache is None or cache is False else str(Path(cache).absolute()),
        )
        self._host = ModelHost(settings.as_dict(), timeout=timeout, start_timeout=start_timeout)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._name}, runtime={self._runtime!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def name(self) -> str:
        """The model's name, as spans give it in their `source`."""
        return self._name

    @property
    def worker_pid(self) -> int | None:
        """The id of the process that runs the model; None where there is none just now."""
        return self._host.pid if self._host else None

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> list[PrivacySpan]:
        """See `Extractor.extract`.

        Raises:
            ModelTimeoutError: The model took longer than `timeout` allows, or could not be asked
                after `start_timeout`.
            ModelMemoryError: There was not enough memory.
            ModelWorkerError: Its process died or could not start, or `close` was called.
            ModelFolderError: A file of the folder is damaged.
            ExtractorError: The model cannot read this message.
            TypeError: An argument is no string.
        """
        assert self._host is not None
        given = {"text": text, "role": role, "real_name": "" if real_name is None else real_name}
        for name, value in given.items():
            if not isinstance(value, str):
                msg = f"{name} must be a str, not {type(value).__name__}"
                raise TypeError(msg)
        answer = self._host.ask(
            {"text": text, "role": role, "real_name": real_name},
            share=1 + len(text) // _CHARACTERS,
        )
        try:
            return [self._span(text, *one) for one in answer["found"]]
        except (KeyError, TypeError, ValueError):
            strange = ModelWorkerError("the model's process gave an answer that is not one")
        raise strange  # outside the handler, for the cause would quote the text

    def extract_many(
        self, texts: Iterable[str], *, role: str = "user", real_name: str | None = None
    ) -> list[list[PrivacySpan]]:
        """Find the private spans of several messages of one role.

        Returns:
            For each text, in order, what `extract` returns.

        Raises:
            ExtractorError: As `extract` does, for the first text that fails.
            TypeError: `texts` is one string.
        """
        if isinstance(texts, str):
            raise TypeError("texts must be several strings, not one; use extract for one")
        return [self.extract(text, role=role, real_name=real_name) for text in texts]

    def wait_ready(self, timeout: float | None = None) -> None:
        """Wait until the model is loaded and has read its prompt; `extract` does so by itself.

        Args:
            timeout: Seconds; None: as long as it takes.

        Raises:
            ModelTimeoutError: It is not ready yet; it goes on.
            ExtractorError: It cannot be loaded; see `extract`.
        """
        assert self._host is not None
        self._host.wait_ready(timeout)

    def close(self) -> None:
        """End the model's process; messages that wait for it fail. Twice changes nothing."""
        if self._host is not None:
            self._host.close()

    def _span(self, text: str, start: int, end: int, kind: str, level: int) -> PrivacySpan:
        return PrivacySpan(
            start=start,
            end=end,
            text=text[start:end],
            type=kind,
            level=PrivacyLevel(level),
            source=f"onnx:{self._name}",
        )


def _check_libraries(runtime: Runtime) -> None:
    """Look for what the worker will import, without importing it here."""
    needed: Sequence[str] = ("numpy", "tokenizers", RUNTIMES[runtime])
    missing = [name for name in needed if not _installed(name)]
    if missing:
        msg = f"{', '.join(missing)} is not installed; {INSTALL}"
        raise ExtractorError(msg)


def _installed(name: str) -> Any:
    try:
        return find_spec(name) is not None
    except ValueError:  # loaded by hand, without a spec
        return True
