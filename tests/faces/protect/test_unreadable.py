"""What a call brings besides its input and cannot be walked is refused, never handed on raw."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from faces.protect.world import EMAIL, NAME, SAID, engine, graph, saver, thread
from langchain_core.runnables import RunnableLambda
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.pregel.remote import RemoteGraph
from langgraph.runtime import Runtime
from langsmith import Client, tracing_context

from langchain_memprivacy.errors import NotCoveredError
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.testing.loopback import Loopback


def deep(value: Any, levels: int = 100) -> Any:
    """Nest a value deeper than anything is walked."""
    for _ in range(levels):
        value = {"k": value}
    return value


class Telling:
    """Says all it holds to whoever asks, as rows of tables do."""

    def to_dict(self) -> dict[str, Any]:
        return {"mail": EMAIL}


@dataclass
class Around:
    """A context that holds itself."""

    mail: str
    me: Any = None


ITSELF = Around(EMAIL)
ITSELF.me = ITSELF
ODD = {
    "deep": deep(SAID),
    "colliding": {EMAIL: "a", "<EMAIL_1>": "b", "note": SAID},
    "inside": {"a": [{EMAIL: "a", "<EMAIL_1>": SAID}]},
    "itself": ITSELF,
}


@pytest.mark.parametrize("odd", [*ODD.values(), Telling()], ids=[*ODD, "telling"])
def test_metadata(odd):
    """Refused before a run begins: neither a trace nor a checkpoint has any of it."""
    privacy = engine()
    privacy.desensitize(EMAIL)
    kept = saver()
    with Loopback() as smith:
        client = Client(api_url=smith.url, api_key="none")
        with tracing_context(enabled=True, client=client):
            config = {**thread(), "metadata": {"odd": odd, "name": NAME}}
            with pytest.raises(NotCoveredError) as caught:
                protect(graph(RunnableLambda(str), kept), privacy).invoke({"messages": []}, config)
        client.flush()
        smith.assert_clean([EMAIL, NAME], fragment=6)
    assert EMAIL not in str(caught.value)
    assert list(kept.list(None)) == []


@pytest.mark.parametrize("odd", list(ODD.values()), ids=list(ODD))
def test_contexts(odd):
    """Here and on a server: a context that cannot be walked reaches no node."""
    privacy = engine()
    privacy.desensitize(EMAIL)
    built = StateGraph(MessagesState)
    built.add_node("n", lambda state: {})
    built.add_edge(START, "n")
    with Loopback() as server:
        for one in (built.compile(), RemoteGraph("a", url=server.url, api_key="none")):
            with pytest.raises(NotCoveredError):
                protect(one, privacy).invoke({"messages": []}, thread(), context={"odd": odd})
        assert server.received == []


@pytest.mark.parametrize("label", ["metadata", "tags"])
def test_what_is_refused_is_named(label):
    """The message leads to the entry that cannot be read, and shows no value."""
    privacy = engine()
    bad = {"ok": 1, "odd": Telling(), EMAIL: Telling()} if label == "metadata" else [Telling()]
    where = r"metadata\['odd'\] is not covered: " if label == "metadata" else "tags: not covered: "
    with pytest.raises(NotCoveredError, match=where + ".*Telling"):
        protect(RunnableLambda(str), privacy).invoke("x", {label: bad})
    with pytest.raises(NotCoveredError, match=r"metadata\['<EMAIL_1>'\]"):
        protect(RunnableLambda(str), privacy).invoke("x", {"metadata": {EMAIL: Telling()}})


PLAIN_LABELS = {
    "float32": np.float32(0.5),
    "int64": np.int64(7),
    "bool": np.bool_(True),  # noqa: FBT003
    "array": np.array([[1, 2], [3, 4]]),
    "moment": np.datetime64("2024-05-06T07:08"),
    "span": np.timedelta64(3, "s"),
    "complex": 1 + 2j,
    "range": range(3),
    "utc": UTC,
    "zone": ZoneInfo("Europe/Berlin"),
    "pattern": re.compile("a+"),
    "fraction": Fraction(1, 3),
}


@pytest.mark.parametrize("name", PLAIN_LABELS)
def test_numbers_and_zones_pass(name):
    """Metadata that hold no text stop no call, and arrive: in runs and in the saver's rows."""
    seen, value, kept = [], PLAIN_LABELS[name], saver()
    built = StateGraph(MessagesState)
    built.add_node("look", lambda state, config: seen.append(config["metadata"]["odd"]) or {})
    built.add_edge(START, "look")
    protected = protect(built.compile(checkpointer=kept), engine())
    protected.invoke({"messages": []}, {**thread(), "metadata": {"odd": value}})
    (got,) = seen
    assert np.array_equal(got, value.item() if name in {"moment", "span"} else value)
    assert list(kept.list(None))


@pytest.mark.parametrize(
    "odd",
    [
        np.array([EMAIL]),
        np.array([{"mail": [EMAIL]}], dtype=object),
        np.str_(EMAIL),
        timezone(timedelta(0), EMAIL),
        re.compile(re.escape(EMAIL)),
        re.compile(EMAIL.encode()),
    ],
)
def test_texts_in_them_are_found(odd):
    """What could carry a text is looked into."""
    with Loopback() as smith:
        client = Client(api_url=smith.url, api_key="none")
        with tracing_context(enabled=True, client=client):
            protected = protect(RunnableLambda(str), engine(extractor=None))
            protected.invoke("x", {"metadata": {"odd": odd}})
        client.flush()
        smith.assert_clean([EMAIL, EMAIL.replace(".", "\\.")])
        assert smith.received


def test_numbers_that_speak_are_plain_inside():
    """Of a number of a class of its own only the number goes in."""

    class Sum:
        dtype = "f8"

        def item(self) -> float:
            return 1.5

        def to_dict(self) -> dict[str, str]:
            return {"mail": EMAIL}

    seen: list[Any] = []
    protected = protect(
        RunnableLambda(lambda x, config: seen.append(config["metadata"]["odd"])), engine()
    )
    protected.invoke("x", {"metadata": {"odd": Sum()}})
    assert seen == [1.5]
    assert type(seen[0]) is float


def test_keys_inside_of_configurable():
    """A private key in a dict of `configurable` is refused like a private value."""
    protected = protect(RunnableLambda(str), engine())
    with pytest.raises(NotCoveredError, match="opaque id"):
        protected.invoke("x", thread(rights={"of": [{EMAIL: True}]}))
    assert protected.invoke("x", thread(rights={"of": [{"u-1": True}]})) == "x"


def test_clients_in_contexts_stay():
    """What is no data is the caller's own: nodes get it as it is."""
    client = Telling()
    seen = []

    def look(state: MessagesState, runtime: Runtime[Any]) -> Any:
        seen.append(runtime.context)
        return {}

    built = StateGraph(MessagesState)
    built.add_node("look", look)
    built.add_edge(START, "look")
    protect(built.compile(), engine()).invoke(
        {"messages": []}, thread(), context={"client": client, "mail": EMAIL}
    )
    assert seen == [{"client": client, "mail": "<EMAIL_1>"}]
