"""LangMem over a loopback cloud: its models, embeddings, rows, traces and logs, all looked at."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re

from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from langgraph.store.memory import InMemoryStore
from langsmith import Client, tracing_context
from memory.people import ALL, CARD, DIGITS, IBAN, MAIL, PHONE, TOKEN, WORDS, engine

from langchain_memprivacy.integrations.langmem import protect_memory
from langchain_memprivacy.testing.loopback import Loopback, Reply, ToolCall, assert_clean

# Not on top: it uses what LangGraph has given up, and warnings are errors in tests.
import langmem  # isort: skip

SECOND = "nw@kestrel-io.net"
LONG = "qzwxkv-bnmplj.rtgfhd-kqzxwv-cnbmjlp.dsfghk@vbzkqt-of-wplj-nmrtd-xgqwvk.org"
TEXTS = {
    **{k: v for k, v in WORDS.items() if v not in {PHONE, IBAN}},
    "second": SECOND,
    "long": LONG,
}
NUMBERS = {**DIGITS, "phone": PHONE, "iban": IBAN}
SAID = [{"role": "user", "content": ALL}]
INSTANCE = re.compile(r"instance id=([0-9a-zA-Z_~-]+)")

__all__ = [
    "ALL", "CARD", "IBAN", "LONG", "MAIL", "PHONE", "SAID", "SECOND", "TOKEN", "World", "call",
    "config", "engine", "langmem", "patch", "protect_memory", "remove",
]  # fmt: skip


class World:
    """A cloud, a store whose vectors are made there, LangSmith, and the log of it all.

    Leaving it fails where a private value, or a piece of one, has reached any of them.
    """

    def __init__(self, privacy=None):
        self.privacy = privacy or engine()
        self.cloud, self.smith = Loopback(), Loopback()
        self.model = ChatOpenAI(model="m", base_url=self.cloud.base_url, api_key="k", max_retries=0)
        self.embed = OpenAIEmbeddings(
            base_url=self.cloud.base_url, api_key="k", check_embedding_ctx_length=False
        )
        self.store = InMemoryStore(index={"dims": 8, "embed": self.embed})
        self.client = Client(api_url=self.smith.url, api_key="none")
        self.log = io.StringIO()
        self.errors = []
        self.privately = True

    def says(self, *script):
        """Script the model; start counting requests anew."""
        self.cloud.clear()
        self.cloud.reply = list(script)

    def protect(self, memory, **settings):
        return protect_memory(memory, self.privacy, **settings)

    @property
    def rows(self):
        """All that lies in the store."""
        return repr((dict(self.store._data), dict(self.store._vectors)))

    def asked(self):
        """The requests to the model."""
        return self.cloud.requests("chat")

    def __enter__(self):
        self._stack = contextlib.ExitStack()
        handler = logging.StreamHandler(self.log)
        root = logging.getLogger()
        level = root.level
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        self._stack.callback(root.setLevel, level)
        self._stack.callback(root.removeHandler, handler)
        self._stack.enter_context(self.cloud)
        self._stack.enter_context(self.smith)
        self._stack.enter_context(
            tracing_context(enabled=True, client=self.client, project_name="test")
        )
        return self

    def __exit__(self, kind, error, trace):
        try:
            if error is None and self.privately:
                self.look()
        finally:
            self._stack.__exit__(kind, error, trace)

    def look(self):
        """Fail where a private value has reached something."""
        self.client.flush()
        assert self.smith.received, "nothing was traced"
        places = {
            "models": self.cloud.wire,
            "traces": self.smith.wire,
            "rows": self.rows.encode(),
            "logs": self.log.getvalue().encode(),
            "errors": repr(self.errors).encode(),
        }
        self.cloud.leaks(TEXTS)  # every request can be read
        assert_clean(places, TEXTS, 6)
        assert_clean(places, NUMBERS, 10)


def call(name, **args):
    """A reply that calls one tool."""
    return Reply(tool_calls=[ToolCall(name, args)])


def patch(path, value):
    """A reply that changes the memory that the model was shown."""

    def reply(asked):
        id_ = INSTANCE.search(json.dumps(asked["messages"]))[1]
        patches = [{"op": "replace", "path": path, "value": value}]
        return call("PatchDoc", json_doc_id=id_, planned_edits="replace it", patches=patches)

    return reply


def remove(asked):
    """A reply that deletes the memory that the model was shown."""
    id_ = INSTANCE.search(json.dumps(asked["messages"]))[1]
    return call("RemoveDoc", json_doc_id=id_)


def config(**names):
    return {"configurable": names}
