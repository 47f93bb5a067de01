"""The standard suites of langchain-tests for embeddings, over a real provider package."""

from __future__ import annotations

from typing import Any

from langchain_openai import OpenAIEmbeddings
from langchain_tests.integration_tests import EmbeddingsIntegrationTests
from langchain_tests.unit_tests import EmbeddingsUnitTests

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.integrations.embeddings import PrivacyEmbeddings
from langchain_memprivacy.testing.loopback import Loopback

CLOUD = Loopback()
PRIVACY = MemPrivacy(vault=MemoryVault())


class Wrapped(PrivacyEmbeddings):
    """Takes what the suites build embeddings with, for the inner ones."""

    def __init__(self, **kwargs: Any) -> None:
        settings = {"base_url": CLOUD.base_url, "api_key": "x", "check_embedding_ctx_length": False}
        super().__init__(OpenAIEmbeddings(**settings, **kwargs), PRIVACY)


class TestUnit(EmbeddingsUnitTests):
    """Without a network."""

    embeddings_class = Wrapped


class TestIntegration(EmbeddingsIntegrationTests):
    """Against the loopback cloud."""

    embeddings_class = Wrapped
