"""Numbers that states give to persons: identity, tax, social security, health.

Rows marked `alone` have a form and a check digit that nothing else has; all others
are digit runs and need their label.
"""

from __future__ import annotations

from ..rule import Rule
from . import americas, asia, europe, south

RULES: tuple[Rule, ...] = (*asia.RULES, *americas.RULES, *europe.RULES, *south.RULES)
