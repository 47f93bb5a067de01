"""Cutting a long message into pieces that overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BREAK = re.compile(r"\n|(?<=[.!?。！？])|\s")


def windows(text: str, size: int, overlap: int) -> Iterator[str]:
    """Yield pieces of at most `size` characters that cover a text.

    Args:
        text: The message.
        size: Characters in a piece, greater than twice the overlap.
        overlap: Characters that two neighbours share at least, so that no value up to this
            length is cut in both.
    """
    start = 0
    while len(text) - start > size:
        end = start + size
        breaks = [match.end() for match in _BREAK.finditer(text, end - overlap // 2, end)]
        end = breaks[-1] if breaks else end
        yield text[start:end]
        start = end - overlap
    yield text[start:]
