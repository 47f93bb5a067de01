"""Private spans of a text, and how overlapping ones become disjoint ones.

Offsets are half-open and count Unicode code points, as Python slices do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from .taxonomy import PrivacyLevel, PrivacyType, type_tag

_TAGS = frozenset(map(str, PrivacyType))


@dataclass(frozen=True, slots=True)
class PrivacySpan:
    """One private value at one place of a text.

    Args:
        start: Offset of the first character, in code points.
        end: Offset after the last character.
        text: The characters themselves, verbatim. Hidden in `repr`.
        type: Type tag in upper snake case, a standard one (`EMAIL`) or any other;
            spellings such as `"Email"` or `"邮箱"` are folded to the tag.
        level: How sensitive it is, `PrivacyLevel.PL1` to `PrivacyLevel.PL4`.
        source: Who found it, for example `rules:email`, `known` or a model's name.

    Raises:
        ValueError: The offsets are negative, empty or do not fit the text.
    """

    start: int
    end: int
    text: str = field(repr=False)
    type: str
    level: PrivacyLevel
    source: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            msg = f"a span needs 0 <= start < end, got {self.start} and {self.end}"
            raise ValueError(msg)
        if len(self.text) != self.end - self.start:
            msg = f"a span of {self.end - self.start} characters carries {len(self.text)}"
            raise ValueError(msg)
        if self.type not in _TAGS:
            object.__setattr__(self, "type", type_tag(self.type))
        if self.level.__class__ is not PrivacyLevel:
            object.__setattr__(self, "level", PrivacyLevel(self.level))

    def overlaps(self, other: PrivacySpan) -> bool:
        """Tell whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


def resolve(text: str, spans: Iterable[PrivacySpan]) -> list[PrivacySpan]:
    """Make spans disjoint without leaving a readable rest of any of them.

    Spans that overlap become one span over their union. Its type and source are
    those of the longest member (ties: the higher level, then the earlier one in
    `spans`); its level is the highest of all members, so a password quoted inside
    a longer message is still handled as a credential.

    Args:
        text: The text that the offsets refer to.
        spans: Spans in any order. Equal ranges keep the order of preference given.

    Returns:
        Disjoint spans in text order.
    """
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    groups: list[list[PrivacySpan]] = []
    reach = -1
    for span in ordered:
        if span.start < reach:
            groups[-1].append(span)
        else:
            groups.append([span])
        reach = max(reach, span.end)
    return [group[0] if len(group) == 1 else _union(text, group) for group in groups]


def _union(text: str, group: list[PrivacySpan]) -> PrivacySpan:
    winner = max(group, key=lambda span: (span.end - span.start, span.level))
    start, end = group[0].start, max(span.end for span in group)
    return replace(
        winner,
        start=start,
        end=end,
        text=text[start:end],
        level=max(span.level for span in group),
    )
