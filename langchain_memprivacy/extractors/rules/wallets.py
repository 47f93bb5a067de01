"""Addresses of crypto wallets, by checksum or by label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...taxonomy import PrivacyType
from .checks import base58check, bech32
from .cued import cued
from .lazy import lazy, matches
from .rule import LEFT, RIGHT, Range, Rule, finder, pattern
from .source import Source

_ETHEREUM = lazy(LEFT + r"0x[0-9a-fA-F]{40}" + RIGHT, re.ASCII)
_PUBLIC = lazy(
    r"(?:contract|token|router|factory|burn address|zero address|合约|代币)[^\n]{0,30}\Z", re.ASCII
)
_OWNED = lazy(
    r"wallet|address|\beth\b|ether|metamask|ledger|\bens\b|usdt|usdc|crypto|bsc|polygon|钱包"
    r"|地址|以太|转到|打到",
    re.ASCII,
)


@finder("wallet-ethereum", PrivacyType.FINANCIAL_ACCOUNT, needs=("0x",))
def _ethereum(source: Source) -> Iterator[Range]:
    """Mixed case is EIP-55's checksum; one case needs a word. Contracts are public."""
    for match in matches(_ETHEREUM, source):
        body, back = match[0][2:], max(0, match.start() - 60)
        if len(set(body.lower())) < 8 or _PUBLIC.search(source.lower, back, match.start()):
            continue
        mixed = body != body.lower() and body != body.upper()
        if mixed or _OWNED.search(source.lower, back, match.start()):
            yield match.span()


RULES: tuple[Rule, ...] = (
    _ethereum,
    pattern(
        "wallet-base58",
        PrivacyType.FINANCIAL_ACCOUNT,
        LEFT + r"[13TLMD][1-9A-HJ-NP-Za-km-z]{25,34}" + RIGHT,
        digits=2,
        # The first one is Bitcoin's genesis block.
        accept=lambda match: (
            match[0] != "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa" and base58check(match[0])
        ),
    ),
    pattern(
        "wallet-bech32",
        PrivacyType.FINANCIAL_ACCOUNT,
        LEFT + r"(?i:bc1|ltc1|tb1)[02-9ac-hj-np-zAC-HJ-NP-Z]{11,71}" + RIGHT,
        needs=("bc1", "ltc1", "tb1"),
        accept=lambda match: bech32(match[0]),
    ),
    cued(
        "wallet-labelled",
        PrivacyType.FINANCIAL_ACCOUNT,
        (
            "sol|solana|solana address|solana wallet|sol address|sol wallet|phantom|"
            "phantom wallet|wallet|wallet address|btc address|bitcoin address|btc wallet|"
            "xrp address|ada address|trx address|tron address|xmr address|monero address|"
            "crypto address|usdt address|钱包|钱包地址|收币地址|sol地址|比特币地址|usdt地址"
            "|trc20地址|trc20|波场地址"
        ),
        LEFT + r"(?:addr1[0-9a-z]{50,100}|r[1-9A-HJ-NP-Za-km-z]{24,34}"
        r"|(?=[1-9A-Za-z]{0,20}\d)(?=[1-9A-Za-z]{0,20}[A-Z])[1-9A-HJ-NP-Za-km-z]{32,44}"
        r"|[48][1-9A-HJ-NP-Za-km-z]{94})" + RIGHT,
        digits=1,
    ),
)
