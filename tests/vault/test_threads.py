"""Many threads on one vault, and several vaults on one file."""

from __future__ import annotations

import faulthandler
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from langchain_memprivacy import MEMORY_ONLY, MemoryVault, SQLiteVault
from langchain_memprivacy.vault.maintenance import check, rotate

from .support import KEY, OTHER_KEY, PL4, finish, forking, spawn, value


@pytest.fixture(params=["memory", "sqlite"])
def vault(request: pytest.FixtureRequest, tmp_path: Path):
    """Each vault."""
    made = (
        MemoryVault() if request.param == "memory" else SQLiteVault(tmp_path / "vault.db", key=KEY)
    )
    with made:
        yield made


def run(works: list, seconds: float = 40) -> None:
    """Run all at once; where they lock each other out, show where and fail."""
    with ThreadPoolExecutor(len(works)) as pool:
        futures = [pool.submit(work) for work in works]
        late = wait(futures, timeout=seconds).not_done
        if late:
            faulthandler.dump_traceback()
            os._exit(3)  # threads that hang cannot be ended otherwise
        for future in futures:
            future.result()


def test_sixteen_threads_do_everything(vault) -> None:
    """Assign, look up, watch and forget at once: no deadlock, no wrong value, no number twice."""
    issued: list[tuple[str, object]] = []
    gone: set = set()
    barrier = threading.Barrier(16)

    def work(me: int) -> None:
        rng, mark = random.Random(me), None
        barrier.wait()
        for turn in range(12):
            scope = f"scope {rng.randrange(2)}"
            texts = [f"shared {rng.randrange(12)}", f"own {me} {turn}"]
            kinds = [value(texts[0]), value(texts[1], "KEY", PL4, MEMORY_ONLY)]
            given = vault.assign(scope, kinds)
            issued.append((scope, given[1]))
            # Only this thread forgets its own values, so they must be there.
            assert vault.lookup(scope, given)[given[1]] == texts[1]
            assert vault.lookup(scope, given).get(given[0], texts[0]) == texts[0]
            changes = vault.changes("scope 0", mark)
            if changes is not None:
                mark = changes.mark
            if turn % 4 == 3:
                receipt = vault.forget(scope, value=texts[1])
                assert receipt.placeholders == (given[1],)
                gone.add((scope, given[1]))
            if turn % 6 == 5:
                vault.forget(scope, value=texts[0])

    run([lambda me=me: work(me) for me in range(16)])
    assert len(set(issued)) == len(issued) == 16 * 12
    for scope in ("scope 0", "scope 1"):
        held = {(scope, e.placeholder) for e in vault.changes(scope).entries if e.level == PL4}
        assert held == {one for one in issued if one[0] == scope} - gone
    if isinstance(vault, SQLiteVault):
        assert check(vault).problems == []


def test_no_change_is_overlooked(vault) -> None:
    """A reader that only ever asks what is new ends up with everything."""
    seen: dict = {}
    done = threading.Event()

    def watch() -> None:
        mark, last = None, False
        while not last:
            last = done.is_set()
            changes = vault.changes("ann", mark)
            if changes is not None:
                mark = changes.mark
                if changes.reset:
                    seen.clear()
                seen.update({e.placeholder: e.value for e in changes.entries})

    def write() -> None:
        for number in range(150):
            vault.assign("ann", [value(f"value {number}")])
            if number % 50 == 49:
                vault.forget("ann", value=f"value {number - 7}")
        done.set()

    run([watch, write])
    assert seen == {e.placeholder: e.value for e in vault.changes("ann").entries}
    assert len(seen) == 147


def test_two_vaults_on_one_file(tmp_path: Path) -> None:
    """Two objects in one process agree on every placeholder, also while one is closed."""
    path = tmp_path / "vault.db"
    one, other = SQLiteVault(path, key=KEY), SQLiteVault(path, key=KEY)

    def write(vault: SQLiteVault, me: int) -> list:
        return [vault.assign("ann", [value(f"{(me * 7 + n) % 20}")])[0] for n in range(20)]

    run([lambda: write(one, 0), lambda: write(other, 1), lambda: write(one, 2)])
    assert [e.value for e in one.entries("ann")] == [e.value for e in other.entries("ann")]
    assert sorted(e.placeholder.number for e in one.entries("ann")) == list(range(1, 21))
    one.close()
    assert other.assign("ann", [value("more")])[0].number == 21
    with SQLiteVault(path, key=KEY) as third:
        assert third.lookup("ann", [other.entries("ann")[-1].placeholder])
    other.close()


def test_rotation_while_others_work(tmp_path: Path) -> None:
    """A rotation waits its turn, and nobody meets a half-changed file."""
    with SQLiteVault(tmp_path / "vault.db", key=[KEY, OTHER_KEY]) as vault:

        def work() -> None:
            for number in range(30):
                (given,) = vault.assign(f"scope {number % 3}", [value(f"{number}")])
                assert vault.lookup(f"scope {number % 3}", [given]) == {given: f"{number}"}

        def turn() -> None:
            for key in (OTHER_KEY, KEY, OTHER_KEY):
                rotate(vault, key)

        run([work, work, work, turn])
        assert check(vault).problems == []
        assert check(vault).values == 30


@forking
def test_a_fork_while_others_work(tmp_path: Path) -> None:
    """A child that is forked while threads are writing can use the vault, and they go on."""
    with SQLiteVault(tmp_path / "vault.db", key=KEY) as vault:
        stop = threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                vault.assign("ann", [value(f"{threading.get_ident()} {number}")])

        def fork() -> None:
            try:
                for turn in range(5):
                    pid = spawn(lambda turn=turn: vault.assign("bo", [value(f"child {turn}")]))
                    assert finish(pid) == [0]
            finally:
                stop.set()

        run([write, write, fork])
        assert [e.value for e in vault.entries("bo")] == [f"child {turn}" for turn in range(5)]
        assert check(vault).problems == []
