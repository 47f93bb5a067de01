"""The body of a tool: what it may see of its graph, and that it runs as LangChain runs it."""

from __future__ import annotations

import asyncio
from typing import Annotated, ClassVar

import pytest
from faces.agent_world import (
    ASKED,
    CANARIES,
    EMAIL,
    FRIEND,
    NAME,
    THREAD,
    a_world,
    call,
    last,
)
from langchain.agents import create_agent
from langchain.tools import ToolRuntime
from langchain_core.callbacks import BaseCallbackHandler, BaseCallbackManager
from langchain_core.globals import set_debug
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import (
    BaseTool,
    InjectedToolCallId,
    StructuredTool,
    Tool,
    ToolException,
    tool,
)
from langchain_core.tracers.context import collect_runs
from langgraph.config import get_stream_writer
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import Command, interrupt
from langsmith import traceable

from langchain_memprivacy import ScopeError
from langchain_memprivacy.integrations.middleware import PrivacyToolMiddleware
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.integrations.tool_body import arun_tool, run_tool
from langchain_memprivacy.integrations.tools import PrivacyTool, protect_tool
from langchain_memprivacy.testing.loopback import find_leaks

WRITE = call("send", to="<EMAIL_1>")


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path, [WRITE, "Done, <REAL_NAME_1>."]) as world:
        yield world


def protected(world, tools, **settings):
    guard = [PrivacyToolMiddleware(world.privacy)]
    return protect(create_agent(world.model(), tools, middleware=guard, **settings), world.privacy)


def a_graph():
    """A graph that a tool may call: it keeps what it is told, and may ask."""

    def keep(state):
        said = state["messages"][-1].text
        answer = interrupt(f"keep {said}?") if "ask" in said else "yes"
        return {"messages": [HumanMessage(f"{answer}: {said}")]}

    builder = StateGraph(MessagesState)
    builder.add_node("keep", keep)
    builder.add_edge(START, "keep")
    return builder.compile()


def test_what_a_tool_calls_leaves_no_trace(world):
    """Models, graphs and traced functions in a body: no run, no token, no checkpoint."""
    graph, model = a_graph(), world.model()
    world.cloud.reply = [WRITE, "I know.", "Done."]

    @traceable
    def remember(text):
        return text

    @tool
    def send(to: str, runtime: ToolRuntime) -> str:
        """Send a mail."""
        remember(to)
        graph.invoke({"messages": [("user", to)]})
        graph.invoke({"messages": [("user", to)]}, runtime.config)
        return model.invoke("What now?").text

    with world.saver() as saver, world.traced():
        agent = protected(world, [send], checkpointer=saver)
        tokens = [m.text for m, _ in agent.stream(ASKED, THREAD, stream_mode="messages")]
    assert "I know." in tokens  # as the tool's result
    assert tokens.count("I know.") == 1
    world.assert_clean()


def test_a_graph_in_a_tool_may_ask(world):
    """An interrupt in a graph that the tool calls: raw at both ends, placeholders between."""
    graph = a_graph()

    @tool
    def send(to: str) -> str:
        """Send a mail."""
        return graph.invoke({"messages": [("user", f"ask {to}")]})["messages"][-1].text

    with world.saver() as saver, world.traced():
        agent = protected(world, [send], checkpointer=saver)
        (asked,) = agent.invoke(ASKED, THREAD)["__interrupt__"]
        assert asked.value == f"keep ask {EMAIL}?"
        out = agent.invoke(Command(resume=FRIEND), THREAD)
    assert out["messages"][2].text == f"{FRIEND}: ask {EMAIL}"
    world.assert_clean()


@pytest.mark.filterwarnings("ignore:PrivacyToolMiddleware works inside protect")  # looked at bare
@pytest.mark.parametrize("is_async", [False, True])
async def test_events_of_a_tool(world, is_async):
    """Events that a tool writes, and its partial output: in order, raw for the caller only."""
    inside = []

    def write(to, runtime):
        for number in range(3):
            get_stream_writer()(f"{number} {to}")
        runtime.stream_writer({"cc": FRIEND})
        runtime.emit_output_delta(f"half {to}")

    @tool
    def send(to: str, runtime: ToolRuntime) -> str:
        """Send a mail."""
        write(to, runtime)
        return "sent"

    @tool("send")
    async def asend(to: str, runtime: ToolRuntime) -> str:
        """Send a mail."""
        write(to, runtime)
        return "sent"

    guard = [PrivacyToolMiddleware(world.privacy)]
    graph = create_agent(world.model(), [asend if is_async else send], middleware=guard)
    agent, modes = protect(graph, world.privacy), ["custom", "tools"]
    if is_async:
        parts = [part async for part in agent.astream(ASKED, stream_mode=modes)]
    else:
        parts = list(agent.stream(ASKED, stream_mode=modes))
    events = [part for mode, part in parts if mode == "custom"]
    assert events == [f"{number} {EMAIL}" for number in range(3)] + [{"cc": FRIEND}]
    assert f"half {EMAIL}" in [p.get("delta") for mode, p in parts if mode == "tools"]
    world.cloud.clear()
    said = {"messages": [("user", world.privacy.desensitize(ASKED["messages"][0][1]))]}
    if is_async:
        inside = [part async for part in graph.astream(said, stream_mode=modes)]
    else:
        inside = list(graph.stream(said, stream_mode=modes))
    assert len(inside) == len(parts)
    assert find_leaks(repr(inside).encode(), CANARIES) == []


class Told(BaseCallbackHandler):
    """Keeps everything that callbacks are told."""

    told: ClassVar[list] = []

    def __getattribute__(self, name):
        if name.startswith("on_"):
            return lambda *args, **kwargs: Told.told.append(repr((name, args, kwargs)))
        return super().__getattribute__(name)


def test_instrumentation_sees_placeholders(world, monkeypatch, capsys):
    """Handlers that add themselves to every manager, debug output and collected runs, too."""
    made = BaseCallbackManager.__init__

    def instrumented(self, *args, **kwargs):
        made(self, *args, **kwargs)
        self.add_handler(Told(), inherit=True)

    Told.told.clear()
    monkeypatch.setattr(BaseCallbackManager, "__init__", instrumented)
    world.privacy.desensitize(ASKED["messages"][0][1])

    @tool
    def send(to: str) -> str:
        """Send a mail."""
        return f"sent to {to}"

    set_debug(True)
    try:
        with collect_runs() as runs:
            protect_tool(send, world.privacy).invoke({"to": "<EMAIL_1>"})
    finally:
        set_debug(False)
    printed = capsys.readouterr().out
    assert any("on_tool_end" in told for told in Told.told)
    assert len(runs.traced_runs) == 1
    assert "sent to <EMAIL_1>" in printed
    everything = [*Told.told, printed, *map(repr, runs.traced_runs)]
    assert find_leaks("\n".join(everything).encode(), CANARIES) == []


@tool
def plain(a: int, b: str = "x") -> str:
    """Plain."""
    return f"{a} {b}"


@tool(response_format="content_and_artifact")
def pair(a: int) -> tuple:
    """Pair."""
    return [{"type": "text", "text": str(a)}], {"a": a}


@tool(response_format="content_and_artifact")
def no_pair(a: int) -> str:
    """No pair."""
    return str(a)


@tool
def data(a: int) -> dict:
    """Data."""
    return {"ä": [a]}


@tool
def nothing() -> None:
    """Nothing."""


@tool
def with_config(a: int, config: RunnableConfig, call_id: Annotated[str, InjectedToolCallId]) -> str:
    """With config."""
    return f"{a} {call_id} {config['configurable']}"


@tool
async def only_async(a: int) -> str:
    """Only async."""
    await asyncio.sleep(0)
    return str(a)


@tool
def broken(a: int) -> str:
    """Broken."""
    raise ToolException("no")


handled = broken.model_copy(update={"handle_tool_error": True, "name": "handled"})
lenient = plain.model_copy(update={"handle_validation_error": "wrong", "name": "lenient"})


class Own(BaseTool):
    """A class of its own."""

    name: str = "own"
    description: str = "Own."

    def _run(self, a: int, run_manager=None) -> str:
        return f"{a} {run_manager is not None}"


class Overriding(Own):
    """A class that runs in its own way."""

    name: str = "overriding"

    def invoke(self, *args, **kwargs):
        return f"mine: {super().invoke(*args, **kwargs)}"


TOOLS = [
    plain, pair, no_pair, data, nothing, with_config, only_async, broken, handled, lenient,
    Own(), Overriding(), Tool("single", lambda text: f"<{text}>", "Single."),
    StructuredTool(
        name="schema", description="S.", func=lambda **kw: str(kw),
        args_schema={"type": "object", "properties": {"a": {"type": "integer"}}},
    ),
]  # fmt: skip


def said(error):
    """The type of an error and what it says; ours about missing pairs is in other words."""
    text = str(error)
    return type(error), "" if "content_and_artifact" in text else text


def outcome(run):
    try:
        return run()
    except Exception as error:
        return said(error)


async def aoutcome(made):
    try:
        return await made
    except Exception as error:
        return said(error)


@pytest.mark.parametrize("args", [{"a": 1}, {"a": "one"}])
@pytest.mark.parametrize("call_id", ["c1", None])
@pytest.mark.parametrize("each", TOOLS, ids=lambda each: each.name)
async def test_bodies_run_as_langchain_runs_them(each, call_id, args):
    """Result or error are those of `invoke` and `ainvoke`, for every kind of tool."""
    config = {"configurable": {"k": 1}, "callbacks": []}
    asked = (
        {"type": "tool_call", "name": each.name, "args": args, "id": call_id} if call_id else args
    )
    expected = outcome(lambda: each.invoke(asked, config))
    assert outcome(lambda: run_tool(each, dict(args), call_id, config)) == expected

    expected = await aoutcome(each.ainvoke(asked, config))
    assert await aoutcome(arun_tool(each, dict(args), call_id, config)) == expected


def test_text_as_input(world):
    """A tool called with a text gets it restored."""
    world.privacy.desensitize(EMAIL)
    single = Tool("single", lambda text: f"to {text}", "Single.")
    assert protect_tool(single, world.privacy).invoke("<EMAIL_1>") == "to <EMAIL_1>"


def test_a_protected_tool_looks_like_the_tool(world):
    """Name, description, schema and return_direct are the tool's; it is protected once."""
    each = protect_tool(plain, world.privacy)
    assert isinstance(each, PrivacyTool)
    assert (each.name, each.description, each.args) == (plain.name, plain.description, plain.args)
    assert each.tool_call_schema.model_json_schema() == plain.tool_call_schema.model_json_schema()
    assert protect_tool(each, world.privacy) is each
    assert NAME not in repr(each)


def test_the_scope_is_the_calls(world):
    """An engine for many users takes it from the config, and refuses without one."""
    privacy = type(world.privacy)(
        extractor=world.privacy.extractor,
        vault=world.privacy.vault,
        scope=lambda config: config["configurable"]["user"],
    )
    seen = []

    @tool
    def send(to: str) -> str:
        """Send a mail."""
        seen.append(to)
        return to

    privacy.desensitize(EMAIL, scope="ann")
    protected = protect_tool(send, privacy)
    for user in ("ann", "ben"):
        protected.invoke({"to": "<EMAIL_1>"}, {"configurable": {"user": user}})
    assert seen == [EMAIL, "<EMAIL_1>"]
    with pytest.raises(ScopeError):
        protected.invoke({"to": "<EMAIL_1>"})


async def test_the_event_loop_is_left_alone(world):
    """Neither vault nor extractor work on the thread of the event loop."""
    import threading

    loop, where = threading.get_ident(), set()
    extract = world.privacy.extractor.extract

    class Watching:
        def extract(self, text, *, role="user", real_name=None):
            where.add(threading.get_ident())
            return extract(text, role=role, real_name=real_name)

    @tool
    async def send(to: str, runtime: ToolRuntime) -> str:
        """Send a mail."""
        runtime.stream_writer(f"writing to {FRIEND}")
        return f"sent to {to} and {FRIEND}"

    world.privacy.extractor = Watching()
    assert last(await protected(world, [send]).ainvoke(ASKED)) == f"Done, {NAME}."
    assert where
    assert loop not in where
