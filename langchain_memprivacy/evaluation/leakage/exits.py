"""Whole conversations with a memory system, and every byte that leaves the device meanwhile.

The cloud is the loopback one: real clients, real HTTP, everything kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Self

from langchain.chat_models import init_chat_model
from langchain.embeddings import init_embeddings
from langchain_core.embeddings import Embeddings
from langsmith import Client, tracing_context

from ...extractors.base import Extractor
from ...integrations.langsmith import private_client
from ...taxonomy import PrivacyLevel
from ...testing.loopback import Loopback
from ..datasets import Dataset, Message, Question, User
from ..protections import PAPER, Method, Protection, protection_for
from ..scripted import memory_model
from ..systems import MemorySystem, Settings, open_system
from ..utility.answering import LIMIT, ask, fill
from .reach import Reach, Values

MODELS, EMBEDDINGS, ROWS, TRACES = "model requests", "embedding requests", "store rows", "traces"
EXITS = (MODELS, EMBEDDINGS, ROWS, TRACES)
SYSTEMS = ("store", "langmem", "mem0")
"""Memory systems that run on this machine whole, their models and vectors in the cloud."""

_BLAND = ("Hello.", "Hello, how can I help?")


@dataclass(frozen=True, slots=True)
class Found:
    """What reached the exits under one protection in one system.

    Attributes:
        row: The protection, as tables name it.
        system: The memory system.
        user: Whose conversations.
        reach: One entry for each value and exit.
        ambiguous: How many values could not be told from innocent text.
    """

    row: str
    system: str
    user: str
    reach: tuple[Reach, ...]
    ambiguous: int


class Cloud:
    """A model, embeddings and a trace collector on the loopback, for one conversation."""

    def __init__(self, protection: Protection) -> None:
        self._stack = ExitStack()
        self.models = self._stack.enter_context(Loopback(memory_model))
        self._smith = self._stack.enter_context(Loopback())
        model = init_chat_model(
            "openai:loopback", base_url=self.models.base_url, api_key="none", max_retries=0
        )
        embeddings = init_embeddings(
            "openai:loopback",
            base_url=self.models.base_url,
            api_key="none",
            check_embedding_ctx_length=False,
        )
        assert isinstance(embeddings, Embeddings)
        self.model, self.settings = model, Settings(model, embeddings)
        is_ours = protection.method is Method.TYPED
        self.client: Client = (
            private_client(protection.engine, api_url=self._smith.url, api_key="none")
            if is_ours
            else Client(api_url=self._smith.url, api_key="none")
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self._stack.close()

    def sent(self) -> dict[str, bytes]:
        """Return what arrived, by exit."""
        self.client.flush()
        records = self.models.received
        return {
            MODELS: b"\n".join(r.body for r in records if "embeddings" not in r.path),
            EMBEDDINGS: b"\n".join(r.body for r in records if "embeddings" in r.path),
            TRACES: b"\n".join(r.body for r in self._smith.received),
        }


def converse(kind: str, user: User, protection: Protection) -> dict[str, bytes]:
    """Tell a system all sessions, ask all questions, and return what left meanwhile.

    Args:
        kind: One of `SYSTEMS`.
        user: Whose conversations.
        protection: What stands between.

    Returns:
        The bytes by exit, see `EXITS`.

    Raises:
        MemPrivacyError: The extractor failed, or the system cannot be opened.
    """
    with Cloud(protection) as cloud, tracing_context(enabled=True, client=cloud.client):
        system: MemorySystem = open_system(kind, protection, cloud.settings, user="u-1")
        try:
            fill(system, user)
            for question in user.questions:
                ask(cloud.model, protection, question, system.search(question.question, LIMIT))
            rows = system.rows()
        finally:
            system.close()
        return {**cloud.sent(), ROWS: rows}


def bland(kind: str) -> list[bytes]:
    """Return what leaves when nothing private is said: prompts and the like."""
    messages = tuple(
        Message(f"s1m0{n}", 1, "2025-01-01", "", role, text)
        for n, (role, text) in enumerate(zip(("user", "assistant"), _BLAND, strict=True), 1)
    )
    asked = Question("q01", "basic", private=False, question="Well?", answer="Hello.")
    nobody = User("nobody", "en", "", None, "", "", messages, (asked,))
    typed = protection_for(nobody, Method.TYPED)
    plain = protection_for(nobody, Method.NONE)
    return [data for p in (typed, plain) for data in converse(kind, nobody, p).values()]


def evaluate_leakage(
    dataset: Dataset,
    *,
    systems: Sequence[str] = SYSTEMS,
    rows: Mapping[str, tuple[Method, PrivacyLevel]] = PAPER,
    extractor: Extractor | None = None,
    done: Iterable[Found] = (),
    each: Callable[[Found], None] = lambda _: None,
) -> list[Found]:
    """Run every user's conversations through every system under every protection.

    Values are looked for from PL2 up, whatever the protection's threshold.

    Args:
        dataset: The conversations.
        systems: Some of `SYSTEMS`.
        rows: The protections by name.
        extractor: What finds private spans; None: what the annotators marked.
        done: Findings of an earlier, interrupted run, which are not made again.
        each: Called with each finding as it comes.

    Raises:
        MemPrivacyError: The extractor failed, or a system cannot be opened.
    """
    known = list(done)
    finished = {(f.user, f.system, f.row) for f in known}
    for kind in systems:
        innocent = bland(kind)
        for user in dataset.users:
            values = Values(user, innocent=innocent)
            for name, (method, level) in rows.items():
                if (user.id, kind, name) in finished:
                    continue
                protection = protection_for(user, method, extractor, level)
                reach = values.reach(converse(kind, _without_traps(user), protection))
                found = Found(name, kind, user.id, tuple(reach), values.ambiguous)
                known.append(found)
                each(found)
    return known


def _without_traps(user: User) -> User:
    """Leave out empty messages: no service takes them."""
    return replace(user, messages=tuple(m for m in user.messages if m.content.strip()))
