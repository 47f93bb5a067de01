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
_INSIDE_CUES = (
    "我们", "我哋", "我司", "我部", "我方", "贵司", "公司", "集团", "老板", "总经理", "大区",
    "标的", "董秘", "买方", "卖方", "客户", "供应商", "供方", "厂长", "工厂", "车间", "资本",
    "产线", "良率", "合同", "门店", "工单", "灰度", "季度预测", "甲方", "对账", "财务",
    "领导班子", "卖家",
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
# Bounded, and with left edges: digits and numerals come in rows.
_SUM = (
    r"(?:(?<![\d.,])(?:(?:HK|hk|US|us|NT|nt)?\$\s?|[¥€]\s?)?\d[\d,]{0,14}(?:\.\d{1,3})?\s?[多几来]?"
    r"(?:万|萬|亿|億|元|块|塊|蚊|%|pp|个点|個點|倍|x(?![a-z])|成|欧元|美元|美金|bps|台|人|家|套"
    r"|双|雙|片|吨|噸|艘"
    r"|千|个月|天|间|分之)"
    rf"|(?<!{_CN}){_CN}{{2,10}}+(?:家|台|套|片|吨|人|块|塊)|(?<!{_CN}){_CN}{{1,10}}+(?:万|萬|亿"
    rf"|億|成|个点)"
    rf"|(?<!{_CN})[百千万]分之{_CN}{{1,6}}|(?<![A-Za-z$])(?:HK|hk|US|us)?\$\s?\d[\d.,]{{0,14}}"
    rf"|(?<![\d:比])\d{{1,4}}\s?[:比]\s?\d{{1,4}}|(?<![比{_CN[1:-1]}]){_CN}比{_CN}"
    r"|(?<![\d.,])\d{2,4}\.\d{1,2}(?=一?[套件双片台])|(?<=[价价])[是为到]?\d{2,6}(?:\.\d{1,2})?)"
)
_WHEN = (
    r"(?:(?<!\d)20\d\d\s?年|(?<!\d)\d{1,2}\s?月|[一二三四五六七八九十]{1,2}月|[qQ][1-4]"
    r"|[一二三四]季度?"
    r"|明年|年底|年前|年内|月底|下半年|上半年|下周|下个?月|下季|春季|夏季|秋季|冬季|之前)"
)
_NOUN = (
    r"(?:[进底售单总出标挂]价|成本|拿货价|出厂价|供货价|代理价|批发价|结算价|保底价|返点|回扣"
    r"|标底|中标|佣金|抽成|费率"
    r"|加工费|模具费|营业额|日活|月活|次留|留存|转化|灰度|复购|续费|坏账|应收|库存|预算|毛利|加价"
    r"|批到|打包|报价|報價"
    r"|给[^,。]{1,8}价|底[线線]|底價|净价|净利|净赚|毛利|利润|利潤|营收|營收|收入|销售额|流水"
    r"|良率|产能|產能|估值|对价"
    r"|對價|作价|作價|现金|亏损|虧損|账面|呆滞|计提|创收|律师费|整套|股权|股份|收购|收購|卖给"
    r"|賣給|賣俾|買俾|併|并购"
    r"|投前|投后|投後|领投|領投|跟投|出价|出價|意向|占比|客户|客戶|代工|出货|出貨|拎貨|订单|訂單"
    r"|单子|首批|交期"
    r"|(?<![a-z])(?:burn|ebitda|arr|mrr|gmv|ev|pe|offer|fob)(?![a-z])|每吨|每斤|每公斤|单台|客单"
    r"|裁|砍|名单|名單"
    r"|融资|口头|口頭|降本|投入|投了|签约|簽約|签了|成交|一口价|价格落在|整体|全现金|全現金"
    r"|员工保留|retention|研发"
    r"|[^,。]{0,2}承诺|对赌|尾款|漏损|关联方|供应商|门店|加盟|付费|运维|减值|烧|撑|盈轉虧"
    r"|轉盈為虧|索赔|差额|失联)"
)
_PLAN = (
    r"(?:卖给|賣給|被[^,。]{2,12}(?:用|以)[^,。]{2,12}[併并收]|并进|并入|合并到|断供|轉做|转做"
    r"|停掉|关停|量产|量產"
    r"|偷摸上|上[^,。]{1,4}线|签约|簽約|裁(?:掉|员|員)|裁\s?\d|开新店|搬到|搬去|挪到|换供应商"
    r"|转企业版|全转|发布新"
    r"|改名|砍掉|砍到|撤并|撤併|停牌|动工|開工|分流到|换成自研|拆成单独|拆为独立)"
)
# What a deal hangs on, beside a day.
_DEAL = (
    r"(?:排他期|独家期|停牌|内核|上会(?=[,。了]|$)|交割|基准日|签约|簽約"
    r"|开标|開標|中期業績|财报|财務|动工|交货|交貨|量产|投产)"
)
_TOLD = r"(?:(?<!商业)(?<!商業)秘密|秘方|配方|秘诀|真正值钱的是|诀窍)"
_FACT = lazy(
    rf"{_NOUN}[^,。;!?\n]{{0,16}}?{_SUM}|{_SUM}[^,。;!?\n]{{0,16}}?{_NOUN}"
    rf"|{_WHEN}[^,。;!?\n]{{0,16}}?{_PLAN}|{_PLAN}[^,。;!?\n]{{0,12}}?{_WHEN}"
    rf"|{_DEAL}[^,。;!?\n]{{0,8}}?{_WHEN}|{_WHEN}[^,。;!?\n]{{0,8}}?{_DEAL}",
    re.ASCII,
)
_PLANNED = lazy(_PLAN, re.ASCII)
_FIGURE = lazy(_SUM, re.ASCII)
_SURE = lazy(
    rf"(?:进货价|进价|成本价|拿货价|出厂价|供货价|代理价|批发价|结算价|返点|回扣|标底|加工费"
    rf"|营业额|日活|月活|留存率?|转化率|复购率|续费率|坏账率?|净利|净赚|營收|营收|良率|毛利率?"
    rf"|(?<![a-z])(?i:ebitda|burn|arr|mrr|gmv)(?![a-z])|账上现金|单台净价|底价|底线|底線|对价"
    rf"|創收|创收|代工价|口头报价|口头要求|客单价|产能利用率|呆滞|账面"
    rf"|价格落在)(?:(?!是不是|是否|大概)[^,。;!?\n]){{0,10}}?{_SUM}"
    rf"(?:{_CN}{{1,4}}|元|欧元|美元|人民币)?",
    re.ASCII,
)
_DATED = lazy(
    r"[A-Za-z0-9\u4e00-\u9fff ]{0,14}(?:定在?|拟|计划)\s?20\d\d ?年 ?\d{1,2} ?月(?:底|初"
    r"|中旬)?(?:量产|量產|上市|发布|签约|交割|上线|投产|关停)"
)
_LEAD = lazy(
    r"\s*(?:[-*\d]+[.)、]?\s|[一二三四五六七八九十]、|[①-⑨])?(?:我方客户(?:的|能)?|我方|我司的?"
    r"|的?想法是|我?老板说(?:让半步)?|听[^,。]{1,4}说|印象里|按(?:照)?(?:目前)?|认为以?|而且|至于"
    r"|对应|若|若把|把(?=[^,。]{2,12}(?:卖|裁|砍|关))|等于|并希望|并|交易(?=对价)|凭(?=我们)"
    r"|为配合|他?们?还说(?:别让别人知道)?|老板想|担心他?|今早会上说|咱们[^,。]{1,8}说好?的?是"
    r"|还提到|您文中提到的?|公司准备|我部拟?|这单|如果真?|正在谈把|公司在谈|在谈把?|先把"
    r"|还说他们那要"
    r"|上一轮|关于|看您|看你|计划自|计划|自(?=\d)|供应商说|[^,。]{0,8}写着以?|还有|還有|另外|但是"
    r"|但|其实|就是|他说|说他们那|说|讲|听说"
    r"|聽說|聽講|我听到一个|去年公司|我们要|我们[厂所店]?|我|那|他|他们要|他们|下季|不然|所以"
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
    r"(?:是你们|千万别|千祈|别让|别给|别一次|还有空间|挡不住|报佢|找第三方|和行权"
    r"|(?<=[\d万亿%])可支撑"
    r"|[和跟][^,。]{0,6}不要|不要|对外就|(?:的)?(?:估值|节奏)和"
    r"|对吧|计算$|单独一段|一事$|也干$)"
)
_ADVICE = lazy(
    "建议|改为“|要看|都排在|敬请|如果|若是|应该|最好|可以谈|一票否决|用长条|用長條|还是卖"
    "|宣布第一批|按[^,。]{1,4}算|设一个|留白|提纲"
)
_QUESTION = lazy(r"谁定|为什么|怎么[定算]|是不是|多少|什么|哪[家个]|吗$|呢$")
_LONG = 60
_PUBLISHED = lazy(r"新闻|报道|公告了|已公布|年报|官网查得到")
_GENERAL = lazy(r"公开|网上|公示|市场(?:的|报|均|价)|外头|行业|通常|一般")
_WITHHELD = lazy(r"[未没不]公开")
_INSIDE = lazy(
    r"我[们哋們](?:公司|厂|所|店|部|组|这边|给|给|的|综合|内部|港|情况|双)|我司|我部|我方|贵司"
    r"|本公司|公司|集团|集團|老板|老闆"
    r"|总经理|领导班子|大区|标的|投委会|董秘|买方|卖方|卖家|客户|客戶|供应商|供應商|供方|厂长"
    r"|工厂|车间|融资|资本"
    r"|裁员|产线|產線|良率|合同|门店|加盟|工单|灰度|季度预测|甲方|对账|财务"
)
_OWN_MONEY = lazy(
    r"月薪|工资|薪水|年薪|底薪|房贷|车贷|房租|贷款|到手|存款|存折|公积金|养老金|退休金|首付|学费"
    r"|社保|报销|住院"
    r"|彩礼|老婆|老公|我妈|我爸|奖学金|生活费|个税|补贴|体重|血压|毫克|岁"
)


def _tells(source: Source, start: int, end: int, *, hushed: bool) -> bool:
    """Tell whether a clause holds a figure, a deal or a plan of a company."""
    lower = source.lower
    if _OWN_MONEY.search(lower, start, end):
        return False
    return _FACT.search(lower, start, end) is not None or (
        hushed and _PLANNED.search(lower, start, end) is not None
    )


@finder("zh-business", _SECRET, needs=_HUSH_CUES + _INSIDE_CUES)
def _business(source: Source) -> Iterator[Range]:
    """Find the clauses with figures, deals and plans in a message from inside a company."""
    hushed = lower_holds(_HUSH, source)
    if not (hushed or lower_holds(_INSIDE, source)) or _PUBLISHED.search(source.lower):
        return
    last = -9
    for start, end in _clauses(source):
        told = _tells(source, start, end, hushed=hushed)
        more = (
            not told
            and 0 <= start - last <= 1
            and source.text[last : last + 1] in ",、"
            and end - start < _LONG // 2
            and _FIGURE.search(source.lower, start, end) is not None
            and not _OWN_MONEY.search(source.lower, start, end)
        )
        if not (told or more):
            continue
        lead = _LEAD.match(source.text, start, end)
        first = lead.end() if lead else start
        if source.role == "assistant" and _ADVICE.search(source.text, first, end):
            continue
        if _QUESTION.search(source.lower, first, end) or (
            _GENERAL.search(source.lower, first, end)
            and not _WITHHELD.search(source.lower, first, end)
        ):
            continue
        last = end
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
