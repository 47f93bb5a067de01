"""Undisclosed business facts in Chinese: the clause with the figure, the deal or the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, matches
from ..rule import Range, Rule, finder
from ..source import Source

_SECRET = PrivacyType.BUSINESS_SECRET
_HUSH_CUES = (
    "保密", "往外", "外传", "外傳", "说出去", "講出去", "讲出去", "别说", "莫说", "别跟",
    "别告诉", "不要告诉", "告诉别人", "任何人", "声张", "nda", "底价", "底價", "底线",
    "心理", "未公开", "未公開", "没公开", "公布", "宣布", "官宣", "对外", "不让", "知道", "尽调",
    "盡調", "独家期", "分手费", "spa", "loi", "vdr", "续约", "计提", "减值", "秘密", "秘方",
    "配方", "机密", "機密", "embargo", "估值", "并购", "併購", "收购",
    "收購", "代工", "没听见", "偷摸", "会死", "冇人讲", "内部", "內部", "露底", "谈判", "签约",
    "簽約", "报价", "報價", "私账", "投委会", "先别", "千万别", "可别", "别让", "别传", "别提",
    "烂在", "嘴严", "说漏", "走漏", "瞒着", "不能让", "没签", "沒签", "不公开", "竞业", "投标",
    "标书", "标底", "进货价",
    "进价", "成本价", "拿货价", "出厂价", "供货价", "代理价", "返点", "回扣", "加盟", "入股",
    "融资", "裁员", "关店", "關店", "闭店", "搬厂", "新品", "路线图", "未上市", "没上市", "内测",
    "立项",
    "代号", "同行", "对手", "对家", "风声", "私下", "偷偷", "写",
)  # fmt: skip
_HUSH = lazy(
    r"保密|(?:别|莫|勿|不要|不能|不许|不准|唔好|千祈|不得|不让)[^,。\n]{0,8}(?:往外|外传|说|讲"
    r"|講|告诉|告訴|给任何人|声张|对外|写)|\bnda\b|底价|底價|底[线線](?:是"
    r"|在)?\s?[\d一二三四五六七八九]|心理价|未公[开開]|没公开"
    r"|(?:还没|還沒|尚未|未|没|没有)(?:公布|宣布|官宣|对外)|不对外|[说讲講]出去|你知道就好"
    r"|只有我[^,。]{0,12}知道|没人知道|冇人[讲知]|秘密|秘方|配方|[机機]密|embargo|估值"
    r"|[并併][购購]|收[购購]|代工|当没听见|偷摸|[讲说]咗?会死|一个人知道|内部(?:消息|代号|价"
    r"|数据|会)|露底|谈判窗|报价|報價|走私账|投委会|宣布|(?:先|千万|可)别|别[让传提]|烂在|嘴严"
    r"|说漏|走漏|瞒着|不能让|没官宣|[没沒]签|不公开|签了保密|竞业|投标|标书|标底|进货价|进价"
    r"|成本价|拿货价|出厂价|供货价|代理价|返点|回扣|加盟|入股|融资|裁员|關店|关店|闭店"
    r"|搬厂|新品|路线图|未上市|没上市|内测|立项|代号|同行|对手|对家|老板不让|领导不让|风声|私下"
    r"|偷偷"
)
_CN = "[一二三四五六七八九十百千两俩半〇零]"
_SUM = (
    rf"(?:\d[\d,]*(?:\.\d+)?\s?(?:万|萬|亿|億|元|块|塊|%|个点|個點|倍|成|欧元|美元|bps|台|人)"
    rf"|{_CN}+(?:万|萬|亿|億|成|块|塊|个点|百)|[百千万]分之{_CN}+|\$\s?\d[\d.,]*"
    rf"|\d+\s?[:比]\s?\d+|{_CN}比{_CN})"
)
_NOUN = (
    r"(?:进货价|进价|成本价?|拿货价|出厂价|供货价|代理价|批发价|结算价|返点|回扣|标底|中标"
    r"|加工费|营业额|日活|月活|留存|转化率|复购|续费|坏账|应收|库存|预算|毛利|加价"
    r"|给[^,。]{1,8}价|底价|底線|底线|底價|报价|報價|净价|净利|净赚|毛利|利润|营收|營收|收入"
    r"|销售额|流水|良率|产能|估值|对价|對價|现金|亏损|虧損|账面|呆滞|计提|创收|律师费|打包价"
    r"|整套|股份|收购|卖给|賣給|併|并购"
    r"|并进|代工|出货|订单量|burn|ebitda|arr|gmv|offer|fob|每吨|每斤|每公斤|单台|单价|客单|裁"
    r"|名单|融资|口头|降|投了|签约|成交|价格落在|整体|全现金|八成|七成|线路"
    r"|员工保留|retention|研发)"
)
_PLAN = (
    r"(?:卖给|賣給|被[^,。]{2,12}(?:用|以)[^,。]{2,12}[併并收]|并进|并入|合并到|断供|轉做|转做"
    r"|停掉|关停|量产|量產|上市|偷摸上|上[^,。]{1,4}线|签约|簽約|裁\s?\d|开新店|搬到|换供应商"
    r"|转企业版|全转|发布新|改名)"
)
_TOLD = r"(?:(?<!商业)(?<!商業)秘密|秘方|配方|秘诀|真正值钱的是|诀窍)"
_FACT = lazy(
    rf"{_NOUN}[^,。;!?\n]{{0,16}}{_SUM}|{_SUM}[^,。;!?\n]{{0,16}}{_NOUN}|{_PLAN}", re.ASCII
)
_SURE = lazy(
    rf"(?:进货价|进价|成本价|拿货价|出厂价|供货价|代理价|批发价|结算价|返点|回扣|标底|加工费"
    rf"|营业额|日活|月活|留存率?|转化率|复购率|续费率|坏账率?|净利|净赚|營收|营收|良率|毛利率?"
    rf"|(?<![a-z])(?i:ebitda|burn|arr|mrr|gmv)(?![a-z])|账上现金|单台净价|底价|底线|底線|对价"
    rf"|創收|创收|代工价|口头报价|口头要求|客单价|产能利用率|呆滞|账面"
    rf"|价格落在)(?:(?!是不是|是否|大概)[^,。;!?\n]){{0,10}}?{_SUM}(?:{_CN}|欧元|美元|人民币)?",
    re.ASCII,
)
_DATED = lazy(
    r"[A-Za-z0-9\u4e00-\u9fff ]{0,14}(?:定在?|拟|计划)\s?20\d\d ?年 ?\d{1,2} ?月(?:底|初"
    r"|中旬)?(?:量产|量產|上市|发布|签约|交割|上线|投产|关停)"
)
_LEAD = lazy(
    r"\s*(?:[-*\d]+[.)、]?\s|[一二三四五六七八九十]、)?(?:而且|正在谈把|公司在谈|在谈把?|先把|还说他们那要"
    r"|上一轮|关于|看您|看你|计划自|计划|自(?=\d)|供应商说|[^,。]{0,8}写着以?|还有|還有|另外|但是|但|其实|就是|他说|说他们那|说|讲|听说"
    r"|聽說|聽講|我听到一个|去年公司|我们要|我们|我|那|他|他们要|他们|下季|不然|所以"
    r"|然后|你一个人知道|还有个大事)?\s*"
)


def _clauses(source: Source) -> Iterator[Range]:
    """Yield clauses; a comma inside a number is part of it."""
    start = 0
    text = source.text
    for match in re.finditer(
        r"[,。;:!?\n「」『』“”()]|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", text
    ):
        at = match.start()
        if (
            text[at] == ","
            and text[at - 1 : at].isdigit()
            and re.match(r"\d{3}(?!\d)", text[at + 1 : at + 5])
        ):
            continue
        if start < at:
            yield start, at
        start = match.end()
    if start < len(text):
        yield start, len(text)


_ASIDE = lazy(
    r"(?:是你们|千万别|千祈|别让|别给|还有空间|挡不住|报佢|找第三方|和行权|(?<=[\d万亿%])可支撑"
    r"|(?:的)?(?:估值|节奏)和).*"
)
_QUESTION = lazy(r"谁定|为什么|怎么[定算]|是不是|多少|什么")
_LONG = 60
_PUBLISHED = lazy(r"新闻|报道|公告了|已公布|年报|官网查得到|财报")


@finder("zh-business", _SECRET, needs=_HUSH_CUES)
def _business(source: Source) -> Iterator[Range]:
    """Find the clauses with figures, deals and plans in a message that says to keep quiet."""
    if not lower_holds(_HUSH, source) or _PUBLISHED.search(source.lower):
        return
    for start, end in _clauses(source):
        if not _FACT.search(source.lower, start, end):
            continue
        lead = _LEAD.match(source.text, start, end)
        first = lead.end() if lead else start
        if _QUESTION.search(source.lower, first, end):
            continue
        if aside := _ASIDE.search(source.text, first + 4, end):
            end = aside.start()  # noqa: PLW2901  # the clause turns to something else
        if end - first > _LONG:  # a message without punctuation: only what stands around the facts
            yield from (
                (max(first, fact.start() - 10), min(end, fact.end() + 6))
                for fact in _FACT.finditer(source.lower, first, end)
            )
            continue
        yield first, first + len(source.text[first:end].rstrip())


_TOLD_BY = lazy(
    rf"{_TOLD}[^,。\n]{{0,10}}?[:,是 ]\s?(?P<v>[^。!?\n]{{8,60}}?)(?=[。!?\n]|\s还有|,(?:他|她"
    rf"|我|你|論文|论文)|\Z)"
)


@finder("zh-business-method", _SECRET, needs=("秘密", "秘方", "配方", "秘诀", "真正值钱", "诀窍"))
def _method(source: Source) -> Iterator[Range]:
    """Find what a recipe or a secret is said to be."""
    for match in matches(_TOLD_BY, source):
        if _MADE.search(match["v"]):
            yield match.span("v")


_MADE = lazy(r"\d|[一二三四五六七八九十半][成比]|[加兑放炒熬拌泡腌][\u4e00-\u9fff]")


@finder("zh-business-figure", _SECRET, needs=("净", "进货价", "进价", "成本价", "拿货价",
    "出厂价", "供货价", "代理价", "批发价", "结算价", "返点", "回扣", "标底", "加工费", "营业额",
    "日活", "月活", "留存", "转化率", "复购", "续费", "坏账", "口头要求", "呆滞", "账面",
    "价格落在", "營收", "营收", "良率", "毛利", "ebitda", "burn", "arr", "gmv", "账上现金",
    "底价", "底线", "底線", "对价", "创收", "創收",
        "代工价", "口头报价", "量产", "量產", "上市", "发布", "签约", "交割", "上线", "投产",
        "关停", "客单价", "产能"))  # fmt: skip
def _figure(source: Source) -> Iterator[Range]:
    """Find figures that only a company has, whoever repeats them."""
    for match in matches(_SURE, source):
        yield match.span()
    for match in matches(_DATED, source):
        yield match.span()


RULES: tuple[Rule, ...] = (_business, _method, _figure)
