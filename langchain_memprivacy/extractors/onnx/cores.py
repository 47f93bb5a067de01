"""How many threads a model should compute with."""

from __future__ import annotations

import os
from pathlib import Path

_QUOTA = Path("/sys/fs/cgroup/cpu.max")  # "max 100000", or microseconds allowed and period


def usable_cores() -> int:
    """Return how many cores this process may really use, at least 1.

    Counts those it may run on, and no more than a container's quota: threads beyond that
    wait for each other, and a forward pass takes several times as long.
    """
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        cores = os.cpu_count() or 1
    try:
        allowed, period = _QUOTA.read_text("ascii").split()
        return max(1, min(cores, -(-int(allowed) // int(period))))
    except (OSError, ValueError):
        return max(1, cores)
