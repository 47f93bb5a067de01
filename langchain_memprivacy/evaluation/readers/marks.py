"""Messages, and the private values that are marked in them without offsets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...locate import ValueIndex
from ...taxonomy import PrivacyLevel, type_tag
from ..datasets import Annotation, Dataset, DatasetError, Message
from .spellings import get


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
            DatasetError: Its content is no text.
        """
        content = turn["content"]
        if not isinstance(content, str):
            raise DatasetError("a message's content is no text")
        return Message(
            id=str(turn.get("id", f"s{session}m{at:02}")),
            session=session,
            date=str(get(about, "date", "") or get(turn, "date", "")),
            scenario=str(get(about, "scenario", "")),
            role=str(turn["role"]),
            content=content,
            privacy=self.marks(content, get(turn, "privacy", [])),
        )

    def marks(self, content: str, items: Iterable[Mapping[str, Any]]) -> tuple[Annotation, ...]:
        """Find marked values wherever they stand as words of their own, longer ones first."""
        kept: dict[str, Mapping[str, Any]] = {}
        index = ValueIndex()
        for item in items:
            if PrivacyLevel(item["privacy_level"]) > PrivacyLevel.PL1:
                kept.setdefault(item["original_text"], item)
                index.add(item["original_text"])
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
