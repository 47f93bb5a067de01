"""One-time, verification and recovery codes, by English cue words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import LEFT, RIGHT, Range, Rule, finder, pattern
from ..source import Source
from .cue import cued, occurrences

_CODE_TYPE = PrivacyType.VERIFICATION_CODE
_KIND = (
    r"(?:verification|confirmation|security|login|log-in|log in|sign-in|signin|sign in"
    r"|authentication|authenticator|authorization|authorisation|auth|access|one[- ]time|otp"
    r"|2fa|mfa|2-step"
    r"|two-step|two-factor|sms|text|activation|pairing|account|reset|id|registration|unlock)"
)
_VALUE = (
    r"(?P<v>[A-Z]-\d{4,8}|\d{3}[ -]\d{3}|\d{2} \d{2} \d{2}|\d{4,8}|(?=[A-Z]{0,7}\d)[A-Z0-9]{5,8})"
)
_ENDS = (
    r"(?![\w%]|[.,:/-]\d|\s?(?:lines|characters|chars|bytes|words|times|users|people|dollars|ms"
    r"|errors|requests|rows|tests|files)\b)"
)
_IS = (
    r"(?:\s?\([^()\n]{1,30}\))?(?:\s(?:for|from|to|on|they|that|you|i|we|it|she|he|just|sent|came"
    r"|via|by|in)\b[^\n.:=?!]{0,50}?)?"
    r"(?:\s{0,2}(?::|=|->|→|[-–—])\s{0,3}|['’]s\s+|\s+(?:is|was|are|reads|says"
    r"|equals)(?:\s+now)?[:,]?\s+)"
    r"[\"“'`*]{0,2}"
)
_CUES = ("verification code", "confirmation code", "security code", "login code", "log-in code",
         "sign-in code", "signin code", "authentication code", "authenticator code",
         "authorization code", "auth code", "one-time code", "one time code", "otp", "2fa code",
         "2fa", "mfa code", "two-factor code", "two-step code", "sms code", "text code",
         "activation code", "pairing code", "reset code", "verification pin",
         "verification number", "one-time password", "one time password", "one-time passcode",
         "one time passcode", "one-time pin", "one time pin", "verify code", "registration code",
         "passcode", "6-digit code", "six-digit code", "4-digit code", "authenticator app",
         "authenticator")  # fmt: skip
_TRIP = lazy(r"flight|airline|hotel|booking|reservation|airbnb|check-in|itinerary|train|card")


def _no_trip(match: re.Match[str]) -> bool:
    """A confirmation code of letters beside a flight is a booking reference."""
    if match["v"].isdigit() and len(match["v"]) > 3:
        return True
    near = match.string[max(0, match.start() - 120) : match.end() + 60].lower()
    return _TRIP.search(near) is None


_TEXTED = lazy(
    r"text(?:ed)?\b|sms|sent (?:me|you|to)|log ?in|sign in|verif|authenticat|2fa|otp|expires?"
    r"|received"
    r"|don['’]t share|do not share|phone|whatsapp|bank|app\b|enter"
)


def _was_sent(match: re.Match[str]) -> bool:
    """A bare "the code is" needs a word for how the code came or what it opens."""
    near = match.string[max(0, match.start() - 120) : match.end() + 90].lower()
    return _TEXTED.search(near) is not None


_LIST_CUES = ("backup code", "backup codes", "back-up code", "back-up codes", "recovery code",
              "recovery codes", "scratch codes", "emergency codes",
              "backup verification codes")  # fmt: skip
_LIST_HEAD = lazy(
    r"s?(?:\s(?:for|to|of|from|are|is|i)\b[^\n:=\d]{0,40})?\s{0,2}(?:[:=]|\bare\b|\bis\b"
    r"|-(?=\s))?\s{0,4}",
)
_LIST_ITEM = lazy(
    r"[\s,;•*|-]{0,4}(?:(?:and|or)\s+)?(?:\d{1,2}[.)]\s{1,2})?"
    r"(?P<v>(?=[A-Za-z-]{0,15}\d)[A-Za-z0-9]{4,8}(?:[- ](?=[A-Za-z]{0,7}\d)[A-Za-z0-9]{4,8}){0,3}"
    r"|[A-Za-z0-9]{4,6}(?:-[A-Za-z0-9]{4,6}){1,5})(?![A-Za-z0-9@])",
    re.ASCII,
)
_MAX_CODES = 24


@finder("en-recovery-codes", _CODE_TYPE, needs=_LIST_CUES, digits=3)
def _recovery_codes(source: Source) -> Iterator[Range]:
    """Find every item of a list of backup codes."""
    for _, end in occurrences(source, _LIST_CUES):
        head = _LIST_HEAD.match(source.text, end)
        at = head.end() if head else end
        for _count in range(_MAX_CODES):
            item = _LIST_ITEM.match(source.text, at)
            if item is None:
                break
            yield item.span("v")
            at = item.end()


RULES: tuple[Rule, ...] = (
    cued(
        "en-verification-code",
        _CODE_TYPE,
        _CUES,
        rf"s?(?:\s(?:code|pin|number|passcode|password))?{_IS}{_VALUE}{_ENDS}",
        digits=2,
        accept=_no_trip,
    ),
    cued(
        "en-verification-code-beside",
        _CODE_TYPE,
        _CUES,
        rf"(?:\scode)?\s(?P<v>\d{{3}}[ -]\d{{3}}|\d{{6}}){_ENDS}",
        digits=6,
    ),
    cued(
        "en-your-code-is",
        _CODE_TYPE,
        ("your code", "my code", "the code", "code"),
        r"(?:\s(?:they|that|it|you|i)\s[\w ']{1,30}?)?(?:\s?:\s?|['’]s\s|\s(?:is|was)[: ]\s?)"
        rf"[\"“'`*]{{0,2}}(?P<v>[A-Z]-\d{{4,8}}|\d{{3}}[ -]\d{{3}}|\d{{4,8}}){_ENDS}",
        before=r"(?:\A|[\n.!:,>\"]\s{0,2}|your |my |the |this |and |got |, )",
        digits=4,
        accept=_was_sent,
    ),
    pattern(
        "en-code-before-cue",
        _CODE_TYPE,
        LEFT + rf"(?<![$€£.,:#/-])(?P<v>[A-Z]-\d{{4,8}}|\d{{3}}[ -]\d{{3}}|\d{{4,8}}){RIGHT}"
        r"[\"”'`*]{0,2}\s(?i:is\s(?:your|my|the)|as\s(?:your|my|the))\s(?:[\w'’.&-]{1,20}\s){0,4}?"
        rf"(?i:{_KIND}\s)?(?i:code|otp|passcode|pin)\b",
        needs=(" code", " otp", " passcode", " pin"),
        digits=4,
    ),
    pattern("en-google-code", _CODE_TYPE, LEFT + r"G-\d{6}" + RIGHT, needs=("g-",), digits=6),
    _recovery_codes,
)
