"""Types compared by what their labels mean, on vectors small enough to multiply by hand."""

from __future__ import annotations

import pytest

from langchain_memprivacy.evaluation.similarity import LabelSimilarity, label


class Directions:
    """Labels as points of a plane: e-mail east, phone number north-east, keys west."""

    def __init__(self):
        self.asked = []

    def encode(self, texts):
        known = {"Email": [1.0, 0.0], "Phone Number": [0.6, 0.8], "Key": [-1.0, 0.0]}
        texts = list(texts)
        self.asked += texts
        return [known[text] for text in texts]


def test_the_cosine_of_labels():
    """The same tag is 1 without asking; another is the cosine, and never less than 0."""
    encoder = Directions()
    similarity = LabelSimilarity(encoder, "plane")
    assert similarity("EMAIL", "EMAIL") == 1
    assert encoder.asked == []
    assert similarity("EMAIL", "PHONE_NUMBER") == pytest.approx(0.6)
    assert similarity("KEY", "EMAIL") == 0


def test_each_label_is_encoded_once():
    """However often it is compared."""
    encoder = Directions()
    similarity = LabelSimilarity(encoder, "plane")
    for _ in range(3):
        similarity("EMAIL", "PHONE_NUMBER")
    assert sorted(encoder.asked) == ["Email", "Phone Number"]


def test_a_report_can_name_it():
    """The encoder's name is part of its own."""
    assert LabelSimilarity(Directions(), "mini").name == "cosine of label embeddings (mini)"


def test_labels_of_tags():
    """As the paper prints them; a type of another name in words."""
    assert (label("ID_NUMBER"), label("PET_NAME")) == ("ID Number", "Pet Name")
