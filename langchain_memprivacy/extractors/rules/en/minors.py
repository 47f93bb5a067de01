"""Ages wherever they stand, children by name, birth dates and gender in notes and forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, lower_matches, matches
from ..rule import Range, Rule, finder, pattern
from ..source import Source
from .cue import DATE_PLAIN, NAME_WORD
from .given import FAMOUS

_BACKGROUND = PrivacyType.IDENTITY_BACKGROUND
_SENSITIVE = PrivacyType.SENSITIVE_IDENTITY

_NUMBER_WORD = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four"
    r"|five|six"
    r"|seven|eight|nine))?|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|eleven"
    r"|twelve)"
)
_SMALL_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen)"
_AGE = rf"(?:1[01]\d|[1-9]\d|{_NUMBER_WORD})"
_CHILD_AGE = (
    rf"(?:1[0-3]|[1-9]|{_SMALL_WORD})(?![\w.:/%,]\d|[\w:/%]|-(?!year)| ?(?:%|am\b|pm\b"
    rf"|o['’]clock|kg|km|mg|"
)
_CHILD_AGE += (
    r"percent|hours?|minutes?|days?|times|people|euro|pounds|dollars|of|or"
    r"|and a half k|more|items?|left))"
)
_CLOSE = (
    r"(?=\s*(?:$|[,.;:!?()\"\n—–]|-\s|(?:and|but|so|now|who|with|in|when|next|this|not"
    r"|because|married|single|from|years)\b))"
)

_AGED = lazy(
    rf"(?:\b(?:i['’]?m|i am|he['’]?s|she['’]?s|he is|she is|hes|shes|they['’]re|we are|we['’]re"
    rf"|who['’]s|is|im"
    rf"|was|turn(?:ed|s|ing)?|age|reached|hit|at)(?: (?:both|only|just|now|about|nearly"
    rf"|almost|already|still"
    rf"|over|age|the age of))* )(?P<v>{_AGE}){_CLOSE}"
)
_AFTER_NAME = lazy(
    rf"(?:{NAME_WORD}(?: {NAME_WORD}){{0,3}},? \(?|\b(?:patient|male|female|man|woman|wife"
    rf"|husband|partner),? \(?)"
    r"(?P<v>[1-9]\d)(?=\)|,|;| ?/|\.(?!\d)| and she| and he|\Z|\n)"
)
_NO_AGE_NAME = lazy(
    r"(?i)(?:room|flat|apt|unit|ward|bed|gate|platform|page|chapter|route|bus|line|seat|row"
    r"|floor|level"
    r"|version|article|section|street|road|avenue|january|february|march|april|may|june|july"
    r"|august|september"
    r"|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tue|wed|thu"
    r"|fri|sat|sun"
    r"|coach|class|grade|year|form|terminal|villa|box|number|no|nr|track|step|day|week|chrome"
    r"|windows|ios"
    r"|android|iphone|python|java|psalm|john|luke|mark|corinthians|galaxy|pixel|lot|item|part"
    r"|verse|hotel"
    r"|q[1-4]|phase|block|tower|section|clause|rule|figure|table|sheet|level|type|size)\b"
)
_KID_WORD = lazy(
    r"\b(?:kids?|child(?:ren)?|son|daughter|boy|girl|niece|nephew|grandson|granddaughter"
    r"|grandchild\w*|toddler"
    r"|baby|school|preschool|kindergarten|grade|infants|class|nanny|custody|birthday|twins?"
    r"|little|young"
    r"|mum|dad|lego|crackers|radio voice|tadpoles|bedtime|daycare|nursery)\b"
)
_CHILD = lazy(
    rf"(?<![\w@.])(?P<n>{NAME_WORD})(?:['’]s)?(?:,? (?:who['’]s|who is|is|just turned|turned"
    rf"|turns|turning|now)"
    rf"(?: only| just| now| already)?|,| \(|:) ?(?P<a>{_CHILD_AGE})"
)
_KID_AGE = lazy(
    rf"\b(?:he['’]?s|she['’]?s|he is|she is|hes|shes|they['’]re|is|are|aged?|turns|turned"
    rf"|turning)"
    rf" (?:only |just |now |about |nearly |almost )?(?P<v>{_CHILD_AGE}|\d{{1,2}} months?(?: old)?"
    rf"|\d{{1,2}} weeks old|{_SMALL_WORD} months?)"
    r"(?=\s*(?:$|[,.;:!?()\n—–]|(?:and|but|so|in|now|who|with|next|years?)\b))"
    rf"|(?:,|\() ?(?P<w>\d{{1,2}} months(?: old)?)(?=[,;.)])"
)
_NO_CHILD = re.compile(
    r"(?i)(?:It|This|That|There|Here|Which|What|He|She|They|The|My|Our|His|Her|One|Two|And|But"
    r"|So|Option|Step"
    r"|Room|Gate|Ward|Bed|Class|Grade|Year|Page|Rule|Item|Day|Week|Level|Monday|Tuesday"
    r"|Wednesday|Thursday"
    r"|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September"
    r"|October|November"
    r"|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Score"
    r"|Version"
    r"|Total|Chapter|Number|Floor|Flat|Apt|Unit|Coach|Seat|Platform|Hotel|Terminal|Row|Section"
    r"|Answer|Result"
    r"|Question|Point|Part|Note|Tier|Stage|Type|Phase|Episode|Season|Team|Line|Route|Bus|Size"
    r"|Cheers|Thanks"
    r"|HbA1c|INR|TSH|Apgar|Pain|Street|Road|Lane|Drive|Windows|Python|Lot|Oven|Gas|Serves)\Z"
)


_LISTED = lazy(r",\d|, [A-Z][a-z]+ \d{1,2}\b(?!,? (?:years|yo))")
"""A number that goes on, or a table of scores: "Federer 20, Nadal 22"."""


@finder("en-age-anywhere", _BACKGROUND)
def _age(source: Source) -> Iterator[Range]:
    """Find "he's 71", "We are both 37", "Sinead Duignan, 31,"."""
    for match in lower_matches(_AGED, source):
        cue = match[0]
        if cue.startswith(("at ", "is ", "was ", "hit ")):
            before = source.lower[max(0, match.start() - 60) : match.start()]
            if cue.startswith(("hit", "at")):
                if not re.search(r"\b(?:died|amputated|lost|diagnosed|born|married|retired"
                    r"|mother|mum|dad"
                                 r"|father|he|she|widowed"
                                 r"|menopause)\b[^.!?]*\Z", before):  # fmt: skip
                    continue
            elif not re.search(r"(?:\b(?:mum|mom|dad|wife|husband|partner|sister|brother|mother"
                r"|father|gran\w*"
                               r"|aunt|uncle|son|daughter|boss|friend|neighbou?r|appa|amma"
                               r"|who) )\Z",
                               before):  # fmt: skip
                continue
        if not re.search(
            r"\b(?:like|as if|as though"
            r"|until) \Z",
            source.lower[max(0, match.start() - 12) : match.start()],
        ):
            yield match.span("v")
    for match in matches(_AFTER_NAME, source) if source.digits > 1 else ():
        if _LISTED.match(source.text, match.end()):
            continue
        if not _NO_AGE_NAME.match(match[0]) and not re.search(
            r"(?i)\b(?:street|road|avenue|lane|drive|jan\w*|feb\w*|march|april|may|june|july"
            r"|aug\w*|sep\w*"
            r"|oct\w*|nov\w*|dec\w*|room|flat|ward|bed|gate|seat|coach|class|grade),? \(?\d\d\Z",
            match[0],
        ):  # fmt: skip
            yield match.span("v")


_PLACED = lazy(
    r"\b(?:in|at|from|near|to)(?: the)? \Z|\b(?:dogs?|cats?|pupp(?:y|ies)|kittens?|rabbits?"
    r"|hamsters?"
    r"|horses?|pon(?:y|ies)|parrots?|budgies?|terriers?|labradors?|retrievers?|poodles?|beagles?"
    r"|collies?|spaniels?|pets?)[,:]? (?:(?:is )?(?:called|named) )?(?:[a-z]+ and )?\Z"
)
"""A place or a pet is not a child."""


@finder("en-child", _SENSITIVE)
def _child(source: Source) -> Iterator[Range]:
    """Find children below fourteen: name and age where a child is spoken of."""
    if not lower_holds(_KID_WORD, source) and not re.search(r"\b(?:he|she)\b", source.lower):
        return
    for match in matches(_CHILD, source):
        near = source.lower[max(0, match.start() - 40) : match.start()]
        if not _NO_CHILD.match(match["n"]) and not _PLACED.search(near):
            yield match.span("n")
            yield match.span("a")
    if _KID_WORD.search(source.lower):
        for match in lower_matches(_KID_AGE, source):
            if match["v"] != "one":
                yield match.span("v" if match["v"] else "w")


RULES: tuple[Rule, ...] = (
    _age,
    _child,
    pattern(
        "en-birth-anywhere",
        _BACKGROUND,
        r"(?i:\b(?:born(?: on)?(?: the)?|dob(?: for the file)?|date of birth|birth ?date"
        r"|birthday|has my|b\.)"
        r"(?: is| was|:|=|,|\"|'){0,3} ?[\"']?)" + rf"(?P<v>{DATE_PLAIN}|\d\d?(?:st|nd|rd"
        rf"|th)? of \w+ (?:19|20)\d\d)",
        digits=5,
        needs=("born", "dob", "birth", "has my", "b. "),
        accept=lambda m: (
            not any(
                w in FAMOUS for w in m.string[max(0, m.start() - 30) : m.start()].lower().split()
            )
        ),
    ),
    pattern(
        "en-gender-form",
        _BACKGROUND,
        r"(?i:\b(?:gender|sex)\b[\"']?\s?[:=]\s?[\"']?)(?P<v>(?i:male|female|man|woman"
        r"|non-?binary|m|f|x))(?![\w-])",
        needs=("gender", "sex"),
    ),
    pattern(
        "en-gender-listed",
        _BACKGROUND,
        r"(?:\d|\)|[A-Za-z]), (?P<v>(?i:male|female))(?=[,;.\n)]|\Z)",
        needs=(", male", ", female"),
    ),
)
