"""What somebody wrote or said on the line: private messages and their quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy
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
    r"|subject|title|headline|slogan"
    r"|the word|term|phrase"
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
    for match in _QUOTED.finditer(source.text):
        group = "v" if match["v"] else "w"
        if match[group].count(" ") < 3 or len(match[group]) > _MOST:
            continue
        before = source.text[max(0, match.start() - 110) : match.start()]
        if _NO_QUOTE.search(before) or not _CUE.search(before.lower()):
            continue
        low = before.lower()
        if _ALOUD.search(low) and not _WRITTEN.search(low):
            continue
        if _PERSON.search(before):
            yield match.span(group)


_OPEN = lazy(
    r"(?<![a-z])(?:(?:texted|messaged|whatsapped|wrote|emailed|replied|dmed|dm['’]d|sent|posted"
    r"|texts|writes|replies)(?: (?:me|us|back|to me|in the group|last night|this morning"
    r"|yesterday|today|just now|saying|on whatsapp|on teams|on slack|this))*"
    r"(?: ?:|,| that:| saying:?) ?"
    r"|(?:voicemail|voice note|voice message|text|sms|message|email|mail|whatsapp|dm|note)"
    r"(?: (?:from|of) [a-z']{2,12}(?: [a-z']{2,12})?)?(?: \([^)]{0,30}\))?"
    r"(?: (?:says|said|reads|goes|was|read))?:\s)(?P<v>(?! ?[\"'‘])[^\n\"“”]{8,600})"
)
_SAYS = lazy(
    r"(?<![A-Za-z])(?:said|says|texted|wrote|replied)"
    r"(?:,| in english,){0,2} "
    r"(?P<v>(?:sure|you|i|i['’]m|don['’]t|dont|do not|he['’]s|she['’]s|we|the|aunty|come|u|please"
    r"|never|let|if|it['’]s|stop|get|my|your|no)\b[^\n\"“”]{12,240}?)"
    r"(?=\.(?:\s|$)|\n|$|[!?] | \(on whatsapp)",
    re.IGNORECASE,
)
_SPOKEN = lazy(
    r"\b(?:phone|phoned|rang|call|called|whatsapp|text|message|hung up|voicemail"
    r"|on me)\b"
)


@finder(
    "en-unquoted-message",
    _MESSAGE,
    needs=(
        "text",
        "message",
        "wrote",
        "whatsapp",
        "emailed",
        "replied",
        "sent",
        "voice",
        "mail",
        "sms",
        "note",
        "dm",
        "said",
        "says",
        "read",
    ),
)
def _unquoted(source: Source) -> Iterator[Range]:
    """Find the wording behind "he texted:" up to the end of the line, without marks."""
    if source.role == "assistant":
        return
    for match in _OPEN.finditer(source.lower):
        before = source.lower[max(0, match.start() - 40) : match.start() + 14]
        if re.search(
            r"\b(?:meeting|conference|lecture|write|draft|reply to|template|subject|help me|make"
            r"|a) ?[^.]{0,20}\Z",
            before[:-14],
        ):
            continue
        stop = re.search(r"[.!?](?=\s|$)", match["v"][12:])
        text = match["v"][: 12 + stop.start()] if stop else match["v"]
        if text.count(" ") >= 1 and not text.startswith(("translated", "i can't", "i can’t")):
            yield match.start("v"), match.start("v") + len(text.rstrip(" .?!'’"))
    for match in _SAYS.finditer(source.text):
        near = source.lower[max(0, match.start() - 120) : match.end() + 24]
        if _SPOKEN.search(near) and match["v"].count(" ") > 3:
            yield match.start("v"), match.start("v") + len(match["v"].rstrip(" .?!"))


RULES: tuple[Rule, ...] = (_quoted, _unquoted)
