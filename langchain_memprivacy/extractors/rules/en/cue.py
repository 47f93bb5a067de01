"""What English rules share: cue words as anchors, and the shapes of names, dates, amounts.

A cue is looked up with `str.find` in the lower-case text and the regular expression is
tried only right behind it: many times cheaper than letting an expression search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ....taxonomy import PrivacyLevel, PrivacyType
from ..rule import Range, Rule
from ..source import Source

UPPER = "A-ZÀ-ÖØ-Þ\u0100-\u024f"
LOWER = "a-zß-öø-ÿ\u0100-\u024f"
LETTER = f"[{UPPER}{LOWER}]"

NAME_WORD = (
    # The ranges beyond ASCII mix both cases, so only ASCII capitals may follow inside: with
    # two ways to take the same letter, a row of them would take exponential time.
    rf"[{UPPER}](?:[{LOWER}]|(?:['’](?!s(?!{LETTER}))|-)[A-Z]?(?=[{LOWER}])"
    rf"|[A-Z](?=[{LOWER}])){{1,24}}"
)
"""One capitalised word of a name: Joanna, O'Brien, Mei-Ling, McAllister, Sørensen."""
_PARTICLE = "(?:(?:de|da|del|della|di|du|la|le|van|von|der|den|bin|al|el|ter|dos|das|y) ){0,2}"
NAME_MORE = rf"(?: {_PARTICLE}(?:{NAME_WORD}|[{UPPER}]\.))"
"""A further word of a name, with its particles; may be an initial."""
NAME = rf"(?:{NAME_WORD}{NAME_MORE}{{0,3}}(?:,? (?:Jr|Sr|II|III|IV)(?![a-z])\.?)?)"
FULL_NAME = rf"(?:(?:{NAME_WORD}|[{UPPER}]\.){NAME_MORE}{{1,3}}(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?)"

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?![a-z])\.?"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
DAY_MONTH = rf"(?i:{_DAY}(?: of)? {_MONTH}|{_MONTH} {_DAY})"
DATE = (
    rf"(?:{DAY_MONTH}(?:,? (?:(?:19|20)\d\d|['’]\d\d)(?!\d))?"
    r"|(?:19|20)\d\d[-/.](?:1[0-2]|0?\d)[-/.](?:3[01]|[12]\d|0?\d)(?!\d)"
    r"|[0-3]?\d([-/.])[0-3]?\d\1(?:(?:19|20)\d\d|\d\d)(?!\d))"
)
"""A calendar day; holds one group, so use it once per expression."""
DATE_PLAIN = DATE.replace(r"([-/.])", "[-/.]").replace(r"\1", "[-/.]")
"""The same without a group."""

_NUMBER = r"(?:\d{1,3}(?:,\d{2,3}){1,4}(?:\.\d\d?)?|\d{1,9}(?:\.\d{1,2})?)(?![\d%])"
_SCALE = r"(?:\s?(?:k|mm?|bn|million|thousand|billion|lakhs?|crores?|grand)(?![a-z]))"
AMOUNT = (
    rf"(?i:(?:(?:US|AU|CA|NZ|HK|A|C|S)?\$|[€£¥₹]|(?:USD|EUR|GBP|CAD|AUD|SGD|INR|CHF) ?|Rs\.? ?)"
    rf"\s?{_NUMBER}{_SCALE}?"
    rf"|{_NUMBER}{_SCALE}?\s?(?:dollars|euros?|pounds|bucks|quid|rupees|yen|yuan|rmb|francs"
    r"|USD|EUR|GBP|CAD|AUD|SGD|INR|CHF|SEK|NOK|DKK|PLN|€|£)(?![a-z])"
    rf"|{_NUMBER}\s?(?:k|grand|lakhs?|crores?)(?![a-z]))"
)
PERIOD = (
    r"(?i:\s?(?:/|an?\s|per\s|each\s|every\s)\s?(?:year|yr|annum|month|mo|week|wk|hour|hr|day)"
    r"(?![a-z])|\s(?:annually|yearly|monthly|weekly|hourly|p\.a\.|pcm|pa(?![a-z])))"
)

KIN = (
    "(?:(?:step|god|grand|half-|great-|ex-|foster |twin |business |civil |domestic |best "
    "|family |old |new |late |former |older |elder |eldest |oldest |younger |youngest "
    "|little |big |only |baby |middle |first |second |current |next-door ){0,2}"
    "(?:wife|husband|spouse|partner|girlfriend|boyfriend|fianc[eé]e?|mother|mom|mum|mommy|mama"
    "|father|dad|daddy|papa|parents?|sister|brother|sibling|sons?|daughters?|kids?|child|children"
    "|baby|twins?|aunt|auntie|uncle|cousin|niece|nephew|grandmother|grandma|granny|nana"
    "|grandfather|grandpa|(?:mother|father|sister|brother|son|daughter)-in-law"
    "|friends?|bestie|roommate|housemate|flatmate|neighbou?r|colleague|co-?worker|boss|manager"
    "|supervisor|mentor|tutor|teacher|professor|advisor|adviser|therapist|counsell?or"
    "|psychiatrist|psychologist|doctor|gp|dentist|oncologist|cardiologist|surgeon|nurse|midwife"
    "|physio|lawyer|attorney|solicitor|barrister|accountant|landlord|landlady|tenant|nanny"
    "|babysitter|caregiver|carer|assistant|client|patient|student|ex|crush|pastor|priest|rabbi"
    "|imam|coach|realtor|guardian|ward|team ?lead|case ?worker|social worker)"
    "(?![a-z-]))"
)
"""Words for people around the user; match in lower case."""


def word_set(text: str) -> frozenset[str]:
    """Make a set of the words of a text."""
    return frozenset(text.split())


NOT_A_NAME = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february march july
    august september october november december i i'm i've i'll i'd it he she they we you who
    what when where why how the a an and but or so if then that this these those there here
    also just please thanks thank hi hello hey dear yes no not now today tomorrow yesterday
    tonight is was are has had will would can could should did does do my our his her their
    your its for from to at in on of with by as because since after before about english
    french german spanish chinese japanese korean indian american british canadian
    australian italian russian mexican african european asian irish scottish dutch swedish
    christmas easter thanksgiving halloween ramadan diwali god jesus google amazon apple facebook
    instagram netflix microsoft whatsapp uber linkedin twitter youtube tiktok chatgpt openai
    python java javascript excel linux windows android iphone covid team support service
    services customer department sales group inc llc ltd company office hr admin
    manager director engineer developer student teacher president senior junior project
    product software lead chief head new north south east west united street avenue road
    university college school hospital re fwd subject dr mr mrs ms everyone all regards
    sincerely cheers asap maybe later back crazy anytime whatever lol btw fyi ok okay
    still currently based born married single happy sorry sure ready done good great fine
    very really too"""
)
"""Capitalised words that follow a cue and are nobody's name, in lower case."""


def trim_name(text: str, start: int, end: int) -> int:
    """Return where a name really ends: before the first word that cannot be part of one."""
    for word in re.finditer(r"[^\s,]+", text[start:end]):
        if word[0].rstrip(".").lower() in NOT_A_NAME:
            return start + len(text[start : start + word.start()].rstrip(" ,"))
    return end


def occurrences(source: Source, cues: tuple[str, ...]) -> Iterator[Range]:
    """Yield where the cues (lower case) begin a word, each with its end."""
    lower = source.lower
    for cue in cues:
        at = lower.find(cue)
        while at >= 0:
            end = at + len(cue)
            if at == 0 or not lower[at - 1].isalnum() or not cue[0].isalnum():
                yield at, end
            at = lower.find(cue, end)


def clause_before(source: Source, at: int, reach: int = 60) -> str:
    """Return the sentence up to a position, in lower case, at most `reach` characters."""
    window = source.lower[max(0, at - reach) : at]
    cut = max(window.rfind("\n"), window.rfind(". "), window.rfind("! "), window.rfind("? "))
    return window[cut + 1 :]


def cued(
    name: str,
    type: PrivacyType,  # noqa: A002  # the word of the public surface
    cues: tuple[str, ...],
    tail: str,
    *,
    before: str = "",
    digits: int = 0,
    level: PrivacyLevel | None = None,
    role: str = "",
    accept: Callable[[re.Match[str]], bool] | None = None,
) -> Rule:
    """Make a rule that reads on from a cue word.

    Args:
        name: See `Rule`.
        type: See `Rule`.
        cues: Lower case; looked up at the start of words.
        tail: Matched right behind the cue. The value is its group `v`, else the cue
            and the tail together.
        before: Must match, in lower case, right up to the cue (a window of 48 characters).
        digits: See `Rule`.
        level: See `Rule`.
        role: Only messages of this role, where given.
        accept: A last look at the match of the tail.
    """
    compiled = re.compile(tail, re.ASCII)
    ahead = re.compile(rf"(?:{before})\Z", re.ASCII) if before else None
    valued = "v" in compiled.groupindex

    def find(source: Source) -> Iterator[Range]:
        if role and source.role != role:
            return
        for start, end in occurrences(source, cues):
            match = compiled.match(source.text, end)
            if match is None or (accept is not None and not accept(match)):
                continue
            if ahead is not None and not ahead.search(source.lower, max(0, start - 48), start):
                continue
            yield match.span("v") if valued else (start, match.end())

    return Rule(name, type, find, level or type.level, cues, digits)
