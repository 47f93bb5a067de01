"""Whether a question still has its answer once the values of its evidence are others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ..matching import ALONE

HAN = re.compile(rf"[{ALONE}]{{2}}")
_RUN = re.compile(rf"[{ALONE}]+")
_WORD = re.compile(rf"[^\W_{ALONE}]+")
_DIGITS = re.compile(r"\d+(?:[\s,.:/'’\-\u2010-\u2015]\d+)*")
_LEAST = 3
"""Digits that are told from a longer number: the last three of a card."""
_SAID = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be but by does for from has have he her his i in is it its my no not "
        "of on or our out per she so than that the their them they this to user users was we "
        "were what when where which who whose with yes you your s",
    )
)
"""Words that tell nothing of a value that they stand in."""


def carried(
    asked: Iterable[str], values: Iterable[str], evidence: Iterable[str], answer: str
) -> bool:
    """Tell whether nothing of the old values is left in a question, and its answer holds.

    What was said of a value in its own words (a part of a number, a word of a diagnosis)
    must be found in the copy's evidence, too; and a number of the answer must, if values
    with numbers have changed: it may be a sum or a span of time that was worked out.

    Args:
        asked: Question, answer and options of the copy.
        values: The values in the original's evidence.
        evidence: The copy's messages that hold the answer, with their dates.
        answer: The copy's answer, where it is a text.
    """
    now, old = _Told(evidence), _Told(values)
    if any(part in old and part not in now for text in asked for part in _parts(text)):
        return False
    if all(number in now for number in old.numbers):
        return True
    return all(part in now for part in _parts(answer) if part.isdigit())


class _Told:
    """What some texts say, to look parts up in."""

    def __init__(self, texts: Iterable[str]) -> None:
        folded = [_fold(text) for text in texts]
        self.numbers = {number for text in folded for number in _numbers(text)}
        self._parts = {part for text in folded for part in _parts(text)}

    def __contains__(self, part: str) -> bool:
        if part in self._parts:
            return True
        is_long = part.isdigit() and len(part) >= _LEAST
        return is_long and any(part in number for number in self.numbers)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _numbers(text: str) -> set[str]:
    """Return the numbers of a folded text without their separators."""
    return {re.sub(r"\D", "", found) for found in _DIGITS.findall(text)}


def _parts(text: str) -> set[str]:
    """Return what tells something: numbers, words, characters of Chinese two by two."""
    text = _fold(text)
    runs = _RUN.findall(re.sub(rf"(?<=[{ALONE}])\s+(?=[{ALONE}])", "", text))
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    words = {word for word in _WORD.findall(text) if word not in _SAID}
    digits = {part for word in words for part in re.findall(r"\d+", word)}
    return pairs | words | digits | _numbers(text)
