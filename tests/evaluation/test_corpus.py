"""The bundled dialogues are what their README says."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from importlib.resources import files
from itertools import pairwise

import pytest
from stdnum import iban, luhn

from langchain_memprivacy.evaluation.datasets import SPLITS, load
from langchain_memprivacy.taxonomy import PrivacyType

CORPUS = load()
README = (files("langchain_memprivacy.evaluation") / "corpus" / "README.md").read_text("utf-8")
SCENARIOS = {"drafting", "finance", "planning", "tech", "emotional", "inference", "change"}
TASKS = {"basic", "temporal", "adversarial", "update", "implicit", "aggregation"}
FORMATS = {
    kind: set(re.findall(r"`(\w+)`", formats))
    for kind, formats in re.findall(r"^\| PL\d \| `(\w+)` \| (.*) \|$", README, re.MULTILINE)
}
EACH = pytest.mark.parametrize("user", CORPUS.users, ids=lambda user: user.id)


def test_people_and_splits():
    """Twelve people a language; both languages in every split, nobody in two."""
    assert Counter(user.language for user in CORPUS.users) == {"en": 12, "zh": 12}
    assert Counter((user.split, user.language) for user in CORPUS.users) == {
        ("train", "en"): 8, ("train", "zh"): 8, ("dev", "en"): 2, ("dev", "zh"): 2, ("test", "en"): 2, ("test", "zh"): 2,
    }  # fmt: skip
    assert {user.split for user in CORPUS.users} == set(SPLITS)
    assert len({user.country for user in CORPUS.users if user.language == "en"}) == 12


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_type_in_both_languages(language):
    """All 28 tags, and about a quarter of the messages with nothing private."""
    messages = [message for _, message in CORPUS.select(language=language).messages()]
    assert {span.type for m in messages for span in m.privacy} == set(map(str, PrivacyType))
    assert 0.2 < sum(not m.privacy for m in messages) / len(messages) < 0.4


@EACH
def test_conversations(user):
    """Length, sessions in order, roles, all scenarios, unique ids."""
    messages = user.messages
    assert len(messages) >= 50
    assert {m.scenario for m in messages} == SCENARIOS
    assert {m.role for m in messages} == {"user", "assistant"}
    assert len({m.id for m in messages}) == len(messages)
    assert len({m.session for m in messages}) >= 5
    for one, two in pairwise(messages):
        assert one.session <= two.session
        assert date.fromisoformat(one.date) <= date.fromisoformat(two.date)
    assert len({span.type for m in messages for span in m.privacy}) >= 18


@EACH
def test_spans(user):
    """Verbatim, disjoint, of a known type and format, a level of their own."""
    for message in user.messages:
        for one, two in pairwise(message.privacy):
            assert one.end <= two.start
        for span in message.privacy:
            assert message.content[span.start : span.end] == span.text
            assert span.text == span.text.strip()
            assert span.format in FORMATS[span.type]
            assert span.level >= 2


@EACH
def test_questions(user):
    """Two of each kind, half or so about private values, with evidence that exists."""
    assert Counter(q.task for q in user.questions) == dict.fromkeys(TASKS, 2)
    assert 4 <= sum(q.private for q in user.questions) <= 8
    known = {m.id for m in user.messages}
    for question in user.questions:
        assert set(question.evidence) <= known
        assert question.evidence or question.task == "adversarial"


def test_every_format_is_somebodys():
    """What the README lists, somebody said."""
    said = {(s.type, s.format) for _, message in CORPUS.messages() for s in message.privacy}
    assert said == {(kind, one) for kind, formats in FORMATS.items() for one in formats}


ASKED = {(user.id, one.id): one for user in CORPUS.users for one in user.questions}


@pytest.mark.parametrize(
    ("user", "question"),
    [("en-08", "q08"), ("zh-04", "q12"), ("en-02", "q11"), ("zh-05", "q09"), ("zh-09", "q09")],
)
def test_answers_made_of_private_values_are_private(user, question):
    """Debts, flaws, margins and beliefs: what the answer says is marked in its evidence."""
    assert ASKED[user, question].private


@pytest.mark.parametrize(
    ("user", "question", "said"),
    [
        ("zh-09", "q07", "13609917452"), ("en-05", "q02", "340 g"), ("en-07", "q02", "2.4 GHz"),
        ("en-01", "q11", "7,750"), ("en-02", "q11", "18,230"), ("en-02", "q11", "4.04 lakh"),
        ("en-04", "q02", "45,000"),
    ],
)  # fmt: skip
def test_evidence_holds_the_answer(user, question, said):
    """The message where it is said, not only the one where it was asked."""
    messages = next(one for one in CORPUS.users if one.id == user).messages
    wanted = ASKED[user, question].evidence
    assert any(said in message.content for message in messages if message.id in wanted)


def test_numbers_have_valid_check_digits():
    """Cards by Luhn, IBANs by their own rule; masked and mistyped ones are told apart by length."""
    cards = ibans = 0
    for _, message in CORPUS.messages():
        for span in message.privacy:
            compact = re.sub(r"[\s-]", "", span.text)
            if span.format == "card" and re.fullmatch(r"[0-9]{15,19}", compact):
                cards += luhn.is_valid(compact)
                assert luhn.is_valid(compact), message.id
            if span.format == "iban" and len(compact) > 14 and compact.isalnum():
                ibans += iban.is_valid(compact)
                assert iban.is_valid(compact), message.id
    assert cards > 20
    assert ibans > 10
