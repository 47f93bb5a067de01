"""A checkpoint in torch behind the decoder's seam: what an exported model is compared with."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..extractors.onnx.held import HeldTokens, Tokens
from ..extractors.onnx.manifest import ModelFolder
from ..extractors.onnx.session import Logits
from .checkpoints import Checkpoint
from .failures import INSTALL, ExportError


class TorchSession(HeldTokens):
    """Runs a causal checkpoint with transformers, in 32 bits. One caller at a time.

    Args:
        checkpoint: Its weights.
        model: How it is asked.
        capacity: Most tokens held; None: the model's whole context.

    Raises:
        ExportError: It cannot be loaded.
    """

    def __init__(
        self, checkpoint: Checkpoint, model: ModelFolder, *, capacity: int | None = None
    ) -> None:
        super().__init__(model, capacity)
        import torch  # noqa: PLC0415
        from transformers import AutoModelForCausalLM  # noqa: PLC0415

        self._torch: Any = torch
        try:
            network: Any = AutoModelForCausalLM.from_pretrained(
                checkpoint.folder,
                dtype=torch.float32,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
            )
        except (OSError, ValueError, RuntimeError) as error:
            msg = f"transformers cannot load the checkpoint ({type(error).__name__}); {INSTALL}"
            raise ExportError(msg) from None
        self._network = network.eval()
        self._cache = self._fresh()

    def _forward(self, tokens: Tokens) -> Logits:
        with self._torch.inference_mode():
            answer = self._network(
                input_ids=self._torch.from_numpy(tokens)[None],
                past_key_values=self._cache,
                use_cache=True,
                logits_to_keep=1,
            )
        return np.asarray(answer.logits[0, -1].float().numpy(), np.float32)

    def _forget(self, length: int) -> None:
        if length:
            self._cache.crop(length)
        else:
            self._cache = self._fresh()

    def _release(self) -> None:
        self._network = self._cache = None

    def _fresh(self) -> Any:
        from transformers import DynamicCache  # noqa: PLC0415

        return DynamicCache(config=self._network.config)
