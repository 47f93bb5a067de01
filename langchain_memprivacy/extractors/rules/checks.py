"""Check digits: python-stdnum where it knows the number, a few lines where it does not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import import_module


@cache
def _validator(module: str) -> Callable[[str], bool]:
    # Here and not at the top: together the modules cost tens of milliseconds,
    # and most messages hold no number.
    found: Callable[[str], bool] = import_module(f"stdnum.{module}").is_valid
    return found


def standard(module: str) -> Callable[[str], bool]:
    """Return the check of a python-stdnum module, for example `"pl.pesel"`, loaded on first use."""
    return lambda number: _validator(module)(number)  # noqa: PLW0108  # not before the call


luhn = standard("luhn")


def only_digits(text: str) -> str:
    """Drop everything but ASCII digits."""
    return "".join(c for c in text if "0" <= c <= "9")


def is_date(year: int, month: int, day: int) -> bool:
    """Tell whether the three make a day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def chinese_id(text: str) -> bool:
    """GB 11643: birth date and ISO 7064 check digit. The region is not looked up: it may be new."""
    number = text.replace(" ", "").replace("-", "").upper()
    if not is_date(int(number[6:10]), int(number[10:12]), int(number[12:14])):
        return False
    return _validator("iso7064.mod_11_2")(number)


def taiwanese_id(text: str) -> bool:
    """Letter, sex, serial and check digit."""
    if text == "A123456789":  # the sample of every form and textbook
        return False
    letter = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(text[0]) + 10
    weights = (8, 7, 6, 5, 4, 3, 2, 1, 1)
    total = letter // 10 + letter % 10 * 9
    return (total + sum(int(d) * w for d, w in zip(text[1:], weights, strict=True))) % 10 == 0


def hong_kong_id(text: str) -> bool:
    """One or two letters, six digits and a check digit that may be A."""
    body = text.upper().replace("(", "").replace(")", "").rjust(9)
    values = [36 if c == " " else int(c, 36) for c in body[:-1]]
    total = sum(v * w for v, w in zip(values, range(9, 1, -1), strict=True))
    return (total + int(body[-1], 36)) % 11 == 0


def singaporean_id(text: str) -> bool:
    """NRIC and FIN: the last letter is computed from the seven digits."""
    text = text.upper()
    total = sum(int(d) * w for d, w in zip(text[1:8], (2, 7, 6, 5, 4, 3, 2), strict=True))
    total += {"S": 0, "F": 0, "T": 4, "G": 4, "M": 3}[text[0]]
    if text[0] == "M":
        return "XWUTRQPNJLK"[total % 11] == text[8]
    return ("JZIHGFEDCBA" if text[0] in "ST" else "XWUTRQPNMLK")[total % 11] == text[8]


def australian_medicare(text: str) -> bool:
    """Eight digits, a check digit, an issue number."""
    number = only_digits(text)
    weights = (1, 3, 7, 9, 1, 3, 7, 9)
    return sum(int(d) * w for d, w in zip(number[:8], weights, strict=True)) % 10 == int(number[8])


def snils(text: str) -> bool:
    """Nine digits and a sum of them modulo 101."""
    number = only_digits(text)
    total = sum(int(d) * w for d, w in zip(number[:9], range(9, 0, -1), strict=True))
    return total % 101 % 100 == int(number[9:])


def korean_rrn(text: str) -> bool:
    """Birth date and check digit of a number issued before October 2020."""
    return _validator("kr.rrn")(text)


def vin(text: str) -> bool:
    """ISO 3779 with the North American check digit; letters and digits both present."""
    text = text.upper()
    letters = sum(c.isalpha() for c in text)
    if not 3 <= letters <= 14 or len(set(text)) < 8:
        return False
    values = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(
        (values[c] if c in values else int(c)) * w for c, w in zip(text, weights, strict=True)
    )
    return text[8] == "0123456789X"[total % 11]


def base58check(text: str) -> bool:
    """Decode Base58 and compare the four checksum bytes (Bitcoin, TRON, Litecoin, Dogecoin)."""
    number = 0
    for c in text:
        value = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".find(c)
        if value < 0:
            return False
        number = number * 58 + value
    try:
        raw = number.to_bytes(25, "big")
    except OverflowError:
        return False
    return hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()[:4] == raw[21:]


def bech32(text: str) -> bool:
    """BIP 173 and BIP 350: the checksum over prefix and data."""
    prefix, _, data = text.lower().rpartition("1")
    values = ["qpzry9x8gf2tvdw0s3jn54khce6mua7l".find(c) for c in data]
    if not prefix or min(values, default=-1) < 0:
        return False
    state = 1
    stream = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + values
    for value in stream:
        top, state = state >> 25, (state & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> bit & 1:
                state ^= term
    return state in (1, 0x2BC830A3)
