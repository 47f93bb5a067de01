"""Round trips, idempotence, nothing left over, one placeholder per value: for any extractor."""

from __future__ import annotations

import json

import pytest
from harness import NOTHING, Table, outside, span, stands_in
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import (
    TYPES,
    fixed_values,
    labels,
    look_alikes,
    plain_texts,
    spans_of,
    texts,
    values,
    words,
)

from langchain_memprivacy.engine import PrivacyEngine
from langchain_memprivacy.extractors.combine import UnionExtractor
from langchain_memprivacy.extractors.rules import RuleExtractor
from langchain_memprivacy.locate import is_boundary
from langchain_memprivacy.placeholders import Placeholder, find_placeholders
from langchain_memprivacy.spans import PrivacySpan
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.vault.memory import MemoryVault
from langchain_memprivacy.vault.sqlite import SQLiteVault

RULES = RuleExtractor()
KEY = bytes(range(32))


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory):
    """One file for a module's examples; each takes a scope of its own."""
    with SQLiteVault(tmp_path_factory.mktemp("vault") / "vault.db", key=KEY) as vault:
        yield vault


@st.composite
def messages(draw, size=1, text=texts):
    """Messages, and an extractor that finds any spans in them, fixed values, or by rule."""
    several = draw(st.lists(text, min_size=size, max_size=size + 2, unique=True))
    spans = Table({text: draw(spans_of(text)) for text in several})
    kind = draw(st.sampled_from(("spans", "fixed", "both", "rules")))
    if kind == "spans":
        return several, spans
    fixed = FixedExtractor(draw(fixed_values))
    if kind == "fixed":
        return several, fixed
    return several, UnionExtractor([fixed, spans] if kind == "both" else [RULES, fixed])


def protected(engine, text):
    """The spans the policy protects, as they came from the extractor."""
    found = engine.extractor.extract(text, role="user", real_name=None)
    return [s for s in found if engine.policy.protects(s.type, s.level)]


def names_issued(engine, text, scope="local"):
    """Tell whether a text holds a look-alike of a placeholder issued in the scope."""
    issued = {}
    for entry in engine.vault.changes(scope).entries:
        issued[entry.placeholder.type] = max(
            issued.get(entry.placeholder.type, 0), entry.placeholder.number
        )
    return any(
        m.placeholder.number <= issued.get(m.placeholder.type, 0) for m in find_placeholders(text)
    )


class TestRoundTrip:
    @settings(max_examples=400)
    @given(messages())
    def test_in_a_fresh_scope_every_text_comes_back(self, case):
        """No look-alike was issued yet, so there is no exception."""
        several, extractor = case
        engine = PrivacyEngine(extractor, MemoryVault())
        assert engine.restore(engine.desensitize(several[0])) == several[0]

    @given(messages(size=3))
    def test_earlier_outputs_stay_exact_in_a_conversation(self, case):
        """What later messages mint changes nothing in what was said before.

        A message is left out where it holds a look-alike of a placeholder that was
        issued when it came: the documented exception.
        """
        several, extractor = case
        engine = PrivacyEngine(extractor, MemoryVault())
        sent = []
        for text in several:
            exempt = names_issued(engine, text)
            result = engine.desensitize(text)
            sent += [] if exempt else [(text, result)]
            assert [engine.restore(result) for _, result in sent] == [text for text, _ in sent]

    @settings(max_examples=60)
    @given(messages(size=2), st.uuids())
    def test_on_disk_and_by_another_engine(self, sqlite, case, scope):
        """The same over SQLite, restored by an engine that has seen none of it."""
        several, extractor = case
        scope = str(scope)
        engine = PrivacyEngine(extractor, sqlite, scope=scope)
        text = several[0]
        result = engine.desensitize(text)
        other = PrivacyEngine(NOTHING, sqlite, scope=scope)
        assert other.desensitize(result) == result
        assert other.restore(result) == text
        assert other.desensitize(result) == result

    @given(plain_texts, st.sampled_from(("<EMAIL_1>", "[email 1]", "EMAIL\\_1", "%3CEMAIL_1%3E")))
    def test_the_exception_is_the_issued_look_alike_and_no_more(self, text, look_alike):
        """An issued look-alike passes unchanged and is restored; all around it is exact."""
        engine = PrivacyEngine(FixedExtractor({"qqq": ("EMAIL", "PL2")}), MemoryVault())
        assert engine.desensitize("qqq") == "<EMAIL_1>"
        whole = f"qqq {look_alike} {text}"
        result = engine.desensitize(whole)
        assert result.startswith(f"<EMAIL_1> {look_alike} ")
        assert engine.restore(result) == f"qqq qqq {text}"

    def test_look_alike_that_appears_only_when_its_neighbour_goes(self):
        """`EMAIL_1bob` names nothing, but would with `bob` replaced."""
        engine = PrivacyEngine(
            FixedExtractor({"a@b.example": ("EMAIL", 2), "bob": ("REAL_NAME", 2)}), MemoryVault()
        )
        text = "a@b.example EMAIL_1bob"
        result = engine.desensitize(text)
        assert result == "<EMAIL_1> <LITERAL_1><REAL_NAME_1>"
        assert engine.restore(result) == text

    def test_values_inside_values(self):
        """The longest wins, and what it holds comes back with it."""
        engine = PrivacyEngine(
            FixedExtractor({"Ann": ("REAL_NAME", 2), "Ann Holm": ("REAL_NAME", 2)}), MemoryVault()
        )
        text = "Ann, Ann Holm's Ann"
        result = engine.desensitize(text)
        assert result == "<REAL_NAME_1>, <REAL_NAME_2>'s <REAL_NAME_1>"
        assert engine.restore(result) == text

    def test_empty_text(self):
        """Nothing in, nothing out."""
        engine = PrivacyEngine(RULES, MemoryVault())
        assert engine.desensitize("") == engine.restore("") == ""


class TestIdempotence:
    @settings(max_examples=300)
    @given(messages())
    def test_once_is_enough(self, case):
        """By the same engine, and by a new one that finds nothing by itself."""
        several, extractor = case
        engine = PrivacyEngine(extractor, MemoryVault())
        result = engine.desensitize(several[0])
        assert engine.desensitize(result) == result
        assert PrivacyEngine(NOTHING, engine.vault).desensitize(result) == result

    @settings(max_examples=300)
    @given(messages(size=2))
    def test_a_restore_between_changes_nothing(self, case):
        """What a restore puts beside letters was known to come: see `test_glued_words.py`."""
        several, extractor = case
        engine = PrivacyEngine(extractor, MemoryVault())
        sent = [engine.desensitize(text) for text in several]
        last = [engine.desensitize(text) for text in sent]
        engine.restore(sent[-1])
        assert engine.desensitize(sent[-1]) == last[-1] == sent[-1]
        other = PrivacyEngine(NOTHING, engine.vault)
        other.restore(sent[-1])
        assert other.desensitize(sent[-1]) == sent[-1]

    @given(
        st.lists(
            st.one_of(words, st.sampled_from(("Ann", "lena.moor@brightleaf.io", "张伟"))),
            max_size=6,
        )
    )
    def test_a_new_engine_with_the_same_extractor(self, pieces):
        """What values by form and list leave is left alone the second time."""
        extractor = UnionExtractor(
            [RULES, FixedExtractor({"Ann": ("REAL_NAME", 2), "张伟": ("REAL_NAME", 2)})]
        )
        vault = MemoryVault()
        result = PrivacyEngine(extractor, vault).desensitize(" ".join(pieces))
        assert PrivacyEngine(extractor, vault).desensitize(result) == result

    @given(look_alikes())
    def test_unissued_look_alikes_are_protected(self, text):
        """In a fresh scope every look-alike becomes a literal."""
        engine = PrivacyEngine(NOTHING, MemoryVault())
        result = engine.desensitize(text)
        assert all(m.placeholder.type == "LITERAL" for m in find_placeholders(result))
        assert (result == text) is not any(find_placeholders(text))
        assert engine.restore(result) == text


class TestNothingLeft:
    @settings(max_examples=300)
    @given(messages())
    def test_no_value_on_its_own_and_no_character_at_its_place(self, case):
        """Each protected value is gone from its place and from wherever it stands as a word."""
        several, extractor = case
        engine = PrivacyEngine(extractor, MemoryVault())
        text = several[0]
        result = engine.desensitize(text)
        gaps = outside(result)
        for found in protected(engine, text):
            for low, high in gaps:
                at = result.find(found.text, low, high)
                while at >= 0:
                    end = at + len(found.text)
                    assert not (is_boundary(result, at) and is_boundary(result, end))
                    at = result.find(found.text, at + 1, high)
        assert kept(text, result, engine).isdisjoint(
            i for found in protected(engine, text) for i in range(found.start, found.end)
        )

    @given(
        st.lists(st.sampled_from(("Ann", "Annual", "and", "s3cr3t", "x", "Ann_", ",")), max_size=8)
    )
    def test_as_an_independent_oracle_sees_it(self, pieces):
        """No protected word is left, by a definition of words of its own."""
        text = " ".join(pieces)
        engine = PrivacyEngine(
            FixedExtractor({"Ann": ("REAL_NAME", 2), "s3cr3t": ("PASSWORD", 4)}), MemoryVault()
        )
        result = engine.desensitize(text)
        assert not stands_in("Ann", result)
        assert not stands_in("s3cr3t", result)
        assert result.count("Annual") == pieces.count("Annual")

    def test_the_second_place_of_a_value_found_once(self):
        """An extractor that names one place protects all of them."""
        text = "pin 4711x and 4711x, %3C4711x%3E"
        engine = PrivacyEngine(Table({text: [span(text, "4711x", "PASSWORD", 4)]}), MemoryVault())
        assert engine.desensitize(text) == "pin <PASSWORD_1> and <PASSWORD_1>, %3C<PASSWORD_1>%3E"

    def test_a_word_that_a_replacement_sets_free(self):
        """`bar` is part of `foobar` until `foo` is replaced."""
        text = "foobar"
        engine = PrivacyEngine(
            Table(
                {text: [span(text, "foo", "REAL_NAME", 2)], "bar": [span("bar", "bar", "EMAIL", 2)]}
            ),
            MemoryVault(),
        )
        engine.desensitize("bar")
        assert engine.desensitize(text) == "<REAL_NAME_1><EMAIL_1>"

    def test_around_an_issued_placeholder_the_rest_is_protected(self):
        """A span across a placeholder leaves only the placeholder."""
        text = "Ann <REAL_NAME_1> Holm"
        engine = PrivacyEngine(
            Table(
                {
                    "Bo": [span("Bo", "Bo", "REAL_NAME", 2)],
                    text: [span(text, text, "MEDICAL_HEALTH", 3)],
                }
            ),
            MemoryVault(),
        )
        engine.desensitize("Bo")
        assert engine.desensitize(text) == "<MEDICAL_HEALTH_1> <REAL_NAME_1> <MEDICAL_HEALTH_2>"


def kept(text, result, engine):
    """Return the offsets of `text` that stand unchanged in `result`, between placeholders."""
    offsets, position = set(), 0
    cursor = 0
    for match in find_placeholders(result):
        gap = result[cursor : match.start]
        offsets |= set(range(position, position + len(gap)))
        position += (
            len(gap)
            + len(engine.restore(result[: match.end]))
            - len(engine.restore(result[: match.start]))
        )
        cursor = match.end
    offsets |= set(range(position, len(text)))
    assert result[cursor:] == text[position:]
    return offsets


class TestOnePlaceholderPerValue:
    @given(st.lists(st.tuples(values, st.sampled_from(TYPES)), min_size=1, max_size=6))
    def test_same_value_same_placeholder(self, pairs):
        """A value keeps its placeholder, and no two values share one."""
        engine = PrivacyEngine(FixedExtractor({v: (t, 2) for v, t in pairs}), MemoryVault())
        for value, _ in pairs:
            assert engine.desensitize(value) == engine.desensitize(value)
        entries = engine.vault.changes("local").entries
        assert len({entry.placeholder for entry in entries}) == len(entries)
        assert len({(entry.placeholder.type, entry.value) for entry in entries}) == len(entries)

    @given(values, labels)
    def test_first_seen_in_json_then_in_prose(self, value, label):
        """Its JSON spelling is read back, so that both places share a placeholder."""
        before = '{"note": "'
        inside = json.dumps(value, ensure_ascii=False)[1:-1]
        document = f'{before}{inside}"}}'
        end = len(before) + len(inside)
        found = PrivacySpan(len(before), end, inside, *label)
        alone = PrivacySpan(0, len(value), value, *label)
        engine = PrivacyEngine(Table({document: [found], value: [alone]}), MemoryVault())
        result = engine.desensitize(document)
        assert json.loads(result)["note"] == engine.desensitize(value)
        assert engine.restore(result) == document

    def test_a_spelling_that_restoring_would_not_write_is_kept_as_it_stands(self):
        """Capitals in `\\u5F20` would come back small: exactness goes before the shared number."""
        name = "\\u5F20\\u4F1F"
        text = f'{{"note": "{name}"}} 张伟'
        rows = {text: [span(text, name, "REAL_NAME", 2), span(text, "张伟", "REAL_NAME", 2)]}
        engine = PrivacyEngine(Table(rows), MemoryVault())
        assert engine.desensitize(text) == '{"note": "<LITERAL_1>"} <REAL_NAME_1>'
        assert engine.restore('{"note": "<LITERAL_1>"} <REAL_NAME_1>') == text

    def test_json_beyond_ascii_shares_the_placeholder(self):
        """What `json.dumps` writes keeps its type; the placeholder is escaped as the value was."""
        text = json.dumps({"note": "张伟, again 张伟"}) + " 张伟"
        name = "\\u5f20\\u4f1f"
        rows = {text: [span(text, name, "REAL_NAME", 2), span(text, "张伟", "REAL_NAME", 2)]}
        engine = PrivacyEngine(Table(rows), MemoryVault())
        form = "\\u003cREAL_NAME_1\\u003e"
        result = engine.desensitize(text)
        assert result == f'{{"note": "{form}, again {form}"}} <REAL_NAME_1>'
        assert engine.restore(result) == text
        assert engine.desensitize(result) == result

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ('say "hi"', '{"note": "say \\"hi\\""}'),
            ("two words", "see https://x.example/?q=two%20words now"),
            ("two\nlines", '{"a": {"b": ["two\\nlines"]}}'),
            ("R&D lab", "https://x.example/R%26D%20lab"),
            ('in "both"', '{"args": "{\\"q\\": \\"in \\\\\\"both\\\\\\"\\"}"}'),
            ("张伟 先生", "https://x.example/张伟%20先生"),
        ],
    )
    def test_first_seen_escaped_then_in_prose(self, value, text):
        """Found in its escaped spelling, the value is kept in its plain one."""
        spelled = {
            'say "hi"': 'say \\"hi\\"',
            "two words": "two%20words",
            "two\nlines": "two\\nlines",
            "R&D lab": "R%26D%20lab",
            'in "both"': 'in \\\\\\"both\\\\\\"',
            "张伟 先生": "张伟%20先生",
        }[value]
        engine = PrivacyEngine(Table({text: [span(text, spelled, "PET_NAME", 2)]}), MemoryVault())
        assert engine.desensitize(text) == text.replace(spelled, "<PET_NAME_1>")
        assert engine.desensitize(f"I said: {value}.") == "I said: <PET_NAME_1>."
        assert engine.restore("So <PET_NAME_1>?") == f"So {value}?"
        assert engine.restore(engine.desensitize(text)) == text

    def test_numbers_are_never_used_again(self):
        """A forgotten value's placeholder stays dead; the value gets a new one."""
        engine = PrivacyEngine(
            FixedExtractor({"Ann": ("REAL_NAME", 2), "Bo": ("REAL_NAME", 2)}), MemoryVault()
        )
        assert engine.desensitize("Ann Bo") == "<REAL_NAME_1> <REAL_NAME_2>"
        engine.forget(placeholder="<REAL_NAME_2>")
        assert engine.restore("<REAL_NAME_2>") == "<REAL_NAME_2>"
        assert engine.desensitize("Bo Ann") == "<REAL_NAME_3> <REAL_NAME_1>"
        engine.forget(scope="local")
        assert engine.desensitize("Ann") == "<REAL_NAME_4>"
        assert engine.restore("<REAL_NAME_1><REAL_NAME_4>") == "<REAL_NAME_1>Ann"

    def test_two_spellings_are_two_values(self):
        """Identity is exact, so that round trips are."""
        engine = PrivacyEngine(
            FixedExtractor({"ann": ("REAL_NAME", 2), "Ann": ("REAL_NAME", 2)}), MemoryVault()
        )
        assert engine.desensitize("Ann ann Ann") == "<REAL_NAME_1> <REAL_NAME_2> <REAL_NAME_1>"
        assert engine.vault.lookup("local", [Placeholder("REAL_NAME", 2)]) == {
            ("REAL_NAME", 2): "ann"
        }
