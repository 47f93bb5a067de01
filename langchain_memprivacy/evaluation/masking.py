"""What stays readable, and what is hidden for nothing: the masked share of a text.

The paper's extraction score asks whether spans are right; whoever sends the text wants to
know what somebody can still read. A private span counts as hidden when no readable rest
of it is left: no run of four letters or digits in a row, two for Chinese characters, nor
the whole value where it is shorter than that. Digits go on across one separator: "12,000"
is a run of five. Less may be left, and often is: "hidden" does not mean that all is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from .datasets import Annotation
from .matching import ALONE

_WORD = rf"[^\W_{ALONE}]+"
_RUN = re.compile(rf"[{ALONE}]+|{_WORD}", re.UNICODE)
_JOINED = re.compile(
    rf"[{ALONE}]+|{_WORD}(?:(?<=\d)[\s,.\-\u2010-\u2015，．－](?=\d){_WORD})*", re.UNICODE
)
_CJK = re.compile(f"[{ALONE}]")
_GONE = "\0"
"""Stands for what is covered: neither part of a run nor a separator."""
REST = 4
"""Letters or digits in a row that make a readable rest."""
REST_CJK = 2
"""Chinese, Japanese or Korean characters in a row that make a readable rest."""


HIDDEN = (
    "no readable rest: no four letters or digits in a row, no two Chinese characters; "
    "less than that may be left"
)
"""What a report says of it."""


class Ranged(Protocol):
    """Anything with half-open offsets."""

    @property
    def start(self) -> int:
        """Offset of the first character."""
        ...

    @property
    def end(self) -> int:
        """Offset after the last character."""
        ...


class Masked(NamedTuple):
    """What became of one message.

    Attributes:
        hidden: For each annotation whether no readable rest of it is left.
        covered: For each whether not one letter or digit of it is left.
        outside: Characters, spaces left out, that belong to no annotation.
        overmasked: Those of them that are hidden.
    """

    hidden: tuple[bool, ...]
    covered: tuple[bool, ...]
    outside: int
    overmasked: int


def masked(content: str, gold: Sequence[Annotation], predicted: Iterable[Ranged]) -> Masked:
    """Measure one message.

    Args:
        content: The message.
        gold: Its private spans.
        predicted: The ranges that would be replaced.
    """
    covered = bytearray(len(content))
    for span in predicted:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    private = bytearray(len(content))
    for span in gold:
        private[span.start : span.end] = b"\1" * (span.end - span.start)
    outside = [i for i, c in enumerate(content) if not private[i] and not c.isspace()]
    return Masked(
        tuple(not _rest(content, span, covered) for span in gold),
        tuple(
            all(covered[i] or not content[i].isalnum() for i in range(span.start, span.end))
            for span in gold
        ),
        len(outside),
        sum(covered[i] for i in outside),
    )


def _rest(content: str, span: Annotation, covered: bytearray) -> bool:
    """Tell whether something of a value can still be read."""
    runs = _RUN.findall(span.text)
    least = min(REST, max((len(run) for run in runs), default=1))
    shown = "".join(_GONE if covered[i] else content[i] for i in range(span.start, span.end))
    if not runs:  # nothing but signs: any of them
        return bool(shown.replace(_GONE, "").strip())
    return any(
        sum(map(str.isalnum, run)) >= (min(REST_CJK, len(span.text)) if _CJK.match(run) else least)
        for run in _JOINED.findall(shown)
    )
