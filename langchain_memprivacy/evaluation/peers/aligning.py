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
    kept = [re.escape(piece) for piece in mark.split(given_back)]
    found = re.fullmatch("(.+?)".join(kept), text, re.DOTALL)
    if found is None:
        raise AlignmentError("a tool's output cannot be laid over its input; is its mark another?")
    return [Range(*found.span(group)) for group in range(1, len(kept))]
