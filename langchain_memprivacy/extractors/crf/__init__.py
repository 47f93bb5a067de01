"""A statistical extractor in the standard library, trained on annotated dialogues."""

from .extractor import CrfExtractor
from .weights import Weights

__all__ = ["CrfExtractor", "Weights"]
