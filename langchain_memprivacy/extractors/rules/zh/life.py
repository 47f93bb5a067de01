"""Courts and police, biometrics, private messages, and undisclosed matters, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, finder, pattern
from ..source import Source
from .money import AMOUNT
from .relations import KIN

_JUDICIAL = PrivacyType.JUDICIAL_RECORD
_WHO = rf"(?:我(?!国)|本人|俺|他|她|{KIN}|老板|同事|朋友|领导|室友|邻居|公司)"
_SENTENCE = (
    "(?:起诉(?:离婚)?|告上法庭|行政拘留|刑事拘留|司法拘留|拘留|刑拘|逮捕|批捕|判处?"
    "(?:了)?(?:有期徒刑|拘役|缓刑)|判了(?:缓刑)?|判刑|立案侦查|强制执行|列为失信被执行人"
    "|列入失信(?:被执行人)?名单|限制高消费|限高|吊销驾照|吊销驾驶证|行政处罚|取保候审|强制戒毒"
    "|强制隔离戒毒)"
)
_TERM = (
    r"(?:了)?(?:\s?(?:\d{1,3}|[一二三四五六七八九十两半]{1,3})(?:个)?(?:天|日|年|月)(?:半"
    r"|零?[一二三四五六七八九十\d]{1,2}个月)?)?"
)

_CHAT_LINE = lazy(
    r"^[ \t]*(?:\[?\d{0,4}[-/年]?\d{0,2}[-/月]?\d{0,2}日?[ \t]?\d{0,2}:?\d{0,2}"
    r"(?::\d{2})?\]?[ \t]?)?(?P<who>[\u4e00-\u9fffA-Za-z0-9_]{1,8})[ \t]?(?:\(?\d{1,2}:\d{2}"
    r"(?::\d{2})?\)?)?[ \t]?:[ \t]?(?P<v>[^\n]{2,400}?)[ \t]*$",
    re.MULTILINE | re.ASCII,
)
_NOT_SPEAKER = lazy(
    "注意?|说明|要求|问题?|答案?|步骤|背景|目标|任务|备注|时间|地点|姓名|电话"
    "|地址|主题|标题|内容|例如|结论|总结|user|assistant|system|Q|A|http|https|聊天记录|对话记录|帮我|公式|[怎么如何]"
    "|微信记录",
    re.IGNORECASE | re.ASCII,
)


@finder(
    "zh-chat-log",
    PrivacyType.COMMUNICATION_CONTENT,
    needs=("聊天记录", "聊天紀錄", "微信记录", "对话记录", "对话如下", "聊天内容", "短信记录"),
)
def _chat_log(source: Source) -> Iterator[Range]:
    """Two or more lines `name: words` in a message that calls itself a chat log."""
    lines = [m for m in matches(_CHAT_LINE, source) if not _NOT_SPEAKER.search(m["who"])]
    if len(lines) >= 2:
        yield from (line.span("v") for line in lines)


_UNFIXED = lazy(
    r"尚未披露|还没披露|未披露|未公开|没公开|还没修|未修复|没修复|没打补丁|未打补丁|0[Dd]ay|零日",
    re.ASCII,
)
_ENTRANCE = lazy(
    r"/[A-Za-z0-9_.-][A-Za-z0-9_/.?=&%-]{1,60}|[\u4e00-\u9fffA-Za-z]{2,8}接口|(?<!\d)\d{2,5}端口",
    re.ASCII,
)
_FLAW = lazy(r"漏洞|注入|越权|未授权访问|远程代码执行|命令执行|弱口令|绕过|XSS|SSRF|RCE", re.ASCII)


@finder(
    "zh-vulnerability",
    PrivacyType.VULNERABILITY_DETAILS,
    needs=("披露", "未公开", "没公开", "修复", "没修", "补丁", "0day", "零日"),
)
def _vulnerability(source: Source) -> Iterator[Range]:
    """还没修的/api/v1/export接口越权漏洞: an open flaw and where it is."""
    for cue in matches(_UNFIXED, source):
        entrance = _ENTRANCE.search(source.text, cue.end(), cue.end() + 32)
        if entrance is None:
            continue
        flaws = list(_FLAW.finditer(source.text, entrance.end(), entrance.end() + 24))
        if flaws and not re.search(r"[,。;\n]", source.text[entrance.end() : flaws[-1].start()]):
            yield entrance.start(), flaws[-1].end()


_UNTOLD = lazy(
    "内部消息|内幕|保密|未公开|没有?公开|未公布|没有?公布|未披露|未官宣|没官宣", re.ASCII
)


def _was_sent(match: re.Match[str]) -> bool:
    """A message that the assistant is to write is not somebody's."""
    around = match.string[max(0, match.start() - 10) : match.start() + 12]
    return not re.search(r"帮我|替我|怎么[写回]|私下给|您?给[\u4e00-\u9fff]{1,6}发", around)


RULES = (
    pattern(
        "zh-case-number",
        _JUDICIAL,
        r"(?P<v>[(\[〔](?:19|20)\d{2}[)\]〕]\s?(?:[\u4e00-\u9fff]"
        r"|最高法)[\u4e00-\u9fff0-9]{1,14}?(?:民|刑|行|执|商|知|破|调|财|赔|仲|裁"
        r"|劳)[\u4e00-\u9fff]{0,8}?(?:第)?\d{1,6}(?:-\d{1,3})?号)",
        needs=("号",),
        digits=5,
    ),
    pattern(
        "zh-judicial-fact",
        _JUDICIAL,
        rf"{_WHO}(?!们国)[^。;!?\n如果若会]{{0,8}}?(?P<v>(?:因[^,。;!?\n]{{1,10}}?)?被"
        rf"(?:[\u4e00-\u9fff]{{0,8}}?){_SENTENCE}{_TERM})(?!怎么办?|的话|吗)",
        needs=("被",),
    ),
    pattern(
        "zh-record",
        _JUDICIAL,
        rf"{_WHO}[^。;,!?\n没不如]{{0,5}}?(?P<v>有(?:过)?(?:案底|前科|犯罪记录)|坐过牢"
        r"|坐了[一二三四五六七八九十两\d]{1,2}年牢|服过刑|吸过毒被抓|蹲过(?:监狱|看守所)"
        "|酒驾被(?:查|抓|拘)|醉驾被(?:查|抓|判))",
        needs=("案底", "前科", "犯罪记录", "牢", "服过刑", "看守所", "监狱", "酒驾", "醉驾",
               "吸过毒"),
    ),
    pattern(
        "zh-biometric",
        PrivacyType.BIOMETRICS,
        "(?:指纹|声纹|人脸|虹膜|掌纹|静脉|面部|聲紋|指紋)(?:识别)?(?:特征)?(?:模板|ID|id|编号"
        r"|数据|特征值?|特征码|向量|哈希|样本)(?:编?号|ID|id|值)?\s?(?:就?是|为|:|=)\s?"
        "(?P<v>[A-Za-z0-9][A-Za-z0-9_:+/=.-]{5,255})",
        needs=("指纹", "声纹", "人脸", "虹膜", "掌纹", "静脉", "面部", "聲紋", "指紋"),
    ),
    _chat_log,
    pattern(
        "zh-quoted-message",
        PrivacyType.COMMUNICATION_CONTENT,
        rf"(?:(?:他|她|对方|老板|领导|房东|前任|同事|客户|老师|朋友|{KIN})[^,。;!?\n帮]{{0,8}}?"
        "(?:发|回|留)(?:来|了|我|给我)?(?:的|一?[条个封])?(?:微信|短信|消息|信息|邮件|私信"
        "|语音)?(?:给我|跟我|和我|过来)?(?:里)?(?:说|写道|写|:|上说|内容是)"
        r"|(?:短信|微信|邮件|私信)(?:内容|原文)(?:是|如下|:))[\s,:]{0,3}[“\"「]"
        r"(?P<v>[^”\"」\n]{4,300})[”\"」]",
        needs=("“", '"', "「"),
        accept=_was_sent,
    ),
    pattern(
        "zh-business-secret",
        PrivacyType.BUSINESS_SECRET,
        "(?:未公开的?|尚未公开的?|尚未公布的?|未公布的?|没有?公布的|尚未披露的?|未披露的?"
        r"|未对外披露的?|内部|保密的|未发布的)(?P<v>(?:[\u4e00-\u9fffA-Za-z0-9]{0,16}?)"
        "(?:报价|底价|成本价|收购价|收购|营收|净利润?|利润|财报|估值|预算|采购价|毛利率?|并购"
        rf"|融资|裁员|订单|定价|价格)[^。;!?\n,]{{0,12}}?(?:{AMOUNT}|\d{{1,3}}"
        r"(?:\.\d{1,2})?%))(?![\d%])",
        needs=("未公", "未披露", "内部", "保密", "公布", "未对外", "未发布"),
        accept=lambda match: re.search(r"[万亿元块%kKwW]|\d{4}", match["v"]) is not None,
    ),
    pattern(
        "zh-business-deal",
        PrivacyType.BUSINESS_SECRET,
        "(?:我们|我司|咱们|公司)[^,。;!?\n]{0,12}?(?P<v>"
        rf"(?:收购|并购|入股)[\u4e00-\u9fffA-Za-z0-9]{{2,14}},?(?:报价|出价|对价|作价|估值)(?:是|为|约|大概)?{AMOUNT}"
        rf"|以{AMOUNT}的?(?:价格)?(?:收购|并购|入股)[\u4e00-\u9fffA-Za-z0-9]{{2,14}})",
        needs=("收购", "并购", "入股"),
        accept=lambda match: _UNTOLD.search(
            match.string, max(0, match.start() - 30), match.end() + 16
        ) is not None,
    ),
    _vulnerability,
)  # fmt: skip
