"""Texts that are an identifier and no prose: there is no context to judge by."""

from __future__ import annotations

import re
import sys

_IDENTIFIER = re.compile(r"(?:[^\s:㐀-鿿]{1,40}: )?(?P<id>[A-Za-z0-9_.:/+=~|-]*)")


def is_identifier(text: str, most: int = sys.maxsize) -> bool:
    """Tell whether a text is the id of a thread, row or run, with its key or without.

    Args:
        text: A message, or one field of a structure.
        most: A longer one is read as any other text.
    """
    match = _IDENTIFIER.fullmatch(text)
    return match is not None and len(match["id"]) <= most
