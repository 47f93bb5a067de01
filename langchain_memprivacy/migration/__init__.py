"""Memories that were there before: desensitize them where they are, or into a new place.

Files (JSON, JSONL, text) and LangGraph stores; and back again.
"""

from .files import migrate_files
from .report import Failure, Migration
from .stores import migrate_store

__all__ = ["Failure", "Migration", "migrate_files", "migrate_store"]
