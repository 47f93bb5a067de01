"""From what a model named to spans of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...locate import ValueIndex, is_boundary
from ...spans import PrivacySpan
from ...taxonomy import PrivacyLevel, type_level, type_tag
from .answer import Named, UnreadableError

_WITHIN = 3
"""Values shorter than this stand within too many words to be looked for there."""


def place(
    text: str, entries: Iterable[Named], *, trust_level: bool, source: str
) -> tuple[list[PrivacySpan], int]:
    """Find every occurrence of what a model named.

    A value is found where it stands on word boundaries. One that stands nowhere so, or
    with other spaces, takes the words around it along; one that is not in the text is
    dropped.

    Args:
        text: The message.
        entries: What the model named.
        trust_level: Whether the model's level counts, not the type's.
        source: Goes into the spans.

    Returns:
        The spans, and how many entries are not in the text.

    Raises:
        UnreadableError: The level of an entry cannot be told.
    """
    graded: dict[str, tuple[str, PrivacyLevel]] = {}
    for entry in entries:
        value, tag = entry.text.strip(), type_tag(entry.type)
        level = entry.level if trust_level else type_level(tag) or entry.level
        if level is None:
            raise UnreadableError("an entry of the answer has no level")
        if value not in graded or level > graded[value][1]:
            graded[value] = (tag, level)
    index = ValueIndex()
    for value in graded:
        index.add(value)
    places = [(start, end, text[start:end]) for start, end in index.find(text)]
    found = {value for _, _, value in places}
    dropped = 0
    for value in graded.keys() - found:
        near = [(start, end, value) for start, end in _near(text, value)]
        places += near
        # One that stands within longer values only is part of their spans.
        dropped += not near and not (value and any(value in longer for longer in found))
    return [
        PrivacySpan(start, end, text[start:end], *graded[value], source)
        for start, end, value in sorted(places)
    ], dropped


def _near(text: str, value: str) -> Iterator[tuple[int, int]]:
    if len(value) < _WITHIN:
        return
    for match in re.finditer(r"\s+".join(map(re.escape, value.split())), text):
        start, end = match.span()
        while not is_boundary(text, start):
            start -= 1
        while not is_boundary(text, end):
            end += 1
        yield start, end
