"""The four methods hide the same spans, and differ in what stands in their place."""

from __future__ import annotations

import pytest
from evaluation.people import NAMES, SAID, USER

from langchain_memprivacy.evaluation.protections import (
    PAPER,
    GoldExtractor,
    Method,
    protection_for,
)
from langchain_memprivacy.taxonomy import PrivacyLevel
from langchain_memprivacy.testing.extractors import FixedExtractor

HIDDEN = {
    Method.NONE: SAID,
    Method.IRREVERSIBLE: "I am ***, mail ***, pin ***, allergic to ***.",
    Method.UNTYPED: "I am <Mask_1>, mail <Mask_2>, pin <Mask_3>, allergic to <Mask_4>.",
    Method.TYPED: "I am <REAL_NAME_1>, mail <EMAIL_1>, pin <PASSWORD_1>,"
    " allergic to <MEDICAL_HEALTH_1>.",
}


@pytest.mark.parametrize("method", Method)
def test_what_stands_in_the_place_of_values(method):
    """Each method writes its own sign for the same spans."""
    assert protection_for(USER, method).desensitize(SAID) == HIDDEN[method]


@pytest.mark.parametrize("method", Method)
def test_what_comes_back(method):
    """All but `***` is restored exactly; another number is nobody's."""
    protection = protection_for(USER, method)
    hidden = protection.desensitize(SAID)
    lost = method is Method.IRREVERSIBLE
    assert protection.restore(hidden) == (hidden if lost else SAID)
    assert protection.restore("<Mask_9> <EMAIL_9>") == "<Mask_9> <EMAIL_9>"


@pytest.mark.parametrize(
    ("level", "kept"), [("PL2", set()), ("PL3", {"name", "mail"}), ("PL4", {"name", "mail", "ill"})]
)
@pytest.mark.parametrize("method", [Method.IRREVERSIBLE, Method.UNTYPED, Method.TYPED])
def test_thresholds(method, level, kept):
    """What is under the threshold stays, whatever the method."""
    hidden = protection_for(USER, method, threshold=PrivacyLevel(level)).desensitize(SAID)
    assert {name for name, value in NAMES.items() if value in hidden} == kept


@pytest.mark.parametrize("method", [Method.UNTYPED, Method.TYPED])
def test_the_same_value_has_the_same_sign(method):
    """A value that is known is hidden in other texts too, under the same sign."""
    protection = protection_for(USER, method)
    first = protection.desensitize(SAID)
    mail = first.split("mail ")[1].split(",")[0]
    assert protection.desensitize(f"Is {NAMES['mail']} right?") == f"Is {mail} right?"
    assert protection.desensitize(first) == first


SLIPS = [
    "<{}>", "<{lower}>", "< {} >", "&lt;{}&gt;", "[{}]", "【{}】", "{upper}", "<{md}>",
    "\\u003c{}\\u003e", "%3C{}%3E", "x{upper}", "{upper}7", "{lower}", "<{} ",
]  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_slips_are_mended_alike(slip):
    """What a model does to a sign costs with and without a type the same."""
    back = []
    for method, name in ((Method.TYPED, "EMAIL_1"), (Method.UNTYPED, "Mask_2")):
        protection = protection_for(USER, method)
        protection.desensitize(SAID)
        text = f"to {slip}.".format(
            name, lower=name.lower(), upper=name.upper(), md=name.replace("_", "\\_")
        )
        restored = protection.restore(text)
        back.append("as it was" if restored == text else restored)
    assert back[0] == back[1]
    assert (back[0] == "as it was") == (slip in SLIPS[-4:])


@pytest.mark.parametrize("text", ['{"to": "<Mask_1>"}', "mask 1", "<EMAIL_1>, [REAL_NAME_1]"])
def test_signs_without_a_type_stand_where_typed_ones_would(text):
    """Values follow their surroundings; words, and signs of the other method, are left."""
    quoted = FixedExtractor({'say "x"': ("PASSWORD", "PL4"), "a@fern.io": ("EMAIL", "PL2")})
    protection = protection_for(USER, Method.UNTYPED, quoted)
    assert protection.desensitize('say "x" a@fern.io') == "<Mask_1> <Mask_2>"
    assert protection.restore(text) == text.replace("<Mask_1>", 'say \\"x\\"')


@pytest.mark.parametrize(
    ("method", "own"), [(Method.TYPED, "<{}_1>"), (Method.UNTYPED, "<Mask_1>")]
)
def test_a_users_own_sign_comes_back(method, own):
    """What a user writes that looks like a sign is hidden, and is nobody else's value later."""
    protection = protection_for(USER, method)
    said = f"My template says {own.format('EMAIL')}, mask_1 and Mask_2."
    hidden = [protection.desensitize(text) for text in (said, SAID)]
    assert [protection.restore(text) for text in hidden] == [said, SAID]
    assert [protection.desensitize(text) for text in hidden] == hidden
    assert not [value for value in NAMES.values() if value in protection.restore(own.format("X"))]


def test_any_extractor():
    """What is hidden is what the extractor given finds."""
    extractor = FixedExtractor({NAMES["mail"]: ("EMAIL", "PL2")})
    protection = protection_for(USER, Method.TYPED, extractor)
    assert protection.desensitize(SAID) == SAID.replace(NAMES["mail"], "<EMAIL_1>")


def test_gold_is_the_annotations():
    """The annotators' spans come back where their messages stand, nothing for other texts."""
    extractor = GoldExtractor(USER)
    assert [s.text for s in extractor.extract(SAID)] == list(NAMES.values())
    assert extractor.extract(NAMES["mail"]) == []
    twice = f"text: {SAID}\n{SAID}"
    spans = extractor.extract(twice)
    assert [twice[s.start : s.end] for s in spans] == [s.text for s in spans]
    assert [s.text for s in spans] == list(NAMES.values()) * 2
    assert NAMES["mail"] not in repr(extractor)


def test_what_models_are_told():
    """Models are told of the signs they will see, and of types only where there are any."""
    told = {method: protection_for(USER, method).contract for method in Method}
    assert told[Method.NONE] == told[Method.IRREVERSIBLE] == ""
    assert "<EMAIL_1>" in told[Method.TYPED]
    assert "<Mask_1>" in told[Method.UNTYPED]
    assert "type" not in told[Method.UNTYPED]
    assert "<EMAIL_1>" not in told[Method.UNTYPED]


def test_the_rows_of_the_paper():
    """Table 4 has one row without protection, two baselines and three thresholds."""
    assert [method for method, _ in PAPER.values()].count(Method.TYPED) == 3
    assert len(PAPER) == 6
