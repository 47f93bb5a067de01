"""What the tests of `protect` share: a cloud that says hard things, and the Runnables around it."""

from __future__ import annotations

from typing import Any

from langchain.agents import create_agent
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable, RunnableLambda, RunnableParallel
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.func import entrypoint, task
from langgraph.graph import START, MessagesState, StateGraph

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.testing.loopback import Loopback, Reply, ToolCall

NAME = "Nora Whitfield"
EMAIL = "nora.whitfield@brightleaf.io"
ADDRESS = 'Haus "Zur Linde"\n2nd floor'
PIN = "Juniper-Lantern-58"
CANARIES = {"name": NAME, "email": EMAIL, "address": ADDRESS, "pin": PIN}
SAID = f"I am {NAME}, {EMAIL}, I live at {ADDRESS}, my word is {PIN}."
ASKED = {"messages": [("user", SAID)]}
EXTRACTOR = FixedExtractor({
    NAME: ("Real Name", "PL2"),
    EMAIL: ("Email", "PL2"),
    ADDRESS: ("Address", "PL3"),
    PIN: ("Password", "PL4"),
})  # fmt: skip

PLAIN = Reply(
    "Dear <REAL_NAME_1>, <EMAIL_1> <EMAIL_9> < 3 &lt;EMAIL_1&gt; [EMAIL_1] <Real_Name_1>."
)
CALLING = Reply(
    "I will write to <EMAIL_1>:",
    [
        ToolCall(
            "note", {"text": 'For <REAL_NAME_1> at <DETAILED_ADDRESS_1>: "<PASSWORD_1>"'}, "call_a"
        ),
        ToolCall("note", {"text": "<EMAIL_1>\n<EMAIL_1>"}, "call_b"),
    ],
)
THINKING = Reply(
    "So <REAL_NAME_1> it is.", reasoning="They said <EMAIL_1>, and <DETAILED_ADDRESS_1>."
)
BROKEN_CALL = Reply("", [ToolCall("note", '{"text" "<EMAIL_1>" oops}', "call_c")])
SHAPES = {"plain": PLAIN, "calling": CALLING, "thinking": THINKING, "broken": BROKEN_CALL}


def engine(**options: Any) -> MemPrivacy:
    return MemPrivacy(
        extractor=options.pop("extractor", EXTRACTOR),
        vault=options.pop("vault", None) or MemoryVault(),
        **{"scope": "nora", **options},
    )


def model(cloud: Loopback, **options: Any) -> ChatOpenAI:
    settings = {"model": "stand-in", "api_key": "sk-made-up", "max_retries": 0, **options}
    return ChatOpenAI(base_url=cloud.base_url, **settings)


def note(text: str) -> str:
    """Write a note."""
    return f"noted: {text}"


def chain(chat: Runnable) -> Runnable:
    prompt = ChatPromptTemplate.from_messages([("system", "Be brief."), ("user", "{question}")])
    return prompt | chat | StrOutputParser()


def graph(chat: Runnable, checkpointer: Any = None) -> Any:
    """A graph with a subgraph that has the model."""

    def think(state: MessagesState) -> Any:
        return {"messages": [chat.invoke(state["messages"])]}

    inner = StateGraph(MessagesState).add_node("think", think).add_edge(START, "think").compile()
    outer = StateGraph(MessagesState).add_node("inner", inner).add_edge(START, "inner")
    return outer.compile(checkpointer=checkpointer, name="letters")


def agent(chat: Runnable, **options: Any) -> Any:
    return create_agent(chat, [note], **options)


def functional(chat: Runnable, checkpointer: Any = None) -> Any:
    @task
    def say(text: str) -> str:
        return chat.invoke(text).text

    @entrypoint(checkpointer=checkpointer)
    def flow(asked: dict[str, Any]) -> dict[str, Any]:
        return {"heard": asked["text"], "said": say(asked["text"]).result()}

    return flow


def parallel(chat: Runnable) -> Runnable:
    return RunnableParallel(said=chat | StrOutputParser(), heard=RunnableLambda(str))


def thread(name: str = "t1", **more: Any) -> dict[str, Any]:
    return {"configurable": {"thread_id": name, **more}}


def saver() -> InMemorySaver:
    return InMemorySaver()


class Runs(BaseCallbackHandler):
    """Keeps every run that is opened, with what it was given and gave."""

    run_inline = True

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.seen: list[str] = []

    def _open(self, kind: str, *seen: Any) -> None:
        self.opened.append(kind)
        self.seen.extend(map(repr, seen))

    def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
        self._open(kwargs.get("name") or "chain", inputs, kwargs)

    def on_chain_end(self, outputs: Any, **kwargs: Any) -> None:
        self.seen.append(repr(outputs))

    def on_chain_error(self, error: BaseException, **kwargs: Any) -> None:
        self.seen.append(repr(error))

    def on_chat_model_start(self, serialized: Any, messages: Any, **kwargs: Any) -> None:
        self._open("chat_model", messages, kwargs)

    def on_llm_end(self, response: Any, **kwargs: Any) -> None:
        self.seen.append(repr(response))

    def on_tool_start(self, serialized: Any, input_str: str, **kwargs: Any) -> None:
        self._open("tool", input_str, kwargs)

    def on_tool_end(self, output: Any, **kwargs: Any) -> None:
        self.seen.append(repr(output))

    def assert_clean(self) -> None:
        assert self.seen
        assert [label for label, value in CANARIES.items() if value in "".join(self.seen)] == []
        assert EMAIL.split("@", maxsplit=1)[0] not in "".join(self.seen)
