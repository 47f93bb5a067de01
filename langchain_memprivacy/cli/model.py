"""`model`: checkpoints become folders that run on this device."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import model_bench, model_check
from .options import as_json, print_json, words

if TYPE_CHECKING:
    from ..extractors.onnx.manifest import Label, ModelFolder, Source

_TASKS = ("text-generation", "token-classification", "feature-extraction")

revision_option = click.option(
    "--revision", callback=words, help="Branch, tag or commit of the repository."
)
yes_option = click.option("--yes", is_flag=True, help="Accept the licence without being asked.")
force_option = click.option("--force", is_flag=True, help="Replace a model folder at OUT.")
out_argument = click.argument("out", type=click.Path(path_type=Path))


@click.group(short_help="Models on this device: export, pull, check, bench.")
def model() -> None:
    """Get a model that finds private values onto this device.

    The published MemPrivacy checkpoints are under CC BY-NC-ND 4.0: not for commercial use,
    and nothing made from them, an export included, may be passed on. Nothing of any model
    comes with this package.
    """


model.add_command(model_check.check)
model.add_command(model_bench.bench)


@model.command(short_help="Make a folder that runs here of a checkpoint.")
@click.argument("source", callback=words)
@out_argument
@click.option(
    "--precision",
    type=click.Choice(["int4", "int8", "fp16", "fp32"]),
    help="Of the weights. Default: int4 for text generation, else fp32.",
)
@click.option(
    "--prompt",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that says how the model is asked, with {real_name} once. Default: our own.",
)
@click.option("--ascii", "ascii_json", is_flag=True, help="Escape all but ASCII in messages.")
@click.option("--task", type=click.Choice(_TASKS), help="Default: as the checkpoint's head says.")
@click.option(
    "--block-size",
    type=click.Choice(["16", "32", "64", "128", "256"]),
    help="Weights that share a scale (int4, int8). Default: 128, or what the model allows.",
)
@click.option("--prune-head", is_flag=True, help="Read prompts faster, by the last logits alone.")
@click.option(
    "--level",
    type=click.Choice(["model", "type"]),
    default="type",
    show_default=True,
    help="Who says a value's level: the model, or its type.",
)
@click.option(
    "--label",
    "labels",
    multiple=True,
    callback=lambda _, __, values: [_label(value) for value in values],
    metavar="NAME=TYPE",
    help="What a tagger's label stands for; NAME= is not private. May come several times.",
)
@revision_option
@click.option(
    "--min-agreement",
    type=click.FloatRange(0, 1),
    help="How far the result must agree with the original. Default: by precision.",
)
@force_option
@yes_option
@as_json
def export(
    source: str,
    out: Path,
    prompt: Path | None,
    block_size: str | None,
    labels: list[tuple[str, Label]],
    yes: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
    **options: Any,
) -> None:
    """Make the folder OUT of the checkpoint SOURCE, a folder or a repository of the hub.

    The licence of a repository is shown before anything is downloaded. What was exported
    is compared with the original; if it is too far from it, there is no OUT.
    """
    from ..export import export_model  # noqa: PLC0415  # --help must not pay for it
    from .tables import stages  # noqa: PLC0415

    text = None if prompt is None else prompt.read_bytes().decode()
    with stages() as progress:
        made = export_model(
            source,
            out,
            prompt=text,
            block_size=None if block_size is None else int(block_size),
            labels=dict(labels),
            accept=_accepted(yes=yes),
            progress=progress,
            **options,
        )
    _report(made, as_json=as_json)


@model.command(short_help="Download an exported model from the hub.")
@click.argument("name", callback=words)
@out_argument
@revision_option
@force_option
@yes_option
@as_json
def pull(
    name: str,
    out: Path,
    revision: str | None,
    force: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """Download the exported model NAME, a repository of the hub, to the folder OUT.

    Its licence is shown first, and each file is compared with its digest.
    """
    from ..export import pull_model  # noqa: PLC0415
    from .tables import stages  # noqa: PLC0415

    with stages() as progress:
        made = pull_model(
            name,
            out,
            revision=revision,
            accept=_accepted(yes=yes),
            force=force,
            progress=progress,
        )
    _report(made, as_json=as_json)


def _label(text: str) -> tuple[str, Label]:
    from ..extractors.onnx.manifest import Label  # noqa: PLC0415

    name, equals, kind = text.rpartition("=")
    if not name or not equals:
        raise ValueError("model export: --label is NAME=TYPE, or NAME= for one not private")
    return name, Label(kind or None)


def _accepted(*, yes: bool) -> Callable[[Source, str], bool]:
    """Return who decides about a licence: the person, unless `--yes` did."""

    def accept(source: Source, line: str) -> bool:
        click.echo(f"{source.name}: {line}", err=True)
        return yes or click.confirm("Accept and download?", err=True)

    return accept


def _report(made: ModelFolder, *, as_json: bool) -> None:
    data = {**made.as_dict(), "bytes": sum(file.size for file in made.files.values())}
    if as_json:
        print_json(data)
        return
    from .tables import show_counts  # noqa: PLC0415

    agreed = [name for name in ("tokens", "spans", "cosine") if name in made.parity]
    rows = [
        ("kind", made.kind),
        ("from", made.source.name),
        ("licence", made.source.licence or "not named"),
        ("precision", made.precision),
        ("size", f"{data['bytes'] / 1e6:.1f} MB"),
        *((f"agreement of {name}", f"{made.parity[name]:.3f}") for name in agreed),
    ]
    show_counts(made.path.name, rows, "", "")
