"""The handling provisions: complete, consistent with the taxonomy, and found by every key."""

from __future__ import annotations

import dataclasses
import re

import pytest

from langchain_memprivacy.provisions import (
    LEVEL_POLICIES,
    PROVISIONS,
    THEME_OF,
    Actor,
    Theme,
    advice,
    level_policy,
    provisions,
)
from langchain_memprivacy.spans import PrivacySpan
from langchain_memprivacy.taxonomy import PrivacyLevel, PrivacyType

PL1, PL2, PL3, PL4 = PrivacyLevel


def of_level(level):
    return [type_ for type_ in PrivacyType if type_.level is level]


class TestTables:
    @pytest.mark.parametrize("type_", PrivacyType)
    def test_every_type_has_one_theme_on_its_own_level(self, type_):
        rows = [row for row in PROVISIONS if type_ in row.types]
        assert [row.theme for row in rows] == [THEME_OF[type_]]
        assert rows[0].level is type_.level

    @pytest.mark.parametrize("theme", Theme)
    def test_every_theme_has_one_provision(self, theme):
        assert [row.theme for row in PROVISIONS].count(theme) == 1

    def test_tastes_have_themes_but_no_types(self):
        assert [row.types for row in PROVISIONS if row.level is PL1] == [()] * 5

    def test_the_papers_rows_are_all_here(self):
        levels = [row.level for row in PROVISIONS]
        assert [levels.count(level) for level in PrivacyLevel] == [5, 3, 6, 3]
        assert list(LEVEL_POLICIES) == [PL1, PL2, PL3, PL4]

    @pytest.mark.parametrize("row", [*PROVISIONS, *LEVEL_POLICIES.values()])
    def test_every_text_is_a_sentence_and_every_row_says_how_to_handle(self, row):
        handling = ("collection", "storage", "use", "retention", "sharing", "handling")
        texts = [duty.text for duty in getattr(row, "duties", ())]
        texts += [
            value
            for name, value in ((f.name, getattr(row, f.name)) for f in dataclasses.fields(row))
            if isinstance(value, str) and name not in {"principle", "theme"} and value
        ]
        assert all(re.fullmatch(r"[A-Z].*\.", text) for text in texts)
        if row in PROVISIONS:
            assert row.duties
            assert any(getattr(row, name) for name in handling)

    def test_rows_cannot_be_changed(self):
        with pytest.raises(dataclasses.FrozenInstanceError):
            PROVISIONS[0].storage = "anywhere"
        with pytest.raises(TypeError):
            THEME_OF[PrivacyType.EMAIL] = Theme.HEALTH
        assert not hasattr(PROVISIONS[0], "__dict__")

    def test_credentials_are_neither_collected_nor_kept(self):
        [row] = provisions(type="PASSWORD")
        assert (row.collection, row.storage, row.retention) == ("Blocked.", "None.", "Zero.")
        assert {duty.actor for duty in row.duties} == {Actor.ROOT, Actor.MODEL, Actor.DEVELOPER}


class TestQueries:
    def test_without_a_key_all_come_in_order(self):
        assert provisions() == list(PROVISIONS)

    @pytest.mark.parametrize("level", [PL2, "PL2", "pl2", 2])
    def test_by_level(self, level):
        assert [row.theme for row in provisions(level=level)] == [
            Theme.DIRECT_IDENTIFIERS,
            Theme.ONLINE_IDENTIFIERS,
            Theme.BACKGROUND,
        ]

    @pytest.mark.parametrize(
        "theme",
        [
            Theme.DIRECT_IDENTIFIERS,
            "direct identifiers",
            "Direct-Identifiers",
            "DIRECT_IDENTIFIERS",
        ],
    )
    def test_by_theme(self, theme):
        [row] = provisions(theme=theme)
        assert PrivacyType.EMAIL in row.types

    @pytest.mark.parametrize("type_", [PrivacyType.ID_NUMBER, "ID Number", "id_number", "身份证号"])
    def test_by_type(self, type_):
        assert [row.theme for row in provisions(type=type_)] == [Theme.DOCUMENTS]

    def test_keys_narrow_each_other(self):
        assert [row.theme for row in provisions(level=3, type="medical")] == [Theme.HEALTH]
        assert provisions(level=4, type="medical") == []
        assert provisions(theme=Theme.KEYS, type="PASSWORD") == []

    def test_level_policy(self):
        assert level_policy("PL4").long_term_memory == "Never."
        assert level_policy(1).level is PL1

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda: provisions(level="PL5"), "unknown privacy level 'PL5': use PL1"),
            (lambda: provisions(level=0), "unknown privacy level 0"),
            (lambda: level_policy("high"), "unknown privacy level 'high'"),
            (lambda: provisions(theme="weather"), "unknown theme 'weather': use one of EXPRESSION"),
            (lambda: provisions(type="PET_NAME"), "unknown privacy type 'PET_NAME'"),
            (lambda: advice("EMAIL", "fr"), "unknown language 'fr': use en or zh"),
            (lambda: advice("EMAIL", level="PL9"), "unknown privacy level 'PL9'"),
        ],
    )
    def test_unknown_names_are_refused_in_one_line(self, call, message):
        with pytest.raises(ValueError, match=re.escape(message)) as caught:
            call()
        assert "\n" not in str(caught.value)


class TestAdvice:
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_every_type_from_pl3_up_has_a_line_of_its_own(self, language):
        lines = [advice(type_, language) for type_ in of_level(PL3) + of_level(PL4)]
        assert all(lines)
        assert len(set(lines)) == len(lines) == 20
        assert not any("\n" in line for line in lines)
        assert all(bool(re.search("[一-鿿]", line)) is (language == "zh") for line in lines)

    def test_a_key_is_to_be_rotated(self):
        expected = "Rotate this key now: revoke it where it was issued and create a new one."
        assert advice("KEY") == advice("api key") == expected

    @pytest.mark.parametrize("type_", of_level(PL2))
    def test_nothing_is_due_for_pl2(self, type_):
        assert advice(type_) is None
        assert advice(type_, "zh") is None

    def test_a_span_will_do(self):
        span = PrivacySpan(0, 6, "abc123", "OTP", PL4)
        assert advice(span) == advice(PrivacyType.VERIFICATION_CODE)

    @pytest.mark.parametrize(
        ("level", "due"), [(PL1, False), (PL2, False), (PL3, True), (PL4, True)]
    )
    def test_the_level_decides_for_other_types(self, level, due):
        span = PrivacySpan(0, 3, "Rex", "PET_NAME", level)
        assert bool(advice(span)) is due
        assert advice("PET_NAME", "zh", level=level) == advice(span, "zh")

    def test_another_type_without_a_level_has_none(self):
        assert advice("PET_NAME") is None

    def test_a_value_graded_above_its_type_gets_the_advice_of_its_level(self):
        mail = PrivacySpan(0, 3, "pin", "COMMUNICATION_CONTENT", PL4)
        assert advice(mail) == advice("PET_NAME", level=PL4) != advice("COMMUNICATION_CONTENT")

    def test_a_value_graded_below_its_type_keeps_the_advice_of_its_type(self):
        assert advice(PrivacySpan(0, 3, "pin", "PASSWORD", PL2)) == advice("PASSWORD")
