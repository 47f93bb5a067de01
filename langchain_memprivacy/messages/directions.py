"""The two directions in which text crosses the boundary of the device."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol, Self

from ..engine import PrivacyEngine
from ..errors import NotCoveredError
from ..many import Keeper
from ..placeholders import Placeholder, find_placeholders
from ..restoring import StreamRestorer
from ..taxonomy import PrivacyLevel
from .fields import is_label

_CUE = re.compile(r"[^\W\d][\w .-]{0,39}")
"""Keys that may help to tell what a short value is: words, nothing that JSON or URLs use."""

_FEW_DIGITS = 4
"""Numbers of so few are years and amounts rather than private."""

_LONGEST_CUED = 256
"""Longer values speak for themselves."""

_GENERIC_NAMES = frozenset({
    "user", "human", "assistant", "ai", "system", "tool", "example_user", "example_assistant",
})  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9_-]+")
"""What providers allow in names."""


class Direction(Protocol):
    """What becomes of each piece of text that a walker comes across."""

    def text(self, text: str, role: str, key: str = "") -> str:
        """Rewrite a text.

        Args:
            text: A message, or a value inside one.
            role: Who wrote it: `user`, `assistant`, `system` or `tool`.
            key: Under which name it stands, where it is a value.
        """
        ...

    def name(self, name: str, role: str) -> str:
        """Rewrite the name of a message's author; providers allow `[A-Za-z0-9_-]` only."""
        ...

    def label(self, label: str, role: str) -> str:
        """Rewrite what names things, where it does not look like it."""
        ...

    def scalar(self, value: Any, written: str, role: str, key: str) -> Any:
        """Rewrite what is not text itself: a number, a date; `written` is how it reads."""
        ...

    def count(self, value: Any, written: str, role: str) -> Any:
        """Rewrite a number that counts or measures, where it is a private one all the same."""
        ...

    def known(self) -> object:
        """Return what changes when more becomes known, so that earlier text reads otherwise."""
        ...

    def mark(self) -> object | None:
        """Return what `keep` needs to know of the time before; None where nothing is kept."""
        ...

    def kept(self, data: bytes, written: Callable[[], str]) -> bytes | None:
        """Return what was kept for a message that was written like this; see `keep`.

        Args:
            data: What `fields_of` wrote.
            written: Writes all its texts and numbers.
        """
        ...

    def keep(self, data: bytes, result: bytes, mark: Any) -> None:
        """Keep what a message became for the next time.

        Args:
            data: See `kept`.
            result: What `fields_of` wrote of the result.
            mark: What `mark` said before.
        """
        ...

    def unknown(self, what: str, value: Any) -> Any:
        """Say what becomes of what the walker does not know; `what` names it."""
        ...

    def for_tool(self, name: str) -> Direction:
        """Return the direction for the arguments of a call of this tool."""
        ...

    def signed(self) -> bool:
        """Tell whether text that its provider signed is rewritten too."""
        ...


class Desensitize:
    """Raw text to placeholders, for one scope; what is not known is refused.

    Args:
        privacy: The engine.
        scope: Whose mapping.
        real_name: The user's own full name where it is known.
    """

    def __init__(self, privacy: PrivacyEngine, scope: str, real_name: str | None = None) -> None:
        self._engine = privacy
        self._privacy = privacy.desensitizer(scope, real_name)
        self._real_name = real_name
        self._known: tuple[int, int] | None = None
        self._labels: set[str] = set()  # that were looked at since more became known

    def text(self, text: str, role: str, key: str = "") -> str:
        """Desensitize; the key of a short value is read as a cue (`pin: 4417`)."""
        if not text:
            return text
        if key and len(text) <= _LONGEST_CUED and _CUE.fullmatch(key):
            cue = f"{key}: "
            result = self._plain(cue + text, role)
            if result.startswith(cue):
                return result[len(cue) :]
        return self._plain(text, role)

    def _plain(self, text: str, role: str) -> str:
        return self._privacy(text, role)

    def name(self, name: str, role: str) -> str:
        """A person's name is private as a whole, an agent's where something in it is."""
        if name.lower() in _GENERIC_NAMES:
            return name
        own = name if role == "user" else self._real_name
        hidden = self._privacy(name, role, own)
        bare = hidden.replace("<", "").replace(">", "")
        return (
            bare
            if _NAME.fullmatch(bare) and _placeholders(bare) == _placeholders(hidden)
            else hidden
        )

    def label(self, label: str, role: str) -> str:
        """A label passes, unless it is a known value, or more than one word."""
        if label in self._labels:
            return label
        if not is_label(label) or self._privacy.holds(label):
            return self._plain(label, role)
        self._labels.add(label)
        return label

    def count(self, value: Any, written: str, role: str) -> Any:
        """A number passes, unless it is a known value of more than a few digits."""
        if _is_short(value, written) or not self._privacy.holds(written):
            return value
        return self._plain(written, role)

    def known(self) -> object:
        """Ask the engine."""
        known = self._privacy.known()
        if known != self._known:
            self._known = known
            self._labels.clear()
        return known

    def kept(self, data: bytes, written: Callable[[], str]) -> bytes | None:
        """Ask the engine."""
        return self._privacy.kept(data, written)

    def mark(self) -> object | None:
        """What was known at the last look."""
        return self._known

    def keep(self, data: bytes, result: bytes, mark: Any) -> None:
        """Tell the engine."""
        self._privacy.keep(data, result, mark)

    def scalar(self, value: Any, written: str, role: str, key: str) -> Any:
        """A private number or date becomes the text of its placeholder.

        A short number may be equal to a private one by chance: its key has to say so.
        """
        if _is_short(value, written) and not self._is_named(written, role, key):
            return value
        hidden = self.text(written, role, key)
        return value if hidden == written else hidden

    def _is_named(self, written: str, role: str, key: str) -> bool:
        """Tell whether the extractor finds a number private by the key it stands under."""
        if not _CUE.fullmatch(key):
            return False
        cue = f"{key}: "
        return any(
            span.end > len(cue)
            and self._engine.policy.protects(span.type, PrivacyLevel(span.level))
            for span in self._engine.extract(cue + written, role, self._real_name)
        )

    def unknown(self, what: str, value: Any) -> Any:
        """Refuse: what cannot be read cannot be vouched for.

        Raises:
            NotCoveredError: Always.
        """
        del value
        msg = (
            f"not covered: {what}; pass text, messages, dicts, lists, pydantic or dataclass values"
        )
        raise NotCoveredError(msg)

    def for_tool(self, name: str) -> Self:
        """All arguments leave alike."""
        del name
        return self

    def signed(self) -> bool:
        """Raw text must not leave, signed or not; what holds none passes unchanged."""
        return True


class Restore:
    """Placeholders to raw text, for one scope; what is not known stays as it is.

    Args:
        privacy: The engine.
        scope: Whose mapping.
        upto: Placeholders of higher levels stay; None: all of them do.
        tools: The same by tool, for the arguments of tool calls; left out where those
            are only shown to the user.
        wait: Whether it looks at the vault by itself. On an event loop it must not: call
            `refresh` off the loop where `is_stale` says so, and `settle` at the end.
    """

    def __init__(
        self,
        privacy: PrivacyEngine,
        scope: str,
        upto: PrivacyLevel | None = PrivacyLevel.PL4,
        tools: Callable[[str], PrivacyLevel | None] | None = None,
        *,
        wait: bool = True,
    ) -> None:
        self._privacy = privacy
        self._scope = scope
        self._upto = upto
        self._tools = tools
        self._wait = wait
        self._restorer: StreamRestorer | None = None
        self._by_tool: dict[str, Restore] = {}
        self._ended: list[tuple[StreamRestorer, str | None]] = []
        self._keeper: Keeper | None = None

    def text(self, text: str, role: str = "", key: str = "") -> str:
        """Restore a whole text."""
        del role, key
        if self._upto is None or next(find_placeholders(text), None) is None:
            return text
        if self._restorer is None:
            self._restorer = self.stream()
        return self._restorer.whole(text)

    def stream(self) -> StreamRestorer:
        """Return a restorer for one text that comes in chunks."""
        if self._upto is None:
            return StreamRestorer(lambda _: None)
        return self._privacy.restorer(self._scope, self._upto, wait=self._wait)

    def is_stale(self) -> bool:
        """Tell whether `refresh` is due; never waits."""
        return not self._wait and self._privacy.is_stale(self._scope)

    def refresh(self) -> None:
        """Look at the vault, and wait for who writes there.

        Raises:
            VaultError: The vault failed.
        """
        self._privacy.refresh(self._scope)

    def settle(self, audit: str | None = None) -> None:
        """Count what stayed unknown, and write what was restored to the audit log.

        Args:
            audit: Where the values went, for example `tool:send_mail`.
        """
        if self._restorer is not None:
            self._ended.append((self._restorer, audit))
            self._restorer = None
        while self._ended:
            restorer, where = self._ended.pop()
            self._privacy.settle(restorer, self._scope, where)
        for tool, restore in self._by_tool.items():
            restore.settle(f"tool:{tool}")

    def absorb(self, restorer: StreamRestorer, tool: str | None = None) -> None:
        """Take back a stream of this direction, or that of a tool's arguments; it has ended."""
        shown = tool is None or self._tools is None  # then the tool does not get it
        self._ended.append((restorer, None if shown else f"tool:{tool}"))

    def name(self, name: str, role: str) -> str:
        """Restore; placeholders in names have no brackets."""
        return self.text(name, role)

    def label(self, label: str, role: str) -> str:
        """Restore what is no label; a placeholder in place of one has brackets."""
        return label if is_label(label) else self.text(label, role)

    def scalar(self, value: Any, written: str, role: str, key: str) -> Any:
        """Numbers and dates hold no placeholder."""
        del written, role, key
        return value

    def count(self, value: Any, written: str, role: str) -> Any:
        """Numbers hold no placeholder."""
        del written, role
        return value

    def known(self) -> object:
        """Values that become known change nothing here."""
        return None

    def mark(self) -> object | None:
        """What is known, and how much was not; None on an event loop, and where tools decide."""
        if not self._wait or self._tools is not None or self._upto is None:
            return None
        if self._keeper is None:
            self._keeper = self._privacy.keeper(f"restore {self._upto}", self._scope)
        return self._keeper.known(), self._missed()

    def kept(self, data: bytes, written: Callable[[], str]) -> bytes | None:
        """Ask the engine."""
        return None if self._keeper is None else self._keeper.kept(data, written)

    def keep(self, data: bytes, result: bytes, mark: Any) -> None:
        """Tell the engine, where nothing stayed unknown: that may become known."""
        if self._keeper is not None and mark[1] == self._missed():
            self._keeper.keep(data, result, mark[0])

    def _missed(self) -> int:
        return 0 if self._restorer is None else self._restorer.unknown.total()

    def unknown(self, what: str, value: Any) -> Any:
        """Leave it: nothing leaves the device in this direction."""
        del what
        return value

    def for_tool(self, name: str) -> Restore:
        """Apply the tool policy where there is one."""
        if self._tools is None or self._upto is None:
            return self
        if name not in self._by_tool:
            limit = self._tools(name)
            upto = None if limit is None else min(limit, self._upto)
            self._by_tool[name] = Restore(self._privacy, self._scope, upto, wait=self._wait)
        return self._by_tool[name]

    def signed(self) -> bool:
        """Signed text must go back as it came; restored and hidden again it might not."""
        return False


def _is_short(value: Any, written: str) -> bool:
    return isinstance(value, (int, float)) and sum(map(str.isdigit, written)) <= _FEW_DIGITS


def _placeholders(text: str) -> list[Placeholder]:
    return [match.placeholder for match in find_placeholders(text)]
