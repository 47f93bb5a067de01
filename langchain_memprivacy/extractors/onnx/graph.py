"""Models that read a text and write none: token ids in, one row of numbers for each token out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .cores import usable_cores
from .failures import runtime_failure
from .manifest import ModelFolder, ModelFolderError
from .quiet import quiet

_OVERLAP = 64
"""Tokens that neighbouring windows share, where windows are long enough."""
_BATCH = 8
"""Windows that are computed together."""

Rows = npt.NDArray[np.float32]
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: no tokenizer takes it
_KNOWN = {"input_ids", "attention_mask", "token_type_ids"}
_FATAL = 4  # messages of the library may quote shapes and names: none but the last words


class Tokens(NamedTuple):
    """A whole text as tokens, without the special ones around it.

    Attributes:
        ids: Numbers of the vocabulary.
        offsets: Of each, the characters of the text it stands for, half-open.
        words: Of each, the number of its word, or None.
    """

    ids: list[int]
    offsets: list[tuple[int, int]]
    words: list[int | None]


class TextGraph:
    """A folder's tokenizer and graph; may be shared between threads.

    Args:
        model: The folder: `model.onnx`, `tokenizer.json`.
        threads: Threads that compute; None: the cores that this process may use.

    Attributes:
        room: Most tokens of a text in one window, without the special ones.
        columns: How many numbers a row has, where the graph says so.

    Raises:
        ExtractorError: The graph cannot be loaded.
        ModelFolderError: A file is missing, or the model's context holds no text.
    """

    def __init__(self, model: ModelFolder, *, threads: int | None = None) -> None:
        graph, vocabulary = model.file("model.onnx"), model.file("tokenizer.json")
        quiet()
        try:
            import onnxruntime as ort  # noqa: PLC0415  # after quiet()
            from tokenizers import Tokenizer  # type: ignore[import-untyped]  # noqa: PLC0415

            self._tokenizer: Any = Tokenizer.from_file(str(vocabulary))
            ort.set_default_logger_severity(_FATAL)
            options = ort.SessionOptions()
            options.log_severity_level = _FATAL
            options.intra_op_num_threads = threads or usable_cores()
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            self._session: Any = ort.InferenceSession(
                str(graph), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # noqa: BLE001  # texts of the runtime are not shown
            raise runtime_failure("load the model", error) from None
        # Cutting is ours to do; "[SEP]" in a message is text, not the end of it.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._tokenizer.encode_special_tokens = True
        self._before, self._after = self._special()
        self._inputs = {given.name for given in self._session.get_inputs()}
        output = self._rows_output(model)
        self._output, self.columns = output.name, output.shape[-1]
        self.room = model.context - len(self._before) - len(self._after)
        if self.room < 1:
            msg = f"model folder {model.path.name}: a context of {model.context} holds no text"
            raise ModelFolderError(msg)

    def tokens(self, text: str) -> Tokens:
        """Cut a text of any length into tokens; offsets count code points."""
        read = self._tokenizer.encode(_SURROGATE.sub("\ufffd", text), add_special_tokens=False)
        return Tokens(read.ids, read.offsets, read.word_ids)

    def rows(self, windows: Sequence[Sequence[int]], *, special: bool = False) -> Rows:
        """Run windows of the same length together.

        Args:
            windows: Token ids, at most `room` each.
            special: Whether the rows of the special tokens are returned too.

        Returns:
            float32 of shape `[windows, tokens, numbers]`.

        Raises:
            ValueError: The graph gave numbers that are none.
        """
        ids = np.asarray([[*self._before, *w, *self._after] for w in windows], np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        fed = {name: given[name] for name in self._inputs}
        rows = np.asarray(self._session.run([self._output], fed)[0], np.float32)
        if not np.isfinite(rows).all():
            raise ValueError("the model gave numbers that are not finite")
        return rows if special else rows[:, len(self._before) : ids.shape[1] - len(self._after)]

    def rows_of(self, ids: Sequence[int]) -> Rows:
        """Run a text of any length, in overlapping windows where it is longer than `room`.

        Args:
            ids: The tokens of the text, at least one.

        Returns:
            float32 of shape `[len(ids), numbers]`; each row is from the window that shows
            the most around its token.

        Raises:
            ValueError: See `rows`.
        """
        size = min(len(ids), self.room)
        shared = min(_OVERLAP, size // 4)
        last = len(ids) - size
        # All windows have one length, so that none needs padding: the last one starts earlier.
        starts = [*range(0, last, size - shared), last]
        rows = np.concatenate(
            [
                self.rows([ids[at : at + size] for at in starts[first : first + _BATCH]])
                for first in range(0, len(starts), _BATCH)
            ]
        )
        # What two windows share is cut in its middle.
        cuts = [0, *((a + size + b) // 2 for a, b in pairwise(starts)), len(ids)]
        return np.concatenate(
            [
                window[low - at : high - at]
                for window, at, (low, high) in zip(rows, starts, pairwise(cuts), strict=True)
            ]
        )

    def vector(self, ids: Sequence[int], *, first: bool = False) -> list[float]:
        """Average the rows of a text of any length, special tokens included, to length 1.

        Args:
            ids: The tokens of the text.
            first: Whether only the first row of each window counts.

        Raises:
            ValueError: See `rows`.
        """
        windows = [ids[at : at + self.room] for at in range(0, len(ids), self.room)] or [[]]
        rows = [self.rows([window], special=True)[0, : 1 if first else None] for window in windows]
        total = np.concatenate(rows).sum(axis=0, dtype=np.float64)
        length = float(np.linalg.norm(total))
        return [float(number) for number in (total / length if length else total)]

    def _special(self) -> tuple[list[int], list[int]]:
        """Return what the tokenizer puts before and after a text."""
        read = self._tokenizer.encode("a")
        mask = read.special_tokens_mask
        text = [at for at, special in enumerate(mask) if not special] or [0]
        return read.ids[: text[0]], read.ids[text[-1] + 1 :]

    def _rows_output(self, model: ModelFolder) -> Any:
        """Return the first output that has a row for each token."""
        for output in self._session.get_outputs():
            if len(output.shape) == 3 and self._inputs <= _KNOWN:
                return output
        msg = f"model folder {model.path.name}: its graph is no encoder or tagger of tokens"
        raise ModelFolderError(msg)
