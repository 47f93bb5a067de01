"""A file with the keys and values of a prompt's tokens, so that they are computed once.

It holds what is the same for everybody: the static part of the prompt, no name and no
message. Who may read it is limited to the user all the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from platformdirs import user_cache_path

from .manifest import ModelFolder

_MAGIC: Final = b"memprivacy prefix 1\n"
_ABANDONED = 3600  # seconds
_DIGEST = hashlib.sha256
Arrays = Sequence[npt.NDArray[Any]]


def default_cache() -> Path:
    """Return the folder for such files in the user's cache."""
    return user_cache_path("memprivacy") / "prefix"


class PrefixFile:
    """The file of one model, one prompt and one version of the runtime.

    Args:
        folder: Where such files are; made when one is written.
        model: Whose keys and values they are.
        tokens: The tokens that they stand for.
        runtime: Name and version of what computes them.
    """

    def __init__(
        self, folder: Path, model: ModelFolder, tokens: Sequence[int], runtime: str
    ) -> None:
        told = [model.digest, list(tokens), runtime, platform.machine()]
        self._key = _DIGEST(json.dumps(told).encode()).digest()
        # Files of one model share the first part, so that the next one replaces the last.
        self._whose = _DIGEST(f"{model.source.name} {model.precision}".encode()).hexdigest()[:12]
        self.path = folder / f"{self._whose}-{self._key.hex()[:32]}.kv"

    def read(self, into: Arrays) -> bool:
        """Fill arrays with what was written.

        Returns:
            False where there is no such file, it is of another shape, or damaged; what
            the arrays then hold is not to be used.
        """
        try:
            with self.path.open("rb") as file:
                if file.read(len(_MAGIC) + len(self._key)) != _MAGIC + self._key:
                    return False
                expected, digest = file.read(_DIGEST().digest_size), _DIGEST()
                for part in _parts(into):
                    data = np.empty(part.shape, part.dtype)
                    if file.readinto(data.data) != data.nbytes:
                        return False
                    digest.update(data.data)
                    part[...] = data
                return not file.read(1) and digest.digest() == expected
        except OSError:
            return False

    def write(self, arrays: Arrays) -> None:
        """Write arrays, all at once and readable by the user only.

        Raises:
            OSError: There is no room, or the folder cannot be written.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = _DIGEST()
        for part in _parts(arrays):
            digest.update(np.ascontiguousarray(part).data)
        handle, name = tempfile.mkstemp(
            dir=self.path.parent, prefix=f"{self._whose}-", suffix=".new"
        )  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_MAGIC + self._key + digest.digest())
                for part in _parts(arrays):
                    file.write(np.ascontiguousarray(part).data)
            Path(name).replace(self.path)
            for old in self.path.parent.glob(f"{self._whose}-*.kv"):
                if old != self.path:  # of another version, prompt or runtime: up to a gigabyte
                    old.unlink(missing_ok=True)
            self._sweep()
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    def _sweep(self) -> None:
        """Remove what processes that were killed while they wrote have left."""
        for left in self.path.parent.glob(f"{self._whose}-*.new"):
            with contextlib.suppress(OSError):  # another process was faster
                if left.stat().st_mtime < time.time() - _ABANDONED:
                    left.unlink()


def _parts(arrays: Arrays) -> Iterator[npt.NDArray[Any]]:
    """Go head by head: their rows lie together, so that a copy of one is small."""
    for array in arrays:
        for head in range(array.shape[1]):
            yield array[:, head]
