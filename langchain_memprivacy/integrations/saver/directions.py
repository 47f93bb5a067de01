"""The two directions between the process and the place where its state is kept."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)
from typing import Any
from uuid import UUID

from ...messages import Desensitize, Restore
from ...taxonomy import PrivacyLevel
from ..crossing import Crossing
from ..identifying import is_private
from .marks import between_marks, mark, unmark

_TYPED = "memprivacy:"
_KINDS: dict[type, Callable[[str], Any]] = {
    int: int, float: float, Decimal: Decimal, Fraction: Fraction,
    datetime: datetime.fromisoformat, date: date.fromisoformat, time: time.fromisoformat,
    UUID: UUID, IPv4Interface: IPv4Interface, IPv6Interface: IPv6Interface,
    IPv4Address: IPv4Address, IPv6Address: IPv6Address,
    IPv4Network: IPv4Network, IPv6Network: IPv6Network,
}  # fmt: skip
"""What is no text, most special classes first, and how it is read from its text."""

_READERS = {kind.__name__: read for kind, read in _KINDS.items()}


class ToRest(Desensitize):
    """Raw to placeholders that say whose they are; numbers and dates remember their class.

    Args:
        crossing: The call.
        tag: The tag of its scope.
    """

    def __init__(self, crossing: Crossing, tag: str) -> None:
        super().__init__(crossing.privacy, crossing.scope, crossing.real_name)
        self._crossing = crossing
        self._tag = tag
        self._marking = True
        purpose = f"rest {tag} {crossing.real_name or ''}"
        self._keeper = crossing.privacy.keeper(purpose, crossing.scope)

    @contextlib.contextmanager
    def in_one_text(self) -> Iterator[Callable[[str], str]]:
        """Leave marks to the end, for a text that is rewritten in pieces."""
        self._marking = False
        try:
            yield lambda text: mark(text, self._tag)
        finally:
            self._marking = True

    def _plain(self, text: str, role: str) -> str:
        hidden = between_marks(text, lambda piece: self._privacy(piece, role) if piece else piece)
        return mark(hidden, self._tag) if self._marking else hidden

    def name(self, name: str, role: str) -> str:
        """Mark what became of it."""
        if between_marks(name, lambda _: "") != "":  # it is marked
            return name
        hidden = super().name(name, role)
        return name if hidden == name else mark(hidden, self._tag)

    def scalar(self, value: Any, written: str, role: str, key: str) -> Any:
        """A private number or date becomes the text of its placeholder, and of its class."""
        return _typed(value, super().scalar(value, written, role, key))

    def count(self, value: Any, written: str, role: str) -> Any:
        """The same for numbers that count."""
        return _typed(value, super().count(value, written, role))

    def kept(self, data: bytes, written: Callable[[], str]) -> bytes | None:
        """Apart from what leaves the device: that has no marks."""
        return self._keeper.kept(data, written)

    def keep(self, data: bytes, result: bytes, mark: Any) -> None:
        """See `kept`."""
        self._keeper.keep(data, result, mark)


class ToLabels(ToRest):
    """The same for metadata, where ids stay: they are searched for."""

    def text(self, text: str, role: str, key: str = "") -> str:
        """Desensitize what is no id."""
        return super().text(text, role, key) if is_private(self._crossing, text, key) else text


class FromRest(Restore):
    """Marked placeholders to raw; what others wrote, and what has no mark, stays.

    Args:
        crossing: The call.
        tag: The tag of its scope.
    """

    def __init__(self, crossing: Crossing, tag: str) -> None:
        # Inside of a graph boundary the process has placeholders, too.
        upto = None if crossing.inside else PrivacyLevel.PL4
        super().__init__(crossing.privacy, crossing.scope, upto)
        self._crossing = crossing
        self._tag = tag
        self._marking = True

    @contextlib.contextmanager
    def in_one_text(self) -> Iterator[Callable[[str], str]]:
        """Take no marks off: that was done for the whole text."""
        self._marking = False
        try:
            yield lambda text: unmark(text, self._tag)
        finally:
            self._marking = True

    def text(self, text: str, role: str = "", key: str = "") -> Any:
        """Restore what is marked as this scope's own; a number becomes one again."""
        own = unmark(text, self._tag) if self._marking else text
        if self._marking and own == text:
            return text
        return _read(super().text(own, role, key))

    def name(self, name: str, role: str) -> str:
        """Restore."""
        return str(self.text(name, role))

    def mark(self) -> object | None:
        """Apart from what comes from elsewhere."""
        if self._upto is None:
            return None
        if self._keeper is None:
            self._keeper = self._privacy.keeper(f"from rest {self._tag}", self._scope)
        return super().mark()


def _typed(value: Any, hidden: Any) -> Any:
    if hidden is value or not isinstance(hidden, str):
        return value
    kind = next((kind for kind in _KINDS if isinstance(value, kind)), None)
    return hidden if kind is None else f"{_TYPED}{kind.__name__}:{hidden}"


def _read(text: str) -> Any:
    if not text.startswith(_TYPED):
        return text
    kind, _, written = text.removeprefix(_TYPED).partition(":")
    try:
        return _READERS[kind](written)
    except (KeyError, ValueError, ArithmeticError):  # it was forgotten
        return text
