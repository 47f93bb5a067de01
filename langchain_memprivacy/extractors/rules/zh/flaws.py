"""How a system can be got into, as somebody tells it in Chinese: the clauses from where to what.

A flaw is usually told over several clauses (接口没校验租户, 把 id 换成别家的, 就能导出整张表):
each names the place, the trick or what one gets, and together they are the recipe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds
from ..rule import Range, Rule, finder
from ..source import Source

_WEAK = lazy(
    r"(?:未|没有?|沒有?|无|無|不|冇)(?:做|用|需要?|看|设|設|验|校)?\s?(?:校验|校驗|鉴权|鑑權|验权"
    r"|驗權|验证|驗證|登录状态"
    r"|登录|登入|token|密码|密碼|口令|patch|限流|加密|签名)(?!上|不|成|失败)"
    r"|只校[验驗]|空(?:口令|密码|密碼|白\s?otp)|(?:默认|預設|弱)(?:口令|密码|密碼)|谁都(?:能"
    r"|可以)|誰都(?:能|可以)"
    r"|任意(?:登录)?(?:用户|用戶|账号|文件|人)|匿名(?:就)?能"
    r"|[改换換](?:成|个|個|为|一位|到)[^,。;\n]{0,8}(?:别人|別人|别家|別家|负数|負數|目标值|别的"
    r"|別的|学号|單號|单号|号码)"
    r"|后面[^,。;\n]{0,6}改[个個成]|or 1\s?=\s?1|拼\s?shell"
    r"|越[权權]|免登[录入]|免鉴权|绕过|繞過|过到第二重|顺序号|順序號"
    r"|顺序可猜|明文[存传]|直接返回|sql\s?注入|任意文件|命令执行|反引号|床号随便|登录都不[要用]"
)
_PLACE = lazy(
    r"(?<![\w/])/[a-z][\w.-]*(?:/[\w.{}-]+)*|https?:|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d|接口|网址|網址"
    r"|链接|連結|后台|後台|系统|系統"
    r"|登入页|登录页|登入頁|登錄頁|参数|參數|\bapi\b|\b[a-z_]{0,12}id\b|管理机|平板|端口|web口"
    r"|网关|網關|gateway|数据库"
    r"|服务器|小程序|jenkins|redis|wi-?fi|otp|shell|预览机|附件"
)
_GETS = lazy(
    r"(?:就|便|都|也|还|即|直接)?(?:能|可以|可|即可|会)(?:直接)?(?:看|查|读|讀|写|寫|退|打开|打開"
    r"|进|進|登|下|导|導|匯|改|删|拿"
    r"|见|見|调|調|拉|把|过|過|跑|直通|抬)|返回|拖完|就入|拿到|看到|直入|直通|改成|換成|换成"
    r"|随便输|抓包|登录任意|登入任意|就(?:抬|入|出)|可复现|未修复|横向到|无限重试|账号在"
)
_EXACT = lazy(
    r"(?<![\w/])/[a-z][\w.-]*/|\d{1,3}\.\d{1,3}\.\d{1,3}|\b[a-z_]{0,12}id\b|参数|网址|网段|谁都"
)
# Many public things want no login: it is a flaw where more is told.
_MILD = lazy(
    "(?:[没不无免]|没有|无需)(?:用|需要?)?(?:登[录入]|密码|验证)|谁都(?:能|可以)|任意文件|弱密码"
)
_TELLING = lazy(
    r"(?<!\w)/[a-z]|\d\.\d|\b[a-z_]{0,12}id\b|参数|网址|后台|我[们司]|咱|公司|单位|客户|教务|医院"
    r"|别[人家]|他人|全部|数据|导出|订单|病[历人]|工资|检验|管理|端口|\d口|[内外公]网|网段|redis"
)
_INTRO = lazy("毛病|老洞|吓人|个坑|怪事|漏洞单|别再|往外|挖出|缓解|建议|标题|演示站|用同一")
_TALK = lazy(
    "网上说|一般|通常|比如|例如|攻击者|黑客|密码学|什么是|如何防|怎么防|忘了?密码|忘记密码"
    "|改个?密码"
)
# What is said about a flaw, or to be done about it, tells no more of it.
_ADVICE = lazy(
    "^(?:那|这个|這個)?(?:等于|等於|意味着|意思是)|先[锁鎖把关關]|[请請][^求]|马上关|立即"
    "|今天就要|写成|換成特征|换成特征|修法|改为签名|最急"
)
_COMMENT = lazy(
    r"(?:[,，]?\s?(?:这个|這個|那)?(?:等于|等於|意味着|是很典型|就是典型|是典型|属于|屬於)"
    r"|”?是系统越权|[。,]?我看到室友)"
)
_LEAD = lazy(
    r"\s*(?:\d[.)、]\s?)?(?:[^,。;:\n]{0,12}?(?:有人教我|师傅说|同学说|的人说|[IiTt]{2}说"
    r"|修机器的说|发现了?|發現了?|翻到个怪事|挖出个大的|反映|原话|说(?=/)|指出|问题是)[:,]?\s?"
    r"|我们(?:那个?|后台)?"
    r"|他们|那个|还有个?|標題[:]|标题[:]|复现[:]|影响[:]|由|可由)?"
)
_CLAUSE = re.compile(
    r"(?<!\d),|,(?!\d)|(?<!\d):(?!//)|:(?!//|\d)|[“”\"「」『』()]"
    r"|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff/])"
)
_SENTENCE = re.compile(r"(?:[^。!;\n?…]|\?(?=[a-z_]+=))+")
_MOST = 400


@finder(
    "flaw-zh-told",
    PrivacyType.VULNERABILITY_DETAILS,
    needs=(
        "校验", "鉴权", "验权", "验证", "登录", "登入", "token", "密码", "口令", "patch", "限流",
        "空白", "谁都", "任意", "匿名", "改成", "改个", "改到", "换成", "1=1", "shell", "越权",
        "绕过", "第二重", "顺序", "明文", "直接返回", "注入", "命令执行", "反引号", "改一位",
        "床号", "计数", "重试",
    ),
)  # fmt: skip
def _told(source: Source) -> Iterator[Range]:
    """Find the clauses of a sentence that say where, how and what for."""
    if not lower_holds(_WEAK, source) or not lower_holds(_PLACE, source):
        return
    for sentence in _SENTENCE.finditer(source.lower):
        start, end = sentence.span()
        if (
            _WEAK.search(source.lower, start, end)
            and _PLACE.search(source.lower, start, end)
            and not _TALK.search(source.lower, start, end)
            and not _is_mild(source.lower[start:end])
        ):
            yield from _recipe(source, start, min(end, start + _MOST))


def _is_mild(sentence: str) -> bool:
    """Tell whether a sentence tells no more than that something wants no login."""
    return _TELLING.search(sentence) is None and all(
        _MILD.match(hit[0]) for hit in _WEAK.finditer(sentence)
    )


def _recipe(source: Source, start: int, end: int) -> Iterator[Range]:
    lower = source.lower
    first = last = None
    weak = False
    for left, right in _clauses(lower, start, end):
        clause = lower[left:right]
        if _ADVICE.search(clause):
            if weak:
                break
            first = None
            continue
        here = _WEAK.search(clause) is not None
        if _INTRO.search(clause) and not here:
            first = None if not weak else first
        elif here or _PLACE.search(clause) or _GETS.search(clause):
            first = left if first is None else first
            weak, last = weak or here, right
        elif weak:
            break
        else:
            first = None
    if first is None or last is None or not weak:
        return
    lead = _LEAD.match(source.text, first, last)
    begin = lead.end() if lead else first
    comment = _COMMENT.search(source.text, begin + 8, last)
    text = source.text[begin : comment.start() if comment else last].rstrip()
    if len(text) > 8 and (_GETS.search(text.lower()) or _EXACT.search(text.lower())):
        yield begin, begin + len(text)


def _clauses(lower: str, start: int, end: int) -> Iterator[Range]:
    for edge in _CLAUSE.finditer(lower, start, end):
        if start < edge.start():
            yield start, edge.start()
        start = edge.end()
    if start < end:
        yield start, end


RULES: tuple[Rule, ...] = (_told,)
