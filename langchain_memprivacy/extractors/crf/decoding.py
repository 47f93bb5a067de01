"""From probabilities of tokens to ranges of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .features import Token
from .model import Marginals

_MEANINGLESS = re.compile(
    r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
    r"|(?<![0-9A-Za-z])(?=[a-f]*[0-9])(?=[0-9]*[a-f])(?:[0-9a-f]{7,12}|[0-9a-f]{32}|[0-9a-f]{40})"
    r"(?![0-9A-Za-z])"
    r"|sha256:[0-9a-f]{64}"
    r"|(?<![0-9A-Za-z])(?:call|chatcmpl|msg|req|resp|run|thread|toolu)[-_]{1,2}[0-9A-Za-z_-]{6,}"
    r"|(?:https?://[^\s/?#]{1,200})(?P<path>[/?#]\S*)"
)
"""What a machine made up to name a thing: UUIDs, hashes, ids of calls; the path of a URL."""
_JOINTS = " .-"
"""Signs that one number is written with, between its groups of digits."""


class Found(NamedTuple):
    """A private value: its tokens, half-open, and its offsets in the text.

    It has `start` and `end`, as spans do.
    """

    first: int
    last: int
    start: int
    end: int


def decode(
    text: str,
    tokens: Sequence[Token],
    marginals: Sequence[Marginals],
    threshold: float,
    growth: float,
) -> Iterator[Found]:
    """Find private values: all likely tokens around one that is nearly certain.

    Args:
        text: The text that the tokens were cut from.
        tokens: Its tokens.
        marginals: One a token.
        threshold: A value has a token whose probability of being innocent is below this.
        growth: All its tokens are below this, which is not less.
    """
    ids = [m.span("path" if m["path"] else 0) for m in _MEANINGLESS.finditer(text)]
    for first, last in _runs(marginals, threshold, growth):
        start, end = _widened(text, tokens[first].start, tokens[last - 1].end)
        if not any(a <= start and end <= b for a, b in ids):
            yield Found(first, last, start, end)


def _runs(
    marginals: Sequence[Marginals], threshold: float, growth: float
) -> Iterator[tuple[int, int]]:
    first: int | None = None
    for at in range(len(marginals) + 1):
        private = at < len(marginals) and marginals[at].outside < growth
        if private and first is None:
            first = at
        elif not private and first is not None:
            if min(token.outside for token in marginals[first:at]) < threshold:
                yield from _values(marginals, first, at)
            first = None


def _values(marginals: Sequence[Marginals], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Cut a run where `begin` is the likelier label: there stands the next value."""
    for at in range(first + 1, last):
        if marginals[at].begin > marginals[at].inside:
            yield first, at
            first = at
    yield first, last


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a range to whole words, and to whole numbers written in groups."""
    while start and _word(text[start - 1 : start + 1]):
        start -= 1
    while start > 1 and _number(text[start - 2 : start + 1]):
        start -= 2
        while start and _word(text[start - 1 : start + 1]):
            start -= 1
    while end < len(text) and _word(text[end - 1 : end + 1]):
        end += 1
    while end + 1 < len(text) and _number(text[end - 1 : end + 2]):
        end += 2
        while end < len(text) and _word(text[end - 1 : end + 1]):
            end += 1
    return start, end


def _word(pair: str) -> bool:
    return pair.isascii() and pair.isalnum()


def _number(three: str) -> bool:
    return three[1] in _JOINTS and three.isascii() and (three[0] + three[2]).isdigit()
