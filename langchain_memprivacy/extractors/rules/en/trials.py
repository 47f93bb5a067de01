"""Matters of court with their file numbers, and marks of the body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, lower_matches, matches
from ..rule import Range, Rule, finder, pattern
from ..source import Source

_COURT = PrivacyType.JUDICIAL_RECORD
_BODY = PrivacyType.BIOMETRICS

_NUMBER = lazy(
    r"(?<![\w/.-])(?:\d{2} [A-Z]{2} \d{5,7}"
    r"|[A-Z]{2,5}(?:-[A-Z]{2,4}){0,3}-\d{2,4}-\d{3,8}(?:-\d{2,6})?"
    r"|[A-Z]{2}/[A-Z]{1,2} ?\d{2,6}/\d{4}|\d{4}/\d{2,5} [A-Z]{2}"
    r"|[A-Z]{1,3}/[A-Z] ?\d{2,6}/\d{4}|(?:CC|OS|WP|CRL|FIR|CS|MC|OP|CMP|SC|HC"
    r"|ST)(?: No\.?)? ?\d{2,6}(?:/| of )\d{4}"
    r"|[A-Z]{2,4}-\d{6,10}|[A-Z]{1,3}-\d{2}-\d{4,7}|\d{6}-\d{3,4}-\d{3,6}"
    r"|\d{4}/\d{2}/\d{2}-[A-Z]{2}-\d{3,5}"
    r"|\[?(?:19|20)\d\d\]? ?(?:EWCA|EWHC|IECC|NSWLC|VMC|ZAGP)[A-Za-z ]{0,8}\d{2,6}"
    r"|\d{1,5}/(?:19|20)\d\d"
    r"|[A-Z]\d{2}[A-Z]{2}\d{3,6}|\d{2}-\d{4,6}-[A-Z]{2,3}|[A-Z]{2}\d{2}[A-Z]\d{5})(?![\w/-])"
)


@finder("en-case-form", _COURT, digits=5)
def _case(source: Source) -> Iterator[Range]:
    """Find file numbers of courts and police of many countries, with a legal word about."""
    for match in matches(_NUMBER, source):
        near = source.lower[max(0, match.start() - 60) : match.end() + 24]
        before = source.lower[max(0, match.start() - 20) : match.start()]
        if re.search(
            r"\b(?:order|invoice|tracking|parcel|version|build|part|sku|model|ticket"
            r"|isbn)\b[^.]{0,12}\Z",
            before,
        ):
            continue
        if re.search(r"\b(?:case|court|docket|matter|police|charged?|hearing|tribunal"
            r"|vorgang\w*|judge|lawyer|fir"
                     r"|wrc|ref|crime|charged|offence|right in|for|custody|mediat\w+|reference"
                     r"|decision|solicitor|defendant|claimant|prosecut\w+|crn|sued|magistrate"
                     r"|our client)\b", near):  # fmt: skip
            yield match.span()


_CRIME = (
    r"(?:careless|dangerous|drunk|drink|reckless|theft|stealing|shoplifting|fraud|assault"
    r"|battery|burglary|robbery|possession"
    r"|handling stolen|dui|dwi|ovi|speeding|murder|manslaughter|arson|stalking|harassment"
    r"|trespass\w*|perjury|embezzl\w+"
    r"|forgery|tax evasion|smuggling|dealing|supply|affray|disorderly|contempt|graffiti"
    r"|criminal damage|vandalism|negligen\w+"
    r"|domestic violence|child endangerment|breach|unpaid|poaching|illegal \w+|money laundering"
    r"|bribery|conspiracy)"
)
_REST = (
    r"(?:(?! (?:and (?:i|we|he|she|they|now|my|our|his|her|the|then)"
    r"|but|so|because|which|who|do i|does|can|what|how"
    r"|number|it|is|my)\b|, (?:one|in the)\b)[^.;!?\n\"()]){0,44}"
)
_MATTER = lazy(
    rf"(?<![a-z])(?:(?:convicted|accused|acquitted|found guilty|guilty) of (?!being an? ){_REST}"
    rf"|charged with (?=(?:[a-z]+ ){{0,4}}?{_CRIME}){_REST}"
    rf"|(?:pleaded|pled|plead) (?:guilty|not guilty|no contest)(?: to {_REST})?"
    r"|(?:restraining|protection|protective|no-contact|non-molestation|barring|safety"
    r"|interim custody|custody|care|eviction"
    r"|possession|deportation|injunction|attachment of earnings|community|supervision"
    r"|intervention|garnishee)(?: of earnings)? order"
    rf"(?:,? (?:against|until|from|for|since|granted|dated|\d){_REST})?"
    rf"|(?:being sued|sued|suing|took (?=them to|him to|her to|us to|me to))(?: ?(?:by|the|my"
    rf"|our|his|her|for|a|an|them|him|to|us|me))+ (?=[^.;!?\n]{{0,60}}"
    rf"(?:court|over|for|tribunal|others|wrc|landlord|builder|employer)){_REST}"
    rf"|(?:dui|dwi|ovi|drink[- ]driving|drunk[- ]driving|theft|assault|fraud|drug|possession"
    rf"|shoplifting)(?: [a-z]+)? (?:conviction|charge|arrest"
    rf"|record|caution|ban|case)(?: (?:in|from|of) (?:19|20)\d\d)?"
    rf"|discharged without conviction{_REST}(?:, [^.;!?\n\"]{{0,60}})?"
    rf"|deferred adjudication(?:, [^.;!?\n\"]{{0,44}})?"
    rf"|(?:\w+|\d+) (?:hours|months|years|weeks|days) (?:of |in )?(?:community service"
    rf"|probation|prison|jail|suspended|custody|parole|house arrest)"
    rf"(?: for {_REST})?|(?:suspended sentence|on probation|on parole|on bail|out on bail"
    rf"|released on licence|on remand|under caution)"
    rf"(?: (?:for|until) {_REST})?"
    rf"|fined (?=[^.;!?\n]{{0,30}}\d){_REST}|(?:served|did|doing|sentenced to|got) (?:\d+|two"
    rf"|three|four|five|six|eight|ten|twelve|eighteen)"
    rf" (?:months|years|weeks)(?: (?:in (?:prison|jail|\w+)|inside|suspended|for {_REST}))"
    r"|(?:shared|sole|joint|full|supervised|primary|split|50/50) (?:custody|care|parenting"
    r"|visitation|contact)(?:,? (?:of|alternate|every|with)"
    r"[^.;!?\n\"]{0,40})?|guardian ad litem report|arrested (?:for|in|on|at) [^.;!?\n]{3,50}"
    r"|(?:filed|filing) (?:for (?:divorce|bankruptcy|chapter \d+|custody|asylum)"
    r"|a (?:police report|complaint|lawsuit|claim) (?:against|over) "
    r"[^.;!?\n]{3,50})|handling stolen goods|failed (?:the|my) drug test|criminal record"
    r"|deported from [A-Za-z ]{3,14}(?: in (?:19|20)\d\d)?(?: because of [a-z ]{4,24})?"
    r"|claims? [£$€]\d[\d,]* for [a-z ]{4,30}|out on licen[cs]e(?: until (?:19"
    r"|20)\d\d)?)(?![a-z])"
)
_WHOSE = lazy(
    r"\b(?:i|i['’]m|i['’]ve|im|me|my|we|we['’]re|our|us|he|she|his|her|him|you|your"
    r"|ex|they|nephew|brother|son|sister|dad|client|judge|a girl)\b"
)


@finder(
    "en-court-matter",
    _COURT,
    needs=(
        "convict",
        "accused",
        "acquitted",
        "guilty",
        "charged",
        "order",
        "sued",
        "suing",
        "took",
        "taken",
        "taking",
        "charge",
        "arrest",
        "ban",
        "caution",
        "discharged",
        "adjudication",
        "communi",
        "deport",
        "claim",
        "licen",
        "probation",
        "prison",
        "jail",
        "suspended",
        "parole",
        "bail",
        "fined",
        "sentence",
        "custody",
        "care",
        "contact",
        "litem",
        "filed",
        "filing",
        "stolen",
        "drug",
        "criminal",
        "visitation",
        "remand",
    ),
)
def _matter(source: Source) -> Iterator[Range]:
    """Find charges, sentences, orders and suits of somebody in the conversation."""
    if not lower_holds(_WHOSE, source):
        return
    for match in lower_matches(_MATTER, source):
        yield match.start(), match.start() + len(match[0].rstrip(" ,"))


RULES: tuple[Rule, ...] = (
    _case,
    _matter,
    pattern(
        "en-biometric-part",
        _BODY,
        r"(?i)\b(?:left|right|both)(?: (?:index|middle|ring|little|pinky|front"
        r"|big))?(?: and (?:index|middle|ring|little))?"
        r" (?:thumb|finger|fingers|palm|eye|iris|hand|index)(?: and (?:the )?(?:iris"
        r"|middle finger|palm|thumb|left|right)(?: \w+)?)?"
        r"(?:,? (?:template|id|hash) [A-Z0-9][\w-]{4,30})?",
        needs=("thumb", "finger", "palm", "iris", "hand", "eye"),
        accept=lambda m: re.search(
            r"(?i)scan|template|enrol|biometric|clock in|safe|unlock|reader|sensor|palm|gate"
            r"|turnstile|print|had my",
            m.string[max(0, m.start() - 70) : m.end() + 40],
        )
        is not None
        and re.search(r"(?i)left-? ?hand|right hand side|other hand", m[0]) is None,
    ),
    pattern(
        "en-biometric-template",
        _BODY,
        r"(?i:\b(?:face|palm|finger(?:print)?|voice(?:print)?|iris|retina|gait"
        r"|vein) ?(?:template|print|id|hash|signature|scan|vector)"
        r"?(?: from the [a-z]+)?(?:,? (?:template|ID|hash|no\.?))?[ :=#]{1,3})"
        r"(?P<v>(?=[A-Z0-9-]*\d)[A-Z0-9][A-Za-z0-9]*(?:-[A-Za-z0-9]+){1,4}"
        r"|[A-F0-9]{2}(?: [A-F0-9]{2}){5,40}|[A-Z]{2}[0-9a-f]{8,40})",
        needs=("face", "palm", "finger", "voice", "iris", "retina", "gait", "vein"),
        digits=2,
    ),
    pattern(
        "en-hex-bytes",
        _BODY,
        r"(?<![\w])[0-9A-F]{2}(?: [0-9A-F]{2}){9,60}(?!\w)",
        digits=4,
        needs=("finger", "biometric", "template", "iris", "face", "popia", "print"),
    ),
)  # fmt: skip
