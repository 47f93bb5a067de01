"""Secrets of several words behind a word for them, and secrets behind a name and a slash."""

from __future__ import annotations

from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import word_set

_PASSWORD = PrivacyType.PASSWORD

_PURPOSE = (
    r"(?:(?:master|call-?back|code|secret|duress|challenge|pass ?-?) ?phrase"
    r"|(?:code|safe|family|telephone|phone|security|secret|memorable|duress|pick-?up|verbal)"
    r" ?word|say the word)"
)
_CUE = rf"(?i:(?<![a-z])(?:(?P<sure>{_PURPOSE})|(?P<weak>pass ?word|phrase|the word)))"
_TOLD = (
    r"(?i:(?P<told>(?: (?:for|of|to|on) [^\n.:;=?!]{1,30}?)?(?:\s?[:=]"
    r"| (?:is|was|stays)(?: now| still)?:?| say| you say|['’]s))?\s{1,2})"
)
_STOP = (
    r"(?=\s*(?:\Z|[\n.;:!?)\"”]|,? (?:so|but|if|because|in case|and (?:i|he|she|it|the|they"
    r"|then|we|you)|on|for|at"
    r"|changed|only|when|since|with|please|just|or)(?![a-z])|, (?!(?:[\w']+ ){0,4}[\w']+[.;\n])))"
)
_PHRASE = lazy(
    rf"{_CUE}{_TOLD}(?:[\"“«](?P<q>[^\"”»\n]{{4,60}})[\"”»]"
    rf"|(?P<v>[A-Za-zÀ-ÿ][\w'’-]{{1,14}}(?:,? [\w'’-]{{1,14}}){{1,7}}?){_STOP})"
)
_TALK = word_set(
    """is are was were be been of for not must your you my i it this please can could should will
    would by least reset link has have had do does did if we they he she but so as from wrong
    correct expired required too now than use used his her our their its me us him them no yes
    just only same about after before when which that password passphrase phrase word every any
    some who what where why how because there here very been being keep give ask asks asked need
    needs wants type enter write wrote store stored change changed share works worked gets got go
    goes set sets say said one ones there's don't doesn't isn't can't won't incorrect invalid
    manager policy field alone itself"""
)
_OPENERS = word_set("""a an the in to on at with and or up four given needed capital""")
_BARE = lazy(r"(?i)(?:call-?back|duress|master|family|telephone|safe) (?:phrase|word)|\d")
_FEW = 2
_GUARDING = lazy(
    r"pass|safe|unlock|vault|log ?in|police|alarm|monitor|secret|bank|wallet|master|\bkeys?\b"
    r"|duress"
    r"|wi-?fi|account|verif|challenge|courier|pick-?up|guard|door|encrypt|restore|seed|recover"
    r"|backup"
)


@finder("en-phrase", _PASSWORD, needs=("phrase", "word"))
def _phrase(source: Source) -> Iterator[Range]:
    """Find "the phrase is lake mitten tuesday" and "family word: 'pickle boat'"."""
    for match in matches(_PHRASE, source):
        group = "q" if match["q"] else "v"
        words = match[group].lower().replace(",", " ").split()
        if not match["told"] and (match["weak"] or not _BARE.search(match[0])):
            continue
        if group == "v" and (
            len(words) < _FEW or words[0] in _OPENERS or not _TALK.isdisjoint(words)
        ):
            continue
        if group == "q" and len(_TALK.intersection(words)) > 1:
            continue
        if match["weak"] and match["weak"].lower() != "phrase" and group == "v":
            continue
        start, end = match.span(group)
        if (match["weak"] or "").lower() in {"phrase", "the word"} and not (
            _GUARDING.search(source.lower, max(0, match.start() - 110), start)
            or _GUARDING.search(source.lower, end, min(len(source.text), end + 50))
        ):
            continue
        value = source.text[start:end]
        if any(map(str.isalpha, value)):
            yield start + len(value) - len(value.lstrip()), start + len(value.rstrip())


_SLASHED = lazy(
    r"(?<![\w/.:@-])(?P<u>[A-Za-z][\w.@+-]{1,40}"
    r"|\d[\d ]{2,14}) / (?P<v>[A-Za-zÀ-ÿ0-9#*][\wÀ-ÿ!#$&*@?.'’+-]{4,40}(?<![.,;:?]))"
    r"(?=[\s,;.!?)\"”]|\Z)(?! /)"
)
_LOGIN = lazy(
    r"log-?in|\blog in|password|\bpass\b|\bpw\b|user|credential|\bcreds\b|remote|viewer|account"
    r"|e-?mail:|wi-?fi|\bnas\b|server|register"
)
_JUST_LOGIN = lazy(
    r"(?:log-?in|log in|credentials|creds)(?: is| with| as|:)?(?: just| simply| still)? ?\Z"
)
_ROW = lazy(r"([A-Za-z]+)\d+[a-z]?\Z")
_STRONG = lazy(r"(?=.*[A-Za-z])(?=.*(?:\d|[!$#*@&_]\w)).{5,}")
_PLAIN = lazy(
    r"(?i)[a-z]+-\d|v?\d+(?:\.\d+)+|\d+[a-z]{1,3}|[A-Z]{1,5}-?\d{1,4}|[a-z]{1,3}\d|[a-z]+\d"
)


@finder("en-slashed-pair", _PASSWORD, needs=(" / ",))
def _slashed(source: Source) -> Iterator[Range]:
    """Find V in "taverna_lad / Thermal1912!" and in "login is just studio / belacan"."""
    if not lower_holds(_LOGIN, source):
        return
    for match in matches(_SLASHED, source):
        start = match.start("u")
        row = _ROW.match(match["u"]), _ROW.match(match["v"])
        if row[0] and row[1] and row[0][1].lower() == row[1][1].lower():
            continue
        told = _JUST_LOGIN.search(source.lower, max(0, start - 30), start)
        strong = _STRONG.fullmatch(match["v"]) and not _PLAIN.fullmatch(match["v"])
        near = _LOGIN.search(source.lower, max(0, start - 120), match.end())
        if told or (strong and near):
            yield match.span("v")


RULES: tuple[Rule, ...] = (_phrase, _slashed)
