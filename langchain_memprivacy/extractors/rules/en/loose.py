"""Passwords that stand loose close to a word for them: `rye4life`, `Nurses.Only_77`, `Qc450$$`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy, lower_holds, matches
from ..rule import Range, Rule, finder
from ..secrets.judge import is_code, is_placeholder
from ..source import Source

_CUE = lazy(
    r"passw|pass ?phrase|\bpass\b|\bpw\b|\bpwd\b|wi-?fi|\blog-? ?in|logged in|\blogging in"
    r"|credential|\bcreds\b"
    r"|sign(?:ed)? ?in|usual one|masked|sticky|heslo|\bguess|memorable|the word\b|robust"
)
_TOKEN = lazy(
    r"(?<![A-Za-z0-9!@#$%&*_^~?./\\=+"
    r"|<:-])(?=[^\s]{0,40}[A-Za-z])(?=[^\s\d!$#*_]{0,40}[\d!$#*_])[A-Za-z0-9#*]"
    r"(?:[A-Za-z0-9!#$&*_@?-]|[./'’](?=[A-Za-z0-9])){4,40}(?![A-Za-z0-9/\\=(\[{<>|@])",
    re.ASCII,
)
_SHAPES = lazy(
    r"[A-Za-z]{2,12}[0-9][A-Za-z]{2,12}\d{0,4}"  # rye4life
    r"|\d{3,4}[a-z]{4,12}|[a-z]\d[a-z]\d[a-z0-9]{2,6}"  # 0923audit, m4k9vz
    r"|[a-z]{2,4}\d{1,2}[a-z]{2}"
    r"|(?:[A-Za-z0-9]{2,14}[.'/_]){1,4}[A-Za-z0-9]{0,10}\d{1,4}[A-Za-z]{0,2}"  # Molar.Express.17
    r"|[A-Za-z]{1,14}(?:/\d{2,4}/|\.\d{2,4}\.)[A-Za-z]{2,14}"
    r"|[A-Za-z]{3,16}[!$*][A-Za-z]{2,16}\d{0,4}"  # desertrose!dxb
    r"|[A-Za-z]{2,12}\d{2,6}[$!#*]{1,3}"  # Qc450$$
    r"|[a-z]{2,8}\d[a-z]{1,4}-[a-z]{2,6}\d{1,3}|[A-Za-z]{3,14}_(?=[A-Za-z]{0,9}\d)[A-Za-z0-9]{2,10}"
    r"|[a-z]{3,20}\d[A-Z]{3,12}|[A-Z][a-z]{3,16}\d{1,4}[A-Z][a-z]{2,14}"
)
_ALONE = lazy(
    r"[a-z]{0,14}[A-Z]?[a-z]{2,14}[A-Z][a-z]{2,14}-?\d{2,4}|[A-Z][a-z]{4,20}(?:19|20)\d\d"
    r"|[a-z]{2,14}(?:-[A-Za-z]{2,14}){1,4}-\d{2}(?<!-\d)"
)
_ONLY_CUED = lazy(r"[a-z]{5,20}\d{1,3}|[a-z]{3,14}_[A-Za-z0-9]{2,10}|[A-Z][a-z]{3,20}\d{1,4}")
_NO = lazy(
    r"(?i)(?:passw\w+|changeme|letmein|qwerty)\d{0,4}|\d+(?:st|nd|rd|th|min|mins|hours?|days?"
    r"|weeks?|months?|years?|percent|people|pages|calories|metres?|meters?|volts?"
    r"|watts?|grams?|litres?|miles|bucks|euros?|pounds?|dollars?|users?)\b.*|.*\.(?:md|py|js|ts"
    r"|json|ya?ml|html?|txt|pdf|docx?"
    r"|xlsx?|csv|png|jpe?g|zip|sh|log|sql|conf|cfg|ini|exe|com|org|net|io|cn|example|loc|local"
    r"|lan|jar|go|rs|c|h|so|test)"
    r"|(?:log4|web3|base64|sha|md5|utf|http|oauth|ipv|mp|h2|s3|ec2|k8s|i18n|win|x86|arm|aes|rsa"
    r"|wpa|covid|iphone|model|token|ipad|galaxy"
    r"|windows|android|python|java|version|server|ubuntu|postgres|mysql|redis|node|vlan|eth|usb"
    r"|port|room|level|unit|step"
    r"|line|page|chapter|part|day|week|month|option|user|admin|test|team|group|item|file|image"
    r"|draft|build|b2b|p2p|f2f|g2g).*"
    r"|(?:[a-z]+_){1,4}(?:id|key|name|token|file|path|at|by|to|on|url|user|type|date|time|count"
    r"|list|data|code|login|dev|prod|test)"
    r"|(?:thinkpad|ryzen|chrome|firefox|safari|home_net|excel|figma|blink|slide|route|area"
    r"|studio).*"
    r"|[a-g][#b]?(?:m|maj|min|dim)?\d?(?:add|sus)\d+|\d+m?[a-z]*style|\d{1,2}\.[a-z]{3,9}\.\d{4}"
    r"|[\w.+-]+@[\w.-]+|[a-z]+[!]+|[a-z]+(?:['’][a-z]+)|\d{1,2}\.\d{1,2}\.\d{2,4}|[a-z]{1,3}\d{1,2}"
)
_PATH = lazy(r"[a-z]+\d?(?:[_/][a-z]+\d{0,2}|/v\d)+")
_NAMED = lazy(
    r"(?:user ?(?:name)?|account|handle|ssid|(?:network|wi-?fi) name|id|as|nick|@|http\S{0,60}"
    r"|on|host|server|machine|laptop|domain)"
    r"[\"'“]?\s?(?:is|was|:|=)?\s?[\"'“]?\Z"
)
_DIRECT = lazy(
    r"(?:passw\w+|pass|pw|pwd|wi-?fi[\w ]{0,20}|credentials|heslo|with|not|since|was|is|it|use"
    r"|to|have|old|new|current|so|now|tried|then|put)"
    r"(?:['’]s| is| was|:| =| for [a-z]+ is)?\s?[\"“'`]{0,2}\Z"
)


@finder("en-password-loose", PrivacyType.PASSWORD, prose=True, needs=(
    "pass", "pw", "wifi", "wi-fi", "login", "log in", "log-in", "logged in", "logging in",
    "credential", "creds", "sign in", "signed in", "usual one", "masked", "sticky", "heslo",
    "guess", "memorable", "the word"))  # fmt: skip
def _loose(source: Source) -> Iterator[Range]:
    """Find tokens of a password's shape within a sentence or two of a word for one."""
    if not lower_holds(_CUE, source):
        return
    for match in matches(_TOKEN, source):
        start, end = match.span()
        while source.text[end - 1] in "!?*#" and source.is_wide(end - 1):
            end -= 1
        value = source.text[start:end].rstrip("?")
        if value.isupper() or _NO.fullmatch(value) or is_placeholder(value) or is_code(value):
            continue
        if _PATH.fullmatch(value) and source.text.endswith("= ", 0, start):
            continue
        if _ALONE.fullmatch(value) and not _NAMED.search(source.lower, max(0, start - 64), start):
            yield start, start + len(value)
            continue
        cued = (
            not match[0].endswith("?")
            and _ONLY_CUED.fullmatch(value)
            and _DIRECT.search(source.lower, max(0, start - 30), start)
        )
        if not cued and (not _SHAPES.fullmatch(value) or _ONLY_CUED.fullmatch(value)):
            continue
        if _NAMED.search(source.lower, max(0, start - 64), start):
            continue
        if _CUE.search(source.lower, max(0, start - 130), min(len(source.text), end + 60)):
            yield start, start + len(value)


RULES: tuple[Rule, ...] = (_loose,)
