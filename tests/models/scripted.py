"""Sessions without a model, which check their caller; and vocabularies to decode with."""

import json
from functools import cache
from pathlib import Path

import numpy as np
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, trainers
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split

from langchain_memprivacy.extractors.onnx.manifest import ModelFolder, Prompt, Source
from langchain_memprivacy.extractors.onnx.session import SessionFull
from langchain_memprivacy.extractors.onnx.vocabulary import Vocabulary
from langchain_memprivacy.taxonomy import PrivacyType

# As Qwen's tokenizer cuts a text before merges: each digit stands by itself.
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
UNMARKED = ["<think>", "</think>"]
"""Control tokens that the tokenizer does not call special, as Qwen3 has."""

LABELS = tuple(tag.label for tag in PrivacyType)
TEXTS = [
    *(
        f'[{{"original_text": "{value}", "privacy_type": "{label}", "privacy_level": "PL2"}}, '
        f'{{"original_text": "$4 (x)", "privacy_type": "{label}", "privacy_level": "PL4"}}]'
        for label in LABELS
        for value in ("Nora Whitfield", "(555)", "$18", "林晓岚", "ok!", "\\n", '\\"')
    ),
    *['[] {"role": "user", "content": "Hi, my code is 4"}\n', "user\nassistant\n"] * 60,
    *["我的验证码是，请发到邮箱。门锁密码，谢谢你！住在海淀区中关村。"] * 20,
    *["The quick brown fox jumps over the lazy dog; pack my box with five jugs. 🔥"] * 6,
]
BEFORE, AFTER = "<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n"
PROMPT = "Copy what is private.\nThe user's real name: {real_name}\nMessage:\n"


@cache
def tokenizer(kind: str) -> Tokenizer:
    """Train a tokenizer.

    Args:
        kind: `qwen` (words, digits and punctuation apart), `loose` (merges run across
            anything, quotes too) or `bytes` (no merges).
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    split = [Split(Regex(WORDS), "isolated")] if kind == "qwen" else []
    tokenizer.pre_tokenizer = Sequence([*split, ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size={"qwen": 700, "loose": 900, "bytes": 0}[kind],
        initial_alphabet=sorted(ByteLevel.alphabet()),
        show_progress=False,
        max_token_length=16,
    )
    # Without cuts before merges, whole answers would be words: that takes long.
    texts = (
        TEXTS
        if kind != "loose"
        else [text[i : i + 40] for text in TEXTS[::9] for i in range(0, len(text), 40)]
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL])
    tokenizer.add_tokens([AddedToken(t, special=False, normalized=False) for t in UNMARKED])
    return tokenizer


@cache
def vocabulary(kind: str) -> Vocabulary:
    """Read what `tokenizer` trained."""
    return Vocabulary(json.loads(tokenizer(kind).to_str()))


def folder(kind: str = "qwen", *, types=LABELS, level="type", **prompt) -> ModelFolder:
    """Describe a model; nothing is on disk."""
    asked = {"text": PROMPT, "before": BEFORE, "after": AFTER} | prompt
    return ModelFolder(
        path=Path("scripted"),
        kind="generator",
        source=Source("scripted"),
        vocabulary=vocabulary(kind).size + 8,
        prompt=Prompt(**asked),
        types=tuple(types),
        level=level,
    )


class CheckingSession:
    """Holds tokens, and fails the test where its caller breaks the rules of a session."""

    def __init__(self, words: Vocabulary, capacity: int = 2048):
        self.vocabulary = words
        self.size = words.size + 8  # logits are padded beyond the vocabulary, as models' are
        self.capacity = capacity
        self.held: list[int] = []
        self.appended: list[int] = []  # how many tokens each time
        self.closed = False

    @property
    def length(self) -> int:
        return len(self.held)

    def append(self, tokens):
        assert not self.closed
        assert len(tokens) > 0, "append without tokens"
        known = {*self.vocabulary.bytes_of, *self.vocabulary.control.values()}
        assert known.issuperset(tokens), "a token that is not in the vocabulary"
        if len(self.held) + len(tokens) > self.capacity:
            raise SessionFull
        self.held += tokens
        self.appended.append(len(tokens))
        return self.logits()

    def rewind(self, length):
        assert 0 <= length <= len(self.held), "rewind beyond what is held"
        del self.held[length:]

    def close(self):
        self.closed = True

    def answer(self) -> list[int]:
        """Return the tokens after the prompt."""
        begin = [self.vocabulary.control["<|im_start|>"], *self.vocabulary.encode("assistant\n")]
        for at in range(len(self.held), len(begin) - 1, -1):
            if self.held[at - len(begin) : at] == begin:
                return self.held[at:]
        return []

    def logits(self) -> np.ndarray:
        raise NotImplementedError


class RandomSession(CheckingSession):
    """Wants anything at all."""

    def __init__(self, words, seed=0, capacity=2048):
        super().__init__(words, capacity)
        self.random = np.random.default_rng(seed)
        self.bias = np.zeros(self.size, np.float32)

    def logits(self):
        return self.random.standard_normal(self.size, np.float32) + self.bias


class WantingSession(CheckingSession):
    """Wants a text as its answer, most of all as the tokenizer cuts it."""

    def __init__(self, words, wanted="[]", capacity=2048):
        super().__init__(words, capacity)
        self.wanted = wanted

    def logits(self):
        row = np.zeros(self.size, np.float32)
        done = self.answer()
        written = self.vocabulary.spell(done)
        wanted, best = self.wanted.encode(), self.vocabulary.encode(self.wanted)
        if wanted.startswith(written):
            for size in range(1, len(wanted) - len(written) + 1):
                token = self.vocabulary.token_of.get(wanted[len(written) :][:size])
                if token is not None:
                    row[token] = size
            if done == best[: len(done)] and len(done) < len(best):
                row[best[len(done)]] = 1000
        return row


def spans(answer: list) -> str:
    """Write an answer as the decoder does: `(value, label, level)` each."""
    keys = ("original_text", "privacy_type", "privacy_level")
    return json.dumps([dict(zip(keys, one, strict=True)) for one in answer], ensure_ascii=False)
