"""The sequence model against its definition: every labelling counted, on short sequences."""

from __future__ import annotations

from itertools import pairwise, product
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_memprivacy.extractors.crf.model import CrfModel

WEIGHT = st.floats(-3, 3)
TRIPLE = st.tuples(WEIGHT, WEIGHT, WEIGHT)
NAMES = ("a", "b", "c")


def by_hand(weights, moves, features):
    """Sum over all labellings, as the definition of the marginals says."""
    sums = [[0.0] * 3 for _ in features]
    for labels in product(range(3), repeat=len(features)):
        score = sum(
            weights.get(n, (0, 0, 0))[y]
            for y, names in zip(labels, features, strict=True)
            for n in names
        )
        score += sum(moves[x][y] for x, y in pairwise(labels))
        for at, label in enumerate(labels):
            sums[at][label] += exp(score)
    total = sum(sums[0])
    return [tuple(x / total for x in row) for row in sums]


@given(
    st.dictionaries(st.sampled_from(NAMES), TRIPLE),
    st.tuples(TRIPLE, TRIPLE, TRIPLE),
    st.lists(st.lists(st.sampled_from((*NAMES, "unknown")), max_size=3), min_size=1, max_size=5),
)
def test_marginals_are_those_of_the_definition(weights, moves, features):
    """Forward and backward give what counting every labelling gives."""
    found = CrfModel(weights, moves).marginals(features)
    for one, expected in zip(found, by_hand(weights, moves, features), strict=True):
        assert tuple(one) == pytest.approx(expected)
        assert sum(one) == pytest.approx(1)


def test_long_texts_neither_overflow_nor_vanish():
    """Ten thousand tokens with strong weights still sum to one."""
    model = CrfModel({"x": (20.0, -20.0, 5.0)}, [(1.0, -9.0, -9.0)] * 3)
    found = model.marginals([["x"] * 10] * 10_000)
    assert sum(found[5_000]) == pytest.approx(1)
    assert found[9_999].outside > 0.99


def test_nothing_in_nothing_out():
    """A text without tokens."""
    assert CrfModel({}, [(0, 0, 0)] * 3).marginals([]) == []
