"""`eval peers`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .evaluate_identity import names
from .evaluate_runs import ready, today
from .evaluating import data_options, open_data, open_extractor
from .options import as_json, print_json

if TYPE_CHECKING:
    from ..evaluation.peers.tools import Peer


@click.command(short_help="Compare with other tools on the same messages.")
@data_options
@click.option(
    "--extractor",
    "extractors",
    multiple=True,
    metavar="WHICH",
    help="A further row of ours, as in `eval extraction`; may come several times.",
)
@click.option("--seed", default=0, show_default=True, help="Where random draws begin.")
@click.option("--date", help="The day that the report gives. Default: today, UTC.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Write peers.json and peers.md into this folder.",
)
@click.option(
    "--readme",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Write the table between the `peers` markers of this file.",
)
@as_json
def peers(
    data: str,
    split: str | None,
    language: str | None,
    extractors: tuple[str, ...],
    seed: int,
    date: str | None,
    out: Path | None,
    readme: Path | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Compare the embedded default with other tools: what is hidden, and what for nothing.

    Each runs as its makers ship it, without download. A tool that is not installed
    (extra `peers`) is left out, and the table says so.
    """
    from ..evaluation.peers.comparing import compare  # noqa: PLC0415
    from ..evaluation.peers.tables import around, peers_table, rewrite  # noqa: PLC0415
    from ..evaluation.peers.tools import DEFAULT, OURS, PEERS, ours  # noqa: PLC0415
    from ..evaluation.report import conditions, write_json  # noqa: PLC0415
    from .tables import progress  # noqa: PLC0415

    called = names(extractors)
    if readme is not None:
        around(readme)
    ready(out)
    dataset = open_data(data, split, language, seed)
    total = sum(1 for _ in dataset.messages())
    with ExitStack() as stack:
        more: list[Peer] = []
        for which, name in called.items():
            extractor = stack.enter_context(open_extractor(which))
            more.append(ours(extractor, f"{DEFAULT.name}, {name}", "by request"))
        update = stack.enter_context(progress("peers"))
        found = compare(
            dataset,
            [*OURS, *more, *PEERS[len(OURS) :]],
            seed=seed,
            each=lambda done: update(done, total),
        )
    report = {"conditions": conditions(dataset, date=date or today(), seed=seed), **found}
    table = peers_table(report)
    if readme is not None:
        rewrite(readme, table)
    if out is not None:
        write_json(out / "peers.json", report)
        (out / "peers.md").write_text(f"# Beside other tools\n\n{table}", "utf-8")
    if as_json:
        print_json(report)
    else:
        _show(report)


def _show(report: dict[str, Any]) -> None:
    from .tables import show_counts  # noqa: PLC0415

    levels = sorted({level for found in report["values"].values() for level in found})
    rows = []
    for name, tool in report["tools"].items():
        if "skipped" in tool:
            click.echo(f"memprivacy: {name}: {tool['skipped']}", err=True)
            continue
        shares = [
            tool["hidden"],
            *tool["by_language"].values(),
            *(tool["by_level"][level] for level in levels),
            tool["overmasked"],
        ]
        rows.append((name, *(f"{share:.1%}" for share in shares), f"{tool['p50_ms']:.2f}"))
    about = report["conditions"]
    title = f"{about['dataset']}: {len(about['users'])} user(s), {about['messages']} messages"
    heads = ("tool", "hidden", *report["values"], *levels, "for nothing", "p50 ms")
    show_counts(title, rows, *heads)
