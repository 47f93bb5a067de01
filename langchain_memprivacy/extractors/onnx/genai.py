"""A session on onnxruntime-genai: one long-lived generator that is rewound, never rebuilt."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from .cores import usable_cores
from .failures import runtime_failure
from .held import LOADING, REMEDY, HeldTokens, Tokens
from .manifest import ModelFolder, ModelFolderError
from .quiet import quiet
from .session import Logits


class GenAISession(HeldTokens):
    """Runs an exported folder with onnxruntime-genai. One caller at a time.

    It holds the interpreter lock while it computes: keep it in a process of its own.

    Args:
        model: The exported folder.
        capacity: Most tokens held, prompt and answer; None: the model's whole context.
            Memory for all of them is taken and filled at once: 224 KiB a token for a
            model of 0.6 billion parameters.
        threads: Threads that compute; None: the cores that this process may use.

    Raises:
        ExtractorError: The folder cannot be loaded, or there is not enough memory.
        ValueError: `capacity` is less than 1, or more than the model's context.
    """

    def __init__(
        self, model: ModelFolder, *, capacity: int | None = None, threads: int | None = None
    ) -> None:
        super().__init__(model, capacity)
        if fault := model.foreign():  # it loads what the folder's own settings name, code too
            msg = f"model folder {model.path.name}: {fault}"
            raise ModelFolderError(msg)
        options = {
            "intra_op_num_threads": threads or usable_cores(),
            # Threads that spin while they wait slow every other session of the process.
            "session.intra_op.allow_spinning": "0",
        }
        quiet()
        try:
            import onnxruntime_genai as og  # noqa: PLC0415  # after quiet()

            config = og.Config(str(model.path))
            config.overlay(json.dumps({"model": {"decoder": {"session_options": options}}}))
            self._model: Any = og.Model(config)
            parameters = og.GeneratorParams(self._model)
            # The folder's own max_length is the model's whole context: gigabytes.
            parameters.set_search_options(max_length=self._capacity, do_sample=False)
            # No guidance: its grammar is fixed when a generator is made, and a new
            # generator has read nothing yet.
            self._generator: Any = og.Generator(self._model, parameters)
        except Exception as error:  # noqa: BLE001  # texts of the runtime are not shown
            raise runtime_failure(LOADING, error, REMEDY) from None

    def _forward(self, tokens: Tokens) -> Logits:
        self._generator.append_tokens(tokens.astype(np.int32))
        logits: Logits = self._last(self._generator.get_logits())
        return logits

    def _forget(self, length: int) -> None:
        # Logits asked for right after this would repeat the last token silently; nothing
        # but `append` asks for them.
        if self._generator.token_count() > length:
            self._generator.rewind_to(length)

    def _release(self) -> None:
        self._generator = self._model = None
