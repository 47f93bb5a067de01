"""The model on the device: a small generative model that names private spans."""

from __future__ import annotations

from .extractor import OnnxExtractor
from .failures import ModelMemoryError, ModelTimeoutError, ModelWorkerError
from .manifest import ModelFolder, ModelFolderError

__all__ = [
    "ModelFolder",
    "ModelFolderError",
    "ModelMemoryError",
    "ModelTimeoutError",
    "ModelWorkerError",
    "OnnxExtractor",
]
