"""How locks are opened: the turns of a dial, a swipe over a screen, the number of a device."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..known_numbers import YEAR
from ..lazy import lazy, lower_matches
from ..rule import Range, Rule, finder
from ..source import Source

_PASSWORD = PrivacyType.PASSWORD

_SIDE = (
    r"(?:left|right|links|rechts|clockwise|anti-?clockwise|counter-?clockwise|back|[lr](?![a-z]))"
)
_NUMBER = r"\d{1,2}(?!\d|[.:/%]\d)"
_GAP = r"(?:,? (?:(?:and|then|on|and then) )?|, ?)"
_TURNS = lazy(
    rf"(?<![a-z0-9])(?:{_SIDE}(?: (?:to|till|until))? ?{_NUMBER}"
    rf"(?:{_GAP}{_SIDE}(?: (?:to|till|until))? ?{_NUMBER}){{1,5}}"
    rf"|{_NUMBER}(?: (?:to the )?|){_SIDE}(?:{_GAP}{_NUMBER}(?: (?:to the )?|){_SIDE}){{1,5}}"
    rf"|turn (?:it )?(?:till|until|to)[a-z ]{{0,20}} {_NUMBER},? (?:then )?(?:back|on|left"
    rf"|right) to"
    rf" {_NUMBER}(?:,? (?:and |then )?(?:back|on|left|right) to {_NUMBER}){{0,3}})(?![a-z0-9])"
)
_LOCK = lazy(
    r"\b(?:safe|lock|locker|padlock|vault|strongroom|combination|combos?|dial|cabinet|cupboard"
    r"|dials)\b"
)


@finder(
    "en-dial-turns",
    _PASSWORD,
    digits=2,
    needs=("left", "right", "links", "clockwise", "l ", "turn"),
)
def _turns(source: Source) -> Iterator[Range]:
    """Find "36 left, 9 right, 62 left" and "L 14, R 71, L 33"."""
    for match in lower_matches(_TURNS, source):
        start, end = match.span()
        if _LOCK.search(source.lower, max(0, start - 90), min(len(source.text), end + 40)):
            yield start, end


_SPOT = (
    r"(?:(?:top|bottom|upper|lower|middle|mid|centre|center|left|right)(?:[- ](?:left|right"
    r"|middle"
    r"|centre|center|top|bottom|dot|corner|row|side)){0,2}|up|down|across|diagonal(?:ly)?|corner"
    r"|over|back)(?![a-z])"
)
_LINK = (
    r"(?:,|;| |->|→|-|(?:then|to|the|and|from|in|of|one|two|dots?|side|along|line|straight"
    r"|again|it|at|on|into|a"
    r"|back|corner)(?![a-z])){1,9}"
)
_SWIPE = lazy(
    r"(?<![a-z'’])(?:(?:an? "
    r"|the )?(?:letter )?(?:[lzsnumwcv7](?![a-z])) (?:[a-z]{1,12} ){0,2})?(?:from (?:the )?)?"
    rf"{_SPOT}(?:{_LINK}{_SPOT}){{2,9}}(?: (?:one|two|corner|again|dot))?(?![a-z])"
)
_DRAWN = lazy(
    r"\b(?:patterns?|swip(?:e[ds]?|ing)|draw(?:s|n|ing)?|drew|unlock(?:s|ed|ing)?|dots"
    r"|lock screen"
    r"|finger)\b"
)


_SCREEN = lazy(
    r"\b(?:phones?|mobile|tablets?|ipad|screens?|swip\w+|dots|lock ?screen|unlock pattern|telly"
    r"|device"
    r"|pattern lock|handset|fingers?|thumb)\b"
)


@finder(
    "en-swipe",
    _PASSWORD,
    needs=("pattern", "swip", "draw", "drew", "unlock", "dots", "lock screen", "finger"),
)
def _swipe(source: Source) -> Iterator[Range]:
    """Find "top left, middle, bottom right, then up"."""
    for match in lower_matches(_SWIPE, source):
        start, end = match.span()
        stop = min(len(source.text), end + 60)
        if _DRAWN.search(source.lower, max(0, start - 110), stop) and _SCREEN.search(
            source.lower, max(0, start - 160), stop
        ):
            yield start, end


_DEVICE = (
    r"(?:padlocks?|key ?pad|key ?safe|key ?box|lock ?box|alarm|safe|lockers?|shutter|gates?"
    r"|(?<!next )doors?|cabinet|cupboard|intercom|panel|lobby|garage|shed|cage|strongroom|vault"
    r"|entrance|m-?pin|pin pad|clubhouse|the till|lock)"
)
_FILLER = (
    r"(?:(?:is|was|are|opens? (?:with|by|on)|takes?|wants?|needs?|code|pin|combo|combination"
    r"|number|numbers|just|still"
    r"|now|set (?:to|with)|press|type|enter|then|the|by|i|it's|with|wheels|four|back-?up|off"
    r"|front|staff|main|panel|side"
    r"|to disarm|disarm|for|set|says)(?![a-z])|['’]s|[ :,;=(>→–-]){0,9}?"
)
_VALUE = r"(?P<v>[#*]?(?:\d{4,8}|\d{3} \d{3}|[a-z]\d{3,6}|\d{3,6}[a-z]|[a-z]\d{3,5}[a-z])[#*]?)"
_DEVICE_NUMBER = lazy(
    rf"(?<![a-z-]){_DEVICE}(?![a-z]){_FILLER}(?<![a-z0-9$€£.#-]){_VALUE}(?![a-z0-9%$€/_@]"
    rf"|[.,:-]\d| \d"
    r"|\s?(?:people|lines|rows|files|words|pages|tokens|bytes|hz|times|dollars"
    r"|euros?|pounds|eur|usd|mm|cm|kg|km|m|ft|x|am|pm|volts?"
    r"|watts?|rpm|psi|units|pieces"
    r"|years|days|hours|customers|items|copies|steps|users|degrees|feet|foot|gold|yen|mah"
    r"|reviews|wide|deep|long|high|tall|of them|by \d|acquired|released|held|woke|rang"
    r"|went)(?![a-z])"
    r"| (?:is|was|closes|leaves|boards|are|were) | from [a-z]| (?:in|on|at) (?:the |hall|level"
    r"|floor|terminal|aisle|[a-z]+ floor))"
)
_ROUND = lazy(r"\d{1,4}00")
_CLOCK = lazy(r"(?:[01]\d|2[0-3])[0-5][05]")
_PLACE = lazy(
    r"(?:from|at|to|boarding|near|behind|info|warn|debug|error) (?:the )?(?:gate|door|locker"
    r"|lock)\W*\Z"
    r"|^lockers?\W*\Z"
)
_LETTERED = lazy(r"[a-z]\d{3}[#*]?|\d{3}[a-z][#*]?")


@finder("en-device-number", _PASSWORD, digits=3, needs=(
    "lock", "keypad", "key pad", "key box", "keybox", "alarm", "safe", "shutter", "gate", "door",
    "cabinet", "cupboard", "intercom", "panel", "lobby", "garage", "shed", "cage", "strongroom",
    "vault", "entrance", "mpin", "m-pin", "pin pad", "clubhouse", "the till"))  # fmt: skip
def _device(source: Source) -> Iterator[Range]:
    """Find "alarm 6120, flour store padlock 2268", "the door is 5593"."""
    for match in lower_matches(_DEVICE_NUMBER, source):
        between = source.lower[match.start() : match.start("v")]
        direct = re.search(r"(?:code|pin|press|type|enter|:|is) ?\Z", between) is not None
        coded = re.search(r"(?:code|pin|press|enter)\b", between) is not None
        if not coded and (
            _ROUND.fullmatch(match["v"])
            or between.endswith("=")
            or "set for" in between
            or (between.startswith("alarm") and not direct and _CLOCK.fullmatch(match["v"]))
            or _PLACE.search(source.lower[max(0, match.start() - 16) : match.start("v")])
            or _PLACE.search(between)
        ):
            continue
        if (YEAR.fullmatch(match["v"]) or _LETTERED.fullmatch(match["v"])) and not direct:
            continue
        yield match.span("v")


RULES: tuple[Rule, ...] = (_turns, _swipe, _device)
