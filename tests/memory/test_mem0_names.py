"""Ids in memory services: written and read, apart or not, whatever they look like."""

from __future__ import annotations

import copy
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.runnables import RunnableLambda
from memory.people import MAIL, PHONE, engine

from langchain_memprivacy import PrivacyLevel, PrivacySpan, ScopeError, protect
from langchain_memprivacy.integrations.crossing import Crossing
from langchain_memprivacy.integrations.mem0.arguments import Arguments
from langchain_memprivacy.integrations.memory_client import (
    MARK,
    Names,
    Returned,
    crossing_for,
    tag_of,
)

PRIVACY, OTHER = engine(), engine()
PARTS = st.sampled_from(
    ["u", "17", MAIL, PHONE, "~", "_", "EMAIL_9", "<EMAIL_9>", "X_", "a.b", "é"]
)
IDS = st.lists(PARTS, min_size=1, max_size=5).map(":".join)
for each in (PRIVACY, OTHER):
    each.desensitize(f"{MAIL}, {PHONE}")


def names(privacy=PRIVACY, *, apart=True):
    """Names of the engine's own scope."""
    return Names(Crossing.of(privacy), apart=apart)


@given(IDS, st.booleans())
def test_what_is_written_is_read(name, apart):
    """Every id comes back as it was, holds no value, and is written the same again."""
    both = names(apart=apart)
    written = both.hide(name)
    assert both.show(written) == name
    assert both.hide(written) == written == both.hide(name)
    for value in (MAIL, PHONE):
        assert value not in written


@given(IDS)
def test_apart_no_two_scopes_share_an_id(name):
    """The same id in another vault is another one, and says whose it is to both."""
    one, two = names(), names(OTHER)
    mine, theirs = one.hide(name), two.hide(name)
    assert mine != theirs
    assert one.whose(mine) == two.whose(mine) == one.tag
    assert one.show(theirs) == theirs


def test_opaque_ids_stay_where_scopes_are_not_kept_apart():
    """A UUID, a number, a word: as they are, and nobody's."""
    shared = names(apart=False)
    for name in ("550e8400-e29b-41d4-a716-446655440000", "17", "planner", "u~abcdefghij"):
        assert shared.hide(name) == shared.show(name) == name
        assert shared.whose(name) is None


def test_a_full_name_is_private_where_a_person_is_meant():
    """Ids of users with a space in them are names; those of agents may be."""
    written = names().hide("Nora Whitfield", person=True)
    assert re.fullmatch(r"REAL_NAME_\d+_~[a-z2-7]{10}", written)
    assert names().show(written) == "Nora Whitfield"
    assert names().hide("night watch").startswith("night watch~")


def test_a_result_is_restored_item_by_item():
    """Each says whose it is by its mark, or by an id; the rest is as the call says."""
    mine = names()
    assert PRIVACY.desensitize(MAIL) == "<EMAIL_1>"
    items = [
        {"memory": "<EMAIL_1>", "metadata": {MARK: mine.tag, "n": 1}},
        {"memory": "<EMAIL_1>", "metadata": {MARK: "aaaaaaaaaa", "to": "<EMAIL_1>"}},
        {"memory": "<EMAIL_1>", "user_id": mine.hide("u-1")},
        {"memory": "<EMAIL_1>", "user_id": "u-1~bbbbbbbbbb"},
        {"memory": "<EMAIL_1>"},
        {"outer": {"metadata": {MARK: mine.tag}, "memory": "<EMAIL_1>"}},
    ]
    before = copy.deepcopy(items)
    assert Returned(Crossing.of(PRIVACY), mine, None).value(items) == [
        {"memory": MAIL, "metadata": {"n": 1}},
        {"memory": "<EMAIL_1_~aaaaaaaaaa>", "metadata": {"to": "<EMAIL_1_~aaaaaaaaaa>"}},
        {"memory": MAIL, "user_id": "u-1"},
        {"memory": "<EMAIL_1_~bbbbbbbbbb>", "user_id": "u-1~bbbbbbbbbb"},
        {"memory": "<EMAIL_1_~ofunknowns>"},
        {"outer": {"memory": MAIL}},
    ]
    assert items == before
    assert tag_of("no item", mine) is None
    assert Returned(Crossing.of(PRIVACY), mine, mine.tag).value(["<EMAIL_1>"]) == [MAIL]


def test_whose_mapping_a_call_uses():
    """Fixed, by user, of the boundary around; where these disagree, or fail, there is none."""
    around, seen = engine(scope="ann"), []
    assert crossing_for(PRIVACY, "ann", None).scope == "ann"
    assert crossing_for(PRIVACY, lambda user: f"u {user}", "1").scope == "u 1"
    for wrong in (lambda user: "", lambda user: None, lambda user: user["id"]):
        with pytest.raises(ScopeError) as caught:
            crossing_for(PRIVACY, wrong, MAIL)
        assert MAIL not in str(caught.value)
        assert caught.value.__context__ is None
    for scope in (None, "ann", lambda _: "ann"):
        call = RunnableLambda(lambda _, scope=scope: seen.append(crossing_for(around, scope, None)))
        protect(call, around).invoke("")
        assert (seen[-1].scope, seen[-1].inside) == ("ann", True)
    with pytest.raises(ScopeError, match="boundary"):
        protect(RunnableLambda(lambda _: crossing_for(around, "bo", None)), around).invoke("")


def arguments(privacy=PRIVACY, **given):
    """Arguments of a call of Mem0 as they may leave."""
    crossing = Crossing.of(privacy)
    return Arguments(crossing, Names(crossing, apart=False)).hide(given)


def test_arguments_by_their_names():
    """Wildcards and dates pass, what is no date does not; actors are names, as in messages."""
    everyone = {"user_id": "*", "created_at": {"gte": "2030-01-31"}}
    assert arguments(filters=everyone, expiration_date="2030-01-31", top_k=5) == {
        "filters": everyone, "expiration_date": "2030-01-31", "top_k": 5,
    }  # fmt: skip
    assert arguments(expiration_date=MAIL) == {"expiration_date": "<EMAIL_1>"}
    said = arguments(messages=[{"role": "user", "content": "tea", "name": "Nora"}])
    asked = arguments(filters={"actor_id": "Nora"})
    assert asked["filters"]["actor_id"] == said["messages"][0]["name"] != "Nora"


def test_what_a_text_makes_known_is_hidden_in_ids():
    """Which of the two comes first does not matter."""

    class Cued:
        def extract(self, text, *, role="user", real_name=None):
            found = re.search(r"(?<=code is )\w+", text)
            return (
                [PrivacySpan(*found.span(), found[0], "KEY", PrivacyLevel.PL3, "t")]
                if found
                else []
            )

    hidden = arguments(engine(extractor=Cued()), user_id="zq77kl", messages="My code is zq77kl")
    assert "zq77kl" not in str(hidden)
