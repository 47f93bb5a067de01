"""Rules that read Chinese cue words."""

from __future__ import annotations

from ..rule import Rule
from . import (
    addresses,
    background,
    business,
    codes,
    contacts,
    credentials,
    health,
    identity,
    journeys,
    life,
    measures,
    money,
    places,
    relations,
    work,
)

RULES: tuple[Rule, ...] = (
    *codes.RULES,
    *contacts.RULES,
    *credentials.RULES,
    *identity.RULES,
    *relations.RULES,
    *background.RULES,
    *work.RULES,
    *addresses.RULES,
    *places.RULES,
    *journeys.RULES,
    *health.RULES,
    *measures.RULES,
    *money.RULES,
    *life.RULES,
    *business.RULES,
)
