"""Several extractors as one."""

from __future__ import annotations

from collections.abc import Iterable

from ..spans import PrivacySpan
from .base import Extractor


class UnionExtractor:
    """Finds whatever any of its extractors finds; fails when one of them fails.

    Args:
        extractors: At least one; where two find the same range, the earlier one's
            type is preferred at equal level.

    Raises:
        ValueError: There is none.
    """

    def __init__(self, extractors: Iterable[Extractor]) -> None:
        self._extractors = tuple(extractors)
        if not self._extractors:
            raise ValueError("UnionExtractor: give at least one extractor")

    def __repr__(self) -> str:
        return f"UnionExtractor({list(self._extractors)!r})"

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> list[PrivacySpan]:
        """See `Extractor.extract`."""
        return [
            span
            for extractor in self._extractors
            for span in extractor.extract(text, role=role, real_name=real_name)
        ]

    def close(self) -> None:
        """Close those of its extractors that can be closed."""
        for extractor in self._extractors:
            if callable(close := getattr(extractor, "close", None)):
                close()
