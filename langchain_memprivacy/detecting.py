"""Asking a detector, and closing the gate where it fails."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from .errors import ExtractorError
from .extractors.base import Extractor
from .placeholders import STANDARD_TAGS
from .spans import PrivacySpan
from .taxonomy import OTHER


def detect(
    extractor: Extractor, text: str, role: str, real_name: str | None
) -> Sequence[PrivacySpan]:
    """Find private spans as an extractor sees them, checked.

    Raises:
        ExtractorError: It failed, or answered with something else: the text must not leave.
    """
    failure, strange = "", 0
    spans: Sequence[PrivacySpan] = ()
    try:
        answer = extractor.extract(text, role=role, real_name=real_name)
        if isinstance(answer, (list, tuple)):
            spans = tuple(answer)
            strange = sum(not isinstance(span, PrivacySpan) for span in spans)
        else:  # an empty dictionary or string is no "nothing found"
            failure = f"it answered with {type(answer).__name__}, not with a list of spans"
    except Exception as error:  # noqa: BLE001  # any failure closes the gate
        failure = type(error).__name__
    # Raised outside the handler: the cause may quote the text, and must not travel along.
    if failure:
        msg = f"the extractor failed ({failure}); the text was not let through"
        raise ExtractorError(msg)
    if strange:
        msg = f"the extractor gave {strange} of {len(spans)} answers that are no spans"
        raise ExtractorError(msg)
    wrong = sum(text[span.start : span.end] != span.text for span in spans)
    if wrong:
        msg = f"the extractor gave {wrong} of {len(spans)} spans that are not in the text"
        raise ExtractorError(msg)
    return [_discreet(span) for span in spans]


def _discreet(span: PrivacySpan) -> PrivacySpan:
    """A type that a model made up of the value itself would print it: `<HUNTER_1>`."""
    if span.type in STANDARD_TAGS:
        return span
    plain = unicodedata.normalize("NFKD", span.text).casefold()
    value = "".join(char for char in plain if char.isalnum())
    words = [word for word in span.type.lower().split("_") if len(word) > 2]
    tells = any(word in value or (len(value) > 2 and value in word) for word in words)
    return replace(span, type=OTHER) if tells else span
