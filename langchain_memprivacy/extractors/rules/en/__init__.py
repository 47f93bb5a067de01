"""Rules that read English cue words."""

from __future__ import annotations

from ..rule import Rule
from . import (
    belonging,
    business,
    codes,
    credentials,
    figures,
    health,
    identity,
    life,
    names,
    people,
    places,
    travel,
    work,
)

RULES: tuple[Rule, ...] = (
    *credentials.RULES,
    *codes.RULES,
    *names.RULES,
    *people.RULES,
    *identity.RULES,
    *work.RULES,
    *belonging.RULES,
    *places.RULES,
    *travel.RULES,
    *health.RULES,
    *life.RULES,
    *business.RULES,
    *figures.RULES,
)
