"""What LangSmith's client sends, field by field, without private values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from ...messages import Desensitize, media
from ..crossing import Crossing
from ..graph_values import GraphWalker
from ..identifying import Identifying
from ..upstream import dumps_trace
from .coded import hidden_coded, in_coded
from .place import TIMES, is_place, is_time

_SAID = frozenset({"inputs", "outputs", "error", "events", "serialized"})
"""Fields that hold what was said; the others label the run."""

_PROJECT = frozenset({"session_name", "project_name"})

_ROUNDS = 4
"""How often what is sent together is gone through for what a round has made known."""

T = TypeVar("T")

# Pydantic cuts what it quotes in the middle, and no vault knows the halves of a value.
_QUOTED = re.compile(r"input_value=.*?(?=, input_type=)", re.DOTALL)


class _Said(Desensitize):
    """For what was said: prose, data, errors."""

    def text(self, text: str, role: str, key: str = "") -> str:
        return hidden_coded(text, lambda plain: self.bare(plain, role, key))

    def bare(self, text: str, role: str, key: str) -> str:
        """Desensitize a text as it stands."""
        if "input_value=" in text:
            text = _QUOTED.sub("input_value=...", text)
        return super().text(text, role, key)


class _Labels(Identifying):
    """For what labels: ids stay, so that runs of a thread are found."""

    def text(self, text: str, role: str, key: str = "") -> str:
        return hidden_coded(text, lambda plain: self.bare(plain, role, key))

    def bare(self, text: str, role: str, key: str) -> str:
        """Desensitize a text as it stands."""
        return super().text(text, role, key)


class _Walker(GraphWalker):
    """A walker that also looks into base64 of which most is no text, such as pictures."""

    def __init__(self, direction: _Said | _Labels) -> None:
        super().__init__(direction)
        self._bare = direction.bare

    def _text(self, text: str, role: str, key: str) -> str:
        coded = in_coded(text, lambda plain: self._bare(plain, role, key))
        return super()._text(coded, role, key)

    def _entry(self, owner: Mapping[Any, Any], key: Any, item: Any, role: str, depth: int) -> Any:
        if key in media.DATA and isinstance(item, str):
            item = in_coded(item, lambda plain: self._bare(plain, role, ""))
        return super()._entry(owner, key, item, role, depth)


class _Merging(_Walker):
    """A walker for which the later of two keys that become the same counts.

    At the end of an experiment, LangSmith lays the metadata of this device over what it was
    sent of them before, whose keys are placeholders.
    """

    def _like(self, value: Mapping[Any, Any], items: dict[Any, Any], role: str, depth: int) -> Any:
        del value, role, depth
        return items


def plain(value: Any) -> Any:
    """Return a value as LangSmith would write it: JSON, whatever its class was."""
    return json.loads(dumps_trace(value))


def plain_run(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run with fields that do not change any more; attachments are left out."""
    return {
        key: item if is_place(key, item) else plain(item)
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
    said, labels = _Walker(_Said(*_of(crossing))), _Walker(_Labels(crossing))
    hidden = dict(run)
    for key in sorted(run, key=lambda key: key not in _SAID):  # labels last: more is known then
        if is_place(key, run[key]) or key == "attachments":
            continue
        role = "user" if key == "inputs" else "assistant" if key == "outputs" else "tool"
        if key == "events":
            hidden[key] = _timed(said, run[key], role)
        else:
            hidden[key] = (said if key in _SAID else labels).value(run[key], role)
    return hidden


def _timed(walker: GraphWalker, value: Any, role: str) -> Any:
    """Desensitize a record, or a list of them, but for the times on top of it."""
    records = value if isinstance(value, list) else [value]
    times = [
        {key: item for key, item in one.items() if key in TIMES and is_time(item)}
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


def bare_run(run: Mapping[str, Any], crossing: Crossing | None = None) -> dict[str, Any]:
    """Return what is left of a run that could not be desensitized: its place in the tree.

    Args:
        run: The run.
        crossing: Whose, where it is known: so that the run stays in its project.
    """
    left = {key: item for key, item in run.items() if is_place(key, item)}
    for key in _PROJECT & run.keys():
        if crossing is None:
            continue
        with suppress(Exception):  # whatever it is, the name is left out
            left[key] = hidden_request(crossing, run[key])
    return left | {
        key: "not traced" if key == "name" else {} for key in ("name", "inputs") if key in run
    }


def hidden_value(crossing: Crossing, value: Any) -> Any:
    """Desensitize feedback, examples and the like; ids in metadata stay.

    Raises:
        MemPrivacyError: It could not be desensitized.
    """
    return _Walker(_Said(*_of(crossing))).value(value, "user")


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
    walker = (_Merging if merging else _Walker)(_Labels(crossing))
    return _timed(walker, body, "user")


def _of(crossing: Crossing) -> tuple[Any, str, str | None]:
    return crossing.privacy, crossing.scope, crossing.real_name
