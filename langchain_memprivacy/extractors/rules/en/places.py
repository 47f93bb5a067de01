"""Postal addresses, itineraries and locations, by English cue words."""

from __future__ import annotations

from ..rule import Rule

RULES: tuple[Rule, ...] = ()
