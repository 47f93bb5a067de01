"""Values in base64, in any dress: LangSmith writes bytes so, and people paste it."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Callable

_WHOLE = 8
"""How many letters of base64 are decoded where they are all of a text."""
_LEAST = 12
"""The same within a text: shorter words are words."""
_DEPTH = 2
"""How often what was decoded is decoded again."""
_HITS = 4
"""How many parts of one run, each aligned in its own way, are looked for."""

_FEW = 4096
_SHORT = 8
_LONG = 16
"""Pieces of text are read from so many bytes on, in few bytes and in many: noise has short ones."""

_LETTER = "[A-Za-z0-9+/_-]"
_SEAM = r"(?:\r?\n|(?:\\r)?\\n)[ \t]*"
_RUN = re.compile(rf"(?<!{_LETTER}){_LETTER}{{4,}}(?:{_SEAM}{_LETTER}+)*={{0,2}}")
_SEAMS = re.compile(_SEAM)
_STANDARD = str.maketrans("-_", "+/")

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
# Pieces of text among bytes that are none. Noise has few of them: half a one in 1,000 bytes.
_WIDE = rb"[\xe0-\xef][\x80-\xbf]{2}"
_UNIT = rb"(?:[\t\r\n -~]|[\xc2-\xdf][\x80-\xbf]|" + _WIDE + rb"|[\xf0-\xf4][\x80-\xbf]{3})"
_PIECES = (
    ("utf-8", re.compile(_UNIT + rb"{8,}|(?:" + _WIDE + rb"){2,}" + _UNIT + rb"*")),
    ("latin-1", re.compile(rb"(?:[\xc0-\xff]?[ -~]){10,}")),
    ("utf-16-le", re.compile(rb"(?:[ -~]\x00){4,}")),
    ("utf-16-be", re.compile(rb"(?:\x00[ -~]){4,}")),
)
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

Hide = Callable[[str], str]


def hidden_coded(text: str, hide: Hide) -> str:
    """Hide in a text, and in what stands in it in base64.

    Args:
        text: Any text.
        hide: Desensitizes what was decoded, and the rest.
    """
    coded = in_coded(text, hide)
    # What is base64 of placeholders as a whole has nothing else to hide.
    return coded if coded != text and _RUN.fullmatch(coded) else hide(coded)


def in_coded(text: str, hide: Hide, depth: int = 1) -> str:
    """Hide in what stands in base64 in a text; all else stays.

    Either alphabet, padded or not, with line breaks, glued to a word, of bytes that are no
    text, and twice over. What holds nothing private stays letter by letter.

    Args:
        text: Any text.
        hide: Desensitizes what was decoded.
        depth: How often it was decoded.
    """
    if len(text) < _WHOLE:
        return text

    def of_run(match: re.Match[str]) -> str:
        least = _WHOLE if len(match[0]) == len(text) else _LEAST
        return _in_run(match[0], hide, depth) if len(match[0]) >= least else match[0]

    return _RUN.sub(of_run, text)


def _in_run(run: str, hide: Hide, depth: int) -> str:
    letters = _SEAMS.sub("", run)
    found = letters
    for _ in range(_HITS):
        hidden = _in_any_alignment(found, hide, depth)
        if hidden == found:
            break
        found = hidden
    return run if found == letters else found


def _in_any_alignment(letters: str, hide: Hide, depth: int) -> str:
    """Decode from each of the first four letters: a word before may look like base64."""
    bare = letters.rstrip("=")
    is_padded, is_url_safe = len(bare) < len(letters), "-" in bare or "_" in bare
    standard = bare.translate(_STANDARD)
    for start in range(4):
        tail = standard[start:]
        part = tail[: len(tail) - (len(tail) % 4 == 1)]  # one letter alone means nothing
        data = binascii.a2b_base64(part + "=" * (-len(part) % 4))
        hidden = _in_data(data, hide, depth)
        if hidden != data:
            hidden, whole = _without_loose_end(data, hidden, tail)
            behind = bare[start + whole :]
            coded = base64.b64encode(hidden, b"-_" if is_url_safe else None).decode()
            as_before = is_padded or (start == 0 and len(bare) % 4 == 0 and not is_url_safe)
            if behind or not as_before:
                coded = coded.rstrip("=")
            return bare[:start] + coded + behind
    return letters


def _without_loose_end(data: bytes, hidden: bytes, standard: str) -> tuple[bytes, int]:
    """Leave the last letters as they are where they hold more bits than bytes.

    They do where the reading began between two letters of the real one, or where letters are
    glued behind: encoding the bytes again would lose these bits. Not where a value reached
    into them, and not where they would no longer stand where a letter of base64 can.

    Returns:
        What to encode again, and for how many letters it stands.
    """
    more = len(standard) % 4
    last = data[len(data) - max(0, more - 1) :]
    kept = hidden[: len(hidden) - len(last)]
    is_whole = base64.b64encode(data).decode().rstrip("=") == standard
    if is_whole or len(kept) % 3 or not hidden.endswith(last):
        return hidden, len(standard)
    return kept, len(standard) - more


def _in_data(data: bytes, hide: Hide, depth: int) -> bytes:
    def deeper(text: str) -> str:
        return hide(in_coded(text, hide, depth + 1) if depth < _DEPTH else text)

    mark = data[:2]
    for codec in ("utf-8",) if mark not in _MARKS else (_MARKS[mark],):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        hidden = deeper(text)
        if hidden != text:
            return hidden.encode(codec, "replace")
        if codec == "utf-8" and not _CONTROL.search(data):
            return data
    least = _SHORT if len(data) <= _FEW else _LONG
    for codec, pieces in _PIECES:

        def of_piece(match: re.Match[bytes], codec: str = codec) -> bytes:
            return _in_piece(match[0], codec, deeper) if len(match[0]) >= least else match[0]

        data = pieces.sub(of_piece, data)
    return data


def _in_piece(piece: bytes, codec: str, hide: Hide) -> bytes:
    text = piece.decode(codec, "surrogateescape" if codec == "utf-8" else "strict")
    hidden = hide(text)
    return piece if hidden == text else hidden.encode(codec, "replace")
