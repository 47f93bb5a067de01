"""Names, titles, ages, birth dates, relations and background, by English cue words."""

from __future__ import annotations

from ..rule import Rule

RULES: tuple[Rule, ...] = ()
