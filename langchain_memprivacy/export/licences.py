"""What a model's licence means for whoever exports it, in a line."""

from __future__ import annotations

_MEANINGS = (
    (
        "cc-by-nc-nd",
        "no commercial use, and nothing made from it, this export included, may be passed on",
    ),
    ("cc-by-nc", "no commercial use"),
    ("cc-by", "name its authors"),
    ("apache-2.0", "free to use; keep its notices"),
    ("mit", "free to use; keep its notice"),
)


def meaning(licence: str | None) -> str:
    """Say in a line what a licence asks for.

    Args:
        licence: As a model's card names it; None: it names none.
    """
    if licence is None:
        return "its card names no licence: ask its authors before you use it"
    for prefix, text in _MEANINGS:
        if licence.lower().startswith(prefix):
            return f"{licence}: {text}"
    return f"{licence}: read its terms before you use it"
