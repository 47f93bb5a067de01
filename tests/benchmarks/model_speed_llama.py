"""The same tokens and random weights through llama.cpp; see MODEL_SPEED.md.

Needs `llama-cpp-python`, `gguf` and what reads the checkpoint (`safetensors`, `numpy`);
`model_speed.py` writes checkpoint and tokens.

    python tests/benchmarks/model_speed_llama.py make DIR
    python tests/benchmarks/model_speed_llama.py measure DIR
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import struct
import sys
import time
from pathlib import Path

import numpy as np

ROOM = 2048
NAMES = {
    "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
    "post_attention_layernorm": "ffn_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}  # fmt: skip
OTHERS = {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight"}  # fmt: skip


def tensors(path: Path):
    """Yield names and 32-bit arrays of a safetensors file with bf16 weights."""
    with path.open("rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        base = file.tell()
        for name, about in header.items():
            if name == "__metadata__":
                continue
            begin, end = about["data_offsets"]
            file.seek(base + begin)
            raw = np.frombuffer(file.read(end - begin), np.uint16)
            yield name, (raw.astype(np.uint32) << 16).view(np.float32).reshape(about["shape"])


def make(folder: Path, kind: str) -> None:
    """Write a GGUF file of the checkpoint, matrices in one kind of quantization."""
    import gguf

    source = folder / "checkpoint"
    config = json.loads((source / "config.json").read_text())
    type_ = gguf.GGMLQuantizationType[kind.upper()]
    out = gguf.GGUFWriter(folder / f"{kind}.gguf", "qwen3")
    out.add_block_count(config["num_hidden_layers"])
    out.add_context_length(config["max_position_embeddings"])
    out.add_embedding_length(config["hidden_size"])
    out.add_feed_forward_length(config["intermediate_size"])
    out.add_head_count(config["num_attention_heads"])
    out.add_head_count_kv(config["num_key_value_heads"])
    out.add_key_length(config["head_dim"])
    out.add_value_length(config["head_dim"])
    out.add_rope_freq_base(config.get("rope_theta") or config["rope_parameters"]["rope_theta"])
    out.add_layer_norm_rms_eps(config["rms_norm_eps"])
    out.add_file_type(gguf.LlamaFileType[f"MOSTLY_{kind.upper()}"])
    tokenizer = json.loads((source / "tokenizer.json").read_text())
    words = {number: word for word, number in tokenizer["model"]["vocab"].items()}
    words |= {added["id"]: added["content"] for added in tokenizer["added_tokens"]}
    control = {added["id"] for added in tokenizer["added_tokens"]}
    size = config["vocab_size"]
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("qwen2")
    out.add_token_list([words.get(number, f"[PAD{number}]") for number in range(size)])
    out.add_token_types([3 if n in control else 1 if n in words else 5 for n in range(size)])
    merges = tokenizer["model"]["merges"]
    out.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in merges])
    out.add_eos_token_id(config["eos_token_id"])
    for name, array in tensors(source / "model.safetensors"):
        if name in OTHERS:
            target = OTHERS[name]
        elif name == "lm_head.weight":
            continue  # tied
        else:
            _, _, layer, rest = name.split(".", 3)
            target = f"blk.{layer}.{NAMES[rest.removesuffix('.weight')]}.weight"
        if array.ndim == 1:
            out.add_tensor(target, array)
        else:
            out.add_tensor(target, gguf.quants.quantize(array, type_), raw_dtype=type_)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def measure(
    folder: Path, kind: str, rounds: int, threads: int, names: list[str], *, flash: bool
) -> dict:
    """Measure prompt kept and prompt anew, the answer token by token: wall and processor time."""
    from llama_cpp import Llama

    asked = json.loads((folder / "cases.json").read_text())
    begun = time.perf_counter()
    room = max(len(one["kept"]) for one in asked.values()) + ROOM
    model = Llama(str(folder / f"{kind}.gguf"), n_ctx=room, n_batch=512, n_threads=threads,
                  n_threads_batch=threads, flash_attn=flash, verbose=False)  # fmt: skip

    def read(tokens: list[int]) -> None:
        model.eval(tokens)
        model._ctx.get_logits()  # waits until they are there

    def go(kept: int, tokens: list[int], answer: list[int]) -> tuple[float, float]:
        begun, busy = time.perf_counter(), time.process_time()
        model.n_tokens = kept
        read(tokens)
        for token in answer[:-1]:
            read([token])
        return time.perf_counter() - begun, time.process_time() - busy

    found: dict = {"load_s": time.perf_counter() - begun, "prompts": {},
                   "bytes": (folder / f"{kind}.gguf").stat().st_size}  # fmt: skip
    go(0, [1, 2, 3, 4], [1])
    for name in names:
        one = asked[name]
        prompt = one["kept"]
        seconds, _ = go(0, prompt, [1])
        spent: dict = {}
        for _ in range(rounds):
            for case, row in one["cases"].items():
                for _ in range(2):
                    spent.setdefault((case, "single"), []).append(
                        go(len(prompt), row["message"], row["answer"])
                    )
                if case != "4 spans, zh":
                    spent.setdefault((case, "plain"), []).append(
                        go(0, [*prompt, *row["message"]], row["answer"])
                    )
        go(0, prompt, [1])
        alone = go(len(prompt), [13], [13] * 33)[0] / 33
        found["prompts"][name] = {
            "tokens": len(prompt),
            "prompt_s": seconds,
            "prefill_tokens_s": len(prompt) / seconds,
            "decode_tokens_s": 1 / alone,
            "cases": {
                case: {way: [statistics.median(column) for column in zip(*rows, strict=True)]
                       for (of, way), rows in spent.items() if of == case}
                for case in one["cases"]
            },
        }  # fmt: skip
    lines = Path("/proc/self/status").read_text().splitlines()
    held = dict(line.split(":", 1) for line in lines)
    found |= {"rss_mb": int(held["VmRSS"].split()[0]) // 1024, "rounds": rounds, "flash": flash,
              "rss_most_mb": int(held["VmHWM"].split()[0]) // 1024}  # fmt: skip
    return found


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("do", choices=["make", "measure"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kinds", nargs="+", default=["q4_0", "q8_0"])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--prompts", nargs="+", default=["ours", "long"])
    parser.add_argument("--flash", action="store_true")
    given = parser.parse_args()
    path = given.folder / "llama.json"
    for kind in given.kinds:
        if given.do == "make":
            make(given.folder, kind)
            continue
        load = os.getloadavg()[0]
        found = json.loads(path.read_text()) if path.is_file() else {}
        name = kind + (" flash" if given.flash else "")
        measured = measure(
            given.folder, kind, given.rounds, given.threads, given.prompts, flash=given.flash
        )
        found[name] = {**measured, "load": round(load, 2)}
        path.write_text(json.dumps(found, indent=1))
        json.dump({name: found[name]}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
