"""What the embedded default is good for: floors, not goals."""

from __future__ import annotations

from pathlib import Path

import pytest

from langchain_memprivacy import training
from langchain_memprivacy.defaults import embedded
from langchain_memprivacy.evaluation.datasets import load
from langchain_memprivacy.evaluation.extraction import evaluate_extraction, summarize
from langchain_memprivacy.extractors.combine import UnionExtractor
from langchain_memprivacy.extractors.crf import CrfExtractor
from langchain_memprivacy.extractors.rules import RuleExtractor

DEV = load().select(split="dev")
TEST = load(Path(training.__file__).parent / "test-people")
"""By them nothing was trained or chosen."""


@pytest.fixture(scope="module")
def summary():
    return summarize(evaluate_extraction(embedded(), DEV), rounds=10)


def test_most_values_are_hidden(summary):
    """No readable rest of three in five, credentials above all."""
    assert summary["overall"]["hidden"] > 0.6
    assert summary["by_level"]["PL4"]["hidden"] > 0.65


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_languages_are_served(summary, language):
    """Neither is an afterthought."""
    assert summary["by_language"][language]["hidden"] > 0.55


def test_little_else_is_hidden(summary):
    """Tastes, small talk and public facts stay readable."""
    assert summary["overall"]["overmasked"] < 0.015


@pytest.mark.parametrize("in_conversation", [False, True])
def test_people_that_nobody_wrote_for(in_conversation):
    """Two in three values, seven in ten credentials and secrets of firms, of strangers."""
    found = summarize(
        evaluate_extraction(embedded(), TEST, in_conversation=in_conversation), rounds=10
    )
    assert found["overall"]["hidden"] > 0.64
    assert found["by_level"]["PL4"]["hidden"] > 0.68
    assert found["overall"]["overmasked"] < 0.015


def test_both_parts_pay_for_themselves(summary):
    """Rules and tagger together hide more than either alone."""
    for part in (RuleExtractor(), CrfExtractor()):
        alone = summarize(evaluate_extraction(UnionExtractor([part]), DEV), rounds=10)
        assert summary["overall"]["hidden"] > alone["overall"]["hidden"] + 0.025
