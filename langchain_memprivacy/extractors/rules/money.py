"""Cards, bank accounts and wallets, by form and check digit."""

from __future__ import annotations

from .rule import Rule

RULES: tuple[Rule, ...] = ()
