"""Money, health and other matters that cue words give away, by Chinese cue words."""

from __future__ import annotations

from ..rule import Rule

RULES: tuple[Rule, ...] = ()
