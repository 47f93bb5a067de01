"""What somebody wrote or said on the line: private messages and their quotes."""

from __future__ import annotations

from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, matches
from ..rule import Range, Rule, finder
from ..source import Source

_MESSAGE = PrivacyType.COMMUNICATION_CONTENT

_WROTE = (
    r"(?:text(?:ed|s)?|sms|messaged?|message|whatsapp(?:ed)?|dm(?:ed|['’]d)?|email(?:ed)?"
    r"|e-mail(?:ed)?|mail(?:ed)?"
    r"|wrote|written|writes|replied|reply|replies|sent|sends|voicemail|voice[- ]?(?:noted?"
    r"|message|mail)|letter"
    r"|posted|answered|cc['’]d|pasted|group|told me|says|said|statement|quote|words(?: back)?"
    r"|forwarded|answer|phone(?:d)?|rang"
    r"|telegram|signal|slack|teams|imessage)"
)
_CUE = lazy(rf"(?<![a-z]){_WROTE}(?![a-z])[^\"“”\n.?!]{{0,70}}(?:[.?!:,]|—|-)?[ \n>]{{0,3}}\Z")
_QUOTED = lazy(
    r"[\"“](?P<v>[^\"“”\n]{6,700})[\"”]"
    r"|(?<![\w])['‘](?P<w>[^'‘’\n]{12,400}(?:['’](?=\w)[^'‘’\n]{1,300}){0,6})['’](?!\w)"
)
_PERSON = lazy(
    r"\b(?:he|she|they|him|her|his|mum|mom|dad|mother|father|wife|husband|ex|boss|manager"
    r"|landlord|landlady|sister"
    r"|brother|friend|teacher|doctor|lawyer|neighbou?r|hr|bank|court|me|i|my|message"
    r"|text|email|whatsapp"
    r"|voicemail|note|mail|letter|dm|one|this|daughter|son|aunt|uncle|judge|counsel|someone"
    r"|everybody)\b|[A-Z][a-z]+"
)
_NO_QUOTE = lazy(
    r"(?i)\b(?:meeting|conference|lecture|write|draft|reply with|say something|respond with"
    r"|sounds? like|sign it|sample|poster|info text|quotes? (?:is|are)|i['’]ll send|gonna send"
    r"|funny letter|reading said|prompt|poem"
    r"|subject|title|headline|slogan"
    r"|the word|term|phrase|clause|section|contract|policy|statute|gpay|enter"
    r"|called|named|line|error|button|option|click|field|setting|banner|screen says|log says"
    r"|(?:app|site|website|portal|page|system|form|client) (?:\w+ )?(?:says|said|wrote|replied)"
    r"|prompt"
    r"|avoid|(?:patient|discharge|referral|clinic) (?:letter|note|report)|so you see|the tone"
    r"|sign says|start with|begin with|call it|translate|means?|song|poem|novel|book|film"
    r"|lyrics?|proverb|saying"
    r"|shakespeare|article|paper|docs?|documentation|manual|README|console|terminal|output"
    r"|returns?|you could|try"
    r"|tell (?:him|her|them)|answer him|for example|e\.g\.|something like)\b[^\"“]{0,24}\Z"
)


_ALOUD = lazy(
    r"\b(?:and|he|she|they|captain|coach|teacher|mum|mom|dad|grandma|grandpa)(?: \w+)? (?:said|says"
    r"|told me)(?: \w+)?[:,]? ?\Z"
)
_WRITTEN = lazy(
    r"\b(?:wrote|written?|texts?|texted|sms|messaged?|whatsapp|mail(?:ed)?|email(?:ed)?|voicemail"
    r"|phone|phoned|rang|called?|sent|teams|slack|note|dm|letter|statement|chat)\b"
)
_NOTICE = lazy(
    r"(?i)\b(?:code|activate|passcode|otp|one-time|(?:sign|log)[- ]?in|access token|card ending)\b"
    r"|\b(?:code|kod|tan|use|authori[sz]\w*|confirm|activate|expires|charged)\b.{0,60}?\d{3}"
    r"|\d{3}.{0,60}?\b(?:code|kod|tan|authori[sz]\w*|autoryzacj\w*|confirm|activate|expires|sign)\b"
)
"""What machines send: only the code in it is anybody's own, and other rules know codes."""
_SALUTATION = lazy(
    r"(?i)dear (?:sir|madam|m[rs]s?\.? |dr|all|team|customer)|(?:hi|hello) (?:all|team)\b"
)
_MOST = 100
"""Longer wordings are drafts and articles more often than a message somebody sent."""


@finder(
    "en-message-quote",
    _MESSAGE,
    needs=('"', "“", "'", "‘"),
)
def _quoted(source: Source) -> Iterator[Range]:
    """Find the wording behind "she texted me", in quotation marks."""
    if source.role == "assistant":
        return
    for match in matches(_QUOTED, source):
        group = "v" if match["v"] else "w"
        if match[group].count(" ") < 3 or len(match[group]) > _MOST:
            continue
        if _NOTICE.search(match[group]) or _SALUTATION.match(match[group]):
            continue
        before = source.text[max(0, match.start() - 110) : match.start()]
        if _NO_QUOTE.search(before) or not _CUE.search(before.lower()):
            continue
        low = before.lower()
        if _ALOUD.search(low) and not _WRITTEN.search(low):
            continue
        if _PERSON.search(before):
            yield match.span(group)


RULES: tuple[Rule, ...] = (_quoted,)
