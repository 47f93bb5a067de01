"""Keep private values on the device: typed placeholders for cloud models and cloud memory.

The public names, imported when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .defaults import MemPrivacy
    from .engine import PrivacyEngine
    from .errors import (
        ExtractorError,
        MemPrivacyError,
        NotCoveredError,
        PolicyError,
        ScopeError,
        VaultBusyError,
        VaultConflictError,
        VaultError,
        VaultFullError,
        VaultKeyError,
        VaultReadOnlyError,
        VaultTamperedError,
        VaultVersionError,
    )
    from .extractors.base import Extractor
    from .extractors.chat_model import ChatModelExtractor
    from .extractors.combine import UnionExtractor
    from .extractors.crf import CrfExtractor
    from .extractors.onnx import OnnxExtractor
    from .extractors.rules import RuleExtractor
    from .extractors.tagger import TaggerExtractor
    from .integrations.chat_model import PrivacyChatModel
    from .integrations.embeddings import PrivacyEmbeddings
    from .integrations.langmem import protect_memory
    from .integrations.langsmith import offline_target, private_client
    from .integrations.mem0 import PrivacyMem0
    from .integrations.memobase import PrivacyMemobase
    from .integrations.middleware import PrivacyMiddleware, PrivacyToolMiddleware
    from .integrations.nodes import PrivateContext, PrivateState, desensitize_node, restore_node
    from .integrations.protect import protect
    from .integrations.saver import PrivacySaver
    from .integrations.store import PrivacyStore
    from .integrations.tools import protect_tool
    from .migration import migrate_files, migrate_store
    from .placeholders import CONTRACT, Placeholder
    from .policy import KEEP, MEMORY_ONLY, PrivacyPolicy, Retention, ToolPolicy
    from .provisions import advice, level_policy
    from .restoring import StreamRestorer
    from .spans import PrivacySpan
    from .taxonomy import PrivacyLevel, PrivacyType
    from .vault.base import PrivateValue, Receipt, Vault
    from .vault.memory import MemoryVault
    from .vault.sqlite import SQLiteVault

_ERRORS = (
    "ExtractorError",
    "MemPrivacyError",
    "NotCoveredError",
    "PolicyError",
    "ScopeError",
    "VaultBusyError",
    "VaultConflictError",
    "VaultError",
    "VaultFullError",
    "VaultKeyError",
    "VaultReadOnlyError",
    "VaultTamperedError",
    "VaultVersionError",
)
_HOMES = {
    "CONTRACT": "placeholders",
    "ChatModelExtractor": "extractors.chat_model",
    "CrfExtractor": "extractors.crf",
    "Extractor": "extractors.base",
    "KEEP": "policy",
    "MEMORY_ONLY": "policy",
    "MemPrivacy": "defaults",
    "MemoryVault": "vault.memory",
    "OnnxExtractor": "extractors.onnx",
    "Placeholder": "placeholders",
    "PrivacyChatModel": "integrations.chat_model",
    "PrivacyEmbeddings": "integrations.embeddings",
    "PrivacyEngine": "engine",
    "PrivacyLevel": "taxonomy",
    "PrivacyMem0": "integrations.mem0",
    "PrivacyMemobase": "integrations.memobase",
    "PrivacyMiddleware": "integrations.middleware",
    "PrivacyPolicy": "policy",
    "PrivacySaver": "integrations.saver",
    "PrivacySpan": "spans",
    "PrivacyStore": "integrations.store",
    "PrivacyToolMiddleware": "integrations.middleware",
    "PrivacyType": "taxonomy",
    "PrivateContext": "integrations.nodes",
    "PrivateState": "integrations.nodes",
    "PrivateValue": "vault.base",
    "Receipt": "vault.base",
    "Retention": "policy",
    "RuleExtractor": "extractors.rules",
    "SQLiteVault": "vault.sqlite",
    "StreamRestorer": "restoring",
    "TaggerExtractor": "extractors.tagger",
    "ToolPolicy": "policy",
    "UnionExtractor": "extractors.combine",
    "Vault": "vault.base",
    "advice": "provisions",
    "desensitize_node": "integrations.nodes",
    "level_policy": "provisions",
    "migrate_files": "migration",
    "migrate_store": "migration",
    "offline_target": "integrations.langsmith",
    "private_client": "integrations.langsmith",
    "protect": "integrations.protect",
    "protect_memory": "integrations.langmem",
    "protect_tool": "integrations.tools",
    "restore_node": "integrations.nodes",
    **dict.fromkeys(_ERRORS, "errors"),
}

__all__ = [
    "CONTRACT",
    "KEEP",
    "MEMORY_ONLY",
    "ChatModelExtractor",
    "CrfExtractor",
    "Extractor",
    "ExtractorError",
    "MemPrivacy",
    "MemPrivacyError",
    "MemoryVault",
    "NotCoveredError",
    "OnnxExtractor",
    "Placeholder",
    "PolicyError",
    "PrivacyChatModel",
    "PrivacyEmbeddings",
    "PrivacyEngine",
    "PrivacyLevel",
    "PrivacyMem0",
    "PrivacyMemobase",
    "PrivacyMiddleware",
    "PrivacyPolicy",
    "PrivacySaver",
    "PrivacySpan",
    "PrivacyStore",
    "PrivacyToolMiddleware",
    "PrivacyType",
    "PrivateContext",
    "PrivateState",
    "PrivateValue",
    "Receipt",
    "Retention",
    "RuleExtractor",
    "SQLiteVault",
    "ScopeError",
    "StreamRestorer",
    "TaggerExtractor",
    "ToolPolicy",
    "UnionExtractor",
    "Vault",
    "VaultBusyError",
    "VaultConflictError",
    "VaultError",
    "VaultFullError",
    "VaultKeyError",
    "VaultReadOnlyError",
    "VaultTamperedError",
    "VaultVersionError",
    "advice",
    "desensitize_node",
    "level_policy",
    "migrate_files",
    "migrate_store",
    "offline_target",
    "private_client",
    "protect",
    "protect_memory",
    "protect_tool",
    "restore_node",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
