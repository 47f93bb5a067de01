"""`SentenceEncoder`: texts as vectors, computed on the device."""

from __future__ import annotations

import os
from collections.abc import Iterable

from ..errors import ExtractorError
from .onnx.failures import UNKNOWN, runtime_failure
from .onnx.manifest import ModelFolder, ModelFolderError

_POOLINGS = ("mean", "cls")


class SentenceEncoder:
    """Gives each text a vector of length 1; texts of like meaning get like vectors.

    A text gets the same vector whatever is encoded beside it: quantized models answer a
    little differently in a batch, so each text is computed alone. Longer texts than the
    model's context are read in windows, whose tokens are averaged together.

    May be shared between threads.

    Args:
        folder: An exported sentence encoder.
        threads: Threads that compute; None: the cores that this process may use.
        verify: Whether the digests of the folder's files are compared first.

    Raises:
        ExtractorError: The model cannot be loaded.
        ModelFolderError: The folder is missing, damaged or holds something else.
    """

    def __init__(
        self, folder: str | os.PathLike[str], *, threads: int | None = None, verify: bool = True
    ) -> None:
        model = ModelFolder.open(folder, verify=verify, kind="encoder")
        self._pooling = model.pooling or "mean"
        if self._pooling not in _POOLINGS:
            msg = f"model folder {model.path.name}: pooling must be one of {', '.join(_POOLINGS)}"
            raise ModelFolderError(msg)
        try:  # naming the class must not cost what using it costs
            from .onnx.graph import TextGraph  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise runtime_failure("load the model", error) from None
        self._graph = TextGraph(model, threads=threads)
        self._name = model.path.name

    def __repr__(self) -> str:
        return f"SentenceEncoder({self._name})"

    def encode(self, texts: Iterable[str]) -> list[list[float]]:
        """Compute the vectors of texts.

        Args:
            texts: Any number of texts, of any length.

        Returns:
            A vector of length 1 for each text, in their order; of a model without special
            tokens, an empty text gets zeros.

        Raises:
            ExtractorError: The model failed.
            TypeError: `texts` is one string.
        """
        if isinstance(texts, str):
            raise TypeError("texts must be several strings, not one; put one into a list")
        failed = False
        vectors: list[list[float]] = []
        try:
            vectors = [
                self._graph.vector(self._graph.tokens(text).ids, first=self._pooling == "cls")
                for text in texts
            ]
        except Exception:  # noqa: BLE001  # texts of the runtime are not shown
            failed = True
        if failed:
            raise ExtractorError(UNKNOWN)
        return vectors
