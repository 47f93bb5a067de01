"""The comparison as Markdown, and its place in a README."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...errors import MemPrivacyError

BEGIN, END = "<!-- peers: begin -->", "<!-- peers: end -->"
"""What stands around the table in a README; what is between is rewritten."""

_LANGUAGES = {"en": "English", "zh": "Chinese"}


class MarkerError(MemPrivacyError, ValueError):
    """A file has no place for the table."""


def peers_table(report: Mapping[str, Any]) -> str:
    """Lay out a comparison: tools down, the share hidden by language and level across.

    Args:
        report: What `comparing.compare` returned, with its `conditions` beside.

    Returns:
        Markdown: a table, the tools that were skipped and why, and the conditions.
    """
    counts = report["values"]
    groups = [(language, level) for language, found in counts.items() for level in found]
    columns = [
        f"{_LANGUAGES.get(lang, lang)} {level} ({counts[lang][level]})" for lang, level in groups
    ]
    heads = ["tool", "all", *columns, "hidden for nothing", "p50 ms"]
    lines = [_line(heads), _line(["---", *("---:" for _ in heads[1:])])]
    for name, tool in report["tools"].items():
        if "skipped" in tool:
            continue
        shares = (tool["by_language_and_level"][lang][level] for lang, level in groups)
        lines.append(_line([
            _called(name, tool), _percent(tool["hidden"]), *map(_percent, shares),
            _percent(tool["overmasked"]), f"{tool['p50_ms']:.2f}",
        ]))  # fmt: skip
    skipped = [
        f"Not run: {name} ({tool['what']}): {tool['skipped']}."
        for name, tool in report["tools"].items()
        if "skipped" in tool
    ]
    about = report["conditions"]
    splits = " and ".join(about["splits"])
    ran = (
        f"Share of annotated values, in percent, of which no readable rest is left (no four "
        f"letters or digits in a row, no two Chinese characters); messages one by one, the same "
        f"run; no tool is told the user's name. {about['dataset']}, {splits}: "
        f"{len(about['users'])} users, {about['messages']} messages; {about['date']}, Python "
        f"{about['python']}, {about['processors']} processors."
    )
    return "\n\n".join(["\n".join(lines), *skipped, ran]) + "\n"


def rewrite(readme: Path, text: str) -> None:
    """Put a text between the two markers of a file, whatever stood there.

    Raises:
        MarkerError: The file does not hold the pair of markers, in order and once.
    """
    before, after = around(readme)
    readme.write_text(f"{before}{BEGIN}\n\n{text.strip()}\n\n{END}{after}", "utf-8")


def around(readme: Path) -> tuple[str, str]:
    """Return what stands before and behind the markers of a file.

    Raises:
        MarkerError: The file does not hold the pair of markers, in order and once.
    """
    whole = readme.read_text("utf-8")
    before, begin, rest = whole.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in after or END in before + after:
        msg = f"{readme.name}: needs the lines {BEGIN} and {END} once, in this order"
        raise MarkerError(msg)
    return before, after


def _called(name: str, tool: Mapping[str, Any]) -> str:
    return f"{name} {tool['version']}, {tool['what']}"


def _percent(share: float) -> str:
    return f"{share * 100:.1f}"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
