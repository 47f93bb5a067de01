"""Confidence intervals by resampling users: messages of one person are not independent."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def interval(
    items: Sequence[T],
    statistic: Callable[[Sequence[T]], float],
    *,
    rounds: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """Percentile bootstrap over items.

    Args:
        items: What is drawn with replacement, one item a user.
        statistic: Computed on each draw.
        rounds: How many draws.
        confidence: Share of the draws between the two bounds.
        seed: Same seed, same bounds.

    Returns:
        Lower and upper bound; both the statistic itself for a single item.

    Raises:
        ValueError: There is no item.
    """
    if not items:
        raise ValueError("an interval needs at least one item")
    draw = random.Random(seed)  # noqa: S311  # statistics, not secrets
    values = sorted(
        statistic(draw.choices(items, k=len(items))) for _ in range(rounds if len(items) > 1 else 1)
    )
    edge = (1 - confidence) / 2
    last = len(values) - 1
    return values[round(edge * last)], values[round((1 - edge) * last)]
