"""The grammar of `<Mask_1>`, the same as that of typed placeholders but for the type.

Slips are read as `placeholders` reads them, a user's own `<Mask_1>` is hidden like any unknown
look-alike, and the model is told the same: so that methods differ in nothing but the type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ..extractors.base import Extractor
from ..placeholders import CONTRACT, LITERAL, Placeholder, find_placeholders
from ..spans import PrivacySpan
from ..taxonomy import PrivacyLevel

UNTYPED_CONTRACT = CONTRACT.replace("<EMAIL_1> or <REAL_NAME_2>", "<Mask_1> or <Mask_2>").replace(
    "; the type says what it is", ""
)
"""What a model is told about signs without a type."""

_NAME = re.compile(
    r"(?P<word>[Mm][Aa][Ss][Kk])(?P<gap> ?\\?_ ?| )(?P<number>[1-9][0-9]{0,8})(?![0-9])"
)
_AROUND = 8
"""Characters of the longest escaped bracket, and a space."""
_APART = "\ue000\ue001\ue002"


class Sign(NamedTuple):
    """A sign found in a text: where, where its name is, and what is written in it."""

    start: int
    end: int
    name: tuple[int, int]
    word: str
    gap: str
    number: int


def find_signs(text: str) -> Iterator[Sign]:
    """Find signs without a type, exact or with the slips that typed ones may have."""
    for match in _NAME.finditer(text):
        word = "email" if match["word"].islower() else "EMAIL"  # any standard tag of one word
        before = text[max(0, match.start() - _AROUND) : match.start()]
        inner = f"{word}{match['gap']}{match['number']}"
        shown = f"{before}{inner}{text[match.end() : match.end() + _AROUND]}"
        at = len(before)
        for found in find_placeholders(shown):
            if found.start <= at < found.end:
                start = match.start() - (at - found.start)
                end = match.end() + found.end - (at + len(inner))
                yield Sign(
                    start, end, match.span(), match["word"], match["gap"], int(match["number"])
                )


class Numbers:
    """The numbers that stand for one user's placeholders."""

    def __init__(self) -> None:
        self._numbers: dict[Placeholder, int] = {}
        self._typed: dict[int, Placeholder] = {}
        self._taken: set[int] = set()

    def __iter__(self) -> Iterator[int]:
        return iter(self._typed)

    def __contains__(self, number: object) -> bool:
        return number in self._typed

    def take(self, number: int) -> None:
        """Never issue a number: a user has written it on their own."""
        self._taken.add(number)

    def sign(self, placeholder: Placeholder) -> str:
        """Return the sign for a placeholder, always the same."""
        if placeholder not in self._numbers:
            number = len(self._typed) + 1
            while number in self._typed or number in self._taken:
                number += 1
            self._numbers[placeholder], self._typed[number] = number, placeholder
        return f"<Mask_{self._numbers[placeholder]}>"

    def restore(self, text: str, restore: Callable[[str], str]) -> str:
        """Restore signs, and nothing that looks like a typed placeholder.

        Args:
            text: Any text.
            restore: Restores typed placeholders, as their surroundings want it.
        """
        apart = next(char for char in (*_APART, "") if char not in text)
        pieces, end = [], 0
        for sign in find_signs(text):
            placeholder = self._typed.get(sign.number)
            if placeholder is None:
                continue
            start, after = sign.name
            tag = placeholder.type.lower() if sign.word.islower() else placeholder.type
            pieces += [
                _broken(text[end:start], apart), f"{tag}{sign.gap}{placeholder.number}",
            ]  # fmt: skip
            end = after
        typed = "".join([*pieces, _broken(text[end:], apart)])
        return restore(typed).replace(apart, "") if apart else restore(typed)


class LookAlikes:
    """An extractor that also marks signs which a user wrote, as the engine does for its own.

    Args:
        inner: Finds private spans.
        numbers: What was issued is no look-alike.
    """

    def __init__(self, inner: Extractor, numbers: Numbers) -> None:
        self._inner, self._numbers = inner, numbers

    def __repr__(self) -> str:
        return f"LookAlikes({self._inner!r})"

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> Sequence[PrivacySpan]:
        """See `Extractor.extract`."""
        found = [*self._inner.extract(text, role=role, real_name=real_name)]
        for sign in find_signs(text):
            if sign.number not in self._numbers:
                self._numbers.take(sign.number)
                start, end = sign.start, sign.end
                found.append(
                    PrivacySpan(start, end, text[start:end], LITERAL, PrivacyLevel.PL4, "grammar")
                )
        return found


def _broken(text: str, apart: str) -> str:
    """Take typed look-alikes out of the grammar: under this method they stand for nothing."""
    pieces, end = [], 0
    for match in find_placeholders(text):
        number = len(str(match.placeholder.number))
        at = text.rindex(str(match.placeholder.number), match.start, match.end)
        pieces += [text[end:at], apart, text[at : at + number]]
        end = at + number
    return "".join([*pieces, text[end:]])
