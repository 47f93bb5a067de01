"""Token classifiers and sentence encoders become ONNX folders, by optimum."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..extractors.onnx.manifest import FileRecord, Label, ModelFolder, ModelFolderError
from ..extractors.onnx.quiet import quiet
from ..extractors.tagger.labels import scheme
from .checkpoints import Checkpoint
from .failures import ExportError
from .generator import Progress
from .processes import run_module

KEPT = {"model.onnx", "model.onnx_data", "model.onnx.data", "config.json", "tokenizer.json"}
_BITS = {"int4": 4, "int8": 8}
_OPSET = "18"
_BLOCK = 32
_STEPS = 3


def build(
    checkpoint: Checkpoint,
    out: Path,
    scratch: Path,
    *,
    task: str,
    labels: Mapping[str, Label],
    precision: str,
    block_size: int | None,
    progress: Progress,
) -> dict[str, Any]:
    """Write the files of a token classifier or sentence encoder.

    Args:
        checkpoint: With a `tokenizer.json`.
        out: An empty folder.
        scratch: An empty folder for what is needed meanwhile.
        task: `token-classification` or `feature-extraction`.
        labels: What a tagger's labels stand for, where their names do not say it.
        precision: `fp32`, or `int8` and `int4` for the weights.
        block_size: Weights that share a scale; None: 32.
        progress: Told how far it is.

    Returns:
        The options used, for the manifest.

    Raises:
        ExportError: It is not possible, or a label stands for no type that is known.
    """
    if precision not in {"fp32", *_BITS}:
        raise ExportError("fp16 is for generators; take fp32, int8 or int4")
    if block_size is not None and precision not in _BITS:
        raise ExportError("--block-size is for int4 and int8")
    if task == "token-classification":
        _check_labels(checkpoint, labels)
    progress("exporting", 0, _STEPS)
    arguments = ["--model", str(checkpoint.folder.resolve()), "--task", task, "--framework", "pt",
                 "--opset", _OPSET, "--library-name", "transformers", "--device", "cpu",
                 str(scratch / "onnx")]  # fmt: skip
    run_module("optimum.exporters.onnx", arguments, scratch, lambda _: None)
    progress("exporting", 1, _STEPS)
    for name in KEPT:
        if (scratch / "onnx" / name).is_file():
            shutil.move(scratch / "onnx" / name, out / name)
    if not (out / "tokenizer.json").is_file() or not (out / "model.onnx").is_file():
        raise ExportError("the checkpoint has no fast tokenizer (tokenizer.json); add one")
    settings = json.loads((out / "config.json").read_bytes())
    kept = {name: value for name, value in settings.items() if not name.endswith("name_or_path")}
    (out / "config.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    options: dict[str, Any] = {"opset": int(_OPSET)}
    if precision in _BITS:
        _quantize(out / "model.onnx", _BITS[precision], block_size or _BLOCK)
        options["block_size"] = block_size or _BLOCK
    progress("exporting", _STEPS, _STEPS)
    return options


def describe(
    checkpoint: Checkpoint, folder: Path, options: Mapping[str, Any], labels: Mapping[str, Label]
) -> ModelFolder:
    """Return the manifest of what `build` wrote, without what is common to all kinds.

    Raises:
        ExportError: Its pooling is not known.
    """
    config = checkpoint.config
    limits = [
        checkpoint.json("sentence_bert_config.json").get("max_seq_length"),
        checkpoint.json("tokenizer_config.json").get("model_max_length"),
        # The first positions of these stand for padding.
        checkpoint.number("max_position_embeddings", 512)
        - (2 if config.get("model_type") in {"roberta", "xlm-roberta", "camembert"} else 0),
    ]
    context = min(int(limit) for limit in limits if isinstance(limit, int) and limit > 0)
    if checkpoint.architecture.endswith("ForTokenClassification"):
        return ModelFolder(
            folder, "tagger", checkpoint.source, options=options, context=context, labels=labels
        )
    pooling = checkpoint.json("1_Pooling/config.json")
    chosen = [
        name for name, on in pooling.items() if on is True and name.startswith("pooling_mode")
    ]
    if set(chosen) - {"pooling_mode_mean_tokens", "pooling_mode_cls_token"} or len(chosen) > 1:
        raise ExportError("the encoder's pooling is neither mean nor cls; no other is known")
    cls = chosen == ["pooling_mode_cls_token"]
    pooled = "cls" if cls else "mean"
    return ModelFolder(
        folder, "encoder", checkpoint.source, options=options, context=context, pooling=pooled
    )


def _check_labels(checkpoint: Checkpoint, labels: Mapping[str, Label]) -> None:
    """Fail now, not after the export, where a label would pass unseen."""
    record = {"config.json": FileRecord(0, "")}
    model = ModelFolder(checkpoint.folder, "tagger", checkpoint.source, labels=labels, files=record)
    try:
        scheme(model)
    except ModelFolderError as error:
        msg = f"{error}; say --label NAME=TYPE, or NAME= for one that is not private"
        raise ExportError(msg) from None


def _quantize(path: Path, bits: int, block: int) -> None:
    """Round the weights of matrices; unlike dynamic int8, a text's answer stays its own."""
    quiet()
    import onnx  # noqa: PLC0415
    from onnxruntime.quantization.matmul_nbits_quantizer import (  # noqa: PLC0415
        MatMulNBitsQuantizer,
    )

    quantizer = MatMulNBitsQuantizer(
        onnx.load(path), bits=bits, block_size=block, is_symmetric=True, accuracy_level=4
    )
    quantizer.process()
    for old in path.parent.glob("model.onnx*"):
        old.unlink()
    quantizer.model.save_model_to_file(str(path), use_external_data_format=False)
