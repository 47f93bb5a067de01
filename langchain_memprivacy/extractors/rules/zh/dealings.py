"""Figures, terms and plans that only a company knows, in Chinese: the fragment with the figure.

No word need call them secret. A measure of a business that nobody publishes by the month
(退货率, 到手价, 月烧), a price as it moves between two parties (从 8.6 压到 7.3, 最低让到 2.18), a
shop that closes or a product that comes on a day, people who are let go, a code name: each is
the fragment from its object to its figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, matches
from ..rule import Range, Rule, finder
from ..source import Source

_SECRET = PrivacyType.BUSINESS_SECRET

_CN = "[一二三四五六七八九十百千两俩半〇零]"
_FIG = (
    r"(?:(?<![\d.])(?:(?:RMB|rmb|HKD|USD|usd|HK|US|NT)?\s?\$?"
    r"|[¥€£])\s?\d[\d,]{0,11}(?:\.\d{1,4})?\s?(?:多|几)?"
    r"(?:万|萬|亿|億|k(?![a-z])|w(?![a-z]))?\d?\s?(?:美元|美金|欧元|元|块|塊|蚊|刀|欧|毛|分|%"
    r"|个点|個點|成|家|人|个|只|片|套|单|台|箱|吨|颗)?(?:\d(?!\d))?"
    rf"|(?<!{_CN})(?:(?:百分之|千分之|万分之){_CN}{{1,4}}|{_CN}{{1,8}}(?:万|萬|亿|億|块|塊|毛|成"
    rf"|个点|個點|家|人|个|只|片|套){_CN}{{0,3}}|{_CN}{{2,8}}))"
)
_SURE = rf"(?=[^,。;]{{0,14}}?(?:\d|{_CN}))"
_GAP = (
    r"(?:大概|大约|约|差不多|才|只有|只剩|就|已经|已|目前|现在|实际|是|为|有|到|在|了|掉|做|都|从"
    r"|由|涨|降|跌|压|给|给到|拉|提|谈|定|定在|收|共|合计|不到|超过|:|\s){0,5}"
)
_MEASURE = (
    r"(?:退货率|退货|复购率?|续费率|续读率|续约率|流失率|获客成本|获客|新客成本|坑位费?|佣金|抽成"
    r"|提点|首发价|定价|到手价?|供货价|出厂价?|拿货价?|进货价"
    r"|进价|成本价?|出厂成本|单件毛利|单颗毛利|毛利率?|净利率?|净利润?|净亏|营收|營收|营业额"
    r"|營業額|流水|月流水|售罄率|动销|库销比|租售比|入住率|客房?均?价|上座率"
    r"|ACOS|acos|TACOS|tacos|ROI|roi|GMV|gmv|ARPU|arpu|NRR|DAU|dau|通过率|转化率|良率|不良率"
    r"|返修率|通道成本|账期|保底|起订|分润|分成|转让费|开口价|律师费|设计费|服务费"
    r"|技术服务费|加工费|模具费|月烧|月燒|每月烧|每个月烧|净流出|现金|库存|应收|欠款|总价|合同价"
    r"|合同额|报价|報價|底价|底線|底线|预算|投前|投后|估值|对价|坏账)"
)
_INSIDE = lazy(
    r"我[们哋們]|咱|俺们|我司|我方|贵司|老板|老闆|董事|投资人|股东|供应商|供應商|代工|工厂|厂里"
    r"|店里|门店|客户|客戶|甲方|乙方|乙方|同行|对手|标的|复盘|周报|月报|汇报|方案"
    r"|公司|财务|合同|谈判|报价|新品|上新|项目|专案|團隊|团队|渠道|达人|经销|批发|档口|公众?号"
    r"|先别|保密|内部|內部|别说"
)
_PUBLIC = lazy(
    r"上市公司|年报|财报显示|公开|公示|新闻|报道|市场(?:均|价|上)|市面|市價|市价|行业|业内|通常"
    r"|一般|常见|假设|假如|例如|比如|纯示例|参考价|均价|官网|网上|听说过|区间|左右都|据说"
    r"|平均|全国|指数|挂牌价|前台|对外说|小红书|不少店|多数|很多店|工具类|社交类|头部|大厂|中签"
    r"|股价|收盘"
)
_OWN = lazy(
    r"月薪|工资|薪水|年薪|底薪|房贷|车贷|到手月|退休金|公积金|社保|首付|房租每|学费|奖学金|压岁"
    r"|彩礼|血|尿|体重|体温|身高|心率|公斤体重|mmol|mg|孕|岁|期权|个税|奖金|签字费"
)
_MEASURED = lazy(
    rf"{_MEASURE}(?![^,。]{{0,3}}[多几]少){_SURE}{_GAP}{_FIG}(?:(?:万|%|元|块)?(?:降|涨|压|砍|掉"
    rf"|跌|拉|提|升|缩|调)?(?:至|到|成|为)\s?{_FIG})?"
    r"(?:/[\u4e00-\u9fffA-Za-z]{1,3}|一[个件只套片吨颗杯斤公斤]{1,2}|每[个件只套片吨颗杯斤]|整)?",
    re.ASCII,
)
_MOVED = lazy(
    rf"(?:(?![的了是把又再也就都他她我你从由])[\u4e00-\u9fffA-Za-z]){{0,6}}?(?:从"
    rf"|由)\s?{_FIG}(?:一?[个只件套]|人|家)?\s?"
    rf"(?:一路|直接|再)?(?:降|涨|漲|压|砍|掉|跌|拉|提|升|缩|縮|减|调|調|改|涨价|下调|上调|减少"
    rf"|增加)(?:到|至|成|为|為)了?\s?{_FIG}(?:一?[个只件套斤吨])?",
    re.ASCII,
)
_LIMIT = lazy(
    rf"(?:最低|最多|最高|最少|底线|底線)(?:只|还|就)?(?:能|可以|可)?(?:让|讓|做|给|批|谈|加|压|降"
    rf"|接受|砍|放|报){{1,2}}(?:到|至|出)?\s?{_FIG}"
    rf"|(?:让|放|压|砍|谈|批)(?:到|至)\s?{_FIG}(?:为止|为底|封顶|(?=再低|就亏|以下不|才签))",
    re.ASCII,
)
_WHEN = (
    r"(?:(?:20\d\d\s?年)?\d{1,2}\s?月(?:\d{1,2}\s?[日号號]|底|初|中旬?|上旬|下旬)?"
    r"|[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号]?|底|初|中旬?|上旬|下旬)?"
    r"|[qQ][1-4]"
    r"|[一二三四]季度"
    r"|明年(?:\s?\d{1,2}\s?月|[一二三四五六七八九十]{1,2}月|初|底)?(?:份|底)?|年底前?|年前|年后"
    r"|下半年|上半年|下季度?|下个?月|月底|国庆(?:后|过完)?|春节(?:后|前)|双十[一二]|黑五前?"
    r"|暑假前?|\d{1,2}/\d{1,2})"
)
_HAPPENS = (
    r"(?:首发|首發|上线|上線|上架|上市|停服|停播|停产|停售|退租|撤场|撤店|官宣|闭店|关店|关门"
    r"|搬迁|搬走|迁走|投产|量产|签约|簽約|交割|停牌|过会|递交|申报|公告|开业|开张|要关|就关|关掉?"
    r"|砍掉|下线|下架|裁员|裁人|注销|散伙|转让|合并|并入|并进|不续|不續|断供|涨价|漲價|降薪|改版"
    r"|go live|推出|灰度|内测|公测|结业|上新|上)"
)
_DATED = lazy(
    rf"(?:《[^》\n]{{1,12}}》|(?:(?![的了是把又再也就都他她我你,。说]|准备|打算"
    rf"|计划)[\u4e00-\u9fffA-Za-z0-9]){{0,10}})(?:定在|定了?|拟|计划|打算|准备|要|将"
    rf"|争取)?\s?{_WHEN}(?:份|前|后|左右|就|要|准备|打算|正式|开始|全面|先)?"
    rf"{_HAPPENS}(?!班|学|课|午|周|海|次|面|个|门诊|了?没"
    rf"|[^,。]{{0,3}}吗)(?:[“「《][^”」》\n]{{1,12}}[”」》])?",
    re.ASCII,
)
_CUT = lazy(
    rf"(?:(?![的了是把又再也就都他她我你,。说])[\u4e00-\u9fffA-Za-z]){{0,8}}(?:裁(?:掉|员|員)?"
    rf"|砍掉?|优化掉?|劝退)(?:了|[\u4e00-\u9fff]{{1,4}})?\s?(?:\d{{1,4}}"
    rf"|{_CN}{{1,5}})\s?(?:个)?(?:人|名|个)"
    rf"|(?:\d{{1,5}}|{_CN}{{1,6}})个?(?:人|司机|员工|工人)(?:只|就|仅)?(?:留|剩|缩到"
    rf"|缩成)下?\s?(?:\d{{1,5}}|{_CN}{{1,6}})个?(?:人)?"
    r"|(?:补偿|賠償|赔偿)(?:按|是|给|方案)?\s?[Nn]\s?[+加＋]\s?[一二三1-3]"
    r"|砍一半[\u4e00-\u9fff]{2,4}",
    re.ASCII,
)
_LASTS = lazy(
    rf"(?:账上|帐上|帳上|现金|現金|资金|余粮)?(?:[只才还也最多仅]|大概|够|夠|可|能"
    rf"|就){{0,4}}(?:撑|撐|烧|燒|维持|支撑|支付)(?:得?到|至)\s?(?:{_WHEN}"
    rf"|(?:不足\s?)?\d{{1,2}}\s?个?月)"
    rf"|(?:还|只|够|最多|大概|可){{1,3}}(?:能)?(?:撑|撐|烧|燒|维持|支撑)(?:不足"
    rf"|不到)?\s?(?:[\d.]{{1,4}}|{_CN}{{1,3}})\s?个?(?:月|季度)"
    rf"|(?:账上|帐上|帳上|公司卡里)(?:现金|目前)?(?:现在|还|只|就|大概|目前)?(?:剩|有)?(?:下"
    rf"|返)?\s?{_FIG}",
    re.ASCII,
)
_NAMED = lazy(
    r"(?:内部(?:代号|代號|名)?(?:都|就)?(?:叫|喊|称|是)?(?:它|作|做)?|(?:项目)?代号(?:叫|是|为"
    r"|:)?|代號(?:叫|是|為|:)?|(?:新品|副牌|子品牌|新系列|新款|新项目|新產品"
    r"|新产品)(?:的?名字)?(?:叫|名叫|取名|是)?)"
    r"\s?[“\"「《](?P<v>[^”\"」》\n]{1,14})[”\"」》]"
    r"|(?:[“「](?P<w>[\u4e00-\u9fff]{2,4})[”」](?:项目|項目|計劃|专案))"
    r"|(?P<x>(?<![A-Za-z])Project\s[\u4e00-\u9fff]{2,3}"
    r"|(?<![A-Za-z])Project\s[A-Z][a-z]{3,10}(?=[\u4e00-\u9fff,。的]))",
    re.ASCII,
)


def _inside(source: Source) -> bool:
    return lower_holds(_INSIDE, source)


def _general(source: Source, start: int, end: int) -> bool:
    """Tell whether the sentence around speaks of a market, or of somebody's own money."""
    lower = source.lower
    left = max(lower.rfind("。", 0, start), lower.rfind("\n", 0, start), start - 40) + 1
    return (
        _PUBLIC.search(lower, max(0, left), end + 12) is not None
        or _OWN.search(lower, max(0, start - 8), end) is not None
    )


_LEAD = lazy(
    r"\s*(?:(?:然后|而且|公司(?!账|卡)|老板|但是?|我?们|我想|打算|准备|加个|想|单只|对应|目前"
    r"|现在|这边)\s?){0,2}"
)
_TERMS = (_MEASURED, _MOVED, _LIMIT, _DATED, _CUT, _LASTS)


@finder(
    "zh-dealings",
    _SECRET,
    needs=(
        "我们", "我哋", "我們", "咱", "俺们", "我司", "我方", "贵司", "老板", "老闆", "董事",
        "投资人", "股东", "供应商", "代工", "厂", "店", "客户", "甲方", "乙方", "同行", "对手",
        "标的", "报", "方案", "公司", "财务", "合同", "谈判", "新品", "上新", "项目", "专案",
        "团队", "渠道", "达人", "经销", "批发", "档口", "先别", "保密", "内部", "别说", "复盘",
    ),
)  # fmt: skip
def _dealings(source: Source) -> Iterator[Range]:
    """Find measures, moved prices, limits, days of plans and lay-offs inside a business."""
    if not _inside(source):
        return
    for term in _TERMS:
        for match in matches(term, source):
            start, end = match.span()
            if not _general(source, start, end):
                lead = _LEAD.match(source.text, start, end)
                start = lead.end() if lead else start
                yield start, start + len(source.text[start:end].rstrip(" ,:/"))


@finder("zh-code-name", _SECRET, needs=("内部", "代号", "新品", "副牌", "子品牌", "新系列", "新款",
    "新项目", "新产品", "project", "项目", "专案"))  # fmt: skip
def _code_name(source: Source) -> Iterator[Range]:
    """Find what a project or a product is called before anybody may know."""
    for match in matches(_NAMED, source):
        group = match.lastgroup
        if group is not None:
            yield match.span(group)


RULES: tuple[Rule, ...] = (_dealings, _code_name)
