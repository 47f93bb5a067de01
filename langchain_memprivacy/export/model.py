"""`export_model`: a checkpoint becomes a model folder, compared with the original first."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from ..extractors.onnx.manifest import Label, ModelFolder
from . import asking, generator, optimum_tasks, parity_runs
from .checkpoints import Accept, Checkpoint, fetch
from .failures import INSTALL, ExportError
from .generator import PRECISIONS, Progress
from .parity import judge
from .placing import check_apart, check_free, placed

_LIBRARIES = ("onnxruntime", "onnxruntime-genai", "onnx", "optimum-onnx", "tokenizers", "torch",
              "transformers", "langchain-memprivacy")  # fmt: skip


def export_model(
    source: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    precision: Literal["int4", "int8", "fp16", "fp32"] | None = None,
    prompt: str | None = None,
    ascii_json: bool = False,
    types: Sequence[str] | None = None,
    level: Literal["type", "model"] = "type",
    labels: Mapping[str, Label] | None = None,
    task: Literal["text-generation", "token-classification", "feature-extraction"] | None = None,
    block_size: int | None = None,
    prune_head: bool = False,
    revision: str | None = None,
    accept: Accept = False,
    min_agreement: float | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> ModelFolder:
    """Export a checkpoint to a folder that `OnnxExtractor` and the like can read.

    The result is compared with the original on fixed texts before it is put in place;
    until then there is nothing at `out`.

    Args:
        source: A folder with a checkpoint, or the id of a repository on the hub.
        out: The folder to make.
        precision: Of the weights; None: `int4` for generators, `fp32` for others.
        prompt: How a generator is asked: text with `{real_name}` once that ends where the
            JSON of the message begins. None: this package's own.
        ascii_json: Escape all but ASCII in that JSON, for checkpoints trained that way.
        types: Labels of types that a generator may answer; None: the 28 standard ones.
        level: Whether a span's level follows from its type, or the model writes it.
        labels: What a tagger's labels stand for, where their names do not say it.
        task: What it is for; None: as its head says.
        block_size: Weights that share a scale, `int4` and `int8` only; None: 128 for
            generators where the model's width allows it, 32 for others.
        prune_head: Leave out logits of all but the last position: prompts are read faster.
        revision: Branch, tag or commit of the repository.
        accept: Whether the repository's licence is accepted, or a callable that decides,
            given its `Source` and the licence in a line; asked before the download.
        min_agreement: A bound from 0 to 1 for all comparisons, in place of those of the
            precision (`parity.BOUNDS`).
        force: Replace a model folder at `out` that holds nothing else.
        progress: Called with what is being done, steps done, and steps in all.

    Returns:
        The new folder.

    Raises:
        ExportError: It is not possible, `ParityError` where the result is too far from
            the original. Nothing is left behind.
        ModelFolderError: The prompt has no `{real_name}`, or several.
    """
    target = Path(out)
    if precision not in {None, *PRECISIONS}:
        msg = f"precision must be one of {', '.join(PRECISIONS)}"
        raise ExportError(msg)
    asked = asking.prompt_text(prompt)
    check_free(target, force=force)
    check_apart(Path(source), target)
    _check_libraries()
    checkpoint = fetch(source, revision=revision, accept=accept)
    chosen = checkpoint.task(task)
    weights = precision or ("int4" if chosen == "text-generation" else "fp32")
    told = progress or _nobody
    with checkpoint.without_code() as checkpoint, placed(target, force=force) as work:
        scratch = work / ".scratch"
        scratch.mkdir()
        common: dict[str, Any] = {"precision": weights, "block_size": block_size, "progress": told}
        if chosen == "text-generation":
            built = generator.build(checkpoint, work, scratch, prune_head=prune_head, **common)
            shutil.rmtree(scratch, ignore_errors=True)
            model = asking.describe(
                checkpoint, work, built, text=asked, ascii_json=ascii_json, types=types, level=level
            )
        else:
            if prune_head or prompt is not None:
                raise ExportError("--prune-head and --prompt are for generators")
            known = labels or {}
            options = optimum_tasks.build(
                checkpoint, work, scratch, task=chosen, labels=known, **common
            )
            shutil.rmtree(scratch, ignore_errors=True)
            model = optimum_tasks.describe(checkpoint, work, options, known)
        model = _complete(model, checkpoint, weights)
        report = parity_runs.compare(checkpoint, model, told)
        judged = judge(report, weights, min_agreement)
        _complete(model, checkpoint, weights, judged)
    return ModelFolder.open(target, verify=False)


def _complete(
    model: ModelFolder, checkpoint: Checkpoint, precision: str, report: dict[str, Any] | None = None
) -> ModelFolder:
    """Add what manifests of all kinds hold, and write it."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    return replace(
        model,
        architecture=checkpoint.architecture,
        precision=precision,
        versions=_versions(),
        created=now.isoformat().replace("+00:00", "Z"),
        parity=report or {},
    ).save()


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _check_libraries() -> None:
    for name in ("torch", "transformers", "onnx", "onnxruntime-genai", "optimum-onnx"):
        try:
            version(name)
        except PackageNotFoundError:
            msg = f"{name} is not installed; {INSTALL}"
            raise ExportError(msg) from None


def _nobody(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
