"""Usefulness in the paper's setting: a memory system, an answering model, a judge.

On the device everything is raw, and what a cloud gets is protected: sessions on their way
into memory, each question, and the memories on their way to the model that answers. Its
answer is restored before it is compared with the reference.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from ...extractors.base import Extractor
from ...taxonomy import PrivacyLevel
from ..answers import score_answer
from ..datasets import Dataset, Question, User
from ..judge import AnswerJudge, Verdict, grade_choice
from ..protections import PAPER, Method, Protection, protection_for
from ..systems import MemorySystem
from ..untraced import untraced
from .outcomes import Outcome

LIMIT = 10
"""How many memories the answering model gets."""

_SHORT = """\
You answer a question about a user from notes that were kept of conversations with them.
Say only what the notes say; where they do not say it, say that it was never mentioned.
Newer notes count more than older ones; give dates as days of the calendar. Answer with a
few words, in the language of the question, without explaining."""
_CHOICE = """\
You pick the option that suits a user best, going by notes that were kept of conversations
with them and by nothing else. Answer with the letter of the option only."""
_NAMES = {"bleu_1": "bleu1", "bleu_2": "bleu2", "meteor": "meteor", "rouge_l": "rougeL"}

Opener = Callable[[Protection, User], MemorySystem]
"""Opens an empty memory system for a user."""


def ask(
    model: BaseChatModel, protection: Protection, question: Question, memories: Sequence[str]
) -> str:
    """Let a model answer from memories.

    Args:
        model: Gets the protected question and memories only.
        protection: Stands before it.
        question: The question, raw.
        memories: What a memory system found, raw.

    Returns:
        The answer, restored.
    """
    hide = protection.desensitize
    data: dict[str, object] = {
        "notes": [hide(memory) for memory in memories],
        "question": hide(question.question),
    }
    if question.options:
        data["options"] = {letter: hide(text) for letter, text in question.options.items()}
    rules = "\n".join(filter(None, [_CHOICE if question.options else _SHORT, protection.contract]))
    said = model.invoke([
        SystemMessage(rules), HumanMessage(json.dumps(data, ensure_ascii=False))
    ])  # fmt: skip
    return protection.restore(said.text).strip()


def fill(system: MemorySystem, user: User) -> None:
    """Tell a memory system a user's sessions, in order."""
    for _, session in groupby(user.messages, key=lambda message: message.session):
        system.add(list(session))


def grade(question: Question, answer: str, judge: AnswerJudge | None) -> dict[str, float]:
    """Score an answer.

    Returns:
        `accuracy`, 1 where it is correct, from the judge or the letter; for short answers
        also `partial`, 1 where it is right in part, and the four metrics of `answers`.
    """
    if question.options:
        verdict = grade_choice(answer, question.answer, question.options)
        return {"accuracy": float(verdict is Verdict.CORRECT)}
    alike = asdict(score_answer(answer, question.answer))
    scores = {_NAMES[name]: value for name, value in alike.items()}
    if judge is not None:
        verdict = judge.grade(question.question, question.answer, answer)
        scores["accuracy"] = float(verdict is Verdict.CORRECT)
        scores["partial"] = float(verdict is Verdict.PARTIAL)
    return scores


@untraced
def evaluate_answers(
    dataset: Dataset,
    open_system: Opener,
    model: BaseChatModel,
    judge: AnswerJudge | None = None,
    *,
    rows: Mapping[str, tuple[Method, PrivacyLevel]] = PAPER,
    extractor: Extractor | None = None,
    limit: int = LIMIT,
    done: Iterable[Outcome] = (),
    each: Callable[[Sequence[Outcome]], None] = lambda _: None,
) -> list[Outcome]:
    """Fill memories and ask every question, under every protection (paper, Table 4).

    Nothing is traced: without protection, what is asked is the raw data set.

    Args:
        dataset: The conversations and questions.
        open_system: Opens a memory system; it is closed again.
        model: Answers.
        judge: Grades short answers; None: they are compared by words only.
        rows: The protections by name.
        extractor: What finds private spans; None: what the annotators marked.
        limit: How many memories the model gets.
        done: Outcomes of an earlier, interrupted run; their users are not run again under
            the same protection.
        each: Called with the outcomes of each user and protection as they come.

    Raises:
        MemPrivacyError: The extractor, the judge or the memory system failed.
        Exception: Whatever the model or the memory system raises.
    """
    known = list(done)
    finished = {(o.user, o.row) for o in known}
    for user in dataset.users:
        for name, (method, level) in rows.items():
            if (user.id, name) in finished:
                continue
            protection = protection_for(user, method, extractor, level)
            system = open_system(protection, user)
            try:
                fill(system, user)
                found = [
                    Outcome.of(
                        name,
                        user,
                        question,
                        _answered(system, model, protection, question, judge, limit),
                    )
                    for question in user.questions
                ]
            finally:
                system.close()
            known += found
            each(found)
    return known


def _answered(
    system: MemorySystem,
    model: BaseChatModel,
    protection: Protection,
    question: Question,
    judge: AnswerJudge | None,
    limit: int,
) -> dict[str, float]:
    memories = system.search(question.question, limit)
    return grade(question, ask(model, protection, question, memories), judge)
