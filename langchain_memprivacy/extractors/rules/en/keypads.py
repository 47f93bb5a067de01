"""PINs, door codes, combinations and unlock patterns, by English cue words."""

from __future__ import annotations

import re

from ....taxonomy import PrivacyType
from ..rule import Rule
from .credentials import MARK, SCOPE, VERB
from .cue import cued

_PASSWORD = PrivacyType.PASSWORD

_TO_VALUE = rf"{SCOPE}(?:{MARK}|{VERB}|\s+(?=[\d#*]))[\"'“`]?"
_DIGITS = r"(?P<v>\d{3,8}(?![\w%]|[.,/:-]\d))"
_KEYPAD = (
    r"(?P<v>[#*]?\d(?:[ -]?\d){2,9}(?![\d%])[#*]{0,2}|[A-Z]\d{3,6}[#*]?"
    r"|[#*]?\d{3,6}[A-Z]?[#*]?)(?![\w%])"
)
_NOT_UNITS = (
    r"(?!\s?(?:dollars|usd|people|times|percent|characters|chars|digits|km|miles|lines|rpm|words"
    r"|steps|pages|bytes|psi|volts|watts|hz|mhz|meters|metres|feet|seconds|minutes|hours|days|years"
    r"|tokens|rows|columns|files|loc)(?![a-z]))"
)
_NOT_PLACED = (
    r"(?<!page )(?<!line )(?<!lines )(?<!step )(?<!chapter )(?<!section )(?<!row )(?<!figure )"
    r"(?<!floor )(?<!room )(?<!slide )(?<!level )(?<!version )(?<!channel )"
)


def _no_pin_on_a_map(match: re.Match[str]) -> bool:
    """An Indian postcode is a PIN code too: six digits beside an address are not secret."""
    head = match.string[max(0, match.start() - 120) : match.end() + 40].lower()
    return len(match["v"]) != 6 or not re.search(
        r"address|nagar|road|street|india|colony|deliver|ship|city|sector|district", head
    )


RULES: tuple[Rule, ...] = (
    cued(
        "en-pin",
        _PASSWORD,
        ("pin", "mpin", "m-pin", "tpin"),
        rf"(?:\s?(?i:code|number|no\.?|#))?{_TO_VALUE}{_DIGITS}{_NOT_UNITS}",
        digits=3,
        accept=_no_pin_on_a_map,
    ),
    cued(
        "en-door-code",
        _PASSWORD,
        ("door", "gate", "alarm", "entry", "garage", "keypad", "access", "lockbox", "lock box",
         "safe", "locker", "lock", "entrance", "disarm", "unlock", "unlocking", "screen lock",
         "building entry", "front desk", "house alarm", "key box", "vault"),
        rf"(?:\s(?:door|gate|alarm|entry|safe|box|keypad"
        rf"|system))?['’]?s?\s(?i:pass)?code{_TO_VALUE}"
        rf"{_NOT_PLACED}{_KEYPAD}{_NOT_UNITS}",
        digits=3,
    ),
    cued(
        "en-code-for-door",
        _PASSWORD,
        ("code", "combo", "combination"),
        r"\s(?:for|to|on|of)\s(?:(?:the|my|our|his|her|their|that)\s)?(?:[\w'’-]{1,15}\s){0,3}?"
        r"(?:door|gate|alarm|safe|lockbox|garage|keypad|locker|lock|padlock|vault|entrance|building"
        r"|apartment|house|bike lock|suitcase|luggage)"
        rf"(?:\s(?:at|in|of|on)\s[^\n.:;=]{{1,30}}?)?(?:{MARK}|{VERB}|\s+(?=[\d#*]))[\"'“`]?"
        rf"{_NOT_PLACED}{_KEYPAD}{_NOT_UNITS}",
        digits=3,
    ),
    cued(
        "en-passcode-beside",
        _PASSWORD,
        ("passcode", "pass code"),
        rf" (?P<v>\d{{4,8}}(?![\w%]|[.,/:-]\d)){_NOT_UNITS}",
        digits=4,
    ),
    cued(
        "en-keypad-spelled",
        _PASSWORD,
        ("alarm", "keypad", "gate", "safe", "lock", "door", "garage", "lockbox", "code"),
        r"(?:\s?[:=]|\s(?:is|was|are))\s(?P<v>\d(?:-\d){3,7})(?![\w-]|[.,]\d)"
        rf"{_NOT_UNITS}",
        digits=4,
    ),
    cued(
        "en-combination",
        _PASSWORD,
        ("combination", "combo"),
        rf"{_TO_VALUE}(?P<v>\d{{1,2}}(?:\s?[-–/,]\s?\d{{1,2}}){{2,4}}"
        rf"|\d{{1,2}}(?:\s\d{{1,2}}){{2,4}}"
        r"|(?:[LR]\s?\d{1,2}[ ,-]{0,2}){3,4}|\d{4,6})(?![\w%]|[.,]\d)",
        digits=3,
        before=r"(?:safe|lock|locker|vault|padlock|bike|suitcase|luggage|my|our|the)(?:['’]s)? ",
    ),
    cued(
        "en-unlock-pattern",
        _PASSWORD,
        ("unlock pattern", "lock pattern", "swipe pattern", "screen pattern", "pattern lock"),
        rf"{_TO_VALUE}(?P<v>\d(?:\s?(?:->|→|[-–,>])?\s?\d){{3,8}})(?!\d)",
        digits=4,
    ),
)  # fmt: skip
