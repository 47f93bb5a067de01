"""An extractor for fixed values, and the contract that every extractor must meet."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from ..extractors.base import Extractor
from ..locate import ValueIndex
from ..spans import PrivacySpan
from ..taxonomy import PrivacyLevel, type_tag


class FixedExtractor:
    """Finds given values wherever they stand on word boundaries.

    For tests, and in applications for a list of what must never leave.

    Args:
        values: For each value its type, in any spelling, and its level.

    Raises:
        ValueError: A value is empty, or a level is none of PL1 to PL4.

    Example:
        >>> extractor = FixedExtractor({"Ann Holm": ("REAL_NAME", "PL2")})
        >>> extractor.extract("Ann Holm, Ann Holmes")
        [PrivacySpan(start=0, end=8, type='REAL_NAME', level=<PrivacyLevel.PL2: 2>, source='fixed')]
    """

    def __init__(self, values: Mapping[str, tuple[str, PrivacyLevel | str]]) -> None:
        self._index = ValueIndex()
        self._values: dict[str, tuple[str, PrivacyLevel]] = {}
        for value, (type_, level) in values.items():
            if not value:
                raise ValueError("FixedExtractor: a value is empty")
            self._values[value] = (type_tag(type_), PrivacyLevel(level))  # type: ignore[arg-type]  # `_missing_` reads names
            self._index.add(value)

    def __repr__(self) -> str:
        return f"FixedExtractor({len(self._values)} values)"

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> list[PrivacySpan]:
        """Find the values; see `Extractor.extract`."""
        del role, real_name
        return [
            PrivacySpan(start, end, text[start:end], *self._values[text[start:end]], "fixed")
            for start, end in self._index.find(text)
        ]


class ExtractorContract:
    """What holds for every extractor: subclass it under pytest and say which one.

    Example:
        ```python
        class TestMine(ExtractorContract):
            def extractor(self):
                return MyExtractor()

            def finds(self):
                return {"Mail me at lena.moor@brightleaf.io.": ["lena.moor@brightleaf.io"]}
        ```
    """

    def extractor(self) -> Extractor:
        """Return the extractor under test."""
        raise NotImplementedError

    def finds(self) -> Mapping[str, list[str]]:
        """Return texts, each with values that must be found in it, at least two texts."""
        raise NotImplementedError

    def test_follows_the_protocol(self) -> None:
        """It has the method, with its keyword arguments, and answers with spans."""
        extractor = self.extractor()
        assert isinstance(extractor, Extractor)
        for text in self._texts():
            for role in ("user", "assistant", "system", "tool"):
                for name in (None, "Ann Holm"):
                    spans = extractor.extract(text, role=role, real_name=name)
                    assert all(isinstance(span, PrivacySpan) for span in spans)

    def test_finds_what_it_should(self) -> None:
        """The values named are found where they stand."""
        for text, values in self.finds().items():
            assert values, "a text without values tests nothing"
            found = {span.text for span in self.extractor().extract(text)}
            assert not set(values) - found

    def test_text_is_verbatim(self) -> None:
        """The text of each span is the slice of the message at its offsets."""
        for text in self._texts():
            for span in self.extractor().extract(text):
                assert text[span.start : span.end] == span.text

    def test_offsets_count_code_points(self) -> None:
        """What stands before, emoji included, shifts offsets by its length and no more."""
        for text, values in self.finds().items():
            for before in ("👍🏽 \n", "家👨‍👩‍👧家。\n", "e\u0301\r\n"):
                spans = self.extractor().extract(before + text)
                places = {(s.start, s.text) for s in spans}
                for value in values:
                    assert (len(before) + text.index(value), value) in places

    def test_empty_and_plain_text_hold_nothing(self) -> None:
        """Nothing is found where there is nothing."""
        for text in ("", " ", "\n\n"):
            assert list(self.extractor().extract(text)) == []

    def test_keeps_nothing_between_calls(self) -> None:
        """The answer depends on the message only, whatever was asked before."""
        texts = self._texts()
        alone = [list(self.extractor().extract(text)) for text in texts]
        shared = self.extractor()
        for order in (range(len(texts)), reversed(range(len(texts)))):
            for i in order:
                assert list(shared.extract(texts[i])) == alone[i]

    def test_may_be_shared_between_threads(self) -> None:
        """Many threads at once get what one gets."""
        extractor, texts = self.extractor(), self._texts() * 8
        alone = [list(extractor.extract(text)) for text in texts]
        with ThreadPoolExecutor(8) as pool:
            assert [list(spans) for spans in pool.map(extractor.extract, texts)] == alone

    def test_repr_holds_no_value(self) -> None:
        """What is printed or logged of spans and extractor shows no value."""
        extractor = self.extractor()
        for text, values in self.finds().items():
            shown = repr(extractor.extract(text)) + repr(extractor)
            assert not [value for value in values if value in shown]

    def _texts(self) -> list[str]:
        found = dict(self.finds())
        assert len(found) >= 2, "give at least two texts"
        return [*found, "\r\n".join(found), "", "...", *(f"🔑 {text}" for text in found)]
