"""What the measurements of `eval` share: runs that go on where they ended, and their reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import click

from .evaluate_identity import shown
from .options import print_json

if TYPE_CHECKING:
    from ..evaluation.datasets import Dataset

__all__ = ["Lines", "digest", "finish", "lines", "ready", "shown", "today"]
_BEGIN = b'{"run": '
"""How each line of a run's file begins."""


def digest(dataset: Dataset) -> str:
    """Tell two data sets apart without showing a text."""
    from ..evaluation.writing import digest as of  # noqa: PLC0415

    return of(dataset)


class Lines:
    """What a run has done so far, in a file where one is given."""

    def __init__(self, done: list[Any], write: Callable[[dict[str, Any]], None]) -> None:
        self.done, self._write = done, write

    def add(self, *rows: dict[str, Any]) -> None:
        """Note what is done."""
        self._write({"rows": list(rows)})


@contextmanager
def lines(
    file: Path | None,
    run: dict[str, str],
    load: Callable[[dict[str, Any]], Any],
    total: int,
    label: str = "eval",
) -> Iterator[Lines]:
    """Open the file of a run, read what is done, and show how far it is.

    Args:
        file: JSON lines, one a user and protection; None: nothing is kept.
        run: What must agree for a line to count.
        load: Makes a result of a row.
        total: How many lines there are at the end.
        label: Stands beside the bar.

    Raises:
        ValueError: The file is not one of a run; it stays as it is.
    """
    from .tables import progress  # noqa: PLC0415

    read = [] if file is None or not file.exists() else _read(file, run, load)
    with ExitStack() as stack:
        update = stack.enter_context(progress(label))
        handle = stack.enter_context(file.open("a", encoding="utf-8")) if file else None
        count = len(read)
        update(count, total)

        def write(rows: dict[str, Any]) -> None:
            nonlocal count
            count += 1
            update(count, total)
            if handle is not None:
                handle.write(json.dumps({"run": run, **rows}) + "\n")
                handle.flush()

        yield Lines([one for rows in read for one in rows], write)


def _read(
    file: Path, run: dict[str, str], load: Callable[[dict[str, Any]], Any]
) -> list[list[Any]]:
    whole = file.read_bytes()
    kept, newline, last = whole.rpartition(b"\n")
    if last and _is_torn(last):
        whole = kept + newline
    found = []
    for number, line in enumerate(whole.split(b"\n"), 1):
        if not line:
            continue
        try:
            row = json.loads(line)
            if row["run"] == run:
                found.append([load(one) for one in row["rows"]])
        except (KeyError, TypeError, ValueError, RecursionError):
            msg = f"--resume: line {number} of {file.name} is not one of a run; give another file"
            raise ValueError(msg) from None
    # Only now, that it is known to be a run's: what comes next begins a line of its own.
    if last:
        with file.open("r+b") as handle:
            handle.truncate(len(whole))
            handle.seek(0, 2)
            handle.write(b"" if not whole or whole.endswith(b"\n") else b"\n")
    return found


def _is_torn(line: bytes) -> bool:
    """Tell whether a last line without its end is the beginning of one of ours."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return line.startswith(_BEGIN) or _BEGIN.startswith(line)
    return False


def today() -> str:
    """Return the day, UTC, ISO 8601."""
    return datetime.now(UTC).date().isoformat()


def ready(out: Path | None) -> None:
    """Make the folder of a report before hours are spent on what goes into it.

    Raises:
        ClickException: It cannot be made, or nothing can be written there.
    """
    if out is None:
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=out):
            pass
    except OSError as error:
        msg = f"--out: no report can be written there: {error.strerror}"
        raise click.ClickException(msg) from None


def finish(report: dict[str, Any], markdown: str, out: Path | None, *, as_json: bool) -> None:
    """Write a report into a folder where one is given, and print it."""
    if out is not None:
        from ..evaluation.report import write_json  # noqa: PLC0415

        out.mkdir(parents=True, exist_ok=True)
        write_json(out / "report.json", report)
        (out / "report.md").write_text(markdown, "utf-8")
        if report.get("sweep", {}).get("points"):
            _plot(report, out / "trade-off.svg")
    if as_json:
        print_json(report)
    else:
        click.echo(markdown, nl=False)


def _plot(report: dict[str, Any], path: Path) -> None:
    try:
        from ..evaluation.plots import plot_trade_off  # noqa: PLC0415
    except ImportError:
        click.echo(
            "memprivacy: no plots without matplotlib: pip install 'langchain-memprivacy[eval]'",
            err=True,
        )
        return
    plot_trade_off(report["sweep"]["points"], path)
