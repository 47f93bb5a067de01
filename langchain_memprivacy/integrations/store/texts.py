"""Both directions of text through the wall of a store that others may share."""

from __future__ import annotations

from ...messages import Desensitize, Restore
from ...placeholders import Placeholder, find_placeholders
from ..crossing import Crossing
from .pseudonyms import around_pseudonyms, mark_foreign, pseudonyms_in, read_own, unmark_own

NOBODY = "nobody2222"
"""In place of a tag, for placeholders of which it is not known whose they are."""


class StoreOut(Desensitize):
    """To the store: own marked placeholders are plain ones again, those of others stay.

    Args:
        crossing: The call.
        tag: The tag of its scope.
    """

    def __init__(self, crossing: Crossing, tag: str) -> None:
        super().__init__(crossing.privacy, crossing.scope, crossing.real_name)
        self._tag = tag

    def mark(self) -> None:
        """Nothing is kept: others read marked placeholders otherwise."""

    def _plain(self, text: str, role: str) -> str:
        text = unmark_own(text, self._tag)
        return around_pseudonyms(text, lambda piece: super(StoreOut, self)._plain(piece, role))


class StoreBack(Restore):
    """From the store, for values that carry one mark.

    Args:
        crossing: The call; inside of a graph boundary placeholders stay.
        tag: The tag of its scope.
        whose: The tag that the value carries; None where it carries none, and its
            placeholders are nobody's.
    """

    def __init__(self, crossing: Crossing, tag: str, whose: str | None) -> None:
        super().__init__(crossing.privacy, crossing.scope)
        self._inside = crossing.inside
        if crossing.inside:
            self._upto = None
        self._tag = tag
        self._whose = whose

    def text(self, text: str, role: str = "", key: str = "") -> str:
        """Restore what is the reader's, mark what is another's."""
        if self._whose is None:
            if self._inside:  # the boundary around would restore them as the reader's own
                text = mark_foreign(text, NOBODY)
            back = super().text
            # Pseudonyms say whose they are; all else stays as it is.
            return read_own(text, self._tag, lambda own: back(own, role, key))
        if self._whose != self._tag:
            text = mark_foreign(text, self._whose)
        return super().text(unmark_own(text, self._tag), role, key)

    def mark(self) -> None:
        """Nothing is kept: the same message reads otherwise under another mark."""


class Looking(Restore):
    """Changes nothing; notes which placeholders and pseudonyms it comes across.

    Args:
        crossing: Any call.

    Attributes:
        placeholders: Those without a tag.
        tagged: Those with one.
    """

    def __init__(self, crossing: Crossing) -> None:
        super().__init__(crossing.privacy, crossing.scope, None)
        self.placeholders: set[Placeholder] = set()
        self.tagged: set[tuple[Placeholder, str]] = set()

    def text(self, text: str, role: str = "", key: str = "") -> str:
        """Look at a text."""
        del role, key
        self.placeholders.update(match.placeholder for match in find_placeholders(text))
        self.tagged.update(pseudonyms_in(text))
        return text

    def label(self, label: str, role: str) -> str:
        """Look at a label."""
        return self.text(label, role)
