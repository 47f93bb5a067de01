"""Looking the provisions up by level, theme and type."""

from __future__ import annotations

import re

from ..taxonomy import PrivacyLevel, PrivacyType, type_tag
from .rows import LevelPolicy, Provision, Theme
from .tables import LEVEL_POLICIES, PROVISIONS


def provisions(
    level: PrivacyLevel | str | int | None = None,
    theme: Theme | str | None = None,
    type: PrivacyType | str | None = None,  # noqa: A002  # the word of the public surface
) -> list[Provision]:
    """Return the provisions that match every key given; all of them without one.

    Args:
        level: `PrivacyLevel.PL3`, `"PL3"` or `3`.
        theme: A `Theme`, its name or its value: `"health and medicine"`, `"HEALTH"`.
        type: A standard type by tag, label or alias: `"EMAIL"`, `"ID Number"`, `"手机号"`.

    Raises:
        ValueError: A key names nothing that exists.

    Example:
        >>> [row.theme.value for row in provisions(type="ID Number")]
        ['government documents and specific identity']
    """
    rows = list(PROVISIONS)
    if level is not None:
        wanted = read_level(level)
        rows = [row for row in rows if row.level is wanted]
    if theme is not None:
        subject = _theme(theme)
        rows = [row for row in rows if row.theme is subject]
    if type is not None:
        kind = _standard(type)
        rows = [row for row in rows if kind in row.types]
    return rows


def level_policy(level: PrivacyLevel | str | int) -> LevelPolicy:
    """Return what Table 7 asks for a level.

    Raises:
        ValueError: There is no such level.
    """
    return LEVEL_POLICIES[read_level(level)]


def read_level(level: PrivacyLevel | str | int) -> PrivacyLevel:
    """Read a level from its member, name or number; raise `ValueError` for anything else."""
    try:
        return PrivacyLevel(level)  # type: ignore[arg-type]  # its `_missing_` reads names
    except ValueError:
        msg = f"unknown privacy level {level!r}: use PL1, PL2, PL3 or PL4"
        raise ValueError(msg) from None


def _theme(theme: str) -> Theme:
    folded = re.sub(r"[\s_-]+", " ", theme).strip().casefold()
    for member in Theme:
        if folded in (member.value, member.name.replace("_", " ").casefold()):
            return member
    msg = f"unknown theme {theme!r}: use one of {', '.join(member.name for member in Theme)}"
    raise ValueError(msg)


def _standard(name: str) -> PrivacyType:
    try:
        return PrivacyType(type_tag(name))
    except ValueError:
        msg = f"unknown privacy type {name!r}: provisions exist for the 28 standard types only"
        raise ValueError(msg) from None
