"""Every rule against its vectors: what it must find, and what it must leave alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from langchain_memprivacy.extractors.rules import RuleExtractor
from langchain_memprivacy.extractors.rules.extractor import RULES
from langchain_memprivacy.spans import resolve

FOLDER = Path(__file__).parent.parent / "vectors" / "rules"
EXTRACTOR = RuleExtractor()


@dataclass
class Case:
    """One block of a vector file."""

    where: str
    text: str = ""
    role: str = "user"
    real_name: str | None = None
    expect: list[str] = field(default_factory=list)


def read(path: Path) -> list[Case]:
    """Read a vector file; an unknown header is an error, not a comment."""
    cases: list[Case] = []
    fresh = True
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            fresh = True
            continue
        if line.startswith("#"):
            continue
        if fresh:
            cases.append(Case(f"{path.stem}:{number}"))
            fresh = False
        head, _, rest = line.partition(": ")
        value = rest.replace("\\n", "\n")
        if head == "text":
            cases[-1].text = value
        elif head == "expect":
            cases[-1].expect.append(value)
        elif head in {"role", "real_name"}:
            setattr(cases[-1], head, value)
        else:
            msg = f"{path.name}:{number}: unknown header {head!r}"
            raise ValueError(msg)
    return cases


CASES = [case for path in sorted(FOLDER.glob("*.txt")) for case in read(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.where)
def test_vector(case: Case) -> None:
    """The resolved spans are exactly the expected ones."""
    assert case.text, "a case without text"
    assert case.expect, "a case without expectation"
    found = resolve(
        case.text, EXTRACTOR.extract(case.text, role=case.role, real_name=case.real_name)
    )
    wanted = [] if case.expect == ["nothing"] else case.expect
    pinned = [line.split(" ", 1)[0].partition("/")[2] for line in wanted]
    plain = [
        line.split(" ", 1)[0].partition("/")[0] + " " + line.split(" ", 1)[1] for line in wanted
    ]
    assert [f"{span.type} {span.text}" for span in found] == plain
    for span, level in zip(found, pinned, strict=True):
        assert not level or str(span.level) == level


def test_every_rule_has_a_hit() -> None:
    """A rule that no vector reaches is dead or untested."""
    seen = {
        span.source.removeprefix("rules:")
        for case in CASES
        for span in EXTRACTOR.extract(case.text, role=case.role, real_name=case.real_name)
    }
    assert {rule.name for rule in RULES} - seen == set()


def test_names_are_unique() -> None:
    """The source of a span names one rule."""
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
