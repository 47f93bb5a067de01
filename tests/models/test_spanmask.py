"""The mask lets through every span that may be, each verbatim, and nothing else."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from models.scripted import LABELS, vocabulary

from langchain_memprivacy.extractors.onnx.edges import LONGEST, Edges
from langchain_memprivacy.extractors.onnx.skeleton import Skeleton
from langchain_memprivacy.extractors.onnx.spanmask import SpanMask

KINDS = ("qwen", "loose", "bytes")
SKELETONS = {kind: Skeleton(vocabulary(kind), LABELS, chooses_level=False) for kind in KINDS}
PIECES = ["a", "Bc", "7", "42", " ", "  ", '"', "\\", "\\n", "\n", "(", ")", ",", "!", "$", "林", "晓",
          "é", "e\u0301", "🔥", "\0", "\ud800", "-", "_", "<", ')",', "ß"]  # fmt: skip


def mask_of(kind, text, window=None) -> SpanMask:
    return SpanMask(Edges(text), window or (0, len(text)), vocabulary(kind), SKELETONS[kind])


def every_range(kind, text) -> set[tuple[int, int]]:
    """Follow all paths of tokens through a mask, openers included; collect where they end."""
    words, skeleton, mask = vocabulary(kind), SKELETONS[kind], mask_of(kind, text)
    found, seen = set(), set()
    waiting = [(tuple(mask.starts()), 0)] if mask else []
    for at in range(len(skeleton.opener)):
        rest = len(words.spell(skeleton.opener[at:]))
        for token, starts in mask.heads(at).items():
            waiting.append((tuple(starts), len(words.bytes_of[token]) - rest))
    while waiting:
        state = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        options = mask.options(*state)
        assert len(options.ids) > 0, "a dead end"
        assert len({*options.ids.tolist()}) == len(options.ids), "a token with two meanings"
        for token, starts in options.go.items():
            waiting.append((tuple(starts), state[1] + len(words.bytes_of[token])))
        for _, ranges in options.shut.values():
            found |= {(mask._offsets[start], mask._offsets[end]) for start, end in ranges}
    return found


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150, deadline=None, derandomize=True)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=9))
def test_exactly_the_ranges_that_fit_are_reached(kind, pieces):
    """Over all paths of tokens, a mask ends at every range that fits and at no other."""
    text = "".join(pieces)
    edges = Edges(text)
    fitting = {
        (start, end)
        for start, end in itertools.combinations(range(len(text) + 1), 2)
        if edges.fits(start, end)
    }
    assert every_range(kind, text) == fitting


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Ann", {"Ann"}),
        ("Ann2", {"Ann2"}),  # neither half of a word or number
        ("13800138000", {"13800138000"}),
        ("a b", {"a", "b", "a b"}),
        (" , . ", set()),
        ("a, ", {"a", "a,"}),
        ("林晓", {"林", "晓", "林晓"}),
        ("Ann林", {"Ann", "林", "Ann林"}),
        ("x\u0301y", {"x\u0301y"}),
        ("🔥", {"🔥"}),
        ("#1", {"#1", "1"}),
        ("'n'", {"'n'", "'n", "n'", "n"}),
        ("Мира", {"Мира"}),
    ],
)
def test_what_may_be_a_span(text, values):
    """Spans are words or more: no half word, no half number, no bare punctuation or space."""
    assert {text[slice(*span)] for span in every_range("bytes", text)} == values


@pytest.mark.parametrize("kind", KINDS)
def test_all_places_with_the_same_text_are_found_at_once(kind):
    """A span that occurs again is reported with all its places, those inside words excepted."""
    text = "Ann, Annual Ann Ann"
    mask = mask_of(kind, text)
    starts, written = mask.starts(), 0
    for char in b"Ann":
        token = vocabulary(kind).token_of[bytes([char])]
        starts, written = mask.options(starts, written).go[token], written + 1
    held, ranges = mask.options(starts, written).shut[SKELETONS[kind].closer[0]]
    assert held == SKELETONS[kind].closer[1]
    assert mask.take(ranges) == [(0, 3), (12, 15), (16, 19)]
    assert mask.text(ranges[0]) == "Ann"


def test_a_range_is_used_up():
    """A range taken is not offered again, and when all are, the mask is empty."""
    text = "a b"
    mask = mask_of("bytes", text)
    taken = []
    while mask:
        starts, written = mask.starts(), 0
        while not (options := mask.options(starts, written)).shut:
            token = next(iter(options.go))
            starts, written = options.go[token], written + 1
        ((_, ranges),) = options.shut.values()
        taken += mask.take(ranges)
    assert sorted(taken) == [(0, 1), (0, 3), (2, 3)]


@pytest.mark.parametrize("before", ["", "(", "key "])
@pytest.mark.parametrize("size", [LONGEST, LONGEST + 1, 10_000])
def test_a_word_too_long_is_written_in_part_and_meant_in_whole(before, size):
    """Of a word longer than the longest span its beginning is written, and all of it is found."""
    text = before + "k" * size + " end"
    mask = mask_of("bytes", text)
    starts = [next(start for start in mask.starts() if start == len(before))]
    written = 0
    while not (options := mask.options(starts, written)).shut:
        ((_, starts),) = options.go.items()
        written += 1
    ((_, ranges),) = options.shut.values()
    assert written == LONGEST
    assert mask.take(ranges)[0] == (len(before), len(before) + size)


def test_no_span_is_longer_than_the_longest():
    """From one start, the ends reach `LONGEST` characters and no further."""
    text = "é " * 300
    mask = mask_of("bytes", text)
    longest = max(mask._offsets[last] - mask._offsets[start] for start, last in mask._last.items())
    assert longest == LONGEST - 1  # the last character is a space


def test_a_window_is_a_piece_of_the_message():
    """Offsets are the message's, and a word that the window's border cuts is meant in whole."""
    text = "see Nora Whitfield there"
    mask = mask_of("qwen", text, (4, 13))  # "Nora Whit"
    assert [mask._offsets[start] for start in mask.starts()] == [4, 9]
    assert mask.take([(5, 9)]) == [(9, 18)]
