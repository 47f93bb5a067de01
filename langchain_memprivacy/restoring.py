"""Placeholders back to values, for a whole text or a stream of chunks; no I/O."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

from .glued import Place, Seams, Told
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
        glued: Told of each value that may have been put against a letter or digit, so that
            it is no word of its own: it must be found in that word when the text leaves
            again. With each chunk the word is told as far as it was given out, for the
            stream may be abandoned there; once more when it goes on.

    Attributes:
        restored: How many placeholders were replaced, by type tag.
        unknown: How many stayed as they were, by type tag.
    """

    def __init__(
        self,
        lookup: Callable[[Placeholder], str | None],
        glued: Told | None = None,
    ) -> None:
        self._lookup = lookup
        self._seams = None if glued is None else Seams(glued)
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
        if self._seams is not None:
            self._seams.take("", last=True)
        self._surroundings = Surroundings()
        return rest

    def _restore_until(self, limit: int) -> str:
        text, position = self._buffer, self._begin
        # Most text is neither JSON nor holds a URL; then values go in as they are.
        flat = self._surroundings.stays_flat(text[position:limit])
        pieces: list[str] = []
        places: list[Place] = []
        size = 0
        for match in find_placeholders(text, position):
            if match.start >= limit:
                break
            before = text[position : match.start]
            if not flat:
                self._surroundings.text(before)
            written, value = self._value(match, text, flat=flat)
            pieces += (before, written)
            size += len(before) + len(written)
            if value is not None:
                places.append((size - len(written), size, value))
            self._surroundings.placeholder()
            position = match.end
        self._surroundings.text(text[position:limit])
        pieces.append(text[position:limit])
        keep = max(limit - 1, 0)
        self._buffer, self._begin = text[keep:], limit - keep
        restored = "".join(pieces)
        if self._seams is not None:
            self._seams.take(restored, places)
        return restored

    def _value(self, match: Match, text: str, *, flat: bool) -> tuple[str, str | None]:
        """Return what is written for a placeholder, and the value where it has one."""
        value = self._lookup(match.placeholder)
        if value is None:
            self.unknown[match.placeholder.type] += 1
            return text[match.start : match.end], None
        self.restored[match.placeholder.type] += 1
        return self._written(value, match, flat=flat), value

    def _written(self, value: str, match: Match, *, flat: bool) -> str:
        escape = match.escape
        if escape is Escape.NONE and (flat or match.placeholder.type == LITERAL):
            return value  # a literal is kept as it stood, escapes and all
        if escape is Escape.HTML:
            return self._surroundings.encode(html.escape(value))
        if escape is Escape.URL:
            return quote(value, safe="", errors="surrogatepass")
        return self._surroundings.encode(value, escaped=escape is Escape.JSON)
