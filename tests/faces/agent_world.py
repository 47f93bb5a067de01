"""An agent's surroundings: a cloud, a LangSmith, a file of checkpoints, and who is in them."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from langchain_core.messages import AIMessage
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langsmith import Client, tracing_context

from langchain_memprivacy import MemoryVault, MemPrivacy, PrivacyPolicy
from langchain_memprivacy.policy import ToolPolicy
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.testing.loopback import Loopback, Reply, ToolCall, assert_clean

NAME = "Nora Whitfield"
EMAIL = "nora.whitfield@brightleaf.io"
ILLNESS = "juvenile myoclonic epilepsy"
PASSWORD = "Juniper-Lantern-58"
FRIEND = "Ines Corvalan"
DOCTOR = "Amelia Vossberg"
CANARIES = {
    "name": NAME,
    "email": EMAIL,
    "illness": ILLNESS,
    "password": PASSWORD,
    "friend": FRIEND,
    "doctor": DOCTOR,
}
EXTRACTOR = FixedExtractor({
    NAME: ("Real Name", "PL2"),
    EMAIL: ("Email", "PL2"),
    ILLNESS: ("Medical Health", "PL3"),
    PASSWORD: ("Password", "PL4"),
    FRIEND: ("Real Name", "PL2"),
    DOCTOR: ("Real Name", "PL2"),
    "44170": ("Extension", "PL2"),
})  # fmt: skip
SAID = f"I am {NAME}, {EMAIL}, I have {ILLNESS}, my password is {PASSWORD}."
ASKED = {"messages": [("user", SAID)]}
THREAD = {"configurable": {"thread_id": "t"}}


@contextlib.contextmanager
def a_world(folder: Path, script) -> Iterator[World]:
    """A world for one test; what is still to be traced is sent before LangSmith closes."""
    with Loopback(script) as cloud, Loopback() as smith:
        world = World(folder, cloud, smith)
        yield world
        if "client" in vars(world):
            world.client.flush()


def call(name: str, /, **args) -> Reply:
    """The model asks for a tool."""
    return Reply("One moment.", [ToolCall(name, args)])


class World:
    """All exits of an agent, on the loopback and on disk."""

    def __init__(self, folder: Path, cloud: Loopback, smith: Loopback) -> None:
        self.folder, self.cloud, self.smith = folder, cloud, smith
        self.privacy = self.engine()

    @functools.cached_property
    def client(self) -> Client:
        """Made where it is needed: it begins to talk by itself."""
        return Client(api_url=self.smith.url, api_key="none")

    def engine(self, tools: ToolPolicy | None = None) -> MemPrivacy:
        policy = PrivacyPolicy(tools=tools or ToolPolicy())
        self.privacy = MemPrivacy(
            extractor=EXTRACTOR, vault=MemoryVault(), policy=policy, scope="nora"
        )
        return self.privacy

    def model(self, **settings) -> ChatOpenAI:
        return ChatOpenAI(
            model="stand-in", base_url=self.cloud.base_url, api_key="none", max_retries=0, **settings
        )  # fmt: skip

    def traced(self):
        return tracing_context(enabled=True, client=self.client)

    @contextlib.contextmanager
    def saver(self):
        with contextlib.closing(
            sqlite3.connect(self.folder / "state.db", check_same_thread=False)
        ) as connection:
            yield SqliteSaver(connection)

    def asaver(self):
        return AsyncSqliteSaver.from_conn_string(str(self.folder / "state.db"))

    def hears(self, turn: int = -1) -> list:
        """The messages of one request to the model."""
        return self.cloud.requests("chat/completions")[turn]["messages"]

    def assert_clean(self, *, checkpoints: bool = True) -> None:
        """No canary left: on the wire, in traces, in checkpoints; and there was something."""
        self.client.flush()
        self.cloud.assert_clean(CANARIES)
        assert self.smith.received, "nothing was traced"
        self.smith.assert_clean(CANARIES)
        files = {path.name: path.read_bytes() for path in self.folder.iterdir()}
        assert not checkpoints or b"EMAIL_1" in b"".join(files.values()), "nothing was kept"
        assert_clean(files, CANARIES)


def last(state) -> str:
    return state["messages"][-1].text


def calls(state) -> list:
    return [c for m in state["messages"] if isinstance(m, AIMessage) for c in m.tool_calls]
