"""Scores of predicted against annotated spans (paper, section 5.1, "Metric").

A pair's score is the mean of three: text, level, type. Predictions and annotations are
matched greedily one to one, best pair first; only pairs whose texts share something are
considered, since level and type alone do not say that the same value is meant. For types
whose text counts only when exact, that is the exact text: stricter than the paper, which
would give a pair that only overlaps its points for level and type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..taxonomy import PrivacyLevel, PrivacyType

MATCHING = (
    "one to one, best score first; texts that only overlap are paired for descriptive types, "
    "not for strict ones (the paper would count their level and type: 78.4 in place of 77.6 F1 "
    "on the bundled development people)"
)
"""What a report says of it."""

_T = PrivacyType
STRICT = frozenset({
    _T.PASSWORD, _T.VERIFICATION_CODE, _T.TOKEN, _T.KEY, _T.PRIVATE_KEY,
    _T.PAYMENT_SECURITY_CODE, _T.DATABASE_CONNECTION_STRING, _T.ID_NUMBER,
    _T.FINANCIAL_ACCOUNT, _T.REAL_NAME, _T.PHONE_NUMBER, _T.EMAIL,
    _T.ACCOUNT_ID_USERNAME, _T.NETWORK_IDENTIFIER,
})  # fmt: skip
"""Types whose text counts only when it is exact: half a password is no password."""

ALONE = (
    r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese, with 〇
    r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uac00-\ud7a3"  # kana, Hangul
)
"""Characters that are a word each, as ranges of a regular expression."""
_TOKEN = re.compile(rf"[{ALONE}]|[^\W_{ALONE}]+", re.UNICODE)

TypeSimilarity = Callable[[str, str], float]
"""How alike two type tags are, 0 to 1."""


class Spanlike(Protocol):
    """What is compared: `PrivacySpan` and `Annotation` both are."""

    @property
    def text(self) -> str:
        """The characters."""
        ...

    @property
    def type(self) -> str:
        """The type tag."""
        ...

    @property
    def level(self) -> PrivacyLevel:
        """The level."""
        ...


def same_type(predicted: str, gold: str) -> float:
    """Compare types without embeddings: 1 for the same tag, else 0."""
    return float(predicted == gold)


def tokens(text: str) -> list[str]:
    """Cut into lower-case words; Chinese, Japanese and Korean characters stand alone."""
    return _TOKEN.findall(text.lower())


def common_run_f1(predicted: str, gold: str) -> float:
    """Token F1 of the longest run of tokens that both texts share (paper, section 5.1)."""
    a, b = tokens(predicted), tokens(gold)
    if not a or not b:
        return 0.0
    longest, row = 0, [0] * (len(b) + 1)
    for token in a:
        previous = 0
        for j, other in enumerate(b, 1):
            previous, row[j] = row[j], previous + 1 if token == other else 0
            longest = max(longest, row[j])
    return 2 * longest / (len(a) + len(b))


def text_score(predicted: Spanlike, gold: Spanlike) -> float:
    """1 if exact; else soft for descriptive types and 0 for strict ones, by the gold type."""
    if predicted.text == gold.text:
        return 1.0
    return 0.0 if gold.type in STRICT else common_run_f1(predicted.text, gold.text)


@dataclass(frozen=True, slots=True)
class Match:
    """One prediction and the annotation it was matched with.

    Attributes:
        predicted: Index of the prediction.
        gold: Index of the annotation.
        text: Text score, 0 to 1.
        level: 1 where the levels agree, else 0.
        type: Type similarity, 0 to 1.
    """

    predicted: int
    gold: int
    text: float
    level: float
    type: float

    @property
    def score(self) -> float:
        """The mean of the three."""
        return (self.text + self.level + self.type) / 3


def match(
    predicted: Sequence[Spanlike],
    gold: Sequence[Spanlike],
    similarity: TypeSimilarity = same_type,
) -> list[Match]:
    """Match predictions and annotations one to one, best score first.

    Args:
        predicted: What an extractor found in a message.
        gold: What the annotators marked.
        similarity: Compares type tags.

    Returns:
        The matches; ties keep the order of the predictions, then of the annotations.
    """
    pairs = [
        Match(i, j, text, float(p.level == g.level), similarity(p.type, g.type))
        for i, p in enumerate(predicted)
        for j, g in enumerate(gold)
        if (text := text_score(p, g)) > 0
    ]
    pairs.sort(key=lambda pair: -pair.score)
    taken_p: set[int] = set()
    taken_g: set[int] = set()
    chosen = []
    for pair in pairs:
        if pair.predicted not in taken_p and pair.gold not in taken_g:
            taken_p.add(pair.predicted)
            taken_g.add(pair.gold)
            chosen.append(pair)
    return chosen
