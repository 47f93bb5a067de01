"""Codes that are said, not written: "double two six eight", "star 7 1 9 then hash", `C 3 5 8 Y`.

Digits in words, digits one by one and the keys of a keypad run on after another. A long run
of spoken digits is a code anywhere; a shorter one, or single written digits, need a word for
what it opens or where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .tokens import starting

_DIGITS = {
    "zero": 0, "oh": 0, "nought": 0, "naught": 0, "one": 1, "two": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "niner": 9,
}  # fmt: skip
_TIMES = {"double": 1, "triple": 2, "treble": 2}
"""How many digits more than its digit such a word stands for."""
_SIGNS = frozenset(
    {"star", "hash", "pound", "asterisk", "hashtag", "tick", "enter", "bell", "#", "*"}
)
_FIRST = frozenset({*_DIGITS, *_TIMES, "star", "hash"})

_WORD = "|".join((*_DIGITS, *_TIMES))
_KEY = (
    rf"(?:(?:{_WORD}|star|hash|pound|asterisk|hashtag|tick|enter|bell)(?![a-z])"
    r"|\d{1,8}(?!\d)|[#*])"
)
_JOIN = r"(?:-|,? (?:(?:and then|then|and|followed by|plus)(?: the)? )?)"
_TOGETHER = r"(?: (?:held|pressed)(?: down)?)? (?:together|at once|at the same time)(?![a-z])"
_RUN = lazy(
    rf"(?<![a-z0-9$€£.:/#*+-])(?<![0-9][ ,])(?!enter|tick|bell|pound){_KEY}(?:{_TOGETHER})?"
    rf"(?:{_JOIN}(?!tick, tick){_KEY}(?:{_TOGETHER})?){{1,13}}(?:(?<=[0-9])[#*])?(?![a-z0-9%/:]"
    rf"|[.,-][0-9])"
)
_TOGETHER_IN = lazy(r" together| at ")
_PART = lazy(rf"(?P<word>{_WORD})(?![a-z])|(?P<digits>\d{{1,8}})|(?P<sign>[a-z]+|[#*])")

_OPENING = (
    r"\b(?:codes?|pins?|m-?pin|padlocks?|lock(?:s|ed|er|ers|box)?|unlocks?|safe|vault|alarms?"
    r"|disarm|keypad|key ?(?:safe|box|pad)|entry|entrance|intercom|buzzer|combination"
    r"|combo|pass ?codes?|passwords?|panel|shutter|cabinet|cupboard|strongroom|garage|shed|lobby"
    r"|lobby|punch|dial|duress|master|swipe|supervisor|login|token)\b"
)
_OPENED = (
    r"\b(?:door|gate|lift|pump|tablet|phone)s? (?:is|was|code|opens?|unlocks?|needs|takes|wants"
    r"|you press|press|after|set|in the yard)\b|\b(?:opens?|unlocks?) (?:by|with|on)\b"
    r"|\b(?:front|back|side|shed|yard|cell) (?:door|gate)\b|\b(?:i|you|we|then|:) press\b"
    r"|(?:door|gate|lift):? ?\Z|\bto (?:unlock|open) the (?:door|gate|phone|tablet)\b"
)
_OPENS = lazy(rf"{_OPENING}|{_OPENED}")
_NEARBY = lazy(
    rf"(?:{_OPENING}|{_OPENED}|\bset (?:to|with|it)\b|\bmy phone\b|\bback of\b|\bstrip\b|\btext\b"
    rf"|\btexted|\bsent\b)"
)
_CARD = lazy(
    r"\b(?:cv[vc]2?|strip|back of|on the back|off the back|(?:last|three|security) (?:three"
    r"|digits"
    r"|numbers?|code)|three on|behind the card)\b"
)
_SENT = lazy(
    r"\b(?:otp|sms|texts?|texted|it sent|sent (?:me|a|to|you|it)|code sent|authenticator"
    r"|verification|one[- ]time|shows numbers|fob|it came)\b"
)
_COUNTED = lazy(
    r"\b(?:steps?|items?|points?|count(?:ed|ing)?|chapters?|rooms?|pages?|weeks?|questions?"
    r"|options?|rows?|levels?|phases?|score|won|lost|beat|ages?|aged)\b"
)
_PLAYED = lazy(
    r"\b(?:fibonacci|pi|cheers?|appreciate|scored?|scores|hikes?|hiked|fingering|piano|guitar"
    r"|chords?"
    r"|treble|clef|notes?|tempo|vote[ds]?|votes|sizes?|lines?|answers|recipe|miles|hotels?|reviews?"
    r"|numbered|house numbers|rated|rating|cook|add|multiply|digits of|sequence|dance|count"
    r"|drums?|lottery|bingo|dice"
    r"|prizes?)\b"
)
"""Rows of digits that open nothing."""
_CODE_WORD = lazy(
    r"\b(?:codes?|pins?|padlock|alarm|keypad|passcode|otp|sms|phone|ring|call|dial)\b"
)
_RATED = lazy(r"\d star, \d star|\d pounds? \d|star one,? (?:and )?star two")
_THREE, _MANY = 3, 9
_SHORT = 90


def _runs(source: Source) -> tuple[tuple[int, int, str], ...]:
    """List the runs that are codes, each with its kind: card, sent, opens or number."""
    starts = {start for _, start in starting(source, _FIRST)}
    return _read(source.lower, tuple(sorted(starts.union(source.numbers))))


@lru_cache(maxsize=4)
def _read(lower: str, starts: tuple[int, ...]) -> tuple[tuple[int, int, str], ...]:
    found, done = [], 0
    for start in starts:
        match = _RUN.match(lower, start) if start >= done else None
        if match is not None:
            done = match.end()
            kind = _kind(lower, match)
            if kind:
                found.append((start, done, kind))
    return tuple(found)


def _kind(lower: str, match: re.Match[str]) -> str:
    """Tell what a run is; "" for sums, years, lists and people who count."""
    run, start, end = match[0], match.start(), match.end()
    parts = list(_PART.finditer(run))
    signs = [part[0] for part in parts if part["sign"] in _SIGNS]
    said = [part["word"] for part in parts if part["word"]]
    written = [part["digits"] for part in parts if part["digits"]]
    count = sum(_TIMES.get(word, 1) for word in said) + sum(map(len, written))
    before = lower[max(0, start - 75) : start]
    near = before + " ~ " + lower[end : end + 25]
    if _PLAYED.search(near) and not _CODE_WORD.search(near):
        return ""
    if _TOGETHER_IN.search(run):
        known = count > 1 and _OPENS.search(near) is not None
    elif signs:
        if _RATED.search(run):
            return ""
        enough = count >= _THREE or (count > 1 and len(signs) > 1)
        known = enough and (len(lower) < _SHORT or _NEARBY.search(near) is not None)
    elif (
        "and " in run
        or (said and written)
        or count < _THREE
        or _rises(said, written)
        or (written and (max(map(len, written)) > 1 or "then" in run))
    ):
        known = False
    elif count >= _MANY:
        return "number" if said else ""
    else:
        sure = bool(said) and count > _THREE and "," not in run
        return _purpose(near, before, count, sure=sure)
    return "opens" if known else ""


def _purpose(near: str, before: str, count: int, *, sure: bool) -> str:
    """Tell by the words around what a run of digits opens; `sure` ones need no such word."""
    if count in (_THREE, _THREE + 1) and _CARD.search(before[-48:]):
        return "card"
    if count > _THREE and _SENT.search(before[-50:]):
        return "sent"
    return "opens" if sure or (_NEARBY.search(near) and not _COUNTED.search(before[-30:])) else ""


def _rises(said: list[str], written: list[str]) -> bool:
    """Tell whether somebody counts: one, two, three."""
    row = [_DIGITS.get(word, -9) for word in said] or [int(part) for part in written]
    steps = {after - before for before, after in pairwise(row)}
    return steps in ({1}, {-1})


def _of(source: Source, kind: str) -> Iterator[Range]:
    return ((start, end) for start, end, found in _runs(source) if found == kind)


@finder(
    "en-said-card-code",
    PrivacyType.PAYMENT_SECURITY_CODE,
    needs=("cvv", "cvc", "back", "strip", "three", "security", "behind"),
)
def _card(source: Source) -> Iterator[Range]:
    """Find "the three on the back, six oh seven"."""
    return _of(source, "card")


@finder("en-said-sent-code", PrivacyType.VERIFICATION_CODE, needs=(
    "otp", "sms", "text", "sent", "authentic", "verif", "one-time", "one time", "fob", "shows",
    "came"))  # fmt: skip
def _sent(source: Source) -> Iterator[Range]:
    """Find "the text said nine one, four four, two oh"."""
    return _of(source, "sent")


# A run begins with a word, or with digits and what joins them to the next key.
_BEGINNINGS = (
    *sorted(_FIRST),
    "#",
    "*",
    *(digit + join for digit in "0123456789" for join in " ,-"),
)


@finder("en-said-code", PrivacyType.PASSWORD, needs=_BEGINNINGS)
def _said(source: Source) -> Iterator[Range]:
    """Find "alarm five five one oh", "star 903 then 7716", "3 and 5 together, then 1"."""
    return _of(source, "opens")


@finder(
    "en-said-number",
    PrivacyType.PHONE_NUMBER,
    needs=(" zero", "zero ", " oh", "oh ", "double", " seven", " nine"),
)
def _number(source: Source) -> Iterator[Range]:
    """Find a telephone number in words."""
    return _of(source, "number")


_SINGLE = lazy(
    r"(?<![^\s(\"“:,=])(?:[A-Za-z0-9#$*!@](?: [A-Za-z0-9#$*!@&_.?-]){3,24}"
    r"|[A-Z](?:-\d){3,6}|\d(?:-\d){2,6}-[A-Z])(?=[\s,;.!?)\"'”]|\Z)",
    re.ASCII,
)
_SECRET = lazy(
    rf"{_OPENING}|\bpass\b|\bpwd?\b|wi-?fi|log ?in|capital|upper|spell|spaces?\b|letters?\b"
)


_AROUND = 30
_TABLE = lazy(r"[+=]|\bx\b|\b(?:hex|vitamins?|sections?|answer|chords?|cards?|fret\w*)\b")
_MIXED = lazy(r"(?!E )(?=.*[A-Za-z#$*!@])(?=.*\d.*\d)(?=(?:.[ -]){4}|(?:[A-Z] ?\d ?){2}).*(?<! 0)")


@finder("en-said-signs", PrivacyType.PASSWORD, digits=2)
def _signs(source: Source) -> Iterator[Range]:
    """Find `C 3 5 8 Y` and `T u l i p 4 4 $`: letters and digits one by one."""
    for match in matches(_SINGLE, source):
        start, end = match.span()
        value = match[0]
        letters, digits = sum(map(str.isalpha, value)), sum(map(str.isdigit, value))
        if not letters or digits < 2 or (value[:2] in {"a ", "I "} and letters < 3):
            continue
        alone = len(source.text) - (end - start) < _AROUND and not _TABLE.search(source.lower)
        if (alone and _MIXED.fullmatch(value)) or _SECRET.search(
            source.lower, max(0, start - 90), min(len(source.text), end + 40)
        ):
            yield start, end


RULES: tuple[Rule, ...] = (_card, _sent, _said, _number, _signs)
