"""Passwords, PINs and security answers, by Chinese cue words; codes are in `codes`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import LEFT, Range, finder, pattern
from ..source import Source

_NOUN = (
    "(?:(?:密码|密碼)(?<!动态密码)(?<!動態密碼)(?<!一次性密码)|口令(?<!动态口令)|[授访]权码"
    "|授權碼|提取码|提取碼|访问码|门禁码|门锁码|开门码|解锁码|锁屏码|开机码|保险柜码"
    r"|(?:[Pp][Ii][Nn]|PASSWORD|[Pp]ass(?:word|code|wd)|[Pp]wd)(?=\s?[\u4e00-\u9fff])[码碼]?)"
)
_NEEDS = ("密码", "密碼", "口令", "授权码", "授權碼", "提取码", "提取碼", "访问码", "门禁码",
          "门锁码", "开门码",
          "解锁码", "锁屏码", "开机码", "保险柜码", "秘码", "pin", "password", "passcode",
          "passwd", "pwd")  # fmt: skip
# Nouns of these only make a cue with a linking verb after them: 密码学, 密码管理器 do not match it.
_WHERE = r"(?:\([^()\n]{1,16}\))?"
_WHEN = (
    "(?:我|咱|你)?(?:现在|目前|就|还|一直|一般|应该|好像|大概|我?记得|暂时|统一|都|默认|初始"
    "|新的|以前|原来|之前|以后|最后|设的|用的"
    r"|依然|仍然|仍|分别|也|我|當前|現在|還|應該|預設){0,2}"
)
_LINK = (
    "(?:是|为|為|叫|就是|成|:|=|->|设成了?|设为了?|設為|设置成了?|设置为了?|设定为"
    "|重置为了?|重置成了?|用的是?|设的是?)"
)
_CHANGED = (
    "(?:改成|改为|改為|换成|換成|换为|设成|设为|設為|設成|设置为|设置成|设定为|重置为|重置成"
    "|更新为|更新成|变成|變成|变更为|更换为|改到)了?"
)
_CHARS = r"[A-Za-z0-9!@#$%^&*_+=~?.:/\\|-]"
_PLAIN = rf"{_CHARS}{{4,64}}+"
_NOT_A_COUNT = r"(?!\s?(?:位|个|個|年|月|次|天|分|秒|字符|字节|种|種|人|条|小时|块|元|以上|以内))"
_QUOTED = (
    r"(?:“(?P<q1>[^”\n]{2,64})”|「(?P<q2>[^」\n]{2,64})」|『(?P<q3>[^』\n]{2,64})』|‘"
    r"(?P<q4>[^’\n]{2,64})’"
    r"|\"(?P<q5>[^\"\n]{2,64})\"|'(?P<q6>[^'\n]{2,64})'|`(?P<q7>[^`\n]{2,64})`|【"
    r"(?P<q8>[^】\n]{2,32})】)"
)
_TIMES = (
    r"(?:[一二三四五六七八九十两\d]{1,2}个[一二三四五六七八九零〇\d](?![\u4e00-\u9fff\d])"
    "|[一二三四五六七八九零〇]{4,12}"
    r"|\d(?: \d){3,9}(?: ?#)?(?![\dA-Za-z]| \d)"
    r"|[左右]转?\d{1,3}(?:圈|格)?(?:[,、 ]?[左右]转?\d{1,3}(?:圈|格)?){1,5})"
)
_VALUE = rf"(?:{_QUOTED}|(?P<p>{_PLAIN}){_NOT_A_COUNT}|(?P<c>{_TIMES}))"

# What stands where a password would, in documentation and code.
_NO_SECRET = lazy(
    r"(?i)(?:sha-?\d+|md5|aes[-_]?\d*|rsa[-_]?\d*|des|hmac\S*|bcrypt|scrypt|argon2\w*|pbkdf2\w*"
    r"|base64|utf-?8|https?\S*"
    r"|www\.\S*|null|none|nil|true|false|undefined|empty|required|optional|string|str|text"
    "|varchar|char|int|password"
    r"|passwd|passcode|pwd|input|hash\w*|salt|token|wi-?fi|1password|keepass\w*|bitwarden"
    r"|lastpass|iphone\S*|android\S*|windows\S*"
    r"|error\d*|http\d+|oauth2?\S*|totp|2fa|mfa|todo|test|xx+|[*x.•?_-]+|(?:login|password"
    r"|user)[-_.](?:form|field|input|reset)\S*"
    r"|process\.env\S*|os\.environ\S*|os\.getenv\S*|[a-z]+[-_](?:password|passwd|pwd)|(?:your|my"
    r"|the)[-_]?password\S*"
    r"|[\[\]{}()<>$%].*|\d+[-~]\d+)",
    re.ASCII,
)
_NO_ANSWER = lazy(
    "(?:忘|不记得|不知道|错|空|什么|必填|可选|多少|没有|没设|如下|一样|相同|同上|不能|不要|请"
    "|无|你的|您的|密码|新密码|旧密码|强密码|弱密码"
    r"|记住密码|忘记密码|修改密码|重置密码|找回密码|确认密码|显示密码|忘記密碼)",
    re.ASCII,
)


# The sentence's own marks, where they are full-width; ASCII ones may be of the password.
_MARKS = frozenset("!?:,~|")
_GOES_ON = lazy(
    rf",(?![A-Za-z_]{{1,20}}\s?[:=]){_CHARS}{{1,32}}+(?=了|吧|[^\u4e00-\u9fff]|$)", re.ASCII
)


def _trim(source: Source, start: int, end: int) -> int:
    """Find the end of a bare value: full-width marks have become ASCII ones and look like it."""
    text = source.text
    for at in range(start, end):
        if text[at] in _MARKS and source.is_wide(at):
            end = at
            break
    else:
        more = _GOES_ON.match(text, end)
        if (
            more
            and not text[start:end].isdigit()
            and not any(text[at] in _MARKS and source.is_wide(at) for at in range(end, more.end()))
        ):
            end = more.end()
    while end > start and text[end - 1] in ".?:/|\\":
        end -= 1
    return end


def _range(source: Source, match: re.Match[str], *, mixed: bool = False) -> Range | None:
    """Return the secret of a match of `_VALUE`, unless it only looks like one.

    Args:
        source: What `match` was found in.
        match: The match.
        mixed: No linking word stands before: a bare word must hold a digit.
    """
    groups = match.groupdict()
    for name in ("q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8"):
        if groups[name]:
            value = groups[name]
            bad = (
                _NO_SECRET.fullmatch(value)
                or _NO_ANSWER.search(value)
                or len(value.strip()) < 3
                or value[0] in ",、。;"
            )
            return None if bad else match.span(name)
    if groups["c"]:
        return (
            None
            if mixed and groups["c"][0] not in "左右" and "个" not in groups["c"]
            else match.span("c")
        )
    start, end = match.span("p")
    end = _trim(source, start, end)
    value = match.string[start:end]
    if len(value) < 4 or _NO_SECRET.fullmatch(value):
        return None
    if mixed and (not re.search(r"\d", value) or not re.search(r"[A-Za-z0-9]{2}", value)):
        return None
    return start, end


_LINKED = lazy(
    rf"{_NOUN}{_WHERE}[\"']?\s?{_WHEN}\s?(?:{_LINK}|{_CHANGED})了?\s?:?\s?{_VALUE}", re.ASCII
)
_GLUED = lazy(rf"{_NOUN}{_WHERE}[ \n(]{{0,2}}{_VALUE}", re.ASCII)
_WEAK = lazy(
    "(?:弱|简单|常见|常用|例如|比如|如|猜|像|类似|空|強|强|不能用?|不要用?|别用|禁止使用?)(?:的"
    "|用)?$",
    re.ASCII,
)


@finder("zh-password", PrivacyType.PASSWORD, needs=_NEEDS)
def _password(source: Source) -> Iterator[Range]:
    """密码是X, 密码:X, 密码改成X, WiFi密码设为“X”; the glue-on form 密码X1234 needs a digit."""
    linked = []
    users = [match.span("user") for match in matches(_PAIR, source)]
    for match in matches(_LINKED, source):
        found = _range(source, match)
        if found and found not in users:
            linked.append(found)
            yield found
    for match in matches(_GLUED, source):
        before = source.text[max(0, match.start() - 5) : match.start()]
        found = None if _WEAK.search(before) else _range(source, match, mixed=True)
        if found and not any(found[0] < end and start < found[1] for start, end in linked):
            yield found


_SWAPPED = lazy(
    r"(?:密码|密碼|口令|PIN码?)[^,。;!?\n从由從]{0,8}(?:从|由|從)\s?[“「'\"‘]?"
    rf"(?P<old>{_CHARS}{{4,64}}?)[”」'\"’]?\s?"
    rf"(?:{_CHANGED})\s?:?\s?{_VALUE}",
    re.ASCII,
)
_MOVED = lazy(
    rf"(?:密码|密碼|口令|PIN码?)[^,。;!?\n\dA-Za-z]{{0,14}}?{_CHANGED}\s?:?\s?{_VALUE}", re.ASCII
)


@finder("zh-password-changed", PrivacyType.PASSWORD, needs=("密码", "密碼", "口令", "pin"))
def _changed(source: Source) -> Iterator[Range]:
    """密码从X改成了Y: an old password opens other doors, both count."""
    for match in matches(_SWAPPED, source):
        found = _range(source, match)
        if found:
            yield match.span("old")
            yield found
    for match in matches(_MOVED, source):
        found = _range(source, match)
        if found:
            yield found


_PAIR = lazy(
    r"(?:账号|账户|帐号|帐户|用户名|賬號|帳號|使用者名稱)\s?(?:[/、和及与跟]|以及)?\s?(?:登录"
    r"|登陆)?(?:密码|密碼|口令)\s?(?:分别)?(?:是|为|:)\s?"
    rf"(?P<user>[A-Za-z0-9@._+-]{{2,64}})\s?(?:[/,、;|]|和|跟)\s?{_VALUE}",
    re.ASCII,
)


@finder("zh-account-password-pair", PrivacyType.PASSWORD, needs=("密码", "密碼", "口令"))
def _pair(source: Source) -> Iterator[Range]:
    """账号密码: X / Y."""
    for match in matches(_PAIR, source):
        found = _range(source, match)
        if found:
            yield found


def _is_handle(match: re.Match[str]) -> bool:
    """Mail addresses and telephone numbers have rules of their own."""
    return "@" not in match["v"] and not re.fullmatch(r"1\d{10}", match["v"])


_OWNED = lazy(
    r"[”」\"]?\s?(?:就|才)?是(?:我|他|她|它|咱|俺|爸|妈|家|公司)[^,。;:\n]{0,8}(?:密码|密碼"
    "|口令)(?![学哈算规策管])",
    re.ASCII,
)
_VALUE_BEFORE = lazy(rf"{LEFT}{_CHARS}{{4,32}}$", re.ASCII)


@finder("zh-password-first", PrivacyType.PASSWORD, needs=("密码", "密碼", "口令"), digits=1)
def _password_first(source: Source) -> Iterator[Range]:
    """8848是我的锁屏密码."""
    for match in matches(_OWNED, source):
        value = _VALUE_BEFORE.search(source.text, max(0, match.start() - 33), match.start())
        if value and re.search(r"\d", value[0]):
            yield value.span()


RULES = (
    _password,
    _changed,
    _pair,
    _password_first,
    pattern(
        "zh-passphrase-of-four",
        PrivacyType.PASSWORD,
        r"(?:口令|暗号|密语|暗號)(?:就?是|为|:)\s?(?P<v>"
        r"(?![^\n]{0,3}[的了吗什么呢必不没用一哪谁啥么错空未要])[\u4e00-\u9fff]{4})(?=[,。;!?\n]"
        "|$)",
        needs=("口令", "暗号", "密语", "暗號"),
    ),
    pattern(
        "zh-security-answer",
        PrivacyType.PASSWORD,
        r"(?:密保|安全问题|安全問題|安全提示)[^。\n]{0,40}?(?:答案|回答)[^,。;:是为\n]{0,6}"
        r"(?:就?是|为|:)\s?[“「\"'‘]?"
        "(?P<v>(?!忘|不记得|什么|错|空|不|没|无|必填|多少|啥"
        r"|随便)[\u4e00-\u9fffA-Za-z0-9·]{2,24})(?=[^\u4e00-\u9fffA-Za-z0-9·]|$)",
        needs=("密保", "安全问题", "安全問題", "安全提示"),
    ),
    pattern(
        "zh-account-beside-password",
        PrivacyType.ACCOUNT_ID_USERNAME,
        r"(?:账号|账户名?|帐号|用户名|賬號|帳號)(?:\s?[/、和及]?\s?(?:密码|密碼|口令)\s?(?:分别)?"
        r"(?:是|为|:)|\s?(?:是|为|:)|\s)?\s?"
        r"(?P<v>[A-Za-z0-9][A-Za-z0-9@._+-]{2,63})(?=\s?(?:[/,、;|\n]|和|跟)?\s?"
        r"(?:(?:登录|登陆)?(?:密码|密碼|口令)|(?<=[/,、;|和跟 ])[A-Za-z0-9!@#$%^&*_+=.-]{5}))",
        needs=("密码", "密碼", "口令"),
        accept=_is_handle,
    ),
)
