"""The rule extractor: forms, check digits and cues in English and Chinese, nothing downloaded."""

from .extractor import RuleExtractor

__all__ = ["RuleExtractor"]
