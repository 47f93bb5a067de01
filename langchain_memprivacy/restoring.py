"""Placeholders back to values, for a whole text or a stream of chunks; no I/O."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

from .locate import is_boundary
from .placeholders import LITERAL, Escape, Match, Placeholder, find_placeholders, open_tail
from .surroundings import Surroundings


class StreamRestorer:
    """Restores a text that arrives in chunks.

    For every way to cut a text, the joined results of `feed` and the final `flush` are
    what one `feed` of the whole and `flush` give. No more is held back than what may
    be the beginning of a placeholder.

    Args:
        lookup: Gives the value of a placeholder, or None where it has none in this
            scope (unknown, foreign, invented, forgotten): it then stays verbatim.
        glued: Told of each value that was put against a letter or digit, so that it is no
            word of its own: it must be found there when the text leaves again.

    Attributes:
        restored: How many placeholders were replaced, by type tag.
        unknown: How many stayed as they were, by type tag.
    """

    def __init__(
        self,
        lookup: Callable[[Placeholder], str | None],
        glued: Callable[[str], None] | None = None,
    ) -> None:
        self._lookup = lookup
        self._glued = glued
        self._edge = ""  # the last character that was given out
        self._ends: str | None = None  # the value that ends there
        self._buffer = ""
        self._begin = 0  # what stands before it in the buffer is the left neighbour
        self._surroundings = Surroundings()
        self.restored: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()

    def feed(self, chunk: str) -> str:
        """Take the next chunk and return what is certain by now, restored."""
        self._buffer += chunk
        return self._restore_until(open_tail(self._buffer, self._begin))

    def whole(self, text: str) -> str:
        """Restore a text that is there as a whole: what `feed` and `flush` give together."""
        self._buffer += text
        return self.flush()

    def flush(self) -> str:
        """Return the rest; the restorer is then ready for a new text."""
        rest = self._restore_until(len(self._buffer))
        self._buffer, self._begin = "", 0
        self._edge, self._ends = "", None
        self._surroundings = Surroundings()
        return rest

    def _restore_until(self, limit: int) -> str:
        text, position = self._buffer, self._begin
        # Most text is neither JSON nor holds a URL; then values go in as they are.
        flat = self._surroundings.stays_flat(text[position:limit])
        pieces: list[str] = []
        for match in find_placeholders(text, position):
            if match.start >= limit:
                break
            before = text[position : match.start]
            if not flat:
                self._surroundings.text(before)
            self._pass(before, None)
            pieces += (before, self._value(match, text, flat=flat))
            self._surroundings.placeholder()
            position = match.end
        self._surroundings.text(text[position:limit])
        self._pass(text[position:limit], None)
        pieces.append(text[position:limit])
        keep = max(limit - 1, 0)
        self._buffer, self._begin = text[keep:], limit - keep
        return "".join(pieces)

    def _value(self, match: Match, text: str, *, flat: bool) -> str:
        placeholder, escape = match.placeholder, match.escape
        value = self._lookup(placeholder)
        if value is None:
            self.unknown[placeholder.type] += 1
            self._pass(text[match.start : match.end], None)
            return text[match.start : match.end]
        self.restored[placeholder.type] += 1
        self._pass(value, value)
        if escape is Escape.NONE and (flat or placeholder.type == LITERAL):
            return value  # a literal is kept as it stood, escapes and all
        if escape is Escape.HTML:
            return self._surroundings.encode(html.escape(value))
        if escape is Escape.URL:
            return quote(value, safe="", errors="surrogatepass")
        return self._surroundings.encode(value, escaped=escape is Escape.JSON)

    def _pass(self, piece: str, value: str | None) -> None:
        """Note which values touch what stands beside them."""
        if not piece or self._glued is None:
            return
        if self._edge and not is_boundary(self._edge + piece[0], 1):
            for touching in (self._ends, value):
                if touching is not None:
                    self._glued(touching)
        self._edge, self._ends = piece[-1], value
