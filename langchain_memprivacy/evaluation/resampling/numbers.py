"""Numbers that follow rules: documents, cards, accounts, phones, dates of birth."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from ...extractors.rules import checks
from .shapes import core, draw, draw_valid, fill, iban_digits, luhn_digit

_std = checks.standard
# For each country its checks, and how many first characters (a birth date, a kind) stay.
_CHECKS: dict[str, tuple[tuple[Callable[[str], bool], int], ...]] = {
    "AU": ((_std("au.tfn"), 0), (checks.australian_medicare, 1), (_std("au.abn"), 0)),
    "BR": ((_std("br.cpf"), 0),),
    "CA": ((_std("ca.sin"), 1),),
    "CN": ((_std("cn.uscc"), 8),),
    "DE": ((_std("de.idnr"), 0),),
    "ES": ((_std("es.dni"), 0),),
    "FR": ((_std("fr.nir"), 5),),
    "GB": ((_std("gb.nhs"), 0), (_std("gb.utr"), 0)),
    "HK": ((checks.hong_kong_id, 1),),
    "IE": ((_std("ie.pps"), 0),),
    "IN": ((_std("in_.aadhaar"), 0), (_std("in_.gstin"), 2), (_std("in_.pan"), 0)),
    "IT": ((_std("it.codicefiscale"), 11),),
    "JP": ((_std("jp.my_number"), 0),),
    "KR": ((checks.korean_rrn, 6),),
    "MX": ((_std("mx.curp"), 11),),
    "NL": ((_std("nl.bsn"), 0),),
    "NZ": ((_std("nz.ird"), 2),),
    "PL": ((_std("pl.pesel"), 6),),
    "SG": ((checks.singaporean_id, 1),),
    "TW": ((checks.taiwanese_id, 1),),
    "US": ((_std("us.ssn"), 0),),
    "ZA": ((_std("za.idnr"), 6),),
}
_EVERYWHERE = ((_std("us.ssn"), 0), (checks.vin, 3))
_AUSTRALIAN = ("0491570006", "0491570156", "0491570157", "0491570158", "0491570159",
               "0491570110", "0491570313", "0491570737", "0491571266", "0491571491")  # fmt: skip
# How a number of a range that is set aside for fiction begins, and how long it is in all.
_FICTION = (
    ("07700900", 11), ("447700900", 12), ("02091", 10), ("3532091", 11), ("06399", 10),
    ("33639", 11), ("017604069", 12), ("4917604069", 13), ("01134960", 11), ("441134960", 12),
)  # fmt: skip
Births = dict[date, date]
"""Days of birth and what they became."""
# Forms that say for sure which number is the month: those that begin with the year, and Chinese.
_DAY = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})\s*[-./年]\s*)?(?<!\d)(?P<m>\d{1,2})\s*(?:月|(?(y)[-./]|月))\s*"
    r"(?P<d>\d{1,2})(?!\d)|(?<!\d)(?P<Y>\d{4})(?P<M>\d{2})(?P<D>\d{2})(?!\d)"
)


def document(old: str, rng: random.Random, country: str, births: Births | None = None) -> str:
    """Draw the number of a document: one that its country's check accepts, if `old` is.

    Args:
        old: The number.
        rng: Draws.
        country: Where its bearer lives.
        births: Days of birth that were exchanged so far; one in the number is added.
    """
    number = core(old)
    if len(number) == 18 and number[:17].isdigit() and checks.chinese_id(number):
        return fill(old, _chinese_id(number, rng, {} if births is None else births))
    for valid, keep in (*_CHECKS.get(country, ()), *_EVERYWHERE):
        if _accepts(valid, number):
            new = draw_valid(number, rng, lambda drawn, v=valid: _accepts(v, drawn), keep=keep)  # type: ignore[misc]  # bound for the loop
            return fill(old, new)
    series = re.match("[A-Z]{1,2}(?=[0-9])|", number)
    return fill(old, draw(number, rng, keep=series.end() if series else 0))


def account(old: str, rng: random.Random) -> str:
    """Draw an IBAN, a card with its Luhn digit, or an account of the same shape."""
    number = core(old)
    if re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", number):
        rest = draw_iban(number[:2], number[4:], rng)
        return fill(old, number[:2] + iban_digits(number[:2], rest) + rest)
    return fill(old, draw(number, rng))


def card(old: str, rng: random.Random) -> str:
    """Draw a card number of the same issuer, with a right check digit."""
    number = core(old)
    if not number.isdigit() or len(number) < 12:
        return fill(old, draw(number, rng))
    body = draw(number[:-1], rng, keep=6)
    return fill(old, body + luhn_digit(body))


def draw_iban(country: str, rest: str, rng: random.Random) -> str:
    """Draw the part of an IBAN behind its check digits; the bank's letters stay."""
    for _ in range(2_000):
        drawn = "".join(rng.choice("0123456789") if c.isdigit() else c for c in rest)
        if _accepts(_std("iban"), country + iban_digits(country, drawn) + drawn):
            return drawn
    return rest


def device(old: str, rng: random.Random) -> str:
    """Draw a device's number; an IMEI keeps its Luhn digit."""
    number = re.search(r"\d{15}", old)
    if number and checks.luhn(number[0]):
        body = draw(number[0][:14], rng, keep=8)
        return old[: number.start()] + body + luhn_digit(body) + old[number.end() :]
    return re.sub(r"[A-Za-z0-9]*\d[A-Za-z0-9]*", lambda m: draw(m[0], rng), old, flags=re.ASCII)


def phone(old: str, rng: random.Random) -> str:
    """Draw a phone number: of a range for fiction where `old` is in one, else well-formed."""
    extension = re.search(r"[^\W\d_]", old)
    if extension and extension.start():
        at = extension.start()
        tail = re.sub(r"\d+", lambda match: draw(match[0], rng), old[at:])
        return phone(old[:at], rng) + tail
    number = core(old)
    if not number.isdigit():
        return fill(old, draw(number, rng))
    us = re.fullmatch(r"(1?)([2-9]\d{2})55501\d\d", number)
    if us:
        area = rng.choice(("212", "305", "312", "404", "415", "503", "614", "617", "702", "919"))
        return fill(old, f"{us[1]}{area}55501{rng.randrange(100):02}")
    if number.startswith(("04915", "614915")):
        new = rng.choice(_AUSTRALIAN)
        return fill(old, new if number[0] == "0" else f"61{new[1:]}")
    keep = max(len(number) - 7, 3) if len(number) > 7 else 3
    for prefix, length in _FICTION:
        if number.startswith(prefix) and len(number) == length:
            keep = len(prefix)
    if re.fullmatch(r"\d*55501\d\d", number):  # as in America: country and area stay
        keep = len(number) - 2
    return fill(old, draw_valid(number, rng, bool, keep=keep))


def birth(old: str, rng: random.Random, births: Births | None = None) -> str:
    """Draw another day in the form of a date; words stay as they are.

    Args:
        old: The date.
        rng: Draws.
        births: Days of birth that were exchanged so far: the same day gets the same new
            one, in a document's number, too. Days that begin with their year are added.
    """
    if new := _known_day(old, rng, {} if births is None else births):
        return new

    def other(match: re.Match[str]) -> str:
        group = core(match[0])
        if len(group) == 8:  # 20040917
            return fill(
                match[0], _year(group[:4], rng) + _part(group[4:6], rng) + _part(group[6:], rng)
            )
        new = _year(group, rng) if len(group) == 4 else _part(group, rng)
        return fill(match[0], new)

    return re.sub(r"[0-9０-９]+", other, old)


def _year(old: str, rng: random.Random) -> str:
    return str(min(max(int(old) + rng.choice((-9, -7, -4, -2, 1, 3, 5)), 1931), 2019))


def _part(old: str, rng: random.Random) -> str:
    """Draw a day, a month, or a short year, of as many digits; right as either if in doubt."""
    value = int(old)
    if value > 31 or len(old) > 2:
        return str(value + rng.choice((-3, -2, -1, 1, 2, 3))).zfill(len(old))
    if value > 12:
        return str(rng.randrange(13, 29))
    if len(old) == 1 or value < 10:
        return str(rng.randrange(1, 10)).zfill(len(old))
    return str(rng.randrange(10, 13))


def coordinates(old: str, rng: random.Random) -> str:
    """Move coordinates: the decimals are drawn again."""
    return re.sub(r"(?<=\.)\d+", lambda match: draw(match[0], rng), old)


def age(old: str, rng: random.Random) -> str:
    """Draw an age near the old one."""

    def other(match: re.Match[str]) -> str:
        number = int(core(match[0]))
        new = number + rng.choice((-3, -2, -1, 1, 2, 3))
        if number < 18:
            new = min(max(new, 2), 17)
        return fill(match[0], str(new)) if len(str(new)) == len(match[0]) else match[0]

    return re.sub(r"[0-9０-９]+", other, old)


def _accepts(valid: Callable[[str], bool], number: str) -> bool:
    try:
        return valid(number)
    except (ValueError, IndexError, KeyError):  # of another length or alphabet
        return False


def _known_day(old: str, rng: random.Random, births: Births) -> str | None:
    """Write a birthday anew in its own form; None where it is none that can be told for sure."""
    narrow = unicodedata.normalize("NFKC", old)
    found = _DAY.search(narrow) if len(narrow) == len(old) else None
    if found is None:
        return None
    year, month, day = (found[name] or found[name.upper()] for name in "ymd")
    if year is not None and checks.is_date(int(year), int(month), int(day)):
        new = _moved(date(int(year), int(month), int(day)), rng, births)
    else:
        same = [n for d, n in births.items() if (d.month, d.day) == (int(month), int(day))]
        if year is not None or not same:
            return None
        new = same[0]
    padded = found["Y"] or "-" in found[0] or "0" in {month[0], day[0]}
    width = 2 if padded else 1
    out, at = [], 0
    for name, value in (
        ("y", f"{new:%Y}"),
        ("m", f"{new.month:0{width}}"),
        ("d", f"{new.day:0{width}}"),
    ):
        start, end = found.span(name if found[name] else name.upper())
        if start >= 0:
            wide = narrow[start:end] != old[start:end]
            out += [old[at:start], "".join(chr(ord(c) + 0xFEE0) for c in value) if wide else value]
            at = end
    return "".join([*out, old[at:]])


def _moved(day: date, rng: random.Random, births: Births) -> date:
    """Exchange a day of birth for one within some years, the same each time."""
    if day not in births:
        births[day] = day + timedelta(days=rng.choice((-1, 1)) * rng.randrange(30, 1500))
    return births[day]


def _chinese_id(number: str, rng: random.Random, births: Births) -> str:
    born = _moved(date(int(number[6:10]), int(number[10:12]), int(number[12:14])), rng, births)
    body = f"{number[:6]}{born:%Y%m%d}{rng.randrange(1, 999):03}"
    return next(body + last for last in "0123456789X" if checks.chinese_id(body + last))
