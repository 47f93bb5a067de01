"""Judges over a real connection: what they are asked, how answers are read, what is refused."""

from __future__ import annotations

import json

import pytest
from langchain_openai import ChatOpenAI
from langsmith import Client, tracing_context

from langchain_memprivacy.evaluation.asking import JudgeError
from langchain_memprivacy.evaluation.datasets import Annotation
from langchain_memprivacy.evaluation.judge import (
    AnswerJudge,
    ExtractionJudge,
    Verdict,
    choice,
    grade_choice,
)
from langchain_memprivacy.taxonomy import PrivacyLevel
from langchain_memprivacy.testing.loopback import Fault, Loopback

OPTIONS = {"A": "Jasmine tea", "B": "Black coffee", "C": "Rooibos", "I": "Water"}


def model(cloud):
    return ChatOpenAI(model="judge", base_url=cloud.base_url, api_key="none", max_retries=0)


def span(text, kind="EMAIL", level=PrivacyLevel.PL2):
    return Annotation(0, len(text), text, kind, level)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_answers_are_graded(verdict):
    """The verdict is the model's; it was told question, reference and answer, and a schema."""
    with Loopback(json.dumps({"because": "x", "verdict": verdict})) as cloud:
        assert AnswerJudge(model(cloud)).grade("Which tea?", "jasmine", "rooibos") == verdict
        (asked,) = cloud.requests("chat")
        said = asked["messages"][0]["content"]
        assert '"question": "Which tea?", "reference": "jasmine", "answer": "rooibos"' in said
        assert asked["response_format"]["type"] == "json_schema"


def test_an_empty_answer_is_incorrect():
    """Nobody is asked about an answer that says nothing."""
    with Loopback() as cloud:
        assert AnswerJudge(model(cloud)).grade("q", "r", " \n") is Verdict.INCORRECT
        assert cloud.received == []


def test_servers_without_schemas_are_asked_in_words():
    """A server that refuses the schema is asked again without it, and not sent it any more."""

    def reply(asked):
        if "response_format" in asked:
            return Fault(400, "no such parameter")
        return 'Well: {"because": "same", "verdict": "Correct"} That is it.'

    with Loopback(reply) as cloud:
        judge = AnswerJudge(model(cloud))
        assert [judge.grade("q", "r", "a") for _ in range(2)] == [Verdict.CORRECT] * 2
        assert ["response_format" in asked for asked in cloud.requests("chat")] == [
            True,
            False,
            False,
        ]


def test_unreadable_verdicts_are_asked_for_again():
    """Two answers that are no verdict are an error, which quotes nothing; one is not."""
    with Loopback(["I would rather not", '{"because": "x", "verdict": "partial"}']) as cloud:
        assert AnswerJudge(model(cloud)).grade("q", "r", "a") is Verdict.PARTIAL
    with Loopback('{"because": "x", "verdict": "splendid"}') as cloud:
        with pytest.raises(JudgeError, match="ChatOpenAI was asked 2 times") as caught:
            AnswerJudge(model(cloud)).grade("q", "canary-reference", "a")
        assert "canary" not in str(caught.value)
        assert caught.value.__context__ is None
        assert len(cloud.received) == 2


def test_failures_quote_nothing():
    """What the server quotes does not travel in the error."""
    with Loopback(Fault(500, "canary-quote")) as cloud:
        with pytest.raises(JudgeError, match="it failed with OpenAIAPIError") as caught:
            AnswerJudge(model(cloud), retries=0).grade("q", "r", "a")
        assert "canary" not in repr(caught.value)


def test_judging_leaves_no_trace():
    """Inside of a traced run the judge's questions are not traced."""
    with Loopback('{"because": "x", "verdict": "correct"}') as cloud, Loopback() as smith:
        client = Client(api_url=smith.url, api_key="none")
        with tracing_context(enabled=True, client=client):
            model(cloud).invoke("traced, so that the test can fail")
            AnswerJudge(model(cloud)).grade("q", "canary-reference", "a")
        client.flush()
        assert b"so that the test can fail" in smith.wire
        smith.assert_clean(["canary-reference"])


@pytest.mark.parametrize(
    ("verdicts", "missed", "score"),
    [
        (["correct", "correct"], 0, 1.0),
        (["correct", "incorrect"], 1, 0.5),  # one of two right, one of two found
        (["partial", "incorrect"], 1, 0.25),  # half of one, of two and of two
        (["incorrect", "incorrect"], 2, 0.0),
        (["correct", "correct"], 2, 2 / 3),  # precision 1, recall 1/2
    ],
)
def test_extraction_is_graded(verdicts, missed, score):
    """The score is the F1 of what the verdicts are worth."""
    with Loopback(json.dumps({"found": verdicts, "missed": missed})) as cloud:
        judge = ExtractionJudge(model(cloud))
        assert judge.grade("m", [span("a"), span("b")], [span("c"), span("d")]) == pytest.approx(
            score
        )


def test_extraction_of_nothing_needs_no_judge():
    """Nothing found where nothing is: 1; one of the two alone: 0; nobody is asked."""
    with Loopback() as cloud:
        judge = ExtractionJudge(model(cloud))
        pairs = [([], []), ([], [span("b")]), ([span("a")], [])]
        assert [judge.grade("m", found, gold) for found, gold in pairs] == [1.0, 0.0, 0.0]
        assert cloud.received == []


@pytest.mark.parametrize(
    "answer",
    [{"found": ["correct"], "missed": 0}, {"found": ["correct"] * 2, "missed": 3}, {"found": []}],
)
def test_verdicts_that_do_not_fit_are_refused(answer):
    """A verdict too few, more missed than there are, or a field missing: an error, no score."""
    with Loopback(json.dumps(answer)) as cloud:
        judge = ExtractionJudge(model(cloud), retries=0)
        with pytest.raises(JudgeError):
            judge.grade("m", [span("a"), span("b")], [span("c"), span("d")])


@pytest.mark.parametrize(
    ("answer", "letter"),
    [
        ("B", "B"), (" (b) ", "B"), ("**C.**", "C"), ("The answer is B.", "B"),
        ('{"answer": "C", "reason": "A is wrong"}', "C"), ("black coffee", "B"),
        ("A or B", None), ("", None), ("I think it is C", "C"), ("A cup of tea", None),
        ("D", None), ("Option A", "A"), ("答案是C。", "C"), ("答案：C", "C"),
    ],
)  # fmt: skip
def test_letters_are_read(answer, letter):
    """One option that is named counts; several, or none, do not."""
    assert choice(answer, OPTIONS) == letter


def test_choices_are_graded_exactly():
    """The right letter is correct; another, or none, is not."""
    graded = [grade_choice(answer, "b", OPTIONS) for answer in ("B", "C", "either")]
    assert graded == [Verdict.CORRECT, Verdict.INCORRECT, Verdict.INCORRECT]
