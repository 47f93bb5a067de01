"""Text that left the device in base64: whole messages of it, and short values.

Any word decodes to something, so that what is found by chance has to be told from text: what
is `LEAST` characters long and can be printed is text, and shorter only if it holds a value.
"""

from __future__ import annotations

from collections.abc import Collection

from ...testing.loopback.views import views

LEAST = 12
"""One run of so many characters in 100,000 can be printed by chance."""
_LONGEST = 1000
"""In bytes; see `views`."""


def decoded(data: bytes, values: Collection[str] = ()) -> bytes:
    """Return the text that stands in base64 in bytes, in whatever other encoding that is.

    Args:
        data: What left.
        values: What is looked for, of any length.
    """
    looked = {value.casefold() for value in values}
    lines = {
        line
        for form, text in views(data, _LONGEST)
        if "base64" in form
        for line in text.split("\n")
        if _is_text(line)
        and (len(line) >= LEAST or any(value in line.casefold() for value in looked))
    }
    return "\n".join(sorted(lines)).encode("utf-8", "replace")


def _is_text(line: str) -> bool:
    return "\ufffd" not in line and line.replace("\t", " ").replace("\r", " ").isprintable()
