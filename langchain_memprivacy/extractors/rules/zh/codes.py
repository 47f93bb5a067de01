"""One-time and backup codes, by Chinese cue words, in both orders; keys of authenticators."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder, pattern
from ..source import Source

# 提取码 opens a shared file as often as one likes: a password. 取件码 opens one locker once.
_NOUN = (
    "(?:验证码|驗證碼|动态码|動態碼|动态密码|動態密碼|动态口令|校验码|校驗碼|短信码|簡訊碼"
    "|确认码|確認碼|备用码|備用碼|恢复码|恢復碼"
    r"|备份码|取件码|提货码|一次性密码|登录码|核验码)"
)
_NEEDS = (
    "验证码", "驗證碼", "动态码", "動態碼", "动态密码", "動態密碼", "动态口令", "校验码",
    "校驗碼", "短信码", "簡訊碼", "确认码",
    "確認碼", "备用码", "備用碼", "恢复码", "恢復碼", "备份码", "取件码", "提货码", "一次性密码",
    "登录码", "核验码",
)  # fmt: skip
_DIGITS = r"(?:[A-Z]{1,2}-)?(?:\d{3}[ -]\d{3,4}|\d{4}[ -]\d{4}|\d{1,2}-\d{1,2}-\d{4,5}|\d{4,10})"
_MIXED = r"(?=[A-Za-z-]{0,11}\d)[A-Za-z0-9]{3,12}(?:-[A-Za-z0-9]{3,8}){0,4}"
_CODE = (
    rf"(?<![A-Za-z0-9.])(?:{_DIGITS}|{_MIXED})(?![A-Za-z0-9%]|[.:-]\d|\s?(?:秒|分|位|次|元"
    "|年|个|個|小时|条|天|块|字节|错误|端口|KB|MB))"
)
_CODE_RE = lazy(_CODE, re.ASCII)
_FORWARD = lazy(
    rf"{_NOUN}(?:\([^()\n]{{1,12}}\))?[”」\"]?"
    r"(?:[,\s]?(?:我|你|您)?(?:刚刚?|已经|终于|也)?(?:收到|发来|来|发|到|看到|變)了?,?|一栏|那栏"
    r"|填|输入|输|现在|这次|本次|[来發]了|有[一二三四五六七八九十两\d]{1,2}个){0,2}"
    r"\s?(?:就?是|为|為|:|=|填|】|,你填)?\s{0,2}[“「\"【*]{0,3}(?P<v>" + _CODE + ")",
    re.ASCII,
)
_MORE = lazy(r"[ \n]?[,、;/和\n ]\s?(?:\d[.)]\s?)?(?=[A-Za-z0-9])", re.ASCII)
_NO_CODE = lazy(
    r"(?i)(?:https?|oauth2|sha\d+|md5|wi-?fi|\d{4}-\d{2}|v\d.*|ipv[46]|utf8|h5)", re.ASCII
)
_MANY = ("备用码", "備用碼", "恢复码", "恢復碼", "备份码")


@finder("zh-verification-code", PrivacyType.VERIFICATION_CODE, needs=_NEEDS, digits=3)
def _code(source: Source) -> Iterator[Range]:
    """验证码是X, 验证码:X, 验证码X; after 备用码 a list of them."""
    for match in matches(_FORWARD, source):
        if _NO_CODE.fullmatch(match["v"]):
            continue
        yield match.span("v")
        end = match.end("v")
        if not match[0].startswith(_MANY):
            continue
        for _ in range(15):
            gap = _MORE.match(source.text, end)
            code = _CODE_RE.match(source.text, gap.end()) if gap else None
            if code is None:
                break
            yield code.span()
            end = code.end()


RULES: tuple[Rule, ...] = (
    _code,
    pattern(
        "zh-verification-code-first",
        PrivacyType.VERIFICATION_CODE,
        r"(?<![A-Za-z0-9.+-])(?P<v>(?:[A-Z]-)?\d{4,8}|\d{3}[ -]\d{3})(?:"
        rf"\s?\([^()\d\n]{{0,12}}{_NOUN}\)"
        r"|[,\s]?(?:就?是|为|為|,)\s?(?:我|您|你|本次|此次|这次|登录|登入|刚才|刚刚|他|她|银行"
        rf"|微信|支付宝)[^,。\d\n]{{0,14}}?{_NOUN})",
        needs=_NEEDS,
        digits=4,
    ),
    pattern(
        "zh-authenticator-key",
        PrivacyType.KEY,
        r"(?<![A-Z\d])(?P<v>(?=[A-Z ]{0,40}[2-7])[A-Z2-7]{4}(?: [A-Z2-7]{4}){3,7})(?![A-Z\d])",
        needs=("密钥", "验证器", "2fa", "两步", "二步", "totp"),
    ),
)
