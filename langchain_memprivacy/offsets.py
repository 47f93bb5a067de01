"""Rewriting a text while keeping the way back to the original's offsets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_JSON_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|u[0-9a-fA-F]{4}|[\"\\/bfnrt])"
)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text, and for each of its characters the range of the original it stands for."""

    text: str = field(repr=False)
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Translate a non-empty range to the original's offsets."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def substitute(
        self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
    ) -> Rewritten:
        """Replace every match of a pattern, keeping the way back to the first original."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for match in pattern.finditer(self.text):
            begin, end = match.span()
            new = replace(match)
            pieces += (self.text[done:begin], new)
            starts += range(done, begin)
            ends += range(done + 1, begin + 1)
            starts += [begin] * len(new)
            ends += [end] * len(new)
            done = end
        if not pieces:
            return self
        pieces.append(self.text[done:])
        starts += range(done, len(self.text))
        ends += range(done + 1, len(self.text) + 1)
        if self.starts is not None and self.ends is not None:
            first, last = self.starts, self.ends
            starts, ends = [first[i] for i in starts], [last[i - 1] for i in ends]
        return Rewritten("".join(pieces), starts, ends)


def json_unescaped(text: Rewritten) -> Rewritten:
    r"""Read JSON's escapes, in whatever spelling: `\u5F20`, `\/`, surrogate pairs."""
    return text.substitute(_JSON_ESCAPE, lambda match: str(json.loads(f'"{match[0]}"')))
