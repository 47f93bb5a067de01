"""A cloud for tests, on 127.0.0.1: it plays models and services, and keeps every byte.

With `OPENAI_BASE_URL` or `base_url=` it stands in for a model, with `api_url=` for
LangSmith; `assert_clean` then proves that no private value was sent.
"""

from .embeddings import vector
from .leaks import Leak, Values, assert_clean, find_leaks
from .records import Record
from .replies import Fault, Reply, Script, ToolCall
from .server import Loopback

__all__ = [
    "Fault",
    "Leak",
    "Loopback",
    "Record",
    "Reply",
    "Script",
    "ToolCall",
    "Values",
    "assert_clean",
    "find_leaks",
    "vector",
]
