"""The process whose model is timed: `python -m langchain_memprivacy.extractors.onnx.benchworker`.

It measures inside, so that what it costs to talk with it does not count.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import cast

from ..encoder import SentenceEncoder
from ..tagger import TaggerExtractor
from . import wire
from .decoder import Decoder
from .genai import GenAISession
from .manifest import ModelFolder
from .ort import OrtSession
from .prefix import PrefixFile
from .prompt import PromptParts
from .runner import ROOM
from .session import Session
from .vocabulary import Vocabulary
from .worker import serve

ROLE = "user"
_ALONE = 32  # tokens that are written one by one, to measure how fast that is


class Bench:
    """A loaded generator, and the ways to ask it that are compared.

    Args:
        given: `folder`, `runtime`, `threads`.

    Raises:
        ExtractorError: The folder, the runtime or the memory does not allow it.
    """

    def __init__(self, given: wire.Value) -> None:
        model = ModelFolder.open(given["folder"], kind="generator")
        self._model = model
        self._vocabulary = Vocabulary.open(model.file("tokenizer.json"))
        assert model.prompt is not None  # a generator has one
        self._parts = PromptParts(model.prompt, self._vocabulary)
        self._capacity = min(model.context, len(self._parts.static) + ROOM)
        kind = {"genai": GenAISession, "onnxruntime": OrtSession}[given["runtime"]]
        self._threads = given["threads"]
        self._session: Session = kind(model, capacity=self._capacity, threads=self._threads)
        self._decoders = {
            way: Decoder(self._session, self._vocabulary, model, forced=forced)
            for way, forced in (("kept", True), ("single", False))
        }

    def answer(self, request: wire.Value) -> wire.Value:
        """Do what is asked by `do`: `prompt`, `restore`, `message`, `alone` or `memory`."""
        match request["do"]:
            case "prompt":
                return self._prompt()
            case "restore":
                return self._restore()
            case "message" if request["way"] == "plain":
                return self._plain(request["text"], request["answer"])
            case "message":
                return self._message(request["way"], request["text"])
            case "alone":
                return self._alone(request["text"])
            case _:
                return _memory()

    def _prompt(self) -> wire.Value:
        """Read the prompt's static part; then have each decoder read the user's."""
        self._session.rewind(0)
        seconds = _timed(self._decoders["kept"].prepare)
        for decoder in self._decoders.values():
            self._session.rewind(len(self._parts.static))
            decoder.prepare()
            decoder.extract("ok", role=ROLE)
        return {"seconds": seconds, "tokens": len(self._parts.static)}

    def _restore(self) -> wire.Value:
        """Read what was computed of the prompt from a file, where the runtime can."""
        if not isinstance(self._session, OrtSession):
            return {"seconds": None}
        static = self._parts.static
        self._session.rewind(len(static))
        with TemporaryDirectory() as folder:
            file = PrefixFile(Path(folder), self._model, static, self._session.runtime)
            self._session.save_prefix(file)
            seconds = _timed(
                lambda: cast("OrtSession", self._session).restore_prefix(file, len(static))
            )
        return {"seconds": seconds}

    def _message(self, way: str, text: str) -> wire.Value:
        """Ask about a message: prompt kept or read anew, tokens given together or singly."""
        decoder = self._decoders["single" if way == "single" else "kept"]
        before = replace(decoder.statistics)
        begun = perf_counter()
        if way == "whole":
            self._session.rewind(0)
        found = decoder.extract(text, role=ROLE)
        seconds = perf_counter() - begun
        after = decoder.statistics
        return {
            "seconds": seconds,
            "read": after.tokens_in - before.tokens_in,
            "answer": after.tokens_out - before.tokens_out,
            "passes": after.forwards - before.forwards,
            "windows": after.windows - before.windows,
            "spans": len(found),
            "tokens": len(self._parts.message(text)),
        }

    def _plain(self, text: str, answer: int) -> wire.Value:
        """Do as usual: the whole prompt, then as many tokens, whichever the model wants."""
        tokens = self._parts.whole(text, ROLE, None)
        if len(tokens) + answer > self._capacity:
            return {"seconds": None}
        begun = perf_counter()
        self._session.rewind(0)
        logits = self._session.append(tokens)
        for _ in range(answer - 1):
            logits = self._session.append([int(logits.argmax())])
        return {"seconds": perf_counter() - begun}

    def _alone(self, text: str) -> wire.Value:
        """Write tokens one by one behind the prompt."""
        tokens = self._parts.whole(text, ROLE, None)
        self._session.rewind(0)
        best = int(self._session.append(tokens).argmax())
        begun = perf_counter()
        for _ in range(_ALONE):
            best = int(self._session.append([best]).argmax())
        return {"seconds": perf_counter() - begun, "tokens": _ALONE}


class SmallBench:
    """A loaded tagger or encoder.

    Args:
        given: `folder`, `kind`, `threads`.

    Raises:
        ExtractorError: It cannot be loaded.
    """

    def __init__(self, given: wire.Value) -> None:
        folder, threads = given["folder"], given["threads"]
        self._read: Callable[[str], object]
        if given["kind"] == "tagger":
            self._read = TaggerExtractor(folder, threads=threads).extract
        else:
            encoder = SentenceEncoder(folder, threads=threads)
            self._read = lambda text: encoder.encode([text])

    def answer(self, request: wire.Value) -> wire.Value:
        """Do what is asked by `do`: `message` or `memory`."""
        if request["do"] == "memory":
            return _memory()
        return {"seconds": _timed(lambda: self._read(request["text"]))}


def _timed(call: Callable[[], object]) -> float:
    begun = perf_counter()
    call()
    return perf_counter() - begun


def _memory() -> wire.Value:
    """Return this process's resident memory, now and at most, in bytes where it can be told."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return {"now": None, "most": _most()}
    held = {name: int(rest.split()[0]) * 1024 for name, _, rest in
            (line.partition(":") for line in lines) if name in {"VmRSS", "VmHWM"}}  # fmt: skip
    return {"now": held.get("VmRSS"), "most": held.get("VmHWM")}


def _most() -> int | None:
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS


def _load(given: wire.Value) -> Bench | SmallBench:
    return Bench(given) if given["kind"] == "generator" else SmallBench(given)


if __name__ == "__main__":
    serve(_load)
