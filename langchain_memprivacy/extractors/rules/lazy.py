"""Regular expressions that are compiled when they are first used.

Compiling all of the rules' expressions takes a third of a second, and a message needs
few of them: a command that handles one message should not wait for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from .guards import Guard
from .parsing import parser
from .script import simplified
from .source import Source
from .starts import quick

_PARSE = parser()


class _Lazy:
    def __init__(self, regex: str, flags: int) -> None:
        self._regex = regex
        self._flags = flags
        self._used = False

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "quick":  # not read yet
            return None
        if name == "excludes":
            # Reading takes longer than one use saves: a single message goes without.
            if not self._used:
                self._used = True
                return _nothing
            self._read()
            return self.__dict__[name]
        value = getattr(re.compile(simplified(self._regex), self._flags), name)
        # Found without this method from now on, as fast as on the compiled expression.
        self.__dict__[name] = value
        return value

    def _read(self) -> None:
        """Find out what the text must hold and where to try."""
        regex = simplified(self._regex)
        if _PARSE is None:
            self.__dict__.update(excludes=_nothing, quick=None)
            return
        try:
            nodes = _PARSE(regex, self._flags)
            scanner = quick(regex, nodes)
            search = None if scanner is None else re.compile(scanner, self._flags).search
            self.__dict__.update(excludes=Guard(nodes).excludes, quick=search)
        except (AttributeError, IndexError, TypeError, ValueError, re.error):
            # Not this expression, or not this Python.
            self.__dict__.update(excludes=_nothing, quick=None)

    def every(self, text: str) -> Iterator[re.Match[str]]:
        """Do as `finditer`."""
        if self.quick is None:
            return iter(self.finditer(text))
        hit = self.quick(text)
        return iter(()) if hit is None else self._from(text, hit)

    def _from(self, text: str, hit: re.Match[str] | None) -> Iterator[re.Match[str]]:
        while hit is not None:
            found = self.match(text, hit.start())
            yield found
            hit = self.quick(text, found.end())


def _nothing(_source: Source) -> bool:
    return False


def lazy(regex: str, flags: int = 0) -> re.Pattern[str]:
    """Do as `re.compile`, later; a mistake in the expression shows at its first use.

    The expression is compiled in simplified characters, as `Source.text` is written.
    """
    return cast("re.Pattern[str]", _Lazy(regex, flags))


def matches(regex: re.Pattern[str], source: Source) -> Iterator[re.Match[str]]:
    """Do as `regex.finditer(source.text)`, at once where the text cannot hold a match.

    Args:
        regex: Made by `lazy`.
        source: The message.
    """
    lazy = cast("_Lazy", regex)
    return iter(()) if lazy.excludes(source) else lazy.every(source.text)


def lower_matches(regex: re.Pattern[str], source: Source) -> Iterator[re.Match[str]]:
    """Do as `matches` in `source.lower`."""
    lazy = cast("_Lazy", regex)
    return iter(()) if lazy.excludes(source) else lazy.every(source.lower)


def lower_holds(regex: re.Pattern[str], source: Source) -> bool:
    """Tell whether an expression made by `lazy` matches somewhere in `source.lower`."""
    lazy = cast("_Lazy", regex)
    return not lazy.excludes(source) and (lazy.quick or lazy.search)(source.lower) is not None


def words(text: str) -> tuple[str, ...]:
    """Split a list of words that is written as running text."""
    return tuple(text.split())
