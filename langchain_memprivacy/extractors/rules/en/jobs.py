"""Jobs, employers, schools and classes by their own form, without "I work as"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_matches, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import LETTER, LOWER, UPPER, word_set
from .job_words import FIELDS, HEADS
from .tokens import back_over, starting, words
from .work import _PLATFORM as PLATFORM

_BACKGROUND = PrivacyType.IDENTITY_BACKGROUND

_PLAIN = lazy(
    r"(?:(?:\b(?:i['’]?m|i am|im|he['’]?s|she['’]?s|he is|she is|hes|shes|who['’]?s|who is|was"
    r"|been|be"
    r"|works? as|working as|worked as|job as|career as|became|become|made|promoted to"
    r"|joining as|as"
    r"|role|title|position|occupation|profession|offered me|interview (?:\w+ )?for|start as"
    r"|hired as"
    r"|trained as|retired as)(?: ?[:=] ?| (?:a|an|the|now|one of the|only|still|also|now a"
    r"|now the|lead"
    r"|our|my) | ))|\b(?:the|a|an|my) |[,(:] (?:a |an |the )?|^|\n)\Z"
)
_STATED = lazy(
    r"(?:\b(?:i['’]?m|i am|im|he['’]?s|she['’]?s|he is|she is|hes|shes|who['’]?s|who is|been"
    r"|works? as"
    r"|working as|worked as|job as|became|promoted to|joining as|as|role ?[:=]|title ?[:=]"
    r"|position ?[:=]"
    r"|occupation ?[:=]|profession ?[:=]|offered me|interview (?:\w+ )?for|retired as|hired as"
    r"|trained as"
    r")(?: (?:a|an|the|now|only|still|also|just))*|start as|,) \Z"
)
_NOT_JOB = lazy(
    r"(?i)(?:case|project|password|task|file|window|package|download|account|property|device"
    r"|boot|asset"
    r"|wealth|content|(?:virtual|personal|voice|ai|language|writing|travel) (?:assistant)"
    r"|travel agent"
    r"|customer service rep|estate agent|sales rep|general partner|business partner|and\b.*"
    r"|of\b.*|&.*"
    r"|sole trader|time|stock|energy|water|oil|train|bus|taxi|lead|head|sister|partner|chair"
    r"|secretary"
    r"|operator"
    r"|guard|guide|fellow|captain|owner|rep|agent|driver|officer|assistant|lawyer|account|pilot"
    r"|seller"
    r"|team|project|first|second|third|last|good|best|shop|real|house|hotel|food|pet|dog|school"
    r"|post"
    r"|online|local|support|social|media|state|government|public|private|service|delivery|mail"
    r") ?(?:manager|driver|partner|agent|rep|owner)?"
)
_END = lazy(r"(?: (?:ii|iii|iv|[1-3])(?!\w|[.,]\d))?")
_ORG_AFTER = lazy(r",? (?:at|for|with|on|in|of|from) (?:the )?(?=[A-Z])")

_ORG_WORD = rf"(?:(?!I\b)[{UPPER}](?:[{UPPER}{LOWER}\d]|[&'’.-](?=[{UPPER}{LOWER}\d])){{0,24}})"
_ORG = (
    rf"(?:{_ORG_WORD}(?:(?: (?:of|and|the|for|de|at) (?:the )?| & | \+ | |, (?=(?:Inc|LLC|Ltd)))"
    rf"{_ORG_WORD}){{0,5}}(?: \([A-Z][a-z]+\))?)"
)
_AT_ORG = lazy(rf"(?P<v>{_ORG})")
_NO_ORG = word_set(
    """home night nights work monday tuesday wednesday thursday friday saturday sunday i least
    all once january february march april may june july august september october november
    december christmas easter the a my this that english zoom slack teams github"""
)


_WHO = lazy(r"\bwho(?:['’]s| is| was)(?: the)?(?: (?:current|first|new|next))? \Z")
"""Asking who it is tells nothing of anybody."""


@finder("en-job-form", _BACKGROUND)
def _job(source: Source) -> Iterator[Range]:
    """Find "night editor" and "fleet coordinator", and the employer behind them."""
    text = source.text
    if text.startswith("You are "):  # what a model is told to play
        return
    for number, start in starting(source, HEADS):
        end = start + len(words(source)[number][2])
        if _WHO.search(source.lower, max(0, start - 24), start):
            continue
        head = back_over(source, number, FIELDS, 4)
        lead = re.match(r"(?:of|and|&) ", source.lower[head:end])
        if lead:
            head += lead.end()
        if source.lower.startswith(("head of ", "chair of ", "director of ", "vp of "), start):
            more = re.match(r" of (?:the )?[a-z]+(?: and [a-z]+)?", source.lower[end : end + 40])
            end += more.end() if more else 0
            head = head if more else start
        end += len(_END.match(source.lower, end)[0])  # type: ignore[index]  # matches the empty string
        title = source.lower[head:end]
        if re.match(LETTER, text[end : end + 1]) or text[end : end + 2] in {"'s", "’s"}:
            continue
        if re.match(r" [$€£]?\d", text[end : end + 3]):  # what the dentist costs
            continue
        org = _org(source, end)
        many = (
            " " in title
            and not _NOT_JOB.fullmatch(title)
            and not (
                source.role == "assistant" and _ANY.search(source.lower, max(0, head - 4), head)
            )
        )
        if org or (many and _PLAIN.search(source.lower, max(0, head - 40), head)) or (
            " of " in title and title.startswith("head")
        ) or (
            _STATED.search(source.lower, max(0, head - 44), head) and not _NOT_JOB.fullmatch(title)
            and (text[end : end + 1] in {",", ".", "", "\n", ")", '"', "!"} or title in _SURE)
        ):  # fmt: skip
            yield head, end
            if org:
                yield org


_ANY = lazy(r"\b(?:the|an?) \Z")
"""In an answer these make a role of anybody's: "ask the office manager"."""
_SURE = word_set(
    """plasterer welder farmer electrician plumber nurse midwife dentist pharmacist paramedic
    bricklayer carpenter solicitor barrister anaesthetist surgeon physiotherapist
    radiographer firefighter bookkeeper seamstress librarian actuary surveyor teacher
    accountant"""
)


def _org(source: Source, end: int) -> Range | None:
    after = _ORG_AFTER.match(source.text, end)
    if after is None or source.text[after.start() : after.end()].startswith((" in ", " from ")):
        return None
    match = _AT_ORG.match(source.text, after.end())
    if match is None or match["v"].split()[0].lower() in _NO_ORG:
        return None
    the = source.text[: after.end()].endswith("the ")
    return match.start("v") - (4 if the else 0), match.end("v")


_SUFFIX = (
    r"(?:Ltd|Limited|Inc|LLC|LLP|PLC|plc|GmbH|AG|B\.?V|S\.?A|Pty(?: Ltd)?|Pvt(?: Ltd)?|Co|Corp"
    r"|Group|Holdings"
    r"|Hospital|Hospitals|Infirmary|Hospice|General|Clinic|Surgery|Pharmacy|Labs|Laboratories"
    r"|Logistics"
    r"|Freight|Haulage|Shipping|Mobility|Produce|Foods|Systems|Solutions|Software|Technologies"
    r"|Tech"
    r"|Consulting|Partners|Associates|Chambers|Capital|Ventures|Insurance|Mutual|Bank|Council"
    r"|Authority"
    r"|Ledger|Herald|Gazette|Tribune|Courier|Times|Children['’]s|Mining|Steel|Textiles|Motors"
    r"|Airways"
    r"|Engineering|Construction|Builders|Electrical|Plumbing|Joinery|Bakery|Brewery|Vineyards"
    r"|Farms|Dairy"
    r"|Studios|Media|Publishing|Press|Agency|Recruitment|Energy|Power|Water|Gas|Telecom"
    r"|Networks|Law"
    r"|Institute(?: of [A-Z]\w+(?: and [A-Z]\w+)?)?|Polytechnic|TAFE)"
)
_SCHOOL = (
    r"(?:(?:Primary|Secondary|Elementary|Middle|High|Grammar|Prep|Boarding|Girls['’]?|Boys['’]?"
    r"|International|Grade|Public|Ladies['’]?|Technical|Community|Junior|Senior|National|Middle)"
    r"(?: (?:School|College|Academy))?|School|College|Academy|University|Preschool|Kindergarten"
    r"|Vidyalaya|Gymnasium|Lyc[ée]e|Kura|Montessori)"
)
_NAMED = lazy(
    rf"(?<![\w@./-])(?:St\.? )?(?:{_ORG_WORD} (?:(?:of|and|the|y|na|for"
    rf"|&) )?){{1,4}}?(?:{_SUFFIX}"
    rf"|{_SCHOOL})(?![\w])(?:, (?=[A-Z])(?!(?:I|And|But|So|The|He|She"
    rf"|We)\b)[A-Z][a-z]+(?=[ ,.;]))?"
    r"|(?<![\w@./-])(?:Scoil|Ysgol|Gaelscoil|Coláiste|Colegio|Escuela|Institut|École|Ecole"
    r"|Universit[àéä]\w*"
    rf"|University of|Institute of|College of|Academy of)(?: (?:(?:y|de|na|the"
    rf"|of) )?{_ORG_WORD}){{1,4}}"
)
_MINE = lazy(
    r"\b(?:at|for|joining|joined|left|quit|from|with|employer|company|school|college|uni"
    r"|university|work\w*"
    r"|job|studied|taught|teach\w*|attend\w*|goes to|go to|went to|degree|batch|graduat\w+"
    r"|hired|signing"
    r"|resign\w*|notice|nurse|interview|class|grade|year|infants|supervisor|manager|team|staff"
    r"|partner|old"
    r"|now|was|in|on|member|her|his|our|my|employer:)\b[^.!?\n]{0,30}\Z"
)
_KNOWN = lazy(
    r"(?i)\b(?:deutsche bank|bank of|world bank|new york|financial times|sunday times|the times"
    r"|premier inn"
    r"|harvard|stanford|oxford|cambridge|yale|mit|wells|swiss re|city council|red cross"
    r"|high court|google"
    r"|microsoft|amazon|supreme|general hospital drama|grand|royal|national gallery|apple|meta"
    r"|open"
    r"|big tech|high tech|ed tech|fin tech|prime|associated press|cambridge university press)\b"
)


_TRADED = lazy(
    r"(?:['’]s)? (?:stock|shares?|bonds?|rose|fell|gained|dropped|climbed|slid|surged|tumbled"
    r"|access|announced|reported|acquired|raised|ipo)\b"
)


@finder("en-org-form", _BACKGROUND)
def _organisation(source: Source) -> Iterator[Range]:
    """Find employers and schools by the last word of their names, where people are at them."""
    for match in matches(_NAMED, source):
        start = match.start()
        first = re.match(r"(?:The|My|Our|A|An|In|At|For|And|But|Is|Was|Dear|Hi|From) ", match[0])
        start += first.end() if first else 0
        if _KNOWN.search(match[0]) or " " not in source.text[start : match.end()]:
            continue
        if _TRADED.match(source.lower, match.end()):
            continue
        if _MINE.search(source.lower, max(0, start - 60), start):
            yield start, match.end()


_MOVED = lazy(
    r"(?:\b(?:joining|joined|resigned from|resignation from|i quit|quit|left"
    r"|start(?:ing)? (?:at|with)"
    r"|start the \d+\w* at|signing with|employer(?: is|:)?|fired from|laid off (?:from|by)"
    r"|poached by"
    r"|now at|works? at|work for|drive lorries for|offer from|supervisor at|manager at|job at"
    r"|theatre at"
    r"|do now at|degree from|studied at|known him since|known her since|taught at|graduate of) "
    r"|^(?:employer|company|school|organisation|firm) ?[:=] ?|\n(?:employer|company|school"
    r"|firm) ?[:=] ?)"
    r"(?:the )?\Z"
)


@finder(
    "en-org-cue",
    _BACKGROUND,
    needs=(
        "join",
        "resign",
        "quit",
        "left",
        "start",
        "sign",
        "employer",
        "company",
        "school",
        "fired",
        "laid",
        "now",
        "work",
        "offer",
        "supervisor",
        "manager",
        "job",
        "degree",
        "studied",
        "since",
        "taught",
        "firm",
        "graduate",
        "lorries",
    ),
)
def _joined(source: Source) -> Iterator[Range]:
    """Find what somebody joined, left or was with, whatever its name looks like."""
    for match in matches(_AT_ORG, source):
        start, end = match.span("v")
        if start and source.text[start - 1].isalnum():
            continue
        if (
            match["v"].split()[0].lower() in _NO_ORG
            or len(match["v"]) < 3
            or (re.search(r"[a-z]['’]s\Z", match["v"]) and " " not in match["v"])
        ):
            continue
        if _MOVED.search(source.lower, max(0, start - 40), start) and not PLATFORM.match(
            match["v"]
        ):
            yield start, end


_CLASS = lazy(
    r"(?<![\w.,/#-])(?:(?:[1-9]|1[0-3])(?:st|nd|rd|th) (?:grade|class|year|form|std|standard)"
    r"(?:,? (?:room|section) \w{1,3})?"
    r"|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|junior"
    r"|senior) (?:grade|infants"
    r"|form)|(?:grade|year|form|class|standard|std|primary|p|p\.|kindergarten class) ?(?:[1-9]"
    r"|1[0-3])"
    r"(?:[A-H]|-[A-H])?(?: [A-Z][a-z]+s)?(?![\w.,]\d|\w)|(?:19"
    r"|20)\d\d batch(?: [A-Z]{2,4}(?:-[A-Z])?)?"
    r"|class of (?:19|20)\d\d|(?<= |\()(?:1[0-3]|[7-9])[A-F](?![\w-])|senior infants"
    r"|junior infants"
    r"|reception class|pre-?k|kindergarten|nursery class)"
)
_CLASS_NEAR = lazy(
    r"\b(?:son|daughter|kid|boy|girl|niece|nephew|grandson|granddaughter|student|pupil|taught"
    r"|teach\w*"
    r"|school|he['’]s|she['’]s|is in|my|batch|college|class|degree|infants|is \d|years? old)\b"
)


@finder("en-class-form", _BACKGROUND)
def _class(source: Source) -> Iterator[Range]:
    """Find "4th Class, room 11", "P3", "2011 batch ECE-B" with school or child about."""
    if source.digits == 0 and "infants" not in source.lower and "grade" not in source.lower:
        return
    for match in _CLASS.finditer(source.text if source.digits else source.lower):
        near = source.lower[max(0, match.start() - 60) : match.end() + 40]
        if _CLASS_NEAR.search(near):
            yield match.span()
    for match in lower_matches(_CLASS, source):
        near = source.lower[max(0, match.start() - 60) : match.end() + 40]
        if _CLASS_NEAR.search(near) and len(match[0]) > 1:
            yield match.span()


RULES: tuple[Rule, ...] = (_job, _organisation, _joined, _class)
