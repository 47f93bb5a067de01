"""Weak spots as everybody tells them: doors, cameras, boxes and servers that let people in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds
from ..rule import Range, Rule, finder
from ..source import Source
from .clauses import clauses

_THING = lazy(
    r"\b(?:locks?|latch|maglock|magnet|doors?|gates?|windows?|hatch|shutter|garage|safe|key ?box"
    r"|alarms?|sensors?|switch|cameras?|cctv|nvr|dvr|recorder|elevator|lift|barrier|fobs?|tags?"
    r"|keypad|master (?:card|key)|key ?card|encoder|badge|reader|opener|router|wi-?fi|network"
    r"|vlan"
    r"|server|pc|computer|laptop|tablet|ipad|till|printer|panel|hmi|plc|controller|kubelet|etcd"
    r"|grafana|jenkins|redis|mongo\w*|kibana|database|bucket|share|folder|backup|repo"
    r"|endpoint|api"
    r"|portal|extranet|admin|dashboard|console|site|page|link|url|app|login|account|session|token"
    r"|parameter|param|upload|parser|firmware|vpn|rdp|remote desktop|gateway|bastion|concentrator"
    r"|machine|demo|pump|modem|id|pin)s?\b|(?<!\w)/[a-z][\w-]+/|\\\\[a-z]|\d\.\d{1,3}\.\d"
    r"|[?&]\w+=|\b(?:get|post|put) /"
)
_LETS = lazy(
    r"\b(?:springs?|buzz(?:es)?|pops?|swings?|slides?|opens?|opened|unlocks?|lets? go|releases?"
    r"|starts|gives way)\b[^.!?\n]{0,40}?\b(?:if|when|once) (?:you|u|it|they|i|we|someone"
    r"|somebody"
    r"|anyone|lifted|pressed|pushed|pulled|all|lobby|the)\b"
    r"|\bif (?:you|u|someone|anyone) [^.!?\n]{3,60}?\b(?:lets? go|opens?|never trips|unlocks?"
    r"|releases?|pops|comes up|you['’]?re in|u['’]?re in|gives you|shows)\b"
    r"|\b(?:you|u|anyone|anybody|they|one|guests?|any \w+) can (?:just |easily |still )?(?:slip"
    r"|slide|open|push|pull|lift|pick|walk|climb|reach|list|read|see|get|reset"
    r"|log)\b[^.!?\n]{0,60}?"
    r"\b(?:with (?:a|an|the|any)|from (?:the|any|outside)|without|straight|everyone|every|all)\b"
    r"|\bcan be (?:slipped|opened|lifted|pushed|forced|listed|read|overwritten|bypassed|reached)"
    r" (?:with|from|by|without|when)\b"
    r"|\b(?:never|does(?:n['’]?t| not)|do(?:n['’]?t| not)|won['’]?t"
    r"|no longer) (?:really )?(?:shuts?"
    r"|clos(?:e|es)|locks?|latch(?:es)?|trips?|lock reliably|needs? (?:a |any )?(?:key ?card|key"
    r"|pin|card|password|code|login))\b"
    r"|\bwithout (?:a |any |even )?(?:swipe|key ?card|tag|code|second factor|second step|lockout"
    r"|client cert\w*|checking|ownership|signature|whitelist)\b"
    r"|\bno (?:key ?card|tag|passcode|whitelist|lockout|2fa|mfa|second (?:step|factor)|signature"
    r"|ownership|key needed)\b"
    r"|\b(?:mfa|2fa|lockout) (?:is )?(?:not enforced|off|disabled)\b|\blockout is off\b"
)
_BLIND = lazy(
    r"\b(?:camera|cctv|nvr|sensor|alarm|magnet|motion detector)s?\b[^.!?\n]{0,50}?\b(?:dead"
    r"|(?:points?|pointing|facing|faces|faced) (?:at |to )?(?:the|a) (?:wall|ceiling|floor"
    r"|sky)|taped"
    r"|has faced|out of order|unplugged|dummy|fake|blind|does(?:n['’]?t| not) (?:record|see|cover"
    r"|work)|never (?:records?|worked)|not recording|broken)\b"
    r"|\bnobody (?:sees|watches|checks) (?:you|the)\b"
)
_LEFT = lazy(
    r"\b(?:still|left|always|kept)\b[^.!?\n]{0,36}?\b(?:factory|default)\b"
    r"|\b(?:still|left|always|has|have|kept|is|are|with"
    r"|uses?)\b[^.!?\n]{0,36}?\b(?:admin ?(?:/|and|with) ?\w+|user admin|as it came"
    r"|like from the box|out of the box)\b"
    r"|\b(?:factory|default) (?:login|password|code|pin|credentials?)s?\b[^.!?\n]{0,30}?\b(?:left"
    r"|never|still|works)\b"
    r"|\bnever (?:been )?(?:changed|patched|updated|rotated)\b|\bunpatched\b"
    r"|\bstays? logged in\b|\bauto-?log(?:s|ged)? ?in\b|\bhas no (?:password|passcode|pin|lock)\b"
)
_OPEN = lazy(
    r"\blists? publicly\b|\b(?:world|publicly)[- ](?:listable|readable|writable|reachable)\b"
    r"|\b(?:readable|writable|listable|reachable) (?:by|from) (?:every|any|all|the (?:guest"
    r"|internet"
    r"|office|canteen))\w*"
    r"|\beveryone full control\b|\b(?:is |was )?(?:wide )?open to (?:every|any|the whole|everyone"
    r"|anyone|the internet|the world|all)\b"
    r"|\bconcatenated into\b|\bgoes raw in|\b(?:returns?|accepts?|takes|believes) (?:any"
    r"|every|all)\b"
    r"|\b(?:is not|isn['’]?t|not) (?:signed|validated|enforced)\b|\bflat with\b"
    r"|\banswers? (?:anyone|without|any|\w+ queries from any)\b"
    r"|\b(?:any|every) (?:stick|usb|remote|old remote|card|key|phone|fob|string|badge"
    r"|computer|pod)\b"
    r"[^.!?\n]{0,40}?\b(?:opens?|overwrites?|works?|starts?|unlocks?|reads?)\b"
    r"|\b(?:anyone|anybody|everyone) (?:who |with )?\w+(?:ing|s)?\b[^.!?\n]{0,40}?\b(?:gets?"
    r"|starts?"
    r"|opens?|can (?:open|read|see|log))\b"
    r"|\blets (?:you|u|agents?|anyone|anybody|users?|guests?|people|customers?) (?:read"
    r"|change|see|open"
    r"|edit|set|write|log|download|in)\b"
    r"|\bport (?:\d{2,5}) (?:is )?(?:forwarded|open)|\bread true\b|\boverflows? on\b"
    r"|\bwrite true\b"
    r"|\blands on the same\b|\bcan reach the\b|\bhold f\d\b"
)
_KINDS = (_LETS, _BLIND, _LEFT, _OPEN)
_GENERAL = lazy(
    r"\b(?:attackers?|hackers?|in general|for example|e\.g\.|such as|owasp|is when|refers to"
    r"|localhost|tutorial|best practice|how (?:do|can|to)|what is|should|make sure|always check"
    r"|remember|consider|you could|try |so that|means|usually|typically|most (?:people|locks"
    r"|doors)"
    r"|if it|might|don['’]t (?:forget|leave|let)|worth|many|provider|version)\b|\?\Z"
)
_ORDER = lazy(
    r"(?:change|turn|put|set|use|ask|call|check|close|switch|replace|restrict|update|disable"
    r"|enable"
    r"|remove|rotate|keep|add|move|require|ensure|never|do not|don['’]t|if|when|once|fix|patch)\b"
)
_CUT = lazy(
    r"[.!?](?=\s|\Z|[\"”'’)])|\n+|;\s|:\s|[\"“”]|\s[–—-]\s|,? and (?=(?:the|an?|any|anyone"
    r"|anybody"
    r"|my|our|his|her|i|we|he|she|it|they|then|so|one)\b)|,? but |,? so (?=(?:i|we|don|from"
    r"|any)\b)"
    r"|, (?=(?:which|i|he|she|we|they|nobody|please|right|reported|my|is|was|should|do)\b)"
    r"|,?\s(?=(?:because|since (?:i|we|the)|while|before (?:i|we|you|u)|so (?:close|keep|that)"
    r"|until (?:i|we)|in case)\b)"
)
_LEAD = lazy(
    r"(?:\s|[*•>–—-]+\s|,|and\b|but\b|so\b|also\b|then\b|plus\b|yes\b|no\b|ok\b|lol\b|btw\b"
    r"|thing is\b"
    r"|um\b|uh\b|well\b|that\b|actually\b|turns out\b|first\b,?|second\b,?|third\b,?|fourth\b,?"
    r"|\[\d\d:\d\d\] |\(?[a-z0-9]{1,2}[.)]\s|[hmlp]\d\s"
    r"|(?:[\w'’ ]{0,30} )?(?:says?|said|showed(?: me)?|told(?: me)?|noticed|found(?: out)?"
    r"|saw|mind now"
    r"|reckons|discovered|mentioned)(?: (?:that|me))*\b)+"
)
_MEANT_TO = lazy(
    r"\b(?:press(?:ed)? (?:the )?(?:button|start|play|enter)|on (?:sun|mon|tues|wednes|thurs|fri"
    r"|satur)day"
    r"|in (?:winter|summer|autumn|spring)|signed up|(?:shuts?|locks?) (?:down|up)|matches"
    r"|any match|page by page"
    r"|colou?rs?|photos|themes?|json|in \d+ ?m?s)\b"
)
"""What a thing is made for, and its moods."""
_TAME = lazy(
    r"\blets (?:you|u|users?|people|customers?|guests?|anyone)\b|\bnever clos|\b(?:returns?"
    r"|accepts?|takes) (?:any|every|all)\b"
    r"|\banswers? any\b|\bopen to (?:every|any|all)"
)
_HARM = lazy(
    r"without|\bno \w+|\bnot\b|n['’]t\b|(?<!\w)/[a-z]|\d\.\d|password|\blog\b|in as|other|tenant"
    r"|customer|any(?:one|body)"
    r"|everyone|user id|account|\bids?\b|address|price|admin|secret|internet|wi-?fi|files?\b"
    r"|straight|walk"
    r"|token|session|string|card|remote|base64|merchant|player|pod"
)
_LENGTH = range(14, 221)


@finder("flaw-plain-en", PrivacyType.VULNERABILITY_DETAILS, needs=(
    "open", "unlock", "let", "releas", "spring", "buzz", "slip", "slid", "can ", "never", "n't",
    "n’t", "nt ", "not ", "without", "no ", "dead", "wall", "taped", "order", "factory", "default",
    "admin", "publicly", "readable", "writable", "everyone", "any", "every", "concat", "raw in",
    "flat", "stays", "auto", "unpatched", "forwarded", "true", "overflow", "same", "lists"),
)  # fmt: skip
def _weak(source: Source) -> Iterator[Range]:
    """Find the clause that says of a door, a camera or a server how one gets in."""
    kinds = [kind for kind in _KINDS if lower_holds(kind, source)]
    if not kinds:
        return
    lower = source.lower
    for start, end in clauses(source, _CUT, _LEAD, _LENGTH):
        if (
            any(kind.search(lower, start, end) for kind in kinds)
            and _THING.search(lower, start, end)
            and not _GENERAL.search(lower, start, end)
            and lower[end : end + 1] != "?"
            and not (source.role == "assistant" and _ORDER.match(lower, start, end))
            and not _MEANT_TO.search(lower, start, end)
            and (_HARM.search(lower, start, end) or not _TAME.search(lower, start, end))
        ):
            yield _core(source, kinds, start, end)


def _core(source: Source, kinds: list[re.Pattern[str]], start: int, end: int) -> Range:
    """Return the parts of a clause from the first to the last that tell of the weakness."""
    lower, at, parts = source.lower, start, []
    for comma in _COMMA.finditer(lower, start, end):
        parts.append((at, comma.start()))
        at = comma.end()
    parts.append((at, end))
    told = [
        (a, b)
        for a, b in parts
        if any(kind.search(lower, a, b) for kind in kinds) or _WHERE.search(lower, a, b)
    ]
    if not told:  # told across a comma
        return start, end
    first = told[0][0]
    lead = _LEAD.match(lower, first, told[-1][1])
    return (lead.end() if lead else first), end


_COMMA = lazy(r",\s")
_WHERE = lazy(
    r"\d{1,3}\.\d{1,3}\.\d{1,3}|(?<!\w)/[a-z][\w-]{2,}|[a-z]\.[a-z]{2,}[:/]|\\\\[a-z]"
    r"|\bno \w+(?: check| needed)?\Z|\b(?:user|admin) \w+"
)


RULES: tuple[Rule, ...] = (_weak,)
