"""Scores of spans against annotations: examples worked out by hand."""

from __future__ import annotations

import pytest

from langchain_memprivacy.evaluation.matching import common_run_f1, match, text_score, tokens
from langchain_memprivacy.spans import PrivacySpan


def span(text: str, kind: str, level: str, start: int = 0) -> PrivacySpan:
    return PrivacySpan(start, start + len(text), text, kind, level)


@pytest.mark.parametrize(
    ("predicted", "gold", "expected"),
    [
        # tokens: severe anxiety | severe anxiety disorder; common run 2; 2*2/(2+3)
        ("severe anxiety", "severe anxiety disorder", 4 / 5),
        # spent 1800 yuan | 1800 yuan for a checkup: run "1800 yuan" = 2; 2*2/(3+5)
        ("spent 1800 yuan", "1800 yuan for a checkup", 4 / 8),
        # characters: 重 度 抑 郁 | 抑 郁 症; run 2; 2*2/(4+3)
        ("重度抑郁", "抑郁症", 4 / 7),
        # the run must be contiguous: "a ... c" is not one
        ("a x c", "a b c", 2 / 6),
        ("Hospital", "hospital", 1.0),
        ("tea", "coffee", 0.0),
        ("...", "coffee", 0.0),
    ],
)
def test_token_f1_of_the_longest_common_run(predicted, gold, expected):
    """Twice the run over both lengths, by words or Chinese characters."""
    assert common_run_f1(predicted, gold) == pytest.approx(expected)
    assert common_run_f1(gold, predicted) == pytest.approx(expected)


def test_tokens_are_words_and_chinese_characters():
    """Case and punctuation do not count; Chinese stands character by character."""
    assert tokens("Dr. O'Hara 血压148/96") == ["dr", "o", "hara", "血", "压", "148", "96"]
    assert tokens("他3月12日去A座") == ["他", "3", "月", "12", "日", "去", "a", "座"]
    assert tokens("二〇二四年v2かな") == ["二", "〇", "二", "四", "年", "v2", "か", "な"]


def test_strict_types_have_no_half_marks():
    """Half a password is nothing; half a diagnosis is something; the gold type decides."""
    assert text_score(span("hunter", "PASSWORD", "PL4"), span("hunter22", "PASSWORD", "PL4")) == 0
    assert (
        text_score(span("1 Elm", "EMAIL", "PL2"), span("1 Elm Rd", "DETAILED_ADDRESS", "PL2")) > 0
    )
    assert text_score(span("same", "PASSWORD", "PL4"), span("same", "EMAIL", "PL2")) == 1


def test_a_pair_scores_the_mean_of_text_level_and_type():
    """Text 4/5, level right, type wrong: (0.8 + 1 + 0) / 3 = 0.6."""
    predicted = [span("severe anxiety", "SENSITIVE_IDENTITY", "PL3")]
    gold = [span("severe anxiety disorder", "MEDICAL_HEALTH", "PL3")]
    (pair,) = match(predicted, gold)
    assert pair.score == pytest.approx(0.6)
    (pair,) = match(predicted, gold, lambda a, b: 0.4)
    assert pair.score == pytest.approx((0.8 + 1 + 0.4) / 3)


def test_matching_is_greedy_and_one_to_one():
    """The exact pair is taken first; what is left over takes the next best, once each."""
    gold = [
        span("mild depression", "MEDICAL_HEALTH", "PL3"),
        span("depression", "MEDICAL_HEALTH", "PL3"),
    ]
    predicted = [
        span("depression", "MEDICAL_HEALTH", "PL3"),
        span("depression", "MEDICAL_HEALTH", "PL3"),
    ]
    pairs = {(m.predicted, m.gold): m.text for m in match(predicted, gold)}
    assert pairs == {(0, 1): 1.0, (1, 0): pytest.approx(2 / 3)}


def test_nothing_shared_is_no_match():
    """Same level and type say nothing about the same value."""
    assert (
        match([span("tea", "MEDICAL_HEALTH", "PL3")], [span("flu", "MEDICAL_HEALTH", "PL3")]) == []
    )
