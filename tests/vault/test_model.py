"""Any sequence of operations, against a plain dict that says what a vault should do."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from langchain_memprivacy import MemoryVault, Placeholder, PrivacyLevel, SQLiteVault
from langchain_memprivacy.vault.base import Vault
from langchain_memprivacy.vault.maintenance import check, rotate

from .support import KEY, value

SCOPES = st.sampled_from(["ann", "小明", "\ud83d"])
TYPES = st.sampled_from(["EMAIL", "REAL_NAME", "PET_NAME"])
LEVELS = st.sampled_from(list(PrivacyLevel))
TEXTS = st.one_of(
    st.sampled_from(["a", "A", "a ", "Ann Holm", "张伟", "é", "e\u0301", "<EMAIL_1>", "", "\0"]),
    st.text(st.characters(codec=None), max_size=6),
)


class Machine(RuleBasedStateMachine):
    """Drives a vault and the model side by side."""

    vault: Vault

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str, str], tuple[Placeholder, PrivacyLevel]] = {}
        self.issued: dict[str, Counter[str]] = {}
        self.views: dict[str, tuple] = {}  # what somebody who only asks for changes knows

    @rule(scope=SCOPES, values=st.lists(st.tuples(TEXTS, TYPES, LEVELS), max_size=4))
    def assign(self, scope: str, values: list) -> None:
        wanted = []
        for text, tag, level in values:
            issued = self.issued.setdefault(scope, Counter())
            found = self.held.get((scope, tag, text))
            if found is None:
                issued[tag] += 1
                found = (Placeholder(tag, issued[tag]), level)
            self.held[scope, tag, text] = found
            twins = [key for key in self.held if (key[0], key[2]) == (scope, text)]
            gravest = max(level, *(self.held[key][1] for key in twins))
            for key in twins:  # a value is as sensitive under each type as under its gravest
                self.held[key] = (self.held[key][0], gravest)
            wanted.append(found[0])
        given = self.vault.assign(scope, [value(text, tag, level) for text, tag, level in values])
        assert given == wanted

    @rule(scope=SCOPES, text=TEXTS)
    def forget_value(self, scope: str, text: str) -> None:
        self._forget(scope, lambda key, _: key[2] == text, value=text)

    @rule(scope=SCOPES, tag=TYPES, number=st.integers(1, 4))
    def forget_placeholder(self, scope: str, tag: str, number: int) -> None:
        wanted = Placeholder(tag, number)
        self._forget(scope, lambda _, found: found == wanted, placeholder=wanted)

    @rule(scope=SCOPES, tag=TYPES)
    def forget_type(self, scope: str, tag: str) -> None:
        self._forget(scope, lambda key, _: key[1] == tag, type=tag)

    @rule(scope=SCOPES)
    def forget_scope(self, scope: str) -> None:
        self._forget(scope, lambda _key, _found: True)

    def _forget(self, scope: str, dead, **selector: object) -> None:
        gone = [k for k, (p, _) in self.held.items() if k[0] == scope and dead(k, p)]
        receipt = self.vault.forget(scope, **selector)
        assert receipt.placeholders == tuple(sorted(self.held.pop(key)[0] for key in gone))
        assert receipt.scope_erased == (not selector)
        assert not receipt.traces_left

    @rule(scope=SCOPES, tag=TYPES, number=st.integers(0, 6))
    def lookup(self, scope: str, tag: str, number: int) -> None:
        wanted = Placeholder(tag, number)
        alive = {p: k[2] for k, (p, _) in self.held.items() if k[0] == scope}
        found = self.vault.lookup(scope, [wanted, *alive])
        assert found == alive

    @rule(scope=SCOPES)
    def follow(self, scope: str) -> None:
        mark, known = self.views.get(scope, (None, {}))
        changes = self.vault.changes(scope, mark)
        if changes is not None:
            known = {} if changes.reset else dict(known)
            known.update({e.placeholder: (e.value, e.level) for e in changes.entries})
            assert dict(changes.issued) == dict(self.issued.get(scope, {}))
            self.views[scope] = (changes.mark, known)
        assert known == {p: (k[2], lv) for k, (p, lv) in self.held.items() if k[0] == scope}

    @invariant()
    def nothing_new_twice(self) -> None:
        """Right after a look there is nothing new."""
        for scope in list(self.views):
            self.follow(scope)
            assert self.vault.changes(scope, self.views[scope][0]) is None

    def teardown(self) -> None:
        self.vault.close()


class MemoryMachine(Machine):
    """The vault in memory."""

    @initialize()
    def make(self) -> None:
        self.vault = MemoryVault()


class SQLiteMachine(Machine):
    """The vault on disk, which may also be closed, opened, rotated and checked."""

    @initialize()
    def make(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.open()

    def open(self) -> None:
        self.vault = SQLiteVault(self.folder / "vault.db", key=KEY)
        self.vault.connection._raw.execute("PRAGMA synchronous = OFF")  # speed only

    @rule()
    def open_again(self) -> None:
        """Marks are good for one object only, numbers for ever."""
        self.vault.close()
        self.views.clear()
        self.open()

    @rule()
    def rotate(self) -> None:
        assert rotate(self.vault, KEY) == len(self.held)

    @rule()
    def check(self) -> None:
        report = check(self.vault)
        assert (report.problems, report.values) == ([], len(self.held))

    def teardown(self) -> None:
        super().teardown()
        shutil.rmtree(self.folder)


QUICK = settings(
    max_examples=60, stateful_step_count=30, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip

TestMemory = MemoryMachine.TestCase
TestMemory.settings = QUICK
TestSQLite = SQLiteMachine.TestCase
TestSQLite.settings = QUICK
