"""A causal model becomes an ONNX folder, by the model builder of onnxruntime-genai."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..extractors.onnx.contents import plain
from ..extractors.onnx.vocabulary import Vocabulary
from .checkpoints import Checkpoint
from .failures import ExportError
from .processes import run_module

PRECISIONS = ("int4", "int8", "fp16", "fp32")
BLOCKS = (16, 32, 64, 128, 256)
KEPT = {"model.onnx", "model.onnx.data", "genai_config.json", "tokenizer.json",
        "tokenizer_config.json"}  # fmt: skip
_LAYER = re.compile(r"Reading layer (\d+)")
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps of it are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Built:
    """What the manifest has to say about a built model."""

    context: int
    vocabulary: int
    layers: int
    kv_heads: int
    head_size: int
    end: tuple[str, ...]
    options: dict[str, Any]


def build(
    checkpoint: Checkpoint,
    out: Path,
    scratch: Path,
    *,
    precision: str,
    block_size: int | None,
    prune_head: bool,
    progress: Progress,
) -> Built:
    """Write the files of a generator.

    Args:
        checkpoint: Of a causal model.
        out: An empty folder.
        scratch: An empty folder for what is needed meanwhile.
        precision: Of the weights.
        block_size: Weights that share a scale, `int4` and `int8` only; None: 128, or the
            most that the model's width allows.
        prune_head: Compute logits of the last position only: faster to read a prompt.
        progress: Told how far it is.

    Raises:
        ExportError: The builder cannot do it.
    """
    if (checkpoint.folder / "tokenizer.json").is_file():
        Vocabulary.open(checkpoint.folder / "tokenizer.json")  # fails now, not after minutes
    tied = bool(checkpoint.config.get("tie_word_embeddings", False))
    size = _block_size(checkpoint, precision, block_size, tied=tied)
    extra = {"hf_token": "false", "hf_remote": "false"}  # neither a key nor code of the hub
    if size is not None:
        # Builders of 0.15 know the first name only, later ones prefer the second.
        extra |= {"int4_block_size": str(size), "block_size": str(size)}
    if prune_head:
        extra["prune_lm_head"] = "true"
    if precision == "int8" and tied:
        # The builder's shared matrix is always of 4 bits: an int8 export would not load.
        extra["shared_embeddings"] = "false"
    provider = "cpu"
    if precision == "fp16":
        # The builder's fp16 graph for CPUs copies keys and values with every token; the one
        # for CUDA, without CUDA's own fusion, runs on CPUs and writes them in place.
        provider = "cuda"
        extra["fuse_qk_norm_gqa"] = "false"
    layers = max(checkpoint.number("num_hidden_layers"), 1)

    def seen(line: str) -> None:
        if found := _LAYER.match(line):
            progress("exporting", int(found[1]) + 1, layers + 2)
        elif line.startswith("Saving ONNX"):
            progress("exporting", layers + 1, layers + 2)

    progress("exporting", 0, layers + 2)
    arguments = ["-i", str(checkpoint.folder.resolve()), "-o", str(out), "-p", precision,
                 "-e", provider, "-c", str(scratch / "cache"), "--extra_options",
                 *(f"{name}={value}" for name, value in extra.items())]  # fmt: skip
    run_module("onnxruntime_genai.models.builder", arguments, scratch, seen)
    progress("exporting", layers + 2, layers + 2)
    return _tidy(
        out, scratch, {"prune_head": prune_head} | ({} if size is None else {"block_size": size})
    )


def _block_size(
    checkpoint: Checkpoint, precision: str, asked: int | None, *, tied: bool
) -> int | None:
    if precision not in {"int4", "int8"}:
        if asked is not None:
            raise ExportError("--block-size is for int4 and int8")
        return None
    width = checkpoint.number("hidden_size")
    # The embeddings' rows of a shared matrix are read block by block.
    fits = [size for size in BLOCKS if not tied or width % size == 0]
    if asked is None:
        return max((size for size in fits if size <= 128), default=BLOCKS[0])
    if asked not in fits:
        msg = f"--block-size must be one of {', '.join(map(str, fits))} for this model"
        raise ExportError(msg)
    return asked


def _tidy(out: Path, scratch: Path, options: dict[str, Any]) -> Built:
    """Remove what no runtime reads, and take the facts from what is left."""
    try:
        for path in out.iterdir():
            if path.name not in KEPT and path != scratch:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        settings = json.loads((out / "tokenizer_config.json").read_bytes())
        for name in [name for name in settings if name.endswith("name_or_path")]:
            del settings[name]
        (out / "tokenizer_config.json").write_text(
            json.dumps(settings, ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
        config = json.loads((out / "genai_config.json").read_bytes())
        model = config["model"]
        model["decoder"]["session_options"]["provider_options"] = []
        settings = plain(config)  # of a later builder, too, only what is known
        (out / "genai_config.json").write_text(json.dumps(settings, indent=1) + "\n", "utf-8")
        decoder, stops = model["decoder"], model["eos_token_id"]
        names = {
            number: text for text, number in Vocabulary.open(out / "tokenizer.json").control.items()
        }
        return Built(
            context=int(model["context_length"]),
            vocabulary=int(model["vocab_size"]),
            layers=int(decoder["num_hidden_layers"]),
            kv_heads=int(decoder["num_key_value_heads"]),
            head_size=int(decoder["head_size"]),
            end=tuple(
                names[stop]
                for stop in (stops if isinstance(stops, list) else [stops])
                if stop in names
            ),
            options=options,
        )
    except (KeyError, TypeError, ValueError, FileNotFoundError):
        raise ExportError("the model builder left a folder that is not complete") from None
