"""Secret halves of key pairs: armoured blocks, wallet keys, seed phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....taxonomy import PrivacyType
from ..lazy import lazy
from ..rule import LEFT, RIGHT, Range, Rule, finder, pattern
from ..source import Source
from .judge import is_issued

_PRIVATE = PrivacyType.PRIVATE_KEY

_BEGIN = lazy(r"-{4,5} ?BEGIN (?:[A-Z0-9]{2,12} ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}", re.ASCII)
_END = lazy(r"-{4,5} ?END (?:[A-Z0-9]{2,12} ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}", re.ASCII)
_BODY_LINE = lazy(
    r"(?:\\r|\\n|[\s>|\"'+,])*(?:[A-Za-z][A-Za-z-]{2,20}: [^\n\\]{0,120}|[A-Za-z0-9+/=]{16,4000}|"
    r"[A-Za-z0-9+/]{1,15}={0,2}(?=\s*\Z|[\s\\]*-{4}))",
    re.ASCII,
)
_TAIL_LINE = lazy(r"[A-Za-z0-9+/=]{16,4000}(?:\\r|\\n|[\s>|\"'+,])*\Z", re.ASCII)
_LONG_KEY = 16_000
_MATERIAL = lazy(r"[A-Za-z0-9+/]{16,4000}")


def _has_material(text: str) -> bool:
    return any(is_issued(run[0]) for run in _MATERIAL.finditer(text))


@finder("private-key-block", _PRIVATE, needs=("private key",))
def _block(source: Source) -> Iterator[Range]:
    """Find armoured blocks whole; where one end is cut off, what is left of them."""
    text, done = source.text, 0
    ends = [match.span() for match in _END.finditer(text)]
    for begin in _BEGIN.finditer(text):
        if begin.start() < done:
            continue
        closing = next((span for span in ends if span[0] >= begin.end()), None)
        following = _BEGIN.search(text, begin.end(), closing[0]) if closing else None
        if closing and following is None and closing[0] - begin.end() <= _LONG_KEY:
            end = closing[1]
        else:
            end = begin.end()
            while (line := _BODY_LINE.match(text, end)) is not None:
                end = line.end()
        if _has_material(text[begin.end() : end]):
            yield begin.start(), end
            done = end
    yield from _cut_off(text, [span for span in ends if span[0] >= done], done)


def _cut_off(text: str, ends: list[Range], done: int) -> Iterator[Range]:
    """Take the lines of key material above an end marker that lost its beginning."""
    for first, last in ends:
        start = first
        while start > done:
            line_start = max(text.rfind("\n", done, start - 1) + 1, done)
            if line_start >= start or _TAIL_LINE.match(text[line_start:start]) is None:
                break
            start = line_start
        if _has_material(text[start:first]):
            yield start, last
        done = last


_PUTTY = lazy(r"PuTTY-User-Key-File-\d{1,2}:[^\n]{0,40}")
_PUTTY_LINE = lazy(
    r"(?:\r?\n|\\n)(?:(?:Encryption|Comment|Public-Lines|Private-Lines|Private-MAC|Private-Hash"
    r"|Key-Derivation|Argon2-[A-Za-z]{3,12}): ?[^\n\\]{0,200}|[A-Za-z0-9+/=]{8,200}(?=\s|\\n|\Z))",
    re.ASCII,
)


@finder("private-key-putty", _PRIVATE, needs=("putty-user-key-file",))
def _putty(source: Source) -> Iterator[Range]:
    """Find a PuTTY key file from its first line to its last."""
    for begin in _PUTTY.finditer(source.text):
        end = begin.end()
        while (line := _PUTTY_LINE.match(source.text, end)) is not None:
            end = line.end()
        if _has_material(source.text[begin.end() : end]):
            yield begin.start(), end


_SEED_CUES = lazy(
    r"(?:seed|mnemonic|recovery|backup|secret recovery|wallet|secret) ?(?:phrase|words)|mnemonic"
    r"|12 words|24 words|助记词|助記詞|种子词|恢复词|种子短语|恢复短语"
)
_WALLET = r"(?:metamask|phantom|trezor|ledger|wallet|crypto|bitcoin|btc|ethereum|coinbase|exodus)"
_WALLET_SEED = lazy(
    rf"(?<![a-z])(?:{_WALLET}(?![a-z])[^\n]{{0,60}}\bseed\b|seed\b[^\n]{{0,60}}\b{_WALLET}(?![a-z]))"
)
_SEED_RUN = lazy(
    r"(?<![A-Za-z])(?:\d{1,2}[.):]? ?)?[a-z]{3,8}(?:(?:, ?|\s{1,2}"
    r"|-)(?:\d{1,2}[.):]? ?)?[a-z]{3,8}(?![A-Za-z])){11,40}"
    r"(?![A-Za-z])",
    re.ASCII,
)
_SEED_RUN_ZH = lazy(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:[ ,、]{1,2}[\u4e00-\u9fff](?![\u4e00-\u9fff])){11,23}"
)
# Frequent words that no word list for seed phrases holds: they are the prose around it.
_PROSE_TEXT = """
    the and for your are not with from can but has was into were our their its any never keep then
    anyone should words word which that's somewhere please here following online don't dont his
    her him she who why how where them these those would could been being did does gets got also
    just like them some such than too very via per may might must yes out let lets lol thanks
    thank phrase mnemonic wallet hello help cant wont
    """
_PROSE = frozenset(_PROSE_TEXT.split())


@finder(
    "seed-phrase",
    _PRIVATE,
    needs=("phrase", "mnemonic", "seed", "words", "助记", "助記", "种子词", "恢复"),
)
def _seed(source: Source) -> Iterator[Range]:
    """Find 12 to 24 short words in a row after a cue, without the prose they stand in."""
    for regex in (_SEED_RUN, _SEED_RUN_ZH):
        for run in regex.finditer(source.text):
            found = _without_prose(source.text, run) if regex is _SEED_RUN else run.span()
            if found is None:
                continue
            before = source.lower[max(0, found[0] - 90) : found[0]]
            if _SEED_CUES.search(before) or _WALLET_SEED.search(before):
                yield found


def _without_prose(text: str, run: re.Match[str]) -> Range | None:
    words: list[Range] = []
    best: list[Range] = []
    for word in re.finditer(r"[a-z]{3,8}", text[run.start() : run.end()]):
        if word[0] in _PROSE:
            words = []
            continue
        words.append((run.start() + word.start(), run.start() + word.end()))
        if len(words) > len(best):
            best = words
    if len(best) < 12 or len({text[a:b] for a, b in best}) < 8:
        return None
    best = best[:24]
    return best[0][0], best[-1][1]


def _is_key_text(match: re.Match[str]) -> bool:
    value = match["v"]
    return any(c.isdigit() for c in value) and value.lower() != value and is_issued(value)


_HEX_CUES = ("private key", "privkey", "private_key", "privatekey", "priv key", "secret key",
             "私钥",              "私鑰", "wallet key", "signing key", "validator key", "nsec",
             "metamask",
             "key:")  # fmt: skip

RULES: tuple[Rule, ...] = (
    _block,
    _putty,
    _seed,
    pattern(
        "private-key-extended",
        _PRIVATE,
        LEFT + r"[xyztuv]prv[1-9A-HJ-NP-Za-km-z]{90,115}" + RIGHT,
        needs=("prv",),
        accept=lambda match: is_issued(match[0]),
    ),
    pattern(
        "private-key-tagged",
        _PRIVATE,
        LEFT + r"(?:AGE-SECRET-KEY-1[0-9A-Z]{40,70}|nsec1[02-9ac-hj-np-z]{50,64})" + RIGHT,
        needs=("age-secret-key-1", "nsec1"),
        accept=lambda match: is_issued(match[0]),
    ),
    pattern(
        "private-key-bare",  # the body of a PEM or OpenSSH key without its armour
        _PRIVATE,
        r"(?<![A-Za-z0-9+/])(?:MII[A-Za-z0-9+/]{3,4}IB(?:AAKC|ADANBgkqhki)|MIGHAgEAMBMG|MHcCAQEE"
        r"|MC4CAQAwBQYDK2VwBCIEI"
        r"|b3BlbnNzaC1rZXktdjE)[A-Za-z0-9+/=]{16,6000}"
        r"(?:(?:\\r|\\n|\s){1,4}[A-Za-z0-9+/=]{16,200}){0,120}",
        needs=("mii", "migh", "mhcc", "mc4c", "b3bl"),
    ),
    pattern(
        "private-key-wif",
        _PRIVATE,
        LEFT + r"(?P<v>[5KLc9][1-9A-HJ-NP-Za-km-z]{50,51}|[1-9A-HJ-NP-Za-km-z]{86,88})" + RIGHT,
        near=("wif", "private", "privkey", "secret", "私钥", "私鑰", "import", "phantom", "solana"),
        reach=60,
        accept=_is_key_text,
    ),
    pattern(
        "private-key-hex",
        _PRIVATE,
        LEFT + r"(?P<v>(?:0x)?[0-9a-fA-F]{64})" + RIGHT,
        near=_HEX_CUES,
        reach=50,
        accept=lambda match: is_issued(match["v"]),
    ),
)
