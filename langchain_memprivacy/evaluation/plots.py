"""Plots of results as PNG or SVG files; the one module that imports matplotlib."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from ..errors import MemPrivacyError
from ..taxonomy import PrivacyType
from .similarity import label

_COLOURS = {"PL2": "#2a7f9e", "PL3": "#d08a1d", "PL4": "#b8323c"}
_MARKS = "osD^vPX"
FORMATS = (".png", ".svg")


class PlotError(MemPrivacyError, ValueError):
    """There is nothing to plot, or the file's name says no known format."""


def plot_hidden(summary: Mapping[str, Any], path: Path, *, title: str = "") -> None:
    """Draw which share of the values of each type is hidden, coloured by level.

    Args:
        summary: What `extraction.summarize` returned.
        path: A `.png` or `.svg` file.
        title: Stands above it.

    Raises:
        PlotError: No type has a value, or the format is not known.
    """
    types = {k: v for k, v in summary["by_type"].items() if v["values"]}
    if not types:
        raise PlotError("plot: no annotated value, nothing to draw")
    names = sorted(types, key=lambda k: (types[k]["hidden"], k))
    figure = Figure(figsize=(8, 1.2 + 0.27 * len(names)), layout="constrained")
    axes = figure.subplots()
    axes.barh(
        [f"{label(name)} ({int(types[name]['values'])})" for name in names],
        [types[name]["hidden"] * 100 for name in names],
        color=[_COLOURS.get(_level(name), "#777777") for name in names],
    )
    axes.set_xlim(0, 100)
    axes.set_xlabel("values hidden, %")
    axes.set_title(title or "Masked share by type")
    for level, colour in _COLOURS.items():
        axes.bar(0, 0, color=colour, label=level)
    axes.legend(loc="lower right")
    _save(figure, path)


def plot_trade_off(
    series: Mapping[str, Sequence[tuple[float, float]]], path: Path, *, title: str = ""
) -> None:
    """Draw accuracy against the share of questions about private values (paper, Figure 3).

    Args:
        series: By protection method its points: share of private questions and accuracy,
            both from 0 to 1.
        path: A `.png` or `.svg` file.
        title: Stands above it.

    Raises:
        PlotError: There is no point, or the format is not known.
    """
    if not any(series.values()):
        raise PlotError("plot: no point, nothing to draw")
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    for at, (name, points) in enumerate(series.items()):
        shares, scores = zip(*sorted(points), strict=True)
        axes.plot(
            [share * 100 for share in shares],
            [score * 100 for score in scores],
            marker=_MARKS[at % len(_MARKS)],
            label=name,
        )
    axes.set_xlabel("questions about private values, %")
    axes.set_ylabel("accuracy, %")
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.legend()
    axes.set_title(title or "Usefulness under protection")
    _save(figure, path)


def _level(tag: str) -> str:
    try:
        return str(PrivacyType(tag).level)
    except ValueError:
        return ""


def _save(figure: Figure, path: Path) -> None:
    if path.suffix not in FORMATS:
        msg = f"plot: the file's name must end in {' or '.join(FORMATS)}"
        raise PlotError(msg)
    # No date and no random ids inside: the same figures give the same file.
    meta = {"Date": None} if path.suffix == ".svg" else {"Software": None}
    with rc_context({"svg.hashsalt": "langchain-memprivacy"}):
        figure.savefig(path, dpi=150, metadata=meta)
