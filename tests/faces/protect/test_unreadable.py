"""What a call brings besides its input and cannot be walked is refused, never handed on raw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
