"""Whatever comes in pieces is restored as if it had come whole: found by search."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from operator import add

import openai
import pytest
from faces.protect.world import EMAIL, NAME, PLAIN, SAID, chain, engine, model
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessageChunk, ChatMessageChunk
from langchain_core.outputs import GenerationChunk
from langchain_core.runnables.utils import AddableDict

from langchain_memprivacy import MemoryVault
from langchain_memprivacy.integrations.crossing import Crossing
from langchain_memprivacy.integrations.growing import Growing
from langchain_memprivacy.integrations.parts import Parts
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.testing.loopback import Fault, Loopback, Reply

PRIVACY = engine()
PRIVACY.desensitize(SAID, "nora")
CROSSING = Crossing(PRIVACY, "nora")

WORDS = st.sampled_from([
    "<EMAIL_1>", "<REAL_NAME_1>", "<PASSWORD_1>", "<EMAIL_9>", "<email_1>", "&lt;EMAIL_1&gt;",
    "\\u003cEMAIL_1\\u003e", "%3CEMAIL_1%3E", "[EMAIL_1]", "EMAIL_1", "<EMAIL\\_1>", "< EMAIL_1 >",
    "<", "<<", "&lt", "1 < 2", "a", " ", "\n", "`", '"', "{", "}", "<EMAIL_", "_1>", "😀", "林",
])  # fmt: skip
TEXTS = st.lists(WORDS, max_size=12).map("".join)


@st.composite
def cut_texts(draw):
    """A text and the pieces it was cut into, some of them empty."""
    text = draw(TEXTS)
    marks = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    edges = [0, *marks, len(text)]
    return text, [text[a:b] for a, b in pairwise(edges)]


def grown(pieces):
    growing = Growing(CROSSING.restore(wait=False))
    return [done for piece in pieces for done in growing.feed(piece)] + growing.flush()


@given(cut_texts())
def test_texts(cut):
    """Pieces of text join to the restored text."""
    text, pieces = cut
    assert "".join(grown(pieces)) == PRIVACY.restore(text, "nora")


@given(cut_texts())
def test_generations(cut):
    """So do generations of language models of the old kind."""
    text, pieces = cut
    done = grown([GenerationChunk(text=piece) for piece in pieces])
    assert "".join(chunk.text for chunk in done) == PRIVACY.restore(text, "nora")


@given(cut_texts(), st.booleans())
def test_messages_of_others(cut, in_graph):
    """So do messages that are no model's, alone and among the parts of a graph."""
    text, pieces = cut
    chunks = [ChatMessageChunk(content=piece, role="critic", id="z") for piece in pieces]
    if in_graph:
        parts = Parts(CROSSING.restore(wait=False), "messages")
        done = [p for chunk in chunks for p in parts.feed((chunk, {}))] + parts.flush()
        done = [chunk for chunk, _ in done]
    else:
        done = grown(chunks)
    assert {type(chunk) for chunk in done} == {ChatMessageChunk}
    assert "".join(chunk.text for chunk in done) == PRIVACY.restore(text, "nora")


@given(cut_texts(), cut_texts())
def test_dicts(one, other):
    """Values under different keys grow side by side."""
    pairs = [AddableDict(a=piece) for piece in one[1]] + [
        AddableDict(b=piece) for piece in other[1]
    ]
    mixed = pairs[::2] + pairs[1::2]
    texts = {key: "".join(d[key] for d in mixed if key in d) for key in ("a", "b")}
    total = reduce(add, grown(mixed))
    assert total == {key: PRIVACY.restore(text, "nora") for key, text in texts.items()}


@given(cut_texts(), st.booleans())
def test_messages_of_a_graph(cut, ends):
    """Two messages whose tokens come by turns, ended by a last chunk or by the stream's end."""
    text, pieces = cut
    parts = Parts(CROSSING.restore(wait=False), "messages")
    fed = [
        (AIMessageChunk(piece, id=name), {"langgraph_node": "n"})
        for piece in pieces
        for name in ("one", "two")
    ]
    if ends:
        fed.append((AIMessageChunk("", id="one", chunk_position="last"), {}))
    done = [part for one in fed for part in parts.feed(one)] + parts.flush()
    for name in ("one", "two"):
        chunks = [chunk for chunk, _ in done if chunk.id == name]
        assert "".join(chunk.text for chunk in chunks) == PRIVACY.restore(text, "nora")


@given(cut_texts())
def test_tokens_that_nodes_write(cut):
    """Custom tokens of two subgraphs do not mix."""
    text, pieces = cut
    parts = Parts(CROSSING.restore(wait=False), None, subgraphs=True)
    fed = [((name,), "custom", piece) for piece in pieces for name in ("one", "two")]
    done = [part for one in fed for part in parts.feed(one)] + parts.flush()
    for name in ("one", "two"):
        said = "".join(data for where, mode, data in done if where == (name,))
        assert said == PRIVACY.restore(text, "nora")


async def test_a_stream_that_breaks_shows_no_half_placeholder():
    """The connection ends inside a placeholder: what was shown before is right, then the error."""
    with Loopback(Reply("Dear <REAL_NAME_1>"), delta=7) as cloud:
        cloud.fault = Fault("broken")
        protected = protect(model(cloud), PRIVACY)
        shown: list[str] = []

        async def read() -> None:
            async for chunk in protected.astream(SAID):
                shown.append(chunk.text)  # noqa: PERF401  # what came before the error counts

        with pytest.raises(openai.APIConnectionError) as caught:
            await read()
    assert f"Dear {NAME}".startswith("".join(shown))
    assert EMAIL not in str(caught.value)


async def test_views_may_be_dropped_meanwhile(monkeypatch):
    """An open stream goes on when its scope's view had to make room for those of others."""
    monkeypatch.setattr("langchain_memprivacy.engine.MAX_VIEWS", 2)
    privacy = engine(vault=MemoryVault(), scope=lambda config: config["configurable"]["user_id"])
    with Loopback(PLAIN, delta=2) as cloud:
        protected = protect(chain(model(cloud)), privacy)
        stream = protected.astream({"question": SAID}, {"configurable": {"user_id": "nora"}})
        shown = [await anext(stream)]
        for other in range(5):
            privacy.desensitize(EMAIL, f"user{other}")
        shown += [piece async for piece in stream]
    assert "".join(shown) == f"Dear {NAME}, {EMAIL} <EMAIL_9> < 3 {EMAIL} {EMAIL} {NAME}."
