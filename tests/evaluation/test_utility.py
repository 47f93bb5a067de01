"""Usefulness of memories: what is found and read back under each protection, and its averages."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from evaluation.people import DATASET, NAMES, USER, Words

from langchain_memprivacy.evaluation.protections import PAPER, Method, protection_for
from langchain_memprivacy.evaluation.utility.outcomes import Outcome, main_metric, summarize, sweep
from langchain_memprivacy.evaluation.utility.retrieval import (
    LangGraph,
    Plain,
    Readable,
    evaluate_retrieval,
    keys,
)


def scores(outcomes, row):
    return {o.question: o.scores for o in outcomes if o.row == row}


@pytest.mark.parametrize("via", ["plain", "langgraph"])
def test_what_comes_back_under_each_protection(via):
    """Values are readable again but for `***`; evidence and other answers stay."""
    outcomes = evaluate_retrieval(DATASET, Words(), via=via)
    assert {o.row for o in outcomes} == set(PAPER)
    for row in PAPER:
        found = scores(outcomes, row)
        lost = row.startswith("irreversible")
        assert found["q01"]["recall@10"] == found["q03"]["recall@10"] == 1.0
        assert found["q01"]["recovered@10"] == found["q03"]["recovered@10"] == float(not lost)
        assert found["q02"]["recovered@10"] == 1.0
        assert found["q04"] == {}  # no evidence: nothing to find


@pytest.mark.parametrize("method", [Method.IRREVERSIBLE, Method.UNTYPED, Method.TYPED])
@pytest.mark.parametrize("kind", [Plain, LangGraph])
def test_values_reach_neither_vectors_nor_store(kind, method):
    """What is embedded and what lies in the store holds no private value."""
    encoder = Words()
    index = kind(encoder, protection_for(USER, method))
    index.fill(USER)
    hits = index.search(f"Whose mail is {NAMES['mail']}?", 3)
    assert len(hits) == 3
    held = repr(encoder.seen)
    if kind is LangGraph:
        held += repr([item.value for item in index.inner.search(("memories",), limit=99)])
    assert not [value for value in NAMES.values() if value in held]


@pytest.mark.parametrize("kind", [Plain, LangGraph])
def test_without_protection_they_do(kind):
    """The check above can fail: without protection the values are there."""
    encoder = Words()
    kind(encoder, protection_for(USER, Method.NONE)).fill(USER)
    assert [v for v in NAMES.values() if v in repr(encoder.seen)] == list(NAMES.values())


def test_both_stores_find_the_same():
    """LangGraph's store, ours around it, ranks as the plain list does."""
    found = [
        [
            index.search(question.question, 3)
            for index in [kind(Words(), protection_for(USER, method))]
            if index.fill(USER) is None
            for question in USER.questions
        ]
        for method in (Method.TYPED, Method.UNTYPED)
        for kind in (Plain, LangGraph)
    ]
    best = [[hits[0] for hits in of_kind] for of_kind in found]
    assert best[0] == best[1]
    assert best[2] == best[3]


def test_what_answers_are_made_of():
    """Private values where there are any, else the words that only the evidence says."""
    found = [list(keys(USER, question)) for question in USER.questions]
    assert found == [[NAMES["mail"]], ["jasmine"], [NAMES["pin"]], []]


def test_numbers_are_no_parts_of_numbers():
    """A value counts as part of an answer only where it stands alone."""
    question = replace(USER.questions[2], answer=f"It is 1{NAMES['pin']}9.")
    assert list(keys(USER, question)) == []


def test_runs_go_on():
    """Users done under a protection are not run again, the others are."""
    seen = []
    rows = {name: PAPER[name] for name in ("none", "typed PL2+")}
    first = evaluate_retrieval(DATASET, Words(), rows={"none": PAPER["none"]})
    kept = [Outcome.from_json(json.loads(json.dumps(o.as_json()))) for o in first]
    encoder = Words()
    both = evaluate_retrieval(DATASET, encoder, rows=rows, done=kept, each=seen.append)
    assert both == evaluate_retrieval(DATASET, Words(), rows=rows)
    assert [{o.row for o in found} for found in seen] == [{"typed PL2+"}]
    assert not [text for text in encoder.seen if NAMES["mail"] in text]


def test_outcomes_hold_no_text():
    """What is written down names ids and numbers only."""
    written = json.dumps([o.as_json() for o in evaluate_retrieval(DATASET, Words())])
    assert not [value for value in (*NAMES.values(), "jasmine", "dog") if value in written]


def outcome(row, user, question, private, score):
    return Outcome(row, user, "en", question, "basic", private, {"accuracy": score})


# Two users, three questions each; the protected row loses one private answer of user b.
OUTCOMES = [
    outcome(row, user, question, question != "q3", 0.0 if (row, user, question) in lost else 1.0)
    for lost in [{("typed", "b", "q1"), ("none", "a", "q3"), ("typed", "a", "q3")}]
    for row in ("none", "typed")
    for user in ("a", "b")
    for question in ("q1", "q2", "q3")
]


def test_averages():
    """Means by kind of question; differences question by question, with bounds over users."""
    found = summarize(OUTCOMES, rounds=200)
    assert found["none"]["overall"] == {
        "questions": 6, "counted": {"accuracy": 6}, "accuracy": pytest.approx(5 / 6),
    }  # fmt: skip
    assert found["typed"]["private"]["questions"] == 4
    assert found["typed"]["private"]["accuracy"] == 0.75
    assert found["typed"]["other"]["accuracy"] == 0.5
    assert found["typed"]["by_task"]["basic"]["questions"] == 6
    difference = found["typed"]["difference"]["accuracy"]
    assert difference["mean"] == pytest.approx(-1 / 6)
    # user a loses nothing, user b a third: all draws lie between
    assert difference["interval"] == pytest.approx([-1 / 3, 0.0])
    assert found["typed"]["interval"]["accuracy"] == pytest.approx([2 / 3, 2 / 3])
    assert "difference" not in found["none"]


def test_questions_without_a_score_are_not_counted():
    """What a mean covers is said: neither questions nor metrics without a score are in it."""
    more = [
        replace(OUTCOMES[0], question="q8", scores={}),
        replace(OUTCOMES[0], question="q9", scores={"recall@10": 1.0}),
    ]
    found = summarize([*OUTCOMES, *more], rounds=20)["none"]["overall"]
    assert found["questions"] == 7
    assert found["counted"] == {"accuracy": 6, "recall@10": 1}


def test_the_metric_of_the_sweep():
    """It is one that the questions have: letters give an accuracy without a judge, too."""

    def having(*metrics):
        return [replace(OUTCOMES[0], scores=dict.fromkeys(one, 1.0)) for one in metrics]

    assert main_metric(having(["accuracy"], ["accuracy"])) == "accuracy"
    assert main_metric(having(["rougeL", "bleu1"], ["accuracy"], ["rougeL"])) == "rougeL"
    assert main_metric(having(["rougeL", "accuracy"], ["rougeL", "accuracy"])) == "accuracy"
    assert main_metric(having(["recall@10", "recovered@10"])) == "recovered@10"


@pytest.mark.parametrize(
    ("text", "key", "is_there"),
    [
        ("15 mg a day", "5 mg", False), ("5 mg a day", "5 mg", True), ("5 mgs", "5 mg", False),
        ("on the 15th", "15", False), ("code 4417#", "4417#", True), ("14417#", "4417#", False),
        ("每天15毫克", "5毫克", False), ("每天5毫克吗", "5毫克", True), ("A.B. Ward", "a.b. ward", True),
    ],
)  # fmt: skip
def test_readable_keys_have_borders(text, key, is_there):
    """A key is no part of a longer word or number, whatever it is made of."""
    assert (key in Readable([text])) == is_there


def test_sweep():
    """Mixtures go from the other questions' mean to the private ones' in a line."""
    points = sweep(OUTCOMES, "accuracy", (0.0, 0.5, 1.0))
    assert points == {
        "none": [(0.0, 0.5), (0.5, 0.75), (1.0, 1.0)],
        "typed": [(0.0, 0.5), (0.5, 0.625), (1.0, 0.75)],
    }
    assert sweep([o for o in OUTCOMES if o.private], "accuracy") == {}
