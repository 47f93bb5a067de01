"""LangMem behind the boundary: managers, tools, extractors, summaries, optimizers."""

from .protecting import protect_memory

__all__ = ["protect_memory"]
