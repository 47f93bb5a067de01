"""LangMem behind the boundary: managers, tools, extractors, summaries, optimizers."""

import warnings as _warnings

with _warnings.catch_warnings():
    # What it imports by names that LangGraph has given up is its own business.
    _warnings.simplefilter("ignore", DeprecationWarning)
    import langmem.short_term  # noqa: F401

from .protecting import protect_memory

__all__ = ["protect_memory"]
