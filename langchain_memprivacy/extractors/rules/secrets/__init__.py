"""Credentials that have a form of their own: keys, tokens, private keys, connection strings."""

from __future__ import annotations

from ..rule import Rule
from . import assignments, connections, key_shapes, private_keys, services, sessions, shapes

RULES: tuple[Rule, ...] = (
    *private_keys.RULES,
    *services.RULES,
    *connections.RULES,
    *sessions.RULES,
    *assignments.RULES,
    *shapes.RULES,
    *key_shapes.RULES,
)
