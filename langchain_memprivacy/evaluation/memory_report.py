"""Reports of usefulness and leakage as Markdown; ids, types, levels and numbers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..taxonomy import PrivacyLevel
from .protections import PAPER, Method
from .report import UtilityRow, utility_table

METRICS = (
    "accuracy", "bleu1", "bleu2", "meteor", "rougeL", "recall@1", "recovered@1", "recall@5",
    "recovered@5", "recall@10", "recovered@10",
)  # fmt: skip


EQUAL = (
    "Protections hide the same spans, mend the same slips and tell models the same of what "
    "stands for values. One thing differs beside the signs: typed placeholders go through the "
    "package's integrations, as applications use them, the others text by text."
)
"""What a report says of how fair its lines are."""


def levels(row: str) -> str:
    """Say which levels a row of the paper's table protects."""
    method, threshold = PAPER[row]
    if method is Method.NONE:
        return "-"
    return ", ".join(str(level) for level in PrivacyLevel if level >= threshold)


def utility_rows(
    summary: Mapping[str, Mapping[str, Any]], system: str, name: str, part: str = "overall"
) -> list[UtilityRow]:
    """Turn what `outcomes.summarize` returned into lines of a table.

    Args:
        summary: By protection.
        system: The memory system.
        name: The data set.
        part: `overall`, `private` or `other`.
    """
    return [
        UtilityRow(
            system,
            str(PAPER[row][0]),
            levels(row),
            {name: {m: found[part][m] for m in METRICS if m in found[part]}},
            baseline=PAPER[row][0] is Method.NONE,
        )
        for row, found in summary.items()
    ]


def utility_report(report: Mapping[str, Any]) -> str:
    """Write a utility report as Markdown: conditions, then all, private and other questions."""
    about = report["conditions"]
    parts = ["# Usefulness under protection", _about(about), EQUAL]
    for part, title in (
        ("overall", "All questions"),
        ("private", "Questions about private values"),
        ("other", "Other questions"),
    ):
        rows = utility_rows(report["results"], about["system"], about["dataset"], part)
        parts += [f"## {title}", _counted(report["results"], part), utility_table(rows)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def leakage_report(report: Mapping[str, Any]) -> str:
    """Write a leakage report as Markdown: conditions, shares by exit and level, attacks."""
    parts = ["# Leakage", _about(report["conditions"]), EQUAL]
    for system, rows in report["results"].items():
        exits = list(dict.fromkeys(name for found in rows.values() for name in found))
        parts += [
            f"## {system}",
            _looked_for(report["conditions"], system),
            "Share of private values that left the device, whole / at least in part, in %:",
            table(["Protection", *exits], [
                [row, *(_pair(found.get(name)) for name in exits)] for row, found in rows.items()
            ]),
        ]  # fmt: skip
    attacks = report.get("attacks") or {}
    if attacks.get("harvest"):
        parts += [
            "## Harvested placeholders",
            "Share of values that each reads, from all that the cloud holds, in %:",
            table(["User", "values", *_READERS], [
                [user, str(one["values"]), *(f"{one[who] * 100:.1f}" for who in _READERS)]
                for user, one in attacks["harvest"].items()
            ]),
        ]  # fmt: skip
    for name, why in attacks.get("not_tried", {}).items():
        parts.append(f"Not tried: {name} ({why}).")
    if attacks.get("inject"):
        parts += [
            "## Injected tool calls",
            "Placeholders that reached the attacked tool as values, of those sent to it:",
            table(["Tool policy", "PL2", "PL3", "PL4"], [
                [policy, *(_of(counts.get(level)) for level in ("PL2", "PL3", "PL4"))]
                for policy, counts in attacks["inject"].items()
            ]),
        ]  # fmt: skip
    if attacks.get("candidates"):
        parts += [
            "## Candidate lists",
            "Values that the cloud reads: that entry of its own list came back as a placeholder:",
            table(["Level", "listed", "revealed"], [
                [level, str(one["listed"]), str(one["revealed"])]
                for level, one in attacks["candidates"].items()
            ]),
        ]  # fmt: skip
    if attacks.get("infer"):
        parts += [
            "## Guessed from context",
            table(["Type", "placeholders", "guessed"], [
                [kind, str(one["placeholders"]), str(one["guessed"])]
                for kind, one in attacks["infer"].items()
            ]),
        ]  # fmt: skip
    return "\n\n".join(part.strip() for part in parts) + "\n"


_READERS = ("owner", "other vault", "other scope", "other store")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out a Markdown table."""
    lines = [heads, ["---", *("---:" for _ in heads[1:])], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _about(about: Mapping[str, Any]) -> str:
    shown = ("extractor", "encoder", "model", "judge", "system", "via")
    more = "; ".join(f"{name}: {about[name]}" for name in shown if about.get(name))
    where = f"{about['dataset']}, {', '.join(about['splits'])} ({', '.join(about['languages'])})"
    return (
        f"{where}: {len(about['users'])} users, {about['messages']} messages; {more}; "
        f"seed {about['seed']}; {about['date']}."
    )


def _looked_for(about: Mapping[str, Any], system: str) -> str:
    return (
        f"{about['values'][system]} values from {about['values_from']} up are looked for; "
        f"{about['values_left_out'][system]} are left out, too short to be told from other "
        "text, or in innocent text, too."
    )


def _counted(results: Mapping[str, Mapping[str, Any]], part: str) -> str:
    """Say how many questions the means are of; the same for every protection."""
    found: Mapping[str, Any] = next(iter(results.values()))[part]
    fewer = sorted(
        (count, metric)
        for metric, count in found["counted"].items()
        if count < found["questions"] and metric in METRICS
    )
    more = "".join(f"; {metric}: of {count}" for count, metric in fewer)
    return f"Means of {found['questions']} questions{more}."


def _pair(found: Mapping[str, Any] | None) -> str:
    return "-" if found is None else f"{found['whole'] * 100:.1f} / {found['partly'] * 100:.1f}"


def _of(counts: Mapping[str, int] | None) -> str:
    return "-" if counts is None else f"{counts['restored']} of {counts['asked']}"
