"""Notices that files were changed while a model that maps them into memory is running."""

from __future__ import annotations

from .manifest import MANIFEST, ModelFolder, ModelFolderError

_Facts = tuple[int, int, int, int]


class Watch:
    """What the files of a folder were, as far as the file system tells without reading them.

    Weights are mapped, not copied: bytes written into the file are the model's at once, and
    it answers nonsense. Whoever keeps size, inode and time of change as they were (by
    setting the clock, or writing to the disk itself) is not noticed.

    Args:
        model: The folder, before anything of it is loaded.

    Raises:
        ModelFolderError: A file is missing.
    """

    def __init__(self, model: ModelFolder) -> None:
        self._model = model
        self._seen = self._look()

    def check(self) -> None:
        """Compare the files with what they were.

        Raises:
            ModelFolderError: One is another, or gone.
        """
        now = self._look()
        for name, facts in self._seen.items():
            if now[name] != facts:
                msg = (
                    f"model folder {self._model.path.name}: {name} was changed while the model was "
                    "running; the text was not let through; the model is started anew"
                )
                raise ModelFolderError(msg)

    def _look(self) -> dict[str, _Facts]:
        return {name: self._facts(name) for name in (MANIFEST, *self._model.files)}

    def _facts(self, name: str) -> _Facts:
        try:
            found = (self._model.path / name).stat()
        except OSError:
            msg = f"model folder {self._model.path.name}: {name} is missing; get the model again"
            raise ModelFolderError(msg) from None
        return found.st_size, found.st_mtime_ns, found.st_dev, found.st_ino
