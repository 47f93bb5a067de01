"""The tagger as it comes with the package."""

from __future__ import annotations

import pytest

from langchain_memprivacy.errors import ExtractorError
from langchain_memprivacy.extractors.crf import CrfExtractor
from langchain_memprivacy.extractors.crf.weights import read


def test_both_languages_in_context():
    """What no form gives away."""
    extractor = CrfExtractor(threshold=0.7)
    for text, value in (
        ("As I told you, last year I was diagnosed with bipolar disorder.", "bipolar disorder"),
        ("Please remember who is who at work: my manager is Helen Brandt.", "Helen Brandt"),
        ("我现在的月薪是两万三千元", "两万三千元"),
    ):
        assert any(value in span.text for span in extractor.extract(text))


def test_own_and_other_names():
    """The user's own name is told from other people's where it is known."""
    text = "my colleague Tobias Renner called, and so did Nora Whitfield"
    kinds = {
        s.text: s.type
        for s in CrfExtractor(threshold=0.9).extract(text, real_name="Nora Whitfield")
    }
    assert kinds["Nora Whitfield"] == "REAL_NAME"
    assert "REAL_NAME" not in {kind for value, kind in kinds.items() if "Renner" in value}


def test_a_value_is_not_cut_inside_a_word():
    """Ranges end where runs of letters and digits end."""
    for text in ("the gate code is K7xQ2m9 now", "token=ab12cd34EF"):
        for span in CrfExtractor(threshold=0.9).extract(text):
            before, after = text[: span.start][-1:], text[span.end :][:1]
            assert not (before.isalnum() and text[span.start].isalnum())
            assert not (after.isalnum() and text[span.end - 1].isalnum())


@pytest.mark.parametrize("threshold", [0, 1, -0.1, 7])
def test_thresholds_are_probabilities(threshold):
    """Anything else is refused."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        CrfExtractor(threshold=threshold)


def test_missing_weights_are_an_error(tmp_path):
    """Without its file the extractor fails closed: nothing found would look like nothing private."""
    with pytest.raises(ExtractorError, match="weights are missing"):
        read(tmp_path / "weights.json.gz")
