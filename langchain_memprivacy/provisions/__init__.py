"""What to do with a value: the handling provisions of the paper's Tables 6 and 7, as data.

`provisions` and `level_policy` look rows up, `THEME_OF` says which theme a type
belongs to, `advice` is the one line that a user gets to see.
"""

from __future__ import annotations

from .notices import advice
from .queries import level_policy, provisions
from .rows import Actor, Duty, LevelPolicy, Provision, Theme
from .tables import LEVEL_POLICIES, PROVISIONS, THEME_OF

__all__ = [
    "LEVEL_POLICIES",
    "PROVISIONS",
    "THEME_OF",
    "Actor",
    "Duty",
    "LevelPolicy",
    "Provision",
    "Theme",
    "advice",
    "level_policy",
    "provisions",
]
