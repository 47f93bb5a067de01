"""Reads one message with a generative model: the prompt kept, the answer forced to be right."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from ...errors import ExtractorError
from ...taxonomy import PrivacyLevel
from .edges import Edges
from .manifest import ModelFolder
from .prompt import PromptParts
from .session import Session
from .skeleton import Skeleton
from .spanmask import Range, SpanMask
from .vocabulary import Vocabulary, readable
from .windows import halves, windows
from .writer import MOST_SPANS, Pen, Statistics, Written, write

_User = tuple[str, str | None]  # role and real name

_LEAST_ROOM = 256
"""Tokens that must be left for a message and its answer."""


@dataclass(frozen=True, slots=True)
class Found:
    """A private value at one place of a message.

    Attributes:
        start: Offset of the first character, in code points.
        end: Offset after the last one.
        type: The label that the model gave it, as its manifest names it.
        level: How sensitive it is.
        score: The probability of the label among all labels, up to 1.
    """

    start: int
    end: int
    type: str
    level: PrivacyLevel
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model wrote about one window of a message.

    Attributes:
        window: Offsets of the window's first character and after its last one.
        spans: The spans in the order written.
        private: The probability that there are any, where the model was asked.
        cut: Whether it had no room to go on, or wrote as many spans as are allowed.
    """

    window: Range
    spans: tuple[Written, ...] = field(repr=False)
    private: float
    cut: bool

    @property
    def text(self) -> str:
        """The answer as `json.dumps(ensure_ascii=False)` writes it. Holds private values."""
        return f"[{', '.join(span.json() for span in self.spans)}]"


class Decoder:
    """Finds the private spans of messages with a model that writes JSON. One caller at a time.

    What it answers is right by construction: JSON, each span a verbatim piece of the
    message, each type and level one that the model may answer. Only which, the model says.

    Args:
        session: Runs the model. It is empty, or holds the prompt's static part
            (`static`) and nothing else.
        vocabulary: Of the model.
        model: Its prompt, types and switches are read; nothing on disk is.
        forced: Give the session tokens without a choice many at once; else each by
            itself, as plain generation does. The spans are the same but for rounding.

    Attributes:
        static: The tokens that every prompt begins with.
        statistics: Counts since it was made.

    Raises:
        ExtractorError: The model has no prompt or no types, or its context is too short.
    """

    def __init__(
        self,
        session: Session,
        vocabulary: Vocabulary,
        model: ModelFolder,
        *,
        forced: bool = True,
    ) -> None:
        if model.prompt is None or not model.types:
            msg = f"model {model.source.name} has no prompt or no types; export it again"
            raise ExtractorError(msg)
        self._session, self._vocabulary, self._forced = session, vocabulary, forced
        self._skeleton = Skeleton(vocabulary, model.types, chooses_level=model.level == "model")
        self._prompt = PromptParts(model.prompt, vocabulary)
        self.static = self._prompt.static
        self.statistics = Statistics()
        self._user: _User | None = None
        self._base = 0
        self._prepared = False
        tokens = max([vocabulary.size - 1, *vocabulary.control.values()])
        if (
            tokens >= model.vocabulary
            or not vocabulary.control.keys() >= set(model.end)
            or self._room(("user", None)) < _LEAST_ROOM
        ):
            msg = f"model {model.source.name}: prompt or vocabulary do not fit; export it again"
            raise ExtractorError(msg)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._vocabulary!r}, {len(self.static)} static tokens)"

    def prepare(self) -> None:
        """Read the prompt's static part, unless the session holds it. May take seconds.

        Raises:
            ExtractorError: The model cannot be run.
        """
        held = self._session.length
        if held >= len(self.static) if self._prepared else held == len(self.static):
            self._prepared = True
            return
        self._user, self._prepared = None, False
        self._session.rewind(0)
        Pen(self._session, self.statistics).read(self.static)
        self._prepared = True

    def extract(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> list[Found]:
        """Find the private spans of one message, everywhere they occur in it.

        Args:
            text: The message.
            role: Who wrote it.
            real_name: The user's own full name where it is known.

        Returns:
            Ranges in text order, none twice; they may overlap.

        Raises:
            ExtractorError: The model cannot be run, or had no room to answer.
        """
        edges = Edges(text)
        # By value: a message may hold one a thousand times, and is searched for it once.
        best: dict[str, Written] = {}
        places: dict[str, set[Range]] = {}
        for answer in self._answers(edges, (role, real_name)):
            for span in answer.spans:
                for value in {text[start:end] for start, end in span.ranges}:
                    old = best.setdefault(value, span)
                    if (span.score, span.level) > (old.score, old.level):
                        best[value] = span
                for start, end in span.ranges:
                    places.setdefault(text[start:end], set()).add((start, end))
        found: dict[Range, Found] = {}
        for value, span in best.items():
            for start, end in places[value].union(edges.places(value)):
                found[start, end] = Found(start, end, span.label, span.level, span.score)
        return [found[range_] for range_ in sorted(found)]

    def answers(
        self, text: str, *, role: str = "user", real_name: str | None = None
    ) -> list[Answer]:
        """Return what the model writes about each window of a message; see `extract`."""
        return self._answers(Edges(text), (role, real_name))

    def _answers(self, edges: Edges, user: _User) -> list[Answer]:
        self.statistics.messages += 1
        answers: list[Answer] = []
        room = self._room(user)
        if room < _LEAST_ROOM:
            msg = "role and real name leave no room for a message; shorten them"
            raise ExtractorError(msg)
        limit = room * 2 // 5  # an answer is longer than what it is about
        waiting = [(0, len(edges.text))]
        if len(self._prompt.message(edges.text)) > limit:
            waiting = windows(edges, self._prompt.cost, limit - len(self._prompt.message("")))
        while waiting:
            window = waiting.pop(0)
            mask = SpanMask(edges, window, self._vocabulary, self._skeleton)
            if not mask:  # nothing but spaces and punctuation: there is nothing to ask
                continue
            answer = self._answer(edges, window, mask, user, limit)
            if answer is not None:
                answers.append(answer)
            if answer is None or answer.cut:
                smaller = halves(edges, window)
                if not smaller and (answer is None or len(answer.spans) < MOST_SPANS):
                    msg = "the model's context has no room for the answer about a message"
                    raise ExtractorError(msg)
                waiting[:0] = smaller
        return answers

    def _answer(
        self, edges: Edges, window: Range, mask: SpanMask, user: _User, limit: int
    ) -> Answer | None:
        """Ask about one window; None where its tokens leave no room for an answer."""
        tokens = self._prompt.message(edges.text[slice(*window)])
        if len(tokens) > 2 * limit:
            return None
        pen = Pen(self._session, self.statistics, forced=self._forced)
        self._ask(pen, user, tokens)
        spans, private, cut = write(pen, mask, self._vocabulary, self._skeleton)
        sound = tuple(span for span in spans if _is_verbatim(edges.text, span))
        self.statistics.windows += 1
        self.statistics.spans += len(sound)
        self.statistics.dropped += len(spans) - len(sound)
        self.statistics.cut += cut
        return Answer(window, sound, private, cut)

    def _ask(self, pen: Pen, user: _User, tokens: list[int]) -> None:
        """Let the session read a message behind the static part and the user's part."""
        self.prepare()
        if self._user != user or self._session.length < self._base:
            self._user = None
            self._session.rewind(len(self.static))
            theirs = self._prompt.user(*user)
            pen.read([*theirs, *tokens])
            self._user, self._base = user, len(self.static) + len(theirs)
        else:
            self._session.rewind(self._base)
            pen.read(tokens)

    def _room(self, user: _User) -> int:
        return self._session.capacity - len(self.static) - len(self._prompt.user(*user))


def _is_verbatim(text: str, span: Written) -> bool:
    """Make sure once more of what the mask promises, without it."""
    value = json.loads(f'"{span.text}"')
    return all(readable(text[start : start + len(value)]) == value for start, _ in span.ranges)
