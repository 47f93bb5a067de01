"""Regular expressions that are compiled when they are first used.

Compiling all of the rules' expressions takes a third of a second, and a message needs
few of them: a command that handles one message should not wait for the rest.
"""

from __future__ import annotations

import re
from typing import Any, cast

from .script import simplified


class _Lazy:
    def __init__(self, regex: str, flags: int) -> None:
        self._regex = regex
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = getattr(re.compile(simplified(self._regex), self._flags), name)
        # Found without this method from now on, as fast as on the compiled expression.
        self.__dict__[name] = value
        return value


def lazy(regex: str, flags: int = 0) -> re.Pattern[str]:
    """Do as `re.compile`, later; a mistake in the expression shows at its first use.

    The expression is compiled in simplified characters, as `Source.text` is written.
    """
    return cast("re.Pattern[str]", _Lazy(regex, flags))


def words(text: str) -> tuple[str, ...]:
    """Split a list of words that is written as running text."""
    return tuple(text.split())
