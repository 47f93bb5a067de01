"""What is put to the test: functions from an example's inputs to its outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Generic, TypeVar

from langchain_core.language_models import BaseChatModel

from ...extractors.base import Extractor
from ...spans import resolve
from ...taxonomy import PrivacyLevel
from ..datasets import Dataset, Question, User
from ..protections import Method, Protection, protection_for
from ..systems import MemorySystem
from ..utility.answering import LIMIT, Opener, ask, fill
from ..utility.retrieval import KS, Encoder, Plain

T = TypeVar("T")
Target = Callable[[dict[str, Any]], dict[str, Any]]


def extraction_target(extractor: Extractor) -> Target:
    """Let an extractor find the private spans of a message.

    Returns:
        Inputs `content`, `role`, `real_name` to the output `spans`.
    """

    def extract(inputs: dict[str, Any]) -> dict[str, Any]:
        text = inputs["content"]
        found = extractor.extract(
            text, role=inputs.get("role", "user"), real_name=inputs.get("real_name")
        )
        return {
            "spans": [
                {"start": s.start, "end": s.end, "value": s.text, "type": s.type,
                 "level": str(s.level)}
                for s in resolve(text, found)
            ]
        }  # fmt: skip

    return extract


def retrieval_target(
    dataset: Dataset,
    encoder: Encoder,
    method: Method,
    *,
    extractor: Extractor | None = None,
    threshold: PrivacyLevel = PrivacyLevel.PL2,
) -> Target:
    """Look for a question's evidence among a user's protected messages.

    Args:
        dataset: The conversations.
        encoder: Computes the vectors.
        method: How messages and questions are protected.
        extractor: What finds private spans; None: what the annotators marked.
        threshold: From which level on spans are hidden.

    Returns:
        Inputs of `question_examples` to the outputs `found` (ids of messages, the best
        first), `memories` (their texts, restored) and `sent` (what a cloud would get: the
        question and these memories, protected).
    """

    def make(user: User) -> tuple[Plain, Protection]:
        protection = protection_for(user, method, extractor, threshold)
        index = Plain(encoder, protection)
        index.fill(user)
        return index, protection

    opened = _Opened(dataset, make)

    def retrieve(inputs: dict[str, Any]) -> dict[str, Any]:
        user, (index, protection) = opened.of(inputs["person"])
        hits = index.search(inputs["question"], max(KS))
        ids = [id_ for id_, _ in hits]
        said = {m.id: m for m in user.messages}
        sent = [protection.desensitize(said[id_].content, said[id_].role) for id_ in ids]
        return {
            "found": ids,
            "memories": [text for _, text in hits],
            "sent": [protection.desensitize(inputs["question"]), *sent],
        }

    return retrieve


def answering_target(
    dataset: Dataset,
    open_system: Opener,
    model: BaseChatModel,
    method: Method,
    *,
    extractor: Extractor | None = None,
    threshold: PrivacyLevel = PrivacyLevel.PL2,
    limit: int = LIMIT,
) -> Target:
    """Let a memory system and a model answer, both behind the protection.

    Args:
        dataset: The conversations and questions.
        open_system: Opens a user's memory system; it is filled at the user's first question.
        model: Answers.
        method: How sessions, questions and memories are protected.
        extractor: What finds private spans; None: what the annotators marked.
        threshold: From which level on spans are hidden.
        limit: How many memories the model gets.

    Returns:
        Inputs of `question_examples` to the outputs `answer` and `memories`, restored, and
        `sent` (what the model got of them).
    """

    def make(user: User) -> tuple[MemorySystem, Protection]:
        protection = protection_for(user, method, extractor, threshold)
        system = open_system(protection, user)
        fill(system, user)
        return system, protection

    opened = _Opened(dataset, make)

    def answer(inputs: dict[str, Any]) -> dict[str, Any]:
        user, (system, protection) = opened.of(inputs["person"])
        question = _question(user, inputs["id"])
        memories = system.search(question.question, limit)
        return {
            "answer": ask(model, protection, question, memories),
            "memories": memories,
            "sent": [protection.desensitize(text) for text in (question.question, *memories)],
        }

    return answer


class _Opened(Generic[T]):
    """What is made once for each user, when their first question is asked."""

    def __init__(self, dataset: Dataset, make: Callable[[User], T]) -> None:
        self._users: Mapping[str, User] = {user.id: user for user in dataset.users}
        self._make, self._made = make, dict[str, T]()
        self._lock = Lock()

    def of(self, name: str) -> tuple[User, T]:
        """Return a user, and what was made for them."""
        user = self._users[name]
        with self._lock:
            if name not in self._made:
                self._made[name] = self._make(user)
            return user, self._made[name]


def _question(user: User, name: str) -> Question:
    return next(question for question in user.questions if question.id == name)
