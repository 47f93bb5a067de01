"""Mail addresses and telephone numbers."""

from __future__ import annotations

import re

from ...taxonomy import PrivacyType
from .rule import LEFT, pattern

_RESERVED = re.compile(
    r"(?i)(?:^|[.@])(?:example\.(?:com|org|net)|[a-z0-9-]+\.(?:example|invalid|test)|localhost)$"
)


def _not_documentation(match: re.Match[str]) -> bool:
    """RFC 2606 names are nobody's address."""
    return _RESERVED.search(match[0]) is None


RULES = (
    pattern(
        "email",
        PrivacyType.EMAIL,
        LEFT + r"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}"
        r"(?![A-Za-z0-9-])",
        needs=("@",),
        accept=_not_documentation,
    ),
)
