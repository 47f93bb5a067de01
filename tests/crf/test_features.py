"""What the model sees: tokens at their places, and no value among the features' names."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from langchain_memprivacy.extractors.crf.features import features, shape, tokenize, word


@given(st.text(max_size=200))
def test_tokens_are_slices_in_order(text):
    """Nothing but white space lies between them."""
    at = 0
    for token in tokenize(text):
        assert text[token.start : token.end] == token.text
        assert not text[at : token.start].strip()
        at = token.end
    assert not text[at:].strip()


def test_words_digits_and_characters():
    """Latin words, runs of digits, Chinese characters and signs stand alone."""
    assert [t.text for t in tokenize("O'Hara's PIN_4417,\n房贷180万 née!")] == [
        "O'Hara", "'", "s", "PIN", "_", "4417", ",", "\n", "房", "贷", "180", "万", "née", "!",
    ]  # fmt: skip


@given(st.integers(10**3, 10**18), st.sampled_from(["code {}", "密码{}", "{}@{}", "id={};x"]))
def test_no_number_is_a_feature(number, template):
    """Digits count by how many they are; a weight file cannot quote anybody's number."""
    text = template.format(number, number)
    names = " ".join(name for names in features(text, tokenize(text)) for name in names)
    assert not re.search(r"\d{3}", names)


def test_every_token_has_features_and_no_line_break_in_them():
    """One list a token; a line break has a name of its own."""
    text = "a\nb"
    found = features(text, tokenize(text))
    assert len(found) == 3
    assert not [name for names in found for name in names if "\n" in name]
    assert (word("\n"), shape("\n")) == ("<n>", "n")


def test_shapes():
    """Case and kind, without the letters."""
    assert [shape(x) for x in ("Anna", "IBAN", "tea", "iPhone", "2026", "李", "?")] == [
        "Xx", "X", "x", "xX", "d4", "c", "?",
    ]  # fmt: skip
