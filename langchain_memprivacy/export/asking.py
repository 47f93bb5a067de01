"""How an exported generator is asked: the prompt, and what its chat template puts around it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from .. import extractors
from ..extractors.onnx.manifest import ModelFolder, Prompt
from ..taxonomy import PrivacyType
from .checkpoints import Checkpoint
from .failures import ExportError
from .generator import Built

_MARK = "\ue000message\ue000"
_BARE = ("", "\nAnswer:\n")
"""Around a turn for models without a chat template."""


def prompt_text(given: str | None) -> str:
    """Return a prompt, ours where none is given.

    Raises:
        ModelFolderError: It does not hold `{real_name}` exactly once.
    """
    text = given
    if text is None:
        text = files(extractors.__name__).joinpath("prompt.txt").read_text("utf-8")
    return Prompt(text.replace("\r\n", "\n")).text


def describe(
    checkpoint: Checkpoint,
    folder: Path,
    built: Built,
    *,
    text: str,
    ascii_json: bool,
    types: Sequence[str] | None,
    level: Literal["type", "model"],
) -> ModelFolder:
    """Return the manifest of a generator, without what is common to all kinds.

    Args:
        checkpoint: Whose chat template it is.
        folder: What was built.
        built: Facts about it.
        text: The prompt.
        ascii_json: See `export_model`.
        types: See `export_model`.
        level: See `export_model`.

    Raises:
        ExportError: Its chat template cannot be used.
    """
    before, after = _around(checkpoint.folder)
    return ModelFolder(
        folder,
        "generator",
        checkpoint.source,
        options=built.options,
        context=built.context,
        vocabulary=built.vocabulary,
        layers=built.layers,
        kv_heads=built.kv_heads,
        head_size=built.head_size,
        prompt=Prompt(text, before, after, ascii_json),
        types=tuple(types) if types is not None else tuple(one.label for one in PrivacyType),
        level=level,
        end=built.end,
    )


def _around(folder: Path) -> tuple[str, str]:
    """Return what a chat template puts before and after the user's only turn."""
    from transformers import AutoTokenizer  # noqa: PLC0415

    try:
        load: Any = AutoTokenizer.from_pretrained
        tokenizer = load(folder, local_files_only=True, trust_remote_code=False)
        if not tokenizer.chat_template:
            return _BARE
        whole = tokenizer.apply_chat_template(
            [{"role": "user", "content": _MARK}], tokenize=False, add_generation_prompt=True
        )
    except Exception:  # noqa: BLE001  # jinja's and the libraries' own
        raise ExportError("the checkpoint's chat template cannot be read") from None
    before, mark, after = whole.partition(_MARK)
    if not mark or _MARK in after:
        raise ExportError("the checkpoint's chat template does not show the user's turn once")
    return before, after
