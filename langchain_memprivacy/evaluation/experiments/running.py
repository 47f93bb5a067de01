"""Run an experiment: sent by a private client, or with nothing sent at all."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

import requests
from langsmith import Client, evaluate, schemas

from ...errors import MemPrivacyError
from ...integrations.langsmith import PrivateClient, offline_target
from .evaluators import Evaluator
from .targets import Target

NOWHERE = "http://127.0.0.1:9"
"""Where a client points that sends nothing: the port of `discard`, closed on most machines."""


class ExperimentError(MemPrivacyError):
    """A target or an evaluator failed; the message names the example by its id."""


def run_experiment(
    target: Target,
    examples: Iterable[schemas.Example],
    evaluators: Sequence[Evaluator],
    *,
    client: PrivateClient | None = None,
    name: str = "memprivacy",
    summary_evaluators: Sequence[Evaluator] = (),
    metadata: Mapping[str, Any] | None = None,
    concurrency: int = 0,
) -> list[dict[str, Any]]:
    """Run a target on examples and score it with LangSmith's `evaluate`.

    Args:
        target: One of `targets`, or any function from an example's inputs to outputs.
        examples: Raw, of this device; for an upload what `upload` returned.
        evaluators: One or more lists of `evaluators`, joined.
        client: A private client that runs and scores are sent by; None: nothing is sent,
            and nothing is traced.
        name: What the experiment's name begins with.
        summary_evaluators: As `extraction_summary` makes them.
        metadata: Settings that the experiment shows.
        concurrency: How many examples at once; 0: one after the other.

    Returns:
        One row an example: `metadata` of it, and `scores` by key; then one row for the
        whole with `summary`, where there are summary evaluators. No row holds a text.

    Raises:
        TypeError: The client is not private.
        ExperimentError: A target or an evaluator failed.
        ValueError: There is no example.
    """
    if client is not None and not isinstance(client, PrivateClient):
        raise TypeError("run_experiment needs a private client: experiment_client, or none")
    given = list(examples)
    if not given:
        raise ValueError("run_experiment needs at least one example")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*upload_results", UserWarning)  # it is in beta
        results = evaluate(
            target if client else offline_target(target),
            data=given,
            evaluators=list(evaluators),
            summary_evaluators=list(summary_evaluators),
            client=client or _nowhere(),
            experiment_prefix=name,
            metadata=dict(metadata or {}),
            max_concurrency=concurrency,
            upload_results=client is not None,
        )
    if client is not None:
        client.flush()
    rows = [_row(row) for row in results]
    summary: list[Any] = results._summary_results["results"]  # noqa: SLF001  # no other way to them
    return [*rows, {"summary": {one.key: one.score for one in summary}}] if summary else rows


def _nowhere() -> Client:
    """Make a client that reaches nobody, a proxy of the environment neither."""
    session = requests.Session()
    session.trust_env = False
    return Client(api_url=NOWHERE, api_key="none", auto_batch_tracing=False, session=session)


def means(rows: Iterable[Mapping[str, Any]], by: str | None = None) -> dict[str, Any]:
    """Average the scores of an experiment.

    Args:
        rows: What `run_experiment` returned.
        by: A field of the metadata, to average by it: `language`, `task`, `private`, `person`.

    Returns:
        The mean of each key; with `by`, that for each value of the field.
    """
    groups: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for key, score in row.get("scores", {}).items():
            groups[str(row["metadata"][by]) if by else ""][key].append(score)
    found = {
        group: {key: fmean(scores) for key, scores in keyed.items()}
        for group, keyed in sorted(groups.items())
    }
    return found if by else found.get("", {})


def _row(row: Any) -> dict[str, Any]:
    results = row["evaluation_results"]["results"]
    failed = row["run"].error or any((one.extra or {}).get("error") for one in results)
    if failed:
        msg = f"example {row['example'].id}: its target or an evaluator failed; see the log"
        raise ExperimentError(msg)
    return {
        "metadata": {k: v for k, v in (row["example"].metadata or {}).items() if k != "git"},
        "scores": {one.key: one.score for one in results},
    }
