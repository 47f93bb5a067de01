"""What people see in a terminal; the one module that imports `rich`."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from ..placeholders import find_placeholders
from ..spans import PrivacySpan
from ..taxonomy import PrivacyLevel, type_level
from ..vault.base import Entry

_STYLES = {
    PrivacyLevel.PL2: "bold cyan",
    PrivacyLevel.PL3: "bold yellow",
    PrivacyLevel.PL4: "bold red",
}
_NARROW = 100
"""Below this many columns, the demo puts its four columns under each other."""


def console() -> Console:
    """Return a console that colours only where the terminal does."""
    return Console(highlight=False, soft_wrap=False)


def plain(text: str) -> Text:
    r"""Show a text as it is: no markup, and control characters as `\x1b`, not as commands."""
    odd = {c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cs"}}
    return Text("".join(repr(c)[1:-1] if c in odd else c for c in text))


def coloured(text: str) -> Text:
    """Colour the placeholders of a text by level."""
    shown = plain(text)
    for match in find_placeholders(shown.plain):
        level = type_level(match.placeholder.type) or PrivacyLevel.PL2
        shown.stylize(_STYLES.get(level, "bold"), match.start, match.end)
    return shown


def _table(*heads: str, title: str | None = None) -> Table:
    table = Table(*heads, title=title)
    for column in table.columns:
        column.overflow = "fold"  # a narrow terminal cuts nothing off
    return table


def _level(level: PrivacyLevel) -> Text:
    return Text(str(level), style=_STYLES.get(level, ""))


def show_spans(spans: Sequence[tuple[PrivacySpan, str | None]]) -> None:
    """Print found spans and what to do about them."""
    if not spans:
        console().print("Nothing private found.")
        return
    table = _table("level", "type", "value", "what to do")
    for span, line in spans:
        table.add_row(_level(span.level), span.type, plain(span.text), plain(line or ""))
    console().print(table)


def show_entries(entries: Sequence[Entry], *, reveal: bool, title: str = "") -> None:
    """Print a vault's entries, with their values where asked for."""
    table = _table(
        "placeholder", "level", "since", "value" if reveal else "kept", title=title or None
    )
    for entry in entries:
        since = dt.datetime.fromtimestamp(entry.created).astimezone()
        kept = "fingerprint only" if entry.value is None else "encrypted"
        value = plain(entry.value) if reveal and entry.value is not None else kept
        table.add_row(
            coloured(str(entry.placeholder)), _level(entry.level), f"{since:%Y-%m-%d %H:%M}", value
        )
    console().print(table)


def show_counts(title: str, rows: Sequence[tuple[str, ...]], *heads: str) -> None:
    """Print a small table of counts."""
    table = _table(*heads, title=title)
    for row in rows:
        table.add_row(*map(plain, row))
    console().print(table)


class Columns:
    """The four columns of the demo: typed, left the device, cloud, seen."""

    heads = ("you type", "what leaves the device", "the cloud answers", "you see")

    def __init__(self) -> None:
        self._console = console()

    def heading(self, text: str) -> None:
        """Print a heading."""
        self._console.print(Text(f"\n{text}", style="bold"))

    def note(self, text: str) -> None:
        """Print a remark."""
        self._console.print(Text(text), soft_wrap=True)

    def turns(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        """Print the turns of one session."""
        if self._console.width < _NARROW:
            for row in rows:
                self._console.print()
                for head, cell in zip(self.heads, row, strict=True):
                    self._console.print(Text(f"{head:>24}  ", style="dim"), coloured(cell), sep="")
            return
        table = Table(*self.heads, show_lines=True, expand=True)
        for column in table.columns:
            column.ratio = 1
            column.overflow = "fold"
        for row in rows:
            table.add_row(*map(coloured, row))
        self._console.print(table)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr where it is a terminal; yields `update(done, total)`."""
    err = Console(stderr=True)
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(label)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def stages() -> Iterator[Callable[[str, int, int], None]]:
    """Show one bar after the other, each for what is being done."""
    with ExitStack() as stack:
        now: list[tuple[str, Callable[[int, int], None]]] = []

        def update(stage: str, done: int, total: int) -> None:
            if not now or now[-1][0] != stage:
                stack.close()
                now.append((stage, stack.enter_context(progress(stage))))
            now[-1][1](done, total)

        yield update
