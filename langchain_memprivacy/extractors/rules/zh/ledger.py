"""Debts, savings, pay and payments as people tell them: an amount and what it is.

`money` reads the sure labels; here the word beside the amount may be a verb (欠38,640,
投了三万), the amount may be in Han digits, and lists of pay have no label at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches, words
from ..rule import Range, finder, pattern
from ..source import Source
from .names import about_famous

_ASSETS = PrivacyType.ASSETS_INCOME
_RECORD = PrivacyType.TRANSACTION_RECORD

_HAN = "[一二三四五六七八九十百千两几半零]"
_COIN = (
    "(?:元(?!宵|旦)|块钱?|人民币|美元|美金|刀|港币|港元|台币|新台币|欧元?|英镑"
    "|日元|令吉|新币|RMB|rmb|U(?![A-Za-z]))"
)
SUM = (
    r"(?:(?:人民币|新台币|新臺幣|RMB|¥|HK\$|NT\$|\$"
    r"|US\$)\s?)?(?:(?:\d{1,3}(?:,\d{3}){1,3}"
    r"|\d{1,8})(?:\.\d{1,4})?(?:\s?[多几来]?[万千亿百"
    r"wWkK](?![A-Za-z])(?:\s?\d{1,4}|[一二三四五六七八九])?多?)?"
    rf"(?:\s?{_COIN})?|{_HAN}{{1,6}}[万千百亿](?:{_HAN}{{0,7}})多?(?:\s?{_COIN})?)"
)
_RANGE = rf"(?:{SUM}(?:[-~到至]{SUM})?)"
_MUCH = lazy(r"[时日]薪|[万千百亿wWkK]|\d{4}|\d,\d{3}|元|块|U", re.ASCII)
_END = (
    r"(?![\d%年月号日个人次天岁位只条张件套台家斤米楼步字集页分股]|公里|平米|小时"
    r"|\s?(?:年|月|人|个|次|步|字))"
)
_WHOSE = lazy(
    "[我俺咱您你他她佢伊]|老[公婆伴]|[爸妈爷奶姐哥弟妹叔姨舅儿女]|工资|房贷|欠|贷"
    "|本人|到手|存折|卡里|合计|每月",
    re.ASCII,
)
_PUBLIC = lazy(
    "(?:平均|行业|招聘|岗位|人均|全国|起征|上限|市场价?|中位数|普遍|注册资本|国家"
    "|如果|假如|要是|比如|例如|建议|至少|预留|标准|政策|个税|票价|售价|原价|定价"
    "|限时|优惠|满|吃饭|伙食|杂七杂八|买菜|日用|最高|门票|预算|金价|油价|股价|涨到|跌到|阅读量|粉丝|销量|公司|全年"
    "|营收|净利润?|收购|融资|估价|报价|底价)"
    "[^,。;\n]{0,6}$",
    re.ASCII,
)


def _somebodys(match: re.Match[str]) -> bool:
    text, start = match.string, match.start("v")
    if not _MUCH.search(match["v"]) or _PUBLIC.search(text, max(0, start - 10), start):
        return False
    if re.match("是什么|算[高低多少]|够不够", text[match.end() :].lstrip()):
        return False
    if "亿" in match["v"] and not re.search("[我俺咱]", text[max(0, start - 80) : start]):
        return False
    return _WHOSE.search(
        text, max(0, start - 200), match.end() + 60
    ) is not None and not about_famous(text, start)


def _large(match: re.Match[str]) -> bool:
    return re.search(r"[万千]|\d{4}|\d,\d{3}", match["v"]) is not None and _somebodys(match)


_WHOM = "(?:[\u4e00-\u9fff]{1,6}?)"
_GAP = (
    "(?:大概|大约|差不多|一共|总共|合计|共|约|将近|快|不到|整整|已经|还有|还剩|还"
    r"|只有|就|才|的|了|有|是|为|到|过|也|能|每月|每年|一个月|咗|返|仲有|\s"
    "|:){0,3}"
)

_FINANCE = lazy(
    "欠|贷|月供|存款|投|工资|薪|期权|税后|股|房子|债|收入|还款|押金|退休金|判|钱", re.ASCII
)
_FINANCE_SURE = lazy(
    "欠款|月供|房贷|车贷|贷款|月薪|年薪|税后|期权|收入合计|每月还|还款|应还|负债"
    "|存款|退休金|每月合计",
    re.ASCII,
)

_TREATMENT = lazy(
    r"(?:住院|押金|生殖中心|试管|促排|造影|移植|急诊|门诊|挂号|手术|化疗|透析|体检|心理咨询|心理谘商|谘商|咨询"
    "|诊所|妇科|男科|精神科|整形|医美|鉴定|律师费|诉讼费|保释|检验|拍片|产检|取卵|激素|疫苗|月子|戒毒|康复"
    "|护工|刷单被骗|被骗|天课|捐|奉献|香油|做法事|赌|彩票)"
    r"[\u4e00-\u9fff\s]{0,10}?(?:花[了咗]?|交了?|付了?|扣了?|共|费|预付|退了?|了)?\s?"
    rf"(?P<sum>{SUM})(?:天课)?(?:[,\s]?[刷用]?[\u4e00-\u9fff]{{1,4}}卡(?:扣的)?"
    rf"|\s?[\u4e00-\u9fff]{{2,4}}科\s[\u4e00-\u9fff]{{2,3}}卡扣的)?{_END}",
    re.ASCII,
)
_PAID_FOR = lazy(
    r"(?:\d{1,2}[月/]\d{1,2}[日号]?\s?)?(?:[交退花付缴]了?咗?)?(?:(?![我他她在月被的了若])[\u4e00-\u9fff]){0,8}$",
    re.ASCII,
)


@finder(
    "zh-medical-payment",
    _RECORD,
    needs=words(
        "住院 押金 生殖 试管 促排 造影 移植 急诊 门诊 挂号 手术 化疗 透析 体检 "
        "咨询 谘商 诊所 妇科 男科 精神科 整形 医美 鉴定 律师费 诉讼费 检验 "
        "拍片 产检 取卵 月子 康复 护工 被骗 天课 捐 奉献 香油 赌 彩票"
    ),
    digits=1,
)
def _medical_payment(source: Source) -> Iterator[Range]:
    """3月5日交了住院押金8000: a payment that tells of an illness, a belief or a loss."""
    text = source.text
    for match in matches(_TREATMENT, source):
        start, end = match.span()
        told = (
            re.search(r"\d{3}|[万千百]", match["sum"])
            and "号" not in match[0]
            and "若" not in match[0]
        )
        if not told or (match[0].startswith("押金") and "院" not in text):
            continue
        lead = _PAID_FOR.search(text, max(0, start - 18), start)
        yield (lead.start() if lead else start), end


RULES = (
    pattern(
        "zh-owed",
        _ASSETS,
        f"(?P<v>(?:[还尚共]?欠(?:了|着|下|佢|{_WHOM})?|争|未还(?:借款|本金)?"
        r"|应还(?:本息)?(?:合计)?|待还|剩余本金|借(?:了|给[\u4e00-\u9fff]{1,3}|呗|我"
        f"|他|她)?|贷了?|垫(?:了|付)?){_GAP}{_RANGE}(?:的(?:欠款|债|贷款"
        f"|外债))?){_END}",
        needs=("欠", "争", "未还", "应还", "待还", "剩余本金", "借", "贷", "垫"),
        accept=_somebodys,
    ),
    pattern(
        "zh-instalment",
        _ASSETS,
        r"(?P<v>(?:[分仲有]{0,2}\d{1,3}期[\u4e00-\u9fff\s]{0,6})?(?:每期|月供"
        "|每月(?:固定)?还|一个?月还|月还|每个月还|月付"
        rf"|每月扣)(?:[\u4e00-\u9fff]{{0,4}}){_GAP}{_RANGE}|\d{{1,3}}期(?:合计"
        rf"|共)?\s?{SUM}|(?<=每月)还[\u4e00-\u9fff]{{1,4}}\s?{SUM}){_END}",
        needs=("期", "月供", "月还", "每月", "月付", "还"),
        accept=lambda match: (
            not _PUBLIC.search(match.string, max(0, match.start() - 8), match.start())
        ),
    ),
    pattern(
        "zh-remainder",
        _ASSETS,
        r"(?P<v>(?:[\u4e00-\u9fff]{2}|[房车学]贷|按揭|贷款|余额)?(?:还|仲|净"
        f"|就)?(?:剩余?下?|余额?|结余){_GAP}{_RANGE}){_END}",
        needs=("剩", "余"),
        accept=_large,
    ),
    pattern(
        "zh-loan-kind",
        _ASSETS,
        "(?P<v>(?:房贷|车贷|学贷|助学贷款|按揭|公积金贷款|网贷"
        "|(?:花呗|借呗|白条|微粒贷)(?!还剩|清|清|[^\\d,。]{1,8}共)|信用卡|消费贷|经营贷|欠款|借款|贷款|债务|负债"
        rf"|外债)[\u4e00-\u9fff\s]{{0,8}}?{_GAP}{_RANGE}){_END}",
        needs=("贷", "按揭", "花呗", "借呗", "白条", "信用卡", "款", "债"),
        accept=_large,
    ),
    pattern(
        "zh-pay-told",
        _ASSETS,
        "(?P<v>(?:时薪|日薪|月薪|年薪|底薪|基本工资|岗位工资|绩效|提成|奖金|年终奖"
        "|补贴|津贴|加班费|工资|薪水|工钱|退休金|养老金|低保|抚恤金|抚养费|赡养费"
        "|稿费|收入合计|收入|所得|进账|报酬|酬劳|分红|租金|月租|房租收入|月流水"
        "|税后区间|税后|税前|到手|开税前|单量|跑单|每单"
        "|(?:合计)?每月|每个月|一个?月|一月|月|每小时|一小时|一天|一年|全年"
        "|每年)(?:能|可以|合计|收入|固定|净收入|净赚|赚|挣|拿|开|发|收|给"
        f"|约){{0,2}}{_GAP}{_RANGE}(?:左右|多)?){_END}",
        needs=words(
            "薪 工资 绩效 提成 奖 补贴 津贴 费 工钱 金 低保 收入 所得 进账 报酬 "
            "酬劳 分红 租 流水 税 到手 月 小时 一天 年 单"
        ),
        accept=lambda match: (
            _somebodys(match)
            and (
                _large(match)
                or re.search("薪|工资|到手|赚|挣|拿|每单|提成", match["v"]) is not None
            )
        ),
    ),
    pattern(
        "zh-pay-varies",
        _ASSETS,
        "(?P<v>(?:最多|最高|最少|[多少好差]的时候|淡季|旺季|上个月|这个月|去年"
        "|头[一两]个月)我?(?:一个月|每月)?(?:能|也|才|就|只|拿|挣|赚|跑|到手|收入"
        f"|发了?){{1,3}}[了到过]?{_GAP}{_RANGE}){_END}",
        needs=("最", "时候", "季", "平均", "个月", "去年"),
        accept=_somebodys,
    ),
    pattern(
        "zh-wealth-told",
        _ASSETS,
        "(?P<v>(?:存款|存折|存了|攒了|积蓄|定期|活期|余额宝|零钱通?|理财|基金"
        "|股票(?:账户)?|公积金(?:账户)?|社保基数|私房钱|嫁妆|彩礼|首付|遗产|继承|现值"
        "|市值|估值|值|投了|投资了?|亏了|赔了|套了|套牢|赚了|净赚|赢了|中了|卖了"
        "|拆迁款?|赔偿款?|补偿款?|安置费|保额|现金价值|货款|尾款|工程款|应收款?"
        rf"|订金|押金|定金)(?:[\u4e00-\u9fff]{{0,3}}){_GAP}{_RANGE}(?:左右|加利息"
        f"|多)?){_END}",
        needs=words(
            "存 攒 积蓄 定期 活期 余额宝 零钱 理财 基金 股票 公积金 社保 私房钱 "
            "嫁妆 彩礼 首付 遗产 继承 值 投 亏 赔 套 赚 赢 中 卖 款 费 保额 金"
        ),
        accept=_large,
    ),
    pattern(
        "zh-holds",
        _ASSETS,
        "(?:里面?头?|里头|账上|手头|手里|卡里|名下|折上|钱包里?)(?:现在|目前|还|就|只"
        rf"|大概|一共|应该){{0,2}}(?:有|剩|存了?)\s?(?P<v>{_RANGE}){_END}",
        needs=("里", "账上", "手头", "名下", "折上", "钱包"),
        accept=_somebodys,
    ),
    pattern(
        "zh-changed-to",
        _ASSETS,
        "(?:变成|变成了|涨到|涨成|缩水到|折合|约值|约等于|≈|=|总计|合计(?:是|为)?"
        "|扣完|实收|应得|分到|判给[我他她]|赔[我他她]|给[我他她]|要给我|退[我他她了]"
        rf"|转[我他她])\s?(?:大概|约)?(?P<v>{_RANGE}(?:加利息)?){_END}",
        needs=words("变成 涨 缩水 折合 值 等于 ≈ 计 扣完 收 得 分到 判给 赔 给 退 转"),
        accept=lambda match: (
            _large(match)
            and _FINANCE.search(match.string, max(0, match.start() - 200), match.end() + 100)
            is not None
        ),
    ),
    pattern(
        "zh-sum-again",
        _ASSETS,
        r"(?<![\u4e00-\u9fffA-Za-z\d.,×])(?P<v>(?:\d{1,3}(?:,\d{3}){1,3}"
        r"|\d{4,8}|\d{1,5}(?:\.\d{1,2})?\s?万)\s?(?:元(?!/)|万元"
        r"|的欠款)?)(?=[\s,。;)])(?<=[元万款\d])(?<![年])",
        needs=("元", "万", ","),
        digits=3,
        accept=lambda match: (
            re.search("[万元,]", match["v"]) is not None
            and _FINANCE_SURE.search(match.string, max(0, match.start() - 200), match.end() + 100)
            is not None
            and not _PUBLIC.search(match.string, max(0, match.start() - 10), match.start())
        ),
    ),
    pattern(
        "zh-equity",
        _ASSETS,
        r"(?P<v>(?:公司)?(?:\d{1,2}(?:\.\d{1,2})?\s?%"
        r"|百分之[一二三四五六七八九十]{1,3})\s?(?:的)?(?:期权(?:池)?(?:已归属"
        "|已行权)?|股份|股权|干股|份额))",
        needs=("期权", "股", "份额"),
    ),
    pattern(
        "zh-credit-record",
        _ASSETS,
        r"(?P<v>(?:逾期\s?[\d一二三四五六七八九十两]{1,2}\s?(?:次|天|个月)|连三累六"
        r"|芝麻(?:信用)?分?(?:剩返|只剩|剩|掉到|才|有|是|到|\s){0,2}\d{3}|征信(?:花了"
        r"|黑了|评分\s?\d{3}|上[\d一二三四五六七八九]次逾期)))",
        needs=("逾期", "连三", "芝麻", "征信"),
    ),
    pattern(
        "zh-pay-list",
        _ASSETS,
        r"(?<=/)(?P<v>\d{4,6})(?=\s?(?:\n|$))",
        needs=("工资", "薪", "月薪", "实发"),
        digits=4,
    ),
    pattern(
        "zh-income-csv",
        _ASSETS,
        r"(?m)(?<=,)(?P<v>\d{4,7})(?=\s?$)",
        needs=("收入", "所得", "金额", "工资", "款"),
        digits=8,
        accept=lambda match: (
            re.search(
                "我|收入|所得|稿费|订金|尾款|工资",
                match.string[max(0, match.start() - 200) : match.end()],
            )
            is not None
        ),
    ),
    _medical_payment,
    pattern(
        "zh-card-payment",
        _RECORD,
        r"(?P<v>(?:从|用|刷)?(?:(?![您你的在我])[\u4e00-\u9fff]){0,6}(?:尾号|末四[位码])(?:为"
        r"|是)?\s?\d{4}[^。;\n\d]{0,14}?(?:刷|付|扣|支出|消费|转|划|还|存|取"
        rf"|捐)[^。;\n\d]{{0,8}}?{SUM}[\u4e00-\u9fff]{{0,4}}){_END}",
        needs=("尾号", "末四"),
        digits=5,
    ),
)
