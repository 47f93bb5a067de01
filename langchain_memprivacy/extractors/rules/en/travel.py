"""Where a person is, was or will be: coordinates, flights, trains, stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import LEFT, Range, Rule, finder, pattern
from ..source import Source
from .cue import DATE_PLAIN, LOWER, UPPER, cued, occurrences, word_set

_HERE = PrivacyType.PRECISE_LOCATION
_TRIP = PrivacyType.ITINERARY_TRAJECTORY

_LOCATION_WORDS = lazy(
    r"lat|lon|lng|gps|coord|location|located|i['’]m at|i am at|map|\bpin\b|here|stuck|meet"
    r"|position|spot|home|house"
    r"|cabin|camp|find me|where i"
)


def _on_earth(match: re.Match[str]) -> bool:
    """Two numbers are a place if they are in range, precise, and said to be one."""
    if abs(float(match["lat"])) > 90 or abs(float(match["lng"])) > 180:
        return False
    if abs(float(match["lat"])) < 1 and abs(float(match["lng"])) < 1:
        return False
    text = match.string
    if re.match(r"\s?,\s?-?\d+\.\d", text[match.end() : match.end() + 8]):
        return False
    if re.search(r"\d\s?,\s?\Z", text[max(0, match.start() - 4) : match.start()]):
        return False
    near = text[max(0, match.start() - 80) : match.end() + 60].lower()
    marked = re.search(r"[°NSEW]", match[0]) is not None
    return marked or _LOCATION_WORDS.search(near) is not None


_PLACE_WORD = rf"(?:[{UPPER}][{UPPER}{LOWER}'’&.-]{{0,24}}|\d{{1,4}}(?:st|nd|rd|th)?)"
_PLACE = (
    rf"[{UPPER}][{UPPER}{LOWER}'’&-]{{1,24}}(?: (?:(?:of|the|and|on|at|de|la"
    rf"|in) ){{0,2}}{_PLACE_WORD}){{0,5}}"
)
_CITY = (
    rf"[{UPPER}][{LOWER}'’.-]{{1,20}}(?:[ -](?:(?:de|do|da|la"
    rf"|of) )?[{UPPER}][{LOWER}'’.-]{{1,20}}){{0,2}}|[A-Z]{{3}}(?![A-Za-z])"
)
_WHEN = (
    rf"(?:(?:on |this |next |coming |the |at ){{0,2}}(?:{DATE_PLAIN}|(?:Mon|Tues|Wednes|Thurs"
    rf"|Fri|Satur|Sun)day(?: (?:morning|evening|night|{DATE_PLAIN}))?|tomorrow"
    rf"|tonight)(?: at \d{{1,2}}(?:[:.]\d\d)?(?: ?[ap]m)?)?)"
)

AIRLINES = word_set(
    """AA AC AF AI AK AM AR AS AT AV AY AZ B6 BA BR CA CI CM CX CZ DE DL DY EI EK ET EW EY F9 FI
    FR FZ GA GF G3 HA HU HX IB ITA JJ JL JQ KC KE KL KM KQ KU LA LH LO LS LX LY ME MF MH
    MS MU NH NK NZ OS OZ PC PG PR PS QF QR RJ RO S7 SA SG SK SN SQ SU SV TG TK TP TR TS TO
    U2 UA UK UL UX VA VN VS VY W6 WN WS WY 6E 9W 3K 5J"""
)
_FLYING = (
    r"flight|flying|\bfly\b|flies|airline|airport|boarding|depart|landing|\blands?\b|arriv"
    r"|gate \w?\d|layover|connect"
    r"|terminal|seat \d|delayed|cancel|plane"
)
FAMOUS_FLIGHTS = {"MH370", "MH17", "UA93", "AA11", "AA77", "UA175", "US1549", "SU007", "TK1951"}


def is_talked_about(match: re.Match[str]) -> bool:
    """Tell of "seat 12A is the best" and "BA2490 was the last Concorde": nobody's journey."""
    after = match.string[match.end() : match.end() + 12]
    if not re.match(r" (?:is|was|were|are) (?:the|a|an|one)\b", after):
        return False
    near = match.string[max(0, match.start() - 70) : match.end() + 70].lower()
    return re.search(r"\b(?:i|i['’]m|im|we|we['’]re|my|our|me|us)\b", near) is None


def _is_flight(match: re.Match[str]) -> bool:
    """An airline's code and a number need a word of flying, and no place in history."""
    if match[0].replace(" ", "") in FAMOUS_FLIGHTS or match[0][:2] not in AIRLINES:
        return False
    if is_talked_about(match):
        return False
    before = match.string[match.start() - 1] if match.start() else " "
    if before.isalnum() or before in "-/.#":
        return False
    near = match.string[max(0, match.start() - 70) : match.end() + 70]
    if re.search(r"\b[A-Z]{3}\s?(?:-|→|->|to)\s?[A-Z]{3}\b", near):
        return True
    return re.search(_FLYING, near.lower()) is not None


_BOOKING_CUES = ("booking reference", "booking ref", "booking code", "booking number", "booking id",
                 "booking confirmation", "confirmation number", "confirmation code",
                 "confirmation no",
                 "reservation number", "reservation code", "reservation id", "reservation no",
                 "record locator", "pnr", "ticket number", "e-ticket", "eticket",
                 "itinerary number",
                 "confirmation #", "reservation #", "booking #", "reservation")  # fmt: skip

_HOTEL = (
    r"hotel|\binn\b|hilton|marriott|hyatt|sheraton|radisson|ibis|novotel|resort|hostel|airbnb"
    r"|motel|lodge|front desk|concierge|suites|guesthouse|ritz|westin|stay|check(?:ed"
    r"|ing)?[- ]?(?:in|out)"
)
_HOTEL_NAME = (
    rf"(?:[{UPPER}][{UPPER}{LOWER}'’&-]{{1,20}} ){{0,4}}(?:Hotel|Inn|Hilton|Marriott|Hyatt"
    rf"|Sheraton|Radisson|Novotel|Ibis|Resort|Hostel|Lodge|Suites|Ritz|Westin|Premier Inn"
    rf"|Holiday Inn|Guesthouse)(?:(?: (?:of|at|de) (?:the )?"
    rf"| )[{UPPER}][{LOWER}'’-]{{1,20}}){{0,3}}"
)


_NEAR_HOTEL = lazy(_HOTEL)
_NEAR_SEAT = lazy(
    r"flight|train|plane|boarding|airline|window|aisle|coach|carriage|\brow\b|\bfly|eurostar|amtrak"
)
_OWN_TRIP = lazy(r"\b(?:i|i['’]m|i['’]ll|we|we['’]re|we['’]ll|my|our|he|she|me|us|im)\b")


def _around(words: re.Pattern[str], match: re.Match[str], reach: int = 100) -> bool:
    near = match.string[max(0, match.start() - reach) : match.end() + reach].lower()
    return words.search(near) is not None


@finder("en-trip-dated", _TRIP, needs=("trip", "fly", "flight", "travel", "driv", "train",
        "head", "going", "leav", "from", "back", "arriv", "land"))  # fmt: skip
def _trip(source: Source) -> Iterator[Range]:
    """Find "from Lisbon to Oslo on 14 March" and "flying to Oslo on 14 March"."""
    for start, end in occurrences(source, ("from",)):
        match = _FROM_TO.match(source.text, end)
        before = source.lower[max(0, start - 60) : start]
        if match and re.search(_MOVES, before) and _OWN_TRIP.search(before):
            yield start, match.end()
    for start, end in occurrences(source, _MOVE_CUES):
        match = _TO_ON.match(source.text, end)
        if match and _OWN_TRIP.search(source.lower[max(0, start - 50) : start]):
            yield start, match.end()


_MOVES = r"fly|flight|travel|driv|train|bus|trip|ticket|commut|mov|sail|ferry|going"
_MOVE_CUES = ("flying", "fly", "flight", "trip", "travelling", "traveling", "train", "leaving",
              "landing", "arriving", "driving", "flying out", "flying back", "fly out",
              "fly back")  # fmt: skip
_FROM_TO = lazy(rf" (?:{_CITY}) to (?:{_CITY}),? {_WHEN}")
_TO_ON = lazy(rf" (?:back |out |home |over )?(?:to|in|for) (?:{_CITY}),? {_WHEN}")

RULES: tuple[Rule, ...] = (
    pattern(
        "en-coordinates",
        _HERE,
        r"(?<![\w.])(?P<lat>-?\d{1,2}\.\d{4,12})\s?(?:°\s?)?(?:[NS](?![A-Za-z]))?\s?[,;/ ]\s?"
        r"(?:(?i:lon|lng|long|longitude)\s?[:=]?\s?)?(?P<lng>-?\d{1,3}\.\d{4,12})(?:\s?°)?"
        r"(?:\s?[EW](?![A-Za-z]))?(?![\d.]\d)",
        digits=10,
        accept=_on_earth,
    ),
    pattern(
        "en-dms",
        _HERE,
        r"(?<!\d)\d{1,2}\s?°\s?\d{1,2}(?:\.\d{1,4})?\s?['′’]"
        r"(?:\s?\d{1,2}(?:\.\d{1,4})?\s?(?:\"|″|''"
        r"|”))?\s?[NS][,;/]?\s{0,2}\d{1,3}\s?°\s?\d{1,2}(?:\.\d{1,4})?\s?['′’](?:\s?\d{1,2}"
        r"(?:\.\d{1,4})?\s?(?:\"|″|''|”))?\s?[EW]",
        needs=("°",),
        digits=4,
    ),
    pattern(
        "en-plus-code",
        _HERE,
        rf"{LEFT}(?:[23456789CFGHJMPQRVWX]{{8}}\+[23456789CFGHJMPQRVWX]{{2,3}}"
        rf"|(?=[2-9]{{0,3}}[CFGHJMPQRVWX])[23456789CFGHJMPQRVWX]{{4}}\+[23456789CFGHJMPQRVWX]{{2,3}}"
        rf"(?:,? [{UPPER}][{LOWER}]{{2,20}}))(?![\w+])",
        needs=("+",),
        digits=1,
    ),
    pattern(
        "en-what3words",
        _HERE,
        r"(?:///|(?<=what3words: )|(?<=what3words )|(?<=w3w: )"
        r"|(?<=w3w\.co/))[a-z]{3,16}\.[a-z]{3,16}\.[a-z]{3,16}(?![\w.]\w)",
        needs=("///", "what3words", "w3w"),
    ),
    pattern(
        "en-maps-link",
        _HERE,
        r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/maps|maps\.google\.[a-z.]{2,6}"
        r"|maps\.apple\.com|www\.openstreetmap\.org|waze\.com"
        r"|www\.bing\.com/maps)[^\s<>\"]{0,200}?-?\d{1,3}\.\d{3,}(?:,|%2C|/"
        r"|&\w{1,5}=)-?\d{1,3}\.\d{3,}[^\s<>\"]{0,100}|https?://(?:goo\.gl/maps"
        r"|maps\.app\.goo\.gl)/\w{6,24}",
        needs=("maps", "openstreetmap", "waze"),
    ),
    cued(
        "en-at-place-now",
        _HERE,
        ("i'm at", "i’m at", "i am at", "i'm currently at", "we're at", "we are at", "i'm outside",
         "i'm standing", "i'm parked", "i'm stuck at", "currently at", "i'm waiting", "im at",
         "i'm in front of", "just got to", "just arrived at", "i'm sitting"),
        rf"(?: (?:at|in|on|outside|near|by|in front of))?(?: the)? (?P<v>{_PLACE})"
        rf"(?:,? (?:right now|now|at the moment|currently|as we speak|waiting|until)\b"
        rf"|(?=,? (?:by|near|next to|opposite) the))",
        accept=lambda m: m["v"].split()[0].lower() not in {"home", "work", "school", "level",
                           "page", "step", "version", "chapter"},
    ),
    pattern(
        "en-flight-number",
        _TRIP,
        r"[A-Z369][A-Z0-9] ?\d{2,4}(?![\w%]|[.,/:-]\d)",
        digits=2,
        needs=("flight", "fly", "airline", "airport", "boarding", "depart", "land", "arriv",
               "gate", "layover",
               "connect", "terminal", "seat", "delayed", "cancel", "plane", "-", "→", " to "),
        accept=_is_flight,
    ),
    pattern(
        "en-train-number",
        _TRIP,
        rf"{LEFT}(?:ICE|TGV|AVE|RJX?|Railjet|Eurostar|Amtrak|Acela|Thalys|Frecciarossa|Italo"
        rf"|Shinkansen|Nozomi|Hikari|Avanti|LNER|GWR|IC|EC|InOui"
        rf"|Nightjet)\s?(?:train\s)?#?\d{{1,5}}(?![\w%]|[.,:]\d)",
        digits=1,
        needs=("train", "rail", "platform", "coach", "carriage", "bahn", "depart", "eurostar",
               "amtrak", "seat", "station", "leaves"),
    ),
    cued(
        "en-booking-reference",
        _TRIP,
        _BOOKING_CUES,
        r"(?:\s(?:reference|number|code|no\.?|id))?(?:\s(?:for|with|from"
        r"|on)\b[^\n.:=#]{1,40}?)?(?:\s?[:=#]\s?|\s(?:is|was)\s|\s(?=[A-Z0-9]*\d))[\"'#]?"
        r"(?P<v>(?=[A-Z0-9]{0,9}[A-Z])(?=[A-Z0-9]{0,9}\d)[A-Z0-9]{5,12}|[A-Z]{6}|\d{7,13}"
        r"|\d{3}-\d{10}|[A-Z]{2,4}-\d{4,10})(?![\w-]\w|[a-z])",
        accept=lambda m: m["v"] not in {"NUMBER", "STATUS", "PLEASE", "ONLINE", "FAILED"},
    ),
    pattern(
        "en-hotel-room",
        _TRIP,
        r"(?i:\b(?:room|rm|suite)(?: (?:number|no\.?|#))?:? #?)\d{2,4}[A-Z]?(?![\w%])",
        needs=("room", "rm ", "suite"),
        digits=2,
        accept=lambda m: _around(_NEAR_HOTEL, m, 70),
    ),
    cued(
        "en-hotel-stay",
        _TRIP,
        ("staying at", "stay at", "stayed at", "checked into", "checking into", "check into",
         "checked in at", "booked at", "booked"),
        rf"(?: (?:in|the|a room at))*? (?:the )?(?P<v>{_HOTEL_NAME}(?:,? (?:(?:from|on"
        rf"|for) )?(?:the )?(?:{DATE_PLAIN}|\d{{1,2}})(?: ?(?:-|–|to|until"
        rf"|till) ?(?:the )?{DATE_PLAIN})?)?)",
        before=r"(?:\A|\b(?:i|we|i['’]m|we['’]re|i['’]ve|be|am|are|me|was|were|have|just|and"
               r"|she|he|[a-z]+)\b ?)",
        accept=lambda m: len(m["v"].split()) > 1,
    ),
    cued(
        "en-check-in-date",
        _TRIP,
        ("check in", "check-in", "checking in", "check out", "check-out", "checking out",
         "checkin", "checkout"),
        rf"(?: date)?(?: is)?(?: on| at)?\s?:?\s(?:the )?{DATE_PLAIN}",
        accept=lambda m: (
            _around(_NEAR_HOTEL, m, 90) and "with" not in m.string[m.end() : m.end() + 6]
        ),
    ),
    pattern(
        "en-seat",
        _TRIP,
        r"(?i:\bseats? )(?:\d{1,2}[A-K](?![A-Za-z\d])(?:(?:,| and"
        r"|, and) \d{1,2}[A-K](?![A-Za-z\d]))?|\d{1,3}(?=,? (?:in |of )?(?:coach|carriage"
        r"|car) ))(?:,? (?:in )?(?:coach|carriage|car) [A-Z0-9]{1,2})?",
        needs=("seat",),
        digits=1,
        accept=lambda m: _around(_NEAR_SEAT, m) and not is_talked_about(m),
    ),
    _trip,
)  # fmt: skip
