"""Telephone numbers; mail addresses are in `mail`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from . import mail
from .lazy import lazy, matches
from .phone_words import CUES, WEAK, is_other, is_other_mobile
from .rule import Range, Rule, finder, pattern
from .source import Source

_EXTENSION = (
    r"(?:(?:\s?,?\s?(?i:ext(?:ension)?\.?|x|durchwahl|poste)\s?[.:#]?\s?"
    r"|\s?[转轉#]\s?(?:分机)?\s?)\d{1,6}"
    r"|\s?\(?分机号?\s?[::]?\s?\d{1,6}\)?)?"
)
_END = r"(?![A-Za-z0-9_%]|[-./:]\d|@)"
_START = r"(?<![A-Za-z0-9_$€£¥#@%+*&.])(?<!\d[-/,:])(?<![A-Fa-f]-)"


def _is_phone(number: str, region: str | None, *, strict: bool = True) -> bool:
    """Ask phonenumbers; freephone, premium and shared-cost numbers are companies', not persons'."""
    # Imported here: it costs 25 ms, and most messages hold no number.
    import phonenumbers  # noqa: PLC0415

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False
    kind = phonenumbers.PhoneNumberType
    if phonenumbers.number_type(parsed) in (
        kind.TOLL_FREE,
        kind.PREMIUM_RATE,
        kind.SHARED_COST,
        kind.UAN,
    ):
        return False
    if strict:
        return phonenumbers.is_valid_number(parsed)
    return (
        phonenumbers.is_possible_number_with_reason(parsed)
        == phonenumbers.ValidationResult.IS_POSSIBLE
    )


@finder("phone-international", PrivacyType.PHONE_NUMBER, needs=("+", "00"), digits=8)
def _international(source: Source) -> Iterator[Range]:
    """`+` or `00` and a country code; written in groups, a possible length is enough."""
    known: dict[str, bool] = {}
    for match in matches(_INTERNATIONAL, source):
        number = match["v"]
        plus = "+" + re.sub(r"^(?:\+|00)", "", number.strip("(")).replace("(0)", "")
        grouped = number.startswith("+") and re.search(r"\d[ ().-]+\d", number[2:]) is not None
        if number not in known:
            known[number] = _is_phone(plus, None, strict=not grouped)
        if known[number] and not is_other(source.lower, match.start()):
            yield match.span()


_INTERNATIONAL = lazy(
    r"(?<![A-Za-z0-9_+.*/^)-])(?P<v>(?:\(?\+\s?"
    r"|00(?=[1-9]))[1-9]\)?(?:[ ().\u2010-\u2013-]{0,3}\d){7,14})" + _EXTENSION + _END,
    re.ASCII,
)


def _no_label(match: re.Match[str]) -> bool:
    back = max(0, match.start() - 32)
    before = match.string[back : match.start()].lower()
    return not is_other(before, len(before))


def _no_mobile_label(match: re.Match[str]) -> bool:
    back = max(0, match.start() - 32)
    before = match.string[back : match.start()].lower()
    return not is_other_mobile(before, len(before))


_DATE_OR_ZIP = lazy(r"\d{1,3}[-/. ]\d\d[-/. ]\d{4}|\d{5}-\d{4}")
_ZERO_REGIONS = re.findall(
    "..", "GBDEFRCNJPKRAUTWITNLINATCHSEBEIENZZATRIDMYILTHFIVNPHUAROHR"
)  # most spoken to first


@finder("phone-national", PrivacyType.PHONE_NUMBER, needs=("0",), digits=9)
def _national(source: Source) -> Iterator[Range]:
    """A trunk zero and groups: valid in one of the countries that dial so."""
    known: dict[str, bool] = {}
    for match in matches(_NATIONAL, source):
        number = match["v"]
        if number not in known:
            known[number] = (
                9 <= sum(map(str.isdigit, number)) <= 12
                and _DATE_OR_ZIP.fullmatch(number) is None
                and _valid_somewhere(number)
            )
        if known[number] and not is_other(source.lower, match.start()):
            yield match.span()


_NATIONAL = lazy(
    _START
    + r"(?P<v>\(?0\d{1,4}\)?(?:[ /-]{1,3}|(?<=\))|\.)\d{2,8}(?:[ .-]\d{2,5}){0,4})"
    + _EXTENSION
    + _END,
    re.ASCII,
)


_BARE = (
    (lazy(r"1?[2-9]\d{9}"), ("US",)),
    (lazy(r"1[3-9]\d{9}"), ("CN",)),
    (lazy(r"[6-9]\d{9}"), ("IN",)),
    (lazy(r"[235689]\d{7}"), ("HK", "SG")),
    (lazy(r"[3-9]\d{8}"), ("ES", "PT", "PL")),
    (lazy(r"3\d{8,9}"), ("IT",)),
    (lazy(r"[1-9]\d9\d{8}"), ("BR",)),
    (lazy(r"[2-8]\d{6,7}"), ()),
)
_DATE_LIKE = lazy(
    r"(?:19|20)\d{2}[-./ ]?(?:0[1-9]|1[0-2]|[1-9])[-./ ]?(?:[0-2]?\d|3[01])"
    r"|\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d{2}"
    r"|(?:19|20)\d{2}\s?-\s?(?:19|20)\d{2}|\d{1,3}(?:\.\d{1,3}){3}|\d+\.\d+|1[67]\d{8}"
)


def _valid_somewhere(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    if re.fullmatch(r"07\d{9}", digits):
        return (
            True  # Ofcom's numbers for drama are not valid ones, but look like any British mobile
        )
    if digits[0] == "0":
        return any(_is_phone(number, region) for region in _ZERO_REGIONS)
    return any(
        _is_phone(number, region)
        for form, regions in _BARE
        if form.fullmatch(digits)
        for region in regions
    )


_CUE_STEMS = tuple(
    (  # noqa: SIM905  # a list would be three times as long
        "phone|tel|mob|cell|fax|whatsapp|wa |wa:|viber|facetime|ph|contact|call|text|ring|"
        "reach|number|dial|handy|portable|電話|携帯|전화|휴대폰|тел|电话|手机|手機|联系|座机|"
        "传真|致电|拨打|打给|打我|号码|微信|固话|短信|móvil|movil|热线|digits|message|sms|找"
    ).split("|")
)


@finder(
    "phone-labelled",
    PrivacyType.PHONE_NUMBER,
    needs=_CUE_STEMS,
    digits=7,
)
def _labelled(source: Source) -> Iterator[Range]:
    """Any 7 to 13 digits right after `phone`; valid national numbers within reach of a cue."""
    known: dict[str, bool] = {}
    for match in matches(_LOOSE, source):
        start, number = match.start(), match["v"]
        digits = sum(map(str.isdigit, number))
        if not 7 <= digits <= 13 or _DATE_LIKE.fullmatch(number) or is_other(source.lower, start):
            continue
        if _is_free(number):
            continue
        back = max(0, start - 40)
        cue = None
        for cue in CUES.finditer(source.lower, back, start):  # noqa: B007  # the last one counts
            pass
        if cue is None and WEAK.search(source.lower, back, start) is None:
            continue
        gap = source.lower[cue.end() : start] if cue else ""
        if cue and len(gap) <= 24 and not re.search(r"[\d.?!。？！;；]\s*\S", gap):
            yield match.span()
            continue
        if number not in known:
            known[number] = _valid_somewhere(number)
        if known[number]:
            yield match.span()


def _is_free(number: str) -> bool:
    """400 and 800 in China, 800 and its kin in America: companies' lines."""
    return _FREE.match(number) is not None


_FREE = lazy(
    r"\(?(?:1[ .-]?)?\(?(?:8(?:00|33|44|55|66|77|88)|900)\)?[ .-]?\d{3}[ .-]?\d{4}\Z"
    r"|[48]00\D?\d{3}\D?\d{4}\Z|0800"
)


_LOOSE = lazy(
    _START + r"(?P<v>\(?\d\)?(?:[ ()./\u2010-\u2013-]{0,3}\d){6,14})" + _EXTENSION + _END, re.ASCII
)

_PHONES = (
    _international,
    pattern(
        "phone-cn-mobile",
        PrivacyType.PHONE_NUMBER,
        r"(?<![A-Za-z0-9_$€£¥#@%+*.])(?<![A-Za-z0-9]/)(?<!\d[-,:])"
        r"(?:(?:\(?86\)?[ -]?)?1[3-9]\d(?:\d{8}|(?P<s>[ -])\d{4}(?P=s)\d{4}))"
        r"(?![A-Za-z0-9_%]|[-.,:]\d|@[A-Za-z])",
        digits=11,
        accept=_no_mobile_label,
    ),
    pattern(
        "phone-american",
        PrivacyType.PHONE_NUMBER,
        _START
        + r"(?:1[ .-])?(?!\(?(?:8(?:00|33|44|55|66|77|88)|[49]00))(?:\([2-9]\d{2}\)[ -]?\d{3}"
        r"|[2-9]\d{2}(?P<s>[.-])\d{3}(?=(?P=s)))"
        r"[ .-]\d{4}" + _EXTENSION + _END,
        digits=10,
        accept=_no_label,
    ),
    _national,
    pattern(
        "phone-brazilian",
        PrivacyType.PHONE_NUMBER,
        _START + r"\([1-9]\d\) ?9?\d{4}[- ]\d{4}" + _END,
        digits=10,
        accept=_no_label,
    ),
    _labelled,
    pattern(
        "phone-tail",
        PrivacyType.PHONE_NUMBER,
        r"(?:手机|电话)(?:号码?)?(?:的)?(?:尾号|后四位|末四位)(?:是|为)?\s?[:]?\s?\d{4}(?!\d)"
        r"|(?i:\b(?:phone|mobile|cell|number)(?: number)? ending (?:in|with) )\d{4}(?!\d)",
        needs=("尾号", "后四位", "末四位", "ending"),
        digits=4,
    ),
)

RULES: tuple[Rule, ...] = (*mail.RULES, *_PHONES)
