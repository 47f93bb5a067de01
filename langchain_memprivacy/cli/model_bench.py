"""`model bench`: how fast is this model here, and what makes it so?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from .options import as_json, print_json

Row = tuple[str, ...]


@click.command(short_help="Measure how fast a model is on this machine.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--runtime",
    "runtimes",
    multiple=True,
    type=click.Choice(["genai", "onnxruntime"]),
    help="Only this one; may come several times. Default: both.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="How often each message is read each way; figures are medians.",
)
@click.option(
    "--threads", type=click.IntRange(1), help="Threads that compute. Default: all usable cores."
)
@as_json
def bench(
    folder: Path,
    runtimes: Sequence[str],
    rounds: int,
    threads: int | None,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Measure the model FOLDER: start, memory, rates, and the time of each message.

    A generator reads each message four ways, in turns: as the extractor does; with every
    token by itself; with the prompt read anew each time; and the plain way, prompt anew and
    as many tokens without a grammar. A model of 0.6 billion parameters takes minutes.
    """
    from ..extractors.onnx.benching import bench_folder  # noqa: PLC0415  # --help must not pay
    from .tables import stages  # noqa: PLC0415

    with stages() as progress:
        found = bench_folder(
            folder, rounds=rounds, runtimes=runtimes, threads=threads, progress=progress
        )
    if as_json:
        print_json(found)
    else:
        _show(found)


def _show(found: dict[str, Any]) -> None:
    from .tables import show_counts  # noqa: PLC0415

    machine = found["machine"]
    size = f"{found['bytes'] / 1e6:,.1f} MB"
    click.echo(
        f"{found['folder']}: {found['kind']}, {found['precision']}, {size}; {found['threads']} "
        f"thread(s) on {machine['cores']} core(s), load {machine['load']}, "
        f"medians of {found['rounds']}"
    )
    for runtime, figures in found["runtimes"].items():
        show_counts(runtime, _facts(figures), "", "")
        if found["kind"] == "generator":
            heads = ("message", "tokens", "answer", "ms", "token by token", "prompt anew", "plain")
            show_counts("", [_row(one) for one in figures["messages"]], *heads)
        else:
            rows = [(one["name"], _ms(one["seconds"]["kept"])) for one in figures["messages"]]
            show_counts("", rows, "message", "ms")


def _facts(figures: dict[str, Any]) -> list[Row]:
    rows: list[Row] = [
        ("loaded and checked after", _seconds(figures["load"])),
        ("memory, now and at most", f"{_mb(figures['memory'])}, {_mb(figures['memory_most'])}"),
    ]
    if "prompt" in figures:
        rows += [
            (f"prompt read ({figures['prompt_tokens']} tokens)", _seconds(figures["prompt"])),
            ("prompt restored from a file", _seconds(figures["restore"])),
            ("reading", f"{figures['prefill']:,.0f} tokens/s"),
            ("writing, token by token", f"{figures['decode']:,.1f} tokens/s"),
        ]
    return rows


def _row(one: dict[str, Any]) -> Row:
    """A message's line: milliseconds, and for the other ways how many times as long."""
    others = []
    for way in ("single", "whole", "plain"):
        factor = one["factors"].get(way)
        others.append(f"{_ms(one['seconds'][way])} ({factor:.1f}x)" if factor else "-")
    return (one["name"], str(one["tokens"]), str(one["answer"]), _ms(one["seconds"]["kept"]),
            *others)  # fmt: skip


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}"


def _seconds(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f} s"


def _mb(count: int | None) -> str:
    return "-" if count is None else f"{count / 1e6:,.0f} MB"
