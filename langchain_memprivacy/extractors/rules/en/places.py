"""Postal addresses, by form and by English cue words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import LEFT, RIGHT, Range, Rule, finder, pattern
from ..source import Source
from .cue import LETTER, LOWER, UPPER, cued, occurrences

_ADDRESS = PrivacyType.DETAILED_ADDRESS

_WORD = rf"[{UPPER}][{UPPER}{LOWER}'’.-]{{0,24}}"
_STRONG = (
    r"(?:(?:Street|Avenue|Road|Boulevard|Lane|Drive|Court|Crescent|Terrace|Parkway|Highway|Circle"
    r"|Trail|Mews|Alley|Broadway|Turnpike|Esplanade|Causeway|Expressway|Cul-de-sac|Promenade)"
    r"(?![A-Za-z])|(?:Str|St|Ave|Av|Rd|Blvd|Ln|Dr|Ct|Cres|Pkwy|Hwy|Cir|Trl)(?![A-Za-z])\.?)"
)
_WEAK = (
    r"(?:Place|Pl|Way|Square|Sq|Close|Row|Walk|Court|Park|Hill|Green|Gardens|Grove|View|Quay"
    r"|Parade|Loop"
    r"|Plaza|Rise|Vale|Wharf|Path|Pass|Run|Ridge|Point|Heights|Common|Marg|Nagar|Colony"
    r"|House)(?![A-Za-z])"
)
_UNIT_WORD = r"(?i:Apt|Apartment|Unit|Suite|Ste|Flat|Floor|Fl|Room|Rm|Level|Lot|Bldg|Building)"
_UNIT = (
    rf"(?:,?\s{{0,2}}(?:{_UNIT_WORD}\.?\s?#?[A-Za-z]?[\d-]{{0,5}}[A-Za-z]?(?![A-Za-z])"
    rf"|#\s?[\d-]{{1,7}}[A-Za-z]?|\d{{1,2}}(?:st|nd|rd|th) [Ff]loor))"
)
_POSTCODE = (
    r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]\d[\dW] ?[A-Z0-9]{4}"
    r"|\d{5}(?:-\d{4})?|\d{6}|\d{4}(?! ?[A-Za-z]{3,}))(?![\w-])"
)
_STATE = (
    r"(?:[A-Z]{2,3}|D\.C\.|New South Wales|Victoria|Queensland|Ontario|Texas|California"
    r"|Florida|Ohio|Oregon|Nevada|Illinois|Massachusetts|Washington|Colorado)(?![a-z])"
)
_CITY_WORD = rf"(?:(?:St|Ste|Mt|Ft)\.|[{UPPER}][{UPPER}{LOWER}'’-]{{0,24}})"
_CITY = rf"{_CITY_WORD}(?: {_CITY_WORD}){{0,2}}"
_TAIL = (
    rf"(?:{_UNIT}){{0,2}}"
    rf"(?:,?\s{{1,2}}(?:{_STATE},? )?{_POSTCODE}"
    rf"|(?:,?\s{{1,2}}{_CITY}){{1,3}}?,?\s{{1,2}}(?:{_STATE}[,\s]\s?)?{_POSTCODE}(?:,? (?:USA"
    rf"|UK|U\.S\.A?\.|Canada|Australia|Ireland|India|New Zealand))?"
    rf"|(?:,\s{_CITY}){{1,3}}(?:,? {_STATE})?(?=\s*(?:$|[.;!?\n)\"]|,\s?(?![A-Z])|(?:and|but"
    rf"|so|if|by|please|for|from|before|near|since|where|because|is|every)\b))"
    r")?"
)
_NUMBER = r"\d(?<![\w.$€£/:#-]\d)\d{0,4}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?,?\s"
_DIRECTION = r"(?:(?:North|South|East|West|[NSEW]|NE|NW|SE|SW)\.?\s)?"
_STREET = (
    rf"(?:{_DIRECTION}(?:{_WORD}\s|\d{{1,3}}(?:st|nd|rd"
    rf"|th)\s){{1,4}}?{_STRONG}(?: [NSEW]{{1,2}}(?![A-Za-z]))?|Broadway|Avenue [A-Z](?![a-z]))"
)
_BEFORE_UNIT = lazy(rf"(?<![A-Za-z]){_UNIT_WORD}\.? ?\d{{0,4}}[A-Za-z]?(?:,? |/)\Z")

_FAMOUS = lazy(
    r"(?i)\b1600 pennsylvania|\b(?:10|11) downing|\b221b baker|\b1 infinite loop"
    r"|wall st(?:reet)?$|sesame st"
    r"|\b10 cloverfield|\b21 jump st|\b1313 mockingbird|\b4 privet|\b742 evergreen"
    r"|\b42 wallaby|abbey road$"
    r"|\b350 fifth ave|\b124 conch|\b123 (?:main|fake|example|any|sample)|\b1 hacker way"
    r"|\b1600 amphitheatre"
    r"|elm street$|\b77 sunset strip|fleet street$|\b84 charing cross"
)
_YEAR_BEFORE = lazy(
    r"(?i)(?:\b(?:in|since|by|from|the|of|top|until|around|during) |\b(?:page|chapter|volume) )\Z"
)


def _is_home(match: re.Match[str]) -> bool:
    """Famous addresses are nobody's; a year is no house number."""
    value = match[0].rstrip(" .,")
    if _FAMOUS.search(value):
        return False
    number = re.match(r"\d+", value)
    year = number is not None and (1500 <= int(number[0]) <= 2099 or int(number[0]) == 10)
    if year and _YEAR_BEFORE.search(match.string, max(0, match.start() - 12), match.start()):
        return re.search(r"\d", value[5:]) is not None
    # "3 Mount St Helens", "5 Grand Dr Pepper": the word after is a part of the name.
    rest = match.string[match.end() : match.end() + 2]
    if re.search(r"\b(?:St|Dr|Ct|Av)$", value):
        return not re.match(r" [A-Z]", rest)
    return True


_SUFFIX_NEEDS = (" st", " ave", " av ", " rd", " road", " b", " l", " dr", " c", " ter", " p", " h",
                 " tr", " mews", " alley", " tu", " e")  # fmt: skip


_LIVE_CUES = ("live at", "lives at", "living at", "lived at", "reside at", "resides at",
              "residing at",
              "live on", "ship to", "ship it to", "ship this to", "shipped to", "deliver to",
              "deliver it to",
              "delivered to", "send it to", "mail it to", "sent to", "moved to", "moving to",
              "come to", "address",
              "staying at", "address is", "address:", "pick me up at", "pick me up from",
              "address to",
              "my place at", "my house at", "my apartment at", "my flat at", "package to",
              "parcel to",
              "i'm at", "home is at", "new place:", "my place is")  # fmt: skip
_SMALL = lazy(
    r"(?:\s(?:is|was|will be|to|at|as|for [a-z ]{2,25}?))?\s?[:=]?\s{0,3}[\"“]?"
    rf"(?P<v>(?:(?i:{_UNIT_WORD})\.? ?\w{{1,5}},? )?\d{{1,5}}[A-Za-z]?"
    rf"(?:[-/]\d{{1,4}}[A-Za-z]?)?,?\s(?:{LETTER}[{UPPER}{LOWER}'’.-]{{0,20}} |\d{{1,3}}(?:st"
    rf"|nd|rd|th) ){{0,4}}?"
    rf"(?:(?i:{_STRONG}|{_WEAK})|(?i:straat|gata|gatan))"
    rf"(?i:,? (?:apt|apartment|unit|suite|flat|#)\.? ?#?\w{{1,5}})?"
    rf"(?:(?:,\s?[a-z]{{3,20}}(?: [a-z]{{3,20}})?){{1,2}}(?:,? [a-z]{{2}})? \d{{5}}"
    rf"|,? [a-z]{{3,15}} [a-z]{{2}} \d{{5}}|{_TAIL}))"
)
_PHRASE = lazy(
    r"(?:\s(?:is|was))?\s?:?\s{1,3}"
    rf"(?P<v>(?=[^\n.;!?]{{0,90}}(?:\d|,\s[{UPPER}][^\n.;!?,]{{2,30}},\s[{UPPER}]))"
    rf"(?:[{UPPER}]|\d{{1,5}}[A-Za-z]?[ ,/-]|#\d)[^\n;!?()\"]{{5,110}}?)"
    r"(?=\s*(?:$|[\n;!?()\"]|\.(?:\s|$)|\s[-–—]\s|,? (?:and|but|so|because|if|when|since"
    r"|with my|please|before|after|by|until|which|where|i|my|the|thanks|is|are|was|for|from"
    r"|lol|haha|no don|don['’]t|do not|pls|every|near|next|on|tomorrow|today"
    r"|now|that['’]s|(?:\w{2,6} )?minutes|it['’]s"
    r"|(?:\w{2,6} )?km)\b))"
)
_PHRASE_CUES = ("live at", "lives at", "living at", "reside at", "home address", "mailing address",
                "shipping address", "billing address", "delivery address", "my address",
                "our address", "new address", "work address", "office address", "postal address",
                "his address", "her address", "street address", "current address", "old address",
                "residential address", "ship to", "ship it to", "deliver it to",
                "deliver to")  # fmt: skip
_NOT_PHRASE = lazy(
    r"(?i)https?:|@|\d+\.\d+\.\d+\.\d+|0x[0-9a-f]|^\d+ (?:minutes|miles|km|people|different"
    r"|blocks|am|pm)"
    r"|^\d+(?:st|nd|rd|th)?$|^(?:The|A|An|In|On|Not|No|If|It|This|That|My|Your|Our|His|Her|Is"
    r"|What|Please|See|Home|Field|Required|Line)\b"
)


_STREET_FORM = lazy(rf"{_NUMBER}{_STREET}{_TAIL}", re.ASCII)
_WEAK_FORM = lazy(
    rf"{_NUMBER}{_DIRECTION}(?:{_WORD}\s){{1,3}}?{_WEAK}{_UNIT}{{0,2}}"
    rf"(?:(?:,\s{_CITY}){{0,3}}?,?\s(?:{_STATE}[,\s]\s?)?{_POSTCODE}"
    rf"|,\s{_CITY},\s{_STATE}(?![a-z])|(?<=[\dA-Z])(?<!\b[A-Z])(?!\w))",
    re.ASCII,
)


def _streets(source: Source, form: re.Pattern[str]) -> Iterator[Range]:
    """Yield addresses with a flat or unit that stands before the house number."""
    for match in matches(form, source):
        if _is_home(match):
            unit = _BEFORE_UNIT.search(source.text, max(0, match.start() - 18), match.start())
            yield (unit.start() if unit else match.start()), match.end()


@finder("en-street-address", _ADDRESS, needs=_SUFFIX_NEEDS, digits=1)
def _street(source: Source) -> Iterator[Range]:
    """Find number, capitalised street name and a word such as Street."""
    return _streets(source, _STREET_FORM)


@finder(
    "en-street-address-weak",
    _ADDRESS,
    needs=(
        " p",
        " way",
        " sq",
        " c",
        " row",
        " w",
        " h",
        " g",
        " v",
        " quay",
        " loop",
        " r",
        " m",
        " n",
    ),
    digits=2,
)
def _street_weak(source: Source) -> Iterator[Range]:
    """Find the same with a word such as Place, which needs a unit, state or postcode."""
    return _streets(source, _WEAK_FORM)


@finder("en-address-cue", _ADDRESS, needs=("live", "living", "resid", "address", "ship", "deliver"))
def _phrase(source: Source) -> Iterator[Range]:
    """Find what follows "I live at" or "my address is", in the form of any country."""
    for _, end in occurrences(source, _PHRASE_CUES):
        match = _PHRASE.match(source.text, end)
        if match and not _NOT_PHRASE.search(match["v"]) and not _FAMOUS.search(match["v"]):
            yield match.start("v"), match.start("v") + len(match["v"].rstrip(" ,.'"))


RULES: tuple[Rule, ...] = (
    _street,
    _street_weak,
    cued("en-address-after-cue", _ADDRESS, _LIVE_CUES, _SMALL.pattern, digits=1),
    _phrase,
    pattern(
        "en-address-german",
        _ADDRESS,
        rf"(?<!{LETTER})(?:[{UPPER}][{LOWER}.-]{{1,20}}"
        rf"(?:[ -][{UPPER}][{LOWER}.]{{1,20}}){{0,2}}[ -]?(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|[Ww]eg"
        rf"|[Pp]latz|[Aa]llee|[Gg]asse|[Uu]fer|[Dd]amm|straat|laan|gracht|plein|kade))"
        rf" \d{{1,4}}(?: ?[a-z](?![a-z]))?(?:-\d{{1,4}})?(?:,? (?:(?:D|A|CH"
        rf"|NL)-)?\d{{4,5}}(?: [A-Z]{{2}})? [{UPPER}]{LETTER}{{2,24}}(?: am {_WORD})?)?",
        needs=("str", "weg", "platz", "allee", "gasse", "ufer", "damm", "laan", "gracht",
               "plein", "kade"),
        digits=1,
    ),
    pattern(
        "en-address-french",
        _ADDRESS,
        rf"(?<![\w.,]){'[0-9]{1,4}'}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd|place"
        rf"|chemin|all[ée]e|impasse|quai|cours|route|passage|villa) "
        rf"(?:(?:de|du|des|la|le|les) |d['’]|l['’]){{0,3}}[{UPPER}]{LETTER}{{1,20}}"
        rf"(?:[ '’-](?:(?:de|du|des|la|le) ){{0,2}}[{UPPER}]{LETTER}{{1,20}}){{0,3}}"
        rf"(?:,? \d{{5}} [{UPPER}]{LETTER}{{1,20}}(?:[ -]{LETTER}{{2,20}}){{0,2}})?",
        needs=("rue ", "avenue ", "av. ", "boulevard ", "bd ", "place ", "chemin ", "all",
               "impasse ", "quai ", "cours ", "route ", "passage ", "villa "),
        digits=1,
    ),
    pattern(
        "en-address-spanish-italian",
        _ADDRESS,
        rf"(?<!{LETTER})(?:Calle|C/|Avenida|Avda\.?|Av\.|Paseo|Plaza|Carrer|Rua|Via|Viale"
        rf"|Piazza|Corso|Travessa|Camino|Ronda) ?"
        rf"(?:(?:de|del|da|do|dos|della|dei|la|las|los|el) ){{0,2}}[{UPPER}]{LETTER}{{1,20}}"
        rf"(?: (?:(?:de|del|da|do|la|e|y) ){{0,2}}[{UPPER}]{LETTER}{{1,20}}){{0,3}},? "
        rf"(?:n[.º°]? ?)?\d{{1,4}}(?:[A-Za-z](?!\w))?"
        rf"(?:, ?\d{{1,2}} ?[ºª°](?: ?[A-Za-z](?!\w))?)?(?:, ?(?:piso|int\.?"
        rf"|esc\.?) ?\w{{1,3}})?(?:, ?\d{{4,5}}(?:-\d{{3}})? [{UPPER}]{LETTER}{{1,20}}"
        rf"(?: [{UPPER}]{LETTER}{{1,20}})?)?",
        needs=("calle", "c/", "avenida", "avda", "av. ", "paseo", "plaza", "carrer", "rua ",
               "via", "piazza", "corso", "travessa", "camino", "ronda"),
        digits=1,
    ),
    pattern(
        "en-address-block",
        _ADDRESS,
        rf"(?:Blk|Block) \d{{1,4}}[A-Z]?,? (?:{_WORD} ){{1,4}}(?:\d{{1,3}},? ?)?"
        rf"(?:#\d{{2}}-\d{{1,4}},? ?)?(?:Singapore ?\d{{6}})?(?<![ ,])",
        needs=("blk ", "block "),
        digits=2,
        accept=lambda m: re.search(r"#\d\d-|Singapore|Ave|Street|Road|St\b", m[0]) is not None,
    ),
    pattern(
        "en-po-box",
        _ADDRESS,
        rf"(?i:{LEFT}P\.?\s?O\.?\s?Box)\s(?:#\s?)?\d{{1,6}}"
        rf"(?!\d)(?:(?:,\s{_CITY}){{1,2}}(?:,?\s{_STATE})?(?:\s{_POSTCODE})?)?",
        needs=("box ",),
        digits=1,
    ),
    cued(
        "en-postcode",
        _ADDRESS,
        ("zip", "postcode", "post code", "postal code", "zipcode", "eircode", "pincode"),
        r"(?:\s?code)?(?:\s(?:for|at|of|here)\b[^\n.:=]{0,25}?)?(?:[\"']?\s?[:=]\s?|\s(?:is"
        r"|was)\s(?:now )?|\s(?=\d{5}|[A-Z]{1,2}\d))[\"']?"
        rf"(?P<v>[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}|[A-Z]\d[A-Z] ?\d[A-Z]\d"
        rf"|[A-Z]\d[\dW] ?[A-Z0-9]{{4}}|\d{{5}}-\d{{4}}|\d{{4,6}}){RIGHT}(?!\.\d)",
        digits=2,
        accept=lambda m: m["v"] not in {"12345", "00000", "99999", "123456", "12345-6789"},
    ),
)  # fmt: skip
