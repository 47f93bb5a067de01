"""Belief, origin and children, courts, traits of the body, and private messages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ....taxonomy import PrivacyType
from ..lazy import lazy, words
from ..rule import Range, Rule, pattern
from ..source import Source
from .background import PEOPLE
from .names import about_famous
from .relations import KIN

_SENSITIVE = PrivacyType.SENSITIVE_IDENTITY
_JUDICIAL = PrivacyType.JUDICIAL_RECORD
_BODY = PrivacyType.BIOMETRICS
_WORDS = PrivacyType.COMMUNICATION_CONTENT

_SOMEBODY = lazy(rf"[我您你她他佢伊咱俺]|{KIN}|民族|姓名|落款", re.ASCII)


def _of_somebody(match: re.Match[str]) -> bool:
    text = match.string
    start = match.start()
    near = _SOMEBODY.search(text, max(0, start - 120), match.end() + 40) is not None
    return near and not about_famous(text, start)


_CASE = (
    r"(?:劳动仲裁(?=,?\s?索赔)|离婚诉讼|离婚官司|抚养权官司|警示函|监管函|行政处罚决定书|立案调查|取保候审|监视居住"
    "|社区矫正|缓刑|拘役|有期徒刑|行政拘留|刑事拘留|失信被执行人|限制高消费|限高令)"
)
_GENERAL = lazy(
    "(?:什么是|如何|怎么申请|流程|区别|模板|能不能|会不会|要不要|是不是|如果|可能"
    "|避免|以免|否则|依据|有权)[^,。\n]{0,8}$",
    re.ASCII,
)


def _real_case(match: re.Match[str]) -> bool:
    text, start = match.string, match.start("v")
    return not _GENERAL.search(text, max(0, start - 12), start) and not re.match(
        "怎么|如何|流程|是什么|要多久|一般|期间|会影响|会不会|能不能|探望", text[match.end() :]
    )


_SAID = (
    "(?:(?:发来?|回|传|留|转)(?:了?我|给我|来|了|过来|过)?(?:个|一条|条|一句"
    "|的)?(?:微信|短信|消息|信息|讯息|语音|邮件|私信|留言|LINE|line|Line|WhatsApp"
    "|朋友圈)?(?:里)?(?:说|写道?|道)?|(?:微信|短信|消息|信息|讯息|语音|LINE|邮件"
    "|私信|留言|评论|群里|朋友圈)(?:给?我|跟我)?(?:里|上|上面|内容)?(?:说|写着?"
    "|回|发)?(?:了)?|秒回|回我"
    "|捎了?条短信|最要紧的一句是|[佢她他伊]话|跟我说|问我|冲我说|第一句就是)"
)
_ASKED = lazy(
    "帮我|替我|可以传|可以写|主旨|怎么[写回]|改成|写成|标题|可以[回发]|建议|模板"
    "|例如|比如|想回|打回|转来|换成|诈骗|骗局|回复:|回一句|可以这样",
    re.ASCII,
)


# What banks and programs send; only the code in it is private.
_NOTICE = lazy(
    "^[您【]|尊敬的|验证码|动态[密口码]|校验码|分钟内有效|回执|已发送|已受理|请勿泄露|系统提示|登录成功"
    r"|失败$|叫什么$|^[\x20-\x7e]{1,24}$",
    re.ASCII,
)


def _was_said(match: re.Match[str]) -> bool:
    text, start = match.string, match.start("v")
    return not (_ASKED.search(text[max(0, start - 16) : start]) or _NOTICE.search(match["v"]))


def _of_user(rule: Rule) -> Rule:
    """Let a rule look at the user's turns only: an assistant quotes what it suggests."""

    def find(source: Source) -> Iterable[Range]:
        return () if source.role == "assistant" else rule.find(source)

    return replace(rule, find=find)


_TRAIT = "(?:指纹|人脸|虹膜|声纹|掌纹|静脉|面部|脸|指静脉)"

RULES = (
    pattern(
        "zh-ethnicity-told",
        _SENSITIVE,
        rf"(?P<v>{PEOPLE}|(?<=民族:)[\u4e00-\u9fff]{{1,4}}"
        r"|(?<=民族/宗教:)[\u4e00-\u9fff]{1,5})(?!自治|文化|乡|服|风情|歌|舞|菜|餐|银|装|村|寨|医"
        "|民居|火锅|节|特色|地区|刺绣|传统|人家)",
        needs=("族",),
        accept=_of_somebody,
    ),
    pattern(
        "zh-faith-told",
        _SENSITIVE,
        "(?P<v>(?<![相自迷轻坚确守微可])信(?:佛|耶稣|主|基督|天主|上帝|伊斯兰|道教"
        "|白石神|妈祖)(?![息任])"
        "|穆斯林|基督徒|天主教徒|佛教徒|长老教会|浸信会|教友|(?<!受洗)受洗|慕道|封斋"
        r"|主麻(?:日)?|清真(?=[\s」\"”]|$|饮食)|皈依|吃斋念佛|念经拜佛|伊斯兰教|摩门教"
        "|东正教|一贯道|藏传佛教)",
        needs=words("信 穆斯林 徒 教 受洗 慕道 斋 主麻 礼拜 清真 皈依 佛 一贯道"),
        accept=lambda match: (
            _of_somebody(match)
            and not re.search("[不没]$", match.string[max(0, match.start() - 1) : match.start()])
        ),
    ),
    pattern(
        "zh-party-told",
        _SENSITIVE,
        "(?P<v>(?:老|入党)?(?:中共)?(?:预备)?党员|入党积极分子|共青团员|民盟盟员"
        "|民建会员|民革党员|致公党员|九三社员|农工党员|无党派人士|国民党员|民进党员"
        "|深绿|深蓝|台独支持者|支持台独|泛民|建制派)",
        needs=("党", "团员", "盟员", "会员", "社员", "深绿", "深蓝", "台独", "泛民", "建制派"),
        accept=lambda match: (
            _of_somebody(match)
            and not re.match("干部|活动|大会|发展|教育|的标准", match.string[match.end() :])
        ),
    ),
    pattern(
        "zh-orientation-told",
        _SENSITIVE,
        "(?P<v>(?:女|男)?同志(?=[,。!]|伴侣|情侣|$)(?<=[女男]同志)|出柜|同性伴侣"
        "|同性恋|双性恋|跨性别|变性|拉拉|les(?![a-z])|gay(?![a-z])|形婚|形式婚姻)",
        needs=words("同志 出柜 同性 双性 跨性别 变性 拉拉 les gay 形婚 形式婚姻"),
        accept=_of_somebody,
    ),
    pattern(
        "zh-child-age",
        _SENSITIVE,
        r"(?<![\d.~到至大小-])(?P<v>(?:1[0-3]|[1-9])\s?岁半?|(?:十[一二三]?"
        "|[一二两三四五六七八九])岁半?)(?!以[上下内前后]|[-~到至]|那年|时|的时候|开始"
        "|起|前|后)",
        needs=("岁",),
        accept=lambda match: (
            re.search(
                rf"{KIN}|孩|娃|小囡|学生|小学|幼儿园|班|年级|他叫|她叫|读|念",
                match.string[max(0, match.start() - 26) : match.end() + 14],
            )
            is not None
            and not re.search(
                "适合|猫|狗|绘本|以上|儿童该",
                match.string[max(0, match.start() - 10) : match.end() + 6],
            )
        ),
    ),
    pattern(
        "zh-child-listed",
        _SENSITIVE,
        r"(?P<v>[\u4e00-\u9fff]{2,4})(?:小朋友(?!们)|同学(?=[,。]?(?:\d|[一二三四五六七八九]岁)))",
        needs=("小朋友", "同学"),
        accept=lambda match: (
            not re.search("[的了这那个们每各位多少些名所有别其他是和给跟让]", match["v"])
        ),
    ),
    pattern(
        "zh-nickname-doubled",
        _SENSITIVE,
        r"(?<![\u4e00-\u9fff])(?P<v>([糯乐妍宁婷萱轩涵悦"
        "欣瑶彤琪萌朵妞豆果糖彬晨辰昊睿航琳菲嘉怡诺囡童"
        r"安琦])\2)(?=[\u4e00-\u9fff,。:\s\"“])(?![地得])",
    ),
    pattern(
        "zh-matter",
        _JUDICIAL,
        r"(?P<v>(?:被[\u4e00-\u9fff]{2,10}(?:出具|下达"
        rf"|处以))?{_CASE}(?:,?\s?索赔\s?[\d.,]+\s?[万千]?元?"
        r"|\s?[\d一二三四五六七八九十]{1,3}个?[年月天日])?)",
        needs=words(
            "仲裁 诉讼 官司 函 处罚 调查 取保 监视居住 矫正 缓刑 拘役 徒刑 拘留 被执行 限制高 限高"
        ),
        accept=_real_case,
    ),
    pattern(
        "zh-went-to-law",
        _JUDICIAL,
        f"(?:我|他|她|佢|伊|{KIN}|对方|公司|房东|原告|被告|广发|招行|银行|法院|去|刚|已经"
        r"|提了|又|,)(?P<v>(?:被)?(?:[\u4e00-\u9fff]{2}告[咗了]我|起诉了?(?:我|他|她"
        "|对方|离婚)?|上诉(?=了|[,。])|报案(?=了|[,。])|报了?警|立案(?=了|[,。])|败诉"
        "|胜诉|判刑|坐牢|入狱|刑拘|离婚已经判过了|离婚判了?|吊销驾照|酒驾"
        "|醉驾))(?!怎么|吗|的|才|可以|流程)",
        needs=words("告 诉 报案 报警 报了警 立案 判 坐牢 入狱 刑拘 吊销 驾"),
        accept=_real_case,
    ),
    pattern(
        "zh-judgment",
        _JUDICIAL,
        r"(?P<v>判令[^。;\n]{4,40}|(?:报警|出警|接警)记录在[\u4e00-\u9fff]{2,10}派出所"
        r"|\d{4}年[\u4e00-\u9fff]{2,10}(?:那个|的)(?:案子|官司|案件)"
        r"|(?:\d{1,2}\s?月\s?\d{1,2}\s?[日号]?)\s?(?:上午|下午|朝早)?\s?(?:\d{1,2}"
        r"|[一二三四五六七八九十]{1,2})点半?\s?[\u4e00-\u"
        r"9fff]{0,8}?第?[一二三四五六七八九十\d]{1,3}(?:法庭|庭))",
        needs=("判令", "记录在", "案", "官司", "庭"),
    ),
    pattern(
        "zh-docket",
        _JUDICIAL,
        r"(?P<v>(?:(?![是为号的写好]|案号|回执|这个|通知)[\u4e00-\u9fff()]){0,12}(?:字|案)?\s?第?[(\[〔【](?:19"
        r"|20)\d{2}[)\]〕】]\s?第?[\u4e00-\u9fff]{0,8}\d{1,7}\s?号"
        r"|[\u4e00-\u9fff]{2,6}(?:地院"
        r"|法院)\s?\d{2,3}\s?年度?[\u4e00-\u9fff]{1,6}字第\s?\d{1,7}\s?号"
        r"|(?<=案号)[:\s]{0,2}(?![是为])[\u4e00-\u9fffA-Z0-9()〔〕\[\]-]{4,24}号)",
        needs=("号",),
        digits=4,
        accept=lambda match: (
            re.search("[字案民刑行执仲初终诉裁]", match["v"]) is not None
            and not re.search("国发|公告|令第|银保监|教育部|国务院", match["v"])
        ),
    ),
    pattern(
        "zh-body-trait",
        _BODY,
        "(?P<v>(?:左右手|左手|右手|双手)?(?:大?拇指|食指|中指|无名指|小指"
        "|十指)?指纹(?=和|打卡|录(?!门)|建|采|登录|进|存|,|。|$"
        r"|\s)(?<!我用指纹)(?:[按录][^,。\n]{0,4}没?[^,。\n]{0,3})?|(?:左|右)(?:手"
        r"|眼|眉|脸|耳|臂|腿|脚)[^,。;\n\s]{0,8}?(?:疤|胎记|痣|纹身"
        r"|割伤[\u4e00-\u9fff]{0,8}|冻疮(?:,指纹按了[一二三四五六七八九十\d]次没过)?"
        "|缝合疤|耷拉一块))",
        needs=("指纹", "疤", "胎记", "痣", "纹身", "割伤", "冻疮", "耷拉"),
        accept=lambda match: len(match["v"]) > 2,
    ),
    pattern(
        "zh-body-template",
        _BODY,
        rf"(?:{_TRAIT}|特征)[^\n]{{0,30}}?(?:特征码|模板|数|编号|ID|号码|数据)\s?(?:是"
        r"|为|:)?\s?(?P<v>[A-Z0-9a-f]{2,4}(?:-[A-Za-z0-9]{4}){2,7})",
        needs=("指纹", "人脸", "虹膜", "声纹", "掌纹", "静脉", "面部", "脸", "特征"),
        digits=3,
    ),
    _of_user(
        pattern(
            "zh-message-quoted",
            _WORDS,
            rf"{_SAID}[\s,:了一句]{{0,4}}[“\"「『](?P<v>[^”\"」』\n]{{6,60}})[”\"」』]",
            needs=("“", '"', "「", "『"),
            accept=_was_said,
        )
    ),
    pattern(
        "zh-message-bare",
        _WORDS,
        "(?:发(?:了)?(?:个|条)?(?:微信|短信|消息|语音|信息)(?:给我)?(?:说|写)"
        "|微信(?:上)?(?:回|跟)我(?:说)?|(?:回|发)我(?:说)?[:,]"
        r"|第一句就是)\s?[:,]?\s?(?P<v>[^“”\"「」。!\n]{6,60})(?=[。!\n]|$)",
        needs=("发", "微信", "第一句"),
        accept=_was_said,
    ),
    pattern(
        "zh-chat-bubble",
        _WORDS,
        r"(?m)^\s?(?:【[^】\n]{1,10}\s\d{1,2}:\d{2}】|\[[^\]\n]{1,10}\s\d{1,2}:\d{2}\]"
        r"|[\u4e00-\u9fffA-Za-z]{1,8}\s\d{1,2}:\d{2}(?::"
        r"\d{2})?:(?!\d))\s?(?P<v>[^\n(]{3,200})$",
        needs=("】", "]", ":"),
        digits=3,
    ),
)
