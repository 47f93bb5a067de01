"""Passwords that show by their shape: `Thock@2291`, `MuttonQuarter031!`, `lYh4Xra0s4`.

People give a password away without the word for it ("it's now ...", "... noted"). What no
word, name, version, address or piece of code looks like counts anywhere; what an identifier
might look like too counts where the message is about logging in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .judge import is_code, is_placeholder

_TOKEN = lazy(
    r"(?<![A-Za-z0-9!@#$%&*_^~?./\\=+|<-])(?=[*#]?[A-Za-z0-9])(?=[^\s\d]{0,40}\d)[*#]?"
    r"[A-Za-z0-9](?:[A-Za-z0-9!#$&*_@?-]|[.%+](?=[A-Za-z0-9])){5,40}+(?![A-Za-z0-9/\\=(\[{<>|@])",
    re.ASCII,
)
_ABOUT_LOGIN = lazy(
    r"passw|passphr|passcode|\bpass\b|\bpw\b|\bpwd\b|\bpin\b|log-? ?in|logged"
    r"|sign(?:ed)? ?(?:in|on)"
    r"|wi-?fi|wireless|router|\bssid|credential|\bcreds\b|secret (?:question|answer)"
    r"|security (?:qu|an)"
    r"|post-?it|vault thing|the usual|spelled out|capital [a-z]\b|i always (?:do|use|put)"
    r"|username|website|ghz|networks?\b|upper ?case|lower ?case|2fa|\botp\b|backup code|portal"
    r"|admin|密码|密碼|口令|登录|登陆|登入|账号|帐号|帳號|賬號"
    r"|用户名|无线|大小写|小写|字母|安全问题|後台|后台|密保|管理员"
)

# Where people join words they get identifiers, models and measures as well as passwords.
_MARKED = lazy(
    r"(?=[^a-z]{0,40}[A-Za-z])(?=[^0-9]{0,40}\d)"
    r"(?=[A-Za-z0-9_.*-]{1,40}[!@#$&%?][A-Za-z0-9]|[A-Za-z-]{5,40}\d{2,8}[!$#*?]$).{7,}",
    re.ASCII,
)
_NO_PASSWORD = lazy(
    r"(?i)[^@]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}"  # a mail address, ssh target
    r"|[A-Z]{1,4}\$[\d.,]+[a-z]{0,4}|.*%[0-9A-F]{2}.*|[a-z-]{1,30}@\^?v?\d{1,3}(?:\.[\dx]{1,4})*"
    r"|[\w.+-]{1,64}@[a-z]{2,20}|[a-z]{1,12}#\d{1,6}|.{0,40}&(?:amp|lt|gt|quot|nbsp);?.{0,20}"
    r"|[a-z]{1,3}&[a-z]\d?"
    r"|[^?]*\?[a-z_]{1,20}|\d+[a-z]{1,4}[!?]+|[a-z]{1,12}[!?]+\d?",
    re.ASCII,
)
_RUN = lazy(r"[a-z]+|[A-Z]+|\d+")
_DATE = lazy(r"\d{1,4}-\d{1,2}(?:-\d{1,4})?(?:T.*)?|.*\d{4}-\d\d-\d\d.*")
_JOINED = lazy(r"[-_]")
_COMMON = lazy(
    r"(?i)(?:\d{1,4}-)+[a-z]{1,12}(?:-[a-z]{1,12}){0,3}|[a-z]{1,12}(?:-\d{1,4}[a-z]?){1,2}"
    r"|(?:covid|sha|utf|iso|rfc|cve|gpt|claude|gemini|llama|qwen|ubuntu|python|node|http|mp"
    r"|h)[-_]?\d.*"
    r"|[A-Z]{1,6}-?\d{1,8}(?:-\d{1,4})?|[A-Za-z]{2,10}-\d(?:\.\d)?(?:-clause)?|.*sha-?\d.*"
    r"|v?\d+(?:\.\d+)*[-_]?(?:rc|beta|alpha|dev|post)?\d*"
    r"|[a-z]+_\d+|(?:[a-z]+_){1,6}[a-z0-9]+|.*\.(?:md|py|js|ts|json|ya?ml|html?|txt|pdf|docx?|xlsx?"
    r"|csv|png|jpe?g|zip|sh|log|sql|conf|cfg|ini|exe|dmg|com|org|net|io|cn)",
    re.ASCII,
)


def _is_marked(value: str) -> bool:
    """Letters and digits with a sign in the middle that prose does not put there."""
    return _MARKED.match(value) is not None and _NO_PASSWORD.fullmatch(value) is None


def _is_jumbled(value: str, *, about: bool) -> bool:
    """Small letters, capitals and digits take turns as they do in no word or model."""
    if not value.isalnum() or value.isdigit() or not 8 <= len(value) <= 24:
        return False
    kinds = sum(any(map(test, value)) for test in (str.islower, str.isupper, str.isdigit))
    turns = len(_RUN.findall(value))
    return kinds == 3 and turns >= len(value) * (0.5 if about else 0.55)


_CAMEL_PART = lazy(
    r"(?=.*[a-z]{2}[A-Z][a-z]{2})(?=.*\d)[A-Za-z0-9]{2,30}(?:-[A-Za-z0-9]{1,30}){1,4}"
)


def _is_camel(value: str) -> bool:
    """`KingfishFriday-2026`: run-together words and a number, joined."""
    return len(value) >= 12 and _CAMEL_PART.fullmatch(value) is not None


def _is_joined(value: str) -> bool:
    """Words and numbers strung together by hyphens: a passphrase where a login is about."""
    return (
        len(value) >= 10
        and _JOINED.search(value) is not None
        and re.search(r"[a-z]{3}", value) is not None
        and (value != value.lower() or value.count("-") >= 2)
        and _COMMON.fullmatch(value) is None
        and _MACHINE.search(value) is None
        and _DATE.fullmatch(value) is None
    )


def _is_word_and_number(value: str) -> bool:
    """`Wattlebird9`, `tds590711`, where a login is about."""
    return re.fullmatch(
        r"[A-Z]?[a-z]{2,20}\d{4,8}|[A-Z][a-z]{5,20}\d{1,8}|[a-z]{6,20}\d{2,8}", value
    ) is not None and not re.match(
        r"(?i)iphone|galaxy|windows|ubuntu|python|android|covid|version|chapter", value
    )


_MACHINE = lazy(r"-(?:build|prod|stg|staging|dev|db|srv|web|node|worker|runner|cluster|vm)-")
"""A part that names of machines have: `oslo-build-3`."""
_NAMED = lazy(
    r"(?:user ?(?:name)?|login|account|handle|ssid|(?:network|wi-?fi) name|email|id|wallet|upi"
    r"|[账帐賬帳][号號户戶]|用户名?|名字?|名称|登录名|登入|微信号?|qq|昵称)"
    r"[\"'“]?\s?(?:is|was|:|=|是|叫|为)?\s?[\"'“]?\Z"
)
"""Where a name of an account or a network stands, not its password."""
_WORN = lazy(
    r"(?i)log4\w+|(?:ed|x|curve)25519"
    r"|(?:password|passw0rd|qwerty|letmein|admin|welcome|abc)[\d!]{1,6}|eyjhbgcioi\w{4,40}\Z"
)


def _edges(source: Source, start: int, end: int) -> Range:
    """Take off what ends the sentence: a full-width mark, a point, a hyphen."""
    for at in range(start, end):
        if source.text[at] in "!?.%&-*#" and source.is_wide(at):
            end = at
            break
    while end > start and source.text[end - 1] in "?.-_&":
        end -= 1
    return start, end


@finder("secret-shape", PrivacyType.PASSWORD, digits=1, prose=True)
def _shape(source: Source) -> Iterator[Range]:
    """Find what looks like a password and like nothing else."""
    about: bool | None = None
    for match in matches(_TOKEN, source):
        start, end = _edges(source, *match.span())
        if end - start < 7:
            continue
        value = source.text[start:end]
        if not re.search(r"\d", value) or is_placeholder(value) or is_code(value):
            continue
        if _is_marked(value) or _is_camel(value):
            yield start, end
            continue
        if about is None:
            about = lower_holds(_ABOUT_LOGIN, source)
        if _NAMED.search(source.lower, max(0, start - 24), start) or _WORN.match(value):
            continue
        if _is_jumbled(value, about=False) or (
            about
            and (_is_joined(value) or _is_jumbled(value, about=True) or _is_word_and_number(value))
        ):
            yield start, end


_PLAIN = lazy(
    r"(?<![A-Za-z0-9!@#$%&*_./\\=+<-])(?:[A-Za-z]{3,20}[!#$&*@][A-Za-z!#$&*@]{3,20}"
    r"|(?=[A-Za-z]{9,20}(?![A-Za-z]))(?:[a-z]{0,3}[A-Z]{1,3}){4,}[a-z]{0,3})(?![A-Za-z0-9/\\=(\["
    r"{<>|@.])",
    re.ASCII,
)
_JOINT = lazy(
    r"(?i:fritz!box|yahoo!\w*|e!news)|[A-Za-z]{1,4}&[A-Za-z]{1,4}|\w+@\w+|[a-z]+[!*]+[a-z]*"
)


@finder(
    "secret-shape-letters",
    PrivacyType.PASSWORD,
    prose=True,
    needs=("pass", "pw", "wi-fi", "wifi", "login", "log in", "guest", "密码", "密碼", "口令"),
)
def _letters(source: Source) -> Iterator[Range]:
    """Find `Mango!Lassi` and jumbled letters in a message about a password or a network."""
    for match in matches(_PLAIN, source):
        value = match[0]
        if _JOINT.fullmatch(value) or is_placeholder(value) or value.isupper():
            continue
        if not any(
            source.is_wide(at) for at in range(*match.span()) if not source.text[at].isalnum()
        ):
            yield match.span()


RULES: tuple[Rule, ...] = (_shape, _letters)
