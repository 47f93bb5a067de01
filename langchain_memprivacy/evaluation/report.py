"""Reports: conditions and figures as JSON, and Markdown tables like the paper's 2, 3 and 4.

No report holds a text or a value of a data set: users, types, levels and numbers only.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .datasets import Dataset
from .masking import HIDDEN
from .matching import MATCHING
from .writing import digest

LIBRARIES = (
    "langchain-memprivacy", "langchain-core", "langgraph", "langmem", "mem0ai", "memobase",
    "phonenumbers", "python-stdnum", "onnxruntime", "onnxruntime-genai", "tokenizers", "numpy",
    "nltk", "rouge-score",
)  # fmt: skip
"""Whose versions a report states, where they are installed."""


def conditions(dataset: Dataset, *, date: str, seed: int, **more: Any) -> dict[str, Any]:
    """Collect what one needs to know to repeat a run.

    Args:
        dataset: What was run on, already cut to its split and language.
        date: Day of the run, ISO 8601: the caller's, so that a run can be repeated.
        seed: What random draws began with.
        **more: What else mattered: extractor, thresholds, models.

    Returns:
        Plain JSON values; no text of the data set.
    """
    return {
        "dataset": dataset.name,
        "splits": sorted({user.split for user in dataset.users}),
        "languages": sorted({user.language for user in dataset.users}),
        "users": [user.id for user in dataset.users],
        "messages": sum(1 for _ in dataset.messages()),
        "data_digest": digest(dataset),
        "seed": seed,
        "date": date,
        "versions": versions(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processors": _processors(),
    } | more


def write_json(path: Path, report: Mapping[str, Any]) -> None:
    """Write a report as indented JSON, by way of a file beside it: whole or not at all."""
    beside = path.with_suffix(f"{path.suffix}.part")
    text = json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True)
    beside.write_text(f"{text}\n", "utf-8")
    beside.replace(path)


@dataclass(frozen=True, slots=True)
class UtilityRow:
    """One line of a table like the paper's Table 4.

    Attributes:
        system: The memory system.
        method: How texts were protected.
        levels: Which levels were, for example `PL2, PL3, PL4`; `-` for none.
        scores: By data set and metric, from 0 to 1: `{"bundled": {"accuracy": 0.7}}`.
        baseline: Whether differences are taken from this line.
    """

    system: str
    method: str
    levels: str
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    baseline: bool = False


def extraction_table(rows: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """Lay out extraction results as the paper's Table 2.

    Args:
        rows: By extractor and data set what `extraction.summarize` returned.

    Returns:
        Markdown: F1, precision and recall in percent (means over messages), the median time
        for a message in seconds, and the share of values hidden; the best figure of a
        column is bold, the second underlined.
    """
    names = sorted({name for sets in rows.values() for name in sets})
    heads = ["Extractor", *(
        f"{name}: {column}"
        for name in names
        for column in ("F1", "Precision", "Recall", "Time (s)", "Hidden")
    )]  # fmt: skip
    columns: list[list[_Cell]] = []
    for name in names:
        found = [sets.get(name) for sets in rows.values()]
        columns += [
            [_percent(_at(one, "overall", "per_message", metric)) for one in found]
            for metric in ("f1", "precision", "recall")
        ]
        columns += [
            [_seconds(_at(one, "latency_ms", "p50")) for one in found],
            [_percent(_at(one, "overall", "hidden")) for one in found],
        ]
    return _markdown(heads, list(rows), columns)


def extraction_report(report: Mapping[str, Any]) -> str:
    """Write an extraction report as Markdown: conditions, Table 2, then levels and types.

    Args:
        report: `conditions`, `results` by extractor as `extraction.summarize` returns them,
            and `judged`, by extractor and judge, where there were any.
    """
    about, results = report["conditions"], report["results"]
    name = about["dataset"]
    where = f"{name}, {', '.join(about['splits'])} ({', '.join(about['languages'])})"
    parts = [
        "# Extraction",
        f"{where}: {len(about['users'])} users, {about['messages']} messages; "  # noqa: ISC004
        f"types compared: {about['types_compared']}; {about['date']}.",
        f"Hidden: {HIDDEN}. Covered: not one letter or digit is left. Matching: {MATCHING}.",
        extraction_table({which: {name: one} for which, one in results.items()}),
    ]
    if report.get("judged"):
        parts.append(judge_table(report["judged"]))
    for which, one in results.items():
        low, high = one["overall"]["interval"]["f1"]
        parts += [
            f"## {which}",
            f"F1, 95 % interval over users: {low * 100:.2f} to {high * 100:.2f}.",
            groups_table("Language", {k: _flat(v) for k, v in one["by_language"].items()}),
            groups_table("Level", one["by_level"]),
        ]
        parts += [groups_table("Type", one["by_type"])]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def judge_table(rows: Mapping[str, Mapping[str, float]]) -> str:
    """Lay out judges' scores as the paper's Table 3.

    Args:
        rows: By extractor and judge a score from 0 to 1.
    """
    judges = sorted({judge for scores in rows.values() for judge in scores})
    columns = [[_percent(scores.get(judge)) for scores in rows.values()] for judge in judges]
    return _markdown(["Extractor", *judges], list(rows), columns)


def utility_table(rows: Sequence[UtilityRow]) -> str:
    """Lay out memory results as the paper's Table 4.

    Returns:
        Markdown with one part a system; behind each accuracy its difference, in points,
        from the system's baseline. Best and second best are told apart within a system.
    """
    sets = sorted({(name, metric) for row in rows for name, scores in row.scores.items()
                   for metric in scores}, key=lambda pair: (pair[0], _order(pair[1])))  # fmt: skip
    heads = ["Protection", "Levels", *(f"{name}: {_title(metric)}" for name, metric in sets)]
    lines = [_line(heads), _line(["---", "---", *("---:" for _ in sets)])]
    for system in dict.fromkeys(row.system for row in rows):
        part = [row for row in rows if row.system == system]
        base = next((row for row in part if row.baseline), None)
        columns = [
            _ranked([_percent(row.scores.get(n, {}).get(m)) for row in part]) for n, m in sets
        ]
        lines.append(_line([f"**{system}**", *("" for _ in heads[1:])]))
        for at, row in enumerate(part):
            cells = [column[at] for column in columns]
            if base is not None:
                cells = [
                    cell + _difference(row, base, *pair)
                    for cell, pair in zip(cells, sets, strict=True)
                ]
            lines.append(_line([row.method, row.levels, *cells]))
    return "\n".join(lines) + "\n"


def groups_table(title: str, groups: Mapping[str, Mapping[str, float | None]]) -> str:
    """Lay out figures by type, level or language; None, or one that is missing, is a dash."""
    metrics = list(dict.fromkeys(key for one in groups.values() for key in one))
    lines = [_line([title, *map(_title, metrics)]), _line(["---", *("---:" for _ in metrics)])]
    for name, one in groups.items():
        lines.append(_line([name, *(_figure(key, one.get(key)) for key in metrics)]))
    return "\n".join(lines) + "\n"


def _flat(averages: Mapping[str, Any]) -> dict[str, float]:
    return {
        "values": averages["values"],
        **averages["per_message"],
        "hidden": averages["hidden"],
        "covered": averages["covered"],
        "overmasked": averages["overmasked"],
    }


class _Cell(tuple[str, float | None]):
    """A figure as it is printed, and by what it is ranked: more is better, None is not."""

    __slots__ = ()


def _at(summary: Mapping[str, Any] | None, *keys: str) -> float | None:
    found: Any = summary
    for key in keys:
        found = found if found is None else found[key]
    return None if found is None else float(found)


def _percent(share: float | None) -> _Cell:
    return _Cell(("-", None) if share is None else (f"{share * 100:.2f}", round(share, 4)))


def _seconds(milliseconds: float | None) -> _Cell:
    if milliseconds is None:
        return _Cell(("-", None))
    seconds = milliseconds / 1000
    return _Cell((f"{seconds:.4f}" if seconds < 0.01 else f"{seconds:.2f}", -seconds))


def _markdown(heads: Sequence[str], names: Sequence[str], columns: Sequence[list[_Cell]]) -> str:
    ranked = [_ranked(column) for column in columns]
    lines = [_line(heads), _line(["---", *("---:" for _ in columns)])]
    lines += [_line([name, *(column[at] for column in ranked)]) for at, name in enumerate(names)]
    return "\n".join(lines) + "\n"


def _ranked(cells: Sequence[_Cell]) -> list[str]:
    values = sorted({value for _, value in cells if value is not None}, reverse=True)
    if len(values) < 2:
        return [text for text, _ in cells]
    marks = {values[0]: "**{}**", values[1]: "<u>{}</u>"}
    return [marks.get(value, "{}").format(text) for text, value in cells]  # type: ignore[arg-type]  # None marks nothing


def _difference(row: UtilityRow, base: UtilityRow, name: str, metric: str) -> str:
    mine, other = row.scores.get(name, {}).get(metric), base.scores.get(name, {}).get(metric)
    if metric != "accuracy" or mine is None or other is None:
        return ""
    return f" ({(mine - other) * 100:+.2f})"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _title(metric: str) -> str:
    known = {"bleu1": "BLEU-1", "bleu2": "BLEU-2", "meteor": "METEOR", "rougeL": "ROUGE-L"}
    return known.get(metric, metric.replace("_", " ").capitalize())


_ORDER = ("accuracy", "bleu1", "bleu2", "meteor", "rougeL")


def _order(metric: str) -> tuple[int, str]:
    return (_ORDER.index(metric) if metric in _ORDER else len(_ORDER), metric)


def _figure(key: str, value: float | None) -> str:
    if value is None:
        return "-"
    return str(int(value)) if key in {"values", "predictions"} else f"{value * 100:.2f}"


def versions() -> dict[str, str]:
    """Return the versions of those libraries that are installed."""
    return {name: found for name in LIBRARIES if (found := _version(name))}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
