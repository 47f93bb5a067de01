"""Credentials drawn again: passwords of other words, keys with their prefixes, wallets."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import string

from .lists import lists
from .shapes import core, draw, fill

_RUN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|.", re.DOTALL)
_PREFIX = re.compile(
    r"(?:(?:sk|pk|rk)_(?:live|test)_|[a-z]{2,5}_(?:live_|test_)?|xox[a-z]-|AKIA|LTAI|AIza|hvs\.|"
    r"[a-z]{2,6}-(?=[A-Za-z0-9]{12})|sk-)"
)
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_IPV4 = re.compile(r"(?<![\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_INLINE = re.compile(r"(?<=:)[^:@/\s]+(?=@)|(?i:(?<=password=)|(?<=pwd=))[^;&\s]+")


def password(old: str, rng: random.Random) -> str:
    """Draw a password built alike: words for words, digits for digits, signs stay."""
    out = []
    for run in _RUN.findall(old):
        if run.isascii() and run.isalpha() and len(run) >= 4:
            word = rng.choice(lists()["words"])
            out.append(
                word.upper() if run.isupper() else word.title() if run[0].isupper() else word
            )
        else:
            out.append(fill(run, draw(core(run), rng)))
    return "".join(out)


def key(old: str, rng: random.Random) -> str:
    """Draw a key or token; what says whose key it is stays."""
    if old.startswith("eyJ") and old.count(".") == 2:
        return _jwt(old, rng)
    if old.startswith("-----BEGIN"):
        return re.sub(
            r"(?m)^(?!-----).*$", lambda match: fill(match[0], draw(core(match[0]), rng)), old
        )
    if "=" in old and not old.endswith("="):  # a cookie or a link: its values
        return re.sub(r"(?<==)[^;&\s]+", lambda match: key(match[0], rng), old)
    prefix = _PREFIX.match(old)
    at = prefix.end() if prefix else 0
    return old[:at] + fill(old[at:], draw(core(old[at:]), rng))


def connection(old: str, rng: random.Random, known: dict[str, str]) -> str:
    """Draw password and address of a connection string; the rest stays."""
    return ip(_INLINE.sub(lambda match: password(match[0], rng), old), rng, known)


def has_ip(text: str) -> bool:
    """Tell whether a text holds an IPv4 address."""
    return _IPV4.search(text) is not None


def ip(old: str, rng: random.Random, known: dict[str, str]) -> str:
    """Draw IPv4 addresses; private ones stay private, networks stay networks.

    Args:
        old: A text with addresses.
        rng: Draws.
        known: What was drawn before, by old address; is added to.
    """

    def other(match: re.Match[str]) -> str:
        return known.setdefault(match[0], draw_one(match))

    def draw_one(match: re.Match[str]) -> str:
        a, b, c, d = (int(group) for group in match.groups())
        keep = a in {127, 192} or (a == 172 and 16 <= b < 32)
        parts = (a, b if keep else rng.randrange(1, 250), c and rng.randrange(1, 250))
        return ".".join(map(str, (*parts, d and rng.randrange(1, 250))))

    return _IPV4.sub(other, old)


def seed_phrase(old: str, rng: random.Random, words: list[str]) -> str:
    """Draw as many words as the phrase has."""
    return " ".join(rng.choice(words) for _ in old.split())


def wallet(old: str, rng: random.Random) -> str:
    """Draw a wallet address of the same kind, with its checksum where it has one."""
    lower = old.lower()
    if lower.startswith(("bc1", "tb1", "ltc1")):
        prefix = lower.rpartition("1")[0]
        return _bech32(
            prefix, [rng.randrange(32) for _ in range(len(old) - len(prefix) - 7)], lower
        )
    if lower.startswith("0x"):
        return "0x" + "".join(rng.choice("0123456789abcdef") for _ in old[2:])
    if all(c in _BASE58 for c in old):
        number = 0
        for c in old:
            number = number * 58 + _BASE58.index(c)
        size = (number.bit_length() + 7) // 8
        version = (number >> 8 * (size - 1)).to_bytes(1, "big") if size == 25 else b"\0"
        return _base58(version + rng.randbytes(20))
    return fill(old, draw(core(old), rng))


def _jwt(old: str, rng: random.Random) -> str:
    head, body, signature = old.split(".")
    try:
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except ValueError:
        claims = {}
    new = (
        {name: _claim(value, rng) for name, value in claims.items()}
        if claims
        else {"sub": draw("0a0a0a0a", rng)}
    )
    text = base64.urlsafe_b64encode(json.dumps(new, separators=(",", ":")).encode()).decode()
    return f"{head}.{text.rstrip('=')}.{_random(len(signature), rng)}"


def _claim(value: object, rng: random.Random) -> object:
    if isinstance(value, int):
        return value + rng.randrange(1, 9_000_000)
    return fill(value, draw(core(value), rng)) if isinstance(value, str) else value


def _random(length: int, rng: random.Random) -> str:
    return "".join(rng.choice(string.ascii_letters + string.digits + "-_") for _ in range(length))


def _base58(payload: bytes) -> str:
    raw = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, out = int.from_bytes(raw, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        out = _BASE58[rest] + out
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + out


def _bech32(prefix: str, data: list[int], old: str) -> str:
    # The first symbol is the witness version and decides which checksum belongs to it.
    data[0] = max(_BECH32.find(old[len(prefix) + 1]), 0)
    stream = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + data + [0] * 6
    state = 1
    for value in stream:
        top, state = state >> 25, (state & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> bit & 1:
                state ^= term
    state ^= 0x2BC830A3 if data[0] else 1
    check = [state >> 5 * (5 - at) & 31 for at in range(6)]
    return prefix + "1" + "".join(_BECH32[value] for value in [*data, *check])
