"""A session on plain onnxruntime: keys and values in our own arrays, saved and restored at will."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .cores import usable_cores
from .failures import runtime_failure
from .held import LOADING, REMEDY, HeldTokens, Tokens
from .manifest import ModelFolder, ModelFolderError
from .prefix import PrefixFile
from .quiet import quiet
from .session import Logits

_DTYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
_FATAL = 4  # messages of the library may quote shapes and names: none but the last words


class OrtSession(HeldTokens):
    """Runs the folder of a `GenAISession` with plain onnxruntime. One caller at a time.

    It gives the same tokens, and lets other threads run while it computes. Its keys and
    values are arrays of this process: what they hold of a prompt can be saved, and read
    again by the next process in a fraction of the time of a prefill.

    Args:
        model: The exported folder.
        capacity: Most tokens held, prompt and answer; None: the model's whole context.
        threads: Threads that compute; None: the cores that this process may use.

    Attributes:
        runtime: Name and version of what computes.

    Raises:
        ExtractorError: The folder cannot be loaded, or there is not enough memory.
        ModelFolderError: Its model is not a decoder with keys and values.
        ValueError: `capacity` is less than 1, or more than the model's context.
    """

    def __init__(
        self, model: ModelFolder, *, capacity: int | None = None, threads: int | None = None
    ) -> None:
        super().__init__(model, capacity)
        quiet()
        try:
            import onnxruntime as ort  # noqa: PLC0415  # after quiet()

            self.runtime = f"onnxruntime {ort.__version__}"
            ort.set_default_logger_severity(_FATAL)
            options = ort.SessionOptions()
            options.log_severity_level = _FATAL
            options.intra_op_num_threads = threads or usable_cores()
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            self._session: Any = ort.InferenceSession(
                str(model.file("model.onnx")), options, providers=["CPUExecutionProvider"]
            )
            kinds = {given.name: given.type for given in self._session.get_inputs()}
            _check_inputs(model, kinds)
            _check_logits(model, self._session.get_outputs())
            shape = (1, model.kv_heads, self._capacity, model.head_size)
            self._arrays: dict[str, npt.NDArray[Any]] = {
                name: np.zeros(shape, _DTYPES[kinds[f"past_key_values.{name}"]])
                for name in _names(model)
            }
            self._binding: Any = self._session.io_binding()
            # Past and present share memory: a pass writes its own rows, and copies nothing.
            self._values = [
                (name, ort.OrtValue.ortvalue_from_numpy(array))
                for name, array in self._arrays.items()
            ]
        except ModelFolderError:
            raise
        except Exception as error:  # noqa: BLE001  # texts of the runtime are not shown
            raise runtime_failure(LOADING, error, REMEDY) from None
        self._positions = "position_ids" in kinds
        for name, value in self._values:
            self._binding.bind_ortvalue_input(f"past_key_values.{name}", value)
            self._binding.bind_ortvalue_output(f"present.{name}", value)

    def save_prefix(self, file: PrefixFile) -> None:
        """Write the keys and values of all tokens held, for `restore_prefix` to read.

        Args:
            file: Where, and for which model and tokens.

        Raises:
            OSError: There is no room for it, or it cannot be written there.
        """
        file.write([array[:, :, : self._length] for array in self._arrays.values()])

    def restore_prefix(self, file: PrefixFile, length: int) -> bool:
        """Hold the first `length` tokens as `save_prefix` left them.

        Returns:
            False, and nothing held, where there is no such file or it is damaged: read
            the tokens with `append` then.
        """
        self.rewind(0)
        if length <= self._capacity and file.read(
            [array[:, :, :length] for array in self._arrays.values()]
        ):
            self._length = length
        return self._length > 0

    def _forward(self, tokens: Tokens) -> Logits:
        end = self._length + len(tokens)
        binding = self._binding
        binding.bind_cpu_input("input_ids", tokens[None])
        binding.bind_cpu_input("attention_mask", np.ones((1, end), np.int64))
        if self._positions:
            binding.bind_cpu_input("position_ids", np.arange(self._length, end)[None])
        binding.bind_output("logits", "cpu")
        self._session.run_with_iobinding(binding)
        outputs = dict(zip(self._outputs(), binding.get_outputs(), strict=True))
        return np.asarray(self._last(outputs["logits"].numpy()), np.float32)

    def _outputs(self) -> list[str]:
        return [*(f"present.{name}" for name, _ in self._values), "logits"]

    def _forget(self, length: int) -> None:
        """Rows beyond the length are never read, and written over by the next pass."""

    def _release(self) -> None:
        self._binding = self._session = None
        self._values, self._arrays = [], {}


def _names(model: ModelFolder) -> list[str]:
    return [f"{layer}.{part}" for layer in range(model.layers) for part in ("key", "value")]


def _check_inputs(model: ModelFolder, kinds: dict[str, str]) -> None:
    """Refuse a graph that is no decoder, or not the one that the manifest describes."""
    past = {f"past_key_values.{name}" for name in _names(model)}
    known = past | {"input_ids", "attention_mask", "position_ids"}
    fits = past and past | {"input_ids", "attention_mask"} <= set(kinds) <= known
    if not fits or not all(kinds[name] in _DTYPES for name in past):
        msg = (
            f"model folder {model.path.name}: model.onnx is not a decoder of {model.layers} layers "
            "with keys and values in fp32 or fp16; export the checkpoint again"
        )
        raise ModelFolderError(msg)


def _check_logits(model: ModelFolder, outputs: list[Any]) -> None:
    """Refuse a graph whose logits are, as far as it says, not those of the manifest."""
    sizes = [output.shape[-1] for output in outputs if output.name == "logits"]
    if len(sizes) != 1 or (isinstance(sizes[0], int) and sizes[0] != model.vocabulary):
        msg = (
            f"model folder {model.path.name}: model.onnx does not give the {model.vocabulary} "
            "logits that the manifest says; export the checkpoint again"
        )
        raise ModelFolderError(msg)
