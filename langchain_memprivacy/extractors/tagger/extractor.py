"""`TaggerExtractor`: private spans from a token classifier in an ONNX folder."""

from __future__ import annotations

import os

from ...errors import ExtractorError
from ...spans import PrivacySpan
from ...taxonomy import PrivacyType
from ..onnx.failures import UNKNOWN, runtime_failure
from ..onnx.manifest import ModelFolder, ModelFolderError
from .labels import scheme


class TaggerExtractor:
    """Labels every word of a message with a small model, in this process.

    It takes milliseconds where a generative model takes seconds, and sees words, not
    meaning: use it beside `RuleExtractor` (`UnionExtractor`). Messages longer than the
    model's context are read in overlapping windows; each word is judged in the window
    that shows the most around it. Ranges are completed to whole words.

    May be shared between threads: the runtime lets others run while it computes.

    Args:
        folder: An exported token classifier.
        threshold: How probable it must be, from 0 to 1, that a word is private. Lower
            finds more.
        threads: Threads that compute; None: the cores that this process may use.
        verify: Whether the digests of the folder's files are compared first.

    Raises:
        ExtractorError: The model cannot be loaded.
        ModelFolderError: The folder is missing, damaged or holds something else.
        ValueError: `threshold` is not between 0 and 1.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        threshold: float = 0.5,
        threads: int | None = None,
        verify: bool = True,
    ) -> None:
        if not 0 < threshold <= 1:
            raise ValueError("TaggerExtractor: threshold must be greater than 0 and at most 1")
        model = ModelFolder.open(folder, verify=verify, kind="tagger")
        self._scheme = scheme(model)
        try:  # naming the class must not cost what using it costs
            from ..onnx.graph import TextGraph  # noqa: PLC0415
            from .reading import ranges  # noqa: PLC0415
        except ModuleNotFoundError as error:
            raise runtime_failure("load the model", error) from None
        self._ranges = ranges
        self._graph = TextGraph(model, threads=threads)
        self._threshold = threshold
        self._name = model.path.name
        columns = self._graph.columns
        if columns != len(self._scheme.columns):
            msg = (
                f"model folder {self._name}: {len(self._scheme.columns)} labels for"
                f" {columns} outputs; export it again"
            )
            raise ModelFolderError(msg)

    def __repr__(self) -> str:
        return f"TaggerExtractor({self._name})"

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> list[PrivacySpan]:
        """See `Extractor.extract`; a name that is not the user's is `RELATIONSHIP_INFO`.

        Raises:
            ExtractorError: The model failed.
        """
        del role
        failed = False
        spans: list[PrivacySpan] = []
        try:
            spans = self._spans(text, real_name)
        except Exception:  # noqa: BLE001  # texts of the runtime are not shown
            failed = True
        if failed:
            raise ExtractorError(UNKNOWN)
        return spans

    def _spans(self, text: str, real_name: str | None) -> list[PrivacySpan]:
        tokens = self._graph.tokens(text)
        if not tokens.ids:
            return []
        spans = []
        rows = self._graph.rows_of(tokens.ids)
        found = self._ranges(text, tokens, rows, self._scheme, self._threshold)
        for start, end, entity in found:
            tag, level = self._scheme.entities[entity]
            value = text[start:end]
            if tag == PrivacyType.REAL_NAME and real_name and not _same_person(value, real_name):
                tag = PrivacyType.RELATIONSHIP_INFO.value
            spans.append(PrivacySpan(start, end, value, tag, level, "tagger"))
        return spans


def _same_person(value: str, real_name: str) -> bool:
    """Tell whether a name may be the user's: one holds the other, or they share a word."""
    mine, other = real_name.casefold(), value.casefold()
    return other in mine or mine in other or bool({*mine.split()} & {*other.split()})
