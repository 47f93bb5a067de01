"""What people type without capitals: names, employers, streets; and plain words for hard things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_matches, matches
from ..rule import Range, Rule, finder, pattern
from ..source import Source
from .clinical import IN_GENERAL, someone
from .cue import KIN, NOT_A_NAME, word_set
from .given import ALSO_WORDS, GIVEN
from .names import is_own

_NO_SURNAME = NOT_A_NAME | word_set(
    """went came took gave made said told knew left lost kept felt thought bought brought taught
    caught found held sent spent stood fell broke wrote drove threw grew flew slept paid just got
    have been with that this from into onto over under again always never really still even
    about around because when while until since after before than then they them their will
    would could should must might want need like love hate know think feel seem look work live
    move come take give make send call text mail both here there where also only very much more
    less most some none well okay okay's quit hits hurt beat bit ate ran met put let set"""
)
_NAME = r"(?P<n>[a-zà-ÿ]{3,14})(?: (?P<s>[a-zà-ÿ]{4,16}(?:-[a-z]{3,14})?))?(?![\w'’-])"
_KIN_SMALL = lazy(rf"\b(?:my|our|his|her) (?P<k>{KIN}),? (?:is called |named |called )?{_NAME}")
_SELF = lazy(rf"\b(?:i['’]m|im|i am|my name(?:['’]s| is)|this is|name['’]s) {_NAME}")
_SURE = GIVEN - ALSO_WORDS - word_set("said long lily basil given dolores mallory perla so an")
_NO_ENDING = lazy(r"\w+(?:ed|ing|ly|['’]s|n['’]t)\Z|\w{3,}[^s]s\Z")


def _named(source: Source, expression: re.Pattern[str]) -> Iterator[Range]:
    for match in lower_matches(expression, source):
        first, stop = match.span("n")
        if match["n"] not in _SURE or source.text[first].isupper():
            continue
        surname = match["s"]
        if surname and surname not in _NO_SURNAME and not _NO_ENDING.match(surname):
            stop = match.end("s")
        yield first, stop


@finder("en-kin-small", PrivacyType.RELATIONSHIP_INFO, needs=("my ", "our ", "his ", "her "))
def _kin(source: Source) -> Iterator[Range]:
    """Find "my boss greg hanley" and "my son noah" in small letters."""
    for found in _named(source, _KIN_SMALL):
        if not is_own(source, source.text[slice(*found)]):
            yield found


@finder(
    "en-self-small", PrivacyType.REAL_NAME, needs=("i'm", "i’m", "im ", "i am", "name", "this is")
)
def _self(source: Source) -> Iterator[Range]:
    """Find "i'm marta kowalczyk" in small letters."""
    for start, end in _named(source, _SELF):
        if " " in source.text[start:end] or is_own(source, source.text[start:end]):
            yield start, end


_NO_FIRM = word_set(
    """home night nights least all both times them him her free myself some big small local the
    weekends school work it this that these those our my your his their what which who whom you
    fun money cash tips one two someone somebody nobody nothing once first present minimum peanuts
    scale pace speed height different various multiple another any every hospital university
    government state city company startup bank restaurant bar cafe shop store office desk"""
)

_STREET = (
    r"(?:street|avenue|ave|road|lane|drive|close|crescent|terrace|boulevard|court|gardens|st|rd)"
)

_PLAIN = lazy(
    r"\b(?:alzheimers|parkinsons|crohns|huntingtons|hodgkins|hashimotos|tourettes|downs syndrome)\b"
    r"|\b(?:had|having|got|after|since|need|needs|wants?) (?:an? |my |her )?(?P<v>(?:abortion"
    r"|miscarriage"
    r"|stillbirth|hysterectomy|vasectomy|mastectomy|overdose)(?: (?:in|last|at) \w+(?: weeks)?)?)"
    r"|\b(?P<w>(?:tried|attempted|wanted|going) to (?:kill (?:myself|himself|herself|themselves)"
    r"|end (?:my|his|her|their) (?:own )?life|take (?:my|his|her|their) own life)(?: (?:in|last"
    r"|on) \w+)?"
    r"|suicide attempts?|attempted suicide|(?:cut|cutting|harmed|harming|starved) (?:myself"
    r"|herself|himself))\b"
)


@finder("en-plain-health", PrivacyType.MEDICAL_HEALTH, needs=("alzheimers", "parkinsons", "crohns",
        "huntingtons", "hodgkins", "hashimotos", "tourettes", "downs", "abortion", "carriage",
        "birth", "ectomy", "overdose", "kill", "life", "suicide", "self", "pregnant"))  # fmt: skip
def _health(source: Source) -> Iterator[Range]:
    """Find what is told without its medical name: an abortion, a suicide attempt."""
    for match in lower_matches(_PLAIN, source):
        group = "v" if match["v"] else "w" if match["w"] else 0
        if someone(source, match.start()):
            yield match.span(group)
    for match in matches(_EXPECTING, source):
        if not IN_GENERAL.search(source.lower, max(0, match.start() - 36), match.start()):
            yield match.span("v")


_EXPECTING = lazy(
    rf"(?i:\b(?:my|our|his) {KIN})(?: [A-Z][\w'’-]{{1,20}})?(?:,? who)?(?: is|['’]s| got| was)"
    r"(?: (?:now|also|just|finally|newly))? (?P<v>pregnant(?: (?:again|with twins))?)\b"
)


RULES: tuple[Rule, ...] = (
    _kin,
    _self,
    _health,
    pattern(
        "en-employer-small",
        PrivacyType.IDENTITY_BACKGROUND,
        r"\bi(?:['’]m| am)? (?:work|worked|working|started) (?:at|for) (?P<v>[a-z][a-z&'-]{2,20})"
        r"(?=\s*(?:\Z|[.,;!\n]|(?:and|but|as|in|since|so|now)\b))",
        needs=("work", "started"),
        accept=lambda match: match["v"] not in _NO_FIRM,
    ),
    pattern(
        "en-plate-small",
        PrivacyType.ID_NUMBER,
        r"\b(?:my|our|his|her|the) (?:\w{2,8} )?(?:number ?plate|licen[cs]e plate|plate|rego|reg)"
        r"(?: number| no\.?)?(?:['’]s| is|:)? ?(?P<v>[a-z]{2}\d\d ?[a-z]{3}(?=\s*(?:\Z|[.,;!\n]))"
        r"|[a-z]{1,3}[ -]?\d{2,4}(?:-?[a-z]{1,3})?"
        r"|\d{1,4}-?[a-z]{2,3}(?:-?\d{1,3})?)(?![\w-])",
        needs=("plate", "rego", "reg "),
        digits=2,
    ),
    pattern(
        "en-street-small",
        PrivacyType.DETAILED_ADDRESS,
        r"\b(?:live|lives|lived|living|stay|staying|moved) (?:at|on|in|to) (?P<v>(?!(?:a|an|the"
        r"|this|that"
        r"|same|our|my|your|one|some|any|main|busy|quiet|high)\b)[a-z]{3,14}(?: [a-z]{3,14})? "
        rf"{_STREET}\b(?:,? (?:number|no\.?|#|house|flat|apt) ?\d{{1,5}}[a-z]?(?!\w))?)",
        needs=("live", "living", "stay", "moved"),
    ),
    pattern(
        "en-voted",
        PrivacyType.SENSITIVE_IDENTITY,
        r"(?i:\b(?:i|we|he|she|i['’]ve|we['’]ve)(?: (?:always|only|both|also|have|had|proudly"
        r"|secretly"
        r"|still)){0,2} )(?P<v>(?i:voted?|campaigned|canvassed|marched|door-knocked) (?:for"
        r"|against) "
        r"(?:the )?(?:[A-Z][\w-]{2,16}(?: [A-Z][\w-]{2,16})?|(?:trump|biden|harris|labour|tories"
        r"|greens"
        r"|democrats?|republicans?|brexit|leave|remain|reform|snp|afd|modi|bjp|anc|liberals)\b))",
        needs=("vote", "campaign", "canvass", "march", "knock"),
    ),
    pattern(
        "en-status",
        PrivacyType.SENSITIVE_IDENTITY,
        r"(?i:\b(?:i['’]?m|i am|we['’]re|we are|he['’]?s|she['’]?s|he is|she is|they are|as|who is"
        r"|who was)"
        r"(?: an?| still| both){0,2} )(?P<v>(?i:undocumented(?: (?:immigrant|migrant|worker"
        r"|student))?"
        r"|illegal immigrants?|stateless|(?:failed )?asylum[- ]seekers?"
        r"|refugees?(?: from [A-Z]\w+)?"
        r"|daca recipient|dreamer(?= and)))(?!\w)",
        needs=("undocument", "illegal imm", "stateless", "asylum", "refugee", "daca", "dreamer"),
    ),
)
