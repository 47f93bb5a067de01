"""`CrfExtractor`: private values by words around and in them, learned from annotated dialogues."""

from __future__ import annotations

from ...spans import PrivacySpan
from ...taxonomy import PrivacyType
from ..identifiers import is_identifier
from .decoding import decode
from .features import features, tokenize
from .kinds import kind_features
from .weights import Weights, bundled

_NAMES = {PrivacyType.REAL_NAME, PrivacyType.RELATIONSHIP_INFO}


class CrfExtractor:
    """Finds what no rule can say: diagnoses, debts, employers, other people, in context.

    A linear-chain conditional random field over words, characters and their shapes, trained
    on the bundled dialogues, run in plain Python. It needs no download and no library. Best
    beside `RuleExtractor`, which knows check digits and formats.

    Args:
        weights: Trained models; those of the package where left out, read when first used.
        threshold: Below which probability of being innocent a token is private, 0 to 1;
            higher finds more and hides more for nothing. As trained where left out.

    Raises:
        ValueError: The threshold is not between 0 and 1.
    """

    def __init__(self, weights: Weights | None = None, *, threshold: float | None = None) -> None:
        if threshold is not None and not 0 < threshold < 1:
            raise ValueError("CrfExtractor: the threshold lies between 0 and 1")
        self._weights = weights
        self._threshold = threshold

    def __repr__(self) -> str:
        return (
            "CrfExtractor()"
            if self._threshold is None
            else f"CrfExtractor(threshold={self._threshold})"
        )

    def extract(
        self,
        text: str,
        *,
        role: str = "user",  # noqa: ARG002  # both roles are read alike
        real_name: str | None = None,
    ) -> list[PrivacySpan]:
        """See `Extractor.extract`.

        Raises:
            ExtractorError: The package's weights are missing or damaged.
        """
        if is_identifier(text):
            return []
        weights = self._weights or bundled()
        threshold = weights.threshold if self._threshold is None else self._threshold
        tokens = tokenize(text)
        own = set((real_name or "").lower().split()) | {(real_name or "").lower()}
        found = []
        marginals = weights.spans.marginals(features(text, tokens))
        growth = max(threshold, weights.growth)
        for first, last, start, end in decode(text, tokens, marginals, threshold, growth):
            kind = weights.kinds.decide(kind_features(tokens, first, last))
            value = text[start:end]
            if real_name and kind in _NAMES:
                mine = value.lower() in own
                kind = PrivacyType.REAL_NAME if mine else PrivacyType.RELATIONSHIP_INFO
            found.append(PrivacySpan(start, end, value, kind, PrivacyType(kind).level, "crf"))
        return found
