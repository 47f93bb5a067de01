"""What export and pull raise; messages name the problem and the remedy."""

from __future__ import annotations

from ..errors import MemPrivacyError

INSTALL = "pip install 'langchain-memprivacy[export]'"


class ExportError(MemPrivacyError):
    """A checkpoint could not be exported, or a model not be pulled; nothing was left behind."""


class ParityError(ExportError):
    """The exported model differs from the original by more than its precision excuses."""
