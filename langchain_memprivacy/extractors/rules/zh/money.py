"""What people earn, own, owe and pay, by Chinese cue words.

The value is the amount together with what it is (月薪2万5): the paper asks for "amount and
purpose", and an amount alone occurs anywhere.
"""

from __future__ import annotations

import re

from ....taxonomy import PrivacyType
from ..lazy import lazy, words
from ..rule import pattern
from .names import about_famous

_ASSETS = PrivacyType.ASSETS_INCOME
_RECORD = PrivacyType.TRANSACTION_RECORD

_HANZI = r"[一二三四五六七八九十百千两几半零]"
_COIN = r"(?:元(?!宵|旦)|块钱?|塊|人民币|美元|美金|刀|港币|港元|台币|新台币|欧元|英镑|日元|RMB|rmb)"
AMOUNT = (
    r"(?:(?:人民币|RMB|¥|¥|\$|HK\$|NT\$)?\s?(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,9})"
    r"(?:\.\d{1,4})?(?:\s?多?[万萬千百亿億kKwW]"
    rf"(?:[一二三四五六七八九\d]{{1,4}})?多?)?(?:\s?{_COIN})?"
    rf"|(?!百万|千万|几)(?<![多]){_HANZI}{{1,6}}[万萬千百亿億](?:{_HANZI}{{1,6}})?多?\s?{_COIN}?)"
)
_GAP = (
    "(?:是|为|為|:|大概|大约|差不多|每个?月|一个月|一年|税前|税后|稅前|到手|有|还有|还剩下?"
    "|还欠|要还|还了|还|涨到了?|降到了?|只有|才|不到|将近|约|总共|一共|共|达到?|额度|基数|总额"
    "|里有|里还有|里|就|能|拿|发了?|个|了|欠款|余额|账户里?|账单|上个月|今年|去年|现在|目前"
    "|已经|快|在|剩|"
    r"合计|总计|一直|大约是|交|存了?|扣|\s){0,4}"
)
_PAY = (
    "月薪|年薪|底薪|时薪|日薪|基本工资|实发工资|应发工资|月收入|年收入|年终奖|年终奖金"
    "|税后收入|税前收入|到手工资|薪资|薪水|薪酬|工资|收入|奖金|提成|退休金|养老金|低保金?|生活费|薪金(?:收入)?|人工|花红|双粮"
    "|零花钱|补偿金|赔偿金|遣散费|年包|总包|package"
)
_OWN = (
    "存款|积蓄|储蓄|定期存款|活期存款|银行余额|账户余额|余额宝?|净资产|总资产|资产|身家|家底"
    "|私房钱|公积金|公积金账户|公积金余额|理财|股票市值|股票账户|基金账户|股票|基金|遗产|继承"
    "|首付|期权|彩礼"
)
_OWE = (
    "负债|欠款|欠债|外债|贷款|房贷|车贷|网贷|消费贷|经营贷|助学贷款|花呗|借呗|白条|信用卡欠款"
    "|信用卡账单|信用卡|月供|信用卡最低还款|贷款余额|分期"
)


# Whoever earns that much without being the user or one of the family is in the news.
_HIS = lazy("^[^我俺咱]*[他她]的?$", re.ASCII)


def _personal(match: re.Match[str]) -> bool:
    """Somebody's own figure: not the market's, a company's, a rule's, or a wish."""
    text = match.string
    before = text[max(0, match.start() - 14) : match.start()]
    clause = re.split(r"[。;!?\n]", before)[-1]
    if re.search(
        "(?:平均|最低|最高|行业|招聘|岗位|人均|公司|集团|企业|国家|社会|起征|上限|城市|全国"
        "|当地|市场|基金会|政府|全年营业|年营业|如果|假如|要是|期望|希望|想要|目标|至少|超过"
        "|要求|标准|给应届生|普遍|中位数|注册|固定|某|历史)[^,]{0,6}$",
        clause,
    ):
        return False
    value = match["v"]
    if about_famous(text, match.start()) or (re.search("[亿億]", value) and _HIS.search(clause)):
        return False
    following = text[match.end() : match.end() + 6]
    if re.match(
        r"\s?(?:以上|以下|以内|起(?!薪)|[-~到至]\s?\d|的工作|的岗位|的人|够不够买|%|年"
        "(?!薪)|个月|[月日号位名家人期个])",
        following,
    ):
        return False
    bare = re.search(r"\d(?:[\d,.]*\d)?$", value)
    if bare and len(re.sub(r"\D", "", bare[0])) < 4 and not re.search(r"[万千百亿kKwW]", value):
        return False
    told = match["cue"] == "余额" and _BANK.search(text, max(0, match.start() - 60), match.start())
    if match["cue"] in _VAGUE and not told:
        return (
            re.search(
                "[我他她俺咱爸妈]|老公|老婆|本人|自己|家里|儿子|女儿|每个?月|每月|实发"
                "|税后|到手|上个月|这个月|卡里",
                clause + value,
            )
            is not None
        )
    return True


_BANK = lazy("尾号|末四位|尾數|您的?(?:账户|帐户|储蓄卡|借记卡|银行卡)", re.ASCII)
_VAGUE = frozenset(
    words(
        "收入 资产 贷款 奖金 余额 基金 股票 工资 薪酬 提成 理财 继承 首付 生活费 期权"
        " 分期 信用卡 补偿金 赔偿金 零花钱 花呗 薪资 package"
    )
)
_NEEDS_MONEY = (
    "薪", "人工", "花红", "双粮", "工资", "收入", "奖", "提成", "退休金", "养老金", "低保", "费",
    "零花钱", "金", "包", "package", "存款", "积蓄", "储蓄", "余额", "资产", "身家", "家底",
    "私房钱", "理财", "股票", "遗产", "继承", "首付", "期权", "彩礼", "负债", "欠", "债", "贷",
    "花呗", "借呗", "白条", "信用卡", "月供", "分期",
)  # fmt: skip
_PRIVATE = (
    "(?:生殖中心|生殖医学中心|生殖医院|不孕不育医院|妇科|男科|妇产医院|精神科|精神病院"
    "|精神卫生中心|心理咨询|心理诊所|心理门诊|戒毒所?|戒酒中心|肿瘤医院|产科|皮肤性病科"
    "|性病门诊|整形医院|医美机构|医美诊所|医美|律师事务所|律所|法院|派出所|殡仪馆|墓园|月子中心"
    r"|亲子鉴定中心|减肥中心|植发医院|私家侦探|[\u4e00-\u9fff]{0,6}医院)"
)


def _earned(match: re.Match[str]) -> bool:
    return re.search(r"到手|挣|赚|入|税|拿", match["cue"]) is not None and _personal(match)


def _is_amount(match: re.Match[str]) -> bool:
    return re.search(rf"[万萬千百亿kKwW]|{_COIN}|\d{{4}}", match["v"]) is not None


RULES = (
    pattern(
        "zh-income",
        _ASSETS,
        rf"(?P<v>(?:税[前后])?(?P<cue>{_PAY}|{_OWN}|{_OWE}){_GAP}(?<![\d.]){AMOUNT}"
        r"(?:,还(?:剩|有)\d{1,2}年)?)(?![\d%])",
        needs=_NEEDS_MONEY,
        accept=_personal,
    ),
    pattern(
        "zh-earns",
        _ASSETS,
        "(?<![平均])(?P<v>(?P<cue>(?:一个?月|每个?月|一年|每年|年入|月入|税后|税前|到手)"
        "(?:大概|大约|差不多|也就|能|可以|税后|税前)?(?:到手|挣|赚|拿|收入|进账|工资)?(?:大概"
        r"|大约|差不多|也就|有|能有|个)?)\s?"
        rf"(?<![\d.])(?:\d{{1,6}}(?:\.\d{{1,2}})?\s?(?:多?[万千kKwW]\d{{0,4}}多?|{_COIN}|\d"
        rf"(?=[,。]))\s?{_COIN}?|{_HANZI}{{1,5}}[万千](?:{_HANZI}{{1,4}})?))(?![\d%个次以])",
        needs=("到手", "挣", "赚", "月入", "年入", "税后", "税前", "拿"),
        accept=_earned,
    ),
    pattern(
        "zh-owes",
        _ASSETS,
        "(?<![亏少])(?P<v>欠(?:了|着|下)?(?:银行|网贷|信用卡|亲戚|朋友|外面|人家|别人|他|她"
        rf"|我)?(?:大概|差不多|将近|快|总共|一共)?\s?{AMOUNT}(?:的?(?:债|外债|贷款|网贷"
        r"|信用卡))?)(?![\d%年个])",
        needs=("欠",),
        accept=_is_amount,
    ),
    pattern(
        "zh-repays",
        _ASSETS,
        f"(?P<v>还{AMOUNT}(?:的)?(?:房贷|车贷|贷款|网贷|信用卡|花呗"
        "|月供|助学贷款))",
        needs=("还",),
    ),
    pattern(
        "zh-balance",
        _ASSETS,
        "(?P<v>(?:卡里|账户里?|账上|手里|手头|微信里?|支付宝里?|身上|银行里)(?:就|只|还|一共"
        rf"|总共|大概)?(?:有|剩下?|只剩|存了?){{1,2}}(?:不到|大概|差不多|将近)?\s?{AMOUNT})"
        r"(?![\d%年个位])",
        needs=("有", "剩", "存"),
        accept=_is_amount,
    ),
    pattern(
        "zh-credit-score",
        _ASSETS,
        "(?P<v>(?:征信(?:评)?分|芝麻信用分?|芝麻分|微信支付分|支付分|信用评?分)(?:数|值)?(?:是"
        r"|为|:|有|只有|才|涨到|掉到|到|了|\s){0,3}\d{3}分?)(?!\d|以)",
        needs=("征信", "芝麻", "支付分", "信用分", "信用评分"),
        digits=3,
    ),
    pattern(
        "zh-card-transaction",
        _RECORD,
        r"(?P<v>(?:尾号|末四位|尾數)(?:为|是)?\s?\*{0,4}\d{4}[^。;!?\n]{0,30}?(?:扣款"
        "|扣了?|支出|消费|转出|转入|入账|收入|到账|还款|支取|取款|取了?|刷了?|汇出"
        rf"|存入)[^。;!?\n\d¥]{{0,8}}?{AMOUNT})(?![\d%])",
        needs=("尾号", "末四位", "尾數"),
        digits=5,
    ),
    pattern(
        "zh-private-spending",
        _RECORD,
        rf"(?P<v>(?:在|去)(?:[\u4e00-\u9fff]{{0,10}}?){_PRIVATE}[^,。;!?\n]{{0,10}}?(?:花了?"
        rf"|付了?|交了?|刷了?|消费了?|缴了?){AMOUNT}(?:做[\u4e00-\u9fff]{{1,6}}"
        r"|的[\u4e00-\u9fff]{1,6}费)?"
        rf"|(?:花了?|付了?|交了?){AMOUNT}[^,。;!?\n]{{0,3}}(?:在|去){_PRIVATE}"
        r"(?:做[\u4e00-\u9fff]{1,6})?"
        rf"|(?:花了?|付了?|交了?|转了?){AMOUNT}[^,。;!?\n]{{0,2}}?(?:做试管|做人流|打胎"
        "|做亲子鉴定|请律师|打官司|看心理医生|做心理咨询|做化疗|堕胎|离婚律师费|植发|做整容"
        "|还赌债))",
        needs=("花", "付", "交", "刷", "消费", "缴", "转"),
    ),
)  # fmt: skip
