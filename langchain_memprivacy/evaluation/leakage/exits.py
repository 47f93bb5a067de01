"""Whole conversations with a memory system, and every byte that leaves the device meanwhile.

The cloud is the loopback one: real clients, real HTTP, everything kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from langsmith import tracing_context

from ...extractors.base import Extractor
from ...taxonomy import PrivacyLevel
from ..datasets import Dataset, Message, Question, User
from ..protections import PAPER, Method, Protection, protection_for
from ..systems import MemorySystem, Settings, open_system
from ..untraced import untraced
from ..utility.answering import LIMIT, ask, fill
from .cloud import EMBEDDINGS, MODELS, ROWS, TRACES, Cloud
from .coded import decoded
from .reach import Reach, Values

EXITS = (MODELS, EMBEDDINGS, ROWS, TRACES)
SYSTEMS = ("store", "langmem", "mem0")
"""Memory systems that run on this machine whole, their models and vectors in the cloud."""

_BLAND = ("Hello.", "Hello, how can I help?")
_SESSIONS = 3


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


Opener = Callable[[Protection, Settings], MemorySystem]
"""Opens an empty memory system."""


@untraced
def converse(kind: str | Opener, user: User, protection: Protection) -> dict[str, bytes]:
    """Tell a system all sessions, ask all questions, and return what left meanwhile.

    Traces go to the loopback cloud and nowhere else.

    Args:
        kind: One of `SYSTEMS`, or what opens another one.
        user: Whose conversations.
        protection: What stands between.

    Returns:
        The bytes by exit, see `EXITS`: addresses, headers and bodies of requests, what is
        stored, and at the end of each what stands in it in base64.

    Raises:
        LoopbackError: The loopback cloud received less than it had to.
        MemPrivacyError: The extractor failed, or the system cannot be opened.
    """
    # Without replicas: the environment may name some.
    with (
        Cloud(protection) as cloud,
        tracing_context(enabled=True, client=cloud.client, replicas=[], parent=False),
    ):
        system: MemorySystem = (
            open_system(kind, protection, cloud.settings, user="u-1")
            if isinstance(kind, str)
            else kind(protection, cloud.settings)
        )
        try:
            fill(system, user)
            for question in user.questions:
                ask(cloud.model, protection, question, system.search(question.question, LIMIT))
            rows = system.rows()
        finally:
            system.close()
        sent = {**cloud.sent(len(user.questions)), ROWS: rows}
    values = {annotation.text for message in user.messages for annotation in message.privacy}
    return {name: b"\n".join([data, decoded(data, values)]) for name, data in sent.items()}


def bland(kind: str) -> list[bytes]:
    """Return what leaves when nothing private is said: prompts and the like.

    A system says more when it has memories already, and when its answers are options.
    """
    messages = tuple(
        Message(f"s{session}m0{n}", session, "2025-01-01", "", role, text)
        for session in range(1, _SESSIONS + 1)
        for n, (role, text) in enumerate(zip(("user", "assistant"), _BLAND, strict=True), 1)
    )
    options = dict(zip("AB", _BLAND, strict=True))
    asked = (
        Question("q01", "basic", private=False, question="Well?", answer="Hello."),
        Question("q02", "basic", private=False, question="Well?", answer="A", options=options),
    )
    nobody = User("nobody", "en", "", None, "", "", messages, asked)
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
        LoopbackError: The loopback cloud received less than it had to.
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
                sent = converse(kind, _without_traps(user), protection)
                reach = values.reach(sent, protection.issued)
                found = Found(name, kind, user.id, tuple(reach), values.ambiguous)
                known.append(found)
                each(found)
    return known


def _without_traps(user: User) -> User:
    """Leave out empty messages: no service takes them."""
    return replace(user, messages=tuple(m for m in user.messages if m.content.strip()))
