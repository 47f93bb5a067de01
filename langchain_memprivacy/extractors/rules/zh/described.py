"""Passwords that are described rather than written, in Chinese: how one types, turns or draws."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder, pattern
from ..source import Source

_PASSWORD = PrivacyType.PASSWORD

_SIDE = r"(?:[左右正反]|[顺逆](?:时针)?)"
_TURN = (
    rf"{_SIDE}(?:边|面)?[转旋拧]?(?:[一二三四五两\d]\s?[圈周转])?(?:[转旋拧拨]?[到至停对在])?"
    r"\s?\d{1,2}(?!\d|[.%:]\d)(?:格|刻度)?"
)
_TURNS = rf"{_TURN}(?:\s?[,、;。/ ]?\s?(?:再|然后|接着|最后|又|往|向|回){{0,2}}{_TURN}){{1,4}}"
_DIAL = lazy("保险|柜|锁|转盘|密码|钥匙")


def _is_dial(match: re.Match[str]) -> bool:
    return _DIAL.search(match.string, max(0, match.start() - 60), match.end() + 30) is not None


_SPOT = (
    r"(?:正?中[间心]|[左右上下中][上下左右中](?:角|边|方|面|点)?|[左右上下顶底](?:角|边|方|面|点)?)"
)
_STROKE = (
    rf"(?:{_SPOT}|[横竖斜勾折平直]|[A-Z](?![A-Za-z])|先|再|然后|接着|最后|起笔|从|往|向|朝|到底"
    rf"|到|在|着|走|拉|滑"
    r"|划|画|连|回|转|一下|[一两三]格|一个|个|大写|倒着|反着|倒|反|的|字形?|形|成|,|、| )"
)
_SWIPE = lazy(
    r"(?:先|从|往|向|起笔|倒着|反着|大写|[A-Z](?=\s?[形字])|[左右][上下]|[横竖])"
    rf"{_STROKE}{{3,30}}",
    re.ASCII,
)
_STEP = lazy(rf"{_SPOT}|[横竖斜勾折]|[A-Z]", re.ASCII)
_DRAWN = lazy("图案|手势|九宫格|画图|画了个|画的|画个|画法|走法|滑的")
_UNLOCKS = lazy("锁|手势|手机|平板|九宫格|密码|走法|画法|设了|我画")
_LESSON = lazy("教程|画画|方法|拼音九|汉字|笔画|笔顺|斜线|素描|五角星")
_TAIL = re.compile(r"(?:[,、 的先再从往向到在成]|然后|接着|最后)+\Z")
_LEAST = 3


@finder("zh-swipe", _PASSWORD, needs=("图案", "手势", "九宫格", "画图", "画了个", "画的", "画个",
        "画法", "走法", "滑的"))  # fmt: skip
def _swipe(source: Source) -> Iterator[Range]:
    """Find 从左上滑到右上再往下 after 手势 or 图案."""
    for match in matches(_SWIPE, source):
        value = _TAIL.sub("", match[0])
        start = match.start()
        steps = len(_STEP.findall(value))
        around = source.text[max(0, start - 60) : match.end() + 24]
        if (
            (steps >= _LEAST or (steps > 1 and re.search("[A-Z]", value)))
            and _DRAWN.search(around)
            and _UNLOCKS.search(around)
            and not _LESSON.search(around)
        ):
            yield start, start + len(value)


_HOW = lazy(
    r"大写|小写|生日(?=倒|反|颠)|倒着|连写|首拼|感叹号|下划线|问号|井号|星号|艾特|首字母|全拼"
    r"|拼音|[末后]四位|车牌|学号|倒过来|反过来"
    r"|[二三四五六七八九两\d]个[\d一二三四五六七八九](?![\d\u4e00-\u9fff]?[位月年天人])"
    r"|后[面头]加|再加|后面\s?[A-Za-z\d]"
)
_LINK = lazy(
    r"(?:就?是|:|写着|写的|写了|改成了?|改为|设成|设的|设了|用的|输的?|填的?|给的|叫|“|\""
    r"|我的(?=[一二三四五六七八九]个)"
    r"|storepass|keypass|(?:密码|口令)(?=大写|小写|同)|,(?![末后中前再最全一都]))\s?[“\"]?"
)
_STOP = re.compile(
    r"[。;!?\r\n”\"]|,(?!\s?(?:[末后中前再加全]|都[大小]写|大写|小写|一个|[二三四五六七八九]个))"
    r"|(?:会不会|不会|行不|对吗|可以吗|登不)"
)
_ADVICE = lazy(
    "要求|必须|至少|包含|包括|以上|建议|不能|混合|混排|组合|区分|强度|复杂|规则|数字和|和数字"
    "|加数字|以内|一般|可以|检查|注意|比如|例如|是不是|有没有"
    "|怎么|什么|首字母大写|请|不要|别用|最好|忘|避免|容易|安全|泄露|改一下|换一个|别人|谁都"
)
_OWN = lazy(
    "(?:就是)?(?:我|他|她|俺|咱|女儿|儿子|老[婆公伴爸妈]|爸|妈|孩子|闺女|狗|猫|店|公司)[^,。]{0,6}?"
    "(?:生日[倒反加后前]|手机号|身份证|门牌|名字|车牌|学号|纪念日)"
)
# A thing that is so called, and a count of written words, type nothing.
_CALLED = lazy(
    "的(?!拼音|首|全拼|生日|名|姓|小名|车牌|[后末前]|大写|小写|缩写|学号|门牌|手机)"
    r"[\u4e00-\u9fff]{2,}$|个字(?!母)"
)
_CREDENTIAL = lazy("密码|口令|pin|storepass|keypass|便签|密匙|暗号")
_LONGEST = 50


@finder("zh-password-described", _PASSWORD, needs=("密码", "口令", "pin", "storepass", "keypass",
        "暗号"))  # fmt: skip
def _described(source: Source) -> Iterator[Range]:
    """Find 口令是大写K后面三个7 and 密码是门牌加姓的全拼."""
    if source.role == "assistant":
        return
    text, done = source.text, 0
    for how in matches(_HOW, source):
        if how.start() < done:
            continue
        left = max(done, how.start() - 36)
        links = list(_LINK.finditer(text, left, how.start() + 3))
        start = max((link.end() for link in links if link.end() <= how.start()), default=-1)
        if start < 0 or re.search("[。;!?\n]", text[start : how.start()]):
            continue
        stop = _STOP.search(text, how.end(), min(len(text), start + _LONGEST))
        end = stop.start() if stop else min(len(text), start + _LONGEST)
        value = text[start:end].rstrip(" ,了吧")
        back = source.lower[max(0, start - 60) : start]
        if (
            _CREDENTIAL.search(back)
            and (re.search(r"[A-Za-z\d二三四五六七八九]", value) or _OWN.match(value))
            and not _ADVICE.search(text, max(0, start - 8), start + len(value))
            and not _CALLED.search(value)
        ):
            done = start + len(value)
            yield start, done


_WORD = r"[\u4e00-\u9fff]"
_TOLD = (
    r"(?:就?是|填了?|设了|设的是?|用的是?|改成了?|改为|换成|叫|:|四个词|[三四五六]个词)\s?[“\"‘]?"
)

RULES: tuple[Rule, ...] = (
    pattern(
        "zh-dial-turns", _PASSWORD, _TURNS, needs=("左", "右", "时针"), digits=2, accept=_is_dial
    ),
    _swipe,
    _described,
    pattern(
        "zh-passphrase-of-words",
        _PASSWORD,
        rf"(?<!英语)(?:密码|口令|暗号|助记)[^。\n]{{0,12}}?{_TOLD}(?P<v>(?!.{{0,8}}(?:生日|电话|手机"
        rf"|尾号|第|至少|共))"
        rf"{_WORD}{{3,8}}\d{{2,8}}(?![\d.]|\s?[个位次年月日元块分])"
        rf"|(?:{_WORD}{{1,6}}[-_·]){{2,5}}{_WORD}{{1,6}}?(?=[ ,。;!]|$|够|吧|会)"
        rf"|(?<=个词 )(?:{_WORD}{{1,4}}[ 、-]){{2,6}}{_WORD}{{1,4}}"
        rf"|(?<=个词)(?:{_WORD}{{1,4}}[ 、-]){{2,6}}{_WORD}{{1,4}})",
        needs=("密码", "口令", "暗号", "助记"),
        accept=lambda match: re.search("密码|取消|确定|好好学习", match["v"]) is None,
    ),
    pattern(
        "zh-password-of-fours",
        _PASSWORD,
        r"(?<![A-Za-z])(?P<v>[a-z]{4} [a-z]{4} [a-z]{4} [a-z]{4}|[a-z]{16})(?![A-Za-z]| [a-z])",
        needs=("专用密码", "应用密码", "授权码", "客户端密码", "专用码"),
        near=("专用密码", "应用密码", "授权码", "客户端密码", "专用码"),
        reach=30,
    ),
)
