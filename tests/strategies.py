"""Hypothesis strategies for texts, values, spans, look-alikes and chunkings."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import quote

from hypothesis import strategies as st

from langchain_memprivacy.placeholders import STANDARD_TAGS
from langchain_memprivacy.spans import PrivacySpan
from langchain_memprivacy.taxonomy import PrivacyLevel

WORDS = (
    "please", "call", "the", "office", "Annual", "report", "a", "I", "is", "x1", "EMAIL", "REAL",
    "我叫", "在", "上班", "，", "。", "電話", "カタカナ", "한국어", "ไทย", "שלום", "مرحبا", "Ünïcode",
    "👍🏽", "👨‍👩‍👧", "❤️", "\u200b", "\u200d", "\ufeff", "\u202e", "e\u0301", "ß", "İ", "K", "ſ",
    "1", "42", "٣", "２", "_", "-", "'s", '"', "\\", "/", "\\n", "\\u003c", "&amp;", "&lt;", "%20",
    "%3C", "<", ">", "[", "]", "{", "}", "(", ")", ",", ":", "://", "https://", "mailto:", "`",
    "```json", "**", "<b>", "</b>", "http", "null", "true", "-1.5e3", "\x00", "\x1b", "\x7f",
    "\ud83d", "\udc00",
)  # fmt: skip
"""Pieces of text, each of which has broken some program."""

GAPS = ("", "", " ", " ", "\n", "\r\n", "\t", ", ")

VALUES = (
    "Ann", "Ann Holm", "Holm", "张伟", "华信证券", "lena.moor@brightleaf.io", "s3cr3t!Pass", "42",
    "+49 170 0000000", 'say "hi"', "a\\b", "line\nbreak", "tab\there", "<tag>", "R&D", "[x]",
    "50%", "a b/c?d=e&f#g", "100.50", "true", "null", "🐶🐱", "\u0645\u0631\u064a\u0645", "e\u0301va",
    "\x07bell", "lone\ud800", "{}", '{"a": 1}', "https://brightleaf.io/u/7", "O'Neil", "x_y", "-7",
    "EMAIL", "1", "REAL", "&amp;", "\\u0041", "\\", '"', "%", "中", "A", "wörld",
)  # fmt: skip
"""Values whose characters mean something to JSON, URLs, HTML or the grammar."""

TYPES = ("REAL_NAME", "EMAIL", "PASSWORD", "MEDICAL_HEALTH", "PET_NAME", "ID_NUMBER")

PAIRS = (
    ("<", ">"), ("\\<", "\\>"), ("&lt;", "&gt;"), ("\\u003c", "\\u003e"), ("%3C", "%3E"),
    ("[", "]"), ("＜", "＞"), ("【", "】"), ("［", "］"), ("《", "》"), ("〈", "〉"),
)  # fmt: skip
"""The bracket pairs of the grammar's table, written down a second time on purpose."""

SEPARATORS = ("_", "\\_", " ", " _", "_ ", " _ ", " \\_", "\\_ ", " \\_ ")

CASES = (str.upper, str.lower, str.title, str.swapcase)


def spell(tag: str, number: int, pair: tuple[str, str], separator: str, pad: str = "") -> str:
    """Write a placeholder with slips."""
    return f"{pair[0]}{pad}{separator.join(tag.split('_'))}{separator}{number}{pad}{pair[1]}"


numbers = st.one_of(st.integers(1, 3), st.integers(1, 999_999_999))

values = st.one_of(
    st.sampled_from(VALUES),
    st.text(max_size=12).filter(bool),
    st.lists(st.sampled_from(VALUES), min_size=2, max_size=3).map(" ".join),
)


@st.composite
def look_alikes(draw: st.DrawFn, number: st.SearchStrategy[int] = numbers) -> str:
    """Every accepted spelling, cut-off and touched ones, and ones in a sentence's way."""
    tag = draw(st.sampled_from((*STANDARD_TAGS[:4], "EMAIL", "REAL_NAME", "PET_NAME", "X")))
    case = draw(st.sampled_from((str.upper, str.upper, *CASES)))
    pair = draw(st.sampled_from((*PAIRS, PAIRS[0], PAIRS[0], ("", ""), ("", ""), ("<", "]"))))
    text = spell(
        case(tag),
        draw(number),
        pair,
        draw(st.sampled_from(("_", "_", "_", *SEPARATORS))),
        draw(st.sampled_from(("", "", " "))),
    )
    cut = draw(st.sampled_from((0, 0, 0, 1, 2, 3)))
    text = text[: len(text) - cut] if cut else text
    return draw(st.sampled_from(("", "", "", "x", "_", "é", "0", "\\", "<"))) + text


urls = st.builds(
    "{}{}/{}?q={}#{}".format,
    st.sampled_from(("https://", "http://", "ftp://", "wss://", "file:///", "mailto:")),
    st.sampled_from(("brightleaf.io", "a@b.example", "bücher.example", "[::1]")),
    values.map(lambda v: quote(v, safe="", errors="surrogatepass")),
    values,
    st.sampled_from(VALUES),
)

_json_leaves = st.one_of(
    values,
    st.integers(-999, 999),
    st.booleans(),
    st.none(),
    st.floats(-9, 9).map(lambda x: x + 0.0),
)
json_values = st.recursive(
    _json_leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(values, inner, max_size=3),
    max_leaves=6,
)
json_documents = st.one_of(
    st.dictionaries(values, json_values, min_size=1, max_size=3), json_values
)


@st.composite
def json_texts(draw: st.DrawFn) -> str:
    """JSON: compact, pretty, `\\u`-escaped, in a JSON string, cut off, in a code fence."""
    text = json.dumps(
        draw(json_documents),
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from((None, None, 2))),
    )
    for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
        text = json.dumps({"arguments": text}, ensure_ascii=draw(st.booleans()))
    kind = draw(st.sampled_from(("plain", "plain", "cut", "fence", "damaged")))
    if kind == "cut":
        return text[: draw(st.integers(0, len(text)))]
    if kind == "fence":
        return f"```json\n{text}\n```"
    if kind == "damaged":
        place = draw(st.integers(0, len(text)))
        return text[:place] + draw(st.sampled_from(WORDS)) + text[place:]
    return text


markup = st.one_of(
    values.map(lambda v: f"<p title='{escape(v)}'>{escape(v)}</p>"),
    values.map(
        lambda v: f"[{v}](https://brightleaf.io/?q={quote(v, safe='', errors='surrogatepass')})"
    ),
    values.map(lambda v: f"**{v}**, `{v}`\n```py\nx = {v!r}\n```"),
    values.map(lambda v: f"| {v} | `{v}` |"),
)

words = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=8).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)

_pieces = st.one_of(words, values, look_alikes(), markup, urls, json_texts(), st.text(max_size=8))
texts = st.lists(_pieces, max_size=5).map("".join)
"""Anything: prose in several scripts, markup, JSON, URLs, look-alikes, values, noise."""

plain_texts = st.lists(st.one_of(words, values, markup, urls, json_texts()), max_size=4).map(
    "".join
)
"""The same without look-alikes of placeholders on purpose."""

levels = st.sampled_from(PrivacyLevel)
protected = st.sampled_from([level for level in PrivacyLevel if level > PrivacyLevel.PL1])
labels = st.tuples(st.sampled_from(TYPES), protected)
fixed_values = st.dictionaries(values, labels, min_size=1, max_size=5)


@st.composite
def spans_of(draw: st.DrawFn, text: str, max_size: int = 4) -> tuple[PrivacySpan, ...]:
    """Any spans of a text: overlapping, equal, cutting words, escapes and look-alikes."""
    spans = []
    for _ in range(draw(st.integers(0, max_size)) if text else 0):
        start = draw(st.integers(0, len(text) - 1))
        end = min(len(text), start + draw(st.integers(1, 12)))
        type_, level = draw(labels)
        spans.append(PrivacySpan(start, end, text[start:end], type_, level, "random"))
    return tuple(spans)


def cuts_of(text: str) -> st.SearchStrategy[list[str]]:
    """Ways to cut a text into chunks, empty ones and single characters included."""
    places = st.lists(st.integers(0, len(text)), max_size=12).map(sorted)
    some = places.map(lambda p: [text[a:b] for a, b in zip([0, *p], [*p, len(text)], strict=True)])
    return st.one_of(some, st.just(list(text)))
