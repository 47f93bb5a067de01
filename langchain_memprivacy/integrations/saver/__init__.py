"""`PrivacySaver`: state is raw in the process, and placeholders where it is kept."""

from .saver import PrivacySaver

__all__ = ["PrivacySaver"]
