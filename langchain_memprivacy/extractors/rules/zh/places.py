"""Where somebody is right now, by Chinese cue words and by coordinates."""

from __future__ import annotations

import re

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import pattern

_LOCATION = PrivacyType.PRECISE_LOCATION
_DEGREES = (
    r"\d{1,3}(?:\.\d{1,10})?\s?(?:度|°|º)?(?:\s?\d{1,2}(?:\.\d{1,6})?\s?(?:分|′|'))?"
    r"(?:\s?\d{1,2}(?:\.\d{1,4})?\s?(?:秒|″|\"))?"
)
_GENERIC = lazy(
    "(?:家|公司|学校|单位|医院|门口|楼下|小区|机场|酒店|商场|地铁站|火车站|高铁站|路口|停车场"
    "|广场|出口|北京|上海|这里|那里|一家|一个|某|哪|什么|自家|你家|附近|家里|考虑|想|看|做|写"
    "|找)+"
    "(?:门口|楼下|里面?|附近|路口|出口|停车场|地铁站|等你)?|.*(?:什么|哪|怎么|如何|准备|考虑"
    "|打算|研究|了解|学习|担心|想要).*",
    re.ASCII,
)

RULES = (
    pattern(
        "zh-coordinates",
        _LOCATION,
        r"(?P<v>(?:北纬|南纬|北緯|东经|西经|東經|纬度|经度)\s?(?:是|为"
        rf"|:)?\s?{_DEGREES}[,、;\s和]{{0,3}}(?:北纬|南纬|北緯|东经|西经|東經|纬度|经度)\s?(?:是"
        rf"|为|:)?\s?{_DEGREES})",
        needs=("北纬", "南纬", "北緯", "东经", "西经", "東經", "纬度", "经度"),
        digits=2,
    ),
    pattern(
        "zh-coordinates-pair",
        _LOCATION,
        r"(?:经纬度|经緯度|坐标|座標|定位|GPS|gps)\s?(?:\([^()\n]{1,10}\))?(?:大概|现在)?"
        r"(?:就?是|为|在|:)?\s?[(\[]?(?P<v>-?\d{1,3}\.\d{3,10}\s?[,、\s]\s?-?\d{1,3}\.\d{3,10})",
        needs=("经纬度", "经緯度", "坐标", "座標", "定位", "gps"),
        digits=8,
    ),
    pattern(
        "zh-here-and-now",
        _LOCATION,
        "(?:(?:我|他|她|孩子|老婆|老公|我们|人)(?:现在|此刻|正|这会儿|目前|刚好|人)?(?:现在|正"
        "|就)?|(?:实时|当前|现在的?|我的)(?:位置|定位)|定位)(?<!会)"
        "(?<=[在现正就刻儿前好人置位])(?:在|是|:|显示在?)"
        r"(?P<v>[\u4e00-\u9fffA-Za-z0-9·()]{2,24}?(?:门口|地铁站(?:[A-Z]\d?口)?|火车站|高铁站"
        r"|机场T\d(?:航站楼)?|T\d航站楼|大厦|商场|医院|急诊室?|酒店|咖啡店?|星巴克|麦当劳|便利店"
        r"|路口|\d{1,2}[楼层]|[A-Z\d]{1,2}号?口|\d号|停车场|派出所|公园|对面|旁边))"
        r"(?=[,。;!?\n、]|$|等|堵|这|那|附近)",
        needs=("在", "定位", "位置"),
        accept=lambda match: _GENERIC.fullmatch(match["v"]) is None,
    ),
)  # fmt: skip
