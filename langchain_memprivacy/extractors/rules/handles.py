"""Names, plates and papers by their form, where the message says enough about what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...taxonomy import PrivacyLevel, PrivacyType
from .cued import is_public
from .lazy import lazy, lower_holds, lower_matches, matches
from .rule import Range, Rule, finder, pattern
from .source import Source

_ABOUT_NAME = lazy(
    r"log-?(?:ged )?in|logging in|密码|密碼|口令|sign(?:ed)? in|\buser|account|\bhandle\b"
    r"|knows me|i use \w|admin|\bssh\b"
    r"|\bdm\b|insta|discord|telegram|reddit|github|登|用户|用戶|账号|帐号|帳號|賬號|微信|钉钉"
    r"|飞书|企微|后台|後台|权限"
    r"|小红书|抖音|微博|公众号|加我|网名|昵称|[\u4e00-\u9fff]号"
)
_CODE_WORD = lazy(
    r"(?:^|_|\.)(?:key|keys|test|live|max|min|paid|from|debug|conf|config|name|date|id|ids"
    r"|order|amount|type|is|get|set|wp|py|js|md|txt|json|csv|com|cn|net|org|io|env|log|list"
    r"|count|size|url|host|port|time|at|by|total"
    r"|status|code|value|data|item|items|row|rows|col|table|field|password|token|secret|email"
    r"|phone|first|last|new|old|app|api|connections|html|php|xml|yml|yaml|local|example|default"
    r"|read|write|delete|create|update|send|products|orders|users|max_|use)(?:_|\.|$)"
)


@finder("handle-by-form", PrivacyType.ACCOUNT_ID_USERNAME, needs=("_", "."))
def _handle(source: Source) -> Iterator[Range]:
    """Find `devan_boss` and `hamish.rp68` in a message about logging in or being found."""
    found = list(matches(_HANDLE, source))
    if not found or _CODE.search(source.text):
        return
    for match in found:
        start, end = match.span()
        if _CODE_WORD.search(match[0]) or (
            "." in match[0] and not re.search(r"\d|[a-z]\.[a-z]{2,4}$", match[0])
        ):
            continue
        if _ABOUT_NAME.search(source.lower, max(0, start - _REACH), end + _REACH):
            yield start, end


_REACH = 50
_CODE = lazy(
    r"\bdef \w|^\s*import \w|\bfrom \w+ import|\breturn\b|\bself\.|^\s*class \w|=> |\w\(\)"
    r"|\bconst \w"
    r"|\bfunction\b|</\w|\{\n|::\w|^>>> |\bNone\b|\blambda\b|\bprint\(",
    re.MULTILINE,
)
"""A program: what looks like a handle in it is a variable."""
_HANDLE = lazy(
    r"(?<![A-Za-z0-9_/.#@$(=\\&%{<-])[a-z][a-z0-9]{1,15}(?:_[a-z0-9]{2,16}){1,2}(?![A-Za-z0-9_(="
    r"/.@:\\\[-])"
    r"|(?<![A-Za-z0-9_/.#@$(=\\&%{<:-])[a-z]{3,15}\.[a-z]{2,12}\d{1,6}(?![A-Za-z0-9_(=/.@:\\\[-])"
    r"|(?<=[号给登入用] )[a-z]{3,15}\.[a-z]{2,8}(?![A-Za-z0-9_(=/.@:\\\[-])"
    r"|(?<=[号给登入用])[a-z]{3,15}\.[a-z]{2,8}(?![A-Za-z0-9_(=/.@:\\\[-])",
    re.ASCII,
)
_LABELLED = lazy(
    r"(?<![a-z-])(?:sign(?:ed)? in as|log(?:ged)? in as|knows me as"
    r"|user(?:name)?(?: is|:)?|login(?: is| was|:)?"
    r"|user)[ :]{1,2}[\"'`]?(?P<v>(?=[a-z0-9._\\-]*[a-z])[a-z][a-z0-9._\\-]{4,30})(?![a-z0-9(@])"
)
_PLAIN = frozenset(
    [
        "name",
        "names",
        "interface",
        "experience",
        "story",
        "stories",
        "group",
        "groups",
        "manual",
        "account",
        "accounts",
        "password",
        "passwords",
        "input",
        "agent",
        "agents",
        "guide",
        "error",
        "errors",
        "details",
        "page",
        "form",
        "screen",
        "prompt",
        "attempt",
        "attempts",
        "failed",
        "again",
        "first",
        "there",
        "from",
        "with",
        "when",
        "that",
        "which",
        "this",
        "must",
        "should",
        "would",
        "could",
        "field",
        "fields",
        "token",
        "tokens",
        "session",
        "sessions",
        "research",
        "feedback",
        "needs",
        "friendly",
        "level",
        "table",
        "tables",
        "query",
        "model",
        "data",
        "space",
        "settings",
        "profile",
        "types",
        "roles",
        "admin",
        "before",
        "after",
        "issue",
        "issues",
        "works",
        "problem",
        "button",
        "instead",
        "credentials",
        "because",
        "using",
        "through",
        "today",
        "right",
        "button",
        "limit",
    ]
)


@finder(
    "handle-labelled",
    PrivacyType.ACCOUNT_ID_USERNAME,
    needs=("sign", "log", "knows me", "user"),
    prose=True,
)
def _labelled(source: Source) -> Iterator[Range]:
    """Find the name behind "sign in as" and "username"; a plain word only at a clause's end."""
    for match in lower_matches(_LABELLED, source):
        value = match["v"].rstrip(".-_")
        end = match.start("v") + len(value)
        strong = re.search(r"[\d_\\]|[a-z][.-][a-z]", value) is not None
        after = source.lower[end : end + 6]
        called = "as " in match[0] or "username" in match[0]
        if value in _PLAIN or not (
            strong or (called and re.match(r",|\.(?:\s|\Z)|\n|\Z| and| or| with", after))
        ):
            continue
        if not strong and re.search(r"(?:ed|ing|s|ly)$", value):
            continue
        yield match.start("v"), end


_ABOUT_CAR = lazy(
    r"\bcars?\b|\bbike\b|\brego\b|registration|\breg\b|number ?plate|licen[cs]e plate"
    r"|\bplates?\b|\btag\b|vehicle|\bute\b|\bvan\b|bakkie|truck|towed|towing|parking|scooter"
    r"|motorbike|toyota|ford\b|車|车"
)
_SURE_PLATE = lazy(r"[A-Z]{2} \d{1,2} [A-Z]{1,3} \d{3,4}")
_PLATE = lazy(
    r"(?<![A-Za-z0-9_/.#-])(?!(?:RSA|ERR|SHA|AES|ISO|RTX|GTX|USB|HTTP|HB|EUR|USD|GBP|AUD|NZD"
    r"|SGD|CHF|INR|ZAR|RMB|CNY|HKD|Q\d|PM|AM|EST|GMT|CET|BST|PO|BOX|EK|QF|UA|BA|LH|SQ|FA|NZ|KL"
    r"|AF)[ -])"
    r"(?:[A-Z]{2} \d{1,2} [A-Z]{1,3} \d{3,4}|[A-Z]{2}\d\d ?[A-Z]{3}"
    r"|[A-Z]{1,3} \d{3,4} ?[A-Z]{1,2}|[A-Z]{2,3} \d{3,4}|[A-Z]{2} \d{3}-\d{3}"
    r"|\d[A-Z]{2} \d[A-Z]{2}|\d{1,3}-[A-Z]{1,2}-\d{1,6}|[A-Z]{1,3}-[A-Z]{1,2} \d{1,4})"
    r"(?![A-Za-z0-9_-]| \d)",
    re.ASCII,
)


@finder("plate-by-form", PrivacyType.ID_NUMBER, digits=2, level=PrivacyLevel.PL3)
def _plate(source: Source) -> Iterator[Range]:
    """Find licence plates in a message about a vehicle."""
    about: bool | None = None
    for match in matches(_PLATE, source):
        if _SURE_PLATE.fullmatch(match[0]):
            yield match.span()
            continue
        if about is None:
            about = lower_holds(_ABOUT_CAR, source)
        if about:
            yield match.span()


_PUBLIC_PAPER = lazy(
    r"AKIA|ASIA|EXAMPLE|(?=(?:\d*[A-F]){2})[A-F0-9]{8,}\Z|ISO|RFC|SHA|UTF|WH1000|USB|LPDDR|GDDR|RTX"
    r"|\d+[KMGT]B\Z|\d+X\d+\Z|(?:19|20)\d\d(?:Q|H)\d|(?:COVID|CVE|ICD|IEEE)"
)


def _is_paper(match: re.Match[str]) -> bool:
    return _PUBLIC_PAPER.match(match["v"]) is None and sum(map(str.isdigit, match["v"])) >= 4


@finder("paper-by-form", PrivacyType.ID_NUMBER, digits=4, prose=True, level=PrivacyLevel.PL2)
def _paper(source: Source) -> Iterator[Range]:
    """Find capitals and digits run together, as on passports, licences, cards and devices."""
    for match in matches(_PAPER, source):
        start = match.start("v")
        if (
            _is_paper(match)
            and not is_public(source, start)
            and not _THING.search(source.lower, max(0, start - 26), start)
        ):
            yield match.span("v")


_THING = lazy(
    r"\bpart\b|\bmodel|session|registration number|specimen|sample|样本|樣本|优惠码|優惠碼"
    r"|coupon|promo|ran at|the \Z|example|例"
)
_PAPER = lazy(
    r"(?<![A-Za-z0-9_/.#=:?&-])(?P<v>(?=[A-Z]{0,19}\d)(?=\d{0,19}[A-Z])[A-Z0-9]{8,20}"
    r"|[A-Z]{1,3}\d{6,10}[A-Z]{0,2})(?![A-Za-z0-9_=-]|\.\w)",
    re.ASCII,
)

RULES: tuple[Rule, ...] = (
    _handle,
    _labelled,
    _plate,
    pattern(
        "plate-zh-by-form",
        PrivacyType.ID_NUMBER,
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬遼魯蘇][A-Z][·•."
        r" -]?(?=[A-Z]{0,5}\d)[A-Z0-9]{5,6}(?![A-Za-z0-9])",
        digits=2,
    ),
    pattern(
        "staff-by-form",
        PrivacyType.ACCOUNT_ID_USERNAME,
        r"(?i:\b(?:emp(?:loyee)?|staff|user|member|patient|customer|client|account|badge"
        r"|student)(?: ?(?:id|no\.?|number|code))?|員編|员编|員工編號|会员号?|号是"
        r"|編號)[ :#]{0,3}"
        r"(?P<v>[A-Z]{1,5}\d{0,4}-\d{3,8}(?:-[A-Z0-9]{1,6}){0,3})(?![A-Za-z0-9-])",
        digits=4,
    ),
    pattern(
        "device-by-form",
        PrivacyType.NETWORK_IDENTIFIER,
        r"(?:(?i:serial(?: number| no\.?)?|hostname|computer name|device(?: name)?|laptop)"
        r"|设备名称?|裝置名稱|电脑名[字称]?|电脑叫|電腦名稱|机器名|主机名"
        r"|序列号)[ :：]{0,3}(?:is |是|叫)?[\"'“`]?"
        r"(?P<v>(?=[A-Za-z0-9-]{5,})[A-Za-z][A-Za-z0-9]{1,14}(?:-[A-Za-z0-9]{2,14}){1,3}"
        r"|[A-Z][a-z]{2,12}['’]s (?:iPhone|iPad|Pixel|MacBook|Galaxy|laptop|phone|Mac"
        r"|Air ?Pods)(?: \w{1,8})?)(?![A-Za-z0-9-])",
        needs=(
            "serial",
            "hostname",
            "computer name",
            "device",
            "laptop",
            "设备",
            "裝置",
            "电脑",
            "電腦",
            "机器",
            "主机",
            "序列号",
        ),
    ),
    _paper,
)
