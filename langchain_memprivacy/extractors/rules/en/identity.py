"""Ages, birth dates and gender, by English cue words.

A value that is one everyday word or a short number keeps the words that make it private
("I'm Jewish", "turned 41", "Gender: female"): every known value is protected wherever it
occurs again, and "female" or "41" alone would spoil unrelated text.
"""

from __future__ import annotations

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import Rule, pattern
from .cue import DATE_PLAIN, KIN, LETTER, cued

_BACKGROUND = PrivacyType.IDENTITY_BACKGROUND

_PERSON = (
    r"(?:\b(?:i['’]?m|i am|i was|he['’]?s|she['’]?s|he is|she is|he was|she was|they['’]re"
    r"|who['’]?s"
    r"|who is|im|i just turned|as an?|now|me)"
    rf"|\b{KIN}(?:,? [a-z'-]{{2,20}})?(?: is|['’]s| was| turned|,)?)"
    r"(?: (?:now|about|only|just|already|currently|almost|nearly|an?|turning)){0,2},? "
)
_AGE = r"(?:1[01]\d|[1-9]?\d)"

CLOSES = (
    rf"(?!{LETTER})(?=\s*(?:$|[,.;:!?()\n—–]|-\s|(?:and|but|by|so|in|from|who|with|since|not"
    rf"|man|woman|guy|girl|person)\b))"
)
_PERSON_BEFORE = lazy(rf"(?<!like )(?<!as if )(?<!as though )(?<!until ){_PERSON}\Z")
_NEAR_ME = lazy(r"\bi\b|\bi['’]m|\bme\b|hi\b|hey\b|here|\bim\b|my ")

RULES: tuple[Rule, ...] = (
    pattern(
        "en-age-years",
        _BACKGROUND,
        r"\d(?<![\d.,$€£-]\d)\d{0,2}[- ]?(?:years?|yrs?)[- ]?(?:of age|old)(?![a-z])",
        needs=("year", "yr"),
        digits=1,
        accept=lambda m: (
            _PERSON_BEFORE.search(m.string[max(0, m.start() - 48) : m.start()].lower()) is not None
        ),
    ),
    cued(
        "en-age-turned",
        _BACKGROUND,
        ("turned", "turning", "turn", "turns"),
        rf" {_AGE}(?:(?= (?:in|on|this|next|last|today|tomorrow|yesterday|soon|years?)\b)"
        rf"|(?=\s*(?:$|[,.;!?)\n]|and\b)))",
        before=rf"(?:\A|[\n.,!?] |\b(?:i|i['’]m|he|she|i['’]ll|just|im"
               rf"|{KIN}(?: [a-z]+)?)(?: (?:just|will|am|is|recently|be|only|have|has"
               rf"|about to)){{0,2}} )",
        digits=2,
    ),
    cued(
        "en-age-i-am",
        _BACKGROUND,
        ("i'm", "i’m", "i am", "im"),
        r" (?:only |just |now |already )?(?P<v>(?:1[3-9]|[2-9]\d)"
        r"(?=[,;!)]?$|[;!)\n]|\.(?!\d)|, (?!\d)| and (?!\d)|, ?(?:m|f|male|female)\b| now\b"
        r"|\s?/)(?:\s?/\s?[MFmf]\b)?)",
        before=r"(?<!like )(?<!as if )(?<!as though )(?<!until )",
        digits=2,
    ),
    cued(
        "en-age-aged",
        _BACKGROUND,
        ("aged",),
        rf" {_AGE}(?! ?(?:months|days|hours|whisk|scotch|cheese|and over|and under|or|to"
        rf"|-))(?![\d-])",
        before=rf"(?:\b(?:i|me|man|woman|male|female|patient|boy|girl"
               rf"|{KIN}(?:,? [a-z'-]+){{0,2}}),? )",
        digits=1,
    ),
    pattern(
        "en-age-label",
        _BACKGROUND,
        rf"(?m)(?:^|(?<=[;,|(] )|(?<=[;,|(]))[ \t*-]{{0,4}}(?P<v>(?i:my )?(?:Age|AGE"
        rf"|age)\s?[:=]\s?{_AGE}(?:\s?(?:years|yrs?|y/?o)(?: old)?)?)(?!\d)",
        needs=("age:", "age :", "age=", "age ="),
        digits=1,
    ),
    pattern(
        "en-age-short",
        _BACKGROUND,
        r"(?:\d(?<![\w.$-]\d)\d?\s?(?:y/?o|yrs)(?![A-Za-z])(?:\s?/?\s?[MFmf](?![A-Za-z]))?"
        r"|[1-9]\d\s?/\s?[MF](?![A-Za-z/])|[MF]\s?/\s?[1-9]\d(?![\d/]))",
        needs=("yo", "y/o", "yrs", "/m", "/f", "m/", "f/", "/ m", "/ f", "m /", "f /"),
        digits=1,
        accept=lambda m: (
            (m[0][0] not in "MF" and "/" not in m[0])
            or _NEAR_ME.search(m.string[max(0, m.start() - 24) : m.end() + 12].lower()) is not None
        ),
    ),
    pattern(
        "en-age-brackets",
        _BACKGROUND,
        r"(?i:\b(?:i|i['’]m|me|my \w{2,14}) ?)[(\[](?P<v>[1-9]\d ?[MFmf]|[MFmf] ?[1-9]\d)[)\]]",
        needs=("(", "["),
        digits=2,
    ),
    cued(
        "en-birth-date",
        _BACKGROUND,
        ("dob", "d.o.b", "date of birth", "birth date", "birthdate", "birthday", "b-day", "bday",
         "birth day"),
        r"\.?(?:\s?\([^()\n]{1,14}\))?(?:['’]s|\s(?i:is|was|falls"
        r"|will be))?\s{0,2}[:=,-]?\s{0,2}(?:(?i:on|the|it['’]?s|coming up on)\s){0,2}"
        rf"(?P<v>{DATE_PLAIN})",
        digits=1,
        before=rf"(?:\A|[\n.;,|(*-]\s{{0,3}}|\b(?:my|his|her|our|their|and|a|is|the|your"
               rf"|patient) |{LETTER}['’]s )",
    ),
    cued(
        "en-born-on",
        _BACKGROUND,
        ("born",),
        rf" (?:on |the |on the )?(?P<v>{DATE_PLAIN})",
        before=rf"(?:\b(?:i|he|she|we|{KIN}(?:,? [a-z'-]+)?)(?: was| were|,)? |\bi['’]m )",
        digits=1,
    ),
    cued(
        "en-born-in",
        _BACKGROUND,
        ("born in",),
        r" (?:(?:early |late )?(?:January|February|March|April|May|June|July|August|September"
        r"|October|November|December) )?(?:19|20)\d\d(?!\d|s)",
        before=rf"(?:\b(?:i|{KIN}(?: [a-z'-]+)?) was )",
        digits=4,
    ),
)  # fmt: skip
