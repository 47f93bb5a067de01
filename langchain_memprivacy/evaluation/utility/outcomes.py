"""Scores of single questions, their averages, and the sweep of the paper's Figure 3."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import fmean
from typing import Any

from ..bootstrap import interval
from ..datasets import Question, User

SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Shares of private questions that the sweep goes through."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question under one protection; holds no text.

    Attributes:
        row: The protection, as tables name it.
        user: Whose question.
        language: The user's.
        question: Its id.
        task: Its kind.
        private: Whether its answer needs a private value.
        scores: By metric, from 0 to 1; a metric that says nothing about it is left out.
    """

    row: str
    user: str
    language: str
    question: str
    task: str
    private: bool
    scores: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, row: str, user: User, question: Question, scores: Mapping[str, float]) -> Outcome:
        """Make one."""
        return cls(
            row, user.id, user.language, question.id, question.task, question.private, scores
        )

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Outcome:
        """Read what `as_json` made of one."""
        return cls(**row)

    def as_json(self) -> dict[str, Any]:
        """Turn it into plain JSON values."""
        return asdict(self)


def summarize(
    outcomes: Sequence[Outcome], *, baseline: str = "none", seed: int = 0, rounds: int = 1000
) -> dict[str, Any]:
    """Average scores by protection.

    Args:
        outcomes: Of any number of protections.
        baseline: From which protection differences are taken, where it is among them.
        seed: Where the random draws of the intervals begin.
        rounds: How many draws.

    Returns:
        By protection: `overall`, `private`, `other`, `by_task`, `by_language`, each with the
        number of `questions` that have a score, the mean of each metric, and `counted`: over
        how many of them; `interval`, 95 % bounds of the
        overall means over users; `difference`, by metric the mean difference from the
        baseline question by question, with 95 % bounds.
    """
    rows = _grouped(outcomes, lambda o: o.row)
    return {
        name: _summary(group)
        | {"interval": _intervals(group, seed, rounds)}
        | (
            {"difference": _differences(group, rows[baseline], seed, rounds)}
            if baseline in rows and name != baseline
            else {}
        )
        for name, group in rows.items()
    }


def sweep(
    outcomes: Sequence[Outcome], metric: str, shares: Sequence[float] = SHARES
) -> dict[str, list[tuple[float, float]]]:
    """Compute a metric for mixtures of private and other questions (paper, Figure 3).

    A mixture's mean is what drawing questions at that share gives on average.

    Returns:
        By protection the points (share of private questions, mean); protections without
        questions of both kinds are left out.
    """
    found: dict[str, list[tuple[float, float]]] = {}
    for row, group in _grouped(outcomes, lambda o: o.row).items():
        private = [o.scores[metric] for o in group if o.private and metric in o.scores]
        other = [o.scores[metric] for o in group if not o.private and metric in o.scores]
        if private and other:
            a, b = fmean(private), fmean(other)
            found[row] = [(share, share * a + (1 - share) * b) for share in shares]
    return found


def main_metric(outcomes: Sequence[Outcome]) -> str:
    """Return the metric that says most about these questions: that of the paper's Figure 3.

    That is `accuracy` where a judge or letters give one, else ROUGE-L, or `recovered@10`;
    of data sets with letters for a part only, what more of their questions have.
    """
    counted = Counter(metric for outcome in outcomes for metric in outcome.scores)
    return max(("accuracy", "rougeL", "recovered@10"), key=lambda metric: counted[metric])


def means(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Average each metric over the questions that have it."""
    values: dict[str, list[float]] = defaultdict(list)
    for outcome in outcomes:
        for metric, score in outcome.scores.items():
            values[metric].append(score)
    return {metric: fmean(scores) for metric, scores in values.items()}


def _summary(group: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "overall": _averages(group),
        "private": _averages([o for o in group if o.private]),
        "other": _averages([o for o in group if not o.private]),
        "by_task": {t: _averages(g) for t, g in sorted(_grouped(group, lambda o: o.task).items())},
        "by_language": {
            t: _averages(g) for t, g in sorted(_grouped(group, lambda o: o.language).items())
        },
    }


def _averages(group: Sequence[Outcome]) -> dict[str, Any]:
    counted = Counter(metric for outcome in group for metric in outcome.scores)
    return {
        "questions": sum(bool(outcome.scores) for outcome in group),
        "counted": dict(counted),
        **means(group),
    }


def _grouped(
    outcomes: Sequence[Outcome], key: Callable[[Outcome], str]
) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    return dict(groups)


def _intervals(group: Sequence[Outcome], seed: int, rounds: int) -> dict[str, list[float]]:
    found = {}
    for metric in means(group):
        users = _grouped([o for o in group if metric in o.scores], lambda o: o.user)
        scores = [[o.scores[metric] for o in of_user] for of_user in users.values()]
        found[metric] = list(interval(scores, _pooled, rounds=rounds, seed=seed))
    return found


def _differences(
    group: Sequence[Outcome], base: Sequence[Outcome], seed: int, rounds: int
) -> dict[str, dict[str, Any]]:
    known = {(o.user, o.question): o.scores for o in base}
    found = {}
    for metric in means(group):
        users: dict[str, list[float]] = defaultdict(list)
        for o in group:
            other = known.get((o.user, o.question), {}).get(metric)
            if metric in o.scores and other is not None:
                users[o.user].append(o.scores[metric] - other)
        if users:
            pairs = list(users.values())
            bounds = interval(pairs, _pooled, rounds=rounds, seed=seed)
            found[metric] = {"mean": _pooled(pairs), "interval": list(bounds)}
    return found


def _pooled(users: Sequence[Sequence[float]]) -> float:
    return fmean(score for scores in users for score in scores)
