"""Names of things in shared places: user ids, namespaces, keys, without private values.

A name is compared and never read, and may not hold brackets or spaces everywhere. So a
placeholder in it is written `EMAIL_1~k3jq7zwhd2`: without brackets, with the tag of its
scope behind it, so that nobody takes it for one of his own.
"""

from __future__ import annotations

import re

from ..placeholders import CANONICAL, find_placeholders
from .crossing import Crossing
from .identifying import is_private

_PERSONS = frozenset({"user_id", "entity_id"})
"""What names a person."""

_JOINED = re.compile(r"[A-Za-z0-9_~]")
"""Before a pseudonym these need a `~` in between, to tell where it begins."""


class Pseudonyms:
    """Writes names for one scope, and reads them back; asks the vault for the scope's tag.

    Args:
        crossing: Whose mapping.
        apart: Whether names without a private value carry the tag, too (`u-17~k3jq7zwhd2`),
            so that the same name in another scope names another thing.

    Raises:
        VaultError: The vault failed.
    """

    def __init__(self, crossing: Crossing, *, apart: bool = False) -> None:
        self._crossing = crossing
        self._out = crossing.desensitize()
        self._apart = apart
        self.tag = crossing.privacy.tag(crossing.scope)
        """The mark of the scope."""
        self._suffix = f"~{self.tag}"
        self._own = re.compile(
            rf"~?(?<![A-Za-z0-9_])([A-Z][A-Z0-9_]*_[1-9][0-9]{{0,8}})~{self.tag}"
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.tag})"

    def hide(self, name: str, key: str = "") -> str:
        """Write a name: the same one for the same name, as long as its values are known.

        Args:
            name: A name, or what `hide` made of it.
            key: What it names, for example `user_id`.

        Raises:
            ExtractorError: The detector failed.
            VaultError: The vault failed.
        """
        hidden = self.unwrap(name)
        if key in _PERSONS and " " in hidden.strip():  # a full name: no id looks like that
            privacy, scope = self._crossing.privacy, self._crossing.scope
            hidden = privacy.desensitize(hidden, scope, real_name=hidden.strip())
        if is_private(self._crossing, hidden, key) or next(find_placeholders(hidden), None):
            hidden = self._out.text(hidden, "user")
        written, end, found = "", 0, False
        for match in CANONICAL.finditer(hidden):
            written += hidden[end : match.start()]
            joint = "~" if _JOINED.fullmatch(written[-1:]) else ""
            written += f"{joint}{match[0][1:-1]}{self._suffix}"
            end, found = match.end(), True
        written += hidden[end:]
        return written if found or not self._apart else written + self._suffix

    def unwrap(self, text: str) -> str:
        """Turn pseudonyms of this scope into placeholders, wherever they stand in a text.

        Names of other scopes stay as they are.
        """
        if self._suffix not in text:
            return text
        unwrapped = self._own.sub(r"<\1>", text)
        return unwrapped.removesuffix(self._suffix) if unwrapped == text else unwrapped

    def show(self, name: str) -> str:
        """Read a name that `hide` wrote; names of other scopes stay as they are.

        Raises:
            VaultError: The vault failed.
        """
        unwrapped = self.unwrap(name)
        if self._crossing.inside or unwrapped == name:
            return unwrapped
        return self._crossing.privacy.restore(unwrapped, self._crossing.scope)
