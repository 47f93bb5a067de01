"""A checkpoint becomes a folder that runs on this device: `export_model`, `pull_model`."""

from .failures import ExportError, ParityError
from .model import export_model
from .pull import pull_model

__all__ = ["ExportError", "ParityError", "export_model", "pull_model"]
