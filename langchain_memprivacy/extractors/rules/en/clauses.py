"""A message cut into clauses, each without what only leads in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..rule import Range
from ..source import Source


def clauses(
    source: Source, cut: re.Pattern[str], lead: re.Pattern[str], length: range
) -> Iterator[Range]:
    """Yield the clauses of a length.

    Args:
        source: The message.
        cut: What stands between two clauses, in lower case.
        lead: What a clause may begin with and does not need.
        length: How many characters one may have.
    """
    lower, start = source.lower, 0
    stops = [(m.start(), m.end()) for m in cut.finditer(lower)]
    for stop, following in [*stops, (len(lower), len(lower))]:
        first = lead.match(lower, start, stop)
        begin = first.end() if first else start
        end = begin + len(lower[begin:stop].rstrip(" \t\r,.-"))
        if end - begin in length:
            yield begin, end
        start = following
