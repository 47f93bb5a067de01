"""Whole journeys around their number, stays, ways to work, addresses and places in short."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches, words
from ..rule import LEFT, Range, finder, pattern
from ..source import Source
from .addresses import FAMOUS_ADDRESS, of_a_sight
from .journeys import anybodys
from .regions import CITY

_TRIP = PrivacyType.ITINERARY_TRAJECTORY
_PLACE = PrivacyType.PRECISE_LOCATION
_ADDRESS = PrivacyType.DETAILED_ADDRESS

_DAY = (
    r"(?:(?:\d{4}年)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s?月\s?(?:\d{1,2}"
    r"|[一二三四五六七八九十]{1,3})\s?[日号]?|\d{1,2}[/-]\d{1,2}|\d{1,2}\s?[号日]"
    "|(?:这|下)?周[一二三四五六日]|明[天早晚]|后天|今[天晚])"
)
_NUMBER = (
    rf"{LEFT}(?:[GDCKZT]\d{{2,4}}(?:次)?|(?:[A-Z]{{2}}|[A-Z]\d|\d[A-Z])\s?\d{{3,4}}"
    r"|高铁\s?\d{4}\s?次)(?![A-Za-z0-9%-])"
)
_NUMBERED = lazy(_NUMBER, re.ASCII)
_BEFORE = lazy(
    rf"{_DAY}[\s,的]{{0,2}}(?:(?:早上|上午|下午|晚上"
    r"|凌晨)?\s?\d{1,2}[:点]\d{0,2}分?\s?)?(?:[\u4e00-\u9fff]{0,4}\s?)$",
    re.ASCII,
)
_PART = (
    rf"(?:[\s,]{{0,2}}(?:{CITY}[\u4e00-\u9fff]{{0,3}}(?:[-—~]|到|去|飞"
    rf"|至)\s?{CITY}?[\u4e00-\u9fff]{{0,4}}(?=[\s,。\d]|$)"
    r"|[\u4e00-\u9fff]{2,5}(?:[-—]|飞|到|去)[\u4e00-\u9fff]{2,6}(?=[\s,。\d住]"
    rf"|$)|{_DAY}|\d{{1,2}}:\d{{2}}(?:\s?[-—~]\s?\d{{1,2}}:\d{{2}})?"
    r"|\d{1,2}\s?车(?:厢)?\s?\d{1,3}\s?[A-F]?(?:\s?号)?(?:\s\d{1,3}[A-F])?"
    r"|\d{1,3}[A-K](?![A-Za-z])(?:座)?|(?:二等|一等|商务|硬卧|软卧)座?|飞回来"
    "|飞回去|虹桥|浦东|首都机场|左营|台北|南港|乌鲁木齐))"
)
_AFTER = lazy(rf"{_PART}{{1,6}}", re.ASCII)
_TRAVEL = lazy(
    "车|票|飞|站|航班|机场|坐|高铁|动车|出差|到达|开庭|入住|酒店|行程|起飞|落地"
    "|登机|改签|返程|回程|回|去|住|搭|左营|复试",
    re.ASCII,
)
_NOT_TRAVEL = lazy(
    "峰会|国道|高速|省道|教育|芯片|型号|显卡|CPU|处理器|主板|编号|工号|订单|款"
    "|机型|版本|发动机|维生素|路由器",
    re.ASCII,
)


@finder("zh-journey", _TRIP, digits=2)
def _journey(source: Source) -> Iterator[Range]:
    """10月7日 G2873 苏州北-南昌西 14:06 05车11F: the number with day, way and seat."""
    text = source.text
    for match in matches(_NUMBERED, source):
        start, end = match.span()
        around = text[max(0, start - 30) : end + 30]
        before = _BEFORE.search(text, max(0, start - 26), start)
        after = _AFTER.match(text, end)
        if not (
            _TRAVEL.search(around)
            and (before or after or text[end - 1] == "次" or _TAKES.search(around))
        ):
            continue
        if anybodys(match) or _NOT_TRAVEL.search(
            text[max(0, start - 6) : start] + text[end : end + 6]
        ):
            continue
        yield before.start() if before else start, after.end() if after else end


_TAKES = lazy("坐|乘|搭|订|车次|航班|到霍|返|飞|抢|改签|那趟|买票|票", re.ASCII)

_SPACED = lazy(
    r"[\u4e00-\u9fff]{2,18}(?:路|街|道|巷|弄|胡同|里|院|大街)\s?\d{1,5}\s?[号弄巷]"
    r"(?!线|楼梯|机|桌|窗|出口|公告|文)(?:\s?附\s?\d{1,3}\s?号)?"
    r"(?:\s?[\u4e00-\u9fff]{0,8}?\s?(?:[A-Z]\s?区\s?)?\d{1,4}\s?(?:栋|幢|号楼|座"
    "|楼|单元|室|号|层))*"
    r"(?:\s?(?:之\s?)?\d{1,4}(?:-\d{1,4}){0,3}室?)?(?![\d年月日元万%])",
    re.ASCII,
)
_SPACED_LEAD = lazy(
    "[\u4e00-\u9fff]*(?:天|午|早|晚|在|到|去|是|住|于|的|了|从|和|找|送|寄|给|我"
    "|你|他|她|写|填|中|址)",
    re.ASCII,
)


@finder("zh-address-spaced", _ADDRESS, needs=("号", "弄", "巷"), digits=1)
def _spaced(source: Source) -> Iterator[Range]:
    """永安仁和路 316 号 5 楼之 1, 青果巷 22 号: with spaces, and below no district."""
    text = source.text
    for match in matches(_SPACED, source):
        start, end = match.span()
        digit = re.search(r"\d", match[0])
        low = start + (digit.start() if digit else 0)
        if lead := _SPACED_LEAD.match(text, start, low - 3):
            start = lead.end()
        if text[start] in "这那哪某每" or FAMOUS_ADDRESS.match(text, start):
            continue
        if not of_a_sight(text, start, end):
            yield start, end


_HAN = lazy(r"[\u4e00-\u9fff]", re.ASCII)


def _on_the_globe(match: re.Match[str]) -> bool:
    degrees = re.findall(r"-?\d+\.\d+", match["v"])
    near = _HAN.search(match.string, max(0, match.start() - 40), match.end() + 40)
    return (
        near is not None
        and all(abs(float(degree)) <= 180 for degree in degrees)
        and re.search(r"\d\d\.", match["v"]) is not None
    )


_INN = (
    "(?:酒店|宾馆|民宿|客栈|饭店|度假村|旅馆|旅店|青旅|公寓|如家|汉庭|全季|亚朵"
    "|七天|希尔顿|万豪|香格里拉|Hotel [A-Za-z ]{2,24}|招待所|疗养院)"
)
_LIVING = (
    "(?:花园|花苑|小区|家园|新村|公寓|大厦|豪庭|名苑|山庄|雅苑|嘉园|佳苑|华庭"
    "|公馆|新苑|锦园|御园|国际城|翰林苑|听海府|物流园|科技园|产业园|软件园|写字楼"
    "|仓库)"
)

RULES = (
    _journey,
    pattern(
        "zh-stay",
        _TRIP,
        "(?:入?住在|入?住|订了?|宿)(?:一晚|两晚"
        rf"|了)?(?P<v>(?:[\u4e00-\u9fff]{{0,14}}?{_INN}"
        r"|[“「][\u4e00-\u9fff]{2,6}[”」])\s?(?:的)?\s?[A-Z]?\d{3,4}\s?(?:号?房间?"
        rf"|室|号)?(?:[,\s]{{0,2}}(?:住到|(?:{_DAY})到)\s?{_DAY})?)",
        needs=("住", "订", "宿"),
        digits=3,
    ),
    pattern(
        "zh-coach",
        _TRIP,
        f"(?P<v>{_DAY}(?:早上|上午|下午|晚上|凌晨"
        r"|中午)?\s?\d{1,2}[:点]\d{0,2}分?\s?[\u4e00-\u9fff]{0,8}?(?:站|码头"
        "|机场|口岸)的?(?:大巴|班车|船|高铁|动车|火车|飞机|轮渡)?)",
        needs=("站", "码头", "机场", "口岸"),
        digits=2,
    ),
    pattern(
        "zh-way-to-work",
        _TRIP,
        "(?P<v>(?:每天|天天|早上|平时|工作日"
        r"|每周[一二三四五六日])?\s?(?:\d{1,2}[:点]\d{0,2}半?"
        r"|[一二三四五六七八九十]{1,2}点(?:半|[一二三四五]?十分?)?)\s?(?:在|喺|从"
        r"|打)?[\u4e00-\u9fff]{2,12}?(?:上车|出发|出去|骑电瓶车|骑车|坐"
        r"|出门)[^。;\n]{0,24}?(?:到|去"
        r"|至)[\u4e00-\u9fff]{2,10}(?:,\s?\d{1,2}:\d{2}\s?再接回)?"
        "|(?:从"
        r"|喺)[\u4e00-\u9fff]{2,10}(?:站)?\s?\d{1,2}:\d{2}\s?[^。;\n]{0,24}?(?:到"
        r"|去)[\u4e00-\u9fff]{2,10}"
        r"|[\u4e00-\u9fff]{2,4}站\s?\d{1,2}:\d{2}\s?上车[^。;\n,]{0,24})",
        needs=("上车", "出发", "出去", "骑", "坐", "出门", "站"),
    ),
    pattern(
        "zh-weekly-place",
        _TRIP,
        "(?P<v>每周[一二三四五六日天](?:早上|上午|中午|下午|晚上?"
        r"|夜里)?\s?(?:\d{1,2}[:点]\d{0,2})?都?在[\u4e00-\u9fff]{2,8}(?:路|街|巷|小区"
        "|公园|广场|咖啡馆|健身房))",
        needs=("每周",),
    ),
    pattern(
        "zh-place-now",
        _PLACE,
        "(?:(?<![坐蹲站躺堵排等在])[在喺搁]|(?=[坐蹲站躺堵排等][在喺搁]))"
        "(?P<v>(?:[坐蹲站躺堵排等][在喺搁])?(?![的了这那哪家在]|公司|学校)"
        r"[\u4e00-\u9fffA-Za-z0-9\s-]{3,26}?(?:门口|[A-Z\d]\s?号?出?口"
        r"|\d{1,2}\s?[楼层床](?:\s?\d{1,4}\s?(?:会议室|病房|床|室|窗口)?(?:外面"
        "|门口)?)?|台阶上?|站台|登机口|采血窗口旁边|窗口旁边|会议室外面|公交站|检票口"
        r"|后门口|候诊区|急诊大厅|停车场[A-Z\d]{0,4}区?|号座))",
        needs=("在", "喺", "搁"),
        accept=lambda match: (
            re.search(
                "现在|此刻|这会|而家|正|刚|等|坐|人在|我搁|我在|走廊|考点|住院",
                match.string[max(0, match.start() - 6) : match.end() + 16],
            )
            is not None
            and not re.search(
                "如果|约|见|集合|开在|每天|以前",
                match.string[max(0, match.start() - 8) : match.start()],
            )
        ),
    ),
    pattern(
        "zh-place-now-exit",
        _PLACE,
        r"(?P<v>(?![在到去从])[\u4e00-\u9fff]{2,6}站\s?[A-Z\d]{1,2}\s?"
        r"号?出?口[\u4e00-\u9fffA-Za-z0-9-]{0,10}?(?:门口)?)(?=旁|等|门|[,。\s]|$)",
        needs=("站",),
    ),
    pattern(
        "zh-coordinates-bare",
        _PLACE,
        r"(?<![\d.])(?P<v>-?\d{1,3}\.\d{4,8}(?:\s?[NS])?\s?[,/\s]\s?"
        r"-?\d{1,3}\.\d{4,8}(?:\s?[EW])?)(?![\d.])",
        digits=10,
        accept=_on_the_globe,
    ),
    _spaced,
    pattern(
        "zh-address-block",
        _ADDRESS,
        r"(?P<v>(?:[\u4e00-\u9fff]{2,8}?\s?[A-Z]\s?区\s?)?\d{1,3}\s?(?:栋|幢|号楼"
        r"|座)\s?(?:(?:\d{1,2}|[A-Z])\s?(?:单元|门"
        r"|座)\s?)?\d{1,4}(?:-\d{1,4}){0,3}\s?(?:室|号|房)?)(?![\d年月日元个人%])",
        needs=("栋", "幢", "号楼", "座"),
        digits=2,
    ),
    pattern(
        "zh-estate-named",
        _ADDRESS,
        r"(?:(?<![\u4e00-\u9fff])|(?<=[在致到住从的是于回去搬了进]))"
        r"(?P<v>(?:(?![我你他她在到了进去回住致])[\u4e00"
        rf"-\u9fff]){{2,5}}?{_LIVING})(?=物业|业主|门口|[住\d的里那到\s,。有]|$)",
        needs=words(
            "花园 花苑 小区 家园 新村 公寓 大厦 豪庭 苑 山庄 园 华庭 公馆 国际城 听海府 写字楼"
        ),
        accept=lambda match: (
            not re.search(
                "[的这那个我你他她老新旧同整各某哪本高档普通封闭学生青年人才单身智慧附近所]"
                "|大学|动物|植物|国家|湿地|主题|一个|住宅",
                match["v"][:-2],
            )
        ),
    ),
    pattern(
        "zh-postcode-near",
        _ADDRESS,
        r"(?P<v>(?<!\d)[1-8]\d{5}(?!\d))",
        needs=("室", "栋", "楼", "号", "路", "邮编"),
        digits=8,
        accept=lambda match: (
            re.search(
                r"(?:\d{3,4}|[室号楼])[,\s]{1,2}$",
                match.string[max(0, match.start() - 6) : match.start()],
            )
            is not None
            and re.search(
                "区|路|街|栋|座", match.string[max(0, match.start() - 40) : match.start()]
            )
            is not None
        ),
    ),
)
