"""Values that are told by the word in front of them: the label of a number decides what it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ...taxonomy import PrivacyLevel, PrivacyType
from .lazy import lazy, matches
from .rule import Range, Rule
from .source import Source

LINK = (
    r"(?:[\s:=#\"'`*()\[\]|,>_-]|\.\s|\.\Z|number|num|no\b|nr\b|code|is\b|was\b|are\b|will be|the\b"
    r"|my\b|it's|its\b|of\b|here|also|still|now|just|new|at\b|on\b|numero|n°|nº|№|号码?|编号|是|为"
    r"|の?番号|は|叫|填的?|写的?|我的?){0,12}"
)
"""What may stand between a label and its value. Runs on lower-case text."""

_FOLLOWS = lazy(
    r"\s?(?:\(|is|was|as|be|is still|是|就是|为|作为)\s?"
    r"(?:my|his|her|our|their|the|your|a|我的?|他的?|她的?)?\s?",
    re.ASCII,
)


def words(terms: str) -> str:
    """Make a pattern of `a|b|c` in lower case: Latin word edges count, also inside Chinese."""
    by_first: dict[str, list[str]] = {}  # a branch per first letter: twice as fast
    for term in sorted(terms.split("|"), key=len, reverse=True):
        by_first.setdefault(term[0], []).append(re.escape(term[1:]))
    branches = (re.escape(first) + f"(?:{'|'.join(rest)})" for first, rest in by_first.items())
    return rf"(?<![a-z0-9])(?:{'|'.join(branches)})(?![a-z0-9])"


PUBLIC_LABELS = (
    "order|orders|tracking|invoice|isbn|issn|doi|ean|upc|barcode|ticket|case|ref|reference|sku|"
    "serial|part|model|build|commit|hash|issue|bug|pr|version|timestamp|epoch|unix time|parcel|"
    "shipment|waybill|batch|lot|item|product|port|pid|error|row|line|population|score|price|"
    "total|sum|vat|company|siret|siren|duns|order id|transaction id|booking id|request id|"
    "trace id|订单|订单号|单号|运单|快递|流水号|发票|发票号|批次|批号|货号|型号|版本|时间戳"
    "|条码|条形码|序列号|产品编号|商品编号|信用代码|税号|工单|"
    "合同编号|合同号|案件编号|交易号|取件码|书号|期号|备案号|许可证号|公司|注册号"
)
"""Labels of numbers that name things, not persons."""

_PUBLIC = lazy(words(PUBLIC_LABELS) + LINK + r"(?:id\b[\s:#]{0,3})?\Z", re.ASCII)


def is_public(source: Source, start: int) -> bool:
    """Tell whether the label right before `start` is that of an order, a book, a build."""
    return _PUBLIC.search(source.lower, max(0, start - 30), start) is not None


class Label:
    """A set of cue words, and how close one of them stands to a value."""

    NONE, NEAR, DIRECT = 0, 1, 2

    def __init__(self, terms: str, reach: int = 40) -> None:
        cue = words(terms)
        self._near = lazy(cue, re.ASCII)
        self._direct = lazy(cue + LINK + r"\Z", re.ASCII)
        self._reach = reach
        self.terms = tuple(terms.split("|"))

    def of(self, source: Source, start: int, end: int) -> int:
        """Answer `DIRECT`, `NEAR` (somewhere in reach before the value) or `NONE`."""
        lower, back = source.lower, max(0, start - self._reach)
        if self._near.search(lower, back, start):
            return self.DIRECT if self._direct.search(lower, back, start) else self.NEAR
        if follows := _FOLLOWS.match(lower, end, end + 16):
            return self.DIRECT if self._near.match(lower, follows.end()) else self.NONE
        return self.NONE


def cued(
    name: str,
    type: PrivacyType,  # noqa: A002  # the word of the public surface
    terms: str,
    value: str,
    *,
    check: Callable[[str], bool] | None = None,
    alone: bool = False,
    digits: int = 0,
    reach: int = 40,
    level: PrivacyLevel | None = None,
    number: bool = False,
) -> Rule:
    """Make a rule of a labelled value.

    A value right behind its label counts by its form alone: a number with a typing
    error still gives away the rest of itself. A value that merely stands near the
    label, or none at all, has to pass the check.

    Args:
        name: See `Rule`.
        type: See `Rule`.
        terms: The labels in lower case, parted by `|`.
        value: A regular expression; its value is group `v` where there is one.
        check: The check digit or another sure test; without one only labelled values count.
        alone: Values that pass the check count without a label.
        digits: See `Rule`.
        reach: How far back a label is looked for.
        level: See `Rule`.
        number: Whether the value begins where `Source.numbers` says that numbers do;
            looking only there is several times as fast.
    """
    compiled = lazy(value, re.ASCII)
    group: str | int = "v" if "(?P<v>" in value else 0
    label = Label(terms, reach=reach)

    def find(source: Source) -> Iterator[Range]:
        for match in _at_numbers(compiled, source) if number else matches(compiled, source):
            start, end = match.span(group)
            near = label.of(source, start, end)
            if near == Label.DIRECT or (
                (near or alone)
                and check is not None
                and check(match[group])
                and not is_public(source, start)
            ):
                yield start, end

    return Rule(name, type, find, level or type.level, () if alone else label.terms, digits)


def _at_numbers(compiled: re.Pattern[str], source: Source) -> Iterator[re.Match[str]]:
    done = 0
    for start in source.numbers:
        if start >= done and (match := compiled.match(source.text, start)) is not None:
            done = match.end()
            yield match
