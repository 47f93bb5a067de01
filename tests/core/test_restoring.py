"""Restoring a whole text, against vectors; and surroundings: JSON, URLs, Markdown, prose."""

from __future__ import annotations

import json
from urllib.parse import unquote

import pytest
from harness import Table, span, unescape, vault_values
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import json_texts, markup, texts, urls, values, words
from vector_files import Vector, vectors

from langchain_memprivacy.engine import PrivacyEngine
from langchain_memprivacy.placeholders import STANDARD_TAGS, find_placeholders
from langchain_memprivacy.policy import KEEP
from langchain_memprivacy.restoring import StreamRestorer
from langchain_memprivacy.surroundings import Surroundings, json_escape, url_escape
from langchain_memprivacy.taxonomy import PrivacyLevel
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.vault.base import PrivateValue
from langchain_memprivacy.vault.memory import MemoryVault

HEADERS = frozenset({"text", "scope", "vault", "expect", "unknown", "raw"})
CASES = list(vectors("restore", HEADERS))


def vault_of(case: Vector) -> MemoryVault:
    """A vault that has issued the case's placeholders; numbers in between are forgotten."""
    vault = MemoryVault()
    scope = case.one("scope", "local")
    for text, value in vault_values(case).items():
        tag, _, number = text.strip("<>").rpartition("_")
        vault.assign(scope, [PrivateValue(value, tag, PrivacyLevel.PL2, KEEP)])
        fillers = 0
        while (
            placed := vault.assign(scope, [PrivateValue(value, tag, PrivacyLevel.PL2, KEEP)])[0]
        ) and (placed.number < int(number)):
            fillers += 1
            vault.forget(scope, placeholder=placed)
        assert placed.number == int(number), "list a type's placeholders in ascending order"
    return vault


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.where)
def test_vector(case: Vector):
    """The text is restored as expected; what stays is counted; with `raw`, it is what is sent."""
    text = unescape(case.one("text"))
    engine = PrivacyEngine(Table(), vault_of(case), scope=case.one("scope", "local"))
    expected = unescape(case.one("expect", case.one("text")))
    assert engine.restore(text) == expected
    unknown = dict(line.split(" ") for line in case.all("unknown"))
    assert engine.unknown == {tag: int(count) for tag, count in unknown.items()}
    if case.all("raw"):  # a round trip: desensitizing what was restored gives the text back
        assert case.one("raw") == "yes"
        assert engine.desensitize(expected) == text
    else:
        assert engine.restore(engine.desensitize(expected)) == expected or list(
            find_placeholders(expected)
        )


def test_there_are_vectors_for_every_subject():
    """A file that moved would leave nothing tested."""
    assert {case.where.split(":")[0] for case in CASES} == {
        "slips", "json", "url", "html", "markdown", "unknown",
    }  # fmt: skip


def restore(text, value, tag="PET_NAME"):
    stream = StreamRestorer(lambda p: value if p.type == tag else None)
    return stream.feed(text) + stream.flush()


MARK = "<PET_NAME_1>"
_leaves = st.one_of(
    st.just(MARK), st.just(f"see {MARK}"), st.just("@leaf"), st.integers(-9, 9), st.none(), words
)
documents = st.recursive(
    _leaves.filter(lambda x: not isinstance(x, str) or not any(c in x for c in "{[:")),
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from((MARK, "a", f"k{MARK}", "b c")), inner, max_size=3),
        st.lists(inner, max_size=3).map(lambda items: {"items": items}),
        inner.map(lambda x: json.dumps({"deep": x}, ensure_ascii=False)),
    ),
    max_leaves=5,
)


def check(sent, got, value):
    """The restored document is the sent one with the value in place, at every depth."""
    if isinstance(sent, dict):
        assert list(got) == list(dict.fromkeys(key.replace(MARK, value) for key in sent))
        if len(got) == len(sent):
            for one, other in zip(sent.values(), got.values(), strict=True):
                check(one, other, value)
    elif isinstance(sent, list):
        assert len(got) == len(sent)
        for one, other in zip(sent, got, strict=True):
            check(one, other, value)
    elif sent == "@leaf":
        assert got == value or got == json.loads(value)
    elif isinstance(sent, str) and sent.startswith("{"):
        check(json.loads(sent), json.loads(got), value)
    else:
        assert got == (sent.replace(MARK, value) if isinstance(sent, str) else sent)


class TestJson:
    @settings(max_examples=300)
    @given(
        st.dictionaries(st.sampled_from(("x", MARK)), documents, min_size=1),
        values,
        st.sampled_from((None, 2)),
        st.booleans(),
    )
    def test_restored_documents_parse(self, document, value, indent, ascii_only):
        """Strings, keys, documents in strings, and bare placeholders at leaves."""
        text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
        for slashes in ("", "\\", "\\\\\\"):  # a leaf of a document in strings
            text = text.replace(f'{slashes}"@leaf{slashes}"', MARK)
        got = json.loads(restore(text, value))
        check(document, got, value)

    @given(values, st.sampled_from((None, 2)), st.booleans())
    def test_desensitized_documents_are_documents(self, value, indent, ascii_only):
        """What is found inside strings leaves JSON behind, and comes back exactly."""
        inside = json_escape(value)
        document = {"name": value, "n": [1, {"again": f"({value})"}], "t": True}
        text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
        place = text.index('"name": "') + len('"name": "')
        if text.startswith(inside, place):
            found = [span(text, inside, "REAL_NAME", 2, nth=_nth(text, inside, place))]
            engine = PrivacyEngine(Table({text: found}), MemoryVault())
            result = engine.desensitize(text)
            assert engine.restore(result) == text
            if len(value) > 2 and value.isalpha() and value not in {"name", "again", "true"}:
                assert json.loads(result)["name"] == "<REAL_NAME_1>"

    @pytest.mark.parametrize("value", ["42", "-1.5e3", "true", "null"])
    def test_a_number_in_a_numbers_place_stays_a_number(self, value):
        """Found as a leaf, it comes back as a leaf."""
        text = f'{{"n": {value}, "m": [{value}]}}'
        engine = PrivacyEngine(FixedExtractor({value: ("ID_NUMBER", 3)}), MemoryVault())
        assert engine.desensitize(text) == '{"n": <ID_NUMBER_1>, "m": [<ID_NUMBER_1>]}'
        assert engine.restore('{"n": <ID_NUMBER_1>, "m": [<ID_NUMBER_1>]}') == text
        assert engine.restore('{"n": "<ID_NUMBER_1>"}') == f'{{"n": "{value}"}}'

    def test_text_in_a_numbers_place_gets_quotes(self):
        """A model that drops the quotes still yields a document."""
        assert restore(f'{{"n": {MARK}, "m": [{MARK}, 1]}}', 'a"b') == (
            '{"n": "a\\"b", "m": ["a\\"b", 1]}'
        )

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (f"{{not json: {MARK}}}", '{not json: a"b}'),
            (f'{{"a" {MARK}', '{"a" a"b'),
            (f'{{"a": "x\n{MARK}"', '{"a": "x\na"b"'),
            (f'{{"a": 1}} {MARK}', '{"a": 1} a"b'),
            (f"[{MARK}]", '[a"b]'),
            (f"[1, {MARK}]", '[1, a"b]'),
            (f'["{MARK}"]', '["a\\"b"]'),
            (f'{{"a": "\\q{MARK}"', '{"a": "\\qa"b"'),
            (f'{{"a": "\\u12{MARK} {MARK}"', '{"a": "\\u12a\\"b a"b"'),
            (f'{{"a": {{"b": [1}} {MARK}', '{"a": {"b": [1} a"b'),
            (f'```json\n{{"a": "{MARK}"}}\n```\n{MARK}', '```json\n{"a": "a\\"b"}\n```\na"b'),
            (f'Use {{x}} then {{"a": "{MARK}"}}.', 'Use {x} then {"a": "a\\"b"}.'),
            (f'{{{{"a": "{MARK}"}}}}', '{{"a": "a\\"b"}}'),
        ],
    )
    def test_what_stops_being_json_is_text_again(self, text, expected):
        """The answer at each place depends on what stands to the left only."""
        assert restore(text, 'a"b') == expected


def _nth(text, inside, place):
    return sum(text.startswith(inside, i) for i in range(place))


class TestUrls:
    @given(values)
    def test_a_value_stays_one_part_of_the_url(self, value):
        """Percent-encoded, it decodes to itself, and the URL does not end early."""
        got = restore(f"go to https://x.example/?q={MARK} now", value)
        written = got.removeprefix("go to https://x.example/?q=").removesuffix(" now")
        assert not set(written) & set(" \t\r\n\"'<>`|()[]{}")
        assert unquote(written, errors="surrogatepass") == value
        assert written == url_escape(value)

    @given(values)
    def test_written_in_a_markdown_link(self, value):
        """The text of the link is prose, its address is a URL."""
        got = restore(f"[{MARK}](https://x.example/?q={MARK}) {MARK}", value)
        assert got == f"[{value}](https://x.example/?q={url_escape(value)}) {value}"


class TestSurroundings:
    @settings(max_examples=300)
    @given(st.one_of(json_texts(), urls, markup, texts), values)
    def test_what_is_written_is_read_back(self, before, value):
        """Decoding gives a value that encoding writes in the same form."""
        place = Surroundings()
        place.text(before)
        written = place.encode(value)
        read = place.decode(written)
        assert read is not None
        assert place.encode(read) == written

    @given(st.one_of(json_texts(), urls, texts), values, st.data())
    def test_the_answer_does_not_depend_on_how_the_text_came(self, before, value, data):
        """Chunks of any size leave the same state."""
        whole, parts = Surroundings(), Surroundings()
        whole.text(before)
        places = data.draw(st.lists(st.integers(0, len(before)), max_size=6).map(sorted))
        for low, high in zip([0, *places], [*places, len(before)], strict=True):
            parts.text(before[low:high])
            if data.draw(st.booleans()):
                parts.encode(value)
        assert parts.encode(value) == whole.encode(value)
        assert parts.encode(value, escaped=True) == whole.encode(value, escaped=True)

    @pytest.mark.parametrize(
        ("before", "value", "written"),
        [
            ("", 'a "b"', 'a "b"'),
            ('{"k": "', 'a "b"\n', 'a \\"b\\"\\n'),
            ('{"k": "', "\x07\x1b👍", "\\u0007\\u001b👍"),
            ('{"k": ', "x", '"x"'),
            ('{"k": ', "1.50", "1.50"),
            ('{"k": ', "007", '"007"'),
            ('{"k": ', "NaNa", '"NaNa"'),
            ('{"k": [', "x y", '"x y"'),
            ('{"', 'k"', 'k\\"'),
            ('{"a": "{\\"q\\": \\"', '"', '\\\\\\"'),
            ('{"a": "see https://x.example/', 'p q"', "p%20q%22"),
            ("https://x.example/", "a&b=c d", "a%26b%3Dc%20d".replace("%3D", "=")),
            ("https://x.example/", "张 伟", "张%20伟"),
            ("mailto:", "a b@x.example", "a%20b@x.example"),
            ("ratio 3://", "a b", "a b"),
            ("https://x.example/ then ", "a b", "a b"),
        ],
    )
    def test_how_a_value_is_written(self, before, value, written):
        """One line per kind of place."""
        place = Surroundings()
        place.text(before)
        assert place.encode(value) == written
        assert place.decode(written) == value

    @pytest.mark.parametrize(
        ("before", "written"),
        [
            ('{"k": "', "\\u0041"), ('{"k": "', "a\\"), ('{"k": "', '"'), ('{"k": ', "x"),
            ("https://x.example/", "a+b c"), ("https://x.example/", "%2f"), ("https://x.example/", "%"),
        ],
    )  # fmt: skip
    def test_what_would_come_back_otherwise_is_no_spelling_of_a_value(self, before, written):
        """Such text is kept as it stands."""
        place = Surroundings()
        place.text(before)
        assert place.decode(written) is None


def test_escaped_brackets_ask_for_an_escaped_value():
    """HTML, JSON and URL brackets say how the value must be written."""
    value = "<R&D \"x\"> 'y'"
    assert (
        restore("&lt;EMAIL_1&gt;", value, "EMAIL") == "&lt;R&amp;D &quot;x&quot;&gt; &#x27;y&#x27;"
    )
    assert restore("\\u003cEMAIL_1\\u003e", value, "EMAIL") == "<R&D \\\"x\\\"> 'y'"
    assert restore("%3CEMAIL_1%3E", value, "EMAIL") == "%3CR%26D%20%22x%22%3E%20%27y%27"
    assert restore('{"a": "\\u003cEMAIL_1\\u003e"}', value, "EMAIL") == (
        '{"a": "<R&D \\"x\\"> \'y\'"}'
    )
    assert restore("%3CEMAIL_1%3E", "lone\ud800", "EMAIL") == "lone%ED%A0%80"


@given(texts)
def test_without_values_nothing_changes(text):
    """Unknown placeholders stay verbatim and are counted by type."""
    stream = StreamRestorer(lambda _: None)
    assert stream.feed(text) + stream.flush() == text
    assert sum(stream.unknown.values()) == len(list(find_placeholders(text)))
    assert not stream.restored


def test_nothing_is_restored_by_similarity():
    """One vault, every near name of its placeholder."""
    near = "<EMAIL_2> <EMAILS_1> <E_MAIL_1> <MAIL_1> <EMAIL_10> <EMAIL_ADDRESS_1> <PHONE_NUMBER_1>"
    assert restore(near, "lena.moor@brightleaf.io", "EMAIL_") == near
    stream = StreamRestorer(lambda p: "x" if tuple(p) == ("EMAIL", 1) else None)
    assert stream.feed(near) + stream.flush() == near
    assert sum(stream.unknown.values()) == 7


def test_restored_values_are_not_looked_at_again():
    """A value that looks like a placeholder is not restored in turn."""
    found = {"EMAIL": "<REAL_NAME_1>", "REAL_NAME": "wrong"}
    stream = StreamRestorer(lambda p: found[p.type])
    assert stream.feed("<EMAIL_1>") + stream.flush() == "<REAL_NAME_1>"


@pytest.mark.parametrize("tag", STANDARD_TAGS)
def test_every_type_is_restored(tag):
    """In prose, whatever the type."""
    assert restore(f"so <{tag}_1>.", "a b", tag) == "so a b."
