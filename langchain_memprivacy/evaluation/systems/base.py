"""What a memory system is to an evaluation, and how one is opened."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel

from ...errors import MemPrivacyError
from ..datasets import Message
from ..protections import Method, Protection


class MemorySystemError(MemPrivacyError):
    """A memory system cannot be opened; the message says what is missing."""


class MemorySystem(Protocol):
    """Keeps what is told to it and finds it again; told and asked on the device's side."""

    def add(self, session: Sequence[Message]) -> None:
        """Take the messages of one session."""
        ...

    def search(self, query: str, limit: int) -> list[str]:
        """Return memories that fit a query, the best first, restored."""
        ...

    def rows(self) -> bytes:
        """Return all that the system has stored, without vectors; empty where it cannot be seen."""
        ...

    def close(self) -> None:
        """End it; what it stored is gone where it was made for this run."""
        ...


@dataclass(frozen=True)
class Settings:
    """What memory systems work with.

    Attributes:
        model: Makes memories of messages.
        embeddings: Make vectors of memories and queries.
        url: Of a service, for Memobase.
        key: Of that service.
    """

    model: BaseChatModel | None = None
    embeddings: Embeddings | None = None
    url: str = ""
    key: str = "none"

    def needed(self, *names: str) -> None:
        """Make sure that these are there.

        Raises:
            MemorySystemError: One is missing.
        """
        for name in names:
            if not getattr(self, name):
                msg = f"the memory system needs {name}; give it one"
                raise MemorySystemError(msg)


KINDS: Mapping[str, tuple[str, str]] = {
    "store": ("store", "StoreSystem"),
    "langmem": ("langmem", "LangMemSystem"),
    "mem0": ("mem0", "Mem0System"),
    "memobase": ("memobase", "MemobaseSystem"),
}
"""Where each kind is, imported when it is opened."""


_LIBRARIES = {"langmem": "langmem", "mem0": "mem0", "memobase": "memobase"}


def check_system(kind: str) -> None:
    """Make sure that a memory system can be opened here, without importing its library.

    Raises:
        MemorySystemError: There is no such kind, or its library is not installed.
    """
    if kind not in KINDS:
        msg = f"no such memory system; use one of {', '.join(KINDS)}"
        raise MemorySystemError(msg)
    if kind in _LIBRARIES and find_spec(_LIBRARIES[kind]) is None:
        raise _missing(kind)


def open_system(
    kind: str, protection: Protection, settings: Settings, *, user: str = "user"
) -> MemorySystem:
    """Open a memory system for one user.

    Args:
        kind: One of `KINDS`.
        protection: What stands before it.
        settings: What it works with.
        user: The user's opaque id.

    Raises:
        MemorySystemError: There is no such kind, its library is not installed, or something that
            it needs is not in the settings.
    """
    check_system(kind)
    module, name = KINDS[kind]
    try:
        with warnings.catch_warnings():  # of what these libraries use and LangGraph gives up
            warnings.simplefilter("ignore")
            found = import_module(f".{module}", __package__)
    except ImportError:
        found = None
    if found is None:  # outside of the handler: what a library says stays out of our error
        raise _missing(kind)
    make: Callable[[Protection, Settings, str], MemorySystem] = getattr(found, name)
    return make(protection, settings, user)


def _missing(kind: str) -> MemorySystemError:
    msg = f"{kind} is not installed: pip install 'langchain-memprivacy[{kind}]'"
    return MemorySystemError(msg)


class Side:
    """The device's side of a system: text by text, unless an integration does it."""

    def __init__(self, protection: Protection) -> None:
        self.protection = protection
        self.is_ours = protection.method is Method.TYPED
        """Whether the integration around the system does the work."""

    def out(self, text: str, role: str = "user") -> str:
        """Desensitize what goes in."""
        return text if self.is_ours else self.protection.desensitize(text, role)

    def back(self, text: str) -> str:
        """Restore what comes back."""
        return text if self.is_ours else self.protection.restore(text)

    def turns(self, session: Sequence[Message]) -> list[dict[str, str]]:
        """Turn a session into messages as most clients take them."""
        return [{"role": m.role, "content": self.out(m.content, m.role)} for m in session]
