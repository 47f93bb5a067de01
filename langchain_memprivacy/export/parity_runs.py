"""Loads a checkpoint and what was exported of it side by side, for `parity` to compare."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import numpy as np

from ..errors import ExtractorError
from ..extractors.onnx.genai import GenAISession
from ..extractors.onnx.graph import TextGraph
from ..extractors.onnx.manifest import ModelFolder
from ..extractors.onnx.ort import OrtSession
from ..extractors.onnx.vocabulary import Vocabulary
from .checkpoints import Checkpoint
from .failures import ExportError
from .generator import Progress
from .parity import compare_generators
from .texts import TEXTS
from .torch_session import TorchSession

_ROOM = 2048
"""Tokens for a message and its answer, after the prompt."""


def compare(checkpoint: Checkpoint, model: ModelFolder, progress: Progress) -> dict[str, Any]:
    """Measure how near an export comes to its checkpoint.

    Args:
        checkpoint: The original.
        model: What was exported.
        progress: Told how far it is.

    Returns:
        What `parity.judge` takes.

    Raises:
        ExportError: One of them cannot be run.
    """
    try:
        if model.kind == "generator":
            return _generators(checkpoint, model, progress)
        return _graphs(checkpoint, model, progress)
    except ExtractorError as error:
        msg = f"the exported model cannot be used: {error}"
        raise ExportError(msg) from None


def _generators(checkpoint: Checkpoint, model: ModelFolder, progress: Progress) -> dict[str, Any]:
    assert model.prompt is not None
    prompt = Vocabulary.open(model.file("tokenizer.json")).encode(model.prompt.text)
    capacity = min(model.context, len(prompt) + _ROOM)
    with closing(OrtSession(model, capacity=capacity)) as exported:
        with closing(GenAISession(model, capacity=min(capacity, 64))) as other:
            _same(exported, other)
        with closing(TorchSession(checkpoint, model, capacity=capacity)) as original:
            return compare_generators(
                original, exported, model, lambda done, total: progress("comparing", done, total)
            )


def _same(one: OrtSession, other: GenAISession) -> None:
    """Run a few tokens through both runtimes: some broken exports load in one of them only."""
    tokens = [1, 2, 3, 4, 5, 6, 7, 8]
    if not np.allclose(one.append(tokens), other.append(tokens), atol=1e-2, rtol=1e-2):
        raise ExportError("the two runtimes disagree about the exported model; export it again")


def _graphs(checkpoint: Checkpoint, model: ModelFolder, progress: Progress) -> dict[str, Any]:
    """Compare token classifiers by their labels, sentence encoders by their vectors."""
    import torch  # noqa: PLC0415
    from transformers import (  # noqa: PLC0415
        AutoModel,
        AutoModelForTokenClassification,
        AutoTokenizer,
    )

    kind: Any = AutoModelForTokenClassification if model.kind == "tagger" else AutoModel
    try:
        network = kind.from_pretrained(
            checkpoint.folder, local_files_only=True, trust_remote_code=False, use_safetensors=True
        )
        load: Any = AutoTokenizer.from_pretrained
        tokenizer = load(checkpoint.folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, RuntimeError) as error:
        msg = f"transformers cannot load the checkpoint ({type(error).__name__})"
        raise ExportError(msg) from None
    network = network.float().eval()
    graph = TextGraph(model)
    same = positions = 0
    cosine = 1.0
    for number, text in enumerate(TEXTS):
        ids = graph.tokens(text).ids[: graph.room]
        given = tokenizer(text, truncation=True, max_length=model.context, return_tensors="pt")
        with torch.inference_mode():
            answer = network(**given)
        rows = graph.rows([ids], special=True)[0]
        if len(rows) != given["input_ids"].shape[1]:
            raise ExportError("the exported tokenizer cuts texts in another way; report it, please")
        if model.kind == "tagger":
            labels = answer.logits[0].argmax(-1).numpy()
            same += int((labels == rows.argmax(-1)).sum())
            positions += len(rows)
        else:
            states = answer.last_hidden_state[0].numpy()
            pooled = states[0] if model.pooling == "cls" else states.mean(0)
            mine = rows[0] if model.pooling == "cls" else rows.mean(0)
            lengths = np.linalg.norm(pooled) * np.linalg.norm(mine)
            cosine = min(cosine, float(pooled @ mine / lengths))
        progress("comparing", number + 1, len(TEXTS))
    report: dict[str, Any] = {"texts": len(TEXTS)}
    if model.kind == "tagger":
        return {**report, "positions": positions, "tokens": round(same / positions, 4)}
    return {**report, "cosine": round(cosine, 6)}
