"""Tiny checkpoints with random weights: a Qwen3, a token classifier, a sentence encoder."""

from __future__ import annotations

import json
from pathlib import Path

from .vocabularies import END, END_OF_TEXT, build

CONTEXT = 2048
"""Tokens, as the tiny checkpoints' positions go."""


def qwen3(folder: Path, *, seed: int = 7, hidden: int = 64, layers: int = 2, tied: bool = True):
    """Make a Qwen3 with random weights.

    Args:
        folder: Made, and filled with the files of a checkpoint.
        seed: Of the weights.
        hidden: Numbers in a hidden state.
        layers: Transformer layers.
        tied: Whether embeddings and head are one matrix.

    Returns:
        The model and its tokenizer.
    """
    import torch
    from transformers import Qwen3Config, Qwen3ForCausalLM

    folder.mkdir(parents=True)
    tokenizer = build(folder)
    config = Qwen3Config(
        vocab_size=-(-tokenizer.get_vocab_size() // 8) * 8,  # more logits than tokens, as Qwen3
        hidden_size=hidden,
        intermediate_size=2 * hidden,
        num_hidden_layers=layers,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=32,
        max_position_embeddings=CONTEXT,
        rope_theta=100.0,  # a short context: heads that look one back are learnt sooner
        tie_word_embeddings=tied,
        bos_token_id=None,
        eos_token_id=tokenizer.token_to_id(END),
        pad_token_id=tokenizer.token_to_id(END_OF_TEXT),
        attention_dropout=0.0,
        initializer_range=0.08,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Qwen3ForCausalLM(config).eval()
    save(model, folder)
    return model, tokenizer


def save(model, folder: Path) -> None:
    """Write the weights and configuration of a checkpoint, without this machine's traces."""
    model.save_pretrained(folder, safe_serialization=True)
    stops = {"do_sample": False, "eos_token_id": [model.config.eos_token_id]}
    (folder / "generation_config.json").write_text(json.dumps(stops), "utf-8")
