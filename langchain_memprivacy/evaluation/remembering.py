"""An extractor as it is used: what one message of a conversation told is known in the next."""

from __future__ import annotations

from ..defaults import MemPrivacy, embedded
from ..extractors.base import Extractor
from ..spans import PrivacySpan, resolve
from ..vault.memory import MemoryVault
from .judging import Kept

_SCOPE = "conversation"


class Remembering:
    """Finds what an extractor finds, and what is known from earlier messages.

    One is for one person: it runs the whole product, with a vault in memory.

    Args:
        extractor: What finds new values; the embedded default where left out.
    """

    def __init__(self, extractor: Extractor | None = None) -> None:
        found = embedded() if extractor is None else extractor
        self._privacy = MemPrivacy(extractor=Kept(found), vault=MemoryVault())

    def __repr__(self) -> str:
        return f"Remembering({self._privacy.extractor!r})"

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> list[PrivacySpan]:
        """See `Extractor.extract`; messages come in their order."""
        found = self._privacy.extract(text, role, real_name)
        self._privacy.desensitize(text, _SCOPE, role, real_name)
        return resolve(text, [*found, *self._privacy.recognise(text, _SCOPE)])
