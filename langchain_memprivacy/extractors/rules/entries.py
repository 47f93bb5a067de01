"""Ways into internal systems, by the form of the host and by the words before it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from .lazy import lazy, matches
from .rule import Range, Rule, finder, pattern
from .source import Source

_ENTRY = PrivacyType.VULNERABILITY_DETAILS

_WELL_KNOWN = lazy(
    r"(?i)(?:^|\.)(?:host|gateway|kubernetes|vm)\.docker\.internal|metadata\.google\.internal"
    r"|\bexample\b|(?:^|//)(?:foo|bar|your|my)\."
    r"|^(?:com|org|net|io|cn|java|javax|sun|jdk|android|kotlin|this|self|props|module|config|go"
    r"|golang)\.",
    re.ASCII,
)
_TAIL = r"(?::\d{2,5}(?!\d))?(?:/[A-Za-z0-9/_.?=&%#~+-]{0,200})?"
_TRAILING = ".,:;!?)]}*_`"


_SHELL = lazy(r"(?<![a-z])(?:ssh|scp|sftp|rsync|mosh)\b[^\n]{0,60}@\Z", re.ASCII)


def _is_mail(match: re.Match[str]) -> bool:
    """After an @ it is the end of a mail address, except on a command line."""
    text, start = match.string, match.start()
    return text[start - 1 : start] == "@" and not _SHELL.search(
        text[max(0, start - 80) : start].lower()
    )


def _trimmed(match: re.Match[str]) -> Range:
    return match.start(), match.start() + len(match[0].rstrip(_TRAILING))


_INTERNAL = lazy(
    r"(?<![A-Za-z0-9._/-])(?P<scheme>[a-z]{2,6}://)?(?P<host>(?:[a-z0-9-]{1,40}\.){1,5}"
    r"(?P<top>internal|corp|intra|intranet|lan|priv|localdomain))"
    r"(?![A-Za-z0-9_(-]|\.[A-Za-z0-9])" + _TAIL,
    re.ASCII,
)
_SERVICE = lazy(
    r"(?:git|gitlab|jenkins|wiki|jira|vpn|db|sql|mysql|redis|grafana|kibana|admin|ci|nexus|harbor"
    r"|vault|ldap|mail|erp|crm|oa|hr|files|nas"
    r"|proxy|jump|bastion|api|prod|stage|staging|dev|dashboard|confluence|sso|auth|monitor|kafka"
    r"|k8s|build)[a-z0-9-]{0,12}\.",
    re.ASCII,
)


@finder(
    "internal-host", _ENTRY, needs=(".internal", ".corp", ".intra", ".lan", ".priv", ".localdomain")
)
def _internal_host(source: Source) -> Iterator[Range]:
    """Find hosts under the names that only internal networks use."""
    for match in matches(_INTERNAL, source):
        host = match["host"]
        if _WELL_KNOWN.search(host) or _is_mail(match):
            continue
        plain = not match["scheme"] and len(match[0]) == len(host) and host.count(".") == 1
        # `state.internal` is code as often as a host; other names are hosts.
        if plain and match["top"] in ("internal", "priv") and not _SERVICE.match(host):
            continue
        yield _trimmed(match)


_PRIVATE_URL = lazy(
    r"(?<![A-Za-z0-9.@/])(?:https?://)?(?P<host>\d{1,3}(?:\.\d{1,3}){3})" + _TAIL, re.ASCII
)
_DEFAULT = lazy(r"192\.168\.[0-31]\.(?:1|254)|10\.0\.0\.(?:1|138)|192\.168\.(?:178|100|254)\.1")
"""Where home routers answer all over the world."""
_INSIDE = lazy(
    r":(?!(?:3000|3001|4200|5000|5173|8000|8888)(?!\d|/[A-Za-z]))\d{2,5}(?!\d)|/[A-Za-z]{3}",
    re.ASCII,
)


_DOCUMENTED = ("192.0.2.", "198.51.100.", "203.0.113.")


@finder("admin-address", _ENTRY, needs=("10.", "192.168.", "172."), digits=4)
def _admin_address(source: Source) -> Iterator[Range]:
    """Find a page or a port of a numeric address on a private network."""
    for match in matches(_PRIVATE_URL, source):
        try:
            inside = ipaddress.ip_address(match["host"])
        except ValueError:
            continue
        if (
            inside.is_private
            and not inside.is_loopback
            and not _DEFAULT.fullmatch(match["host"])
            and not match["host"].startswith(_DOCUMENTED)
            and _INSIDE.match(source.text, match.end("host"))
        ):
            yield _trimmed(match)


_LABEL = (
    r"(?:bastion|jumpbox|jump-?host|jumpserver|jump|sslvpn|vpn|intranet|intra|internal|intern"
    r"|corp|mgmt"
    r"|ldap|citrix|rdp|rdgw)(?:-[a-z0-9]{1,12}|\d{1,3}){0,2}"
)
_TOP = r"(?:[a-z]{2}|com|net|org|dev|cloud|app|tech|info|biz|edu|gov|group|team)"
_HOST = r"(?:(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,12}|\d{1,3}(?:\.\d{1,3}){3})"
_NO_HOST = lazy(
    r"(?i)example\.(?:com|org|net|cn)|(?:^|[/.])(?:docs?|developer|support|help|learn)\."
    r"|github\.com|readthedocs|stackoverflow|wikipedia"
    r"|google\.com|microsoft\.com|djangoproject|wordpress\.org|yourdomain|your-|domain\.com"
    r"|\.(?:md|py|js|ts|json|ya?ml|html?|txt|pdf)$"
)

_BACK_ROOM = (
    r"(?:admin|[a-z0-9]{1,16}-(?:int|admin|internal|ops|mgmt)|int|internal|ops"
    r"|console|backoffice|grafana"
    r"|kibana|jenkins|prometheus|argocd|rancher|nexus|harbor|sonar|erp|crm|oa|mes|gitlab|jira"
    r"|confluence|wiki|nas)"
)
_ADMIN_PATH = (
    r"(?:wp-admin|admin|administrator|manage|manager|management|console|back-?office|backend"
    r"|dashboard|phpmyadmin"
    r"|actuator|ops|intranet|houtai|guanli)"
)

_PUBLIC_SITE = lazy(
    r"(?i)//(?:www\.)?(?:gitlab|jira|atlassian|grafana|jenkins|prometheus|rancher|wordpress)"
    r"\.(?:com|org|io|net|dev)\b|//(?:cloud|console\.(?:aws|cloud)"
    r"|portal\.azure|manage\.windowsazure|dashboard\.stripe|platform|api)\b|\.wikipedia\."
    r"|(?:amazon|aliyun|tencent|openai|stripe|shopify)\.c"
)


def _is_own_site(match: re.Match[str]) -> bool:
    """Neither a manual nor the site of a product that everybody knows."""
    return _NO_HOST.search(match[0]) is None and _PUBLIC_SITE.search(match[0]) is None


_NOT_AN_ENTRY = ("127.", "0.", "http://127.", "http://0.", "192.0.2.", "203.0.113.", "198.51.100.")

RULES: tuple[Rule, ...] = (
    _internal_host,
    _admin_address,
    pattern(
        "entry-host",
        _ENTRY,
        rf"(?<![A-Za-z0-9._/-])(?:https?://)?(?:[a-z0-9-]{{1,30}}\.)?{_LABEL}\.(?:"
        rf"[a-z0-9-]{{2,40}}\.){{1,4}}{_TOP}(?![A-Za-z0-9_-]|\.\w){_TAIL}(?<![.,;:?])",
        needs=("bastion", "jump", "vpn", "intra", "intern", "corp", "mgmt", "ldap", "citrix", "rd"),
        accept=lambda match: _NO_HOST.search(match[0]) is None and not _is_mail(match),
    ),
    pattern(
        "entry-labelled",
        _ENTRY,
        r"(?i:admin (?:panel|portal|console|url|page|login|interface)|(?:bastion"
        r"|jump)(?: ?(?:host|box|server))?|vpn (?:gateway|server|entry|portal)"
        r"|intranet(?: portal)?|(?:管理)?后台(?:管理)?(?:系统)?|管理员?入口|堡垒机|跳板机"
        r"|内网(?:系统|入口)?|vpn(?:网关|入口)?)"
        r"(?:的?(?:地址|入口|网址|链接|登录页|url|address|hostname))?\s?(?::|=|\bis(?: at| on)?\b"
        r"|\bat\b|lives at|是|在|为|(?=\s?https?://))\s{0,2}"
        rf"(?P<v>(?:https?://)?{_HOST}(?![A-Za-z0-9_-]){_TAIL}(?<![.,;:?]))",
        needs=("admin", "bastion", "jump", "vpn", "intranet", "后台", "入口", "堡垒机", "跳板机",
               "内网"),
        accept=lambda match: (
            _NO_HOST.search(match["v"]) is None and not match["v"].startswith(_NOT_AN_ENTRY)
        ),
    ),
    pattern(
        "entry-back-room",
        _ENTRY,
        rf"(?<![A-Za-z0-9._/@-])(?:https?://(?:[a-z0-9-]{{1,30}}\.){{0,2}}"
        rf"|(?=\S{{4,80}}:\d)(?:[a-z0-9-]{{1,30}}\.){{0,2}}){_BACK_ROOM}"
        rf"\.(?:[a-z0-9-]{{2,40}}\.){{1,4}}[a-z]{{2,12}}(?![A-Za-z0-9_-]|\.\w){_TAIL}(?<![.,;:?])",
        needs=("admin", "int.", "internal", "ops", "mgmt", "console", "backoffice", "grafana",
            "kibana", "jenkins", "prometheus",
               "argocd", "rancher", "nexus", "harbor", "sonar", "erp.", "crm.", "oa.", "mes.",
               "gitlab", "jira", "confluence", "wiki", "nas."),
        accept=_is_own_site,
    ),
    pattern(
        "entry-admin-path",
        _ENTRY,
        rf"(?<![A-Za-z0-9._/@-])https?://(?:[a-z0-9-]{{1,40}}\.){{1,4}}[a-z]{{2,12}}(?::\d{{2,5"
        rf"}})?/(?:[A-Za-z0-9_-]{{1,24}}/){{0,3}}"
        rf"{_ADMIN_PATH}(?![A-Za-z0-9-]){_TAIL}(?<![.,;:?])",
        needs=("admin", "manage", "console", "office", "backend", "dashboard", "actuator", "ops",
            "intranet", "houtai", "guanli"),
        accept=_is_own_site,
    ),
    pattern(
        "entry-shell",
        _ENTRY,
        r"(?<![A-Za-z0-9._-])[a-z_][a-z0-9_.-]{1,31}@(?:10|192\.168|172\.(?:1[6-9]|2\d"
        r"|3[01]))(?:\.\d{1,3}){2,3}(?: -p ?\d{2,5})?(?!\d)",
        needs=("@10.", "@192.168.", "@172."),
        digits=6,
    ),
)  # fmt: skip
