"""`API_KEY=...`, `"client_secret": "..."`, `token: ...`, `密钥是...`: a name, a sign, a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .judge import is_code, is_placeholder, is_random

_KEY, _TOKEN, _PRIVATE = PrivacyType.KEY, PrivacyType.TOKEN, PrivacyType.PRIVATE_KEY

# A name may go on (`API_KEY_PROD`), but then it may not become a name of something public.
_MORE = (
    r"(?:[_-](?!(?i:id|name|ref|path|file|arn|type|url|uri|len|length|size|count|limit|ttl|exp"
    r"|expiry|expires"
    r"|version|alg|algorithm|prefix|manager|store|hash|endpoint|issuer|budget"
    r"|usage)(?![a-z]))[A-Za-z0-9]{1,16}+){0,3}+"
)
_SIGN = (
    r"(?: value)?(?:[\"'`\])*]{0,3}[ \t]{0,4}(?:=>|:=|={1,3}|:|->)[ \t]{0,3}(?:\r?\n[ \t]{0,4})?"
    r"|[\"'`*]{0,2}\s{1,2}(?:is|are|was)(?:\s{1,2}now)?:?\s{1,2}|[\"'`]?\s?(?:是|为|改成|换成"
    r"|如下)[了 :]{0,3}|(?P<bare>[ \t]{1,3}(?![A-Za-z]{2,12}[:=])))"
)
_VALUE = r"(?:[bBrRfF](?=[\"']))?[\"'`*]{0,3}(?P<v>[A-Za-z0-9+/_.~=!@#$%^&*:?-]{8,600})"
_NAMES: dict[PrivacyType, str] = {
    _KEY: (
        r"api[ _-]?key|api[ _-]?secret|app[ _-]?key|app[ _-]?secret"
        r"|access[ _-]?key(?:[ _-]?secret)?|secret[ _-]?access[ _-]?key"
        r"|secret[ _-]?key(?:[ _-]?base)?|client[ _-]?secret|consumer[ _-]?secret"
        r"|webhook[ _-]?secret|shared[ _-]?secret"
        r"|(?:jwt|session|cookie|hmac|oauth|signing|master|encryption|encrypt|decryption|consumer"
        r"|shared|subscription|service"
        r"|account|license|licence|product|activation|auth|deploy|ci|aes|des|security"
        r"|jwt[ _-]?secret|fernet|vault"
        r"|unseal|storage|server)[ _-]?key|(?:jwt|session|cookie|hmac|app|auth|signing"
        r"|encryption)[ _-]?secret"
        r"|secret|密钥|秘钥|激活码|授权码|许可证"
    ),
    _TOKEN: (
        r"(?:access|refresh|auth|id|bearer|api|bot|session|personal|csrf|device|registration|push"
        r"|deploy|user|login|sso|oauth"
        r"|github|gitlab|slack|ci)?[ _-]?(?:access[ _-]?)?token|session[ _-]?(?:id|key)"
        r"|sso[ _-]?ticket|service[ _-]?ticket"
        r"|jwt(?![ _-]?(?i:secret|key))|auth[ _-]?code|authorization[ _-]?code|令牌|会话id|ticket"
    ),
    _PRIVATE: r"(?:rsa[ _-]?|ssh[ _-]?|wallet[ _-]?|eth[ _-]?)?priv(?:ate)?[ _-]?key|私钥|私鑰",
}


def _assigned(type_: PrivacyType, name: str, *needs: str) -> Rule:
    regex = lazy(rf"(?i:{_NAMES[type_]})(?:{_MORE}){_SIGN}{_VALUE}", re.ASCII)

    @finder(name, type_, needs=needs)
    def find(source: Source) -> Iterator[Range]:
        """Find the values given to such names; what reads like a word or a template is none."""
        for match in matches(regex, source):
            value = match["v"].rstrip(".,:!?*&`-")
            value = value.split("&", 1)[0]
            if match["bare"] and len(value) < 16:
                continue
            if is_random(value) or (not match["bare"] and _is_chosen(match[0], value)):
                yield match.start("v"), match.start("v") + len(value)

    return find


_ENVIRONMENT = lazy(r"[A-Z][A-Z0-9_]{3,60}[\"']?\s?[=:]", re.ASCII)
_SHELL_LINE = lazy(r"[A-Z][A-Z0-9_]{3,60}=[^=]*\d", re.ASCII)
_SHOUTED = lazy(r"^[A-Z][A-Z0-9_]*$", re.ASCII)


def _is_chosen(text: str, value: str) -> bool:
    """`JWT_SECRET=orange-tractor-77-window`: a person chose the secret of an environment file."""
    return (
        _ENVIRONMENT.match(text) is not None
        and len(value) >= 12
        and re.search(r"\d", value) is not None
        and re.search(r"[a-z]", value) is not None
        and re.search(r"(?i)key|token|password|\.\w{2,4}$", value) is None
        and not _SHOUTED.match(value)
        and not is_placeholder(value)
        and not is_code(value)
        and "://" not in value
    )


_DB_PASSWORD = lazy(
    r"(?<![A-Za-z0-9])(?:[A-Za-z0-9]{1,20}_){0,4}(?:PG|DB|db)?(?i:password|passwd|pwd|passphrase"
    r"|pass)(?:_[A-Za-z0-9]{1,12}){0,2}"
    r"(?P<sign>\s?=\s?|[\"'] ?[:=]>? ?)(?:(?P<q>[\"'])(?P<quoted>[^\"'\n]{4,128})(?P=q)"
    r"|(?P<plain>[^\s\"'<>;,&(){}\[\]`|]{4,128}))",
    re.ASCII,
)
_PASSWORD_WORDS = lazy(
    r"(?i)^(?:true|false|null|none|nil|undefined|string|str|text|varchar|password\d?|postgres|root|admin|test|guest|mysql|toor|pass|pwd"
    r"|secret|required|optional"
    r"|yes|no|str|any|optional\[str\]|hidden|input|self|this)$|^(?:get|read|load|prompt|hash"
    r"|input|new|user|form|req|request|credentials?"
    r"|settings|config|process|os|env|field|data|state|event|e|props)(?:\.|\(|[A-Z_])"
)


@finder("assigned-password", PrivacyType.PASSWORD, needs=("pass", "pwd"))
def _password(source: Source) -> Iterator[Range]:
    """Find `DB_PASSWORD=...` and `"password": "..."` as files and programs write them."""
    for match in matches(_DB_PASSWORD, source):
        group = "quoted" if match["quoted"] else "plain"
        value = match[group].rstrip("." if group == "plain" else "")
        if _PASSWORD_WORDS.match(value) or is_placeholder(value) or value[0] in "$%{[@":
            continue
        if group == "plain" and is_code(value) and not _SHELL_LINE.match(match[0]):
            continue
        if group == "plain" and value.isalpha() and not _ENVIRONMENT.match(match[0]):
            continue  # a bare word is a variable, except in an environment file
        yield match.start(group), match.start(group) + len(value)


RULES: tuple[Rule, ...] = (
    _assigned(_PRIVATE, "assigned-private-key", "priv", "私"),
    _assigned(_TOKEN, "assigned-token", "token", "session", "ticket", "jwt", "auth", "令牌"),
    _assigned(_KEY, "assigned-key", "key", "secret", "钥", "激活码", "授权码", "许可证"),
    _password,
)
