"""A model puts placeholders where it likes; what is restored there is hidden when it leaves again."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_memprivacy import MemoryVault, MemPrivacy, SQLiteVault
from langchain_memprivacy.testing.extractors import FixedExtractor

VALUES = {
    "Nora Whitfield": ("REAL_NAME", "PL2"),
    "Ann": ("REAL_NAME", "PL2"),
    "4539148803436467": ("FINANCIAL_ACCOUNT", "PL3"),
    "4417": ("PASSWORD", "PL4"),
    "kite": ("PASSWORD", "PL4"),
}
NAMES = ["<REAL_NAME_1>", "<REAL_NAME_2>", "<FINANCIAL_ACCOUNT_1>", "<PASSWORD_1>", "<PASSWORD_2>"]


def engine(vault=None):
    found = MemPrivacy(extractor=FixedExtractor(VALUES), vault=vault or MemoryVault())
    assert found.desensitize(" , ".join(VALUES)) == " , ".join(NAMES)
    found.extractor = FixedExtractor({})  # nobody finds them any more
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "frame", ["x{}", "{}s", "1{}", "{}1", "Q{}Q", "{}{}", '{{"q": "{}s"}}', "https://a.io/?q=x{}1"]
)
def test_what_was_restored_in_a_word_is_hidden_there(name, frame):
    """Whatever stands beside it, in prose, JSON and URLs."""
    privacy = engine()
    reply = frame.format(name, name)
    raw = privacy.restore(reply)
    assert raw != reply
    hidden = privacy.desensitize(raw)
    assert not any(value in hidden for value in VALUES)
    assert privacy.restore(hidden) == raw


@given(st.lists(st.sampled_from([*NAMES, "x", "1", " ", "ß", "é", "\u0301"])), st.data())
def test_in_streams_too(pieces, data):
    """However the reply is cut, and whatever touches what."""
    privacy = engine()
    reply = "".join(pieces)
    cuts = data.draw(st.lists(st.integers(0, len(reply))))
    edges = sorted({0, len(reply), *cuts})
    restorer = privacy.restorer()
    raw = "".join(restorer.feed(reply[a:b]) for a, b in pairwise(edges))
    raw += restorer.flush()
    hidden = privacy.desensitize(raw)
    assert not any(value in hidden for value in VALUES)
    assert privacy.restore(hidden) == raw


def test_earlier_texts_are_looked_at_again():
    """A text that was remembered as harmless is not, once the value is known to be in it."""
    privacy = engine()
    assert privacy.desensitize("Annual kites") == "Annual kites"
    privacy.restore("<REAL_NAME_2>ual <PASSWORD_2>s")
    assert privacy.desensitize("Annual kites") == "<REAL_NAME_2>ual <PASSWORD_2>s"


def test_long_values_are_found_in_words_by_every_process(tmp_path):
    """A state that was kept raw is read by a later process, which has restored nothing yet."""
    raw = engine(SQLiteVault(tmp_path / "v.db", key=tmp_path / "k")).restore("<REAL_NAME_1>s")
    later = MemPrivacy(
        extractor=FixedExtractor({}), vault=SQLiteVault(tmp_path / "v.db", key=tmp_path / "k")
    )
    assert later.desensitize(f"{raw} x{raw}") == "<REAL_NAME_1>s x<REAL_NAME_1>s"


def test_words_that_hold_a_short_value_by_chance_stay():
    """Nothing was restored into them."""
    privacy = engine()
    assert privacy.desensitize("Annual, 14417, kites") == "Annual, 14417, kites"
    assert privacy.restore("<REAL_NAME_2>, <PASSWORD_1>.") == "Ann, 4417."
    assert privacy.desensitize("Annual, 14417, kites") == "Annual, 14417, kites"


def test_it_outlives_the_erasure_of_another_value():
    """What is known of a scope is read anew then."""
    privacy = engine()
    raw = privacy.restore("<REAL_NAME_2>ual")
    privacy.forget(placeholder="<PASSWORD_1>")
    assert privacy.desensitize(raw) == "<REAL_NAME_2>ual"
