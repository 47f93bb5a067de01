"""How near an exported model comes to its original, and how near is near enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..extractors.onnx.decoder import Decoder
from ..extractors.onnx.manifest import ModelFolder
from ..extractors.onnx.session import Session
from ..extractors.onnx.vocabulary import Vocabulary
from .failures import ParityError
from .texts import TEXTS


class Bounds(NamedTuple):
    """The least agreement, each from 0 to 1.

    Attributes:
        tokens: Positions where both expect the same token (generators) or give the same
            label (taggers).
        spans: Spans that both find, of those that either finds (F1).
        cosine: Between an encoder's vectors, for the text where they differ most.
    """

    tokens: float
    spans: float
    cosine: float


BOUNDS = {
    "fp32": Bounds(tokens=0.999, spans=0.99, cosine=0.9999),
    "fp16": Bounds(tokens=0.99, spans=0.95, cosine=0.999),
    "int8": Bounds(tokens=0.95, spans=0.90, cosine=0.99),
    "int4": Bounds(tokens=0.80, spans=0.70, cosine=0.90),
}
"""By precision. Rounded weights move logits, and near-ties with them."""


def judge(report: dict[str, Any], precision: str, override: float | None) -> dict[str, Any]:
    """Add the bounds to what was measured, and fail where one is missed.

    Args:
        report: Agreements by name, as in `Bounds`, and other figures.
        precision: Which bounds.
        override: A bound for all agreements, in place of those.

    Raises:
        ParityError: An agreement is less than its bound.
    """
    table = BOUNDS[precision]._asdict()
    bounds = {
        name: table[name] if override is None else override for name in table if name in report
    }
    for name, least in bounds.items():
        if not report[name] >= least:
            msg = (
                f"the exported model is too far from the original: agreement of {name} "
                f"{report[name]:.3f}, wanted {least:.3f}; try a higher --precision, a smaller "
                "--block-size, or --min-agreement"
            )
            raise ParityError(msg)
    return {**report, "bounds": bounds}


def compare_generators(
    original: Session,
    exported: Session,
    model: ModelFolder,
    progress: Callable[[int, int], None],
    texts: Sequence[str] = TEXTS,
) -> dict[str, Any]:
    """Compare what two sessions expect at each position, and what a decoder finds with each.

    Args:
        original: The checkpoint.
        exported: What was made of it.
        model: How they are asked.
        progress: Told texts done and in all.
        texts: What they are asked about.

    Returns:
        `tokens` and `spans` (see `Bounds`), and how many of what were compared.
    """
    vocabulary = Vocabulary.open(model.file("tokenizer.json"))
    steps, done = 3 * len(texts) + 2, 0
    same = positions = 0
    furthest = 0.0
    for text in texts:
        original.rewind(0)
        exported.rewind(0)
        for token in vocabulary.encode(text):
            one, other = original.append([token]).copy(), exported.append([token])
            same += int(one.argmax() == other.argmax())
            furthest = max(furthest, float(np.abs(one - other).max()))
            positions += 1
        progress(done := done + 1, steps)
    found = []
    for session in (original, exported):
        session.rewind(0)
        decoder = Decoder(session, vocabulary, model)
        decoder.prepare()
        progress(done := done + 1, steps)
        spans = set()
        for number, text in enumerate(texts):
            spans |= {(number, s.start, s.end, s.type) for s in decoder.extract(text)}
            progress(done := done + 1, steps)
        found.append(spans)
    either = sum(map(len, found))
    return {
        "texts": len(texts),
        "positions": positions,
        "tokens": round(same / positions, 4),
        "spans": round(2 * len(found[0] & found[1]) / either, 4) if either else 1.0,
        "spans_compared": either,
        "largest_difference": round(furthest, 6),
    }
