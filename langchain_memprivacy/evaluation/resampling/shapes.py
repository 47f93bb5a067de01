"""Strings drawn again in their own shape: a digit for a digit, a letter for a letter."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable

_WIDE = 0xFEE0
"""From a full-width character to its ASCII one."""
_HEX = re.compile(
    r"(?:0x)?(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{8,}|(?=\d*[A-F])(?=[A-F]*\d)[0-9A-F]{8,}", re.ASCII
)
_NUMBER = re.compile(r"[0-9０-９]+(?:[.,，][0-9０-９]{3})*(?:[.][0-9０-９]+)?")
_TRIES = 20_000


def core(text: str) -> str:
    """Return the letters and digits of a value, half width, without its separators."""
    return "".join(filter(None, map(_slot, text)))


def fill(template: str, drawn: str) -> str:
    """Put letters and digits into the places of a template, each in its width."""
    characters = iter(drawn)
    out = []
    for c in template:
        if not _slot(c):
            out.append(c)
            continue
        new = next(characters)
        out.append(chr(ord(new) + _WIDE) if _is_wide(c) else new)
    return "".join(out)


def draw(old: str, rng: random.Random, *, keep: int = 0) -> str:
    """Draw letters and digits of the classes of `old`; the first `keep` stay.

    Hexadecimal strings stay hexadecimal, and a number does not begin with a zero that it
    did not have.
    """
    hexadecimal = _HEX.fullmatch(old) is not None
    out = list(old[:keep])
    for at, c in enumerate(old[keep:], keep):
        if c.isdigit():
            first = at == 0 and c != "0"
            out.append(rng.choice("123456789" if first else string.digits))
        elif hexadecimal and c != "x":
            out.append(rng.choice("ABCDEF" if c.isupper() else "abcdef"))
        elif hexadecimal:
            out.append(c)
        else:
            out.append(
                rng.choice(string.ascii_uppercase if c.isupper() else string.ascii_lowercase)
            )
    return "".join(out)


def draw_valid(old: str, rng: random.Random, valid: Callable[[str], bool], *, keep: int = 0) -> str:
    """Draw until a check accepts it; `old` itself where none is found."""
    for _ in range(_TRIES):
        new = draw(old, rng, keep=keep)
        if new != old and valid(new):
            return new
    return old


def luhn_digit(body: str) -> str:
    """Return the digit that makes a number pass the Luhn check."""
    total = 0
    for at, c in enumerate(reversed(body)):
        digit = int(c) * (2 if at % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)


def iban_digits(country: str, rest: str) -> str:
    """Return the two check digits of an IBAN (ISO 7064, mod 97)."""
    number = int("".join(str(int(c, 36)) for c in f"{rest}{country}00"))
    return f"{98 - number % 97:02}"


_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_WHEN = re.compile(
    # 20260314, 2026-03-14, 14.03.2026, 14/03, 08:30
    r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<![\d.,])(?:\d{4}[-./])?\d{1,2}[-./]\d{1,2}(?:[-./]\d{2,4})?(?!\d|[.,]\d)(?!\s?%)"
    r"|(?<!\d)\d{1,2}\s?[:：]\s?\d{2}(?:[:：]\d{2})?(?!\d)"
    # 3月, 7点, 14th, 7 pm, 14 March, March 14
    r"|(?<!\d)\d{1,2}(?=\s?(?:[月日号號时時点點分](?!钱|錢|贝|貝)|(?:st|nd|rd|th)\b|[ap]\.?m\b|Uhr\b))"
    rf"|(?<!\d)\d{{1,2}}(?=\s(?:of\s)?(?:{_MONTHS}))|(?:{_MONTHS})[a-z]*\.?\s\d{{1,2}}(?!\d)",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"\d+\.\d+")


class Numbers:
    """Redraws numbers within phrases, each the same way wherever it stands.

    What stands where a date or a time does stays one: a month from 1 to 12, a day to 28, an
    hour to 23, a minute to 59.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._known: dict[tuple[str, bool], str] = {}

    def apply(self, text: str) -> str:
        """Redraw the numbers of a phrase.

        Their length stays, and so do zeros at their end, but for those of days and hours.
        """
        narrow = "".join(chr(ord(c) - _WIDE) if _is_wide(c) else c for c in text)
        out, done = [], 0
        for match in _WHEN.finditer(narrow):
            if _DECIMAL.fullmatch(match[0]) and not _is_day(match[0]):
                continue
            start, end = match.span()
            out += [self._others(text[done:start]), self._moment(text[start:end])]
            done = end
        return "".join([*out, self._others(text[done:])])

    def _others(self, text: str) -> str:
        return _NUMBER.sub(lambda match: fill(match[0], self._of(core(match[0]))), text)

    def _moment(self, text: str) -> str:
        if core(text).startswith("2400"):  # midnight: no other hour is like it
            return text
        return re.sub("[0-9０-９]+", lambda m: fill(m[0], self._of(core(m[0]), when=True)), text)

    def _of(self, old: str, *, when: bool = False) -> str:
        # Round numbers alone become round ones; where one is an hour or a day it may not.
        key = old, when and len(old) == 2 and old[1] == "0"
        if key not in self._known:
            self._known[key] = self._draw(old, when=when)
        return self._known[key]

    def _draw(self, old: str, *, when: bool) -> str:
        if len(old) == 4 and 1900 <= int(old) <= 2035:  # a year stays near
            return str(int(old) - self._rng.choice((1, 2, 3)))
        if len(old) == 8 and when:
            year, month, day = old[:4], old[4:6], old[6:]
            return "".join(self._of(part, when=True) for part in (year, month, day))
        if len(old) == 1:
            return self._rng.choice([c for c in "23456789" if c != old]) if old != "0" else old
        if len(old) == 2 and (when or old[1] != "0") and 0 < int(old) < 60:
            return f"{self._small(int(old)):02}"
        body = old.rstrip("0")
        if len(body) == 1 and len(old) == 2:  # 30, 40: another round number
            return self._rng.choice([c for c in "123456789" if c != body]) + "0"
        return draw(body, self._rng) + "0" * (len(old) - len(body))

    def _small(self, old: int) -> int:
        """Draw another number that may stand wherever `old` may: month, hour, day or minute."""
        ranges = (range(1, 10), range(10, 13), range(13, 24), range(24, 29), range(32, 60))
        mine = next((one for one in ranges if old in one), ranges[3])
        return self._rng.choice([number for number in mine if number != old])


def _is_day(text: str) -> bool:
    """Tell a day and month, `14.03`, from a share or an amount, `6.8`."""
    day, _, month = text.partition(".")
    return len(month) == 2 and 0 < int(day) <= 31 and 0 < int(month) <= 12 and month[0] in "01"


def redraw_tokens(text: str, rng: random.Random) -> str:
    """Redraw those words of a phrase that hold digits; words alone stay."""
    if _HEX.fullmatch(core(text)):
        return fill(text, draw(core(text), rng))
    return re.sub(
        r"[A-Za-z0-9]*\d[A-Za-z0-9]*", lambda match: draw(match[0], rng), text, flags=re.ASCII
    )


def _is_wide(c: str) -> bool:
    return 0xFF01 <= ord(c) <= 0xFF5E


def _slot(c: str) -> str:
    c = chr(ord(c) - _WIDE) if _is_wide(c) else c
    return c if c.isascii() and c.isalnum() else ""
