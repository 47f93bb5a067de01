"""`private_client`: what LangSmith's client sends, by every endpoint, holds placeholders only."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import subprocess
import sys
import textwrap
import uuid
from pathlib import Path
from typing import Any

import langsmith
import pytest
from faces.agent_world import CANARIES, EMAIL, EXTRACTOR, FRIEND, ILLNESS, NAME, PASSWORD, SAID
from langchain.agents import create_agent
from langchain_core.messages import HumanMessage
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langsmith import evaluate, schemas, traceable, tracing_context
from langsmith.run_trees import RunTree
from memory.traces import assert_traced_clean, parts, tree
from pydantic import BaseModel, Field

from langchain_memprivacy import MemoryVault, MemPrivacy, NotCoveredError, RuleExtractor
from langchain_memprivacy.integrations.langsmith import offline_target, private_client
from langchain_memprivacy.integrations.middleware import PrivacyMiddleware
from langchain_memprivacy.testing.loopback import Loopback, Reply, ToolCall
from langchain_memprivacy.testing.loopback.traces import INFO

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*list_runs:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:.*upload_results:UserWarning"),
    pytest.mark.filterwarnings("ignore:'outputs' is deprecated:DeprecationWarning"),
]

WAYS = {
    "compressed": {},
    "multipart": {"LANGSMITH_DISABLE_RUN_COMPRESSION": "true"},
    "batch": {
        "info": {
            **INFO,
            "batch_ingest_config": {**INFO["batch_ingest_config"], "use_multipart_endpoint": False},
        }
    },
    "one by one": {"auto_batch_tracing": False},
}


@pytest.fixture
def smith() -> Any:
    with Loopback() as found:
        yield found


@pytest.fixture
def privacy(request: Any) -> MemPrivacy:
    extractor = getattr(request, "param", EXTRACTOR)
    return MemPrivacy(extractor=extractor, vault=MemoryVault(), scope="nora")


@pytest.fixture(params=WAYS)
def client(
    request: Any, smith: Loopback, privacy: MemPrivacy, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """A client by each of the ways that runs can be sent."""
    settings = dict(WAYS[request.param])
    for name in [name for name in settings if name.startswith("LANGSMITH")]:
        monkeypatch.setenv(name, settings.pop(name))
    found = private_client(privacy, api_url=smith.url, api_key="k", **settings)
    yield found
    found.close()


@pytest.fixture
def plain(smith: Loopback, privacy: MemPrivacy) -> Any:
    """A client with nothing set."""
    found = private_client(privacy, api_url=smith.url, api_key="k")
    yield found
    found.close()


class Person(BaseModel):
    """Something that is no JSON."""

    mail: str = Field(pattern="@")


def deep(value: Any, levels: int = 14) -> Any:
    """Nest a value deeper than LangSmith's anonymizer looks."""
    for _ in range(levels):
        value = {"k": [value]}
    return value


@traceable(name=f"f for {NAME}", tags=[EMAIL, "plain"], metadata={"m": EMAIL, "thread_id": "t-1"})
def everything(said: Any, person: Person, note: schemas.Attachment) -> Any:
    """A run with values everywhere."""
    run = langsmith.get_current_run_tree()
    run.add_event({"name": "custom", "time": "2026-05-04T10:00:00", "kwargs": {"z": EMAIL}})
    run.add_metadata({FRIEND: "a key"})
    inner_step({"who": NAME})
    Person.model_validate({"mail": f"{NAME} of a very long street, {ILLNESS} and more of it"})


@traceable(run_type="llm")
def inner_step(given: Any) -> Any:
    """A run inside of it."""
    return {"messages": [HumanMessage(SAID, name="Nora_W")], "of": Person(mail=EMAIL), **given}


def test_every_field_of_a_run(client: Any, smith: Loopback) -> None:
    """Inputs, outputs, errors, events, names, tags, metadata, keys at any depth; no attachments."""
    note = schemas.Attachment(mime_type="text/plain", data=EMAIL.encode())
    with tracing_context(enabled=True, client=client), pytest.raises(ValueError, match="pattern"):
        everything(deep({EMAIL: SAID, "n": [44170, FRIEND.encode()]}), Person(mail=EMAIL), note)
    client.flush()
    runs = assert_traced_clean(smith)
    outer, inner = sorted(runs.values(), key=lambda run: run["dotted_order"])
    assert outer["name"].startswith("f for <REAL_NAME_")
    assert "plain" in outer["tags"]
    assert outer["extra"]["metadata"]["thread_id"] == "t-1"
    assert "ValidationError" in outer["error"]
    (event,) = [event for event in outer["events"] if event["name"] == "custom"]
    assert event["time"] == "2026-05-04T10:00:00"
    assert event["kwargs"]["z"].startswith("<EMAIL_")
    assert outer["inputs"]["person"]["mail"].startswith("<EMAIL_")
    assert inner["outputs"]["messages"][0]["content"].startswith("I am <REAL_NAME_")
    assert inner["run_type"] == "llm"
    assert "attachment" not in "".join(name for name, _ in parts(smith))
    assert b"44170" not in json.dumps([run["inputs"] for run in runs.values()]).encode()


def test_the_search_would_find_them(smith: Loopback) -> None:
    """The same run through LangSmith's own client is full of values."""
    client = langsmith.Client(api_url=smith.url, api_key="k")
    note = schemas.Attachment(mime_type="text/plain", data=EMAIL.encode())
    with tracing_context(enabled=True, client=client), pytest.raises(ValueError, match="pattern"):
        everything(deep({EMAIL: SAID}), Person(mail=EMAIL), note)
    client.close()
    with pytest.raises(AssertionError):
        assert_traced_clean(smith)


@tool
def look_up(who: str) -> str:
    """Look somebody up."""
    return f"{who}: {EMAIL}"


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
def test_an_agent_behind_the_model_boundary(
    client: Any, smith: Loopback, privacy: MemPrivacy, recwarn: Any, asynchronous: Any
) -> None:
    """Runs of graph, nodes, tools and model form one tree, clean; the middleware is content."""
    script = [
        Reply("One moment.", [ToolCall("look_up", {"who": "<REAL_NAME_1>"})]),
        "It is <EMAIL_1>.",
    ]
    with Loopback(script) as cloud:
        model = ChatOpenAI(
            model="m", base_url=cloud.base_url, api_key="k", user=EMAIL, max_retries=0
        )
        agent = create_agent(model, [look_up], middleware=[PrivacyMiddleware(privacy)])
        asked = {"messages": [HumanMessage(SAID, name="Nora_W")]}
        config = {"configurable": {"thread_id": EMAIL}, "tags": [EMAIL], "metadata": {"note": SAID}, "run_name": f"for {NAME}"}  # fmt: skip
        with tracing_context(enabled=True, client=client):
            done = (
                asyncio.run(agent.ainvoke(asked, config))
                if asynchronous
                else agent.invoke(asked, config)
            )
        client.flush()
        assert done["messages"][-1].text == f"It is {EMAIL}."
        runs = assert_traced_clean(smith)
        assert {"tools", "model", "look_up", "ChatOpenAI"} <= {run["name"] for run in runs.values()}
        roots = [run for run in runs.values() if not run.get("parent_run_id")]
        assert len(roots) == 1
        assert roots[0]["name"].startswith("for <REAL_NAME_")
        assert "<EMAIL_" in str(roots[0]["outputs"])
    assert [w for w in recwarn if "LangSmith tracing" in str(w.message)] == []


def test_what_is_found_late_is_hidden_early(smith: Loopback) -> None:
    """A name that only later words give away is hidden in runs that were traced before."""
    privacy = MemPrivacy(vault=MemoryVault(), extractor=RuleExtractor())
    client = private_client(privacy, api_url=smith.url, api_key="k")
    with tracing_context(enabled=True, client=client):
        inner_step({"who": "Quillon Abernathe-Voss"})
        privacy.desensitize("My name is Quillon Abernathe-Voss.")
    client.close()
    smith.assert_clean(["Quillon", "Abernathe"])
    assert b"<REAL_NAME_1>" in smith.wire


HARBOR = "Violet-Harbor-77"


@traceable(name="giving it away")
def giving_away(q: str) -> str:
    """Only what it answers says what it was asked."""
    return f"My password is {HARBOR}"


@pytest.mark.parametrize("privacy", [RuleExtractor()], ids=["rules"], indirect=True)
def test_a_later_field_or_run_of_what_waits_gives_it_away(client: Any, smith: Loopback) -> None:
    """By every way of sending: raw in no input, no name and no other run of the batch."""
    with tracing_context(enabled=True, client=client):
        inner_step({"who": HARBOR})
        giving_away(HARBOR)
    client.flush()
    smith.assert_clean([HARBOR], fragment=8)
    runs = {run["name"]: run for run in tree(smith).values()}
    hidden = runs["giving it away"]["inputs"]["q"]
    assert hidden.startswith("<PASSWORD")
    assert runs["inner_step"]["inputs"]["given"]["who"] == hidden


@pytest.mark.parametrize("privacy", [RuleExtractor()], ids=["rules"], indirect=True)
def test_what_is_sent_in_one_call_is_read_as_a_whole(plain: Any, smith: Loopback) -> None:
    """Runs in bulk, fields of feedback; a value is said before what gives it away."""
    id_, now = uuid.uuid4(), dt.datetime.now(dt.UTC)
    run = {"id": id_, "trace_id": id_, "dotted_order": f"{now:%Y%m%dT%H%M%S%fZ}{id_}",
           "name": "n", "run_type": "chain", "start_time": now, "session_name": "default"}  # fmt: skip
    told = {**run, "outputs": {"a": f"My password is {HARBOR}"}}
    plain.multipart_ingest(create=[{**run, "inputs": {"q": HARBOR}}], update=[told])
    other = "Amber-Quarry-31"
    plain.create_feedback(
        uuid.uuid4(), "key", value=other, comment=f"My password is {other}",
        session_id=uuid.uuid4(), extend_trace_retention=False,
    )  # fmt: skip
    plain.flush()
    smith.assert_clean([HARBOR, other], fragment=8)
    assert smith.wire.count(b"<PASSWORD") >= 4


def test_configured_for_the_process(plain: Any, smith: Loopback, monkeypatch: Any) -> None:
    """`langsmith.configure` and the environment are enough for LangChain and `@traceable`."""
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", "http://127.0.0.1:9")
    langsmith.utils.get_env_var.cache_clear()
    langsmith.configure(client=plain)
    try:
        chain = ChatPromptTemplate.from_messages([("system", f"serve {EMAIL}"), ("user", "{q}")])
        (chain | RunnableLambda(lambda x: x)).invoke({"q": SAID})
        inner_step({"who": NAME})
    finally:
        langsmith.configure(client=None)
        langsmith.utils.get_env_var.cache_clear()
    plain.flush()
    runs = assert_traced_clean(smith)
    assert {"RunnableSequence", "ChatPromptTemplate", "inner_step"} <= {
        r["name"] for r in runs.values()
    }


def test_run_trees_and_runs_in_bulk(plain: Any, smith: Loopback) -> None:
    """Trees built by hand, and both methods that take many runs."""
    root = RunTree(name=NAME, inputs={"q": SAID}, client=plain, tags=[EMAIL])
    child = root.create_child(name="child", inputs={EMAIL: 1}, run_type="tool")
    root.post()
    child.post()
    child.end(error=f"ValueError('{EMAIL}')")
    child.patch()
    root.end(outputs={"a": SAID})
    root.patch()
    plain.flush()
    for ingest in (plain.batch_ingest_runs, plain.multipart_ingest):
        id_ = uuid.uuid4()
        now = dt.datetime.now(dt.UTC)
        run = {"id": id_, "trace_id": id_, "dotted_order": f"{now:%Y%m%dT%H%M%S%fZ}{id_}", "name": EMAIL,
               "run_type": "chain", "start_time": now, "session_name": "default"}  # fmt: skip
        ingest(
            create=[{**run, "inputs": {"q": SAID}}],
            update=[{**run, "outputs": {"a": SAID}, "error": NAME}],
        )
        assert run["name"] == EMAIL  # the caller's own stays as it was
    runs = assert_traced_clean(smith)
    assert len(runs) == 4
    assert [run["run_type"] for run in runs.values()].count("tool") == 1


def test_feedback_examples_and_projects(plain: Any, smith: Loopback) -> None:
    """What is sent beside runs: comments, corrections, examples, descriptions, queries."""
    run_id = uuid.uuid4()
    said = {
        "comment": SAID,
        "value": {"a": EMAIL},
        "correction": {NAME: EMAIL},
        "source_info": {"by": NAME},
    }
    plain.create_feedback(
        run_id, "key", trace_id=run_id, score=0.5, session_id=uuid.uuid4(), **said
    )
    plain.create_feedback(
        run_id, FRIEND, session_id=uuid.uuid4(), extend_trace_retention=False, **said
    )
    plain.update_feedback(uuid.uuid4(), comment=SAID, correction={"c": EMAIL}, score=0.25)
    dataset = plain.create_dataset(f"of {NAME}", description=SAID, metadata={"m": EMAIL})
    plain.create_example(
        inputs={"q": SAID},
        reference_outputs={EMAIL: NAME},
        dataset_id=dataset.id,
        metadata={"m": EMAIL},
    )
    plain.create_examples(
        dataset_id=dataset.id,
        examples=[{"inputs": {"q": SAID}, "reference_outputs": {"a": FRIEND}}],
    )
    plain.update_example(uuid.uuid4(), inputs={"q": PASSWORD}, dataset_id=dataset.id)
    plain.create_project("p", description=SAID, metadata={"m": EMAIL})
    list(plain.list_runs(project_name="p", filter=f'search("{EMAIL}")', query=NAME))
    assert plain.has_dataset(dataset_name=f"of {NAME}")
    plain.flush()
    smith.assert_clean(CANARIES, fragment=6)
    wire = smith.wire
    assert wire.count(str(run_id).encode()) >= 2
    assert b"0.25" in wire
    assert b"<MEDICAL_HEALTH_1>" in wire


def test_examples_as_multipart(smith: Loopback, privacy: MemPrivacy) -> None:
    """Newer servers take examples so; attachments stay here."""
    info = {
        "instance_flags": {"dataset_examples_multipart_enabled": True},
        "batch_ingest_config": {},
    }
    client = private_client(privacy, api_url=smith.url, api_key="k", info=info)
    example = schemas.ExampleCreate(
        inputs={"q": SAID}, reference_outputs={EMAIL: NAME}, metadata={"m": FRIEND}, split=NAME,
        attachments={NAME: ("text/plain", EMAIL.encode())},
    )  # fmt: skip
    client.create_examples(dataset_id=uuid.uuid4(), examples=[example])
    update = schemas.ExampleUpdate(
        id=uuid.uuid4(), inputs={"q": PASSWORD}, attachments={"a": ("text/plain", EMAIL.encode())}
    )
    client.update_examples(dataset_id=uuid.uuid4(), updates=[update])
    client.close()
    smith.assert_clean(CANARIES, fragment=6)
    assert smith.wire.count(b"multipart/form-data") == 2
    assert b"<MEDICAL_HEALTH_1>" in smith.wire
    assert example.inputs == {"q": SAID}


def test_what_cannot_be_read_is_refused(plain: Any, smith: Loopback, tmp_path: Path) -> None:
    """Uploads of files, and resources that send past the boundary."""
    table = tmp_path / "rows.csv"
    table.write_text(f"q,a\n{EMAIL},{NAME}\n")
    with pytest.raises(NotCoveredError, match="files"):
        plain.upload_csv(str(table), input_keys=["q"], output_keys=["a"], name="n")
    with pytest.raises(NotCoveredError, match="runs"):
        _ = plain.runs
    smith.assert_clean(CANARIES)


class Failing:
    """Fails where it is asked about one text."""

    def extract(self, text: str, role: str = "user", real_name: str | None = None) -> list[Any]:
        if "trap" in text:
            raise ValueError(text)
        return EXTRACTOR.extract(text, role=role, real_name=real_name)


def test_a_run_that_fails_is_lost_not_leaked(smith: Loopback, caplog: Any) -> None:
    """Its place in the tree stays, the log says so once and without values, the caller goes on."""
    privacy = MemPrivacy(extractor=Failing(), vault=MemoryVault())
    client = private_client(privacy, api_url=smith.url, api_key="k")
    with caplog.at_level(logging.DEBUG), tracing_context(enabled=True, client=client):
        for _ in range(3):
            assert inner_step({"trap": f"trap {EMAIL}"})["trap"].endswith(EMAIL)
        inner_step({"fine": EMAIL})
    client.close()
    smith.assert_clean(CANARIES, fragment=6)
    lost = [record.message for record in caplog.records if "not traced" in record.message]
    assert lost == ["a run was not traced: ExtractorError; further ones are not mentioned"]
    assert EMAIL not in caplog.text
    assert sorted(run["name"] for run in tree(smith).values()).count("inner_step") == 1


def many() -> MemPrivacy:
    return MemPrivacy(
        extractor=EXTRACTOR, vault=MemoryVault(), scope=lambda c: c["configurable"]["user_id"]
    )


def test_many_users(smith: Loopback) -> None:
    """The run's config says whose it is, from its first step on, each with a mapping of its own."""
    privacy = many()
    client = private_client(privacy, api_url=smith.url, api_key="k")
    privacy.desensitize(f"{NAME} and {FRIEND}", scope="u-2")
    with tracing_context(enabled=True, client=client):
        step = RunnableLambda(lambda x: inner_step({"of": x}))
        for user in ("u-1", "u-2"):
            step.with_config(run_name=user).invoke(
                {"q": FRIEND}, {"configurable": {"user_id": user}}
            )
    client.close()
    runs = assert_traced_clean(smith)
    assert len(runs) == 4
    said = {
        run["name"]: run["inputs"]["q"] for run in runs.values() if run["name"].startswith("u-")
    }
    assert said == {"u-1": "<REAL_NAME_1>", "u-2": "<REAL_NAME_2>"}


def test_a_user_who_is_not_known_is_not_traced(smith: Loopback, caplog: Any) -> None:
    """Nothing is sent; with `scope=` all is."""
    for scope, count in ((None, 0), ("u-1", 1)):
        client = private_client(many(), scope=scope, api_url=smith.url, api_key="k")
        with tracing_context(enabled=True, client=client):
            inner_step({"who": NAME})
        client.close()
        assert len(tree(smith)) == count
    assert "ScopeError" in caplog.text
    smith.assert_clean(CANARIES, fragment=6)


def test_looks_of_the_callers_own_come_last(smith: Loopback, privacy: MemPrivacy) -> None:
    """An anonymizer and a look of the caller's are kept; the look sees placeholders."""
    seen: list[Any] = []

    def look(runs: Any) -> Any:
        seen.extend(map(dict, runs))
        return runs

    client = private_client(
        privacy, api_url=smith.url, api_key="k", process_buffered_run_ops=look, hide_outputs=True
    )
    with tracing_context(enabled=True, client=client):
        inner_step({"who": NAME})
    client.close()
    assert NAME not in repr(seen)
    assert "<REAL_NAME_" in repr(seen)
    assert next(iter(tree(smith).values()))["outputs"] == {}


def test_evaluation_offline(smith: Loopback, plain: Any) -> None:
    """`upload_results=False` does upload what the target runs, unless it is an offline target."""
    now = dt.datetime.now(dt.UTC)
    example = schemas.Example(
        id=uuid.uuid4(),
        dataset_id=uuid.uuid4(),
        inputs={"q": SAID},
        outputs={"a": NAME},
        created_at=now,
    )
    step = RunnableLambda(lambda q: f"about {q}")

    def target(inputs: dict[str, Any]) -> dict[str, Any]:
        """Answer."""
        return {"a": step.invoke(inputs["q"])}

    def right(outputs: Any, reference_outputs: Any) -> dict[str, Any]:
        return {"key": "right", "score": float(reference_outputs["a"] in outputs["a"])}

    bare = langsmith.Client(api_url=smith.url, api_key="k")
    quiet = offline_target(target)
    assert quiet.__doc__ == "Answer."
    rows = list(
        evaluate(quiet, data=[example], evaluators=[right], upload_results=False, client=bare)
    )
    bare.flush()
    assert rows[0]["evaluation_results"]["results"][0].score == 1.0
    assert rows[0]["run"].outputs == {"a": f"about {SAID}"}
    assert tree(smith) == {}
    list(evaluate(target, data=[example], upload_results=False, client=bare))
    bare.close()
    assert EMAIL.encode() in smith.wire  # what the target is wrapped for
    smith.clear()
    list(evaluate(target, data=[example], evaluators=[right], client=plain, upload_results=False))
    plain.flush()
    smith.assert_clean(CANARIES, fragment=6)


async def test_a_coroutine_offline(smith: Loopback) -> None:
    """The same for targets of `aevaluate`."""
    client = langsmith.Client(api_url=smith.url, api_key="k")

    async def target(inputs: dict[str, Any]) -> dict[str, Any]:
        return {"a": await RunnableLambda(lambda q: q).ainvoke(inputs["q"])}

    with tracing_context(enabled=True, client=client):
        assert await offline_target(target)({"q": SAID}) == {"a": SAID}
    client.close()
    assert tree(smith) == {}


def test_runs_are_sent_when_a_program_ends(smith: Loopback) -> None:
    """Without a call of `flush`, too."""
    program = f"""
        from langsmith import traceable, tracing_context
        from langchain_memprivacy import MemoryVault, MemPrivacy
        from langchain_memprivacy.integrations.langsmith import private_client
        client = private_client(MemPrivacy(vault=MemoryVault()), api_url={smith.url!r}, api_key="k")
        @traceable
        def f(q): return q
        with tracing_context(enabled=True, client=client):
            f("mail {EMAIL}")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    (run,) = tree(smith).values()
    assert run["outputs"] == {"output": "mail <EMAIL_1>"}
    smith.assert_clean([EMAIL])
