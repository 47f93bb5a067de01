"""Extraction scores of whole conversations, on two users small enough to add up by hand."""

from __future__ import annotations

import pytest

from langchain_memprivacy.evaluation.datasets import Annotation, Dataset, Message, User
from langchain_memprivacy.evaluation.extraction import (
    UserScore,
    as_json,
    evaluate_extraction,
    summarize,
)
from langchain_memprivacy.evaluation.report import groups_table
from langchain_memprivacy.extractors.rules import RuleExtractor
from langchain_memprivacy.taxonomy import PrivacyLevel
from langchain_memprivacy.testing.extractors import FixedExtractor


def message(number: int, content: str, *marks: tuple[str, str, int]) -> Message:
    spans = tuple(
        Annotation(content.index(t), content.index(t) + len(t), t, kind, PrivacyLevel(level))
        for t, kind, level in marks
    )
    return Message(f"s1m{number:02}", 1, "2026-01-05", "tech", "user", content, spans)


TWO = Dataset("two", (
    User("en-a", "en", "IE", "Nora Whitfield", "", "train", (
        message(1, "pin 4417 and door 9931", ("4417", "PASSWORD", 4), ("9931", "PASSWORD", 4)),
        message(2, "just tea"),
    )),
    User("zh-b", "zh", "CN", "林晓岚", "", "dev", (
        message(1, "我有重度抑郁症", ("重度抑郁症", "MEDICAL_HEALTH", 3)),
    )),
))  # fmt: skip
FOUND = FixedExtractor(
    {"4417": ("PASSWORD", 4), "tea": ("EMAIL", 2), "抑郁症": ("MEDICAL_HEALTH", 3)}
)


def test_the_two_averages():
    """Messages: (P 1, R 1/2), (0, 0), (P = R = (3/4 + 1 + 1) / 3); three spans each way."""
    overall = summarize(evaluate_extraction(FOUND, TWO))["overall"]
    third = (2 * 3 / (3 + 5) + 2) / 3
    assert overall["per_message"]["precision"] == pytest.approx((1 + 0 + third) / 3)
    assert overall["per_message"]["recall"] == pytest.approx((0.5 + 0 + third) / 3)
    assert overall["per_message"]["f1"] == pytest.approx((2 / 3 + 0 + third) / 3)
    assert overall["corpus"]["precision"] == pytest.approx((1 + 0 + third) / 3)
    assert overall["corpus"]["recall"] == pytest.approx((1 + 0 + third) / 3)
    assert (overall["values"], overall["predictions"], overall["messages"]) == (3, 3, 3)


def test_masked_shares():
    """One of three values is hidden; 重度 is a readable rest; `tea` is hidden for nothing."""
    summary = summarize(evaluate_extraction(FOUND, TWO))
    assert summary["overall"]["hidden"] == pytest.approx(1 / 3)
    assert summary["overall"]["covered"] == pytest.approx(1 / 3)
    # outside: "pin", "and", "door", "just", "tea", "我有" = 3+3+4+4+3+2, of which 3 masked
    assert summary["overall"]["overmasked"] == pytest.approx(3 / 19)
    assert summary["by_language"]["zh"]["hidden"] == 0
    assert summary["by_level"]["PL4"] == {"values": 2, "recall": 0.5, "hidden": 0.5}
    assert summary["by_type"]["EMAIL"]["precision"] == 0


def test_in_conversation():
    """What one message told is known in the next, to the same person only."""
    told = message(1, "the door code is 83920", ("83920", "PASSWORD", 4))
    again = message(2, "then 83920 it is", ("83920", "PASSWORD", 4))
    two = Dataset("two", (
        User("en-a", "en", "IE", None, "", "dev", (told, again)),
        User("en-b", "en", "IE", None, "", "dev", (again,)),
    ))  # fmt: skip
    rules = RuleExtractor()

    def hidden(*, in_conversation: bool) -> list[list[bool]]:
        scores = evaluate_extraction(rules, two, in_conversation=in_conversation)
        return [[gold.hidden for m in score.messages for gold in m.gold] for score in scores]

    assert hidden(in_conversation=False) == [[True, False], [False]]
    assert hidden(in_conversation=True) == [[True, True], [False]]


def test_silence_about_nothing_is_perfect():
    """A message with nothing private where nothing is found counts 1 for all three."""
    quiet = Dataset(
        "quiet", (User("en-c", "en", "IE", None, "", "train", (message(1, "just tea"),)),)
    )
    overall = summarize(evaluate_extraction(FixedExtractor({}), quiet))["overall"]
    assert overall["per_message"] == {"precision": 1, "recall": 1, "f1": 1}
    assert overall["corpus"]["f1"] == 1
    assert (overall["hidden"], overall["overmasked"]) == (1, 0)


def test_somebody_who_said_nothing():
    """Is perfect, and no error; nor is a whole data set of them."""
    silent = User("en-s", "en", "IE", None, "", "train", ())
    for users in ((silent,), (silent, *TWO.users)):
        summary = summarize(evaluate_extraction(FOUND, Dataset("some", users)))
        assert summary["overall"]["users"] == len(users)
    alone = summarize(evaluate_extraction(FOUND, Dataset("one", (silent,))))
    assert alone["overall"]["per_message"] == {"precision": 1, "recall": 1, "f1": 1}
    assert alone["latency_ms"] == {"p50": 0, "p95": 0, "max": 0}


def test_no_time_is_above_the_longest():
    """Nor is the 95th part of twenty, of a few messages."""
    times = summarize(evaluate_extraction(FOUND, TWO))["latency_ms"]
    assert times["p50"] <= times["p95"] <= times["max"]


def test_a_type_without_values_or_predictions_has_no_share():
    """None, which a table shows as a dash; 0 is another thing."""
    kinds = summarize(evaluate_extraction(FOUND, TWO))["by_type"]
    assert kinds["EMAIL"] == {
        "values": 0, "recall": None, "hidden": None, "predictions": 1, "precision": 0,
    }  # fmt: skip
    assert "| Email | 0 | - | - | 1 | 0.00 |" in groups_table("Type", {"Email": kinds["EMAIL"]})
    quiet = summarize(evaluate_extraction(FixedExtractor({}), TWO))["by_type"]
    assert (quiet["PASSWORD"]["precision"], quiet["PASSWORD"]["recall"]) == (None, 0)


def test_an_interrupted_run_goes_on_where_it_was():
    """Scores survive JSON; users already done are not run again."""
    first = evaluate_extraction(FOUND, TWO.select(split="train"))
    kept = [UserScore.from_json(as_json(score)) for score in first]
    assert kept == first
    run = []
    scores = evaluate_extraction(FOUND, TWO, done=kept, each=lambda s: run.append(s.user))
    assert run == ["zh-b"]
    assert [score.user for score in scores] == ["en-a", "zh-b"]
    assert scores[0] is kept[0]
