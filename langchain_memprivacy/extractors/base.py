"""The protocol every extractor follows: one message in, private spans out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from ..spans import PrivacySpan


@runtime_checkable
class Extractor(Protocol):
    """Finds and grades private spans (`f_theta` of the paper's Algorithm 1).

    An implementation may be called from several threads at once. It raises when it
    cannot do its work; an empty answer means that nothing private is in the text.
    """

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> Sequence[PrivacySpan]:
        """Find the private spans of one message.

        Args:
            text: The message, verbatim.
            role: Who wrote it: `user`, `assistant`, `system` or `tool`.
            real_name: The user's own full name where it is known; other names are
                third parties' (paper, Figure 11).

        Returns:
            Spans in any order, possibly overlapping; each `text` is the slice of the
            message at its offsets.
        """
        ...
