"""Rewriting a text while keeping the way back to the original's offsets."""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

_READINGS = 5
"""As a text stands, and with this many layers of escapes less one taken off."""

_JSON_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|u[0-9a-fA-F]{4}|[\"\\/bfnrt])"
)

_HTML_ESCAPE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_URL_ESCAPE = re.compile(  # one character in UTF-8
    r"%[0-7][0-9A-Fa-f]|%[C-Dc-d][0-9A-Fa-f]%[89ABab][0-9A-Fa-f]"
    r"|%[Ee][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){2}|%[Ff][0-7](?:%[89ABab][0-9A-Fa-f]){3}"
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

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Translate a range of the original to what stands for it here."""
        if self.starts is None or self.ends is None:
            return start, end
        return bisect_left(self.starts, start), bisect_right(self.ends, end)

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


def may_escape(text: str) -> bool:
    """Tell whether a text may hold escapes of JSON, HTML or URLs."""
    return "\\" in text or "%" in text or "&" in text


def unescaped(text: Rewritten) -> Rewritten:
    r"""Take one layer of escapes off, in whatever spelling: `\u5F20`, `\/`, `&#39;`, `%2f`.

    Returns:
        The plainer text, or `text` itself where there is nothing to take off.
    """
    if "\\" in text.text:
        text = text.substitute(_JSON_ESCAPE, lambda match: str(json.loads(f'"{match[0]}"')))
    if "&" in text.text:
        text = text.substitute(_HTML_ESCAPE, lambda match: html.unescape(match[0]))
    if "%" in text.text:
        text = text.substitute(_URL_ESCAPE, lambda match: unquote(match[0]))
    return text


def readings(text: Rewritten) -> Iterator[Rewritten]:
    """Yield a text as it stands, then with one layer of escapes after the other taken off."""
    for _ in range(_READINGS):
        yield text
        plainer = unescaped(text)
        if plainer is text:
            return
        text = plainer
