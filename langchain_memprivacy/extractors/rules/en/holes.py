"""Flaws as people tell them: what to do and what one gets by it, and what a system fails to do."""

from __future__ import annotations

from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, lower_matches
from ..rule import Range, Rule, finder
from ..source import Source
from .clauses import clauses

_FLAW = PrivacyType.VULNERABILITY_DETAILS

_DO = (
    r"(?:hit|put|change|swap|delete|type|take|hold|open|add|edit|count|enter|remove|leave|click"
    r"|press"
    r"|paste|replace|set|drop|use|send|scan|tap|replay|log|alter|increase|bump|write|pull|ask|call"
    r"|cancel|guess|know|go|turn|plug)"
)
_DOING = (
    r"(?:hitting|putting|changing|swapping|deleting|typing|holding|adding|editing|counting up"
    r"|entering|removing|pressing|pasting|replacing|setting|sending|scanning|tapping|replaying"
    r"|altering|increasing|bumping|cancelling|canceling|incrementing|guessing)"
)
_ACT = lazy(
    rf"\b(?:if|when|once) (?:you|i|anybody|anyone|somebody|someone) (?:just |only |ever )?{_DO}\b"
    rf"|\b{_DOING} (?:the|a|an|one|any|in|to|up|that|it|who|your|\w{{1,14}}=|\w{{1,14}}_id)"
    rf"|(?:^|[.;:!?] )(?:change|swap|replace|delete|hold|type|put|take|count up|edit) (?:the|a|an"
    rf"|one"
    r"|any|in|up|that|who|\w{1,14}=)[^.!?\n]{3,70}\b(?:and|to) "
    r"|\byou (?:change|swap|delete|type|put|open|hold|edit|take|write)\b[^.!?\n]{3,70}\band\b"
    r"|\bcount(?:ing)? up by\b|\b(?:put|type|enter) a (?:single quote|minus|negative)"
)
_GAIN = lazy(
    r"\b(?:another|other (?:people|persons?|customers?|clinics?|tenants?|bidders?|users?|patients?"
    r"|classes|students?)|someone else|somebody else|(?:the )?next (?:customer|exporter|person|user"
    r"|order|patient|bidder)|anybody|everybody|everyone|anyone|any kid|every (?:patient|user|record"
    r"|customer|tenant|file)|admin(?:istrator)?|root|whole other|without (?:a |any )?(?:password"
    r"|login"
    r"|pin|nothing|asking|check|logging|user)|no (?:auth|login|check|password|session|rights|pin)"
    r"|archive|box office|voucher|gets? (?:it )?(?:for )?free|goes negative|server room|shell"
    r"|pay grade|medical (?:file|record)s?|you['’]?re in|you are in|lets you in|you land"
    r"|you['’]?re "
    r"(?:reading|looking)|back office|private (?:files?|photos?)|other side of)\b"
)
_TOLD = lazy(
    r"\bno (?:ownership|signature|hmac|tenant|rate|input|access|rights|permission"
    r"|csrf)[ -]?(?:check"
    r"|limit|validation|control)\w*"
    r"|(?:does(?:n['’]?t| not)|never|forgets? to|do(?:n['’]?t| not)|nothing) (?:limit|look(?:s)? at"
    r"|force(?:s)?|check(?:s)?|verif(?:y|ies)|validate(?:s)?|ask(?:s)? (?:who|for)|expire(?:s)?)\b"
    r"|without asking\b|reachable from (?:any|guest|the|outside|every)"
    r"|open to (?:the )?(?:world|internet|everyone|anyone|public)"
    r"|\b(?:takes|allows|accepts|still takes) (?:anonymous|any\b|every\b|a blank)|guest (?:write"
    r"|login)"
    r"|anonymous(?:ly)? (?:write|read|login|access|ftp)"
    r"|to root\b|root shell|command injection|executes as|runs as (?:root|www-data|system|admin)"
    r"|\bor 1 ?= ?1\b|\bevery \w+ has the same \w+|same (?:mqtt|ssl|ssh|tls|root|admin|master) "
    r"(?:cert|key|password|pin)"
    r"|key (?:fixed|baked|burned|stored|hidden) in|backup operators|answers (?:anyone|anybody"
    r"|everyone)"
    r"|(?:everything|network|vlan)(?:['’]s| is) (?:all )?flat\b|flat on (?:the )?\d"
    r"|\bport \d{2,5} (?:open|answers|is open)"
    r"|checks? [^.!?\n]{3,40} in the browser only|only (?:checked|validated) in the browser"
    r"|from the browser only|no password on\b|with no (?:password|login|auth\w*|pin)\b"
    r"|\b(?:any|every) (?:valid )?(?:session|token|card|remote|string|phone|laptop|badge|fob"
    r"|hid card"
    r"|garage remote|staff account)\b[^.!?\n]{0,60}\b(?:opens?|works?|returns?|can)\b"
    r"|(?:opens|unlocks?|starts|lets you in) with (?:any|the maker|the default|0000|1234|a blank)"
    r"|still has the (?:number|password|pin|code|login)|factory (?:code|number|password)"
    r"|pre-auth\b|cross-(?:tenant|merchant|customer|account) (?:read|write|access)"
    r"|skips? (?:the )?(?:signature|auth\w*|tenant|login|password)"
)
_TECHNICAL = lazy(
    r"/[a-z][\w-]{2,}|\d{1,3}\.\d{1,3}\.\d|[a-z0-9]\.[a-z]{2,}|\b(?:server|portal|admin|page|panel"
    r"|api|endpoint|app"
    r"|url|address|link|id|wi-?fi|network|lan|camera|gate|door|lock|badge|card|alarm|tablet|box"
    r"|system|database|search|form|field|code|token|session|key|port|console|firmware|export|file"
    r"|drive|share|ftp|site|login|log-in|sign-?in|password|otp|settings|recorder|controller|plc"
    r"|till"
    r"|branch|bucket|backup|cert|receiver|remote|number|keypad|panel|button|browser|machine)\b"
)
_GENERAL = lazy(
    r"\b(?:an attacker|attackers|hackers?|in general|for example|e\.g\.|such as|owasp|means that"
    r"|is when|refers to|localhost|127\.0\.0\.1|example\.com|tutorial|best practice|textbook|how do"
    r"|how can|what is|should(?:n['’]t| not)?|make sure|always|remember to|consider|i['’]d|try|test"
    r"|check (?:that|whether)|so that|take away|can wait|switch off|close the|is what)\b"
)
_CUT = lazy(
    r"[.!?](?=\s|\Z|[\"”'’)])|\n+|;\s|:\s|[\"“”]|\s[–—-]\s"
    r"|,\s(?=(?:so (?!you|any|from)|but|which|i|he|she|we|they|nobody|priya|please|right|ok)\b)"
    r"|\sand\s(?=(?:every|any|all|anyone|there['’]s no)\b)"
    r"|\s(?=(?:but|because|whether|so that|take away|can wait|switch off|close the|is what)\s)"
    r"|\sand\s(?=(?:i|he|she|we|nobody|no one|they)\b)"
)
_LEAD = lazy(
    r"(?:\s|,|and\b|but\b|so\b|because\b|which\b|also\b|yes\b|no\b|ok\b|lol\b|that\b|actually\b"
    r"|turns out\b|(?:[\w'’]{1,14} ){1,5}(?:says?|said|showed|told|noticed"
    r"|found)(?: me)?(?: that)?\b|\(?[a-z0-9]{1,2}[.)]\s|[hmlp]\d\s"
    r"|i (?:saw|noticed|found|think)\b|(?:something|one more|second bug|first bug)\b|steps\b"
    r"|when\b(?! you)|p[0-3]\b|the\b(?! same)|there(?:['’]s| is| are)\b|a\b|an\b|our\b|their\b)+"
)
_LENGTH = range(15, 261)


@finder("flaw-told-en", _FLAW, needs=(
    "if you", "when you", "once you", "ing ", "change", "swap", "replac", "delet", "hold", "type",
    "put", "take", "count", "no ", "n't", "n’t", "nt ", "not ", "never", "forget", "without",
    "reachable", "open", "accept", "allow", "guest", "anonym", "root", "inject", "execut",
    "runs as", "1=1", "same ", "key ", "backup op", "answer", "flat", "browser", "any ", "every ",
    "still has", "factory", "pre-auth", "cross-", "skip"))  # fmt: skip
def _flaw(source: Source) -> Iterator[Range]:
    """Find the clause that says what to do and what it opens, or what a system lacks."""
    lower = source.lower
    if not lower_holds(_TOLD, source) and not (
        lower_holds(_ACT, source) and lower_holds(_GAIN, source)
    ):
        return
    assistant = source.role == "assistant"
    for start, end in clauses(source, _CUT, _LEAD, _LENGTH):
        told = _TOLD.search(lower, start, end)
        act = None if told else _ACT.search(lower, max(0, start - 3), end)
        if not told and not (act and _GAIN.search(lower, start, end)):
            continue
        if not _TECHNICAL.search(lower, start, end) or _GENERAL.search(lower, start, end):
            continue
        quoted = set(source.text[end : end + 2]) & {'"', "”"}
        if assistant and not quoted and not _SURE.search(lower, start, end):
            continue
        yield _parts(source, start, end)


def _parts(source: Source, start: int, end: int) -> Range:
    """Leave out the parts before the first and behind the last that say something of it."""
    lower, first, last = source.lower, None, end
    cuts = [m.span() for m in _COMMA.finditer(lower, start, end)]
    for a, b in zip([start, *(c[1] for c in cuts)], [*(c[0] for c in cuts), end], strict=True):
        act = _ACT.search(lower, max(0, a - 3), b)
        if act or _TOLD.search(lower, a, b) or _SURE.search(lower, a, b):
            first = a if first is None else first
            last = b
        elif first is not None and any(
            expression.search(lower, a, b) for expression in (_GAIN, _TECHNICAL, _SO)
        ):
            last = b
    if first is None:
        return start, end
    lead = _LEAD.match(lower, first, last)
    return (lead.end() if lead and last - lead.end() >= _LENGTH.start else first), last


_COMMA = lazy(r",\s")
_SO = lazy(r"\b(?:so (?:any|you|anyone)|and you|password)\b")
_SURE = lazy(r"(?<!\w)/[a-z][\w-]{2,}|\d{1,3}\.\d{1,3}\.\d{1,3}|\d=\d|[a-z]\.[a-z]{2,}:\d|\?\w+=")

_HOST = lazy(
    r"(?<![A-Za-z0-9._/@-])(?:[a-z0-9-]{1,40}\.){1,5}(?:local|lan|internal|intra|corp)"
    r"(?![A-Za-z0-9_-]|\.\w)(?::\d{2,5})?(?:/[\w/.-]{1,60})?(?:,? (?:port|sysnr) \d{2,5})?"
    r"(?:,? (?:jump )?user [a-z][\w.-]{1,24})?(?:,? port \d{2,5})?"
    r"|(?<![A-Za-z0-9._/@-])(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,12}"
    r"(?:,? (?:jump )?user [a-z][\w.-]{1,24})?,? port \d{2,5}"
    r"(?:,? (?:jump )?user [a-z][\w.-]{1,24})?"
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3},? port \d{2,5}(?: open to the (?:world|internet))?"
    r"|(?<![A-Za-z0-9._/@-])(?=[a-z0-9.-]{0,40}(?:vpn|dyn|stg|jump|jb-|bast|int\.|nvr|cam\d?\.|nas"
    r"|ftp"
    r"|ddns|gw|ops|rdp|dvr"
    r"|plc))[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,30}){0,4}:\d{4,5}(?!\d)(?:/[\w/.-]{1,60})?"
    r"|\\\\[a-z][\w.-]{2,60}(?:\\[\w$.-]{1,40}){1,4}"
)
_NOT_OURS = lazy(
    r"docker\.internal|metadata\.google|svc\.cluster|localhost|example\.(?:com|org|net)|^(?:foo"
    r"|bar|your|my)\."
    r"|raspberrypi|printer\.local|homeassistant|\.(?:py|js|ts)\b|^(?:this|self|state|config)\."
)


@finder("entry-spelled", _FLAW, needs=(
    ".local", ".lan", ".internal", ".intra", ".corp", "port ", ":", "\\\\"))  # fmt: skip
def _host(source: Source) -> Iterator[Range]:
    """Find a host of an internal network with the port and the user that are named with it."""
    for match in lower_matches(_HOST, source):
        plain = match[0].count(".") == 1 and ":" not in match[0] and " " not in match[0]
        if not _NOT_OURS.search(match[0]) and not (plain and "\\" not in match[0]):
            yield match.start(), match.start() + len(match[0].rstrip("./"))


RULES: tuple[Rule, ...] = (_flaw, _host)
