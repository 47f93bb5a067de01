"""Addresses that begin with a flat, a villa or an estate, and streets with weak words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import LOWER, UPPER
from .places import _FAMOUS as FAMOUS
from .places import _POSTCODE as POSTCODE
from .places import _STRONG as STRONG

_ADDRESS = PrivacyType.DETAILED_ADDRESS

_W = rf"[{UPPER}][{UPPER}{LOWER}'’-]{{1,22}}"
_WEAK = (
    r"(?:Place|Way|Square|Close|Row|Walk|Court|Park|Hill|Green|Gardens?|Grove|View|Quay|Parade"
    r"|Loop|Plaza|Rise|Vale|Wharf|Path|Pass|Run|Ridge"
    r"|Point|Heights|Common|Marg|Nagar|Colony|Cross|Main|Layout|Extension|Enclave|Mews|Link"
    r"|Bend|Chase|Croft|Dene|Mount|Side|End|Villas?|Cottages?"
    r"|Crescent|Circuit|Strand|Gate|Bypass|Estate|Meadows?|Fields?|Avenue|Lane|Drive"
    r"|Terrace)(?![A-Za-z])"
)
_ESTATE = (
    r"(?:Residency|Residences?|Towers?|Apartments?|Mansions?|Skyline|Heights|Gardens?|Nivas"
    r"|Bhavan|Niwas|Villas?|House|Court|Works|Estate|Block|Complex"
    r"|Society|Lodge|Park|Rise|Forge|Barn|Mill|Farm|Cottage|Hall|Enclave|Condominium|Condo"
    r"|Plaza|Arcade|Chambers|Hostel)(?![A-Za-z])"
)
_UNIT = (
    r"(?:(?i:flat|apt\.?|apartment|unit|villa|room|block|tower|floor|suite|plot|door|level|shop"
    r"|penthouse|house|hostel room|bldg|building|lot)"
    r" ?#?(?:no\.? ?)?(?=[A-Z]?\d|[A-Z]\b)[A-Z]?-?\d{0,4}[A-Za-z]?(?![a-z])"
    r"|[A-Z]-?\d{2,4}(?![\w-])|[A-Z] Block|#\d{1,2}-\d{1,4})"
)
_STREET = (
    rf"(?:(?:{_W} ){{1,3}}?(?:{STRONG}|{_WEAK})|(?:Lorong|Jalan|Jln|Calle|Rua|Via|Rue"
    rf"|Avenida|Praça|Plaza|Carrer)(?: (?:de|das|da|do|la|dos|del))*(?: {_W}){{1,3}})"
)
_NUMBERED = (
    rf"(?:\d{{1,4}}[A-Za-z]?(?:[/-]\d{{1,4}}[A-Za-z]?)? {_STREET}"
    rf"|{_STREET} \d{{1,4}}[A-Za-z]?(?![\w:.%]))"
)
_GERMAN = (
    rf"(?:(?:{_W} )?[{UPPER}][{LOWER}]{{2,20}}(?:stra(?:ß|ss)e|str\.|weg|platz|allee"
    rf"|gasse|damm|vägen|gatan|gata|straat|laan|gracht|vej|gade|veien| Straße| Allee| Weg"
    rf"| Platz) \d{{1,4}}[A-Za-z]?(?![\w:.%]))"
)
_MORE = (
    rf"(?:,? #\d{{1,2}}-\d{{1,4}}|, (?:{_UNIT}|RD \d+|Hinterhaus|Vorderhaus|Seitenflügel"
    rf"|\d\. ?OG(?: (?:rechts|links|mitte))?|\d{{1,2}}º ?(?:[A-D]|izda|dcha)"
    rf"(?![\w])|(?:\d{{1,2}}(?:st|nd|rd|th) (?:floor|lane|main"
    rf"|cross))(?: behind the [a-z]+ [a-z]+)?|{_W}(?: {_W}){{0,3}}(?! (?:is|was|says"
    rf"|said)))(?! \d)"
    r"|(?: (?:Vorderhaus|Hinterhaus|\d\. ?OG(?: (?:rechts|links|mitte))?)))"
)
_POST = rf"(?:,? ?(?:[-–] )?{POSTCODE})?"
_FULL = lazy(
    rf"(?<![\w/.-])(?:{_UNIT},? )?(?:(?:{_W} ){{0,2}}{_ESTATE}, )?(?:{_NUMBERED}"
    rf"|{_GERMAN}){_MORE}{{0,5}}(?P<post>{_POST})"
)
_ESTATED = lazy(
    rf"(?<![\w/.-])(?:{_UNIT}(?: of {_UNIT})?|The Old {_W}"
    rf"|(?:{_W} ){{1,2}}{_ESTATE})(?:, (?:{_UNIT}|(?:{_W} ){{0,3}}(?:{_ESTATE}|{STRONG}"
    rf"|{_WEAK})|{_W}(?: {_W}){{0,2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th) (?:lane|main|cross|floor)(?: behind the [a-z]+ [a-z]+)?"
    rf"|{_NUMBERED})){{1,6}}(?P<post>{_POST})"
)
_NEAR = lazy(
    r"\b(?:flat|live|lives|living|moved|moving|move|address|addr|home|house|place|office"
    r"|deliver\w*|ship\w*|to|at|of|from|in|is|on|near|after|hostel|room|by)\b"
    r"[^.!?\n]{0,30}\Z|(?:^|[\n:,(] ?)\Z"
)
_HOUSE = lazy(rf"{_ESTATE}|{STRONG}|{_WEAK}")
_TRAIN = lazy(
    r"(?i)coach|seat|carriage|terminal|gate|flight|platform|cabin|^level \d"
    r"|^room \d+[,.]? (?:in|two|check|hotel)"
)
_NO_STREET = lazy(r"(?i)\b(?:\d+ (?:the|of|and|in)\b|manga|episode|season|chapter|page|part \d"
    r"|(?:january|february|march|april|june|july|august|september|october"
                  r"|november|december) \d)|^(?:19|20)\d\d |national park|hyde park|jurassic"
                  r"|south park|theme park|central park")  # fmt: skip


@finder("en-estate", _ADDRESS, digits=1)
def _estate(source: Source) -> Iterator[Range]:
    """Find "Villa 22, Banksia Rise, 140 Mineral Springs Road, Daylesford" and its postcode."""
    for match in matches(_FULL, source):
        if FAMOUS.search(match[0]) or _NO_STREET.search(match[0]):
            continue
        if _NEAR.search(source.lower, max(0, match.start() - 44), match.start()):
            yield match.span()
    for match in matches(_ESTATED, source):
        if (
            not _HOUSE.search(match[0])
            or _TRAIN.search(match[0])
            or FAMOUS.search(match[0])
            or _NO_STREET.search(match[0])
        ):
            continue
        if not re.search(r"\d|\b[A-D] Block", match[0]) and not match[0].startswith("The Old"):
            continue
        if _NEAR.search(source.lower, max(0, match.start() - 44), match.start()):
            yield match.span()


RULES: tuple[Rule, ...] = (_estate,)
