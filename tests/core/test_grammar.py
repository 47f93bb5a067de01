"""The placeholder grammar: every accepted slip, every near miss, and what may still grow."""

from __future__ import annotations

import itertools

import pytest
from harness import open_from
from hypothesis import given
from hypothesis import strategies as st
from strategies import CASES, PAIRS, SEPARATORS, look_alikes, spell, texts, words

from langchain_memprivacy.placeholders import (
    LITERAL,
    MAX_LENGTH,
    STANDARD_TAGS,
    Escape,
    Placeholder,
    find_placeholders,
    open_tail,
    parse_placeholder,
)
from langchain_memprivacy.taxonomy import PrivacyType

LONGEST = max(STANDARD_TAGS, key=len)
SPELLINGS = [
    spell(case(tag), 7, pair, separator, pad)
    for pair, case, separator, tag, pad in itertools.product(
        PAIRS, CASES, SEPARATORS, STANDARD_TAGS, ("", " ")
    )
]
BARE = [spell(tag, 7, ("", ""), separator) for tag in STANDARD_TAGS for separator in ("_", "\\_")]


def test_standard_tags_are_the_papers_and_literal():
    """The 28 types and `LITERAL` may be written with slips."""
    assert set(STANDARD_TAGS) == {tag.value for tag in PrivacyType} | {LITERAL}
    assert len(STANDARD_TAGS) == 29


def test_every_accepted_slip_parses():
    """11 bracket pairs, letter cases, separators and inner spaces, for all 29 tags."""
    wanted = {(tag, 7) for tag in STANDARD_TAGS}
    read = [parse_placeholder(text) for text in SPELLINGS]
    assert None not in read
    assert set(read) == wanted
    assert len(SPELLINGS) == 11 * 4 * 9 * 29 * 2


@pytest.mark.parametrize("text", BARE)
def test_bare_tags_parse_in_upper_case(text):
    """Brackets may be dropped, Markdown escapes kept."""
    assert parse_placeholder(text).number == 7
    assert parse_placeholder(text.lower()) is None


@given(st.sampled_from(SPELLINGS + BARE), words, words)
def test_what_is_read_is_what_was_meant(text, before, after):
    """In a sentence the same placeholder is found, with its exact range."""
    found = [m for m in find_placeholders(f"{before} {text} {after}") if m.start == len(before) + 1]
    assert [(m.end - m.start, m.placeholder) for m in found] == [
        (len(text), parse_placeholder(text))
    ]


def test_slips_of_each_tag_mean_that_tag():
    """No slip turns one tag into another."""
    for tag in STANDARD_TAGS:
        for pair, separator in itertools.product(PAIRS, SEPARATORS):
            assert parse_placeholder(spell(tag, 12, pair, separator)) == Placeholder(tag, 12)


def test_canonical_form_takes_any_tag():
    """Types that a model named are read in their canonical form."""
    for tag in ("PET_NAME", "X", "A1", "T" * 48, "A_B_C_D_E_F"):
        assert parse_placeholder(f"<{tag}_3>") == Placeholder(tag, 3)
        assert str(Placeholder(tag, 3)) == f"<{tag}_3>"


@pytest.mark.parametrize(
    ("text", "escape"),
    [
        ("<EMAIL_1>", Escape.NONE),
        ("&lt;EMAIL_1&gt;", Escape.HTML),
        ("\\u003cEMAIL_1\\u003e", Escape.JSON),
        ("\\u003CEMAIL_1\\u003E", Escape.JSON),
        ("%3CEMAIL_1%3E", Escape.URL),
        ("%3cemail_1%3e", Escape.URL),
        ("[EMAIL_1]", Escape.NONE),
    ],
)
def test_escape_says_how_the_brackets_were_written(text, escape):
    """The value has to be escaped as the brackets were."""
    assert next(find_placeholders(text)).escape is escape


@pytest.mark.parametrize(
    "text",
    [
        # digits touched
        "<EMAIL_01>", "<EMAIL_0>", "<EMAIL_1 2>", "<EMAIL_1,2>", "<EMAIL_1.5>", "<EMAIL_-1>",
        "<EMAIL_１>", "<EMAIL_1２>", "<EMAIL_٣>", "<EMAIL_1234567890>", "<EMAIL_²>", "<EMAIL_I>",
        "<EMAIL_one>", "<EMAIL_>", "<EMAIL>", "EMAIL_1２", "EMAIL_1٣", "EMAIL_1a", "EMAIL_1_",
        # letters that fold to ASCII ones
        "<TO\u212aEN_1>", "<\u212aEY_1>", "<pa\u017fsword_1>", "<PA\u017f\u017fWORD_1>",
        "<EMA\u0130L_1>", "<ema\u0131l_1>", "<ＥＭＡＩＬ_1>", "<ЕMAIL_1>",
        # unknown lower-case tags, other separators
        "<pet_name_1>", "[PET_NAME_1]", "PET_NAME_1", "&lt;PET_NAME_1&gt;", "<pet name 1>",
        "<EMAIL-1>", "<EMAIL1>", "<email__1>", "<EMAIL  1>", "<realname_1>", "<E MAIL_1>",
        "<EMAIL\t1>", "<EMAIL\n1>", "<EMAIL\u00a01>", "<EMAIL_1\u200b>", "<  EMAIL_1>",
        # mixed, doubled and damaged brackets
        "<email_1]", "[email_1>", "＜email_1>", "&lt;email_1>", "%3Cemail_1&gt;", "(email_1)",
        "{email_1}", "\\u003cemail_1%3E", "&lt;email_1&gt", "&#60;email_1&#62;", "<<email_1",
        # bare, but not a word of its own
        "XEMAIL_1", "_EMAIL_1", "1EMAIL_1", "email_1", "Email_1",
        "<" + "T" * 49 + "_1>",
    ],
)  # fmt: skip
def test_near_misses_are_not_placeholders(text):
    """What is not in the table is not read as a whole, and no part of it in small letters."""
    assert parse_placeholder(text) is None


@pytest.mark.parametrize(
    "text",
    ["<EMAIL_1２>", "<EMAIL_１>", "<EMAIL_01>", "<EMAIL_1234567890>", "EMAIL_1٣", "<EMAIL_1a>"],
)
def test_touched_digits_hide_no_bare_placeholder(text):
    """A number cut short is another number."""
    assert list(find_placeholders(text)) == []


def test_look_alikes_do_not_hide_real_ones():
    """Something that only looks like a placeholder may stand around a real one."""
    text = "[not one 1] <<EMAIL_1>> [see <REAL_NAME_2>] <nope_1> \\<KEY_3>"
    assert [(str(m.placeholder), text[m.start : m.end]) for m in find_placeholders(text)] == [
        ("<EMAIL_1>", "<EMAIL_1>"),
        ("<REAL_NAME_2>", "<REAL_NAME_2>"),
        ("<KEY_3>", "<KEY_3>"),
    ]


@given(texts, st.data())
def test_start_keeps_the_left_neighbour(text, data):
    """Searching from an offset finds what a search of the whole finds from there on."""
    matches = list(find_placeholders(text))
    start = data.draw(st.sampled_from([0, *(m.end for m in matches)]))
    assert list(find_placeholders(text, start)) == [m for m in matches if m.start >= start]


@given(texts)
def test_matches_are_disjoint_and_in_order(text):
    """Each match lies after the one before and reads the same alone."""
    end = 0
    for match in find_placeholders(text):
        assert end <= match.start < match.end
        end = match.end
        assert parse_placeholder(text[match.start : match.end]) == match.placeholder


def test_every_proper_prefix_of_every_form_is_open():
    """A stream holds back whatever may become a placeholder."""
    for text in {*SPELLINGS[::7], *BARE, "<PET_NAME_7>", f"<{'T' * 48}_999999999>"}:
        cuts = [n for n in range(1, len(text)) if open_tail(text[:n]) != 0]
        assert cuts == []


def test_longest_form_is_within_the_limit():
    """No spelling is longer than what a stream looks back."""
    long = [
        spell(LONGEST, 999_999_999, pair, separator, " ")
        for pair in PAIRS
        for separator in SEPARATORS
    ]
    assert max(map(len, [*long, f"<{'T' * 48}_999999999>"])) <= MAX_LENGTH
    for text in long:
        assert parse_placeholder(text) == (LONGEST, 999_999_999)
        assert open_tail("x" * 100 + text[:-1]) == 100


@pytest.mark.parametrize(
    "text", ["<EMAIL_1>", "[email 1]", "&lt;KEY_2&gt;", "\\<KEY_1\\>", "<X_1>"]
)
def test_a_complete_placeholder_is_not_open(text):
    """Once its closing bracket is there, nothing more is waited for."""
    assert open_tail(text) == len(text)
    assert open_tail(f"see {text}") == len(text) + 4


@given(
    st.one_of(look_alikes(), st.tuples(words, look_alikes()).map("".join), texts), st.integers(0, 9)
)
def test_open_tail_is_exact(text, cut):
    """It holds back all that may grow, and nothing that may not."""
    text = text[: len(text) - cut] if cut else text
    assert open_tail(text) == open_from(text)


@given(texts)
def test_no_match_is_torn_by_the_open_tail(text):
    """A placeholder lies before the held part or in it, never across."""
    tail = open_tail(text)
    assert all(m.end <= tail or m.start >= tail for m in find_placeholders(text))


@pytest.mark.parametrize(
    "text", ["", "a", "1", "é", "]", "&amp;", "<e ", "< 1", "[1", "\\n", "a<z", "a<1", "&gt;"]
)
def test_plain_text_is_not_open(text):
    """Ordinary characters go through at once."""
    assert open_tail(text) == len(text)
