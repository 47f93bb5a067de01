"""Answers to security questions, in English and Chinese, however they are told."""

from __future__ import annotations

from collections.abc import Iterator

from ...taxonomy import PrivacyType
from .en.cue import NOT_A_NAME
from .lazy import lazy, lower_holds, matches
from .rule import Range, Rule, finder, pattern
from .source import Source

_ABOUT = lazy(
    r"(?:secret|security|recovery|challenge|memorable) (?:question|answer|word|place|name)"
    r"|maiden name|password hint"
)
_QUESTION = (
    r"(?:(?:secret|security|recovery|challenge|memorable) (?:question|answer|word|place|name)s?"
    r"|maiden name"
    r"|(?:first|childhood|favou?rite) (?:pet|dog|cat|car|school|teacher|friend|street|crush"
    r"|concert|job|toy)|street (?:i|you) grew up|city of birth|place of birth)"
)
_ANSWER = lazy(
    rf"(?i:{_QUESTION})[^\n]{{0,60}}?(?:,|\.{{3}}|:|[-–—=]|(?i:\b(?:put|is|was|answered|said"
    rf"|typed|wrote|entered|it's|it is|always|again)\b),?)\s{{1,2}}[\"“'‘]?"
    r"(?P<v>[A-Z][\w'’-]{2,24}(?: [A-Z][\w'’-]{1,24}){0,2})",
)


@finder(
    "security-answer-told",
    PrivacyType.PASSWORD,
    needs=("question", "answer", "maiden", "memorable", "password hint"),
)
def _told(source: Source) -> Iterator[Range]:
    """Find the name that follows a security question and a word like "I put"."""
    if not lower_holds(_ABOUT, source):
        return
    for match in matches(_ANSWER, source):
        if match["v"].split()[0].lower() not in NOT_A_NAME:
            yield match.span("v")


_BAD_ZH = r"(?!答案|什么|啥|哪|没|错|忘|过|不对|不了|吗|好|了|的|一样|随便|空|谁|完|过了|密码)"

RULES: tuple[Rule, ...] = (
    _told,
    pattern(
        "security-answer-told-zh",
        PrivacyType.PASSWORD,
        r"(?:密保|安全问题|安全問題|提示问题|提示問題)[^。\n]{0,30}?(?:[我俺咱]?(?:就|还|都"
        r"|是)?(?:填|答|写|寫|设|設|选|輸入|输入)(?:的是|的|了|咗|成)|答案(?:就?是|系"
        r"|:))\s?[“「\"]?"
        rf"(?P<v>{_BAD_ZH}[\u4e00-\u9fffA-Za-z0-9·]{{2,16}})(?=[”」\",。;!?\s]|\Z)",
        needs=("密保", "安全问题", "安全問題", "提示问题", "提示問題"),
    ),
    pattern(
        "security-answer-listed-zh",
        PrivacyType.PASSWORD,
        rf"(?:密保(?:问题|問題)?)[ :]{{1,2}}[^\s,。:?]{{2,14}}"
        rf"[ :?]{{1,2}}(?P<v>{_BAD_ZH}[\u4e00-\u9fff·]{{2,10}})(?=\s|[,。;]|\Z)",
        needs=("密保",),
    ),
)
