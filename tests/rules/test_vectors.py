"""Every rule against its vectors: what it must find, and what it must leave alone."""

from __future__ import annotations

import pytest
from vector_files import Vector, vectors

from langchain_memprivacy.extractors.rules import RuleExtractor
from langchain_memprivacy.extractors.rules.extractor import RULES
from langchain_memprivacy.spans import PrivacySpan, resolve

EXTRACTOR = RuleExtractor()
CASES = list(vectors("rules", frozenset({"text", "expect", "role", "real_name"})))


def extract(case: Vector) -> list[PrivacySpan]:
    """Run every rule on a case's message."""
    text = case.one("text").replace("\\n", "\n")
    role, name = case.one("role", "user"), case.one("real_name", "")
    return EXTRACTOR.extract(text, role=role, real_name=name or None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.where)
def test_vector(case: Vector) -> None:
    """The resolved spans are exactly the expected ones."""
    expected = [line.replace("\\n", "\n") for line in case.all("expect")]
    assert expected, "a case without expectation"
    found = resolve(case.one("text").replace("\\n", "\n"), extract(case))
    wanted = [] if expected == ["nothing"] else [line.split(" ", 1) for line in expected]
    plain = [(label.partition("/")[0], value) for label, value in wanted]
    assert [(span.type, span.text) for span in found] == plain
    for span, (label, _) in zip(found, wanted, strict=True):
        assert label.partition("/")[2] in {"", str(span.level)}


def test_every_rule_has_a_hit() -> None:
    """A rule that no vector reaches is dead or untested."""
    seen = {span.source.removeprefix("rules:") for case in CASES for span in extract(case)}
    assert {rule.name for rule in RULES} - seen == set()


def test_names_are_unique() -> None:
    """The source of a span names one rule."""
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
