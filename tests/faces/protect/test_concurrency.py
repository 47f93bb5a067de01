"""Many users at once on one engine: nobody sees another's values, and the event loop stays free."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sqlite3
import threading
import time
from functools import reduce
from operator import add
from typing import Self

import pytest
from faces.protect.world import agent, engine, model, saver

from langchain_memprivacy import SQLiteVault
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.testing.loopback import Loopback, Reply, ToolCall

USERS = 8
RUNS = 64
LONGEST = 0.05
"""Seconds for which the event loop may compute without a break."""


def mail(user: int, run: int) -> str:
    return f"user{user}.letter{run}@brightleaf.io"


@pytest.fixture
def vault(tmp_path):
    with SQLiteVault(tmp_path / "vault.db", key=bytes(32)) as opened:
        yield opened


class Watchdog:
    """Measures for how long the event loop runs or waits in one callback.

    Memory is not tidied up meanwhile: that takes longer than anything here, whoever's turn
    it is.

    Attributes:
        longest: In seconds, by the clock: computing, waiting for locks and for other threads.
        busiest: In seconds of computing.
    """

    def __init__(self) -> None:
        self.longest = self.busiest = 0.0

    def __enter__(self) -> Self:
        self._run = asyncio.Handle._run
        gc.collect()
        gc.disable()

        def timed(handle: asyncio.Handle) -> None:
            start, busy = time.perf_counter(), time.thread_time()
            self._run(handle)
            self.longest = max(self.longest, time.perf_counter() - start)
            self.busiest = max(self.busiest, time.thread_time() - busy)

        asyncio.Handle._run = timed
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.Handle._run = self._run
        gc.enable()


def says(asked):
    """Call a tool with what was heard, then name it, after a while."""
    time.sleep(0.02)
    messages = asked["messages"]
    if messages[-1]["role"] == "tool":
        return Reply("Noted for <EMAIL_1>: " + messages[-1]["content"])
    return Reply("", [ToolCall("note", {"text": messages[-1]["content"]})])


async def test_64_runs_of_8_users(vault):
    """Real agents, streams and whole answers, one vault on disk: own values only, no deadlock."""
    privacy = engine(
        extractor=None, vault=vault, scope=lambda config: config["configurable"]["user_id"]
    )
    with Loopback(says, delta=5) as cloud:
        protected = protect(agent(model(cloud), checkpointer=saver()), privacy)

        async def one(run: int) -> str:
            user = run % USERS
            config = {"configurable": {"user_id": f"u{user}", "thread_id": f"t{run}"}}
            asked = {"messages": [("user", f"My mail is {mail(user, run)}, write there.")]}
            if run % 3 == 0:
                return (await protected.ainvoke(asked, config))["messages"][-1].text
            parts = protected.astream(asked, config, stream_mode="messages")
            chunks = {}
            async for chunk, _ in parts:
                chunks.setdefault(chunk.id, []).append(chunk)
            return reduce(add, list(chunks.values())[-1]).text

        await asyncio.gather(*(one(run) for run in range(USERS)))  # clients and caches
        with Watchdog() as dog:
            async with asyncio.timeout(60):
                answers = await asyncio.gather(*(one(run) for run in range(RUNS)))
        for run, answer in enumerate(answers):
            assert mail(run % USERS, run) in answer
            others = [mail(u, r) for r in range(RUNS) for u in range(USERS) if u != run % USERS]
            assert not [other for other in others if other in answer]
        cloud.assert_clean([mail(u, r) for r in range(RUNS) for u in range(USERS)])
        assert sorted(vault.scopes()) == [f"u{user}" for user in range(USERS)]
    assert dog.busiest < LONGEST
    assert dog.longest < 10 * LONGEST  # threads of cloud and vault take turns with the loop


async def test_the_loop_never_waits_for_a_writer(vault, tmp_path):
    """While another process writes into the vault, streams go on: tokens are restored meanwhile."""
    privacy = engine(extractor=None, vault=vault)
    vault_busy = threading.Event()
    with Loopback(Reply("Dear <EMAIL_1>, " * 20), delta=3) as cloud:
        protected = protect(model(cloud), privacy)
        said = "My mail is nora.whitfield@brightleaf.io."
        await protected.ainvoke(said)
        stream = protected.astream(said)
        first = await anext(stream)

        def hold() -> None:
            with contextlib.closing(sqlite3.connect(tmp_path / "vault.db")) as other:
                other.execute("BEGIN IMMEDIATE")
                vault_busy.set()
                time.sleep(1.5)
                other.rollback()

        holder = threading.Thread(target=hold)
        holder.start()
        vault_busy.wait()
        # A thread of ours waits for that writer, and holds the locks of scope and vault.
        waiting = asyncio.create_task(privacy.adesensitize("Mine is bo.lind@brightleaf.io."))
        await asyncio.sleep(0.06)  # now the stream's view is stale, too
        with Watchdog() as dog:
            total = reduce(add, [chunk async for chunk in stream], first)
            await waiting
        holder.join()
    assert total.text == "Dear nora.whitfield@brightleaf.io, " * 20
    assert dog.longest < 0.3


async def test_what_another_process_forgets_is_gone_from_open_streams(tmp_path):
    """A value that is erased while a stream is open is not restored in what comes later."""
    path, key = tmp_path / "vault.db", bytes(32)
    with SQLiteVault(path, key=key) as vault, SQLiteVault(path, key=key) as other:
        privacy = engine(extractor=None, vault=vault)
        with Loopback(Reply("<EMAIL_1> " * 30), delta=10) as cloud:
            stream = protect(model(cloud), privacy).astream("I am nora.whitfield@brightleaf.io.")
            texts = []
            async for chunk in stream:
                texts.append(chunk.text)
                if len(texts) == 5:
                    other.forget("nora")
                    await asyncio.sleep(0.1)
    said = "".join(texts)
    assert said.startswith("nora.whitfield@brightleaf.io ")
    assert said.endswith("<EMAIL_1> " * 20)


async def test_one_value_in_many_runs_is_one_placeholder(vault):
    """Runs that meet a value at the same time agree on its placeholder."""
    privacy = engine(extractor=None, vault=vault)
    with Loopback() as cloud:
        protected = protect(model(cloud), privacy)
        said = [f"Write to {mail(i % 4, 0)} now." for i in range(32)]
        answers = await protected.abatch(said)
        assert [a.text for a in answers] == [
            f"I hold {mail(i % 4, 0)}, no more." for i in range(32)
        ]
        heard = {str(asked["messages"]) for asked in cloud.requests("chat")}
        assert len(heard) == 4
