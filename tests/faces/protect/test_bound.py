"""What was bound before `protect` goes in like what a call brings: protected or refused."""

from __future__ import annotations

from typing import Any

import pytest
from faces.protect.world import (
    ASKED,
    CANARIES,
    EMAIL,
    NAME,
    SAID,
    agent,
    engine,
    graph,
    model,
    saver,
    thread,
)
from langchain_core.runnables import (
    ConfigurableField,
    RunnableBinding,
    RunnableLambda,
    RunnableParallel,
    RunnablePassthrough,
)
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.pregel.remote import RemoteGraph
from langsmith import Client, tracing_context

from langchain_memprivacy.errors import NotCoveredError
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.testing.loopback import Loopback

LABELS: dict[str, Any] = {
    "metadata": {"mail": EMAIL},
    "tags": [f"for {EMAIL}"],
    "run_name": f"letter to {NAME}",
}


def same(x: Any) -> Any:
    return x


def twice(inner: Any) -> Any:
    once = RunnableBinding(bound=inner, config={"metadata": LABELS["metadata"]})
    rest = {"tags": LABELS["tags"], "run_name": LABELS["run_name"]}
    return RunnableBinding(bound=once, config=rest)


def said(config: Any) -> Any:
    return LABELS


BOUND = {
    "lambda": lambda: RunnableLambda(same).with_config(**LABELS),
    "twice": lambda: twice(RunnableLambda(same)),
    "sequence": lambda: (RunnableLambda(same) | same).with_config(**LABELS),
    "parallel": lambda: RunnableParallel(a=same).with_config(**LABELS),
    "typed": lambda: RunnableLambda(same).with_config(**LABELS).with_types(input_type=str),
    "retried": lambda: RunnableLambda(same).with_config(**LABELS).with_retry(),
    "step": lambda: RunnableLambda(same) | RunnableLambda(same).with_config(**LABELS) | same,
    "branch of parallel": lambda: RunnableParallel(a=RunnableLambda(same).with_config(**LABELS)),
    "assigned": lambda: RunnableLambda(lambda x: {"a": x})
    | RunnablePassthrough.assign(b=RunnableLambda(same).with_config(**LABELS)),
    "each": lambda: (RunnableLambda(lambda x: [x]) | RunnableLambda(same).with_config(**LABELS).map()),
    "fallback": lambda: RunnableLambda(lambda x: 1 / 0).with_fallbacks(
        [RunnableLambda(same).with_config(**LABELS)]
    ),
    "factory": lambda: RunnableBinding(bound=RunnableLambda(same), config_factories=[said]),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOUND)
async def test_chains(kind):
    """Metadata, tags and names that are bound, outermost or further in, are traced hidden."""
    inner = BOUND[kind]()
    protected = protect(inner, engine())
    with Loopback() as smith:
        client = Client(api_url=smith.url, api_key="none")
        with tracing_context(enabled=True, client=client):
            assert protected.invoke("x") == inner.invoke("x")
            assert await protected.ainvoke("x") == inner.invoke("x")
            assert [part async for part in protected.astream("x")]
        client.flush()
        bare = smith.wire
    assert EMAIL.encode() in bare  # of the bare calls beside
    with Loopback() as smith:
        client = Client(api_url=smith.url, api_key="none")
        with tracing_context(enabled=True, client=client):
            protected.invoke("x")
            await protected.ainvoke("x")
            list(protected.stream("x"))
        client.flush()
        smith.assert_clean(CANARIES)
        for hidden in (b"letter to <REAL_NAME_1>", b"for <EMAIL_1>", b'"<EMAIL_1>"'):
            assert hidden in smith.wire
        assert b"memprivacy" not in smith.wire


@pytest.mark.parametrize("make", [graph, agent], ids=["graph", "agent"])
@pytest.mark.parametrize("how", ["with_config", "bind", "both"])
def test_graphs(cloud, make, how):
    """Neither traces nor the saver's metadata show what was bound to a graph."""
    kept = saver()
    built = make(model(cloud), checkpointer=kept)
    if how == "with_config":
        built = built.with_config(**LABELS)
    elif how == "bind":
        built = RunnableBinding(bound=built, config=LABELS)
    else:
        built = RunnableBinding(bound=built.with_config(metadata=LABELS["metadata"]),
                                config={"tags": LABELS["tags"], "run_name": LABELS["run_name"]})  # fmt: skip
    before = dict(built.config)
    protected = protect(built, engine())
    with Loopback() as smith:
        client = Client(api_url=smith.url, api_key="none")
        with tracing_context(enabled=True, client=client):
            protected.invoke(ASKED, {**thread(), "metadata": {"n": 3}})
        client.flush()
        smith.assert_clean(CANARIES)
        assert b"letter to <REAL_NAME_1>" in smith.wire
    rows = [one.metadata for one in kept.list(thread())]
    assert rows
    assert all((row["mail"], row["n"]) == ("<EMAIL_1>", 3) for row in rows)
    assert not any(value in str(rows) for value in CANARIES.values())
    assert dict(built.config) == before  # the caller's own is as it was
    assert EMAIL in protected.get_state(thread()).values["messages"][0].text


@pytest.mark.parametrize("kind", ["graph", "lambda", "twice", "step", "remote", "field"])
def test_identifying_values_are_refused(cloud, kind):
    """A private value that is bound in `configurable` is refused like one of a call."""
    bad = {"configurable": {"mail": EMAIL}}
    made = {
        "graph": lambda: graph(RunnableLambda(same), saver()).with_config(bad),
        "lambda": lambda: RunnableLambda(same).with_config(bad),
        "twice": lambda: RunnableBinding(bound=RunnableLambda(same).with_config(bad)),
        "step": lambda: RunnableLambda(same) | RunnableLambda(same).with_config(bad),
        "remote": lambda: RemoteGraph("a", url="http://127.0.0.1:9").with_config(bad),
        "field": lambda: (
            model(cloud).configurable_fields(temperature=ConfigurableField("heat")).with_config(bad)
        ),
    }[kind]()
    with pytest.raises(NotCoveredError, match=r"configurable\['mail'\]") as caught:
        protect(made, engine()).invoke({"messages": []} if kind in {"graph", "remote"} else "x")
    assert EMAIL not in str(caught.value)


def test_bound_arguments_are_desensitized(cloud):
    """What is bound for every request leaves like what a call brings."""
    cloud.clear()
    asking = model(cloud).bind(user=EMAIL, stop=["###"])
    protect(asking, engine()).invoke(SAID)
    (asked,) = cloud.requests("chat")
    assert (asked["user"], asked["stop"]) == ("<EMAIL_1>", ["###"])


def test_a_bound_config_says_whose_call_it_is():
    """A scope may be read from what was bound."""
    privacy = engine(scope=lambda config: config["configurable"]["user_id"])
    inner = RunnableLambda(same).with_config(configurable={"user_id": "u-1"})
    assert protect(inner, privacy).invoke(EMAIL) == EMAIL
    assert privacy.recognise(EMAIL, "u-1")


def test_a_call_goes_before_what_is_bound():
    """Of two entries of one name the call's counts; limits that are bound stay."""
    seen: list[Any] = []
    inner = RunnableLambda(lambda x, config: seen.append(config) or x)
    bound = inner.with_config(metadata={"a": 1, "b": 1}, max_concurrency=2)
    for one in (bound, RunnableLambda(same) | bound):
        protect(one, engine()).invoke("x", {"metadata": {"a": 2}})
        config = seen.pop()
        assert (config["metadata"]["a"], config["metadata"]["b"]) == (2, 1)
        assert config["max_concurrency"] == 2


def test_a_bound_graph_inside_of_another_keeps_its_own_checkpoints():
    """A thread of its own is its own, whatever graph runs around."""
    kept, privacy = saver(), engine()
    built = StateGraph(MessagesState).add_node("n", lambda state: {}).add_edge(START, "n")
    inner = protect(built.compile(checkpointer=kept).with_config(metadata={"mail": EMAIL}), privacy)

    def call(state: MessagesState) -> Any:
        inner.invoke({"messages": [("user", "x")]}, thread("own"))
        return {}

    outer = StateGraph(MessagesState).add_node("call", call).add_edge(START, "call")
    protect(outer.compile(checkpointer=saver()), privacy).invoke({"messages": []}, thread("outer"))
    rows = list(kept.list(None))
    assert {row.config["configurable"]["thread_id"] for row in rows} == {"own"}
    assert {row.config["configurable"]["checkpoint_ns"] for row in rows} == {""}
