"""Long messages are read in windows that cover them, fit, and overlap by a span."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_memprivacy.extractors.onnx.edges import LONGEST, Edges
from langchain_memprivacy.extractors.onnx.windows import SMALLEST, halves, windows

RANDOM = random.Random(4)
PROSE = " ".join(
    f"{RANDOM.choice(['Call', 'Ask', 'Mail'])} {RANDOM.choice(['Nora', 'Ann'])} at {n}."
    + ("\n\n" if n % 9 == 0 else "")
    for n in range(900)
)
CHINESE = "我叫林晓岚，住在海淀区中关村南大街五号院。手机号是一三八，请记住！" * 90
LINE = "k" * 10_000


def by_words(text: str) -> int:
    return len(text.split())


def by_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "text", [PROSE, CHINESE, LINE, "a\u0301" * 3000], ids=["en", "zh", "line", "marks"]
)
@pytest.mark.parametrize("limit", [120, 900, 3000])
def test_windows_cover_fit_and_overlap(text, limit):
    """No character is left out, no window is dearer than allowed, neighbours overlap."""
    found = windows(Edges(text), by_bytes, limit)
    assert found[0][0] == 0
    assert found[-1][1] == len(text)
    for start, end in found:
        assert 0 < by_bytes(text[start:end]) <= limit * 1.1
    for (start, end), (again, later) in itertools.pairwise(found):
        assert start < again < end < later
        assert end - again >= min(LONGEST, (end - start) // 4)


def test_a_message_that_fits_is_one_window():
    """Short messages, the empty one too, are read whole."""
    assert windows(Edges("Hi Nora"), by_words, 50) == [(0, 7)]
    assert windows(Edges(""), by_words, 50) == [(0, 0)]


def test_windows_begin_and_end_with_sentences():
    """Where a text has sentences, windows begin and end between them."""
    for text, marks in ((PROSE, ".\n"), (CHINESE, "。！")):
        found = windows(Edges(text), by_bytes, 900)
        assert len(found) > 3
        for start, end in found:
            assert start == 0 or text[:start].rstrip(" \n")[-1] in marks
            assert end == len(text) or text[:end].rstrip(" \n")[-1] in marks


def test_every_short_span_is_whole_in_some_window():
    """Wherever a span of a readable length stands, some window holds all of it."""
    found = windows(Edges(PROSE), by_bytes, 1200)
    for start in range(len(PROSE) - LONGEST):
        assert any(low <= start and start + LONGEST <= high for low, high in found)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    pieces=st.lists(
        st.sampled_from(["word ", "\n\n", "。", "🔥", "k" * 90, " ", "林", "\0", ". "]), max_size=90
    ),
    limit=st.integers(1, 400),
)
def test_any_text_and_any_limit_come_to_an_end(pieces, limit):
    """Windows move on whatever the text is, and never leave a gap."""
    text = "".join(pieces)
    found = windows(Edges(text), by_bytes, limit)
    assert found[0][0] == 0
    assert found[-1][1] == len(text)
    for (start, end), (again, _) in itertools.pairwise(found):
        assert start < again <= end


@pytest.mark.parametrize("text", [PROSE, CHINESE, LINE])
@pytest.mark.parametrize("size", [SMALLEST + 1, 100, 1000, 5000])
def test_halves_are_smaller_and_overlap(text, size):
    """A window divides into two smaller ones that cover it."""
    window = (100, min(100 + size, len(text)))
    (start, middle), (again, end) = halves(Edges(text), window)
    assert (start, end) == window
    assert start < again < middle < end


def test_the_smallest_window_is_not_divided():
    """Division comes to an end."""
    assert halves(Edges(PROSE), (5, 5 + SMALLEST)) == []
