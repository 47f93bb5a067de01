"""Passwords, by English cue words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..accounts import looks_like_handle
from ..lazy import lazy
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import occurrences
from .values import secret_at

_PASSWORD = PrivacyType.PASSWORD
_CUES = ("password", "passwd", "passcode", "passphrase", "pass phrase", "pass-phrase", "pwd",
         "pass code", "wifi key", "wi-fi key", "network key")  # fmt: skip
_SHORT_CUES = ("pw", "pass", "psw")

SCOPE = (
    r"(?:\s+(?:for|to|on|of|at|in|from|into|here|there)\b"
    r"(?:[^\n.:;=?!\"“]|\.(?=[a-z])){1,50}?)?(?:\s?\([^()\n]{1,40}\))?"
)
"""What a password is for, between its cue and its value."""
MARK = r"\s{0,2}(?::|={1,2}>?|->|→|[-–—](?=\s))(?![=/])\s{0,3}"
"""A colon or the like between a cue and its value."""
VERB = (
    r"(?:\s+(?i:is|was|are|were|will be|would be|should be)|\s+(?:was )?(?:changed|switched"
    r"|updated|reset) to|['’]s)"
    r"(?:\s+(?i:still|now|currently|simply|just|literally|always|probably|actually|no longer"
    r"|set to|changed to|reset to|updated to|as follows)){0,2}\s{0,2}[:,]?\s+"
)
"""A verb between a cue and its value."""
_AFTER_CUE = lazy(rf"s?[\"'`*]{{0,2}}{SCOPE}(?:{MARK}|{VERB}|\s+used to be\s+)(?=\S)")
_ALSO = lazy(r"[\"'”’`]?,?\s+(?:and|or|then|previously|before that)\s+(?=\S)")
_SHORT = lazy(rf"{SCOPE}(?:\s{{0,2}}[:=]\s{{0,2}}|\s+is\s+(?=\S{{0,40}}\d))(?=\S)")
_QUESTION = lazy(r"\s+(?:is|was|are)\s+(?=\S+\s*\?)")


@finder("en-password", _PASSWORD, needs=_CUES)
def _password(source: Source) -> Iterator[Range]:
    """Find "password for X is V", "pwd: V", and the second of "passwords are V and W"."""
    for _, end in occurrences(source, _CUES):
        match = _AFTER_CUE.match(source.text, end)
        if match is None:
            continue
        found = secret_at(source.text, match.end(), alone=not _QUESTION.match(source.text, end))
        if found is None:
            continue
        yield found
        also = _ALSO.match(source.text, found[1])
        more = secret_at(source.text, also.end()) if also else None
        if more is not None:
            yield more


@finder("en-password-short-cue", _PASSWORD, needs=_SHORT_CUES)
def _short_cue(source: Source) -> Iterator[Range]:
    """Find "pw: V" and "pass = V", where the mark is a must."""
    for _, end in occurrences(source, _SHORT_CUES):
        match = _SHORT.match(source.text, end)
        found = secret_at(source.text, match.end(), alone=True) if match else None
        if found is not None:
            yield found


_LOGIN_BEFORE = lazy(
    r"\b(?:log-?in|user(?:name)?|account|creds|wi-?fi|email)\b[^\n.?!]{0,50}"
    r"(?<!users )(?<!to )(?<!will )(?<!can )(?<!must )(?<!should )(?<!not )(?<!you )"
    r"(?<!\bi )(?<!\bwe )\Z"
)


_HANDED_ON = lazy(r"\s(?:to|into|as|in|through|along|instead)\b")


@finder("en-password-beside", _PASSWORD, needs=(*_CUES, "pw", "pass"), digits=1)
def _beside(source: Source) -> Iterator[Range]:
    """Find "password Blue+Fox77" without any mark: only what cannot be a word."""
    for start, end in occurrences(source, (*_CUES, "pw", "pass")):
        if source.text[end : end + 1] != " ":
            continue
        found = secret_at(source.text, end + 1)
        value = source.text[slice(*found)] if found else ""
        strong = re.search(r"\d", value) and re.search(r"[a-z]", value)
        if not found or not strong or len(value) < 8 or not re.search(r"[A-Z]|[^\w.-]", value):
            continue
        # "pass" is a verb too: it needs a login before it, or nothing and a value with signs.
        if source.lower[start:end] == "pass" and (
            _HANDED_ON.match(source.lower, found[1])
            or (
                not _LOGIN_BEFORE.search(source.lower, max(0, start - 60), start)
                and (source.text[:start].strip() or not re.search(r"[^\w./-]", value))
            )
        ):
            continue
        yield found


_CHANGE_CUES = ("chang", "reset", "updat", "switch", "set", "rotat")
_FROM = lazy(r"(?:ed|d|es|ing|e)?(?:\s+[\w'’/-]{1,20}){0,6}?\s+from\s+(?=\S)")
_TO = lazy(r"[\"'”’`]?,?\s+(?:back )?to\s+(?=\S)")
_CHANGED_TO = lazy(
    r"(?:ed|d|es|ing|e)?(?:\s+[\w'’/-]{1,20}){0,6}?\s+"
    r"(?:password|passcode|passphrase|pwd|pin|code|it)(?:\s+[\w'’-]{1,20}){0,5}?\s+to\s+(?:be\s+)?"
    r"(?=\S)"
)
_ABOUT_SECRET = lazy(r"password|passcode|passphrase|pwd|\bpin\b|code|login|wi-?fi")
_REACH = 160


@finder("en-password-changed", _PASSWORD, needs=_CHANGE_CUES)
def _changed(source: Source) -> Iterator[Range]:
    """Find both values of "changed it from V to W", and the one of "changed it to W"."""
    if not _ABOUT_SECRET.search(source.lower):
        return
    for start, end in occurrences(source, _CHANGE_CUES):
        around = source.lower[max(0, start - _REACH) : end + 80]
        if not _ABOUT_SECRET.search(around):
            continue
        match = _FROM.match(source.text, end)
        first = secret_at(source.text, match.end()) if match else None
        if first is not None:
            yield first
            then = _TO.match(source.text, first[1])
        else:
            then = _CHANGED_TO.match(source.text, end)
        found = secret_at(source.text, then.end()) if then else None
        if found is not None:
            yield found


_FORMER_CUES = ("it used to be", "it was", "old one was", "old one is", "previous one was",
                "new one is", "new one:", "new one's", "now it's", "now it is", "it's now",
                "it is now", "old one:", "it's still", "used to be")  # fmt: skip


@finder("en-password-former", _PASSWORD, needs=_FORMER_CUES, digits=1)
def _former(source: Source) -> Iterator[Range]:
    """Find "it used to be V" and "the new one is V" close to a word for passwords."""
    if not _ABOUT_SECRET.search(source.lower):
        return
    for start, end in occurrences(source, _FORMER_CUES):
        if not re.search(
            r"passw|passc|pwd|\bpin\b|passph", source.lower[max(0, start - 100) : end]
        ):
            continue
        at = end + (source.text[end : end + 1] == " ")
        found = secret_at(source.text, at)
        value = source.text[slice(*found)] if found else ""
        if found and re.search(r"\d", value) and (len(value) > 5 or value.isdigit()):
            yield found


_PAIR_CUES = ("login", "log-in", "log in", "credentials", "creds", "logins", "sign-in", "account")
_PAIR = lazy(
    r"(?:\s+(?:details|info|data))?(?:\s+(?:for|to|on|at)\b[^\n:;=?!\"]{1,40}?)?"
    r"(?:\s{0,2}[:=]|\s+(?:is|are|was))\s{1,2}"
    r"(?:(?i:user|username|name)\s?[:=]?\s)?"
    r"(?P<user>[A-Za-z0-9][\w.+@-]{1,60})(?P<gap>\s?(?:/|\||:|,|;)\s?|\s(?:and|with)\s"
    r"|,?\s(?:and\s)?(?:pw|pass|pwd|password)\s?[:=]?\s)(?=\S)",
    re.ASCII,
)
_NAMED_PAIR = lazy(
    r"(?:\s?[:=]|\sis)?\s{1,2}(?P<user>[A-Za-z0-9][\w.+@-]{1,60}),?\s(?:and\s)?(?:my\s)?"
    r"(?:pw|pass|pwd|password)(?:\s?[:=]|\sis)?\s(?=\S)",
    re.ASCII,
)


def _pairs(source: Source) -> Iterator[tuple[Range, Range]]:
    for _, end in occurrences(source, ("user", "username")):
        named = _NAMED_PAIR.match(source.text, end)
        if named is not None and looks_like_handle(named["user"]):
            secret = secret_at(source.text, named.end())
            if secret is not None:
                yield named.span("user"), secret
    for _, end in occurrences(source, _PAIR_CUES):
        match = _PAIR.match(source.text, end)
        found = secret_at(source.text, match.end()) if match else None
        if match is None or found is None:
            continue
        if "/" in source.text[slice(*found)] and match["gap"] == ":":
            continue
        yield match.span("user"), found


@finder("en-login-pair", _PASSWORD, needs=(*_PAIR_CUES, "user"))
def _pair_password(source: Source) -> Iterator[Range]:
    """Find V in "my Netflix login is name / V"."""
    return (secret for _, secret in _pairs(source))


@finder("en-login-pair-user", PrivacyType.ACCOUNT_ID_USERNAME, needs=(*_PAIR_CUES, "user"))
def _pair_user(source: Source) -> Iterator[Range]:
    """Find the name in the same place; a mail address is left to its own rule."""
    return (user for user, _ in _pairs(source) if "@" not in source.text[slice(*user)])


RULES: tuple[Rule, ...] = (
    _password,
    _short_cue,
    _beside,
    _changed,
    _former,
    _pair_password,
    _pair_user,
)
