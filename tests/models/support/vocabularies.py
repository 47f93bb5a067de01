"""A small byte-level vocabulary like Qwen's, trained in place on English and Chinese."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, trainers
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split

# Qwen's own way to cut a text before merges: each digit stands by itself.
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
END_OF_TEXT, START, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
SPECIAL = [END_OF_TEXT, START, END]
PLAIN_ADDED = ["<think>", "</think>", "<tool_call>", "</tool_call>"]
"""Control tokens that are not marked as special, as in Qwen3."""

TEMPLATE = (
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}"
    "{%- if enable_thinking is defined and enable_thinking is false %}"
    "{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}{%- endif %}"
)

ANSWERS = [
    f'[{{"original_text": "x", "privacy_type": "{kind}", "privacy_level": "{level}"}}, '
    '{"original_text": "y"}]'
    for kind in ("Password", "Verification Code", "Email", "Phone Number", "Real Name")
    for level in ("PL2", "PL3", "PL4")
]
TEXTS = [
    *ANSWERS * 20,
    *['{"role": "user", "content": "Hello, my code is 4"}', '{"role": "assistant"}', "[]"] * 40,
    *["my code is , mail me at . call the number. name: unknown"] * 20,
    *["我的验证码是，请发到邮箱。电话号码和密码，谢谢你！今天天气很好。"] * 20,
    *["The quick brown fox jumps over the lazy dog; pack my box with five dozen jugs."] * 4,
    *["user system tool alice@brightleaf.io nora.whitfield@example.org Nora Whitfield"] * 4,
]


def build(folder: Path, size: int = 600) -> Tokenizer:
    """Train a vocabulary and write it as a checkpoint's tokenizer files.

    Args:
        folder: Where `tokenizer.json`, `tokenizer_config.json` and the like go.
        size: The most tokens, without the added ones.

    Returns:
        The tokenizer.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = Sequence(
        [Split(Regex(WORDS), "isolated"), ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=sorted(ByteLevel.alphabet()), show_progress=False
    )
    tokenizer.train_from_iterator(TEXTS, trainer)
    write(tokenizer, folder)
    return tokenizer


def write(tokenizer: Tokenizer, folder: Path) -> None:
    """Add the control tokens, and write a checkpoint's tokenizer files."""
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL])
    tokenizer.add_tokens([AddedToken(t, special=False, normalized=False) for t in PLAIN_ADDED])
    tokenizer.save(str(folder / "tokenizer.json"))
    tokenizer.model.save(str(folder))  # vocab.json, merges.txt
    added = {
        str(tokenizer.token_to_id(token)): {
            "content": token, "lstrip": False, "normalized": False, "rstrip": False,
            "single_word": False, "special": token in SPECIAL,
        }
        for token in [*SPECIAL, *PLAIN_ADDED]
    }  # fmt: skip
    config = {
        "add_bos_token": False,
        "add_prefix_space": False,
        "added_tokens_decoder": added,
        "additional_special_tokens": [START, END],
        "bos_token": None,
        "chat_template": TEMPLATE,
        "clean_up_tokenization_spaces": False,
        "eos_token": END,
        "errors": "replace",
        "model_max_length": 4096,
        "pad_token": END_OF_TEXT,
        "split_special_tokens": False,
        "tokenizer_class": "Qwen2Tokenizer",
        "unk_token": None,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1), "utf-8")
