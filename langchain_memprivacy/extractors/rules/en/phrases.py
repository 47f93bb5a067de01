"""Ways in that look like no password: passphrases, default logins, locks, words of a wallet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, lower_matches, matches
from ..rule import Range, Rule, finder
from ..source import Source
from .cue import word_set

_PASSWORD = PrivacyType.PASSWORD

_PHRASE = lazy(
    r"(?i:\b(?:pass ?word|pass ?phrase|pass ?code|pass|pw|pwd))(?:s)?(?: (?i:for|to"
    r"|on) [^\n.:;=?!]{1,30})?"
    r"(?:\s?[:=]| (?i:is"
    r"|was)(?: now)?:?)\s{1,2}[\"'“‘]?(?P<v>[A-Za-z]{2,14}(?: [A-Za-z0-9]{1,14}){2,8})"
    r"[\"'”’]?(?=\s*(?:\Z|[\n.,;!)]))"
)
_PROSE = word_set(
    """is are was were be been the a an to of for and or not must at with your you my i it that
    this please can could should will would in on by least reset link has have had do does did
    if we they he she but so as from wrong correct expired required too now then than use used
    his her our their its me us him them no yes just only same about after before when which"""
)


@finder("en-passphrase", _PASSWORD, needs=("pass", "pw"))
def _passphrase(source: Source) -> Iterator[Range]:
    """Find "password: correct horse battery staple": plain words that make no sentence."""
    for match in matches(_PHRASE, source):
        if not _PROSE.intersection(match["v"].lower().split()):
            yield match.span("v")


_QUOTED = lazy(
    r"(?i:\b(?:pass|pw|wi-?fi|network key|wifi key)) (?i:is|was"
    r"|:) ?[\"'“‘](?P<v>[^\"'”’\n]{4,40})[\"'”’]"
)
_BESIDE = lazy(
    r"\b(?i:pw|pwd|key|wi-?fi(?: key)?)(?: is|['’]s|:)? (?P<v>(?=[^\s,]{0,40}[\d_!@#$&*-])[A-Za-z]"
    r"[\w!@#$&*-]{5,40})(?=[\s,.;)\"]|\Z)"
)
_WIRELESS = lazy(r"\bwi-?fi\b|\bnetwork\b|\bssid\b|\bpw\b|\bpwd\b|router|hotspot")
_NO_SECRET = lazy(
    r"(?i)[a-z]{1,12}-(?:\d{1,2}(?:\.\d)?|fi|in|up|off|on|free|related|based|[a-z]{2,5}[a-z]*ed)"
    r"|wpa\d?.*"
    r"|[a-z]+_(?:id|key|name|token|file|path)|802.*|[a-z]+-[a-z]+|[A-Z0-9-]+\Z.{99}"
)


@finder("en-wifi-key", _PASSWORD, needs=("pw", "pass", "wifi", "wi-fi", "network"))
def _wifi(source: Source) -> Iterator[Range]:
    """Find "boat's wifi is crawfish_4ever" and "network Barn key mudcat4life!!"."""
    for match in matches(_QUOTED, source):
        yield match.span("v")
    if lower_holds(_WIRELESS, source):
        for match in matches(_BESIDE, source):
            pw = match[0][:2].lower() == "pw"
            if not _NO_SECRET.fullmatch(match["v"]) or (pw and match["v"].count("-") > 1):
                yield match.span("v")


_USERS = (
    r"(?:admin|administrator|root|service|user|guest|emergency|operator|default|test|support"
    r"|supervisor|installer|maintenance|tech|pi|ubuntu|sa|postgres|manager|master|public)"
)
_PAIR = lazy(
    rf"(?<![\w/.:@-])(?P<v>{_USERS} ?(?:/|:| and ) ?(?P<w>[\w!@#$%&*.-]{{4,24}}(?<![.,])))(?![\w/])"
    r"|(?<![\w/.:@-])(?P<x>(?P<u>[a-z][\w.-]{2,20}) ?/ ?(?P=u))(?![\w/])"
    r"|(?<![\w/.:@-])(?P<y>[a-z][\w.-]{2,20}[:/](?P<z>[\w!@#$%&*-]{5,24})) (?:is|was|are) (?:the"
    r"|my|our) "
    r"(?:log-?in|creds|credentials)"
    r"|\blog-?ins?(?:['’]s| is)? (?P<a>[a-z][\w.-]{2,20}[:/](?P<b>[\w!@#$%&*-]{4,24}))"
)
_ABOUT = lazy(
    r"\blog-?ins?\b|\blog(?:s|ged)? ?(?:in|on)\b|https?:|\d{1,3}\.\d{1,3}\.\d{1,3}|\bpanel\b"
    r"|console|server"
    r"|\bport\b|\bdefault\b|lets? you in|password|creds|\bvendor\b|first guess"
)
_NO_PAIR = lazy(r"(?:and/or|n/a|yes/no|he/she|km/h|24/7|admin/user\w*|root/\w+/.*|test/tests?)")


@finder("en-default-login", _PASSWORD, needs=("/", ":", " and "), prose=True)
def _default(source: Source) -> Iterator[Range]:
    """Find "takes service / 2580", "admin and 1111", "login's brewer/brewer"."""
    if not lower_holds(_ABOUT, source):
        return
    for match in lower_matches(_PAIR, source):
        name = match.lastgroup and next(g for g in "vxya" if match[g])
        secret = match["w"] or match["z"] or match["b"]
        if _NO_PAIR.fullmatch(match[name or 0]) or re.search(r":\d[\d.]*\Z", match[0]):
            continue
        if secret is None or re.search(r"\d", secret) or name == "a":
            yield match.span(name or 0)


_KEYPAD = lazy(r"(?<![\w.,/:+-])(?P<v>(?:[A-Z]-)?\d{1,2}(?:-\d{1,2}){2,4}#?)(?![\w/:-]|\.\d)")
_LOCK = lazy(
    r"\b(?:safe|lockers?|lock ?box|lock|door|gate|keypad|vault|combination|alarm|padlock|store"
    r"|cabinet"
    r"|opens?)\b[^.!?\n]{0,50}\Z"
)
_DATE = lazy(
    r"(?:\b(?:on|by|until|since|from|due|dated?|born|before|after|score|won|lost) (?:the )?)\Z"
)


@finder("en-lock-grouped", _PASSWORD, digits=4, needs=("-",))
def _lock(source: Source) -> Iterator[Range]:
    """Find "the office safe is 31-07-22" and "the locker opens with 5-0-8-8"."""
    for match in matches(_KEYPAD, source):
        start = match.start("v")
        before = source.lower[max(0, start - 60) : start]
        if _LOCK.search(before) and not _DATE.search(before):
            yield match.span("v")


_MIXED = lazy(
    r"(?<![A-Za-z0-9/+$€£#@_%.-])(?P<v>(?=[A-Z-]{0,4}\d"
    r"|\d[\d-]{0,4}[A-Z])[A-Z0-9]{2,4}-[A-Z0-9]{2,4}"
    r"(?:-[A-Z0-9]{2,4})?|\d\d-\d{2,4}(?:-\d\d)?)(?![\w-]|[.:/]\d)"
)
_CAME = lazy(r"\b(?:codes?|otp|texted|sms|authenticator|one[- ]time|verification)\b[^\n]{0,70}\Z")
_NO_CODE = lazy(
    r"\b(?:zip|post|postal|area|dress|source|qr|bar|country|sort|error|promo|discount|coupon|swift"
    r"|flight"
    r"|gate|room|seat|part|model|covid|order|ticket|case)\b[^\n]{0,24}\Z"
)


@finder("en-code-mixed", PrivacyType.VERIFICATION_CODE, digits=1, needs=(
    "code", "otp", "texted", "sms", "authenticator", "one-time"))  # fmt: skip
def _mixed(source: Source) -> Iterator[Range]:
    """Find `K7P-3MQ` and `77-20-51` behind a word for codes that came."""
    for match in matches(_MIXED, source):
        start = match.start("v")
        before = source.lower[max(0, start - 90) : start]
        if _CAME.search(before) and not _NO_CODE.search(before):
            yield match.span("v")


_WORDS = lazy(
    r"(?<![\w'’-])(?P<v>[a-z]{3,8}(?:(?:,? |\n)[a-z]{3,8}){11,23})(?=\s*(?:\Z|[.;:!?)\"\n(]))"
)
_WALLET = lazy(
    r"\bseed (?:phrase|words?)\b|wallet|ledger|trezor|\bbtc\b|bitcoin|crypto|mnemonic|master phrase"
    r"|recovery (?:phrase|words)"
    r"|(?:12|24|twelve|twenty-four) words|metamask|\beth\b"
)


@finder("seed-words", PrivacyType.PRIVATE_KEY, needs=("seed", "wallet", "ledger", "trezor", "btc",
        "bitcoin", "crypto", "recovery", "mnemonic", "phrase", " words", "metamask"))  # fmt: skip
def _seed(source: Source) -> Iterator[Range]:
    """Find the row of words that restores a wallet; a word may be there twice."""
    if not lower_holds(_WALLET, source):
        return
    for match in matches(_WORDS, source):
        words = re.findall(r"[a-z]+", match["v"])
        if len(words) in {12, 15, 18, 21, 24} and not _PROSE.intersection(words):
            yield match.span("v")


RULES: tuple[Rule, ...] = (_passphrase, _wifi, _default, _lock, _mixed, _seed)
