"""Flaws of a system that somebody could use: the clause that says where and how."""

from __future__ import annotations

from collections.abc import Iterator

from ...taxonomy import PrivacyType
from .lazy import lazy, lower_matches
from .rule import Range, Rule, finder
from .source import Source

_FLAW = PrivacyType.VULNERABILITY_DETAILS

_WEAK = lazy(
    r"\b(?:unauthenticated|unpatched|unprotected|hard-?coded|world[- ](?:readable|writable)"
    r"|default (?:password|credentials|login)"
    r"|factory (?:login|password|pin)|plain-?text passwords?|no (?:password|auth(?:entication)?"
    r"|rate limit(?:ing)?|login)\b"
    r"|without (?:a |any |even )?(?:log-?in|logging in|password|auth(?:entication|orisation"
    r"|orization)?|signing in|token|session)"
    r"|wide open|sql ?injection|sqli\b|(?:stored |reflected )?xss\b|ssrf\b|csrf\b|rce\b|idor\b"
    r"|path traversal|directory traversal"
    r"|deserialization|privilege escalation|buffer overflow|open redirect|alg=none|auth bypass"
    r"|skips? (?:the )?(?:auth|check|login)"
    r"|cve-\d{4}|bypass(?:es|ed|ing)?\b|accepts? (?:any|all|every|expired|unsigned|old)\b"
    r"|leaks?\b|leaking|exposes?\b|exposed|exploit|vulnerab\w+|publicly (?:readable|accessible"
    r"|reachable|listable|writable)|open to the (?:internet|world|public)|public (?:s3 )?bucket"
    r"|unencrypted|in (?:plain ?text|the clear|clear ?text)|shared (?:password|account|login)"
    r"|(?:never|not|isn['’]?t|wasn['’]?t|aren['’]?t) (?:been )?(?:changed|patched|rotated"
    r"|checked|verified|validated|encrypted|protected|locked|signed)|end[- ]of[- ]life"
    r"|admin/admin"
    r"|(?:does(?:n['’]?t| not)|do(?:n['’]?t| not)|never) (?:check|verify|validate|expire"
    r"|log out|require|ask for|need)s?\b|trusts (?:the|any)|overwrit(?:e|es|ing)|forg(?:e|ed"
    r"|ing) |spoof|guessable|predictable|sequential|enumerat|default pin"
    r"|still (?:the )?(?:default|factory)"
    r"|anyone with|(?:read|see|download|open)s? (?:anyone|anybody|everyone|everybody"
    r"|other (?:people|users?|customers?|patients?|tenants?))['’]?s?\b|cve-\d{4}"
    r"|never expires?\b|same (?:password|pin|code|login)|pin is (?:the|his|her|their)\b)"
    r"|\b(?:changing|swapping|replacing|incrementing|editing|guessing|replaying|tampering"
    r"|altering|bumping|appending|adding|removing) "
    r"[^.\n]{3,80}?\b(?:shows?|gives?|lets?|returns?|opens?|exposes?|reveals?|dumps?|downloads?"
    r"|prints?|unlocks?)\b"
    r"|\b(?:anyone|anybody|everyone|any (?:user|guest|customer|computer|rider|student|visitor"
    r"|employee|tenant))\b"
    r"[^.\n,]{0,40}? can (?:open|see|read|download|export|reach|edit|change|unlock|log|view"
    r"|access|delete|get)\b"
    r"|\blets? (?:you|anyone|anybody|me|users?|guests?) (?:change|see|read|download|edit|reset"
    r"|open|view|access|bypass|delete)\b"
)
_PLACE = lazy(
    r"(?<!\w)/[a-z][\w.-]*(?:/[\w.{}-]+)*|https?://|\d{1,3}\.\d{1,3}\.\d{1,3}|\b[a-z]+-\d{2}\b"
    r"|\b(?:our|their|the|his|her|its|my)\b[^.\n]{0,40}\b"
    r"(?:endpoint|portal|panel|server|api|page|database|db|bucket|wi-?fi|network|system|site"
    r"|app|back-?office|export|admin|hsm|camera|cctv|router|nas"
    r"|printer|vpn|gateway|controller|scada|plc|roster|dashboard|backup|firewall|lock|till|pos"
    r"|intranet)\b"
)
_EXACT = lazy(
    r"(?<![\w/.])/[a-z][\w-]*(?:/[\w.{}-]+)*|https?://|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d"
    r"|\b[a-z]+-\d{2}\b|alg=none"
)
_TALK = lazy(
    r"\b(?:if (?:a|an|your|the site|someone)|an attacker|attackers|in general|for example"
    r"|e\.g\.|such as|owasp|means that|is when|refers to|localhost|127\.0\.0\.1|example\.com"
    r"|fixed in)\b"
)
_URL = lazy(r"https?://[^\s,;，。；、「」“”\"<>)]+|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}(?!\d)")
_HAN_TEXT = lazy(r"[\u4e00-\u9fff]{4}")
_HARMLESS = lazy(
    r"\bleak(?:s|ing)? (?:memory|water|oil|gas|heat|air)\b|\b(?:garden|roof|wall|pipe|tap|boiler"
    r"|gutter)\b"
    r"[^.]{0,30}\bleak|\bmemory leak|\bforged? (?:iron|steel|metal|blades?|parts)\b"
)
_ADVICE = lazy(r"(?:if|then|when|once|unless)\b")
_DOING = lazy(r" and (?=(?:changing|swapping|replacing|incrementing|editing|guessing|replaying)\b)")


def _where(source: Source, start: int, end: int) -> Range:
    """Return the address in a clause, which tells it all, else the clause."""
    address = _URL.search(source.text, start, end)
    return address.span() if address else (start, end)


_START = lazy(
    r"(?:[.!?;:\n\"“>*]\s|\n|\bthat (?:the |their |our )?|\bsays (?:the |their |our )?"
    r"|\bmention |\bfound (?:that )?|\bnoticed (?:that )?|\balso |[,-] )"
)
_END = lazy(
    r"[.!?;](?=\s|\Z)|\n|, (?:so|is|and|but|open|which|reported|i|he|she|we|nobody|no|not|yes"
    r"|they|it|since|right)\b|,? (?:and )?(?:reported|i showed|i saw|i didn)|\Z"
)
_LEAD = lazy(
    r"(?:\[\d\d:\d\d\] |\(?[a-z0-9]{1,2}[.)]\s)?(?:and |but |so |also )?(?:there(?:['’]s| is"
    r"| was| are) )?(?:an? |the |their |our |his "
    r"|her )?"
)
_MOST = 170
_LEAST = 15


@finder(
    "flaw-en",
    _FLAW,
    needs=("unauth", "unp", "hard", "world", "default", "factory", "plain", "no ", "without",
        "wide open", "inject", "sqli", "xss", "ssrf",
           "csrf", "rce", "idor", "traversal", "deserial", "escalation", "overflow", "redirect",
           "alg=none", "bypass", "cve-", "same ",
           "changing", "swapping", "replac", "increment", "editing", "guessing", "replay",
           "tamper", "alter", "bumping", "append", "adding",
           "removing", "any", "every", "let", "pin is", "accepts", "leak", "expos", "exploit",
           "vulnerab", "publicly", "open to", "bucket", "unencrypted", "in plain", "in the clear",
           "in clear", "shared ", "never", "not ", "n't", "nt ", "end of", "end-of", "admin/",
           "does", "trusts", "overwrit", "forg", "spoof",
           "guessable", "predictable", "sequential", "enumerat", "still ", "other "),
)  # fmt: skip
def _english(source: Source) -> Iterator[Range]:
    """Find the clause around a weakness, where it says of which system."""
    done = 0
    for match in lower_matches(_WEAK, source):
        if match.start() < done:
            continue
        back = max(0, match.start() - _MOST // 2)
        heads = list(_START.finditer(source.lower, back, match.start()))
        start = heads[-1].end() if heads else (match.start() if back else 0)
        lead = _LEAD.match(source.lower, start)
        start = lead.end() if lead else start
        tail = _END.search(source.lower, match.end(), match.end() + _MOST)
        end = tail.start() if tail else min(len(source.lower), match.end())
        if doing := _DOING.search(source.lower, start, match.end()):
            start = doing.end()
        place = _EXACT if source.role == "assistant" else _PLACE
        clause = source.lower[start:end]
        if (
            place.search(source.lower, start, end)
            and not _TALK.search(clause)
            and not _HAN_TEXT.search(clause)
            and end - start > _LEAST
            and not _HARMLESS.search(clause)
            and not (source.role == "assistant" and _ADVICE.match(clause))
        ):
            clause = source.lower[start:end]
            begin = start + len(clause) - len(clause.lstrip())
            yield _where(source, begin, start + len(clause.rstrip()))
            done = end


RULES: tuple[Rule, ...] = (_english,)
