"""Spans: making them disjoint loses no character, no level, and no value shows in `repr`."""

from __future__ import annotations

import pytest
from harness import NOTHING, span
from hypothesis import given
from hypothesis import strategies as st
from strategies import spans_of, texts

from langchain_memprivacy.engine import PrivacyEngine
from langchain_memprivacy.extractors.combine import UnionExtractor
from langchain_memprivacy.extractors.rules import RuleExtractor
from langchain_memprivacy.extractors.rules.source import Source
from langchain_memprivacy.locate import ValueIndex
from langchain_memprivacy.restoring import StreamRestorer
from langchain_memprivacy.spans import PrivacySpan, resolve
from langchain_memprivacy.surroundings import Surroundings
from langchain_memprivacy.taxonomy import PrivacyLevel
from langchain_memprivacy.testing.extractors import ExtractorContract, FixedExtractor
from langchain_memprivacy.vault.base import Entry, PrivateValue
from langchain_memprivacy.vault.memory import MemoryVault
from langchain_memprivacy.vault.sqlite import SQLiteVault

CANARY = "canary-7fb2-value"


@given(texts, st.data())
def test_resolved_spans_cover_exactly_what_was_found(text, data):
    """Disjoint, in order, verbatim; each at the highest level of what it covers."""
    found = data.draw(spans_of(text, max_size=8))
    resolved = resolve(text, found)
    covered = {i for s in found for i in range(s.start, s.end)}
    assert {i for s in resolved for i in range(s.start, s.end)} == covered
    assert sum(s.end - s.start for s in resolved) == len(covered)
    assert [s.start for s in resolved] == sorted(s.start for s in resolved)
    for one in resolved:
        members = [s for s in found if s.overlaps(one)]
        assert one.text == text[one.start : one.end]
        assert one.level == max(s.level for s in members)
        longest = max(s.end - s.start for s in members)
        assert one.type in {s.type for s in members if s.end - s.start == longest}


def test_longest_then_highest_then_first():
    """What decides about the type of a union."""
    text = "my password is hunter-22"
    whole = span(text, text, "COMMUNICATION_CONTENT", 3)
    secret = span(text, "hunter-22", "PASSWORD", 4)
    (union,) = resolve(text, [secret, whole])
    assert (union.type, union.level, union.text) == (
        "COMMUNICATION_CONTENT",
        PrivacyLevel.PL4,
        text,
    )
    low, high = span(text, "my", "A", 2), span(text, "my", "B", 3)
    assert [s.type for s in resolve(text, [low, high])] == ["B"]
    assert [s.type for s in resolve(text, [low, span(text, "my", "C", 2)])] == ["A"]
    touching = [span(text, "my", "A", 2), span(text, " ", "B", 2)]
    assert len(resolve(text, touching)) == 2


def test_a_span_folds_its_type_and_level():
    """Any spelling of a type, any form of a level."""
    one = PrivacySpan(0, 1, "x", "邮箱", "PL3")
    assert (one.type, one.level) == ("EMAIL", PrivacyLevel.PL3)


def test_nothing_shows_a_value(tmp_path):
    """`repr` and `str` of every class that holds values."""
    found = PrivacySpan(0, len(CANARY), CANARY, "PASSWORD", 4)
    fixed = FixedExtractor({CANARY: ("PASSWORD", 4), f"{CANARY}2": ("EMAIL", 2)})
    index = ValueIndex()
    index.add(CANARY)
    place = Surroundings()
    place.text(f'{{"{CANARY}')
    stream = StreamRestorer(lambda _: CANARY)
    stream.feed(f"{CANARY} <EMAIL")
    shown = [
        found,
        fixed,
        index,
        place,
        stream,
        UnionExtractor([fixed, RuleExtractor()]),
        Source.of(CANARY, real_name=CANARY),
        PrivateValue(CANARY, "PASSWORD", PrivacyLevel.PL4),
        Entry(("PASSWORD", 1), PrivacyLevel.PL4, CANARY, 0),
    ]
    with SQLiteVault(tmp_path / "v.db", key=bytes(32)) as disk:
        for vault in (MemoryVault(), disk):
            engine = PrivacyEngine(fixed, vault)
            engine.desensitize(f"{CANARY} {CANARY}2")
            view = engine._view("local")
            shown += [engine, vault, view, vault.changes("local"), *view._memo.values()]
            shown += [engine.restorer(), engine.forget(value=CANARY)]
        for thing in shown:
            assert CANARY not in repr(thing)
            assert CANARY not in str(thing)


class TestFixedExtractor(ExtractorContract):
    def extractor(self):
        return FixedExtractor(
            {
                "Ann Holm": ("name", "PL2"),
                "张伟": ("姓名", 2),
                "🔑-77": ("PASSWORD", PrivacyLevel.PL4),
            }
        )

    def finds(self):
        return {
            "I am Ann Holm, Ann Holm": ["Ann Holm"],
            "我叫张伟": ["张伟"],
            "pw 🔑-77 by Ann Holm": ["🔑-77", "Ann Holm"],
        }

    def test_wrong_values_are_refused(self):
        """An empty value or an unknown level is a mistake of the caller."""
        for wrong in ({"": ("EMAIL", 2)}, {"x": ("EMAIL", 9)}, {"x": ("EMAIL", "PL9")}):
            with pytest.raises(ValueError, match=r"empty|PrivacyLevel"):
                FixedExtractor(wrong)


class TestRuleExtractor(ExtractorContract):
    def extractor(self):
        return RuleExtractor()

    def finds(self):
        return {
            "Mail me at lena.moor@brightleaf.io.": ["lena.moor@brightleaf.io"],
            "邮箱是zhang.wei@brightleaf.cn。": ["zhang.wei@brightleaf.cn"],
        }


class TestUnionExtractor(ExtractorContract):
    def extractor(self):
        return UnionExtractor([NOTHING, RuleExtractor(), FixedExtractor({"Ann": ("REAL_NAME", 2)})])

    def finds(self):
        return {
            "Ann is lena.moor@brightleaf.io": ["Ann", "lena.moor@brightleaf.io"],
            "To Ann": ["Ann"],
        }
