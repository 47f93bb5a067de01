"""Codes and PINs read out figure by figure, in Chinese numerals, and listed device by device."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..known_numbers import WORN, YEAR
from ..lazy import lazy, lower_matches, matches
from ..rule import Range, Rule, finder, pattern
from ..source import Source

_NUMERAL = "[零〇一二三四五六七八九幺拐洞]"
_APART = (
    r"(?<![\dA-Za-z./+#-])(?<!\d[ :])(?:#|井号|星号)?(?:\d(?: \d){3,7}|\d(?:-\d){2,7}"
    r"|\d(?:、\d){3,7})(?:#|井号|星号)?"
    r"(?![\dA-Za-z]|[ 、.:/-]\d|\s?[步行列题章组项])"
)
_GROUPS = (
    r"(?<![\dA-Za-z.:/+-])\d\d(?:-\d\d){2,4}"
    r"(?![\dA-Za-z]|[.:/-]\d|\s?(?:厘米|毫米|公分|[cm]m|[米寸元个号把次]))"
)
_PRESSED = (
    r"按 ?\d{1,2}(?!\d)(?:(?:再|然后|接着|同时|一起|又|,|、|和|跟|按| ){1,5}\d{1,2}(?!\d)){1,7}"
    "(?:一起|同时)?"
)
_TIMES = (
    r"(?<![\dA-Za-z十百])(?:[一二两三四五六七八九\d]个[零一二三四五六七八九\d]){1,4}"
    r"(?=[,。;!]|\s?$|就|了|呗|吧|啊)"
)
_FIGURES = lazy(
    rf"(?<![零〇一二三四五六七八九幺十百千万两第点]){_NUMERAL}{{4,8}}(?![零〇一二三四五六七八九幺十百千万亿两年月日点元块个号把次房层室件台份页人班路楼栋米斤])"
    rf"|{_APART}|{_GROUPS}|{_PRESSED}|{_TIMES}",
    re.ASCII,
)
_DATE = lazy(r"\d\d-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])", re.ASCII)
_COUNTED = lazy(
    "[零〇一二三四五六七八九]{2,5}(?=[不没])|一二三四|1 2 3|1-2-3|1、2、3|三三两两"
    "|[一二三四五六七八九](.)\\1{3}$",
    re.ASCII,
)

_SENT = lazy(
    "验证码|动态[密口码]|校验码|短信码|登录码|确认码|发来|发了?个码|来了?个码|提示码|一次性"
    "|码[,:是]"
)
_KEPT = lazy(
    "(?<!动态)(?<!一次性)(?:密码(?!学)|口令(?!红包))|撤防|布防|报警|门禁|锁(?!定)|保险[柜箱]|柜|抽屉|铁盒|钥匙|pin"
    "|密保|开门|开闸|道闸|卷闸"
    "|那口?门|让自己输|胁迫|配对|遥控|手势|图案|九宫格"
)
_SET = lazy("(?:设了|设的|设成|填|输|按|是|改成|改为|我说)[^,。]{0,3}$")
_TYPED = lazy("(?:设了|设的|设成|输了?|填了?|改成了?)[个的]?$")
# What a press, a count and a year need to be more than that.
_OPENS = lazy("锁(?!定)|门|撤防|布防|密码|口令|保险|柜|抽屉|解除|开闸")
_LINKED = lazy("(?:是|为|码|输|设|成|了|用|加|按|:|,) ?$")
_SPELLED_YEAR = lazy("(?:二[零〇][零〇一二三]|一九[四五六七八九])[零〇一二三四五六七八九]")
# Sizes, games, music and menus of hotlines are counted the same way.
_ELSE = lazy("尺寸|规格|骰|掷|吉他|和弦|琴|简谱|节拍|彩票|电饭煲|微波炉|洗衣机|空调|电视")
_MENU = lazy("[,键 ]{0,2}(?:查询|余额|人工|转接|返回|挂断|继续)")
_SPOKEN = lazy(f"{_NUMERAL}{{4,8}}")
_SENT_CUES = ("验证码", "动态", "校验码", "短信码", "登录码", "确认码", "发来", "个码", "提示码",
              "一次性", "码,", "码:", "码是")  # fmt: skip
_KEPT_CUES = ("密码", "口令", "防", "报警", "门禁", "锁", "柜", "保险箱", "抽屉", "铁盒", "钥匙",
              "pin", "密保", "开门", "闸", "让自己输", "胁迫", "配对", "遥控", "设了",
              "设的", "设成", "手势", "图案", "九宫格")  # fmt: skip


def _is_set(lower: str, start: int, end: int, value: str) -> bool:
    """Tell whether a number is set or typed, and what it opens is named behind it."""
    back = max(0, start - 6)
    if _SPOKEN.fullmatch(value) and _TYPED.search(lower, back, start):
        return True
    behind = _KEPT.search(lower, end, min(len(lower), end + 24))
    return behind is not None and _SET.search(lower, back, start) is not None


def _is_other(lower: str, match: re.Match[str]) -> bool:
    """Tell whether a number is a size, a year, a count or what one presses elsewhere."""
    start, end = match.span()
    if _ELSE.search(lower, max(0, start - 24), start):
        return True
    if match[0][0] == "按":
        return (
            _MENU.match(lower, end) is not None
            or _OPENS.search(lower, max(0, start - 45), min(len(lower), end + 12)) is None
        )
    if "个" in match[0] or _SPELLED_YEAR.fullmatch(match[0]):
        return _LINKED.search(lower, max(0, start - 3), start) is None
    return False


def _figures(source: Source, *, sent: bool) -> Iterator[Range]:
    lower = source.lower
    for match in matches(_FIGURES, source):
        start, end = match.span()
        if match[0][0] == "按":
            start += 1 + (match[0][1] == " ")
        if _COUNTED.match(match[0]) or _DATE.fullmatch(match[0]) or _is_other(lower, match):
            continue
        back = max(0, start - 45)
        codes = [hit.start() for hit in _SENT.finditer(lower, back, start)]
        locks = [hit.start() for hit in _KEPT.finditer(lower, back, start)]
        if not codes and not locks and _is_set(lower, start, end, match[0]):
            locks = [start]
        if locks:
            codes = [at for at in codes if lower[at] != "码"]
        if (codes or locks) and (max(codes, default=-1) > max(locks, default=-1)) == sent:
            yield start, end


@finder("zh-code-spelled", PrivacyType.VERIFICATION_CODE, needs=_SENT_CUES)
def _code(source: Source) -> Iterator[Range]:
    """Find 动态密码六六九零四幺 and 码，四〇八五一六."""
    return _figures(source, sent=True)


@finder("zh-pin-spelled", PrivacyType.PASSWORD, needs=_KEPT_CUES)
def _pin(source: Source) -> Iterator[Range]:
    """Find 撤防码 2 7 0 5, 柜子一八四四 and 铁盒密码 0-7-2-4."""
    return _figures(source, sent=False)


_LIST_CUE = lazy(
    "密码(?![锁学箱本])|口令(?!红包)|[货档钥匙药冷文]{1,2}柜锁?|柜子?锁|门锁|撤防码?|布防码?|报警码?|门禁码?|开锁码"
    "|锁[的上]?码|配对码|胁迫码"
)
_LIST_CUES = ("密码", "口令", "柜", "门锁", "撤防", "布防", "报警", "门禁", "锁", "配对码", "胁迫")
_ITEM = lazy(
    r"(?:(?<=[,、;:/。|\n(])|(?<=\d[ ]))\s?(?!(?:共|约|近|第|满|每|有|才|花|在|从|到|至|编号"
    r"|型号|单号))"
    r"(?P<label>[\u4e00-\u9fffA-Za-z()]{1,12}?)\s?(?:就?是|为|:|用|输|就输|都是|还是|\|)?\s?"
    r"(?P<v>#?\d{4,8}#?|\d(?:-\d){2,5}|\d(?: \d){3,7})"
    r"(?=[,、;/。|!\n)]|\s\S|\s?$|了|的|吧|这)(?!\s?[-~%.:]|[,.]\d{3}(?!\d)|\s\d)",
    re.ASCII,
)
_OTHER = lazy(
    r"^[和与跟把或及]$|把$|电话|手机|座机|分机|热线|客服|号码|尾号|单|工号|房|楼|幢|栋|元|价"
    r"|[费租款额薪钱]|端口|port|年|共|约|编号|型|版"
    r"|邮编|卡号|存|数|量|运|qq|微信|群|案|ip|转账|消费|收入|货|期|批|报销|支出|身高|体重|步|章"
    r"|节|第|错误|代码|error"
    r"|税|利|金|销|贷|资|账号|用户|id|拨|打|报警给|合计|总|月|日|时间|生日|公里|里程|积分|分$"
    r"|码$(?<!密码)(?<![防警迫]码)",
)
_WARES = lazy("推荐|价|尺寸|规格|购|品牌|红包|作业|考试|成绩|[大中小]号")
_REACH = 90


@finder("zh-pin-listed", PrivacyType.PASSWORD, needs=_LIST_CUES, digits=4)
def _listed(source: Source) -> Iterator[Range]:
    """Find the further ones of 密码：仓库 4471，车库5082，遥控6-3-0."""
    text, done = source.text, 0
    for cue in lower_matches(_LIST_CUE, source):
        stop = min(len(text), cue.end() + _REACH)
        at = max(done, cue.end())
        while (item := _ITEM.search(text, at, stop)) is not None:
            at = item.end()
            if _WARES.search(text, cue.start(), item.start("v")):
                break
            label = item["label"].lower()
            if not _OTHER.search(label) and not YEAR.fullmatch(item["v"]) and item["v"] not in WORN:
                yield item.span("v")
                stop = min(len(text), item.end() + _REACH // 2)
        done = at


RULES: tuple[Rule, ...] = (
    _code,
    _pin,
    _listed,
    pattern(
        "zh-card-code-spelled",
        PrivacyType.PAYMENT_SECURITY_CODE,
        r"(?:[cC][vV][vVcCnN]2?|安全码|[后末]三[位码]|背面|三[位个]数字?"
        r"|三位数)[^。\n\d零〇一二三四五六七八九幺]{0,16}"
        r"(?P<v>[零〇一二三四五六七八九幺]{3,4}|\d \d \d(?: \d)?|\d-\d-\d|\d、\d、\d)"
        r"(?![\d零〇一二三四五六七八九十百千万幺位个年月日]|[ 、-]\d)",
        needs=("cv", "安全码", "后三", "末三", "背面", "三位", "三个数"),
    ),
)
