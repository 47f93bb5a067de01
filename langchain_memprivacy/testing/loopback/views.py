"""The ways in which bytes can be read as text: as they are, unescaped, decoded."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator

DEPTH = 4
"""How many encodings are peeled off one over the other."""

_ESCAPE = re.compile(
    r"\\(?:"
    r"u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"  # one character in two
    r"|u([0-9a-fA-F]{4})|U(000[0-9a-fA-F]{5}|0010[0-9a-fA-F]{4})"
    r"|(x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2})*)"  # the repr of bytes
    r"""|([\\"'/bfnrt]))"""
)
_NAMED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_FORM = re.compile(r"(?:%[0-9a-fA-F]{2})+|\+")
_LETTER = "[A-Za-z0-9+/_-]"
_SEAM = "\uffff"
# Lines of MIME and PEM are one text; other line breaks end it. Four bytes and more.
_BASE64 = re.compile(rf"(?:(?:{_LETTER}{{76}}|{_LETTER}{{64}})\r?\n)*{_LETTER}{{6,}}")


def views(data: bytes, longest: int) -> Iterator[tuple[str, str]]:
    """Read bytes in every way a value could stand in them.

    Args:
        data: Any bytes: a request, a database file, a log.
        longest: The length in UTF-8 bytes of the longest value that matters.

    Yields:
        What was peeled off (`raw`, `escaped`, `percent`, `base64`, or several of them, the
        outermost first), and the text that was under it. Bytes that are no UTF-8 become
        U+FFFD. Text that an encoding leaves as it is is not repeated, beyond what a value
        around an encoded part needs.
    """
    text = data.decode("utf-8", "replace")
    # A part that is not encoded here may be inside: three characters for each byte.
    reach = 3 * longest
    seen, runs = {text, ""}, set[str]()
    layer: list[tuple[tuple[str, ...], str]] = [((), text)]
    for depth in range(DEPTH + 1):
        deeper: list[tuple[tuple[str, ...], str]] = []
        for forms, text in layer:
            yield "+".join(forms) or "raw", text
            for form, inner in _peel(text, reach, runs) if depth < DEPTH else ():
                if inner not in seen:
                    seen.add(inner)
                    deeper.append(((*forms, form), inner))
        layer = deeper


def _peel(text: str, reach: int, runs: set[str]) -> Iterator[tuple[str, str]]:
    if "\\" in text:
        yield "escaped", _replaced(text, _ESCAPE, _unescape, reach)
    if "%" in text:
        yield "percent", _replaced(text, _PERCENT, _unquote, reach)
    if "+" in text:
        yield "percent", _replaced(text, _FORM, _unquote, reach)
    # Each word is decoded once, however often it stands there.
    new = set(_BASE64.findall(text)) - runs
    runs |= new
    if new:
        yield "base64", b"\n".join(map(_decode, new)).decode("utf-8", "replace")


def _replaced(
    text: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str], reach: int
) -> str:
    """Replace matches, and keep of the rest what is near one."""
    windows: list[list[int]] = []
    for match in pattern.finditer(text):
        low, high = max(match.start() - reach, 0), match.end() + reach
        if windows and low <= windows[-1][1]:
            windows[-1][1] = high
        else:
            windows.append([low, high])
    return pattern.sub(new, _SEAM.join(text[low:high] for low, high in windows))


def _unquote(match: re.Match[str]) -> str:
    if match[0] == "+":
        return " "
    return bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")


def _unescape(match: re.Match[str]) -> str:
    high, low, four, eight, octets, name = match.groups()
    if high:
        pair = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
        return chr(pair)
    if octets:
        raw = bytes.fromhex(octets.replace("\\", "").replace("x", ""))
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.decode("latin-1")
    return _NAMED.get(name, name) if name else chr(int(four or eight, 16))


def _decode(run: str) -> bytes:
    """Decode from each of the first four letters: what stands before may look like base64."""
    letters = re.sub(r"[\r\n]", "", run).replace("-", "+").replace("_", "/")
    found = []
    for start in range(4):
        part = letters[start:]
        part = part[: len(part) - (len(part) % 4 == 1)]  # one letter alone means nothing
        found.append(binascii.a2b_base64(part + "=" * (-len(part) % 4)))
    return b"\n".join(found)
