"""What the people of a company tell of its trade: whole clauses with their figures and days.

A figure without its object tells little and an object without its figure too, so in a message
of somebody inside a company a clause goes from its object to its amount or day.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds
from ..rule import Range, Rule, finder
from ..source import Source
from .business import FIGURE, HUSH_CUES, hushed
from .figures import is_published

_SECRET = PrivacyType.BUSINESS_SECRET

_TRADE = lazy(
    r"\b(?:clients?|customers?|revenue|turnover|margins?|pric(?:e|es|ing|ed)|deals?|offer(?:s|ed)?"
    r"|stake|sale|sell(?:ing)?|sold|buy(?:s|ing|er|ers)?|suppliers?|launch\w*|roadmap|pilot"
    r"|investors?"
    r"|fund|round|board|contracts?|renewals?|tender|bids?|skus?|plan|quarter|q[1-4]|importer"
    r"|wholesale|dealer|payroll|headcount|redundan\w+|lay ?offs?|layoffs?|factory|plant|line"
    r"|recipe|formula|pays?|paid|order(?:s|ed)?|merger|acqui\w+|takeover|closes?|closing|volume"
    r"|cost|profit|budget|founders?|startup|shop|store|product|patent|rate|forecast)\b"
)
_STRONG = lazy(
    r"\bebitda\b|\b[mna]rr\b|\bburn\b|\brunway\b|\bchurn\b|(?:pre|post)-money|cap table"
    r"|series [a-d]\b|term sheet|net debt|enterprise value|\bturnover\b|(?:net|gross) margin"
    r"|\blanded\b|\bfob\b|\bcif\b|ex[- ](?:farm|works)|\bwholesale\b|\bskus?\b|\bheadcount\b"
    r"|order book|\bpipeline\b|\bppap\b|second source|unit cost|take rate|\bcohort\b|due diligence"
    r"|\b\d{1,3} ?% (?:stake|sale|of the company)|stake in|valuation|board (?:pack|deck|meeting"
    r"|paper)"
    r"|steering (?:meeting|committee)|investment committee|\bic\b|net sales|under plan|behind plan"
    r"|\bcogs\b|\bcapex\b|\bgmv\b|\bcac\b|on a \d+m? cap|delist|price list|list price|dealer book"
    r"|rebate|pilot customers?|paying (?:users|customers)|seed round|success fee|our (?:price|cost"
    r"|bid|offer|margin|floor|ceiling|clients?|supplier|buyer)\b|floor is|walk-away"
)
_OURS = lazy(r"\b(?:we|we['’](?:re|ll|d|ve)|our|us|ours)\b")
_AMOUNT = lazy(
    r"(?:[$€£¥₹₦₱]|\b(?:usd|eur|gbp|cad|aud|nzd|sgd|hkd|inr|chf|zar|rmb|rs\.?|rm|r|hk\$|j\$|us\$"
    r"|a\$|s\$)) ?\d|(?<![\w.,])[+-]?\d[\d,.]{0,14}(?: ?(?:%|percent|per cent|bps|k|m|mm|bn|mil"
    r"|million|billion|thousand|grand|lakhs?|crores?|cr|x|times|cents?|euros?|dollars|pounds|rand"
    r"|cedis|naira|ringgit|usd|eur|gbp|us|tonnes?|tons?|kg|kilos?|pallets?|slabs|bottles?|cases?"
    r"|litres?|liters?|units?|pcs|pieces|devices|meters|sites|stores|shops|beds|seats|licen[cs]es"
    r"|customers|clients|accounts|users|heads|people|staff|jobs|months? left|months of)\b"
    r"| (?:a|an|per|the) (?:month|year|week|quarter|piece|unit|kilo|ton|tonne|set|case|move|trip"
    r"|night|freezer|seat|bottle|box|head|season|bracket|pallet|litre|mile|hour|day)\b"
    r"| (?:apiece|each|multiple|under|over|behind|ahead|against|instead of|to follow)\b)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|half|quarter) "
    r"(?:and a half )?(?:thirds of|tonnes?|million|cents|percent|grand|k\b)"
)
_DAY = lazy(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|march|april|may \d|june|july|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|q[1-4]|h[12]|week \d+|spring|summer|autumn|fall"
    r"|winter|20[23]\d|next (?:month|quarter|year|week)|end of (?:the )?(?:month|quarter|year))\b"
)
_DEED = lazy(
    r"\b(?:launch|ship|releas|rolls? out|roll out|rollout|pilot|migrat|sunset|drop|discontinu|kill"
    r"|clos(?:e|es|ing)|shut|lay off|laying off|cut|axe|redundan|acquir|buy|sell|sale|merg|sign"
    r"|rais|open|mov(?:e|es|ing)|relocat|outsourc|rebrand|announc|stop|hir|deliver|deal|contract"
    r"|exclusiv|patch|going to|goes to|go live|vote|delist|order|tooling|sop)"
)
_BARE = lazy(
    r"(?<![\w.,:/#-])\d[\d,]{2,9}(?:\.\d+)?(?![\w:/-]|[.,]\d)"
    r"|(?<![\w.,:/#])-?\d{1,3}\.\d\d?(?![\w.])"
)
_CUT = lazy(
    r"[.;!?](?=\s|\Z|[\"”])|\n+|:\s|\s[–—-]\s|\.\.\.|[()\"“”]"
    r"|,\s(?=(?:so|but|which|because|and|i|it['’]?s|that['’]?s|can|do|should|is|what|nobody|no one"
    r"|please|pls|imagine|right|ok|embarrassing|not|who|if|when|how)\b)"
    r"|\s(?=(?:but|because|so|which|when|while|if|whether)\s)"
    r"|\sand\s(?=(?:i|he|she|it|nobody|no|not|if|you|that|this|the board|my"
    r"|(?:the |our )?(?:staff|press|union|market|landlord))\b)"
)
_LEAD = lazy(
    r"(?:\s|,|under nda\b|hush\b|please\b|not to be repeated\b|and\b|but\b|so\b|because\b|which\b"
    r"|when\b|while\b|then\b|also\b|well\b|yes\b|no\b"
    r"|good\b|ok(?:ay)?\b|lol\b|at the (?:moment|minute)|right now|for the record|for you to know"
    r"|on (?:those|these) numbers|in (?:round|plain) (?:terms|words|numbers)|today|now\b|only\b"
    r"|the other thing|(?:i|you) (?:know|think|guess|made|told|charge them)\b|it is\b|it['’]s\b"
    r"|that['’]s\b|that\b|we['’](?:d|re|ll|ve)\b|we have\b|we are\b|we need\b|we got\b|he['’]d\b"
    r"|they['’]d\b|i['’]ll\b|i would\b|we would\b|(?:he|she|they)['’](?:s|re) got\b|let it go at\b"
    r"|take\b|asking\b|looking at\b|about\b|there(?:['’]s| is| are)\b|a\b|an\b|the\b|is\b)+"
)
_TAIL = lazy(
    r"(?:[\s,]|(?<![\w])(?:and|but|so|to|in|for|of|the|a|lol|please|pls|ok|right|too|though|tho"
    r"|either|haha)(?![\w]))+\Z"
)
_TOLD = lazy(
    r"(?:[\w'’ ]{0,28}\b(?:told (?:us|me)|slipped|said|says|between (?:us|you and me|ourselves)"
    r"|mentioned)(?: (?:at lunch|today|yesterday|over \w+|that))*[,:]? )?"
    r"(?:(?:i|we|he|she|they|you|it)(?:['’](?:d|s|re|ll|ve|m))? (?:(?:will|would|can|could|have|has"
    r"|had|are|is|was|want|wants|propose|remain|agreed|wanted|need|got|get|gets|give|gave|gives|do"
    r"|did|told|also|just|only|still|now|already|let|go|the|others|us|me|him|them|to|in|at|on"
    r"|for|a|an|our|his|her|their|that|is|take|takes|accept|offered|pay|pays|charge|my) )*)?"
)
_NAMED = lazy(r"[A-Z][\w&'’.-]{1,30}(?: (?:&|and|of|[A-Z(][\w&'’.()-]{0,30})){0,5}")
_COMMA = lazy(r", (?!\d{3}\b)")
_LEAST = 4
_MOST = 230


_OTHER = lazy(r"traceback|```|\bdef \w|\bline \d+, in\b|\bselect \w+ from\b|</\w+>|\bgit\b")
_ACCESS = lazy(
    r"\b(?:code|pin|password|pw|passcode|login|key|card|iban|account|salary|my (?:age|wife))\b"
)


def _clauses(source: Source) -> Iterator[Range]:
    """Yield the message's clauses without what leads into them."""
    lower, start = source.lower, 0
    stops = [(m.start(), m.end()) for m in _CUT.finditer(lower)]
    for stop, following in [*stops, (len(lower), len(lower))]:
        lead = _LEAD.match(lower, start, stop)
        yield (lead.end() if lead else start), stop
        start = following


def _figures(source: Source, start: int, end: int) -> Range | None:
    """Return what reaches from the first figure's part of a clause to the last one's."""
    lower = source.lower
    commas = [(m.start(), m.end()) for m in _COMMA.finditer(lower, start, end)]
    parts = list(zip([start, *(c[1] for c in commas)], [*(c[0] for c in commas), end], strict=True))
    told = [
        n
        for n, (a, b) in enumerate(parts)
        if _AMOUNT.search(lower, a, b) or (n and _DAY.search(lower, a, b))
    ]
    if not any(_AMOUNT.search(lower, *parts[n]) for n in told):
        return None
    first = told[0]
    if first and _NAMED.fullmatch(source.text, *parts[first - 1]):
        first -= 1
    return parts[first][0], parts[told[-1]][1]


def _trimmed(source: Source, start: int, end: int) -> Range | None:
    lower = source.lower
    told = _TOLD.match(lower, start, end)
    if told and end - told.end() >= _LEAST:
        start = told.end()
    lead = _LEAD.match(lower, start, end)
    start = lead.end() if lead else start
    tail = _TAIL.search(lower, start, end)
    end = min(tail.start() if tail else end, start + _MOST)
    return (start, end) if end - start >= _LEAST else None


_QUESTION = lazy(
    r"(?:what|how|which|is|are|do|does|can|could|should|would|why|give me|write|make)\b"
)
_STRONG_CUES = (
    "ebitda", "mrr", "nrr", "arr", "burn", "runway", "churn", "-money", "cap table", "series ",
    "term sheet", "net debt", "enterprise value", "turnover", "margin", "landed", "fob", "cif",
    "ex farm",
    "ex-farm", "ex-works", "ex works", "wholesale", "sku", "headcount", "order book",
    "pipeline", "ppap",
    "second source", "unit cost", "take rate", "cohort", "diligence", "stake", "% sale",
    "valuation",
    "board ", "steering", "committee", " ic", "net sales", "under plan", "behind plan", "cogs",
    "capex", "gmv", "cac",
    " cap", "delist", "price list", "list price", "dealer", "rebate", "paying ", "seed round",
    "success fee", "our price", "our cost", "our bid", "our offer", "our floor", "our ceil",
    "our client", "our supplier", "our buyer", "floor is",
    "walk-away")  # fmt: skip


@finder("business-quiet", _SECRET, needs=HUSH_CUES)
def _quiet(source: Source) -> Iterator[Range]:
    """Find clauses with amounts and plans with days in a message that is to be kept quiet."""
    if source.role != "assistant" and lower_holds(_TRADE, source) and hushed(source):
        yield from _told(source, quiet=True)


@finder("business-clause", _SECRET, needs=_STRONG_CUES)
def _clause(source: Source) -> Iterator[Range]:
    """Find them, and figures without a unit, in the words of somebody inside a company."""
    if source.role != "assistant" and lower_holds(_OURS, source) and lower_holds(_STRONG, source):
        yield from _told(source, quiet=False)


def _told(source: Source, *, quiet: bool) -> Iterator[Range]:
    if is_published(source) or lower_holds(_OTHER, source):
        return
    for start, end in _clauses(source):
        if _asked(source, start, end):
            continue
        found = _figures(source, start, end) if source.digits else None
        planned = _DEED.search(source.lower, start, end) and _DAY.search(source.lower, start, end)
        if planned or (quiet and (found or _BARE.search(source.lower, start, end))):
            found = start, end
        if found and (trimmed := _trimmed(source, *found)):
            yield trimmed
    if source.digits and (not quiet or lower_holds(_STRONG, source)):
        for match in _BARE.finditer(source.text):
            yield match.span()


def _asked(source: Source, start: int, end: int) -> bool:
    return (
        source.text[end : end + 1] == "?" and _QUESTION.match(source.lower, start) is not None
    ) or _ACCESS.search(source.lower, start, end) is not None


@finder("business-repeated", _SECRET, digits=1, needs=(
    "ebitda", "rr", "burn", "runway", "churn", "money", "cap table", "series ", "term sheet",
    "net debt", "enterprise value", "turnover", "margin", "landed", "fob", "wholesale", "sku",
    "headcount", "pipeline", "equity", "stake", "valu", "multiple", "per ", "price"))  # fmt: skip
def _repeated(source: Source) -> Iterator[Range]:
    """Find the figures in what an assistant reckons for somebody inside a company."""
    if source.role != "assistant" or is_published(source) or not lower_holds(_STRONG, source):
        return
    for match in FIGURE.finditer(source.text):
        yield match.span()


RULES: tuple[Rule, ...] = (_quiet, _clause, _repeated)
