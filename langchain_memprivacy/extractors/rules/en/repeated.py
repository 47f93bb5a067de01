"""Secrets that an assistant says again: "change 5510 soon", "nobody needs the 418"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, lower_matches, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import word_set

_AGAIN = lazy(
    r"(?<![A-Za-z])(?i:change|changing|swap|replac(?:e|ing)|keep|typed?|enter(?:ed)?|use|try"
    r"|give|hear|drop|rotate"
    r"|retire|print|share|leave out|left out|tell|hand over|with|without|have|to|be|and|neither"
    r"|nor|or|since|needs?"
    r"|pretend i didn['’]t hear|someone who knew|first)"
    r"(?i:,? the| her the| him the| that| both)?(?::|,)? [\"“`*]{0,3}"
    r"(?P<v>[#*]?(?:\d{4,8}|\d{1,2}(?:-\d{1,2}){2,4}|[A-Z]-?\d(?:-?\d){2,5}[A-Z]?"
    r"|[A-Z]{2,3}-\d{4})[#*]?)"
    r"(?=[\"”`*]{0,3}(?:[\s.,;:)?!]|\Z))(?!\s?(?:%|[a-z]{0,9}s\b(?<!was)(?<!is)(?<!needs)|am\b"
    r"|pm\b|usd\b|eur\b|or so\b))"
)
_GUARDED_WORDS = (
    r"\b(?:codes?|pins?|padlock|lock(?:s|ed|er|box)?|safe|alarm|keypad|gate|door|pass ?codes?"
    r"|passwords?|guess(?:es|ed|able)?"
    r"|secret|log ?in|voice|out of|aloud|whoever|anyone|nobody|wheels|user menu|supervisor"
    r"|brochure|duress|till)\b"
)
_GUARDED = lazy(_GUARDED_WORDS)
_SETTING = lazy(
    r"\b(?:ports?|timeouts?|max_\w+|connections|replicas|threads|buffers?|memory|staff|px|ml|pixels"
    r"|in (?:your|the) code|source code)\b"
)
_ROUND = lazy(r"512|1024|2048|4096|8192|8080|[1-9]0+|[1-9]\d?000")
"""Numbers that settings have."""
_YEAR = lazy(r"(?:19|20)\d\d|[\d]{1,2}-\d{1,2}-(?:19|20)?\d\d")


def _near(words: re.Pattern[str], source: Source, value: Range, before: int, after: int) -> bool:
    """Tell whether words stand around a value, within so many characters."""
    start, end = max(0, value[0] - before), min(len(source.text), value[1] + after)
    return words.search(source.lower, start, end) is not None


@finder("en-repeated-code", PrivacyType.PASSWORD, digits=3)
def _repeated(source: Source) -> Iterator[Range]:
    """Find what an assistant says to change, keep or enter, in an answer about codes."""
    if source.role != "assistant" or not lower_holds(_GUARDED, source):
        return
    for match in matches(_AGAIN, source):
        value = match.span("v")
        if _YEAR.fullmatch(match["v"]) or _ROUND.fullmatch(match["v"]):
            continue
        if _near(_GUARDED, source, value, 110, 110) and not _near(_SETTING, source, value, 50, 40):
            yield value


_THREE = lazy(
    r"(?<![a-z])(?:the|with|and|plus|needs?|enter|typed?|type|gave|give|shows?|those|that|or"
    r"|hand over|without|repeat|read|send|store|share|write|say|since|asks? for"
    r"|reason to ask for|,)"
    r" (?:only )?[\"“`*]{0,2}(?P<v>\d{3})[\"”`*]{0,2}"
    r"(?=[.,;:)?!]|\Z|\s(?:again|and|or|to|for|code|from|on|in|is|may|need|never|by|can|only"
    r"|too|at|stays?|will|so|any"
    r"|should|must|goes|as|out|into|down|now|went|with|anyone"
    r"|too)(?![a-z]))(?![.,:-]\d)(?! (?:and|or|to) [$€£]?\d| (?:and|in|on|from) (?:hold|call))"
)
_NO_CARD = lazy(
    r"\b(?:bus|buses|tram|train|route|redirects?|https?|error|status|pages?|(?:take"
    r"|catch) the (?=\d)"
    r"|game|row|rows|seats?|desk)\b"
)
_FOUR = lazy(
    r"(?<![a-z])(?:the|with|and|code,?|digits,?|front,?|front:|so|is"
    r"|are) (?P<v>\d{4})(?=[\s.,;:)?!]|\Z)(?![.,:-]\d)"
    r"(?! (?:points?|miles|seats?|people|users|euros|dollars|pounds|usd|eur|a)\b)"
)
_CARD = lazy(
    r"\b(?:cards?|amex|visa|mastercard|debit|long number|card number|cv[vc]2?|back of"
    r"|on the back|expiry|\d\d/\d\d"
    r"|dispute|bank|charged?|have your number|the number)\b"
)


@finder("en-repeated-card-code", PrivacyType.PAYMENT_SECURITY_CODE, digits=3, needs=(
    "card", "amex", "visa", "number", "cvv", "cvc", "bank", "dispute", "charge"))  # fmt: skip
def _card(source: Source) -> Iterator[Range]:
    """Find the three digits of a card in an answer about paying or a call from the bank."""
    if source.role != "assistant":
        return
    for match in lower_matches(_THREE, source):
        value = match.span("v")
        if _near(_CARD, source, value, 110, 80) and not _near(_NO_CARD, source, value, 45, 40):
            yield value


@finder(
    "en-amex-code",
    PrivacyType.PAYMENT_SECURITY_CODE,
    digits=4,
    needs=("amex", "american express", "front"),
)
def _amex(source: Source) -> Iterator[Range]:
    """Find the four digits that stand on the front of some cards."""
    for match in lower_matches(_FOUR, source):
        value = match.span("v")
        if _near(_CARD, source, value, 80, 60) and not _near(_NO_CARD, source, value, 45, 20):
            yield value


_WORDED = lazy(
    r"(?<![A-Za-z])(?i:change|swap|replace|rotate|retire|treat|drop|neither|nor|trying|try|keep"
    r"|typing|use|take|knew"
    r"|since|if|than|password presumably) [\"“`*]{0,2}(?P<v>(?:[A-Za-zÀ-ÿ]{4,24}\d{1,6}"
    r"|\d{2,5}[a-zà-ÿ]{4,20}"
    r"|[A-Za-zÀ-ÿ]{2,20}[_*.!-][A-Za-zÀ-ÿ0-9_*.!-]{0,30}\d{1,6}|[a-z]\d[a-z]\d[a-z0-9]{2,6}"
    r"|[A-Z]\d{3})[!$#*]{0,2})"
    r"(?=[\"”`*]{0,2}(?:[\s,;:?!)]|\.\s|\.?\Z))"
)
_CHANGED_FOR = lazy(
    r"(?i:\b(?:change|replace"
    r"|swap) )[\"“`*]{0,2}(?P<v>[A-Za-zÀ-ÿ][\wÀ-ÿ'’-]{3,20}(?: [\wÀ-ÿ'’-]{2,16}){0,2}?)[\"”`*]{0,2}"
    r"(?: (?:to|by|with|for) (?:something|anything|a nonsense|one (?:that )?nobody|a word"
    r"|two unrelated|a random|nonsense))"
)
_WORD_GUARD = lazy(
    rf"{_GUARDED_WORDS}|\b(?:longer|stronger|unguessable|unrelated|sign(?:s|ed)? (?:in|out)"
    r"|accounts?|e-?mail|scanner|username|vpn|spreadsheet|calendar|instagram|post-it|fails"
    r"|nonsense)\b"
)
_SURE = lazy(
    r"(?i)(?:change|rotate|retire|replace|swap) [\"“`*]{0,2}[A-Za-zÀ-ÿ]{4,}\d{3,6}[!$#*]{0,2}"
)
_ORDINARY = word_set(
    """it the that this your both them one his her their any all those these password what each
    every a an my"""
)
_NO_WORD = lazy(
    r"(?i)(?:version|python|iphone|windows|android|covid|step|option|room|port|level|server"
    r"|build|draft|ubuntu|figure"
    r"|table|line|page|chapter|section|plan|day|week|unit|item|type|form|sha|base|office|http"
    r"|oauth|utf|web|node|java"
    r"|vlan|wpa|dell|error)[-_. ]?\d+|.*\.(?:py|md|js|txt|pdf|csv)"
)


def _is_guarded(source: Source, match: re.Match[str]) -> bool:
    """Tell whether the answer speaks of passwords around a word."""
    return _near(_WORD_GUARD, source, match.span(), 160, 160)


@finder("en-repeated-word", PrivacyType.PASSWORD, needs=(
    "change", "swap", "replace", "rotate", "retire", "treat", "drop", "neither", "nor ", "try",
    "keep", "typ", "use", "take", "knew", "since", "if ", "than "))  # fmt: skip
def _worded(source: Source) -> Iterator[Range]:
    """Find "change moocow410" and "replace Marmalade by something" in an answer."""
    if source.role != "assistant":
        return
    for match in matches(_WORDED, source):
        if not _NO_WORD.fullmatch(match["v"]) and (
            _SURE.fullmatch(match[0]) or _is_guarded(source, match)
        ):
            yield match.span("v")
    for match in matches(_CHANGED_FOR, source):
        if match["v"].split()[0].lower() not in _ORDINARY and _is_guarded(source, match):
            yield match.span("v")


RULES: tuple[Rule, ...] = (_repeated, _card, _amex, _worded)
