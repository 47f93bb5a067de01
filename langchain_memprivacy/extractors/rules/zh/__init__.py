"""Rules that read Chinese cue words."""

from __future__ import annotations

from ..rule import Rule
from . import credentials, identity, life, places

RULES: tuple[Rule, ...] = (
    *credentials.RULES,
    *identity.RULES,
    *places.RULES,
    *life.RULES,
)
