"""One call of a store: its operations on the way out, its results on the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

from langgraph.store.base import (
    GetOp,
    InvalidNamespaceError,
    Item,
    ListNamespacesOp,
    MatchCondition,
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
    validate_op_namespace,
)

from ...errors import NotCoveredError
from ...messages import Walker
from ..crossing import Crossing
from .filters import hidden_filter
from .pseudonyms import Pseudonyms, is_tag
from .spellings import MARK, merged, spellings
from .texts import Looking, StoreBack, StoreOut

__all__ = ["MARK", "Passage", "Unmarked", "check_place", "gathered", "invalid_namespace"]

Unmarked = Literal["leave", "restore"]

_READ = {
    GetOp: {"namespace", "key", "refresh_ttl"},
    SearchOp: {"namespace_prefix", "filter", "limit", "offset", "query", "refresh_ttl"},
    PutOp: {"namespace", "key", "value", "index", "ttl"},
    ListNamespacesOp: {"match_conditions", "max_depth", "limit", "offset"},
}
_RESERVED = f"not covered: the key {MARK!r}; the store keeps it for itself"
_ROUNDS = 4
"""How often operations are gone through again for what a round has made known."""


class Passage:
    """What goes through a store's wall in one call.

    Args:
        crossing: Whose mapping.
        unmarked: What becomes of placeholders that nobody's mark stands beside.
    """

    def __init__(self, crossing: Crossing, unmarked: Unmarked) -> None:
        self._crossing = crossing
        self.tag = crossing.privacy.tag(crossing.scope)
        self._unmarked = unmarked
        self.names = Pseudonyms(crossing, self.tag)
        self._out = StoreOut(crossing, self.tag)
        self._walker = Walker(self._out)
        self._back: dict[str | None, StoreBack] = {}

    def out(self, ops: Sequence[Op]) -> list[Op]:
        """Write operations as the inner store may see them.

        What is found late is hidden early, too.

        Raises:
            NotCoveredError: An operation, or something in it, is not known here.
            InvalidNamespaceError: A label may not stand in a namespace.
        """
        for op in ops:
            _check(op)
        hidden: list[Op] = []
        for _ in range(_ROUNDS):
            known = self._out.known()
            hidden = [self._hidden(op) for op in ops]
            if known == self._out.known():
                break
        return hidden

    def spread(self, ops: Sequence[Op]) -> list[list[Op]]:
        """Write each operation of `out` in every spelling that finds what it means."""
        unmarked = self._unmarked == "restore"
        return [
            [*spellings(op, self._crossing, self.tag, unmarked=unmarked)]
            if isinstance(op, SearchOp)
            else [op]
            for op in ops
        ]

    def back(self, results: Sequence[Result]) -> list[Result]:
        """Read results; what the inner store holds is copied, never handed out."""
        try:
            return [self._shown(result) for result in results]
        finally:
            for direction in self._back.values():
                direction.settle()

    def _hidden(self, op: Op) -> Op:
        if isinstance(op, GetOp):
            return op._replace(namespace=self._names(op.namespace), key=self._key(op.key))
        if isinstance(op, SearchOp):
            return op._replace(
                namespace_prefix=self._names(op.namespace_prefix),
                filter=op.filter and self._filter(op.filter),
                query=op.query and self._out.text(op.query, "user"),
            )
        if isinstance(op, PutOp):
            index = op.index
            if index:
                index = [self._out.text(path, "user") for path in index]
            return op._replace(
                namespace=self._names(op.namespace),
                key=self._key(op.key),
                value=None if op.value is None else self._value(op.value),
                index=index,
            )
        conditions = op.match_conditions and tuple(
            MatchCondition(each.match_type, self._names(each.path)) for each in op.match_conditions
        )
        return op._replace(match_conditions=conditions)

    def _names(self, labels: Sequence[str]) -> tuple[str, ...]:
        return tuple(label if label == "*" else self.names.hide(label) for label in labels)

    def _key(self, key: Any) -> str:
        if not isinstance(key, str):
            msg = f"not covered: a key of type {type(key).__name__}; pass a string"
            raise NotCoveredError(msg)
        return self.names.hide(key)

    def _value(self, value: Mapping[str, Any]) -> dict[str, Any]:
        if MARK in value:
            raise NotCoveredError(_RESERVED)
        hidden = self._walker.value(dict(value), "user")
        assert isinstance(hidden, dict)
        return {**hidden, MARK: self.tag} if self._holds(hidden) else hidden

    def _filter(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if MARK in asked:
            raise NotCoveredError(_RESERVED)
        return hidden_filter(asked, self._walker, self._crossing)

    def _holds(self, value: Any) -> bool:
        looking = Looking(self._crossing)
        Walker(looking).value(value)
        return bool(looking.placeholders)

    def _shown(self, result: Result) -> Result:
        if isinstance(result, Item):
            return self._item(result)
        if isinstance(result, list):
            return [
                self._item(each) if isinstance(each, Item) else self._shown_names(each)
                for each in result
            ]  # type: ignore[return-value]  # one or the other, as it came
        return result

    def _item(self, item: Item) -> Item:
        fields: dict[str, Any] = {
            "value": self._shown_value(item.value),
            "key": self.names.show(item.key),
            "namespace": self._shown_names(item.namespace),
            "created_at": item.created_at,
            "updated_at": item.updated_at,
        }
        return (
            SearchItem(**fields, score=item.score)
            if isinstance(item, SearchItem)
            else Item(**fields)
        )

    def _shown_names(self, labels: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(self.names.show, labels))

    def _shown_value(self, value: Any) -> Any:
        value = dict(value) if isinstance(value, Mapping) else value
        whose = value.pop(MARK, None) if isinstance(value, dict) else None
        if not isinstance(whose, str) or not is_tag(whose):
            whose = self.tag if self._unmarked == "restore" else None
        if whose not in self._back:
            self._back[whose] = StoreBack(self._crossing, self.tag, whose)
        return Walker(self._back[whose]).value(value)


def gathered(
    ops: Sequence[Op], spread: Sequence[Sequence[Op]], results: Iterable[Result]
) -> list[Result]:
    """Make one result for each operation of those that its spellings had."""
    rest = iter(results)
    parts: list[list[Any]] = [list(islice(rest, len(each))) for each in spread]
    return [
        merged(op, part) if isinstance(op, SearchOp) else part[0]
        for op, part in zip(ops, parts, strict=True)
    ]


def _check(op: Op) -> None:
    """Refuse what cannot be vouched for; errors quote no label."""
    fields = next((fields for kind, fields in _READ.items() if isinstance(op, kind)), None)
    if fields is None:
        msg = f"not covered: operations of type {type(op).__name__}"
        raise NotCoveredError(msg)
    for name in set(op._fields) - fields:
        if getattr(op, name) != op._field_defaults.get(name):
            msg = f"not covered: {name} of {type(op).__name__}; leave it out"
            raise NotCoveredError(msg)
    try:
        validate_op_namespace(op)
    except InvalidNamespaceError:
        pass
    else:
        return
    raise invalid_namespace()


def check_place(namespace: Sequence[str]) -> None:
    """Refuse namespaces in which nothing may be stored.

    Raises:
        InvalidNamespaceError: It quotes no label.
    """
    if not namespace or namespace[0] == "langgraph":
        raise invalid_namespace()
    _check(GetOp(tuple(namespace), ""))


def invalid_namespace() -> InvalidNamespaceError:
    """Say what labels must be, without saying what they are."""
    return InvalidNamespaceError(
        "namespace: it needs labels, each a string that is not empty and has no period or NUL "
        "in it, and the first one not 'langgraph'"
    )
