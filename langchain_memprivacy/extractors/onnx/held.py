"""What the sessions have in common: how many tokens are held, and what may be asked of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ...errors import ExtractorError
from .failures import ModelWorkerError, runtime_failure
from .manifest import ModelFolder, ModelFolderError
from .session import Logits, SessionFull

CHUNK = 256
"""Most tokens of one forward pass, whose logits may take `CHUNK * vocabulary * 4` bytes."""

LOADING = "cannot load the model"
REMEDY = "check its folder, or export it again"
Tokens = npt.NDArray[np.int64]


class HeldTokens(ABC):
    """A session that checks before it runs, and stays as it was when a run fails.

    Args:
        model: The exported folder.
        capacity: Most tokens held, prompt and answer; None: the model's whole context.

    Raises:
        ValueError: `capacity` is less than 1, or more than the model's context.
    """

    def __init__(self, model: ModelFolder, capacity: int | None) -> None:
        wanted = model.context if capacity is None else capacity
        if not 1 <= wanted <= model.context:
            msg = f"a session of {wanted} tokens: the model's context allows 1 to {model.context}"
            raise ValueError(msg)
        self._capacity = wanted
        self._vocabulary = model.vocabulary
        self._length = 0
        self._open = True

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._length} of {self._capacity} tokens)"

    @property
    def length(self) -> int:
        """See `Session.length`."""
        return self._length

    @property
    def capacity(self) -> int:
        """See `Session.capacity`."""
        return self._capacity

    def append(self, tokens: Sequence[int]) -> Logits:
        """See `Session.append`; more than `CHUNK` tokens take several passes."""
        self._check(tokens)
        before, array = self._length, np.asarray(tokens, np.int64)
        try:
            for start in range(0, len(array), CHUNK):
                chunk = array[start : start + CHUNK]
                logits = self._forward(chunk)
                self._length += len(chunk)
        except ModelFolderError as error:
            failure: ExtractorError = error
        except Exception as error:  # noqa: BLE001  # runtimes print their arguments
            failure = runtime_failure("cannot run the model", error)
        else:
            return logits
        self._length = before
        self._forget(before)
        raise failure

    def rewind(self, length: int) -> None:
        """See `Session.rewind`."""
        if not 0 <= length <= self._length:
            msg = f"cannot rewind to {length} of {self._length} tokens"
            raise ValueError(msg)
        if length < self._length:
            self._forget(length)
            self._length = length

    def close(self) -> None:
        """See `Session.close`."""
        self._open = False
        self._length = 0
        self._release()

    def _last(self, logits: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the logits of the last position; a pruned export has no others.

        Raises:
            ModelFolderError: They are not as many as the manifest says: read all the same,
                they would stand for other tokens.
        """
        if logits.shape[-1] != self._vocabulary:
            msg = (
                f"the model gives {logits.shape[-1]} logits, its manifest says "
                f"{self._vocabulary}; export the checkpoint again"
            )
            raise ModelFolderError(msg)
        return logits.reshape(-1)[-self._vocabulary :]

    def _check(self, tokens: Sequence[int]) -> None:
        if not self._open:
            raise ModelWorkerError("the session is closed; make a new one")
        if not len(tokens):
            raise ValueError("no tokens to append")
        # The runtimes take any number and read whatever lies there.
        if min(tokens) < 0 or max(tokens) >= self._vocabulary:
            msg = f"a token is not of this model's vocabulary of {self._vocabulary}"
            raise ValueError(msg)
        if self._length + len(tokens) > self._capacity:
            msg = (
                f"{len(tokens)} tokens more do not fit: the session holds "
                f"{self._length} of {self._capacity}"
            )
            raise SessionFull(msg)

    @abstractmethod
    def _forward(self, tokens: Tokens) -> Logits:
        """Run the model on up to `CHUNK` tokens after the `_length` that are held."""

    @abstractmethod
    def _forget(self, length: int) -> None:
        """Drop what the runtime holds beyond the first `length` tokens."""

    @abstractmethod
    def _release(self) -> None:
        """Drop the model and its memory."""
