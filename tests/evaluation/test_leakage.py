"""What gets out: values and readable pieces at each exit, and what attackers make of the rest."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from evaluation.people import DATASET, NAMES, USER, message
from langchain_openai import ChatOpenAI

from langchain_memprivacy.evaluation.leakage.attacks import POLICIES, harvest, infer, inject
from langchain_memprivacy.evaluation.leakage.exits import EXITS, evaluate_leakage
from langchain_memprivacy.evaluation.leakage.reach import Values, summarize
from langchain_memprivacy.evaluation.protections import PAPER
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.testing.loopback import Loopback

OTHER = replace(
    USER,
    id="xx-02",
    real_name="Ottilie Brandmeyr",
    messages=(message("s1m01", 1, "Nothing of the other one is said here."),),
)


def reach(text, user=USER, **settings):
    return {
        (r.type, r.level): (r.whole, r.partly)
        for r in Values(user, **settings).reach({"exit": text.encode()})
    }


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        (f"to {NAMES['mail']}!", "EMAIL", (True, True)),
        (NAMES["mail"].upper(), "EMAIL", (True, True)),
        ("at fernleaf", "EMAIL", (False, True)),
        ("a fern", "EMAIL", (False, True)),
        ("to <EMAIL_1>, EMAIL_1_~abcdefghij", "EMAIL", (False, False)),
        ("noted <PHONE_NUM, <VERIFICATION_CO", "REAL_NAME", (False, False)),  # cut by a service
        (f"x{NAMES['pin']}", "PASSWORD", (False, True)),
        ("7044", "PASSWORD", (False, False)),  # four digits stand in times, too
        (json.dumps({"a": json.dumps(NAMES["name"])}), "REAL_NAME", (True, True)),
        ("Qui%73tgaard", "REAL_NAME", (False, True)),
        ("nothing of it", "REAL_NAME", (False, False)),
    ],
)
def test_whole_values_and_pieces(text, kind, found):
    """A value is out whole as itself, in part by four letters or six digits in a row."""
    by_type = {key[0]: value for key, value in reach(text).items()}
    assert by_type[kind] == found


@pytest.mark.parametrize(
    "value",
    [
        "0b6cf6e1f9f04c8ea7d3c41d9e5b8a27",
        "6b1e2c3d-4f50-4a61-8b72-9c83d094e1a5",
        "2025-11-30 09:15:00",
    ],
)
def test_values_that_look_like_noise(value):
    """Secrets in hexadecimal, ids and times are found whole, though requests are full of such."""
    annotation = replace(USER.messages[0].privacy[0], start=0, end=len(value), text=value)
    said = replace(
        USER, messages=(replace(USER.messages[0], content=value, privacy=(annotation,)),)
    )
    assert list(reach(json.dumps({"x": value}), said).values()) == [(True, True)]
    assert next(iter(reach(json.dumps({"x": value[:-1]}), said).values()))[0] is False


def test_chinese_pieces():
    """Two Chinese characters in a row are a piece, one is not."""
    said = replace(USER, messages=(_chinese(),), questions=())
    assert list(reach("我叫欧阳", said).values()) == [(False, True)]
    assert list(reach("欧", said).values()) == [(False, False)]


def _chinese():
    annotation = replace(USER.messages[0].privacy[0], start=2, end=6, text="欧阳晓岚")
    return replace(USER.messages[0], content="我叫欧阳晓岚。", privacy=(annotation,))


def test_innocent_text_explains():
    """What is said outside of private values, by the user or a prompt, gives nothing away."""
    found = reach("we sell hazel brooms", innocent=[b"any hazel broom"])
    assert found["MEDICAL_HEALTH", "PL3"] == (False, False)
    assert reach("we sell hazel brooms")["MEDICAL_HEALTH", "PL3"] == (False, True)
    values = Values(USER, innocent=[b"hazelnuts are nuts"])
    assert (len(values), values.ambiguous) == (3, 1)


def test_shares():
    """Shares are of values, by exit, by level, and over all exits."""
    values = Values(USER)
    found = values.reach({"a": NAMES["mail"].encode(), "b": f"{NAMES['pin']} Quis".encode()})
    shares = summarize(found)
    assert shares["a"]["whole"] == shares["a"]["partly"] == 0.25
    assert (shares["b"]["whole"], shares["b"]["partly"]) == (0.25, 0.5)
    assert (shares["any"]["whole"], shares["any"]["partly"]) == (0.5, 0.75)
    assert shares["any"]["by_level"]["PL4"] == {"values": 1, "whole": 1.0, "partly": 1.0}


@pytest.mark.parametrize("kind", ["store", "langmem", "mem0"])
def test_whole_conversations(kind):
    """Without protection every value is at every exit; with it none, not even a piece."""
    rows = {name: PAPER[name] for name in ("none", "irreversible PL2+", "typed PL2+", "typed PL4")}
    seen = []
    found = evaluate_leakage(DATASET, systems=[kind], rows=rows, each=seen.append)
    assert found == seen
    by_row = {f.row: summarize(f.reach) for f in found}
    for name in EXITS:
        assert by_row["none"][name]["whole"] == 1.0
        for row in ("irreversible PL2+", "typed PL2+"):
            assert by_row[row][name]["partly"] == 0.0
        levels = by_row["typed PL4"][name]["by_level"]
        assert [levels[level]["whole"] for level in ("PL2", "PL3", "PL4")] == [1.0, 1.0, 0.0]
    written = json.dumps([r.as_json() for f in found for r in f.reach])
    assert not [value for value in NAMES.values() if value in written]


def test_what_an_extractor_misses_is_out():
    """Values that are not found are out whole, rests of those found in part are counted."""
    partial = FixedExtractor({NAMES["mail"]: ("EMAIL", "PL2"), "Vilma": ("REAL_NAME", "PL2")})
    (found,) = evaluate_leakage(
        DATASET, systems=["store"], rows={"typed": PAPER["typed PL2+"]}, extractor=partial
    )
    assert {r.type: (r.whole, r.partly) for r in found.reach if r.exit == "store rows"} == {
        "REAL_NAME": (False, True),
        "EMAIL": (False, False),
        "PASSWORD": (True, True),
        "MEDICAL_HEALTH": (True, True),
    }


def test_runs_go_on():
    """What is done is not done again."""
    rows = {"none": PAPER["none"]}
    first = evaluate_leakage(DATASET, systems=["store"], rows=rows)
    again = []
    assert evaluate_leakage(DATASET, systems=["store"], rows=rows, done=first, each=again.append)
    assert again == []


def test_harvesting():
    """All the cloud holds tells nobody else anything; the owner reads it all."""
    found = harvest(USER, OTHER)
    assert found["placeholders"] == found["values"] == len(NAMES)
    assert found["owner"] == 1.0
    assert found["other vault"] == found["other scope"] == found["other store"] == 0.0


def test_harvesting_counts_what_is_left_raw():
    """The measure can fail: what no extractor finds, everybody reads."""
    blind = FixedExtractor({NAMES["mail"]: ("EMAIL", "PL2")})
    found = harvest(replace(USER, real_name=None), OTHER, blind)
    assert found["other store"] == found["other vault"] == 0.75


@pytest.mark.parametrize(
    ("policy", "restored"),
    [("default", {"PL2": 2, "PL3": 1, "PL4": 0}), ("tool named, PL2 only", {"PL2": 2}),
     ("tool named, nothing", {})],
)  # fmt: skip
def test_injected_tool_calls(policy, restored):
    """A tool gets values up to its level and no further: credentials never unless named."""
    found = inject(USER, POLICIES[policy])
    assert {level: counts["asked"] for level, counts in found.items()} == {
        "PL2": 2, "PL3": 1, "PL4": 1,
    }  # fmt: skip
    assert {level: counts["restored"] for level, counts in found.items()} == {
        "PL2": 0, "PL3": 0, "PL4": 0,
    } | restored  # fmt: skip


def test_guessing():
    """Exact guesses are counted by type; the model saw placeholders only."""
    guesses = {"<EMAIL_1>": "somebody@else.io", "<MEDICAL_HEALTH_1>": "Hazelnuts"}
    with Loopback(json.dumps(guesses)) as cloud:
        model = ChatOpenAI(model="m", base_url=cloud.base_url, api_key="k", max_retries=0)
        found = infer(USER, model)
        cloud.assert_clean(list(NAMES.values()), 6)
    assert found == {
        "EMAIL": {"placeholders": 1, "guessed": 0},
        "MEDICAL_HEALTH": {"placeholders": 1, "guessed": 1},
        "PASSWORD": {"placeholders": 1, "guessed": 0},
        "REAL_NAME": {"placeholders": 1, "guessed": 0},
    }
