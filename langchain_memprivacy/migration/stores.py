"""Items of a LangGraph store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from langgraph.store.base import BaseStore, GetOp, Item, Op, PutOp

from ..engine import PrivacyEngine
from ..errors import NotCoveredError
from ..integrations.store import PrivacyStore
from ..integrations.store.operations import MARK, Passage, Unmarked
from ..integrations.store.purging import all_items, done
from .forms import AT_ONCE
from .journal import Journal
from .report import Failure, Migration, OnError, Progress, Unreadable, quiet
from .rewriting import Rewriter
from .sqlite import is_busy, one_database, saying_busy

_MAX_SWEEPS = 3
"""How often a store is listed anew for what others put there meanwhile."""

Place = tuple[tuple[str, ...], str]


class _Move(NamedTuple):
    """One item on its way."""

    number: int
    item: Item
    place: Place
    value: dict[str, Any]


def migrate_store(
    source: BaseStore,
    target: BaseStore | None,
    privacy: PrivacyEngine,
    *,
    scope: str | None = None,
    namespace: tuple[str, ...] = (),
    unmarked: Unmarked = "leave",
    restore: bool = False,
    dry_run: bool = False,
    state: str | Path | None = None,
    on_error: OnError = "list",
    progress: Progress = quiet,
) -> Migration:
    """Desensitize the items of a store, as `PrivacyStore` would have written them.

    One person's memories at a time: all that is found goes into one scope. In a store of
    several people, say with `namespace` which items are those of `scope`.

    Give the bare stores, with their `index`, so that embeddings are made anew too. An
    item is written before the one that it takes the place of is deleted, and never in
    place of another one. Items that were written through a `PrivacyStore` stay as they
    are. Times of creation, times to live and an index of an item's own cannot be read
    from a store: rewritten items get those of new ones.

    A database may keep what was rewritten in its file until it is packed (`VACUUM`).

    Asynchronous stores work too, from a thread: `asyncio.to_thread(migrate_store, ...)`.

    Args:
        source: The store.
        target: Where the result goes; None rewrites in place.
        privacy: The engine. In place, values that its policy keeps in memory only
            (credentials, PL4, by default) are gone with the process.
        scope: Whose memories; the engine's own where left out.
        namespace: Only items under it, a prefix of whole labels as they are without
            placeholders: `("memories", "u-17")`. Empty: the whole store is one person's.
        unmarked: What placeholders are in items that no `PrivacyStore` wrote: text like any
            other (`leave`), or the scope's own where it issued them before (`restore`).
        restore: The way back: own placeholders to values.
        dry_run: Change nothing, the vault included, and count what would be changed.
        state: See `migrate_files`.
        on_error: See `OnError`.
        progress: Called with items done and items in all.

    Raises:
        ScopeError: No scope is known.
        NotCoveredError: A store is a `PrivacyStore`.
        ValueError: Source and target are one, or `namespace` is a text.
        TimeoutError: An SQLite store is locked by others; nothing is lost, run it again.
        VaultConflictError: `state` is that of another migration.
        VaultError: The vault failed.
    """
    if isinstance(source, PrivacyStore) or isinstance(target, PrivacyStore):
        raise NotCoveredError("not covered: a PrivacyStore; migrate the bare store, its `inner`")
    if isinstance(namespace, str):
        raise ValueError("migrate: a namespace is a tuple of labels, not one text")  # noqa: TRY004
    if source is target or one_database(source, target):
        raise ValueError("migrate: source and target are one store; leave the target out")
    rewriter = Rewriter(privacy, privacy.scope_for(scope=scope), restore=restore, dry_run=dry_run)
    kind = type(source if target is None else target).__name__
    job = f"store {kind} {target is None} {restore} {rewriter.tag}"
    job += f" {namespace!r}" if namespace else ""
    journal = Journal(None if dry_run or state is None else Path(state), job)
    run = _Run(source, target, rewriter, journal, Migration(dry_run=dry_run), restore=restore)
    run.under = tuple(namespace)
    if unmarked == "leave":
        rewriter.look_alikes.issued = {}
    try:
        with saying_busy(source, target):
            run.all(on_error, progress)
        if not run.result.failures:
            journal.finish()
    finally:
        journal.close()
        run.result.values = rewriter.settle()
    return run.result


class _Run:
    """A migration of a store."""

    def __init__(
        self,
        source: BaseStore,
        target: BaseStore | None,
        rewriter: Rewriter,
        journal: Journal,
        result: Migration,
        *,
        restore: bool,
    ) -> None:
        self._source, self._in_place = source, target is None
        self._target = source if target is None else target
        self._rewriter, self._journal, self.result = rewriter, journal, result
        self._restore = restore
        self.under: tuple[str, ...] = ()
        self._passage = Passage(rewriter.crossing, "leave")
        ttl = self._target.ttl_config or {}
        self._ttl = ttl.get("default_ttl")
        self._seen: set[Place] = set()

    def all(self, on_error: OnError, progress: Progress) -> None:
        """Go through the store, and again for what came meanwhile."""
        for _ in range(_MAX_SWEEPS):
            every = [(tuple(item.namespace), item.key) for item in done(self._source, all_items())]
            new = [place for place in every if place not in self._seen and self._is_under(place)]
            if not new:
                return
            chunks = [new[start : start + AT_ONCE] for start in range(0, len(new), AT_ONCE)]
            total = self.result.items + len(new)
            for number, chunk in enumerate(chunks):
                self._prepare(self._fetch(chunk))
                progress(self.result.items + number * AT_ONCE // 2, total)
            half = total - len(new) // 2
            for number, chunk in enumerate(chunks):
                self._seen.update(chunk)
                self._chunk(self._fetch(chunk), on_error)
                progress(min(total, half + number * AT_ONCE // 2), total)
            progress(total, total)

    def _is_under(self, place: Place) -> bool:
        labels = place[0][: len(self.under)]
        # Where they were rewritten before, labels are pseudonyms.
        return labels == self.under or tuple(map(self._rewriter.plain, labels)) == self.under

    def _fetch(self, places: Sequence[Place]) -> list[Item]:
        """Read items as they are now; they may have changed since they were listed."""
        ops = [GetOp(namespace, key, refresh_ttl=False) for namespace, key in places]
        return [item for item in self._source.batch(ops) if isinstance(item, Item)]

    def _prepare(self, items: Sequence[Item]) -> None:
        self._rewriter.prepare(item.value for item in items if MARK not in item.value)

    def _chunk(self, items: Sequence[Item], on_error: OnError) -> None:
        places = [self._place(item) for item in items]
        asked = [GetOp(namespace, key, refresh_ttl=False) for namespace, key in places]
        there = [
            item.value if isinstance(item, Item) else None for item in self._target.batch(asked)
        ]
        shown = self._rewriter.shown
        moves: list[_Move] = []
        stale: list[Item] = []
        for item, place, found in zip(items, places, there, strict=True):
            self.result.items += 1

            def work(item: Item = item, place: Place = place, found: Any = found) -> None:
                move = self._move(item, place, found)
                if move is not None:
                    moves.append(move)
                elif self._moves(item, place):
                    stale.append(item)

            self.result.attempt(self.result.items, _name(item), on_error, shown, work)
        if self.result.dry_run:
            self.result.changed += len(moves)
            return
        self._journal.note((self._named(move.item), _written(move.value)) for move in moves)
        written = self._put(moves, on_error)
        stale += [move.item for move in written if self._moves(move.item, move.place)]
        if self._in_place:
            self._seen.update(move.place for move in written)
        self.result.changed += len(written)
        if stale:
            self._source.batch([PutOp(tuple(item.namespace), item.key, None) for item in stale])

    def _place(self, item: Item) -> Place:
        names = self._rewriter.name
        return tuple(map(names, item.namespace)), names(item.key)

    def _moves(self, item: Item, place: Place) -> bool:
        return self._in_place and place != (tuple(item.namespace), item.key)

    def _move(self, item: Item, place: Place, found: Any) -> _Move | None:
        """Say what has to be written, if anything."""
        stays = self._in_place and not self._moves(item, place)
        if found is not None and self._journal.is_done(self._named(item), _written(found)):
            self.result.resumed += 1
            return None
        value = self._rewritten(item)
        if found == value:
            self.result.unchanged += 1
            return None
        if found is not None and not stays:
            raise Unreadable("the target has something else under its name")
        if value != item.value:
            self._rewriter.count(item.value, value)
        return _Move(self.result.items, item, place, value)

    def _rewritten(self, item: Item) -> dict[str, Any]:
        value = dict(item.value)
        whose = value.get(MARK)
        if not self._restore and whose is None:
            (op,) = self._passage.out([PutOp(("m",), "m", self._rewriter.look_alikes.apart(value))])
            assert isinstance(op, PutOp)
            value = dict(op.value or {})
        elif self._restore and whose == self._rewriter.tag:
            (shown,) = self._passage.back([item])
            assert isinstance(shown, Item)
            value = shown.value
        return value

    def _put(self, moves: Sequence[_Move], on_error: OnError) -> list[_Move]:
        """Write items at once; where that fails, one by one, to see which one fails."""
        ops: list[Op] = [
            PutOp(namespace, key, value, ttl=self._ttl) for _, _, (namespace, key), value in moves
        ]
        if not ops:
            return []
        try:
            self._target.batch(ops)
        except Exception as error:  # whatever it is, most items may be all right
            if is_busy(error):
                raise
        else:
            return list(moves)
        written = []
        for move, op in zip(moves, ops, strict=True):
            failure = ""
            try:
                self._target.batch([op])
            except Exception as error:  # a store's message may quote the item
                if is_busy(error):
                    raise
                failure = type(error).__name__
            if failure and on_error == "stop":
                msg = f"migrate: item {move.number}: the store refused it ({failure})"
                raise ValueError(msg)
            if failure:
                reason = f"the store refused it ({failure})"
                name = _name(move.item)
                refused = Failure(move.number, name, reason, self._rewriter.shown(name))
                self.result.failures.append(refused)
            else:
                written.append(move)
        return written

    def _named(self, item: Item) -> bytes:
        return _written([*item.namespace, item.key, None if self._in_place else item.value])


def _name(item: Item) -> str:
    return "/".join((*item.namespace, item.key))


def _written(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, default=str).encode()
