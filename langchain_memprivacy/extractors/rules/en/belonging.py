"""Faith, origin, orientation and party of the user, by English cue words."""

from __future__ import annotations

import re

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import Rule, pattern
from .cue import KIN, cued
from .identity import CLOSES

_SENSITIVE = PrivacyType.SENSITIVE_IDENTITY

_FAITH = (
    r"(?:Muslim|Christian|Catholic|Roman Catholic|Protestant|Jewish|Jew|Hindu|Buddhist|Sikh"
    r"|Mormon|atheist"
    r"|agnostic|Baptist|Methodist|Lutheran|Anglican|Evangelical|Pentecostal"
    r"|Jehovah['’]s Witness|Quaker|Jain"
    r"|Shia|Sunni|Orthodox(?: Jew| Christian)?|Bah[aá]['’]?[ií]|Zoroastrian|Wiccan|ex-Mormon"
    r"|Presbyterian)"
)
_ORIGIN = (
    r"(?:Black|African[- ]American|Hispanic|Latin[aox]|Native American|First Nations"
    r"|Asian[- ]American|Kurdish"
    r"|Uyghur|Uighur|Roma|Romani|Tatar|Han Chinese|Tibetan|Aboriginal|M[aā]ori"
    r"|Pacific Islander|biracial"
    r"|mixed[- ]race|Chicana|Chicano|Cherokee|Navajo|Inuit|Yoruba|Igbo|Hausa|Tamil|Punjabi"
    r"|Pashtun|Hazara"
    r"|Rohingya|Berber|S[aá]mi|ethnic(?:ally)? [A-Z][a-z]{2,14})"
)
_ORIENTATION = (
    r"(?:gay|lesbian|bisexual|bi|queer|pansexual|asexual|transgender|trans(?: (?:man|woman))?"
    r"|non-?binary"
    r"|intersex|homosexual|demisexual|genderqueer|gender[- ]?fluid)"
)
_PARTY = (
    r"(?:(?:registered|lifelong|card-carrying) (?:Democrat|Republican|Independent|Libertarian"
    r"|Socialist|Green|Tory"
    r"|Communist)|(?:paying |card-carrying "
    r"|active )?member of the [A-Z][A-Za-z' ]{2,30}? ?[Pp]arty)"
)
_OF_KIN = lazy(rf"\b(?:my|our) {KIN} \Z")

RULES: tuple[Rule, ...] = (
    cued(
        "en-faith-origin",
        _SENSITIVE,
        ("i'm", "i’m", "i am", "we're", "we are", "im", "i identify as", "i was raised", "as",
         "i'm a practicing"),
        rf" (?:an? |the |a proud |openly )?(?P<v>(?:practi[cs]ing |devout |lapsed |proud |half "
        rf"|part |secular |born-again ){{0,2}}(?:{_FAITH}|{_ORIGIN}"
        rf"|(?<!as )(?i:{_ORIENTATION}))){CLOSES}",
        accept=lambda m: not re.match(r"(?: an?)? (?:Black|Asian|bi|trans|Green)[ -](?:belt"
                                      r"|bear|hat)", m.string[m.start() : m.end() + 8]),
        before=r"(?:\A|[^\w]\s{0,3}|\b(?:and|but|so|since|because|that|well|also|me|out"
               r"|my family|honest(?:ly)?|fact) )",
    ),
    pattern(
        "en-faith-of-kin",
        _SENSITIVE,
        r"\b(?:is|are|was|were) (?:an? )?(?:very |quite |both |all |also )?"
        r"(?:strict |practi[cs]ing |devout |lapsed |conservative |observant )?"
        rf"(?i:{_FAITH})s?{CLOSES}",
        needs=("muslim", "christian", "catholic", "protestant", "jew", "hindu", "buddhist", "sikh",
               "mormon", "atheist", "agnostic", "baptist", "methodist", "lutheran", "anglican",
               "evangelical", "pentecostal", "jehovah", "quaker", "jain", "shia", "sunni",
               "orthodox"),
        accept=lambda m: (
            _OF_KIN.search(m.string[max(0, m.start() - 40) : m.start()].lower()) is not None
        ),
    ),
    cued(
        "en-party",
        _SENSITIVE,
        ("i'm", "i’m", "i am", "im", "i've been", "as", "i was"),
        rf" (?:an? )?(?P<v>{_PARTY})",
    ),
    cued(
        "en-voted-for",
        _SENSITIVE,
        ("i voted", "i always vote", "i vote", "i'm voting", "i’m voting"),
        r" (?:for )?(?:the )?(?:Labour|Conservative|Tory|Democrat(?:ic)?|Republican|Green"
        r"|Greens|Lib Dems?|Liberal|SNP|Reform|[A-Z][a-z]+ Party)(?![a-z])",
    ),
    pattern(
        "en-sensitive-label",
        _SENSITIVE,
        r"(?i:\b(?:religion|ethnicity|race|faith|sexual orientation|political (?:party"
        r"|affiliation)|nationality and ethnicity)\s?[:=]\s?)[A-Z][A-Za-z/-]{2,20}"
        r"(?: [A-Za-z]{2,20})?(?=\s*(?:$|[,.;|)\n]))",
        needs=("religion", "ethnicity", "race", "faith", "orientation", "politic"),
        accept=lambda m: re.search(r"(?i)optional|required|unknown|any|other|prefer|string"
                                   r"|select|n/a", m[0]) is None,
    ),
)  # fmt: skip
