"""What LangSmith's client sends, field by field, without private values."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from ...messages import Desensitize
from ..crossing import Crossing
from ..graph_values import GraphWalker
from ..identifying import Identifying
from ..upstream import dumps_trace

_TREE = frozenset({
    "id", "trace_id", "dotted_order", "parent_run_id", "parent_run_ids", "child_run_ids",
    "session_id", "session_name", "project_name", "reference_example_id", "reference_dataset_id",
    "start_time", "end_time", "run_type", "execution_order", "address", "first_token_time",
})  # fmt: skip
"""Fields of a run that make the tree: ids, times, kinds. Nobody's values are among them."""

_SAID = frozenset({"inputs", "outputs", "error", "events", "serialized"})
"""Fields that hold what was said; the others label the run."""

_TIMES = frozenset({
    "time", "start_time", "end_time", "first_token_time", "created_at", "modified_at",
})  # fmt: skip
"""Under which names LangSmith writes times on top of a record; further in they are anybody's."""

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)

_ROUNDS = 4
"""How often what is sent together is gone through for what a round has made known."""

T = TypeVar("T")

# Pydantic cuts what it quotes in the middle, and no vault knows the halves of a value.
_QUOTED = re.compile(r"input_value=.*?(?=, input_type=)", re.DOTALL)


_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){2,}|(?:[A-Za-z0-9+/]{4})+[A-Za-z0-9+/]{2,3}={1,2}")


class _Said(Desensitize):
    """For what was said: prose, data, errors."""

    def text(self, text: str, role: str, key: str = "") -> str:
        if "input_value=" in text:
            text = _QUOTED.sub("input_value=...", text)
        hidden = super().text
        return _in_bytes(text, lambda plain: hidden(plain, role, key))


class _Labels(Identifying):
    """For what labels: ids stay, so that runs of a thread are found."""

    def text(self, text: str, role: str, key: str = "") -> str:
        hidden = super().text
        return _in_bytes(text, lambda plain: hidden(plain, role, key))


class _Merging(GraphWalker):
    """A walker for which the later of two keys that become the same counts.

    At the end of an experiment, LangSmith lays the metadata of this device over what it was
    sent of them before, whose keys are placeholders.
    """

    def _like(self, value: Mapping[Any, Any], items: dict[Any, Any], role: str, depth: int) -> Any:
        del value, role, depth
        return items


def _in_bytes(text: str, hide: Callable[[str], str]) -> str:
    """Hide in a text, and in what it is in base64: LangSmith writes bytes so."""
    if _BASE64.fullmatch(text):
        try:
            said = base64.b64decode(text).decode()
        except ValueError:
            return hide(text)
        hidden = hide(said)
        if hidden != said:
            return base64.b64encode(hidden.encode()).decode()
    return hide(text)


def plain(value: Any) -> Any:
    """Return a value as LangSmith would write it: JSON, whatever its class was."""
    return json.loads(dumps_trace(value))


def plain_run(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run with fields that do not change any more; attachments are left out."""
    return {
        key: item if key in _TREE else plain(item)
        for key, item in run.items()
        if key != "attachments" and item is not None
    }


def settled(crossings: Iterable[Crossing], hide: Callable[[], T]) -> T:
    """Hide until nothing new became known, so that what is found late is hidden early.

    Args:
        crossings: Whose values are in it.
        hide: Desensitizes all that is sent together.

    Returns:
        What it returned last.
    """
    views = {crossing.scope: crossing.desensitize() for crossing in crossings}
    for _ in range(_ROUNDS - 1):
        known = [view.known() for view in views.values()]
        hidden = hide()
        if known == [view.known() for view in views.values()]:
            return hidden
    return hide()


def hidden_run(crossing: Crossing, run: Mapping[str, Any]) -> dict[str, Any]:
    """Desensitize a run of `plain_run`.

    Raises:
        MemPrivacyError: It could not be desensitized.
    """
    said, labels = GraphWalker(_Said(*_of(crossing))), GraphWalker(_Labels(crossing))
    hidden = dict(run)
    for key in sorted(run, key=lambda key: key not in _SAID):  # labels last: more is known then
        if _is_place(key, run[key]) or key == "attachments":
            continue
        role = "user" if key == "inputs" else "assistant" if key == "outputs" else "tool"
        if key == "events":
            hidden[key] = _timed(said, run[key], role)
        else:
            hidden[key] = (said if key in _SAID else labels).value(run[key], role)
    return hidden


def _is_place(key: str, item: Any) -> bool:
    """Tell whether a field says where a run stands in the tree, and nothing else."""
    return key in _TREE and (key not in _TIMES or _is_time(item))


def _is_time(item: Any) -> bool:
    if not isinstance(item, str):
        return isinstance(item, datetime)
    if not _TIME.fullmatch(item):
        return False
    try:
        datetime.fromisoformat(item)
    except ValueError:
        return False
    return True


def _timed(walker: GraphWalker, value: Any, role: str) -> Any:
    """Desensitize a record, or a list of them, but for the times on top of it."""
    records = value if isinstance(value, list) else [value]
    times = [
        {key: item for key, item in one.items() if key in _TIMES and _is_time(item)}
        if isinstance(one, dict)
        else {}
        for one in records
    ]
    rest = [
        {key: item for key, item in one.items() if key not in kept} if kept else one
        for one, kept in zip(records, times, strict=True)
    ]
    hidden = [
        {**one, **kept} if kept else one
        for one, kept in zip(walker.value(rest, role), times, strict=True)
    ]
    return hidden if isinstance(value, list) else hidden[0]


def bare_run(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is left of a run that could not be desensitized: its place in the tree."""
    return {key: item for key, item in run.items() if _is_place(key, item)} | {
        key: "not traced" if key == "name" else {} for key in ("name", "inputs") if key in run
    }


def hidden_value(crossing: Crossing, value: Any) -> Any:
    """Desensitize feedback, examples and the like; ids in metadata stay.

    Raises:
        MemPrivacyError: It could not be desensitized.
    """
    return GraphWalker(_Said(*_of(crossing))).value(value, "user")


def hidden_request(crossing: Crossing, body: Any, *, merging: bool = False) -> Any:
    """Desensitize the body of any other request: ids stay, wherever they stand.

    Args:
        crossing: Whose.
        body: As it would be sent.
        merging: Whether of two keys that become the same the later one counts; else such a
            body is refused.

    Raises:
        NotCoveredError: It is nested too deep, or has a value and its placeholder as keys.
        MemPrivacyError: It could not be desensitized.
    """
    walker = (_Merging if merging else GraphWalker)(_Labels(crossing))
    return _timed(walker, body, "user")


def _of(crossing: Crossing) -> tuple[Any, str, str | None]:
    return crossing.privacy, crossing.scope, crossing.real_name
