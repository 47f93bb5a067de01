"""Every rule on hostile input: it stays linear and never raises."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_memprivacy.extractors.rules import RuleExtractor
from langchain_memprivacy.extractors.rules.extractor import RULES
from langchain_memprivacy.extractors.rules.rule import Rule
from langchain_memprivacy.extractors.rules.source import Source

LENGTH = 2_000
SECONDS = 0.5
"""A linear rule needs a millisecond or two for LENGTH characters, an exponential one years."""

EXTRACTOR = RuleExtractor()
ROLES = ("user", "assistant")

REPEATED = [
    *"aA0_-./:;@=+ \n\"'\\(<{[%&#!?,~*|$^`",
    "1 ",
    "a ",
    "a.",
    "1.",
    "1-",
    "a-",
    "a_",
    "a:",
    "a=",
    "a@",
    "a/",
    "a=1;",
    "\\n",
    "://",
    "=a;",
    "ab, ",
    "Ab ",
    "1,",
    "年",
    "的 ",
    "是1",
    "：",
    "\u200b",
    "\\u0041",
    "é",
]


def _hostile(rule: Rule) -> list[str]:
    cues = [*dict.fromkeys(rule.needs)]
    if rule.digits:
        cues.append("1")
    tails = [" ", ": ", "=", " is ", "是", "a", "1", " a ", ".", "-", "/", " 1 "]
    pairs = [(cue, tail) for cue in cues for tail in ("", ": ")]
    pairs += [(cue, tail) for cue in cues[:4] for tail in tails]
    texts = [(cue + tail) * (LENGTH // len(cue + tail)) for cue, tail in pairs]
    # One cue, so that the gate opens, and then whatever repeats; and the other way round.
    opener = " ".join(cues[:1]) + " 1234567890 12345678901234567890 "
    texts += [opener + (part * LENGTH)[:LENGTH] for part in REPEATED]
    texts += [(part * LENGTH)[: LENGTH // 2] + opener for part in REPEATED[:8]]
    return texts


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_stays_linear(rule: Rule) -> None:
    """Repeated characters and repeated cues cost a rule no more than their length."""
    for text in _hostile(rule):
        source = Source.of(text)
        start = time.perf_counter()
        for found in rule.find(source):
            assert 0 <= found[0] < found[1] <= len(source.text)
        spent = time.perf_counter() - start
        assert spent < SECONDS, f"{spent:.2f} s on {text[:40]!r}..."


GROWING = 12_000
DENSE = {
    "bases": "I don't know what gene this is: " + "ACGTTGCA" * GROWING,
    "words": "I don't know Alpha" + "-Beta" * GROWING,
    "names": "nobody knows Alpha" + " Beta" * GROWING,
    "digits": "price 1" + "1" * GROWING,
    "list": "our churn per day: 1" + ",123" * GROWING,
    "sums": "we earn " + "1,2 " * GROWING,
    "dollars": "nobody knows, revenue $1" + "$1" * GROWING,
    "people": "Anna, " * GROWING,
    "kin": "my son Anna " * GROWING,
    "paths": "nobody may know: no password on " + "/a" * GROWING,
    "figures": "our margin is 5% " * GROWING,
    "zh-digits": "保密：" + "1" * GROWING,
    "zh-numerals": "保密：" + "一" * GROWING,
    "zh-figures": "保密：" + "收入1万" * GROWING,
    "zh-people": "房东" * GROWING,
    "zh-faith": "受洗" * GROWING,
    "zh-payments": "手术1" * GROWING,
}
"""What opens a rule and then begins a match at every character."""


@pytest.mark.parametrize("text", DENSE.values(), ids=DENSE)
def test_growing_text_stays_linear(text: str) -> None:
    """No rule takes long where its expressions can begin everywhere."""
    source = Source.of(text[:GROWING])
    for rule in RULES:
        start = time.perf_counter()
        list(rule.find(source))
        spent = time.perf_counter() - start
        assert spent < SECONDS, f"{rule.name}: {spent:.2f} s"


ODD = [
    "",
    " ",
    "\x00",
    "\ud800",
    "\udfff\ud800",
    "İ" * 50 + " password: İx9",
    "ﬁ ß ẞ ŉ ǰ ΐ",
    "\u202epassword\u202c: \u2066x\u2069",
    "١٢٣٤٥٦٧٨٩٠ 𝟙𝟚𝟛𝟜 ①②③ ²³¹",
    "👩\u200d👩\u200d👧\u200d👦 🇩🇪 \U0010ffff",
    "\u0301\u0301\u0301",
    "\r\r\n\n\x0b\x0c\x1c\x85\u2028\u2029",
    "\\u0000\\ud83d\\ude00\\uZZZZ\\u12",
    "password: \\ud800",
    "１９２．１６８．１．１",
    "密码：\u3000ａｂｃ１２３",
]


@pytest.mark.parametrize("raw", ODD)
def test_odd_text_raises_nothing(raw: str) -> None:
    """Lone surrogates, other digits and invisible characters are only text."""
    for role in ROLES:
        for rule in RULES:
            source = Source.of(raw, role=role, real_name="İnci Müller-\u200bLüdenscheidt")
            list(rule.find(source))
        for span in EXTRACTOR.extract(raw, role=role):
            assert raw[span.start : span.end] == span.text


CUES = sorted({cue for rule in RULES for cue in rule.needs})
PIECES = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(), max_size=6),
    st.sampled_from(CUES),
    st.sampled_from(
        [": ", " is ", "=", "是", "：", "@", "://", ".", "-", "\n", "\u200b", "１２", "İ"]
    ),
    st.from_regex(r"[0-9]{1,20}", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9]{4,40}", fullmatch=True),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from(ROLES))
def test_any_text_raises_nothing(raw: str, role: str) -> None:
    """Whatever the text, the answer holds verbatim pieces of it."""
    for span in EXTRACTOR.extract(raw, role=role, real_name="Ann Holm"):
        assert raw[span.start : span.end] == span.text
