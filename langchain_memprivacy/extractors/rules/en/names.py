"""The user's own name: recognisable forms of the known one, and names told by a sure cue."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import FULL_NAME, LETTER, NAME, NAME_WORD, NOT_A_NAME, occurrences, trim_name, word_set

_REAL = PrivacyType.REAL_NAME
_TITLES = word_set("mr mrs ms miss mx dr prof professor sir madam")
_SUFFIXES = word_set("jr sr ii iii iv phd md")
_PARTICLES = word_set("de da del della di du la le van von der den bin al el ter dos das y")
_WORDS = word_set(
    """will mark may june april grace hope rose bill jack art rich chase faith joy dawn summer
    autumn page miles wood woods young long king white brown black green gray grey day baker price
    cook bush rice stone hall park parks banks love hill church fields rivers lane star sky drew
    grant pat sue gene dean earl duke major christian london paris austin dallas jordan chelsea
    sydney victoria georgia virginia carolina madison lincoln washington jackson frank ray rob
    guy max penny ruby pearl amber iris ivy lily daisy violet olive sage holly heather crystal
    jade melody harmony destiny trinity angel charity mercy patience hunter mason carter cooper
    fisher taylor smith miller potter porter parker walker turner tyler bishop knight prince
    singer sharp wise wolf fox bird bell ball case best good short small little west east north
    south street winter winters snow frost storm rain brook brooks ford royal noble savage moon
    sun son van don ben lee bao long song han min kim das der den ana eve reed reid read swift
    bond post trump ward warden wells cash chance ace buck bud chip dale forest glen harry jean
    josh kit nick norm pip red rusty skip sonny spike tad tony van wade web bob matt mat ash rod
    cliff heath clay jimmy peg polly robin wren jay mia dot candy ginger honey cherry ferry"""
)
"""Given and family names that are words (or places) too: never matched alone."""


def _fold(text: str) -> str:
    """Take accents off without changing the length."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFD", c)[0] for c in text)


@lru_cache(maxsize=64)
def _forms(real_name: str) -> tuple[re.Pattern[str], re.Pattern[str] | None, frozenset[str]] | None:
    """Compile the forms of a name: several words in any case, one word as written."""
    last_first = [part.strip() for part in real_name.split(",")]
    if len(last_first) == 2 and last_first[1].rstrip(".").lower() not in _SUFFIXES:
        real_name = f"{last_first[1]} {last_first[0]}"
    words = [w for w in re.split(r"[\s,]+", _fold(real_name).strip()) if w]
    words = [w for w in words if w.rstrip(".").lower() not in _TITLES | _SUFFIXES]
    if not words or not re.search(r"[A-Za-z]", real_name):
        return None
    esc = [re.escape(w) for w in words]
    first, last = esc[0], esc[-1]
    tail = len(words) - 1
    while tail > 1 and words[tail - 1].lower() in _PARTICLES:
        tail -= 1
    family = r"\s".join(esc[tail:]) if len(words) > 1 else ""
    several = []
    if len(words) > 1:
        middle = rf"(?:\s(?:{LETTER}\.?|[A-Za-z'-]{{2,20}})){{0,2}}"
        several = [
            r"\s".join(esc),
            rf"{first}{middle}\s{family}"
            if len(words) > 2
            else rf"{first}\s(?:[A-Za-z]\.?\s)?{family}",
            rf"{re.escape(words[0][0])}\.?\s?(?:[A-Za-z]\.?\s?)?{family}",
            rf"{family},?\s{first}(?:\s[A-Za-z]\.)?",
            rf"(?:mr|mrs|ms|miss|mx|dr|prof|professor)\.?\s(?:{first}\s)?{family}",
            rf"{first}\s{re.escape(words[tail][0])}\.",
        ]
        if len(words) > 2:
            several += [
                rf"{first}\s{esc[i]}" for i in range(1, len(words) - 1) if len(words[i]) > 2
            ]
    else:
        several = [rf"(?:mr|mrs|ms|miss|mx|dr|prof|professor)\.?\s{last}"]
    edge_l, edge_r = rf"(?<!{LETTER})(?<!['’@.-])", rf"(?!{LETTER}|[@-])"
    whole = re.compile(rf"(?i:{edge_l}(?:{'|'.join(several)}){edge_r})")
    single = [
        w for w in words
        if len(w) >= 3 and w[0].isupper() and w.lower() not in _WORDS | NOT_A_NAME | _PARTICLES
    ]  # fmt: skip
    alone = None
    if single:
        options = "|".join(re.escape(w) for s in single for w in dict.fromkeys((s, s.upper())))
        alone = re.compile(rf"{edge_l}(?:{options}){edge_r}(?!\.\w)")
    return whole, alone, frozenset(w.lower() for w in words)


_GREETING = frozenset(
    [
        "hi",
        "hello",
        "hey",
        "dear",
        "thanks",
        "thank",
        "cheers",
        "regards",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "professor",
        "miss",
        "mx",
        "i",
        "am",
        "im",
        "the",
        "for",
        "and",
        "from",
        "with",
        "to",
        "by",
        "as",
        "is",
        "was",
        "ask",
        "tell",
        "call",
        "meet",
        "this",
    ]
)


@finder("en-real-name", _REAL)
def _known_name(source: Source) -> Iterator[Range]:
    """Find the known name of the user and its recognisable forms."""
    forms = _forms(source.real_name) if source.real_name else None
    if forms is None:
        return
    whole, alone, words = forms
    if not any(word in source.lower for word in words) and source.text.isascii():
        return
    text = _fold(source.text)
    for match in whole.finditer(text):
        yield match.span()
    for match in alone.finditer(text) if alone is not None else ():
        before = re.search(rf"({LETTER}+) \Z", text[max(0, match.start() - 30) : match.start()])
        after = re.match(rf" ({NAME_WORD})", text[match.end() : match.end() + 30])
        # "Fisher Price" and somebody else of the same family are not the user.
        if before and before[1][0].isupper() and before[1].lower() not in words | _GREETING:
            opener = text[: max(0, match.start() - len(before[1]) - 1)].rstrip(" ")
            if opener and opener[-1] not in ".!?:\n":
                continue
        if after and after[1].lower() not in words | NOT_A_NAME:
            continue
        yield match.span()


def _own(source: Source, name: str) -> bool:
    """Tell whether a name may be the user's: no other one is known, or they share a word."""
    forms = _forms(source.real_name) if source.real_name else None
    if forms is None:
        return True
    return any(w.strip(".,").lower() in forms[2] for w in _fold(name).split())


def is_own(source: Source, name: str) -> bool:
    """Tell whether the user's name is known and this shares a word with it."""
    return source.real_name is not None and _own(source, name)


_NAME_RIGHT = rf"(?!{LETTER}|[@'’]\w)"
_ENDS = (
    r"(?=\s*(?:$|[,.;:!?()\n—–-]|(?:and|but|from|here|speaking|calling|with|born|aged|i|i'm"
    r"|from)\b))"
)
_MY_NAME = lazy(
    r"(?:\s(?:is|is still)\s|['’]s\s|:\s|\s=\s|\sshould (?:read|be)\s)"
    rf"(?:(?i:mr|mrs|ms|dr|prof)\.?\s)?(?P<v>{NAME}){_NAME_RIGHT}"
)
_MY_NAME_LOWER = lazy(rf"(?:\sis\s|['’]s\s)(?P<v>[a-z]{{3,15}}(?:\s[a-z]{{3,15}})?){_ENDS}")
_NOT_LOWER = word_set(
    """not the too very on in of at misspelled wrong long short private hard easy irrelevant missing
    common unique legion unknown important different same correct incorrect there here spelled spelt
    pronounced listed written being never always also just still for and but mud what which none
    your his her their hidden visible public printed already only kind sort really pretty quite so
    blank empty"""
)
_MY_NAME_CUES = ("my name", "my full name", "my legal name", "my real name", "name's", "my surname",
                 "my last name", "my first name", "my maiden name", "my birth name")  # fmt: skip


@finder("en-my-name-is", _REAL, needs=_MY_NAME_CUES)
def _my_name(source: Source) -> Iterator[Range]:
    """Find "my name is Xenia Holm", also in a chat's lower case."""
    if source.role != "user":
        return
    for _, end in occurrences(source, _MY_NAME_CUES):
        match = _MY_NAME.match(source.text, end)
        if match:
            start, stop = match.start("v"), trim_name(source.text, *match.span("v"))
            if stop > start:
                yield start, stop
        elif (match := _MY_NAME_LOWER.match(source.text, end)) and not any(
            w in _NOT_LOWER or w.endswith(("ed", "ing")) for w in match["v"].split()
        ):
            yield match.span("v")


_IM_CUES = ("i'm ", "i’m ", "i am ", "this is ", "im ")
_IM = lazy(rf"(?P<v>{FULL_NAME}){_NAME_RIGHT}{_ENDS}")
_IM_ONE = lazy(rf"(?P<v>{NAME_WORD})(?= (?:here|speaking|calling)\b|, your )")
_NO_PERSON = lazy(
    r"(?i)\b(?:super|really|totally|mr|dr|team|new|san|los|las|united|great|old|saint|st|north"
    r"|south|east|west|type|vitamin"
    r"|generation|gen|black|white|native|latin|middle|roman|orthodox|protestant|catholic"
    r"|muslim|jewish"
    r"|christian|hindu|sikh|mac|star|harry|game|lord|world|vice|chief|senior|junior|lead|assistant"
    r"|associate|principal|staff|data|web|ui|ux|hr|it|ceo|cto|cfo|vp|engineer\w*|developer|designer"
    r"|manager|director|analyst|scientist|nurse|doctor|lawyer|republican|democrat|american"
    r"|german|french"
    r"|swiss|italian|fan|city|island|islands|valley|beach|hotel|airport|station|iron|spider|man|way"
    r"|bank|corp|class|day|night|street|act|law|windows|ubuntu|visual|version|pro|plan|edition)\b"
)


@finder("en-i-am-name", _REAL, needs=_IM_CUES)
def _i_am(source: Source) -> Iterator[Range]:
    """Find "I'm Xenia Holm," and "this is Xenia Holm speaking": two capitalised words."""
    if source.role != "user":
        return
    for start, end in occurrences(source, _IM_CUES):
        match = _IM.match(source.text, end)
        other = source.lower[start:end] == "this is "
        if match is None:
            match = _IM_ONE.match(source.text, end)
        elif other and not re.match(
            r" (?:here|speaking|calling|from)\b", source.text[match.end() :]
        ):
            continue
        if match is None or _NO_PERSON.search(match["v"]):
            continue
        if trim_name(source.text, *match.span("v")) == match.end("v") and _own(source, match["v"]):
            yield match.span("v")


_CALL = lazy(
    rf" (?P<v>{NAME_WORD}){_NAME_RIGHT}(?=\s*(?:$|[,.;!?)\n]|and\b|or\b|instead|for short))"
)
_CALL_CUES = ("call me", "calls me", "i go by")


@finder("en-call-me", _REAL, needs=_CALL_CUES)
def _call_me(source: Source) -> Iterator[Range]:
    """Find "call me Xenia", but not "call me Tuesday"."""
    if source.role != "user":
        return
    for _, end in occurrences(source, _CALL_CUES):
        match = _CALL.match(source.text, end)
        if match and match["v"].lower() not in NOT_A_NAME | {
            "ishmael",
            "maybe",
            "when",
            "dad",
            "mom",
        }:
            yield match.span("v")


_SIGN = lazy(
    r"(?im:^[ \t]{0,4}(?:best(?: regards| wishes)?|kind regards|warm regards|warmly"
    r"|(?:many )?thanks"
    r"|thank you|regards|(?:yours )?sincerely(?: yours)?|yours (?:truly|faithfully)|cheers"
    r"|respectfully"
    r"|all the best|signed|with gratitude)[,.!]?[ \t]{0,3}\n{1,2}[ \t]{0,4})"
    rf"(?P<v>{NAME})(?:, [A-Z][A-Za-z.]{{1,5}})?[ \t]{{0,3}}(?=\n|$|,)"
)
_LABEL = lazy(
    r"(?im:(?:^[ \t>*-]{0,4}|[:;,|] )\*{0,2}(?:full |legal |first and last |account holder "
    r"|cardholder |passenger "
    r"|patient |applicant |student |employee |customer "
    r"|your )?(?:name|account holder|card ?holder)(?: \([a-z ]{1,20}\))?\*{0,2}[ \t]{0,2}"
    rf"[:=]\*{{0,2}}[ \t]{{0,3}}(?:(?:mr|mrs|ms|dr)\.? )?)(?P<v>{NAME}){_NAME_RIGHT}"
    rf"(?=[ \t]*(?:\n|$|[,;|(]))"
)
_SIGN_WORDS = ("regards", "wishes", "thank", "sincerely", "yours", "cheers", "respectfully", "best",
               "signed", "warmly", "gratitude")  # fmt: skip


def _signed(source: Source) -> Iterator[Range]:
    if "\n" in source.text and any(w in source.lower for w in _SIGN_WORDS):
        for match in matches(_SIGN, source):
            if trim_name(source.text, *match.span("v")) == match.end("v"):
                yield match.span("v")
    if "name" in source.lower or "holder" in source.lower:
        for match in matches(_LABEL, source):
            if trim_name(source.text, *match.span("v")) == match.end("v"):
                yield match.span("v")


@finder("en-name-signed", _REAL, needs=("name", "holder", *_SIGN_WORDS))
def _signed_own(source: Source) -> Iterator[Range]:
    """Find names of signatures and form lines that are or may be the user's."""
    if source.role == "user":
        return (r for r in _signed(source) if _own(source, source.text[slice(*r)]))
    return iter(())


@finder(
    "en-name-signed-other", PrivacyType.RELATIONSHIP_INFO, needs=("name", "holder", *_SIGN_WORDS)
)
def _signed_other(source: Source) -> Iterator[Range]:
    """Find names in the same places that are known to be somebody else's."""
    return (
        r for r in _signed(source) if source.real_name and not _own(source, source.text[slice(*r)])
    )


RULES: tuple[Rule, ...] = (_known_name, _my_name, _i_am, _call_me, _signed_own, _signed_other)
