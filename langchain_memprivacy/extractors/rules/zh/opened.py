"""What opens: numbers that are typed to get in, shapes drawn on a screen, words of a wallet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import Range, Rule, finder, pattern
from ..source import Source

_PASSWORD = PrivacyType.PASSWORD

_START = lazy(
    r"\s{0,2}[`“\"*]{0,3}(?P<v>(?=[^\s\u4e00-\u9fff]{0,23}\d)[A-Za-z\d][A-Za-z\d!@#$%&*_-]{5,24})[`”\"*]{0,3}"
    r"\s?(?:一共|够长|够好|太短|太简单|太好猜|太弱|好记|很好猜|容易被猜|这种密码|这个密码|作废"
    r"|别再用|不要再用)",
    re.ASCII,
)


@finder("zh-password-judged", _PASSWORD, digits=1, needs=("一共", "够长", "够好", "太短", "太简单",
        "太好猜", "太弱", "好记", "很好猜", "容易被猜", "这种密码", "这个密码", "作废",
        "别再用", "不要再用"))  # fmt: skip
def _judged(source: Source) -> Iterator[Range]:
    """Find the password at the begin of an answer that says what it is worth."""
    match = _START.match(source.text)
    if match and re.search("[A-Za-z]", match["v"]):
        yield match.span("v")


RULES: tuple[Rule, ...] = (
    _judged,
    pattern(
        "zh-number-opens",
        _PASSWORD,
        r"(?:输入?|按|摁|敲|拨到?)\s?(?P<v>[#*]?\d{3,8}[#*]?)(?![\dA-Za-z]|[.:%/-]\d)"
        r"\s?,?(?:就|再|然后|回车|完|了|井号|能|可以|会){0,3}(?:自己|自动|直接)?(?:开|进门|进去"
        r"|进来|撤防|解除|弹开)",
        needs=("输", "按", "摁", "敲", "拨"),
        digits=3,
    ),
    pattern(
        "zh-shape-drawn",
        _PASSWORD,
        r"(?:图案|手势|九宫格)[^。\n]{0,14}?(?:画|划|是)(?:了|的)?(?:就?是)?(?:一?个|成)?"
        r"(?P<v>(?:大写|小写|倒着?|反着?|躺着)?(?:的)?(?:[A-Z](?![A-Za-z\d])[字形]?|五角星"
        r"|[之回口田工山字]字形?|[1-9]字))",
        needs=("图案", "手势", "九宫格"),
    ),
    pattern(
        "zh-authenticator-key",
        PrivacyType.KEY,
        r"(?<![A-Z\d])(?P<v>(?=[A-Z ]{0,40}[2-7])[A-Z2-7]{4}(?: [A-Z2-7]{4}){3,7})(?![A-Z\d])",
        needs=("密钥", "验证器", "2fa", "两步", "二步", "totp"),
    ),
    pattern(
        "zh-wallet-words",
        PrivacyType.PRIVATE_KEY,
        "(?:助记词|恢复词|种子词)[^\n]{0,16}?[:是 ]\\s?"
        "(?P<v>[\u4e00-\u9fff]{1,2}(?:[ 、,][\u4e00-\u9fff]{1,2}){11,23})(?![\u4e00-\u9fff])",
        needs=("助记词", "恢复词", "种子词"),
    ),
)
