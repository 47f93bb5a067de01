"""Tiny BERT checkpoints with random weights, as transformers writes them."""

from __future__ import annotations

import json
from pathlib import Path

LABELS = ["O", "B-private_email", "I-private_email", "B-ID Number", "I-ID Number"]


def tagger(folder: Path, labels: list[str] = LABELS) -> Path:
    """Make a token classifier.

    Args:
        folder: Made, and filled.
        labels: Of its outputs, in order.

    Returns:
        The folder.
    """
    from transformers import BertForTokenClassification

    names = dict(enumerate(labels))
    return _make(
        BertForTokenClassification,
        folder,
        id2label=names,
        label2id={v: k for k, v in names.items()},
    )


def encoder(folder: Path, pooling: str = "mean") -> Path:
    """Make a sentence encoder.

    Args:
        folder: Made, and filled.
        pooling: `mean` or `cls`.

    Returns:
        The folder.
    """
    from transformers import BertModel

    _make(BertModel, folder)
    (folder / "1_Pooling").mkdir()
    modes = {
        "pooling_mode_mean_tokens": pooling == "mean",
        "pooling_mode_cls_token": pooling == "cls",
    }
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(modes))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 48}))
    return folder


def _make(kind, folder: Path, **options) -> Path:
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertTokenizerFast

    folder.mkdir(parents=True)
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [chr(code) for code in range(33, 127) if not chr(code).isupper()]
    pieces += letters + [f"##{letter}" for letter in letters] + ["hello", "there", "mail", "code"]
    tokenizer = Tokenizer(models.WordPiece({p: n for n, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    fast = BertTokenizerFast(tokenizer_object=tokenizer, model_max_length=64)
    fast.save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.2,
        **options,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        kind(config).eval().save_pretrained(folder, safe_serialization=True)
    return folder
