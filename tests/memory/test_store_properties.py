"""Whatever is put in comes out again, for its owner, and for nobody else."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from langgraph.store.memory import InMemoryStore
from memory.store_world import engine

from langchain_memprivacy import MemoryVault
from langchain_memprivacy.integrations.crossing import Crossing
from langchain_memprivacy.integrations.store import PrivacyStore, Pseudonyms
from langchain_memprivacy.integrations.store.operations import MARK
from langchain_memprivacy.placeholders import find_placeholders
from langchain_memprivacy.testing.extractors import FixedExtractor

VALUES = {
    "Nora Whitfield": ("REAL_NAME", "PL2"),
    "林晓岚": ("REAL_NAME", "PL2"),
    "nora@brightleaf.io": ("EMAIL", "PL2"),
    "+49 170 5551234": ("PHONE_NUMBER", "PL2"),
    "Juniper-Lantern-58": ("PASSWORD", "PL4"),
}
PIECES = st.one_of(
    st.sampled_from(
        [*VALUES, "_", "~", "_~", " ", "<", ">", "user", "a1", "%3C", "&lt;", "\\u003c"]
    ),
    st.text(max_size=4),
)
LOOKS = st.sampled_from([
    "<EMAIL_1>", "EMAIL_1", "[REAL_NAME_9]", "EMAIL_1_~abcdefghij", "<EMAIL_1_~abcdefghij>", "~",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=6).map("".join)
LOOK_ALIKES = st.lists(st.one_of(PIECES, LOOKS), max_size=6).map("".join)
LABELS = TEXTS.map(lambda t: t.replace(".", "").replace("\0", "") or "x").filter(
    lambda t: t not in {"*", "langgraph"}
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-999, 999), TEXTS)
JSON = st.dictionaries(
    TEXTS.filter(lambda key: key != MARK),
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


def fixed(order=tuple(VALUES), **settings_):
    """An engine in which the values above are known; within ids they would not be found."""
    privacy = engine(extractor=FixedExtractor(VALUES), **settings_)
    for value in order:
        privacy.desensitize(value)
    return privacy


def private_in(text):
    """Which of the values stand in a text as words."""
    return {text[s.start : s.end] for s in FixedExtractor(VALUES).extract(text)}


@settings(max_examples=100, deadline=None)
@given(st.lists(LABELS, min_size=1, max_size=3).map(tuple), LABELS, JSON)
def test_round_trip(namespace, key, value):
    """Namespace, key and value come back exactly; the inner store holds none of the values."""
    inner = InMemoryStore()
    vault = MemoryVault()
    store = PrivacyStore(inner, fixed(vault=vault))
    store.put(namespace, key, value)
    item = store.get(namespace, key)
    assert (item.namespace, item.key, item.value) == (namespace, key, value)
    (found,) = store.search(namespace[:1])
    assert found.value == value
    assert store.list_namespaces() == [namespace]
    (held,) = inner.search(())
    for text in (*held.namespace, held.key):
        assert private_in(text) == set()
    assert private_in(json.dumps(held.value, ensure_ascii=False)) == set()
    # What comes back can be put again and means the same.
    store.put(item.namespace, item.key, item.value)
    assert len(inner.search(())) == 1
    assert store.get(namespace, key).value == value


@settings(max_examples=100, deadline=None)
@given(LABELS, JSON)
def test_another_reads_no_value(key, value):
    """Whoever shares the store sees what is not private, and gets it back to its owner."""
    inner, vault = InMemoryStore(), MemoryVault()
    nora = fixed(vault=vault)
    ben = fixed(tuple(reversed(VALUES)), vault=vault, scope="ben")
    mine, theirs = PrivacyStore(inner, nora), PrivacyStore(inner, ben)
    mine.put(("m",), key, value)
    (item,) = theirs.search(("m",))
    seen = json.dumps([item.key, item.value], ensure_ascii=False)
    assert private_in(seen) == set()
    if inner.search(())[0].value.get(MARK):
        assert list(find_placeholders(json.dumps(item.value, ensure_ascii=False))) == []
    theirs.put(item.namespace, item.key, item.value)
    assert len(inner.search(())) == 1
    assert mine.get(("m",), key).value == value


@settings(max_examples=100, deadline=None)
@given(LOOK_ALIKES)
def test_names_of_labels(label):
    """A name is its own name, holds no value, and reads the same for its owner every time."""
    privacy = fixed()
    names = Pseudonyms(Crossing(privacy, "nora"))
    hidden = names.hide(label)
    assert names.hide(hidden) == hidden
    assert private_in(hidden) == set()
    assert names.hide(names.show(hidden)) == hidden
    assert list(find_placeholders(hidden)) == []
    other = Pseudonyms(Crossing(fixed(), "nora"))
    assert other.show(hidden) == hidden
    assert other.hide(hidden) == hidden


@settings(max_examples=100, deadline=None)
@given(LOOK_ALIKES)
def test_look_alikes_in_values(text):
    """Whatever looks like a placeholder or a name of another's is what it was."""
    privacy = engine(extractor=FixedExtractor(VALUES))  # none of them is issued yet
    store = PrivacyStore(InMemoryStore(), privacy)
    store.put(("m",), "k", {"text": text})
    assert store.get(("m",), "k").value == {"text": text}
