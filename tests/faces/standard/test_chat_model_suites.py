"""The standard suites of langchain-tests for chat models, over a real provider package."""

from __future__ import annotations

import struct
import zlib
from typing import Any, ClassVar

import httpx
import pytest
from faces.standard.oracle import answer
from langchain_openai import ChatOpenAI
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.testing.loopback import Loopback

pytestmark = [
    # What langchain-openai says about the suites' own schemas and files.
    pytest.mark.filterwarnings("ignore:Received a Pydantic BaseModel V1 schema"),
    pytest.mark.filterwarnings("ignore:OpenAI may require a filename"),
]
CLOUD = Loopback(answer, delta=5)
PRIVACY = MemPrivacy(vault=MemoryVault())


class Wrapped(PrivacyChatModel):
    """Takes what the suites build a model with, for the inner one."""

    def __init__(self, **kwargs: Any) -> None:
        settings = {"model": "gpt-4o-mini", "base_url": CLOUD.base_url, "api_key": "made-up"}
        inner = ChatOpenAI(**{"stream_usage": True, **settings, **kwargs})
        super().__init__(inner=inner, privacy=PRIVACY)


class Settings:
    """What both suites need to know."""

    chat_model_class = Wrapped
    chat_model_params: ClassVar[dict[str, Any]] = {}
    has_tool_calling = True
    supports_json_mode = True
    supports_image_inputs = True
    supports_image_tool_message = True
    supports_pdf_inputs = True
    supports_pdf_tool_message = True
    supports_audio_inputs = True
    supports_anthropic_inputs = True
    returns_usage_metadata = True
    supports_model_override = True
    model_override_value = "gpt-4o"


class TestUnit(Settings, ChatModelUnitTests):
    """Without a network."""


class TestIntegration(Settings, ChatModelIntegrationTests):
    """Against the loopback cloud, schemas as calls of a tool."""

    structured_output_kwargs: ClassVar = {"method": "function_calling"}

    @pytest.fixture(autouse=True)
    def _local_media(self, monkeypatch):
        """The suite downloads a picture, a PDF and a sound; here are some that need no network."""
        real = httpx.get

        def get(url, **kwargs):
            if "127.0.0.1" in url:
                return real(url, **kwargs)
            return httpx.Response(
                200, content=MEDIA.get(url[-3:], PNG), request=httpx.Request("GET", url)
            )

        monkeypatch.setenv("LANGCHAIN_TESTS_USER_AGENT", "none: nothing is downloaded")
        monkeypatch.setattr(httpx, "get", get)


class TestJsonSchema(Settings, ChatModelIntegrationTests):
    """The same, schemas as the provider's own way of answering."""

    structured_output_kwargs: ClassVar = {"method": "json_schema"}
    supports_image_inputs = supports_image_tool_message = supports_anthropic_inputs = False
    supports_pdf_inputs = supports_pdf_tool_message = supports_audio_inputs = False


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND", b"")
)
MEDIA = {"pdf": b"%PDF-1.4\n%%EOF\n", "wav": b"RIFF\x24\0\0\0WAVEfmt "}
