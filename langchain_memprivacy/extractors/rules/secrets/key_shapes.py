"""Keys, tokens and seed phrases that show by their shape, without the service's prefix."""

from __future__ import annotations

import re

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import Rule, pattern
from .judge import is_issued, is_placeholder

_RUN = lazy(r"[a-z]+|[A-Z]+|\d+")


def _is_mixed(match: re.Match[str]) -> bool:
    """Small letters, capitals and digits take turns often enough for a generated value."""
    body = match["body"]
    return (
        is_issued(match[0])
        and sum(map(str.isdigit, body)) >= 2
        and any(map(str.isupper, body))
        and any(map(str.islower, body))
        and len(_RUN.findall(body)) >= len(body) * 0.35
        and not _PUBLIC_FORM.match(match[0])
    )


_PUBLIC_FORM = lazy(
    r"0x[0-9a-fA-F]{40}\Z|[13T][1-9A-HJ-NP-Za-km-z]{25,33}\Z|[1-9A-HJ-NP-Za-km-z]{43,44}\Z"
    r"|MI[IG]|AAAA|eyJ|wrkspc_|msg_|req_|run[_-]|chatcmpl|asst_|evt_|call_"
    r"|toolu_|thread_|resp_|item_|fc_|file-|batch_|trace[_-]|span_"
)
"""Wallet addresses, public keys, identifiers of requests."""
_PUBLIC_HEX = lazy(
    r"sha-?\d|md5|commit|digest|checksum|hash|docker|image|block|etag|revision|摘要|校验"
)
_SECRET_HEX = lazy(
    r"\bkeys?\b|token|cookie|session|secret|wallet|private|hold for|compromised|signing|密钥"
    r"|秘钥|私钥|令牌|token|签名"
)


def _is_secret_hex(match: re.Match[str]) -> bool:
    """Digests look the same: a word for keys must stand near, and none for digests."""
    start, end = match.span()
    lower = match.string.lower()
    return (
        is_issued(match[0])
        and re.search(r"\d", match[0]) is not None
        and re.search(r"[a-f]", match[0]) is not None
        and not _PUBLIC_HEX.search(lower, max(0, start - 40), start)
        and _SECRET_HEX.search(lower, max(0, start - 90), end + 60) is not None
    )


_FEW = 2


def _is_serial_group(match: re.Match[str]) -> bool:
    """Several of the groups mix letters and digits."""
    groups = match[0].split("-")
    return sum(not group.isalpha() and not group.isdigit() for group in groups) >= _FEW


_NOT_SEED = frozenset(
    [
        "the",
        "and",
        "for",
        "are",
        "was",
        "were",
        "has",
        "had",
        "not",
        "but",
        "his",
        "her",
        "she",
        "him",
        "our",
        "their",
        "them",
        "from",
        "would",
        "could",
        "should",
    ]
)


def _is_seed(match: re.Match[str]) -> bool:
    words = re.findall(r"[a-z]+", match["v"])
    return len(words) in {12, 15, 18, 21, 24} and not _NOT_SEED.intersection(words)


RULES: tuple[Rule, ...] = (
    pattern(
        "key-shape",
        PrivacyType.KEY,
        r"(?:(?<![A-Za-z0-9_/+=.-])|(?<=key=)|(?<=secret=)"
        r"|(?<=token=))(?:[a-z]{1,8}[-_]){0,3}(?P<body>[A-Za-z0-9]{14,80}"
        r"|(?<=[-_])[A-Za-z0-9]{12,80})"
        r"(?![A-Za-z0-9_/+=-])",
        digits=2,
        prose=True,
        accept=_is_mixed,
    ),
    pattern(
        "key-shape-hex",
        PrivacyType.KEY,
        r"(?<![A-Za-z0-9_/+.:-])(?:[a-f0-9]{64}|[a-f0-9]{40}|[a-f0-9]{32})(?![A-Za-z0-9_/+-])",
        digits=8,
        prose=True,
        accept=_is_secret_hex,
    ),
    pattern(
        "key-license",
        PrivacyType.KEY,
        r"(?<![A-Za-z0-9-])[A-Z0-9]{3,6}(?:-[A-Z0-9]{4,6}){3,6}(?![A-Za-z0-9-])",
        digits=3,
        near=(
            "licen",
            "key",
            "activat",
            "serial",
            "密钥",
            "许可",
            "激活",
            "授权",
            "注册码",
            "序列",
        ),
        reach=60,
        accept=_is_serial_group,
    ),
    pattern(
        "seed-shape",
        PrivacyType.PRIVATE_KEY,
        r"(?:\A|(?<=[\n\"“'`(])) ?(?P<v>[a-z]{3,8}(?:,? [a-z]{3,8}){11,23})(?= ?(?:[\n\"”'`).]"
        r"|\Z))",
        accept=_is_seed,
    ),
    pattern(
        "login-link",
        PrivacyType.TOKEN,
        r"https?://[A-Za-z0-9.-]{3,80}/[^\s\"'<>\u3000-\uffff]{0,200}[?&](?:[a-z_]{0,12}token"
        r"|ticket|session)="
        r"[A-Za-z0-9_.-]{16,400}[^\s\"'<>),\u3000-\uffff]{0,100}",
        needs=("openid=", "uid=", "user=", "userid=", "uin="),
        accept=lambda match: not is_placeholder(match[0]),
    ),
)
