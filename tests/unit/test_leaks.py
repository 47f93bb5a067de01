"""The search for leaks finds planted values under every encoding, and no absent ones."""

from __future__ import annotations

import base64
import json
import random
import sqlite3
import time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_memprivacy.testing.loopback import assert_clean, find_leaks

VALUES = (
    "Nora Whitfield",
    "nora.whitfield+tea@brightleaf.io",
    'Juniper "Lantern"\\58\n',
    "林晓岚",
    "C:\\new\\table.txt",
    "100%25 sure",
    "🍵 matcha/tea?",
    "Zoë Ångström",
)


def wrapped(value):
    return json.dumps({"a": json.dumps({"b": value})})


ENCODINGS = {
    "raw": str.encode,
    "utf-8 among bytes": lambda v: b"\xff\x00\xe6" + v.encode() + b"\xf0\x80",
    "json": lambda v: json.dumps({"q": v}).encode(),
    "json, not ascii": lambda v: json.dumps({"q": v}, ensure_ascii=False).encode(),
    "json, slashes": lambda v: json.dumps(v).replace("/", "\\/").encode(),
    "json, all of it": lambda v: "".join(
        f"\\u{unit[:2].hex()}" for unit in units(v.encode("utf-16-be"))
    ).encode(),
    "json in json": lambda v: wrapped(v).encode(),
    "json in json in json": lambda v: json.dumps(wrapped(v)).encode(),
    "repr": lambda v: repr([v]).encode(),
    "repr of bytes": lambda v: repr(v.encode()).encode(),
    "query": lambda v: f"GET /a?q={quote(v, safe='')}&x HTTP/1.1".encode(),
    "form": lambda v: f"q={quote_plus(v)}&x=1".encode(),
    "percent, all of it": lambda v: "".join(f"%{byte:02x}" for byte in v.encode()).encode(),
    "percent, twice": lambda v: quote(quote(v, safe="")).encode(),
    "base64": lambda v: base64.b64encode(v.encode()),
    "base64, in a text": lambda v: b'{"a":"' + base64.b64encode(b"x" + v.encode() + b"yz") + b'"}',
    "base64, for urls": lambda v: b"/a/" + base64.urlsafe_b64encode(b"??>" + v.encode()),
    "base64, no padding": lambda v: b"Basic " + base64.b64encode(v.encode()).rstrip(b"="),
    "base64, in lines": lambda v: base64.encodebytes(b"<" * 50 + v.encode() + b"<" * 50),
    "base64, glued": lambda v: b"data:a/b" + base64.b64encode(v.encode()),
    "json in base64": lambda v: base64.b64encode(json.dumps({"a": v}).encode()),
    "base64 in base64": lambda v: base64.b64encode(base64.b64encode(v.encode())),
    "base64 in json in a query": lambda v: quote(
        json.dumps({"a": base64.b64encode(v.encode()).decode()})
    ).encode(),
    "json in a form in json": lambda v: json.dumps({"f": quote_plus(json.dumps(v))}).encode(),
}


def units(data):
    return [data[start : start + 2] for start in range(0, len(data), 2)]


def noise(seed, size):
    """Text like that of requests: words, escapes, percent signs, identifiers."""
    source = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    words = ["".join(source.choices(letters, k=source.randint(2, 12))) for _ in range(size // 8)]
    glue = [" ", " ", " ", "\\n", '\\"', "%20", "+", "/", "好", "\n"]
    return "".join(word + source.choice(glue) for word in words).encode()


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_value_is_found_under_each_encoding(encoding, value):
    """Amid other text, it alone is found, and so is a piece of it."""
    data = noise(1, 4000) + b" " + ENCODINGS[encoding](value) + b" " + noise(2, 4000)
    index = VALUES.index(value)
    assert [leak.label for leak in find_leaks(data, VALUES)] == [index]
    if len(value) >= 6:
        found = find_leaks(data, VALUES, 6)
        assert index in [leak.label for leak in found]
        (mine,) = (leak for leak in found if leak.label == index)
        assert not mine.place.startswith("fragment")


@given(
    value=st.text(st.characters(exclude_categories=["Cs"]), min_size=6, max_size=40),
    encoding=st.sampled_from(sorted(ENCODINGS)),
    before=st.binary(max_size=20),
    after=st.binary(max_size=20),
)
def test_any_value_is_found(value, encoding, before, after):
    """Whatever its characters and whatever stands around it."""
    if "bytes" in encoding or encoding in {"percent, all of it", "raw"}:
        before = after = b""
    if "\ufffd" in value or "\uffff" in value:
        return
    data = before + b" " + ENCODINGS[encoding](value) + b" " + after
    assert [leak.label for leak in find_leaks(data, [value])] == [0]


def test_absent_values_are_not_found():
    """A text without them, and one with almost all of each, are clean."""
    data = noise(3, 200_000) + "Nora whitfield, Nora  Whitfield, 林晓, 林 晓岚 Zoe".encode()
    assert find_leaks(data, VALUES) == []
    assert find_leaks(b"", VALUES) == []
    assert find_leaks(data, []) == []
    assert_clean(data, VALUES)


@given(
    value=st.text("ab ", min_size=6, max_size=24),
    text=st.text("ab ", max_size=60),
    size=st.integers(6, 12),
)
def test_fragments_are_exactly_the_common_pieces(value, text, size):
    """A value is found if and only if it shares a piece of that length with the text."""
    pieces = {value[i : i + size] for i in range(len(value) - size + 1)}
    shares = value in text or any(piece in text for piece in pieces)
    assert bool(find_leaks(text.encode(), [value], size)) is shares


@pytest.mark.parametrize("size", range(6, 13))
def test_a_fragment_is_found_at_any_offset(size):
    """The last piece that is long enough is found wherever it begins; a shorter one is not."""
    value = "abcdefghijklmnopqrstuvwxyz"
    for start in range(2 * size):
        for cut in range(len(value) - size + 1):
            data = b"." * start + value[cut : cut + size].encode() + b"."
            assert find_leaks(data, [value], size) == [(0, "fragment of raw")]
            assert find_leaks(data, [value], size + 1) == []


def test_one_value_in_two_encodings_is_found():
    """A part of it is escaped, and what stands around that part is percent-encoded."""
    value = "林晓岚住在 南山路九十一号"
    first, second = map(quote, value.split())
    assert find_leaks(f"{first}\\u0020{second}".encode(), [value]) == [(0, "escaped+percent")]


def test_a_fragment_is_told_from_the_whole():
    """The place says which of them was found, and how it was encoded."""
    assert find_leaks(b"mail to x.whitfield@brightleaf", VALUES, 9) == [(1, "fragment of raw")]
    assert find_leaks(b'"\\u6797\\u6653\\u5c9a"', VALUES) == [(3, "escaped")]
    encoded = base64.b64encode(b"say tea@brightle ")
    assert find_leaks(encoded, VALUES, 12) == [(1, "fragment of base64")]
    assert find_leaks(encoded, VALUES, 13) == []


def test_labels_take_the_place_of_values():
    """Findings name labels; so does the failure, with the places, and never a value."""
    values = {"3 (PL4)": VALUES[0], "name": VALUES[3]}
    places = {
        "vault.db": b"clean",
        "app.log": b"INFO Nora Whitfield",
        "a.json": b'"\\u6797\\u6653\\u5c9a"',
    }
    with pytest.raises(AssertionError) as caught:
        assert_clean(places, values)
    assert str(caught.value).splitlines() == [
        "canary 3 (PL4) reached app.log",
        "canary name reached a.json (escaped)",
    ]
    with pytest.raises(AssertionError, match=r"^canary 0 reached the data \(fragment\)$"):
        assert_clean(b"Whitfield", [VALUES[0]], 6)


def test_a_long_list_of_findings_is_cut():
    """Twenty lines and the number of the others."""
    values = [f"value-{n:03}" for n in range(50)]
    with pytest.raises(AssertionError) as caught:
        assert_clean(" ".join(values).encode(), values)
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (21, "and 30 more")


@pytest.mark.parametrize(
    ("values", "fragment", "problem"),
    [
        (["a", ""], None, "value 1 is empty"),
        ({"x": ""}, 6, "value x is empty"),
        (["Nora W"], 5, "6 characters"),
    ],
)
def test_searches_without_meaning_are_refused(values, fragment, problem):
    """Empty values and short fragments would be found everywhere."""
    with pytest.raises(ValueError, match=problem):
        find_leaks(b"x", values, fragment)


def test_one_string_is_one_value():
    """Not a sequence of characters, each found everywhere."""
    assert find_leaks(b"Nora was here", "Nora Whitfield") == []
    assert find_leaks(b"Nora Whitfield", "Nora Whitfield") == [(0, "raw")]


def test_a_database_file_is_searched(tmp_path):
    """Rows of text and of bytes in SQLite, the text as JSON."""
    path = tmp_path / "memory.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table notes (a text, b blob)")
        rows = [(json.dumps(VALUES[3]), noise(n, 900)) for n in range(50)]
        connection.executemany("insert into notes values (?, ?)", rows)
        connection.execute("insert into notes values ('', ?)", [VALUES[0].encode()])
    connection.close()
    assert {leak.label for leak in find_leaks(path.read_bytes(), VALUES)} == {0, 3}


def test_megabytes_are_searched_in_seconds():
    """Two million bytes for a hundred values and their fragments: under ten seconds."""
    values = [f"Person{n}.Name{n * 7919}@brightleaf.io" for n in range(100)]
    data = noise(4, 2_000_000)
    started = time.perf_counter()
    assert find_leaks(data, values, 6) == []
    assert time.perf_counter() - started < 10
