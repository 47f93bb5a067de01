"""The way back for streams on the event loop: opened and settled in a thread, used on the loop."""

from __future__ import annotations

from collections.abc import Iterable

from ...messages import Restore
from ...restoring import StreamRestorer


class OpenedRestore(Restore):
    """Restores without asking for the mapping again, text by text.

    `open` and `settle` do what takes time: they read the vault and write its audit log.
    """

    _source: StreamRestorer | None = None

    def open(self, tools: Iterable[str] = ()) -> None:
        """Read the mapping.

        Args:
            tools: Names of the tools whose arguments may come.

        Raises:
            VaultError: The vault failed.
        """
        self._ended: list[tuple[StreamRestorer, str | None]] = []
        self._source = super().stream()
        for tool in tools:
            self.for_tool(tool)

    def stream(self) -> StreamRestorer:
        """Return a restorer for one text that comes in chunks."""
        if self._source is None:
            self.open()
        assert self._source is not None
        return self._source.another()

    def absorb(self, restorer: StreamRestorer, tool: str | None = None) -> None:
        """Keep a stream that has ended until the books are closed."""
        self._ended.append((restorer, tool))

    def settle(self, audit: str | None = None) -> None:
        """Count what stayed unknown, and write what was restored to the audit log."""
        while self._ended:
            super().absorb(*self._ended.pop())
        super().settle(audit)

    def for_tool(self, name: str) -> Restore:
        """Apply the tool policy where there is one."""
        if self._tools is None or self._upto is None:
            return self
        if name not in self._by_tool:
            limit = self._tools(name)
            upto = None if limit is None else min(limit, self._upto)
            restore = OpenedRestore(self._privacy, self._scope, upto)
            restore.open()
            self._by_tool[name] = restore
        return self._by_tool[name]
