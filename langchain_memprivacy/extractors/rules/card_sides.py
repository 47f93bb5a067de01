"""What stands beside or behind the number of a card: its expiry and its security code.

Bare like the codes of `short_codes`: "the three on the back, 905" has no label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from .lazy import lazy, lower_matches, matches
from .rule import Range, Rule, finder
from .short_codes import EDGE, NO_UNIT, is_labelled, is_near
from .source import Source

_CARD = lazy(r"(?<![A-Za-z0-9])\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?(?![\d/])", re.ASCII)
_EXPIRY = lazy(
    r"[^\d\n]{0,24}\s?(?P<v>(?:0[1-9]|1[0-2])\s?[/-]\s?(?:20)?[2-4]\d)(?![\d/-])", re.ASCII
)
_BACK = lazy(r"[^\d]{0,40}?(?P<v>\d{3})" + NO_UNIT, re.ASCII)
_BACK_BEFORE = lazy(
    r"[^\d\n]{0,60}(?:背面|后面|後面|背后|三位|cv[vc]|back)[^\d\n]{0,10}(?P<v>\d{3})(?!\d)",
    re.ASCII,
)


@finder("card-expiry-beside", PrivacyType.FINANCIAL_ACCOUNT, digits=15)
def _expiry(source: Source) -> Iterator[Range]:
    """Find the month and year that follow a card number."""
    for card in matches(_CARD, source):
        match = _EXPIRY.match(source.text, card.end()) or _EXPIRY.match(
            source.text, min(len(source.text), card.end() + 16)
        )
        if match:
            yield match.span("v")


@finder("card-back-beside", PrivacyType.PAYMENT_SECURITY_CODE, digits=18)
def _back(source: Source) -> Iterator[Range]:
    """Find the three digits after the number and the expiry of a card."""
    for card in matches(_CARD, source):
        expiry = _EXPIRY.match(source.text, card.end())
        match = (
            _BACK.match(source.text, expiry.end())
            if expiry
            else _BACK_BEFORE.match(source.text, card.end())
        )
        if match:
            yield match.span("v")


_THREE = lazy(EDGE + r"(?P<v>\d{3})" + NO_UNIT, re.ASCII)
_ABOUT_BACK = lazy(
    r"\bcv[vc]2?\b|security code|(?:3|three) (?:\w{2,8} )?(?:digits|numbers?|figures)"
    r"|three (?:on|off|at|behind)\b|(?:off|at) the back|back (?:number|side|code|digits|says)\b"
    r"|number behind\b|back thing|and security\b"
    r"|back of (?:the|my|his|her|your) (?:card|visa|amex|discover"
    r"|mastercard|maestro|debit|credit|revolut|monzo|postepay|n26)"
    r"|on the back|背面|背后|三个数|三個數|[背卡][^,。\n]{0,6}三位|后三码|後三碼|末三碼"
)


@finder("card-back-about", PrivacyType.PAYMENT_SECURITY_CODE, digits=3,
        needs=("cvv", "cvc", "security code", "digits", "three", "back", "behind", "背", "三个数",
            "三個數", "三位", "三码", "三碼"))  # fmt: skip
def _about_back(source: Source) -> Iterator[Range]:
    """Find three digits near the words for a card's security code."""
    for match in matches(_THREE, source):
        start, end = match.span("v")
        if not is_labelled(source, start) and is_near(_ABOUT_BACK, source, start, end, 45):
            yield start, end


_WARNED = lazy(
    r"(?:\b(?:needs?|want(?:ing|s)?|asks? for|store|keep|share|give|hand over|type|read out|so"
    r"|the)|填了?|把|给|給|填) ?(?P<v>\d{3})"
    r"(?=\s(?:and|or|so|should|afterwards|out|anywhere|never|to anyone|is used)\b|,? only\b"
    r"|\s?(?:填|不要|谁|給|给)|\. (?:nowhere|never|not))",
)
_MONEY = lazy(r"card|bank|shop|page|form|pay|warranty|卡|付")


@finder("card-back-warned", PrivacyType.PAYMENT_SECURITY_CODE, digits=3)
def _warned(source: Source) -> Iterator[Range]:
    """Find the three digits that an assistant repeats when it warns of handing them out."""
    if source.role != "assistant" or not _MONEY.search(source.lower):
        return
    for match in lower_matches(_WARNED, source):
        yield match.span("v")


RULES: tuple[Rule, ...] = (_expiry, _back, _about_back, _warned)
