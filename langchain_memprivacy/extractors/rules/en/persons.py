"""Other people by name: a list of given names, and what is said about a name no list holds.

A capitalised word is a person where it is a given name of some country, stands behind a
word for a role ("co-founder Naveen"), or does what only people do ("Attracta reckons").
Public figures, characters, streets and companies are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import LETTER, LOWER, NAME_WORD, NOT_A_NAME, UPPER, word_set
from .given import ALSO_WORDS, FAMOUS, GIVEN
from .names import is_own
from .people import NO_FRIEND, THEIR_THING, TITLED_FAMOUS
from .person_words import (
    CALLED,
    CULTURE,
    FICTION,
    HUMAN,
    KIN_ROLE,
    MID,
    NO_ACTOR,
    NO_PERSON_AFTER,
    ROLE,
    TITLES,
)

_OTHER = PrivacyType.RELATIONSHIP_INFO

_PARTICLE = (
    r"(?:(?:de|da|del|della|di|du|la|le|van|von|der|den|bin|binti|al|el|ter|dos|das|y|ní|ni|mac"
    r"|ó|s/o|d/o|st) ){0,2}"
)
RUN = lazy(
    rf"(?<![{UPPER}{LOWER}\d@_./#&])(?<![-'’](?=[a-z]))"
    rf"{NAME_WORD}(?: {_PARTICLE}(?:{NAME_WORD}|[{UPPER}]\.?(?![\w'’]))){{0,4}}(?![@_\d]|\.\w)"
)
_WORD = lazy(rf"[{UPPER}{LOWER}'’.-]+")


def fold(word: str) -> str:
    """Return a word in lower case, accents off."""
    low = word.lower()
    if not low.isascii():
        low = "".join(unicodedata.normalize("NFD", c)[0] for c in low)
    return low


def given(word: str) -> bool:
    """Tell whether a word is a given name, also with a possessive."""
    low = fold(re.sub(r"['’]s?\Z", "", word))
    return low in GIVEN or (
        not low.endswith("-age") and "-" in low and low.partition("-")[0] in GIVEN
    )


def opens_sentence(text: str, at: int) -> bool:
    """Tell whether a position begins a sentence, a line or a clause."""
    before = text[:at].rstrip(" \"“'(*>-")
    return not before or before[-1] in ".!?:\n;,)1234567890"


STOP = NOT_A_NAME | NO_FRIEND


def _is_user(source: Source, name: str, low: list[str]) -> bool:
    """Tell the user from people who share a family name with them."""
    if not is_own(source, name):
        return False
    own = [fold(w) for w in re.split(r"[\s,]+", source.real_name or "") if w]
    return len(low) < 2 or low[0] in own or low[0] not in GIVEN


_RELATED = lazy(
    r"(?:,| ?[-–(:]| is my) ?(?P<v>(?:step|grand)?(?:aunt|uncle|wife|husband|mother|father|mum"
    r"|dad"
    r"|sister|brother|son|daughter|cousin|niece|nephew|neighbou?r|partner|spouse|fianc[ée]e?"
    r"|friend"
    r"|guardian|parent|flatmate|roommate|colleague)(?:-in-law)?)(?= ?(?:[,;)]|[-–] |\n|\Z))"
)


def _persons(source: Source) -> Iterator[Range]:
    text = source.text
    for run in matches(RUN, source):
        words = [(m.start(), m.end()) for m in _WORD.finditer(text, *run.span())]
        low = [fold(text[a:b]).rstrip(".") for a, b in words]
        while words and low[0] in STOP and low[0] not in TITLES:
            if low[0] in MID and not opens_sentence(text, words[0][0]):
                break
            words, low = words[1:], low[1:]
        for n, word in enumerate(low):  # the name ends at the first word that is none
            if n and word not in MID and (word in STOP or word in NO_PERSON_AFTER):
                if word in NO_PERSON_AFTER:
                    words = []
                words, low = words[:n], low[:n]
                break
        if not words or any(w in FAMOUS or w in TITLED_FAMOUS for w in low):
            continue
        found = _judge(source, words, low)
        if found is not None:
            yield found


_DATED = lazy(r"[ ,(\u2013-]{1,3}(?:1[5-9]|20)\d\d\b|['’]s \"|,? \(?(?:1[5-9]|20)\d\d\)?")
_YEAR_BEFORE = lazy(r"\b(?:1[5-9]|20)\d\d:? \Z|[\"”] by \Z|\b(?:St|Saint) \Z|& \Z")


def _is_public(source: Source, start: int, end: int) -> bool:
    """Tell people of books, films and history by a year, a title or talk of them."""
    text = source.text
    quoted = text[start - 1 : start] in {'"', "“"} and text[end : end + 1] in {'"', "”"}
    return (
        quoted
        or _DATED.match(text, end) is not None
        or _YEAR_BEFORE.search(text, max(0, start - 8), start) is not None
        or text[end : end + 3] == " & "
        or lower_holds(CULTURE, source)
    )


def _no_friend(source: Source, start: int, end: int, first: str) -> bool:
    """Tell kings, chapters of scripture, streets and characters by what stands around them."""
    text, lower = source.text, source.lower
    if re.match(r" [IVX]+\b", text[end : end + 6]) or THEIR_THING.match(text, end):
        return True
    if re.search(r"[\u4e00-\u9fff]\s?\Z|\bat \Z", text[max(0, start - 3) : start]) and (
        not text[start - 1 : start].isascii()
        or text[start - 2 : start - 1] in {"叫", "名", "是"}
        or re.match(r"['’]s(?:[.,!?]|\Z)", text[end : end + 3])
    ):
        return True
    if first in _SCRIPTURE and re.match(r" \d{1,2}\b", text[end : end + 4]):
        return True
    after = re.match(r" ([a-z]+)", lower[end : end + 16])
    if after and after[1] in NO_PERSON_AFTER and after[1] not in {"show", "will", "day"}:
        return True
    return FICTION.search(lower, max(0, start - 40), start) is not None


def _judge(  # noqa: PLR0911  # a list of reasons, one after the other
    source: Source, words: list[Range], low: list[str]
) -> Range | None:
    """Return the range of a person's name, with the role before it, unless it is none."""
    text, lower = source.text, source.lower
    start, end = words[0][0], words[-1][1]
    if text[end - 1] in ".'’-" and not re.search(r"\b[A-Z]\.\Z", text[start:end]):
        end -= 1
    if _is_user(source, text[start:end], low) or _no_friend(source, start, end, low[0]):
        return None
    role = ROLE.search(lower, max(0, start - 48), start)
    named = next((n for n, w in enumerate(low) if given(w) and w not in ALSO_WORDS), None)
    word_name = low[0] in ALSO_WORDS
    human = HUMAN.match(lower, end) is not None
    called = CALLED.search(lower, max(0, start - 40), start) is not None
    head = role.start() if role and KIN_ROLE.search(role[0]) else start
    if not role and not human and not called and _is_public(source, start, end):
        return None
    if low[0] in TITLES:
        return (head, end) if len(words) > 1 and low[1] not in NO_ACTOR else None
    if named == 0 or (named is not None and named and opens_sentence(text, start)):
        return (head if named == 0 else words[named][0]), end
    if role or called or (human and (word_name or len(low[0]) > 2)):
        if not role and low[0] in NO_ACTOR:
            return None
        return head, end
    if low[0] in MID and not opens_sentence(text, start) and len(words) < 3:
        return start, end
    if word_name and len(words) == 2 and low[1] not in GIVEN and not opens_sentence(text, start):
        return start, end
    return None


_SCRIPTURE = word_set("matthew mark luke john james peter samuel timothy titus daniel joel amos")


@finder("en-person", _OTHER, prose=True)
def _person(source: Source) -> Iterator[Range]:
    """Find names of people around the user, and their parts where they are said again."""
    found = list(_persons(source))
    yield from found
    for _, end in found:
        if related := _RELATED.match(source.lower, end):
            yield related.span("v")
    parts = set()
    for start, end in found:
        for word in _WORD.findall(source.text[start:end]):
            low = fold(word).rstrip(".")
            if (
                len(word) > 3
                and word[0].isupper()
                and low not in ALSO_WORDS | STOP | NO_ACTOR
                and low not in NO_PERSON_AFTER
            ):
                parts.add(word)
    covered = bytearray(len(source.text))
    for start, end in found:
        covered[start:end] = b"1" * (end - start)
    for part in parts:
        at = source.text.find(part)
        while at >= 0:
            end = at + len(part)
            if (
                not covered[at]
                and not source.text[at - 1 : at].isalnum()
                and not re.match(LETTER, source.text[end : end + 1])
                and not is_own(source, part)
            ):
                yield at, end
            at = source.text.find(part, end)


_SMALL_CUE = lazy(
    r"(?<![\w@./-])(?P<v>[a-zà-ÿ]{4,14})(?=(?:['’]?s (?:place|mum|mom|mother|dad|house|flat|wife"
    r"|husband|lawyer|phone|number)\b|,? (?:says|said|reckons|thinks|told|texted|rang|brings"
    r"|knows|wants|owes|left|came|asked|cried|is not|isnt|isn['’]t|and i|wont|doesnt)\b))"
    r"|\b(?:and|with|named|called|tell|told|ask|asked|rang|dear|hi|thanks|cycle) "
    r"(?P<w>[a-zà-ÿ]{4,14})(?=\s*(?:$|['’]s\b|[,.;!?\n]|(?:is|was|has|left|for|about|to)\b))"
)
_SURE_SMALL = GIVEN - ALSO_WORDS - word_set("said long lily basil given dolores mallory perla")


@finder("en-person-small", _OTHER)
def _small(source: Source) -> Iterator[Range]:
    """Find given names in a chat's lower case where they act or are spoken of."""
    for match in matches(_SMALL_CUE, source):
        group = "v" if match["v"] else "w"
        if fold(match[group]) in _SURE_SMALL and not is_own(source, match[group]):
            yield match.span(group)


RULES: tuple[Rule, ...] = (_person, _small)
