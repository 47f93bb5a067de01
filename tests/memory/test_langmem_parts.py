"""What else LangMem has, behind the boundary: extractors, summaries, optimizers, background work."""

from __future__ import annotations

import time

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableLambda
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from langsmith import tracing_context
from memory.langmem_world import (
    ALL,
    MAIL,
    PHONE,
    SAID,
    SECOND,
    World,
    call,
    config,
    engine,
    langmem,
    protect_memory,
)  # fmt: skip
from memory.people import DIGITS, WORDS, done
from pydantic import BaseModel, Field

from langchain_memprivacy import NotCoveredError, ScopeError, protect
from langchain_memprivacy.integrations.store import PrivacyStore
from langchain_memprivacy.testing.loopback import Loopback, assert_clean

BOTH = pytest.mark.parametrize("name", ["invoke", "ainvoke"])


@pytest.fixture
def world():
    """A world that fails at its end where something got out."""
    with World() as made:
        yield made


# --- extractors


class Card(BaseModel):
    """A card for the address book."""

    mail: str = Field(pattern=r"^[^<>@\s]+@[^<>@\s]+$")
    digits: int


@BOTH
async def test_a_thread_extractor(world, name):
    """Its factory is protected, with LangMem's schema or one's own."""
    make = world.protect(langmem.create_thread_extractor)
    world.says(call("SummarizeThread", title="Mail", summary="The mail is <EMAIL_1>."))
    found = await done(getattr(make(world.model), name)({"messages": SAID}))
    assert (found.title, found.summary) == ("Mail", f"The mail is {MAIL}.")

    world.says(call("Card", mail="<EMAIL_1>", digits="<FINANCIAL_ACCOUNT_1>"))
    made = make(world.model, Card, instructions=f"Ask {SECOND}.")
    assert await done(getattr(made, name)({"messages": SAID})) == Card(
        mail=MAIL, digits=4929182600537714
    )
    assert "Ask <EMAIL_2>." in str(world.asked())


def test_factories_make_protected_parts(world):
    """Each factory of LangMem's can be protected instead of what it makes."""
    make = world.protect(langmem.create_memory_manager)
    world.says(call("Memory", content="Mail <EMAIL_1>"))
    (found,) = make(world.model).invoke({"messages": SAID})
    assert found.content.content == f"Mail {MAIL}"
    assert make.__name__ == "create_memory_manager"


# --- summaries


def summary_node(world):
    from langmem.short_term import SummarizationNode

    return world.protect(
        SummarizationNode(
            model=world.model, max_tokens=256, max_tokens_before_summary=40, max_summary_tokens=32
        )
    )


TALK = [
    HumanMessage(f"Hello, my mail is {MAIL}. " + "I like tea. " * 10, id="m1"),
    AIMessage("Noted.", id="m2"),
    HumanMessage("What is my mail?", id="m3"),
]


@BOTH
async def test_a_summary(world, name):
    """The model summarizes placeholders; the state holds raw text and what else was in it."""
    world.says("The mail is <EMAIL_1>.", "Still <EMAIL_1>.")
    node = getattr(summary_node(world), name)
    state = {"messages": TALK, "context": {"other": object()}, "else": object()}
    update = await done(node(state))
    assert update["summarized_messages"][0].text.endswith(f"The mail is {MAIL}.")
    assert update["context"]["running_summary"].summary == f"The mail is {MAIL}."
    assert update["context"]["other"] is state["context"]["other"]
    more = [*TALK, HumanMessage("I like tea. " * 20, id="m4"), HumanMessage("So?", id="m5")]
    again = await done(node({"messages": more, "context": update["context"]}))
    assert again["context"]["running_summary"].summary == f"Still {MAIL}."
    assert "The mail is <EMAIL_1>." in str(world.asked()[1])


class Summed(MessagesState):
    """Messages, and a summary of them."""

    summarized_messages: list
    context: dict


async def test_a_summary_in_graphs(world):
    """A node in a graph of raw text, and in one behind the boundary."""
    world.says("The mail is <EMAIL_1>.")
    graph = StateGraph(Summed).add_node("sum", summary_node(world)).add_edge(START, "sum")
    with tracing_context(enabled=False):  # the graph is raw
        plain = await graph.compile().ainvoke({"messages": TALK})
    assert plain["summarized_messages"][0].text.endswith(f"The mail is {MAIL}.")

    saver = InMemorySaver()
    inside = protect(graph.compile(checkpointer=saver), world.privacy)
    found = await inside.ainvoke({"messages": TALK}, config(thread_id="t"))
    assert found["summarized_messages"][0].text.endswith(f"The mail is {MAIL}.")
    assert_clean(repr((saver.storage, saver.blobs, saver.writes)).encode(), [MAIL], 6)


# --- optimizers


def optimizer_script(asked):
    """Play all kinds of optimizers."""
    tools = {tool["function"]["name"] for tool in asked.get("tools", [])}
    better = "Write to <EMAIL_1> about {topic}"
    if "response_format" in asked:
        return f'{{"logic": "x", "update_prompt": true, "new_prompt": "{better}"}}'
    if "Classify" in tools:
        return call("Classify", reasoning="x", which=["first"])
    if "OptimizedPromptOutput" in tools:
        return call("OptimizedPromptOutput", analysis="x", improved_prompt=better)
    if "recommend" not in tools:
        return call("think", thought="about <EMAIL_1>")
    advice = {"hypotheses": "<EMAIL_1>", "full_recommendations": "tell <EMAIL_1>"}
    return call("recommend", warrants_adjustment=True, **advice)


TRIED = [([HumanMessage(f"Why not to {MAIL}?"), AIMessage("Sorry.")], f"{SECOND} complained")]
PROMPT = {"name": "first", "prompt": "Write about {topic}", "update_instructions": f"Ask {SECOND}"}


@BOTH
@pytest.mark.parametrize("kind", ["gradient", "metaprompt", "prompt_memory"])
async def test_optimizers(world, kind, name):
    """Conversations, feedback and prompts go in raw, and a better prompt comes out raw."""
    optimizer = world.protect(langmem.create_prompt_optimizer(world.model, kind=kind))
    world.says(optimizer_script)
    asked = {"trajectories": TRIED, "prompt": PROMPT}
    better = await done(getattr(optimizer, name)(asked))
    assert better == f"Write to {MAIL} about {{topic}}"
    assert await optimizer(TRIED, PROMPT) == better
    assert "<EMAIL_1>" in str(world.asked()[0])


@BOTH
async def test_several_prompts(world, name):
    """The prompt that is at fault is changed, and the others come back as they were."""
    optimizer = world.protect(
        langmem.create_multi_prompt_optimizer(world.model, kind="prompt_memory")
    )
    world.says(optimizer_script)
    other = {"name": "other", "prompt": f"Sign as {SECOND}"}
    asked = {"trajectories": TRIED, "prompts": [PROMPT, other]}
    found = await done(getattr(optimizer, name)(asked))
    assert found == [{**PROMPT, "prompt": f"Write to {MAIL} about {{topic}}"}, other]
    assert await optimizer(TRIED, [PROMPT, other]) == found


# --- background work


def test_reflection_in_a_thread():
    """What waits is done later, in a thread, for the scope that it was submitted for."""
    with World(engine(scope=lambda where: where["configurable"]["user_id"])) as world:
        inner = langmem.create_memory_store_manager(
            world.model, namespace=("memories", "{user_id}"), query_limit=4
        )
        manager = world.protect(inner)
        store = PrivacyStore(world.store, world.privacy)
        world.says(call("Memory", content="Phone <PHONE_NUMBER_1>, mail <EMAIL_1>"))
        with langmem.ReflectionExecutor(manager, store=store) as executor:
            waiting = [
                executor.submit(
                    {"messages": [("user", f"Call {PHONE}, or mail {mail}")]},
                    config(user_id=user, thread_id=user),
                    after_seconds=1,
                )
                for user, mail in (("ann", MAIL), ("bo", SECOND))
            ]
            start = time.monotonic()
            results = [future.result(timeout=60) for future in waiting]
        assert time.monotonic() - start > 0.5
        texts = [puts[0]["value"]["content"]["content"] for puts in results]
        assert texts == [f"Phone {PHONE}, mail {MAIL}", f"Phone {PHONE}, mail {SECOND}"]
        for user, mail in (("ann", MAIL), ("bo", SECOND)):
            (item,) = manager.search(config=config(user_id=user))
            assert item.value.content == f"Phone {PHONE}, mail {mail}"


def test_reflection_that_fails(world):
    """Its error says nothing private, and is in the future that was handed out."""
    manager = world.protect(
        langmem.create_memory_store_manager(world.model, namespace=("m",), store=world.store)
    )
    world.says(lambda asked: call("Memory", content="fine"))
    with langmem.ReflectionExecutor(manager, store=world.store) as executor:
        broken = executor.submit({"messages": [object(), ("user", MAIL)]}, config())
        with pytest.raises(NotCoveredError) as raised:
            broken.result(timeout=60)
        world.errors.append(raised.value)
        fine = executor.submit({"messages": SAID}, config())
        assert fine.result(timeout=60)[0]["value"]["content"] == {"content": "fine"}


async def test_reflection_on_a_server(world):
    """The server gets placeholders, in a namespace of this scope alone; what it finds is raw."""
    with Loopback() as server:
        inner = langmem.ReflectionExecutor("reflect", ("memories", PHONE), url=server.url)
        executor = world.protect(inner)
        with executor:
            where = config(user_id="u", thread_id="7c0d7f0e-8b0a-4b51-9f5f-1f2a3b4c5d6e")
            executor.submit({"messages": SAID}, where, after_seconds=3).result(timeout=60)
        asked = server.requests("/runs")[0]
        assert asked["after_seconds"] == 3
        assert "<EMAIL_1>" in str(asked["input"])
        assert asked["config"]["configurable"]["namespace"][-1] == world.privacy.tag()
        assert executor.namespace == ("memories", PHONE)
        assert_clean(server.wire, WORDS, 8)
        assert_clean(server.wire, DIGITS, 10)
    await done(
        world.protect(langmem.create_memory_manager(world.model)).ainvoke({"messages": SAID})
    )


async def test_searching_on_a_server(world):
    """Query, filter and namespace leave as placeholders; items come back raw."""
    from langgraph_sdk import get_client, get_sync_client
    from memory.langgraph_store import StoreServer

    world.privacy.desensitize(ALL)
    with StoreServer([{"key": "one", "value": {"content": "Mail <EMAIL_1>"}}]) as server:
        clients = {
            "client": get_client(url=server.url),
            "sync_client": get_sync_client(url=server.url),
        }
        executor = world.protect(langmem.ReflectionExecutor("r", ("memories", PHONE), **clients))
        for found in (
            executor.search(MAIL, filter={"mail": MAIL}),
            await executor.asearch(MAIL, filter={"mail": MAIL}),
        ):
            (item,) = found
            assert item["value"] == {"content": f"Mail {MAIL}"}
            assert item["namespace"] == ("memories", PHONE)
        assert_clean(server.wire, [MAIL], 6)
        executor.shutdown()
    world.protect(langmem.create_memory_manager(world.model)).invoke({"messages": SAID})


# --- what is refused, and how it is composed


def test_what_is_not_langmems_is_refused():
    """With a hint to what does it."""
    privacy = engine()
    with pytest.raises(NotCoveredError, match="use protect"):
        protect_memory(RunnableLambda(len), privacy)
    with pytest.raises(NotCoveredError, match="nothing that LangMem makes"):
        protect_memory("manager", privacy)
    with pytest.raises(ScopeError):
        protect_memory(langmem.create_memory_manager, privacy, scope=" ")


def test_what_cannot_be_protected_says_what_can(world):
    """A local executor is given a protected manager, a thread extractor is made by its factory."""
    with pytest.raises(NotCoveredError, match=r"protect_memory\(create_thread_extractor"):
        world.protect(langmem.create_thread_extractor(world.model))
    manager = langmem.create_memory_store_manager(world.model, store=world.store)
    executor = langmem.ReflectionExecutor(manager, store=world.store)
    with executor, pytest.raises(NotCoveredError, match="give it a protected manager"):
        world.protect(executor)
    other = PrivacyStore(world.store, engine())
    manager = langmem.create_memory_store_manager(world.model, store=other, namespace=("m",))
    with pytest.raises(NotCoveredError, match="another MemPrivacy"):
        world.protect(manager).invoke({"messages": SAID})
    protected = world.protect(langmem.create_memory_manager(world.model))
    assert world.protect(protected) is protected
    protected.invoke({"messages": SAID})


def test_a_fixed_scope(world):
    """Given beforehand it needs no config, and is that scope's alone."""
    manager = world.protect(langmem.create_memory_manager(world.model), scope="ann")
    world.says(call("Memory", content="Mail <EMAIL_1>"))
    (found,) = manager.invoke({"messages": [("user", MAIL)]})
    assert found.content.content == f"Mail {MAIL}"
    assert world.privacy.restore("<EMAIL_1>", scope="ann") == MAIL
    assert world.privacy.restore("<EMAIL_1>") == "<EMAIL_1>"


def test_with_retries_and_in_a_sequence(world):
    """What LangChain puts around goes inside of the boundary."""
    manager = world.protect(langmem.create_memory_manager(world.model))
    world.says(call("Memory", content="Mail <EMAIL_1>"))
    seen = []
    chain = manager.with_retry(stop_after_attempt=2) | (lambda found: seen.append(found) or found)
    (found,) = chain.invoke({"messages": [("user", MAIL)]})
    assert found.content.content == f"Mail {MAIL}"
    assert MAIL not in str(seen)
    bound = manager.with_config(tags=[f"for {MAIL}"], metadata={"who": MAIL})
    assert bound.invoke({"messages": [("user", MAIL)]})[0].content.content == f"Mail {MAIL}"


def test_metadata_of_a_run_around(world):
    """What the graph around says in its metadata does not get into the runs inside."""
    manager = world.protect(langmem.create_memory_manager(world.model))
    world.says(call("Memory", content="Mail <EMAIL_1>"))

    def node(state):
        with tracing_context(enabled=True, client=world.client):
            manager.invoke({"messages": state["messages"]})

    graph = StateGraph(MessagesState).add_node("n", node).add_edge(START, "n").compile()
    with tracing_context(enabled=False):
        where = {**config(user_id=PHONE), "metadata": {"who": MAIL}, "tags": [MAIL]}
        graph.invoke({"messages": [("user", MAIL)]}, where)
