"""Other people around the user: titles with names, kinship with names, contacts.

The word for the relation belongs to the value ("sister Joanna"): it is private too, and a
placeholder must not read "my sister <...>". Where the same name stands alone elsewhere in
the message it is found as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import KIN, LETTER, NAME, NAME_WORD, NOT_A_NAME, cued, occurrences, trim_name, word_set
from .names import is_own

_OTHER = PrivacyType.RELATIONSHIP_INFO
_EDGE = rf"(?!{LETTER})"

TITLED_FAMOUS = word_set(
    """pepper martens marten seuss phil oz dre who strange evil house watson jekyll hyde doom
    octopus
    manhattan zhivago dolittle faustus frankenstein no quinn king fauci freud spock right bean robot
    darcy t rogers clean potato president chairman speaker burns fantastic incredible fox beast
    trump biden obama clinton bush putin musk gates zuckerberg bezos jobs doubtfire dalloway claus
    robinson bennet bovary potts marvel universe america world piggy havisham marple judy dredd x
    xavier snape mcgonagall dumbledore moriarty plum lupin einstein hawking feynman turing darwin
    newton curie kirk picard sparrow hook ahab nemo morgan kong holmes wick smith-and-wesson ed
    peanut monopoly miyagi frost freeze magoo tumble kellogg scholes atkins king's beat drew
    brown-bear goodbar muscle mime krabs ripley grinch popper bond"""
)
_TITLE_CUES = ("dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "judge", "officer",
               "detective", "sgt", "sergeant", "rev", "reverend", "rabbi", "imam", "nurse", "coach",
               "attorney", "father", "pastor", "doctor")  # fmt: skip
_SPELLED = word_set("miss judge officer nurse coach attorney father pastor doctor")
_AFTER_TITLE = lazy(rf"\.?\s(?P<v>{NAME}){_EDGE}")
_STREET_BEFORE = lazy(r"\d[\w-]*\s(?:[\w'.]+\s){1,3}\Z")


@finder("en-title-name", _OTHER, needs=tuple(f"{cue}{end}" for cue in _TITLE_CUES for end in ". "))
def _title(source: Source) -> Iterator[Range]:
    """Find "Dr. Anika Holm" and "Mr Okafor", except famous and made-up bearers of a title."""
    for start, end in occurrences(source, _TITLE_CUES):
        if not source.text[start].isupper() or source.text[end : end + 1] not in {".", " "}:
            continue
        match = _AFTER_TITLE.match(source.text, end)
        if match is None or _STREET_BEFORE.search(source.text, max(0, start - 40), start):
            continue
        if source.lower[start:end] in _SPELLED and not re.search(
            r"[a-z,] \Z", source.text[:start][-2:]
        ):
            continue
        stop = trim_name(source.text, *match.span("v"))
        name = source.text[match.start("v") : stop]
        if not name or any(w.strip(".").lower() in TITLED_FAMOUS for w in name.split()):
            continue
        yield start, stop


_KIN = lazy(KIN, re.IGNORECASE)
_KIN_TAIL = lazy(
    r"(?P<link>,? (?:is |was )?(?:named|called)|['’]s name is|'s full name is| name is"
    r"|, aged \d+,|,|:|\s?\(|)"
    rf" ?(?P<v>(?:Dr\.? |Mr\.? |Mrs\.? |Ms\.? )?{NAME}){_EDGE}(?P<age>\s?\(\d{{1,2}}\))?"
)
_TITULAR = lazy(
    r"(?:Aunt|Uncle|Cousin|Gran|Nana|Coach|Pastor|Rabbi|Imam|Nurse|Doctor|Dr|Professor)"
)
NO_FRIEND = word_set(
    """siri alexa cortana claude gemini copilot grok gpt gpt-4 bixby star minecraft fortnite roblox
    pokemon pokémon nintendo playstation xbox lego disney marvel barbie instagram
    snapchat reddit discord spotify tinder whatsapp facebook tesla bmw toyota honda mercedes
    samsung nokia sony ikea costco walmart starbucks mcdonald's teresa nature tongue earth goose
    board superior hood time law care story stories day days
    always never often sometimes usually rarely once again only even almost nearly already soon
    actually basically literally probably perhaps finally recently suddenly honestly obviously
    apparently clearly sadly luckily thankfully unfortunately then such any some all both each
    every many much more most other another same own be been being have having do get got go
    goes went said says say told tells asked asks thinks thought wants wanted loves loved likes
    hates hated made makes came comes knows knew keeps kept calls called likely me him them us
    mine into over under out off up down around against between without"""
)
"""More capitalised words that follow "my friend" and are nobody's name, in lower case."""
THEIR_THING = lazy(
    r" (?:addicts?|fans?|lovers?|players?|nerds?|geeks?|obsess\w{2,5}|biograph\w{1,3}|movies?|film"
    r"|memes?|joke|posters?|merch|costume|figure|game|account|song|show|episodes?)"
    rf"(?!{LETTER})"
)
_SECOND = lazy(rf"(?:, {NAME_WORD})?,? (?:and|&) {NAME_WORD}{_EDGE}(?:\s?\(\d{{1,2}}\))?")
_CLOSED = lazy(
    r"\s*(?:$|[,.;:!?()\n—–-]|(?:and|is|was|has|who|at|to|said)\b)",
)
_OWNERS = ("my ", "our ", "his ", "her ", "their ", "your ", "'s ", "’s ", "named ", "called ")


def _kin_names(source: Source) -> Iterator[tuple[Range, str]]:
    lower = source.lower
    for owner in _OWNERS[:8]:
        at = lower.find(owner)
        while at >= 0:
            end = at + len(owner)
            if owner[0] in "'’" or at == 0 or not lower[at - 1].isalpha():
                yield from _kin_at(source, end)
            at = lower.find(owner, end)
    if "named " in lower or "called " in lower:
        for match in re.finditer(r"\b(?:an?|one|two) (?=[a-z -]{3,40} (?:named|called) )", lower):
            yield from _kin_at(source, match.end(), named=True)


def _kin_at(source: Source, at: int, *, named: bool = False) -> Iterator[tuple[Range, str]]:
    kin = _KIN.match(source.text, at)
    match = _KIN_TAIL.match(source.text, kin.end()) if kin else None
    if kin is None or match is None or (named and "ed" not in match["link"]):
        return
    stop = trim_name(source.text, *match.span("v"))
    name = source.text[match.start("v") : stop]
    glued = match["link"] == "" and source.text[kin.end()] != " "
    if not name or glued or name.split()[0].lower() in NOT_A_NAME:
        return
    if (
        match["link"] == ""
        and (
            name.split()[0].lower() in NO_FRIEND
            or THEIR_THING.match(source.text, stop)
            # "My Mother Teresa biography", but "My Uncle Rolf".
            or (
                kin[0].istitle()
                and source.text[at - 3 : at] == "My "
                and not _TITULAR.match(kin[0])
            )
        )
    ):
        return
    loose = match["link"].startswith(",") and "ed" not in match["link"]
    # "my wife, Joanna, ..." but not "my brother, London is great".
    if loose and not _CLOSED.match(source.text, stop):
        return
    if match["age"] and stop == match.end("v"):
        stop = match.end()
    second = _SECOND.match(source.text, stop) if kin[0].endswith("s") else None
    yield (kin.start(), second.end() if second else stop), name


@finder("en-kin-name", _OTHER, needs=_OWNERS)
def _kin(source: Source) -> Iterator[Range]:
    """Find "sister Joanna" behind a possessive, and Joanna wherever else she is named."""
    first: dict[str, Range] = {}  # each name is looked for once, however often it is said
    for found, name in _kin_names(source):
        yield found
        first.setdefault(re.sub(r"^(?:Dr|Mrs?|Ms)\.? ", "", name), found)
    for bare, found in first.items():
        if len(bare) < 4:
            continue
        for again in re.finditer(rf"(?<!{LETTER}){re.escape(bare)}{_EDGE}", source.text):
            if again.end() <= found[0] or again.start() >= found[1]:
                yield again.span()


_CHILD = rf"{NAME_WORD}(?: \(\d{{1,2}}\))?"
_KIDS = lazy(
    rf"(?<= |\()(?:kids|children|twins|boys|girls|grandkids|grandchildren|little ones),? \(?"
    rf"{_CHILD}(?:, {_CHILD}){{0,4}},? (?:and|&) {_CHILD}(?=\s*(?:$|[,.;:!?)\n–—-]))"
)


@finder("en-kids", _OTHER, needs=("the kids", "the children", "the twins", "the boys",
        "the girls", "the grandkids", "the grandchildren"))  # fmt: skip
def _kids(source: Source) -> Iterator[Range]:
    """Find "the kids, Noah (7) and Isla (4)": whose they are goes without saying."""
    for _, end in occurrences(source, ("the ",)):
        match = _KIDS.match(source.text, end)
        if match is None or "(" not in match[0]:
            continue
        names = re.findall(NAME_WORD, match[0])
        if not any(name.lower() in NOT_A_NAME | NO_FRIEND for name in names):
            yield match.span()


_HEADER = lazy(
    r"(?im)^[ \t>*]{0,6}(?:from|to|cc|bcc|reply-to|sender)\*{0,2}:\*{0,2}[ \t]"
    r"(?P<all>[^\n]{5,400})$"
)
_ADDRESSEE = lazy(
    rf"(?<!{LETTER})(?P<v>{NAME_WORD}(?: (?:{NAME_WORD}|[A-Z]\.)){{1,3}})[\"'*]{{0,2}} ?"
    r"<(?:mailto:)?(?P<local>[^\s<>@]{1,64})@(?P<host>[^\s<>@]{3,80})>"
)


@finder("en-mail-header", _OTHER, needs=("from:", "to:", "cc:", "sender:"))
def _mail_header(source: Source) -> Iterator[Range]:
    """Find the name in "From: Ann Lee <ann@lee.io>"; the mail address shows that it is one."""
    if "@" not in source.text:
        return
    for line in matches(_HEADER, source):
        for match in _ADDRESSEE.finditer(source.text, *line.span("all")):
            names = [word.lower() for word in match["v"].split()]
            local, host = match["local"].lower(), match["host"].lower()
            # "Deltaline Deals <deals@deltaline.com>" is a company.
            if (
                any(name[:3] in local for name in names)
                and names[0] not in host
                and not NOT_A_NAME.intersection(names)
                and not is_own(source, match["v"])
            ):
                yield match.span("v")


_LABELS = ("emergency contact", "next of kin", "contact person", "beneficiary", "spouse", "wife",
           "husband", "mother", "father", "landlord", "therapist", "supervisor", "manager",
           "reference", "witness", "doctor", "gp", "physician", "guardian", "executor", "parent",
           "client", "tenant", "patient", "policyholder", "case worker",
           "referred by", "point of contact")  # fmt: skip

RULES: tuple[Rule, ...] = (
    _title,
    _kin,
    _mail_header,
    _kids,
    cued(
        "en-contact-label",
        _OTHER,
        _LABELS,
        rf"(?:['’]s (?:full )?name)?(?: \(\w{{2,15}}\))?(?:\s?:\s?|\s=\s"
        rf"|\sis\s)(?:my (?:{KIN},? ))?"
        rf"(?P<v>{NAME_WORD}(?: (?:{NAME_WORD}|[A-Z]\.)){{1,3}}|(?:Dr|Mrs?"
        rf"|Ms)\.? {NAME_WORD}){_EDGE}",
        before=r"(?:\A|[\n.;,!|(*-]\s{0,3}|my |our |his |her |the |in case of )",
        accept=lambda match: not any(w.lower() in NOT_A_NAME for w in match["v"].split()),
    ),
)
