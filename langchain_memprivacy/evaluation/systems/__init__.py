"""Memory systems behind one small face: add a session, search.

What stands before a system is protected by one of `protections`: our own method through the
package's integrations, as applications use them, the others text by text.
"""

from .base import KINDS, MemorySystem, MemorySystemError, Settings, check_system, open_system

__all__ = ["KINDS", "MemorySystem", "MemorySystemError", "Settings", "check_system", "open_system"]
