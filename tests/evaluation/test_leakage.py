"""What gets out: values and readable pieces at each exit, and what attackers make of the rest."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from evaluation.people import DATASET, NAMES, USER, message
from langchain_openai import ChatOpenAI

from langchain_memprivacy.evaluation.datasets import Dataset, load
from langchain_memprivacy.evaluation.leakage.attacks import POLICIES, harvest, infer, inject
from langchain_memprivacy.evaluation.leakage.exits import EXITS, evaluate_leakage
from langchain_memprivacy.evaluation.leakage.pieces import pieces
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


def reach(text, user=USER, issued=(), **settings):
    return {
        (r.type, r.level): (r.whole, r.partly)
        for r in Values(user, **settings).reach({"exit": text.encode()}, issued)
    }


def holding(value):
    """A user who says one private value."""
    annotation = replace(USER.messages[0].privacy[0], start=0, end=len(value), text=value)
    said = replace(USER.messages[0], content=value, privacy=(annotation,))
    return replace(USER, messages=(said,), questions=())


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
        ("pin 7044**", "PASSWORD", (False, True)),
        ("17044", "PASSWORD", (False, False)),  # four digits inside of another number
        ("2025-04-18T07:04:41", "PASSWORD", (False, False)),
        (json.dumps({"a": json.dumps(NAMES["name"])}), "REAL_NAME", (True, True)),
        ("Qui%73tgaard", "REAL_NAME", (False, True)),
        ("nothing of it", "REAL_NAME", (False, False)),
    ],
)
def test_whole_values_and_pieces(text, kind, found):
    """A value is out whole as itself, in part by four letters or digits in a row."""
    by_type = {key[0]: value for key, value in reach(text).items()}
    assert by_type[kind] == found


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        ("4111 1111 1111 1111", "Card *** 1111 1111 1111", (False, True)),
        ("4111 1111 1111 1111", "Card ending in 1111.", (False, True)),
        ("4111 1111 1111 1111", "Card 4111111111111111", (True, True)),
        ("4111 1111 1111 1111", "Card 4111-1111-1111-1111", (True, True)),
        ("4111111111111111", "Card 4111 1111 1111 1111", (True, True)),
        ("4111 1111 1111 1111", "Card 14111111111111111", (False, True)),
        ("4111 1111 1111 1111", "the years 1914, 2111 and 21119", (False, False)),
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000", (True, True)),
        ("123-45-6789", "***-45-6789", (False, True)),
        ("123-45-6789", "***-**-6789", (False, True)),
        ("123-45-6789", "on 2345-67-12", (False, True)),  # six digits in a row
        ("(512) 555-0142", "+1 512.555.0142", (True, True)),
        ("+353 1 0142 778", "*** 0142 778", (False, True)),
        ("1987-03-14", "****-03-14", (False, True)),
        ("1987-03-14", "on 2024-03-14", (False, False)),
        ("482-913", "482-***", (False, True)),
        ("482-913", "<PASSWORD_1> 913", (False, True)),
        ("482-913", "482 pages", (False, False)),
        ("482-913", "482913", (True, True)),
        ("4821", "48-21", (False, False)),
        ("BADGE_77812", "badge BADGE_77812.", (True, True)),
        ("SK_LIVE_9135577", "key=SK_LIVE_9135577", (True, True)),
        ("48213", '{"pin": 48213}', (True, True)),
        ("482-13", '{"pin":48213, "at": 7}', (False, False)),  # too short to be told apart
        ("482-131", '{"pin": 482131}', (True, True)),
        ("48213", '{"prompt_tokens": 48213}', (False, False)),
        ("48213", '{"size": 48214}', (False, False)),
        ("crosswell-nothing", "hard\\n\\nnothing", (False, True)),
        ("cannot wait", '"you did.\\n\\nNot so"', (False, False)),
    ],
)
def test_numbers_and_look_alikes(value, text, found):
    """Numbers are one value however grouped; signs that were never issued are values, too."""
    assert list(reach(text, holding(value), issued=["<PASSWORD_1>"]).values()) == [found]


def test_issued_placeholders_are_no_pieces():
    """A placeholder says nothing of a value with its letters, cut off or escaped; others do."""
    said = holding("email teapot")
    for text in ("<EMAIL_1>", "EMAIL_1_~abcdefghij", "to <EMA", "%3CEMAIL_1%3E", "[EMAIL_1]"):
        assert list(reach(text, said, issued=["<EMAIL_1>"]).values()) == [(False, False)]
    assert list(reach("EMAIL_7", said, issued=["<EMAIL_1>"]).values()) == [(False, True)]
    told = [b"words such as <EMAIL_7>"]
    assert list(reach("EMAIL_7", said, innocent=told).values()) == [(False, False)]


def test_most_bundled_values_have_pieces():
    """Few values of the data set can be found whole only: short names, codes and amounts."""
    users = load("bundled").users
    values = [one.text for u in users for m in u.messages for one in m.privacy]
    bare = [value for value in values if not [*pieces(value)]]
    assert len(bare) / len(values) < 0.16


@pytest.mark.parametrize("kind", ["store", "langmem"])
def test_no_false_pieces(kind):
    """With all values hidden, nothing that a system says by itself is taken for a piece."""
    (user,) = load("bundled").select(split="dev", language="en").users[:1]
    found = evaluate_leakage(
        Dataset("one", (user,)), systems=[kind], rows={"typed": PAPER["typed PL2+"]}
    )
    assert [r for f in found for r in f.reach if r.partly] == []


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
    said = holding(value)
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
