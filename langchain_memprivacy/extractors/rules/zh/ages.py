"""Ages without 岁, ages in lists and forms, and birth dates as people type them."""

from __future__ import annotations

import re

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import pattern
from .relations import KIN

_BACKGROUND = PrivacyType.IDENTITY_BACKGROUND

_HAN = "[二三四五六七八九]?十[一二三四五六七八九]?"
_SPELLED = "[二三四五六七八九]十[一二三四五六七八九]?"
_NUMBER = rf"(?:[1-9]\d(?!\d)|1[01]\d(?!\d)|{_HAN})"
_NO_UNIT = (
    r"(?!\s?(?:[年月日号个万千百元块%.,度分点天次条件人辆:/-]\d?|公|斤|来|多|几|级"
    "|届|期|集|章|平))"
)
_WHO = lazy(
    "(?:我|本人|俺|咱|他|她|佢|伊|您|你"
    rf"|{KIN})(?:们)?(?:[\u4e00-\u9fff]{{2,3}})?[,\s]?(?:就|也|都|已经|今年)?$",
    re.ASCII,
)
_CROWD = lazy(
    r"\s?(?:以上|以下|以内|左右的|的(?:人群|女性|男性|老人|儿童|孩子该)|人群|退休"
    r"|起|[-~到至]\s?\d|阶段|之前|以前|前|后)",
    re.ASCII,
)
_NOBODY = lazy(
    "法定|平均|规定|要求|年满|未满|满|超过|适合|狗|猫|小说|主角|主人公|电影|不到"
    "|等|到了|如果|球员|曾经|当年|那年|小时候",
    re.ASCII,
)


def _somebody(match: re.Match[str]) -> bool:
    return _WHO.search(match.string, max(0, match.start() - 8), match.start()) is not None


def _not_crowd(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 8) : match.start()]
    return not _CROWD.match(match.string, match.end()) and not _NOBODY.search(before)


RULES = (
    pattern(
        "zh-age-this-year",
        _BACKGROUND,
        rf"今年(?:都|已经|刚|才|快|就|也|虚岁|周岁|整)?\s?(?P<v>{_NUMBER}){_NO_UNIT}",
        needs=("今年",),
        accept=_somebody,
    ),
    pattern(
        "zh-age-field",
        _BACKGROUND,
        r"年龄(?:[那一]栏)?(?:现在|应该)?(?:[填写是为:\s]){0,3}(?P<v>\d{1,3})(?![\d岁~-])",
        needs=("年龄",),
        digits=1,
    ),
    pattern(
        "zh-age-in-list",
        _BACKGROUND,
        r"(?<=[,、\s/|(])(?P<v>\d{1,3}\s?岁)(?=[\s,、/|)。;]|$)",
        needs=("岁",),
        digits=1,
        accept=_not_crowd,
    ),
    pattern(
        "zh-age-about",
        _BACKGROUND,
        f"(?P<v>(?:{_SPELLED}|[二三四五六七八九]十|[2-9]0)(?:来岁|多岁|几岁|出头)"
        f"|(?<=是)?{_SPELLED}岁(?=的人了|还|了))",
        needs=("岁", "出头"),
        accept=_not_crowd,
    ),
    pattern(
        "zh-age-at-death",
        _BACKGROUND,
        "(?:走的时候|去世时|过世时|过世的时候|去世的时候|享年|活到了?)(?:才|刚"
        f"|是)?(?P<v>{_NUMBER}岁?)",
        needs=("走的时候", "世", "享年", "活到"),
        accept=_not_crowd,
    ),
    pattern(
        "zh-age-after-name",
        _BACKGROUND,
        rf"[叫姓][\u4e00-\u9fff]{{2,4}}[\s,](?:今年)?(?P<v>{_NUMBER})(?=了|[\s,。;]|$)",
        needs=("叫", "姓"),
    ),
    pattern(
        "zh-birth-typed",
        _BACKGROUND,
        "(?:出生(?:年月日?|日期|时间)?|生日|生辰|DOB|dob)(?:是|为|在|:"
        r"|\s){0,3}(?P<v>(?:民国|农历|公历|阴历|阳历|西元)?\s?(?:(?:19|20)\d{6}(?!\d)"
        r"|\d{2,4}\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}(?!\d)\s?[日号]?"
        r"|\d{2,4}\s?年\s?\d{1,2}\s?月|\d{1,2}\s?月\s?\d{1,2}\s?[日号]?))",
        needs=("生", "dob"),
        digits=2,
    ),
)
