"""The contract that every vault must meet."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ...errors import VaultError
from ...placeholders import MAX_NUMBER, Placeholder
from ...policy import KEEP, MEMORY_ONLY
from ...vault.base import Receipt, Vault
from .corrections import CorrectionContract
from .support import PL2, PL3, PL4
from .support import changes as _changes
from .support import held as _held
from .support import life as _life
from .support import mark as _mark
from .support import value as _value

ODD_VALUES = (
    "",
    " ",
    "lena.moor@brightleaf.io",
    "Lena.Moor@brightleaf.io",
    "lena.moor@brightleaf.io ",
    "张伟",
    "e\u0301va",
    "\u00e9va",
    "👨‍👩‍👧",
    "\ud83d",
    "\udc36\ud83d",
    "nul\0inside",
    "line\r\nbreak",
    "<EMAIL_1>",
    "%s {0} \\",
)
"""Values that are all different and that a careless store confuses or loses."""


class VaultContract(CorrectionContract):
    """What holds for every vault: subclass it under pytest and say how to make one.

    Example:
        ```python
        class TestMine(VaultContract):
            def vault(self):
                return MyVault()
        ```
    """

    # --- placeholders

    def test_follows_the_protocol(self) -> None:
        """It has every method of the protocol."""
        with self.vault() as vault:
            assert isinstance(vault, Vault)

    def test_numbers_start_at_one_and_count_by_type(self) -> None:
        """Each type tag of a scope has its own numbers, in the order of the input."""
        with self.vault() as vault:
            given = vault.assign("ann", [_value("a"), _value("b", "REAL_NAME"), _value("c")])
            assert list(map(str, given)) == ["<EMAIL_1>", "<REAL_NAME_1>", "<EMAIL_2>"]

    def test_same_value_same_placeholder(self) -> None:
        """A value met again keeps its placeholder, in whatever order and company."""
        with self.vault() as vault:
            first = vault.assign("ann", [_value("a"), _value("b")])
            assert vault.assign("ann", [_value("b")]) == first[1:]
            again = vault.assign("ann", [_value("b"), _value("c"), _value("a")])
            assert again == [first[1], Placeholder("EMAIL", 3), first[0]]

    def test_duplicates_in_one_batch(self) -> None:
        """A value that comes twice at once gets one placeholder."""
        with self.vault() as vault:
            given = vault.assign("ann", [_value("a"), _value("b"), _value("a")])
            assert list(map(str, given)) == ["<EMAIL_1>", "<EMAIL_2>", "<EMAIL_1>"]
            assert vault.assign("ann", [_value("c")]) == [Placeholder("EMAIL", 3)]

    def test_an_empty_batch_does_nothing(self) -> None:
        """No values, no placeholders, no change."""
        with self.vault() as vault:
            before = _mark(vault)
            assert vault.assign("ann", []) == []
            assert vault.changes("ann", before) is None

    def test_types_are_independent(self) -> None:
        """The same text under two types has two placeholders."""
        with self.vault() as vault:
            given = vault.assign("ann", [_value("a"), _value("a", "REAL_NAME")])
            assert list(map(str, given)) == ["<EMAIL_1>", "<REAL_NAME_1>"]

    def test_scopes_are_independent(self) -> None:
        """Scopes share neither numbers nor values."""
        with self.vault() as vault:
            (one,) = vault.assign("ann", [_value("a")])
            (other,) = vault.assign("bo", [_value("b")])
            assert one == other == Placeholder("EMAIL", 1)
            assert vault.lookup("ann", [one]) == {one: "a"}
            assert vault.lookup("bo", [one]) == {one: "b"}
            vault.forget("ann")
            assert vault.lookup("bo", [one]) == {one: "b"}

    def test_identity_is_exact(self) -> None:
        """Every spelling is a value of its own and comes back code point by code point."""
        with self.vault() as vault:
            given = vault.assign("ann", [_value(text) for text in ODD_VALUES])
            assert len(set(given)) == len(ODD_VALUES)
            assert vault.lookup("ann", given) == dict(zip(given, ODD_VALUES, strict=True))
            assert vault.assign("ann", [_value(text) for text in ODD_VALUES]) == given

    def test_long_values(self) -> None:
        """A value of a megabyte is a value like others."""
        long = "秘密 key " * 110_000
        with self.vault() as vault:
            given = vault.assign("ann", [_value(long), _value(long + "x")])
            assert vault.lookup("ann", given) == {given[0]: long, given[1]: long + "x"}
            assert vault.assign("ann", [_value(long)]) == given[:1]
            assert vault.forget("ann", value=long).placeholders == (given[0],)

    # --- look-up

    def test_lookup_answers_for_the_living_only(self) -> None:
        """Unknown, foreign and dead placeholders are left out of the answer."""
        with self.vault() as vault:
            alive, dead = vault.assign("ann", [_value("a"), _value("b")])
            vault.assign("bo", [_value("c", "KEY")])
            vault.forget("ann", placeholder=dead)
            strange = [Placeholder("EMAIL", 3), Placeholder("KEY", 1), Placeholder("EMAIL", 0)]
            strange.append(Placeholder("EMAIL", MAX_NUMBER))
            assert vault.lookup("ann", [alive, dead, *strange]) == {alive: "a"}
            assert vault.lookup("nobody", [alive]) == {}
            assert vault.lookup("ann", []) == {}

    # --- changes

    def test_changes_of_an_unknown_scope(self) -> None:
        """There is nothing in it, and nothing new after that."""
        with self.vault() as vault:
            changes = _changes(vault, None)
            assert (list(changes.entries), dict(changes.issued)) == ([], {})
            assert vault.changes("ann", changes.mark) is None

    def test_changes_are_incremental(self) -> None:
        """After a mark there is only what came since, and None where nothing did."""
        with self.vault() as vault:
            vault.assign("ann", [_value("a"), _value("b")])
            first = _changes(vault, None)
            assert _held(first) == {"<EMAIL_1>": "a", "<EMAIL_2>": "b"}
            assert vault.changes("ann", first.mark) is None
            vault.assign("ann", [_value("a")])
            vault.assign("bo", [_value("z")])
            vault.lookup("ann", [Placeholder("EMAIL", 1)])
            assert vault.changes("ann", first.mark) is None
            vault.assign("ann", [_value("c"), _value("a")])
            second = _changes(vault, first.mark)
            assert not second.reset
            assert _held(second) == {"<EMAIL_3>": "c"}
            assert dict(second.issued) == {"EMAIL": 3}
            assert vault.changes("ann", second.mark) is None

    def test_changes_reset_after_an_erasure(self) -> None:
        """After an erasure all there is comes again; `issued` still covers what is gone."""
        with self.vault() as vault:
            vault.assign("ann", [_value("a"), _value("b"), _value("k", "KEY")])
            before = _mark(vault)
            vault.forget("ann", value="b")
            vault.forget("ann", type="KEY")
            changes = _changes(vault, before)
            assert changes.reset
            assert _held(changes) == {"<EMAIL_1>": "a"}
            assert dict(changes.issued) == {"EMAIL": 2, "KEY": 1}
            assert vault.changes("ann", changes.mark) is None

    def test_a_higher_level_is_a_change(self) -> None:
        """A value met at a higher level keeps its placeholder; a lower one changes nothing."""
        with self.vault() as vault:
            (given,) = vault.assign("ann", [_value("a", level=PL2)])
            before = _mark(vault)
            assert vault.assign("ann", [_value("a", level=PL3)]) == [given]
            changes = _changes(vault, before)
            assert [(e.placeholder, e.level, e.value) for e in changes.entries] == [
                (given, PL3, "a")
            ]
            assert vault.assign("ann", [_value("a", level=PL2)]) == [given]
            assert vault.changes("ann", changes.mark) is None

    def test_entries_say_when_and_how_sensitive(self) -> None:
        """An entry carries its level and the time of its issue."""
        with self.vault() as vault:
            start = int(time.time())
            vault.assign("ann", [_value("a", level=PL3)])
            (entry,) = _changes(vault, None).entries
            assert entry.level is PL3
            assert start <= entry.created <= time.time()

    # --- forgetting

    def test_forget_by_value(self) -> None:
        """A value goes under all its types, in its exact spelling only."""
        with self.vault() as vault:
            vault.assign("ann", [_value("a"), _value("a", "KEY"), _value("A")])
            receipt = vault.forget("ann", value="a")
            assert list(map(str, receipt.placeholders)) == ["<EMAIL_1>", "<KEY_1>"]
            assert _held(_changes(vault, None)) == {"<EMAIL_2>": "A"}

    def test_forget_by_placeholder(self) -> None:
        """One placeholder goes, others of its type stay."""
        with self.vault() as vault:
            given = vault.assign("ann", [_value("a"), _value("b")])
            assert vault.forget("ann", placeholder=given[0]).placeholders == (given[0],)
            assert vault.lookup("ann", given) == {given[1]: "b"}

    def test_forget_by_type(self) -> None:
        """All of a type goes, and nothing else."""
        with self.vault() as vault:
            vault.assign("ann", [_value("a"), _value("k", "KEY"), _value("b")])
            receipt = vault.forget("ann", type="EMAIL")
            assert list(map(str, receipt.placeholders)) == ["<EMAIL_1>", "<EMAIL_2>"]
            assert _held(_changes(vault, None)) == {"<KEY_1>": "k"}

    def test_selectors_add_up(self) -> None:
        """What matches any of several selectors goes."""
        with self.vault() as vault:
            vault.assign("ann", [_value("a"), _value("b"), _value("c"), _value("k", "KEY")])
            vault.forget("ann", value="a", placeholder=Placeholder("EMAIL", 2), type="KEY")
            assert _held(_changes(vault, None)) == {"<EMAIL_3>": "c"}

    def test_forget_a_scope(self) -> None:
        """Without a selector everything goes; the scope can be used again."""
        with self.vault() as vault:
            given = vault.assign("ann", [_value("a"), _value("k", "KEY")])
            receipt = vault.forget("ann")
            assert receipt.scope_erased
            assert sorted(receipt.placeholders) == sorted(given)
            assert vault.lookup("ann", given) == {}
            assert vault.recall("ann", ["a", "k"]) == {}
            assert vault.assign("ann", [_value("a")]) == [Placeholder("EMAIL", 2)]

    def test_tags_name_scopes(self) -> None:
        """A tag is short and the scope's own; a forgotten scope gets another."""
        with self.vault() as vault:
            tag = vault.tag("ann")
            assert re.fullmatch("[a-z2-7]{10}", tag)
            assert vault.tag("bob") != tag
            vault.assign("ann", [_value("a")])
            assert vault.tag("ann") == tag
            vault.forget("ann", value="a")
            assert vault.tag("ann") == tag
            vault.forget("ann")
            assert vault.tag("ann") != tag

    def test_numbers_are_never_issued_again(self) -> None:
        """Whatever way a value was forgotten, its number is burned, also for the value itself."""
        with self.vault() as vault:
            vault.assign("ann", [_value("a"), _value("b")])
            last = Placeholder("EMAIL", 2)
            erasures: list[Callable[[], Receipt]] = [
                lambda: vault.forget("ann", value="b"),
                lambda: vault.forget("ann", placeholder=last),
                lambda: vault.forget("ann", type="EMAIL"),
                lambda: vault.forget("ann"),
            ]
            for erase in erasures:
                assert last in erase().placeholders
                (fresh,) = vault.assign("ann", [_value("b")])
                assert fresh == Placeholder("EMAIL", last.number + 1)
                last = fresh
            assert last == Placeholder("EMAIL", 6)

    def test_forget_what_is_not_there(self) -> None:
        """There is nothing to erase: the receipt is empty, and nothing breaks."""
        with self.vault() as vault:
            vault.assign("ann", [_value("a")])
            for receipt in (
                vault.forget("ann", value="x"),
                vault.forget("ann", placeholder=Placeholder("EMAIL", 7)),
                vault.forget("ann", type="KEY"),
                vault.forget("nobody"),
            ):
                assert receipt.placeholders == ()
                assert abs(receipt.at - time.time()) < 5
            assert vault.lookup("ann", [Placeholder("EMAIL", 1)]) == {Placeholder("EMAIL", 1): "a"}

    # --- retention

    def test_memory_only_values_are_there_meanwhile(self) -> None:
        """A value that is kept in memory only is restored as long as the process lives."""
        with self.vault() as vault:
            given = vault.assign("ann", [_value("k", "KEY", PL4, MEMORY_ONLY), _value("a")])
            assert vault.lookup("ann", given) == {given[0]: "k", given[1]: "a"}
            assert vault.assign("ann", [_value("k", "KEY", PL4, MEMORY_ONLY)]) == given[:1]
            assert _held(_changes(vault, None)) == {"<KEY_1>": "k", "<EMAIL_1>": "a"}
            vault.forget("ann", value="k")
            assert vault.lookup("ann", given) == {given[1]: "a"}

    def test_lifetimes_end(self) -> None:
        """A value goes when its time is over, not before; its placeholder stays its own."""
        for retention in (_life(0.25), _life(0.25, at_rest=False)):
            with self.vault() as vault:
                start = time.time()
                given = vault.assign("ann", [_value("a", retention=retention), _value("b")])
                mark, held = _mark(vault), vault.lookup("ann", given)
                if time.time() < start + 0.25:  # not on a machine that was asleep meanwhile
                    assert held == {given[0]: "a", given[1]: "b"}
                time.sleep(0.3)
                assert vault.lookup("ann", given) == {given[1]: "b"}
                changes = _changes(vault, mark)
                assert changes.reset
                assert _held(changes) == {"<EMAIL_1>": None, "<EMAIL_2>": "b"}
                assert vault.assign("ann", [_value("a")]) == given[:1]
                assert vault.lookup("ann", given) == {given[0]: "a", given[1]: "b"}

    def test_fingerprints_recognise_what_is_gone(self) -> None:
        """Of an expired value is known which placeholders it had, under every type."""
        with self.vault() as vault:
            short = _life(0.05)
            values = [_value("gone", "KEY", PL4, short), _value("gone", retention=short)]
            vault.assign("ann", [*values, _value("kept")])
            time.sleep(0.1)
            found = vault.recall("ann", ["gone", "kept", "Gone", "other"])
            assert list(found) == ["gone"]
            entries = {(str(e.placeholder), e.level, e.value) for e in found["gone"]}
            assert entries == {("<KEY_1>", PL4, None), ("<EMAIL_1>", PL4, None)}
            assert vault.recall("bo", ["gone"]) == {}

    def test_a_higher_level_sets_a_new_lifetime(self) -> None:
        """A value met at a higher level is kept as that level demands."""
        with self.vault() as vault:
            vault.assign("ann", [_value("a", level=PL2, retention=_life(0.05))])
            (given,) = vault.assign("ann", [_value("a", level=PL3, retention=KEEP)])
            time.sleep(0.1)
            assert vault.lookup("ann", [given]) == {given: "a"}

    # --- the rest

    def test_audit_lines_are_taken(self) -> None:
        """Writing to the audit log changes no scope."""
        with self.vault() as vault:
            vault.assign("ann", [_value("a")])
            mark = _mark(vault)
            vault.record("ann", "restore tool:send", {"EMAIL": 1})
            vault.record("nobody", "restore tool:send", {})
            assert vault.changes("ann", mark) is None

    def test_repr_holds_no_value(self) -> None:
        """What is printed or logged of anything that goes in or out shows no value."""
        secret = "hunter2-brightleaf"  # noqa: S105  # made up
        with self.vault() as vault:
            value = _value(secret)
            given = vault.assign("ann", [value])
            changes = _changes(vault, None)
            shown = [repr(x) for x in (vault, value, given, changes, *changes.entries)]
            shown.append(repr(vault.forget("ann", value=secret)))
            assert not [text for text in shown if secret in text]

    def test_threads_may_share_it(self) -> None:
        """Many threads at once get one placeholder for one value, and no number twice."""
        texts = [f"value {i}" for i in range(40)]

        def assign(turn: int) -> list[Placeholder]:
            mine = texts[turn:] + texts[:turn]
            given = [p for text in mine for p in vault.assign("ann", [_value(text)])]
            return given[len(texts) - turn :] + given[: len(texts) - turn]

        with self.vault() as vault, ThreadPoolExecutor(8) as pool:
            first, *others = pool.map(assign, range(0, 40, 5))
            assert all(other == first for other in others)
            assert sorted(p.number for p in first) == list(range(1, 41))

    def test_close_is_final_and_may_come_twice(self) -> None:
        """After closing nothing is answered, rather than something wrong."""
        vault = self.vault()
        (given,) = vault.assign("ann", [_value("a")])
        vault.close()
        vault.close()
        answers: list[object] = []
        for call in (
            lambda: vault.lookup("ann", [given]),
            lambda: vault.assign("ann", [_value("b")]),
            lambda: vault.changes("ann"),
        ):
            try:
                answers.append(call())
            except VaultError as error:
                assert "closed" in str(error)  # noqa: PT017  # pytest is not needed to import this
        assert answers == []
