"""Candidate lists: a cloud that may list what a value can be reads it from the next request."""

from __future__ import annotations

from dataclasses import replace

from evaluation.people import NAMES, USER, message

from langchain_memprivacy.evaluation.leakage.oracle import list_candidates
from langchain_memprivacy.testing.extractors import FixedExtractor

OTHER = replace(
    USER,
    id="xx-02",
    real_name="Ottilie Brandmeyr",
    messages=(message("s1m01", 1, f"Mine is {NAMES['ill']}, too."),),
)


def test_every_known_value_is_revealed():
    """A value in the vault is hidden in the list as well, and what is around it is not."""
    found = list_candidates(USER, [OTHER])
    assert found == {
        "PL2": {"listed": 2, "revealed": 2},
        "PL3": {"listed": 1, "revealed": 1},
        "PL4": {"listed": 1, "revealed": 1},
    }
    assert list_candidates(USER, [OTHER], seed=7) == found


def test_what_was_never_hidden_is_not_revealed_by_it():
    """The measure can fail: an extractor that knows one value gives one away by the list."""
    mail = FixedExtractor({NAMES["mail"]: ("EMAIL", "PL2")})
    found = list_candidates(replace(USER, real_name=None), extractor=mail)
    assert {level: one["revealed"] for level, one in found.items()} == {
        "PL2": 1, "PL3": 0, "PL4": 0,
    }  # fmt: skip


def test_nothing_private():
    """A user without values has none to list."""
    said = replace(USER, real_name=None, messages=(message("s1m01", 1, "I like tea."),))
    assert list_candidates(said) == {}
