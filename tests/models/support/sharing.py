"""Makes costly things once for all workers of a test run, under a file lock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock


class Shared:
    """A folder that the workers of one run have in common.

    Args:
        factory: pytest's `tmp_path_factory`.
        worker: The worker's name, `master` where there is one process only.
    """

    def __init__(self, factory, worker: str) -> None:
        base = factory.getbasetemp()
        self._root = (base if worker == "master" else base.parent) / "models"
        self._root.mkdir(exist_ok=True)

    def once(self, name: str, make: Callable[[Path], object]) -> Path:
        """Return the path of a thing, made by the first who asks; the others wait.

        Args:
            name: Its name; the same name is the same thing.
            make: Writes it at the path given, which does not exist yet.
        """
        path, done = self._root / name, self._root / f"{name}.done"
        with FileLock(self._root / f"{name}.lock"):
            if not done.exists():
                make(path)
                done.touch()
        return path
