"""What a company pays, charges and would take at the worst, and what it means to do and when."""

from __future__ import annotations

from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .figures import is_public

_SECRET = PrivacyType.BUSINESS_SECRET

_N = r"\d[\d,. ]{0,12}\d|\d"
_CURRENCY = (
    r"(?:(?:US|AU|CA|NZ|HK|A|C|S|R|NT)?[$€£¥₹₦₱]|\b(?:USD|EUR|GBP|CAD|AUD|NZD|SGD|HKD|INR|CHF|ZAR"
    r"|PLN|KSh|Rs\.?|R))"
)
_SCALE = r"(?:\s?(?:k|m|mm|mn|bn|M|Cr|L|million|billion|mil|lakhs?|crores?|thousand)(?![A-Za-z]))"
_SUM = (
    rf"(?:{_CURRENCY}\s?(?:{_N}){_SCALE}?|(?<![\w.,])(?:{_N}){_SCALE}?"
    r"\s?(?:€|£|\$|p\b|pence|cents?|euros?|dollars|pounds|rand|rupees|zł|złoty|USD|EUR|GBP"
    r"|SGD|INR))"
)
_UNIT = (
    r"(?:kits?|units?|miles?|km|kilos?|kg|tonnes?|tons?|pallets?|seats?|pieces?|pcs|case|box|barrel"
    r"|head|licen[cs]e|container|load|sqm|m²|m2|batch|crate|cover|litres?|liters?|acre|hectare"
    r"|parcels?|loaf|loaves|bags?|bottles?|trays?|cups?|visits?|consults?|shipments?|drops?|pair"
    r"|dozen|sheet|MWh|kWh|GB|transaction|ticket|room night|user|m³|cow|kilo of \w+(?: \w+)?)"
)
_TAIL = (
    r"(?:,? (?:for|to|with|till|until|from|if|all in|all-in|landed|delivered|fixed|against|plus"
    r"|locum|off)\b[^.,;:!?()|\n]{0,36}?(?=[.,;:!?()|\n]|\Z| (?:and|but|so|which|because"
    r"|while)\b))?"
)
_TRADE = lazy(
    r"\b(?:we|our|us|they|them|supplier|wholesale\w*|buyer|client|customers?|contract"
    r"|offer\w*|bid\w*"
    r"|costs? me|margin|sell\w*|charg\w+|pays? me|quote\w*|negotiat\w+|tender|landed|deal)\b"
)


_FLOOR = lazy(
    r"\b(?i:(?:not|never|nobody|no one|nothing) (?:go )?(?:a (?:cent|penny) )?(?:below|under"
    r"|lower than"
    r"|above|over|beyond)|(?:a cent|a penny) under|no lower than|(?:won['’]t|will not"
    r"|can['’]t|cannot"
    r"|don['’]t) go (?:above|below|under|over|beyond|lower than)|walk(?:s|ing)? away (?:under"
    r"|below|at"
    r"|from|above)|(?:floor|ceiling|reserve|walk-away|bottom line|lowest|limit)(?: price)?(?: is"
    rf"| of| at|:)*|settle (?:for|at)|counter at|bidding|bid of|our bid is|offered us) (?:{_SUM}"
    rf"|{_N})(?: ?%)?{_SCALE}?(?:(?: ?(?:/|a|an|per) ?)(?:{_UNIT}|seat|hour|day))?{_TAIL}"
)


_ROOM = lazy(
    r"\b(?:speed|degrees|roads?|°|km/h|mph|elevator|lift|storey|temperature|fever|age)\b|°"
    r"|\b(?:th|rd|nd|st) floor\b"
)
_LIMIT = lazy(r"floor|ceiling|reserve|limit|lowest|bottom")
_PRICED = lazy(
    r"[$€£¥₹₦]|\b(?:eur|usd|gbp|cad|aud|price[ds]?|bids?|bidding|offer\w*|negotiat\w+|deals?"
    r"|tender|quote"
    r"|apiece|contract|euros?|dollars|pounds|between us|boss|sign|buyer|seller|group|auction)\b"
)


@finder("business-floor", _SECRET, digits=1, needs=(
    "below", "under", "lower", "above", "over", "beyond", "walk", "floor", "ceiling", "reserve",
    "bottom", "limit", "settle", "counter", "bid", "offered us"))  # fmt: skip
def _floor(source: Source) -> Iterator[Range]:
    """Find the least or the most that somebody would agree to in a trade."""
    if lower_holds(_TRADE, source):
        for match in matches(_FLOOR, source):
            if is_public(source, match) or _ROOM.search(
                source.lower, max(0, match.start() - 30), min(len(source.text), match.end() + 24)
            ):
                continue
            if _LIMIT.match(match[0].lower()) and not _PRICED.search(
                source.lower, max(0, match.start() - 160), min(len(source.text), match.end() + 80)
            ):
                continue
            yield match.start(), match.start() + len(match[0].rstrip())


_HELD = (
    r"(?:lock-?up|adr|revpar|pbt|pat|arpdau|arppu|cac payback|payback|no[- ]?show revenue|ad spend"
    r"|hosting (?:spend|costs?)|opex|wages|claims outstanding|receivables|fees billed"
    r"|billings|debtors"
    r"|cash left|scrap(?: rate)?|rework(?: rate)?|wip|write-?offs?|average order|basket|conversion"
    r"|nps|logo churn|full cost|working expenses|dues|utilisation|utilization|covenant|bulk billing"
    r"|attainment|order book|gross margin|occupancy|headcount|runway|burn|turnover|net burn|dau|mau"
    r"|cash)"
)
_HELD_AT = lazy(
    rf"\b(?i:{_HELD})\b(?: (?:is|was|of|at|on|stands|stood|fell|went|slid|rose|dropped|down"
    rf"|up|to|now"
    r"|from|cut|came|only|just|about|were|we are at|in|for|last|this|year|month|quarter|[QH][1-4]"
    r"|FY ?\d\d|Jan\w*|Feb\w*|Mar\w*|Apr\w*|May|Jun\w*|Jul\w*|Aug\w*|Sep\w*|Oct\w*|Nov\w*"
    r"|Dec\w*)){0,5}"
    rf":? (?:{_SUM}|(?<![\w.,])(?:{_N}){_SCALE}?)(?: ?(?:%|percent|months?|days?|weeks?|times"
    rf"|people"
    rf"|INR|crore|lakh))?(?:,? (?:to|instead of|against(?: a budget of)?|from|vs\.?"
    rf"|of) (?:{_SUM}|{_N})"
    rf"{_SCALE}?(?: ?(?:%|percent|months?|days?))?)?(?: (?:of (?:sales|revenue|consults|turnover"
    r"|the book)|monthly|a month|per month|on the bank|in the bank|last year|last season"
    r"|in [A-Z]\w+))?"
)
_OURS = lazy(
    r"\b(?:we|our|us|i|my|the (?:board|owner|boss|partners|cfo|bank)|numbers|report|slide)\b"
)


_HOMELY = lazy(r"(?:cash|basket|conversion|dues|occupancy|covenant|burn|scrap|turnover|wages)\b")
_FIGURES = lazy(
    r"%|\b(?:percent|revenue|margins?|runway|monthly|a month|per month|quarter|q[1-4]|ebitda|adr"
    r"|revpar"
    r"|churn|sales|budget|board|investors?|bank|profit|net|shop|orders|months?|last year|million"
    r"|debt"
    r"|accountant|report|slide|sheet|firm|company|cogs)\b|\d[km]\b"
)


@finder("business-held", _SECRET, digits=1, needs=(
    "lock", "adr", "revpar", "pbt", "arp", "payback", "revenue", "spend", "opex", "wages", "claims",
    "receivable", "billed", "billing", "debtor", "cash", "scrap", "rework", "wip", "write",
    "basket",
    "conversion", "nps", "churn", "cost", "expenses", "dues", "utili", "covenant", "attain",
    "order",
    "margin", "occupancy", "headcount", "runway", "burn", "turnover", "dau", "mau"))  # fmt: skip
def _held(source: Source) -> Iterator[Range]:
    """Find a measure of a company with the figure that it has."""
    if source.role == "user" and not lower_holds(_OURS, source):
        return
    for match in matches(_HELD_AT, source):
        homely = _HOMELY.match(match[0].lower()) is not None
        if homely and not _FIGURES.search(
            source.lower, max(0, match.start() - 120), min(len(source.text), match.end() + 80)
        ):
            continue
        if not is_public(source, match):
            yield match.start(), match.start() + len(match[0].rstrip(" .,"))


_DAY = (
    r"(?:\d{1,2}(?:st|nd|rd|th)? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov"
    r"|Dec)(?:[a-z]{1,7})?"
    r"(?![a-z])(?: \d{1,2}(?!\d))?(?:,? 20\d\d)?|Q[1-4]\b|(?:the )?\d{1,2}(?:st|nd|rd|th)\b"
    r"|(?:the )?(?:spring|summer|autumn|winter|new year)\b|20\d\d"
)
_MEANT = lazy(
    r"(?:(?<![\w'’-])[A-Z][\w&'’-]{1,20} (?:[a-z]{3,12} )?)?\b(?:clos(?:es|ing)|shut(?:s|ting)?"
    r"|wound down|winding down|leaving|dropping|selling|sold|letting go|let go|made redundant"
    r"|launch(?:es|ing)?|reveal|completion|go(?:es|ing) live|moves|replaced|merging|absorb"
    r"|opening|ending|cutting)\b[^.,;:!?|\n]{0,60}? "
    rf"(?:by|in|on|from|until|for|at)(?: (?:the )?(?:end of|early|late|mid))? (?:{_DAY})"
    r"|\b(?i:(?:project|operation) (?-i:[A-ZĀ-Ž][\wÀ-ž]{2,16})(?=[.,;:!?\"”)\n]|\Z| (?:is|was"
    r"|goes|stays)))"
)
_FIRM = lazy(
    r"\b(?:we|we['’]re|our|us|they|company|board|staff|office|shop|market|branch|hotel"
    r"|owners?|client"
    r"|partners|investors?|nobody|told|announced|announce|secret|between us|quiet|deck|roadmap)\b"
)
_LATELY = lazy(r"\b(?:i|my|museum|concert|festival|season \d|episode|film|album|flights?)\b")


_PRIVATE = lazy(
    r"\b(?:house|flat|home|school|christmas|holidays?|for (?:rome|paris|[a-z]+land))\b"
    r"|\A(?:we|they|he|she|i)(?: are| is|['’]re)? leaving for\b|\bnasa\b|\bmoon\b"
)
_COMPANY = lazy(
    r"\b(?:company|board|staff|office|shop|market|branch(?:es)?|clients?|owners?|partners"
    r"|investors?"
    r"|told|announced?|secret|between (?:us|ourselves)|quiet|deck|roadmap|us|our|hotel|union"
    r"|district"
    r"|million|plant|firm|business|group|heard|nobody|hush|confidential|sales|pilot|budget|boss"
    r"|credit|offer|contract|mine only)\b"
)


@finder("business-meant", _SECRET, needs=(
    "clos", "shut", "wound", "winding", "leaving", "dropping", "sell", "sold", "let", "redundant",
    "launch", "reveal", "completion", "live", "moves", "replaced", "merg", "absorb", "opening",
    "ending", "cutting", "project ", "operation "))  # fmt: skip
def _meant(source: Source) -> Iterator[Range]:
    """Find what a company closes, sells or begins, with its day, and the names of such plans."""
    if not lower_holds(_FIRM, source):
        return
    for match in matches(_MEANT, source):
        told = match[0].lower()
        if is_public(source, match) or _LATELY.search(told) or _PRIVATE.search(told):
            continue
        named = told.startswith(("project", "operation"))
        if named or _COMPANY.search(
            source.lower, max(0, match.start() - 160), min(len(source.text), match.end() + 160)
        ):
            yield match.span()


RULES: tuple[Rule, ...] = (_floor, _held, _meant)
