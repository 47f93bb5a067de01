"""Secrets that an assistant says again: "change 5510 soon", "nobody needs the 418"."""

from __future__ import annotations

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
_GUARDED = lazy(
    r"\b(?:codes?|pins?|padlock|lock(?:s|ed|er|box)?|safe|alarm|keypad|gate|door|pass ?codes?"
    r"|passwords?|guess(?:es|ed|able)?"
    r"|secret|log ?in|voice|out of|aloud|whoever|anyone|nobody|wheels|user menu|supervisor"
    r"|brochure|duress|till)\b"
)
_YEAR = lazy(r"(?:19|20)\d\d|[\d]{1,2}-\d{1,2}-(?:19|20)?\d\d")


@finder("en-repeated-code", PrivacyType.PASSWORD, digits=3)
def _repeated(source: Source) -> Iterator[Range]:
    """Find what an assistant says to change, keep or enter, in an answer about codes."""
    if source.role != "assistant" or not lower_holds(_GUARDED, source):
        return
    for match in matches(_AGAIN, source):
        start, end = match.span("v")
        if not _YEAR.fullmatch(match["v"]) and _GUARDED.search(
            source.lower, max(0, start - 110), min(len(source.text), end + 110)
        ):
            yield start, end


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
_FOUR = lazy(
    r"(?<![a-z])(?:the|with|and|code,?|digits,?|front,?|front:|so|is"
    r"|are) (?P<v>\d{4})(?=[\s.,;:)?!]|\Z)(?![.,:-]\d)"
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
        start, end = match.span("v")
        if _CARD.search(source.lower, max(0, start - 110), min(len(source.text), end + 80)):
            yield start, end


@finder(
    "en-amex-code",
    PrivacyType.PAYMENT_SECURITY_CODE,
    digits=4,
    needs=("amex", "american express", "front"),
)
def _amex(source: Source) -> Iterator[Range]:
    """Find the four digits that stand on the front of some cards."""
    for match in lower_matches(_FOUR, source):
        start, end = match.span("v")
        if _CARD.search(source.lower, max(0, start - 80), min(len(source.text), end + 60)):
            yield start, end


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


@finder("en-repeated-word", PrivacyType.PASSWORD, needs=(
    "change", "swap", "replace", "rotate", "retire", "treat", "drop", "neither", "nor ", "try",
    "keep", "typ", "use", "take", "knew", "since", "if ", "than "))  # fmt: skip
def _worded(source: Source) -> Iterator[Range]:
    """Find "change moocow410" and "replace Marmalade by something" in an answer."""
    if source.role != "assistant":
        return
    for match in matches(_WORDED, source):
        if not _NO_WORD.fullmatch(match["v"]):
            yield match.span("v")
    for match in matches(_CHANGED_FOR, source):
        if match["v"].split()[0].lower() not in _ORDINARY:
            yield match.span("v")


RULES: tuple[Rule, ...] = (_repeated, _card, _amex, _worded)
