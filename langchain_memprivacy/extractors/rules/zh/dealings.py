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
    r"(?:(?<![\d.])(?:(?:RMB|rmb|HKD|USD|usd|HK|US|NT)? ?\$?"
    r"|[¥€£]) ?\d[\d,]{0,11}(?:\.\d{1,4})? ?(?:多|几)?"
    r"(?:万|萬|亿|億|k(?![a-z])|w(?![a-z]))?\d? ?(?:美元|美金|欧元|元|块|塊|蚊|刀|欧|毛|分|%"
    r"|个点|個點|成|家|人|个|只|片|套|单|台|箱|吨|颗)?(?:\d(?!\d))?"
    rf"|(?<!{_CN})(?:(?:百分之|千分之|万分之){_CN}{{1,4}}|{_CN}{{1,8}}(?:万|萬|亿|億|块|塊|毛|成"
    rf"|个点|個點|家|人|个|只|片|套){_CN}{{0,3}}|{_CN}{{2,8}}))"
)
_SURE = rf"(?=[^,。;]{{0,14}}?(?:\d|{_CN}))"
_GAP = (
    r"(?:大概|大约|约|差不多|才|只有|只剩|就|已经|已|目前|现在|实际|是|为|有|到|在|了|掉|做|都|从"
    r"|由|涨|降|跌|压|给|给到|拉|提|谈|定|定在|收|共|合计|不到|超过|:| ){0,5}"
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
    rf"|跌|拉|提|升|缩|调)?(?:至|到|成|为) ?{_FIG})?"
    r"(?:/[\u4e00-\u9fffA-Za-z]{1,3}|一[个件只套片吨颗杯斤公斤]{1,2}|每[个件只套片吨颗杯斤]|整)?",
    re.ASCII,
)
_MOVED = lazy(
    rf"(?:(?![的了是把又再也就都他她我你从由])[\u4e00-\u9fffA-Za-z]){{0,6}}?(?:从"
    rf"|由) ?{_FIG}(?:一?[个只件套]|人|家)? ?"
    rf"(?:一路|直接|再)?(?:降|涨|漲|压|砍|掉|跌|拉|提|升|缩|縮|减|调|調|改|涨价|下调|上调|减少"
    rf"|增加)(?:到|至|成|为|為)了? ?{_FIG}(?:一?[个只件套斤吨])?",
    re.ASCII,
)
_LIMIT = lazy(
    rf"(?:最低|最多|最高|最少|底线|底線)(?:只|还|就)?(?:能|可以|可)?(?:让|讓|做|给|批|谈|加|压|降"
    rf"|接受|砍|放|报){{1,2}}(?:到|至|出)? ?{_FIG}"
    rf"|(?:让|放|压|砍|谈|批)(?:到|至) ?{_FIG}(?:为止|为底|封顶|(?=再低|就亏|以下不|才签))",
    re.ASCII,
)
_WHEN = (
    r"(?:(?:20\d\d ?年)?\d{1,2} ?月(?:\d{1,2} ?[日号號]|底|初|中旬?|上旬|下旬)?"
    r"|[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号]?|底|初|中旬?|上旬|下旬)?"
    r"|[qQ][1-4]"
    r"|[一二三四]季度"
    r"|明年(?: ?\d{1,2} ?月|[一二三四五六七八九十]{1,2}月|初|底)?(?:份|底)?|年底前?|年前|年后"
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
    rf"|争取)? ?{_WHEN}(?:份|前|后|左右|就|要|准备|打算|正式|开始|全面|先)?"
    rf"{_HAPPENS}(?!班|学|课|午|周|海|次|面|个|门诊|了?没"
    rf"|[^,。]{{0,3}}吗)(?:[“「《][^”」》\n]{{1,12}}[”」》])?",
    re.ASCII,
)
_CUT = lazy(
    rf"(?:(?![的了是把又再也就都他她我你,。说])[\u4e00-\u9fffA-Za-z]){{0,8}}(?:裁(?![判缝剪])(?:掉|员|員)?"
    rf"|砍掉?|优化掉?|劝退)(?:了|[\u4e00-\u9fff]{{1,4}})? ?(?:\d{{1,4}}"
    rf"|{_CN}{{1,5}}) ?(?:个)?(?:人|名|个)"
    rf"|(?:\d{{1,5}}|{_CN}{{1,6}})个?(?:人|司机|员工|工人)(?:只|就|仅)?(?:留|剩|缩到"
    rf"|缩成)下? ?(?:\d{{1,5}}|{_CN}{{1,6}})个?(?:人)?"
    r"|(?:补偿|賠償|赔偿)(?:按|是|给|方案)? ?[Nn] ?[+加＋] ?[一二三1-3]"
    r"|砍一半(?:人|保安|客服|预算|岗位|编制|产能|产线|[\u4e00-\u9fff]{1,3}[员工组部店线])",
    re.ASCII,
)
_LASTS = lazy(
    rf"(?:账上|帐上|帳上|现金|現金|资金|余粮)?(?:[只才还也最多仅]|大概|够|夠|可|能"
    rf"|就){{0,4}}(?:撑|撐|烧|燒|维持|支撑|支付)(?:得?到|至) ?(?:{_WHEN}"
    rf"|(?:不足 ?)?\d{{1,2}} ?个?月)"
    rf"|(?:还|只|够|最多|大概|可){{1,3}}(?:能)?(?:撑|撐|烧|燒|维持|支撑)(?:不足"
    rf"|不到)? ?(?:[\d.]{{1,4}}|{_CN}{{1,3}}) ?个?(?:月|季度)"
    rf"|(?:账上|帐上|帳上|公司卡里)(?:现金|目前)?(?:现在|还|只|就|大概|目前)?(?:剩|有)?(?:下"
    rf"|返)? ?{_FIG}",
    re.ASCII,
)
_NAMED = lazy(
    r"(?:内部(?:代号|代號|名)?(?:都|就)?(?:叫|喊|称|是)?(?:它|作|做)?|(?:项目)?代号(?:叫|是|为"
    r"|:)?|代號(?:叫|是|為|:)?|(?:新品|副牌|子品牌|新系列|新款|新项目|新產品"
    r"|新产品)(?:的?名字)?(?:叫|名叫|取名|是)?)"
    r" ?[“\"「《](?P<v>[^”\"」》\n]{1,14})[”\"」》]"
    r"|(?:[“「](?P<w>[\u4e00-\u9fff]{2,4})[”」](?:项目|項目|計劃|专案))"
    r"|(?P<x>(?<![A-Za-z])Project [\u4e00-\u9fff]{2,3}"
    r"|(?<![A-Za-z])Project [A-Z][a-z]{3,10}(?=[\u4e00-\u9fff,。的]))",
    re.ASCII,
)


_TRADE = lazy(
    r"供应商|供货|代工|工厂|厂里|厂家|报价?|谈|采购|成本|佣金|坑位|底价|底线|单价|毛利|亏|续[读费约]率"
    r"|在园|门店|合同|渠道|经销|批发|压价|[进出]货|出厂|回料|一只|[¥€£]|编制|董事|周报|月报|复盘|客户"
    r"|财务|甲方|乙方|对方|标的|直播|达人|主播|营收|营业额|流水|投放|转让|分成|抽成|获客"
)
_PLANNED = lazy(
    r"开会|会上|会定|内部|保密|先别|别(?:往外|外传|说|写)|对外|公告|我们(?:[准打计要将拟]|家?的)?"
    r"|老板们?(?:说|定)|编委|董事|新品|系列|首批|排他|标的|释放|公司|财务|供应商|客户|工厂|方案|复盘"
    r"|\|"
)
_STAFF = lazy("公司|部门|团队|人员|编制|裁|转岗|协商|司机|员工|工人|保安|[厂组店][里长]?|补偿|优化")
_FUNDS = lazy("财务|账上|现金|资金|公司|投资|融资|股东|余粮|净流出|月烧|支付|发工资|店里|厂里|银行")
# What everybody may see or what a household pays: a class, the weather, a film, groceries.
_DAILY = lazy(
    "天气|气温|温度|空调|食堂|菜价|油价|房价|票价|班|村|镇|人口|柴|裁判|游戏|电影|新片|片子|剧|旅游"
    "|旅行|装修|家里|买菜|鱼|超市|奶茶|咖啡店|楼下|附近|隔壁|迪士尼|乐园|iphone|华为|小米|苹果|特斯拉"
    "|新课|手机|电池|水还|《|等|婚|打车|红包"
)
_SMALL = lazy("现金|库存|预算|服务费|总价|到手价?|律师费|设计费|进价|进货价?|拿货价?|欠款")
_LARGE = lazy(r"[万萬亿億kw]|\d{4}|\d,\d{3}")
_SUBJECT = lazy(
    r"(?:《[^》]+》|[\u4e00-\u9fffa-z0-9]{2,}?)(?:定在|定了?|拟|计划|打算|准备|要|将|争取| )*"
    rf"{_WHEN}|.*(?:[“「]|首发|撤场|注销|散伙|签约|交割|停牌|公告|申报|投产|量产|裁|退租|停播|停服)"
)
_NEAR = 45


def _about(source: Source, cue: re.Pattern[str], start: int, end: int) -> bool:
    return cue.search(source.lower, max(0, start - _NEAR), end + _NEAR) is not None


def _in_business(source: Source, term: re.Pattern[str], start: int, end: int) -> bool:
    """Tell whether a term stands among words of a trade rather than of everyday life."""
    fragment = source.lower[start:end]
    if _DAILY.search(source.lower, max(0, start - 6), end + 3):
        return False
    if term is _MEASURED:
        return _SMALL.match(fragment) is None or (
            _LARGE.search(fragment) is not None or _about(source, _TRADE, start, end)
        )
    if term is _DATED:
        return _SUBJECT.match(fragment) is not None and (
            _about(source, _PLANNED, start, end) or _about(source, _TRADE, start, end)
        )
    cue = {_CUT: _STAFF, _LASTS: _FUNDS}.get(term, _TRADE)
    return _about(source, cue, start, end)


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


_NAME = lazy(r"[\u4e00-\u9fffA-Za-z](?:[^\n]*[\u4e00-\u9fffA-Za-z\d])?")
_OURS = lazy(
    "我们|我司|我方|咱|公司|店长|老板|成本|首发|准备|打算|计划在|保密|对外|别(?:外传|写|说|往外)"
    "|收购|标的|客户|报价|买方|卖方|并购|立项|这款|本项目|第[二三]作|这个项目|二轮|尽调|工厂|上市前"
)
_KNOWN = lazy("历史|电影|小说|特工|节目|冠军|综艺|纪录片|国家|航天|公益|好看|好吃|好喝|味|多少钱")

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
            if not _general(source, start, end) and _in_business(source, term, start, end):
                lead = _LEAD.match(source.text, start, end)
                start = lead.end() if lead else start
                yield start, start + len(source.text[start:end].rstrip(" ,:/"))


@finder("zh-code-name", _SECRET, needs=("内部", "代号", "新品", "副牌", "子品牌", "新系列", "新款",
    "新项目", "新产品", "project", "项目", "专案"))  # fmt: skip
def _code_name(source: Source) -> Iterator[Range]:
    """Find what a project or a product is called before anybody may know."""
    lower = source.lower
    for match in matches(_NAMED, source):
        group = match.lastgroup
        if group is None:
            continue
        start, end = match.span(group)
        around = lower[max(0, match.start() - _NEAR) : start] + lower[end : end + _NEAR]
        if _NAME.fullmatch(match[group]) and _OURS.search(around) and not _KNOWN.search(around):
            yield start, end


RULES: tuple[Rule, ...] = (_dealings, _code_name)
