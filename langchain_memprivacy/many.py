"""Many texts of one scope in a row, and a memory for what is made of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from .view import FRESH, ScopeView


class Desensitize(Protocol):
    """Desensitizes one text of a scope; `sync` says whether to ask the vault for news."""

    def __call__(self, text: str, role: str, real_name: str | None, *, sync: bool) -> str:
        """See `PrivacyEngine.desensitize`."""
        ...


class Keeper:
    """Keeps what was made of structures, until what is known of the scope voids it.

    Args:
        view: The scope.
        purpose: What is made of them; another purpose, another result.
    """

    def __init__(self, view: ScopeView, purpose: str) -> None:
        self._view = view
        self._purpose = purpose

    def kept(self, data: bytes, written: Callable[[], str]) -> bytes | None:
        """Return what was kept for a structure, unless newer values may stand in it.

        Args:
            data: The structure, written so that only equal ones are written alike.
            written: Writes it with all its texts and numbers, as JSON does.
        """
        return self._view.kept(self._view.kept_key(data, self._purpose), written)

    def keep(self, data: bytes, result: bytes, known: tuple[int, int]) -> None:
        """Keep what a structure became, for `kept`.

        Args:
            data: See `kept`.
            result: What it became; it stays in memory.
            known: What `known` said before.
        """
        self._view.keep(self._view.kept_key(data, self._purpose), result, known)

    def known(self) -> tuple[int, int]:
        """Return what changes when more values are known, or fewer."""
        return self._view.known()


class Desensitizer(Keeper):
    """Desensitizes many texts of one scope in a row; see `PrivacyEngine.desensitizer`."""

    def __init__(self, view: ScopeView, desensitize: Desensitize, real_name: str | None) -> None:
        super().__init__(view, f"desensitize {real_name or ''}")
        self._desensitize = desensitize
        self._real_name = real_name
        self._checked = float("-inf")

    def __call__(self, text: str, role: str = "user", real_name: str | None = None) -> str:
        """Desensitize one text; see `PrivacyEngine.desensitize`."""
        name = real_name or self._real_name
        return self._desensitize(text, role, name, sync=self._is_due())

    def holds(self, text: str) -> bool:
        """Tell whether a text, as it stands, is a value that was known at the last look."""
        return self._view.is_value(text)

    def known(self) -> tuple[int, int]:
        """Ask the vault for news where it is time, and return what changes with them."""
        if self._is_due():
            with self._view.lock:
                self._view.sync()
        return super().known()

    def _is_due(self) -> bool:
        now = time.monotonic()
        if now - self._checked <= FRESH:
            return False
        self._checked = now
        return True
