"""What LangSmith gets of a graph with the node pair: `display`, raw, as documented; no more."""

from __future__ import annotations

import json
import re

from faces.node_graphs import CANARIES, FIRST, chat_graph, cloud_model, engine, thread
from langchain_core.tracers import LangChainTracer
from langgraph.checkpoint.memory import InMemorySaver
from langsmith import Client

from langchain_memprivacy.testing.loopback import Loopback, assert_clean, find_leaks

PART = re.compile(rb'name="(?:post|patch)\.[^."]+(?:\.(\w+))?".*?\r\n\r\n(.*?)\r\n--', re.DOTALL)


def test_inputs_and_inner_runs_hold_placeholders(monkeypatch):
    """Raw text is traced as the output of the root run and of the restore node alone."""
    monkeypatch.setenv("LANGSMITH_DISABLE_RUN_COMPRESSION", "true")  # to read what is sent
    with Loopback() as langsmith, Loopback() as cloud:
        client = Client(api_url=langsmith.url, api_key="none")
        config = {**thread(), "callbacks": [LangChainTracer(client=client)]}
        app = chat_graph(engine(), cloud_model(cloud)).compile(checkpointer=InMemorySaver())
        app.invoke({}, config, context={"messages": [("user", FIRST)]})
        client.flush()
        client.close()
        parts = PART.findall(langsmith.wire)
    assert {kind for kind, _ in parts} >= {b"", b"inputs", b"outputs"}
    raw = [(kind, json.loads(body)) for kind, body in parts if find_leaks(body, CANARIES)]
    assert len(raw) == 2
    for kind, outputs in raw:
        assert kind == b"outputs"
        del outputs["display"]
        assert_clean(json.dumps(outputs, ensure_ascii=False).encode(), CANARIES, fragment=8)
    assert any(b"<REAL_NAME_1>" in body for kind, body in parts if kind == b"inputs")
