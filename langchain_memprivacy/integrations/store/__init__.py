"""A store whose rows, vectors and names hold placeholders, in front of any store of LangGraph."""

from .pseudonyms import Pseudonyms
from .store import PrivacyStore

__all__ = ["PrivacyStore", "Pseudonyms"]
