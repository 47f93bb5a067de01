"""The seam between the decoder and whatever runs the model: tokens in, logits out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from ...errors import ExtractorError

Logits = npt.NDArray[np.float32]
"""One number for each token of the vocabulary."""


class SessionFull(ExtractorError):  # noqa: N818 - a state of the session, as `queue.Full` is
    """The tokens do not fit into what is left of the session; nothing was appended."""


@runtime_checkable
class Session(Protocol):
    """A model that has read some tokens and says what it expects next.

    One caller at a time. Logits can be had from `append` alone: after a `rewind` the
    session says nothing until it was given at least one token again.
    """

    @property
    def length(self) -> int:
        """Tokens held."""
        ...

    @property
    def capacity(self) -> int:
        """Most tokens that can be held."""
        ...

    def append(self, tokens: Sequence[int]) -> Logits:
        """Read tokens, in one forward pass.

        Args:
            tokens: At least one token of the model's vocabulary.

        Returns:
            Logits of the token to come, float32 of shape `[vocabulary]`. Valid until the
            next call: the session may use the memory again.

        Raises:
            ValueError: No tokens.
            SessionFull: `length + len(tokens)` would exceed `capacity`.
        """
        ...

    def rewind(self, length: int) -> None:
        """Forget all but the first `length` tokens.

        Raises:
            ValueError: `length` is negative or greater than what is held.
        """
        ...

    def close(self) -> None:
        """Give the model's memory back; calling it twice changes nothing."""
        ...
