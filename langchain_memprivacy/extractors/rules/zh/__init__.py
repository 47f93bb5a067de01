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
    flaws,
    health,
    identity,
    journeys,
    ledger,
    life,
    measures,
    money,
    monikers,
    movements,
    people,
    places,
    readings,
    relations,
    schooling,
    told,
    trips,
    vita,
    work,
)
from .general import of_somebody

_ALL: tuple[Rule, ...] = (
    *codes.RULES,
    *contacts.RULES,
    *credentials.RULES,
    *identity.RULES,
    *relations.RULES,
    *people.RULES,
    *monikers.RULES,
    *background.RULES,
    *ages.RULES,
    *work.RULES,
    *vita.RULES,
    *schooling.RULES,
    *addresses.RULES,
    *places.RULES,
    *journeys.RULES,
    *movements.RULES,
    *health.RULES,
    *clinic.RULES,
    *readings.RULES,
    *measures.RULES,
    *money.RULES,
    *ledger.RULES,
    *life.RULES,
    *circumstances.RULES,
    *business.RULES,
    *flaws.RULES,
    *told.RULES,
    *trips.RULES,
)

RULES: tuple[Rule, ...] = tuple(map(of_somebody, _ALL))
