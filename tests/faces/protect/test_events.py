"""Events of v1, v2 and v3 and run logs: every text restored, every stream whole."""

from __future__ import annotations

import pytest
from faces.protect.world import (
    ASKED,
    EMAIL,
    NAME,
    PLAIN,
    SAID,
    SHAPES,
    Runs,
    agent,
    chain,
    graph,
    model,
    saver,
    thread,
)
from langchain_core.callbacks import adispatch_custom_event
from langchain_core.language_models.fake import FakeStreamingListLLM
from langchain_core.language_models.llms import LLM
from langchain_core.messages import AIMessage
from langchain_core.outputs import GenerationChunk
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.log_stream import RunLog
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt

from langchain_memprivacy.errors import NotCoveredError
from langchain_memprivacy.integrations.protect import protect

SHOWN = f"Dear {NAME}, {EMAIL} <EMAIL_9> < 3 {EMAIL} {EMAIL} {NAME}."
pytestmark = pytest.mark.filterwarnings(
    "ignore::langchain_core._api.LangChainDeprecationWarning",
    "ignore::langchain_core._api.LangChainBetaWarning",
)


@pytest.fixture
def privacy(privacy):
    """An engine that knows what will be said."""
    privacy.desensitize(SAID)
    return privacy


class Speller(LLM):
    """A language model of the old kind, which says letter by letter."""

    _llm_type = "speller"

    def _call(self, prompt, stop=None, run_manager=None, **kwargs):
        return "Dear <REAL_NAME_1>, bye <"

    def _stream(self, prompt, stop=None, run_manager=None, **kwargs):
        for letter in self._call(prompt):
            if run_manager:
                run_manager.on_llm_new_token(letter)
            yield GenerationChunk(text=letter)


def streamed(events, kind):
    """The chunks that each run streamed, added up, in the order in which runs began."""
    runs = {}
    for event in events:
        if event["event"] == kind:
            runs.setdefault(event["run_id"], []).append(event["data"]["chunk"])
    return list(runs.values())


@pytest.mark.parametrize("version", ["v1", "v2"])
@pytest.mark.parametrize("delta", [1, 2, 3, 9, 40])
async def test_events_of_a_chain(cloud, privacy, version, delta):
    """Each run's chunks add up to what it ends with; inputs are shown raw, to the user only."""
    cloud.delta = delta
    protected = protect(chain(model(cloud)), privacy)
    events = [e async for e in protected.astream_events({"question": SAID}, version=version)]
    names = [e["event"] for e in events]
    assert names.count("on_chat_model_end") == 1
    (tokens,) = streamed(events, "on_chat_model_stream")
    assert "".join(chunk.text for chunk in tokens) == SHOWN
    for chunks in streamed(events, "on_parser_stream") + streamed(events, "on_chain_stream"):
        assert "".join(chunks) == SHOWN
    for event in events:
        if event["event"] == "on_chat_model_end" and version == "v2":
            assert event["data"]["output"].text == SHOWN
        if event["event"] == "on_prompt_start" and version == "v2":
            assert event["data"]["input"] == {"question": SAID}
    assert events[-1]["data"]["output"] == SHOWN


@pytest.mark.parametrize("mode", [None, "values", "updates", "messages", ["messages", "values"]])
async def test_events_of_a_graph(cloud, privacy, mode):
    """Whatever mode the outermost run streams in, tokens and states are restored in events."""
    options = {} if mode is None else {"stream_mode": mode}
    protected = protect(graph(model(cloud)), privacy)
    events = [e async for e in protected.astream_events(ASKED, version="v2", **options)]
    tokens = [
        event["data"]["chunk"] for event in events if event["event"] == "on_chat_model_stream"
    ]
    assert "".join(chunk.text for chunk in tokens) == SHOWN
    root = [
        e["data"]["chunk"]
        for e in events
        if e["event"] == "on_chain_stream" and e["run_id"] == events[0]["run_id"]
    ]
    said = "".join(part[0].text for part in root) if mode == "messages" else str(root)
    if mode == ["messages", "values"]:
        said = "".join(data[0].text for kind, data in root if kind == "messages")
    assert (SHOWN if "messages" in str(mode) else EMAIL) in said
    assert events[-1]["event"] == "on_chain_end"
    assert "<REAL_NAME_1>" not in str([e["data"] for e in events])


async def test_events_of_an_agent_with_tools(cloud, privacy):
    """Tool starts and ends show restored arguments and results."""
    cloud.reply = [SHAPES["calling"], PLAIN]
    protected = protect(agent(model(cloud)), privacy)
    events = [e async for e in protected.astream_events(ASKED, version="v2")]
    inputs = [e["data"]["input"] for e in events if e["event"] == "on_tool_start"]
    assert {"text": f"{EMAIL}\n{EMAIL}"} in inputs
    last = events[-1]["data"]["output"]["messages"][-1]
    assert last.text == SHOWN


async def test_custom_events_of_any_shape(privacy):
    """What a run dispatches itself may be a text, a list, a dict or nothing."""

    async def act(text):
        for data in (text, [text], {"text": text}, None):
            await adispatch_custom_event("progress", data)
        return text

    protected = protect(RunnableLambda(act), privacy)
    events = [e async for e in protected.astream_events(EMAIL, version="v2")]
    shown = [event["data"] for event in events if event["event"] == "on_custom_event"]
    assert shown == [EMAIL, [EMAIL], {"text": EMAIL}, None]


async def test_a_plain_language_model_streams_generations(privacy):
    """Models that are not chat models stream texts in generation chunks."""
    protected = protect(Speller(), privacy)
    assert "".join(protected.stream(SAID)) == f"Dear {NAME}, bye <"
    events = [e async for e in protected.astream_events(SAID, version="v2")]
    chunks = [c for run in streamed(events, "on_llm_stream") for c in run]
    assert "".join(getattr(c, "text", c) for c in chunks) == f"Dear {NAME}, bye <"


async def test_a_tail_comes_before_the_end(cloud, privacy):
    """What is held back when a run ends comes as one more chunk of that run."""
    protected = protect(
        FakeStreamingListLLM(responses=["a EMAIL_1"]) | RunnableLambda(str), privacy
    )
    events = [e async for e in protected.astream_events(SAID, version="v2")]
    for event in events:
        if event["event"].endswith("_end"):
            assert "EMAIL_1" not in str(event["data"].get("output"))
    kinds = [e["event"] for e in events if e["run_id"] == events[0]["run_id"]]
    assert kinds[0] == "on_chain_start"
    assert kinds[-1] == "on_chain_end"


async def test_events_can_be_filtered(cloud, privacy):
    """Names and types to include or to leave out mean what they mean upstream."""
    protected = protect(chain(model(cloud)), privacy)
    asked = {"question": SAID}
    only = [
        e async for e in protected.astream_events(asked, version="v2", include_types=["chat_model"])
    ]
    assert {e["event"].split("_")[1] for e in only} == {"chat"}
    tokens = [e["data"]["chunk"].text for e in only if e["event"] == "on_chat_model_stream"]
    assert "".join(tokens) == SHOWN


@pytest.mark.parametrize("diff", [True, False])
@pytest.mark.parametrize("make", ["chain", "graph"])
async def test_run_logs(cloud, privacy, diff, make):
    """Patches and the logs they add up to hold restored values only, streams included."""
    inner = chain(model(cloud)) if make == "chain" else graph(model(cloud))
    asked = {"question": SAID} if make == "chain" else ASKED
    log, patches = RunLog(state=None), []
    async for patch in protect(inner, privacy).astream_log(asked, diff=diff):
        patches.append(patch)
        log = log + patch if diff else patch
    state = log.state
    models = [run for run in state["logs"].values() if run["type"] == "llm"]
    assert "".join(models[0]["streamed_output_str"]) == SHOWN
    assert "".join(chunk.text for chunk in models[0]["streamed_output"]) == SHOWN
    if make == "chain":
        assert "".join(state["streamed_output"]) == SHOWN
        assert state["final_output"] == SHOWN
    else:
        assert SHOWN in str(state["final_output"])
    assert "<REAL_NAME_1>" not in str(state)
    if diff:
        assert patches[0].ops[0]["path"] == ""
    else:
        assert all(type(one).__name__ == "RunLog" for one in patches)


@pytest.mark.parametrize("delta", [1, 3, 12, 40])
def test_v3_of_a_graph(cloud, privacy, delta):
    """Every projection of the protocol stream is restored: messages, values, output, the log."""
    cloud.delta = delta
    protected = protect(graph(model(cloud)), privacy)
    run = protected.stream_events(ASKED, version="v3")
    assert "".join(text for sub in run.subgraphs for m in sub.messages for text in m.text) == SHOWN
    assert run.output["messages"][-1].text == SHOWN
    run = protected.stream_events(ASKED, version="v3")
    values = list(run.values)
    assert SHOWN in str(values[-1])
    run = protected.stream_events(ASKED, version="v3")
    assert "<REAL_NAME_1>" not in str(list(run))


async def test_v3_of_a_graph_async(cloud, privacy):
    """The same on the event loop, with an agent that calls tools."""
    cloud.reply = [SHAPES["calling"], PLAIN]
    protected = protect(agent(model(cloud)), privacy)
    run = await protected.astream_events(ASKED, version="v3")
    texts, outputs = [], []
    async for message in run.messages:
        texts.append("".join([text async for text in message.text]))
        outputs.append(await message.output)
    assert texts[-1] == SHOWN
    assert [c["args"] for m in outputs for c in m.tool_calls][1] == {"text": f"{EMAIL}\n{EMAIL}"}
    output = await run.output()
    assert [m.text for m in output["messages"] if isinstance(m, AIMessage)][-1] == SHOWN
    assert output["messages"][0].text == SAID


def test_v3_opens_the_runs_of_the_graph_once(cloud, privacy):
    """Callbacks of the config are called once a run, and see placeholders."""
    inner, runs, bare = graph(model(cloud)), Runs(), Runs()
    inner.invoke({"messages": [("user", "x")]}, {"callbacks": [bare]})
    protected = protect(inner, privacy).with_config(callbacks=[runs])
    assert SHOWN in str(protected.stream_events(ASKED, version="v3").output)
    assert runs.opened == bare.opened
    runs.assert_clean()


def test_v3_interrupts(privacy):
    """What an interrupted run asks of a human is restored."""
    built = StateGraph(dict).add_node("ask", lambda s: interrupt(f"Write to {s['to']}?"))
    protected = protect(built.add_edge(START, "ask").compile(saver()), privacy)
    run = protected.stream_events({"to": EMAIL}, thread(), version="v3")
    list(run)
    assert run.interrupted
    assert [one.value for one in run.interrupts] == [f"Write to {EMAIL}?"]


async def test_v3_of_a_chain_is_refused(cloud, privacy):
    """Upstream has no protocol stream for chains; the error says what to use."""
    with pytest.raises(NotCoveredError, match="use v2"):
        await protect(chain(model(cloud)), privacy).astream_events({"question": SAID}, version="v3")
    with pytest.raises(NotImplementedError):
        protect(chain(model(cloud)), privacy).stream_events({"question": SAID}, version="v3")
    with pytest.raises(NotImplementedError, match="astream_events"):
        protect(graph(model(cloud)), privacy).stream_events(ASKED, version="v2")


@pytest.mark.parametrize("bound", [False, True])
def test_v3_of_a_chat_model(cloud, privacy, bound):
    """A chat model, bound or not, streams blocks that add up to the restored message."""
    inner = model(cloud).bind(temperature=0) if bound else model(cloud)
    stream = protect(inner, privacy).stream_events(SAID, version="v3")
    assert "".join(stream.text) == SHOWN
    assert stream.output.text == SHOWN
