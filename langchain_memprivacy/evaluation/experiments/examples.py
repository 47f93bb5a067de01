"""Messages and questions as LangSmith examples, raw, under ids that stay the same."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from langsmith import schemas

from ..datasets import Annotation, Dataset, User
from ..utility.retrieval import keys

_CREATED = datetime(2026, 1, 1, tzinfo=UTC)  # so that the same data set is the same examples


def message_examples(dataset: Dataset) -> list[schemas.Example]:
    """Turn messages into examples for extraction.

    Returns:
        Examples with the inputs `content`, `role` and `real_name`, and the annotations as
        the output `privacy`; metadata says person, language and scenario.
    """
    return [
        _example(
            dataset, user, message.id,
            {"content": message.content, "role": message.role, "real_name": user.real_name},
            {"privacy": [_annotation(one) for one in message.privacy]},
            {"scenario": message.scenario},
        )
        for user, message in dataset.messages()
    ]  # fmt: skip


def question_examples(dataset: Dataset) -> list[schemas.Example]:
    """Turn questions into examples for usefulness.

    Returns:
        Examples with the inputs `person`, `id` and `question`, and the outputs `answer`,
        `evidence` (ids of messages) and `wanted` (what the answer is made of); metadata says
        person, language, task and whether the answer is private.
    """
    return [
        _example(
            dataset, user, question.id,
            {"person": user.id, "id": question.id, "question": question.question},
            {"answer": question.answer, "evidence": [*question.evidence],
             "wanted": sorted(set(keys(user, question)))},
            {"task": question.task, "private": question.private},
        )
        for user in dataset.users for question in user.questions
    ]  # fmt: skip


def _annotation(one: Annotation) -> dict[str, Any]:
    return {
        "start": one.start, "end": one.end, "value": one.text,
        "type": one.type, "level": str(one.level), "format": one.format,
    }  # fmt: skip


def _example(
    dataset: Dataset,
    user: User,
    name: str,
    inputs: dict[str, Any],
    outputs: dict[str, Any],
    more: Mapping[str, Any],
) -> schemas.Example:
    where = uuid.uuid5(uuid.NAMESPACE_URL, f"langchain-memprivacy:{dataset.name}")
    return schemas.Example(
        id=uuid.uuid5(where, f"{user.id}/{name}"),
        dataset_id=where,
        inputs=inputs,
        outputs=outputs,
        metadata={"person": user.id, "language": user.language, **more},
        created_at=_CREATED,
        modified_at=_CREATED,
    )
