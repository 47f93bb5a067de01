"""Rules that read Chinese cue words."""

from __future__ import annotations

from ..rule import Rule
from . import (
    addresses,
    ages,
    background,
    business,
    circumstances,
    clinic,
    codes,
    contacts,
    credentials,
    health,
    identity,
    journeys,
    ledger,
    life,
    measures,
    money,
    movements,
    people,
    places,
    relations,
    vita,
    work,
)

RULES: tuple[Rule, ...] = (
    *codes.RULES,
    *contacts.RULES,
    *credentials.RULES,
    *identity.RULES,
    *relations.RULES,
    *people.RULES,
    *background.RULES,
    *ages.RULES,
    *work.RULES,
    *vita.RULES,
    *addresses.RULES,
    *places.RULES,
    *journeys.RULES,
    *movements.RULES,
    *health.RULES,
    *clinic.RULES,
    *measures.RULES,
    *money.RULES,
    *ledger.RULES,
    *life.RULES,
    *circumstances.RULES,
    *business.RULES,
)
