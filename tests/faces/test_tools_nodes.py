"""Protected tools in a `ToolNode` of your own: what the graph injects comes through."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from faces.agent_world import EMAIL, FRIEND, THREAD, a_world
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import BaseTool, InjectedToolCallId, StructuredTool, tool
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import InjectedState, InjectedStore, ToolNode, ToolRuntime
from langgraph.store.memory import InMemoryStore

from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.integrations.tools import protect_tool

SEEN: dict[str, Any] = {}


@pytest.fixture
def world(tmp_path):
    SEEN.clear()
    with a_world(tmp_path, "ok") as world:
        yield world


def note(to, state, store, runtime, call_id):
    SEEN.update(to=to, said=state["messages"][0].text, runtime=runtime)
    SEEN.update(kept=store.get(("n",), "k").value, call_id=call_id)
    return f"sent to {to}, cc {FRIEND}"


def of_function():
    @tool
    def send(
        to: str,
        state: Annotated[dict, InjectedState],
        store: Annotated[Any, InjectedStore()],
        runtime: ToolRuntime,
        call_id: Annotated[str, InjectedToolCallId],
    ) -> str:
        """Send a mail."""
        return note(to, state, store, runtime, call_id)

    return send


class Send(BaseTool):
    """Send a mail."""

    name: str = "send"
    description: str = "Send a mail."

    def _run(
        self,
        to: str,
        state: Annotated[dict, InjectedState],
        store: Annotated[Any, InjectedStore()],
        runtime: ToolRuntime,
    ) -> str:
        return note(to, state, store, runtime, runtime.tool_call_id)


def of_json_schema():
    def send(to: str, runtime: ToolRuntime) -> str:
        return note(to, runtime.state, runtime.store, runtime, runtime.tool_call_id)

    schema = {"type": "object", "properties": {"to": {"type": "string"}}, "required": ["to"]}
    return StructuredTool(name="send", description="Send.", func=send, args_schema=schema)


@pytest.mark.parametrize("made", [of_function, Send, of_json_schema])
@pytest.mark.parametrize("is_async", [False, True])
async def test_what_is_injected(world, made, is_async):
    """State, store, runtime and call id, for tools of functions, classes and JSON schemas."""
    builder = StateGraph(MessagesState)
    builder.add_node("tools", ToolNode([protect_tool(made(), world.privacy)]))
    builder.add_edge(START, "tools")
    store = InMemoryStore()
    store.put(("n",), "k", {"v": 1})
    calls = [{"name": "send", "args": {"to": EMAIL}, "id": "c1"}]
    asked = {"messages": [HumanMessage(f"to {EMAIL}"), AIMessage("", tool_calls=calls)]}
    with world.traced():
        if is_async:
            async with world.asaver() as saver:
                graph = builder.compile(checkpointer=saver, store=store)
                out = await protect(graph, world.privacy).ainvoke(asked, THREAD)
        else:
            with world.saver() as saver:
                graph = builder.compile(checkpointer=saver, store=store)
                out = protect(graph, world.privacy).invoke(asked, THREAD)
    assert out["messages"][-1].content == f"sent to {EMAIL}, cc {FRIEND}"
    assert (SEEN["to"], SEEN["said"], SEEN["call_id"]) == (EMAIL, "to <EMAIL_1>", "c1")
    assert SEEN["kept"] == {"v": 1}
    assert [type(c).__name__ for c in SEEN["runtime"].config["callbacks"]] == ["ModelGuard"]
    world.assert_clean()
