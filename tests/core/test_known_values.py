"""What is in the vault is protected wherever it appears again, seen by the extractor or not."""

from __future__ import annotations

import html
import json
import subprocess
import sys
from urllib.parse import quote

import pytest
from harness import NOTHING, Table, outside, span, stands_in
from hypothesis import given
from hypothesis import strategies as st
from strategies import values, words

from langchain_memprivacy.engine import PrivacyEngine
from langchain_memprivacy.locate import ValueIndex, is_boundary
from langchain_memprivacy.policy import KEEP, PrivacyPolicy
from langchain_memprivacy.taxonomy import PrivacyLevel
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.vault.memory import MemoryVault
from langchain_memprivacy.vault.sqlite import SQLiteVault

KEY = bytes(range(32))


def knowing(**known):
    """An engine that finds nothing, over a vault that knows values: type=value."""
    vault = MemoryVault()
    seen = FixedExtractor({value: (tag, 2) for tag, value in known.items()})
    first = PrivacyEngine(seen, vault)
    for value in known.values():
        first.desensitize(value)
    return PrivacyEngine(NOTHING, vault)


@pytest.mark.parametrize(
    ("value", "text", "result"),
    [
        ("Ann", "Ann met Annual Joanne.", "<X_1> met Annual Joanne."),
        ("Ann", "Ann's, (Ann) Ann_x x_Ann Ann-Ann Ann2", "<X_1>'s, (<X_1>) <X_1>_x x_<X_1> <X_1>-<X_1> <X_1>2"),
        ("Ann", "Änn Ann\u0301 Ann\u200bAnn", "Änn Ann\u0301 <X_1>\u200b<X_1>"),
        ("张伟", "我叫张伟，在华信证券上班。", "我叫<X_1>，在华信证券上班。"),
        ("华信证券", "我叫张伟，在华信证券上班。", "我叫张伟，在<X_1>上班。"),
        ("Ann", "我叫Ann在这里", "我叫<X_1>在这里"),
        ("12", "12 123 a12b 1.12 １12", "<X_1> 123 a<X_1>b 1.<X_1> １12"),
        ("مريم", "مع مريم، مريما", "مع <X_1>، مريما"),
        ("สมชาย", "คุณสมชายมา", "คุณ<X_1>มา"),
        ("김민수", "김민수는", "<X_1>는"),
        ("たろう", "たろうさん", "<X_1>さん"),
        ("🐶🐱", "a🐶🐱b 🐶", "a<X_1>b 🐶"),
        ("a b", "a  b a b", "a  b <X_1>"),
        ("x", "x", "<X_1>"),
        ("x", "ax x", "ax <X_1>"),
        ("xy", "xyz xy", "xyz <X_1>"),
        ("-7", "1-7 -7 -71", "1<X_1> <X_1> -71"),
    ],
)  # fmt: skip
def test_on_word_boundaries(value, text, result):
    """A word of letters, a run of digits, and anything in scripts without spaces."""
    engine = knowing(X=value)
    assert engine.desensitize(text) == result
    assert engine.restore(result) == text


@pytest.mark.parametrize(
    ("text", "offset", "expected"),
    [
        ("ab", 0, True), ("ab", 1, False), ("ab", 2, True), ("a1", 1, True), ("12", 1, False),
        ("a张", 1, True), ("张三", 1, True), ("é", 0, True), ("e\u0301", 1, False), ("a_", 1, True),
        ("_a", 1, True), ("дя", 1, False), ("한국", 1, True), ("٣٤", 1, False), ("a\u200bb", 1, True),
    ],
)  # fmt: skip
def test_boundaries(text, offset, expected):
    """Between two letters, between two digits and before a combining mark there is none."""
    assert is_boundary(text, offset) is expected


@given(st.lists(values, min_size=1, max_size=5), words)
def test_the_index_finds_what_a_plain_search_finds(known, text):
    """In one pass, at each place the longest value that stands alone, or is long enough."""
    text = f"{text}{known[0]} {text} {known[-1]}"

    def ends(value, offset):
        within = 0 < offset < len(text) and text[offset - 1].isalpha() and text[offset].isalpha()
        return is_boundary(text, offset) or (len(value) >= 8 and within)

    index = ValueIndex()
    for value in known:
        index.add(value)
        index.add(value)
    wanted, reach = [], 0
    for start in range(len(text)):
        found = [
            start + len(v)
            for v in known
            if text.startswith(v, start) and ends(v, start) and ends(v, start + len(v))
        ]
        if found and max(found) > reach:
            reach = max(found)
            wanted.append((start, reach))
    assert list(index.find(text)) == wanted


def test_longest_first():
    """A name is not torn by a shorter one that is known too."""
    engine = knowing(A="Ann", B="Ann Holm", C="Holm Lane 7")
    assert engine.desensitize("Ann Holm, Ann, Holm Lane 7") == "<B_1>, <A_1>, <C_1>"
    assert engine.restore(engine.desensitize("Ann Holm Lane 7")) == "Ann Holm Lane 7"


SPELLED = 'R&D "x" 王\t/\\ é'


@pytest.mark.parametrize(
    "spelling",
    [
        SPELLED,
        json.dumps(SPELLED),
        json.dumps(SPELLED, ensure_ascii=False),
        json.dumps({"a": json.dumps({"b": SPELLED}, ensure_ascii=False)}, ensure_ascii=False),
        json.dumps({"a": json.dumps({"b": SPELLED})}),
        f"<p>{html.escape(SPELLED)}</p>",
        f"https://x.example/?q={quote(SPELLED, safe='')}",
        f"x {quote(SPELLED, safe='')} y",
        f"q={quote(SPELLED, safe='').replace('%20', '+')}&x=1",
    ],
)
def test_other_spellings_of_a_known_value(spelling):
    """JSON with and without `\\u`, JSON in JSON, HTML, URLs and form data."""
    engine = knowing(X=SPELLED)
    result = engine.desensitize(spelling)
    assert engine.restore(result) == spelling
    left = "".join(result[low:high] for low, high in outside(result))
    assert [part for part in ("R", "王", "é", "amp;", "%22", "u738b") if part in left] == []


@given(values, words, words)
def test_a_restored_value_does_not_go_out_again(value, before, after):
    """What restoring wrote into prose, JSON or a URL is recognised when it comes back."""
    engine = knowing(PET_NAME=value)
    for frame in (
        "{0}<PET_NAME_1>{1}",
        '{{"k": "<PET_NAME_1>"}}',
        "https://x.example/?q=<PET_NAME_1> ",
    ):
        sent = frame.format(f"{before} ", f" {after}")
        raw = engine.restore(sent)
        assert engine.restore(engine.desensitize(raw)) == raw
    if len(value) > 3 and value.isalnum():
        sent = '{"k": "<PET_NAME_1>"}'
        assert engine.desensitize(engine.restore(sent)) == sent


def test_higher_level_wins_over_a_known_lower_one():
    """A value known as a user name and then met as a password is a password from then on."""
    engine = PrivacyEngine(FixedExtractor({"hunter-22": ("ACCOUNT_ID_USERNAME", 2)}), MemoryVault())
    assert engine.desensitize("I am hunter-22") == "I am <ACCOUNT_ID_USERNAME_1>"
    other = PrivacyEngine(FixedExtractor({"hunter-22": ("PASSWORD", 4)}), engine.vault)
    assert other.desensitize("it is hunter-22") == "it is <PASSWORD_1>"
    assert other.restore("<ACCOUNT_ID_USERNAME_1> <PASSWORD_1>") == "hunter-22 hunter-22"
    assert engine.desensitize("again: hunter-22") == "again: <PASSWORD_1>"


def test_a_known_type_wins_at_the_same_level():
    """The first type a value had is kept, so that it keeps its placeholder."""
    engine = PrivacyEngine(FixedExtractor({"Ann": ("REAL_NAME", 2)}), MemoryVault())
    engine.desensitize("Ann")
    other = PrivacyEngine(FixedExtractor({"Ann": ("RELATIONSHIP_INFO", 2)}), engine.vault)
    assert other.desensitize("with Ann") == "with <REAL_NAME_1>"


def test_same_type_at_a_higher_level_leaves_the_disk(tmp_path):
    """The placeholder stays; a value now kept in memory only is no longer in the file."""
    with SQLiteVault(tmp_path / "v.db", key=KEY) as vault:
        low = PrivacyEngine(FixedExtractor({"k-1234567": ("KEY", 2)}), vault)
        assert low.desensitize("k-1234567") == "<KEY_1>"
        high = PrivacyEngine(FixedExtractor({"k-1234567": ("KEY", 4)}), vault)
        assert high.desensitize("use k-1234567") == "use <KEY_1>"
        assert high.restore("<KEY_1>") == "k-1234567"
    with SQLiteVault(tmp_path / "v.db", key=KEY) as vault:
        assert PrivacyEngine(NOTHING, vault).restore("<KEY_1>") == "<KEY_1>"


class TestFingerprints:
    """Values kept in memory only, after the process has ended."""

    SECRET = "s3cr3t!Pass"

    @pytest.fixture
    def after_restart(self, tmp_path):
        with SQLiteVault(tmp_path / "v.db", key=KEY) as vault:
            engine = PrivacyEngine(FixedExtractor({self.SECRET: ("PASSWORD", 4)}), vault)
            assert engine.desensitize(f"pw {self.SECRET}") == "pw <PASSWORD_1>"
        with SQLiteVault(tmp_path / "v.db", key=KEY) as vault:
            yield PrivacyEngine(NOTHING, vault)

    def test_the_value_is_gone(self, after_restart):
        """Nothing of it was written to disk but a keyed digest."""
        assert after_restart.restore("<PASSWORD_1>") == "<PASSWORD_1>"
        assert after_restart.unknown == {"PASSWORD": 1}

    @pytest.mark.parametrize(
        "text",
        [
            "{}", "try {} now", "({}).", "密码是{}，对吗", "pw={}", "{0}, {0}", "`{}`", '"{}"', "a:{};b",
            "x{0}={0}", "{0}|{0}", "<{}>", "user/{}", '{{"pw":"{}"}}', "pw:\n{}\n",
        ],
    )  # fmt: skip
    def test_it_is_recognised_in_prose(self, after_restart, text):
        """At every place where it is a word of its own, with the placeholder it had."""
        whole = text.format(self.SECRET)
        result = after_restart.desensitize(whole)
        assert "<PASSWORD_1>" in result
        assert not stands_in(self.SECRET, result)
        assert after_restart.restore(result) == whole

    def test_in_another_process(self, tmp_path):
        """The same across processes: neither finds it by itself."""
        path = tmp_path / "v.db"
        with SQLiteVault(path, key=KEY) as vault:
            PrivacyEngine(FixedExtractor({self.SECRET: ("PASSWORD", 4)}), vault).desensitize(
                self.SECRET
            )
        code = (
            "import sys\n"
            "from langchain_memprivacy import PrivacyEngine, SQLiteVault, UnionExtractor\n"
            "from langchain_memprivacy.testing.extractors import FixedExtractor\n"
            "vault = SQLiteVault(sys.argv[1], key=bytes(range(32)))\n"
            "engine = PrivacyEngine(FixedExtractor({'zzz': ('EMAIL', 2)}), vault)\n"
            "print(engine.desensitize(sys.stdin.read()), end='')\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(path)],
            input=f"it was {self.SECRET}, zzz",
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout == "it was <PASSWORD_1>, <EMAIL_1>"

    def test_a_remembered_text_is_looked_at_again(self, tmp_path):
        """What another process learns to be a secret is protected here at once."""
        text = f"I like {self.SECRET}"
        with (
            SQLiteVault(tmp_path / "v.db", key=KEY) as one,
            SQLiteVault(tmp_path / "v.db", key=KEY) as two,
        ):
            here, there = (
                PrivacyEngine(NOTHING, one),
                PrivacyEngine(FixedExtractor({self.SECRET: ("PASSWORD", 4)}), two),
            )
            assert here.desensitize(text) == text
            there.desensitize(self.SECRET)
            assert here.desensitize(text) == "I like <PASSWORD_1>"


def test_values_the_policy_does_not_protect_are_left_alone():
    """Known from before, but below this engine's threshold."""
    engine = PrivacyEngine(FixedExtractor({"Ann": ("REAL_NAME", 2)}), MemoryVault())
    engine.desensitize("Ann")
    other = PrivacyEngine(NOTHING, engine.vault, PrivacyPolicy(threshold=PrivacyLevel.PL3))
    assert other.desensitize("Ann") == "Ann"
    assert other.restore("<REAL_NAME_1>") == "Ann"
    assert other.policy.retention_of(PrivacyLevel.PL2) == KEEP


def test_a_value_found_across_a_message_is_found_alone_later():
    """Learned in one message, protected in the next, by exact text."""
    text = "I live at Elm Row 5, ok?"
    engine = PrivacyEngine(
        Table({text: [span(text, "Elm Row 5", "DETAILED_ADDRESS", 2)]}), MemoryVault()
    )
    assert engine.desensitize(text) == "I live at <DETAILED_ADDRESS_1>, ok?"
    assert (
        engine.desensitize("So Elm Row 5; not Elm Row 55.")
        == "So <DETAILED_ADDRESS_1>; not Elm Row 55."
    )
