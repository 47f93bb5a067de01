r"""What a rule is: a name, a type, a cheap test whether to look at all, and a finder.

A rule is cheap where it seldom runs and, where it runs, seldom searches:

- `needs` holds rare words. Single letters, `is` and `my` stand in every message.
- `digits` says how many digits a match has at the least.
- An expression made by `lazy` and searched with `lazy.matches` (as `pattern` and `cued` do)
  is only tried where the message holds the literal words that it needs, which are read
  off the expression. So it should have some: `(?:salary|loan) \d+` is left out nearly always,
  `[a-z]+ \d+` never.
- It is fast where its first character is one of a few, also behind a look behind: put
  `(?=[A-Z])` not before but into what is matched, and nothing optional first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ...taxonomy import PrivacyLevel, PrivacyType
from .lazy import lazy, matches
from .script import simplified
from .source import Source

Range = tuple[int, int]
"""Half-open offsets in `Source.text`."""

LEFT = r"(?<![A-Za-z0-9])"
"""No Latin letter or digit before: the left edge of a value, right also inside Chinese."""
RIGHT = r"(?![A-Za-z0-9])"
"""No Latin letter or digit after: the right edge of a value."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to find one kind of private value.

    Attributes:
        name: Short and unique; appears in `PrivacySpan.source` as `rules:name`.
        type: What the found values are.
        find: Yields the ranges of the values in a source.
        level: The level of the values; the type's own unless a rule says otherwise.
        needs: The rule is skipped unless one of these substrings (lower case) occurs;
            kept in simplified characters, as `Source.lower` is.
        digits: The rule is skipped unless the message holds at least this many digits.
        prose: The rule is skipped where the message is a single word, as ids of threads,
            users and rows are: by shape alone they cannot be told from secrets.
    """

    name: str
    type: PrivacyType
    find: Callable[[Source], Iterable[Range]]
    level: PrivacyLevel
    needs: tuple[str, ...] = ()
    digits: int = 0
    prose: bool = False

    def __post_init__(self) -> None:
        needs = tuple(dict.fromkeys(map(simplified, self.needs)))
        object.__setattr__(self, "needs", needs)


def pattern(
    name: str,
    type: PrivacyType,  # noqa: A002  # the word of the public surface
    regex: str,
    *,
    needs: tuple[str, ...] = (),
    digits: int = 0,
    prose: bool = False,
    level: PrivacyLevel | None = None,
    accept: Callable[[re.Match[str]], bool] | None = None,
    near: tuple[str, ...] = (),
    reach: int = 40,
) -> Rule:
    """Make a rule of one regular expression.

    Args:
        name: See `Rule`.
        type: See `Rule`.
        regex: Compiled with `re.ASCII`. Its value is the group named `v` where there
            is one, else the whole match. It must take
            linear time: no nested quantifiers over the same characters.
        needs: See `Rule`.
        digits: See `Rule`.
        prose: See `Rule`.
        level: See `Rule`.
        accept: A last look at a match, for example its check digit.
        near: One of these words (lower case) must stand within `reach` characters
            before the match.
        reach: How far back `near` looks, in characters.
    """
    group: str | int = "v" if "(?P<v>" in regex else 0

    compiled = lazy(regex, re.ASCII)

    def find(source: Source) -> Iterator[Range]:
        for match in matches(compiled, source):
            start, end = match.span(group)
            if start == end:
                continue
            if near and not any(w in source.lower[max(0, start - reach) : start] for w in near):
                continue
            if accept is None or accept(match):
                yield start, end

    return Rule(name, type, find, level or type.level, needs or near, digits, prose)


def finder(
    name: str,
    type: PrivacyType,  # noqa: A002  # the word of the public surface
    *,
    needs: tuple[str, ...] = (),
    digits: int = 0,
    prose: bool = False,
    level: PrivacyLevel | None = None,
) -> Callable[[Callable[[Source], Iterable[Range]]], Rule]:
    """Make a rule of a function, for what one regular expression cannot say."""

    def make(function: Callable[[Source], Iterable[Range]]) -> Rule:
        return Rule(name, type, function, level or type.level, needs, digits, prose)

    return make
