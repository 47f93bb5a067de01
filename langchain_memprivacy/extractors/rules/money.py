"""Payment cards: numbers, tails, expiry, security codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from . import banking, wallets
from .checks import luhn, only_digits
from .cued import Label, is_public
from .lazy import lazy, matches
from .rule import LEFT, RIGHT, Range, Rule, finder, pattern
from .source import Source

# Issuer prefixes and lengths of the schemes.
_SCHEME = lazy(
    r"4\d{12}(?:\d{3}){0,2}"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}(?:\d\d)?"  # American Express, Diners Club
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}"  # Discover, JCB
    r"|(?:62|81)\d{14,17}|9\d{15}|(?:50|5[6-9]|6\d)\d{10,17}"
    r"|220[0-4]\d{12}"  # UnionPay, Maestro ...
)
# Numbers that gateways publish for tests: they open nothing.
_TEST = frozenset(
    (  # noqa: SIM905  # a list would be three times as long
        "4111111111111111|4242424242424242|4000056655665556|4012888888881881|4222222222222|"
        "5555555555554444|5105105105105100|2223003122003222|5200828282828210|4000000000000002|"
        "378282246310005|371449635398431|378734493671000|6011111111111117|6011000990139424|"
        "30569309025904|38520000023237|3530111333300000|3566002020360505|6200000000000005|"
        "4000000000003220|4000000000009995|4917610000000000|4444333322221111"
    ).split("|")
)
_CARD = Label(
    "card|card number|card no|cards|credit card|debit card|visa|mastercard|master card|"
    "amex|american express|discover|maestro|unionpay|cc number|cc|pan|carte bancaire|"
    "numéro de carte|kreditkarte|kartennummer|tarjeta|cartão|карта|карты|银行卡|银行卡号"
    "|信用卡|信用卡号|"
    "借记卡|储蓄卡|卡号|工资卡|社保金融卡|对公账号|账号|账户|帐号|银行账号|银行账户|收款账号"
    "|收款卡|新卡|旧卡|副卡|主卡|工行|建行|农行|中行|招行|交行|银行",
)
_OTHER_CARD = lazy(
    r"(?:sim|id|gift|library|report|membership|loyalty|memory|graphics|video|identity|身份"
    r"|电话|会员|图书|就诊|社保"
    r"|医保|购物|饭|校园|流量|sd|公交|交通|加油|门禁|积分|礼品)[ -]?(?:card|卡)[^\d]{0,16}\Z"
)


@finder("card-number", PrivacyType.FINANCIAL_ACCOUNT, digits=12)
def _card_number(source: Source) -> Iterator[Range]:
    """Scheme, length and Luhn digit; right behind the word card also without the check."""
    for match in matches(_CARD_FORM, source):
        number = only_digits(match[0])
        if number in _TEST or len(set(number)) < 4 or is_public(source, match.start()):
            continue
        if _OTHER_CARD.search(source.lower, max(0, match.start() - 32), match.start()):
            continue
        label = _CARD.of(source, *match.span())
        if (label == Label.DIRECT and len(number) >= 13) or (
            _SCHEME.fullmatch(number) and luhn(number) and (label or _plausible(match[0], number))
        ):
            yield match.span()


_CARD_FORM = lazy(
    r"(?<![A-Za-z0-9_.#/=])(?<!\d-)(?:\d{12,19}"
    r"|\d{4}(?P<s>[ -])\d{4}(?P=s)\d{4}(?P=s)\d{1,7}(?:(?P=s)\d{1,4})?"
    r"|\d{4}(?P<t>[ -])\d{6}(?P=t)\d{4,5}|\d{6}[ -]\d{9,13})(?![A-Za-z0-9_]|[-./]\d)",
    re.ASCII,
)


def _plausible(written: str, number: str) -> bool:
    """Without a label: written in groups, or of a length and prefix that little else has."""
    return not written.isdigit() or (
        (len(number) == 16 and number[:2] not in ("50", "60", "69") and number[0] in "3456")
        or (len(number) == 19 and number[:2] == "62")
    )


_LAST4 = r"(?:[*xX•·.#]{1,12}[ -]?){0,3}\d{4}"

_SECURITY_CODE = (
    r"(?:(?i:\b(?:cvv2?|cvc2?|cvn2?|csc|cv2|cid|card verification (?:value|code|number)"
    r"|card security code|(?:3|4|three|four)[- ]digit (?:security )?code(?: on (?:the|its) back)?"
    r"|security code(?: on (?:the )?(?:back|front|card)(?: of (?:the|my) card)?)?"
    r"|(?:code|digits|number|numbers) on the back(?: of (?:the|my) (?:card|amex|visa))?"
    r"|last (?:three|3)(?: digits| numbers)? (?:on|at) the back(?: of (?:the|my) card)?))"
    r"|(?:安全码|校验码|卡背面?(?:的)?(?:后)?三位(?:数|数字|码)?|背面(?:的)?(?:后)?三位(?:数"
    r"|数字|码)?"
    r"|(?i:cvv2?|cvc2?)(?:码|号)?|后三码"
    r"|后三位(?<![号话机证牌]后三位)(?<![号话机证牌]的后三位)(?:数字?|码)?))"
    r"[\s:=\"'`*(]{0,4}(?:(?i:number|code|no\.?|is|was|are|it's|=|:|为|是|填|写|码|分别是"
    r"|我的)[\s:\"'`]{0,3}){0,3}"
    r"(?P<v>\d{3,4})(?![A-Za-z0-9]|[.,:/-]\d| ?(?:digit|位|分|名|人|元|块|个|%"
    r"|pages|people|times|percent|words|lines))"
)


def _card_nearby(match: re.Match[str]) -> bool:
    """`security code` and `校验码` also open doors and mails: a card has to be about."""
    label = match[0].lower()
    if re.search(r"cv[vcn2]|csc|card|back|卡背|背面", label):
        return True
    around = match.string[max(0, match.start() - 120) : match.end() + 80].lower()
    return (
        re.search(r"card|visa|amex|mastercard|\bexp|卡|有效期|\d{4}[ -]?\d{4}", around) is not None
    )


def _about_card(match: re.Match[str]) -> bool:
    """Food and passports expire too."""
    around = match.string[max(0, match.start() - 90) : match.end() + 60].lower()
    if re.search(r"passport|licen[cs]e|visa (?:status|stamp)|coupon|milk|护照|驾照|身份证", around):
        return False
    return (
        re.search(
            r"\bcards?\b|visa|amex|mastercard|\bcv[vc]|\d{4}[ -]?\d{4}[ -]?\d{4}|信用卡|银行卡"
            r"|卡号|借记卡|储蓄卡",
            around,
        )
        is not None
    )


RULES: tuple[Rule, ...] = (
    _card_number,
    pattern(
        "card-tail",
        PrivacyType.FINANCIAL_ACCOUNT,
        LEFT + r"(?i:(?:(?:visa|mastercard|amex|discover|chase|citi|debit|credit|bank|checking"
        r"|savings|current"
        r"|business) ){0,3}(?:card|account|acct|visa|mastercard|amex|iban)(?: number)?,? ?\(?"
        r"(?:that )?(?:ending|ends|end|finishing|finishes)(?: in| with)?:? )" + _LAST4 + RIGHT,
        needs=("ending", "ends", "end in", "end with", "finish"),
        digits=4,
    ),
    pattern(
        "card-last-four",
        PrivacyType.FINANCIAL_ACCOUNT,
        LEFT + r"(?i:last (?:four|4)(?: digits| numbers)?(?: of (?:my|the|his|her"
        r"|our) (?:[a-z]{2,12} ){0,2}"
        r"(?:card|account|acct|visa|amex|mastercard|iban)(?: number)?)(?: is| are|:"
        r"| being)? ?)\d{4}" + RIGHT,
        needs=("last four", "last 4"),
        digits=4,
    ),
    pattern(
        "card-masked",
        PrivacyType.FINANCIAL_ACCOUNT,
        r"(?<![A-Za-z0-9*•])(?:\d{4,6}[ -]?)?"
        r"(?:[*•]{4}[ -]?){1,3}[*•]{0,3}[ -]?\d{4}(?![A-Za-z0-9*])",
        needs=("****", "••••"),
        digits=4,
    ),
    pattern(
        "card-tail-zh",
        PrivacyType.FINANCIAL_ACCOUNT,
        r"(?<!手机)(?<!手机号)(?<!号码)(?<!电话)(?<!车牌)(?<!限行)(?<!订单)(?<!单号)(?<!快递)(?<!身份证)(?<!身份证号)"
        r"(?:(?:尾号|末四位|后四位)(?:数字)?(?:为|是)?\s?[:\"'「“]?\s?\d{4})(?!\d|[年月日.:-])",
        needs=("尾号", "末四位", "后四位"),
        digits=4,
        accept=lambda match: (
            "尾号" in match[0] or "卡" in match.string[max(0, match.start() - 12) : match.start()]
        ),
    ),
    pattern(
        "card-security-code",
        PrivacyType.PAYMENT_SECURITY_CODE,
        _SECURITY_CODE,
        needs=(
            "cvv",
            "cvc",
            "cvn",
            "csc",
            "cv2",
            "cid",
            "verification",
            "code",
            "on the back",
            "码",
            "三位",
        ),
        digits=3,
        accept=_card_nearby,
    ),
    pattern(
        "card-expiry",
        PrivacyType.FINANCIAL_ACCOUNT,
        r"(?:(?i:\b(?:exp(?:iry|ires?|iration|iring|\.)?(?: date)?|valid (?:thru|through|until"
        r"|till)|good thru))"
        r"|有效期限?至?|到期(?:日|时间)?|期限)[\s:=(]{0,3}(?:(?i:is|on|in|date|为|是|到"
        r"|至)[\s:]{0,2}){0,2}"
        r"(?P<v>(?:0?[1-9]|1[0-2])\s?[/-]\s?(?:20)?[2-4]\d|(?:20[2-4]\d"
        r"|[2-4]\d)\s?[/年-]\s?(?:0?[1-9]|1[0-2])月?)"
        r"(?![A-Za-z0-9]|[/.-]\d)",
        needs=("exp", "valid", "good thru", "有效期", "到期", "期限"),
        digits=3,
        accept=_about_card,
    ),
    *banking.RULES,
    *wallets.RULES,
)
