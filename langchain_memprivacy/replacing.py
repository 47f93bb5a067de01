"""Spans to placeholders in one text: the counterpart of `restoring`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from .locate import ValueIndex
from .placeholders import LITERAL, STANDARD_TAGS, Placeholder, find_placeholders
from .policy import PrivacyPolicy
from .spans import PrivacySpan, resolve
from .surroundings import Surroundings
from .taxonomy import PrivacyLevel
from .vault.base import PrivateValue, Vault
from .view import ScopeView

MAX_PASSES = 6
"""How often a text is gone through for what a replacement uncovers; then it is kept whole."""


def replace_spans(
    text: str,
    extracted: Iterable[PrivacySpan],
    view: ScopeView,
    vault: Vault,
    policy: PrivacyPolicy,
) -> str:
    """Put placeholders in place of what is private, known or a look-alike.

    Args:
        text: One message.
        extracted: What the extractor found in it.
        view: The scope, in step with the vault; its lock is held.
        vault: Where new values go.
        policy: Which spans are protected and how long they are kept.

    Returns:
        A text in which nothing is left to replace, so that it passes unchanged when it
        comes again.
    """
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
    for turn in range(MAX_PASSES + 1):
        if not kept:
            return text
        if turn == MAX_PASSES:  # made on purpose: each value uncovers another one
            kept = [_literal(text, 0, len(text))]
            inert = []
        values = _values(text, kept, inert, policy)
        given = _placeholders(view, vault, [value for value, _ in values])
        forms = [
            p.escaped() if escaped else str(p)
            for p, (_, escaped) in zip(given, values, strict=True)
        ]
        written = _Written(text, kept, forms, inert)
        # A value is known only now, and next to a placeholder something may stand
        # alone that did not before: a known value, or a look-alike without brackets.
        seen = (
            *view.known_spans(written.text),
            *swallowed.spans(written.text),
            *(_literal(written.text, m.start, m.end) for m in find_placeholders(written.text)),
        )
        missed = [written.locate(s) for s in _without(written.text, seen, written.ranges)]
        if not missed or turn == MAX_PASSES:
            return written.text
        kept = resolve(text, [*kept, *missed])
    return text


def _placeholders(
    view: ScopeView, vault: Vault, values: Sequence[PrivateValue]
) -> Sequence[Placeholder]:
    given = {value: view.placeholder_of(value) for value in values}
    missing = [value for value, placeholder in given.items() if placeholder is None]
    if missing:
        given.update(zip(missing, vault.assign(view.scope, missing), strict=True))
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
        placeholders: Sequence[str],
        inert: Sequence[tuple[int, int]],
    ) -> None:
        marks = [(s.start, s.end, form) for s, form in zip(spans, placeholders, strict=True)]
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
) -> list[tuple[PrivateValue, bool]]:
    """Read off each span the value that restoring will write back as it stands now.

    Where JSON has escaped what is beyond ASCII, the placeholder has to be escaped too;
    the second part of each pair says so.
    """
    surroundings = Surroundings()
    values: list[tuple[PrivateValue, bool]] = []
    position = 0
    marks = sorted(
        [(s.start, s.end, s) for s in spans] + [(a, b, None) for a, b in inert],
        key=lambda mark: mark[0],
    )
    for start, end, span in marks:
        surroundings.text(text[position:start])
        if span is not None:
            value, escaped, kind = surroundings.decode(span.text), False, span.type
            if value is None:
                value, escaped = surroundings.decode(span.text, escaped=True), True
            if value is None or kind == LITERAL or (escaped and kind not in STANDARD_TAGS):
                value, escaped, kind = span.text, False, LITERAL
            retention = policy.retention_of(span.level)
            values.append((PrivateValue(value, kind, span.level, retention), escaped))
        surroundings.placeholder()
        position = end
    return values


def _literal(text: str, start: int, end: int) -> PrivacySpan:
    return PrivacySpan(start, end, text[start:end], LITERAL, PrivacyLevel.PL1, "grammar")


def _without(
    text: str, spans: Iterable[PrivacySpan], inert: Sequence[tuple[int, int]]
) -> Iterable[PrivacySpan]:
    """Cut issued placeholders out of spans; what is left of a span stays protected."""
    ends = [high for _, high in inert]
    for span in spans:
        start = span.start
        for number in range(bisect_right(ends, start), len(inert)):
            low, high = inert[number]
            if low >= span.end:
                break
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
