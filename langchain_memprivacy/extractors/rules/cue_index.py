"""Which of some thousand cue words stand in a text, without searching it for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_LENGTHS = (1, 2, 3)
"""Cues are looked up by their first characters, this many at most."""


class CueIndex:
    """Cue words by their beginnings.

    Args:
        cues: Words and parts of words, in lower case, none empty.
    """

    def __init__(self, cues: Iterable[str]) -> None:
        self._starting: dict[int, dict[str, list[str]]] = {length: {} for length in _LENGTHS}
        for cue in dict.fromkeys(cues):
            length = min(len(cue), _LENGTHS[-1])
            self._starting[length].setdefault(cue[:length], []).append(cue)

    def present(self, lower: str) -> Iterator[str]:
        """Yield the cues that stand in a text in lower case, each once."""
        for length, starting in self._starting.items():
            pieces = {lower[i : i + length] for i in range(len(lower))}
            for piece in pieces & starting.keys():
                for cue in starting[piece]:
                    if len(cue) == length or cue in lower:
                        yield cue
