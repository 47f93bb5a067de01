"""What the model sees of a text: tokens, and for each token the features around it.

English words, runs of digits and single Chinese characters are tokens; everything else is
one token a sign. Digits count by their number only, so that no value is ever a feature's
name. Training and extraction must use the same code: a change here asks for new weights.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CJK = "㐀-䶿一-鿿豈-﫿"
_TOKEN = re.compile(
    rf"[{_CJK}]|[^\W\d_{_CJK}]+(?:['’][^\W\d_{_CJK}]+)?|\d+|\n|[^\w\s]|_", re.UNICODE
)
_CHUNK = re.compile(r"[!-~]+")
VERSION = 2
"""Changes whenever the same text would get other features."""
_NEAR = 4
"""Words before a token that are features in their place; the rest up to `_FAR` in a bag."""
_FAR = 7
_PAD = 4
"""Words that every token has around it, made up where the text ends."""


class Token(NamedTuple):
    """Where a token stands and what stands there."""

    start: int
    end: int
    text: str


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens; what lies between them is white space."""
    return [Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text)]


def features(text: str, tokens: list[Token]) -> list[list[str]]:
    """Name the features of each token.

    Args:
        text: The text that the tokens were cut from.
        tokens: Its tokens.

    Returns:
        One list of names a token.
    """
    words = [word(token.text) for token in tokens]
    shapes = [shape(token.text) for token in tokens]
    w = ["<s>"] * _PAD + words + ["</s>"] * _PAD
    s = ["^", "^", *shapes, "$", "$"]
    chunks = _chunks(text)
    return [
        _of_token(token.text, w, s, i, chunks.get(token.start, ""))
        for i, token in enumerate(tokens)
    ]


def _of_token(text: str, w: list[str], s: list[str], i: int, chunk: str) -> list[str]:
    a4, a3, a2, a1, w0, b1, b2, b3, _ = w[i : i + 2 * _PAD + 1]
    s2, s1, s0, t1, t2 = s[i : i + 5]
    found = [
        f"w={w0}", f"a1={a1}", f"a2={a2}", f"a3={a3}", f"a4={a4}",
        f"b1={b1}", f"b2={b2}", f"b3={b3}",
        f"aw={a1}|{w0}", f"wb={w0}|{b1}", f"aa={a2}|{a1}", f"bb={b1}|{b2}", f"ab={a1}|{b1}",
        f"aaw={a2}|{a1}|{w0}", f"awb={a1}|{w0}|{b1}", f"wbb={w0}|{b1}|{b2}",
        f"aaa={a3}|{a2}|{a1}", f"bbb={b1}|{b2}|{b3}", f"aaaa={a4}|{a3}|{a2}|{a1}",
        f"s={s0}", f"ss={s1}{s0}", f"sss={s1}{s0}{t1}", f"s5={s2}{s1}{s0}{t1}{t2}",
        f"as={a1}|{s0}", f"aas={a2}|{a1}|{s0}",
    ]  # fmt: skip
    if len(text) > 3 and w0[0] != "#":
        found += [f"p3={w0[:3]}", f"x2={w0[-2:]}", f"x3={w0[-3:]}", f"x4={w0[-4:]}"]
    if chunk:
        found += [f"k={chunk}", f"ak={a1}|{chunk}"]
    before, after = (
        w[max(_PAD, i + _PAD - _FAR) : max(_PAD, i + _PAD + 1 - _NEAR)],
        w[i + _PAD + 1 : i + _PAD + 4],
    )
    found += [f"A={word}" for word in set(before)] + [f"B={word}" for word in set(after)]
    return found


def word(text: str) -> str:
    """Fold a token: lower case, digits by their number."""
    if text == "\n":
        return "<n>"
    return f"#{min(len(text), 12)}" if text.isdigit() else text.lower()


def shape(text: str) -> str:
    """Say what a token is made of."""
    if text.isdigit():
        return f"d{min(len(text), 9)}"
    if len(text) == 1:
        return "c" if text.isalpha() else "n" if text == "\n" else text
    if text.islower():
        return "x"
    if text.isupper():
        return "X"
    return "Xx" if text[0].isupper() and text[1:].islower() else "xX"


def _chunks(text: str) -> dict[int, str]:
    """Say of each offset inside a run of ASCII without spaces what the run is made of."""
    found: dict[int, str] = {}
    for match in _CHUNK.finditer(text):
        run = match.group()
        kind = (
            ("a" if run.upper() != run else "")
            + ("A" if run.lower() != run else "")
            + ("0" if any(map(str.isdigit, run)) else "")
            + ("-" if not run[:-1].isalnum() and len(run) > 1 else "")
            + str(min(len(run) // 4, 6))
        )
        for offset in range(*match.span()):
            found[offset] = kind
    return found
