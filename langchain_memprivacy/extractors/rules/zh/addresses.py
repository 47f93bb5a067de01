"""Postal addresses of the mainland, Taiwan and Hong Kong, by form; postcodes by cue word.

An address is found at its low end, where a name meets a number (文三路478号, 阳光花园3栋),
read on to the room, and read back to the province or to the word that leads to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, finder, pattern
from ..source import Source
from .regions import CITY, PROVINCES
from .relations import KIN

_ADDRESS = PrivacyType.DETAILED_ADDRESS

_N = r"(?:\d{1,5}|[一二三四五六七八九十百]{1,5})"
_ROAD = r"(?:大道|大街|公路|胡同|路|街|道|巷|弄|里|段|条)"
_ESTATE = (
    "(?:花园|花園|小区|小區|社区|家园|家園|新村|公寓|大厦|大廈|大楼|大樓|广场|廣場|中心|国际"
    "|豪庭|名苑|山庄|别墅|宿舍|家属院|大院|雅苑|嘉园|佳苑|华庭|公馆|園|苑|园|院|府|庭|阁|轩|城"
    "|湾|邸|墅|坊|村|寨|屯|组|庄|区|期|厦|邨|閣)"
)
_UNIT = (
    "(?:号楼|號樓|号院|號院|号|號|栋|棟|幢|座|弄|巷|单元|單元|梯|室|层|層|楼|樓|房|户|段|组"
    "|組|鄰|邻|里)"
)
# 号 of a metro line, an exit, a machine or a file is no house number.
_NOT_HOUSE = (
    "(?!线|線|机|機|令|文|公告|出口|口|站|桌|窗|车|球|选|位|码|染|楼梯|电|信|房间里|馆"
    "|门|柜|库|字|元素|补)"
)
_PART = (
    r"(?:[A-Za-z]?\d{1,5}[A-Za-z]?(?:[-—–]\d{1,5}){0,3}|[A-Za-z东西南北中]"
    rf"|[一二三四五六七八九十百零]{{1,5}})\s?(?:{_UNIT})(?:之\d{{1,3}})?"
)
_ANCHOR = lazy(
    rf"(?:(?P<road>{_ROAD})|(?P<estate>{_ESTATE}))\s?(?:{_N}"
    rf"(?:[-—–]\d{{1,5}}){{0,3}}[A-Z]?[东西南北]?\s?(?P<unit>(?>{_UNIT}))|(?P<tower>[A-Z])\s?"
    rf"(?:座|栋|幢|棟)){_NOT_HOUSE}(?:之\d{{1,3}})?",
    re.ASCII,
)
# Where `_ANCHOR` can match at all: the end of its name, and a number.
_NUMBERED = lazy(
    r"[道街路巷弄里段条公胡同园園区區家村寓厦廈楼樓场場心际庭苑庄墅舍院邸馆府阁轩城湾坊寨屯组期邨閣]"
    r"\s?[0-9A-Z一二三四五六七八九十百]",
    re.ASCII,
)
_ON = lazy(
    r"[,\s]{0,2}(?:(?:\([\u4e00-\u9fffA-Za-z0-9]{2,16}\))?[\u4e00-\u9fff·A-Za-z]{0,12}?"
    rf"(?:{_ESTATE}|{_ROAD})?\s?{_PART})",
    re.ASCII,
)
_ROOM = lazy(
    r"\s?-?(?:[A-Z]?\d{2,4}[A-Z]?(?:[-—–]\d{1,4})?)(?:室|房|户|号房?)?"
    r"(?![\d年月日元块:万千人个天岁%.]|-\d)",
    re.ASCII,
)
_NAMED = lazy(
    r"[\u4e00-\u9fff]{2,10}?(?:花园|小区|家园|新村|公寓|大厦|大廈|大樓|广场|廣場"
    "|写字楼|科技园|产业园|软件园|中心|苑|邨)(?![的里])",
    re.ASCII,
)
_BACK = lazy(r"[\u4e00-\u9fffA-Za-z0-9·\-()]+[ ]?$", re.ASCII)
_CUE = lazy(
    "(?:[在到去是的从住寄送给了我你他她们咱往您就找请叫把]|地址(?:是|为)?|位于|搬到|送货|收货"
    "|快递|家住|门牌|现居|住址|住处|单位|工作|上班|办公|公司在|午|晚|和|于"
    r"(?=[\u4e00-\u9fff]{2}[省市区县]))(?![\u4e00-\u9fff]?(?:路|街|巷|弄)(?:$|\d))",
    re.ASCII,
)
_HEAD = lazy(rf"{PROVINCES}|{CITY}市?", re.ASCII)
_ADMIN = lazy(r"[\u4e00-\u9fff]{1,6}?(?:省|市|区|區|县|縣|旗|镇|鎮|乡|鄉|街道|州)", re.ASCII)
_GENERIC = lazy(
    "(?:道路|公路|高速公路|铁路|电路|线路|网络|思路|一路|马路|这条路|那条路|一条街|小区|社区"
    "|花园|大厦|公寓|广场|新区|老区|城|区|村|园区|景区|校园|医院|学院|法院|家里|哪里|这里|那里"
    "|心里|手里|夜里|公里|千里|条|期|一期|二期|组|一组|院|府|政府|东区|西区|南区|北区|[ABCD]区"
    "|分区|时区|赛区|专区"
    "|知道|味道|频道|街道|渠道|赛道|跑道|轨道|通道|管道|报道|难道|人道|院里|阶段|手段|片段|时段"
    "|分段|字段|中心|国际|超市|商城|长城|县城|都城|海湾|港湾|影院|剧院|电影院|住院|中段|前段"
    r"|后段|[上下]半段|[一二三四五六七八九十第\d]段|宿舍)",
    re.ASCII,
)
FAMOUS_ADDRESS = lazy(r"唐宁街10号|宾夕法尼亚大道1600号|贝克街221", re.ASCII)
_HAN2 = lazy(r"[\u4e00-\u9fff]{2}", re.ASCII)


_LIES = lazy(r"(?:位于|坐落[于在]|地处)$", re.ASCII)
_ASKED = lazy(r"\s?(?:是什么|是哪|在哪|怎么[走去坐]|附近有)", re.ASCII)
_SOMEBODY = lazy(
    rf"我|咱|俺|本人|[他她你您]|(?<![国专大作科画])家|公司|单位|住|租|[收客店]|{KIN}", re.ASCII
)


def of_a_sight(text: str, start: int, end: int) -> bool:
    """Tell whether the address is told or asked of a place that anybody may know."""
    if not (_LIES.search(text, max(0, start - 4), start) or _ASKED.match(text, end)):
        return False
    sentence = re.split(r"[。;!?\n]", text[max(0, start - 30) : start])[-1]
    return _SOMEBODY.search(sentence) is None


def _start(text: str, anchor: int) -> int:
    """Walk back from the low end to where the address begins."""
    low = max(0, anchor - 34)
    back = _BACK.search(text, low, anchor)
    start = back.start() if back else anchor
    # One space stands between the parts of a typed-out address: 浙江省 杭州市 文三路.
    ends_part = "省市区區县縣镇鎮乡道州"
    while start - 1 > low and text[start - 1] == " " and text[start - 2] in ends_part:
        again = _BACK.search(text, low, start - 1)
        if not again or again.start() >= start - 1:
            break
        start = again.start()
    for cut in _CUE.finditer(text, start, anchor):
        if cut.end() < anchor:
            start = cut.end()
    head = _HEAD.search(text, start, anchor)
    if head:
        return head.start()
    admin = _ADMIN.search(text, start, anchor)
    if admin is None and anchor - start > 8:
        return anchor - 8
    return start


def _end(text: str, end: int) -> int:
    """Read on from the first number to the room."""
    for _ in range(6):
        more = _ON.match(text, end)
        if more is None or re.match(r"[,\s]*[在的是去到找和我有]", more[0]):
            break
        if _NOT_HOUSE_RE.match(text, more.end()) or "厅" in text[more.end() : more.end() + 3]:
            break
        if "," in more[0]:
            break
        end = more.end()
    room = _ROOM.match(text, end)
    if room and text[end - 1] in "元栋棟幢座号號楼樓":
        end = room.end()
    else:
        named = _NAMED.match(text, end)
        if named and text[end - 1] in "号號":
            end = named.end()
    return end


_NOT_HOUSE_RE = lazy(r"线|線|机|令|出口|口|站|桌", re.ASCII)


def _anchors(source: Source) -> Iterator[re.Match[str]]:
    """Do as `_ANCHOR.finditer`, at the few places where it is worth trying."""
    text, done = source.text, 0
    for end in matches(_NUMBERED, source):
        for at in range(max(done, end.start() - 2), end.start() + 1):
            if match := _ANCHOR.match(text, at):
                done = match.end()
                yield match
                break


_LABEL = lazy(
    r"(?:(?:报到|集合|上课|面试|办公|收货|联系)?(?:地点|地址|住址)|址(?=[\u4e00-\u9fff]{2}))[是为在:]?\s?"
)
"""What the address is called, where it stands right before it."""


@finder(
    "zh-address",
    _ADDRESS,
    needs=("号", "號", "栋", "棟", "幢", "弄", "座", "单元", "單元", "室", "楼", "樓", "层", "層"),
)
def _address(source: Source) -> Iterator[Range]:
    """浙江省杭州市西湖区文三路478号3幢501室, 阳光花园3栋501, 台北市松仁路100巷12號3樓."""
    text = source.text
    done = 0
    for match in _anchors(source):
        low = match.start()
        # A name of one character (里3号) is a word; most anchors fail here, cheaply.
        if low < done or low == 0 or not "\u3400" <= text[low - 1] <= "\u9fff":
            continue
        start = max(done, _start(text, low))
        if label := _LABEL.match(text, start, low):
            start = label.end()
        end = _end(text, match.end())
        name = text[start : match.end("road") if match["road"] else match.end("estate")]
        if len(name) < 2 or FAMOUS_ADDRESS.match(text, start) or not _HAN2.search(name):
            continue
        admin = _HEAD.match(name) or _ADMIN.match(name)
        if _GENERIC.fullmatch(name) or (not admin and _GENERIC.search(name[-4:]) and len(name) < 4):
            continue
        parts = len(re.findall(rf"{_UNIT}", text[match.start() : end])) + (text[end - 1].isdigit())
        if match["road"]:
            good = match["unit"] in {"号", "號", "号院", "弄", "巷", "段", "号楼", "栋", "幢", "棟"}
            good = good and not (match["unit"] == "段" and parts < 2)
            loose = match["road"] in {"里", "段", "条", "道"}
            good = good and not (loose and not admin and parts < 2)
        else:
            good = bool(admin) or parts >= 2 or match["unit"] in {"幢", "号楼", "栋", "棟"}
            loose = match["estate"] in {"中心", "城", "区", "组", "期"}
            good = good and not (loose and not admin and parts < 2)
        if good and not of_a_sight(text, start, end):
            yield start, end
            done = end


_VILLAGE = lazy(
    rf"(?:{PROVINCES}\s?)?[\u4e00-\u9fff]{{1,6}}?(?:市|县|縣|区|區|旗|自治州)\s?"
    r"(?:[\u4e00-\u9fff]{1,6}?(?:市|县|縣|区|區|旗)\s?)?"
    r"[\u4e00-\u9fff]{1,6}?(?:镇|鎮|乡|鄉|街道)(?!政府|企业|卫生院)(?:\s?[\u4e00-\u9fff]{1,6}?"
    r"(?:村|社区|屯|庄|寨)(?!民|委))?(?:\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:组|队))?"
    r"(?:\s?\d{1,4}号)?",
    re.ASCII,
)


_VILLAGE_END = lazy("镇|鎮|乡|鄉|街道", re.ASCII)
_DISTRICT = lazy("[市县縣区區旗州]", re.ASCII)


@finder("zh-address-village", _ADDRESS, needs=("镇", "鎮", "乡", "鄉", "街道"))
def _village(source: Source) -> Iterator[Range]:
    """湖南省衡山县白果镇涓水村6组: below the district without a number."""
    done = 0
    for low in matches(_VILLAGE_END, source):
        if low.start() < done:
            continue
        near = _DISTRICT.search(source.text, max(done, low.start() - 16), low.start())
        back = max(done, low.start() - 34)
        match = _VILLAGE.search(source.text, back, low.end() + 40) if near else None
        if match is None:
            continue
        start, end = match.span()
        done = end
        for cut in _CUE.finditer(source.text, start, end - 4):
            start = cut.end()
        head = _HEAD.search(source.text, start, end)
        start = head.start() if head else start
        value = source.text[start:end]
        below = re.search(r"[市县縣区區旗州].{1,7}[镇鎮乡鄉道]", value)
        unclear = re.search(r"[的这那各些每了]|城市|地区|市区", value)
        if below and not unclear and not of_a_sight(source.text, start, end):
            yield start, end


_LIVES = (
    "(?:住在|家住|家在|住址(?:是|为|:)|地址(?:是|为|在|:|改成|改为|换成)|寄到|送到|位于|搬到了?"
    "|搬去了?|现居|居住在|公司在|单位在|办公(?:室|地点?)在|收货地址(?:是|:)?|租在|租的房子?在"
    r"|地址\s|我住(?!在))\s?"
)


def _deep(match: re.Match[str]) -> bool:
    """A district alone is no address; a place inside it is."""
    value = match["v"]
    vague = re.search(r"[的了吗呢么]|哪|什么|这|那|附近|怎么", value)
    return not vague and not of_a_sight(match.string, *match.span("v"))


_PLACE_END = r"(?=[,。;!?\n)、\s(\"”]|附近|那边|这边|旁边|对面|里面|上班|的|有|租|$)"

RULES = (
    _address,
    pattern(
        "zh-address-units",
        _ADDRESS,
        r"(?:住|地址(?:是|:|为)|送到|寄到|放到?|搬到了?|家在|回|找我到?)(?:在|我家)?\s?"
        r"(?P<v>[\u4e00-\u9fffA-Za-z0-9]{0,10}?(?:\d{1,3}|[一二三四五六七八九十]{1,3}"
        r"|[A-Z])\s?(?:栋|幢|棟|座|号楼|單元|单元)\s?"
        r"(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[A-Z东西南北])\s?(?:单元|單元|门|座|层|楼"
        r"|樓)\s?){0,2}(?:\d{2,4}[A-Z]?(?:室|号|房|户)?|[一二三四五六七八九十]{1,3}[楼层樓]))",
        needs=("栋", "幢", "棟", "座", "楼", "单元", "單元"),
    ),
    _village,
    pattern(
        "zh-address-in-district",
        _ADDRESS,
        rf"{_LIVES}(?P<v>(?:(?:{PROVINCES}|[\u4e00-\u9fff]{{2,5}}?[省市])\s?)?(?:(?:{CITY}市?"
        r"|[\u4e00-\u9fff]{2,5}?[市])\s?)?(?:[\u4e00-\u9fff]{1,5}?(?:区|區|县|縣)\s?)"
        rf"(?!$)[\u4e00-\u9fff]{{1,12}}?(?:路|街|巷|里|村|镇|鎮|{_ESTATE}|大厦|广场|写字楼"
        f"|科技园|站|桥|口|关村|屯)?){_PLACE_END}",
        needs=("住", "家在", "地址", "寄到", "送到", "位于", "搬", "现居", "公司在", "单位在",
               "办公", "租"),
        accept=_deep,
    ),
    pattern(
        "zh-address-estate",
        _ADDRESS,
        f"(?:住在|家住|家在|我住|搬到了?|搬进了?|租在)(?P<v>(?:{CITY}市?|{PROVINCES})?"
        r"(?:[\u4e00-\u9fff]{1,5}?(?:区|區|县))?[\u4e00-\u9fff·A-Za-z0-9]{2,10}?(?:花园"
        "|花園|小区|家园|新村|公寓|大厦|豪庭|名苑|山庄|雅苑|嘉园|佳苑|华庭|公馆|新苑|花苑|胡同"
        "|邨))"
        r"(?![^,。;!?\n]{0,2}(?:\d|[一二三四五六七八九十]{1,3}[栋幢号期]))",
        needs=("住", "家在", "搬", "租在"),
        accept=lambda match: not re.search("[的了一]|这|那|某|老旧|高档|普通|新|同|隔壁|别的"
        "|什么|哪", match["v"][:4]) or "区" in match["v"][2:-2],
    ),
    pattern(
        "zh-postcode",
        _ADDRESS,
        r"(?:邮编|邮政编码|郵遞區號|郵政編碼|郵編|邮码)(?:号码?)?(?:\([^()\n]{1,6}\))?\s?"
        r"(?:就?是|为|為|:)?\s?(?P<v>\d{6}|\d{3}-?\d{2,3}|\d{5})(?!\d)",
        needs=("邮编", "邮政编码", "郵遞區號", "郵政編碼", "郵編", "邮码"),
        digits=5,
    ),
)  # fmt: skip
