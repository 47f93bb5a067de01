"""Middleware for `create_agent`: one for each of the two places of the boundary."""

from .model import PrivacyMiddleware
from .tools import PrivacyToolMiddleware

__all__ = ["PrivacyMiddleware", "PrivacyToolMiddleware"]
