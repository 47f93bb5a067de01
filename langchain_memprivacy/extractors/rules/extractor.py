"""`RuleExtractor`: runs every rule that applies and answers in raw offsets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...spans import PrivacySpan
from . import (
    answers,
    bare_numbers,
    card_sides,
    cards,
    contact,
    documents,
    en,
    flaws,
    handles,
    money,
    network,
    secrets,
    short_codes,
    zh,
)
from .cue_index import CueIndex
from .rule import Rule
from .source import Source
from .zh.general import of_somebody

RULES: tuple[Rule, ...] = (
    *secrets.RULES,
    *map(of_somebody, en.RULES),
    *zh.RULES,
    *documents.RULES,
    *money.RULES,
    *contact.RULES,
    *network.RULES,
    *short_codes.RULES,
    *card_sides.RULES,
    *flaws.RULES,
    *answers.RULES,
    *cards.RULES,
    *handles.RULES,
    *bare_numbers.RULES,
)
"""Every rule that ships, in order of preference where two find the same range."""


class RuleExtractor:
    """Finds private values by form, check digit and cue word, in English and Chinese.

    Needs no download and no network, is deterministic, and may be shared between
    threads. What has neither a form nor a sure cue is not found: see the README's
    section on limits.

    Args:
        rules: The rules to run; all that ship by default.
    """

    def __init__(self, rules: Iterable[Rule] = RULES) -> None:
        self._rules = tuple(rules)
        self._always = frozenset(n for n, rule in enumerate(self._rules) if not rule.needs)
        self._by_cue: dict[str, list[int]] = {}
        for number, rule in enumerate(self._rules):
            for cue in rule.needs:
                self._by_cue.setdefault(cue, []).append(number)
        self._cues = CueIndex(self._by_cue)

    def __repr__(self) -> str:
        return f"RuleExtractor({len(self._rules)} rules)"

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> list[PrivacySpan]:
        """Find private spans; see `Extractor.extract`. Spans may overlap."""
        source = Source.of(text, role=role, real_name=real_name)
        spans = []
        for rule in self._applying(source):
            for found in rule.find(source):
                start, end = source.raw_range(*found)
                name = f"rules:{rule.name}"
                spans.append(
                    PrivacySpan(start, end, text[start:end], str(rule.type), rule.level, name)
                )
        return spans

    def _applying(self, source: Source) -> Iterator[Rule]:
        """Give the rules that could find something, in their order."""
        numbers = {n for cue in self._cues.present(source) for n in self._by_cue[cue]}
        name = source.is_name
        for number in sorted(numbers | self._always):
            rule = self._rules[number]
            if source.digits >= rule.digits and not (name and rule.prose):
                yield rule
