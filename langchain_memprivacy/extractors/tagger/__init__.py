"""Extraction by a token classifier: a small model that labels each word of a message."""

from .extractor import TaggerExtractor
from .labels import DEFAULT_LABELS

__all__ = ["DEFAULT_LABELS", "TaggerExtractor"]
