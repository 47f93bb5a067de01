"""A restore teaches words, one by one: the value in them is hidden, and in no other word."""

from __future__ import annotations

import json
import re
import threading
import time
from itertools import accumulate, pairwise
from urllib.parse import quote, unquote

import pytest
from harness import NOTHING, Table, span
from hypothesis import given
from hypothesis import strategies as st
from strategies import cuts_of, spans_of, texts

from langchain_memprivacy import MemoryVault, MemPrivacy, PrivacyEngine, SQLiteVault
from langchain_memprivacy.glued import MAX_WORDS, SIDE, WORDS_OF_VALUE
from langchain_memprivacy.restoring import StreamRestorer
from langchain_memprivacy.testing.extractors import FixedExtractor

KNOWN = {"REAL_NAME": "Mark", "PASSWORD": "4921", "DETAILED_ADDRESS": "R&D 王"}
NAMES = ["<REAL_NAME_1>", "<PASSWORD_1>", "<DETAILED_ADDRESS_1>"]
INNOCENT = "Marketing in Denmark; remarkable Markdown, order 849210550, PIN49211, R&Ds"


def engine(vault=None, scope="local"):
    """An engine that finds nothing, over a vault that knows values."""
    vault = vault or MemoryVault()
    first = PrivacyEngine(FixedExtractor({v: (t, 3) for t, v in KNOWN.items()}), vault, scope=scope)
    assert [first.desensitize(value) for value in KNOWN.values()] == NAMES
    return PrivacyEngine(NOTHING, vault, scope=scope)


@pytest.mark.parametrize(
    ("name", "reply", "text"),
    [
        ("Mark", "These are <REAL_NAME_1>s things", "Marketing in Denmark; remarkable Markdown"),
        ("Ann", "<REAL_NAME_1>s <REAL_NAME_1>a", "Annual leave, Joanne, Hannah"),
        ("4921", "Your PIN<REAL_NAME_1>0", "order 84921550, 49210"),
    ],
)
def test_one_glued_placeholder_does_not_tear_other_words(name, reply, text):
    """Replies hold `<REAL_NAME_1>s` often; what is said later must not suffer from it."""
    privacy = MemPrivacy(extractor=FixedExtractor({name: ("REAL_NAME", 2)}), vault=MemoryVault())
    privacy.desensitize(f"It is {name}.")
    assert privacy.desensitize(text) == text
    raw = privacy.restore(reply)
    assert privacy.desensitize(text) == text
    assert privacy.desensitize(f"{text}; {text}") == f"{text}; {text}"
    assert privacy.desensitize(raw) == reply


@pytest.mark.parametrize(
    "text",
    [
        "Marks",
        "(Marks)",
        "Marks's",
        "马克Marks说",
        "x_Marks_y",
        '{"a": "Marks\\nb"}',
        "?q=%20Marks%20",
    ],
)
def test_the_word_itself_wherever_it_stands(text):
    """In prose, JSON and URLs."""
    privacy = engine()
    assert privacy.desensitize(text) == text
    privacy.restore("<REAL_NAME_1>s")
    assert privacy.desensitize(text) == text.replace("Mark", "<REAL_NAME_1>")


@pytest.mark.parametrize(
    "text", ["Markss", "xMarks", "Marks2", "2Marks", "marks", "Marke", "Marks\u0301"]
)
def test_longer_words_are_other_words(text):
    """A word is all letters, digits and marks in a row."""
    privacy = engine()
    privacy.restore("<REAL_NAME_1>s")
    assert privacy.desensitize(text) == text


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ('{"q": "\\u0434<REAL_NAME_1>s"}', "дMarks"),
        ("д<REAL_NAME_1>s", '{"q": "\\u0434Marks"}'),
        ('{"q": "x<DETAILED_ADDRESS_1>"} ', "xR&D 王"),
        ("https://x.example/?q=2<PASSWORD_1>%41", "24921A"),
        ("&lt;DETAILED_ADDRESS_1&gt;x &#65;&lt;REAL_NAME_1&gt;", "AMark"),
        ("%3CREAL_NAME_1%3E%31%41", "Mark1A"),
        ('{"a": "{\\"b\\": \\"\\\\u0041<REAL_NAME_1>\\"}"}', "AMark"),
    ],
)  # fmt: skip
def test_the_word_with_and_without_its_escapes(reply, text):
    """A program that reads a restored reply takes the escapes off, another puts them on."""
    privacy = engine()
    raw = privacy.restore(reply)
    for seen in (raw, text):
        hidden = privacy.desensitize(seen)
        assert not any(value in hidden for value in ("Mark", "4921", "R&D"))
        assert privacy.restore(hidden) == seen


@pytest.mark.parametrize(
    "reply", ['{"a": "\\n<REAL_NAME_1>"}', "%20<REAL_NAME_1>", "\\t<REAL_NAME_1>"]
)
def test_the_letter_of_an_escape_is_no_letter(reply):
    """`n` before a name is a line break there: nothing is learned from it."""
    privacy = engine()
    privacy.restore(reply)
    assert privacy.desensitize("nMark, tMark") == "nMark, tMark"


pieces = st.lists(
    st.sampled_from([*NAMES, "s", "ing", "x", "5", " ", ", ", "\\u00e9", "%41", "&#65;", "é", "\u0301", "王"]),
    max_size=8,
).map("".join)  # fmt: skip


@given(pieces)
def test_texts_without_the_word_are_as_before(reply):
    """A restore between two calls changes nothing in the second, unless a word of it is there."""
    privacy = engine()
    before = privacy.desensitize(INNOCENT)
    raw = privacy.restore(reply)
    words = re.findall(r"[^\W_]+", raw)
    if not set(words) & set(re.findall(r"[^\W_]+", INNOCENT)):
        assert privacy.desensitize(INNOCENT) == before
        other = PrivacyEngine(NOTHING, privacy.vault)
        assert other.desensitize(INNOCENT) == before


@given(texts, st.data())
def test_a_restore_between_changes_nothing_in_the_same_text(text, data):
    """Neither in the text, nor in what it became, whatever was found in the middle of words."""
    privacy = PrivacyEngine(Table({text: data.draw(spans_of(text))}), MemoryVault())
    sent = privacy.desensitize(text)
    privacy.restore(sent)
    assert privacy.desensitize(sent) == sent
    assert privacy.desensitize(text) == sent


def test_a_look_alike_beside_letters():
    """The same where a literal is part of one word by its length, and not of another."""
    privacy = PrivacyEngine(NOTHING, MemoryVault())
    text = "EREAL_NAME_1 REAL_NAME_1 PREAL_NAME_13"
    sent = privacy.desensitize(text)
    assert privacy.restore(sent) == text
    assert privacy.desensitize(sent) == sent
    assert privacy.desensitize(text) == sent


@pytest.mark.parametrize("text", ["Marks, Marks", "Marks, Mark, xMark, Marks"])
def test_a_word_is_one_word_wherever_it_stands_in_a_text(text):
    """What the extractor found in it once is hidden in it at once, not after the next restore."""
    privacy = PrivacyEngine(Table({text: [span(text, "Mark", "REAL_NAME", 2)]}), MemoryVault())
    sent = privacy.desensitize(text)
    assert sent == re.sub(r"\bMark", "<REAL_NAME_1>", text)
    assert privacy.restore(sent) == text
    assert privacy.desensitize(sent) == sent


def test_an_issued_look_alike_teaches_as_its_restore_does():
    """It is restored when it comes back, so its word is known when it leaves."""
    privacy = engine()
    assert privacy.desensitize("<REAL_NAME_1>s Marks") == "<REAL_NAME_1>s <REAL_NAME_1>s"


@given(pieces, st.data())
def test_a_stream_teaches_the_same_words(reply, data):
    """However it is cut."""

    def taught(chunks):
        told = set()

        values = dict(zip(NAMES, KNOWN.values(), strict=True))
        stream = StreamRestorer(lambda p: values.get(str(p)), lambda *word: told.add(word))
        raw = "".join(map(stream.feed, chunks)) + stream.flush()
        return raw, told

    raw, told = taught([reply])
    cut_raw, cut_told = taught(data.draw(cuts_of(reply)))
    assert cut_raw == raw
    assert cut_told >= told


@pytest.mark.parametrize("reply", ["Your PIN<PASSWORD_1>0", "x<REAL_NAME_1>", "<REAL_NAME_1>s"])
def test_a_stream_that_is_stopped_within_a_word(reply):
    """Nobody flushes after a Stop button; what was shown comes back with the next turn."""
    privacy = engine()
    raw = privacy.restorer().feed(reply)
    assert privacy.desensitize(raw) == reply


@given(pieces, st.data())
def test_a_stream_that_is_stopped_anywhere(reply, data):
    """Also where what was shown lags behind what was restored."""
    privacy = engine()
    shown = list(accumulate(map(privacy.restorer().feed, data.draw(cuts_of(reply)))))
    for raw in shown:
        hidden = privacy.desensitize(raw)
        assert not any(value in hidden for value in KNOWN.values())
        assert privacy.restore(hidden) == raw


def test_an_earlier_stop_is_not_undone_by_a_later_stream():
    """The same word, given out by two streams: one is stopped there, one goes on."""
    privacy = engine()
    privacy.restorer().feed("PIN<PASSWORD_1>0")
    later = privacy.restorer()
    for chunk in ("PIN<PASSWORD_1>", "0", "5", " is it"):
        later.feed(chunk)
    later.flush()
    assert privacy.desensitize("PIN49210 PIN492105") == "PIN<PASSWORD_1>0 PIN<PASSWORD_1>05"


def test_a_stream_teaches_a_word_as_far_as_it_came():
    """What was not given out yet is no word of this reply."""
    privacy = engine()
    restorer = privacy.restorer()
    for chunk in ("The <REAL_NAME_1>", "e", "t"):
        restorer.feed(chunk)
    assert privacy.desensitize("Mark, Marketing") == "<REAL_NAME_1>, Marketing"
    assert privacy.desensitize("Marke, Market") == "<REAL_NAME_1>e, <REAL_NAME_1>et"
    restorer.feed("ing plan; <REAL_NAME_1>s")
    assert privacy.desensitize("Marketing, Marketin") == "<REAL_NAME_1>eting, Marketin"
    assert privacy.desensitize("Marks") == "<REAL_NAME_1>s"


def test_very_long_words():
    """They are told apart by what stands next to the value; all of it is not kept."""
    privacy = engine()
    privacy.restore("a" * 9_000 + "<REAL_NAME_1>" + "b" * 9_000)
    for size in (SIDE, SIDE + 1, 9_000):
        text = "a" * size + "Mark" + "b" * size
        assert privacy.desensitize(text) == text.replace("Mark", "<REAL_NAME_1>")
    text = "a" * (SIDE - 1) + "Mark" + "b" * SIDE
    assert privacy.desensitize(text) == text


@pytest.mark.parametrize(
    ("letters", "unescaped"),
    [
        (json.dumps("\U0001d400" * (SIDE + 8))[1:-1], lambda raw: json.loads(f'"{raw}"')),
        (quote(quote("é" * (SIDE + 8))), lambda raw: unquote(unquote(raw))),
        (quote(quote(quote("é" * (SIDE + 8)))), lambda raw: unquote(unquote(unquote(raw)))),
    ],
    ids=["json", "urls", "many urls"],
)
@pytest.mark.parametrize("stops", [True, False])
def test_very_long_escaped_words(letters, unescaped, stops):
    """Letters that take up to twelve characters each, and more: then any word is meant."""
    for reply in (letters + "<REAL_NAME_1>", "<REAL_NAME_1>" + letters):
        privacy = engine()
        restorer = privacy.restorer()
        raw = restorer.feed(reply) if stops else restorer.whole(reply)
        assert "Mark" in raw
        assert "Mark" not in privacy.desensitize(raw)
        assert "Mark" not in privacy.desensitize(unescaped(raw))
        assert privacy.desensitize("49210") == "49210"


def test_escaped_scripts_are_not_taken_for_a_word():
    """However many escapes there are: what stands next to the value is seen."""
    privacy = engine()
    privacy.restore("https://a.io/" + quote("王小明" * 60) + "<REAL_NAME_1>" + quote("王" * 200))
    assert privacy.desensitize(INNOCENT) == INNOCENT


def test_a_value_with_too_many_words_counts_in_any():
    """A reply that makes up words costs hiding too much; the first word is hidden as the last."""
    privacy = engine()
    assert privacy.desensitize("xMarkx 49210") == "xMarkx 49210"
    names = (f"<REAL_NAME_1>v{number}" for number in range(MAX_WORDS + 4))
    raw = privacy.restore("PIN<PASSWORD_1>0 " + " ".join(names))
    assert "Mark" not in privacy.desensitize(raw)
    hidden = privacy.desensitize("xMarkx Marks Markv0 49210 492100")
    assert hidden == (
        "x<REAL_NAME_1>x <REAL_NAME_1>s <REAL_NAME_1>v0 49210 492100"  # PIN49210 is another
    )
    assert privacy.desensitize("PIN49210") == "PIN<PASSWORD_1>0"
    assert privacy.restore(hidden) == "xMarkx Marks Markv0 49210 492100"


def test_up_to_so_many_words_of_a_value_are_told_apart():
    """None is given up before that."""
    privacy = engine()
    privacy.restore(" ".join(f"<REAL_NAME_1>v{number}x" for number in range(WORDS_OF_VALUE)))
    assert privacy.desensitize("Markv0x Markv9x Marks") == "<REAL_NAME_1>v0x <REAL_NAME_1>v9x Marks"
    privacy.restore("<REAL_NAME_1>t")
    assert privacy.desensitize("Markv0x Marks") == "<REAL_NAME_1>v0x <REAL_NAME_1>s"
    privacy.forget(placeholder="<REAL_NAME_1>")
    assert "Mark" not in repr(vars(privacy.desensitizer()._view._glued))
    privacy.extractor = FixedExtractor({"Mark": ("REAL_NAME", 2)})
    assert privacy.desensitize("Mark Marks") == "<REAL_NAME_2> Marks"


def test_many_values_with_many_words():
    """A scope full of words: values told later count in any word, none is given up."""
    names = [f"N{number:03}q" for number in range(MAX_WORDS // WORDS_OF_VALUE + 2)]
    fixed = FixedExtractor(dict.fromkeys(names, ("REAL_NAME", 2)))
    privacy = PrivacyEngine(fixed, MemoryVault())
    privacy.desensitize(" ".join(names))
    privacy.extractor = NOTHING
    view = privacy.desensitizer()._view
    raws = []
    for number in range(1, len(names) + 1):
        words = (f"<REAL_NAME_{number}>v{word}" for word in range(WORDS_OF_VALUE))
        raws.append(privacy.restore(" ".join(words)))
        assert len(view._log) <= MAX_WORDS + len(names)
    for name, raw in zip(names, raws, strict=True):
        assert name not in privacy.desensitize(raw)
    assert view._glued._size <= MAX_WORDS
    text = f"{names[0]}s {names[-1]}s"
    assert privacy.desensitize(text) == f"{names[0]}s <REAL_NAME_{len(names)}>s"


def test_a_value_that_counts_in_any_word_leaves_placeholders_alone():
    """Their type tags and numbers hold short values, too."""
    fixed = FixedExtractor({"EMA": ("REAL_NAME", 2), "e@x.example": ("EMAIL", 2)})
    privacy = PrivacyEngine(fixed, MemoryVault())
    text = "EMA, e@x.example"
    assert privacy.desensitize(text) == "<REAL_NAME_1>, <EMAIL_1>"
    privacy.restore(" ".join(f"<REAL_NAME_1>v{number}" for number in range(MAX_WORDS)))
    assert privacy.desensitize("TEMAS <EMAIL_1> EMA") == "T<REAL_NAME_1>S <EMAIL_1> <REAL_NAME_1>"


@pytest.mark.parametrize("size", [1, WORDS_OF_VALUE - 2, WORDS_OF_VALUE, MAX_WORDS - 2])
def test_earlier_texts_are_looked_at_again(size):
    """What was remembered of a text does not outlive what it was compared with."""
    privacy = engine()
    assert privacy.desensitize("Marklast") == "Marklast"
    privacy.restore(" ".join(f"<REAL_NAME_1>v{number}" for number in range(size)))
    privacy.restore("<REAL_NAME_1>a <REAL_NAME_1>b <REAL_NAME_1>last <REAL_NAME_1>c")
    assert privacy.desensitize("Marklast") == "<REAL_NAME_1>last"


def test_forgotten_with_the_value():
    """A word holds the value: it goes where the value goes, and does not come back with it."""
    privacy = engine()
    privacy.restore("<REAL_NAME_1>s <PASSWORD_1>0")
    privacy.forget(placeholder="<REAL_NAME_1>")
    assert privacy.desensitize("Marks 49210") == "Marks <PASSWORD_1>0"
    assert "Mark" not in repr(vars(privacy.desensitizer()._view._glued))
    privacy.extractor = FixedExtractor({"Mark": ("REAL_NAME", 2)})
    assert privacy.desensitize("Mark Marks") == "<REAL_NAME_2> Marks"


def test_corrected_with_the_value():
    """The word belongs to the old value."""
    privacy = engine()
    privacy.restore("<REAL_NAME_1>s")
    privacy.correct("<REAL_NAME_1>", "Marc")
    assert privacy.desensitize("Marks Marcs Marc") == "Marks Marcs <REAL_NAME_1>"


def test_each_scope_for_itself_and_on_disk_too(tmp_path):
    """What one person's replies teach says nothing in another's texts, nor to a later process."""
    with SQLiteVault(tmp_path / "v.db", key=bytes(32)) as vault:
        one, two = engine(vault, "one"), engine(vault, "two")
        one.restore("<REAL_NAME_1>s")
        assert one.desensitize(f"Marks {INNOCENT}") == f"<REAL_NAME_1>s {INNOCENT}"
        assert two.desensitize(f"Marks {INNOCENT}") == f"Marks {INNOCENT}"
    with SQLiteVault(tmp_path / "v.db", key=bytes(32)) as vault:
        later = PrivacyEngine(NOTHING, vault, scope="one")
        assert later.desensitize("Marks Mark") == "Marks <REAL_NAME_1>"
        later.restore("<REAL_NAME_1>s")
        assert later.desensitize("Marks Mark") == "<REAL_NAME_1>s <REAL_NAME_1>"


def test_who_restores_never_waits():
    """On an event loop nobody may wait for one who desensitizes; the word is learned after that."""
    privacy = engine()
    assert privacy.desensitize("Marks") == "Marks"
    keeper = privacy.desensitizer()
    held, done = threading.Event(), threading.Event()

    def hold():
        with keeper._view.lock:
            held.set()
            done.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    try:
        assert privacy.restorer(wait=False).whole("<REAL_NAME_1>s") == "Marks"
    finally:
        done.set()
        holder.join()
    assert privacy.desensitize("Marks") == "<REAL_NAME_1>s"


@pytest.mark.parametrize("size", [2_000, 20_000])
@pytest.mark.parametrize(
    "piece", ["<REAL_NAME_1>", "x<REAL_NAME_1>", "https://a.io/%41<REAL_NAME_1>\\u0041&#65;"]
)
def test_floods_take_linear_time(size, piece):
    """Thousands of values in one word, and in words with escapes."""
    privacy = engine()
    start = time.process_time()
    raw = privacy.restore(piece * size)
    assert "Mark" not in privacy.desensitize(raw)
    assert time.process_time() - start < size / 500


@pytest.mark.parametrize(
    "reply",
    [
        "<REAL_NAME_1>x" * 1_000 + "y" * 10_000,
        "<REAL_NAME_1>%41" * 300,
        "<REAL_NAME_1>&amp;x" * 300,
        ("%41" * 100 + "<REAL_NAME_1>" + "%41" * 100) * 10,
    ],
)
def test_streams_of_single_characters_take_linear_time(reply):
    """A word that never ends is not gone through again with each character."""
    privacy = engine()
    restorer = privacy.restorer()
    start = time.process_time()
    raw = "".join(map(restorer.feed, reply)) + restorer.flush()
    assert time.process_time() - start < 5
    assert "Mark" not in privacy.desensitize(raw)


def test_a_list_in_an_address_is_not_taken_for_one_word():
    """Escaped commas end a word as commas do, however long the list."""
    privacy = engine()
    restorer = privacy.restorer()
    for char in "https://a.io/?q=" + "<REAL_NAME_1>%2C%20<PASSWORD_1>%2C%20" * 30:
        restorer.feed(char)
    restorer.flush()
    assert privacy.desensitize(INNOCENT) == INNOCENT


def test_pairs_of_chunks():
    """A value at the end of a chunk waits for the next one; a space there settles it."""
    for reply in ("<REAL_NAME_1>s", "x<REAL_NAME_1>", "<REAL_NAME_1> s"):
        for cut in range(len(reply) + 1):
            privacy = engine()
            restorer = privacy.restorer()
            raw = "".join(restorer.feed(reply[a:b]) for a, b in pairwise([0, cut, len(reply)]))
            raw += restorer.flush()
            assert privacy.desensitize(raw) == reply
            assert privacy.desensitize("Markt") == "Markt"
