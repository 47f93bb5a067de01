"""Training: repeatable, and what is learned holds for values never seen."""

from __future__ import annotations

import gzip
import json

import pytest

from langchain_memprivacy.errors import ExtractorError
from langchain_memprivacy.evaluation.datasets import Annotation, Message
from langchain_memprivacy.extractors.crf import CrfExtractor, Weights
from langchain_memprivacy.extractors.crf.features import tokenize
from langchain_memprivacy.taxonomy import PrivacyLevel
from langchain_memprivacy.testing.extractors import ExtractorContract
from langchain_memprivacy.training.crf import label, train

TOWNS = ["Arden", "Belmont", "Corvale", "Dunmere", "Elstow", "Farley", "Granby", "Holme"]
TEAS = ["green", "black", "white", "iced", "mint", "ginger", "lemon", "rooibos"]


def messages():
    for town, tea in zip(TOWNS, TEAS, strict=True):
        for content, value, kind, level in (
            (f"I work at {town} Mills since May.", f"{town} Mills", "IDENTITY_BACKGROUND", 2),
            (
                f"they diagnosed chronic {town} fever today",
                f"chronic {town} fever",
                "MEDICAL_HEALTH",
                3,
            ),
            (f"I like {tea} tea since May.", "", "", 1),
        ):
            start = content.find(value)
            marks = (
                Annotation(start, start + len(value), value, kind, PrivacyLevel(level)),
            ) * bool(value)
            yield Message("m", 1, "", "", "user", content, marks)


@pytest.fixture(scope="module")
def weights() -> Weights:
    return train(messages(), 0.5)


class TestContract(ExtractorContract):
    """What holds for every extractor."""

    @pytest.fixture(autouse=True)
    def _trained(self, weights):
        self.weights = weights

    def extractor(self):
        return CrfExtractor(self.weights)

    def finds(self):
        return {
            "I work at Quarrow Mills since May.": ["Quarrow Mills"],
            "they diagnosed chronic Quarrow fever today": ["chronic Quarrow fever"],
        }


def test_labels_follow_the_annotations():
    """Outside, begin, inside; a token that a value cuts counts as part of it."""
    text = "at Arden Mills."
    spans = [Annotation(3, 14, "Arden Mills", "IDENTITY_BACKGROUND", PrivacyLevel.PL2)]
    assert label(tokenize(text), spans) == ["O", "B", "I", "O"]


def test_the_same_data_gives_the_same_file(weights):
    """Byte for byte, so that anybody can check where the weights come from."""
    assert train(messages(), 0.5).to_bytes() == weights.to_bytes()


def test_it_finds_what_it_has_not_seen(weights):
    """By what stands around a value; the type by what stands in it."""
    extractor = CrfExtractor(weights)
    (work,) = extractor.extract("I work at Quarrow Mills since May.")
    assert (work.text, work.type) == ("Quarrow Mills", "IDENTITY_BACKGROUND")
    (health,) = extractor.extract("they diagnosed chronic Quarrow fever today")
    assert (health.text, health.type, health.level) == (
        "chronic Quarrow fever",
        "MEDICAL_HEALTH",
        3,
    )
    assert extractor.extract("I like herbal tea since May.") == []


def test_a_file_holds_all_of_it(weights):
    """Read back, it decides alike."""
    again = Weights.from_bytes(weights.to_bytes())
    assert again.to_bytes() == weights.to_bytes()
    text = "I work at Quarrow Mills since May."
    assert CrfExtractor(again).extract(text) == CrfExtractor(weights).extract(text)


def changed(weights: Weights, **fields) -> bytes:
    whole = json.loads(gzip.decompress(weights.to_bytes())) | fields
    return gzip.compress(json.dumps(whole).encode())


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda w: b"", "damaged"),
        (lambda w: w.to_bytes()[:-9], "damaged"),
        (lambda w: changed(w, spans=[1]), "damaged"),
        (lambda w: changed(w, features=99), "another release"),
    ],
)
def test_a_bad_file_is_one_clear_error(weights, change, problem):
    """Never a model that finds nothing."""
    with pytest.raises(ExtractorError, match=problem):
        Weights.from_bytes(change(weights))
