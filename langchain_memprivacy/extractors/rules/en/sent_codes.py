"""Codes that just came: "it sent 6094", "Type 60 19 without the gap", "use code K4471"."""

from __future__ import annotations

from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..known_numbers import YEAR
from ..lazy import lazy, lower_matches, matches
from ..rule import Range, Rule, finder
from ..source import Source

_CODE = PrivacyType.VERIFICATION_CODE

_END = r"(?![A-Za-z0-9%$€£/_@-]|[.,:]\d| \d)"
_LETTERED = (
    r"(?=[0-9 -]{0,8}[A-Z])(?=[A-Z -]{0,8}\d)(?:[A-Z0-9]{2,7}(?:-[A-Z0-9]{2,7}){1,4}"
    r"|[A-Z0-9]{3,4} [A-Z0-9]{3,4}"
    r"|(?=[A-Z]{0,5}\d)(?=\d{0,6}[A-Z])[A-Z0-9]{5,8})"
)
_SENT = lazy(
    r"(?<![a-z])(?:sent(?: me| us| you)?|sending(?: a number)?|sends(?: me)?|texted(?: me| us)?"
    r"|mailed(?: me)?"
    r"|each time|otp(?: is| says)?|it came|just came|came|they did|arrived|number to (?:me"
    r"|my) phone|asking otp[a-z ]{0,28}"
    r"|text(?:ed)? to [\d ]{8,16} code|code)[.:,!]{0,2}(?: (?:it says|it's|its|says|saying|lol"
    r"|a number|number|code)){0,2}[:,.]? [\"“]?"
    r"(?P<v>\d{3} \d{3}(?: \d{3})?|\d{2} \d{2}(?: \d{2})?|\d{4} \d|\d{4,8})"
    + _END
    + r"(?! (?:messages|emails|texts|copies|units|people"
    + r"|euros|dollars|pounds|words|invites|letters|lines|bytes|rows|files|packets|says|then)\b)"
)
_MAYBE = lazy(
    r"\b(?:phone|text|code|number|log ?in|otp|sms|app (?:says?|just|sent|asks?)|verif\w*"
    r"|box(?:es)?|says?|asking|enter"
    r"|expires?)\b"
)
_NOT = lazy(
    r"\b(?:error|status|exit|zip|post|area|promo|discount|country|sort|response|http|gate|door"
    r"|dress|voucher|swift|bank|product|order|status) \Z"
)


@finder("en-code-sent", _CODE, digits=4, needs=(
    "sent", "sending", "sends", "texted", "mailed", "each time", "otp", "came", "they did",
    "arrived", "number to", "code"))  # fmt: skip
def _sent(source: Source) -> Iterator[Range]:
    """Find "it sent 6094" and "they did. 770 314"."""
    for match in lower_matches(_SENT, source):
        start, end = match.start(), match.end("v")
        if YEAR.fullmatch(match["v"]) or _NOT.search(source.lower, max(0, start - 12), start):
            continue
        if match[0].startswith("code") and not _MAYBE.search(
            source.lower[max(0, start - 80) : end + 20].replace("code", "    ")
        ):
            continue
        if _MAYBE.search(source.lower, max(0, start - 90), min(len(source.text), end + 50)):
            yield match.span("v")


_TYPE = lazy(
    r"(?:(?<![^\s*•-])(?:Type|Enter)|(?<=[.!?,\n] )(?:type|enter)|(?<=then )(?:type"
    r"|enter))(?: in| the| just){0,2} [\"“`*]{0,2}"
    rf"(?P<v>\d{{3}} \d{{3}}(?: \d{{3}})?|\d{{2}} \d{{2}}(?: \d{{2}})?|\d{{4,8}}"
    rf"|{_LETTERED})[\"”`*]{{0,2}}"
    r"(?=[.,;]|\Z|\s(?:in|on|into|at|with|without|exactly|first|and|as|there|to|then|now"
    r"|when)\b)(?![.,:-]\d)"
    r"(?![\"”`*]{0,2} (?:in|into|as|on) (?:a |an |the |your |its )?(?:search|cell|amount|quantity"
    r"|range"
    r"|sample|value|width|height|price|sum|total|address bar|terminal|formula|row|column))"
)
_NAMED = lazy(
    r"(?:CVE|RFC|ISO|MP[34]|PR|UTF|SHA|HTML|CSS|X86|A[0-5]-|SOS|MI[56]|CO2|H2|USB|IEEE|DIN|JIRA"
    r"|ABC-"
    r"|HTTP|WPA|AES|COVID|PM2|E1\d\d\d)"
)
"""How names of standards, sizes, papers and tickets begin."""


@finder("en-code-typed", _CODE, digits=2, needs=("type", "enter"))
def _typed(source: Source) -> Iterator[Range]:
    """Find "Type 60 19 without the gap" in an answer."""
    if source.role != "assistant":
        return
    for match in matches(_TYPE, source):
        if not YEAR.fullmatch(match["v"]) and not _NAMED.match(match["v"]):
            yield match.span("v")


_LETTERS = lazy(rf"(?<![A-Za-z0-9/$€£#@_%.-])(?P<v>{_LETTERED}){_END}(?!\.\d)")
_FORERUN = lazy(
    r"(?:\bcodes?\b|\botp\b|texted|\bsms\b|mailed|\bactivate\b|\bverify\b|\bguard\b"
    r"|terminal with|they did|enter|only then|2fa"
    r"|one[- ]time)[^\n]{0,32}\Z"
)
_OTHER = lazy(
    r"\b(?:zip|post|postal|area|dress|source|qr|bar|country|sort|error|promo|discount|coupon"
    r"|swift|flight|gate|room"
    r"|seat|part|model|order|ticket|case|booking|pnr|vin|serial|plate|reg|ref|reference|iso|sku"
    r"|invoice|batch|unit|flat|review|code name|morse)\b[^\n]{0,24}\Z"
)


_AS = lazy(r" as (?:a|an|the|your) (?:sample|value|name|title|example)| at 0x")


@finder("en-code-lettered", _CODE, digits=1, needs=(
    "code", "otp", "texted", "sms", "mailed", "activate", "verify", "guard", "they did", "enter",
    "only then", "2fa", "one-time", "one time"))  # fmt: skip
def _lettered(source: Source) -> Iterator[Range]:
    """Find `K7-3392-QD` and `R7KVD` close behind a word for codes."""
    for match in matches(_LETTERS, source):
        start = match.start("v")
        before = source.lower[max(0, start - 60) : start]
        if _NAMED.match(match["v"]) or _AS.match(source.lower, match.end("v")):
            continue
        if _FORERUN.search(before) and not _OTHER.search(before):
            yield match.span("v")


RULES: tuple[Rule, ...] = (_sent, _typed, _lettered)
