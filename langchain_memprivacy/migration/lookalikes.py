"""Look-alikes: what reads like a placeholder in a memory, and was none when it was written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..placeholders import LITERAL, Match, find_placeholders
from ..policy import PrivacyPolicy
from ..taxonomy import PrivacyLevel
from ..vault.base import PrivateValue, Vault


class LookAlikes:
    """Puts placeholders of their own in place of look-alikes, before anything else is done.

    Otherwise an `<EMAIL_1>` that somebody once wrote would become that of the first address
    that the migration finds.

    Args:
        vault: Where they go.
        scope: Whose.
        policy: How long they are kept.
        issued: The highest number that was issued before the migration, by type tag.
    """

    def __init__(
        self, vault: Vault, scope: str, policy: PrivacyPolicy, issued: Mapping[str, int]
    ) -> None:
        self._vault, self._scope, self._policy = vault, scope, policy
        self.issued = dict(issued)

    def apart(self, value: Any) -> Any:
        """Put placeholders in place of the look-alikes of a text or of plain data."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {self.apart(key): self.apart(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.apart(each) for each in value]
        return value

    def _text(self, text: str) -> str:
        matches = [match for match in find_placeholders(text) if not self._was_issued(match)]
        if not matches:
            return text
        level = PrivacyLevel.PL1
        kept = self._policy.retention_of(level)
        given = self._vault.assign(
            self._scope,
            [PrivateValue(text[m.start : m.end], LITERAL, level, kept) for m in matches],
        )
        pieces: list[str] = []
        position = 0
        for match, placeholder in zip(matches, given, strict=True):
            pieces += (text[position : match.start], str(placeholder))
            position = match.end
        return "".join([*pieces, text[position:]])

    def _was_issued(self, match: Match) -> bool:
        return match.placeholder.number <= self.issued.get(match.placeholder.type, 0)
