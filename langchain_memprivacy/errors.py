"""Every error the package raises on purpose.

    MemPrivacyError
    |- ScopeError            whose mapping is meant is not known        (also ValueError)
    |- PolicyError           a policy that contradicts itself           (also ValueError)
    |- NotCoveredError       something this package cannot read or protect (also TypeError)
    |- ExtractorError        a detector failed: the text must not leave
    |- VaultError            the vault could not do what was asked
       |- VaultBusyError       another process holds the file too long
       |- VaultReadOnlyError   the file or its folder cannot be written
       |- VaultFullError       no space left
       |- VaultKeyError        no key, or not this vault's key
       |- VaultVersionError    written by a newer release
       |- VaultTamperedError   a damaged, swapped or truncated row or file
       |- VaultConflictError   a placeholder would get a second meaning

Messages name the problem and the remedy in one line. They carry types, offsets
and counts, never a private value, so that they may be logged as they are.
"""

from __future__ import annotations


class MemPrivacyError(Exception):
    """Base class: catch it to catch everything this package raises on purpose."""


class ScopeError(MemPrivacyError, ValueError):
    """The person or memory namespace is missing or empty."""


class PolicyError(MemPrivacyError, ValueError):
    """The policy contradicts itself or names something unknown."""


class NotCoveredError(MemPrivacyError, TypeError):
    """A value, field or call that cannot be read or protected, and is therefore refused.

    Raised before anything leaves; the message names the field or class.
    """


class ExtractorError(MemPrivacyError):
    """A detector failed or answered with spans that are not in the text.

    Raised instead of a partly desensitized text: whoever sees it must not send
    the text (fail closed).
    """


class VaultError(MemPrivacyError):
    """The vault could not do what was asked; nothing was changed."""


class VaultBusyError(VaultError):
    """Another process held the vault's lock for longer than the time allowed."""


class VaultReadOnlyError(VaultError):
    """The vault file or its folder cannot be written."""


class VaultFullError(VaultError):
    """The disk, a quota or a size limit left no room for the write."""


class VaultKeyError(VaultError):
    """There is no key, it is malformed, or it is not the key of this vault."""


class VaultVersionError(VaultError):
    """The vault was written by a release newer than this one."""


class VaultTamperedError(VaultError):
    """A stored row or the file itself is damaged, swapped or cut off."""


class VaultConflictError(VaultError):
    """An import or a correction would give a placeholder or a value a second meaning."""
