"""From probabilities to ranges: what belongs together, and what is nobody's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_memprivacy.extractors.crf.decoding import decode
from langchain_memprivacy.extractors.crf.features import tokenize
from langchain_memprivacy.extractors.crf.model import Marginals

UUID = "9f2c1ab4-7e2b-4c1d-9e2f-0a1b2c3d4e5f"


def found(text: str, outside: dict[str, float], threshold=0.1, growth=0.5) -> list[str]:
    """Decode a text whose tokens are innocent but for those given."""
    tokens = tokenize(text)
    marginals = []
    for token in tokens:
        o = outside.get(token.text, 1.0)
        marginals.append(Marginals(o, 0.0, 1 - o))
    return [text[f.start : f.end] for f in decode(text, tokens, marginals, threshold, growth)]


def test_a_value_grows_from_what_is_certain():
    """Likely neighbours belong to it; what is only likely is no value."""
    sure = {"severe": 0.4, "anxiety": 0.01, "disorder": 0.4, "perhaps": 0.4}
    assert found("a severe anxiety disorder, perhaps", sure) == ["severe anxiety disorder"]


def test_a_value_begins_where_begin_is_likelier():
    """Two values side by side stay two."""
    text = "Ann Bo"
    marginals = [Marginals(0.01, 0.9, 0.09)] * 2
    assert [text[f.start : f.end] for f in decode(text, tokenize(text), marginals, 0.1, 0.5)] == [
        "Ann",
        "Bo",
    ]


@pytest.mark.parametrize(
    ("text", "token", "whole"),
    [
        ("account 090 830 875 is mine", "830", "090 830 875"),
        ("sort 20-45-53 acct", "45", "20-45-53"),
        ("to de89 3704 0044 0532 0130 00 now", "3704", "de89 3704 0044 0532 0130 00"),
        ("code K7xQ2m9 works", "7", "K7xQ2m9"),
        ("3, 4 or 5", "4", "4"),
    ],
)
def test_numbers_and_words_are_whole(text, token, whole):
    """No rest of a number written in groups is left, nor half a word."""
    assert found(text, {token: 0.01}) == [whole]


@pytest.mark.parametrize(
    ("text", "made_up"),
    [
        (f"The run {UUID} finished", UUID),
        ("fix in commit 9f2c1ab4", "9f2c1ab4"),
        ("image sha256:" + "4f53" * 16, "4f53" * 16),
        ('{"tool_call_id": "call_c97OVzs8"}', "c97OVzs8"),
        ("see https://app.example.com/t/c97OVzs8?x=1", "/t/c97OVzs8?x=1"),
    ],
)
def test_ids_that_machines_made_are_nobodys(text, made_up):
    """However sure the model is of every letter and digit of them."""
    start = text.index(made_up)
    tokens = tokenize(text)
    marginals = [
        Marginals(0.01, 0.0, 0.99)
        if start <= token.start < start + len(made_up) and token.text.isalnum()
        else Marginals(1.0, 0.0, 0.0)
        for token in tokens
    ]
    assert min(m.outside for m in marginals) < 0.1
    assert list(decode(text, tokens, marginals, 0.1, 0.5)) == []


@given(st.text(max_size=60), st.floats(0.001, 0.5), st.floats(0.5, 0.99))
def test_ranges_are_in_the_text(text, threshold, growth):
    """Whatever the probabilities, ranges are not empty and lie inside."""
    tokens = tokenize(text)
    marginals = [Marginals(i % 7 / 7, 0.0, 1 - i % 7 / 7) for i, _ in enumerate(tokens)]
    for value in decode(text, tokens, marginals, threshold, growth):
        assert 0 <= value.start < value.end <= len(text)
        assert value.first < value.last
