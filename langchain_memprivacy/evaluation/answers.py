"""How alike an answer and its reference are: BLEU, METEOR, ROUGE-L (paper, appendix D.2).

One tokenization for all metrics and methods: that of the extraction scores, which lets
Chinese characters stand alone. No smoothing; nothing is downloaded. METEOR aligns as NLTK
does, a repeated word with the last one that is free, which may count a chunk more than the
best alignment would.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from statistics import fmean

from nltk.stem import PorterStemmer
from nltk.translate.bleu_score import brevity_penalty, modified_precision
from nltk.translate.meteor_score import single_meteor_score
from rouge_score.rouge_scorer import RougeScorer

from .matching import tokens


@dataclass(frozen=True, slots=True)
class AnswerScores:
    """Four figures from 0 to 1, higher is more alike."""

    bleu_1: float
    bleu_2: float
    meteor: float
    rouge_l: float


class _NoSynonyms:
    """Stands in for WordNet: matches are exact, or share a Porter stem."""

    def synsets(self, word: str) -> list[str]:
        """Know no synonyms."""
        del word
        return []


class _Tokens:
    """The tokenizer as `rouge_score` wants it; its own drops all but ASCII letters."""

    def tokenize(self, text: str) -> list[str]:
        """Cut into tokens."""
        return tokens(text)


_STEMMER, _SYNONYMS = PorterStemmer(), _NoSynonyms()
_ROUGE = RougeScorer(["rougeL"], tokenizer=_Tokens())


def score_answer(answer: str, reference: str) -> AnswerScores:
    """Compare an answer with its reference.

    Args:
        answer: What a system said.
        reference: What it should have said.

    Returns:
        The scores; all 0 where one of the two holds no word.
    """
    said, wanted = tokens(answer), tokens(reference)
    if not said or not wanted:
        return AnswerScores(0.0, 0.0, 0.0, 0.0)
    meteor = single_meteor_score(
        wanted, said, stemmer=_STEMMER, wordnet=_SYNONYMS, alpha=0.9, beta=3.0, gamma=0.5
    )
    return AnswerScores(
        _bleu(said, wanted, 1),
        _bleu(said, wanted, 2),
        float(meteor),
        float(_ROUGE.score(reference, answer)["rougeL"].fmeasure),
    )


def mean_scores(scores: Sequence[AnswerScores]) -> AnswerScores:
    """Average over answers.

    Raises:
        ValueError: There is none.
    """
    if not scores:
        raise ValueError("mean_scores needs at least one answer")
    return AnswerScores(
        *(fmean(getattr(score, field.name) for score in scores) for field in fields(AnswerScores))
    )


def _bleu(said: list[str], wanted: list[str], order: int) -> float:
    """Formula 6 with uniform weights; 0 where one of the precisions is."""
    precisions: list[Fraction] = [
        modified_precision([wanted], said, n) for n in range(1, order + 1)
    ]
    if not all(precisions):
        return 0.0
    mean = fmean(math.log(precision) for precision in precisions)
    return float(brevity_penalty(len(wanted), len(said))) * math.exp(mean)
