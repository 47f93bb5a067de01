"""What a judge thinks of an extractor, over a data set (the setting of the paper's Table 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Protocol

from ..extractors.base import Extractor
from ..spans import PrivacySpan, resolve
from .datasets import Dataset
from .matching import Spanlike


class SpanJudge(Protocol):
    """Scores what was found in one message; `judge.ExtractionJudge` does."""

    def grade(self, content: str, found: Sequence[Spanlike], gold: Sequence[Spanlike]) -> float:
        """Return a score from 0 to 1."""
        ...


class Kept:
    """An extractor that remembers its answers, so that a judge need not ask again."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor
        self._known: dict[tuple[str, str, str | None], Sequence[PrivacySpan]] = {}

    def __repr__(self) -> str:
        return f"Kept({self._extractor!r})"

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> Sequence[PrivacySpan]:
        """See `Extractor.extract`."""
        key = text, role, real_name
        if key not in self._known:
            self._known[key] = self._extractor.extract(text, role=role, real_name=real_name)
        return self._known[key]


def judge_extraction(
    extractor: Extractor,
    judge: SpanJudge,
    dataset: Dataset,
    *,
    each: Callable[[int], None] = lambda _: None,
) -> float:
    """Let a judge grade every message.

    Args:
        extractor: Any extractor.
        judge: Sees raw messages.
        dataset: The annotated conversations.
        each: Called with the number of messages done so far.

    Returns:
        The mean of the messages' scores, from 0 to 1.

    Raises:
        JudgeError: The judge failed.
    """
    scores = []
    for user, message in dataset.messages():
        found = extractor.extract(message.content, role=message.role, real_name=user.real_name)
        scores.append(
            judge.grade(message.content, resolve(message.content, found), message.privacy)
        )
        each(len(scores))
    return fmean(scores)
