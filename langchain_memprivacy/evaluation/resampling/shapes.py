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


class Numbers:
    """Redraws numbers within phrases, each the same way wherever it stands."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._known: dict[str, str] = {}

    def apply(self, text: str) -> str:
        """Redraw the numbers of a phrase; their length and their zeros at the end stay."""
        return _NUMBER.sub(lambda match: fill(match[0], self._of(core(match[0]))), text)

    def _of(self, old: str) -> str:
        if old not in self._known:
            self._known[old] = self._draw(old)
        return self._known[old]

    def _draw(self, old: str) -> str:
        if len(old) == 4 and 1900 <= int(old) <= 2035:  # a year stays near
            return str(int(old) - self._rng.choice((1, 2, 3)))
        if len(old) == 1:
            return self._rng.choice([c for c in "23456789" if c != old])
        if len(old) == 2 and 9 < int(old) < 60:  # may be a day, an hour, a minute
            low, high = (10, 24) if int(old) < 24 else (24, 29) if int(old) < 32 else (32, 60)
            return str(self._rng.randrange(low, high))
        body = old.rstrip("0")
        if len(body) == 1 and len(old) == 2:  # 30, 40: another round number
            return self._rng.choice("123456789") + "0"
        return draw(body, self._rng) + "0" * (len(old) - len(body))


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
