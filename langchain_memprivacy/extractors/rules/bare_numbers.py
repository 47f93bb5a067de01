"""Long numbers without a label: in a chat they are somebody's, unless something public owns them.

An account, a claim, a device or a member is often given by its number alone ("Only the
account, 62771409382", "Enter 356938104266300"). Six digits and more that are no date, time
stamp, amount or order are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from .cued import is_public
from .lazy import lazy, matches
from .rule import Range, Rule, finder
from .source import Source

_NUMBER = lazy(
    r"(?<![A-Za-z0-9/\\$€£¥₹#@_%~.+=*&<>({\[^-])(?<!\d[ .,:])(?:\d{6,20}"
    r"|\d{2,7}(?:-\d{1,8}){1,4}|\d{3,5}(?: \d{1,6}){1,4})"
    r"(?![A-Za-z0-9%@_°=*\]}>]|[.,:/-]\d| \d| [a-z]{3,12}s\b|\s?(?:元|块|人|个|次|年|字节|万"
    r"|bytes|users?|people|rows|records|dollars?|euros?|pounds|tokens|ms|views|followers)\b)",
    re.ASCII,
)
_DATE = lazy(
    r"(?:19|20)\d\d(?:[- ]?(?:0[1-9]|1[0-2])(?:[- ]?[0-3]\d)?)?|\d{1,2}-\d{1,2}-\d{2,4}|(?:19"
    r"|20)\d\d-(?:19|20)?\d\d"
    r"|(?:\d{2,3} ){2,3}\d{2,3}|\d{3}-\d{3}-\d{4}|\d{5}-\d{4}|\d{3}-\d\d-\d{4}"
    r"|[48]00-\d{3}-\d{4}|555[ -]\d{4}"
)
_ROUND = lazy(r"\d{1,3}(?: 000)+|\d+000|\d{4}[05]0|1[67]\d{8}(?:\d{3})?|\d{1,3}(?: \d{3}){1,3}")
_PUBLIC = lazy(
    r"\b(?:exp|iat|nbf|seed|size|count|max|min|limit|epoch|timestamp|isbn|error|pid|offset"
    r"|hotline|helpline|(?:library|gift|sim|loyalty) card|order|ordered number)\b[^\n]{0,12}\Z"
    r"|(?:总分|人口|播放"
    r"|浏览|时间戳|线程|热线|客服)"
    r"[^\n]{0,12}\Z|[a-z]{4} \Z(?<=[0-9] .....)"
)
_LEAST = 6


_WORN = frozenset({"123456", "654321", "12345678", "123456789", "1234567890", "87654321"})


@finder("number-bare", PrivacyType.ACCOUNT_ID_USERNAME, digits=_LEAST, prose=True)
def _bare(source: Source) -> Iterator[Range]:
    """Find numbers of six digits and more that nothing public owns."""
    for match in matches(_NUMBER, source):
        value = match[0]
        if (
            sum(map(str.isdigit, value)) < (_LEAST if value.isdigit() else _LEAST + 1)
            or _DATE.fullmatch(value)
            or _ROUND.fullmatch(value)
        ):
            continue
        start, end = match.span()
        if value in _WORN:
            continue
        if (
            len(set(value)) > 3
            and not is_public(source, start)
            and not _PUBLIC.search(source.lower, max(0, start - 24), start)
        ):
            yield start, end


RULES: tuple[Rule, ...] = (_bare,)
