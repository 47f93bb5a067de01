"""What labels a call in traces and checkpoints: its metadata, its tags, its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timezone, tzinfo
from numbers import Complex, Real
from typing import Any
from zoneinfo import ZoneInfo

from ..errors import NotCoveredError
from .crossing import Crossing
from .graph_values import GraphWalker
from .identifying import Identifying

_LABELS = ("metadata", "tags", "run_name")
_REMEDY = "pass text, numbers, dates, lists or dicts"


class LabelWalker(GraphWalker):
    """A walker that also knows numbers, zones and patterns of classes of their own.

    They hold no text but what is looked at here. Of classes that are not Python's own a plain
    twin goes inside, for what else an object would say of itself to a tracer is not known.

    Args:
        crossing: The call.
    """

    def __init__(self, crossing: Crossing) -> None:
        super().__init__(Identifying(crossing))

    def other(self, value: Any, role: str, key: str, depth: int) -> Any:
        """Rewrite a number, an array, a zone, a range or a pattern."""
        if isinstance(value, type):
            return super().other(value, role, key, depth)
        if type(value) in {complex, range, timezone, ZoneInfo, re.Pattern}:
            written = value.pattern if isinstance(value, re.Pattern) else str(value)
            rewritten = self._value(written, role, key, depth + 1)
            return value if rewritten == written else rewritten
        if isinstance(value, tzinfo):
            return self._value(str(value), role, key, depth + 1)
        plain = _plain(value)
        if plain is value:
            return super().other(value, role, key, depth)
        return self._within(value, depth, lambda: self._value(plain, role, key, depth + 1))


def hide_labels(crossing: Crossing, config: Mapping[str, Any]) -> dict[str, Any]:
    """Desensitize what labels a call.

    Args:
        crossing: The call.
        config: Its config.

    Returns:
        Those of its labels that there are.

    Raises:
        NotCoveredError: There is something among them that cannot be read; it is named.
        ExtractorError: The detector failed.
        VaultError: The vault failed.
    """
    walker = LabelWalker(crossing)
    return {key: _hidden(walker, key, config[key]) for key in _LABELS if config.get(key)}


def _hidden(walker: LabelWalker, name: str, value: Any) -> Any:
    try:
        return walker.fields(value, "system")
    except NotCoveredError as error:
        entries = value.items() if isinstance(value, Mapping) else ()
        for key, item in entries:
            why = _why_not(walker, str(key), item)
            if why:
                # A key that is private itself is named by its placeholder.
                shown = walker.value(str(key), "system")
                msg = f"{name}[{shown!r}] {why}; {_REMEDY}"
                raise NotCoveredError(msg) from None
        why = str(error).partition(";")[0]
        msg = f"{name}: {why}; {_REMEDY}"
        raise NotCoveredError(msg) from None


def _why_not(walker: LabelWalker, key: str, item: Any) -> str:
    try:
        walker.value(item, "system", key)
    except NotCoveredError as error:
        return "is " + str(error).partition(";")[0]
    return ""


def _plain(value: Any) -> Any:
    """Return Python's own form of a number or an array; what is neither comes back as it is."""
    for name in ("tolist", "item"):  # NumPy's, and of all who follow it
        make = getattr(value, name, None)
        if callable(make) and hasattr(type(value), "dtype"):
            return make()
    if isinstance(value, Real):
        return float(value)
    return complex(value) if isinstance(value, Complex) else value
