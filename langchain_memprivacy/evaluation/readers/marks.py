"""Messages, and the private values that are marked in them without offsets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...locate import ValueIndex
from ...taxonomy import PrivacyLevel, type_tag
from .. import fields
from ..datasets import Annotation, Dataset, Message
from .spellings import listed, text


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held.

    Attributes:
        dataset: The users.
        dropped: Marked values that stand nowhere in their message, or only inside others.
    """

    dataset: Dataset
    dropped: int


class Marker:
    """Makes messages of objects, and counts marks that fit nowhere."""

    def __init__(self) -> None:
        self.dropped = 0

    def message(
        self, turn: Mapping[str, Any], about: Mapping[str, Any], session: int, at: int
    ) -> Message:
        """Make a message of a turn; `about` is what its session says of itself.

        Raises:
            DatasetError: A field is missing or of the wrong kind.
        """
        content = fields.text(turn, "content")
        return Message(
            id=f"s{session}m{at:02}" if turn.get("id") is None else str(turn["id"]),
            session=session,
            date=text(about, "date") or text(turn, "date"),
            scenario=text(about, "scenario"),
            role=fields.name_of(turn, "role"),
            content=content,
            privacy=self.marks(content, listed(turn, "privacy")),
        )

    def marks(self, content: str, items: Iterable[Mapping[str, Any]]) -> tuple[Annotation, ...]:
        """Find marked values wherever they stand as words of their own, longer ones first."""
        kept: dict[str, Mapping[str, Any]] = {}
        index = ValueIndex()
        for item in items:
            value, _ = fields.name_of(item, "original_text"), fields.name_of(item, "privacy_type")
            if fields.level(item, "privacy_level") > PrivacyLevel.PL1:
                kept.setdefault(value, item)
                index.add(value)
        found: list[Annotation] = []
        for start, end in index.find(content):
            if not found or start >= found[-1].end:
                item = kept[content[start:end]]
                found.append(Annotation(
                    start, end, content[start:end], type_tag(item["privacy_type"]),
                    PrivacyLevel(item["privacy_level"]),
                ))  # fmt: skip
        self.dropped += len(kept.keys() - {one.text for one in found})
        return tuple(found)
