"""What `correct` does in every vault."""

from __future__ import annotations

import time

from ...errors import VaultConflictError, VaultError
from ...placeholders import Placeholder
from ...policy import KEEP, MEMORY_ONLY
from ...vault.base import Vault
from .support import PL2, PL3, PL4, changes, held, life, mark, value

EMAIL_1, EMAIL_2 = Placeholder("EMAIL", 1), Placeholder("EMAIL", 2)


class CorrectionContract:
    """The placeholder stays, the value behind it changes."""

    def vault(self) -> Vault:
        """Return a new vault that holds nothing; every call another one."""
        raise NotImplementedError

    def test_a_corrected_value_takes_the_place_of_the_old_one(self) -> None:
        """The placeholder stands for the new value; the old one is unknown again."""
        with self.vault() as vault:
            vault.assign("ann", [value("old"), value("b")])
            done = vault.correct("ann", EMAIL_1, value("new"))
            assert (done.placeholder, done.changed, done.traces_left) == (EMAIL_1, True, False)
            assert abs(done.at - time.time()) < 5
            assert vault.lookup("ann", [EMAIL_1, EMAIL_2]) == {EMAIL_1: "new", EMAIL_2: "b"}
            assert vault.assign("ann", [value("new")]) == [EMAIL_1]
            assert vault.assign("ann", [value("old")]) == [Placeholder("EMAIL", 3)]
            assert vault.forget("ann", value="new").placeholders == (EMAIL_1,)

    def test_a_correction_voids_older_views(self) -> None:
        """Who asks for changes gets everything anew, without the old value."""
        with self.vault() as vault:
            vault.assign("ann", [value("old"), value("b")])
            before = mark(vault)
            vault.correct("ann", EMAIL_1, value("new"))
            after = changes(vault, before)
            assert after.reset
            assert held(after) == {"<EMAIL_1>": "new", "<EMAIL_2>": "b"}
            assert dict(after.issued) == {"EMAIL": 2}
            assert vault.changes("ann", after.mark) is None

    def test_no_value_gets_two_placeholders_of_a_type(self) -> None:
        """The refusal names the placeholder that the value has; nothing changes."""
        with self.vault() as vault:
            given = vault.assign("ann", [value("a"), value("b")])
            before = mark(vault)
            try:
                vault.correct("ann", EMAIL_1, value("b"))
            except VaultConflictError as error:
                assert "<EMAIL_2>" in str(error)  # noqa: PT017  # pytest is not needed to import this
            else:
                raise AssertionError("two placeholders for one value")
            assert vault.lookup("ann", given) == {EMAIL_1: "a", EMAIL_2: "b"}
            assert vault.changes("ann", before) is None

    def test_only_the_living_are_corrected(self) -> None:
        """Unknown, foreign, forgotten, and of another type: refused, and nothing changes."""
        with self.vault() as vault:
            vault.assign("ann", [value("a"), value("b")])
            vault.forget("ann", placeholder=EMAIL_2)
            before = mark(vault)
            for scope, placeholder, new in (
                ("ann", EMAIL_2, value("n")),
                ("ann", Placeholder("EMAIL", 3), value("n")),
                ("ann", EMAIL_1, value("n", "KEY")),
                ("bo", EMAIL_1, value("n")),
            ):
                try:
                    vault.correct(scope, placeholder, new)
                except VaultError as error:
                    assert str(placeholder) in str(error)  # noqa: PT017  # as above
                else:
                    raise AssertionError("corrected what is not there")
            assert vault.lookup("ann", [EMAIL_1, EMAIL_2]) == {EMAIL_1: "a"}
            assert vault.changes("ann", before) is None
            assert vault.lookup("bo", [EMAIL_1]) == {}

    def test_correcting_to_the_same_value(self) -> None:
        """It is no change, unless the value was gone: then it is there again."""
        with self.vault() as vault:
            vault.assign("ann", [value("a"), value("b", retention=life(0.05))])
            time.sleep(0.1)
            before = mark(vault)
            assert not vault.correct("ann", EMAIL_1, value("a")).changed
            assert vault.changes("ann", before) is None
            assert not vault.correct("ann", EMAIL_2, value("b")).changed
            assert vault.lookup("ann", [EMAIL_2]) == {EMAIL_2: "b"}

    def test_the_level_never_sinks(self) -> None:
        """A correction keeps the level, or lifts it; twins under other types rise with it."""
        with self.vault() as vault:
            vault.assign("ann", [value("a", level=PL3), value("c", "KEY", PL2)])
            vault.correct("ann", EMAIL_1, value("b", level=PL2))
            levels = {str(e.placeholder): e.level for e in changes(vault, None).entries}
            assert levels == {"<EMAIL_1>": PL3, "<KEY_1>": PL2}
            vault.correct("ann", EMAIL_1, value("c", level=PL3))
            levels = {str(e.placeholder): e.level for e in changes(vault, None).entries}
            assert levels == {"<EMAIL_1>": PL3, "<KEY_1>": PL3}

    def test_retention_goes_with_the_new_value(self) -> None:
        """A lifetime begins anew or ends; what was memory only may stay so."""
        with self.vault() as vault:
            vault.assign("ann", [value("a", retention=life(0.2)), value("b")])
            vault.assign("ann", [value("k", "KEY", PL4, MEMORY_ONLY)])
            vault.correct("ann", EMAIL_1, value("c", retention=KEEP))
            vault.correct("ann", EMAIL_2, value("d", retention=life(0.2)))
            vault.correct("ann", Placeholder("KEY", 1), value("m", "KEY", PL4, MEMORY_ONLY))
            time.sleep(0.3)
            asked = [EMAIL_1, EMAIL_2, Placeholder("KEY", 1)]
            assert vault.lookup("ann", asked) == {EMAIL_1: "c", Placeholder("KEY", 1): "m"}
            assert list(vault.recall("ann", ["d", "b"])) == ["d"]

    def test_what_is_gone_can_be_corrected(self) -> None:
        """Of an expired value the placeholder lives on; it takes a new one."""
        with self.vault() as vault:
            vault.assign("ann", [value("a", retention=life(0.05))])
            time.sleep(0.1)
            assert vault.lookup("ann", [EMAIL_1]) == {}
            vault.correct("ann", EMAIL_1, value("n"))
            assert vault.lookup("ann", [EMAIL_1]) == {EMAIL_1: "n"}
            assert vault.recall("ann", ["a"]) == {}
