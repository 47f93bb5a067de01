"""Figures and sums that only the inside of a company knows, by English words for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .business import AMOUNT, CAPITALS, FIGURE, NUMBER, clause

_SECRET = PrivacyType.BUSINESS_SECRET

_UNIT_PRICE = lazy(
    rf"(?:{CAPITALS} at )?(?<![\w.,])(?:[$€£¥₹]|(?:USD|EUR|GBP|SGD"
    rf"|AUD|R|Rs\.?|FOB|CIF)\s?(?:[^\W\d]{{2,8}} )?[$€£]?)?\s?{NUMBER}"
    r" (?:a|per|each) (?:kits?|units?|miles?|kilos?|kg|tonnes?|tons?|pallets?|seats?|pieces?"
    r"|case|box|barrel|head|licen[cs]e|container|load|sqm|batch|crate|cover)\b(?: off the books"
    r"| from [^.,;\n]{3,30})?"
    r"|\b\d{1,3}(?:\.\d{1,4})?\s?% of (?:sales|revenue|turnover|the book|gmv)"
    r"|(?<![\d.])\d{1,5}(?:\.\d{1,4})? bps\b[^.,;\n]{0,24}"
    r"|(?:[$€£]|USD|EUR|GBP|SGD|AUD|CHF)\s?\d[\d,.]{0,14}\s?(?:m|mm|bn|million"
    r"|billion)?(?: under management)",
)


@finder(
    "business-unit-price",
    _SECRET,
    digits=2,
    needs=(" a ", " per ", "each", "% of", "bps", "under management"),
)
def _unit_price(source: Source) -> Iterator[Range]:
    """Find prices by the piece as companies agree them, and shares of sales."""
    for match in matches(_UNIT_PRICE, source):
        yield match.span()


_ANY = (
    rf"(?:{AMOUNT}|(?<![\d,])\d{{1,3}}(?:,\d{{3}}){{1,4}}|\d{{4,9}}(?!\d)|(?<=runway )\d{{1,2}}"
    rf"|(?<=runway is )\d{{1,2}}"
    r"|(?<=headcount )\d{1,4}|(?<=headcount of )\d{1,4}|(?<=headcount is )\d{1,4})"
)
_MEASURES = (
    r"(?:churn|mrr|arr|ebitda|burn(?: rate)?|runway|gross margin|net margin|operating margin"
    r"|margin|landed cost|unit cost|cost price|wholesale price|floor price|reserve price"
    r"|take rate|cac|ltv|gmv|attrition|occupancy"
    r"|order book|backlog|pipeline|valuation|pre-money|post-money|turnover|net revenue|revenue"
    r"|gross profit|net profit|markup|mark-up|food cost|labou?r cost|bill rate|day rate"
    r"|transfer price|default rate|yield|scrap rate|defect rate"
    r"|retention|bonus pool|headcount|nrr|grr|bookings|billings|cogs|opex|capex|refund rate"
    r"|no-show rate|write-?off|impairment|loan loss|provision|deficit|shortfall|loss"
    r"|cash (?:balance|position|in the bank)|paying (?:users|customers)|units sold|sell-through"
    r"|win rate|close rate|dau|mau|wau|arpu|fill rate|offer price|bid price|our bid|our offer"
    r"|our price|their price|rebate|commission|royalty|kickback|utili[sz]ation|wage bill"
    r"|payroll|loan book|aum"
    r"|wastage|shrinkage|net sales|sales|order intake|enrol?lments?|admissions|listing fee"
    r"|management fee)"
)
_MEASURED = lazy(
    rf"\b(?:(?!(?:is|are|was|has|have|and|but|that|the|our|my|with|so|of|if|what|how|does|show"
    rf"|me|for|to|at|in|on|than|because|when|can|should|will|a|an|your|their|his"
    rf"|her)\b)[a-z][a-z-]{{2,13}} ){{0,2}}(?:(?:[Qq][1-4]|[Hh][12]|FY ?\d\d|our|net|gross"
    rf"|monthly|annual|last (?:year|quarter|month)['’]?s?) )?(?i:{_MEASURES})\b(?: (?:for|in"
    rf"|on) [^.,;!?\n]{{2,24}}?)?(?:,? (?i:is|was|of|at|to|fell to|rose to|went (?:from|to)|hit"
    rf"|about|around|only|just|now|down to|up to|under|over|roughly|stands at|"
    rf"came (?:in|out) at|per \w{{1,15}})){{0,3}}[:=|]? {{0,2}}(?P<v>{_ANY}(?: ?(?:to|-|–"
    rf"|instead of|from) {_ANY})?(?: (?:months?|weeks|heads|people|customers|users|seats))?"
    rf"(?: (?:of|a|per|for|in|by|to|this|last|next|before|after|since|against|until"
    rf"|per) [^.,;!?\n]{{2,32}}?(?=[.,;:!?)\n]|\Z| (?:and|but|so|which|is|from)\b))?)"
    rf"|{AMOUNT}(?: (?:in|of|a month|a year|monthly|annual|gross|net))* (?i:{_MEASURES})\b"
)
_TOLD = lazy(
    r"(?i)(?:[:=|]|\b(?:is|was|came|went|hit|stands|fell|rose|per|at|now|just|only|about"
    r"|around))\W*\Z"
)
"""Between a measure and its figure, what parts them: "churn is 9 %" hides 9 %, "ARR 2.3m" all."""
_SOLD = lazy(
    rf"\b(?i:acquir(?:e|es|ing)|buy(?:s|ing)?(?: out)?|sell(?:s|ing)?|tak(?:e|es|ing) over"
    rf"|merg(?:e|es|ing) with|invest(?:s|ing)? in|rais(?:e|es|ing)) (?!a (?:house|flat|car)"
    rf"|my (?:house|flat|car|bike))"
    rf"[^.;!?\n]{{0,20}}(?:[A-Z][\w&'’-]{{2,30}}|(?i:company|business|firm|practice|clinic|plant"
    rf"|division|stake|shares|site|farm|factory|brand|branch|series [abc]"
    rf"|round))[^.;!?\n]{{0,50}}?(?:for|at|of) {AMOUNT}"
)
_BIG = lazy(r"million|bn\b|\dm\b|billion|crore|\d{3}[,.]?000|\d{3}k", re.IGNORECASE)


@finder("business-measure", _SECRET, digits=1, needs=(
    "churn", "mrr", "arr", "ebitda", "burn", "runway", "margin", "landed cost", "unit cost",
    "cost price", "price", "take rate", "cac", "ltv", "gmv", "attrition", "occupancy",
    "order book", "backlog", "pipeline", "valuation", "money", "turnover", "revenue", "profit",
    "markup", "mark-up", "food cost", "labour cost", "labor cost", "rate", "yield", "retention",
    "bonus pool", "headcount", "budget", "our bid", "our offer", "rebate", "commission",
    "royalty", "kickback", "utili"))  # fmt: skip
def _measure(source: Source) -> Iterator[Range]:
    """Find figures that only the inside of a company knows."""
    count = 0
    for match in matches(_MEASURED, source):
        if is_public(source, match):
            continue
        count += 1
        told = match["v"] and _TOLD.search(source.text, match.start(), match.start("v"))
        yield match.span("v" if told else 0)
    if count >= _SEVERAL or _INSIDE.search(source.lower):
        for match in matches(FIGURE, source):
            if not is_public(source, match):
                yield match.span()
        for match in matches(_DATED, source):
            yield clause(source, *match.span())


def is_public(source: Source, match: re.Match[str]) -> bool:
    """Tell whether the sentence around a figure says that everybody may know it."""
    lower, (start, end) = source.lower, match.span()
    begin = max(lower.rfind(stop, max(0, start - 120), start) for stop in (". ", "\n", "; "))
    stops = [at for stop in (". ", "\n", "; ") if (at := lower.find(stop, end, end + 60)) >= 0]
    sentence = lower[max(begin, start - 120, 0) : min(stops, default=end + 60)]
    return _PUBLISHED.search(sentence) is not None or _KNOWN.search(sentence) is not None


_KNOWN = lazy(
    r"\b(?:report(?:s|ed)|public(?:ly)?|list price|rack(?: rate)?|on (?:the|my|our"
    r"|their) (?:board|menu"
    r"|website|site|poster|card|facebook|page)|website|gazetted|benchmark|average|typical\w*"
    r"|usual\w*"
    r"|surveys?|industry|market rate|like everyone|per the|in general|everyone pays)\b"
)
_SEVERAL = 2
_PUBLISHED = lazy(
    r"\bpublished\b|press release|according to|\bnews\b|in the papers|annual report|10-k\b"
    r"|earnings call|analysts? expect|\bfiscal\b|\bcompany [ab]\b|\bexample\b|textbook"
    r"|\b(?:apple|nvidia|microsoft|google|alphabet|amazon|tesla|netflix|nike|adidas|samsung|intel"
    r"|meta|walmart|toyota|disney|ikea|starbucks)(?:['’]s)? (?:\w+ ){0,3}(?:revenue|profit|sales"
    r"|margin|earnings|make|made|paid|bought|acquired)"
)
_INSIDE = lazy(
    r"\bboard (?:deck|pack|paper|meeting)|investor|\bchurn\b|\b[mna]rr\b|ebitda|\brunway\b"
    r"|cap table|term sheet|gross margin|\bgmv\b|\bcac\b|\bltv\b|series [a-d]\b|\bseed round"
    r"|valuation|unit economics|wholesale"
)
_DATED = lazy(
    r"\b(?:we(?:['’]re| are| will|['’]ll)?|they(?:['’]re| are| will)?|launch|launching|launches"
    r"|ship|shipping|ships|release|releasing|releases|going live|go live|rolling out|roll out"
    r"|rollout of|migrat(?:e|ing)|sunset(?:ting)?|kill(?:ing)?"
    r"|deprecat(?:e|ing)|announc(?:e|ing)|open(?:ing)?|clos(?:e|ing)|sign(?:ing)?|acquir(?:e"
    r"|ing)|merg(?:e|ing)|hir(?:e|ing)|cut(?:ting)?"
    r"|lay(?:ing)? off) (?:[\w'’&./-]{1,30} ){1,9}?(?:on|in|by|from|before|this|next|mid-?|end of"
    r"|early|late) (?:\d{1,2} )?"
    r"(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Q[1-4]|H[12]|spring|summer|autumn"
    r"|fall|winter|20\d\d)[a-z]*(?: \d{1,2}(?!\d))?(?: 20\d\d)?"
)


@finder(
    "business-sold",
    _SECRET,
    digits=1,
    needs=("acquir", "buy", "sell", "tak", "merg", "invest", "rais"),
)
def _sold(source: Source) -> Iterator[Range]:
    """Find who buys or sells what company for how much."""
    for match in matches(_SOLD, source):
        if _BIG.search(match[0]) and not _PUBLISHED.search(source.lower):
            yield match.span()


_JOBS = lazy(
    r"\b\d{1,6} (?:redundancies|layoffs|lay-offs|job cuts|job losses)\b|\b(?:lay(?:ing)? off"
    r"|let(?:ting)? go|mak(?:e|ing) redundant|cut(?:ting)?|ax(?:e|ing)"
    r"|shed(?:ding)?) (?:of )?(?:about |around |up to |another )?"
    r"(?:\d{1,4}|a third|half|a quarter|two thirds|\d{1,2} ?%)(?: of)?(?: the| our)? (?:people"
    r"|staff|jobs|posts|roles|positions|workforce|team|nurses|drivers|engineers|teachers"
    r"|workers|employees)\b[^.,;!?\n]{0,30}"
)


@finder(
    "business-jobs",
    _SECRET,
    digits=0,
    needs=(
        "redundan",
        "layoff",
        "lay-off",
        "job cuts",
        "job losses",
        "laying off",
        "lay off",
        "go",
        "cut",
        "ax",
        "shed",
    ),
)
def _jobs(source: Source) -> Iterator[Range]:
    """Find how many people are to lose their work."""
    if not _PUBLISHED.search(source.lower):
        for match in matches(_JOBS, source):
            yield match.span()


RULES: tuple[Rule, ...] = (_jobs, _unit_price, _measure, _sold)
