"""`private_client` on records of unusual shapes: names that look like LangSmith's, odd keys."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from faces.agent_world import CANARIES, EMAIL, EXTRACTOR, NAME, PASSWORD, SAID
from langsmith import schemas, tracing_context
from langsmith.run_trees import RunTree
from memory.traces import tree

from langchain_memprivacy import MemoryVault, MemPrivacy, NotCoveredError
from langchain_memprivacy.evaluation.experiments import run_experiment
from langchain_memprivacy.integrations.langsmith import private_client
from langchain_memprivacy.testing.loopback import Loopback

pytestmark = [
    pytest.mark.filterwarnings("ignore:'outputs' is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings(
        "ignore:The following arguments are no longer used:DeprecationWarning"
    ),
]
BORN = "1987-03-04T00:00:00"
"""Written as a time, and nobody's business."""

TIMES = ("time", "start_time", "end_time", "first_token_time", "created_at", "modified_at")
NOW = dt.datetime(2026, 5, 4, 10, tzinfo=dt.UTC)


@pytest.fixture
def smith() -> Any:
    with Loopback() as found:
        yield found


@pytest.fixture
def client(smith: Loopback) -> Any:
    privacy = MemPrivacy(extractor=EXTRACTOR, vault=MemoryVault(), scope="nora")
    privacy.desensitize(SAID)
    found = private_client(privacy, api_url=smith.url, api_key="k")
    yield found
    found.close()


def assert_sent_clean(client: Any, smith: Loopback) -> None:
    """Something was sent, and no value is in it."""
    client.flush()
    assert smith.wire
    smith.assert_clean(CANARIES, fragment=6)


def deep(value: Any, levels: int = 100) -> Any:
    """Nest a value deeper than anything is walked."""
    for _ in range(levels):
        value = {"k": value}
    return value


def colliding(note: str = SAID) -> dict[str, Any]:
    """A value and its own placeholder as keys."""
    return {EMAIL: "a", "<EMAIL_1>": "b", "note": note}


@pytest.mark.parametrize("key", TIMES)
def test_a_name_of_a_time_is_no_excuse(client: Any, smith: Loopback, key: str) -> None:
    """Arguments, metadata, examples and events under the names of LangSmith's times are read."""
    said = {key: SAID, "args": {key: EMAIL, "list": [{key: NAME}]}}
    run = RunTree(name="n", inputs=said, client=client, extra={"metadata": said})
    run.add_event({"name": "e", "time": EMAIL, "kwargs": said})
    run.post()
    run.end(outputs=said)
    run.patch()
    client.create_example(
        inputs=said, reference_outputs=said, metadata=said, dataset_id=uuid.uuid4()
    )
    client.create_project("p", metadata=said)
    client.create_feedback(
        uuid.uuid4(), "k", value=said, session_id=uuid.uuid4(), extend_trace_retention=False
    )
    assert_sent_clean(client, smith)
    assert smith.wire.count(b"<EMAIL_1>") >= 7


def test_a_time_that_is_none(client: Any, smith: Loopback) -> None:
    """In LangSmith's own fields of a run, too, only what is a time passes."""
    id_ = uuid.uuid4()
    run = {"id": id_, "trace_id": id_, "dotted_order": f"20260504T100000000000Z{id_}", "name": "n",
           "run_type": "tool", "session_name": "default", "inputs": {"a": "b"}}  # fmt: skip
    client.multipart_ingest(create=[{**run, "start_time": SAID, "end_time": f"{BORN} {EMAIL}"}])
    assert_sent_clean(client, smith)


def test_times_of_records_stay(client: Any, smith: Loopback) -> None:
    """LangSmith's own times of runs, events and projects stay, though a value reads the same."""
    known = private_client(
        MemPrivacy(extractor=EXTRACTOR, vault=MemoryVault()), api_url=smith.url, api_key="k"
    )
    run = RunTree(name="n", inputs={"born": BORN}, client=known, start_time=NOW)
    run.add_event({"name": "e", "time": NOW.isoformat(), "kwargs": {}})
    run.post()
    run.end(end_time=NOW)
    run.patch()
    known.update_project(uuid.uuid4(), description="d", end_time=NOW)
    known.close()
    (found,) = tree(smith).values()
    assert found["start_time"] == found["end_time"] == NOW.isoformat()
    assert found["events"][0]["time"] == NOW.isoformat()
    (body,) = smith.requests("/sessions")
    assert body["end_time"] == NOW.isoformat()


@pytest.mark.parametrize("odd", [deep(SAID), {"m": deep([EMAIL])}, deep(colliding())])
def test_what_is_too_deep_is_not_sent(client: Any, smith: Loopback, odd: Any) -> None:
    """Projects, examples, feedback and queries are refused, runs lose what they say."""
    refused = [
        lambda: client.create_project("p", metadata=odd),
        lambda: client.update_project(uuid.uuid4(), metadata=odd),
        lambda: client.create_example(inputs=odd, dataset_id=uuid.uuid4()),
        lambda: client.create_examples(dataset_id=uuid.uuid4(), examples=[{"inputs": odd}]),
        lambda: client.update_example(uuid.uuid4(), metadata=odd, dataset_id=uuid.uuid4()),
        lambda: client.create_feedback(uuid.uuid4(), "k", value=odd),
        lambda: client.create_dataset("d", metadata=odd),
    ]
    for send in refused:
        with pytest.raises(NotCoveredError):
            send()
    run = RunTree(name="n", inputs={"a": 1}, client=client, extra={"metadata": odd})
    run.post()
    client.flush()
    smith.assert_clean(CANARIES, fragment=6)
    assert [found["name"] for found in tree(smith).values()] == ["not traced"]


def test_a_value_and_its_placeholder_as_keys(client: Any, smith: Loopback) -> None:
    """Projects keep the later entry, the rest is refused or lost: no entry would be the other's."""
    client.create_project("p", metadata=colliding())
    client.update_project(uuid.uuid4(), metadata=colliding(PASSWORD))
    for body in smith.requests("/sessions"):
        found = body["extra"]["metadata"]
        assert (found["<EMAIL_1>"], len(found)) == ("b", 2)
        assert "<PASSWORD_1>" in found["note"]
    for send in (
        lambda: client.create_example(inputs=colliding(), dataset_id=uuid.uuid4()),
        lambda: client.create_examples(dataset_id=uuid.uuid4(), examples=[{"inputs": colliding()}]),
        lambda: client.create_feedback(uuid.uuid4(), "k", value=colliding()),
    ):
        with pytest.raises(NotCoveredError, match="placeholder as keys"):
            send()
    RunTree(name="n", inputs=colliding(), client=client).post()
    assert_sent_clean(client, smith)


def test_an_experiment_with_a_private_key(client: Any, smith: Loopback) -> None:
    """LangSmith lays raw metadata over what it was sent of them: one entry, a placeholder."""
    dataset = client.create_dataset("d")
    example = schemas.Example(
        id=uuid.uuid4(), dataset_id=dataset.id, inputs={"q": "x"}, outputs={"a": "x"},
        created_at=NOW, modified_at=NOW,
    )  # fmt: skip
    with tracing_context(enabled=True):
        run_experiment(
            lambda inputs: {"a": inputs["q"]},
            [example],
            [lambda outputs: {"key": "k", "score": 1.0}],
            client=client,
            metadata={EMAIL: SAID, "plain": "kept"},
        )
    assert_sent_clean(client, smith)
    last = smith.requests("/sessions")[-1]["extra"]["metadata"]
    assert last["plain"] == "kept"
    assert last["<EMAIL_1>"].startswith("I am <REAL_NAME_1>")
