"""Employer, title, school and class, by Chinese cue words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, finder, pattern
from ..source import Source
from .names import about_famous
from .relations import KIN

_BACKGROUND = PrivacyType.IDENTITY_BACKGROUND

_BRAND = (
    "(?:华为|腾讯|阿里巴?巴?|字节跳动|字节|美团|百度|京东|网易|小米|滴滴|拼多多|快手|蚂蚁集团"
    "|蚂蚁|大疆|比亚迪|宁德时代|海康威视|科大讯飞|中兴|联想|海尔|格力|富士康|台积电|台積電|鸿海"
    "|工商银行|建设银行|招商银行|中国移动|中国电信|国家电网|中石油|中石化"
    "|中建[一二三四五六七八]局|中铁[一二三四五六七八]局|中金|中信|平安|万科|碧桂园|顺丰|携程"
    "|哔哩哔哩|B站|普华永道|德勤|毕马威|安永)"
)
_ORG_TAIL = (
    "(?:公司|集团|銀行|银行|证券|證券|医院|醫院|大学|大學|学院|學院|中学|中學|小学|小學|幼儿园"
    "|幼兒園|学校|學校|科技|研究院|研究所|设计院|设计所|事务所|工作室|局|法院|检察院|派出所|厂"
    "|酒店|报社|电视台|律所|保险|基金"
    "|物流|地产|传媒|软件|网络|电子|制药|药业|汽车|航空|超市|分行|支行|营业部|信托|资本|出版社"
    "|杂志社|培训机构|社区服务中心|卫生院|诊所|商学院|党校|委员会|街道办|管委会|科室|餐厅|理工"
    "|外国语|实验室|高中|初中|一中|二中|三中|四中|附中|附小|商城|健身|文化|教育|能源|生物|股份"
    "|实业|重工|铁路|银行总行)"
)
_ORG = (
    rf"(?:[\u4e00-\u9fffA-Za-z0-9·&()]{{1,22}}?{_ORG_TAIL}(?:[\u4e00-\u9fff]{{0,8}}?"
    "(?:有限责任公司|股份有限公司|有限公司|分公司|公司|集团|分行|支行|分院|分校|附属医院|分局"
    f"|营业部))?|{_BRAND})"
)
_JOB = (
    "(?:经理|总监|主管|主任|工程师|专员|助理|总裁|董事长|董事|会计师?|出纳|教师|老师|护士长?"
    "|医生|医师|顾问|架构师|设计师|分析师|研究员|教授|讲师|处长|科长|局长|书记|校长|店长|厂长"
    "|组长|队长"
    "|负责人|合伙人|律师|法务|编辑|记者|程序员|开发|司机|秘书|运营|销售|客服|审计师?|精算师"
    "|药剂师|飞行员|空姐|空乘|乘务员|保安|厨师|厨师长|总编|导演|制片|主播|教练|辅导员|班主任"
    "|客户代表|业务员|采购|质检员|技术员|检察官|法官"
    "|民警|警察|消防员|公务员|柜员|研发|测试|产品|财务|人事|行政|文员|实习生|(?i:CEO|CTO|CFO"
    "|COO|HR|HRBP|PM|VP))"
)
_TITLE = rf"(?:[\u4e00-\u9fffA-Za-z]{{0,9}}?{_JOB}(?:助理)?)"
_WHO = lazy(rf"(?:我们?|本人|俺|他|她|{KIN})$", re.ASCII)
_WHO_ENDS = frozenset("我们人俺他她" + KIN)
_CLAUSE = lazy(r"[^,。;!?\n]*+", re.ASCII)


def _of_persons(text: str) -> Iterator[int]:
    """Yield where a 是 stands right after a word for a person."""
    at = text.find("是")
    while at >= 0:
        if text[at - 1 : at] in _WHO_ENDS and _WHO.search(text, max(0, at - 4), at):
            yield at
        at = text.find("是", at + 1)


# An employer that could be anybody's: 在银行上班, 在一家互联网公司上班.
_GENERIC = lazy(
    "(?:一[家个所间名位]|某|这|那|哪|几|很多|大|小|中|私|国|央|外|本地|当地|附近|自己|我们|你们"
    "|他们|家里|互联网|外贸|外资|合资|上市|国有|国企|私营|民营|创业|软件|游戏|建筑|房地产|保险"
    "|金融"
    "|证券|广告|科技|科研|传统|商业|老公|朋友|亲戚|别的|其他|另|同一|新|老|头部|知名|著名|重点"
    "|普通|公立|私立|公办|民办|职业|技术|全日制|三甲|社区|县|市|省|区|乡镇|镇上|村里|电子|汽车"
    "|食品|服装|制药|机械|物流|快递|装修|咨询|教育|培训"
    "|传媒|网络|设计|会计师?|律师|医药|化工|化妆品|美容|连锁|大型|小型|中型|外地|国外|海外|北方"
    "|南方|公司|单位|学校|线上|网上|现在|目前|原来|以前|之前|不同|多家|各|家|一线|二线|初|高|的"
    "|和|与|专科|本科|师范|理工|艺术|体育)+"
    r"(?:的)?" + _ORG_TAIL + r"?|" + _ORG_TAIL,
    re.ASCII,
)
_LEAD = lazy(
    r"^(?:(?:[\u4e00-\u9fff]{0,6}?(?:一家|一个|一所|那家|这家|某家|叫做?|名叫|名为))|位于|的|了"
    "|于)+",
    re.ASCII,
)
_CUT = lazy(
    r"(?:一直|目前|现在|仍然|还)?(?:在|就职于|任职于|供职于|入职了?|跳槽到|去了|于)", re.ASCII
)


def _trimmed(source: Source, start: int, end: int) -> Range | None:
    """Take what only leads to a name off it; None where no name is left."""
    text = source.text
    last = None
    for cut in _CUT.finditer(text, start, end):
        last = cut
    if last:
        start = last.end()
    lead = _LEAD.match(text[start:end])
    if lead:
        start += lead.end()
    value = text[start:end]
    if len(value) < 2 or _GENERIC.fullmatch(value) or re.search(r"[的了吗么什谁哪]", value):
        return None
    if about_famous(text, start):
        return None
    return start, end


_WORKS = lazy(
    rf"[在于](?P<v>{_ORG})(?:里面?|这边|那边|总部|旗下)?(?:[\u4e00-\u9fff]{{0,8}}?(?:部门?"
    "|科室?|中心|组|线|科|处|室|岗))?(?:做|当|担任|任)?"
    "(?:上班|上着?班|工作|任职|就职|实习|供职|打工|任教|教书|坐诊|执业|当过?|做"
    rf"(?=[\u4e00-\u9fff]{{1,8}}?{_JOB})|担任|干了?[\d一二三四五六七八九十两])",
    re.ASCII,
)
# Nothing else may stand between 在 and the verb, so that most of them are passed over fast.
_RUN = lazy(r"[在于][\u4e00-\u9fffA-Za-z0-9·&()]{3,}+", re.ASCII)
_VERB = lazy(
    "上班|上着班|工作|任职|就职|实习|供职|打工|任教|教书|坐诊|执业|当|做|担任|干", re.ASCII
)
_NAMED_ORG = lazy(f"{_ORG_TAIL[3:-1]}|{_BRAND[3:-1]}", re.ASCII)
_JOINED = lazy(
    "(?:就职于|任职于|供职于|任教于|受雇于|入职了?|跳槽到了?|加入了?|单位(?:名称)?(?:是|为|:)"
    "|雇主(?:是|:)|公司(?:名称?)?(?:叫|:)|公司(?<=[我他她]公司)是|公司(?<=[我他她]们公司)是)"
    rf"\s?(?P<v>{_ORG})(?!上市|倒闭)",
    re.ASCII,
)
_IS_FROM = lazy(
    f"是(?:一名|一个|一位|一家)?(?P<v>{_ORG})的?(?:一名|一个|一位)?"
    rf"(?={_TITLE}(?:[,。;!?\n]|$))",
    re.ASCII,
)


def _working(source: Source) -> Iterator[re.Match[str]]:
    """Do as `_WORKS.finditer`."""
    text = source.text
    for run in matches(_RUN, source):
        last = max((verb.start() for verb in _VERB.finditer(text, *run.span())), default=0)
        if last and _NAMED_ORG.search(text, run.start(), last):
            yield from _WORKS.finditer(text, *run.span())


@finder(
    "zh-employer",
    _BACKGROUND,
    needs=("上班", "工作", "职", "实习", "打工", "教", "坐诊", "执业", "担任", "做", "单位",
           "公司", "加入", "受雇", "雇主", "跳槽", "是", "当", "干"),
)  # fmt: skip
def _employer(source: Source) -> Iterator[Range]:
    """在华信证券上班, 就职于X, 单位:X, 我是X的客户经理."""
    text = source.text
    working = [*_working(source), *matches(_JOINED, source)]
    for at in _of_persons(text):
        run = _CLAUSE.match(text, at)
        if run and _NAMED_ORG.search(text, at, run.end()):
            working += filter(None, [_IS_FROM.match(text, at)])
    for match in working:
        found = _trimmed(source, *match.span("v"))
        if found:
            yield found


def _is_title(match: re.Match[str]) -> bool:
    return not re.search(r"[的了吗么]|什么|这个|那个|相关|怎么|如何|哪|一家", match["v"])


_SCHOOL_TAIL = (
    "(?:大学|大學|学院|學院|中学|中學|小学|小學|幼儿园|幼兒園|学校|學校|附中|附小"
    "|外国语|高中|初中|一中|二中|三中|四中|五中|六中|七中|八中|职高|技校|党校|商学院|国小|國小"
    "|國中|高工|国中)"
)
_SCHOOL = (
    rf"(?P<v>[\u4e00-\u9fffA-Za-z0-9·()]{{1,16}}?{_SCHOOL_TAIL}(?:附属(?:小学|中学|幼儿园)"
    r"|[\u4e00-\u9fff]{1,8}?学院)?)"
)
_STUDIES = lazy(
    "(?:就读于|就读在|毕业于|畢業於|就讀於|在读于|考上了?|考入了?|考进了?|保送到?|录取到?"
    "|转学到了?|转到了?|母校是|学校(?:是|:|叫)|毕业院校(?:是|:)|院校:|本科(?:是|在|:)|硕士"
    rf"(?:是|在|:)|研究生(?:是|在|:)|博士(?:是|在|:))\s?{_SCHOOL}"
    rf"|[在是]{_SCHOOL.replace('(?P<v>', '(?P<w>')}(?:[\u4e00-\u9fff]{{0,10}}?(?:系"
    "|专业|院))?(?:读|念|上(?!班|课时)|就读|毕业|(?:小|初|高|大|研|博)?[一二三四五六](?:年级"
    r"|\(|班)|[一二三四五六]年级|的?(?:大[一二三四]|研[一二三]|博士生?|硕士生?|研究生|本科生"
    "|学生|毕业生|校友))",
    re.ASCII,
)


# Where `_STUDIES` can match, but for what stands before 是.
_STUDIES_CUE = lazy(
    "在|是|就读|毕业|畢業|就讀|考上|考入|考进|保送|录取|转学|转到|母校|学校|院校|本科|硕士|研究生|博士",
    re.ASCII,
)
_PUPIL = lazy(f"(?:我|{KIN})$", re.ASCII)
_NAMED_SCHOOL = lazy(_SCHOOL_TAIL[3:-1], re.ASCII)


@finder(
    "zh-school",
    _BACKGROUND,
    needs=("读", "讀", "毕业", "畢業", "考", "保送", "录取", "转", "母校", "学校", "院校", "年级",
           "本科", "硕士", "研究生", "博士", "念", "学", "班"),
)  # fmt: skip
def _school(source: Source) -> Iterator[Range]:
    """毕业于X大学, 女儿在X小学三年级."""
    text = source.text
    done = 0
    for cue in matches(_STUDIES_CUE, source):
        at = cue.start()
        if at < done or not _NAMED_SCHOOL.search(text, cue.end(), cue.end() + 26):
            continue
        if cue[0] == "是" and not _PUPIL.search(text, max(0, at - 4), at):
            continue
        match = _STUDIES.match(text, at)
        if match is None:
            continue
        done = match.end()
        found = _trimmed(source, *match.span("v" if match["v"] else "w"))
        if found and source.text[found[0] : found[1]] not in {"大学", "小学", "中学"}:
            yield found


_NURSERY = lazy(r"[大中小](?:[一二三四五六七八九]|\d{1,2}|\([一二三四五六七八九\d]\))班$", re.ASCII)
_SMALL = lazy(rf"幼儿园|幼兒園|幼稚园|{KIN}", re.ASCII)
_CLASS = lazy(
    r"(?:(?:20)?\d{2}级[\u4e00-\u9fff]{0,8}?)?"
    "(?:[小初高大][一二三四五六]|(?:小学|初中|高中)?[一二三四五六]年[级級]|"
    r"(?<=[读在上是,。小学])[一二三四五六七八九](?=\())"
    r"\s?(?:\((?:\d{1,2}|[一二三四五六七八九十]{1,3})\)|\d{1,2}|[一二三四五六七八九十]{1,3})\s?班$",
    re.ASCII,
)


_NO_CLASS = frozenset("车级会长主")


@finder("zh-class", _BACKGROUND, needs=("班",))
def _class(source: Source) -> Iterator[Range]:
    """高三(2)班, 三年级二班, 2021级计算机大二3班; of a small child also 大二班."""
    at = source.text.find("班")
    while at >= 0:
        match = _CLASS.search(source.text, max(0, at - 24), at + 1)
        if match is None and _SMALL.search(source.text, max(0, at - 24), at):
            match = _NURSERY.search(source.text, max(0, at - 4), at + 1)
        if match and source.text[at + 1 : at + 2] not in _NO_CLASS:
            yield match.span()
        at = source.text.find("班", at + 1)


_OWN_JOB_NAME = (
    "(?P<v>(?!一名|一个|一位|个|什么|你|他|她|谁|说|想|为|从|因"
    r"|不)[\u4e00-\u9fffA-Za-z]{0,7}?"
    "(?:工程师|会计师?|出纳|教师|护士长?|医生|医师|架构师|设计师|分析师|研究员|教授|讲师"
    "|处长|科长|局长|校长|店长|厂长|律师|法务|编辑|记者|程序员|司机|审计师?|精算师|药剂师"
    "|飞行员|空姐|乘务员|保安|厨师长?|检察官|法官|民警|警察|消防员|公务员|柜员|项目经理"
    "|产品经理|客户经理|财务总监|销售总监|班主任|辅导员|老师))"
    r"(?=[,。;!?\n、]|$)"
)
_OWN_JOB = lazy(f"是(?:一名|一个|个|一位|做)?(?:在)?{_OWN_JOB_NAME}", re.ASCII)
_SERVES = lazy(f"[当做](?:一名|一个|个|了|过)?{_OWN_JOB_NAME}", re.ASCII)
_SERVING = lazy(
    rf"(?:我|本人|{KIN})(?:现在|目前|一直|以前|之前|曾经|毕业后)(?:在[^,。;!?\n]{{1,12}})?$",
    re.ASCII,
)
_SELF = lazy(f"(?:我(?<![谁果像如叫]我)|本人|{KIN})(?:现在|目前)?$", re.ASCII)
_SELF_ENDS = frozenset("我人在前" + KIN)


@finder("zh-job-of-user", _BACKGROUND, needs=("是", "当", "做"))
def _job_of_user(source: Source) -> Iterator[Range]:
    """我是一名急诊科护士, 我老公现在是程序员."""
    text = source.text
    at = text.find("是")
    while at >= 0:
        if text[at - 1 : at] in _SELF_ENDS and _SELF.search(text, max(0, at - 7), at):
            match = _OWN_JOB.match(text, at)
            if match and _is_title(match):
                yield match.span("v")
        at = text.find("是", at + 1)
    for match in matches(_SERVES, source):
        serving = _SERVING.search(text, max(0, match.start() - 20), match.start())
        if serving and _is_title(match):
            yield match.span("v")


RULES = (
    _employer,
    _school,
    pattern(
        "zh-job-title",
        _BACKGROUND,
        "(?:担任|擔任|出任|升任|升为|升职(?:为|成)|晋升为|(?:我|他|她|目前|现)(?:的)?(?:职位"
        r"|职务|岗位|职称)(?:是|为)|(?:职位|职务|职称|岗位|職位|职业)(?::|是|为)\s?|"
        "(?<=我)现任)"
        rf"\s?(?:一名|一个|过|了|公司的?|该公司的?)?(?P<v>[\u4e00-\u9fffA-Za-z]{{0,9}}?{_JOB}"
        r"(?:助理)?)(?=[,。;!?\n、)\s]|一职|职务|,|$|已|快|的时|多年"
        r"|[\d一二三四五六七八九十两])",
        needs=("担任", "擔任", "出任", "升", "职", "職位", "岗位", "现任"),
        accept=_is_title,
    ),
    _job_of_user,
    pattern(
        "zh-job-at-employer",
        _BACKGROUND,
        rf"(?:在|于)(?:[\u4e00-\u9fffA-Za-z0-9·&()]{{1,22}}?{_ORG_TAIL}|{_BRAND})"
        r"(?:[\u4e00-\u9fff]{0,6}?(?:部门?|中心))?(?:做|当|任)(?:一名|一个|个)?"
        rf"(?P<v>[\u4e00-\u9fffA-Za-z]{{0,7}}?{_JOB})(?=[,。;!?\n、]|$|的|已|快|多年"
        r"|[\d一二三四五六七八九十两])",
        needs=("做", "当", "任"),
        accept=_is_title,
    ),
    _class,
    pattern(
        "zh-major",
        _BACKGROUND,
        r"(?:(?:我|他|她|本科|大学|硕士|所学)的?专业(?:就?是|为|:)|(?<![\u4e00-\u9fff])专业(?:是"
        "|为|:)|主修(?:的是)?|(?:我|他|她|大学|本科|硕士|研究生|博士)(?:学|读|念)的"
        r"(?:就?是)?)\s?"
        r"(?P<v>(?!什么|啥|哪)[\u4e00-\u9fff]{2,12}?)(?:专业)?(?=[,。;!?\n]|$)",
        needs=("专业", "主修", "学的", "读的", "念的"),
        accept=lambda match: not re.search(r"[的了吗么谁]|热门|冷门|什么|对口|不", match["v"]),
    ),
)  # fmt: skip
