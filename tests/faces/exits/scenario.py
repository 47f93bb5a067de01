"""One life of an agent, with private values everywhere, and what each exit got of it."""

from __future__ import annotations

import contextlib
import functools
import io
import logging
import pickle
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from faces.exits.canaries import CANARIES, NAME, sentence
from langchain.agents import create_agent
from langchain.agents.middleware import (
    HumanInTheLoopMiddleware,
    ModelFallbackMiddleware,
    SummarizationMiddleware,
    dynamic_prompt,
)
from langchain_core.caches import InMemoryCache
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.globals import set_debug, set_llm_cache
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from langgraph.cache.memory import InMemoryCache as NodeCache
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import CachePolicy, Command
from langsmith import Client, tracing_context

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.integrations.langsmith import private_client
from langchain_memprivacy.integrations.middleware import PrivacyMiddleware, PrivacyToolMiddleware
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.integrations.saver import PrivacySaver
from langchain_memprivacy.testing.loopback import Fault, Loopback, Reply, ToolCall


class Recorder(BaseCallbackHandler):
    """Writes down all that a callback handler is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("on_"):
            return super().__getattribute__(name)
        return lambda *args, **kwargs: self.heard.append(repr((name, args, kwargs)))


@tool(response_format="content_and_artifact")
def lookup(to: str) -> tuple[str, dict[str, str]]:
    """Look somebody up."""
    return f"{to}: {sentence('tool result')}", {"note": sentence("tool result")}


@tool
def explode(to: str) -> str:
    """Fail."""
    msg = f"no answer from {to}: {sentence('tool error')}"
    raise ValueError(msg)


def model_script(request: dict[str, Any]) -> Any:
    """A model that calls the tool it was told to with the first placeholder it sees."""
    messages = request["messages"]
    if request["model"] == "flaky":
        return Fault(500)
    tools = [t["function"]["name"] for t in request.get("tools", [])]
    last = messages[-1]
    seen = [word.strip(".,:;") for word in str(last["content"]).split() if word.startswith("<")]
    if tools and last["role"] != "tool":
        call = ToolCall(tools[0], {"to": seen[0] if seen else "nobody"})
        return Reply("One moment. " + " ".join(seen), tool_calls=[call])
    return "I know " + " and ".join(seen)


@dynamic_prompt
def prompt(request: Any) -> str:
    """A system prompt made of what the runtime context says."""
    return f"Be brief. {request.runtime.context['note']}"


def conversation() -> list[Any]:
    """A history with private values in every field that has text."""
    call = {"name": "lookup", "args": {"to": sentence("tool arguments")}, "id": "call-1"}
    return [
        SystemMessage(sentence("system prompt")),
        HumanMessage(sentence("history"), name=NAME),
        AIMessage(
            f"Noted: {sentence('history')}",
            tool_calls=[call],
            additional_kwargs={"reasoning_content": sentence("history")},
        ),
        ToolMessage(sentence("tool result"), tool_call_id="call-1", name="lookup"),
        AIMessage("Done."),
        HumanMessage([{"type": "text", "text": sentence("user text")}], name=NAME),
    ]


@dataclass
class Evidence:
    """What each exit was given, as bytes.

    Attributes:
        shown: What the user saw, to prove that values came back.
    """

    model: bytes = b""
    fallback: bytes = b""
    others: bytes = b""
    embeddings: bytes = b""
    traces: bytes = b""
    logs: bytes = b""
    errors: bytes = b""
    model_cache: bytes = b""
    node_cache: bytes = b""
    callbacks: bytes = b""
    shown: str = ""
    faults: list[str] = field(default_factory=list)


class Life:
    """Runs the scenario behind one of the two boundaries.

    Args:
        boundary: `graph` or `model`.
        saver: A checkpointer whose storage is searched afterwards.
        asynchronous: Whether to use the asynchronous methods.
        closed: Whether checkpoints and traces go through `PrivacySaver` and `private_client`.
    """

    def __init__(
        self, boundary: str, saver: Any, *, asynchronous: bool, closed: bool = False
    ) -> None:
        self.boundary = boundary
        self.asynchronous = asynchronous
        self.closed = closed
        self.privacy = MemPrivacy(vault=MemoryVault())
        self.saver = PrivacySaver(saver, self.privacy) if closed else saver
        self.cloud = Loopback(model_script)
        self.smith = Loopback()
        self.recorder = Recorder()
        self.evidence = Evidence()
        self._threads = 0

    def model(self, name: str) -> ChatOpenAI:
        return ChatOpenAI(model=name, base_url=self.cloud.base_url, api_key="k", max_retries=0)

    def agent(self, tools: list[Any], *more: Any, model: str = "main") -> Any:
        kind = PrivacyToolMiddleware if self.boundary == "graph" else PrivacyMiddleware
        middleware = [prompt, *more, kind(self.privacy)]
        agent = create_agent(
            self.model(model), tools, middleware=middleware, checkpointer=self.saver
        )
        return protect(agent, self.privacy) if self.boundary == "graph" else agent

    def caching_graph(self, cache: NodeCache) -> Any:
        model: Any = self.model("main")
        if self.boundary == "model":
            model = PrivacyChatModel(inner=model, privacy=self.privacy)
        embeddings = OpenAIEmbeddings(
            base_url=self.cloud.base_url, api_key="k", check_embedding_ctx_length=False
        )

        def ask(state: MessagesState) -> dict[str, Any]:
            embeddings.embed_query(state["messages"][-1].text)
            return {"messages": [model.invoke(state["messages"])]}

        builder = StateGraph(MessagesState)
        builder.add_node("ask", ask, cache_policy=CachePolicy())
        builder.add_edge(START, "ask")
        graph = builder.compile(cache=cache)
        return protect(graph, self.privacy) if self.boundary == "graph" else graph

    def call(self) -> dict[str, Any]:
        """Config and context of one call, with private values where the caller may put some."""
        self._threads += 1
        return {
            "config": {
                "configurable": {"thread_id": f"thread-{self._threads}"},
                "metadata": {"note": sentence("metadata")},
                "tags": [CANARIES["PL2 in metadata"]],
                "run_name": f"for {CANARIES['PL2 in metadata']}",
                "callbacks": [self.recorder],
            },
            "context": {"note": sentence("context")},
        }

    def failed(self, error: BaseException) -> None:
        self.evidence.faults.append(type(error).__name__)
        text = "".join(traceback.format_exception(error)) + repr(error)
        chain, seen = error.__cause__ or error.__context__, 0
        while chain is not None and seen < 10:
            text, chain, seen = text + repr(chain), chain.__cause__ or chain.__context__, seen + 1
        self.evidence.errors += text.encode()

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Trace, log, debug and cache for the length of a block, then gather what was got."""
        make = functools.partial(private_client, self.privacy) if self.closed else Client
        client = make(api_url=self.smith.url, api_key="k")
        log, said, cache = io.StringIO(), io.StringIO(), InMemoryCache()
        handler = logging.StreamHandler(log)
        root, level = logging.getLogger(), logging.getLogger().level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        set_debug(value=True)
        set_llm_cache(cache)
        try:
            with tracing_context(enabled=True, client=client), contextlib.redirect_stdout(said):
                yield
            client.flush()
        finally:
            set_llm_cache(None)
            set_debug(value=False)
            root.removeHandler(handler)
            root.setLevel(level)
        evidence = self.evidence
        evidence.logs = (log.getvalue() + said.getvalue()).encode()
        # Of the agent's model; the summarizer has a row of its own.
        kept = {key: found for key, found in cache._cache.items() if '"summary"' not in key[1]}
        evidence.model_cache = repr(kept).encode()
        evidence.traces = self.smith.wire
        evidence.callbacks = "\n".join(self.recorder.heard).encode()
        for record in self.cloud.received:
            part = _part(record)
            setattr(evidence, part, getattr(evidence, part) + record.data)

    async def live(self) -> Evidence:
        """Live through all of it, then say what each exit got."""
        with self.watched():
            # One turn with tools, after a history.
            self.show(await self.invoke(self.agent([lookup])))
            summary = SummarizationMiddleware(
                self.model("summary"), trigger=("messages", 3), keep=("messages", 2)
            )
            await self.invoke(self.agent([lookup], summary))
            # A person edits what the tool gets, in raw text.
            review = HumanInTheLoopMiddleware(interrupt_on={"lookup": True})
            agent, call = self.agent([lookup], review), self.call()
            stopped = await self.do(agent, "invoke", {"messages": conversation()}, **call)
            self.show(stopped["__interrupt__"])
            await self.do(agent, "invoke", _edited(), **call)
            note = {"messages": [HumanMessage(sentence("user text"))]}
            await self.do(agent, "update_state", call["config"], note)
            # Models and tools that fail.
            backup = ModelFallbackMiddleware(self.model("backup"))
            await self.invoke(self.agent([lookup], backup, model="flaky"))
            for broken in (self.agent([explode]), self.agent([lookup], model="flaky")):
                try:
                    await self.invoke(broken)
                except Exception as error:
                    self.failed(error)
            # What is streamed.
            for mode in ("messages", ["updates", "custom", "debug"]):
                self.show(await self.streamed(self.agent([lookup]), mode))
            # Nodes whose results are kept, and embeddings of what they are given.
            cache = NodeCache()
            text = {"messages": conversation()[-1:]}
            await self.do(self.caching_graph(cache), "invoke", text, self.call()["config"])
            self.evidence.node_cache = pickle.dumps(cache._cache)
        self.cloud.close()
        self.smith.close()
        return self.evidence

    def show(self, what: Any) -> None:
        self.evidence.shown += str(what)

    async def invoke(self, agent: Any) -> Any:
        return await self.do(agent, "invoke", {"messages": conversation()}, **self.call())

    async def do(self, agent: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call the synchronous or the asynchronous one of two twins."""
        if self.asynchronous:
            return await getattr(agent, f"a{method}")(*args, **kwargs)
        return getattr(agent, method)(*args, **kwargs)

    async def streamed(self, agent: Any, mode: Any) -> list[Any]:
        given = {"messages": conversation()}
        if not self.asynchronous:
            return list(agent.stream(given, stream_mode=mode, **self.call()))
        parts = [part async for part in agent.astream(given, stream_mode=mode, **self.call())]
        events = agent.astream_events(given, version="v2", **self.call())
        return [*parts, *[event async for event in events]]


def _edited() -> Command[Any]:
    action = {"name": "lookup", "args": {"to": sentence("tool arguments")}}
    return Command(resume={"decisions": [{"type": "edit", "edited_action": action}]})


def _part(record: Any) -> str:
    if "embeddings" in record.path:
        return "embeddings"
    return {"summary": "others", "backup": "fallback"}.get(record.json()["model"], "model")
