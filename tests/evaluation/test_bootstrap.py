"""Intervals by resampling."""

from __future__ import annotations

from statistics import fmean

import pytest

from langchain_memprivacy.evaluation.bootstrap import interval


def test_it_holds_the_mean_and_repeats():
    """The same seed gives the same bounds, around the statistic."""
    items = [0.1, 0.4, 0.5, 0.9, 0.7, 0.3]
    low, high = interval(items, fmean, seed=3)
    assert 0.1 < low < fmean(items) < high < 0.9
    assert interval(items, fmean, seed=3) == (low, high)
    assert interval(items, fmean, seed=4) != (low, high)


def test_two_values_give_their_three_means():
    """Draws of two from {0, 1} have means 0, 1/2 and 1, a quarter of them 0."""
    assert interval([0.0, 1.0], fmean) == (0.0, 1.0)
    assert interval([0.0, 1.0], fmean, confidence=0.4) == (0.5, 0.5)


def test_one_item_has_no_spread_and_none_is_an_error():
    """A single user says nothing about others."""
    assert interval([0.5], fmean) == (0.5, 0.5)
    with pytest.raises(ValueError, match="at least one"):
        interval([], fmean)
