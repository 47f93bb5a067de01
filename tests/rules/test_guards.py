"""What is read off expressions to be fast: it never costs a match."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_memprivacy.extractors.rules import RuleExtractor
from langchain_memprivacy.extractors.rules.extractor import RULES
from langchain_memprivacy.extractors.rules.lazy import lazy, lower_holds, matches
from langchain_memprivacy.extractors.rules.source import Source

EXPRESSIONS = [
    r"(?<![A-Za-z])(?:salary|loans?) (?:of )?[$€]?\d{2,5}(?!%)",
    r"(?i)\bmy (?P<v>flat|house)(?: no\.?)? ?\d+[a-c]?",
    r"(?<!\d)(?:(?:\d{2} ?){2,3}|0x[0-9a-f]{4,}|n/a)",
    r"(?:a|b(?:c|d){2,3}|)e?f+",
    r"(?=[A-Z]\w{2}\d)(?:[A-Z]+-?)+\d{2}",
    r"(?m)^(?:name|姓名)\s?[:=]\s*(?P<v>\S+)$",
    r"(?i:STRASSE|kilo) \d",
    r"(?<=[号#])\s?\d{3}|(?<![一-龥])第?[一二三四五六七八九十]{1,3}(?:栋|楼|室)",
    r"(?P<q>['\"])\w+(?P=q)",
]
PIECES = st.sampled_from(
    [*"aABbCdef019 \n-.:=$#'\"", "salary ", "loan of ", "my ", "flat", "house no. ", "name", "姓名",
     "kilo ", "\u212ailo ", "STRA\u017f\u017fE 1", "1２", "٣", "第三", "栋", "号", "0xab12", "\u3000", "\x85"]
)  # fmt: skip


def used(expression: str, flags: int = 0) -> Any:
    """Make an expression that was used once: only then it is read."""
    fast = lazy(expression, flags)
    list(matches(fast, Source.of("")))
    return fast


def found(expression: str, flags: int, text: str) -> list[tuple[int, int, str]]:
    """Find without any of it."""
    return [(*match.span(), match[0]) for match in re.finditer(expression, text, flags)]


@pytest.mark.parametrize("flags", [0, re.ASCII], ids=["all", "ascii"])
@pytest.mark.parametrize("expression", EXPRESSIONS)
@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.characters()), max_size=10).map("".join))
def test_as_finditer(expression: str, flags: int, text: str) -> None:
    """The same matches as `re` finds, in the same order."""
    source, fast = Source.of(text), used(expression, flags)
    wanted = found(expression, flags, source.text)
    assert [(*match.span(), match[0]) for match in matches(fast, source)] == wanted
    assert lower_holds(fast, source) == bool(found(expression, flags, source.lower))


def test_what_cannot_match_is_not_tried() -> None:
    """A text without the words, or without the first characters, is left out."""
    fast = used(EXPRESSIONS[0])
    assert fast.excludes(Source.of("the salary is good, 12 % more than before"))
    assert not fast.excludes(Source.of("a salary 12000"))
    assert fast.quick("nothing begins here: 1234") is None
    assert list(matches(fast, Source.of("a salary 12000")))


def test_every_rule_is_read() -> None:
    """`re` still parses as is expected here: most rules' expressions have a guard."""
    quiet = Source.of("好")
    assert sum(not list(rule.find(quiet)) for rule in RULES) == len(RULES)
    fast = used("(?:word|other) [a-z]")
    assert fast.excludes(quiet)


FOREIGN = {
    "missing": "sys.modules['re._parser'] = None",
    "without parse": "sys.modules['re._parser'] = types.ModuleType('re._parser')",
    "other nodes": (
        "sys.modules['re._parser'] = types.ModuleType('re._parser');"
        "sys.modules['re._parser'].parse = lambda regex, flags: [('WORD', 'x')]"
    ),
    "raising": (
        "sys.modules['re._parser'] = types.ModuleType('re._parser');"
        "sys.modules['re._parser'].parse = lambda regex, flags: 1 / 0"
    ),
}


@pytest.mark.parametrize("change", FOREIGN.values(), ids=FOREIGN)
def test_without_the_parser(change: str) -> None:
    """A Python whose `re` parses elsewhere or otherwise finds the same, only slower."""
    text = "My wife Joanna earns $4,100 a month. Password: Heron88x, door code 4471."
    program = (
        f"import re, sys, types; {change}\n"
        "from langchain_memprivacy.extractors.rules import RuleExtractor\n"
        "rules = RuleExtractor()\n"
        f"for _ in range(3): found = rules.extract({text!r})\n"
        "print(sorted({(s.start, s.end, s.source) for s in found}))"
    )
    done = subprocess.run(  # this Python, a program of ours
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    spans = RuleExtractor().extract(text)
    wanted = sorted({(span.start, span.end, span.source) for span in spans})
    assert done.stdout.strip() == str(wanted), done.stderr
    assert wanted
