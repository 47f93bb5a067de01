"""The user's name in its less usual forms, and names in records."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import NAME_WORD
from .given import ALSO_WORDS
from .names import is_own
from .person_words import NO_ACTOR
from .persons import RUN, STOP, fold, given, opens_sentence

_OTHER = PrivacyType.RELATIONSHIP_INFO
_REAL = PrivacyType.REAL_NAME
_OTHER_NAME = lazy(
    r"(?:\b(?:also known as|formerly|n[ée]e|issued to|maiden name|name on [a-z ]{2,12}is still"
    r"|legal name"
    r"(?: goes| is|:)?|name goes|, name|only|i am|i['’]m|morning,|hello,)|\"name\": ?\") ?\"?\Z"
)


@finder("en-own-name-form", _REAL)
def _own_form(source: Source) -> Iterator[Range]:
    """Find the user's name where it is a word too, in lower case, or with another surname."""
    own = [w for w in re.split(r"[\s,]+", source.real_name or "") if len(w) > 2]
    for name in own[:1] + own[-1:]:
        if fold(name) not in source.lower and name.lower() not in source.lower:
            continue
        for match in re.finditer(
            rf"(?i)(?<![\w@./-]){re.escape(name)}(?![\w@-]"
            rf"|\.\w)",
            source.text,
        ):
            word = fold(name) in ALSO_WORDS
            closed = re.match(r"\s*(?:[,.!?]|\n|\Z)", source.text[match.end() :])
            small = not word and match[0].islower() and len(name) > 4
            alone = word or opens_sentence(source.text, match.start())
            if small or (match[0][0].isupper() and closed and alone):
                yield match.span()
    for run in matches(RUN, source):
        if " " in run[0] and _OTHER_NAME.search(
            source.lower, max(0, run.start() - 30), run.start()
        ):
            low = [fold(w) for w in run[0].split()]
            unknown = source.real_name is None and low[0] not in STOP | NO_ACTOR
            if is_own(source, run[0]) or (unknown and given(low[0])):
                yield run.span()


_JSON_NAME = lazy(
    rf"\"(?:full_?|legal_?)?name\"\s?:\s?\"(?P<v>{NAME_WORD}(?:"
    rf" {NAME_WORD}){{1,3}})\"",
    re.IGNORECASE,
)


@finder("en-json-name", _OTHER, needs=('name"',))
def _json_name(source: Source) -> Iterator[Range]:
    """Find the person of a JSON record."""
    for match in matches(_JSON_NAME, source):
        if not re.search(r"(?i)\b(?:jane|john) doe|test|example|foo|acme|inc\b|ltd", match["v"]):
            yield match.span("v")


RULES: tuple[Rule, ...] = (_own_form, _json_name)
