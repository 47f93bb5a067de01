"""How a row of a national number is written, and checks that several rows share."""

from __future__ import annotations

from collections.abc import Callable

from ....taxonomy import PrivacyType
from .. import checks
from ..cued import cued
from ..rule import Rule


def national_id(
    name: str,
    terms: str,
    value: str,
    check: Callable[[str], bool] | None = None,
    *,
    alone: bool = False,
    digits: int = 8,
) -> Rule:
    """Make the rule `id-<name>`; see `cued` for what `check` and `alone` decide."""
    return cued(
        f"id-{name}",
        PrivacyType.ID_NUMBER,
        terms,
        rf"(?<![A-Za-z0-9])(?<!\d[.-])(?:{value})(?![A-Za-z0-9])(?![.-]\d)",
        check=check,
        alone=alone,
        digits=digits,
        number=True,
    )


def not_sample(check: Callable[[str], bool], *samples: str) -> Callable[[str], bool]:
    """Numbers printed in every form and textbook belong to nobody."""
    return lambda text: checks.only_digits(text) not in samples and check(text)
