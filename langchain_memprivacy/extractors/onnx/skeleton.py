"""The fixed text around the spans of an answer, as tokens: what is forced, where there is a choice.

An answer is `[]` or `[{"original_text": "...", "privacy_type": "...", "privacy_level":
"PL2"}, ...]`, exactly as `json.dumps(ensure_ascii=False)` writes it. Its choices, `[]` or
not, which type, which level, another span or not, are branches of trees of tokens, so that
labels may begin alike and tokens may run across whatever the tokenizer merges.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ...taxonomy import PrivacyLevel, type_level, type_tag
from .vocabulary import Vocabulary

_ITEM = '{"original_text":'
_OPENER = ' "'
_TYPE, _LEVEL = '", "privacy_type": "', '", "privacy_level": "'
_LEVELS = (PrivacyLevel.PL2, PrivacyLevel.PL3, PrivacyLevel.PL4)


class Outcome(NamedTuple):
    """Where a tree's path leads: type and level of the span just written, and what follows."""

    label: str
    level: PrivacyLevel
    more: bool


Path = tuple[Sequence[int], Outcome]


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a tree: tokens without a choice, then a choice or the outcome.

    Attributes:
        run: The tokens that are forced here.
        ids: The tokens to choose from.
        kids: Where each leads.
        stops: The indices of those after which the answer may end.
        decides: Whether this choice decides what the tree is asked for.
        outcome: At the end of a path.
    """

    run: tuple[int, ...]
    ids: npt.NDArray[np.int64]
    kids: tuple[Node, ...]
    stops: tuple[int, ...]
    decides: bool
    outcome: Outcome | None

    @property
    def may_stop(self) -> bool:
        """Tell whether some path from here ends the answer."""
        return bool(self.stops) or (self.outcome is not None and not self.outcome.more)


def grow(paths: Iterable[Path], asked: Callable[[Outcome], object]) -> Node:
    """Make a tree of paths, none of which is the beginning of another.

    Args:
        paths: Tokens and outcomes.
        asked: What of an outcome the tree is asked for.
    """
    return _grow(list(paths), 0, asked)


def _grow(paths: list[Path], at: int, asked: Callable[[Outcome], object]) -> Node:
    first, begun = paths[0][0], at
    while all(len(tokens) > at and tokens[at] == first[at] for tokens, _ in paths):
        at += 1
    run = tuple(first[begun:at])
    if len(paths) == 1:
        return Node(run, np.zeros(0, np.int64), (), (), decides=False, outcome=paths[0][1])
    branches: dict[int, list[Path]] = {}
    for path in paths:
        branches.setdefault(path[0][at], []).append(path)
    answers = {frozenset(asked(outcome) for _, outcome in branch) for branch in branches.values()}
    kids = tuple(_grow(branch, at + 1, asked) for branch in branches.values())
    stops = tuple(index for index, kid in enumerate(kids) if kid.may_stop)
    ids = np.fromiter(branches, np.int64)
    return Node(run, ids, kids, stops, decides=len(answers) > 1, outcome=None)


class Skeleton:
    """The skeleton of one model's answers.

    Args:
        vocabulary: Of the model.
        types: The labels that it may answer.
        chooses_level: Whether it chooses the level; else it follows from the type where
            the taxonomy has one.

    Attributes:
        start: The tree of how an answer begins.
        opener: The tokens between there and a span.
        heads: For each token of the opener, the tokens in its place that hold the rest of
            the opener and the beginning of a span, by that beginning.
        tails: Tokens that hold the end of a span and the beginning of what follows, with
            how many bytes of that they hold, by that end.
        tail_initials: The first bytes of those ends.
        longest_tail: Most bytes of such an end.
        closer: The token that ends a span and holds nothing of it, and its bytes' number.
    """

    def __init__(
        self, vocabulary: Vocabulary, types: Sequence[str], *, chooses_level: bool
    ) -> None:
        self._vocabulary = vocabulary
        nothing, something = (Outcome("", PrivacyLevel.PL1, more) for more in (False, True))
        begins = [(self._encode("[]"), nothing), (self._encode("[" + _ITEM), something)]
        self.start = grow(begins, lambda outcome: outcome.more)
        self._endings = [
            (f"{_TYPE}{_string(label)}{_LEVEL}{level}{end}", Outcome(label, level, more))
            for label in dict.fromkeys(types)
            for level in _levels(label, chooses_level=chooses_level)
            for end, more in (('"}]', False), ('"}, ' + _ITEM, True))
        ]
        self._trees: dict[int, Node] = {}
        self.opener = tuple(self._encode(_OPENER))
        closer = self._encode(_TYPE)[0]
        self.closer = closer, len(vocabulary.bytes_of[closer])
        self.heads = [self._heads(at) for at in range(len(self.opener))]
        self.tails = self._tails()
        self.tail_initials = frozenset(tail[:1] for tail in self.tails)
        self.longest_tail = max(map(len, self.tails), default=0)

    def ending(self, written: int) -> Node:
        """Return the tree of what follows a span, after so many bytes of it were written."""
        if written not in self._trees:
            paths = [(self._encode(text[written:]), outcome) for text, outcome in self._endings]
            self._trees[written] = grow(paths, lambda outcome: outcome.label)
        return self._trees[written]

    def _encode(self, text: str) -> list[int]:
        tokens = self._vocabulary.encode(text)
        if self._vocabulary.spell(tokens) != text.encode():  # changed by a normalizer
            return [self._vocabulary.token_of[bytes([byte])] for byte in text.encode()]
        return tokens

    def _heads(self, at: int) -> dict[bytes, int]:
        rest = self._vocabulary.spell(self.opener[at:])
        return {
            word[len(rest) :]: token
            for word, token in self._vocabulary.token_of.items()
            if word.startswith(rest) and len(word) > len(rest)
        }

    def _tails(self) -> dict[bytes, list[tuple[int, int]]]:
        closing = _TYPE.encode()
        tails: dict[bytes, list[tuple[int, int]]] = {}
        for word, token in self._vocabulary.token_of.items():
            if b'"' not in word:
                continue
            for size in range(1, min(len(word), len(closing) + 1)):
                if word.endswith(closing[:size]):
                    tails.setdefault(word[:-size], []).append((token, size))
        return tails


def _string(label: str) -> str:
    return json.dumps(label, ensure_ascii=False)[1:-1]


def _levels(label: str, *, chooses_level: bool) -> Sequence[PrivacyLevel]:
    level = None if chooses_level else type_level(type_tag(label))
    return _LEVELS if level is None else (level,)
