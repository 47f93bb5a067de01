"""Which of some thousand cue words stand in a text, without searching it for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .source import GRAM, Source, folded


class CueIndex:
    """Cue words by their beginnings.

    Args:
        cues: Words and parts of words, in lower case, none empty.
    """

    def __init__(self, cues: Iterable[str]) -> None:
        self._starting: dict[str, list[str]] = {}
        for cue in dict.fromkeys(cues):
            self._starting.setdefault(folded(cue[:GRAM]), []).append(cue)

    def present(self, source: Source) -> Iterator[str]:
        """Yield the cues that stand in a source, each once."""
        lower = source.lower
        for gram in self._starting.keys() & source.grams:
            for cue in self._starting[gram]:
                if cue in lower:
                    yield cue
