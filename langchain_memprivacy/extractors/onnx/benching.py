"""How fast a model folder is on this machine, and how much each of the ways to be fast saves.

Runs of all ways and runtimes alternate, so that whatever else the machine does meanwhile
slows them alike; figures are medians.
"""

from __future__ import annotations

import itertools
import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import Any, Self

from .cores import usable_cores
from .failures import ModelTimeoutError
from .host import told
from .manifest import ModelFolder
from .process import WorkerProcess
from .samples import SAMPLES, Sample
from .settings import RUNTIMES

WAYS = {
    "kept": "the prompt kept, tokens without a choice together",
    "single": "the prompt kept, every token by itself",
    "whole": "the prompt read anew, tokens without a choice together",
    "plain": "the prompt read anew, as many tokens, whichever the model wants",
}
"""The ways to ask a generator about a message; the first is what the extractor does."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps of it are done, and how many there are."""

_MODULE = f"{__package__}.benchworker"
_PATIENCE = 1800.0  # seconds for one step


def bench_folder(
    path: str | os.PathLike[str],
    *,
    rounds: int = 3,
    runtimes: Sequence[str] | None = None,
    threads: int | None = None,
    samples: Sequence[Sample] = SAMPLES,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure a model folder; each runtime in a process of its own.

    Args:
        path: The folder.
        rounds: How often each message is read each way; figures are medians.
        runtimes: Those to compare, for a generator; None: all.
        threads: Threads that compute; None: the cores that this process may use.
        samples: The messages.
        progress: Told how far it is.

    Returns:
        JSON values: seconds, bytes, and tokens per second; None where something cannot
        be measured.

    Raises:
        ExtractorError: The model cannot be run.
        ValueError: `rounds` or `threads` is less than 1.
    """
    for name, number in (("rounds", rounds), ("threads", threads)):
        if number is not None and number < 1:
            msg = f"{name} must be at least 1, got {number}"
            raise ValueError(msg)
    model = ModelFolder.open(path, verify=False)
    generator = model.kind == "generator"
    names = list(runtimes or RUNTIMES) if generator else ["onnxruntime"]
    ways = list(WAYS) if generator else ["kept"]
    steps = len(names) * (2 + rounds * len(samples) * len(ways))
    done = itertools.count()
    machine = _machine()  # its load, before ours

    def step() -> None:
        if progress:
            progress("measuring", next(done), steps)

    step()  # loading takes a while
    with ExitStack() as stack:
        timed: dict[str, _Timed] = {}
        for name in names:
            timed[name] = stack.enter_context(_Timed(model, name, threads))
            step()
        for _, sample, way in itertools.product(range(rounds), samples, ways):
            for one in timed.values():
                one.read(sample, way)
                step()
        found = {}
        for name, one in timed.items():
            found[name] = one.figures(samples, ways)
            step()
    return {
        "folder": model.path.resolve().name,
        "kind": model.kind,
        "source": model.source.name,
        "precision": model.precision,
        "bytes": sum(record.size for record in model.files.values()),
        "rounds": rounds,
        "threads": threads or usable_cores(),
        "machine": machine,
        "versions": _versions(),
        "runtimes": found,
    }


class _Timed:
    """A process that holds the model, and what was measured in it."""

    def __init__(self, model: ModelFolder, runtime: str, threads: int | None) -> None:
        self._kind = model.kind
        self._seconds: dict[tuple[str, str], list[float]] = {}
        self._last: dict[str, dict[str, Any]] = {}
        self._facts: dict[str, Any] = {}
        begun = perf_counter()
        self._worker = WorkerProcess(
            {
                "folder": str(model.path.absolute()),
                "kind": model.kind,
                "runtime": runtime,
                "threads": threads,
            },
            _MODULE,
        )
        try:
            self._start(begun)
        except BaseException:
            self._worker.stop()
            raise

    def _start(self, begun: float) -> None:
        if not self._worker.started.wait(_PATIENCE):
            raise _late()
        self._answer(self._worker.answer)
        self._facts["load"] = round(perf_counter() - begun, 4)
        if self._kind == "generator":
            read = self._ask(do="prompt")
            self._facts |= {
                "prompt": round(read["seconds"], 4),
                "prompt_tokens": read["tokens"],
                "prefill": round(read["tokens"] / read["seconds"], 1),
            }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.stop()

    def read(self, sample: Sample, way: str) -> None:
        """Have it read a message once."""
        about = self._last.setdefault(sample.name, {})
        if way == "plain" and about["windows"] != 1:  # read in parts: there is no such prompt
            return
        got = self._ask(do="message", way=way, text=sample.text, answer=about.get("answer"))
        if way == "kept":
            about |= got
        if got["seconds"] is not None:
            self._seconds.setdefault((sample.name, way), []).append(got["seconds"])

    def figures(self, samples: Sequence[Sample], ways: Sequence[str]) -> dict[str, Any]:
        """Return what was measured."""
        facts = dict(self._facts)
        if self._kind == "generator":
            alone = self._ask(do="alone", text=samples[0].text)
            facts["decode"] = round(alone["tokens"] / alone["seconds"], 1)
            restored = self._ask(do="restore")["seconds"]
            facts["restore"] = restored and round(restored, 4)
        memory = self._ask(do="memory")
        return {
            **facts,
            "memory": memory["now"],
            "memory_most": memory["most"],
            "messages": [self._message(sample, ways) for sample in samples],
        }

    def _message(self, sample: Sample, ways: Sequence[str]) -> dict[str, Any]:
        last = self._last[sample.name]
        spent = {way: self._seconds.get((sample.name, way)) for way in ways}
        medians = {way: round(statistics.median(s), 6) if s else None for way, s in spent.items()}
        row: dict[str, Any] = {"name": sample.name, "characters": len(sample.text)}
        row |= {name: last[name] for name in ("tokens", "answer", "spans") if name in last}
        return {**row, "seconds": medians, "factors": factors(medians)}

    def _ask(self, **request: Any) -> dict[str, Any]:
        try:
            return self._answer(self._worker.ask(request, _PATIENCE))
        except TimeoutError:
            raise _late() from None

    def _answer(self, answer: dict[str, Any] | None) -> dict[str, Any]:
        if answer is None:
            raise self._worker.failure()
        if "error" in answer:
            raise told(answer)
        return answer


def factors(seconds: Mapping[str, float | None]) -> dict[str, float]:
    """Return how many times longer each other way takes than the first of `WAYS`."""
    mine = seconds.get("kept")
    return {
        way: round(spent / mine, 2)
        for way, spent in seconds.items()
        if way != "kept" and spent and mine
    }


def _late() -> ModelTimeoutError:
    return ModelTimeoutError("the model did not answer for half an hour; nothing was measured")


def _machine() -> dict[str, Any]:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": names[0] if names else platform.processor(),
        "cores": usable_cores(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in ("langchain-memprivacy", "onnxruntime-genai", "onnxruntime", "tokenizers"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
