"""Flights, trains, hotel stays, trips with a date, and commutes, in Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import LEFT, RIGHT, Range, Rule, pattern
from ..source import Source
from .regions import CITY

_TRIP = PrivacyType.ITINERARY_TRAJECTORY

_AIRLINE = (
    "(?:CA|MU|CZ|HU|3U|ZH|MF|HO|9C|SC|FM|GS|JD|8L|KN|PN|TV|G5|EU|DZ|BK|NS|QW|GJ|KY|AQ|DR|GX|UQ"
    "|Y8|A6|LT|CN|RY|OQ|BR|CI|JX|IT|AE|CX|HX|UO|KA|NX|SQ|TR|TG|FD|MH|AK|VN|VJ|PR|GA|JL|NH|MM|KE"
    "|OZ|7C|LJ|EK|QR|EY|TK|SU|LH|AF|BA|KL|AY|SK|LX|OS|AZ|IB|VS|UA|AA|DL|AC|WN|QF|NZ)"
)
_DAY = (
    r"(?:(?:\d{4}年)?\d{1,2}月\d{1,2}[日号號]|\d{1,2}[号日](?=[上下早晚中凌从坐飞])|(?:下下?|这"
    "|本)(?:周|星期|礼拜)[一二三四五六日天]|(?:周|星期|礼拜)[一二三四五六日天]|明天|后天|大后天"
    "|明早|明晚|今晚|今天)"
)
_TIME = r"(?:(?:凌晨|早上|上午|中午|下午|傍晚|晚上|早晨)?\s?(?:\d{1,2}[:点]\d{0,2}分?半?)?)"
_FLIES = (
    r"(?:[飞飛]往?|直飞|转机到|出发去?|到|去|前往|回|至|坐[\u4e00-\u9fffA-Z0-9]{2,8}?(?:到"
    "|去|回)|开车到?去?|往)"
)
_HOTEL = r"(?:酒店|宾馆|民宿|客栈|大饭店|饭店|度假村|旅馆|旅店|青旅|公寓)"

_FLIGHT_WORDS = (
    "航班", "机票", "飞", "飛", "起飞", "落地", "登机", "值机", "改签", "班机", "接机", "航空",
    "經", "降落", "机场",
)  # fmt: skip


# What one asks and tells about a flight or train that anybody may take.
_PUBLIC = lazy(
    r"\s?次?(?:列车|航班|班机|客机|高铁|动车)?的?(?:(?:是|用|属于)?(?:什么|哪[些种个家]|啥)|飞机餐|餐|空难|事故"
    r"|事件|失事|坠|残骸|遇难|黑匣子|车型|机型|票价|经停站?(?:有|是))",
    re.ASCII,
)
_TAKEN = lazy("我|俺|咱|[坐乘]的?|订|买|爸|妈", re.ASCII)


def anybodys(match: re.Match[str]) -> bool:
    """Tell whether a flight or train is asked or told of, not taken."""
    text = match.string
    return _PUBLIC.match(text, match.end()) is not None and not _TAKEN.search(
        text, max(0, match.start() - 10), match.start()
    )


def _by_plane(match: re.Match[str]) -> bool:
    around = match.string[max(0, match.start() - 18) : match.end() + 14]
    return any(word in around for word in _FLIGHT_WORDS) and not anybodys(match)


_TRAIN_WORDS = ("车次", "高铁", "动车", "火车", "列车", "车票", "12306", "坐", "乘", "检票",
                "候车", "车厢", "卧铺", "二等座", "一等座", "次", "高鐵", "车站", "南站", "北站",
                "西站", "东站")  # fmt: skip


def _by_train(match: re.Match[str]) -> bool:
    around = match.string[max(0, match.start() - 12) : match.end() + 10]
    return any(word in around for word in _TRAIN_WORDS) and not anybodys(match)


_LEAVES = lazy(f"[从從由]{CITY}", re.ASCII)


def _from_city(name: str, regex: str) -> Rule:
    """Make a rule of an expression that holds `_LEAVES`, rarer than what it begins with."""
    slow = pattern(name, _TRIP, regex)

    def find(source: Source) -> Iterable[Range]:
        return slow.find(source) if _LEAVES.search(source.text) else ()

    return Rule(name, _TRIP, find, slow.level, ("从", "從", "由"))


RULES = (
    pattern(
        "zh-flight",
        _TRIP,
        rf"(?P<v>{_AIRLINE}(?<![A-Za-z0-9]..)\s?\d{{3,4}}){RIGHT}(?!元|块|型)",
        needs=_FLIGHT_WORDS,
        digits=3,
        accept=_by_plane,
    ),
    pattern(
        "zh-train",
        _TRIP,
        rf"{LEFT}(?P<v>[GDCKZTYSLgdckzt]\d{{1,4}}次|[GDCKZT]\d{{2,4}})(?![A-Za-z0-9%]|[.-]\d"
        "|峰会|国道|高速|省道|教育|口|型)",
        needs=_TRAIN_WORDS,
        digits=1,
        accept=_by_train,
    ),
    pattern(
        "zh-seat",
        _TRIP,
        r"(?<!\d)(?P<v>\d{1,2}车厢?\s?\d{1,3}(?:[A-F]|号[上中下]铺)(?:号|座)?|(?<=座位)(?:号)?"
        r"(?:是|:|为)?\s?\d{1,2}[A-K](?![A-Za-z0-9]))",
        needs=("车", "座位"),
        digits=1,
    ),
    pattern(
        "zh-trip-dated",
        _TRIP,
        rf"(?P<v>(?:\d{{4}}年)?\d{{1,2}}(?:月\d{{1,2}})?[日号號]{_TIME}[^,。;!?\n\d从]{{0,6}}?"
        rf"(?:从|從|由)?(?:{CITY}(?:[\u4e00-\u9fff]{{0,6}}?(?:站|机场|市))?){_FLIES}{CITY}"
        r"(?:[\u4e00-\u9fff]{0,6}?(?:站|机场))?)",
        needs=("日", "号", "號"),
        digits=1,
    ),
    _from_city(
        "zh-trip-mine",
        r"(?:我们?|我和[\u4e00-\u9fff]{1,4}|我打算|我计划|我要)"
        rf"(?P<v>{_DAY}{_TIME}[^,。;!?\n\d]{{0,6}}?(?:从|從|由)(?:{CITY}"
        rf"(?:[\u4e00-\u9fff]{{0,6}}?(?:站|机场|市))?){_FLIES}{CITY}(?:[\u4e00-\u9fff]{{0,6}}?"
        "(?:站|机场))?)",
    ),
    _from_city(
        "zh-trip-mine-after-day",
        rf"(?P<v>{_DAY}{_TIME},?(?:我们?|我和[\u4e00-\u9fff]{{1,4}}|全家)(?:要|会|打算|准备|得"
        rf"|计划)?(?:从|從|由){CITY}(?:[\u4e00-\u9fff]{{0,6}}?(?:站|机场|市))?{_FLIES}{CITY}"
        r"(?:[\u4e00-\u9fff]{0,6}?(?:站|机场))?)",
    ),
    pattern(
        "zh-trip-to",
        _TRIP,
        "(?:我们?(?:要|会|打算|计划|准备|得)?|全家|出差|行程(?:是|:))"
        rf"(?P<v>\d{{1,2}}月\d{{1,2}}[日号號]{_TIME}(?:要|会|打算)?(?:飞往?|去|到|前往|坐飞机去"
        f"|坐高铁去|出差去?){CITY})",
        needs=("月",),
        digits=2,
    ),
    pattern(
        "zh-hotel-room",
        _TRIP,
        rf"(?P<v>(?:(?<=[住在到订了去:])(?![在了到])[\u4e00-\u9fffA-Za-z0-9·]{{2,16}}?)?{_HOTEL}"
        r"(?:\([\u4e00-\u9fff]{2,10}\))?的?[^,。;!?\n\d]{0,4}[A-Z]?\d{3,5}(?:号房间?"
        "|房间?|室|号))",
        needs=("酒店", "宾馆", "民宿", "客栈", "饭店", "度假村", "旅馆", "旅店", "青旅", "公寓"),
        digits=3,
    ),
    pattern(
        "zh-hotel-room-label",
        _TRIP,
        r"(?P<v>(?:房号|房间号|房間號)\s?(?:就?是|为|:)?\s?[A-Z]?\d{3,5})(?!\d)",
        needs=("房号", "房间号", "房間號"),
        digits=3,
    ),
    pattern(
        "zh-hotel-dates",
        _TRIP,
        r"(?P<v>\d{1,2}月\d{1,2}[日号號]?[^,。;!?\n\d]{0,4}(?:入住|退房|离店)"
        r"(?:[,、\s]{0,2}\d{1,2}(?:月\d{1,2})?[日号號][^,。;!?\n\d]{0,4}(?:退房|离店))?"
        r"|(?:入住|退房|离店)(?:日期|时间)?\s?(?:是|为|:)?\s?"
        r"(?:\d{4}[年./-])?\d{1,2}[月./-]\d{1,2}[日号號]?)",
        needs=("入住", "退房", "离店"),
        digits=2,
    ),
    pattern(
        "zh-commute-by",
        _TRIP,
        r"每天都?(?:要|得)?(?:坐|骑|开车|乘|搭|挤|倒)[^,。;!?\n从]{0,8}"
        r"(?P<v>从(?!家|公司|学校|单位|这|那|哪)[\u4e00-\u9fff]{2,10}?到(?!家|公司|学校|单位|这|那|哪)[\u4e00-\u9fff]{2,10}?)"
        "(?=上班|上学|下班|通勤)",
        needs=("每天",),
    ),
    pattern(
        "zh-commute",
        _TRIP,
        r"每天[^,。;!?\n]{0,12}?(?P<v>从[^,。;!?\n]{2,14}?(?:坐|骑|开车|走路|步行|换乘|出发"
        r"|转)[^,。;!?\n]{0,16}?(?:到|去)[^,。;!?\n]{2,16}?(?=上班|上学|下班|,|。|\n|$))",
        needs=("每天",),
    ),
)  # fmt: skip
