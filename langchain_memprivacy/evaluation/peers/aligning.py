"""Which parts of a text a tool has replaced, told from what it gave back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ...errors import MemPrivacyError


class AlignmentError(MemPrivacyError):
    """A tool changed more of a text than it put marks for; the message names no text."""


class Range(NamedTuple):
    """A part of a text, half-open, in code points."""

    start: int
    end: int


def replaced(text: str, given_back: str, mark: re.Pattern[str]) -> Sequence[Range]:
    """Find the parts of a text that stand behind the marks of a tool's output.

    Args:
        text: What the tool was given.
        given_back: What it made of it.
        mark: Matches what the tool puts in place of a value.

    Returns:
        One range a mark, each as short as what is left standing around it allows.

    Raises:
        AlignmentError: The output is not the text with parts replaced by marks.
    """
    if given_back == text:
        return []
    first, *kept = mark.split(given_back)
    # Each piece where it first stands behind the last one: what is left is the longest that
    # can be, so if any way lays the output over the text, this one does, in one pass.
    ranges: list[Range] = []
    at = len(first)
    fits = bool(kept) and text.startswith(first)
    for number, piece in enumerate(kept, 1):
        is_last = number == len(kept)
        found = len(text) - len(piece) if is_last else text.find(piece, at + 1)
        fits = fits and found > at and text.startswith(piece, found)
        ranges.append(Range(at, found))
        at = found + len(piece)
    if not fits:
        raise AlignmentError("a tool's output cannot be laid over its input; is its mark another?")
    return ranges
