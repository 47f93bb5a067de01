"""One scope as the engine sees it: its known values, and what was desensitized before."""

from __future__ import annotations

import math
import re
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from secrets import token_bytes
from threading import RLock
from typing import NamedTuple

from .glued import MAX_WORDS, GluedWords
from .locate import ValueIndex
from .offsets import Rewritten, may_escape, readings
from .placeholders import LITERAL, Placeholder
from .policy import PrivacyPolicy
from .spans import PrivacySpan
from .taxonomy import PrivacyLevel, type_level
from .vault.base import Changes, Entry, Mark, PrivateValue, Vault

MEMO_SIZE = 4096
"""How many texts of a scope are remembered."""

FRESH = 0.05
"""How long, in seconds, one goes on without looking at the vault again."""

KEPT_BYTES = 4 << 20
"""How much of what others make of texts is kept for them, per scope."""

# What may be a whole secret of which only the fingerprint is left: runs without spaces,
# quotes or ideographs, and their parts.
_RUN = re.compile("[^\\s\"'`<>\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]{3,200}")
_JOINT = re.compile(r"[=:,;/|()\[\]{}]+")
_TELLING = 3
"""Shorter values stand in any word, and say nothing there."""
_EDGE = ".,;:!?()[]{}"


class Memory(NamedTuple):
    """What is remembered of one text; the text itself is not."""

    spans: Sequence[PrivacySpan]
    result: str
    known: int  # how many values were known when it was made


class Kept(NamedTuple):
    """What others made of a structure that holds texts."""

    result: bytes
    known: int


class ScopeView:
    """A scope's values in memory, kept up to date from the vault.

    Not thread-safe by itself: hold `lock`.
    """

    def __init__(self, vault: Vault, scope: str, policy: PrivacyPolicy) -> None:
        self.lock = RLock()
        self.scope = scope
        self._vault = vault
        self._policy = policy
        self._mark: Mark | None = None
        self.resets = 0
        self.synced = -math.inf
        """When the vault was last looked at, on the monotonic clock."""
        self._entries: dict[Placeholder, Entry] = {}
        self._memo_key = token_bytes(32)
        self._glued = GluedWords()
        self._told: deque[tuple[str, str, str]] = deque()
        """Words that wait for the lock: a value, and what stands before and after it."""
        self.words = 0
        """How many words were found out so far in which a value is not one of its own."""
        self._clear()

    def _clear(self) -> None:
        self._by_text: dict[str, list[Entry]] = {}
        self._index = ValueIndex(self._glued.holds)
        self._blank: set[Placeholder] = set()
        self._issued: dict[str, int] = {}
        self._clear_texts()

    def _clear_texts(self) -> None:
        """Keep nothing of earlier texts, so that nobody asks what came after them."""
        self._log: list[str] = []
        self._memo: OrderedDict[bytes, Memory] = OrderedDict()
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._kept_bytes = 0

    def sync(self) -> None:
        """Take in what changed in the vault, also by other processes."""
        now = time.monotonic()
        changes = self._vault.changes(self.scope, self._mark)
        if changes is not None:
            self._take(changes)
        self._hear()
        self.synced = now

    def is_stale(self) -> bool:
        """Tell whether the vault was not looked at for a while; needs no lock."""
        return time.monotonic() - self.synced > FRESH

    def keep_fresh(self) -> None:
        """Look at the vault, unless that was done just now; takes the lock itself."""
        if self.is_stale():
            with self.lock:
                self.sync()

    def _take(self, changes: Changes) -> None:
        entries = {entry.placeholder: entry for entry in changes.entries}
        changed = entries.keys() & self._entries.keys()
        if changes.reset:
            self._clear()
            self.resets += 1  # after the rest, for `known` is asked without the lock
            self._entries = entries  # at once: restorers read it without the lock
        else:
            for placeholder in changed:
                self._drop(self._entries[placeholder])
            self._entries.update(entries)
        for entry in changes.entries:
            self._add(entry)
        if changes.reset or changed:
            self._glued.keep(self._by_text)
        self._issued = dict(changes.issued)
        self._mark = changes.mark

    def _add(self, entry: Entry) -> None:
        if entry.value is None:
            self._blank.add(entry.placeholder)
            self._log.append("")  # may stand in any text
            return
        self._blank.discard(entry.placeholder)
        if not self.protects(entry.placeholder.type, entry.level):
            return
        for text in _spellings(entry.value):
            same = self._by_text.setdefault(text, [])
            same.append(entry)
            # A text known twice: the higher level speaks, then the value itself rather
            # than the spelling of another, then the graver type, then the older placeholder.
            same.sort(
                key=lambda e: (
                    -e.level,
                    e.value != text,
                    -(type_level(e.placeholder.type) or PrivacyLevel.PL1),
                    e.created,
                    e.placeholder,
                )
            )
            self._index.add(text)
            self._log.append(text)

    def _drop(self, entry: Entry) -> None:
        """Forget what an entry said before it changed."""
        for text in _spellings(entry.value or ""):
            same = self._by_text.get(text, [])
            same[:] = [one for one in same if one.placeholder != entry.placeholder]
            if not same:
                self._by_text.pop(text, None)
                self._index.discard(text)

    def glue(self, value: str, left: str, right: str) -> None:
        """Find a value within this word, too, from now on; never waits.

        Restored beside a letter it is no word of its own, and must not leave like that.

        Args:
            value: The value.
            left: What stands before it in the word.
            right: What stands after it.
        """
        if len(value) < _TELLING:
            return
        self._told += ((spelling, left, right) for spelling in _spellings(value))
        if self.lock.acquire(blocking=False):
            try:
                self._hear()
            finally:
                self.lock.release()

    def _hear(self) -> None:
        """Take in the words that wait; holds the lock."""
        if self._mark is None:  # then all values are still to come
            return
        while self._told:
            value, left, right = self._told.popleft()
            if value in self._by_text and (news := self._glued.add(value, left, right)):
                self._log.append(news)  # earlier texts may hold it
                self.words += 1
                if self.words % MAX_WORDS == 0:
                    self._clear_texts()
                    self.resets += 1  # after the rest, for `known` is asked without the lock

    def protects(self, type: str, level: PrivacyLevel) -> bool:  # noqa: A002
        """Tell whether the policy replaces such values; literal text always is."""
        return type == LITERAL or self._policy.protects(type, level)

    def issued(self, placeholder: Placeholder) -> bool:
        """Tell whether a placeholder was ever issued here, forgotten ones included."""
        return placeholder.number <= self._issued.get(placeholder.type, 0)

    def holds(self, value: str) -> bool:
        """Tell whether a value is known here."""
        with self.lock:
            self.sync()
            return value in self._by_text

    def known(self) -> tuple[int, int]:
        """Return what changes when a value is added or erased, or found in a word."""
        return self.resets, len(self._log)

    def is_value(self, text: str) -> bool:
        """Tell whether a text is a value that was known when the vault was last asked."""
        return text in self._by_text

    def value_of(self, placeholder: Placeholder, upto: PrivacyLevel) -> str | None:
        """Return the value behind a placeholder, where its level is not above a limit."""
        entry = self._entries.get(placeholder)
        return None if entry is None or entry.level > upto else entry.value

    def level_of(self, placeholder: Placeholder) -> PrivacyLevel | None:
        """Return the level of a placeholder that is alive."""
        entry = self._entries.get(placeholder)
        return None if entry is None else entry.level

    def placeholder_of(self, value: PrivateValue) -> Placeholder | None:
        """Return a value's placeholder, unless the vault must be told how to keep it now."""
        for entry in self._by_text.get(value.text, ()):
            known = (entry.placeholder.type, entry.value) == (value.type, value.text)
            kept_well = value.retention.at_rest or not entry.at_rest
            if known and entry.level >= value.level and kept_well:
                return entry.placeholder
        return None

    def known_spans(self, text: str) -> Iterator[PrivacySpan]:
        """Find the scope's known values in a text, however JSON, HTML or URLs escape them."""
        for read in readings(Rewritten(text)):
            for start, end in self._index.find(read.text):
                entry = self._by_text[read.text[start:end]][0]
                yield _span(text, *read.original(start, end), entry)
        if self._blank:
            yield from self._recalled_spans(text)

    def _recalled_spans(self, text: str) -> Iterator[PrivacySpan]:
        places: dict[str, set[int]] = {}
        for run in _RUN.finditer(text):
            for start, end in _parts(run[0]):
                if end - start >= 3:
                    places.setdefault(run[0][start:end], set()).add(run.start() + start)
        for word, entries in self._vault.recall(self.scope, places).items():
            best = max(entries, key=lambda entry: entry.level)
            if self.protects(best.placeholder.type, best.level):
                for start in places[word]:
                    yield _span(text, start, start + len(word), best)

    def memo_key(self, text: str, role: str, real_name: str | None) -> bytes:
        """Return a digest that names a text without keeping it."""
        name = real_name or ""
        data = f"{len(name)} {role} {name} {text}".encode("utf-8", "surrogatepass")
        return blake2b(data, digest_size=16, key=self._memo_key).digest()

    def remembered(self, key: bytes, text: str) -> Memory | None:
        """Return what is remembered of a text; `result` is "" where newer values void it."""
        self._hear()
        memory = self._memo.get(key)
        if memory is None:
            return None
        self._memo.move_to_end(key)
        if memory.known != len(self._log):
            fresh = self._is_fresh(text, memory.known)
            memory = memory._replace(known=len(self._log), result=memory.result if fresh else "")
            self._memo[key] = memory
        return memory

    def _is_fresh(self, text: str, known: int) -> bool:
        # Among escapes a value may stand unseen: then the text is gone through again.
        return not may_escape(text) and not any(value in text for value in self._log[known:])

    def kept(self, key: bytes, written: Callable[[], str]) -> bytes | None:
        """Return what was kept for a structure; None where nothing was, or newer values void it.

        Args:
            key: Its `kept_key`.
            written: Writes it out with all its texts and numbers, as JSON does.
        """
        with self.lock:
            self._hear()
            kept, known = self._kept.get(key), len(self._log)
            if kept is None:
                return None
            if kept.known != known:
                if not self._is_fresh(written(), kept.known):
                    self._kept_bytes -= len(self._kept.pop(key).result)
                    return None
                self._kept[key] = Kept(kept.result, known)
            return kept.result

    def keep(self, key: bytes, result: bytes, known: tuple[int, int]) -> None:
        """Keep what was made of a structure, as long as there is room.

        Args:
            key: Its `kept_key`.
            result: What was made of it; it stays in memory until values are erased.
            known: What `known` said before.
        """
        with self.lock:
            if known[0] != self.resets:  # values were erased meanwhile
                return
            self._kept_bytes += len(result) - len(self._kept.pop(key, Kept(b"", 0)).result)
            self._kept[key] = Kept(result, known[1])
            while self._kept_bytes > KEPT_BYTES:
                _, oldest = self._kept.popitem(last=False)
                self._kept_bytes -= len(oldest.result)

    def kept_key(self, data: bytes, purpose: str) -> bytes:
        """Return a digest that names a structure without keeping it."""
        head = purpose.encode("utf-8", "surrogatepass")
        head = len(head).to_bytes(4, "big") + head
        return blake2b(head + data, digest_size=16, key=self._memo_key).digest()

    def remember(self, key: bytes, spans: Sequence[PrivacySpan], result: str) -> None:
        """Remember what became of a text."""
        self._memo[key] = Memory(spans, result, len(self._log))
        if len(self._memo) > MEMO_SIZE:
            self._memo.popitem(last=False)


def _span(text: str, start: int, end: int, entry: Entry) -> PrivacySpan:
    return PrivacySpan(start, end, text[start:end], entry.placeholder.type, entry.level, "known")


def _parts(run: str) -> Iterator[tuple[int, int]]:
    yield 0, len(run)
    yield len(run) - len(run.lstrip(_EDGE)), len(run.rstrip(_EDGE))
    start = 0
    for joint in _JOINT.finditer(run):
        yield start, joint.start()
        start = joint.end()
    yield start, len(run)


def _spellings(value: str) -> set[str]:
    """The value, and as forms send it in URLs; escapes are read, they vary too much."""
    return {value, value.replace(" ", "+")} - {""}
