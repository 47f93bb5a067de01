"""What a company has not made public: deals, plans and figures that somebody asks to keep quiet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, matches
from ..rule import Range, Rule, finder
from ..source import Source

_SECRET = PrivacyType.BUSINESS_SECRET
HUSH_CUES = (
    "nda", "hush", "announce", "not public", "isn't public", "not out yet", "not yet out",
    "repeated", "undisclosed", "nobody", "no one", "no-one",
    "don't tell", "dont tell", "doesn't know", "don't know", "dont know", "keep it", "keep this",
    "keep that", "between us", "between you",
    "confidential", "off the books", "off the record", "secret", "embargo", "internal",
    "unreleased", "under wraps", "due diligence", "term sheet",
    "leak", "not to ", "acqui", "merger", "takeover", "landed cost", "under management",
    "non-solicit", "binder", "committee", "board",
    "investor", "roadmap", "margin", "told", "supposed to", "shouldn", "allowed to", "meant to",
    "didn't hear", "quiet", "sworn", "only ", "be public", "until ",
    "rival", "competitor", "stays ", "stay ", "codename", "code name", "project ", "insider",
    "sensitive", "proprietary", "patent", "tender", "bid", "floor",
    "walk-away", "reserve price", "stealth", "launch", "signed", "common knowledge", "my eyes",
    "your eyes", "breathe a word", "mum", "grapevine", "council", "landlord", "union", "press ",
)  # fmt: skip
_HUSH = lazy(
    r"\bnda\b|\bhush\b|(?:not|un|never)[ -]?(?:yet )?(?:been )?announced|(?:not|isn['’]?t"
    r"|aren['’]?t) (?:yet )?(?:public|out yet|out)\b|not to be (?:repeated|shared)"
    r"|undisclosed|\bno(?:body|[ -]one) (?:else )?(?:outside |here )?(?:knows|is to know"
    r"|must know|can know)|don['’]?t (?:tell|repeat|share)|(?:doesn['’]?t|don['’]?t) know"
    r"|keep (?:it|this|that) (?:quiet|between|to yourself|secret|here)|(?:council|landlord"
    r"|staff|union|press|market) (?:still )?(?:doesn['’]?t|don['’]?t|thinks)|between (?:us"
    r"|you and me)|confidential|off the (?:books|record)"
    r"|\bsecret\b(?! (?:question|answer|key|santa))|embargo|internal (?:only|price|number"
    r"|figure|plan)|unreleased|under wraps|due diligence|term sheet|\bleak(?:s|ed)?\b"
    r"|not to (?:ops|anyone|the team)|\bacqui(?:re|sition|ring)|\bmerger\b|takeover|landed cost"
    r"|under management|non-solicit|before (?:it|this|the news) is (?:out|public)"
    r"|(?:have|has|had)n['’]?t (?:been )?(?:told|announced|signed|gone public)|not (?:supposed"
    r"|allowed|meant) to (?:say|tell|share|know|be)|shouldn['’]?t (?:be telling|say|tell|know"
    r"|really)"
    r"|didn['’]?t hear (?:it|this|that)|on the quiet|quietly|sworn to|only (?:me|i|we"
    r"|the (?:partners|board|directors|founders?|owners?|family))\b[^.]{0,24}\bknow"
    r"|(?:won['’]?t|will not|not) be (?:public|announced|out)"
    r"|until (?:it['’]?s|it is|the|we|they)[^.]{0,12} (?:signed|announced|public|press|closed?)"
    r"|competitors?\b|\brivals?\b|stays? (?:here|in this (?:chat|room)|with (?:us|you|me)"
    r"|between)|code ?name"
    r"|insider|(?:price|commercially)[- ]sensitive|trade secret|proprietary|patent (?:pending"
    r"|application)|\btender\b|sealed bid|floor price|walk-away|reserve price|lowest (?:we"
    r"|i)['’]?|stealth|pre-?launch"
    r"|common knowledge|your eyes only|breathe a word|keep(?:ing)? mum|not (?:yet )?signed"
    r"|isn['’]?t signed"
    r"|\b(?:board|investor) (?:deck|pack|paper|memo|update)|gross margin"
)
CAPITALS = r"(?<![\w&'’-])[A-Z][\w&'’-]{1,30}(?: [A-Z][\w&'’-]{1,30}){0,3}"
"""A name of a company; tried at the beginning of words only and bounded, to be linear."""
NUMBER = r"\d[\d,]{0,14}(?:\.\d{1,6})?"
AMOUNT = (
    rf"(?:(?:US|AU|CA|NZ|HK|A|C|S|R|NT)?[$€£¥₹]\s?{NUMBER}|(?:USD|EUR|GBP|CAD|AUD|NZD"
    rf"|SGD|HKD|INR|CHF|ZAR|RMB|Rs\.?|R)\s?{NUMBER}"
    rf"|(?<!\d)(?<!\d[.,]){NUMBER}(?=\s?(?:%|percent|bps|k\b|m\b|mm\b|bn\b|million|billion|lakh"
    rf"|crore"
    r"|euros?\b|dollars|pounds|rand\b)))"
    r"(?:\s?(?:%|percent|bps|basis points|k|mm?|bn|million|billion|thousand|lakhs?"
    r"|crores?)(?![A-Za-z]))?(?:\s(?:dollars|euros?|pounds|rand|rupees|yuan))?"
)
_DEAL_VERB = (
    r"(?:sell|sells|selling|buy|buys|buying|acquir(?:e|es|ing)|clos(?:e|es|ing)(?: down)?"
    r"|merg(?:e|es|ing)|mov(?:e|es|ing)|open(?:s|ing)|launch(?:es|ing)?|ship(?:s|ping)"
    r"|rais(?:e|es|ing)|cut(?:s|ting)|lay(?:s|ing)? off|laying off|spin(?:s|ning) off|tak(?:e"
    r"|es|ing) over|purchas(?:e|es|ing)|outsourc(?:e|es|ing)|signing|sign (?:on|in)|dropping"
    r"|discontinu(?:e|es|ing)|shut(?:s|ting)(?: down)?|relocat(?:e|es|ing)|rebrand(?:s|ing)"
    r"|replac(?:e|es|ing)|switching|phas(?:e|es|ing) out|retir(?:e|es|ing) the|delist(?:s|ing))"
)
_SUBJECT = (
    rf"(?:{CAPITALS} (?:is |are |was |were |plans to |will "
    r"|wants to |to )?)?(?:\b(?:Q[1-4]|the|next) (?:plan|roadmap|release) is )?"
)
_PRICED = lazy(
    rf"{_SUBJECT}\b{_DEAL_VERB}\b [^.;!?\n]{{3,90}}?(?:for|at|by) {AMOUNT}(?: (?:in|by|on|from"
    rf"|next) [^.,;!?\n]{{3,24}}?(?=[.,;!?\n]|\Z| and ))?"
)
_PLANNED = lazy(
    rf"{_SUBJECT}\b{_DEAL_VERB}\b (?!secret|without|to any)[^.,;!?\n]{{3,110}}(?=[.,;!?\n]|\Z)"
    rf"|{CAPITALS} (?:will|wants to|agreed to|is going to) (?:take"
    r"|pay|order|invest|buy|put in|fund) [^.,;!?\n]{4,70}"
    r"|\b(?:signing|sign|go(?:ing)? live|closing|settlement|completion|launch(?:ing)?) (?:on "
    r"|in |is |by )?(?:\d{1,2} )?"
    r"(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?: \d{1,2}(?!\d))?(?: 20\d\d)?"
    r"|\b(?:everybody|everyone|all of) [^.,;!?\n]{3,40} (?:is|are) (?:out|gone|laid off|let go"
    r"|redundant)\b",
)
_COMMA = lazy(
    r" (?=but (?:hush|keep|don))|, (?=(?:i|we|he|she|they|it|its|it's|the director|my|so|but"
    r"|and|which|not|nobody|signed|who|is|can|do|should|council)\b)",
    re.IGNORECASE,
)
_OBJECT = (
    r"(?: (?:a|an|per|each|for|of|from|under|off|against|all-in|alone|on|to follow"
    r"|at)(?: [\w'’%-]{1,24}){0,5}?(?=[.,;:!?)\n]|\Z| (?:and|but|so|otherwise|when|while|is|are|it"
    r"|because)\b))?"
)
_METRIC = (
    r"(?:(?:food cost|unit cost|cost|gross margin|net margin|margin|churn|revenue|turnover"
    r"|profit|loss|burn|runway|attrition|mrr|arr|ebitda|sales|occupancy|yield|headcount|backlog"
    r"|pipeline|book|conversion|default rate|capacity|package|offer|bid|valuation"
    r"|retention)(?: rate)?(?: (?:is|was|of|at|fell to|rose to|hit|now|stands at)){1,2} )?"
)
FIGURE = lazy(rf"(?<![\w$€£¥₹])(?:{CAPITALS} at )?(?i:{_METRIC}){AMOUNT}{_OBJECT}")
_CLIENT = lazy(
    r"\b(?:client|customer|buyer|target|agent|partner|supplier|acquirer|bidder)s?(?: (?:is|are"
    r"|was|called|named|from|is from))?:? (?P<v>(?:the )?[A-Z][\w&'’-]{1,30}"
    r"(?: (?:[A-Z][\w&'’-]{1,30}|family|trust|group)){0,4})"
)
_METHOD = lazy(
    r"\b(?:mix|recipe|formula|blend|ratio|process|trick|method) (?:is|goes"
    r"|uses)(?: just)?:? (?P<v>[^.!?\n]{12,140})"
)
_WITHOUT_END = lazy(r"(?<!\s)(?:\s{1,3}(?:and|but|so|to|in|for|of|the|a)){1,4}\Z")
_LEAST = 6


def clause(source: Source, start: int, end: int) -> Range:
    """Cut a fragment where the sentence turns to something else."""
    comma = _COMMA.search(source.text, start + _LEAST, end)
    end = comma.start() if comma else end
    tail = _WITHOUT_END.search(source.text, start, end)
    return start, tail.start() if tail else end


_FIRM = lazy(r"\d|(?<= )[A-Z][a-z]|\b(?:out|gone|laid off|redundant)\b")
"""What makes a plan one: a name, a number or a day; "buy a house" has none."""


def hushed(source: Source) -> bool:
    """Tell whether a message says that it is not for everybody."""
    return lower_holds(_HUSH, source)


@finder("business-deal", _SECRET, needs=HUSH_CUES)
def _deal(source: Source) -> Iterator[Range]:
    """Find deals and plans in a message that says they are not public."""
    if not lower_holds(_HUSH, source):
        return
    for match in matches(_PRICED, source):
        yield match.span()
    for match in matches(_PLANNED, source):
        if _FIRM.search(match[0][1:]):
            yield clause(source, *match.span())
    for match in matches(_METHOD, source):
        yield match.span("v")


@finder("business-figure", _SECRET, needs=HUSH_CUES, digits=1)
def _figure(source: Source) -> Iterator[Range]:
    """Find figures with their object in such a message."""
    if not lower_holds(_HUSH, source):
        return
    for match in matches(FIGURE, source):
        yield match.span()


@finder(
    "business-client",
    _SECRET,
    needs=(
        "client",
        "customer",
        "buyer",
        "target",
        "agent",
        "partner",
        "supplier",
        "acquirer",
        "bidder",
    ),
)
def _client(source: Source) -> Iterator[Range]:
    """Find the name of a client or partner in such a message."""
    if not lower_holds(_HUSH, source):
        return
    for match in matches(_CLIENT, source):
        yield match.span("v")


RULES: tuple[Rule, ...] = (_deal, _figure, _client)
