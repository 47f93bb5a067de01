"""Usefulness without a language model: are the right memories found, and their values back?

Every message is a memory; what is embedded and searched is what a cloud would hold. A
question's evidence should be found among the first memories, and what its answer is made
of should be readable in them once they are restored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, Protocol

import numpy as np
from langgraph.store.memory import InMemoryStore

from ...extractors.base import Extractor
from ...integrations.store import PrivacyStore
from ...taxonomy import PrivacyLevel
from ..datasets import Dataset, Question, User
from ..matching import tokens
from ..protections import PAPER, Method, Protection, protection_for
from ..untraced import untraced
from .outcomes import Outcome

KS = (1, 5, 10)
"""How many memories are looked at."""

Via = Literal["plain", "langgraph"]
_NAMESPACE = ("memories",)


class Encoder(Protocol):
    """Gives texts vectors of length 1; `SentenceEncoder` does."""

    def encode(self, texts: Iterable[str]) -> list[list[float]]:
        """Compute the vectors, in the order of the texts."""
        ...


class Remembering:
    """An encoder that computes each text once: rows of a table share most of theirs."""

    def __init__(self, inner: Encoder) -> None:
        self._inner = inner
        self._known: dict[str, list[float]] = {}

    def encode(self, texts: Iterable[str]) -> list[list[float]]:
        """See `Encoder.encode`."""
        texts = list(texts)
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        self._known.update(zip(new, self._inner.encode(new), strict=True))
        return [self._known[text] for text in texts]


class Plain:
    """Memories in a list, their vectors in an array; protected text by text."""

    def __init__(self, encoder: Encoder, protection: Protection) -> None:
        self._encoder, self._protection = encoder, protection

    def fill(self, user: User) -> None:
        """Take a user's messages."""
        hide = self._protection.desensitize
        self._texts = [hide(m.content, m.role) for m in user.messages]
        self._ids = [m.id for m in user.messages]
        self._vectors = np.array(self._encoder.encode(self._texts))

    def search(self, query: str, limit: int) -> list[tuple[str, str]]:
        """Return ids and restored texts of the memories most alike, the best first."""
        (vector,) = self._encoder.encode([self._protection.desensitize(query)])
        order = np.argsort(-(self._vectors @ np.array(vector)), kind="stable")[:limit]
        return [(self._ids[at], self._protection.restore(self._texts[at])) for at in order]


class LangGraph:
    """Memories in LangGraph's `InMemoryStore`; ours is `PrivacyStore` around it."""

    def __init__(self, encoder: Encoder, protection: Protection) -> None:
        def embed(texts: Sequence[str]) -> list[list[float]]:
            return encoder.encode(texts)

        (vector,) = encoder.encode(["."])
        self.inner = InMemoryStore(index={"dims": len(vector), "embed": embed, "fields": ["text"]})
        self._is_ours = protection.method is Method.TYPED
        self._store = PrivacyStore(self.inner, protection.engine) if self._is_ours else self.inner
        self._protection = protection

    def fill(self, user: User) -> None:
        """Take a user's messages."""
        for message in user.messages:
            self._store.put(_NAMESPACE, message.id, {"text": self._out(message.content)})

    def search(self, query: str, limit: int) -> list[tuple[str, str]]:
        """Return ids and restored texts of the memories most alike, the best first."""
        found = self._store.search(_NAMESPACE, query=self._out(query), limit=limit)
        return [(item.key, self._back(item.value["text"])) for item in found]

    def _out(self, text: str) -> str:
        return text if self._is_ours else self._protection.desensitize(text)

    def _back(self, text: str) -> str:
        return text if self._is_ours else self._protection.restore(text)


_KINDS: Mapping[Via, Callable[[Encoder, Protection], Plain | LangGraph]] = {
    "plain": Plain,
    "langgraph": LangGraph,
}


@untraced
def evaluate_retrieval(
    dataset: Dataset,
    encoder: Encoder,
    *,
    rows: Mapping[str, tuple[Method, PrivacyLevel]] = PAPER,
    extractor: Extractor | None = None,
    via: Via = "plain",
    done: Iterable[Outcome] = (),
    each: Callable[[Sequence[Outcome]], None] = lambda _: None,
) -> list[Outcome]:
    """Ask every question under every protection.

    Args:
        dataset: The conversations and questions.
        encoder: Computes the vectors, on this device.
        rows: The protections by name.
        extractor: What finds private spans; None: what the annotators marked.
        via: Where memories are kept.
        done: Outcomes of an earlier, interrupted run; their users are not run again under
            the same protection.
        each: Called with the outcomes of each user and protection as they come.

    Returns:
        Outcomes with the metrics `recall@k`, the share of the evidence among the first k
        memories, and `recovered@k`, the share of what the answer is made of that can be read
        in them; of adversarial questions without evidence neither.

    Raises:
        ExtractorError: The extractor or the encoder failed.
    """
    known = list(done)
    finished = {(o.user, o.row) for o in known}
    encoder = Remembering(encoder)
    for user in dataset.users:
        for name, (method, level) in rows.items():
            if (user.id, name) in finished:
                continue
            index = _KINDS[via](encoder, protection_for(user, method, extractor, level))
            index.fill(user)
            found = [
                Outcome.of(name, user, question, _scores(index, user, question))
                for question in user.questions
            ]
            known += found
            each(found)
    return known


def _scores(index: Plain | LangGraph, user: User, question: Question) -> dict[str, float]:
    if not question.evidence:
        return {}
    hits = index.search(question.question, max(KS))
    wanted = set(keys(user, question))
    scores = {}
    for k in KS:
        seen = {id_ for id_, _ in hits[:k]}
        evidence = set(question.evidence)
        scores[f"recall@{k}"] = len(evidence & seen) / len(evidence)
        if wanted:
            readable = Readable(text for _, text in hits[:k])
            scores[f"recovered@{k}"] = sum(key in readable for key in wanted) / len(wanted)
    return scores


class Readable:
    """Texts in which values are looked for: one word among the words, others as spelled."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = "\n".join(texts).casefold()
        self._tokens = frozenset(tokens(self._text))

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, str):
            return False
        if tokens(key) == [key]:
            return key in self._tokens
        return re.search(_alone(key.casefold()), self._text) is not None


def keys(user: User, question: Question) -> Iterator[str]:
    """Yield what an answer is made of: its private values, or else its words of weight.

    Those are the words of the answer that its evidence says and the question does not,
    numbers, Chinese characters or of four letters and more.
    """
    answer = question.answer.casefold()
    messages = [m for m in user.messages if m.id in question.evidence]
    values = {a.text.casefold() for m in messages for a in m.privacy}
    private = [value for value in values if re.search(_alone(value), answer)]
    if private:
        yield from private
        return
    said = {token for m in messages for token in tokens(m.content)}
    for token in dict.fromkeys(tokens(question.answer)):
        is_weighty = len(token) > 3 or token.isdigit() or not token.isascii()
        if is_weighty and token in said and token not in tokens(question.question):
            yield token


def _alone(value: str) -> str:
    before = r"(?<![a-z0-9])" if value[:1].isascii() and value[:1].isalnum() else ""
    after = r"(?![a-z0-9])" if value[-1:].isascii() and value[-1:].isalnum() else ""
    return before + re.escape(value) + after
