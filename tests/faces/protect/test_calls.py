"""Every kind of Runnable, every way to call it: placeholders inside, raw text outside, no run of its own."""

from __future__ import annotations

import logging
from typing import TypedDict

import pytest
from faces.protect.world import (
    ASKED,
    CANARIES,
    EMAIL,
    NAME,
    PIN,
    PLAIN,
    SAID,
    Runs,
    agent,
    chain,
    engine,
    functional,
    graph,
    model,
    parallel,
)
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.output_parsers import JsonOutputParser, StrOutputParser
from langchain_core.runnables import (
    RunnableBranch,
    RunnableLambda,
    RunnablePassthrough,
    RunnableWithFallbacks,
)
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import GraphOutput
from langsmith import Client, tracing_context

from langchain_memprivacy import PrivacyLevel
from langchain_memprivacy.errors import ExtractorError, NotCoveredError, ScopeError
from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.integrations.crossing import Crossing
from langchain_memprivacy.integrations.protect import protect
from langchain_memprivacy.testing.extractors import FixedExtractor
from langchain_memprivacy.testing.loopback import Fault, Loopback

SHOWN = f"Dear {NAME}, {EMAIL} <EMAIL_9> < 3 {EMAIL} {EMAIL} {NAME}."


def bound(chat):
    return chat.bind(stop=["###"]).with_config(tags=["bound"])


KINDS = {
    "model": (lambda chat: chat, SAID, lambda out: out.text),
    "bound model": (bound, SAID, lambda out: out.text),
    "chain": (chain, {"question": SAID}, lambda out: out),
    "parallel": (parallel, SAID, lambda out: out["said"]),
    "graph": (graph, ASKED, lambda out: out["messages"][-1].text),
    "agent": (agent, ASKED, lambda out: out["messages"][-1].text),
    "entrypoint": (functional, {"text": SAID}, lambda out: out["said"]),
    "bound graph": (lambda chat: graph(chat).bind(print_mode=()), ASKED,
                    lambda out: out["messages"][-1].text),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
async def test_every_way_to_call(cloud, privacy, kind):
    """One by one, in batches, as they are done, sync and async: the same answers."""
    make, asked, read = KINDS[kind]
    protected = protect(make(model(cloud)), privacy)
    assert read(protected.invoke(asked)) == SHOWN
    assert read(await protected.ainvoke(asked)) == SHOWN
    assert list(map(read, protected.batch([asked, asked]))) == [SHOWN] * 2
    assert list(map(read, await protected.abatch([asked, asked]))) == [SHOWN] * 2
    done = list(protected.batch_as_completed([asked, asked]))
    assert sorted(index for index, _ in done) == [0, 1]
    assert {read(output) for _, output in done} == {SHOWN}
    adone = [pair async for pair in protected.abatch_as_completed([asked])]
    assert [(index, read(output)) for index, output in adone] == [(0, SHOWN)]
    heard = cloud.requests("chat")
    assert len(heard) == 9
    assert all("<REAL_NAME_1>" in str(asked) for asked in heard)


@pytest.mark.parametrize("kind", KINDS)
async def test_it_opens_no_run_of_its_own(cloud, privacy, kind):
    """Callbacks count the runs that the bare Runnable opens, and see placeholders only."""
    make, asked, _ = KINDS[kind]
    inner = make(model(cloud))
    bare, runs = Runs(), Runs()
    inner.invoke(asked if kind != "entrypoint" else {"text": "x"}, {"callbacks": [bare]})
    cloud.clear()
    protected = protect(inner, privacy)
    protected.invoke(asked, {"callbacks": [runs]})
    assert sorted(runs.opened) == sorted(bare.opened)
    runs.assert_clean()
    for call in (
        lambda config: protected.batch([asked], config),
        lambda config: list(protected.stream(asked, config)),
        lambda config: protected.with_config(tags=["x"]).bind(print_mode=()).invoke(asked, config)
        if hasattr(inner, "get_state") else protected.invoke(asked, config),
    ):  # fmt: skip
        again = Runs()
        call({"callbacks": [again]})
        assert sorted(again.opened) == sorted(bare.opened)
        again.assert_clean()


def test_traces_hold_placeholders(cloud, privacy):
    """LangSmith gets the runs of the inside only: no value in name, tags, metadata, errors."""
    with Loopback() as smith:
        client = Client(api_url=smith.url, api_key="none")
        config = {"metadata": {"who": NAME}, "tags": [f"for {EMAIL}"], "run_name": f"letter to {NAME}",
                  "configurable": {"thread_id": "t1"}}  # fmt: skip
        with tracing_context(enabled=True, client=client):
            protect(agent(model(cloud)), privacy).invoke(ASKED, config)
            protect(chain(model(cloud)), privacy).invoke({"question": SAID}, config)
            failing = protect(RunnableLambda(fail), privacy)
            with pytest.raises(ValueError, match="EMAIL_1"):
                failing.invoke(EMAIL)
        client.flush()
        smith.assert_clean(CANARIES)
        assert b"letter to <REAL_NAME_1>" in smith.wire
        assert b"EMAIL_1" in smith.wire
        assert b"memprivacy" not in smith.wire


def fail(text):
    msg = f"bad: {text}"
    raise ValueError(msg)


async def test_errors_from_inside_hold_placeholders(cloud, privacy, caplog):
    """What the inside raises comes out as it is, sync, async and in batches, and in no log."""
    protected = protect(RunnableLambda(fail), privacy)
    for call in (protected.invoke, lambda text: list(protected.stream(text))):
        with caplog.at_level(logging.DEBUG), pytest.raises(ValueError, match="<EMAIL_1>") as caught:
            call(EMAIL)
        assert EMAIL not in str(caught.value)
    with pytest.raises(ValueError, match="<EMAIL_1>"):
        await protected.ainvoke(EMAIL)
    (error,) = protected.batch([EMAIL], return_exceptions=True)
    assert str(error) == "bad: <EMAIL_1>"
    assert EMAIL not in caplog.text
    cloud.fault = Fault(500, quote="overloaded <EMAIL_1>")
    with pytest.raises(Exception, match="<EMAIL_1>"):
        protect(model(cloud), privacy).invoke(SAID)


def test_a_failing_detector_lets_nothing_through(cloud, privacy):
    """Nothing is sent where the extractor fails, in the input or in what comes with it."""

    class Failing:
        def extract(self, text, **_):
            raise RuntimeError(text)

    protected = protect(model(cloud), engine(extractor=Failing()))
    for call in (protected.invoke, lambda text: list(protected.stream(text))):
        with pytest.raises(ExtractorError) as caught:
            call(SAID)
        assert NAME not in str(caught.value)
    assert cloud.requests("chat") == []


def test_what_cannot_be_covered_is_refused(privacy):
    """No Runnable, and inputs that nobody can read."""
    with pytest.raises(NotCoveredError, match="no Runnable"):
        protect(lambda x: x, privacy)
    with pytest.raises(NotCoveredError, match="not covered"):
        protect(RunnableLambda(str), privacy).invoke(object())


def test_messages_go_in_whole(cloud, privacy):
    """Conversations with authors, calls and blocks keep their form."""
    asked = [
        HumanMessage([{"type": "text", "text": SAID}], name="Nora"),
        AIMessage("", tool_calls=[{"name": "note", "args": {"text": EMAIL}, "id": "c1"}]),
        {"role": "tool", "tool_call_id": "c1", "content": PIN},
    ]
    assert protect(model(cloud), privacy).invoke(asked).text == SHOWN
    assert asked[0].content[0]["text"] == SAID


def test_levels_above_the_limit_stay(cloud, privacy):
    """`upto` keeps the gravest placeholders, in streams and whole."""
    cloud.reply = "<REAL_NAME_1> <PASSWORD_1>"
    protected = protect(chain(model(cloud)), privacy, upto=PrivacyLevel.PL3)
    assert protected.invoke({"question": SAID}) == f"{NAME} <PASSWORD_1>"
    assert "".join(protected.stream({"question": SAID})) == f"{NAME} <PASSWORD_1>"


# --- composition


def composed(cloud, privacy):
    chat = model(cloud)
    broken = ["<EMAIL_1>"]

    def fails_once(text):
        if broken:
            broken.pop()
            raise ValueError(text)
        return text

    flaky = RunnableLambda(fails_once) | chat | StrOutputParser()
    texts = chat | StrOutputParser()
    return {
        "retry": (protect(flaky, privacy).with_retry(wait_exponential_jitter=False), SAID, SHOWN),
        "fallbacks": (protect(RunnableLambda(fail), privacy).with_fallbacks([texts]), SAID, SHOWN),
        "protected fallback": (
            protect(RunnableLambda(fail), privacy).with_fallbacks([protect(texts, privacy)]), SAID, SHOWN),
        "or": (protect(chat, privacy) | StrOutputParser(), SAID, SHOWN),
        "pipe": (protect(chat, privacy).pipe(StrOutputParser(), str, name="x"), SAID, SHOWN),
        "before": ({"question": RunnablePassthrough()} | protect(chain(chat), privacy), SAID, SHOWN),
        "map": (protect(texts, privacy).map(), [SAID, SAID], [SHOWN, SHOWN]),
        "bind": (protect(texts, privacy).bind(stop=["#"]).with_retry(), SAID, SHOWN),
        "config": (protect(texts, privacy).with_config(tags=[NAME]) | str, SAID, SHOWN),
        "assign": (protect(RunnablePassthrough(), privacy).assign(n=lambda s: s["to"]),
                   {"to": EMAIL}, {"to": EMAIL, "n": EMAIL}),
        "pick": (protect(RunnablePassthrough(), privacy).pick("to"), {"to": EMAIL}, EMAIL),
        "types": (protect(texts, privacy).with_types(input_type=str), SAID, SHOWN),
        "branch": (protect(RunnableBranch((lambda _: True, texts), texts), privacy), SAID, SHOWN),
    }  # fmt: skip


@pytest.mark.parametrize("way", [
    "retry", "fallbacks", "protected fallback", "or", "pipe", "before", "map", "bind", "config",
    "assign", "pick", "types", "branch",
])  # fmt: skip
async def test_what_is_composed_goes_inside(cloud, privacy, way):
    """Retries, fallbacks and sequences open runs; those see placeholders, and the answer is right."""
    runs = Runs()
    runnable, asked, answer = composed(cloud, privacy)[way]
    assert runnable.invoke(asked, {"callbacks": [runs]}) == answer
    assert await runnable.ainvoke(asked, {"callbacks": [runs]}) == answer
    runs.assert_clean()


async def test_listeners_see_placeholders(cloud, privacy):
    """Listeners run inside, with the runs of the inside."""
    seen = []

    async def hear(run):
        seen.append(run)

    texts = chain(model(cloud))
    for made in (texts, graph(model(cloud))):
        asked = {"question": SAID} if made is texts else ASKED
        protect(made, privacy).with_listeners(on_end=seen.append).invoke(asked)
        protect(made.with_listeners(on_start=seen.append), privacy).invoke(asked)
        await protect(made, privacy).with_alisteners(on_end=hear).ainvoke(asked)
    assert len(seen) == 6
    assert not any(
        value in str((run.inputs, run.outputs)) for run in seen for value in CANARIES.values()
    )
    assert isinstance(texts.with_fallbacks([texts]), RunnableWithFallbacks)


async def test_typed_outputs_of_graphs(cloud, privacy):
    """Version v2 of invoke gives an object with value and interrupts."""
    protected = protect(graph(model(cloud)), privacy)
    for output in (
        protected.invoke(ASKED, version="v2"),
        await protected.ainvoke(ASKED, version="v2"),
    ):
        assert isinstance(output, GraphOutput)
        assert output.value["messages"][-1].text == SHOWN


def test_partial_json_ends_whole(cloud, privacy):
    """A parser that gives ever more of a dict ends with what invoke returns."""
    cloud.reply = '{"to": "<EMAIL_1>", "who": ["<REAL_NAME_1>"]}'
    protected = protect(model(cloud) | JsonOutputParser(), privacy)
    assert protected.invoke(SAID) == {"to": EMAIL, "who": [NAME]}
    assert list(protected.stream(SAID))[-1] == {"to": EMAIL, "who": [NAME]}


@pytest.mark.parametrize("face", ["protect", "PrivacyChatModel"])
def test_inside_of_a_boundary_nothing_is_restored(cloud, privacy, face):
    """A protected model in a protected graph gives placeholders to the state."""
    runs, seen = Runs(), []
    inner = (
        protect(model(cloud), privacy)
        if face == "protect"
        else PrivacyChatModel(inner=model(cloud), privacy=privacy)
    )

    def think(state):
        crossing = Crossing.of(privacy)
        seen.append((crossing.scope, crossing.inside))
        answer = inner.invoke(state["messages"], {"configurable": {"thread_id": "own"}})
        seen.append("".join(piece.text for piece in inner.stream(state["messages"])))
        seen.append(answer.text)
        return {"messages": [answer]}

    built = StateGraph(MessagesState).add_node("think", think).add_edge(START, "think").compile()
    protected = protect(built, privacy).with_config(callbacks=[runs])
    assert protected.invoke(ASKED)["messages"][-1].text == SHOWN
    assert seen == [("nora", True), PLAIN.text, PLAIN.text]
    runs.assert_clean()
    assert Crossing.of(privacy).inside is False


def test_keys_of_the_input(cloud, privacy):
    """Keys that are private become placeholders, those that name channels and variables stay."""
    seen = []
    protected = protect(RunnableLambda(lambda given: seen.append(given) or given), privacy)
    asked = {EMAIL: 1, "question": {NAME: [EMAIL]}}
    assert protected.invoke(asked, {"metadata": {EMAIL: 1}}) == asked
    assert seen == [{"<EMAIL_1>": 1, "question": {"<REAL_NAME_1>": ["<EMAIL_1>"]}}]
    with pytest.raises(NotCoveredError, match="a key of configurable") as caught:
        protected.invoke("x", {"configurable": {EMAIL: "x"}})
    assert EMAIL not in str(caught.value)


def test_a_channel_may_be_called_like_a_value(privacy):
    """A channel's name is no text, whatever the detector says of it."""
    privacy = engine(extractor=FixedExtractor({"Anna": ("Real Name", "PL2")}))
    built = StateGraph(TypedDict("State", {"Anna": str}))
    built = built.add_node("n", lambda s: {"Anna": s["Anna"] + "!"}).add_edge(START, "n").compile()
    assert protect(built, privacy).invoke({"Anna": "Anna"}) == {"Anna": "Anna!"}


async def test_it_may_stand_in_a_sequence(cloud, privacy):
    """As a part of an LCEL chain it takes what comes before as a whole, and streams on."""
    outer = RunnableLambda(lambda text: {"question": text}) | protect(chain(model(cloud)), privacy)
    assert outer.invoke(SAID) == SHOWN
    assert "".join(outer.stream(SAID)) == SHOWN
    assert "".join([piece async for piece in outer.astream(SAID)]) == SHOWN


def test_it_describes_the_inside(cloud, privacy):
    """Name, schemas, config fields and drawing are those of the inside; the repr shows no value."""
    inner = chain(model(cloud)).with_config(run_name="letters")
    protected = protect(inner, privacy).with_config(tags=[NAME])
    assert protected.get_name() == inner.get_name()
    assert protected.get_input_jsonschema() == inner.get_input_jsonschema()
    assert protected.get_output_jsonschema() == inner.get_output_jsonschema()
    assert protected.get_graph().draw_mermaid() == inner.get_graph().draw_mermaid()
    assert protected.config_specs == inner.config_specs
    assert NAME not in repr(protected)
    with pytest.raises(AttributeError, match=r"\.inner"):
        _ = protect(graph(model(cloud)), privacy).nodes


def test_users_are_told_apart_by_the_config(cloud):
    """A scope that is a function: each config has its own mapping, and none is an error."""
    privacy = engine(scope=lambda config: config["configurable"]["user_id"])
    protected = protect(chain(model(cloud)), privacy)
    cloud.reply = "<EMAIL_1>"
    mails = {"u1": EMAIL, "u2": NAME}
    configs = [{"configurable": {"user_id": user}} for user in mails]
    assert protected.batch([{"question": EMAIL}, {"question": NAME}], configs) == [
        EMAIL,
        "<EMAIL_1>",
    ]
    with pytest.raises(ScopeError):
        protected.invoke({"question": EMAIL})


def test_errors_say_what_to_do_instead(cloud, privacy):
    """What is no Runnable, no engine, no model: one line with the remedy, at once."""
    chat = model(cloud)
    for wrong, words in (
        (lambda: protect(chat, None), r"privacy is a NoneType.*MemPrivacy\(\)"),
        (lambda: protect(StateGraph(MessagesState), privacy), r"\.compile\(\)"),
        (lambda: protect(len, privacy), "RunnableLambda"),
    ):
        with pytest.raises(NotCoveredError, match=words):
            wrong()
    for name in ("bind_tools", "with_structured_output"):
        with pytest.raises(AttributeError, match=rf"PrivacyChatModel, or protect\(model\.{name}"):
            getattr(protect(chat, privacy), name)
    with pytest.raises(NotCoveredError, match=r"hmac\.new"):
        protect(chat, privacy).invoke("x", {"configurable": {"thread_id": EMAIL}})
    assert protect(graph(chat), privacy).name == "letters"
    assert protect(chat, privacy).name is None
