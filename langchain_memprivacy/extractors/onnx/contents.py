"""What a runtime reads beside the manifest, looked at before it does: no code, no other folder.

`genai_config.json` can name a library that the runtime loads as code, other providers, and
files to write messages to; a graph can name files to read weights from. A model folder may
come from anybody, so only what an export writes is let through.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

CONFIG: Final = "genai_config.json"
GRAPH: Final = "model.onnx"
_LARGEST = 1 << 20  # bytes; ours have about one thousand

# Those whose only model is one decoder; others load more files, or images.
_FAMILIES: Final = frozenset({
    "chatglm", "decoder", "ernie4_5", "gemma", "gemma2", "gemma3_text", "gpt2", "gptoss",
    "granite", "internlm2", "llama", "mistral", "nemotron", "olmo", "olmo2", "phi", "phi3",
    "phi3small", "phimoe", "qwen2", "qwen3", "smollm3"
})  # fmt: skip


def _number(value: object) -> bool:
    return value is None or isinstance(value, (int, float))


def _numbers(value: object) -> bool:
    return _number(value) or (isinstance(value, list) and all(map(_number, value)))


def _text(value: object) -> bool:
    return isinstance(value, str)


_NAMES: Final = ("input_ids", "attention_mask", "position_ids", "past_key_names",
                 "past_value_names", "logits", "present_key_names",
                 "present_value_names")  # fmt: skip
_SIZES: Final = ("head_size", "hidden_size", "num_attention_heads", "num_hidden_layers",
                 "num_key_value_heads")  # fmt: skip
_IDS: Final = ("bos_token_id", "eos_token_id", "pad_token_id", "sep_token_id",
               "decoder_start_token_id", "context_length", "vocab_size")  # fmt: skip
_SEARCH: Final = ("batch_size", "diversity_penalty", "do_sample", "early_stopping",
                  "length_penalty", "max_length", "min_length", "no_repeat_ngram_size",
                  "num_beams", "num_return_sequences", "past_present_share_buffer",
                  "random_seed", "repetition_penalty", "temperature", "top_k", "top_p")  # fmt: skip

_Shape = Mapping[str, Any]
"""Of each key that may be there, what its value must be: a test, or the shape of an object."""

_SHAPE: Final[_Shape] = {
    "model": {
        **dict.fromkeys(_IDS, _numbers),
        "type": lambda value: _text(value) and value in _FAMILIES,
        "decoder": {
            **dict.fromkeys(_SIZES, _number),
            "filename": lambda value: value == GRAPH,
            "inputs": dict.fromkeys(_NAMES, _text),
            "outputs": dict.fromkeys(_NAMES, _text),
            "session_options": {"log_id": _text, "provider_options": lambda value: value == []},
        },
    },
    "search": dict.fromkeys(_SEARCH, _number),
}
_FACTS: Final = {
    "context": ("context_length",),
    "vocabulary": ("vocab_size",),
    "layers": ("decoder", "num_hidden_layers"),
    "kv_heads": ("decoder", "num_key_value_heads"),
    "head_size": ("decoder", "head_size"),
}
"""Of fields of a manifest, where the runtime's settings under `model` say the same."""


def plain(config: Any, shape: _Shape = _SHAPE) -> Any:
    """Return runtime settings without the keys that no export of ours keeps."""
    if not isinstance(config, dict):
        return config
    return {
        key: plain(value, shape[key]) if isinstance(shape[key], Mapping) else value
        for key, value in config.items()
        if key in shape
    }


def settings_fault(path: Path, facts: Mapping[str, int]) -> str | None:
    """Say in a line what is wrong with a `genai_config.json`; None where nothing is.

    Args:
        path: The file.
        facts: Fields of the manifest that it repeats.
    """
    try:
        data = path.read_bytes()
        # The runtime has a parser of its own. Without escapes, repeats and words that are
        # not JSON it cannot read anything else out of the same bytes.
        data = b"" if len(data) > _LARGEST or b"\\" in data else data
        config = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_never)
    except OSError as error:
        return f"cannot read {CONFIG}: {error.strerror}"
    except (ValueError, RecursionError):
        return f"{CONFIG} is not as an export writes it; export the checkpoint again"
    if (where := _strange(config, _SHAPE)) is not None:
        return (
            f"{CONFIG} holds {where}, which no export writes and a runtime may follow "
            "out of the folder; get the model elsewhere, or export the checkpoint again"
        )
    for name, keys in _FACTS.items():
        value: Any = config.get("model")
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        if value != facts[name]:
            return f"manifest and {CONFIG} differ in {name}; export the checkpoint again"
    return None


def graph_fault(path: Path, listed: Collection[str]) -> str | None:
    """Say in a line what is wrong with the files that a graph names; None where nothing is.

    Args:
        path: The graph.
        listed: Names of the files of the folder.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            outside = set(_locations(data)) - {name.encode() for name in listed}
    except (OSError, ValueError, IndexError, RecursionError):
        return f"{path.name} is no graph that can be read; get the model again"
    if outside:
        return f"{path.name} takes weights from a file that is not of the folder; refused"
    return None


def _strange(value: object, shape: _Shape, where: str = "") -> str | None:
    """Return where a value has not the shape; names that are not ours are not repeated."""
    if not isinstance(value, dict):
        return where or "something else"
    for key, inner in value.items():
        if key not in shape:
            return f"an unknown setting in {where or 'it'}"
        test: _Shape | Callable[[object], bool] = shape[key]
        if isinstance(test, Mapping):
            if (found := _strange(inner, test, key)) is not None:
                return found
        elif not test(inner):
            return f"an unknown {key}"
    return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _never(_: str) -> None:
    raise ValueError("no number of JSON")


# Where a message of ONNX (protobuf) can hold others, by field, down to tensors.
_TENSOR: Final = "tensor"
_INSIDE: Final[Mapping[str, Mapping[int, str]]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "graph": {1: "node", 5: _TENSOR, 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: _TENSOR, 6: "graph", 10: _TENSOR, 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: _TENSOR, 2: _TENSOR},
    _TENSOR: {13: "entry"},
    "entry": {},
}


def _locations(data: mmap.mmap) -> Iterator[bytes]:
    """Yield the names of the files that tensors of a graph lie in."""
    waiting = [("model", 0, len(data))]
    while waiting:
        kind, at, end = waiting.pop()
        texts: dict[int, bytes] = {}
        for field, start, stop in _parts(data, at, end):
            if kind == "entry":
                texts[field] = data[start:stop]
            elif inner := _INSIDE[kind].get(field):
                waiting.append((inner, start, stop))
        if texts.get(1) == b"location":
            yield texts.get(2, b"")


def _parts(data: mmap.mmap, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the fields of a message that have a length: number, start and end of the content."""
    while at < end:
        tag, at = _varint(data, at)
        wire = tag & 7
        if wire == 0:
            _, at = _varint(data, at)
        elif wire in {1, 5}:
            at += 8 if wire == 1 else 4
        elif wire == 2:
            size, at = _varint(data, at)
            yield tag >> 3, at, at + size
            at += size
        else:
            raise ValueError("not of ONNX")
    if at != end:
        raise ValueError("cut")


def _varint(data: mmap.mmap, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        value |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return value, at
    raise ValueError("no number")
