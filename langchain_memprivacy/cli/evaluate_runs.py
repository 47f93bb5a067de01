"""What the measurements of `eval` share: runs that go on where they ended, and their reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import print_json

if TYPE_CHECKING:
    from ..evaluation.datasets import Dataset


def shown(which: str) -> str:
    """Name an extractor without the folders that its models lie in."""
    parts = (part.partition(":") for part in which.split("+"))
    return "+".join(
        f"{kind}:{Path(rest).name}" if kind in {"onnx", "tagger"} else f"{kind}{colon}{rest}"
        for kind, colon, rest in parts
    )


def digest(dataset: Dataset) -> str:
    """Tell two data sets apart without showing a text."""
    state = sha256()
    for user in dataset.users:
        for message in user.messages:
            state.update(repr((user.id, message.id, message.content, message.privacy)).encode())
        for question in user.questions:
            asked = (question.id, question.question, question.answer, question.evidence)
            state.update(repr(asked).encode())
    return state.hexdigest()[:16]


class Lines:
    """What a run has done so far, in a file where one is given."""

    def __init__(self, done: list[Any], write: Callable[[dict[str, Any]], None]) -> None:
        self.done, self._write = done, write

    def add(self, *rows: dict[str, Any]) -> None:
        """Note what is done."""
        self._write({"rows": list(rows)})


@contextmanager
def lines(
    file: Path | None, run: dict[str, str], load: Callable[[dict[str, Any]], Any], total: int
) -> Iterator[Lines]:
    """Open the file of a run, read what is done, and show how far it is.

    Args:
        file: JSON lines, one a user and protection; None: nothing is kept.
        run: What must agree for a line to count.
        load: Makes a result of a row.
        total: How many lines there are at the end.
    """
    from .tables import progress  # noqa: PLC0415

    read = [] if file is None or not file.exists() else _read(file, run, load)
    with ExitStack() as stack:
        update = stack.enter_context(progress("eval"))
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
    found = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            if row["run"] == run:
                found.append([load(one) for one in row["rows"]])
        except (KeyError, TypeError, ValueError):
            msg = f"--resume: line {number} of {file.name} is not one of a run; give another file"
            raise click.ClickException(msg) from None
    return found


def today() -> str:
    """Return the day, UTC, ISO 8601."""
    return datetime.now(UTC).date().isoformat()


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
