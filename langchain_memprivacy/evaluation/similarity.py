"""How alike two type tags are (paper, section 5.1: cosine of type-label embeddings)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from ..taxonomy import PrivacyType

EXACT = "exact"
"""What a report calls the comparison without embeddings."""


class Encoder(Protocol):
    """Turns texts into vectors of length 1; `extractors.encoder.SentenceEncoder` does."""

    def encode(self, texts: Iterable[str]) -> list[list[float]]:
        """Return one vector for each text, in order."""
        ...


class LabelSimilarity:
    """Compares type tags by the cosine between the embeddings of their labels.

    The paper does not name the model behind its embeddings, so figures made with another
    encoder differ a little from its own; a report has to say which one it was.

    Args:
        encoder: Computes the embeddings, once for each label.
        name: What a report calls the encoder, for example its folder's name.
    """

    def __init__(self, encoder: Encoder, name: str) -> None:
        self._encoder = encoder
        self._known: dict[str, list[float]] = {}
        self.name = f"cosine of label embeddings ({name})"

    def __repr__(self) -> str:
        return f"LabelSimilarity({self.name})"

    def __call__(self, predicted: str, gold: str) -> float:
        """Compare two tags.

        Returns:
            1 for the same tag, else the cosine of their labels; 0 where it is negative.

        Raises:
            ExtractorError: The encoder failed.
        """
        if predicted == gold:
            return 1.0
        a, b = self._vector(predicted), self._vector(gold)
        return min(1.0, max(0.0, sum(x * y for x, y in zip(a, b, strict=True))))

    def _vector(self, tag: str) -> list[float]:
        if tag not in self._known:
            (self._known[tag],) = self._encoder.encode([label(tag)])
        return self._known[tag]


def label(tag: str) -> str:
    """Return a tag as the paper prints it: `ID_NUMBER` is "ID Number"."""
    try:
        return PrivacyType(tag).label
    except ValueError:
        return tag.replace("_", " ").title()
