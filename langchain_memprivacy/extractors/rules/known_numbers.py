"""Numbers that everybody knows: worn-out PINs, years, hotlines, ports."""

from __future__ import annotations

from .lazy import lazy
from .source import Source

WORN = frozenset({"123456", "654321", "111111", "000000", "888888", "666666", "123123", "112233"})
"""Six digits that stand for any code."""
YEAR = lazy(r"(?:19|20)\d\d")
"""Four digits that are likelier a year than a code."""

_PUBLIC = lazy(
    r"95\d{3}|96110|123(?:06|15|33|45)|100(?:00|10|86)|3306|3389|5432|6379|1433|1521|5480|5900"
    r"|8080|8443|9200|27017"
)
_NAMED = lazy(r"(?:pin|密码|密碼|口令|code|码)(?:就?是|为|is|:|\s){0,3}\Z")
_GOES_ON = lazy(r"[~～]\s?\d|/[月年日天人次]")


def is_known(source: Source, start: int, end: int) -> bool:
    """Tell whether digits are worn out, a hotline, a port, a rate or begin a range."""
    if source.text[start:end] in WORN or _GOES_ON.match(source.text, end):
        return True
    return _PUBLIC.fullmatch(source.text, start, end) is not None and not _NAMED.search(
        source.lower, max(0, start - 16), start
    )
