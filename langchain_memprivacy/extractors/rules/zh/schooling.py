"""Schools, classes and gender as people drop them in a Chinese chat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches, words
from ..rule import Range, finder, pattern
from ..source import Source
from .names import about_famous
from .vita import GENERIC_ORG

_BACKGROUND = PrivacyType.IDENTITY_BACKGROUND

_SCHOOL = (
    r"[\u4e00-\u9fff]{2,10}?(?:外国语|实验|中心|第[一二三四五六七八九十]{1,3}"
    r"|高级)?(?:大学(?:[\u4e00-\u9fff]{2,6}学院)?|学院|中学|小学|幼儿园|幼稚园"
    "|附中|附小"
    "|国中|国小|高中|一中|二中|三中|四中|五中|六中|七中|八中|九中|职高|技校"
    "|外国语学校|实验学校|师范|职业技术学院)"
)
_SCHOOLING = (
    "读|念|上|考|毕业|转学|录取|升|年级|班|老师|同学|校区|学生|孩子|儿子|女儿|娃"
    "|弟|妹|导师|本科|硕士|博士|研究生|校友|母校|院校|学籍|目标|报名|复试|初试"
    "|专业|博一|大[一二三四]|研[一二三]"
)
_SCHOOL_CUE = lazy(_SCHOOLING, re.ASCII)
_LEAD = lazy(
    "(?:[\u4e00-\u9fff]{0,9}?(?:就读于?|毕业于|任职于?|考上了?|考进了?|考入了?"
    "|考取|转学?到|转去|转入|升入|录取到?|保送到?|报考了?|目标是?|在|到|去|是|的"
    "|读|念|上|从|系|于|和|跟|把|给|搁|喺|送|进|:))",
    re.ASCII,
)


@finder(
    "zh-school-named",
    _BACKGROUND,
    needs=words(
        "大学 学院 中学 小学 幼儿园 附中 附小 国中 国小 高中 一中 二中 三中 职高 "
        "技校 师范 四中 五中 六中 七中 八中 九中 幼稚园 学校"
    ),
)
def _school(source: Source) -> Iterator[Range]:
    """女儿转到青桐路小学, 松湖理工大学 软件工程: a school with a name, where somebody studies."""
    text = source.text
    for match in matches(_SCHOOL_RUN, source):
        start, end = match.span()
        while (lead := _LEAD.match(text, start, end - 2)) and lead.end() <= end - 2:
            start = lead.end()
        value = text[start:end]
        if len(value) < 4 or "不" in value or GENERIC_ORG.fullmatch(value) or _VAGUE.search(value):
            continue
        around = text[max(0, start - 14) : start] + " " + text[end : end + 12]
        if _SCHOOL_CUE.search(around) and not about_famous(text, start):
            yield start, end


_SCHOOL_RUN = lazy(_SCHOOL, re.ASCII)
_VAGUE = lazy(
    "^(?:一[名个所家位]|某|本|贵)"
    "|[了吗么什谁哪怎就也都还很这那把被她他你我们个所些]|全国|多少|以及|同一|所有"
    "|老年大学|本科|家长",
    re.ASCII,
)

RULES = (
    _school,
    pattern(
        "zh-year-of-study",
        _BACKGROUND,
        r"(?P<v>(?<![老加放长扩更最很太多不巨重变增宽])(?:[\u4e00-\u9fff]{2,6}(?:学院"
        "|系|专业))?(?:大[一二三四]|研[一二三]|博[一二三四])"
        r"(?:[上下]学期|下|上)?)(?=[\s,。!?、的时在就考实开那学生]|$|开学|暑假|寒假)",
        needs=("大一", "大二", "大三", "大四", "研一", "研二", "研三", "博一", "博二", "博三"),
        accept=lambda match: (
            not re.match(r"大一(?:点|些|样|倍|号|个|统)|大二胎", match.string[match.start("v") :])
        ),
    ),
    pattern(
        "zh-class-named",
        _BACKGROUND,
        r"(?P<v>(?:(?:(?![是的在我他她上个这那])[\u4e00-\u9fff]){2,6}?\s?(?:\d{2,4}"
        r"|[一二三四五六七八九十]{1,2})(?:级[\u4e00-\u9fff]{0,6})?班)"
        r"|[一二三四五六七八九]年级?\s?(?:\(?(?:[一二三四五六七八九十]{1,2}"
        r"|\d{1,2})\)?)\s?班"
        r"|(?:[小初高][一二三四五六]|[一二三四五六七八九]年级)(?=[\s,。!?、的]|$|\d"
        "|学生|下学期|上学期)"
        r"|(?<=[\u4e00-\u9fff]{2}幼儿园)[大中小托](?:[一二三四\d])?"
        "班)(?![车次长主组会])",
        needs=("班", "年级", "初一", "初二", "初三", "高一", "高二", "高三", "小一"),
        accept=lambda match: (
            not re.search(
                r"[的了我他她在是上下加早晚夜值这那哪全第隔别最买]|园|小学|中学|最后",
                match["v"][:-1],
            )
        ),
    ),
    pattern(
        "zh-gender-field",
        _BACKGROUND,
        r"(?<=[,、\s/|])(?P<v>[男女])(?:(?=[,、\s/|]\s?(?:[\d一二三四五六七八九十]"
        "|身份|公民|汉|民族|生|已婚|未婚|M|F|出生"
        r"|本科|籍贯|电话|手机|住))|(?=的[\s,。]))",
        needs=("男", "女"),
    ),
    pattern(
        "zh-gender-told",
        _BACKGROUND,
        r"(?:(?:Sex|SEX|sex|Gender|gender)\s?[:=]\s?|(?:我|本人|[他她佢伊])是(?:个|一个|一名)?)"
        r"(?P<v>[男女](?:[的生性人孩](?!朋|友))|[男女](?![\u4e00-\u9fff])(?:\s[MF](?![A-Za-z]))?)",
        needs=("男", "女"),
    ),
)
