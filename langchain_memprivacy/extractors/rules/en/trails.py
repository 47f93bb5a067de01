"""Journeys told in one breath, cases before courts, and what machines keep of a body."""

from __future__ import annotations

from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, lower_matches, matches
from ..rule import Range, Rule, finder
from ..source import Source

_CLAUSE = lazy(r"[!?;\n(]|\.(?=\s|\Z)|\s[–—-]\s|:\s")


def _clauses(source: Source) -> Iterator[Range]:
    start = 0
    for match in _CLAUSE.finditer(source.text):
        yield start, match.start()
        start = match.end()
    yield start, len(source.text)


_WORD = r"[A-Z][\w'’&-]{1,20}"
_PLACE = rf"{_WORD}(?: {_WORD}){{0,2}}"
_ROUTE = (
    rf"{_PLACE} (?:to|–|->) {_PLACE}|(?:from|via|over|off at|change at|coming off|leave|leaving"
    rf"|reach|picked up at|landing|out of|up through|down) (?:the )?{_PLACE}"
)
_RIDE = (
    r"(?<![\w.])(?:[A-Z]{2} ?\d{2,4}|[A-Z]\d{3,4})(?!\w)|\b(?:Delta|United|KLM|Qatar|Ryanair"
    r"|Emirates"
    r"|Amtrak|Eurostar|ICE|X2000|ACE|Route|Caltrain|Greyhound|Condor|Lufthansa|Qantas"
    r"|Jetstar) \d{1,4}"
    r"|\b(?i:(?:express|train|ferry|bus|flight|flying|tram|queen|seat|coach|berth|gate"
    r"|pnr) [\w-]*\d[\w-]*)"
    r"|\b(?:coach|seat|berth) [A-Z]?\d{1,3}[A-Z]?\b"
)
_TIME = (
    r"(?<![\w.:/$€£])(?:[01]?\d|2[0-3])[:.][0-5]\d(?:\s?[ap]m)?(?![\w:%]|\.\d)"
    r"|(?<![\w.])\d{1,2} ?[ap]m\b|\bten to \w+\b"
)
_WHEN = (
    r"\b(?:on |back |by |until )*(?:(?:Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun)(?:day|nesday|rsday"
    r"|urday)?"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b(?: night| morning)?"
    r"|\b(?:the )?\d{1,2}(?:st|nd|rd|th)\b(?: of)?(?: (?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December))?"
    r"|\b(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*(?: \d{1,2}(?:th"
    r"|st)?)?\b"
    r"|\b(?:check-in|back|home|returning|overnight) (?:on |by )?(?:the )?\d{1,2}\b"
    r"|\b\w+ nights?\b(?: at| in)?"
)
_STEP = lazy(rf"(?P<r>{_ROUTE})|(?P<f>{_RIDE})|(?P<t>{_TIME})|(?P<w>{_WHEN})")
_MOVING = lazy(
    r"\b(?:fly|flying|flight|train|ferry|bus|drive[sn]?|driving|ride|rides|travel\w*|trip|leave"
    r"|leaving"
    r"|leavin|back|home|commute|road|route|landing|seat|coach|station|airport|hotel|via|express"
    r"|tram)\b"
)
_NO_JOURNEY = lazy(
    r"\b(?:gmt|utc|error|log|invoice|meeting|movie|match|kick-?off|opening hours|schedule a|cron"
    r"|shift"
    r"|isbn|recipe|version)\b|\d{4}-\d\d-\d\dT"
)
_STEPS = 3
_HINT = lazy(r"\d[:.]\d\d|\d ?[ap]m\b|\d(?:st|nd|rd|th)\b|\b[A-Z]{2} ?\d{2}|seat |coach |day\b")
"""A clause without any of these has no legs; looking for this is cheaper."""


@finder("en-legs", PrivacyType.ITINERARY_TRAJECTORY, digits=1, needs=(
    "fly", "flight", "train", "ferry", "bus", "driv", "ride", "travel", "trip", "leav", "back",
    "home", "commute", "road", "route", "landing", "seat", "coach", "station", "airport", "hotel",
    "via", "express", "tram"))  # fmt: skip
def _legs(source: Source) -> Iterator[Range]:
    """Find a clause with routes, rides, times and days, from the first to the last of them."""
    if source.role == "assistant" or not _HINT.search(source.text):
        return
    if not lower_holds(_MOVING, source) or lower_holds(_NO_JOURNEY, source):
        return
    for start, end in _clauses(source):
        if not _HINT.search(source.text, start, end):
            continue
        steps = list(_STEP.finditer(source.text, start, end))
        kinds = {step.lastgroup for step in steps}
        if len(steps) >= _STEPS and kinds & {"r", "f"} and kinds & {"t", "w"} and len(kinds) > 1:
            yield steps[0].start(), steps[-1].end()


_BODY = lazy(
    r"(?P<v>(?:(?:left|right|both|all ten|ten|a|an|my|her|his) ){0,3}(?:(?:scan|photo|picture"
    r"|template) of "
    r"(?:both |my |the |her |his )?(?:irises|iris|face|eyes?|thumbs?|fingers)|(?:index |thumb "
    r"|finger ?|palm )"
    r"prints?|thumbprints?|fingerprints?|thumbs?|fingers|irises|voice ?prints?"
    r"|face (?:id )?(?:template"
    r"|scan|photo|map)|eye picture|retina scans?)"
    r"(?:(?:,| and| under| ref| template| id| minutiae| quality| enrolment| enrollment| file"
    r"| no\.?| the photo"
    r"| my eye picture){1,3}(?: [\w.]{0,12}[\d_-][\w.-]{0,24})?){0,4})(?![\w-])"
)
_KEPT = lazy(
    r"\benrol|template|turnstile|biometric|\bvfs\b|fraud desk|on file|\breader\b|minutiae|clock-in"
    r"|the clock\b"
    r"|\btook\b|\btake my\b|voiceprint|recogni[sz]e me"
)
_NO_BODY = lazy(
    r"\bcut|\bhurt|swollen|broken|nail|pain|numb|surgery|x-ray|tickl|crossed|rule of thumb|cake"
)


@finder("en-body-kept", PrivacyType.BIOMETRICS, needs=(
    "thumb", "finger", "iris", "voice", "face", "eye", "retina", "palm", "print"))  # fmt: skip
def _body(source: Source) -> Iterator[Range]:
    """Find the print, scan or template that a machine has of somebody, with its number."""
    if source.role == "assistant" or not lower_holds(_KEPT, source):
        return
    if lower_holds(_NO_BODY, source):
        return
    for match in lower_matches(_BODY, source):
        start, end = match.span("v")
        value = source.lower[start:end].rstrip(" ,.").removesuffix(" and")
        named = _WHOSE.match(value) and not _LABEL.match(source.lower, start + len(value))
        if named or _SURE.search(value):
            yield start, start + len(value)


_WHOSE = lazy(r"(?:left|right|both|all ten|ten|a|an|my|her|his) ")
_LABEL = lazy(r" ?(?:is\b|was\b|hash\b|[:=(]|id\b|[\w-]*\d)")

_CASE = lazy(
    r"\b(?:(?i:case|suit|file|complaint(?: file)?|docket|fir|report|matter|penalty notice"
    r"|hearing)"
    r"(?: (?:no\.?|number|file"
    r"|id))?[:#]? )"
    r"(?P<v>(?=[\w/:.-]{0,16}\d)(?:[A-Z]{0,6}[\w-]{0,8}[\d/:.-][\w/:.-]{2,24}(?<![.:]))"
    r"(?:,? (?:(?i:in|at|before|hearing|adjourned|closed|dismissed|discharged|section|with|to|on"
    r"|the|a|an"
    r"|after|one|night|verbal|caution|of)|[A-Z][\w'’.-]{1,20}|\d{1,4}(?:st|nd|rd|th)?)){0,12})"
    r"|(?P<w>(?i:fined for|cautioned for|a caution for|arrested (?:in|at|on|for)|a? ?(?:dui"
    r"|dwi)(?: back)? in|"
    r"on probation for|parenting order from|contempt in|convicted of|points from|penalty notice for"
    r"|police (?:took a report|seized|report))"
    r"(?:,? (?!(?:but|so|and|does|is|i|he|she|it|they|we|that|which|do|can"
    r"|will)\b)[\w'’$£€.,/-]{1,20}){1,10})"
)
_OWN = lazy(r"\b(?:i|i['’]m|my|me|we|our|he|his|she|her|they|mi|him)\b")
_SOFTWARE = lazy(
    r"\b(?:bug|jira|ticket|github|pull request|test case|crash|support case|use case|bank|order)\b"
)


@finder("en-case", PrivacyType.JUDICIAL_RECORD, digits=1, needs=(
    "case ", "suit", "file", "complaint", "docket", "fir ", "report", "matter", "penalty",
    "hearing", "fined", "caution", "arrested", "dui", "dwi", "probation", "order", "contempt",
    "convicted", "points", "police"))  # fmt: skip
def _case(source: Source) -> Iterator[Range]:
    """Find a case with its number, court and outcome, and what somebody was punished for."""
    if (
        source.role == "assistant"
        or not lower_holds(_OWN, source)
        or lower_holds(_SOFTWARE, source)
    ):
        return
    for match in matches(_CASE, source):
        group = "v" if match["v"] else "w"
        start, end = match.span(group)
        value = _END.sub("", source.text[start:end])
        if (group == "v" and _LAW.search(source.lower)) or (group == "w" and _SURE.search(value)):
            yield start, start + len(value)


_END = lazy(r"(?:[ ,.]|(?<![\w])(?:in|at|to|on|of|with|the|an?|after|you|now|before)(?!\w))+\Z")
_LAW = lazy(
    r"\bcourt|police|tribunal|judge|solicitor|lawyer|hearing|custody|probate|sued|su(?:e|ing)\b"
    r"|complaint"
    r"|ethics|caution|section \d|adjourned|discharged|dismissed|magistrate"
)
_SURE = lazy(r"\d|\b[A-Z][a-z]")

RULES: tuple[Rule, ...] = (_legs, _body, _case)
