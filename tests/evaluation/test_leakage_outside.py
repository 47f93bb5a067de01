"""What the evaluations run stays on the loopback: no trace, no proxy of the environment sees it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import langsmith
import pytest
from cli.conftest import home, run_here  # noqa: F401  # a fixture, used by all
from evaluation.people import DATASET, NAMES, USER, Words
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.context import tracing_v2_enabled
from langchain_openai import ChatOpenAI
from langsmith import traceable, tracing_context

from langchain_memprivacy.evaluation.datasets import Dataset
from langchain_memprivacy.evaluation.experiments import question_examples, run_experiment
from langchain_memprivacy.evaluation.judge import AnswerJudge
from langchain_memprivacy.evaluation.leakage.attacks import POLICIES, harvest, infer, inject
from langchain_memprivacy.evaluation.leakage.cloud import (
    EMBEDDINGS,
    MODELS,
    TRACES,
    Cloud,
    LoopbackError,
)
from langchain_memprivacy.evaluation.leakage.exits import EXITS, evaluate_leakage
from langchain_memprivacy.evaluation.leakage.reach import summarize
from langchain_memprivacy.evaluation.protections import PAPER, Method, protection_for
from langchain_memprivacy.evaluation.scripted import memory_model
from langchain_memprivacy.evaluation.systems import Settings, open_system
from langchain_memprivacy.evaluation.utility.answering import evaluate_answers
from langchain_memprivacy.evaluation.utility.retrieval import evaluate_retrieval
from langchain_memprivacy.evaluation.writing import save
from langchain_memprivacy.testing.loopback import Loopback

NONE = {"none": PAPER["none"]}


@pytest.fixture
def spy():
    """Somebody else's server; it must get nothing at all."""
    with Loopback() as found:
        yield found


@pytest.fixture
def traced(spy, monkeypatch):
    """An environment in which LangChain traces everything to the spy."""
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", spy.url)
    monkeypatch.setenv("LANGSMITH_API_KEY", "k")
    monkeypatch.setattr(langsmith.run_trees, "_CLIENT", None)  # made anew, for this spy
    langsmith.utils.get_env_var.cache_clear()
    yield spy
    langsmith.utils.get_env_var.cache_clear()


@pytest.fixture
def proxied(spy, monkeypatch):
    """An environment in which the spy is the proxy for everything, 127.0.0.1 too."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "OPENAI_PROXY"):
        monkeypatch.setenv(name, spy.url)
        monkeypatch.setenv(name.lower(), spy.url)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    return spy


def flushed(spy):
    """Wait for what the default client still has, and return what the spy got."""
    if langsmith.run_trees._CLIENT is not None:
        langsmith.run_trees._CLIENT.flush()
    return spy.wire


def answers(cloud, kind="store", judge=None):
    model = ChatOpenAI(model="m", base_url=cloud.base_url, api_key="k", max_retries=0)
    settings = Settings(model, Words())
    return evaluate_answers(
        DATASET, lambda p, user: open_system(kind, p, settings, user=user.id), model,
        judge and AnswerJudge(model), rows=NONE,
    )  # fmt: skip


def everything(cloud):
    """All evaluations that handle raw text by a model, a store or an agent."""
    model = ChatOpenAI(model="m", base_url=cloud.base_url, api_key="k", max_retries=0)
    evaluate_leakage(DATASET, systems=["store"], rows=NONE)
    evaluate_retrieval(DATASET, Words(), rows=NONE, via="langgraph")
    answers(cloud, judge=True)
    harvest(USER, USER)
    for policy in POLICIES.values():
        inject(USER, policy)
    cloud.reply = "{}"
    infer(USER, model)


def test_the_environments_of_these_tests(traced):
    """The spy does get what is traced without care."""
    RunnableLambda(str).invoke(NAMES["mail"])
    flushed(traced)
    assert traced.leaks([NAMES["mail"]])


def test_the_proxy_of_these_tests(proxied):
    """The spy does get what a client sends that minds the environment."""
    with Loopback() as cloud:
        client = langsmith.Client(api_url=cloud.url, api_key="k", auto_batch_tracing=False)
        client.create_run("n", {"q": NAMES["mail"]}, "tool")
        client.close()
        assert cloud.received == []
    assert NAMES["mail"].encode() in proxied.wire


def test_nothing_is_traced_by_the_environment(traced):
    """`LANGSMITH_TRACING` traces no evaluation."""
    with Loopback(memory_model) as cloud:
        everything(cloud)
    assert flushed(traced) == b""


@pytest.mark.parametrize("kind", ["store", "langmem", "mem0"])
def test_no_system_is_traced_by_the_environment(traced, kind):
    """Whole conversations with each memory system, whatever threads it has."""
    found = evaluate_leakage(DATASET, systems=[kind], rows=NONE)
    with Loopback(memory_model) as cloud:
        answers(cloud, kind)
    assert flushed(traced) == b""
    assert summarize(found[0].reach)["traces"]["whole"] == 1.0


def test_nothing_is_traced_by_replicas(spy, monkeypatch):
    """`LANGSMITH_RUNS_ENDPOINTS` adds nobody to those who get traces."""
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_RUNS_ENDPOINTS", json.dumps({spy.url: "k"}))
    monkeypatch.setattr(langsmith.run_trees, "_CLIENT", None)
    langsmith.utils.get_env_var.cache_clear()
    try:
        with Loopback(memory_model) as cloud:
            everything(cloud)
        assert flushed(spy) == b""
    finally:
        langsmith.utils.get_env_var.cache_clear()


@pytest.mark.parametrize("way", ["context", "tracer", "traceable", "run"])
def test_nothing_is_traced_by_a_caller(spy, way):
    """A caller's own traces say that an evaluation ran, and nothing of what was said in it."""
    client = langsmith.Client(api_url=spy.url, api_key="k")
    with Loopback(memory_model) as cloud:
        if way == "context":
            with tracing_context(enabled=True, client=client):
                everything(cloud)
        elif way == "tracer":
            with tracing_v2_enabled(client=client):
                everything(cloud)
        elif way == "traceable":
            with tracing_context(enabled=True, client=client):
                traceable(lambda: everything(cloud) or "done")()
        else:
            with tracing_context(enabled=True, client=client):
                RunnableLambda(lambda _: everything(cloud) or "done").invoke("go")
    client.close()
    spy.assert_clean(list(NAMES.values()), 6)


@pytest.mark.parametrize("kind", ["store", "langmem", "mem0"])
def test_proxies_get_nothing(proxied, kind):
    """What is meant for the loopback arrives there, and nowhere else."""
    (found,) = evaluate_leakage(DATASET, systems=[kind], rows=NONE)
    assert proxied.received == []
    shares = summarize(found.reach)
    assert {name: shares[name]["whole"] for name in EXITS} == dict.fromkeys(EXITS, 1.0)


def test_proxies_get_nothing_of_attacks_and_experiments(proxied):
    """An agent's model is on the loopback, and an experiment without a client is here."""
    assert inject(USER, POLICIES["default"])["PL2"]["restored"] == 2
    rows = run_experiment(
        lambda inputs: {"answer": inputs["question"]},
        question_examples(DATASET),
        [lambda outputs: {"key": "k", "score": len(outputs)}],
    )
    assert len(rows) == len(USER.questions)
    assert proxied.received == []


def test_an_experiment_without_a_client_traces_no_evaluator(traced):
    """Runnables in targets and in evaluators are not traced."""
    look = RunnableLambda(str)

    def same(outputs, reference_outputs):
        return {"key": "same", "score": look.invoke(outputs) == look.invoke(reference_outputs)}

    def share(outputs, reference_outputs):
        return {"key": "share", "score": len(look.invoke([outputs, reference_outputs]))}

    rows = run_experiment(
        lambda inputs: {"answer": look.invoke(inputs["question"])},
        question_examples(DATASET), [same], summary_evaluators=[share],
    )  # fmt: skip
    assert len(rows) == len(USER.questions) + 1
    assert flushed(traced) == b""


def test_what_does_not_arrive_is_no_result():
    """A measurement whose traffic went elsewhere fails with one line instead of saying 0."""

    def missing():
        with pytest.raises(
            LoopbackError, match=r"0 of at least 1 reached .* nothing was"
        ) as caught:
            cloud.sent(answers=1)
        assert "\n" not in str(caught.value)
        return str(caught.value).partition(":")[0]

    with Cloud(protection_for(USER, Method.NONE)) as cloud:
        assert missing() == MODELS
        with tracing_context(enabled=False):
            cloud.model.invoke("hello")
        assert missing() == EMBEDDINGS
        cloud.settings.embeddings.embed_query("hello")
        assert missing() == TRACES
        with tracing_context(enabled=True, client=cloud.client):
            cloud.model.invoke("hello")
        assert all(cloud.sent(answers=1).values())


@pytest.mark.parametrize("environment", ["traced", "proxied"])
def test_the_command(environment, spy, tmp_path):
    """`memprivacy eval leakage`, in a process of its own with such an environment."""
    save(Dataset("one", (USER,)), tmp_path / "data")
    settings = {
        "traced": {
            "LANGSMITH_TRACING": "true", "LANGSMITH_ENDPOINT": spy.url, "LANGSMITH_API_KEY": "k",
        },
        "proxied": {"HTTP_PROXY": spy.url, "http_proxy": spy.url, "ALL_PROXY": spy.url},
    }[environment]  # fmt: skip
    kept = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    done = subprocess.run(
        [sys.executable, "-m", "langchain_memprivacy", "eval", "leakage", "--json",
         "--data", str(tmp_path / "data"), "--method", "none"],
        env={**kept, **settings}, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["results"]["store"]["none"]
    assert [found[name]["whole"] for name in EXITS] == [1.0] * len(EXITS)
    assert spy.received == []
