"""What LangSmith's client sends, field by field, without private values."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
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

_TIMES = frozenset({"time", "start_time", "end_time", "created_at", "modified_at"})

_ROUNDS = 4
"""How often what is sent together is gone through for what a round has made known."""

T = TypeVar("T")

# Pydantic cuts what it quotes in the middle, and no vault knows the halves of a value.
_QUOTED = re.compile(r"input_value=.*?(?=, input_type=)", re.DOTALL)


_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){2,}|(?:[A-Za-z0-9+/]{4})+[A-Za-z0-9+/]{2,3}={1,2}")


class _Said(Desensitize):
    """For what was said: prose, data, errors."""

    def text(self, text: str, role: str, key: str = "") -> str:
        if key in _TIMES:
            return text
        if "input_value=" in text:
            text = _QUOTED.sub("input_value=...", text)
        hidden = super().text
        return _in_bytes(text, lambda plain: hidden(plain, role, key))


class _Labels(Identifying):
    """For what labels: ids stay, so that runs of a thread are found."""

    def text(self, text: str, role: str, key: str = "") -> str:
        if key in _TIMES:
            return text
        hidden = super().text
        return _in_bytes(text, lambda plain: hidden(plain, role, key))


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
        if key in _TREE or key == "attachments":
            continue
        role = "user" if key == "inputs" else "assistant" if key == "outputs" else "tool"
        walk: Callable[..., Any] = said.value if key in _SAID else labels.value
        hidden[key] = walk(run[key], role)
    return hidden


def bare_run(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is left of a run that could not be desensitized: its place in the tree."""
    return {key: item for key, item in run.items() if key in _TREE} | {
        key: "not traced" if key == "name" else {} for key in ("name", "inputs") if key in run
    }


def hidden_value(crossing: Crossing, value: Any) -> Any:
    """Desensitize feedback, examples and the like; ids in metadata stay.

    Raises:
        MemPrivacyError: It could not be desensitized.
    """
    return GraphWalker(_Said(*_of(crossing))).value(value, "user")


def hidden_request(crossing: Crossing, body: Any) -> Any:
    """Desensitize the body of any other request: ids stay, wherever they stand.

    Raises:
        MemPrivacyError: It could not be desensitized.
    """
    return GraphWalker(_Labels(crossing)).value(body, "user")


def _of(crossing: Crossing) -> tuple[Any, str, str | None]:
    return crossing.privacy, crossing.scope, crossing.real_name
