"""Streams: every way to cut a text gives what the whole gives, and little is held back."""

from __future__ import annotations

import itertools

import pytest
from harness import open_from, unescape, vault_values
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import cuts_of, json_texts, look_alikes, texts, values, words
from vector_files import Vector, vectors

from langchain_memprivacy.placeholders import MAX_LENGTH
from langchain_memprivacy.restoring import StreamRestorer

TAGS = ("EMAIL", "REAL_NAME", "PASSWORD", "LITERAL", "PET_NAME", "VERIFICATION_CODE")
mappings = st.dictionaries(st.sampled_from(TAGS), values, max_size=6)
streams = st.one_of(
    texts,
    json_texts(),
    st.lists(st.one_of(look_alikes(st.integers(1, 2)), words), max_size=5).map("".join),
)


def restorer(mapping):
    """A restorer that knows numbers 1 and 2 of the mapping's types."""
    return StreamRestorer(lambda p: mapping.get(p.type) if p.number < 3 else None)


def whole(mapping, text):
    stream = restorer(mapping)
    return stream.feed(text) + stream.flush(), stream.restored, stream.unknown


def cut(mapping, chunks):
    stream = restorer(mapping)
    pieces = [stream.feed(chunk) for chunk in chunks]
    return "".join(pieces) + stream.flush(), stream.restored, stream.unknown


SHORT = [
    "<EMAIL_1>", "a<EMAIL_1>b", "<EMAIL_1><EMAIL_2>", "EMAIL_1,", "EMAIL_12", "[EMAIL_1 ]",
    "\\<KEY_1\\>", "＜EMAIL_1＞", '{"a":<EMAIL_1>}', '"<EMAIL_1>"', "<<EMAIL_1>", "<EMAIL_1２>",
    "{'a':EMAIL_1", "x EMAIL\\_1", "[EMAIL_1](<EMAIL_2>", "ftp://a/<EMAIL_1>", '["\\\\<EMAIL_1>"]',
]  # fmt: skip


@pytest.mark.parametrize("text", SHORT)
def test_every_way_to_cut_a_short_text(text):
    """All cuts into three pieces, and into single characters."""
    mapping = {"EMAIL": 'a"b c', "KEY": "s3"}
    expected = whole(mapping, text)
    for a, b in itertools.combinations_with_replacement(range(len(text) + 1), 2):
        assert cut(mapping, [text[:a], text[a:b], text[b:]]) == expected
    assert cut(mapping, text) == expected


def test_every_way_to_cut_at_all():
    """All 2^12 ways to cut one text of 13 characters."""
    text = '{"a":[KEY_1]}'
    mapping = {"KEY": 'q"\n'}
    expected = whole(mapping, text)
    for mask in range(1 << (len(text) - 1)):
        places = [0, *(i + 1 for i in range(len(text) - 1) if mask >> i & 1), len(text)]
        chunks = [text[a:b] for a, b in itertools.pairwise(places)]
        assert cut(mapping, chunks) == expected


@settings(max_examples=500)
@given(streams, mappings, st.data())
def test_any_cut_of_any_text(text, mapping, data):
    """Pieces joined are what the whole gives, counts included."""
    assert cut(mapping, data.draw(cuts_of(text))) == whole(mapping, text)


@settings(max_examples=30)
@given(streams, st.integers(1, 7))
def test_what_is_held_back_is_the_longest_open_placeholder(text, size):
    """Where nothing has a value, what came out lags by what may still grow, exactly."""
    stream = restorer({})
    out = ""
    for end in range(size, len(text) + size, size):
        out += stream.feed(text[end - size : end])
        seen = text[:end]
        assert out == seen[: open_from(seen)]
        assert len(seen) - len(out) < MAX_LENGTH
    assert out + stream.flush() == text


def test_nothing_is_held_when_no_placeholder_may_be_open():
    """Ordinary text and complete placeholders go through with the chunk they came in."""
    stream = restorer({"REAL_NAME": "Ann"})
    chunks = ["Hi ", "<REAL_NAME_1>", "! Is 1 < 2?", " [1]", " see &amp; ", "<REAL_NAME_9>", "。"]
    assert [stream.feed(chunk) for chunk in chunks] == [
        "Hi ", "Ann", "! Is 1 < 2?", " [1]", " see &amp; ", "<REAL_NAME_9>", "。",
    ]  # fmt: skip
    assert stream.flush() == ""


def test_flush_makes_ready_for_a_new_text():
    """Neither text nor surroundings of one message reach into the next."""
    stream = restorer({"EMAIL": 'a"b'})
    assert stream.feed('{"x": "EMAIL_1') + stream.flush() == '{"x": "a\\"b'
    assert stream.feed("<EMAIL_1>") + stream.flush() == 'a"b'
    assert stream.feed("E") + stream.feed("MAIL_1") + stream.flush() == 'a"b'
    assert stream.restored == {"EMAIL": 3}


def test_a_long_text_in_small_chunks_takes_linear_time():
    """Ten thousand chunks of text that keeps looking like something."""
    chunks = ["<[\\", "EMA", "IL_", "〈R", '{"a', "%3"] * 2000
    text = "".join(chunks)
    stream = restorer({})
    assert "".join(map(stream.feed, chunks)) + stream.flush() == text


# --- vectors

CASES = list(vectors("stream", frozenset({"text", "cuts", "vault", "expect", "pieces"})))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.where)
def test_vector(case: Vector):
    """The given cuts give the given pieces; together they are what the whole gives."""
    text = unescape(case.one("text"))
    stream = StreamRestorer(lambda p: vault_values(case).get(str(p)))
    chunks = [unescape(chunk) for chunk in case.one("cuts").split("|")]
    assert "".join(chunks) == text
    pieces = [stream.feed(chunk) for chunk in chunks]
    pieces.append(stream.flush())
    assert pieces == [unescape(piece) for piece in case.one("pieces").split("|")]
    assert "".join(pieces) == unescape(case.one("expect"))


def test_there_are_vectors():
    """A folder that moved would leave nothing tested."""
    assert len(CASES) >= 12
