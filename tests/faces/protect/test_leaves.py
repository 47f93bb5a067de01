"""Texts that grow in dicts, lists and tuples, as nodes write and generators yield them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from itertools import pairwise

import pytest
from faces.protect.test_pieces import CROSSING, PRIVACY
from faces.protect.world import EMAIL, NAME, SAID, engine, model
from hypothesis import assume, given
from hypothesis import strategies as st
from langchain_core.callbacks import dispatch_custom_event
from langchain_core.messages import AIMessageChunk
from langchain_core.output_parsers import JsonOutputParser
from langchain_core.runnables import RunnableGenerator, RunnableLambda
from langgraph.config import get_stream_writer
from langgraph.graph import START, MessagesState, StateGraph

from langchain_memprivacy.integrations.growing import Growing
from langchain_memprivacy.integrations.protect import protect

WORDS = st.sampled_from(
    ["<EMAIL_1>", "<REAL_NAME_1>", "<EMAIL_9>", "<", "1 < 2", "a", " ", ".", "\n", "<EMAIL_", "😀"]
)
TEXTS = st.lists(WORDS, max_size=12).map("".join)
SHAPES = {
    "dict": (lambda text: {"token": text}, lambda event: event["token"]),
    "labelled": (lambda text: {"type": "tok", "token": text}, lambda event: event["token"]),
    "tuple": (lambda text: ("tok", text), lambda event: event[1]),
    "list": (lambda text: [text], lambda event: event[0]),
    "nested": (lambda text: {"a": [{"b": text}]}, lambda event: event["a"][0]["b"]),
    "message": (
        lambda text: {"message": AIMessageChunk(text, id="m")},
        lambda event: event["message"].text,
    ),
}


@st.composite
def cut_texts(draw):
    """A text in pieces, none of which begins with the one before: that is another thing."""
    text = draw(TEXTS)
    marks = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    pieces = [text[a:b] for a, b in pairwise([0, *marks, len(text)])]
    assume(not any(a.strip("< ") and b.startswith(a) for a, b in pairwise(pieces)))
    return text, pieces


def grown(values):
    growing = Growing(CROSSING.restore(wait=False))
    return [done for value in values for done in growing.feed(value)] + growing.flush()


@pytest.mark.parametrize("shape", SHAPES)
@given(cut=cut_texts())
def test_every_cut_of_a_leaf(shape, cut):
    """However a text is cut, the leaves join to what restoring it whole gives."""
    make, read = SHAPES[shape]
    text, pieces = cut
    assert "".join(map(read, grown(map(make, pieces)))) == PRIVACY.restore(text, "nora")


@given(cut_texts())
def test_counters_beside_a_text(cut):
    """A number that changes with each event does not keep the pieces apart."""
    text, pieces = cut
    events = grown({"n": number, "token": piece} for number, piece in enumerate(pieces))
    assert "".join(event["token"] for event in events) == PRIVACY.restore(text, "nora")


@given(cut_texts())
def test_workers_do_not_mix(cut):
    """Tokens of two workers that come by turns are two texts."""
    text, pieces = cut
    fed = [{"who": who, "token": piece} for piece in ["", *pieces] for who in (0, 1)]
    events = grown(fed)
    for who in (0, 1):
        said = "".join(event["token"] for event in events if event["who"] == who)
        assert said == PRIVACY.restore(text, "nora")


VALUES = st.recursive(
    st.none() | st.integers() | st.text(st.characters(exclude_characters="<"), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
)


@given(st.lists(VALUES, max_size=5))
def test_whole_values_come_as_they_are(values):
    """What ends in no opening is neither changed nor delayed."""
    values = [{"v": value} for value in values]
    growing = Growing(CROSSING.restore(wait=False))
    assert [growing.feed(value) for value in values] == [[value] for value in values]
    assert growing.flush() == []


def test_a_text_that_is_sent_again_longer_is_no_next_piece():
    """A growing state never shows another person's value, and ends right, cut off or not."""
    privacy = engine(extractor=None)
    for number in range(1, 13):
        privacy.desensitize(f"user{number}@brightleaf.io", "nora")
    shown = [f"Write to {text}" for text in ("", "user12@brightleaf.io", "user12@brightleaf.io!")]
    text = "Write to <EMAIL_12>!"
    growing = Growing(type(CROSSING)(privacy, "nora").restore(wait=False))
    events = [e for n in range(9, len(text) + 1) for e in growing.feed({"so far": text[:n]})]
    assert list(dict.fromkeys(e["so far"] for e in events)) == shown
    assert growing.flush() == []
    growing.feed({"so far": "Write "})
    growing.feed({"so far": "Write to <EMA"})
    assert growing.flush() == [{"so far": "Write to <EMA"}]


def test_json_that_is_parsed_as_it_comes(cloud, privacy):
    """A parser's states: no half placeholder after its first letter, no wrong number."""
    cloud.reply, cloud.delta = '{"to": "<EMAIL_1>"}', 1
    states = [s.get("to") for s in protect(model(cloud) | JsonOutputParser(), privacy).stream(SAID)]
    assert set(states) <= {None, "", "<", EMAIL}
    assert states[-1] == EMAIL


async def test_what_nodes_write_and_generators_yield(cloud, privacy):
    """Custom events of graphs, custom events of `astream_events`, and pieces of generators."""
    cloud.reply, cloud.delta = "Dear <REAL_NAME_1>, <EMAIL_1> <EM", 3
    said = f"Dear {NAME}, {EMAIL} <EM"
    chat = model(cloud)

    def write(state):
        for chunk in chat.stream(state["messages"]):
            get_stream_writer()({"token": chunk.text})
        return {}

    built = StateGraph(MessagesState).add_node("n", write).add_edge(START, "n").compile()
    graph = protect(built, privacy)
    asked = {"messages": [("user", SAID)]}
    parts = graph.stream(asked, stream_mode="custom")
    assert "".join(part["token"] for part in parts) == said
    parts = [part async for part in graph.astream(asked, stream_mode=["custom"])]
    assert "".join(part["token"] for _, part in parts) == said

    def dispatch(text):
        for chunk in chat.stream(text):
            dispatch_custom_event("token", {"token": chunk.text})

    events = protect(RunnableLambda(dispatch), privacy).astream_events(SAID, version="v2")
    told = [e["data"]["token"] async for e in events if e["event"] == "on_custom_event"]
    assert "".join(told) == said

    def pieces(texts):
        for text in texts:
            for chunk in chat.stream(text):
                yield {"answer": chunk.text}

    found = protect(RunnableGenerator(pieces), privacy).stream(SAID)
    assert "".join(piece["answer"] for piece in found) == said


LEAVING = """
import asyncio
from langchain.agents import create_agent
from langchain_openai import ChatOpenAI
from langchain_memprivacy import MemoryVault, MemPrivacy, protect
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.testing.loopback import Loopback

async def main():
    with Loopback("a long answer") as cloud:
        model = ChatOpenAI(model="stand-in", base_url=cloud.base_url, api_key="none")
        privacy = MemPrivacy(extractor=FixedExtractor({}), vault=MemoryVault())
        agent = protect(create_agent(model, []), privacy)
        async for _ in agent.astream({"messages": [("user", "x")]}, stream_mode="messages"):
            break

asyncio.run(main())
"""


def test_leaving_a_stream_early_is_silent():
    """Who breaks out of an async stream and ends the loop hears nothing of it."""
    done = subprocess.run(
        [sys.executable, "-c", LEAVING], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""


async def test_closing_a_stream_closes_the_inside(privacy):
    """`aclose` waits until the inside has cleaned up."""
    closed = []

    async def endless(texts):
        try:
            async for text in texts:
                while True:
                    yield text
        finally:
            await asyncio.sleep(0)
            closed.append(True)

    stream = protect(RunnableGenerator(endless), privacy).astream(EMAIL)
    assert await anext(stream) == EMAIL
    await stream.aclose()
    assert closed == [True]
