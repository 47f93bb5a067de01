"""The package's metrics as LangSmith evaluators: numbers only, no comments, no texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...spans import PrivacySpan
from ...taxonomy import PrivacyLevel
from ..datasets import Annotation, Dataset, Question
from ..extraction import GoldScore, MessageScore
from ..judge import AnswerJudge
from ..masking import masked
from ..matching import TypeSimilarity, match, same_type
from ..utility.answering import grade
from ..utility.retrieval import KS, Readable

Values = dict[str, Any]
Evaluator = Callable[..., Any]


def extraction_evaluators(similarity: TypeSimilarity = same_type) -> list[Evaluator]:
    """Score what `extraction_target` found in a message.

    Args:
        similarity: Compares type tags.

    Returns:
        One evaluator with the keys `precision`, `recall`, `f1`, `hidden` and `overmasked`;
        `hidden` is left out where nothing is private.
    """

    def spans(inputs: Values, outputs: Values, reference_outputs: Values) -> Values:
        one = _message_score(inputs, outputs, reference_outputs, similarity)
        scores = dict(zip(("precision", "recall", "f1"), one.prf(), strict=True))
        if one.gold:
            scores["hidden"] = sum(gold.hidden for gold in one.gold) / len(one.gold)
        if one.outside:
            scores["overmasked"] = one.overmasked / one.outside
        return _results(scores)

    return [spans]


def extraction_summary(similarity: TypeSimilarity = same_type) -> list[Evaluator]:
    """Score an experiment as a whole, each value weighing the same.

    Returns:
        One summary evaluator with the keys `values_recall`, `values_hidden`, and
        `characters_overmasked`.
    """

    def values(
        inputs: Sequence[Values], outputs: Sequence[Values], reference_outputs: Sequence[Values]
    ) -> Values:
        scores = [
            _message_score(*one, similarity)
            for one in zip(inputs, outputs, reference_outputs, strict=True)
        ]
        gold = [value for one in scores for value in one.gold]
        outside = sum(one.outside for one in scores)
        found: dict[str, float] = {}
        if gold:
            found["values_recall"] = sum(value.score for value in gold) / len(gold)
            found["values_hidden"] = sum(value.hidden for value in gold) / len(gold)
        if outside:
            found["characters_overmasked"] = sum(one.overmasked for one in scores) / outside
        return _results(found)

    return [values]


def utility_evaluators(dataset: Dataset, judge: AnswerJudge | None = None) -> list[Evaluator]:
    """Score what `retrieval_target` or `answering_target` gave, and what it let out.

    Args:
        dataset: Whose annotated values must not be readable.
        judge: Grades short answers; None: they are compared by words only.

    Returns:
        Evaluators with the keys `recall@k` (of the evidence, where ids are told),
        `recovered@k` (of what the answer is made of, in the first k memories), the metrics of
        `answers` and `accuracy` for answers, and `readable`: the share of the annotated
        values in what was sent, had it been raw, that can be read in it.
    """
    values = {
        user.id: [
            (
                m.id,
                {
                    one.text: look
                    for one in m.privacy
                    if (look := _alone(one.text)).search(m.content)
                },
            )
            for m in user.messages
        ]
        for user in dataset.users
    }
    questions = {(user.id, q.id): q for user in dataset.users for q in user.questions}

    def memories(outputs: Values, reference_outputs: Values) -> Values:
        scores: dict[str, float] = {}
        evidence, wanted = set(reference_outputs["evidence"]), reference_outputs["wanted"]
        for k in KS if evidence else ():
            if "found" in outputs:
                scores[f"recall@{k}"] = len(evidence & {*outputs["found"][:k]}) / len(evidence)
            if wanted:
                readable = Readable(outputs["memories"][:k])
                scores[f"recovered@{k}"] = sum(key in readable for key in wanted) / len(wanted)
        return _results(scores)

    def answers(inputs: Values, outputs: Values) -> Values:
        question: Question = questions[inputs["person"], inputs["id"]]
        return _results(grade(question, outputs["answer"], judge) if "answer" in outputs else {})

    def readable(inputs: Values, outputs: Values) -> Values:
        ids = outputs.get("found")
        looks: dict[str, re.Pattern[str]] = {}
        for id_, found in values[inputs["person"]]:
            looks |= found if ids is None or id_ in ids else {}
        sent = "\n".join(outputs["sent"])
        share = sum(look.search(sent) is not None for look in looks.values()) / (len(looks) or 1)
        return _results({"readable": share} if looks else {})

    return [memories, answers, readable]


def _alone(value: str) -> re.Pattern[str]:
    """Match a value that is no part of a longer word or number, nor of a placeholder."""
    before, after = (
        edge if end.isascii() and end.isalnum() else ""
        for edge, end in ((r"(?<![A-Za-z0-9_])", value[0]), (r"(?![A-Za-z0-9_])", value[-1]))
    )
    return re.compile(before + re.escape(value) + after)


def _results(scores: Mapping[str, float]) -> Values:
    return {"results": [{"key": key, "score": float(score)} for key, score in scores.items()]}


def _message_score(
    inputs: Values, outputs: Values, reference: Values, similarity: TypeSimilarity
) -> MessageScore:
    spans = [
        PrivacySpan(s["start"], s["end"], s["value"], s["type"], PrivacyLevel[s["level"]])
        for s in outputs["spans"]
    ]
    gold = [
        Annotation(a["start"], a["end"], a["value"], a["type"], PrivacyLevel[a["level"]],
                   a["format"])
        for a in reference["privacy"]
    ]  # fmt: skip
    matches = match(spans, gold, similarity)
    by_gold = {m.gold: m.score for m in matches}
    by_predicted = {m.predicted: m.score for m in matches}
    shown = masked(inputs["content"], gold, spans)
    return MessageScore(
        tuple(
            GoldScore(
                one.type,
                str(one.level),
                one.format,
                by_gold.get(at, 0.0),
                shown.hidden[at],
                shown.covered[at],
            )
            for at, one in enumerate(gold)
        ),
        tuple((span.type, by_predicted.get(at, 0.0)) for at, span in enumerate(spans)),
        shown.outside,
        shown.overmasked,
        0.0,
    )
