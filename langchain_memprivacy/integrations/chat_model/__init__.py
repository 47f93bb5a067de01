"""The model boundary: a chat model that wraps another one, which sees placeholders only."""

from .model import PrivacyChatModel

__all__ = ["PrivacyChatModel"]
