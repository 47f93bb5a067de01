"""Pieces of values that give them away, and the same cut from texts, to be compared as sets.

A piece is four letters or digits in a row, two Chinese characters (`masking`). Digits go on
across one separator, in values and in texts: what is left of `4111 1111 1111 1111` behind a
mask is a run of twelve. Digits alone are everywhere, in times, counts and ids, so they make
pieces with care: only runs of `LONG` digits and more have any, and four or five of them count
only where they stand alone, as a group or as all that is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..masking import REST, REST_CJK

LONG = 6
"""Digits of a run that has pieces, and digits that are one wherever they stand.

Four or five digits are a year, an amount or a time of day: as values they are looked for
whole only. Of a longer run four are a piece: that such a group stands in other text by chance
is rare, and that six in a row do, rarer.
"""
MASK = "\0"
"""Stands where a placeholder stood."""

SEPARATOR = r"(?:\)[^\S\n]?|[^\S\n]\(|[^\S\n]|[,./\-\u2010-\u2015，．－])"
"""One break between groups of digits; a bracket and the space beside it are one."""
_CJK = "㐀-䶿一-鿿豈-﫿"
_RUN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_NUMBER = re.compile(rf"\d+(?:{SEPARATOR}\d+)*")
_ALONE = re.compile(rf"(?<![a-z0-9])\d+(?:{SEPARATOR}\d+)*(?![a-z0-9])")
# Groups of three, the most usual ones, say enough only where the mask is seen beside them.
_SHORT = 3
_EDGES = re.compile(
    rf"(?<![a-z0-9])(?P<before>\d{{3}}){SEPARATOR}?(?=<?[*•█#{MASK}])"
    rf"|(?<=[*•█#{MASK}])>?{SEPARATOR}?(?P<after>\d{{3}})(?![a-z0-9])"
)
# What clients and servers number and date things with, signs of escapes, and words that were
# cut where a text was taken apart (they stand whole in another view).
_NOISE = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24,}"
    rf"|(?=[0-9a-f-]*{MASK})[0-9a-f{MASK}]{{1,8}}(?:-[0-9a-f{MASK}]{{1,4}}){{3}}-[0-9a-f{MASK}]{{1,12}}"
    r"|\d{4}-\d\d-\d\d[t ]\d\d:\d\d:\d\d(?:\.\d+)?|\d{8}t\d{6,}z?"
    rf"|(?=[0-9a-f]*{MASK})[0-9a-f{MASK}]{{16,}}"
    r"|content-length: \d+|127\.0\.0\.1:\d+"
    r"|\\+(?:[nrtbf]|u[0-9a-f]{4})|[\w-]*\uffff[\w-]*"
)


def pieces(value: str) -> Iterator[str]:
    """Yield the pieces of a value that give it away."""
    value = value.casefold()
    for run in _RUN.findall(value):
        size = REST_CJK if is_cjk(run) else REST
        for piece in _windows(run, size):
            if not piece.isdigit():
                yield piece
    for number in _NUMBER.findall(value):
        groups = re.findall(r"\d+", number)
        digits = "".join(groups)
        if len(digits) < LONG:
            continue
        for size in range(REST, LONG + 1):
            yield from _windows(digits, size)
        if max(map(len, groups)) == _SHORT:
            yield from (f"{end}{MASK}" for end in groups[:1] if len(end) == _SHORT)
            yield from (f"{MASK}{end}" for end in groups[-1:] if len(end) == _SHORT)


def grams(text: str) -> Iterator[str]:
    """Yield all of a text that could be a piece of a value.

    Args:
        text: In lower case; placeholders in it are `MASK`.
    """
    text = _NOISE.sub(" ", text)
    for run in set(_RUN.findall(text)):
        for piece in _windows(run, REST_CJK if is_cjk(run) else REST):
            if not piece.isdigit():
                yield piece
        if not is_cjk(run):
            yield from filter(str.isdigit, _windows(run, LONG))
    for number in set(_ALONE.findall(text)):
        groups = re.findall(r"\d+", number)
        digits = "".join(groups)
        yield from _windows(digits, LONG)
        yield from (one for one in (*groups, digits) if REST <= len(one) < LONG)
    for edge in _EDGES.finditer(text):
        yield f"{edge['before']}{MASK}" if edge["before"] else f"{MASK}{edge['after']}"


def otherwise(value: str) -> re.Pattern[str] | None:
    """Match a value with other separators between its letters and digits, or with none.

    Returns:
        None where it is too short of digits to be told from other text then.
    """
    value = value.casefold()
    plain = re.sub(rf"\A\W+|\W+\Z|{SEPARATOR}", "", value)
    is_one = plain.isascii() and plain.isalnum() and sum(map(str.isdigit, plain)) >= LONG
    if not is_one:
        return None
    return re.compile(f"(?<![a-z0-9]){f'{SEPARATOR}?'.join(plain)}(?![a-z0-9])")


def is_cjk(run: str) -> bool:
    """Tell whether a run is one of Chinese characters."""
    return re.match(f"[{_CJK}]", run) is not None


def words(value: str) -> list[str]:
    """Return the runs of letters and digits of a value."""
    return _RUN.findall(value)


def _windows(run: str, size: int) -> Iterator[str]:
    return (run[at : at + size] for at in range(len(run) - size + 1))
