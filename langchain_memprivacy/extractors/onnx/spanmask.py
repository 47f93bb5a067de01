"""Which tokens keep a span verbatim: every path through the mask copies a piece of the message.

A span is written as JSON writes it. The mask follows all places of the message that read
like what was written so far, at once; its offsets, not the written text, say where a span
is. There is no dead end: from every place the last end that may be used is within reach
byte by byte, for no token that runs past it is allowed, and every byte is a token.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from .edges import LONGEST, Edges
from .skeleton import Skeleton
from .vocabulary import Vocabulary, readable

Range = tuple[int, int]
_ESCAPED = {c: json.dumps(c)[1:-1].encode() for c in (*map(chr, range(0x20)), '"', "\\")}


@dataclass(slots=True)
class Options:
    """What may come next: tokens that go on, and tokens that end the span.

    Attributes:
        go: By token, the starts that stay possible.
        shut: By token, how many bytes of what follows a span it holds, and the ranges.
        ids: All of these tokens.
    """

    go: dict[int, list[int]] = field(default_factory=dict)
    shut: dict[int, tuple[int, list[Range]]] = field(default_factory=dict)
    ids: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    def sealed(self) -> Options:
        """Number the tokens, now that they are all known."""
        self.ids = np.fromiter((*self.go, *self.shut), np.int64, len(self.go) + len(self.shut))
        return self


class SpanMask:
    """The spans of one window of a message, in bytes of its JSON; see the module.

    Args:
        edges: Of the message.
        window: Offsets of the window's first character and after its last one.
        vocabulary: Of the model.
        skeleton: Of its answers.
    """

    def __init__(
        self, edges: Edges, window: Range, vocabulary: Vocabulary, skeleton: Skeleton
    ) -> None:
        self._vocabulary, self._skeleton = vocabulary, skeleton
        low, high = window
        pieces = [_ESCAPED.get(c) or c.encode() for c in readable(edges.text[low:high])]
        self._written = b"".join(pieces)
        self._offsets = dict(zip(_sums(pieces), range(low, high + 1), strict=True))
        places = dict(zip(self._offsets.values(), self._offsets, strict=True))
        self._ends = [places[at] for at in range(low, high + 1) if edges.ends[at]]
        self._is_end = frozenset(self._ends)
        self._first: dict[int, int] = {}
        self._last: dict[int, int] = {}
        self._stretched: dict[int, int] = {}
        for at in range(low, high):
            if edges.begins[at]:
                self._begin(edges, at, min(at + LONGEST, high), places)
        self._used: set[Range] = set()
        self._matches: dict[int, list[tuple[int, int]]] = {}
        self._at_start: Options | None = None

    def __bool__(self) -> bool:
        return bool(self._last)

    def _begin(self, edges: Edges, at: int, bound: int, places: dict[int, int]) -> None:
        """Note where spans from an offset may end, if any may."""
        start, first, limit = places[at], edges.first_end(at), places[bound]
        if first <= bound:
            self._first[start] = places[first]
            self._last[start] = self._ends[bisect_left(self._ends, limit + 1) - 1]
        elif edges.telling(at) < bound and len(edges.text[at:bound].split()) == 1:
            # A word longer than a span may be: its beginning is written, all of it is meant.
            self._first[start] = limit + 1
            self._last[start] = limit
            self._stretched[start] = edges.end_after(bound)

    def starts(self) -> list[int]:
        """Return all places where a span may begin."""
        return list(self._last)

    def heads(self, at: int) -> dict[int, list[int]]:
        """Return the tokens in place of the opener's `at`th that hold some of a span, too."""
        heads = self._skeleton.heads[at]
        found: dict[int, list[int]] = {}
        if not heads:
            return found
        longest, initials = max(map(len, heads)), {head[0] for head in heads}
        for start, last in self._last.items():
            if self._written[start] in initials:
                for end in range(start + 1, min(start + longest, last) + 1):
                    token = heads.get(self._written[start:end])
                    if token is not None:
                        found.setdefault(token, []).append(start)
        return found

    def options(self, starts: Iterable[int], written: int) -> Options:
        """Return what may follow after some bytes of a span.

        Args:
            starts: The places whose spans read like that.
            written: How many bytes.
        """
        if not written and self._at_start is not None:
            return self._at_start
        options = Options()
        closer, held = self._skeleton.closer
        for start in starts:
            place, last = start + written, self._last[start]
            for token, end in self._tokens(place):
                if end <= last:
                    options.go.setdefault(token, []).append(start)
            if self._may_end(start, place):
                options.shut.setdefault(closer, (held, []))[1].append((start, place))
            for token, size, end in self._tails(place, last):
                if self._may_end(start, end):
                    options.shut.setdefault(token, (size, []))[1].append((start, end))
        options.sealed()
        if not written:
            self._at_start = options
        return options

    def take(self, ranges: Sequence[Range]) -> list[Range]:
        """Use ranges up, so that none is written twice.

        Returns:
            Their offsets in the message.
        """
        self._at_start = None
        for start, end in ranges:
            self._used.add((start, end))
            if self._last[start] == end:
                index = bisect_left(self._ends, end) - 1
                while index >= 0 and self._ends[index] >= self._first[start]:
                    if (start, self._ends[index]) not in self._used:
                        self._last[start] = self._ends[index]
                        break
                    index -= 1
                else:
                    del self._last[start]
        return [(self._offsets[start], self._end(start, end)) for start, end in ranges]

    def text(self, span: Range) -> str:
        """Return what is written for a range, with JSON's escapes."""
        return self._written[slice(*span)].decode()

    def _end(self, start: int, end: int) -> int:
        return self._offsets[end] if end in self._is_end else self._stretched[start]

    def _may_end(self, start: int, end: int) -> bool:
        last = self._last[start]
        return end == last or (
            self._first[start] <= end < last
            and end in self._is_end
            and (start, end) not in self._used
        )

    def _tokens(self, place: int) -> list[tuple[int, int]]:
        """Return the tokens that the message has at a place, and where each ends."""
        found = self._matches.get(place)
        if found is None:
            written, token_of = self._written, self._vocabulary.token_of
            reach = self._vocabulary.reach(written[place : place + 3])
            found = self._matches[place] = [
                (token, end)
                for end in range(place + 1, min(place + reach, len(written)) + 1)
                if (token := token_of.get(written[place:end])) is not None
            ]
        return found

    def _tails(self, place: int, last: int) -> list[tuple[int, int, int]]:
        tails = self._skeleton.tails
        if self._written[place : place + 1] not in self._skeleton.tail_initials:
            return []
        return [
            (token, size, end)
            for end in range(place + 1, min(place + self._skeleton.longest_tail, last) + 1)
            for token, size in tails.get(self._written[place:end], ())
        ]


def _sums(pieces: Iterable[bytes]) -> list[int]:
    sums = [0]
    for piece in pieces:
        sums.append(sums[-1] + len(piece))
    return sums
