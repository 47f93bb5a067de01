"""Whether a model folder is whole and runs here: one finding a line, none of them a guess."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import Literal

from ...errors import ExtractorError
from ..encoder import SentenceEncoder
from ..tagger import TaggerExtractor
from .extractor import OnnxExtractor
from .failures import INSTALL
from .manifest import FORMAT, MANIFEST, ModelFolder, ModelFolderError
from .samples import SAMPLES
from .settings import RUNTIMES, Runtime

State = Literal["ok", "note", "problem"]
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps of it are done, and how many there are."""

_NEEDED = {
    "generator": ("model.onnx", "genai_config.json", "tokenizer.json"),
    "tagger": ("model.onnx", "config.json", "tokenizer.json"),
    "encoder": ("model.onnx", "tokenizer.json"),
}
_SYSTEM_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}
_START, _EACH = 900.0, 300.0  # seconds: a check is patient, a slow machine is no fault
_TRIED = tuple(sample.text for sample in SAMPLES if len(sample.text) < 300)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look at a folder showed.

    Attributes:
        subject: What was looked at.
        state: `ok`, `note` for what somebody may want to know, or `problem`.
        line: What was seen.
    """

    subject: str
    state: State
    line: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a check showed.

    Attributes:
        name: The folder's.
        model: What its manifest says, where it can be read.
        findings: In the order in which they were made.
    """

    name: str
    model: ModelFolder | None
    findings: tuple[Finding, ...]

    @property
    def problems(self) -> int:
        """How many findings are problems."""
        return sum(finding.state == "problem" for finding in self.findings)


def check_folder(path: str | os.PathLike[str], progress: Progress | None = None) -> Report:
    """Look at everything in a model folder, then have it read a few messages.

    Args:
        path: The folder.
        progress: Told how far it is.

    Raises:
        ModelFolderError: There is no folder.
    """
    told = progress or _nobody
    folder = Path(path).resolve() if Path(path).is_dir() else Path(path)  # "." has no name
    try:
        model = ModelFolder.read(folder)
    except ModelFolderError as error:
        if not folder.is_dir():
            raise
        return Report(folder.name, None, (Finding("manifest", "problem", str(error)),))
    findings = [Finding("manifest", "ok", _title(model))]
    findings += _files(model, told)
    whole = not any(finding.state == "problem" for finding in findings)
    findings += [*_libraries(model), _licence(model), _parity(model)]
    if whole:
        findings += _run(model, told)
    else:
        findings.append(Finding("run", "note", "not tried, for its files are not whole"))
    return Report(folder.name, model, tuple(findings))


def _title(model: ModelFolder) -> str:
    origin = model.source.name + (f" at {model.source.revision}" if model.source.revision else "")
    made = f", exported {model.created}" if model.created else ""
    return f"format {FORMAT}, {model.kind}, {model.precision}, from {origin}{made}"


def _files(model: ModelFolder, told: Progress) -> Iterator[Finding]:
    """Compare sizes and digests, all of them, and look for what is too much or too little."""
    faults = 0
    for number, name in enumerate(model.files):
        told("reading files", number, len(model.files))
        if fault := model.fault(name):
            faults += 1
            yield Finding("files", "problem", fault)
    told("reading files", len(model.files), len(model.files))
    for name in _NEEDED[model.kind]:
        if name not in model.files:
            faults += 1
            yield Finding("files", "problem", f"the manifest lists no {name}; export it again")
    if not faults and (fault := model.foreign()):
        faults += 1
        yield Finding("files", "problem", fault)
    if not faults:
        size = sum(record.size for record in model.files.values())
        yield Finding("files", "ok", f"{len(model.files)} of {size / 1e6:,.1f} MB, digests agree")
    there = {
        file.relative_to(model.path).as_posix() for file in model.path.rglob("*") if file.is_file()
    }
    more = sorted(n for n in there - {*model.files, MANIFEST} if n not in _SYSTEM_FILES)
    if more:
        shown = ", ".join(more[:5]) + (", ..." if len(more) > 5 else "")
        yield Finding("files", "note", f"not of the model: {shown}")


def _libraries(model: ModelFolder) -> Iterator[Finding]:
    """Compare the libraries here with those that wrote the folder."""
    names = ["onnxruntime", "tokenizers", "numpy"]
    if model.kind == "generator":
        names.insert(0, "onnxruntime-genai")
    here: dict[str, str] = {}
    for name in names:
        try:
            here[name] = version(name)
        except PackageNotFoundError:
            yield Finding("libraries", "problem", f"{name} is not installed; {INSTALL}")
    other = [
        f"{name} is {found} here, it was {model.versions[name]} at the export"
        for name, found in here.items()
        if model.versions.get(name, found) != found
    ]
    yield from (Finding("libraries", "note", line) for line in other)
    if len(here) == len(names) and not other:
        line = ", ".join(f"{name} {found}" for name, found in here.items())
        yield Finding("libraries", "ok", line)


def _licence(model: ModelFolder) -> Finding:
    if model.source.licence is None:
        line = "none is recorded: ask the model's authors before you use it"
        return Finding("licence", "note", line)
    return Finding("licence", "ok", model.source.licence)


def _parity(model: ModelFolder) -> Finding:
    """Say how near the export came to its original, and what was asked of it."""
    figures, bounds = model.parity, model.parity.get("bounds")
    bounds = bounds if isinstance(bounds, dict) else {}
    bounds = {name: least for name, least in bounds.items() if isinstance(least, (int, float))}
    agreed = {name: figures.get(name) for name in ("tokens", "spans", "cosine")}
    known = {name: value for name, value in agreed.items() if isinstance(value, (int, float))}
    if not known:
        line = "none is recorded: nobody compared it with its original; export it again"
        return Finding("parity", "note", line)
    low = [name for name, value in known.items() if not value >= bounds.get(name, 0)]
    line = ", ".join(
        f"{name} {value:.3f}" + (f" (at least {bounds[name]:g})" if name in bounds else "")
        for name, value in known.items()
    )
    return Finding("parity", "problem" if low else "ok", line)


def _run(model: ModelFolder, told: Progress) -> Iterator[Finding]:
    """Have it read messages of ours, by each runtime that can run it."""
    if model.kind != "generator":
        told("trying", 0, 1)
        yield _tried("run", partial(_small, model))
        told("trying", 1, 1)
        return
    found: dict[str, list[tuple[int, int, str]]] = {}
    for number, runtime in enumerate(RUNTIMES):
        told("trying", number, len(RUNTIMES))
        yield _tried(runtime, partial(_generator, model, runtime, found))
    told("trying", len(RUNTIMES), len(RUNTIMES))
    if len(found) == len(RUNTIMES) and len({tuple(spans) for spans in found.values()}) > 1:
        yield Finding("run", "note", "the two runtimes do not find the same in all messages")


def _tried(subject: str, attempt: Callable[[], Finding]) -> Finding:
    try:
        return attempt()
    except ExtractorError as error:
        return Finding(subject, "problem", str(error))


def _generator(
    model: ModelFolder, runtime: Runtime, found: dict[str, list[tuple[int, int, str]]]
) -> Finding:
    begun = perf_counter()
    spans: list[tuple[int, int, str]] = []
    with OnnxExtractor(model.path, runtime=runtime, cache=False, timeout=_EACH) as extractor:
        extractor.wait_ready(_START)
        ready = perf_counter()
        for text in _TRIED:
            spans += [(span.start, span.end, span.type) for span in extractor.extract(text)]
    found[runtime] = spans
    return _reading(runtime, ready - begun, perf_counter() - ready, _TRIED, len(spans))


def _small(model: ModelFolder) -> Finding:
    begun = perf_counter()
    if model.kind == "tagger":
        tagger = TaggerExtractor(model.path, verify=False)
        ready = perf_counter()
        count = sum(len(tagger.extract(text)) for text in _TRIED)
        return _reading("run", ready - begun, perf_counter() - ready, _TRIED, count)
    encoder = SentenceEncoder(model.path, verify=False)
    vectors = encoder.encode(_TRIED)
    if len({len(vector) for vector in vectors}) != 1 or not vectors[0]:
        return Finding("run", "problem", "its vectors differ in length; export it again")
    if not all(math.isclose(math.hypot(*vector), 1.0, abs_tol=1e-3) for vector in vectors):
        return Finding("run", "problem", "its vectors are not of length 1; export it again")
    if len({tuple(vector) for vector in vectors}) == 1:
        return Finding("run", "problem", "all messages get the same vector; export it again")
    return Finding("run", "ok", f"{len(vectors)} messages, vectors of {len(vectors[0])} numbers")


def _reading(
    subject: str, start: float, reading: float, texts: Sequence[str], spans: int
) -> Finding:
    read = f"{len(texts)} messages in {reading:.2f} s"
    line = f"ready after {start:.1f} s, {read}, {spans} span(s) found"
    if not spans:
        return Finding(subject, "note", f"{line}, though some are there to be found")
    return Finding(subject, "ok", line)


def _nobody(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
