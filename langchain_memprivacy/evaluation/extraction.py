"""How well an extractor finds and grades private spans (paper, section 5.2, Table 2).

Two averages are reported. *Per message* is the paper's: precision, recall and F1 of each
message, then their means, 1 where a message holds nothing private and nothing was found.
Table 2 must have been made so: several of its rows have an F1 below both their precision
and their recall, which a harmonic mean of corpus-wide figures can never be. *Corpus* sums
the scores of all messages first, so that one message with ten values weighs ten times one
with a single value, and quiet messages weigh nothing.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median, quantiles
from typing import Any

from ..extractors.base import Extractor
from ..spans import resolve
from .bootstrap import interval
from .datasets import Dataset, Message, User
from .masking import masked
from .matching import TypeSimilarity, match, same_type
from .remembering import Remembering

ROUNDS = 1000
"""Draws of the bootstrap."""


@dataclass(frozen=True, slots=True)
class GoldScore:
    """What became of one annotated value; holds no text."""

    type: str
    level: str
    format: str
    score: float
    hidden: bool
    covered: bool


@dataclass(frozen=True, slots=True)
class MessageScore:
    """The scores of one message; holds no text.

    Attributes:
        gold: One entry an annotated value.
        predicted: Type and score of each prediction, 0 where it matched nothing.
        outside: Characters that belong to no annotated value, spaces left out.
        overmasked: Those of them that a prediction covers.
        seconds: How long the extractor took.
    """

    gold: tuple[GoldScore, ...]
    predicted: tuple[tuple[str, float], ...]
    outside: int
    overmasked: int
    seconds: float

    def prf(self) -> tuple[float, float, float]:
        """Precision, recall and F1 of this message."""
        if not self.gold or not self.predicted:
            same = float(not self.gold and not self.predicted)
            return same, same, same
        precision = sum(score for _, score in self.predicted) / len(self.predicted)
        recall = sum(gold.score for gold in self.gold) / len(self.gold)
        return precision, recall, _f1(precision, recall)


@dataclass(frozen=True, slots=True)
class UserScore:
    """The scores of one user's messages."""

    user: str
    language: str
    messages: tuple[MessageScore, ...]

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> UserScore:
        """Read what `dataclasses.asdict` made of one."""
        messages = tuple(
            MessageScore(
                tuple(GoldScore(**gold) for gold in m["gold"]),
                tuple((kind, score) for kind, score in m["predicted"]),
                m["outside"],
                m["overmasked"],
                m["seconds"],
            )
            for m in row["messages"]
        )
        return cls(row["user"], row["language"], messages)


def score_message(
    extractor: Extractor, user: User, message: Message, similarity: TypeSimilarity = same_type
) -> MessageScore:
    """Run an extractor on one message and score what it found.

    Overlapping predictions are resolved as the engine would before it replaces them.
    """
    begin = time.perf_counter()
    found = extractor.extract(message.content, role=message.role, real_name=user.real_name)
    seconds = time.perf_counter() - begin
    spans = resolve(message.content, found)
    matches = match(spans, message.privacy, similarity)
    by_gold = {m.gold: m.score for m in matches}
    by_predicted = {m.predicted: m.score for m in matches}
    shown = masked(message.content, message.privacy, spans)
    return MessageScore(
        tuple(
            GoldScore(
                gold.type,
                str(gold.level),
                gold.format,
                by_gold.get(i, 0.0),
                shown.hidden[i],
                shown.covered[i],
            )
            for i, gold in enumerate(message.privacy)
        ),
        tuple((span.type, by_predicted.get(i, 0.0)) for i, span in enumerate(spans)),
        shown.outside,
        shown.overmasked,
        seconds,
    )


def evaluate_extraction(
    extractor: Extractor,
    dataset: Dataset,
    *,
    similarity: TypeSimilarity = same_type,
    in_conversation: bool = False,
    done: Iterable[UserScore] = (),
    each: Callable[[UserScore], None] = lambda _: None,
) -> list[UserScore]:
    """Score an extractor on every message of a dataset.

    Args:
        extractor: Any extractor.
        dataset: The annotated conversations.
        similarity: Compares type tags; exact where left out.
        in_conversation: Let each user's messages run through one vault in their order, so
            that what one told is found again in the next; else each stands alone.
        done: Scores of an earlier, interrupted run; these users are not run again.
        each: Called with each user's scores as they come, for progress and for resuming.
    """
    known = {score.user: score for score in done}
    scores = []
    for user in dataset.users:
        score = known.get(user.id)
        if score is None:
            one = Remembering(extractor) if in_conversation else extractor
            score = UserScore(
                user.id,
                user.language,
                tuple(score_message(one, user, m, similarity) for m in user.messages),
            )
            each(score)
        scores.append(score)
    return scores


def summarize(
    scores: Sequence[UserScore], *, seed: int = 0, rounds: int = ROUNDS
) -> dict[str, Any]:
    """Aggregate scores: figures as shares from 0 to 1, times in milliseconds.

    Returns:
        `overall` with the averages, the share of values hidden, the share of which not one
        letter or digit is left, the share of other
        characters masked and 95 % bootstrap intervals over users; `by_language`,
        `by_level`, `by_type` (None for what there is nothing to count of); `latency_ms`.
    """
    return {
        "overall": _averages(scores)
        | {
            "interval": {
                name: interval(scores, value, seed=seed, rounds=rounds)
                for name, value in _STATISTICS.items()
            }
        },
        "by_language": {
            language: _averages([s for s in scores if s.language == language])
            for language in sorted({s.language for s in scores})
        },
        "by_level": _groups(scores, lambda gold: gold.level),
        "by_type": _by_type(scores),
        "by_language_and_level": {
            language: _groups([s for s in scores if s.language == language], lambda g: g.level)
            for language in sorted({s.language for s in scores})
        },
        "latency_ms": _latency(scores),
    }


def as_json(score: UserScore) -> dict[str, Any]:
    """Turn a user's scores into plain JSON values."""
    return asdict(score)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _all(scores: Iterable[UserScore]) -> list[MessageScore]:
    return [message for score in scores for message in score.messages]


def _averages(scores: Sequence[UserScore]) -> dict[str, Any]:
    messages = _all(scores)
    prf = [message.prf() for message in messages]
    gold = [value for message in messages for value in message.gold]
    predicted = [score for message in messages for _, score in message.predicted]
    precision = sum(predicted) / len(predicted) if predicted else float(not gold)
    recall = sum(value.score for value in gold) / len(gold) if gold else float(not predicted)
    return {
        "users": len(scores),
        "messages": len(messages),
        "values": len(gold),
        "predictions": len(predicted),
        "per_message": {
            name: _mean(one[at] for one in prf)
            for at, name in enumerate(("precision", "recall", "f1"))
        },
        "corpus": {"precision": precision, "recall": recall, "f1": _f1(precision, recall)},
        "hidden": _hidden(scores),
        "covered": _mean(value.covered for message in messages for value in message.gold),
        "overmasked": _overmasked(scores),
    }


def _hidden(scores: Sequence[UserScore]) -> float:
    return _mean(value.hidden for message in _all(scores) for value in message.gold)


def _overmasked(scores: Sequence[UserScore]) -> float:
    messages = _all(scores)
    outside = sum(message.outside for message in messages)
    return sum(message.overmasked for message in messages) / outside if outside else 0.0


def _mean_f1(scores: Sequence[UserScore]) -> float:
    return _mean(message.prf()[2] for message in _all(scores))


def _mean(shares: Iterable[float]) -> float:
    """Average; people who said nothing are perfect, like a message with nothing private."""
    found = [*shares]
    return fmean(found) if found else 1.0


_STATISTICS: dict[str, Callable[[Sequence[UserScore]], float]] = {
    "f1": _mean_f1,
    "hidden": _hidden,
    "overmasked": _overmasked,
}


def _groups(
    scores: Sequence[UserScore], key: Callable[[GoldScore], str]
) -> dict[str, dict[str, float]]:
    groups: dict[str, list[GoldScore]] = defaultdict(list)
    for message in _all(scores):
        for value in message.gold:
            groups[key(value)].append(value)
    return {
        name: {
            "values": len(values),
            "recall": fmean(value.score for value in values),
            "hidden": fmean(value.hidden for value in values),
        }
        for name, values in sorted(groups.items())
    }


def _by_type(scores: Sequence[UserScore]) -> dict[str, dict[str, float | None]]:
    predicted: dict[str, list[float]] = defaultdict(list)
    for message in _all(scores):
        for kind, score in message.predicted:
            predicted[kind].append(score)
    gold = _groups(scores, lambda value: value.type)
    nothing: dict[str, float | None] = {"values": 0, "recall": None, "hidden": None}
    return {
        kind: {
            **gold.get(kind, nothing),
            "predictions": len(predicted[kind]),
            "precision": fmean(predicted[kind]) if predicted[kind] else None,
        }
        for kind in sorted(gold.keys() | predicted.keys())
    }


def _latency(scores: Sequence[UserScore]) -> dict[str, float]:
    times = [message.seconds * 1000 for message in _all(scores)]
    if len(times) < 2:
        return {"p50": sum(times), "p95": sum(times), "max": sum(times)}
    return {
        "p50": median(times),
        "p95": quantiles(times, n=20, method="inclusive")[-1],
        "max": max(times),
    }
