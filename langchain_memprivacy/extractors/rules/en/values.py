"""What a secret looks like where a cue word says that one follows.

A value must look like a secret (digit, symbol, inner capital), be quoted, or stand alone
where only a value can stand ("Password: sunflower"). One ordinary word that talks about
the password ("is expired", "is required") is not a value.
"""

from __future__ import annotations

import re

from ..lazy import lazy
from ..rule import Range
from .cue import word_set

_QUOTED = lazy(
    r"\"([^\"\n]{1,80})\"|“([^”\n]{1,80})”|`([^`\n]{1,80})`|'([^'\n]{1,80})'(?![A-Za-z])"
    r"|‘([^’\n]{1,80})’|«\s?([^»\n]{1,80})»|\*\*([^*\s]{3,80})\*\*"
)
_BARE = lazy(r"[^\s\"“。、\u4e00-\u9fff]{3,80}")

_NEXT_FIELD = lazy(r"&[A-Za-z_][A-Za-z0-9_]{0,30}=", re.ASCII)
"""Where the next parameter of a form or an address begins: "password=V&user=W"."""

_NO_VALUE = word_set(
    """required optional hidden string str text char varchar null none nil true false undefined
    password passwords passwd pwd pass secret redacted masked empty blank missing invalid incorrect
    wrong correct right weak strong safe secure insecure short long old new same different unique
    complex simple easy hard case-sensitive sensitive compromised lost stolen forgotten unknown
    private public plain plaintext good bad fine okay ok not too very so at in on the a an my your
    our his her their it its that this what which where how one ones something anything nothing
    everything always never still also only just being there here gone saved stored kept input
    field form prompt box error reset login username user email e-mail tbd todo n/a na xxx xxxx
    xxxxx changeme placeholder example important necessary mandatory available ready out up down
    over broken useless obvious random default common confidential personal visible stale current
    temporary permanent unchanged because when if unless until to for from with without by and
    or but can could may might must should will would has have had does did do is are was were
    yes no between both no-one nobody somewhere outdated out-of-date up-to-date auto-generated
    self-explanatory protected policy manager generator hash needed enough garbage nonsense trash
    asterisks dots minimum maximum exactly about around almost"""
)
_TALK = frozenset(
    {"not", "too", "required", "must", "should", "incorrect", "invalid", "wrong", "is", "your"}
)
"""First words of quoted messages about a password."""
_PROSE_END = lazy(r"(?:ed|ing|able|ible|ive|sensitive|'s|’s|n't|n’t)$", re.IGNORECASE)
_NOT_BARE = lazy(
    r"[<\[({$%&].*|https?:.*|(?:self|this|os|env|process|config|settings|args|params|request|req"
    r"|getpass|input)[.(\[].*|[^(]*\(.*|[A-Za-z_]+=.*|(?:argon2|sha\d|md5|bcrypt|scrypt|pbkdf).*"
    r"|\d+[-–]?(?:char|digit|bit|day|month|word|letter|hour|min|st|nd|rd|th|%).*|\d{1,2}\+?"
    r"|/.+|\w+-based|[xX*•.#_-]+|\d{1,2}[-–]\d{1,2}",
    re.IGNORECASE | re.ASCII,
)
_MEASURE = lazy(
    r"\s{1,2}(?:char|letter|digit|symbol|word|day|month|year|week|hour|minute|time|bit|attempt"
    r"|percent|encrypt|hash|protect|policy|or\s(?:more|longer)|users?\b|accounts?\b|people)",
    re.IGNORECASE,
)
_CLAUSE_END = lazy(
    r"\s*(?:$|[\n,;.!)\]/|]|(?:and|but|or|for|on|user(?:name)?|login|email|pin|if|so|please|thx"
    r"|thanks|btw|lol|in case)\b)",
    re.IGNORECASE,
)


def is_placeholder(value: str) -> bool:
    """Tell whether this stands where a secret would and is none."""
    return value.lower() in _NO_VALUE or _NOT_BARE.fullmatch(value) is not None


def secret_at(text: str, at: int, *, alone: bool = False) -> Range | None:
    """Return the range of the secret that begins at a position, if one does.

    Args:
        text: The message.
        at: Where the value or its opening quote begins.
        alone: Also take one plain word that ends its clause.
    """
    quoted = _QUOTED.match(text, at)
    if quoted is not None and quoted.lastindex is not None:
        value = quoted[quoted.lastindex].strip()
        talk = " " in value and value.split()[0].lower() in _TALK
        return (
            None
            if talk or len(value) < 3 or is_placeholder(value)
            else quoted.span(quoted.lastindex)
        )
    bare = _BARE.match(text, at)
    if bare is None:
        return None
    query = _NEXT_FIELD.search(text, *bare.span())
    start, end = _edges(text, bare.start(), query.start() if query else bare.end())
    value = text[start:end]
    if end - start < 3 or is_placeholder(value) or _MEASURE.match(text, end):
        return None
    if not any(c.isalnum() for c in value):
        return None
    if looks_secret(value):
        return start, end
    word = value.rstrip("!?")
    plain = alone and len(word) >= 4 and not is_placeholder(word) and not _PROSE_END.search(word)
    return (start, end) if plain and _CLAUSE_END.match(text, end) else None


def looks_secret(value: str) -> bool:
    """Tell whether a bare value has what a secret has and a word has not."""
    inner = value.rstrip("!?.")
    if any(c.isdigit() for c in inner):
        return True
    if re.fullmatch(r"[A-Za-z]+(?:-[A-Za-z]+)?", inner):
        return re.search(r"[a-z][A-Z]", inner) is not None
    if re.search(r"-(?:to|of|in)-|/", inner) or _PROSE_END.search(inner):
        return False
    return re.search(r"[A-Za-z]", inner) is not None


def _edges(text: str, start: int, end: int) -> Range:
    """Take off punctuation that ends the sentence and not the secret."""
    while end > start:
        last = text[end - 1]
        if last in ")]}":
            if "([{"[")]}".index(last)] in text[start : end - 1]:
                break
        elif last == "!":
            if not text[start : end - 1].rstrip("!").isalpha():
                break
        elif last not in ".,;:?…'”’`":
            break
        end -= 1
    return start, end
