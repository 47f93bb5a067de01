"""Addresses and identifiers of devices and pages on networks."""

from __future__ import annotations

from .rule import Rule

RULES: tuple[Rule, ...] = ()
