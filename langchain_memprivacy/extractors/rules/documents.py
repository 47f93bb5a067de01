"""Numbers of identity documents: passports, licences, permits, insurance."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from . import national, vehicles
from .cued import Label, cued
from .lazy import lazy, matches
from .rule import LEFT, RIGHT, Range, Rule, finder, pattern
from .source import Source

_DATE = lazy(
    r"(?:19|20)\d{2}[-./ ]?(?:0?[1-9]|1[0-2])[-./ ]?(?:[0-2]?\d|3[01])"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}"
)


def _numbered(text: str) -> bool:
    """Five digits or more, and not a date."""
    return sum(map(str.isdigit, text)) >= 5 and _DATE.fullmatch(text) is None


_PASSPORT = Label(
    "passport|passport no|passport number|passport num|travel document|护照|護照|护照号|pasaporte|"
    "passeport|reisepass|passaporte|passaporto|paspoort|paszport|pasaport|パスポート|旅券番号"
    "|여권번호|"
    "여권|паспорт|паспорта|paspor|hộ chiếu",
    reach=48,
)


@finder("passport", PrivacyType.ID_NUMBER, needs=_PASSPORT.terms, digits=2)
def _passport(source: Source) -> Iterator[Range]:
    """Passport numbers: anything numbered right behind the word, or letters and digits near it."""
    for match in matches(_PASSPORT_FORM, source):
        near = _PASSPORT.of(source, *match.span())
        if (
            near == Label.DIRECT and (match["mixed"] or match["lettered"] or _numbered(match[0]))
        ) or (
            near
            and match["mixed"]
            and not _AWAY.search(source.lower, max(0, match.start() - 30), match.start())
        ):
            yield match.span()


_PASSPORT_FORM = lazy(
    LEFT + r"(?:(?P<mixed>[A-Z]{1,2}\d{6,8}"
    r"|(?=[A-Z]{0,6}\d[A-Z]{0,6}\d[A-Z]{0,6}\d)[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{7,8}"
    r"|\d{2}[A-Z]{2}\d{5})"
    r"|\d{2} ?\d{2} \d{6}|\d{7,9}|[A-Za-z]{1,3}[ -]?\d{5,8}[A-Za-z]?"
    r"|(?P<lettered>(?=[A-Z]{0,7}\d[A-Z]{0,7}\d)(?=\d{0,7}[A-Z])[A-Z0-9]{8,9}))" + RIGHT,
    re.ASCII,
)
_AWAY = lazy(
    r"(?:flight|booking|order|visa|ref|reference|ticket|tracking|pnr|case|phone|tel|航班|订单"
    r"|预订|单号)"
    r"[^\d]{0,14}\Z",
    re.ASCII,
)

_STATE_ISSUED = (
    "driver's license|drivers license|driver license|my license|my licence|his license"
    "|her license|driver's licence|driving licence|"
    "driving license|drivers licence|dl|dl#|license number|licence number|driver’s license|"
    "permis de conduire|führerschein|führerscheinnummer|carnet de conducir|rijbewijs|"
    "patente di guida|cnh"
)

_LETTERED = (
    r"(?!(?:ID|NO|NR|NUM|NUMBER) )(?=(?:[A-Z -]{0,8}\d){5})[A-Z0-9]{1,7}(?:[ -][A-Z0-9]{2,7}){1,4}"
    r"|[A-Z]{0,6}\d[A-Z0-9]{4,17}"
)


def _labelled(name: str, terms: str, value: str, digits: int = 5) -> Rule:
    """A document number that only its label tells."""
    made = cued(name, PrivacyType.ID_NUMBER, terms, LEFT + f"(?:{value})" + RIGHT, digits=digits)

    def find(source: Source) -> Iterator[Range]:
        for start, end in made.find(source):
            if _numbered(source.text[start:end]):
                yield start, end

    return Rule(name, made.type, find, made.level, made.needs, digits)


def _is_mrz(match: re.Match[str]) -> bool:
    """Two fillers side by side, or a second line: dates, sex and digits in their places."""
    return "<<" in match[0] or re.search(r"\d[MFX<]\d{7}", match[0]) is not None


RULES: tuple[Rule, ...] = (
    *national.RULES,
    _passport,
    pattern(
        "passport-mrz",
        PrivacyType.ID_NUMBER,
        r"(?<![A-Z0-9<])[A-Z0-9<]{30,44}(?![A-Za-z0-9<])",
        needs=("<",),
        accept=_is_mrz,
    ),
    _labelled("driver-licence", _STATE_ISSUED, rf"(?!\d{{2,3}}-\d{{2,3}}(?![\w-]))(?:{_LETTERED})"),
    _labelled(
        "identity-document",
        (
            "national id|national identity|national id number|national identification number|"
            "identity card|identity card number|id card|id card number|govt id|government id|"
            "identification number|citizen id|residence permit|residency permit|work permit|"
            "visa number|visa no|green card|green card number|alien number|alien registration|"
            "a-number|uscis number|emirates id|iqama|tax id|tax number|tax identification|"
            "tax reference|pesel|military id|known traveler number|known traveller number|ktn|"
            "redress number|global entry|voter registration|birth certificate|social insurance"
        ),
        r"\d{3}-\d{4}-\d{7}-\d|[A-Z]{1,3}-?\d{6,10}|" + _LETTERED,
    ),
    _labelled(
        "insurance-number",
        (
            "insurance number|insurance no|insurance id|policy number|policy no|"
            "insurance policy|health insurance|member id|subscriber id|group number|"
            "insurance member id|nhs number|medicaid|medicaid id|medicaid number|"
            "medicare number|versicherungsnummer|ehic|health card"
        ),
        _LETTERED + r"|[A-Z]{1,4}-\d{4,12}(?:-\d{1,4})?",
    ),
    pattern(
        "insurance-number-sign",
        PrivacyType.ID_NUMBER,
        r"\b(?i:policy|member|subscriber|medicare|insurance) ?# ?:? ?"
        rf"(?P<v>[A-Z]{{1,4}}-\d{{4,12}}(?:-\d{{1,4}})?|{_LETTERED}){RIGHT}",
        needs=("#",),
        digits=5,
        accept=lambda match: _numbered(match["v"]) and len(match["v"]) > 5,
    ),
    _labelled(
        "identity-document-zh",
        (
            "证件号|证件号码|身份证号|身份证号码|社保号|社保卡|社保卡号|社会保障号|社保账号"
            "|社会保障卡号|医保号|医保卡|医保卡号|医保编号|驾照|驾照号|驾驶证|"
            "驾驶证号|驾驶证编号|驾驶证档案编号|档案编号|行驶证|军官证|军官证号|士兵证"
            "|士兵证号|警官证|警官证号|残疾证|残疾证号|居住证|居住证号|港澳通行证|"
            "往来港澳通行证|通行证|通行证号|台胞证|台胞证号|回乡证|回乡证号|台湾通行证|签证号"
            "|签证号码|绿卡号|准考证号|保单号|保险单号|保险单号码|出生证|"
            "出生证号|出生医学证明编号|结婚证号|结婚证字号|户口簿|户号|律师证号|执业证号"
            "|教师资格证号|纳税人识别号|个人税号"
        ),
        r"[军武海空北南东西沈兰成济广参政后装][\u4e00-\u9fff]?字第?\d{5,10}号?|"
        + _LETTERED
        + r"|[A-Za-z]{0,3}\d{5,20}[Xx]?|[A-Z]{1,4}-\d{4,16}",
    ),
    pattern(
        "id-tail",
        PrivacyType.ID_NUMBER,
        r"(?i:身份证(?:号码?)?(?:的)?(?:后|最后"
        r"|末)[四六4-6]位(?:数字)?(?:号码)?\s?[:是为]{0,2}\s?\d{3,5}[\dX]"
        r"|身份证尾号\s?[:是为]{0,2}\s?\d{3,5}[\dX]"
        r"|last (?:four|4)(?: digits)? of (?:my|his|her|the) (?:ssn"
        r"|social(?: security(?: number)?)?)"
        r"(?: number)?(?: is| are|:) ?\d{4}|ssn ending (?:in|with) \d{4})" + RIGHT,
        needs=("身份证", "last four", "last 4", "ssn ending"),
        digits=3,
    ),
    *vehicles.RULES,
)
