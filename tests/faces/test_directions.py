"""The two directions: names, labels, numbers and keys, and what a restore writes down."""

from __future__ import annotations

import json
import re

import pytest
from faces.strategies import PLANTED, SUITE, engine, leaked
from hypothesis import given
from hypothesis import strategies as st

from langchain_memprivacy import MemoryVault, MemPrivacy, PrivacyLevel, SQLiteVault
from langchain_memprivacy.errors import NotCoveredError
from langchain_memprivacy.messages import Desensitize, Restore, Walker
from langchain_memprivacy.messages.arguments import in_json
from langchain_memprivacy.messages.fields import is_label
from langchain_memprivacy.messages.media import in_bytes, is_binary
from langchain_memprivacy.testing.extractors import FixedExtractor

NAME, MAIL, SECRET, *_ = PLANTED
PROVIDERS = re.compile(r"[A-Za-z0-9_-]+")


@pytest.mark.parametrize(
    ("name", "role", "real_name"),
    [
        ("Nora Whitfield", "user", None),
        ("nora-4417882291", "user", None),
        ("x4417882291", "assistant", None),
        ("Nora Whitfield (admin)", "user", None),
        ("nora.whitfield@brightleaf.io", "user", None),
        ("EMAIL_1", "user", None),
        ("critic", "assistant", None),
        ("agent Nora Whitfield", "assistant", "Nora Whitfield"),
    ],
)
def test_names(name, role, real_name):
    """A name that providers allow stays one; each comes back as it was; twice is once."""
    privacy = engine()
    direction = Desensitize(privacy, "nora", real_name)
    hidden = direction.name(name, role)
    assert leaked(hidden) == set()
    assert direction.name(hidden, role) == hidden
    assert Restore(privacy, "nora").name(hidden, role) == name


@pytest.mark.parametrize("name", ["nora-4417882291", "Nora Whitfield", "4417882291"])
def test_names_that_providers_allow(name):
    """The brackets of a placeholder go, for providers refuse them."""
    assert PROVIDERS.fullmatch(Desensitize(engine(), "nora").name(name, "user"))


@pytest.mark.parametrize("name", ["user", "Assistant", "tool", "example_user"])
def test_generic_names(name):
    """What every chat calls its speakers is nobody's name."""
    privacy = MemPrivacy(vault=MemoryVault(), scope="nora")
    assert Desensitize(privacy, "nora").name(name, "user") == name


def test_keys_are_cues():
    """A short value is read with the key it stands under, and the key is not sent twice."""
    privacy = MemPrivacy(vault=MemoryVault(), scope="nora")
    direction = Desensitize(privacy, "nora")
    assert direction.text("Wrenfield-77-Oak", "user", "password") == "<PASSWORD_1>"
    assert direction.text("green tea", "user", "password hint {") == "green tea"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call_Jja7J89XsjrOLA5rMEOWSL", True),
        ("run--5b1b6a5e-1b7c-4d3c-9c3d-0a9b8c7d6e5f-0", True),
        ("text/plain", True),
        ("lc_1", True),
        ("123456", True),
        ("", False),
        ("1234567", False),
        ("+1-303-555-0110", False),
        ("nora@brightleaf.io", False),
        ("Nora Whitfield", False),
        ("https://x.io/nora", False),
        ("林晓岚", False),
        ("a" * 257, False),
        ("a\n", False),
    ],
)
def test_labels(text, expected):
    """One word that may be an id, and no number that may be somebody's."""
    assert is_label(text) is expected


def test_limits_of_tools(tmp_path):
    """Each tool's arguments are restored up to its level, and written to the audit log."""
    vault = SQLiteVault(tmp_path / "vault.db", key=bytes(32))
    privacy = MemPrivacy(extractor=FixedExtractor(PLANTED), vault=vault, scope="nora")
    text = privacy.desensitize(f"{NAME} {SECRET}")
    restore = Restore(privacy, "nora", tools={"mail": PrivacyLevel.PL2}.get)
    walker = Walker(restore)
    assert walker.arguments({"a": text}, "mail", "assistant") == {"a": f"{NAME} <PASSWORD_1>"}
    assert walker.arguments({"a": text}, "web", "assistant") == {"a": text}
    restore.settle("reply")
    lines = [repr(line) for line in vault.audit_log() if "restore" in repr(line)]
    assert len(lines) == 1
    assert "tool:mail" in lines[0]
    assert leaked(lines) == set()
    vault.close()


def test_refusals_hold_no_value():
    """An error names what was not known."""
    with pytest.raises(NotCoveredError, match="a thing") as caught:
        Desensitize(engine(), "nora").unknown("a thing", MAIL)
    assert leaked(str(caught.value)) == set()


def test_a_label_is_looked_at_again():
    """A label that became a known value meanwhile passes no more."""
    privacy = engine()
    direction = Desensitize(privacy, "nora")
    assert direction.label(SECRET, "user") == SECRET
    before = direction.known()
    privacy.desensitize(SECRET)
    assert direction.known() != before
    assert direction.label(SECRET, "user") == "<PASSWORD_1>"


# --- JSON and bytes

json_values = st.recursive(
    st.one_of(st.text(max_size=8), st.integers(), st.floats(-9, 9), st.none()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@SUITE
@given(json_values, st.booleans(), st.sampled_from([None, 1]))
def test_json_is_found_leaf_by_leaf(value, ascii_, indent):
    """Every string, key and number is seen; what is left alone keeps its spelling."""
    text, seen = json.dumps([value], ensure_ascii=ascii_, indent=indent), []

    def same(leaf, key):
        seen.append(leaf)
        return leaf

    assert in_json(text, same) == text
    expected = []

    def walk(inner):
        if isinstance(inner, dict):
            for key, item in inner.items():
                expected.append(key)
                walk(item)
        elif isinstance(inner, list):
            for item in inner:
                walk(item)
        elif inner is not None:
            expected.append(inner)

    walk(json.loads(text))
    assert seen == expected


def longer(value):
    """A value with more in each string, and numbers as strings."""
    if isinstance(value, dict):
        return {longer(key): longer(item) for key, item in value.items()}
    if isinstance(value, list):
        return [longer(item) for item in value]
    return None if value is None else f'{value} <EMAIL_1> "\\ é'


@SUITE
@given(json_values, st.booleans())
def test_json_stays_json(value, ascii_):
    """Whatever the leaves become, the result parses to it."""
    text = json.dumps({"a": value}, ensure_ascii=ascii_)
    result = in_json(text, lambda leaf, _: longer(leaf))
    assert json.loads(result) == longer(json.loads(text))


@SUITE
@given(st.binary(max_size=64))
def test_bytes_are_changed_where_they_are_text(data):
    """Bytes that are left alone are the same bytes; text gets its new letters."""
    assert in_bytes(data, lambda text: text) == data
    changed = in_bytes(b"nora " + data, lambda text: text.replace("nora", "x"))
    assert changed in {b"x " + data, b"nora " + data}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x_" * 300 + "Juniper", False),
        ("NoraWhitfield" * 60, False),
        ("word-" * 200, False),
        ("a" * 600, False),
        ("0123456789abcdef" * 40, False),
    ],
)
def test_words_are_no_bytes(text, expected):
    """Long words without a space are read."""
    assert is_binary(text) is expected
