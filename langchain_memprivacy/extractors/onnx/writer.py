"""Writes the answer about one window of a message: the skeleton forced, the rest chosen.

Every choice is greedy among what is allowed: the model's best token, never a random one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ...errors import ExtractorError
from ...taxonomy import PrivacyLevel
from .session import Logits, Session
from .skeleton import Node, Outcome, Skeleton
from .spanmask import Range, SpanMask
from .vocabulary import Vocabulary

MOST_SPANS = 64
"""Most spans of one answer."""

_CHUNK = 256  # tokens of one forward pass: logits of all positions may be computed


class NoRoomError(Exception):
    """The session is full before the answer is complete."""


@dataclass(slots=True)
class Statistics:
    """What a decoder did since it was made; counts only.

    Attributes:
        messages: Messages read.
        windows: Windows read; a message has one unless it is long.
        forwards: Calls of the session.
        tokens_in: Tokens of prompts and messages read.
        tokens_out: Tokens of answers, forced ones included.
        spans: Spans written.
        cut: Answers that ended because there was no room, or with `MOST_SPANS` spans.
        dropped: Spans that were not verbatim and therefore dropped; always 0.
    """

    messages: int = 0
    windows: int = 0
    forwards: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    spans: int = 0
    cut: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """One span of an answer.

    Attributes:
        ranges: Where it is in the message, as offsets; several where it occurs again.
        label: The type as the model's manifest names it.
        level: The level.
        score: The probability of the type among all types.
        text: What was written, with JSON's escapes.
    """

    ranges: tuple[Range, ...]
    label: str
    level: PrivacyLevel
    score: float
    text: str = field(repr=False)

    def json(self) -> str:
        """Return the span as it stands in the answer."""
        return (
            f'{{"original_text": "{self.text}", "privacy_type": '
            f'{json.dumps(self.label, ensure_ascii=False)}, "privacy_level": "{self.level}"}}'
        )


class Pen:
    """Gives tokens to a session, many at once where none of them needs a choice.

    Args:
        session: Holds the prompt.
        statistics: Counted into.
        forced: Give tokens without a choice together with the next one that has one;
            else each by itself, as plain generation does.
    """

    def __init__(self, session: Session, statistics: Statistics, *, forced: bool = True) -> None:
        self._session, self._statistics, self._forced = session, statistics, forced
        self._logits: Logits | None = None
        self._waiting: list[int] = []

    def read(self, tokens: Sequence[int]) -> None:
        """Read tokens of the prompt, at least one."""
        self._append(tokens, _CHUNK)
        self._statistics.tokens_in += len(tokens)

    def write(self, tokens: Sequence[int]) -> None:
        """Write tokens of the answer that are not chosen, or chosen already."""
        self._waiting += tokens
        self._statistics.tokens_out += len(tokens)
        if not self._forced:
            self._flush()

    def choose(self, ids: npt.NDArray[np.int64]) -> tuple[int, npt.NDArray[np.float64]]:
        """Choose one of some tokens and write it.

        Returns:
            Its index, and the probability of each.

        Raises:
            NoRoomError: The session is full.
            ExtractorError: The model computes no numbers.
        """
        self._flush()
        assert self._logits is not None, "nothing was read"
        values = self._logits[ids].astype(np.float64)
        best = int(values.argmax())
        if not np.isfinite(values[best]):
            msg = "the model computes no numbers (damaged weights?); get the model again"
            raise ExtractorError(msg)
        odds = np.exp(values - values[best])
        self.write((int(ids[best]),))
        return best, odds / odds.sum()

    def _flush(self) -> None:
        if not self._waiting:
            return
        if self._session.length + len(self._waiting) > self._session.capacity:
            raise NoRoomError
        waiting, self._waiting = self._waiting, []
        self._append(waiting, _CHUNK if self._forced else 1)

    def _append(self, tokens: Sequence[int], size: int) -> None:
        for at in range(0, len(tokens), size):
            self._logits = self._session.append(tokens[at : at + size])
            self._statistics.forwards += 1


def write(
    pen: Pen, mask: SpanMask, vocabulary: Vocabulary, skeleton: Skeleton
) -> tuple[list[Written], float, bool]:
    """Write an answer about a window that holds at least one possible span.

    Returns:
        The spans; the probability that there are any; whether the answer was cut short.
    """
    written: list[Written] = []
    private = 1.0
    try:
        begin, score = _walk(pen, skeleton.start)
        private = score if begin.more else 1.0 - score
        more = begin.more
        while more:
            ranges, held = _span(pen, mask, vocabulary, skeleton)
            text = mask.text(ranges[0])
            places = tuple(mask.take(ranges))
            full = len(written) + 1 >= MOST_SPANS or not mask
            end, score = _walk(pen, skeleton.ending(held), last=full)
            written.append(Written(places, end.label, end.level, score, text))
            more = end.more
    except NoRoomError:
        return written, private, True
    return written, private, len(written) >= MOST_SPANS


def _walk(pen: Pen, node: Node, *, last: bool = False) -> tuple[Outcome, float]:
    """Follow a tree to an outcome; the score is the probability of what it is asked for."""
    score = 1.0
    while True:
        pen.write(node.run)
        if node.outcome is not None:
            return node.outcome, score
        open_to = node.stops if last else range(len(node.ids))
        if len(open_to) == 1:
            index = open_to[0]
            pen.write((int(node.ids[index]),))
        else:
            best, odds = pen.choose(node.ids[list(open_to)])
            index = open_to[best]
            if node.decides:
                score *= float(odds[best])
        node = node.kids[index]


def _span(
    pen: Pen, mask: SpanMask, vocabulary: Vocabulary, skeleton: Skeleton
) -> tuple[list[Range], int]:
    """Write the opener and a span up to a token that ends it; return how much that held."""
    starts, written = _open(pen, mask, vocabulary, skeleton)
    while True:
        options = mask.options(starts, written)
        if len(options.ids) == 1:
            token = int(options.ids[0])
            pen.write((token,))
        else:
            token = int(options.ids[pen.choose(options.ids)[0]])
        if token in options.shut:
            held, ranges = options.shut[token]
            return ranges, held
        starts = options.go[token]
        written += len(vocabulary.bytes_of[token])


def _open(
    pen: Pen, mask: SpanMask, vocabulary: Vocabulary, skeleton: Skeleton
) -> tuple[list[int], int]:
    for at, token in enumerate(skeleton.opener):
        heads = mask.heads(at)
        if not heads:
            pen.write((token,))
            continue
        ids = np.array([token, *heads], np.int64)
        chosen = int(ids[pen.choose(ids)[0]])
        if chosen != token:
            rest = len(vocabulary.spell(skeleton.opener[at:]))
            return heads[chosen], len(vocabulary.bytes_of[chosen]) - rest
    return mask.starts(), 0
