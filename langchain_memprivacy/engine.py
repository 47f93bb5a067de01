"""`PrivacyEngine`: extractor, vault and policy become desensitize and restore.

The engine knows the protocols only; `defaults` puts real parts together.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import Any, Self

from .detecting import detect
from .errors import NotCoveredError
from .extractors.base import Extractor
from .forks import renew_after_fork
from .identity import Identity, RealName, Scope
from .many import Desensitizer, Keeper
from .placeholders import STANDARD_TAGS, Placeholder, parse_placeholder
from .policy import PrivacyPolicy
from .purging import Purgeable, Purged
from .replacing import replace_spans
from .restoring import StreamRestorer
from .spans import PrivacySpan, resolve
from .taxonomy import OTHER, PrivacyLevel, type_tag
from .vault.base import Correction, PrivateValue, Receipt, Vault
from .view import ScopeView

MAX_VIEWS = 1024
"""How many scopes' views are kept in memory at once."""

MAX_TRIES = 10
"""How often a message is gone through again because values were erased meanwhile."""

MAX_TYPES = 1000
"""How many types of unknown placeholders are counted apart."""


class PrivacyEngine:
    """Desensitizes text on its way out and restores it on its way back (Algorithm 1).

    Safe to share between threads and tasks. Fails closed: when a detector or the
    vault fails, no text comes back.

    Args:
        extractor: Finds private spans.
        vault: Keeps the mapping.
        policy: Which spans are protected and how long they are kept.
        scope: Whose mapping, where a call does not say: a name, or a function that
            takes a LangChain config and returns one (for many users).
        real_name: The user's own full name, which is then found wherever it stands; or
            a function as for `scope`, which may return None.
    """

    def __init__(
        self,
        extractor: Extractor,
        vault: Vault,
        policy: PrivacyPolicy | None = None,
        scope: Scope = "local",
        real_name: RealName = None,
    ) -> None:
        self.extractor = extractor
        self.vault = vault
        self.policy = policy or PrivacyPolicy()
        self.unknown: Counter[str] = Counter()
        """How many placeholders `restore` left as they were, by type tag."""
        self._identity = Identity(scope, real_name)
        self.renew()
        renew_after_fork(self)

    def renew(self) -> None:
        """Start with new locks and no views, as a forked child must."""
        self._views: OrderedDict[str, ScopeView] = OrderedDict()
        self._views_lock = Lock()
        self._unknown_lock = Lock()  # counting reads, then writes

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.extractor!r}, {self.vault!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the vault; values that were in memory only are gone."""
        self.vault.close()

    def scope_for(self, config: Any = None, scope: str | None = None) -> str:
        """Say whose mapping a call means.

        Args:
            config: A LangChain config, for an engine whose scope is a function.
            scope: Wins where given.

        Raises:
            ScopeError: There is none, or it is not a non-empty string.
        """
        return self._identity.scope_for(config, scope)

    def tag(self, scope: str | None = None) -> str:
        """Return the mark of a scope's placeholders in places that others share.

        Args:
            scope: Whose mapping; the engine's own where left out.

        Raises:
            VaultError: The vault failed.
        """
        return self.vault.tag(self.scope_for(scope=scope))

    def real_name_for(self, config: Any = None) -> str | None:
        """Return the user's own full name where it is known.

        Args:
            config: A LangChain config, for an engine whose `real_name` is a function.

        Raises:
            ScopeError: That function failed: it is not known who the user is.
        """
        return self._identity.real_name_for(config)

    def extract(
        self, text: str, role: str = "user", real_name: str | None = None
    ) -> list[PrivacySpan]:
        """Find private spans, disjoint and in text order, whatever the policy protects.

        Args:
            text: One message.
            role: Who wrote it: `user`, `assistant`, `system` or `tool`.
            real_name: The user's own full name where it is known.

        Raises:
            ExtractorError: The detector failed.
        """
        return resolve(text, detect(self.extractor, text, role, real_name or self.real_name_for()))

    def desensitize(
        self,
        text: str,
        scope: str | None = None,
        role: str = "user",
        real_name: str | None = None,
    ) -> str:
        """Replace private values with placeholders (paper: uplink desensitization).

        Args:
            text: One message.
            scope: Whose mapping; the engine's own where left out.
            role: Who wrote it: `user`, `assistant`, `system` or `tool`.
            real_name: The user's own full name; the engine's own where left out.

        Returns:
            The text with placeholders. `restore` gives back exactly `text`, except for
            look-alikes of placeholders that were already issued in this scope.

        Raises:
            ScopeError: No scope is known.
            ExtractorError: The detector failed; the text must not leave.
            VaultError: The vault failed; the text must not leave.
        """
        view = self._view(self.scope_for(scope=scope))
        return self._desensitize(view, text, role, real_name or self.real_name_for())

    def desensitizer(self, scope: str | None = None, real_name: str | None = None) -> Desensitizer:
        """Return what desensitizes many texts in a row; see `desensitize`.

        It asks the vault what others have added only now and then.

        Args:
            scope: Whose mapping; the engine's own where left out.
            real_name: The user's own full name; the engine's own where left out.
        """
        view = self._view(self.scope_for(scope=scope))
        return Desensitizer(
            view, partial(self._desensitize, view), real_name or self.real_name_for()
        )

    def keeper(self, purpose: str, scope: str | None = None) -> Keeper:
        """Return a memory for what is made of a scope's texts; see `Keeper`.

        Args:
            purpose: What is made of them.
            scope: Whose mapping; the engine's own where left out.
        """
        return Keeper(self._view(self.scope_for(scope=scope)), purpose)

    def _desensitize(
        self, view: ScopeView, text: str, role: str, real_name: str | None, *, sync: bool = True
    ) -> str:
        key = view.memo_key(text, role, real_name)
        with view.lock:
            if sync:
                view.sync()
            memory = view.remembered(key, text)
            if memory is not None and (memory.result or not text):
                return memory.result
        # Without the lock: a model takes its time, and others need not wait for it.
        spans = (
            memory.spans if memory is not None else detect(self.extractor, text, role, real_name)
        )
        with view.lock:
            view.sync()
            before = None
            for _ in range(MAX_TRIES):
                resets, words = view.resets, view.words
                result = replace_spans(text, spans, view, self.vault, self.policy)
                if view.resets != resets:
                    continue  # erased meanwhile: what the result holds may be dead already
                _foresee(result, view)
                if view.words != words and result != before:
                    before = result
                    continue  # these words may stand elsewhere in the text, too
                view.remember(key, spans, result)
                if result != text:  # so that it passes unchanged when it comes round again
                    view.remember(view.memo_key(result, role, real_name), (), result)
                break
        return result

    def restore(
        self,
        text: str,
        scope: str | None = None,
        audit: str | None = None,
        upto: PrivacyLevel = PrivacyLevel.PL4,
    ) -> str:
        """Replace placeholders with their values (paper: downlink restoration).

        Args:
            text: What came back.
            scope: Whose mapping; the engine's own where left out.
            audit: Where the values go, for example `tool:send_mail`; written to the
                vault's audit log with types and counts.
            upto: Leave placeholders of higher levels as they are. A reply that is shown
                as Markdown may hold an image whose address carries a placeholder, and
                showing it would send the value there: restore such replies up to PL3.

        Raises:
            ScopeError: No scope is known.
            VaultError: The vault failed.
        """
        restorer = self.restorer(scope, upto)
        result = restorer.whole(text)
        self.settle(restorer, self.scope_for(scope=scope), audit)
        return result

    def recognise(self, text: str, scope: str | None = None) -> list[PrivacySpan]:
        """Find values that are known in a scope already; nothing new becomes known.

        Args:
            text: Any text.
            scope: Whose mapping; the engine's own where left out.

        Raises:
            ScopeError: No scope is known.
            VaultError: The vault failed.
        """
        view = self._view(self.scope_for(scope=scope))
        with view.lock:
            view.sync()
            known = list(view.known_spans(text))
        return resolve(text, known)

    def settle(self, restorer: StreamRestorer, scope: str, audit: str | None = None) -> None:
        """Close the books on a restorer: unknown placeholders are counted, the rest audited.

        Args:
            restorer: One of `restorer`, at its end.
            scope: Its scope.
            audit: See `restore`.

        Raises:
            VaultError: The audit log could not be written.
        """
        with self._unknown_lock:
            for tag, count in restorer.unknown.items():
                # A reply can invent any number of types; memory must not grow with them.
                known = tag in STANDARD_TAGS or tag in self.unknown or len(self.unknown) < MAX_TYPES
                self.unknown[tag if known else OTHER] += count
        if audit is not None and restorer.restored:
            self.vault.record(scope, f"restore {audit}", restorer.restored)

    def restorer(
        self,
        scope: str | None = None,
        upto: PrivacyLevel = PrivacyLevel.PL4,
        *,
        wait: bool = True,
    ) -> StreamRestorer:
        """Return a restorer for a stream: `feed(chunk)` and, at the end, `flush()`.

        Args:
            scope: Whose mapping; the engine's own where left out.
            upto: See `restore`.
            wait: Whether it looks at the vault by itself, and waits for who writes there.
                On an event loop it must not: there it knows what the last `refresh` found,
                which you call off the loop whenever `is_stale` says so.

        Raises:
            ScopeError: No scope is known.
            VaultError: The vault failed.
        """
        whose = self.scope_for(scope=scope)
        view = self._view(whose)

        def value_of(placeholder: Placeholder) -> str | None:
            if not wait:  # views come and go; `refresh` is about the current one
                return self._view(whose).value_of(placeholder, upto)
            view.keep_fresh()  # a stream may be open while values are forgotten
            return view.value_of(placeholder, upto)

        if wait:
            with view.lock:
                view.sync()
        return StreamRestorer(value_of, lambda *word: self._view(whose).glue(*word))

    def is_stale(self, scope: str | None = None) -> bool:
        """Tell whether the vault was not looked at for a while; never waits.

        Args:
            scope: Whose mapping; the engine's own where left out.
        """
        return self._view(self.scope_for(scope=scope)).is_stale()

    def refresh(self, scope: str | None = None) -> None:
        """Look at the vault, unless that was done just now; may wait for who writes there.

        Args:
            scope: Whose mapping; the engine's own where left out.

        Raises:
            ScopeError: No scope is known.
            VaultError: The vault failed.
        """
        self._view(self.scope_for(scope=scope)).keep_fresh()

    async def adesensitize(
        self,
        text: str,
        scope: str | None = None,
        role: str = "user",
        real_name: str | None = None,
    ) -> str:
        """Do as `desensitize`, off the event loop."""
        return await asyncio.to_thread(self.desensitize, text, scope, role, real_name)

    async def arestore(
        self,
        text: str,
        scope: str | None = None,
        audit: str | None = None,
        upto: PrivacyLevel = PrivacyLevel.PL4,
    ) -> str:
        """Do as `restore`, off the event loop."""
        return await asyncio.to_thread(self.restore, text, scope, audit, upto)

    def forget(
        self,
        value: str | None = None,
        placeholder: str | Placeholder | None = None,
        scope: str | None = None,
        type: str | None = None,  # noqa: A002
        stores: Iterable[Purgeable] = (),
    ) -> Receipt:
        """Erase values; their placeholders are dead from then on.

        Args:
            value: Every placeholder of this exact value.
            placeholder: This one, `"<EMAIL_1>"` or a `Placeholder`.
            scope: Whose mapping. Given alone, all of it goes, its keys included.
            type: Every value of this type.
            stores: Where items that hold these placeholders are deleted then, for example
                `PrivacyStore`s. A store that fails is named in the receipt's `purged` and
                stops nothing; name the placeholder again to try again. Items in which
                nobody's mark says whose a placeholder is are counted and left alone,
                unless the store takes them for its own (`unmarked="restore"`).

        Raises:
            NotCoveredError: A store has no `purge`; nothing was erased.
            ScopeError: No scope is known.
            ValueError: Nothing says what to forget, or `placeholder` is none.
            VaultError: The vault failed; nothing was erased.
        """
        if placeholder is not None:
            placeholder = _parsed(placeholder, "forget")
        view = self._view(self.scope_for(scope=scope))
        if value is not None and parse_placeholder(value) and not view.holds(value):
            raise ValueError("forget: that is a placeholder; say placeholder=...")
        if value is None and placeholder is None and type is None and scope is None:
            raise ValueError(
                "forget: say what: value=, placeholder=, type=, or scope= for all of it"
            )
        tag = None if type is None else type_tag(type)
        stores = _purgeable(stores)
        mark = self.vault.tag(view.scope) if stores else ""  # with all of a scope it goes, too
        receipt = self.vault.forget(view.scope, value=value, placeholder=placeholder, type=tag)
        with view.lock:
            view.sync()
        dead = {*receipt.placeholders, *([] if placeholder is None else [placeholder])}
        wanted = None if receipt.scope_erased else dead
        purged = tuple(_purged(store, wanted, view.scope, mark) for store in stores)
        return replace(receipt, purged=purged)

    async def aforget(
        self,
        value: str | None = None,
        placeholder: str | Placeholder | None = None,
        scope: str | None = None,
        type: str | None = None,  # noqa: A002
        stores: Iterable[Purgeable] = (),
    ) -> Receipt:
        """Do as `forget`, off the event loop, as asynchronous stores need it."""
        return await asyncio.to_thread(self.forget, value, placeholder, scope, type, stores)

    def correct(
        self, placeholder: str | Placeholder, value: str, scope: str | None = None
    ) -> Correction:
        """Put another value behind a placeholder, because the old one was wrong or has changed.

        Memories that were written with the placeholder stay as useful as they were; they
        are restored with the new value. The old one is erased and unknown from then on.

        Args:
            placeholder: `"<EMAIL_1>"` or a `Placeholder`.
            value: The new value, verbatim.
            scope: Whose mapping; the engine's own where left out.

        Raises:
            ScopeError: No scope is known.
            ValueError: `placeholder` is none, or `value` is empty or one.
            VaultConflictError: The value has another placeholder of this type.
            VaultError: The placeholder is not alive, or the vault failed; nothing changed.
        """
        wanted = _parsed(placeholder, "correct")
        if not value.strip() or parse_placeholder(value) is not None:
            raise ValueError("correct: a new value must be text that is no placeholder")
        view = self._view(self.scope_for(scope=scope))
        with view.lock:
            view.sync()
            level = view.level_of(wanted) or PrivacyLevel.PL2  # the vault says what is wrong
        retention = self.policy.retention_of(level)
        new = PrivateValue(value, wanted.type, level, retention)
        correction = self.vault.correct(view.scope, wanted, new)
        with view.lock:
            view.sync()
        return correction

    def _view(self, scope: str) -> ScopeView:
        with self._views_lock:
            view = self._views.get(scope)
            if view is None:
                view = self._views[scope] = ScopeView(self.vault, scope, self.policy)
                if len(self._views) > MAX_VIEWS:
                    self._views.popitem(last=False)
            else:
                self._views.move_to_end(scope)
            return view


def _foresee(result: str, view: ScopeView) -> None:
    """Learn which words restoring a text will make, so that it passes unchanged after that, too."""
    StreamRestorer(lambda p: view.value_of(p, PrivacyLevel.PL4), view.glue).whole(result)


def _purgeable(stores: Iterable[object]) -> tuple[Purgeable, ...]:
    """Refuse what cannot be purged while nothing is erased yet."""
    found: list[Purgeable] = []
    for store in stores:
        if not isinstance(store, Purgeable):
            msg = (
                f"not covered: {type(store).__name__} in stores= cannot be purged; pass "
                "PrivacyStore(store, privacy). Nothing was erased"
            )
            raise NotCoveredError(msg)
        found.append(store)
    return tuple(found)


def _purged(
    store: Purgeable, placeholders: Collection[Placeholder] | None, scope: str, tag: str
) -> Purged:
    try:
        return store.purge(placeholders, scope, tag=tag)
    except Exception as error:  # noqa: BLE001  # the values are erased: that must be told
        return Purged((), deleted=False, failure=type(error).__name__)


def _parsed(placeholder: str | Placeholder, action: str) -> Placeholder:
    found = parse_placeholder(placeholder) if isinstance(placeholder, str) else placeholder
    if found is None:
        msg = f"{action}: not a placeholder; it looks like <EMAIL_1>"
        raise ValueError(msg)
    return found
