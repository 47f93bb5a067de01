"""Credentials that have a form of their own: keys, tokens, private keys, connection strings."""

from __future__ import annotations

from .rule import Rule

RULES: tuple[Rule, ...] = ()
