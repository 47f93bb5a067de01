"""What a memory becomes: desensitized or restored, for real or in rehearsal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ..engine import PrivacyEngine
from ..errors import MemPrivacyError, VaultError
from ..extractors.base import Extractor
from ..integrations.crossing import Crossing
from ..integrations.store.pseudonyms import Pseudonyms
from ..messages import Walker
from ..placeholders import LITERAL, Placeholder, find_placeholders
from ..spans import PrivacySpan
from ..taxonomy import PrivacyLevel
from ..vault.base import PrivateValue
from ..vault.memory import MemoryVault
from .lookalikes import LookAlikes

ROLE = "user"
"""Memories are about the user, in the user's words or a model's."""


MAX_TEXTS = 200_000
"""Of how many texts it is kept between rehearsal and rewriting what the detector said."""


class Rewriter:
    """Rewrites memories of one scope.

    A rehearsal of all of them goes first (`prepare`): on a copy of the scope in memory it
    finds the values that are new. So the vault takes many at once, and what is found in
    the last memory is hidden in the first one too. A dry run never leaves the copy.

    Args:
        privacy: The engine.
        scope: Whose mapping.
        restore: The way back, placeholders to values.
        dry_run: Change nothing, the vault included.
    """

    def __init__(self, privacy: PrivacyEngine, scope: str, *, restore: bool, dry_run: bool) -> None:
        self.scope = scope
        self._vault, self._policy = privacy.vault, privacy.policy
        self._restore, self._dry_run = restore, dry_run
        self._found: Counter[Placeholder] = Counter()
        self._seen = _Seen(privacy.extractor)
        name = privacy.real_name_for()
        there = privacy.vault.changes(scope)
        assert there is not None  # it is all there is
        self._copy = MemoryVault()
        # Asking a vault for the tag of a scope that holds nothing would make one.
        tag = None if dry_run and not there.entries else privacy.vault.tag(scope)
        self._copy.adopt(scope, there, tag)
        copied = self._copy.changes(scope)
        assert copied is not None
        self._mark = copied.mark
        rehearsal = PrivacyEngine(self._seen, self._copy, privacy.policy, scope, name)
        rehearsing = Crossing(rehearsal, scope, name)
        self._rehearsal = Walker(rehearsing.desensitize())
        self._shown = Pseudonyms(rehearsing, self._copy.tag(scope))
        vault = self._copy if dry_run else privacy.vault
        self.privacy = PrivacyEngine(self._seen, vault, privacy.policy, scope, name)
        self.crossing = Crossing(self.privacy, scope, name)
        self._direction = self.crossing.restore() if restore else self.crossing.desensitize()
        self._walker = Walker(self._direction)
        self.tag = tag or self._copy.tag(scope)
        self._names = Pseudonyms(self.crossing, self.tag)
        self.look_alikes = LookAlikes(vault, scope, privacy.policy, there.issued)

    def prepare(self, values: Iterable[Any]) -> None:
        """Let the vault take the new values of many memories at once."""
        if self._restore:
            return
        for value in values:
            try:
                self._rehearsal.value(value, ROLE)
            except VaultError:
                raise
            except (MemPrivacyError, RecursionError):
                continue  # said where the memory itself is rewritten
        changes = None if self._dry_run else self._copy.changes(self.scope, self._mark)
        if changes is None:
            return
        new = [
            PrivateValue(e.value, e.placeholder.type, e.level, self._policy.retention_of(e.level))
            for e in changes.entries
            if e.value is not None and e.placeholder.type != LITERAL
        ]
        self._vault.assign(self.scope, new)
        self._mark = changes.mark

    def text(self, text: str) -> str:
        """Rewrite a whole text."""
        result = self._direction.text(self._apart(text), ROLE)
        if result != text:
            self.count(text, result)
        return result

    def data(self, value: Any) -> Any:
        """Rewrite plain data, keys included."""
        result = self._walker.value(self._apart(value), ROLE)
        if result != value:
            self.count(value, result)
        return result

    def name(self, name: str) -> str:
        """Rewrite what names a memory: without brackets, with the scope's tag."""
        if self._restore:
            return self._names.show(name)
        return self._names.hide(self._apart(name))

    def _apart(self, value: Any) -> Any:
        return value if self._restore else self.look_alikes.apart(value)

    def plain(self, name: str) -> str:
        """Read what names a memory as it was before it was rewritten."""
        return self._names.show(name)

    def shown(self, name: str) -> str:
        """Write a name as it may be printed; nothing becomes known to the vault by it."""
        try:
            return "/".join(map(self._shown.hide, name.split("/")))
        except MemPrivacyError:
            return "?"

    def settle(self) -> Counter[tuple[str, PrivacyLevel]]:
        """End it: write the audit line of a restoration, count values by type and level."""
        if self._restore and self._found and not self._dry_run:
            restored: Counter[str] = Counter()
            for placeholder, count in self._found.items():
                restored[placeholder.type] += count
            self._vault.record(self.scope, "restore migration", restored)
        changes = self.privacy.vault.changes(self.scope)
        levels = {e.placeholder: e.level for e in changes.entries} if changes else {}
        counts: Counter[tuple[str, PrivacyLevel]] = Counter()
        for placeholder, count in self._found.items():
            counts[placeholder.type, levels.get(placeholder, PrivacyLevel.PL1)] += count
        return counts

    def count(self, before: Any, after: Any) -> None:
        """Count the placeholders that came, or went."""
        sides = [_written(before), _written(after)][:: -1 if self._restore else 1]
        old, new = (Counter(m.placeholder for m in find_placeholders(side)) for side in sides)
        self._found.update(new - old)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


class _Seen:
    """Asks an extractor once about each text, as long as there are not too many."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor
        self._said: dict[tuple[str, str, str | None], Sequence[PrivacySpan]] = {}

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> Sequence[PrivacySpan]:
        """See `Extractor.extract`."""
        key = (text, role, real_name)
        found = self._said.get(key)
        if found is None:
            found = self._extractor.extract(text, role=role, real_name=real_name)
            if len(self._said) < MAX_TEXTS:
                self._said[key] = found
        return found
