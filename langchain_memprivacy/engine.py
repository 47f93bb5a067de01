"""`PrivacyEngine`: extractor, vault and policy become desensitize and restore.

The engine knows the protocols only; `defaults` puts real parts together.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

from .errors import ExtractorError, ScopeError
from .extractors.base import Extractor
from .locate import ValueIndex
from .placeholders import LITERAL, Placeholder, find_placeholders, parse_placeholder
from .policy import PrivacyPolicy
from .restoring import StreamRestorer
from .spans import PrivacySpan, resolve
from .surroundings import Surroundings
from .taxonomy import PrivacyLevel
from .vault.base import PrivateValue, Receipt, Vault
from .view import ScopeView

MAX_VIEWS = 1024
"""How many scopes' views are kept in memory at once."""

Scope = str | Callable[[Any], str]


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
    """

    def __init__(
        self,
        extractor: Extractor,
        vault: Vault,
        policy: PrivacyPolicy | None = None,
        scope: Scope = "local",
    ) -> None:
        self.extractor = extractor
        self.vault = vault
        self.policy = policy or PrivacyPolicy()
        self.unknown: Counter[str] = Counter()
        """How many placeholders `restore` left as they were, by type tag."""
        self._scope = scope if callable(scope) else _checked(scope)
        self._views: OrderedDict[str, ScopeView] = OrderedDict()
        self._views_lock = Lock()
        self._unknown_lock = Lock()  # counting reads, then writes

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.extractor!r}, {self.vault!r})"

    def scope_for(self, config: Any = None, scope: str | None = None) -> str:
        """Say whose mapping a call means.

        Args:
            config: A LangChain config, for an engine whose scope is a function.
            scope: Wins where given.

        Raises:
            ScopeError: There is none, or it is not a non-empty string.
        """
        if scope is not None:
            return _checked(scope)
        if not callable(self._scope):
            return self._scope
        if config is None:
            raise ScopeError("no scope: this engine serves many users, pass scope=... or a config")
        return _checked(self._scope(config))

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
        return resolve(text, self._extract(text, role, real_name))

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
            real_name: The user's own full name where it is known.

        Returns:
            The text with placeholders. `restore` gives back exactly `text`, except for
            look-alikes of placeholders that were already issued in this scope.

        Raises:
            ScopeError: No scope is known.
            ExtractorError: The detector failed; the text must not leave.
            VaultError: The vault failed; the text must not leave.
        """
        view = self._view(self.scope_for(scope=scope))
        key = view.memo_key(text, role, real_name)
        with view.lock:
            view.sync()
            memory = view.remembered(key, text)
            if memory is not None and (memory.result or not text):
                return memory.result
        # Without the lock: a model takes its time, and others need not wait for it.
        spans = memory.spans if memory is not None else self._extract(text, role, real_name)
        with view.lock:
            view.sync()
            result = self._replace(view, text, spans)
            view.remember(key, spans, result)
            if result != text:  # so that it passes unchanged when it comes round again
                view.remember(view.memo_key(result, role, real_name), (), result)
        return result

    def restore(self, text: str, scope: str | None = None, audit: str | None = None) -> str:
        """Replace placeholders with their values (paper: downlink restoration).

        Args:
            text: What came back.
            scope: Whose mapping; the engine's own where left out.
            audit: Where the values go, for example `tool:send_mail`; written to the
                vault's audit log with types and counts.

        Raises:
            ScopeError: No scope is known.
            VaultError: The vault failed.
        """
        restorer = self.restorer(scope)
        result = restorer.feed(text) + restorer.flush()
        with self._unknown_lock:
            self.unknown.update(restorer.unknown)
        if audit is not None and restorer.restored:
            self.vault.record(self.scope_for(scope=scope), f"restore {audit}", restorer.restored)
        return result

    def restorer(self, scope: str | None = None) -> StreamRestorer:
        """Return a restorer for a stream: `feed(chunk)` and, at the end, `flush()`."""
        view = self._view(self.scope_for(scope=scope))
        with view.lock:
            view.sync()
        return StreamRestorer(view.value_of)

    async def adesensitize(
        self,
        text: str,
        scope: str | None = None,
        role: str = "user",
        real_name: str | None = None,
    ) -> str:
        """Do as `desensitize`, off the event loop."""
        return await asyncio.to_thread(self.desensitize, text, scope, role, real_name)

    async def arestore(self, text: str, scope: str | None = None, audit: str | None = None) -> str:
        """Do as `restore`, off the event loop."""
        return await asyncio.to_thread(self.restore, text, scope, audit)

    def forget(
        self,
        value: str | None = None,
        placeholder: str | Placeholder | None = None,
        scope: str | None = None,
        type: str | None = None,  # noqa: A002
    ) -> Receipt:
        """Erase values; their placeholders are dead from then on.

        Args:
            value: Every placeholder of this exact value.
            placeholder: This one, `"<EMAIL_1>"` or a `Placeholder`.
            scope: Whose mapping. Given alone, all of it goes, its keys included.
            type: Every value of this type.

        Raises:
            ScopeError: No scope is known.
            ValueError: Nothing says what to forget, or `placeholder` is none.
            VaultError: The vault failed; nothing was erased.
        """
        if isinstance(placeholder, str):
            parsed = parse_placeholder(placeholder)
            if parsed is None:
                raise ValueError("forget: not a placeholder; it looks like <EMAIL_1>")
            placeholder = parsed
        if value is None and placeholder is None and type is None and scope is None:
            raise ValueError(
                "forget: say what: value=, placeholder=, type=, or scope= for all of it"
            )
        tag = None if type is None else PrivacySpan(0, 1, "x", type, PrivacyLevel.PL1).type
        view = self._view(self.scope_for(scope=scope))
        receipt = self.vault.forget(view.scope, value=value, placeholder=placeholder, type=tag)
        with view.lock:
            view.sync()
        return receipt

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

    def _extract(self, text: str, role: str, real_name: str | None) -> Sequence[PrivacySpan]:
        failure, strange = "", 0
        spans: Sequence[PrivacySpan] = ()
        try:
            spans = tuple(self.extractor.extract(text, role=role, real_name=real_name))
            strange = sum(not isinstance(span, PrivacySpan) for span in spans)
        except Exception as error:  # noqa: BLE001  # any failure closes the gate
            failure = type(error).__name__
        # Raised outside the handler: the cause may quote the text, and must not travel along.
        if failure:
            msg = f"the extractor failed ({failure}); the text was not let through"
            raise ExtractorError(msg)
        if strange:
            msg = f"the extractor gave {strange} of {len(spans)} answers that are no spans"
            raise ExtractorError(msg)
        wrong = sum(text[span.start : span.end] != span.text for span in spans)
        if wrong:
            msg = f"the extractor gave {wrong} of {len(spans)} spans that are not in the text"
            raise ExtractorError(msg)
        return spans

    def _replace(self, view: ScopeView, text: str, extracted: Iterable[PrivacySpan]) -> str:
        inert: list[tuple[int, int]] = []
        spans = list(view.known_spans(text))
        for match in find_placeholders(text):
            if view.issued(match.placeholder):
                inert.append((match.start, match.end))
            else:
                spans.append(_literal(text, match.start, match.end))
        found = [span for span in extracted if view.protects(span.type, span.level)]
        kept = resolve(text, _without(text, [*spans, *found], inert))
        swallowed = _Swallowed(found, kept)
        while kept:
            given = self._placeholders(view, _values(text, kept, inert, self.policy))
            written = _Written(text, kept, given, inert)
            # A value is known only now, and next to a placeholder something may stand
            # alone that did not before: a known value, or a look-alike without brackets.
            seen = (
                *view.known_spans(written.text),
                *swallowed.spans(written.text),
                *(_literal(written.text, m.start, m.end) for m in find_placeholders(written.text)),
            )
            missed = [written.locate(s) for s in _without(written.text, seen, written.ranges)]
            if not missed:
                return written.text
            kept = resolve(text, [*kept, *missed])
        return text

    def _placeholders(
        self, view: ScopeView, values: Sequence[PrivateValue]
    ) -> Sequence[Placeholder]:
        given = {
            value: view.placeholder_of(value.type, value.text, value.level) for value in values
        }
        missing = [value for value, placeholder in given.items() if placeholder is None]
        if missing:
            given.update(zip(missing, self.vault.assign(view.scope, missing), strict=True))
            view.sync()
        return [placeholder for value in values if (placeholder := given[value]) is not None]


class _Written:
    """A text with placeholders in place of spans, and the way back to its offsets.

    Attributes:
        text: The result.
        ranges: Where its placeholders stand, new ones and those that stood there before.
    """

    def __init__(
        self,
        text: str,
        spans: Sequence[PrivacySpan],
        placeholders: Sequence[Placeholder],
        inert: Sequence[tuple[int, int]],
    ) -> None:
        marks = [(s.start, s.end, str(p)) for s, p in zip(spans, placeholders, strict=True)]
        marks += [(start, end, text[start:end]) for start, end in inert]
        pieces: list[str] = []
        position = size = 0
        self.ranges: list[tuple[int, int]] = []
        self._ends: list[int] = []
        for start, end, placeholder in sorted(marks):
            pieces += (text[position:start], placeholder)
            size += start - position
            self.ranges.append((size, size + len(placeholder)))
            self._ends.append(end)
            position, size = end, size + len(placeholder)
        self.text = "".join((*pieces, text[position:]))

    def locate(self, span: PrivacySpan) -> PrivacySpan:
        """Move a span between two placeholders to its place in the original text."""
        before = bisect_right(self.ranges, (span.start, span.start)) - 1
        shift = self._ends[before] - self.ranges[before][1] if before >= 0 else 0
        return replace(span, start=span.start + shift, end=span.end + shift)


class _Swallowed:
    """Values that became part of a longer one, and may stand elsewhere on their own."""

    def __init__(self, found: Iterable[PrivacySpan], kept: Iterable[PrivacySpan]) -> None:
        ranges = {(span.start, span.end) for span in kept}
        self._index = ValueIndex()
        self._by_text: dict[str, PrivacySpan] = {}
        for span in sorted(found, key=lambda span: span.level):
            if (span.start, span.end) not in ranges:
                self._by_text[span.text] = span
                self._index.add(span.text)

    def spans(self, text: str) -> Iterator[PrivacySpan]:
        """Find them in a text."""
        if self._by_text:
            for start, end in self._index.find(text):
                yield replace(self._by_text[text[start:end]], start=start, end=end)


def _values(
    text: str,
    spans: Sequence[PrivacySpan],
    inert: Sequence[tuple[int, int]],
    policy: PrivacyPolicy,
) -> list[PrivateValue]:
    """Read off each span the value that restoring will write back as it stands now."""
    surroundings = Surroundings()
    values: list[PrivateValue] = []
    position = 0
    marks = sorted(
        [(s.start, s.end, s) for s in spans] + [(a, b, None) for a, b in inert],
        key=lambda mark: mark[0],
    )
    for start, end, span in marks:
        surroundings.text(text[position:start])
        if span is not None:
            value, kind = surroundings.decode(span.text), span.type
            if value is None or kind == LITERAL:
                value, kind = span.text, LITERAL
            values.append(PrivateValue(value, kind, span.level, policy.retention_of(span.level)))
        surroundings.placeholder()
        position = end
    return values


def _literal(text: str, start: int, end: int) -> PrivacySpan:
    return PrivacySpan(start, end, text[start:end], LITERAL, PrivacyLevel.PL1, "grammar")


def _without(
    text: str, spans: Iterable[PrivacySpan], inert: Sequence[tuple[int, int]]
) -> Iterable[PrivacySpan]:
    """Cut issued placeholders out of spans; what is left of a span stays protected."""
    for span in spans:
        start = span.start
        for low, high in inert:
            if high <= start or low >= span.end:
                continue
            yield from _rest(text, span, start, low)
            start = high
        if start == span.start:
            yield span
        else:
            yield from _rest(text, span, start, span.end)


def _rest(text: str, span: PrivacySpan, start: int, end: int) -> Iterable[PrivacySpan]:
    if start < end:
        rest = text[start:end]
        if any(char.isalnum() for char in rest):
            start += len(rest) - len(rest.lstrip())
            rest = rest.strip()
            yield PrivacySpan(start, start + len(rest), rest, span.type, span.level, span.source)


def _checked(scope: object) -> str:
    if not isinstance(scope, str) or not scope.strip():
        raise ScopeError("no scope: it must be a non-empty string, the person or memory namespace")
    return scope
