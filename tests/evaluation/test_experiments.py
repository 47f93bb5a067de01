"""LangSmith experiments: the package's own figures, uploaded without a value, or not at all."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from statistics import fmean

import langsmith
import pytest
from evaluation.people import DATASET, NAMES, USER, Words
from langchain_openai import ChatOpenAI
from langsmith import evaluate, tracing_context
from memory.traces import parts, tree

from langchain_memprivacy.evaluation.datasets import Dataset
from langchain_memprivacy.evaluation.experiments import (
    answering_target,
    experiment_client,
    extraction_evaluators,
    extraction_summary,
    extraction_target,
    means,
    message_examples,
    question_examples,
    retrieval_target,
    run_experiment,
    upload,
    utility_evaluators,
)
from langchain_memprivacy.evaluation.experiments.running import ExperimentError
from langchain_memprivacy.evaluation.extraction import evaluate_extraction, summarize
from langchain_memprivacy.evaluation.judge import AnswerJudge
from langchain_memprivacy.evaluation.protections import GoldExtractor, Method
from langchain_memprivacy.evaluation.scripted import memory_model
from langchain_memprivacy.evaluation.systems import Settings, open_system
from langchain_memprivacy.evaluation.utility.outcomes import means as outcome_means
from langchain_memprivacy.evaluation.utility.retrieval import evaluate_retrieval
from langchain_memprivacy.extractors.rules import RuleExtractor
from langchain_memprivacy.taxonomy import PrivacyLevel
from langchain_memprivacy.testing.loopback import Loopback

pytestmark = [
    pytest.mark.filterwarnings("ignore:'outputs' is deprecated:DeprecationWarning"),
    # LangSmith's own call of itself; as an error it would be lost with the feedback.
    pytest.mark.filterwarnings(
        "ignore:The following arguments are no longer used:DeprecationWarning"
    ),
]
QUIET = {"precision", "recall", "f1", "overmasked"}
TEXTS = tuple(NAMES.values())


@pytest.fixture
def smith():
    with Loopback() as found:
        yield found


@pytest.fixture
def client(smith):
    found = experiment_client(DATASET, api_url=smith.url, api_key="k")
    yield found
    found.close()


def test_examples_are_the_data_set():
    """Raw, in order, under ids of their own that are the same each time."""
    messages, questions = message_examples(DATASET), question_examples(DATASET)
    assert [one.inputs["content"] for one in messages] == [m.content for m in USER.messages]
    assert [one.inputs["question"] for one in questions] == [q.question for q in USER.questions]
    assert messages[0].outputs["privacy"][0]["value"] == NAMES["name"]
    assert questions[0].outputs["wanted"] == [NAMES["mail"]]
    assert [one.metadata["private"] for one in questions] == [True, False, True, False]
    again = message_examples(DATASET)
    assert [one.id for one in again] == [one.id for one in messages]
    ids = {one.id for one in (*messages, *questions)}
    assert len(ids) == len(messages) + len(questions)
    other = message_examples(Dataset("others", (USER,)))
    assert not ids & {one.id for one in other}


def test_extraction_is_the_package_s_own():
    """Row means and the summary are what `evaluate_extraction` says of the same messages."""
    rows = run_experiment(
        extraction_target(RuleExtractor()),
        message_examples(DATASET),
        extraction_evaluators(),
        summary_evaluators=extraction_summary(),
    )
    expected = summarize(evaluate_extraction(RuleExtractor(), DATASET))["overall"]
    assert len(rows) == len(USER.messages) + 1
    mean = means(rows)
    assert {key: mean[key] for key in ("precision", "recall", "f1")} == pytest.approx(
        expected["per_message"]
    )
    assert rows[-1]["summary"] == pytest.approx(
        {
            "values_recall": expected["corpus"]["recall"],
            "values_hidden": expected["hidden"],
            "characters_overmasked": expected["overmasked"],
        }
    )
    assert set(rows[2]["scores"]) == QUIET  # nothing private, nothing to hide
    assert 0 < expected["hidden"] <= 1


@pytest.mark.parametrize("method", list(Method))
def test_retrieval_is_the_package_s_own(method):
    """Each metric's mean is what `evaluate_retrieval` says under the same protection."""
    rows = run_experiment(
        retrieval_target(DATASET, Words(), method),
        question_examples(DATASET),
        utility_evaluators(DATASET),
    )
    own = evaluate_retrieval(DATASET, Words(), rows={"it": (method, PrivacyLevel.PL2)})
    found = means(rows)
    readable = found.pop("readable")
    assert found == pytest.approx(outcome_means(own))
    assert readable == (1 if method is Method.NONE else 0)


def test_a_threshold_leaves_the_rest_readable():
    """From PL4 on, only the code is hidden: three of the four values can be read."""
    target = retrieval_target(DATASET, Words(), Method.TYPED, threshold=PrivacyLevel.PL4)
    rows = run_experiment(target, question_examples(DATASET), utility_evaluators(DATASET))
    assert means(rows)["readable"] == pytest.approx(3 / 4)


def test_means_by_a_field():
    """Of each group its own, rows without a score left out, the summary too."""
    rows = [
        {"metadata": {"task": "a"}, "scores": {"x": 1.0, "y": 0.0}},
        {"metadata": {"task": "a"}, "scores": {"x": 0.5}},
        {"metadata": {"task": "b"}, "scores": {}},
        {"summary": {"x": 9.0}},
    ]
    assert means(rows) == {"x": 0.75, "y": 0.0}
    assert means(rows, by="task") == {"a": {"x": 0.75, "y": 0.0}}
    assert means([]) == {}


def test_offline_reaches_nothing(smith, monkeypatch):
    """No connection, though tracing is on for the process and points at a server."""
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", smith.url)
    monkeypatch.setenv("LANGSMITH_API_KEY", "k")
    langsmith.utils.get_env_var.cache_clear()
    tried = []
    connect = socket.socket.connect
    monkeypatch.setattr(
        socket.socket, "connect", lambda self, to: (tried.append(to), connect(self, to))[1]
    )
    try:
        rows = run_experiment(
            extraction_target(RuleExtractor()), message_examples(DATASET), extraction_evaluators()
        )
    finally:
        langsmith.utils.get_env_var.cache_clear()
    assert len(rows) == len(USER.messages)
    assert tried == []
    assert smith.received == []


def test_upload_of_an_experiment(client, smith):
    """Data set, experiment, runs, scores of runs and of the whole arrive, and no value does."""
    examples = upload(
        client, "messages", message_examples(DATASET), description=USER.messages[0].content
    )
    target = extraction_target(GoldExtractor(USER))
    rows = run_experiment(
        target, examples, extraction_evaluators(), client=client, name="gold",
        summary_evaluators=extraction_summary(), metadata={"extractor": "gold"},
    )  # fmt: skip
    client.flush()
    assert means(rows)["f1"] == 1
    smith.assert_clean(TEXTS, fragment=6)

    (dataset,) = [b for b in smith.requests("/datasets") if b.get("name") == "messages"]
    assert dataset["description"].startswith("I am <REAL_NAME_")
    sent = {one["id"]: one for one in _examples(smith)}
    assert set(sent) == {str(one.id) for one in examples}
    first = sent[str(examples[0].id)]
    assert first["inputs"]["content"].startswith("I am <REAL_NAME_")
    assert first["outputs"]["privacy"][1]["value"].startswith("<EMAIL_")

    (project,) = [
        b for b in smith.requests("/sessions") if (b.get("name") or "").startswith("gold-")
    ]
    assert project["reference_dataset_id"] == str(examples[0].dataset_id)
    assert project["extra"]["metadata"]["extractor"] == "gold"
    assert "git" not in project["extra"]["metadata"]
    changed = [b for b in smith.requests("/sessions/") if b.get("extra")]
    assert changed
    assert all("git" not in one["extra"]["metadata"] for one in changed)

    runs = tree(smith)
    roots = {i: run for i, run in runs.items() if run.get("reference_example_id")}
    assert {run["reference_example_id"] for run in roots.values()} == set(sent)
    assert {run["session_name"] for run in roots.values()} == {project["name"]}
    assert all(run["end_time"] and not run.get("error") for run in roots.values())
    outputs = "".join(json.dumps(run["outputs"]) for run in roots.values())
    assert outputs.count("<REAL_NAME_1>") == 2
    judged = [run for run in runs.values() if run["session_name"] == "evaluators"]
    assert len(judged) == len(examples) + 1  # and the summary's

    feedback = _feedback(smith)
    per_run = [one for one in feedback if one.get("run_id")]
    assert {one["run_id"] for one in per_run} == set(roots)
    assert len(per_run) == sum(len(row.get("scores", ())) for row in rows)
    assert {one["score"] for one in per_run if one["key"] == "f1"} == {1}
    whole = {one["key"]: one["score"] for one in feedback if not one.get("run_id")}
    assert whole == rows[-1]["summary"]


def _examples(smith):
    """Examples, however they were sent: one by one, or in bulk."""
    for name, body in parts(smith):
        if name.startswith("/examples"):
            yield from body if isinstance(body, list) else [body]


def _feedback(smith):
    return [body for name, body in parts(smith) if name.startswith(("feedback", "/feedback"))]


def test_upload_of_usefulness(client, smith):
    """Questions, memories and answers are raw on the device, placeholders in LangSmith."""
    examples = upload(client, "questions", question_examples(DATASET))
    rows = run_experiment(
        retrieval_target(DATASET, Words(), Method.NONE), examples, utility_evaluators(DATASET),
        client=client, name="none",
    )  # fmt: skip
    client.flush()
    assert means(rows)["readable"] == 1  # the target lets everything out; the client does not
    smith.assert_clean(TEXTS, fragment=6)
    assert b"<EMAIL_1>" in smith.wire
    runs = [run for run in tree(smith).values() if run.get("reference_example_id")]
    assert len(runs) == len(examples)
    assert {one["key"] for one in _feedback(smith)} == set(means(rows))


def test_the_search_would_find_them(smith):
    """The same experiment through LangSmith's own client is full of values."""
    bare = langsmith.Client(api_url=smith.url, api_key="k")
    target = extraction_target(GoldExtractor(USER))
    with tracing_context(enabled=True):
        list(evaluate(target, data=message_examples(DATASET), client=bare, max_concurrency=0))
    bare.close()
    assert {leak.label for leak in smith.leaks(TEXTS)} == set(range(len(TEXTS)))


def test_values_that_no_rule_finds(smith):
    """An annotated value is hidden in a run that says it alone, far from its message."""
    client = experiment_client(DATASET, api_url=smith.url, api_key="k")
    examples = upload(client, "messages", message_examples(DATASET))
    run_experiment(
        lambda inputs: {"spans": [], "guess": f"nuts: {NAMES['ill']}" if inputs else ""},
        examples, extraction_evaluators(), client=client,
    )  # fmt: skip
    client.close()
    smith.assert_clean(TEXTS, fragment=6)
    assert b"nuts: <MEDICAL_HEALTH_1>" in smith.wire


def test_a_data_set_that_is_there():
    """Its examples stay as they are; the experiment is of that data set."""

    class Taken(Loopback):
        def _answer(self, record, connection):
            if (record.method, record.route) == ("POST", "/datasets"):
                connection.whole(409, {"detail": "Dataset with this name already exists."})
            else:
                super()._answer(record, connection)

    with Taken() as smith:
        client = experiment_client(DATASET, api_url=smith.url, api_key="k")
        examples = upload(client, "messages", message_examples(DATASET))
        client.close()
        assert list(_examples(smith)) == []
        assert len({one.dataset_id for one in examples}) == 1
        assert examples[0].dataset_id != message_examples(DATASET)[0].dataset_id


def test_a_plain_client_is_refused(smith):
    """Neither data sets nor experiments go through one; nothing is sent."""
    bare = langsmith.Client(api_url=smith.url, api_key="k")
    examples = message_examples(DATASET)
    with pytest.raises(TypeError, match="private client"):
        upload(bare, "messages", examples)
    with pytest.raises(TypeError, match="private client"):
        run_experiment(lambda _: {}, examples, [], client=bare)
    bare.close()
    assert tree(smith) == {}
    assert smith.requests("/datasets") == []


def test_no_example():
    """Nothing to run is an error of ours, before LangSmith's."""
    with pytest.raises(ValueError, match="at least one example"):
        run_experiment(lambda _: {}, [], [])


@pytest.mark.parametrize("part", ["target", "evaluator"])
def test_a_failure_ends_it(part, caplog):
    """No score is better than a wrong one; the message has the example's id, not its text."""
    caplog.set_level("CRITICAL", logger="langsmith")

    def broken(*, inputs):
        raise RuntimeError(inputs["content"])

    def fine(inputs):
        return {"spans": []} if part == "evaluator" else broken(inputs=inputs)

    examples = message_examples(DATASET)
    evaluators = [broken] if part == "evaluator" else extraction_evaluators()
    with pytest.raises(ExperimentError) as caught:
        run_experiment(fine, examples, evaluators)
    assert str(examples[0].id) in str(caught.value)
    assert not [text for text in TEXTS if text in str(caught.value)]


def test_answers_by_a_memory_and_a_model():
    """A store, an answering model and a judge behind the protection; graded raw, sent hidden."""
    with Loopback(memory_model) as cloud:
        model = ChatOpenAI(model="m", base_url=cloud.base_url, api_key="k", max_retries=0)

        def opener(protection, user):
            return open_system("store", protection, Settings(model, Words()), user=user.id)

        target = answering_target(DATASET, opener, model, Method.TYPED)
        rows = run_experiment(
            target, question_examples(DATASET), utility_evaluators(DATASET, AnswerJudge(model))
        )
        asked = [r for r in cloud.requests("chat") if '"reference"' not in json.dumps(r)]
    found = means(rows)
    assert found["readable"] == 0
    assert found["accuracy"] > 0
    assert {"bleu1", "rougeL", "recovered@10"} <= set(found)
    assert "recall@1" not in found  # a memory system tells no ids
    said = json.dumps([one for one in asked if "notes" in json.dumps(one)])
    assert "<EMAIL_" in said
    assert not [text for text in TEXTS if text in said]


def test_two_people_at_once():
    """Each question meets the memories of its own person, in any order and at once."""
    other = replace(USER, id="xx-02", messages=USER.messages[:1])
    both = Dataset("both", (USER, other))
    rows = run_experiment(
        retrieval_target(both, Words(), Method.TYPED), question_examples(both),
        utility_evaluators(both), concurrency=4,
    )  # fmt: skip
    alone = run_experiment(
        retrieval_target(DATASET, Words(), Method.TYPED), question_examples(DATASET),
        utility_evaluators(DATASET),
    )  # fmt: skip
    by_person = means(rows, by="person")
    assert by_person["xx-01"] == pytest.approx(means(alone))
    assert by_person["xx-02"]["recall@10"] == pytest.approx(fmean([1, 0, 0]))


@pytest.mark.parametrize(
    ("sent", "share"),
    [
        (USER.messages[0].content, 1),
        ("teapot77@fernleaf.iota and 1704418 and hazelnutshells", 0),  # parts of other words
        (f"is it {NAMES['pin']}?", 1 / 4),
        ("I am <REAL_NAME_1>, mail <EMAIL_1>", 0),
    ],
)
def test_what_counts_as_readable(sent, share):
    """A value that stands there as itself, of those in the messages that were found."""
    readable = utility_evaluators(DATASET)[-1]
    outputs = {"found": ["s1m01", "s1m03"], "memories": [], "sent": [sent]}
    (score,) = readable({"person": USER.id}, outputs)["results"]
    assert score == {"key": "readable", "score": pytest.approx(share)}
    nothing = readable({"person": USER.id}, {**outputs, "found": ["s1m03"]})
    assert nothing == {"results": []}
