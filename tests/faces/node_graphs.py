"""Graphs with the node pair, a cloud on the loopback, and everything that a checkpointer keeps."""

from __future__ import annotations

from langchain_openai import ChatOpenAI
from langgraph.graph import END, START, StateGraph

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.integrations.nodes import (
    PrivateContext,
    PrivateState,
    desensitize_node,
    restore_node,
)
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.testing.loopback import assert_clean

CANARIES = {
    "name": "Nora Whitfield",
    "email": "nora.whitfield@brightleaf.io",
    "zh": "林晓岚",
    "illness": "juvenile myoclonic epilepsy",
    "account": "DE02 1203 0000 0000 2020 51",
    "password": "Juniper-Lantern-58",
    "emoji": "🔑7392-garten",
}
_TYPES = {
    "name": ("Real Name", "PL2"),
    "email": ("Email", "PL2"),
    "zh": ("Real Name", "PL2"),
    "illness": ("Medical Health", "PL3"),
    "account": ("Financial Account", "PL3"),
    "password": ("Password", "PL4"),
    "emoji": ("Password", "PL4"),
}
EXTRACTOR = FixedExtractor({CANARIES[label]: kind for label, kind in _TYPES.items()})

FIRST = f"I am {CANARIES['name']} ({CANARIES['zh']}), {CANARIES['email']}; I have {CANARIES['illness']}."
SECOND = (
    f"Pay from {CANARIES['account']}, password {CANARIES['password']}, safe {CANARIES['emoji']}."
)
TURNS = (FIRST, SECOND)


def engine(**parts) -> MemPrivacy:
    return MemPrivacy(**{"extractor": EXTRACTOR, "vault": MemoryVault(), **parts})


def cloud_model(cloud) -> ChatOpenAI:
    return ChatOpenAI(model="stand-in", base_url=cloud.base_url, api_key="none", max_retries=0)


def chat_graph(privacy, model, *, state=PrivateState, context=PrivateContext, **pair) -> StateGraph:
    """START, desensitize, model, restore: the recipe, or with `in_place=True` the plain pair."""

    def ask(state):
        return {"messages": [model.invoke(state["messages"])]}

    graph = StateGraph(state, context_schema=context)
    graph.add_node("desensitize", desensitize_node(privacy, **pair))
    graph.add_node("model", ask)
    graph.add_node("restore", restore_node(privacy, **pair))
    for edge in ((START, "desensitize"), ("desensitize", "model"), ("model", "restore")):
        graph.add_edge(*edge)
    graph.add_edge("restore", END)
    return graph


def thread(name: str = "t", **more) -> dict:
    return {"configurable": {"thread_id": name, **more}}


def texts(messages) -> list[str]:
    return [message.text for message in messages]


def in_memory(saver) -> bytes:
    """All that an `InMemorySaver` keeps; its values are bytes already, shown with escapes."""
    return repr([dict(saver.storage), dict(saver.writes), dict(saver.blobs)]).encode()


def in_files(folder) -> dict[str, bytes]:
    """All files of a folder: the database, its journal and whatever else lies there."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def in_postgres(uri: str) -> dict[str, bytes]:
    """Every row of every table, as the server keeps it."""
    import psycopg

    with psycopg.connect(uri) as connection:
        names = connection.execute(
            "select tablename from pg_tables where schemaname = 'public'"
        ).fetchall()
        return {
            name: b"\n".join(
                value if isinstance(value, bytes) else str(value).encode()
                for row in connection.execute(f'select * from "{name}"')
                for value in row
            )
            for (name,) in names
        }


def assert_kept_clean(kept) -> None:
    """Something is kept, with a placeholder in it, and no canary, nor a piece of one."""
    everything = kept if isinstance(kept, bytes) else b"\n".join(kept.values())
    assert b"<REAL_NAME_1>" in everything
    assert_clean(kept, CANARIES, fragment=8)
