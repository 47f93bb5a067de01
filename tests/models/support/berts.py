"""Tiny BERTs as ONNX folders: a tagger that learned e-mails and long numbers, an encoder."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import logging
import random
import string
import warnings
from collections import Counter
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from langchain_memprivacy.extractors.onnx.manifest import Label, ModelFolder, Source
from langchain_memprivacy.extractors.onnx.quiet import quiet

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LABELS = ["O", "B-private_email", "I-private_email", "B-ID Number", "I-ID Number"]
CONTEXT = 64
"""Tokens, so that a few sentences are more than one window."""

_FIRST = [
    "ada",
    "ben",
    "cleo",
    "dan",
    "eva",
    "finn",
    "gus",
    "hana",
    "ivo",
    "juna",
    "kim",
    "lea",
    "mo",
    "nils",
    "oda",
    "pia",
]
_LAST = [
    "ash",
    "berg",
    "cole",
    "dunn",
    "eck",
    "frey",
    "gale",
    "holt",
    "iverson",
    "jarl",
    "kern",
    "lund",
    "moss",
]
_HOSTS = ["brightleaf", "fennel", "kestrel", "linden", "marlow", "quill", "saffron", "tarn"]
_ENDS = ["io", "org", "net", "example", "com"]
_WORDS = [
    "please",
    "send",
    "the",
    "note",
    "to",
    "me",
    "at",
    "noon",
    "we",
    "met",
    "in",
    "town",
    "and",
    "had",
    "tea",
    "my",
    "mail",
    "is",
    "number",
    "now",
]


def email(rng: random.Random) -> str:
    """Make an address up."""
    name = rng.choice(_FIRST) + rng.choice(["", ".", "_", "-"]) + rng.choice(_LAST)
    return (
        f"{name}{rng.choice(['', str(rng.randrange(99))])}@{rng.choice(_HOSTS)}.{rng.choice(_ENDS)}"
    )


def number(rng: random.Random) -> str:
    """Make a long number up."""
    return "".join(rng.choice("0123456789") for _ in range(rng.randint(6, 12)))


def sentence(rng: random.Random) -> tuple[str, list[tuple[int, int, str]]]:
    """Make a sentence up, and where its private parts are."""
    text, found = "", []
    for _ in range(rng.randint(3, 12)):
        text += " " if text else ""
        kind = rng.random()
        word = rng.choice(_WORDS)
        if kind < 0.24:
            word = email(rng) if kind < 0.12 else number(rng)
            found.append((len(text), len(text) + len(word), "private_email" if kind < 0.12 else "ID Number"))  # fmt: skip
        elif kind < 0.3:
            word = str(rng.randrange(99))
        text += word + rng.choice(["", "", "", ",", "."])
    return text, found


def vocabulary() -> Tokenizer:
    """Make a WordPiece vocabulary of the most frequent pieces; a trainer's differs every time."""
    rng = random.Random(5)
    normalizer, cut = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    counts: Counter[str] = Counter()
    for _ in range(400):
        for word, _ in cut.pre_tokenize_str(normalizer.normalize_str(sentence(rng)[0])):
            for start, end in itertools.combinations(range(min(len(word), 12) + 1), 2):
                counts["##" * (start > 0) + word[start:end]] += 1
    alphabet = string.ascii_lowercase + string.digits + ".,@_-"
    known = [*SPECIAL, *alphabet, *(f"##{letter}" for letter in alphabet)]
    often = sorted(counts.keys() - known, key=lambda piece: (-counts[piece], piece))
    pieces = [*known, *often][:400]
    tokenizer = Tokenizer(
        models.WordPiece({piece: at for at, piece in enumerate(pieces)}, unk_token="[UNK]")
    )
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, cut
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.enable_truncation(16)  # as checkpoints do: we must not fall for it
    return tokenizer


def config(**more):
    """The configuration of a tiny BERT."""
    from transformers import BertConfig

    return BertConfig(
        vocab_size=400, hidden_size=64, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=128, max_position_embeddings=CONTEXT, **more,
    )  # fmt: skip


def train_tagger(tokenizer: Tokenizer, steps: int = 500):
    """Train a token classifier on sentences that are made up."""
    import torch
    from transformers import BertForTokenClassification

    torch.set_num_threads(1)
    torch.manual_seed(3)
    model = BertForTokenClassification(
        config(
            id2label=dict(enumerate(LABELS)),
            label2id={label: at for at, label in enumerate(LABELS)},
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
    ).train()
    cutter = Tokenizer.from_str(tokenizer.to_str())
    cutter.no_truncation()
    rng = random.Random(11)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps)
    for _ in range(steps):
        rows = [_row(cutter, rng) for _ in range(24)]
        width = max(len(ids) for ids, _ in rows)
        ids = torch.tensor([ids + [0] * (width - len(ids)) for ids, _ in rows])
        wanted = torch.tensor([gold + [-100] * (width - len(gold)) for _, gold in rows])
        loss = model(ids, attention_mask=(ids != 0).long(), labels=wanted).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        plan.step()
        optimizer.zero_grad()
    return model.eval()


def _row(cutter: Tokenizer, rng: random.Random) -> tuple[list[int], list[int]]:
    """Return the token ids of a sentence of at most the context, and their labels."""
    text, spans = sentence(rng)
    read = cutter.encode(text)
    gold = []
    for (start, end), special in zip(read.offsets, read.special_tokens_mask, strict=True):
        label = "O"
        for low, high, name in spans:
            if low <= start and end <= high and not special:
                label = f"{'B' if start == low else 'I'}-{name}"
        gold.append(-100 if special else LABELS.index(label))
    return read.ids[:CONTEXT], gold[:CONTEXT]


def write(folder: Path, model, tokenizer: Tokenizer) -> Path:
    """Write a checkpoint."""
    folder.mkdir(parents=True)
    model.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    about = {"tokenizer_class": "BertTokenizerFast", "model_max_length": CONTEXT}
    names = {f"{token[1:-1].lower()}_token": token for token in SPECIAL}
    (folder / "tokenizer_config.json").write_text(json.dumps(about | names), "utf-8")
    return folder


def export(checkpoint: Path, folder: Path, *, task: str, kind: str, labels=None) -> ModelFolder:
    """Export a checkpoint with optimum and write the manifest."""
    quiet()
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")  # the exporter's and its libraries' own
        logging.getLogger("optimum").setLevel(logging.ERROR)
        from optimum.exporters.onnx import main_export

        main_export(str(checkpoint), output=folder, task=task, do_validation=False)
    return ModelFolder(
        folder,
        kind,
        Source(checkpoint.name),
        context=CONTEXT,
        labels=labels or {},
        pooling="mean" if kind == "encoder" else None,
    ).save()


def tagger(folder: Path) -> ModelFolder:
    """Make a trained tagger."""
    tokenizer = vocabulary()
    checkpoint = write(folder / "tagger-checkpoint", train_tagger(tokenizer), tokenizer)
    labels = {"ID Number": Label("ID Number")}
    return export(
        checkpoint, folder / "tagger", task="token-classification", kind="tagger", labels=labels
    )


def encoder(folder: Path) -> ModelFolder:
    """Make a sentence encoder with random weights."""
    import torch
    from transformers import BertModel

    torch.manual_seed(9)
    tokenizer = vocabulary()
    model = BertModel(config(initializer_range=0.3), add_pooling_layer=False).eval()
    checkpoint = write(folder / "encoder-checkpoint", model, tokenizer)
    return export(checkpoint, folder / "encoder", task="feature-extraction", kind="encoder")
