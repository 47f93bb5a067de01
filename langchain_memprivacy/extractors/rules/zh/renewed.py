"""Passwords told by what is done with them (changed, tried, typed), and codes called just 码."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder, pattern
from ..source import Source

_PASSWORD = PrivacyType.PASSWORD

_TYPED = r"[A-Za-z\d!@#$%^&*_+?.-]{5,32}"
_DEED = (
    r"(?:改成了?|改为|换成了?|设成了?|设了|设的是?|试了|试过|就是|即|先用|试一下|试试|原来是"
    r"|以前是|旧的是?"
    r"|旧密码|前一条|改掉|再改|先?输入?|填的?|再?用|跟|那我就"
    r"|还是|不行,|也不行,|成了|记得是|好像是|应该是|把|不是)"
)
_DONE = lazy(
    rf"(?:{_DEED}\s?[`“\"‘*]{{0,2}}(?P<a>{_TYPED})|(?<![A-Za-z\d@/._-])(?P<b>{_TYPED})[`”\"’]?\s?"
    r"(?:太简单|太弱|作废|改掉|换掉|也?不行|试过|登不|都不行|不要再用|别再用))",
    re.ASCII,
)
_NONE = lazy(
    r"(?i)(?:utf-?8\w*|python\d\S*|java\d*|sha\d+|md5|mysql\d\S*|ipv[46]|h26[45]|es\d|win\d+\S*"
    r"|ios\d+\S*|log4j\d*|base64|gbk\d*"
    r"|http[s\d]\S*|oauth2?|iphone\S*|redis\d?|v\d[\d.]*|x86\S*|arm64|amd64|ubuntu\S*|centos\S*"
    r"|web3\S*|mp[34]|k8s|s3|ec2|wpa[23]\S*"
    r"|aes\S*|rsa\S*|ed25519|tls\S*|root|admin|rc4|3des|pbkdf2|argon2\w*|bcrypt|chrome\S*"
    r"|office\d+|excel\d+|jdk\d+|node\d+|vue\d|\d+[A-Za-z]{1,3}"
    r"|(?-i:[A-Z]+)-?\d+|(?:test|input|demo|user|page|step|line|case|num|col|eth|node|web|app"
    r"|db|ver|wifi|version|level|item|tab|proxy|word|var|let|level|font)\d+\w*|[\w-]+\.[a-z]{2,5}|\S+@[\w-]+\.[a-z.]+"
    r"|\d{4}[-./]\d.*|[\d.%+-]+|[\d.]+[*x]\d+)",
    re.ASCII,
)
# What else is changed where one logs in: looks, code, versions.
_LOOKS = lazy(
    "背景|颜色|色值|字体|字号|样式|代码|变量|函数|字段|版本|代理|英雄|角色|关卡|图标|标题"
)
_ABOUT = lazy(
    "密码|口令|密保|登录|登陆|登不|登上|登进|进不去|进去了|解锁|后台|弱口令|门禁|提示错误|改密"
    "|感叹号|半角"
    "|小写|大写|u盾|storepass|keystore|认证库|authority|好猜|够长"
)
_FAR = 110
_NAMED = lazy(
    r"(?:密码|口令|pass(?:word|code)?|PIN)[^。;\n\dA-Za-z]{0,18}?(?:就?是|写着|写的|填的?|叫"
    r"|给的|用的?|设的?|输的?|记的|那串|念作?|[:,“])"
    rf"\s?[`“\"‘*]{{0,2}}(?P<a>{_TYPED})|(?<![A-Za-z\d@/._-])(?P<b>{_TYPED})[`”\"’]?\s?(?:就|才"
    rf"|这个|那个)?"
    r"(?:是|当|做|作|作为)[^,。\dA-Za-z]{0,6}(?:密码|口令)",
    re.ASCII,
)


def _is_secret(token: str) -> bool:
    if _NONE.fullmatch(token):
        return False
    letters = sum(char.isalpha() for char in token)
    digits = sum(char.isdigit() for char in token)
    return letters > 1 and digits > (0 if re.search(r"\w[!@#$%&*]", token) else 1)


def _without_marks(source: Source, start: int, end: int) -> int:
    """Find where a token ends before the sentence's own full-width marks."""
    for at in range(start, end):
        if source.text[at] in "!?." and source.is_wide(at):
            return at
    return start + len(source.text[start:end].rstrip(".-"))


@finder("zh-password-done", _PASSWORD, digits=1, needs=("密码", "口令", "密保", "登", "进不去",
        "进去了", "解锁", "后台", "门禁", "感叹号", "半角", "小写", "大写", "u盾", "keystore",
        "认证库", "authority", "好猜", "够长"))  # fmt: skip
def _done(source: Source) -> Iterator[Range]:
    """Find 试了 Tulip2291 也不行 and 改成tulip_33 where logging in is about."""
    text, lower = source.text, source.lower
    for match in (*matches(_DONE, source), *matches(_NAMED, source)):
        group = "a" if match["a"] else "b"
        start, end = match.span(group)
        end = _without_marks(source, start, end)
        if text[end : end + 1] in {"/", ":", "("} and text[end + 1 : end + 2].isascii():
            continue
        if _LOOKS.search(text, max(0, start - 14), start):
            continue
        if _is_secret(text[start:end]) and _ABOUT.search(
            lower, max(0, start - _FAR), min(len(text), end + 50)
        ):
            yield start, end


RULES: tuple[Rule, ...] = (
    _done,
    pattern(
        "zh-code-is",
        PrivacyType.VERIFICATION_CODE,
        r"(?<![编代号条型货贷邮区页餐请服衣鞋裤尺件])码(?:就?是|:"
        r"|\s)\s?(?P<v>(?=[A-Z]{0,7}\d)[A-Z\d]{4,8})(?=\s?$|[,。;!\n\s])",
        needs=("码",),
        digits=1,
        accept=lambda match: (
            not re.search(
                "编码|提取|货|单|二维|条码|代码|股票|邀请|优惠|价",
                match.string[max(0, match.start() - 8) : match.end()],
            )
        ),
    ),
)
