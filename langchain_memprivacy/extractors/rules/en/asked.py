"""Answers to the questions that services ask: first pets, streets, teachers, memorable words."""

from __future__ import annotations

from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import NAME_WORD, NOT_A_NAME, cued, word_set

_THING = (
    r"(?:(?:(?:my|your|her|his|the) )?(?:first|childhood|favou?rite|oldest|class"
    r"|primary)(?: [a-z]{3,10})?"
    r" (?:pet|dog|cat|car|boat|school|teacher|friend|street|crush|concert|album|job|toy|cabin"
    r"|nickname|holiday"
    r"|house|book|film|band|singer|cousin|kiss|phone|boss|teddy)(?: name| nickname)?"
    r"|(?:street|road|town|city|village|house) (?:where )?(?:i|you|we|she"
    r"|he) [a-z]{3,12}(?: up)?(?: (?:in|on|at))?"
    r"|city you honeymooned in|(?:town|city|place) (?:of|where) (?:birth"
    r"|[a-z]{2,8} [a-z]{2,10} [a-z]{2,10}(?: [a-z]{2,10})?)"
    r"|where (?:we|you|i) (?:got engaged|met|married|grew up)|mother['’]?s['’]? maiden name"
    r"|memorable (?:word|place|name)"
    r"|security (?:answer|question|q))"
)
_SOME_THING = lazy(rf"(?<![a-z]){_THING}")
_LEAD = (
    r"(?:[\"”’]?(?: without the [a-z ]{3,20}| i had| std \w+)?[\"”’]?\s?(?:[,:=.?]|\.{3}|[-–—]"
    r"|(?: and)?(?: (?:it|that))? (?:is|was|are|rejected|refused"
    r"|refuses))(?: and rejected| it was| it is| it's| they ask\.?)?\s{1,2}"
    r"(?:(?:(?:so |and )?(?:i|she|he|we)(?:['’]d| have| goes| just| always)? (?:put|say|said"
    r"|typed?|answered|wrote|entered|goes put|chose|use)"
    r"|that['’]?d be|that would be|that['’]s|it['’]s|it was|answer|goes put|put|was an?|so just"
    r"|and rejected),?:? )?)"
)
_ANSWER = lazy(
    rf"(?i:(?<![a-z]){_THING}{_LEAD})[\"“'‘]?"
    r"(?P<v>[A-ZÀ-ÖØ-Þ][\wÀ-ÖØ-öø-ÿ'’-]{2,24}(?: (?:the "
    r"|of )?(?:[A-ZÀ-ÖØ-Þ0-9][\wÀ-ÖØ-öø-ÿ'’-]{1,24}"
    r"|(?<=the )[a-z]{3,12})){0,2})"
    r"(?=[\s\"”'’,.;!?)]|\Z)"
)
_PUT = lazy(
    r"(?i:\b(?:i|she|he|we|always|then|goes)(?:['’]d)? (?:put|typed|answered|entered"
    r"|say),? )[\"“'‘]?"
    r"(?P<v>[A-ZÀ-ÖØ-Þ][\wÀ-ÖØ-öø-ÿ'’-]{2,24}(?: [A-ZÀ-ÖØ-Þ][\wÀ-ÖØ-öø-ÿ'’-]{1,24}){0,2})"
    r"(?=[\"”'’]?(?:[,.;!?)]"
    r"|\Z| (?:and|because|like|but|as|cos|it)\b))"
)
_EQUAL = lazy(
    rf"(?i:(?<![a-z]){_THING}) ?= ?[\"“']?"
    rf"(?P<v>[A-Za-z][\w'’-]{{2,20}}(?: [a-z][\w'’-]{{2,20}}){{0,2}})(?=[\s.,;?!\"”]|\Z)"
)
_ABOUT = lazy(
    r"\b(?:answers?|security|secret|rejected|refuse[sd]?|verify|log ?in|reset|identity|portal"
    r"|accounts?|passwords?|locked|sign ?in|challenge|maiden)\b"
    r"|\b(?:it|they|bank|app|site|page|insurer)(?:['’]s)?(?: just| now)? (?:ask|want)(?:s|ed"
    r"|ing)?\b(?![.!?]|\Z)"
    r"|\basks? (?:place|the|for|which|a question)\b|\basking (?:a|my|for)\b"
)
_NONE = word_set(
    """what which it that they she the this is my and but then not why how nobody there now can
    should does first second third asks please type enter city town street security favorite
    favourite mother car dog cat pet"""
)


@finder("en-asked-answer", PrivacyType.PASSWORD, needs=(
    "answer", "security", "secret", "ask", "question", "want", "reject", "refuse", "verify",
    "log in", "login", "reset", "portal", "choose", "accept", "maiden"))  # fmt: skip
def _asked(source: Source) -> Iterator[Range]:
    """Find "they want the answer to first pet, Marmalade" and "I put Station Road"."""
    if not lower_holds(_ABOUT, source) or not lower_holds(_SOME_THING, source):
        return
    for regex in (_ANSWER, _PUT, _EQUAL):
        for match in matches(regex, source):
            first = match["v"].split()[0].lower()
            if first in _NONE or (regex is not _EQUAL and first in NOT_A_NAME):
                continue
            yield match.span("v")


RULES: tuple[Rule, ...] = (
    _asked,
    cued(
        "en-security-answer",
        PrivacyType.PASSWORD,
        ("security question", "security answer", "secret question", "secret answer",
         "recovery question", "answer to my security", "answer to the security"),
        r"(?:\s(?:answer|question))?(?:\s?[(\"“][^()\"”\n]{1,70}[)\"”])?"
        r"(?:\s?:)?(?:[^\n\"“:=]{0,70}?(?:\s|,|-)(?i:answer))?"
        r"(?:\s{0,2}[:=]|\s(?:is|was))\s{1,3}(?!what|which|where|who|the\s|in\s|your|my\s"
        r"|not?\s|a\s)"
        r"[\"“'`]?(?P<v>[A-Z0-9][\w'’-]{1,30}(?:\s[A-Z0-9][\w'’-]{0,30}){0,3}"
        r"|(?<=[\"“'`])[^\"”'`\n]{2,40})"
        r"(?=[\"”'`.,;!)\n]|$|\s(?:and|but|for)\b)",
    ),
    cued(
        "en-maiden-name",
        PrivacyType.PASSWORD,
        ("mother's maiden name", "mother’s maiden name", "mothers maiden name",
         "mom's maiden name", "mum's maiden name"),
        rf"(?:\s{{0,2}}[:=]|\s(?i:is|was))\s{{1,2}}[\"“']?(?P<v>{NAME_WORD}"
        r"|(?!(?:not|the|my|her|his|required|wrong|asked|used|what|also|still"
        r"|too)\b)[a-z]{3,20}(?=\s*(?:\Z|[.,;!\n])))",
    ),
)  # fmt: skip
