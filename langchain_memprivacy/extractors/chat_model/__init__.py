"""Extraction by a chat model, such as one that vLLM, llama.cpp or Ollama serves on the device."""

from .endpoint import RemoteModelError
from .extractor import ChatModelExtractor

__all__ = ["ChatModelExtractor", "RemoteModelError"]
