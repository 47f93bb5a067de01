"""What a migration did, or would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from json import JSONDecodeError
from typing import Literal

from ..errors import MemPrivacyError, VaultError
from ..taxonomy import PrivacyLevel

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is."""

OnError = Literal["list", "stop"]
"""What becomes of an item that fails: it is listed and the rest goes on, or all ends there."""


def quiet(done: int, total: int) -> None:
    """Show nothing."""


class Unreadable(Exception):  # noqa: N818  # noted, not raised to callers
    """Something whose content is not what its form says; the message holds no value."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that was left as it is.

    Attributes:
        number: Which one, counted from 1 in the order of the migration.
        name: Its path or key as it stands, perhaps private; hidden in `repr`.
        reason: What is wrong, without a value.
        shown: Its path or key with pseudonyms in place of values, as far as they are known.
    """

    number: int
    name: str = field(repr=False)
    reason: str
    shown: str = ""


@dataclass(slots=True)
class Migration:
    """What was done; after a dry run, what would be.

    Attributes:
        dry_run: Whether nothing was written.
        items: How many there are: files, or items of a store.
        changed: How many were rewritten.
        unchanged: How many hold nothing to rewrite, or were written before.
        resumed: How many an earlier, interrupted run had done.
        failures: What was left as it is.
        values: How many private values stood in the changed items, each time counted, by
            type tag and level.
    """

    dry_run: bool = False
    items: int = 0
    changed: int = 0
    unchanged: int = 0
    resumed: int = 0
    failures: list[Failure] = field(default_factory=list)
    values: Counter[tuple[str, PrivacyLevel]] = field(default_factory=Counter)

    def attempt(
        self,
        number: int,
        name: str,
        on_error: OnError,
        shown: Callable[[str], str],
        work: Callable[[], None],
    ) -> None:
        """Do an item's work and note what fails, unless all has to end.

        A vault that fails ends everything: without it nothing can be written.

        Args:
            number: Which item.
            name: Its name as it stands.
            on_error: See `OnError`.
            shown: How a name may be shown.
            work: The work.
        """
        try:
            work()
        except VaultError:
            raise
        except (
            MemPrivacyError, UnicodeError, JSONDecodeError, OSError, RecursionError, Unreadable,
        ) as error:  # fmt: skip
            if on_error == "stop" and isinstance(error, MemPrivacyError):
                raise
            reason = _reason(error)
        else:
            return
        # Raised outside the handler: what led to it may quote the text.
        if on_error == "stop":
            msg = f"migrate: item {number}: {reason}"
            raise ValueError(msg)
        self.failures.append(Failure(number, name, reason, shown(name)))


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeError):
        return "not UTF-8 text"
    if isinstance(error, JSONDecodeError):
        return f"not valid JSON (line {error.lineno})"
    if isinstance(error, RecursionError):
        return "nested too deep"
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error)
