"""For every way to stream and every way to cut a stream, the user sees what invoke returns."""

from __future__ import annotations

from functools import reduce
from operator import add

import pytest
from faces.protect.world import (
    ASKED,
    EMAIL,
    NAME,
    PLAIN,
    SAID,
    SHAPES,
    agent,
    chain,
    functional,
    graph,
    model,
    parallel,
)
from langchain_core.messages import AIMessage, AIMessageChunk
from langgraph.config import get_stream_writer
from langgraph.graph import START, StateGraph

from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.testing.loopback import Reply

DELTAS = [1, 2, 3, 7, 12, 40]
SHOWN = f"Dear {NAME}, {EMAIL} <EMAIL_9> < 3 {EMAIL} {EMAIL} {NAME}."


@pytest.fixture
def privacy(privacy):
    """An engine that knows what will be said."""
    privacy.desensitize(SAID)
    return privacy


def comparable(message):
    """What a message says, with call arguments as they are parsed."""
    return (
        message.content,
        [(call["name"], call["args"]) for call in message.tool_calls],
        [call["args"] for call in message.invalid_tool_calls],
    )


def summed(chunks):
    return reduce(add, chunks)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("responses", [False, True], ids=["completions", "responses"])
def test_model_chunks_add_up_to_the_whole_message(cloud, privacy, shape, responses):
    """Text, slips, calls with quotes and newlines, reasoning: cut anywhere, the sum is the same."""
    protected = protect(model(cloud, use_responses_api=responses), privacy)
    cloud.reply = SHAPES[shape]
    whole = protected.invoke(SAID)
    assert NAME in str(whole) or EMAIL in str(whole)
    for cloud.delta in (*range(1, 14), 17, 22, 29, 40):
        chunks = list(protected.stream(SAID))
        total = summed(chunks)
        if responses:  # upstream's own sum of blocks carries indices
            assert (total.text, comparable(total)[1:]) == (whole.text, comparable(whole)[1:])
        else:
            assert comparable(total) == comparable(whole)


@pytest.mark.parametrize("delta", DELTAS)
async def test_text_grows_and_is_never_taken_back(cloud, privacy, delta):
    """A chain's text pieces join to what invoke returns, sync and async; likewise in parallel."""
    cloud.delta = delta
    texts = protect(chain(model(cloud)), privacy)
    question = {"question": SAID}
    assert texts.invoke(question) == SHOWN
    assert "".join(texts.stream(question)) == SHOWN
    assert "".join([piece async for piece in texts.astream(question)]) == SHOWN
    several = protect(parallel(model(cloud)), privacy)
    assert summed(several.stream(SAID)) == {"said": SHOWN, "heard": SAID}
    assert summed([p async for p in several.astream(SAID)]) == {"said": SHOWN, "heard": SAID}


def test_nothing_but_an_open_placeholder_is_held_back(cloud, privacy):
    """The text that was shown trails the text that came by less than one placeholder."""
    inner = chain(model(cloud))
    cloud.delta, cloud.reply = 1, "Dear <REAL_NAME_1>, 1 < 2, <EMAIL_1>, bye"
    came, shown = "", ""
    texts = protect(inner, privacy)
    pieces = zip(inner.stream({"question": "x"}), texts.stream({"question": SAID}), strict=False)
    for raw, restored in pieces:
        came, shown = came + raw, shown + restored
        settled = privacy.restore(came[: came.rfind("<")] if "<" in came[-14:] else came)
        assert len(shown) >= len(settled) - len("<")
    assert f"Dear {NAME}, 1 < 2, {EMAIL}, bye" in shown


MODES = ["values", "updates", "messages", "custom", "tasks", "checkpoints", "debug"]


def texts_of(chunks):
    """The text of each message that came in chunks, in the order of their ids."""
    by_id = {}
    for chunk in chunks:
        if isinstance(chunk, AIMessageChunk):
            by_id[chunk.id] = by_id[chunk.id] + chunk if chunk.id in by_id else chunk
    return list(by_id.values())


@pytest.mark.parametrize("delta", DELTAS)
@pytest.mark.parametrize("make", [graph, agent], ids=["graph", "agent"])
async def test_messages_mode_shows_what_invoke_returns(cloud, privacy, delta, make):
    """Tokens of a graph and of an agent with tools, sync and async, alone and among other modes."""
    cloud.delta = delta
    script = [SHAPES["calling"], PLAIN] if make is agent else [PLAIN]
    protected = protect(make(model(cloud)), privacy)

    def anew():
        cloud.clear()
        cloud.reply = script
        return ASKED

    final = protected.invoke(anew())["messages"]
    wanted = [comparable(m) for m in final if isinstance(m, AIMessage)]
    alone = (
        [chunk for chunk, _ in protected.stream(anew(), stream_mode="messages", subgraphs=False)]
        if make is agent
        else [
            data[0] for _, data in protected.stream(anew(), stream_mode="messages", subgraphs=True)
        ]
    )
    assert [comparable(m) for m in texts_of(alone)] == wanted
    ways = [
        ({"stream_mode": ["messages", "values"], "subgraphs": True}, lambda p: p[1:]),
        ({"stream_mode": ["messages", "updates"], "subgraphs": True, "version": "v2"},
         lambda p: (p["type"], p["data"])),
    ]  # fmt: skip
    for options, read in ways:
        parts = [read(part) async for part in protected.astream(anew(), **options)]
        chunks = [data[0] for mode, data in parts if mode == "messages"]
        assert [comparable(m) for m in texts_of(chunks)] == wanted
        assert EMAIL in str([data for mode, data in parts if mode != "messages"])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize("subgraphs", [False, True])
async def test_every_mode_has_the_shape_of_upstream(cloud, privacy, mode, version, subgraphs):
    """Same parts as the graph itself gives, restored; the passport of the boundary is not shown."""
    from faces.protect.world import saver, thread

    inner = graph(model(cloud), saver())
    options = {"stream_mode": mode, "version": version, "subgraphs": subgraphs}
    protected = protect(inner, privacy)
    hidden = {"messages": [("user", privacy.desensitize(SAID))]}
    bare = list(inner.stream(hidden, thread("a"), **options))
    shown = list(protected.stream(ASKED, thread("b"), **options))
    ashown = [part async for part in protected.astream(ASKED, thread("c"), **options)]
    for parts in (shown, ashown):
        assert [shape(part) for part in parts] == [shape(part) for part in bare]
        assert "<REAL_NAME_1>" not in str(parts)
        assert "memprivacy" not in str(parts)
        assert mode == "custom" or EMAIL in joined(parts)


def shape(part):
    if isinstance(part, dict):
        if {"type", "ns", "data"} <= part.keys():
            return part["type"], len(part["ns"]), shape(part["data"])
        return sorted(map(str, part)) if len(part) < 3 else "dict"
    if isinstance(part, tuple):
        return tuple(shape(item) for item in part)
    return type(part).__name__


def joined(parts):
    return "".join(
        str(getattr(p, "content", p))
        for part in parts
        for p in (part if isinstance(part, tuple) else (part,))
    ) + "".join(c.text for c in texts_of([x for part in parts for x in flat(part)]))


def flat(part):
    if isinstance(part, dict):
        part = tuple(part.values())
    if isinstance(part, tuple):
        return [leaf for item in part for leaf in flat(item)]
    return [part]


def test_tokens_that_a_node_writes_itself_grow_too(cloud, privacy):
    """Text in `custom` mode that is cut inside of placeholders comes out whole."""
    said = "Dear <REAL_NAME_1>, <EMAIL_1"

    def speak(state):
        write = get_stream_writer()
        for letter in said:
            write(letter)
        write({"done": "<EMAIL_1>"})

    built = StateGraph(dict).add_node("speak", speak).add_edge(START, "speak").compile()
    parts = list(protect(built, privacy).stream({"x": SAID}, stream_mode="custom"))
    assert {"done": EMAIL} in parts
    assert "".join(p for p in parts if isinstance(p, str)) == privacy.restore(said)


def test_state_that_looks_like_a_part_is_state(cloud, privacy):
    """A state with the keys type, ns and data is not taken for a part of version v2."""
    built = StateGraph(dict).add_node("n", lambda _: {}).add_edge(START, "n").compile()
    state = {"type": NAME, "ns": EMAIL, "data": (AIMessageChunk("x"), {})}
    parts = list(protect(built, privacy).stream(state, stream_mode="values"))
    assert parts[0]["type"] == NAME
    assert parts[0]["ns"] == EMAIL


def test_a_functional_workflow_streams(cloud, privacy):
    """Tasks and the result of an entrypoint are restored."""
    protected = protect(functional(model(cloud)), privacy)
    asked = {"text": SAID}
    assert protected.invoke(asked) == {"heard": SAID, "said": SHOWN}
    updates = list(protected.stream(asked, stream_mode="updates"))
    assert updates == [{"say": SHOWN}, {"flow": {"heard": SAID, "said": SHOWN}}]


def test_a_stream_that_is_left_is_closed(cloud, privacy):
    """Whoever stops reading stops the inside, and the next call is not disturbed."""
    cloud.reply = Reply("word " * 200)
    protected = protect(chain(model(cloud)), privacy)
    stream = protected.stream({"question": SAID})
    next(stream)
    stream.close()
    cloud.reply = PLAIN
    assert protected.invoke({"question": SAID}) == SHOWN


async def test_an_async_stream_that_is_left_is_closed(cloud, privacy):
    """The inside's generator ends when the outer one is closed, not when memory is freed."""
    ended = []

    async def endless(state):
        return {}

    class Inner(type(graph(model(cloud)))):
        async def astream(self, *args, **kwargs):
            try:
                while True:
                    yield {"n": {"text": "<EMAIL_1>"}}
            finally:
                ended.append(True)

    built = graph(model(cloud))
    built.__class__ = Inner
    stream = protect(built, privacy).astream(ASKED)
    assert await anext(stream) == {"n": {"text": EMAIL}}
    await stream.aclose()
    assert ended == [True]
