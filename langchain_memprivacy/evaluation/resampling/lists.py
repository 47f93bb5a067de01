"""The lists that names and words are drawn from."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lists() -> dict[str, Any]:
    """Read the lists: names by region, titles, words, mail providers."""
    data: dict[str, Any] = json.loads((files(__package__) / "lists.json").read_text("utf-8"))
    return data


def plain(word: str) -> str:
    """Fold case and accents: `Gráinne` and `grainne` are one name."""
    split = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in split if not unicodedata.combining(c))
