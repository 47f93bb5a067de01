"""Journeys and stays as people note them: a flight, a train or a room and the chain behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import LOWER, UPPER
from .travel import AIRLINES, FAMOUS_FLIGHTS, is_talked_about

_TRIP = PrivacyType.ITINERARY_TRAJECTORY

_CAP = rf"[{UPPER}][{UPPER}{LOWER}'’-]{{1,20}}"
_CITY = rf"(?:{_CAP}(?: {_CAP}){{0,2}})"
_TIME = (
    r"(?:(?:[01]?\d|2[0-3])[:.][0-5]\d(?:\s?[ap]\.?m\.?)?|(?:1[0-2]"
    r"|[1-9])\s?[ap]\.?m\.?)(?![\d%])"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?:\.(?! [A-Z]))?(?![a-z])"
)
_DATE = (
    rf"(?:(?i:(?:3[01]|[12]?\d)(?:st|nd|rd|th)?(?:-\d\d?)?(?: of)? {_MONTH}(?: 20\d\d)?"
    rf"|{_MONTH} (?:3[01]|[12]?\d)"
    r"(?:st|nd|rd|th)?(?!\d)|(?:3[01]|[12]?\d)(?:st|nd|rd|th)(?![a-z])|(?:mon|tues?|wed(?:nes)?"
    r"|thu(?:rs?)?|fri"
    r"|sat(?:ur)?|sun)(?:day)?s?(?![a-z])|tomorrow|tonight|[0-3]?\d[./][01]?\d\.?(?:20\d\d"
    r"|2\d)?(?![\d%])"
    r"|20\d\d-[01]\d-[0-3]\d))"
)
_PLACE_NO = (
    r"(?i:\b(?:seats?|coach|carriage|cabin|rooms?|apt|apartment|bed|berth|bay|gate|platform"
    r"|terminal|row|deck|stateroom|bungalow|suite) (?:no\.? ?)?"
    r"(?:[A-Z]?\d{1,4}[A-Z]?|(?-i:[A-HJ-Z])(?![A-Za-z'’]))(?![\w'’]| (?:minutes|times|of|people))"
    r"(?:(?:,| and| &|-|/)? ?\d{1,3}[A-Z]?(?![\w:.]))*)"
)
_ROUTE = (
    rf"(?:[A-Z]{{3}} ?(?:-|–|→|to) ?[A-Z]{{3}}(?![A-Za-z])|(?:from |out of |to |via "
    rf"|for )?{_CITY}(?: ?(?:to|–|→|-) ?{_CITY})?)"
)
_STAY = (
    r"(?i:check(?:ing)?[- ]?in|check[- ]?out|(?:one|two|three|four|five|six|seven"
    r"|\d{1,2}) nights?|lands?|landing|arriving|departing|leaving|boarding|onward|morning"
    r"|evening|overnight|early|late|afternoon|night)"
)
_LINK = (
    r"(?:,? (?:on|at|from|in|of|by|the|to|out|and|then|of the|for|until|till"
    r"|with) (?:the )?|, ?| |; ?(?=seat|coach)| ?[-–] ?|\()"
)
_PIECE = rf"(?:{_PLACE_NO}|{_DATE}|{_TIME}|{_STAY}|[A-Z]{{3}}(?![A-Za-z])|(?:the )?{_ROUTE})"
_CHAIN = rf"(?:{_LINK}{_PIECE}){{0,9}}"
_SURE = lazy(rf"{_PLACE_NO}|{_DATE}|{_TIME}|\d")

_FLIGHT = lazy(
    rf"(?<![\w-])(?P<c>[A-Z][A-Z0-9]"
    rf"|\d[A-Z]) ?(?P<n>\d{{2,4}})(?![\w-]|[.:,]\d){_CHAIN}"
)
_TRAIN = lazy(
    rf"(?<![\w])(?:(?:the )?(?:\d{{4,5}} )?(?:Shatabdi|Rajdhani|Duronto|Vande Bharat|Eurostar"
    rf"|Thalys|TGV|ICE|IC|RE|Ghan|Amtrak|Acela"
    r"|Intercape|FlixBus|Megabus|Greyhound|Indian Pacific|Caledonian Sleeper|Nightjet|Gautrain"
    r"|SGR|Shinkansen|KTX|Nozomi)(?: Express)?"
    rf"(?: ?\d{{2,5}})?|(?i:(?:night |overnight |sleeper |early )?(?:train|ferry|coach|bus"
    rf"|boat))(?= (?:[A-Z]|from|to))){_CHAIN}"
)
_ROOMED = lazy(
    rf"(?<![\w])(?:(?:the )?(?:(?:Hotel|Aparthotel|Pension|Hostal|Albergue|Ryokan|Riad|Casa"
    rf"|Gasthof|Hostel|Villa|Novotel|Ibis|Movenpick"
    rf"|Hilton|Marriott|Radisson|Holiday Inn|Premier Inn|Sheraton|Hyatt"
    rf"|Airbnb)(?: {_CAP}){{0,3}}|(?:{_CAP} ){{1,3}}(?:Hotel|Arms|Lodge|Inn|Hostel"
    rf"|Guesthouse|Resort|Suites|Motel|B&B|Pension|Lodges|Retreat|Homestay|ward|parish hostel)"
    rf"|parish hostel in {_CAP})|{_PLACE_NO}){_CHAIN}(?: ward)?"
)
_TRAVEL = lazy(
    r"\b(?:fl(?:y|ight|ights|ying|ies)|train|hotel|hostel|stay\w*|book\w*|check-?in|cabin"
    r"|boarding|airport|trip|travel\w*|coach|seat"
    r"|nights?|sleep|slept|ferry|bus|land\w*|arriv\w*|depart\w*|leav\w*|room held|passport|ward"
    r"|hospital|itinerary|sheet|onward|lounge"
    r"|conference|guest|reservation|pension|lodge|gate|platform|carriage|moved|she['’]s in"
    r"|we go|home)\b"
)


@finder("en-journey", _TRIP, digits=1)
def _journey(source: Source) -> Iterator[Range]:
    """Find a flight, a train or a room with its places, dates, times and seats."""
    if not lower_holds(_TRAVEL, source):
        return
    for match in matches(_FLIGHT, source):
        code = match["c"] + match["n"]
        if (
            match["c"] in AIRLINES | _MORE_AIRLINES
            and code not in FAMOUS_FLIGHTS
            and not is_talked_about(match)
        ):
            yield _trimmed(match)
    for match in matches(_TRAIN, source):
        if _SURE.search(match[0]):
            yield _trimmed(match)
    for match in matches(_ROOMED, source):
        loose = re.match(r"(?i)(?:bay|deck|row|gate|bed|platform)\b", match[0])
        if (
            _SURE.search(match[0])
            and not is_talked_about(match)
            and not (loose and len(re.findall(r"\d+", match[0])) < 2)
        ):
            yield _trimmed(match)


_MORE_AIRLINES = frozenset(
    {"FA", "MN", "JQ", "DJ", "VN", "RJ", "GF", "BG", "UL", "IX", "QP", "SG", "I5", "Y4", "G9"}
)
_ARTICLE = lazy(r"(?:[Tt]he |[Ff]or |[Oo]n |(?:train|bus|ferry|boat) (?=[A-Z]))")
_EDGE = lazy(r"(?:[ ,;(]|\b(?:on|at|from|in|of|by|the|to|out|and|then|for|until|till|with))+\Z")


def _trimmed(match: re.Match[str]) -> Range:
    edge = _EDGE.search(match[0])
    head = _ARTICLE.match(match[0])
    start = match.start() + (head.end() if head else 0)
    return start, match.start() + (edge.start() if edge else len(match[0]))


_ROUTINE = lazy(
    r"(?:\b(?:commute(?: is)?:?|i go|i leave|i catch|i take|we leave|leave|leaves"
    r"|collects me(?: at)?|every morning it['’]s|i['’]m on"
    r"|bus is|drive|he takes|she takes|walks? home|picks? me up|drops?)(?: the| on"
    r"| from| at| by)? )"
    r"(?P<v>(?=[^.;!?\n]{0,60}\b(?i:\d{1,2}[:.]\d\d|\d{1,2} ?[ap]m))[^;!?\n]{8,130}?)"
    r"(?=\.(?:\s|$)|[;!?\n]|$|, then stand|,? (?:for work|or i['’]m|i['’]ve|i have"
    r"|every (?:weekday|day)|always)\b)",
    re.IGNORECASE,
)
_FROM_AT = lazy(
    rf"(?<![\w:.])(?:(?:{_TIME}|\d{{2,3}}) (?:ferry |bus "
    rf"|train )?from {_CITY}[^;!?\n.]{{0,70}}?{_TIME}|(?i:[a-z]+(?: [a-z]+)?) to (?i:[a-z]+) by"
    rf" {_TIME}(?:, back (?:by|at) {_TIME}(?: via [a-z ]{{3,30}})?)?|the {_TIME} (?:ferry|bus"
    rf"|train|tram|metro) from {_CITY}(?:,? then the [A-Z0-9]+ from {_CITY})?"
    rf"|{_CITY}(?: [A-Z]\d)? at {_TIME}, {_CITY}[^.;!?\n]{{0,50}}?{_TIME}"
    rf"|{_TIME} {_CITY}, {_TIME} {_CITY})"
)


@finder("en-routine", _TRIP, digits=3)
def _routine(source: Source) -> Iterator[Range]:
    """Find the way to work with its times: "I go the 405 from Fairhill at 6:50"."""
    for match in matches(_ROUTINE, source):
        if len(re.findall(_CLOCK, match["v"])) >= 2 or re.search(
            r"\b(?:yard|depot|school"
            r"|office|station|gate)\b",
            match["v"],
        ):
            yield match.span("v")
    for match in matches(_FROM_AT, source):
        yield match.span()


_CLOCK = r"(?i)\d{1,2}[:.]\d\d|\d{1,2} ?[ap]m|\btake [A-Z\d]+"


RULES: tuple[Rule, ...] = (_journey, _routine)
