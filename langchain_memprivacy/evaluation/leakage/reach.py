"""Which private values, or readable rests of them, stand in bytes that left the device.

A value counts as out when it stands there whole, a number with other separators too, and as
partly out when a piece of it does that is readable (`pieces`) and that nothing innocent
explains: what a person says outside of their private values, in questions too, the dates of
their sessions, and what a system says by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ...taxonomy import PrivacyLevel
from ..datasets import Annotation, User
from .pieces import MASK, grams, is_cjk, otherwise, pieces, words
from .reading import Reader, look_alikes

_SHORT = 3
"""Letters and digits of a value that is told from what else there is; one Chinese character."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What became of one value at one exit; holds no text.

    Attributes:
        user: Whose value.
        exit: Where it was looked for.
        type: Its type tag.
        level: Its level.
        whole: Whether it stands there as it is, or with other separators.
        partly: Whether it, or a readable piece of it, does.
    """

    user: str
    exit: str
    type: str
    level: str
    whole: bool
    partly: bool

    def as_json(self) -> dict[str, Any]:
        """Turn it into plain JSON values."""
        return asdict(self)


class Values:
    """A user's private values, made ready to be looked for.

    Args:
        user: Whose messages.
        threshold: From which level on.
        innocent: Text that leaves by itself, whatever the user says: prompts of a system.
    """

    def __init__(
        self, user: User, threshold: PrivacyLevel = PrivacyLevel.PL2, innocent: Iterable[bytes] = ()
    ) -> None:
        self._user = user.id
        found: dict[str, Annotation] = {}
        for message in user.messages:
            for annotation in message.privacy:
                if annotation.level >= threshold:
                    found.setdefault(annotation.text, annotation)
        innocent = list(innocent)
        self._told = look_alikes(innocent)  # a prompt's examples of placeholders
        reader = Reader(self._told)
        plain = _Text([_plain(user), *map(reader.read, innocent)])
        # Nobody annotated the questions; values that stand there whole are values all the same.
        asked = _Text(question.question for question in user.questions)
        self._values = {
            value: a for value, a in found.items() if _tells(value) and not plain.holds(value)
        }
        self._pieces = {
            value: frozenset(pieces(value)) - plain.pieces - asked.pieces for value in self._values
        }
        self.ambiguous = len(found) - len(self._values)
        """How many values are left out: too short, or in innocent text, too."""

    def __len__(self) -> int:
        return len(self._values)

    def reach(self, exits: Mapping[str, bytes], issued: Iterable[str] = ()) -> list[Reach]:
        """Look for every value at every exit.

        Args:
            exits: By name what left there.
            issued: The placeholders that stand for values; they are no pieces of others.
        """
        found = []
        reader = Reader([*self._told, *issued], self._values)
        for name, data in exits.items():
            text = _Text([reader.read(data)])
            for value, annotation in self._values.items():
                whole = text.holds(value)
                found.append(
                    Reach(
                        self._user, name, annotation.type, str(annotation.level), whole,
                        whole or not self._pieces[value].isdisjoint(text.pieces),
                    )
                )  # fmt: skip
        return found


class _Text:
    """A text in which values and pieces of them are looked for, whatever their case."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = "\n".join(texts).casefold()
        self.pieces = frozenset(grams(self._text))

    def holds(self, value: str) -> bool:
        """Tell whether a value stands here; a word or a number by itself, not inside others."""
        as_is = value.casefold()
        if as_is in self._text and re.search(_alone(as_is), self._text):
            return True
        look = otherwise(value)
        # The search is slow: where nothing of it stands, neither does it.
        is_near = look is not None and not self.pieces.isdisjoint(pieces(value))
        return is_near and look is not None and look.search(self._text) is not None


def _alone(value: str) -> str:
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", value) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]\Z", value) else ""
    return before + re.escape(value) + after


def _plain(user: User) -> str:
    """What a user's messages say outside of private values."""
    parts = [user.id, "\n"]
    for message in user.messages:
        parts += [message.date, "\n"]
        end = 0
        for annotation in message.privacy:
            parts.append(message.content[end : annotation.start])
            parts.append(MASK)
            end = annotation.end
        parts += [message.content[end:], "\n"]
    return "".join(parts)


def _tells(value: str) -> bool:
    runs = words(value)
    return any(map(is_cjk, runs)) or sum(map(len, runs)) >= _SHORT


def summarize(found: Iterable[Reach]) -> dict[str, dict[str, Any]]:
    """Count by exit, and over all exits together.

    Returns:
        By exit, and for `any`: the number of values, the shares that are out `whole` and
        `partly`, and `by_level` the same.
    """
    by_exit: dict[str, list[Reach]] = defaultdict(list)
    for reach in found:
        by_exit[reach.exit].append(reach)
    columns = zip(*by_exit.values(), strict=True)  # values come in one order at every exit
    everywhere = [
        Reach(
            one[0].user, "any", one[0].type, one[0].level,
            any(r.whole for r in one), any(r.partly for r in one),
        )
        for one in columns
    ]  # fmt: skip
    return {
        name: _shares(group)
        | {"by_level": {
            level: _shares([r for r in group if r.level == level])
            for level in sorted({r.level for r in group})
        }}
        for name, group in [*by_exit.items(), ("any", everywhere)]
    }  # fmt: skip


def _shares(group: list[Reach]) -> dict[str, Any]:
    count = len(group)
    return {
        "values": count,
        "whole": sum(r.whole for r in group) / count if count else 0.0,
        "partly": sum(r.partly for r in group) / count if count else 0.0,
    }
