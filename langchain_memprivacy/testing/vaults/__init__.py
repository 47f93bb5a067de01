"""The contract that every vault must meet."""

from .contract import ODD_VALUES, VaultContract

__all__ = ["ODD_VALUES", "VaultContract"]
