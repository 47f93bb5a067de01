"""Illness, treatment and medicine of the user and of people near them, in Chinese.

A condition counts where somebody has it: after a word of diagnosis (确诊, 查出, 患有) or
beside a person (我有, 我妈的). Asking about an illness, fearing it or not having it does
not count, and moods (失眠, 压力大, 焦虑) are no diagnosis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, finder, pattern
from ..source import Source
from .ailments import CLINICS, CONDITIONS, DRUGS, PROCEDURES
from .relations import KIN

_HEALTH = PrivacyType.MEDICAL_HEALTH

_STAGE = (
    "(?:中度|重度|轻度|中重度|轻中度|早期|中期|晚期|末期|[一二三四1-4IⅠⅡⅢⅣ]{1,3}[型期]"
    "|慢性|急性|亚急性|严重的?|先天性|复发性|妊娠期?|老年性?|原发性|继发性|过敏性|萎缩性|糜烂性"
    "|遗传性|萎缩性|浅表性|双侧|左侧|右侧|病毒性|细菌性|产后|双|非酒精性|青少年)"
)
# Longest first; starts with its words, so that `re` skips to their first characters.
_CONDITION = lazy(
    f"(?:{'|'.join(sorted(CONDITIONS, key=len, reverse=True))})(?:[一二三四ⅠⅡⅢⅣ1-4]期|早期|中期"
    "|晚期|[一二三四]级|(?:加重|急性)?发作期)?",
    re.ASCII,
)
_STAGES = lazy(rf"(?:{_STAGE}){{1,3}}$", re.ASCII)
_SURE = lazy(
    "(?:确诊(?:了|为|是|得了|患有)?|確診(?:了|為)?|诊断(?:出|结果)?(?:为|是|:|出|成|了)?|診斷"
    "(?:為|出)?|查出(?:来)?(?:了|有|是|患有?)?|检查(?:出|结果是)(?:了|有|是)?|检出"
    "|诊断书上写着?|病史:?|既往史:?|家族史:?|主诉:?|(?:超|CT|检查|报告|光片|核磁|结果)提示|说"
    "(?:我|是|他|她)(?:是|有|得了|患了?)?|复查|治疗|在治|术后)"
    r"(?:[\s:]|我|他|她|是|了|有|患|得|说|中|的|可能|:|“|「|\"){0,3}$",
    re.ASCII,
)
_WEAK = lazy(
    "(?:得了|得过|患上?了?|患有|犯了?|有|是|的|又|查|因为|因|合并|伴有?|遗传|被诊断为?"
    r"|住院|多年|一直|从小)(?:[一二三四五六七八九十两\d]{1,2}年(?:多|了)?的?)?(?:比较|很|挺|一点"
    "|点|轻微的?|个)?$",
    re.ASCII,
)
_SUBJECT = lazy(
    rf"(?:我(?!们|想了解|想问|国)|本人|俺|他|她|{KIN}|患者|朋友|同事|室友|老板|病人)", re.ASCII
)
_AFTER = lazy(
    r"^(?:[\s,]?(?:确诊|術後|术后|复发|复查|手术|史(?!上)|住院|发作|犯了|好多年|很多年"
    r"|[一二三四五六七八九十两\d]{1,2}年(?:了|多)|病史|需要做|加重|刚出院|在治|在吃药|挺严重"
    "|又犯))",
    re.ASCII,
)
_DIRECT = lazy(
    rf"{_SUBJECT.pattern}(?:的|也|就|一直|从小|现在|还|又|已经|去年|今年|最近|患|有|是|[\s,]){{0,3}}$",
    re.ASCII,
)
_TREATED = lazy(r"^(?:确诊(?!标准|率|要)|术后|复发了|复查|手术后|病史)", re.ASCII)
_NO = lazy(
    "(?:没有?|没得|不是|并非|否认|无|排除了?|预防|避免|会不会|是不是|能不能|如果|要是|假如|万一"
    "|担心|害怕|怕|像|了解|什么是|关于|科普|介绍|容易|导致|引起|引发|诱发|降低|防治|针对|研究"
    "|缓解|治疗方案|小说|主角|剧中|电影|这种|某些|一类|人群|风险|以为|怀疑|像是|"
    "假设|吗|哪些|怎么|为什么|标准|病例|新闻|疫苗|筛查|讲座|分享|文章|宠物|猫|狗"
    r"|犬)[^,。;!?\n]{0,8}$",
    re.ASCII,
)
_GENERAL = lazy(
    r"^\s?(?:的?(?:患者|病人|人群|人(?!手)|朋友|家属|预防|症状|风险|原因|治疗方法|药物|治疗方案"
    "|危害|科普|标准|护理|饮食|发病|并发症|疫苗|防治|知识)|怎么|如何|有哪些|是什么|会传染"
    "|能不能|可以|吗|疫苗|疫情|期间|病毒|管理|专家|医院|专科|协会)",
    re.ASCII,
)
_LIST = lazy(r"[、,和及与跟\s]|还有|以及|合并|伴有?|、还有", re.ASCII)


@finder(
    "zh-diagnosis",
    _HEALTH,
    needs=("病", "症", "癌", "炎", "瘤", "血", "肝", "糖", "障碍", "风", "艾滋", "hiv", "hpv",
           "adhd", "ptsd", "甲", "心", "脑", "脂", "石", "溃疡", "喘", "结节", "中风", "痫",
           "帕金森", "痴呆",
           "突出", "疏松", "狼疮", "湿", "强直", "多囊", "孕", "双相", "毒", "酸", "骨折", "撕裂",
           "梅", "鬱", "慮", "新冠", "早泄", "阳痿", "硬化", "衰", "螺杆菌", "痔疮", "癣", "疹",
           "眼", "障", "聋", "依赖", "瘾", "偏头痛"),
)  # fmt: skip
def _diagnosis(source: Source) -> Iterator[Range]:
    """确诊糖尿病, 我妈高血压十年了, 病史:乙肝、痛风."""
    text = source.text
    last = -1
    for match in matches(_CONDITION, source):
        start, end = match.span()
        stage = _STAGES.search(text, max(0, start - 10), start)
        start = stage.start() if stage else start
        if last >= 0 and 0 < start - last <= 3 and _LIST.match(text[last:start]):
            last = end
            yield start, end
            continue
        clause = re.split(r"[。;!?\n]", text[max(0, start - 24) : start])[-1]
        before = clause[-14:]
        following = text[end : end + 8]
        if _NO.search(before) or _GENERAL.match(following):
            continue
        person = _SUBJECT.search(clause) is not None
        known = _SURE.search(before) or _DIRECT.search(before) or _TREATED.match(following)
        if known or (person and (_WEAK.search(before) or _AFTER.match(following))):
            last = end
            yield start, end


_FORM = (
    "(?:缓释片|肠溶片|控释片|分散片|胶囊|颗粒|片|注射液|针|口服液|气雾剂|粉吸入剂|吸入剂"
    "|滴眼液|乳膏|软膏)?"
)
_DOSE = (
    r"(?:\s?(?:每次|一次|早晚各|每日|一天|每天)?\s?[\d半一二两三四.]{1,6}\s?(?:mg|MG|毫克|μg"
    r"|ug|微克|g|克|片|粒|单位|U|u|ml|毫升|支|颗|次)(?:\s?[,]?\s?(?:(?:每日|每天|一天|一日)\s?"
    r"各?[一二三两\d]次?(?:片|粒)?|(?:qd|bid|tid|早晚|睡前)\s?(?:各?[一二三两\d]次?(?:片|粒)?)?))?){0,2}"
)
_SALT = lazy(r"(?:盐酸|草酸|富马酸|苯磺酸|琥珀酸|硫酸)$", re.ASCII)
_DRUG = lazy(rf"(?:{DRUGS}){_FORM}{_DOSE}", re.ASCII)
_TAKES = lazy(
    "(?:在吃|吃了|吃着|吃过|吃|服用|服|开了|开的?|开始用|在用|用着?|注射|打了?|停了?|换成了?"
    "|换了|加了|加到|减到|处方:?|医嘱:?|药[:是]|口服|配了?|每天|每晚|长期|剂量)"
    r"(?:[\u4e00-\u9fff\s:一二三两\d]{0,6})$",
    re.ASCII,
)
_ASKS = lazy(
    "(?:能不能|可以|是否|如果|副作用|为什么|不能|别|请问|了解|什么是|介绍"
    r"|推荐)[^,。;!?\n]{0,10}$",
    re.ASCII,
)
_TELLS = lazy(
    "^(?:的?(?:副作用|作用机制|机制|价格|功效|说明书|适应症|半衰期|区别|成分|原理)"
    "|和[^,。]{2,8}的区别|是什么|怎么|多少钱|能不能)",
    re.ASCII,
)


@finder(
    "zh-medication",
    _HEALTH,
    needs=(
        "吃",
        "服",
        "开",
        "用",
        "打",
        "注射",
        "停",
        "换",
        "加",
        "减",
        "处方",
        "医嘱",
        "药",
        "配",
        "每",
        "mg",
        "毫克",
        "剂量",
    ),
)
def _medication(source: Source) -> Iterator[Range]:
    """在吃舍曲林50mg, 医生开了二甲双胍."""
    last = -1
    for match in matches(_DRUG, source):
        salt = _SALT.search(source.text, max(0, match.start() - 4), match.start())
        start = salt.start() if salt else match.start()
        before = source.text[max(0, start - 14) : start]
        if _TELLS.match(source.text[match.end() : match.end() + 10]):
            continue
        listed = last > 0 and 0 <= start - last <= 2
        if listed or (_TAKES.search(before) and not _ASKS.search(before)):
            last = match.end()
            yield start, last


def _had_it(match: re.Match[str]) -> bool:
    asked = match.string[max(0, match.start() - 4) : match.start()].replace("了", "")
    return not re.search(r"[的么]|哪|什么|能不能|可以|如果", asked + match["v"])


def _is_result(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 10) : match.start()]
    return not _NO.search(before) and not re.search(
        r"[吗?]|什么|意味", match.string[match.end() :][:8]
    )


_BIRTH = r"(?:我|她|本人|老婆|媳妇|妻子|太太|爱人|女朋友|女友|女儿|闺女|姐姐|妹妹|嫂子|儿媳妇?)"

RULES = (
    _diagnosis,
    _medication,
    pattern(
        "zh-positive-test",
        _HEALTH,
        r"(?P<v>(?:(?i:HIV|HPV|HBsAg|TPPA|RPR)\d{0,2}|艾滋|梅毒|乙肝|丙肝|结核|幽门螺杆菌|[一二三]?唐筛)"
        "(?:病毒|表面抗原|抗体|初筛|确证|检测|检查|筛查|试验){0,3}(?:的?结果)?(?:是|为|呈|显示|:|出来是?)?(?:弱|强)?"
        r"阳性)(?=[,。;!\n]|$|了)(?!,\s?(?:是?指|意思|表示|说明|意味|即|就是))",
        needs=("阳性",),
        accept=_is_result,
    ),
    pattern(
        "zh-surgery",
        _HEALTH,
        "(?:做了?|做过|做完了?|动了?|接受了?|要做|安排了?|约了?|行|刚做了?)(?:一次|一个|个|过"
        r"|第?[一二三两\d]次)?(?P<v>(?!什么|[了过完个]|小|大|这|那|一)(?:(?:"
        r"(?![再和后或及与并前的])[\u4e00-\u9fff]){2,12}?(?:手术|切除术|置换术|移植术|成形术"
        f"|缝合术)|{PROCEDURES}(?:手术|术)?))"
        r"(?!的?(?:费用|风险|流程|区别|危害|多少钱|注意事项)|吗|要多|会|能|疼)",
        needs=("做", "动", "接受", "安排", "约", "行"),
        accept=_had_it,
    ),
    pattern(
        "zh-clinic-visit",
        _HEALTH,
        r"(?:挂了?|去了?|看了?|看过|约了?|转到了?|住进了?|在)(?P<v>(?:[\u4e00-\u9fff]{0,12}?"
        f"(?:医院|保健院|卫生院|院区)的?)?(?:{CLINICS})(?:的?(?:号|门诊|病房|住院|复诊|复查"
        "|看病|看诊|做检查|住院部)))",
        needs=tuple(dict.fromkeys(CLINICS.split("|"))),
    ),
    pattern(
        "zh-pregnancy-weeks",
        _HEALTH,
        r"(?P<v>(?:怀孕|孕|懷孕|有孕|怀了?)(?:已经|快|刚|大概|才)?(?:\d{1,2}"
        r"|[一二三四五六七八九十两]{1,3})(?:个?多?(?:周|週|月)|个多?月)(?:\s?\+\s?\d|零?\d天)?)"
        "(?!以[上内后前]|左右(?:的|可)|能|可以|该|怎么)",
        needs=("孕", "怀"),
    ),
    pattern(
        "zh-due-date",
        _HEALTH,
        r"(?P<v>预产期(?:是|在|为|:)?\s?(?:(?:20\d{2}年)?\d{1,2}月(?:\d{1,2}[日号])?"
        r"|\d{4}-\d{1,2}-\d{1,2}))",
        needs=("预产期",),
        digits=1,
    ),
    pattern(
        "zh-pregnancy",
        _HEALTH,
        f"{_BIRTH}(?:现在|最近|刚刚?|已经|又|上个月|去年|之前|也|查出|意外)?(?:是|在|做了?|刚)?"
        r"(?P<v>怀孕|懷孕|流产|小产|人流|胎停|宫外孕|备孕(?=[一二三两半\d])|早产|堕胎)(?!的概率"
        r"|的几率|吗|怎么|期|会|能)(?!\d|[一二三四五六七八九十两]{1,3}[周个])",
        needs=("孕", "流产", "小产", "人流", "胎停", "早产", "堕胎"),
    ),
    pattern(
        "zh-allergy",
        _HEALTH,
        f"(?:我|本人|他|她|{KIN})(?:从小|一直|好像|天生)?(?P<v>对(?!你|他|她|这种?|那|什么"
        r"|所有|数学|英语|上班|工作|学习|代码|婚姻|节日)[\u4e00-\u9fffA-Za-z]{1,8}?(?:严重)?过敏)",
        needs=("过敏",),
    ),
    pattern(
        "zh-allergy-history",
        _HEALTH,
        r"(?:过敏史|过敏源|过敏原|药物过敏)\s?(?:是|为|:)\s?(?P<v>(?!无|没"
        r"|否)[\u4e00-\u9fff]{2,8}(?:、[\u4e00-\u9fff]{2,8}){0,5})",
        needs=("过敏",),
    ),
    pattern(
        "zh-blood-group",
        _HEALTH,
        r"(?P<v>血型(?:是|为|:)?\s?(?:(?i:rh)\s?(?:阴性|阳性|[-+])?\s?)?(?:AB|A|B|O)型?(?:\s?"
        r"(?i:rh)\s?(?:阴性|阳性))?(?:血)?(?![A-Za-z])|(?<=[是])(?:(?i:rh)\s?阴性)?(?:AB|A|B"
        "|O)型(?:血|(?i:rh)阴性血?)(?!的人|型))",
        needs=("血型", "型血"),
    ),
)  # fmt: skip
