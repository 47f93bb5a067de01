"""What forms and signatures hold, and a few facts that Chinese tells in one or two words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, finder, pattern
from ..source import Source
from .relations import KIN

_BACKGROUND = PrivacyType.IDENTITY_BACKGROUND
_JOB = (
    "(?:经理|总监|主管|主任|工程师|专员|助理|组长|队长|店长|班长|科长|处长|部长|校长|院长|董事|总裁|创始人|CEO|CTO|CFO|VP|负责人"
    "|会计师?|出纳|律师|合伙人|设计师|分析师|架构师|研究员|教授|讲师|老师|教师|医生|医师|护士长?|药师|技师|技工|司机|骑手|保安|客服"
    "|销售|运营|开发|测试|产品|编辑|记者|顾问|秘书|文员|柜员|店员|厨师|理货员|收银员|快递员)"
)
_ORG = (
    "(?:公司|集团|科技|证券|银行|资本|基金|保险|医院|大学|学院|中学|小学|事务所|律所|研究院|设计院|传媒|物流|电商|零部件|汽车|医疗"
    "|制药|药业|地产|物业|餐饮|酒店|民宿|支付|数科|网络|软件|电子|半导体|机械|重工|港务|铁路局|车辆段|工作室|合作社|出版社|报社|厂)"
)
_SIGNED = lazy(
    r"(?:落款|署名|签名|抬头)(?:就?写?是?|那[里栏]写?|写我?|为|:)?"
    r"[\s:]{0,2}(?P<rest>[^。;!?\n]{2,60})"
)
_PART = re.compile(r"(?:部门|单位|公司|职务)[写填是]|[^\s,、/|写填是]{2,24}")
_IS_PART = lazy(
    rf"(?:{_ORG}[\u4e00-\u9fff]{{0,8}}(?:部|处|科|中心|院|所|系)?|[\u4e00-\u9fffA-Za-z]{{0,8}}{_JOB})$",
    re.ASCII,
)


@finder("zh-signed-office", _BACKGROUND, needs=("落款", "署名", "签名", "抬头"))
def _signature(source: Source) -> Iterator[Range]:
    """落款：恒川证券并购部 执行董事 某某: employer and office, not the name."""
    for match in matches(_SIGNED, source):
        for part in _PART.finditer(source.text, *match.span("rest")):
            if _IS_PART.search(part[0]) and not re.search("[我你的了吗么]|怎么|什么", part[0]):
                yield part.span()


def _plain(match: re.Match[str]) -> bool:
    return not re.search("[我你他她的了吗么谁哪]|什么|怎么|哪个|多少|一下|人员|领导", match["v"])


_HOUSE = "(?:邨|村|苑|花园|大厦|大楼|阁|楼|中心|广场|湾|台)"

RULES = (
    _signature,
    pattern(
        "zh-department-field",
        _BACKGROUND,
        r"(?:部门|所在单位|工作单位|用人单位|任职单位|单位|岗位|职务|毕业院校|学历)(?:[写填是]|:)\s?"
        r"(?P<v>[\u4e00-\u9fffA-Za-z0-9·()]{2,24})(?=[\s,。;、/|]|$)",
        needs=("部门", "单位", "岗位", "职务", "院校", "学历"),
        accept=_plain,
    ),
    pattern(
        "zh-job-then",
        _BACKGROUND,
        r"(?:上班|工作|公司|单位|医院|学校|厂里?|那边|店里?|银行|大厦|写字楼|园|栋)[,\s]?(?:做|当|任|担任)"
        rf"(?P<v>[\u4e00-\u9fff]{{0,6}}?{_JOB})(?=[,。;!?\s的]|$|快|已|一个月)",
        needs=("做", "当", "任"),
        accept=_plain,
    ),
    pattern(
        "zh-plate-labelled",
        PrivacyType.ID_NUMBER,
        r"(?:车牌|车号|牌照|牌号)[号是为:\s]{0,4}(?P<v>[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
        r"\s?[A-Za-z][·.\s-]?[A-Za-z0-9]{5,6})(?![A-Za-z0-9])",
        needs=("车牌", "车号", "牌照", "牌号"),
    ),
    pattern(
        "zh-relation-in-brackets",
        PrivacyType.RELATIONSHIP_INFO,
        rf"(?:联系人|家属|监护人|担保人|受益人)[^。;\n]{{2,14}}?[(\s](?P<v>{KIN}|父[女子]|母[女子]|夫妻|同事|朋友|室友|恋人)"
        r"(?=[)\s,\d])",
        needs=("联系人", "家属", "监护人", "担保人", "受益人"),
    ),
    pattern(
        "zh-born-short",
        _BACKGROUND,
        r"(?<!\d)(?P<v>(?:19|20)?[5-9]\d年(?:\d{1,2}月(?:\d{1,2}[日号])?)?|(?:20)?0\d年\d{1,2}月)(?:的|生人|生)(?=[,。;\s!)]|$)",
        needs=("年",),
        digits=2,
        accept=lambda match: (
            re.search("[我他她俺是,]", match.string[max(0, match.start() - 6) : match.start()])
            is not None
            and not re.search(
                "房|车|酒|茶|款|版|老|机|书|歌|片|钱|栋|楼",
                match.string[max(0, match.start() - 8) : match.start()],
            )
        ),
    ),
    pattern(
        "zh-address-hk",
        PrivacyType.DETAILED_ADDRESS,
        rf"(?P<v>(?:(?![我他她住在系喺同佢的])[\u4e00-\u9fff]){{2,8}}?{_HOUSE}(?:[\u4e00-\u9fff]{{1,5}}[楼座阁])?\s?"
        r"(?:[A-Z0-9]{1,3}座\s?)?\d{1,3}\s?[楼/]\s?[A-Z0-9]{1,5}\s?[室号]?)(?![A-Za-z0-9])",
        needs=("楼",),
        digits=1,
    ),
    pattern(
        "zh-stay-room",
        PrivacyType.ITINERARY_TRAJECTORY,
        r"(?:住|入住)(?:在|喺|进)?(?P<v>[\u4e00-\u9fffA-Za-z' ]{2,20}?[\s,]?"
        r"\d{3,4}\s?(?:号房|房|室|号))(?!\d)",
        needs=("住",),
        digits=3,
        accept=lambda match: (
            re.search(
                "酒店|客栈|民宿|宾馆|Grand|Hotel|Inn|全季|汉庭|如家|亚朵|希尔顿|万豪|桔子|橘子|饭店|青旅|度假",
                match["v"],
            )
            is not None
        ),
    ),
    pattern(
        "zh-day-of-travel",
        PrivacyType.ITINERARY_TRAJECTORY,
        r"(?P<v>(?:(?:下个?月|这个月|本月|下下?周|\d{1,2}月)?\s?(?:\d{1,2}[日号]|周[一二三四五六日天]|[一二三四五六日]早|[明后]天)\s?"
        r"(?:早上|上午|下午|晚上|凌晨|中午|一早)?\s?(?:\d{1,2}(?::\d\d|点半?))?\s?"
        r"(?:的飞机|的高铁|的火车)?)(?:从[\u4e00-\u9fff]{2,6})?"
        r"(?:飞|坐飞机[去到]|坐高铁[去到]|坐火车[去到]|坐大巴[去到]|开车[去到])[\u4e00-\u9fff]{2,5}?)(?=[,。;!?\s开见出面参看找的]|$)",
        needs=("飞", "坐飞机", "坐高铁", "坐火车", "坐大巴", "开车"),
    ),
)
