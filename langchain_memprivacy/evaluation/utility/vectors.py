"""A sentence encoder of this device as LangChain embeddings, for memory systems."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from .retrieval import Encoder


class EncoderEmbeddings(Embeddings):
    """Embeddings by an encoder.

    Args:
        encoder: Computes the vectors.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts."""
        return self._encoder.encode(texts)

    def embed_query(self, text: str) -> list[float]:
        """Embed a query."""
        (vector,) = self._encoder.encode([text])
        return vector
