"""The split of the callbacks: local streaming handlers see values, all others placeholders."""

from __future__ import annotations

import asyncio
from typing import Annotated, TypedDict

import pytest
from faces.chat_models import ALL, MAIL, NAME, SEEN, VALUES, engine, openai, protected
from langchain_core.callbacks import AsyncCallbackHandler, BaseCallbackHandler, CallbackManager
from langchain_core.callbacks.base import BaseCallbackManager
from langchain_core.messages import AIMessageChunk
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.langchain import LangChainTracer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langsmith import Client, tracing_context

from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.testing.loopback import Fault, Loopback, assert_clean

SAID = f"Noted: {SEEN}"
SHOWN = f"Noted: {ALL}"


@pytest.fixture
def cloud():
    """A cloud that repeats all placeholders, and must not see a value."""
    with Loopback(SAID) as server:
        yield server
        server.assert_clean(VALUES, fragment=8)


class Notes(BaseCallbackHandler):
    """Writes down all it is told."""

    def __init__(self):
        self.starts, self.ends, self.tokens, self.all = 0, 0, [], []

    def on_chat_model_start(self, serialized, messages, **kwargs):
        self.starts += 1
        self.all.append((serialized, messages, kwargs))

    def on_llm_new_token(self, token, **kwargs):
        self.tokens.append(token)
        self.all.append(kwargs)

    def on_llm_end(self, response, **kwargs):
        self.ends += 1
        self.all.append((response, kwargs))

    def on_llm_error(self, error, **kwargs):
        self.all.append((error, kwargs))


class AsyncNotes(AsyncCallbackHandler):
    """The same for the loop."""

    def __init__(self):
        self.starts, self.ends, self.all = 0, 0, []

    async def on_chat_model_start(self, serialized, messages, **kwargs):
        self.starts += 1
        self.all.append((serialized, messages, kwargs))

    async def on_llm_end(self, response, **kwargs):
        self.ends += 1
        self.all.append((response, kwargs))


CONFIG = {"tags": [NAME], "metadata": {"customer": MAIL}, "run_name": f"for {NAME}"}


async def test_handlers_see_the_inner_run(cloud):
    """Handlers of the application see one run a call, with placeholders, labels included."""
    model, notes = protected(cloud), Notes()
    config = {**CONFIG, "callbacks": [notes]}
    model.invoke(ALL, config)
    list(model.stream(ALL, config))
    await model.ainvoke(ALL, config)
    [chunk async for chunk in model.astream(ALL, config)]
    assert model.stream_events(ALL, config, version="v3").output.text == SHOWN
    assert (await (await model.astream_events(ALL, config, version="v3"))).text == SHOWN
    assert (notes.starts, notes.ends) == (6, 6)
    assert_clean(repr(notes.all).encode(), VALUES, fragment=8)
    assert "for <REAL_NAME_1>" in repr(notes.all)
    assert "<EMAIL_1>" in repr(notes.all[0][2]["metadata"])


async def test_handlers_of_the_model_itself(cloud):
    """Handlers, tags and metadata given to the constructor count as well."""
    notes, later = Notes(), AsyncNotes()
    model = PrivacyChatModel(
        inner=openai(cloud),
        privacy=engine(),
        callbacks=[notes, later],
        tags=[NAME],
        metadata={"customer": MAIL},
    )
    assert model.invoke(MAIL).text == (await model.ainvoke(MAIL)).text
    assert (notes.starts, notes.ends) == (2, 2)
    assert later.starts == 2
    assert_clean(repr((notes.all, later.all)).encode(), {"name": NAME, "mail": MAIL}, fragment=8)


@pytest.mark.filterwarnings("ignore:astream_events version='v1' is deprecated")
async def test_events_show_values_once(cloud):
    """`astream_events` v1 and v2: one start, restored pieces, one end."""
    model = protected(cloud)
    for version in ("v1", "v2"):
        notes = Notes()
        events = [
            event
            async for event in model.astream_events(
                ALL, {**CONFIG, "callbacks": [notes]}, version=version
            )
        ]
        kinds = [event["event"] for event in events]
        assert kinds.count("on_chat_model_start") == kinds.count("on_chat_model_end") == 1
        streamed = "".join(
            event["data"]["chunk"].text for event in events if "stream" in event["event"]
        )
        assert streamed == SHOWN
        assert "<EMAIL_1>" not in repr(events)
        assert notes.starts == 1
        assert_clean(repr(notes.all).encode(), VALUES, fragment=8)


async def test_the_outer_and_the_inner_run_are_one(cloud):
    """What is shown to the user and what is traced have the same run id and message id."""
    notes = Notes()
    model = protected(cloud)
    events = [e async for e in model.astream_events(ALL, {"callbacks": [notes]}, version="v2")]
    assert {event["run_id"] for event in events} == {str(notes.all[0][2]["run_id"])}
    ids = {e["data"]["chunk"].id for e in events if e["event"] == "on_chat_model_stream"}
    assert ids == {f"lc_run--{events[0]['run_id']}"}


def graph(model):
    """A graph that asks the model once."""

    class State(TypedDict):
        messages: Annotated[list, add_messages]

    def ask(state):
        return {"messages": [model.invoke(state["messages"])]}

    async def aask(state):
        return {"messages": [await model.ainvoke(state["messages"])]}

    def build(node):
        steps = StateGraph(State).add_node("ask", node)
        return steps.add_edge(START, "ask").add_edge("ask", END).compile()

    return build(ask), build(aask)


async def test_messages_mode_of_langgraph(cloud):
    """Tokens that a graph streams are restored and come once."""
    asking, aasking = graph(protected(cloud))
    given = {"messages": [("user", ALL)]}
    pieces = [m for m, _ in asking.stream(given, stream_mode="messages")]
    assert "".join(piece.text for piece in pieces) == SHOWN
    assert len(pieces) > 5
    apieces = [m async for m, _ in aasking.astream(given, stream_mode="messages")]
    assert "".join(piece.text for piece in apieces) == SHOWN
    assert all(isinstance(piece, AIMessageChunk) for piece in pieces + apieces)
    metadata = [meta for _, meta in asking.stream(given, stream_mode="messages")]
    assert metadata[0]["ls_model_name"] == "gpt-4o-mini"


@pytest.mark.filterwarnings("ignore:The v3 streaming protocol on Pregel is experimental")
async def test_v3_of_langgraph(cloud):
    """The v3 protocol of a graph shows restored text, once."""
    asking, aasking = graph(protected(cloud))
    given = {"messages": [("user", ALL)]}
    run = asking.stream_events(given, version="v3")
    assert ["".join(message.text) for message in run.messages] == [SHOWN]
    run = await aasking.astream_events(given, version="v3")
    assert [await message.text async for message in run.messages] == [SHOWN]


def test_nostream_is_respected(cloud):
    """A tag of LangGraph that keeps a model's tokens from the stream does so."""
    asking, _ = graph(protected(cloud).with_config(tags=["nostream"]))
    pieces = list(asking.stream({"messages": [("user", ALL)]}, stream_mode="messages"))
    assert [m.text for m, _ in pieces if isinstance(m, AIMessageChunk)] == []


async def test_models_that_do_not_stream(cloud):
    """`disable_streaming` of the inner model or of the outer one: one piece, restored."""
    quiet = protected(cloud).model_copy(update={"disable_streaming": True})
    for model in (protected(cloud, disable_streaming=True), quiet):
        assert [m.content for m in model.stream(ALL)] == [SHOWN]
        assert [m.content async for m in model.astream(ALL)] == [SHOWN]
        asking, _ = graph(model)
        pieces = list(asking.stream({"messages": [("user", ALL)]}, stream_mode="messages"))
        assert "".join(m.text for m, _ in pieces) == SHOWN
    assert not any(asked.get("stream") for asked in cloud.requests())


async def test_traces_hold_placeholders(cloud):
    """LangSmith gets the inner model's run alone, without one value, sync and async."""
    model = protected(cloud)
    client = Client(api_url=cloud.url, api_key="made-up", info={})
    with tracing_context(enabled=True, client=client, project_name="tests"):
        assert model.invoke(ALL, CONFIG).text == SHOWN
        list(model.stream(ALL, CONFIG))
        await model.ainvoke(ALL, CONFIG)
        assert model.stream_events(ALL, CONFIG, version="v3").output.text == SHOWN
        [event async for event in model.astream_events(ALL, CONFIG, version="v2")]
        assert model.with_structured_output({"title": "T", "type": "object"}, method="json_mode")
    await asyncio.to_thread(client.flush)
    posted = b"".join(r.body for r in cloud.received if "/runs" in r.path)
    assert posted.count(b'"run_type":"llm"') >= 5
    assert b'"run_type":"chain"' not in posted
    assert b"for <REAL_NAME_1>" in posted or b"for \\u003cREAL_NAME_1" in posted


def test_labels_of_parents_are_desensitized(cloud):
    """Tags and metadata that a parent hands down reach the inner run as placeholders."""
    notes = Notes()
    model = protected(cloud)
    RunnableLambda(model.invoke).invoke(ALL, {**CONFIG, "callbacks": [notes]})
    assert notes.starts == 1
    assert_clean(repr(notes.all).encode(), VALUES, fragment=8)
    assert "<EMAIL_1>" in repr(notes.all[0][2]["metadata"])


def test_metadata_of_tracers_is_desensitized(cloud):
    """LangSmith's tracer takes metadata from its parents' configs; that leaves too."""
    client = Client(api_url=cloud.url, api_key="made-up", info={})
    tracer = LangChainTracer(client=client, metadata={"customer": MAIL})
    protected(cloud).invoke(ALL, {"callbacks": CallbackManager([tracer], [tracer])})
    client.flush()
    posted = b"".join(r.body for r in cloud.received if "/runs" in r.path)
    assert b"EMAIL_1" in posted


def test_instruments_that_join_every_manager(cloud, monkeypatch):
    """OpenTelemetry instruments add a handler to each new manager; it sees placeholders."""
    notes = Notes()
    plain = BaseCallbackManager.__init__

    def instrumented(self, *args, **kwargs):
        plain(self, *args, **kwargs)
        self.add_handler(notes, inherit=True)

    monkeypatch.setattr(BaseCallbackManager, "__init__", instrumented)
    model = protected(cloud)
    model.invoke(ALL)
    list(model.stream(ALL))
    assert model.stream_events(ALL, version="v3").output.text == SHOWN
    assert notes.starts == 3
    assert_clean(repr(notes.all).encode(), VALUES, fragment=8)


def test_errors_are_told_to_both_sides(cloud):
    """A call that fails ends the outer run and the inner one."""
    notes = Notes()
    cloud.fault = Fault(400, SEEN)
    model = protected(cloud)
    asking, _ = graph(model)
    with pytest.raises(Exception, match="<EMAIL_1>"):
        list(
            asking.stream(
                {"messages": [("user", ALL)]}, {"callbacks": [notes]}, stream_mode="messages"
            )
        )
    errors = [
        item for item in notes.all if isinstance(item, tuple) and isinstance(item[0], Exception)
    ]
    assert len(errors) == 1
    assert_clean(repr(notes.all).encode(), VALUES, fragment=8)
