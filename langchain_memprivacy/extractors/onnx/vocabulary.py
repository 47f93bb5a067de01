"""A model's vocabulary: text to tokens that are never control tokens, and the bytes of each.

A message may spell `<|im_end|>` or `<think>`; read as the control token, it would end the
user's turn. So the tokenizer here knows no control token at all, and the few that a prompt
template needs are looked up by name.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from tokenizers import Tokenizer  # type: ignore[import-untyped]

from ...errors import ExtractorError

Piece = str | int
"""A text, or a control token."""

_SURROGATE = re.compile("[\ud800-\udfff]")
# Bytes that no UTF-8 text has.
_NEVER = frozenset({0xC0, 0xC1, *range(0xF5, 0x100)})


def readable(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot hold, with U+FFFD, one for one."""
    return _SURROGATE.sub("\ufffd", text)


def _alphabet() -> dict[int, str]:
    """The characters of byte-level vocabularies, each to the character of its byte."""
    shown = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    table = {byte: chr(byte) for byte in shown}
    hidden = (byte for byte in range(0x100) if byte not in table)
    return table | {0x100 + number: chr(byte) for number, byte in enumerate(hidden)}


class Vocabulary:
    """Reads a byte-level BPE tokenizer, the kind that Qwen models have.

    Args:
        data: The content of a `tokenizer.json`.

    Attributes:
        size: One more than the greatest token that text can have.
        control: The control tokens by their text.
        bytes_of: The bytes of each token that is not a control token.
        token_of: The token of some bytes; every byte of UTF-8 has one.

    Raises:
        ExtractorError: It is another kind of tokenizer.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        try:
            self.control: dict[str, int] = {
                added["content"]: int(added["id"]) for added in data.get("added_tokens") or ()
            }
            words: dict[str, int] = data["model"]["vocab"]
            control = set(self.control.values())
            alphabet = _alphabet()
            self.bytes_of: dict[int, bytes] = {
                token: word.translate(alphabet).encode("latin-1")
                for word, token in words.items()
                if token not in control
            }
            plain = {**data, "added_tokens": [], "post_processor": None}
            plain |= {"truncation": None, "padding": None}
            self._tokenizer = Tokenizer.from_str(json.dumps(plain))
        except Exception:  # noqa: BLE001  # tokenizers raises bare exceptions
            raise _not_byte_level() from None
        self.token_of: dict[bytes, int] = {word: token for token, word in self.bytes_of.items()}
        self.token_of.pop(b"", None)
        if any(bytes([byte]) not in self.token_of for byte in set(range(0x100)) - _NEVER):
            raise _not_byte_level()
        self.size = max(self.bytes_of) + 1
        self._reach: dict[bytes, int] = {}
        for word in self.token_of:
            if len(word) > self._reach.get(word[:3], 0):
                self._reach[word[:3]] = len(word)
        self._control_ids = control
        names = sorted(map(re.escape, filter(None, self.control)), key=len, reverse=True)
        self._control_names = re.compile("|".join(names) or "(?!)")

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """Read a `tokenizer.json`.

        Raises:
            ExtractorError: It cannot be read, or is no byte-level BPE.
        """
        try:
            data = json.loads(Path(path).read_bytes())
        except (OSError, ValueError, RecursionError):
            msg = "the model's tokenizer.json cannot be read; get the model again"
            raise ExtractorError(msg) from None
        return cls(data)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.bytes_of)} tokens, {len(self.control)} control)"

    def encode(self, text: str) -> list[int]:
        """Turn text into tokens; what spells a control token is text like any other."""
        text = readable(text)
        tokens: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        if not self._control_ids.isdisjoint(tokens):
            # Some tokenizers take a whole word of the vocabulary as it is, whoever owns it.
            tokens = [self.token_of[bytes([byte])] for byte in text.encode()]
        return tokens

    def split(self, template: str) -> list[Piece]:
        """Split a text of ours at its control tokens, for `join`."""
        pieces: list[Piece] = []
        done = 0
        for match in self._control_names.finditer(template):
            pieces += [template[done : match.start()], self.control[match[0]]]
            done = match.end()
        return [*pieces, template[done:]]

    def join(self, pieces: Iterable[Piece]) -> list[int]:
        """Turn texts and control tokens into tokens; neighbouring texts are read as one."""
        tokens: list[int] = []
        texts: list[str] = []
        for piece in (*pieces, None):
            if isinstance(piece, str):
                texts.append(piece)
                continue
            if text := "".join(texts):
                tokens += self.encode(text)
            texts.clear()
            if piece is not None:
                tokens.append(piece)
        return tokens

    def reach(self, beginning: bytes) -> int:
        """Return how many bytes a token has at most that begins with these three bytes."""
        return self._reach.get(beginning, 2)

    def spell(self, tokens: Sequence[int]) -> bytes:
        """Return the bytes that tokens of a text stand for."""
        return b"".join(map(self.bytes_of.__getitem__, tokens))


def _not_byte_level() -> ExtractorError:
    return ExtractorError(
        "the model's tokenizer is not a byte-level BPE with all bytes (that of Qwen3 is); "
        "export a model of that family"
    )
