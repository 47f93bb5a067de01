"""Addresses and identifiers of devices on networks, and the ways into internal systems."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from . import accounts, accounts_zh, entries, profiles
from .lazy import lazy, matches
from .rule import LEFT, RIGHT, Range, Rule, finder, pattern
from .source import Source

_NETWORK, _ENTRY = PrivacyType.NETWORK_IDENTIFIER, PrivacyType.VULNERABILITY_DETAILS

_V4 = lazy(
    r"(?<![A-Za-z0-9.,])(?<![A-Za-z]/)(?<![A-Za-z]-)(?<![=~^<>]=)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"
    r"(?:/\d{1,2}(?!\d))?(?![A-Za-z0-9]|\.[A-Za-z0-9]|-[A-Za-z])",
    re.ASCII,
)
_VERSION = lazy(
    r"(?:versions?|ver\.?|(?<![a-z])v\.?|release|releases|build|update|upgraded?|downgraded?"
    r"|firmware|driver|sdk|patch|chrome"
    r"|chromium|firefox|safari|edge|opera|section|sec\.|chapter|clause|appendix|figure|fig\."
    r"|table|paragraph|§"
    r"|asn\.1|oid|版本号?|升级|更新|固件|驱动|第|章节?|条款|图|表)(?:\s{1,2}(?:is|to|from|was|of"
    r"|number"
    r"|no\.?))?(?:[到至是为从])?[\s:=#(]{0,3}\Z",
    re.ASCII,
)
_PRODUCT = lazy(
    r"(?<![a-z])(?:python|nginx|apache|httpd|tomcat|java|jdk|jre|php|ruby|rust|perl|golang"
    r"|node\.?js"
    r"|npm|pip|django|flask|react|angular|vue|webpack|mysql|mariadb|postgres(?:ql)?|sqlite|redis"
    r"|mongodb|docker|kubernetes|helm|terraform|ansible|jenkins|gitlab|openssl|openssh|curl|git"
    r"|cuda"
    r"|cudnn|pytorch|tensorflow|windows|macos|ios|android|linux|kernel|ubuntu|debian|fedora|centos"
    r"|visual studio|vs code|office|excel|outlook|adobe|photoshop|acrobat|unity|blender|wordpress"
    r"|drupal|magento|electron|spring(?: boot)?|gradle|maven|\.net)[ /-]v?\Z",
    re.ASCII,
)
_ADDRESSED = lazy(
    r"(?<![a-z])(?:ips?|ipv4|host|server|address|ping|ssh|telnet|curl|node|gateway|dns|router"
    r"|proxy|vpn|subnet|login from)(?![a-z])"
    r"|地址|服务器|主机|网关|://|@",
    re.ASCII,
)
# The resolvers that everybody uses, and what every other router answers to at home.
_EVERYBODYS_TEXT = """
    8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 149.112.112.112 208.67.222.222 208.67.220.220
    114.114.114.114 114.114.115.115 223.5.5.5 223.6.6.6 119.29.29.29 180.76.76.76 168.63.129.16
    1.2.3.4 4.2.2.2 94.140.14.14 192.168.0.1 192.168.1.1 10.0.0.1
    192.168.0.100 192.168.1.100 192.168.2.1 192.168.0.254 192.168.1.254
    """
_EVERYBODYS = frozenset(_EVERYBODYS_TEXT.split())
_DOCUMENTATION = tuple(
    ipaddress.ip_network(block)
    for block in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20",
                  "198.18.0.0/15", "192.88.99.0/24", "64:ff9b::/96")
)  # fmt: skip
_WHOLE_BLOCKS = frozenset(
    {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"}
)


def _is_somebodys(address: str) -> bool:
    """Tell whether the address is a device's, not a group's, a mask or a manual's."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    if known.is_loopback or known.is_unspecified or known.is_multicast or str(known) in _EVERYBODYS:
        return False
    if known.version == 4 and (
        known.packed[0] in (0, 255) or known.packed[0] >= 240 or known.is_link_local
    ):
        return False
    return not any(known.version == block.version and known in block for block in _DOCUMENTATION)


def _addresses(source: Source) -> Iterator[re.Match[str]]:
    for match in matches(_V4, source):
        address, _, mask = match[0].partition("/")
        if not _is_somebodys(address) or match[0] in _WHOLE_BLOCKS:
            continue
        before = source.lower[max(0, match.start() - 28) : match.start()]
        if _VERSION.search(before):
            continue
        parts = address.split(".")
        if int(parts[0]) < 32 and parts[0] != "10" and _PRODUCT.search(before):
            continue
        # 2.0.1.4 and 110.0.0.0 are versions until something says that they are addresses.
        vague = all(len(part) == 1 for part in parts) or parts[1:] == ["0", "0", "0"]
        if vague and not mask and not _ADDRESSED.search(before):
            continue
        yield match


@finder("ipv4", _NETWORK, needs=(".",), digits=4)
def _ipv4(source: Source) -> Iterator[Range]:
    """Find addresses of devices, public and private, with their prefix length."""
    return (match.span() for match in _addresses(source))


_INTRANET = lazy(
    r"intranet|internal(?: [a-z]{2,12})? (?:network|subnet|segment|server|host|ip|system|address"
    r"|dashboard|admin|tool)|bastion"
    r"|jump ?(?:host|box|server)|admin (?:panel|console|portal|page|interface|ui)"
    r"|management (?:console|interface|network|vlan)"
    r"|vpn (?:gateway|server|concentrator|entry)|production (?:db|database|server|network|subnet"
    r"|host|cluster)|prod (?:db|server|subnet|vpc)"
    r"|domain controller|内网|堡垒机|跳板机|管理后台|后台入口|后台地址|管理入口|运维(?:平台|入口"
    r"|地址)|生产(?:环境|库|网段|服务器)|网段|域控"
    r"|vpn网关|vpn入口"
)
_PORT = lazy(r":\d{2,5}(?!\d)", re.ASCII)


@finder(
    "intranet-address",
    _ENTRY,
    needs=("intra", "internal", "bastion", "jump", "admin", "manag", "vpn", "prod",
           "domain contr", "内网",
           "堡垒", "跳板", "后台", "入口", "运维", "生产", "网段", "域控"),
    digits=4,
)  # fmt: skip
def _intranet(source: Source) -> Iterator[Range]:
    """Find addresses that the words before them call a way into a closed network."""
    for match in _addresses(source):
        before = source.lower[max(0, match.start() - 60) : match.start()]
        cut = max(before.rfind(mark) for mark in ("\n", ". ", "。", ";", "!", "?"))
        if _INTRANET.search(before, cut + 1):
            port = _PORT.match(source.text, match.end())
            yield match.start(), port.end() if port else match.end()


_V6 = lazy(
    r"(?<![\w.])(?:(?<![0-9A-Fa-f:]:)|(?<=[vV]6:))[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]{4,36}(?:(?<=:)\d"
    r"{1,3}(?:\.\d{1,3}){3})?(?![\w:])",
    re.ASCII,
)


@finder("ipv6", _NETWORK, needs=(":",), digits=1)
def _ipv6(source: Source) -> Iterator[Range]:
    """Find IPv6 addresses of at least three groups; `a::b` alone is a name in a program."""
    for match in matches(_V6, source):
        value = match[0]
        groups = [group for group in value.split(":") if group]
        if value.count(":") < 2 or len(groups) < 3 or not any(c.isdigit() for c in value):
            continue
        if _is_somebodys(value):
            yield match.span()


_NO_MAC = lazy(
    r"(?i)^(?:00[:.-]?00[:.-]?5e[:.-]?00[:.-]?53|([0-9a-f])\1[:.-]?\1\1[:.-]?\1\1[:.-]?\1\1)"
    r"|^(?:01[:-]23[:-]45|aa[:-]bb[:-]cc|de[:-]ad[:-]be)"
)
_DIGITS = lazy(r"\d")


def _is_mac(match: re.Match[str]) -> bool:
    """Not RFC 7042's documentation range, the broadcast address or a counting example."""
    return _NO_MAC.match(match["v"]) is None


def _is_identifier(match: re.Match[str]) -> bool:
    """A device's number holds digits; a short one is a year or a count."""
    value = match["v"]
    digits = len(_DIGITS.findall(value))
    return (
        digits >= 2
        and len(set(value)) > 3
        and not re.fullmatch(r"(?:19|20)\d\d(?:-\d\d?){0,2}", value)
    )


_IS = (
    r"[\"']?(?:\s?\([A-Za-z0-9 ]{1,12}\))?\s?(?:number|no\.?|num|code|号码|号|码)?\s?(?:[:=#]|is\b"
    r"|was\b|是|为|->)?[\s:\"']{0,3}"
)

RULES: tuple[Rule, ...] = (
    _intranet,
    _ipv4,
    _ipv6,
    pattern(
        "mac-address",
        _NETWORK,
        r"(?<![A-Za-z0-9])(?:(?<![0-9A-Fa-f][:-])|(?<=[Mm][Aa][Cc]:))"
        r"(?P<v>[0-9A-Fa-f]{2}(?P<sep>[:-])(?:[0-9A-Fa-f]{2}(?P=sep)){4}"
        r"[0-9A-Fa-f]{2}"
        r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![A-Za-z0-9:-]|\.\w)",
        needs=(":", "-", "."),
        digits=1,
        accept=_is_mac,
    ),
    pattern(
        "mac-labelled",
        _NETWORK,
        r"(?i:mac(?: ?addr(?:ess)?)?|bssid|物理地址|mac地址)" + _IS
        + r"(?P<v>[0-9A-Fa-f]{12})" + RIGHT,
        needs=("mac", "bssid", "物理地址"),
        digits=1,
        accept=_is_mac,
    ),
    pattern(
        "imei",
        _NETWORK,
        r"(?i:imei(?: ?[12])?|imsi|meid|手机串号|串号|设备串号)" + _IS
        + r"(?P<v>\d{2}[- ]\d{6}[- ]\d{6}[- ]\d|\d{6}-\d{2}-\d{6}-\d|\d{14,16}|A[0-9A-Fa-f]{13})"
        + RIGHT,
        needs=("imei", "imsi", "meid", "串号"),
        digits=8,
    ),
    pattern(
        "sim-number",
        _NETWORK,
        r"(?i:iccid|sim(?: card)?(?: number| serial)|eid|sim卡号)" + _IS + r"(?P<v>89\d{16,30}"
        r"|89\d{2}(?: ?\d{4}){3,7}\d?)" + RIGHT,
        needs=("iccid", "sim", "eid"),
        digits=18,
    ),
    pattern(
        "advertising-id",
        _NETWORK,
        r"(?i:idfa|idfv|gaid|aaid|oaid|advertising id|ad id|android[ _-]?id|udid"
        r"|device[ _-]?(?:id|uuid|identifier|token)|machine[ _-]?id"
        r"|hwid|hardware[ _-]?id|installation[ _-]?id|广告标识符|设备(?:id"
        r"|标识符?|唯一标识|号"
        r"|编号)|机器码)"
        + _IS + r"(?P<v>(?i:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{8}-[0-9a-f]{16}"
        r"|[0-9a-f]{16,64}"
        r"|[a-z0-9]{2,16}(?:[-_][a-z0-9]{2,16}){0,4}))(?![A-Za-z0-9@.])",
        needs=("idfa", "idfv", "gaid", "aaid", "oaid", "advertising id", "ad id", "android",
               "udid", "device", "machine",
               "hwid", "hardware", "installation", "广告标识", "设备", "机器码"),
        digits=2,
        accept=lambda match: _is_identifier(match) and len(match["v"]) >= 8,
    ),
    pattern(
        "serial-number",
        _NETWORK,
        r"(?:(?i:serial(?: ?(?:number|no\.?|#))|serialnumber|service tag|序列号|机身号|机身码"
        r"|出厂编号)"
        r"|(?<![A-Za-z/])(?i:s/?n)(?=[:#= ]))"
        + _IS + r"(?P<v>[A-Z0-9][A-Z0-9-]{5,30}|[a-z0-9]{8,24})(?![A-Za-z0-9@.-])",
        needs=("serial", "service tag", "s/n", "sn", "序列号", "机身", "出厂编号"),
        digits=2,
        accept=_is_identifier,
    ),
    pattern(
        "user-agent",
        _NETWORK,
        r"Mozilla/\d\.\d \((?!compatible; [A-Za-z]{1,16}[Bb]ot)[^()\n]{4,200}\)(?: (?:[A-Za-z]"
        r"[\w.-]{0,30}/[\w.]{1,40}|\([^()\n]{1,80}\)|Mobile|like|Gecko)){0,14}(?<!\.)",
        needs=("mozilla/",),
        accept=lambda match: "bot" not in match[0].lower() and "spider" not in match[0].lower(),
    ),
    pattern(
        "user-agent-app",
        _NETWORK,
        LEFT + r"(?:Dalvik|okhttp|CFNetwork|[A-Z][A-Za-z]{1,20})/\d[\w.]{0,20} \((?:Linux; U; "
            r"|iPhone|iPad|Android|iOS)[^()\n]{4,160}\)"
        r"(?: [A-Za-z][\w.-]{0,30}/[\w.]{1,40}){0,8}",
        needs=("(linux;", "(iphone", "(ipad", "(android", "(ios"),
    ),
    pattern(
        "ssid",
        _NETWORK,
        r"(?:(?<![A-Za-z])(?i:ssid)|(?i:(?:wi-?fi|wlan|hotspot|network) name)"
        r"|(?i:wi-?fi)(?:名称|名字|名|叫)"
        r"|无线(?:网络)?名称?|热点(?:名称|名|叫))"
        r"\s?(?:[:=]|is\b|是|为)?\s?(?P<q>[\"'“「])?"
        r"(?P<v>(?(q)[^\"'”」\n]{2,32}"
        r"|(?=[A-Za-z_.-]{0,24}[\d_-])[A-Za-z][\w.-]{2,31}))(?![\w-])(?<![.-])",
        needs=("ssid", "wifi", "wi-fi", "wlan", "hotspot", "network name", "无线", "热点"),
        accept=lambda match: not re.match(r"(?i)(?:2\.4|5)g|wpa|802", match["v"]),
    ),
    *entries.RULES,
    *profiles.RULES,
    *accounts.RULES,
    *accounts_zh.RULES,
)  # fmt: skip
