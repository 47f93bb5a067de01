"""Targets beside measured figures: a table at the end and `.benchmarks/results.json`.

Off in the normal run, where each benchmark runs once to show that it still works:
`pytest tests/benchmarks --benchmark-enable --benchmark-only -p no:xdist` measures.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import statistics
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pytest

FIGURES: list[dict[str, object]] = []
UNITS = {"us": 1e6, "ms": 1e3, "s": 1.0, "MB": 1.0}


def _enabled(config) -> bool:
    return bool(config.getoption("benchmark_enable")) or not config.getoption("benchmark_disable")


@pytest.fixture
def enabled(request):
    """Whether figures count in this run."""
    return _enabled(request.config)


@pytest.fixture
def goal(enabled):
    """Note a figure beside its target; where figures count, one that misses it fails the test."""

    def note(name: str, measured: float, target: float, unit: str, clock: str = "wall") -> None:
        if not enabled:
            return
        scaled = round(measured * UNITS[unit], 4)
        met = scaled < target
        FIGURES.append(
            {
                "name": name,
                "target": target,
                "measured": scaled,
                "unit": unit,
                "clock": clock,
                "met": met,
            }
        )
        assert met, f"{name}: {scaled} {unit}, target {target} {unit}"

    return note


@pytest.fixture
def median(benchmark, enabled):
    """Benchmark a call and return its median in seconds; one call where figures do not count."""

    def measure(function, *arguments, rounds: int | None = None) -> float:
        if rounds is None:
            benchmark(function, *arguments)
        else:
            benchmark.pedantic(function, arguments, rounds=rounds if enabled else 1)
        return float(benchmark.stats.stats.median) if enabled else 0.0

    return measure


@pytest.fixture
def wall():
    """Median wall time of some calls, in seconds."""

    def measure(function, rounds: int) -> float:
        spent = []
        for _ in range(rounds):
            begun = time.perf_counter()
            function()
            spent.append(time.perf_counter() - begun)
        return statistics.median(spent)

    return measure


def pytest_sessionfinish(session):
    """Write the figures with their conditions."""
    if not FIGURES:
        return
    folder = session.config.rootpath / ".benchmarks"
    folder.mkdir(exist_ok=True)
    packages = ("langchain-memprivacy", "cryptography", "sqlite-utils", "phonenumbers", "click")
    results = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "system": platform.platform(),
            "processor": _processor(),
            "cores": os.cpu_count(),
            "load": os.getloadavg() if hasattr(os, "getloadavg") else None,
        },
        "versions": {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            **{name: version(name) for name in packages},
        },
        "figures": FIGURES,
    }
    (folder / "results.json").write_text(json.dumps(results, indent=1) + "\n")


def pytest_terminal_summary(terminalreporter):
    """Print target and measured figure of each benchmark."""
    if not FIGURES:
        return
    terminalreporter.section("targets")
    for row in FIGURES:
        verdict = "met" if row["met"] else "MISSED"
        terminalreporter.write_line(
            f"{row['name']:<48} {row['measured']:>12} {row['unit']:<3} target {row['target']:>6} {row['unit']:<3} {verdict}"
        )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), ""
    )
