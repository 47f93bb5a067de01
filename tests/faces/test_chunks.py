"""Streams of message chunks: their restored sum is the restored sum, and little is held back."""

from __future__ import annotations

import json

import pytest
from faces.strategies import PLANTED, SUITE, chunk, engine, streams
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages.tool import tool_call_chunk

from langchain_memprivacy import PrivacyLevel
from langchain_memprivacy.messages import ChunkRestorer, Restore, Walker
from langchain_memprivacy.placeholders import MAX_LENGTH

PRIVACY = engine()
PLACEHOLDERS = [PRIVACY.desensitize(value) for value in PLANTED]
pieces = st.sampled_from([
    *PLACEHOLDERS, "<EMAIL_9>", "<", "<EMA", " and ", "\n", "你好", "[REAL_NAME_1]", "EMAIL_1 ",
    "https://x.io/?q=", '{"a": "', '"}', "&lt;",
])  # fmt: skip
texts = st.lists(pieces, max_size=5).map("".join)
leaves = st.lists(
    st.sampled_from([*PLACEHOLDERS, " a ", "<", "你好", '"', "\\", "\n", "<EMAIL_9>"]), max_size=4
).map("".join)
objects = st.dictionaries(
    leaves, leaves | st.lists(leaves, max_size=2) | st.integers(0, 9), max_size=3
)


def restored(chunks, restore=None):
    """Feed all chunks; return what came out."""
    restorer = ChunkRestorer(restore or Restore(PRIVACY, "nora"))
    out = [restorer.feed(one) for one in chunks]
    tail = restorer.flush()
    return [*out, *([tail] if tail is not None else [])]


def added(chunks):
    """The sum of chunks."""
    total = chunks[0]
    for one in chunks[1:]:
        total += one
    return total


def parsed(value):
    """A value with what is JSON in strings parsed: two spellings of it are one."""
    if isinstance(value, dict):
        return {key: parsed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [parsed(item) for item in value]
    if isinstance(value, str) and value[:1] == "{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


@settings(SUITE, max_examples=300)
@given(streams(texts, objects))
def test_sum_of_restored_is_restored_sum(chunks):
    """Content, calls and additional kwargs are the same, however the stream is cut."""
    total = added(restored(chunks))
    whole = Walker(Restore(PRIVACY, "nora")).message(added(chunks))
    assert parsed(total.content) == parsed(whole.content)
    assert total.tool_calls == whole.tool_calls
    assert total.invalid_tool_calls == whole.invalid_tool_calls
    assert parsed(total.additional_kwargs) == parsed(whole.additional_kwargs)
    for name in ("id", "usage_metadata", "response_metadata", "chunk_position"):
        assert getattr(total, name) == getattr(whole, name)


@SUITE
@given(streams(texts, objects))
def test_chunks_are_not_changed(chunks):
    """What the model's stream holds stays as it was."""
    before = [one.model_dump() for one in chunks]
    restored(chunks)
    assert [one.model_dump() for one in chunks] == before


@SUITE
@given(st.lists(texts, min_size=1, max_size=4))
def test_little_is_held_back(pieces):
    """After each chunk, what is missing is shorter than the longest placeholder."""
    silent = ChunkRestorer(Restore(PRIVACY, "nora", upto=None))
    come = gone = 0
    for piece in pieces:
        come += len(piece)
        gone += len(silent.feed(chunk(content=piece)).text)
        assert come - gone <= MAX_LENGTH


@SUITE
@given(st.lists(texts, min_size=1, max_size=4))
def test_prose_without_an_index(pieces):
    """Blocks without an index never merge; their text reads as if they did."""
    chunks = [chunk(content=[{"type": "text", "text": piece}]) for piece in pieces]
    whole = Restore(PRIVACY, "nora").text("".join(pieces))
    assert added(restored(chunks)).text == whole


def test_every_cut_of_one_text():
    """Two pieces, cut at each place."""
    text = f"Dear {PLACEHOLDERS[0]}, mail {PLACEHOLDERS[1]}!"
    for place in range(len(text) + 1):
        out = restored([chunk(content=text[:place]), chunk(content=text[place:])])
        assert added(out).text == "Dear Nora Whitfield, mail nora.whitfield@brightleaf.io!"


def test_text_comes_before_what_follows_it():
    """The end of a block is out before the next block begins."""
    restorer = ChunkRestorer(Restore(PRIVACY, "nora"))
    restorer.feed(chunk(content=[{"type": "text", "text": "a <EMAIL", "index": 0}]))
    out = restorer.feed(chunk(content=[{"type": "text", "text": "b", "index": 1}]))
    assert [block["text"] for block in out.content] == ["<EMAIL", "b"]


def test_fields_survive():
    """Name, id, position, usage and metadata of each chunk stay."""
    usage = {"input_tokens": 7, "output_tokens": 2, "total_tokens": 9}
    one = chunk(content="x", name="helper", usage_metadata=usage, chunk_position="last",
                response_metadata={"finish_reason": "stop"})  # fmt: skip
    (out,) = restored([one])
    assert out == one
    assert out.name == "helper"


def test_a_tail_has_the_id_of_its_message():
    """What comes after the stream has ended adds up with it."""
    out = restored([chunk(content="a <EMAIL", id="msg_1")])
    assert [one.id for one in out] == ["msg_1", "msg_1"]
    assert added(out).content == "a <EMAIL"


def test_signed_thoughts_stay():
    """A block that its provider signed goes back as it came."""
    thought = {"type": "thinking", "thinking": f"{PLACEHOLDERS[0]} is", "index": 0}
    seal = {"type": "thinking", "signature": "EqQB+/8=", "index": 0}
    out = added(restored([chunk(content=[thought]), chunk(content=[seal])]))
    assert out.content == [{**thought, "signature": "EqQB+/8="}]


LIMITS = {"vault": PrivacyLevel.PL4, "mail": PrivacyLevel.PL2}
ARGS = json.dumps({"q": f"{PLACEHOLDERS[0]} {PLACEHOLDERS[2]}"})
SHOWN = {
    "vault": {"q": "Nora Whitfield Juniper-Lantern-58"},
    "mail": {"q": f"Nora Whitfield {PLACEHOLDERS[2]}"},
    "web": {"q": f"{PLACEHOLDERS[0]} {PLACEHOLDERS[2]}"},
    "": {"q": f"{PLACEHOLDERS[0]} {PLACEHOLDERS[2]}"},
}


@pytest.mark.parametrize("index", [0, None], ids=["same index", "no index"])
@pytest.mark.parametrize("names", [["vault", "web"], ["vault", "mail", "web"], ["web", "vault"]])
def test_each_call_has_its_own_limit(index, names):
    """Calls under one index, or none, are told apart by their ids."""
    restore = Restore(PRIVACY, "nora", tools=LIMITS.get)
    calls = [
        tool_call_chunk(name=name, args=ARGS, id=f"call_{name}", index=index) for name in names
    ]
    total = added(restored([chunk(tool_call_chunks=[call]) for call in calls], restore))
    assert {call["name"]: call["args"] for call in total.tool_calls} == {n: SHOWN[n] for n in names}


@pytest.mark.parametrize("name", list(SHOWN))
@pytest.mark.parametrize("form", ["calls", "anthropic", "responses", "kwargs", "function_call"])
def test_limits_hold_in_every_form(form, name):
    """The tool policy decides wherever the arguments of a call stand, named or not."""
    head = {"name": name} if name else {}
    first, second = ARGS[:14], ARGS[14:]
    if form == "calls":
        chunks = [
            chunk(tool_call_chunks=[tool_call_chunk(name=n, args=a, id=i, index=0)])
            for a, i, n in ((first, "c", name or None), (second, None, None))
        ]
    elif form == "anthropic":
        chunks = [
            chunk(content=[{"type": "tool_use", "id": "c", "input": {}, "index": 0, **head}]),
            *(chunk(content=[{"type": "input_json_delta", "partial_json": a, "index": 0}])
              for a in (first, second)),
        ]  # fmt: skip
    elif form == "responses":
        chunks = [
            chunk(content=[{"type": "function_call", "arguments": first, "index": 0, **head}]),
            chunk(content=[{"type": "function_call", "arguments": second, "index": 0}]),
        ]
    elif form == "kwargs":
        chunks = [
            chunk(additional_kwargs={"tool_calls": [{"index": 0, "function": {"arguments": a, **h}}]})
            for a, h in ((first, head), (second, {}))
        ]  # fmt: skip
    else:
        chunks = [
            chunk(additional_kwargs={"function_call": {"arguments": a, **h}})
            for a, h in ((first, head), (second, {}))
        ]
    restore = Restore(PRIVACY, "nora", tools=LIMITS.get)
    for total in (added(restored(chunks, restore)), Walker(restore).message(added(chunks))):
        text = str(total.content) + str(total.additional_kwargs) + str(total.tool_calls)
        for placeholder, value in ((PLACEHOLDERS[0], "Nora"), (PLACEHOLDERS[2], "Juniper")):
            shown = value in str(SHOWN[name])
            assert (value in text) is shown
            assert (placeholder in text) is not shown


def test_arguments_in_blocks_grow_side_by_side():
    """A placeholder that is cut in one block's arguments waits while another's go on."""
    halves = [('{"q": "<REAL', 1), ('{"q": "<REAL', 2), ('_NAME_1>"}', 1), ('_NAME_1>"}', 2)]
    out = added(restored([
        chunk(content=[{"type": "input_json_delta", "partial_json": half, "index": index}])
        for half, index in halves
    ]))  # fmt: skip
    assert [block["partial_json"] for block in out.content] == ['{"q": "Nora Whitfield"}'] * 2
