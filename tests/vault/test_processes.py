"""Many processes on one file: killed, forked, all at once."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import time
from pathlib import Path

from langchain_memprivacy import SQLiteVault
from langchain_memprivacy.vault.maintenance import check

from .support import EMAIL_1, KEY, Signal, finish, forking, refused, spawn, value

pytestmark = forking

KILLS = 200


def read_all(fd: int) -> list[list]:
    """The lines another process wrote before it died; the last one may be cut off."""
    with os.fdopen(fd, "rb") as pipe:
        data = pipe.read()
    return [json.loads(line) for line in data.split(b"\n")[:-1]]


def test_killed_while_writing(tmp_path: Path) -> None:
    """200 times: nothing acknowledged is lost, no number is issued twice, the file is sound."""
    path, rng = tmp_path / "vault.db", random.Random(7)
    SQLiteVault(path, key=KEY).close()
    known: dict[str, str] = {}
    burned: set[str] = set()
    dead = 0
    for turn in range(KILLS):
        reader, writer = os.pipe()

        def write(turn: int = turn, writer: int = writer) -> None:
            vault = SQLiteVault(path, key=KEY)
            number = 0
            while True:
                number += 1
                texts = [f"{turn} {number} {part} {'x' * (number * 37 % 300)}" for part in range(3)]
                given = list(map(str, vault.assign("ann", [value(text) for text in texts])))
                os.write(
                    writer, json.dumps(["held", *zip(texts, given, strict=True)]).encode() + b"\n"
                )
                if number % 4 == 0:
                    gone = vault.forget("ann", value=texts[0]).placeholders
                    os.write(writer, json.dumps(["gone", *map(str, gone)]).encode() + b"\n")

        pid = spawn(write)
        os.close(writer)
        # Every other one dies after it wrote; the rest at any time, on a busy machine before.
        select.select([reader], [], [], turn % 2 * 10)
        time.sleep(rng.uniform(0.002, 0.02))
        os.kill(pid, signal.SIGKILL)
        dead += finish(pid) == [-signal.SIGKILL]
        for kind, *news in read_all(reader):
            if kind == "gone":
                burned |= set(news)
                known = {text: name for text, name in known.items() if name not in burned}
                continue
            for text, name in news:
                assert name not in burned
                assert name not in known.values() or known.get(text) == name
                known[text] = name
        if turn % 20 == 19:
            with SQLiteVault(path, key=KEY) as vault:
                assert check(vault).problems == []
                held = {e.value: str(e.placeholder) for e in vault.entries("ann")}
                missing = [text for text in known if held.get(text) != known[text]]
                # A kill between the erasure and its acknowledgement is the one allowed loss.
                assert all(text.split(" ")[2] == "0" for text in missing)
                for text in missing:
                    burned.add(known.pop(text))
                assert len(set(held.values())) == len(held)
                assert not burned & set(held.values())
    assert dead == KILLS
    assert len(known) > KILLS


def test_all_at_once(tmp_path: Path) -> None:
    """Eight processes mint the same and other values: one placeholder each, no gaps, no doubles."""
    path = tmp_path / "vault.db"
    SQLiteVault(path, key=KEY).close()
    shared = [f"shared {number}" for number in range(20)]
    pipes = [os.pipe() for _ in range(8)]
    start = Signal()

    def mint(me: int) -> None:
        vault = SQLiteVault(path, key=KEY, timeout=30)
        mine = [*shared, *(f"own {me} {number}" for number in range(10))]
        random.Random(me).shuffle(mine)
        start.wait()
        given = {}
        for at in range(0, len(mine), 3):
            batch = mine[at : at + 3]
            given.update(zip(batch, vault.assign("ann", [value(t) for t in batch]), strict=True))
        os.write(pipes[me][1], json.dumps({t: p.number for t, p in given.items()}).encode() + b"\n")

    pids = [spawn(lambda me=me: mint(me)) for me in range(8)]
    for _ in pids:
        start.send()
    assert finish(*pids, seconds=60) == [0] * 8
    start.close()
    answers = []
    for reader, writer in pipes:
        os.close(writer)
        answers += read_all(reader)
    assert len(answers) == 8
    assert all(len({answer[text] for answer in answers}) == 1 for text in shared)
    numbers = {text: number for answer in answers for text, number in answer.items()}
    assert sorted(numbers.values()) == list(range(1, 101))
    with SQLiteVault(path, key=KEY) as vault:
        assert {e.value: e.placeholder.number for e in vault.entries("ann")} == numbers
        assert check(vault).problems == []


def test_both_go_on_after_a_fork(tmp_path: Path) -> None:
    """Parent and child use the same object: same numbers, each sees what the other wrote."""
    path = tmp_path / "vault.db"
    child_turn, parent_turn = Signal(), Signal()
    with SQLiteVault(path, key=KEY) as vault:
        vault.assign("ann", [value("before")])
        mark = vault.changes("ann").mark

        def child() -> None:
            child_turn.wait()
            changes = vault.changes("ann", mark)  # nothing that the parent wrote is overlooked
            assert [entry.value for entry in changes.entries] == ["parent"]
            assert vault.assign("ann", [value("child")])[0].number == 3
            parent_turn.send()
            child_turn.wait()
            assert vault.lookup("ann", [EMAIL_1]) == {}
            vault.close()

        pid = spawn(child)
        assert vault.assign("ann", [value("parent")])[0].number == 2
        child_turn.send()
        parent_turn.wait()
        assert [entry.value for entry in vault.entries("ann")] == ["before", "parent", "child"]
        vault.forget("ann", value="before")
        child_turn.send()
        assert finish(pid) == [0]
        assert vault.assign("ann", [value("after")])[0].number == 4
        assert check(vault).problems == []


def test_the_parent_ends_first(tmp_path: Path) -> None:
    """What a child writes after its parent closed the vault is not lost with the parent's log."""
    path = tmp_path / "vault.db"
    closed, child_ready = Signal(), Signal()
    vault = SQLiteVault(path, key=KEY)
    vault.assign("ann", [value("parent")])

    def child() -> None:
        vault.assign("ann", [value("one")])
        child_ready.send()
        closed.wait()
        vault.assign("ann", [value("two")])

    pid = spawn(child)
    child_ready.wait()
    vault.close()
    closed.send()
    assert finish(pid) == [0]
    with SQLiteVault(path, key=KEY) as again:
        assert [entry.value for entry in again.entries("ann")] == ["parent", "one", "two"]


def test_closed_before_the_fork(tmp_path: Path) -> None:
    """A closed vault stays closed in the child."""
    from langchain_memprivacy.errors import VaultError

    vault = SQLiteVault(tmp_path / "vault.db", key=KEY)
    vault.close()

    def child() -> None:
        with refused(VaultError):
            vault.changes("ann")

    assert finish(spawn(child)) == [0]
