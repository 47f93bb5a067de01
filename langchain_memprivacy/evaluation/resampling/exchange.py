"""What is described in words, taken from other users of the training split."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..datasets import Annotation, User
from .shapes import Numbers

Kind = tuple[str, str, str]
"""Language, type and format."""


class Pool:
    """All values of the training users by language, type and format."""

    def __init__(self, users: Iterable[User]) -> None:
        self._values: dict[Kind, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for user in users:
            for message in user.messages:
                for mark in message.privacy:
                    kind = user.language, mark.type, mark.format
                    self._values[kind][mark.text].add(user.id)

    def others(self, user: User, mark: Annotation) -> list[str]:
        """Return values of the mark's kind that this user never gave, alike in build."""
        values = self._values[user.language, mark.type, mark.format]
        return sorted(
            text
            for text, owners in values.items()
            if user.id not in owners and _build(text) == _build(mark.text)
        )

    def words(self, kinds: Iterable[tuple[str, str]]) -> list[str]:
        """Return the words of all values of some types and formats."""
        wanted = set(kinds)
        return sorted({
            word
            for (_, *kind), values in self._values.items()
            if tuple(kind) in wanted
            for text in values
            for word in text.split()
        })  # fmt: skip


def exchange(
    user: User, marks: Iterable[Annotation], pool: Pool, rng: random.Random, numbers: Numbers
) -> Mapping[str, str]:
    """Find a replacement for each descriptive value of a user.

    A value that stands inside a longer one of its type ("23,000" in "23,000 put by") is the
    same fact: where all of them hold numbers, these are drawn again, alike in all; else all
    become the same value of another user. No two facts become the same one: where nothing
    is left to draw, a value keeps its words, and its numbers alone are drawn again.

    Returns:
        New texts by old text.
    """
    by_type: dict[str, dict[str, Annotation]] = defaultdict(dict)
    for mark in marks:
        by_type[mark.type].setdefault(mark.text, mark)
    found: dict[str, str] = {}
    used: set[str] = set()
    for _, distinct in sorted(by_type.items()):
        for family in _families(sorted(distinct, key=lambda text: (-len(text), text))):
            if len(family) > 1 and all(any(map(str.isdigit, text)) for text in family):
                found |= {text: numbers.apply(text) for text in family if text not in found}
                continue
            fresh = [t for t in pool.others(user, distinct[family[0]]) if t not in used]
            new = rng.choice(fresh) if fresh else None
            used.add(new or "")
            for text in family:
                found.setdefault(text, numbers.apply(text) if new is None else new)
    return found


def _families(texts: list[str]) -> list[list[str]]:
    """Group texts, longest first, with those that stand inside them."""
    families: list[list[str]] = []
    for text in texts:
        for family in families:
            if text.casefold() in family[0].casefold():
                family.append(text)
                break
        else:
            families.append([text])
    return families


def _build(text: str) -> tuple[bool, bool]:
    """Bare numbers are exchanged for bare numbers, long sentences for long ones."""
    return text.replace(",", "").replace(".", "").isdigit(), len(text) > 60
