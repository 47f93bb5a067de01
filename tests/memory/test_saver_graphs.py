"""`PrivacySaver` under graphs and agents: raw in the process, nothing raw in any table."""

from __future__ import annotations

import operator
from pathlib import Path
from typing import Annotated, Any, TypedDict

import pytest
from faces.agent_world import CANARIES, EMAIL, EXTRACTOR, FRIEND, NAME, PASSWORD, SAID, THREAD
from faces.postgres import postgres_server, postgres_uri  # noqa: F401  # fixtures
from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph.channels import DeltaChannel
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import Command, Send, interrupt
from memory.checkpoints import ASYNC, KINDS, assert_kept_clean, inner_saver, rows

from langchain_memprivacy import MemoryVault, MemPrivacy
from langchain_memprivacy.integrations.middleware import PrivacyMiddleware
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.integrations.saver import PrivacySaver
from langchain_memprivacy.testing.loopback import Loopback, Reply, ToolCall

CALL = {
    "configurable": {"thread_id": "t-1", "user_name": NAME},
    "metadata": {"for": EMAIL, FRIEND: "a key", "source_note": SAID},
}


@pytest.fixture
def privacy() -> MemPrivacy:
    return MemPrivacy(extractor=EXTRACTOR, vault=MemoryVault(), scope="nora")


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> Any:
    """Returns the address of a database, and starts the server where one asks for it."""
    return lambda: request.getfixturevalue("postgres_uri")


class State(TypedDict, total=False):
    """Plain channels of every kind."""

    question: str
    count: int
    people: Annotated[list[dict[str, Any]], operator.add]
    answer: str


def many_ways() -> StateGraph[Any, Any, Any, Any]:
    """A graph with sends, an interrupt, a subgraph and an error on demand."""

    def ask(state: State) -> dict[str, Any]:
        said = interrupt({"who is": NAME, "asked": state["question"]})
        return {"answer": f"{said} for {EMAIL}", "count": 44170}

    def fan(_: State) -> list[Send]:
        return [Send("one", {"person": FRIEND, FRIEND: 1}), Send("one", {"person": NAME})]

    def one(given: dict[str, Any]) -> dict[str, Any]:
        return {"people": [given]}

    def risky(state: State) -> dict[str, Any]:
        if "fail" in state["question"]:
            msg = f"no such person: {NAME}, {EMAIL}"
            raise ValueError(msg)
        return {}

    def inner_step(state: State) -> dict[str, Any]:
        return {"answer": f"{state['answer']}; {PASSWORD}"}

    inner = StateGraph(State)
    inner.add_node("inner_step", inner_step)
    inner.add_edge(START, "inner_step")
    builder = StateGraph(State)
    builder.add_node("ask", ask)
    builder.add_node("one", one)
    builder.add_node("risky", risky)
    builder.add_node("inner", inner.compile(checkpointer=True))
    builder.add_edge(START, "ask")
    builder.add_conditional_edges("ask", fan, ["one"])
    builder.add_edge("one", "risky")
    builder.add_edge("risky", "inner")
    return builder


class Driver:
    """Calls the synchronous or the asynchronous twin."""

    def __init__(self, graph: Any, *, asynchronous: bool) -> None:
        self._graph = graph
        self._asynchronous = asynchronous

    async def __call__(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if not self._asynchronous:
            return getattr(self._graph, method)(*args, **kwargs)
        return await getattr(self._graph, f"a{method}")(*args, **kwargs)

    async def history(self, config: Any, **kwargs: Any) -> list[Any]:
        if not self._asynchronous:
            return list(self._graph.get_state_history(config, **kwargs))
        return [s async for s in self._graph.aget_state_history(config, **kwargs)]


def twins(kind: str) -> list[bool]:
    return [
        mode
        for mode in (False, True)
        if (mode and kind in ASYNC) or (not mode and "async" not in kind)
    ]


@pytest.mark.parametrize(("kind", "asynchronous"), [(k, m) for k in KINDS for m in twins(k)])
@pytest.mark.parametrize("durability", ["sync", "async", "exit"])
async def test_a_graph_with_everything(
    kind: str,
    asynchronous,
    durability: str,
    tmp_path: Path,
    postgres: Any,
    privacy: MemPrivacy,
) -> None:
    """Interrupts, resume values, sends, errors, subgraphs, metadata: raw inside, clean at rest."""
    async with inner_saver(kind, tmp_path, postgres) as inner:
        saver = PrivacySaver(inner, privacy)
        do = Driver(many_ways().compile(checkpointer=saver), asynchronous=asynchronous)
        stopped = await do("invoke", {"question": SAID}, CALL, durability=durability)
        assert stopped["__interrupt__"][0].value == {"who is": NAME, "asked": SAID}
        pending = (await do("get_state", CALL)).tasks[0].interrupts[0]
        assert pending == stopped["__interrupt__"][0]
        done = await do("invoke", Command(resume=f"yes, {FRIEND}"), CALL, durability=durability)
        assert done["answer"] == f"yes, {FRIEND} for {EMAIL}; {PASSWORD}"
        assert done["count"] == 44170
        assert {"person": FRIEND, FRIEND: 1} in done["people"]
        state = await do("get_state", CALL)
        assert state.values == done
        assert state.metadata["for"] == EMAIL
        assert state.metadata[FRIEND] == "a key"
        assert state.metadata["user_name"] == NAME
        await do("update_state", CALL, {"answer": f"call {FRIEND}"})
        assert (await do("get_state", CALL)).values["answer"] == f"call {FRIEND}"
        found = await do.history(CALL, filter={"for": EMAIL})
        assert len(found) == len(await do.history(CALL)) > 2
        assert await do.history(CALL, filter={"for": FRIEND}) == []
        if durability != "exit":
            asked = next(s for s in found if s.next == ("ask",))
            again = await do("invoke", None, asked.config, durability=durability)
            assert again["__interrupt__"][0].value["asked"] == SAID
        failing = {"configurable": {**CALL["configurable"], "thread_id": "t-2"}}
        await do("invoke", {"question": "fail"}, failing, durability=durability)
        with pytest.raises(ValueError, match=NAME):
            await do("invoke", Command(resume=NAME), failing, durability=durability)
        assert EMAIL in str((await do("get_state", failing)).tasks)
        data = rows(kind, inner, tmp_path, postgres)
        assert_kept_clean(data)
        assert b"ValueError" in data
        await do_delete(saver, "t-1", asynchronous=asynchronous)
        assert (await do("get_state", CALL)).values == {}


async def do_delete(saver: Any, thread: str, *, asynchronous: bool) -> None:
    if asynchronous:
        await saver.adelete_thread(thread)
    else:
        saver.delete_thread(thread)


@tool
def look_up(who: str) -> str:
    """Look somebody up."""
    return f"{who}: {EMAIL}"


@pytest.mark.parametrize(
    ("kind", "asynchronous"), [("sqlite", False), ("async postgres", True), ("memory", True)]
)
async def test_an_agent_with_a_human_in_the_loop(
    kind: str, asynchronous, tmp_path: Path, postgres: Any, privacy: MemPrivacy
) -> None:
    """The model boundary with this saver keeps nothing raw, and continues after a restart."""
    script = [
        Reply("One moment.", [ToolCall("look_up", {"who": "<REAL_NAME_1>"})]),
        "It is <EMAIL_1>.",
    ]
    with Loopback(script) as cloud:
        model = ChatOpenAI(model="m", base_url=cloud.base_url, api_key="k", max_retries=0)

        def agent(inner: Any) -> Driver:
            review = HumanInTheLoopMiddleware(interrupt_on={"look_up": True})
            made = create_agent(
                model,
                [look_up],
                middleware=[review, PrivacyMiddleware(privacy)],
                checkpointer=PrivacySaver(inner, privacy),
            )
            return Driver(made, asynchronous=asynchronous)

        async with inner_saver(kind, tmp_path, postgres) as inner:
            stopped = await agent(inner)(
                "invoke", {"messages": [HumanMessage(SAID, name="Nora_W")]}, THREAD
            )
            asked = stopped["__interrupt__"][0].value["action_requests"][0]
            assert asked["args"] == {"who": NAME}
            edited = {"type": "edit", "edited_action": {"name": "look_up", "args": {"who": FRIEND}}}
            done = await agent(inner)("invoke", Command(resume={"decisions": [edited]}), THREAD)
            assert done["messages"][-1].text == f"It is {EMAIL}."
            assert done["messages"][-2].text.endswith(f"{FRIEND}: {EMAIL}")
            kept = (await agent(inner)("get_state", THREAD)).values["messages"]
            assert kept == done["messages"]
            assert_kept_clean(rows(kind, inner, tmp_path, postgres))
        cloud.assert_clean(CANARIES)


async def test_two_users_of_one_thread_do_not_read_each_other(tmp_path: Path) -> None:
    """A callable scope: equal placeholders of two users stay apart, in one thread and table."""
    privacy = MemPrivacy(
        extractor=EXTRACTOR, vault=MemoryVault(), scope=lambda c: c["configurable"]["user_id"]
    )
    async with inner_saver("sqlite", tmp_path, None) as inner:
        builder = StateGraph(MessagesState)
        builder.add_node("note", lambda _: {"messages": [("ai", "noted")]})
        builder.add_edge(START, "note")
        graph = builder.compile(checkpointer=PrivacySaver(inner, privacy))

        def of(user: str) -> Any:
            return {"configurable": {"thread_id": "shared", "user_id": user}}

        graph.invoke({"messages": [("user", f"mine is {EMAIL}")]}, of("u-1"))
        theirs = graph.invoke({"messages": [("user", f"{NAME} and {FRIEND}")]}, of("u-2"))
        first = theirs["messages"][0].text
        assert first.startswith("mine is <EMAIL_1_~")  # neither restored nor taken for one's own
        assert theirs["messages"][2].text == f"{NAME} and {FRIEND}"
        mine = graph.get_state(of("u-1")).values["messages"]
        assert mine[0].text == f"mine is {EMAIL}"
        assert NAME not in mine[2].text
        # What the second wrote on top is still the first one's in the first one's eyes.
        again = graph.invoke({"messages": [("user", EMAIL)]}, of("u-2"))["messages"]
        assert again[0].text == first
        assert graph.get_state(of("u-1")).values["messages"][0].text == f"mine is {EMAIL}"
        assert_kept_clean(rows("sqlite", inner, tmp_path, None))


async def test_two_devices_with_vaults_of_their_own(tmp_path: Path) -> None:
    """What the other device wrote stays as placeholders, whoever holds `<EMAIL_1>` here."""
    devices = [MemPrivacy(extractor=EXTRACTOR, vault=MemoryVault(), scope="nora") for _ in "ab"]
    devices[1].desensitize("ines@brightleaf.example")  # nothing known
    async with inner_saver("sqlite", tmp_path, None) as inner:
        builder = StateGraph(MessagesState)
        builder.add_node("note", lambda _: {"messages": []})
        builder.add_edge(START, "note")
        first, second = (builder.compile(checkpointer=PrivacySaver(inner, d)) for d in devices)
        call = {"configurable": {"thread_id": "t"}}
        first.invoke({"messages": [("user", SAID)]}, call)
        seen = second.invoke({"messages": [("user", EMAIL)]}, call)["messages"]
        assert EMAIL not in seen[0].text
        assert seen[1].text == EMAIL
        assert first.get_state(call).values["messages"][0].text == SAID
        assert_kept_clean(rows("sqlite", inner, tmp_path, None))


@pytest.mark.parametrize(("kind", "asynchronous"), [("sqlite", False), ("async sqlite", True)])
async def test_inside_of_a_graph_boundary_placeholders_stay(
    kind: str, asynchronous, tmp_path: Path, privacy: MemPrivacy
) -> None:
    """There the process has placeholders, too: nodes get none of the values back from the saver."""
    seen: list[str] = []

    def note(state: MessagesState) -> dict[str, Any]:
        seen.extend(message.text for message in state["messages"])
        return {"messages": [("ai", "noted")]}

    builder = StateGraph(MessagesState)
    builder.add_node("note", note)
    builder.add_edge(START, "note")
    async with inner_saver(kind, tmp_path, None) as inner:
        graph = builder.compile(checkpointer=PrivacySaver(inner, privacy))
        do = Driver(protect(graph, privacy), asynchronous=asynchronous)
        for said in (SAID, EMAIL):
            done = await do("invoke", {"messages": [("user", said)]}, THREAD)
        assert [m.text for m in done["messages"]] == [SAID, "noted", EMAIL, "noted"]
        assert (await do("get_state", THREAD)).values["messages"][0].text == SAID
        assert_kept_clean(rows(kind, inner, tmp_path, None))
    assert len(seen) == 4
    assert EMAIL not in " ".join(seen)
    assert "~" not in " ".join(seen)


def add(state: list[str], writes: list[list[str]]) -> list[str]:
    """A reducer of many writes at once."""
    return [*state, *(item for write in writes for item in write)]


class Said(TypedDict):
    """A channel that is kept as differences, with a snapshot now and then."""

    lines: Annotated[list[str], DeltaChannel(add, snapshot_frequency=3)]


@pytest.mark.parametrize(("kind", "asynchronous"), [(k, m) for k in KINDS for m in twins(k)])
async def test_channels_kept_as_differences(
    kind: str, asynchronous, tmp_path: Path, postgres: Any, privacy: MemPrivacy
) -> None:
    """Their history is put together from snapshots and writes, restored."""

    builder = StateGraph(Said)
    builder.add_node("note", lambda state: {"lines": [f"{len(state['lines'])} {FRIEND}"]})
    builder.add_edge(START, "note")
    async with inner_saver(kind, tmp_path, postgres) as inner:
        saver = PrivacySaver(inner, privacy)
        do = Driver(builder.compile(checkpointer=saver), asynchronous=asynchronous)
        for _ in range(4):
            done = await do("invoke", {"lines": [EMAIL]}, THREAD)
        assert done["lines"] == [line for n in (1, 3, 5, 7) for line in (EMAIL, f"{n} {FRIEND}")]
        assert (await do("get_state", THREAD)).values == done
        assert_kept_clean(rows(kind, inner, tmp_path, postgres))
