"""Age, birth date, gender, origin, faith and orientation, by Chinese cue words.

A value that would be one everyday word or a bare number keeps its label (性别:女, 年龄:34):
every known value is protected wherever it occurs again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, finder, pattern
from ..source import Source
from .names import FAMOUS
from .relations import KIN

_BACKGROUND = PrivacyType.IDENTITY_BACKGROUND
_SENSITIVE = PrivacyType.SENSITIVE_IDENTITY

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九两])"
# Found from its end: numbers are many, 岁 is rare.
_YEARS_OLD = lazy("(?:岁半?|歲)(?!生日)", re.ASCII)
_YEARS_BEFORE = lazy(rf"(?<![\d.~到至-]){_NUMBER}(?:\s?周|\s)?$", re.ASCII)
_PERSON = lazy(
    "(?:我们?|本人|俺|他|她|佢|伊|您今年|你今年|年龄|年纪|年齡|今年|现年|现在|虚岁|周岁|芳龄|[,"
    rf"(、\s][男女][,、\s]?|(?:位|名|个)(?:[男女]生|[男女]性)?|{KIN}|"
    r"领导|同事|室友|闺蜜|朋友|患者|病人|先生|女士|老师)",
    re.ASCII,
)
_NO_PERSON = lazy(
    "(?:猫|狗|犬|宠物|兔|树|楼|公司|企业|车龄|平均|法定|规定|规则|要求|限制|不满|未满|年满|超过"
    "|低于|高于|大于|小于|适合|适用|适龄|至少|最少|到了|等到?"
    "|退休年龄|房龄|球队|品牌|大学|学校|如果|假如|小说|主角|角色|电影|男主|女主|历史|长到|当年"
    "|那年|从|自|(?<!刚)满了?|比[^,]{1,3}[大小])",
    re.ASCII,
)
_PET = lazy(
    r"小[明红刚华亮强](?!的妈)|猫|狗|犬|宠物|兔|仓鼠|鹦鹉|乌龟|英短|布偶|金毛|柯基|泰迪", re.ASCII
)
_CHILD = lazy(
    "(?:儿子|兒子|女儿|女兒|闺女|孩子|宝宝|大宝|二宝|小宝|娃|孙子|孙女|外孙女?"
    "|侄子|丫头|小囡|囡囡|仔仔|学生|个女|小孩"
    "|侄女|外甥女?|弟弟|妹妹|小朋友)",
    re.ASCII,
)
_OF_CHILD = lazy(r"的?(?:大|小)?(?:儿子|兒子|女儿|女兒|闺女|孩子|宝宝|娃|双胞胎)", re.ASCII)
_NOT_NOW = lazy(
    r"^\s?(?:以上|以下|以内|以后|以前|之前|之后|前|后|时|的时候|那年|那会|开始|就|左右的(?:人|女"
    r"|男)|的人|人群|退休|起|成年|才能|可以|生日|[-~到至]|、\d|组|段|级|儿童(?:该|应|可))",
    re.ASCII,
)
_DATE = (
    r"(?:(?:农历|阴历|公历|阳历|新历|旧历|民国)?\s?(?:(?:19|20)\d{2}|(?<=民国)\d{2,3}"
    r"|[一二][九〇零O][一二三四五六七八九〇零O]{2})\s?[年./-]\s?"
    r"(?:\d{1,2}|正|腊|冬|[一二三四五六七八九十]{1,2})(?:\s?[月./-]\s?(?:\d{1,2}[日号號]?"
    "|初[一二三四五六七八九十]|[一二三四五六七八九十廿]{1,3}[日号號]?)|月)"
    r"|(?:农历|阴历|公历|阳历|新历|旧历)?\s?(?:\d{1,2}|正|腊|冬|[一二三四五六七八九十]{1,2})月"
    r"(?:\d{1,2}[日号號]?|初[一二三四五六七八九十]|[一二三四五六七八九十廿]{1,3}[日号號]?))"
)
_FULL = (
    r"(?:农历|阴历|阳历)?(?:(?:19|20)\d{2}|[一二][九〇零][一二三四五六七八九〇零]{2}|[5-9]\d"
    r"|0\d)年(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:(?:\d{1,2}"
    "|[一二三四五六七八九十廿]{1,3})[日号])?(?:份)?)?"
)


@finder("zh-age", _BACKGROUND, needs=("岁", "歲"))
def _age(source: Source) -> Iterator[Range]:
    """我今年34岁; an age of a person and of today, not of a rule, a thing or a memory."""
    for start, end, child in _ages(source):
        if not child:
            yield start, end


@finder("zh-age-of-child", _SENSITIVE, needs=("岁", "歲"))
def _child_age(source: Source) -> Iterator[Range]:
    """女儿5岁: being under 14 is what the paper files higher."""
    for start, end, child in _ages(source):
        if child:
            yield start, end


_YEARS = dict(zip("一二三四五六七八九十两", (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2), strict=True))


def _ages(source: Source) -> Iterator[tuple[int, int, bool]]:
    text = source.text
    for match in matches(_YEARS_OLD, source):
        count = _YEARS_BEFORE.search(text, max(0, match.start() - 7), match.start())
        if count is None:
            continue
        start = count.start()
        clause = re.split(r"[。;!?\n]", text[max(0, start - 18) : start])[-1]
        near = re.split(r"[,]", clause)[-1] or clause
        of_child = _OF_CHILD.match(text, match.end()) is not None
        if not (of_child or _PERSON.search(near) or _PERSON.search(clause[-12:])):
            continue
        following = text[match.end() : match.end() + 6]
        if _NO_PERSON.search(near) or _PET.search(clause) or _NOT_NOW.search(following):
            continue
        head = count[0].replace("两", "二")
        years = int(digits[0]) if (digits := re.match(r"\d+", head)) else _chinese(head)
        if years > 120 or years == 0:
            continue
        child = years < 14 and (of_child or _CHILD.search(clause) is not None)
        yield start, match.end(), child


def _chinese(head: str) -> int:
    number = re.match(r"[一二三四五六七八九十]+", head)
    if not number:
        return 0
    tens, ten, ones = number[0].partition("十")
    if not ten:
        return _YEARS[tens[-1]]
    return (_YEARS[tens[-1]] if tens else 1) * 10 + (_YEARS[ones[0]] if ones else 0)


_OWNER = lazy(rf"(?:我|本人|他|她|{KIN})$", re.ASCII)


def _of_person(match: re.Match[str]) -> bool:
    return _OWNER.search(match.string, max(0, match.start() - 4), match.start()) is not None


def _not_famous(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 12) : match.start() + 4]
    return not any(name in before for name in FAMOUS)


_FAITH = r"(?:佛教|基督教?|伊斯兰教|天主教|道教|东正教|耶稣|上帝|真主|佛祖|佛|天主|主)"
_BELIEVER = (
    r"(?:基督徒|佛教徒|穆斯林|天主教徒|道教徒|摩门教徒|东正教徒|犹太教徒|居士|回教徒|基督教徒)"
)
PEOPLE = (
    "(?:汉|漢|蒙古|回|藏|维吾尔|維吾爾|苗|彝|壮|壯|布依|朝鲜|满|滿|侗|瑶|白|土家|哈尼|哈萨克|傣"
    "|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌"
    "|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京"
    "|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|阿美|泰雅|排湾|布农)族"
)
_I = rf"(?:我(?:们(?:家|全家))?|本人|俺|他|她|全家|{KIN})"
_STATUS = (
    "(?:中共(?:预备)?党员|预备党员|共产党员|共青团员|团员|民盟盟员|民建会员|九三学社社员"
    "|致公党党员|农工党党员|民革党员|民进会员|无党派人士|群众|党员)"
)
_PROVINCES = (
    "(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北"
    "|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|臺灣|内蒙古?|广西|西藏|宁夏|新疆|香港"
    "|澳门)"
)

RULES = (
    _age,
    _child_age,
    pattern(
        "zh-age-label",
        _BACKGROUND,
        r"(?P<v>年龄\s?:\s?\d{1,2})(?![\d岁周~到至-])",
        needs=("年龄",),
        digits=1,
    ),
    pattern(
        "zh-age-bare",
        _BACKGROUND,
        r"(?P<v>今年(?:都|已经|刚|快|就)?(?:[1-9]\d|[二三四五六七八九]?十[一二三四五六七八九]?)了?)"
        r"(?=[,。;!?\n]|$)",
        needs=("今年",),
        accept=_of_person,
    ),
    pattern(
        "zh-age-months",
        _SENSITIVE,
        r"(?:宝宝|儿子|女儿|孩子|娃|二宝|大宝|闺女|孙子|孙女)[^,。;!?\d\n]{0,5}(?P<v>\d{1,2}个"
        "(?:多|半)?月大)",
        needs=("月大",),
    ),
    pattern(
        "zh-birth-date",
        _BACKGROUND,
        r"(?:(?:出生日期|出生年月日?|出生时间|生日|生辰|誕生日)\)?(?:就)?(?:是|为|為|在|:"
        rf"|\s)?\s?|(?:出生于|出生在|生于|生於|出生於)\s?)(?P<v>{_DATE})",
        needs=("生",),
        accept=_not_famous,
    ),
    pattern(
        "zh-born-in",
        _BACKGROUND,
        rf"(?P<v>{_FULL})(?:出生(?!率|人口)|生人|生的|生,(?=[男女汉\u4e00-\u9fff]))",
        needs=("生",),
        accept=_not_famous,
    ),
    pattern(
        "zh-gender-label",
        _BACKGROUND,
        r"(?P<v>(?:性别|性別)\s?(?:是|:|为)?\s?(?:男性?|女性?))(?![/、或生])",
        needs=("性别", "性別"),
    ),
    pattern(
        "zh-gender-and-age",
        _BACKGROUND,
        rf"(?<=[,、\s(])(?P<v>[男女][,、\s]{{1,2}}{_NUMBER}\s?周?[岁歲])(?!以)",
        needs=("岁", "歲"),
    ),
    pattern(
        "zh-origin",
        _BACKGROUND,
        "(?:籍贯|籍貫|祖籍|户籍地?|户籍所在地|户口所在地|户口|老家)(?:也|就|还)?(?:是|在|为|:"
        r"|\s)?\s?"
        rf"(?P<v>(?:{_PROVINCES}[\u4e00-\u9fff]{{0,8}}?|[\u4e00-\u9fff]{{2,7}}?[市县州])(?:省|市"
        r"|县|區|区|州|乡|镇|村)?)(?=[,。;!?\n)、\s]|的(?![\u4e00-\u9fff]{0,4}[特美])|人|$)",
        needs=("籍", "户口", "老家"),
    ),
    pattern(
        "zh-ethnicity",
        _SENSITIVE,
        rf"(?:民族(?:是|为|:|\s)?\s?|{_I}(?:就|也)?是(?:一个|个|一名|云南的?|新疆的?|贵州的?"
        f"|广西的?)?)(?P<v>{PEOPLE})(?!自治|文化|乡|服)",
        needs=("族",),
    ),
    pattern(
        "zh-faith",
        _SENSITIVE,
        rf"(?:(?:{_I}|(?<!人)家里)[^,。;!?\n什么谁不没哪]{{0,6}}?(?P<v>(?:信仰|信奉"
"|(?<![相自迷轻坚确守微])信"
        f"|皈依了?|入了?){_FAITH}(?![流要观席动权人播办管任导张])"
        rf"|{_BELIEVER}))",
        needs=("信仰", "信佛", "信奉", "徒", "穆斯林", "居士", "皈依", "信基督", "信主", "信耶稣",
               "信天主", "信道", "信伊"),
    ),
    pattern(
        "zh-faith-label",
        _SENSITIVE,
        rf"宗教信仰\s?(?:是|为|:)\s?(?P<v>{_FAITH}|{_BELIEVER}|印度教|犹太教|喇嘛教|藏传佛教"
        "|民间信仰)",
        needs=("宗教信仰",),
    ),
    pattern(
        "zh-political-status",
        _SENSITIVE,
        rf"(?:政治面貌(?:是|为|:|\s)?\s?|{_I}(?:也|就|还)?(?:是|为)(?:一名|个|老|一个)?)"
        f"(?P<v>{_STATUS})(?!对|来说|利益|之间)",
        needs=("党", "团员", "盟员", "会员", "社员", "政治面貌"),
    ),
    pattern(
        "zh-orientation",
        _SENSITIVE,
        rf"(?:性取向(?:是|为|:)\s?|{_I}[^,。;!?\n不没支反]{{0,4}}?(?:是|为)(?:一个|个|一名)?)"
        "(?P<v>男?同性恋者?|双性恋者?|跨性别者?|女同|男同|无性恋者?|拉拉|(?i:gay|les"
        r"|lgbt\w{0,3}))(?![A-Za-z]|文学|电影|题材)",
        needs=("性恋", "性取向", "跨性别", "男同", "女同", "拉拉", "gay", "les", "lgbt"),
    ),
)  # fmt: skip
