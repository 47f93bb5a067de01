"""`eval resample`."""

from __future__ import annotations

from pathlib import Path

import click

from .evaluating import open_data


@click.command(short_help="Make copies of annotated users with other values.")
@click.option(
    "--data", default="bundled", show_default=True, metavar="DATA", help="Of what: bundled or PATH."
)
@click.option(
    "--copies",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many copies of each user.",
)
@click.option("--seed", default=0, show_default=True, help="Same seed, same copies.")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
def resample(data: str, copies: int, seed: int, out: Path) -> None:
    """Write copies of the training users into the folder OUT, with other values.

    Names, numbers, credentials and facts are exchanged, each the same way throughout a
    user's messages and questions; what is said around them stays. Nothing is drawn from
    users of other splits.
    """
    from ..evaluation import resampling  # noqa: PLC0415
    from ..evaluation.writing import save  # noqa: PLC0415
    from .tables import progress  # noqa: PLC0415

    dataset = open_data(data, "train", None)
    total = copies * len(dataset.users)
    with progress("resampling") as update:
        made = resampling.resample(
            dataset, copies, seed=seed, each=lambda done: update(done, total)
        )
    save(made, out)
    messages = sum(1 for _ in made.messages())
    click.echo(
        f"{len(made.users)} user(s), {messages} messages written to {click.format_filename(out)}"
    )
