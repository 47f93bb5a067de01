"""The file the models are kept in, and the one that comes with the package."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from ...errors import ExtractorError
from .features import VERSION
from .kinds import KindModel
from .model import CrfModel

_SCALE = 100
"""Weights are stored as whole hundredths."""


class Weights(NamedTuple):
    """Both models, and what they were tuned to.

    Attributes:
        spans: Finds private values.
        kinds: Names their types.
        threshold: A value has a token whose probability of being outside is below this.
        growth: All its tokens are below this, which is not less.
    """

    spans: CrfModel
    kinds: KindModel
    threshold: float
    growth: float

    def to_bytes(self) -> bytes:
        """Write the models; the same models give the same bytes."""
        whole = {
            "features": VERSION,
            "threshold": self.threshold,
            "growth": self.growth,
            "transitions": [[round(x * _SCALE) for x in row] for row in self.spans.transitions],
            "spans": {
                name: [round(x * _SCALE) for x in triple]
                for name, triple in sorted(self.spans.weights.items())
            },
            "labels": list(self.kinds.labels),
            "kinds": {
                name: {label: round(x * _SCALE) for label, x in sorted(by_label.items())}
                for name, by_label in sorted(self.kinds.weights.items())
            },
        }
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        return gzip.compress(text.encode(), mtime=0)

    @classmethod
    def from_bytes(cls, data: bytes) -> Weights:
        """Read what `to_bytes` wrote.

        Raises:
            ExtractorError: The bytes are not such a file, or of other features.
        """
        try:
            whole = json.loads(gzip.decompress(data))
            version = whole["features"]
            spans = CrfModel(
                {
                    name: (o / _SCALE, b / _SCALE, i / _SCALE)
                    for name, (o, b, i) in whole["spans"].items()
                },
                [(o / _SCALE, b / _SCALE, i / _SCALE) for o, b, i in whole["transitions"]],
            )
            kinds = KindModel(
                {
                    name: {label: x / _SCALE for label, x in by_label.items()}
                    for name, by_label in whole["kinds"].items()
                },
                whole["labels"],
            )
            threshold, growth = float(whole["threshold"]), float(whole["growth"])
        except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError):
            raise ExtractorError(
                "the tagger's weights are damaged; reinstall the package"
            ) from None
        if version != VERSION:
            raise ExtractorError("the tagger's weights are of another release; train them again")
        return cls(spans, kinds, threshold, growth)


@cache
def bundled() -> Weights:
    """Read the weights that come with the package, once.

    Raises:
        ExtractorError: They are missing or damaged.
    """
    return read(files(__package__) / "weights.json.gz")


def read(file: Traversable) -> Weights:
    """Read a file of weights.

    Raises:
        ExtractorError: It is missing or damaged.
    """
    try:
        data = file.read_bytes()
    except OSError:
        raise ExtractorError("the tagger's weights are missing; reinstall the package") from None
    return Weights.from_bytes(data)
