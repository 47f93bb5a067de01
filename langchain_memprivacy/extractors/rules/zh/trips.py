"""Trips by train and plane: the run of clauses around the number of the train or the flight."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, finder
from ..source import Source

_NUMBER = lazy(
    r"(?<![A-Za-z0-9_./@#&*+-])(?:[GDCZTKYS]\d{2,4}次?|(?:[A-Z]{2}|9C|8L|3U|5J|6E|7C|2P|3K|4U|1A"
    r"|5X|7G|G5|Y8|A6|U2|S7|W6|A3|J9|F9|B6|Q2|T5|J2)\s?[1-9]\d{2,3})(?![A-Za-z0-9_./@#&*+-])",
    re.ASCII,
)
_TRAVEL = lazy(
    "次|车|机|航班|飞|到|去|回|站|开(?![发始会])|发(?![给我来了票短])|坐|搭|搭乘|乘|抢|票|出发|抵|登机|转|硬[卧座]|软卧|二等|落地"
)
_WHEN = (
    r"(?:\d{1,2}[:点]\d{0,2}|\d{1,2}\s?月\s?\d{1,2}|\d{1,2}[日号]|\d{1,2}/\d{1,2}|[今明后当]天|[今明后]晚|周[一二三四五六日天]"
    r"|下周|早上|上午|下午|晚上|凌晨|傍晚|腊月)"
)
_STAGE = lazy(
    rf"{_WHEN}[^,。]{{0,16}}?(?:到|去|飞|回|开|发|住|走|起飞|退|入住|抵)|\d{{1,2}}\s?车\s?\d{{1,3}}|下铺|上铺|中铺|硬卧|软卧"
    r"|[\u4e00-\u9fff]{2,6}(?:到|飞|—|-|至|→)[\u4e00-\u9fff]{2,6}|^\s?(?:入?住|回程|返程|转|再)[^,。]{2,20}"
    rf"|{_WHEN}\s?$|座位?\d|\d{{3,4}}房"
)
_EDGE = re.compile(r"[。!?;\n“”「」()]|[,:](?!\d\d)|(?<=[\u4e00-\u9fff]) (?=(?:我|帮|你|能|对|就))")
_LEAD = lazy(
    r"\s?(?:[^,。\d]{0,8}?(?:说到票|抢到了|定了|订了|帮我排|回家|行程|计划|票他给买的|这么走|排下周)[:,]?\s?)?"
    r"(?:对了|顺便|话说)?(?:我们|我(?:的|是|坐的)?|她|他|咱们?|还有|再|然后|另外|好像|票是?)?"
    r"(?:[今明后]天去[\u4e00-\u9fff]{2,5},|下周去[\u4e00-\u9fff]{2,5},)?"
    r"(?:在|打算|要|准备)?(?:航班是?|车次是?)?\s?"
)
_STOP = lazy(
    "要不要|怎么|帮我|怎样|什么|吗|来得及|多久|够不够|几点|推荐|堵不堵|报销|短信|司机|提醒|拖到|悬"
)
_TAIL = lazy(r"(?<=[\u4e00-\u9fffA-Z\d])\s?(?:抢到了|有点紧|正点|早班|回家看[^,。]{1,4})$")


_NOT_TRIP = lazy(
    "(?:车架号|车牌|车号|型号|编号|订单|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉"
    "闽贵粤青藏川宁琼]|ID|号|FPS)[^,。 ]{0,8}$"
)
_NO_TRIP = lazy("提前|失事|航班餐|什么车|列车是|餐好吃|空难")
_HAN = lazy("[\u4e00-\u9fff]")


@finder("zh-trip", PrivacyType.ITINERARY_TRAJECTORY, digits=3)
def _trip(source: Source) -> Iterator[Range]:
    """G7372次 杭州东7:41发, 晚上住江汉路店508: the ticket, and the stages beside it."""
    text = source.text
    done = 0
    for match in matches(_NUMBER, source):
        if match.start() < done or not _near(source, match):
            continue
        start, end = match.span()
        edges = list(_EDGE.finditer(text, max(0, start - 24), start))
        start = edges[-1].end() if edges else start
        stop = _EDGE.search(text, end, end + 40)
        end = stop.start() if stop else min(len(text), end)
        for _ in range(4):
            if not stop or text[stop.start()] != ",":
                break
            after = _EDGE.search(text, stop.end(), stop.end() + 30)
            right = after.start() if after else min(len(text), stop.end() + 30)
            piece = text[stop.end() : right]
            if not _STAGE.search(piece) or _STOP.search(piece):
                break
            end, stop = right, after
        lead = _LEAD.match(text, start, match.start())
        start = lead.end() if lead else start
        done = end
        tail = _TAIL.search(text, match.end(), end)
        end = tail.start() if tail else end
        yield start, start + len(text[start:end].rstrip())


def _near(source: Source, match: re.Match[str]) -> bool:
    text = source.text
    before = text[max(0, match.start() - 14) : match.start()]
    after = text[match.end() : match.end() + 16]
    if (
        _NOT_TRIP.search(before)
        or _NO_TRIP.search(after)
        or (source.role == "assistant" and not re.search(_WHEN + r"|\d车", before + after))
    ):
        return False
    return (
        _TRAVEL.search(before + " " + after) is not None and _HAN.search(before + after) is not None
    )


RULES = (_trip,)
