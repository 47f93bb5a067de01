"""Other people's names, by the word that says who they are to the user.

The value is the name, with its title where only the surname is given (王医生, 赵总), and
with the word of kinship or office that stands directly before it (老公闵奕辰): together they
tell whose relation somebody is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches, words
from ..rule import Range, finder
from ..source import Source
from .monikers import MINORITY
from .names import SURNAMES, TITLE, WEAK, everyday, name_at, surname_at
from .people import COMMON
from .pinyin import GIVEN

_KIN = (
    "老婆|妻子|太太|爱人|愛人|媳妇|老公|丈夫|男朋友|女朋友|男友|女友|未婚妻|未婚夫|前妻|前夫"
    "|前任|对象|儿子|兒子|女儿|女兒|闺女|孩子|宝宝|大宝|二宝|小宝|娃"
    "|爸爸|父亲|父親|老爸|爸|妈妈|媽媽|母亲|母親|老妈|妈|媽|爷爷|奶奶|外公|外婆|姥姥|姥爷|哥哥"
    "|大哥|姐姐|大姐|弟弟|妹妹|表[哥姐弟妹]|堂[哥姐弟妹]|叔叔|伯伯|舅舅|姑姑|姨妈|小姨|婶婶"
    "|岳父|岳母|公公|婆婆|嫂子|姐夫|妹夫|弟媳|侄子|侄女|外甥女?|孙子|孙女|外孙女?|哥|姐|弟|妹"
    "|家属|配偶|父母|爸妈|公婆|丫头|老伴|儿媳妇?|女婿|侄儿|舅妈|姑父|姑妈|姨父"
    "|姨夫|大姨|二姨|大伯|二伯"
    "|二叔|三叔|小叔子?|小姑子?|大姑|二姑|舅|姨|姑|伯父|伯母|表叔|阿公|阿婆|阿嬷"
    "|阿妈|阿爸|干妈|干爹|继父"
    "|继母|后妈|养父|养母|姐妹|姊妹|兄弟|堂兄|表兄|嫂嫂|弟妹|大女儿|小女儿|大儿子|小儿子"
)
KIN = f"(?:{_KIN})"
_ROLE = (
    "创始人|联合创始人|负责人|经办人|承办人|法人代表|法定代表人|客户经理|销售总监"
    "|会计主管|总监|副总|总经理"
    "|副总裁|董事长|合伙人|设计师|工程师|产品经理|项目经理|组长|队长|店长|店员"
    "|厂长|校长|院长|园长|主任|护士长"
    "|护士|会计|出纳|财务|人资|人事|行政|前台|秘书|徒弟|师傅|师父|老乡|亲家|同乡"
    "|网友|相亲对象|追求者|合租人|同住人"
    "|病友|队友|搭档|联络人|当事人|证人|申请人|被申请人|代理人|责任护士|管床护士"
    "|康复师|营养师|理疗师|调解员|网格员"
    "|社工|物业管家|CEO|CFO|CTO|COO|HRBP|PM"
    "|闺蜜|室友|舍友|同学|同桌|同事|领导|老板|上司|主管|经理|下属|助理|客户|合伙人|合租的"
    "|房东|中介|邻居|朋友|好友|发小|战友|师兄|师姐|师弟|师妹|学长|学姐"
    "|班主任|辅导员|导师|博导|硕导|任课老师|老师|主治医生|主治医师|主治大夫|主刀医生|主刀|医生"
    "|大夫|管床医生|心理咨询师|咨询师|心理医生|代理律师|律师|保姆|家教|教练|司机|月嫂|护工|HR"
    "|hr"
    "|紧急联系人|緊急聯絡人|联系人|聯絡人|监护人|監護人|收件人|收货人|收货信息|收件信息|寄件人"
    "|家长|学生姓名|担保人|受益人|被保险人|介绍人|推荐人|证明人|债务人|借款人|原告|被告|甲方"
    "|乙方|承租人|出租人|入住人|乘机人|乘车人|住客"
)
_CUE = lazy(
    # One flat list of words: `re` then skips to their first characters.
    rf"(?P<kin>{_KIN}|{_ROLE})(?![费證证])(?P<verb>(?:\([^()\n]{{1,6}}\))?(?:的?(?:名字"
    "|姓名)(?:是|叫|:)|名叫|叫做"
    r"|叫作|叫|就是|是|:|,名|,?姓[\u4e00-\u9fff]{1,2},?名?叫|,叫|\()?)\s?",
    re.ASCII,
)
_NEEDS = (
    "老婆", "妻", "太太", "爱人", "愛人", "媳妇", "老公", "夫", "男友", "女友", "朋友", "前任",
    "对象", "子", "女", "兒", "宝", "娃", "爸", "父", "妈", "媽",
    "母", "爷", "奶", "外公", "外婆", "姥", "哥", "姐", "弟", "妹", "叔", "伯", "舅", "姑", "姨",
    "婶", "公公", "婆", "甥", "家属", "配偶", "闺蜜", "友", "同",
    "领导", "老板", "上司", "主管", "经理", "下属", "助理", "客户", "人", "合租", "房东", "中介",
    "邻居", "发小", "师", "学", "班主任", "员", "导", "医", "大夫", "主刀",
    "收货信息", "收件信息", "家长", "班", "保姆", "家教", "教练", "司机", "月嫂", "护工", "hr",
    "丫", "伴", "嫂", "总监", "副总", "总裁", "董事长", "长", "会计", "出纳", "财务", "人资",
    "人事", "行政",
    "前台", "秘书", "徒弟", "亲家", "网友", "病友", "搭档", "证人", "护士", "社工", "ceo",
    "cfo", "cto", "coo", "pm",
    "原告", "被告", "甲方", "乙方", "住客",
)  # fmt: skip
_MINE = lazy(
    r"(?:我|我们|咱|咱们|俺|他|她|你|您|本人|们|家|的|孩子|前|大|小|位|个|是|,|。|\n|:"
    r"|和|跟|问|找|给|叫)\s?$",
    re.ASCII,
)
_TITLED = lazy(rf"{TITLE}(?!们|工作|程师|之|部|结|裁)", re.ASCII)
_LATIN = lazy(r"[A-Z][a-z]{1,14}(?: [A-Z][a-z]{1,14}){0,2}(?![A-Za-z])", re.ASCII)
_LATIN_NOT = frozenset(
    words(
        "Python Java Excel Word Windows Linux Docker Android Apple Google Siri Alexa Claude Qwen"
        " Kimi Tesla Mac Chrome Office Teams Zoom Slack"
        " Notion Figma Adobe Photoshop Boss Offer Team Sir Miss Email App"
        " Line Wechat Github Gitlab Jira Mysql Redis Nginx Web Wifi"
    )
)
_FORM = lazy(
    "(?:联系人|聯絡人|家长|学生姓名|收货信息|收件信息|寄件人|收件人|收货人|收货信息"
    "|收件信息|寄件人|家长|学生姓名|监护人|監護人|担保人|受益人|证明人|推荐人|介绍人|被保险人"
    "|配偶|家属)$",
    re.ASCII,
)


def _is_mine(text: str, start: int) -> bool:
    """哥 and 妈 alone are also ends of other words."""
    return start == 0 or _MINE.search(text[max(0, start - 2) : start]) is not None


@finder("zh-third-party-name", PrivacyType.RELATIONSHIP_INFO, needs=_NEEDS)
def _third_party(source: Source) -> Iterator[Range]:
    """我老婆李娜, 主治医生陈明远, 我们领导赵总, 紧急联系人:X."""
    text = source.text
    own = re.sub(r"\s", "", source.real_name or "")
    for match in matches(_CUE, source):
        start, verb = match.end(), match["verb"]
        if match["kin"].isascii() and _IN_WORD.search(text, max(0, match.start() - 1), start + 1):
            continue
        # 是 and : announce a name only where a name follows that could stand alone.
        labelled = verb == ":" and _FORM.search(match["kin"]) is not None
        sure = labelled or "叫" in verb or "名" in verb
        latin = _LATIN.match(text, start) if sure or not verb else None
        if latin:
            if latin[0] not in _LATIN_NOT and (sure or len(latin[0]) > 2):
                yield (start if verb else _office(text, match)), latin.end()
            continue
        if not verb and len(match["kin"]) == 1 and not _is_mine(text, match.start()):
            continue
        if verb in {"叫", "叫做", "叫作"} and text[start : start + 1] in "我你他她":
            continue
        begin = _office(text, match) if not verb and match.end("kin") == start else start
        family = surname_at(text, start)
        title = _TITLED.match(text, start + family) if family else _SMALL.match(text, start)
        if title:
            yield begin, title.end()
            continue
        end = name_at(text, start, sure=sure)
        if end is None and begin < start:
            short = _SHORT.match(text, start)
            end = short.end() if short and not everyday(short[0]) else None
        if end is None or text[start:end] == own:
            continue
        yield begin, end


_IN_WORD = lazy(
    "[A-Za-z0-9+/_]?(?:hr|HR|CEO|CFO|CTO|COO|HRBP|PM)[A-Za-z0-9+/_]|[A-Za-z0-9+/_](?:hr|HR|CEO|CFO|CTO|COO|PM)"
)


_SHORT = lazy(
    f"[{''.join(sorted(SURNAMES - WEAK))}](?P<given>"
    f"[{''.join(sorted(GIVEN - COMMON))}])|(?={MINORITY}){MINORITY}"
)


_SMALL = lazy(
    f"[小老阿][{''.join(sorted(SURNAMES - WEAK))}]{{1,2}}(?![\u4e00-\u9fff])"
    f"|[小老][{''.join(sorted(SURNAMES - WEAK))}](?="
    "[说讲给帮来去在也就都问发那他她回告])",
    re.ASCII,
)
_MODIFIER = lazy(
    "(?:前|现任?|原|副|亲|大|二|三|小|老|堂|表|干|同校的|对门|隔壁|楼下|楼上|语文"
    "|数学|英语|物理|化学|生物|历史"
    "|地理|政治|音乐|美术|体育|信息|科学|销售|市场|技术|产品|项目|财务|会计|运营"
    "|人事|行政|客户|采购|法务|研发"
    "|区域|大区|高级|资深|首席|执行|代理|主治|主刀|心理|家庭|私人|健身|钢琴|舞蹈"
    "|网球|游泳|驾校|公司|部门|直属|顶头){1,2}$",
    re.ASCII,
)


def _office(text: str, match: re.Match[str]) -> int:
    """Return where the word of kinship or office begins with what makes it more exact."""
    if _PARTY.fullmatch(match["kin"]):
        return match.end("kin")
    more = _MODIFIER.search(text, max(0, match.start() - 6), match.start())
    return more.start() if more else match.start()


# Fields of forms: they tell no relation to the user.
_PARTY = lazy(
    "(?:被?申请人|当事人|联系人|聯絡人|联络人|寄件人|收件人|收货人|被保险人|甲方|乙方|原告|被告|经办人"
    "|承办人|责任人|入住人|乘机人|乘车人|借款人|债务人|承租人|出租人|住客|法人代表|法定代表人)",
    re.ASCII,
)
_CLASSMATE = lazy(r"[)\d一二三四五六七八九十]班[\s,、:的]{0,2}(?:学生|同学)?", re.ASCII)


@finder("zh-pupil-name", PrivacyType.RELATIONSHIP_INFO, needs=("班",))
def _pupil(source: Source) -> Iterator[Range]:
    """高二(5)班 韩子轩: a class before a name is the school's way to say who."""
    for match in matches(_CLASSMATE, source):
        end = name_at(source.text, match.end(), sure=False)
        if end and source.text[match.end() : end] != re.sub(r"\s", "", source.real_name or ""):
            yield match.end(), end


_HOLDER = lazy(r"(?:户名|开户人|户主)(?<![用账帐]户名)(?:姓名)?\s?(?:是|为|:|,|\s)\s?", re.ASCII)


@finder("zh-account-holder", PrivacyType.RELATIONSHIP_INFO, needs=("户名", "开户人", "户主"))
def _holder(source: Source) -> Iterator[Range]:
    """户名:X, on its own or in a list with commas."""
    own = re.sub(r"\s", "", source.real_name or "")
    for match in matches(_HOLDER, source):
        end = name_at(source.text, match.end(), sure="," not in match[0])
        if end and source.text[match.end() : end] != own:
            yield match.end(), end


_NICKNAME = lazy(
    "(?:女儿|女兒|儿子|兒子|闺女|宝宝|大宝|二宝|小宝|孙女|孙子|外甥|侄女|侄子|孩子|妹妹|弟弟)"
    "(?:叫"
    "|小名)?(?P<v>([糖豆果妞蛋萌朵贝童宁妮琪米团萱桐轩辰晨浩宸瑞晴诺芊芃苗萍莹"
    "婷娜丽佳月雪玉玲珊琳瑶"
    "菲欣涵汐溪桃丫牛虎兔毛])(?:\\2))(?=今年|现在|马上|刚|才|已经|快|\\d|在|上|读|,|。|$)",
    re.ASCII,
)


@finder(
    "zh-nickname-of-child",
    PrivacyType.RELATIONSHIP_INFO,
    needs=words("女儿 女兒 儿子 兒子 闺女 宝 孙 外甥 侄 孩子 妹妹 弟弟"),
)
def _nickname(source: Source) -> Iterator[Range]:
    """我女儿糖糖今年5岁: a character twice, of those that are no adverb then."""
    for match in matches(_NICKNAME, source):
        yield match.span("v")


_NAME_LABEL = lazy(r"姓名\s?(?::|是|为)\s?", re.ASCII)
_NAMED = lazy(
    "(?:医生|医师|醫師|大夫|主任|教授|律师|律師|老师|老師|经理|警官|法官|护士长|护士|教练|先生"
    "|女士|小姐)(?!们)|的(?:妈妈|爸爸|家长|爷爷|奶奶|外婆|外公|监护人|媽媽)",
    re.ASCII,
)


@finder(
    "zh-name-with-title",
    PrivacyType.RELATIONSHIP_INFO,
    needs=words(
        "医 醫 大夫 主任 教授 律 老师 老師 经理 警官 法官 护士 教练 先生 女士 小姐 "
        "的妈妈 的爸爸 的家长 的爷爷 的奶奶 的外 的监护 的媽媽"
    ),
)
def _titled(source: Source) -> Iterator[Range]:
    """陈明远医生: a full name before a title; the surname alone needs a role word."""
    text = source.text
    own = re.sub(r"\s", "", source.real_name or "")
    for match in matches(_NAMED, source):
        for length in (3, 2):
            start = match.start() - length
            name = text[max(0, start) : match.start()]
            if len(name) < length or name[0] in WEAK or not all(c in GIVEN for c in name):
                continue
            if name_at(name, 0, sure=False) == length:
                if name != own:
                    yield start, match.start()
                break


@finder("zh-name-label-other", PrivacyType.RELATIONSHIP_INFO, needs=("姓名",))
def _other_label(source: Source) -> Iterator[Range]:
    """姓名:X where X is not the user, whose name is known."""
    own = re.sub(r"\s", "", source.real_name or "")
    if not own or own.isascii():
        return
    for match in matches(_NAME_LABEL, source):
        end = name_at(source.text, match.end(), sure=True)
        if end and source.text[match.end() : end] != own:
            yield match.end(), end


_LINKED = lazy(
    r"(?:关系(?:[栏那]?栏)?(?:[是为写填:\s]){0,3}"
    rf"|紧急联系人?(?:[是写填:\s]){{0,3}})(?P<v>{KIN}|父[女子]|母[女子]|夫妻|姐弟"
    "|兄妹"
    r"|同事|朋友|室友|恋人|情侣)(?![\u4e00-\u9fff]|:|\s[\u4e00-\u9fff])",
    re.ASCII,
)


@finder("zh-relation-label", PrivacyType.RELATIONSHIP_INFO, needs=("关系", "紧急联系"))
def _linked(source: Source) -> Iterator[Range]:
    """紧急联系人 姑姑, 关系: 姐弟: what the named person is to the user."""
    for match in matches(_LINKED, source):
        yield match.span("v")


RULES = (_linked, _third_party, _pupil, _holder, _nickname, _titled, _other_label)
