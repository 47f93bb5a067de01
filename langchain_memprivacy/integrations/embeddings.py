"""`PrivacyEmbeddings`: vectors are made of placeholders, never of values."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from langchain_core.embeddings import Embeddings

from ..engine import PrivacyEngine
from .crossing import Crossing


class PrivacyEmbeddings(Embeddings):
    """Desensitizes texts before they are embedded.

    The same text has the same placeholders, so that a query finds the documents that
    speak of the same person. What it finds holds placeholders where the documents were
    stored with them, and values where they were stored raw.

    Args:
        inner: The embeddings to protect.
        privacy: The engine.
        scope: Whose mapping; left out, the engine's own, which may depend on the config
            of the run inside which texts are embedded.
    """

    def __init__(self, inner: Embeddings, privacy: PrivacyEngine, scope: str | None = None) -> None:
        self.inner = inner
        self._privacy = privacy
        self._scope = scope

    def __repr__(self) -> str:
        return f"{type(self).__name__}({type(self.inner).__name__})"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts, desensitized.

        Raises:
            MemPrivacyError: One could not be desensitized; nothing left.
        """
        return self.inner.embed_documents(self._hidden(texts))

    def embed_query(self, text: str) -> list[float]:
        """Embed a query, desensitized; errors as for `embed_documents`."""
        return self.inner.embed_query(self._hidden([text])[0])

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        """Do as `embed_documents`; the vault and the extractor work in a thread."""
        return await self.inner.aembed_documents(await asyncio.to_thread(self._hidden, texts))

    async def aembed_query(self, text: str) -> list[float]:
        """Do as `embed_query`; the vault and the extractor work in a thread."""
        (hidden,) = await asyncio.to_thread(self._hidden, [text])
        return await self.inner.aembed_query(hidden)

    def _hidden(self, texts: Sequence[str]) -> list[str]:
        if self._scope is None:
            out = Crossing.of(self._privacy).desensitize()
        else:
            scope = self._privacy.scope_for(scope=self._scope)
            out = Crossing(self._privacy, scope, self._privacy.real_name_for()).desensitize()
        return [out.text(text, "user") for text in texts]
