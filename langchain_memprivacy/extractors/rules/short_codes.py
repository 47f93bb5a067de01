"""Codes and PINs that stand bare: told by what the message is about and by what they are not.

"A text arrived saying 508813", "the lock is just 2206": no label stands at the value. In a
message about codes, a number that is no year, amount, time, measure or part of a longer
number is the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from .known_numbers import WORN, is_known
from .lazy import lazy, matches
from .rule import Range, Rule, finder
from .source import Source

EDGE = r"(?<![A-Za-z0-9/+$€£¥₹#@_%~–-])(?<!\d[ .,:])"
"""No amount, address or longer number before: the left edge of a code."""
NO_UNIT = (
    r"(?![A-Za-z0-9%@_°]|[.,:/-]\d| \d|\s?(?:年|月|日|号楼|位|个|個|次|天|分|秒|小时|人|块|塊"
    r"|元|万|萬|千|亿|条|張|张|台|套|岁|歲"
    r"|米|公里|斤|克|公斤|平|栋|室|房|层|楼|路|弄|章|页|届|度|倍|美元|港币|ms|km|kg|kwh|px|gb"
    r"|mb|tb|mg|ml|rpm"
    r"|hz|ghz|mhz|psi|sqm|nm|bps|k|x|am|pm|a\.m|p\.m)(?![a-z])"
    r"|\s(?:dollars?|euros?|pounds?|bucks|rupees|yuan|yen|rand|people|users?|times|percent"
    r"|lines?|rows|pages|words"
    r"|miles?|metres|meters|feet|litres|liters|grams|kilos?|hours?|minutes?|seconds?|days?"
    r"|weeks?|months?|years?|calories|steps"
    r"|points?|units?|pieces|items|orders|tickets|seats|rooms|degrees|characters|digits|bytes"
    r"|tokens"
    r"|errors?|requests|files|records|boxes|pallets|bottles|copies|cows|sheep|hectares|acres"
    r"|volts|watts)\b)"
)
"""No unit, letter or further digit behind: the right edge of a code."""
_NOT_LABELLED = lazy(
    r"(?:\b(?:room|gate|flight|order|invoice|ticket|case|ref|reference|page|line|step|port"
    r"|error|err"
    r"|version|postcode|zip|pincode|bus|tram|route|highway|flat|apt|unit|suite|model|mk|type"
    r"|class|level|chapter"
    r"|section|article|paragraph|no\.|nr|number of|about|around|approx|nearly|roughly|over"
    r"|under|than"
    r"|least|most|until|since|in|by|year|summer|winter|spring|autumn|mobile|phone|cell|call|tel"
    r"|fax|home"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|rs|usd|eur|gbp|sgd|r|a|hk|nt|extension"
    r"|ext)[ .:#]{0,2}"
    r"|pin ?code(?: is)?[ :]{1,2}|[$€£¥₹]\s?|[A-Za-z]-|(?:共|约|約|近|第|错误|錯誤|报错|代码"
    r"|端口|订单|单号|型号|版本|邮编|郵遞區號|邮政编码|郵政編碼|房间|号楼|电话|手机|航班|车次"
    r"|尾号|末四码|后四位|满|每)"
    r"[号码:是为 ]{0,3})\Z"
)

_SIX = (
    r"(?:[A-Z]-)?(?:\d{6}|\d{3}[ -]\d{3}|\d{2} \d{2} \d{2}|\d{3} \d{4})|[A-Z0-9]{2,4}-\d{3}-\d{3}"
)
_CODE = lazy(EDGE + rf"(?P<v>{_SIX})" + NO_UNIT, re.ASCII)
_ABOUT_CODE = lazy(
    r"\bcodes?\b|\botp\b|2fa|\bsms\b|(?:a|the) text\b|texted|text message|passcode|verif"
    r"|authenticat|secret question"
    r"|security (?:question|answer)|验证码|驗證碼|短信|簡訊|动态|動態|口令|验证|驗證|一次性"
    r"|登录.{0,6}码|備援|(?:来|給|给|收).{0,4}码|码(?:是|跳)|的码 "
)
_BY_CODE = 140


def is_near(pattern: re.Pattern[str], source: Source, start: int, end: int, reach: int) -> bool:
    """Tell whether an expression matches within `reach` characters of a range."""
    return pattern.search(source.lower, max(0, start - reach), end + reach) is not None


def is_labelled(source: Source, start: int) -> bool:
    """Tell whether the word before a number says that it is no code."""
    return _NOT_LABELLED.search(source.lower, max(0, start - 16), start) is not None


@finder("code-about", PrivacyType.VERIFICATION_CODE, digits=6,
        needs=("code", "otp", "2fa", "sms", "text", "verif", "authenticat", "question", "验证",
            "驗證",
               "短信", "簡訊", "动态", "動態", "口令", "码", "碼"))  # fmt: skip
def _about_code(source: Source) -> Iterator[Range]:
    """Find six digits, however they are grouped, in a message about a code that came."""
    for match in matches(_CODE, source):
        start, end = match.span("v")
        if (
            match["v"] not in WORN
            and not is_labelled(source, start)
            and is_near(_ABOUT_CODE, source, start, end, _BY_CODE)
        ):
            yield start, end


_SPARE = lazy(
    r"(?<![A-Za-z0-9/+$€£¥₹#@_%~–-])"
    r"(?P<v>(?=[a-z-]{0,12}\d|[A-Z-]{0,12}\d)(?:[a-z0-9]{4,6}(?:-[a-z0-9]{4,6}){1,3}"
    r"|[A-Z0-9]{4,6}(?:-[A-Z0-9]{4,6}){1,3})"
    r"|\d{4}[- ]\d{4}|\d{8}|[A-Z]{4}-[A-Z]{4}|[a-z0-9]{5}-[a-z0-9]{5})"
    r"(?![A-Za-z0-9_-]|[.:/]\d)",
    re.ASCII,
)
_ABOUT_SPARE = lazy(
    r"back-?up (?:codes?|ones?)|recovery|spare code|scratch code|emergency code|备用码|備用碼"
    r"|恢复码|恢復碼|備援碼|备份码"
    r"|password manager|on paper|还有|還有|建档码|revoke|screenshot of"
)


@finder("code-spare", PrivacyType.VERIFICATION_CODE, digits=1,
        needs=("backup", "back-up", "recovery", "spare code", "scratch", "emergency code",
            "备用码", "備用碼",
               "恢复码", "恢復碼", "備援碼", "备份码", "建档码"))  # fmt: skip
def _spare(source: Source) -> Iterator[Range]:
    """Find the groups of backup codes anywhere in a message about such codes."""
    for match in matches(_SPARE, source):
        start, end = match.span("v")
        if is_near(_ABOUT_SPARE, source, start, end, 100) and not _DAY.fullmatch(match["v"]):
            yield start, end


_DAY = lazy(r"(?:19|20)\d\d-?[01]\d-?[0-3]\d|(?:19|20)\d\d-(?:19|20)\d\d")
_PAIRED = lazy(
    r"(?<![A-Za-z0-9/+$#@_%-])(?:(?P<a>[a-z0-9]{4,6})-(?P<b>[a-z0-9]{4,6})"
    r"|(?P<c>[A-Z0-9]{4,6})-(?P<d>[A-Z0-9]{4,6}))"
    r"(?![A-Za-z0-9_/-]|\.\w)",
    re.ASCII,
)
_TURN = lazy(r"[a-z]+|[A-Z]+|\d+")


@finder("code-paired", PrivacyType.VERIFICATION_CODE, digits=1)
def _paired(source: Source) -> Iterator[Range]:
    """Find `rc35-5tt7`: two groups in which letters and digits take turns."""
    for match in matches(_PAIRED, source):
        halves = [half for half in match.groups() if half]
        turns = [len(_TURN.findall(half)) for half in halves]
        if max(turns) >= 3 and sum(turns) >= 4 and len(halves[0]) == len(halves[1]):
            yield match.span()


_STARRED = lazy(
    r"(?<![A-Za-z0-9/+$€£¥#@_%*&.-])(?P<v>\d{4,6}[#*]|[#*]\d{4,6}#|[#*]\d{4,6}(?=\*))(?![\w#*])",
    re.ASCII,
)


@finder("pin-starred", PrivacyType.PASSWORD, digits=4, needs=("#", "*"))
def _starred(source: Source) -> Iterator[Range]:
    """Find digits that end or begin with the star or hash of a keypad."""
    for match in matches(_STARRED, source):
        if not (_YEAR.match(match["v"]) and match["v"].endswith("*")) or "open" in source.lower:
            yield match.span("v")


_PIN = lazy(EDGE + r"(?P<v>[*#]?\d{4,8}[*#]?|\d{6})(?![*#\d])" + NO_UNIT, re.ASCII)
_YEAR = lazy(r"(?:19[3-9]|20[0-4])\d")
_ABOUT_PIN = lazy(
    r"\bpins?\b|lock ?box|office safe|birthday|生日|out of (?:this|the|any) chat|with anyone"
    r"|to anyone|passcode"
    r"|keypad|\b(?:gate|door|entry|alarm|safe|locker|garage|shed)\b.{0,30}\bcode"
    r"|\bcode\b.{0,30}\b(?:gate|door|alarm|safe|locker|garage)\b"
    r"|opens? (?:to|for) anyone|\bopens?\b.{0,12}(?:after|with|to)|\bchange \d{4,8} (?:first"
    r"|now|today|soon|at|before)|unlock|\block (?:is|screen|code)|the lock\b|new code"
    r"|combination"
    r"|密码(?![学箱]|锁推荐)|密碼(?![學箱])|口令(?!红包)|取款|门锁|門鎖|门禁|門禁|保险柜|解锁|解鎖|锁屏"
    r"|撤防|布防|胁迫|挂锁|开锁|柜锁|车锁|保险箱|取钱|u盾|别告诉|长期保管|写在纸上|好猜|倒过来"
)


@finder("pin-about", PrivacyType.PASSWORD, digits=4,
        needs=("pin", "code", "keypad", "lock", "open", "combination", "bank", "chang", "reset",
            "new one", "birthday",
               "now", "chat", "anyone", "生日", "改", "换", "密", "口令", "取款",
               "门锁", "門鎖", "门禁", "門禁", "保险柜", "解锁", "解鎖", "锁屏",
               "防", "锁", "胁迫", "保险箱", "取钱", "u盾", "别告诉", "保管", "写在纸上",
               "好猜", "倒过来"))  # fmt: skip
def _about_pin(source: Source) -> Iterator[Range]:
    """Find four to eight digits in a message about a PIN, a keypad or a lock."""
    for match in matches(_PIN, source):
        start, end = match.span("v")
        value = match["v"]
        if value.isdigit() and (
            is_labelled(source, start) or _DAY.fullmatch(value) or is_known(source, start, end)
        ):
            continue
        reach = 30 if _YEAR.fullmatch(value) else 70
        if is_near(_ABOUT_PIN, source, start, end, reach) or (
            (len(value) == _CODE_LENGTH or not value.isdigit())
            and is_near(_NEW, source, start, end, 20)
        ):
            yield start, end


_NEW = lazy(r"\b(?:changed|reset|it's now|new one)\b|改咗|改成|改为|换成|换咗|設成|设成")
_CODE_LENGTH = 6

_GROUPED = lazy(EDGE + r"(?P<v>\d{3} \d{3}|\d{2} \d{2} \d{2})" + NO_UNIT, re.ASCII)
_LETTERED = lazy(r"[A-Z] \d\d \d\d \d\d|\d [A-Z]\Z")
_REPLY = lazy(
    r"\W{0,3}(?:[a-z]{1,9}\W{1,2}|[\u4e00-\u9fff]{1,4}\W?){0,3}(?P<v>\d{6}|\d{3}[ -]\d{3})\W{0,3}"
)


@finder("code-grouped", PrivacyType.VERIFICATION_CODE, digits=6, prose=True)
def _grouped(source: Source) -> Iterator[Range]:
    """Find six digits written in groups as codes are read out, and a reply that is one."""
    for match in matches(_GROUPED, source):
        if (
            not match["v"].endswith("00")
            and not _LETTERED.search(source.text, match.start() - 3, match.end() + 2)
            and not is_labelled(source, match.start("v"))
        ):
            yield match.span("v")
    reply = _REPLY.fullmatch(source.lower) if len(source.text) < _SHORT else None
    if reply and reply["v"] not in WORN:
        yield reply.span("v")


_SHORT = 40


RULES: tuple[Rule, ...] = (
    _about_code,
    _spare,
    _paired,
    _starred,
    _grouped,
    _about_pin,
)
