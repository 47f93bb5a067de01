"""Passwords, codes and PINs, by Chinese cue words."""

from __future__ import annotations

from ..rule import Rule

RULES: tuple[Rule, ...] = ()
