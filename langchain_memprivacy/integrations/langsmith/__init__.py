"""LangSmith: traces, feedback and datasets hold placeholders only."""

from .client import PrivateClient, private_client
from .offline import offline_target

__all__ = ["PrivateClient", "offline_target", "private_client"]
