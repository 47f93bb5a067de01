"""`memprivacy eval`: how well private values are found, and what protection costs.

Each command is a module of its own, added here by one line.
"""

from __future__ import annotations

import click

from . import evaluate_extraction, evaluate_memory, evaluate_peers, evaluate_resample


@click.group("eval", short_help="Measure extraction, leakage and usefulness.")
def evaluate() -> None:
    """Measure how well private values are found and hidden, and what that costs."""


evaluate.add_command(evaluate_extraction.extraction)
evaluate.add_command(evaluate_resample.resample)
evaluate.add_command(evaluate_memory.leakage)
evaluate.add_command(evaluate_memory.utility)
evaluate.add_command(evaluate_peers.peers)
