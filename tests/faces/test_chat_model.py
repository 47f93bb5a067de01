"""The protected chat model, called and answered whole: nothing raw leaves, all is restored."""

from __future__ import annotations

import pytest
from faces.chat_models import ALL, CARD, MAIL, NAME, SECRET, SEEN, VALUES, engine, openai, protected
from langchain_core.caches import InMemoryCache
from langchain_core.callbacks import get_usage_metadata_callback
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.load import dumpd, dumps
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.rate_limiters import InMemoryRateLimiter
from langchain_core.runnables import RunnableLambda

from langchain_memprivacy import ExtractorError, PrivacyLevel, ScopeError
from langchain_memprivacy.integrations.chat_model import PrivacyChatModel
from langchain_memprivacy.placeholders import CONTRACT, find_placeholders
from langchain_memprivacy.testing.loopback import Fault, Loopback, Reply

PLACEHOLDERS = [match.placeholder for match in find_placeholders(SEEN)]


@pytest.fixture
def cloud():
    """A cloud that repeats all placeholders, and must not see a value."""
    with Loopback(f"Noted: {SEEN}") as server:
        yield server
        server.assert_clean(VALUES, fragment=8)


def test_invoke(cloud):
    """The cloud gets placeholders, the caller gets values."""
    answer = protected(cloud).invoke(ALL)
    assert answer.content == f"Noted: {ALL}"
    assert cloud.requests()[0]["messages"] == [{"role": "user", "content": SEEN}]


async def test_ainvoke(cloud):
    """The same on the event loop."""
    assert (await protected(cloud).ainvoke(ALL)).content == f"Noted: {ALL}"


async def test_batches(cloud):
    """Batches, in threads and on the loop, keep the order of their inputs."""
    model = protected(cloud)
    expected = [f"Noted: {ALL}"] * 3
    assert [m.content for m in model.batch([ALL, MAIL, NAME])] == expected
    assert [m.content for m in await model.abatch([ALL, MAIL, NAME])] == expected
    assert len(cloud.received) == 6


@pytest.mark.filterwarnings("ignore:Unexpected type for token usage")  # langchain-openai's own
async def test_generate(cloud):
    """`generate` and `agenerate` keep usage, run ids and the number of generations."""
    model = protected(cloud)
    prompts = [[HumanMessage(ALL)], [HumanMessage(MAIL)]]
    for result in (model.generate(prompts), await model.agenerate(prompts)):
        assert [g[0].text for g in result.generations] == [f"Noted: {ALL}"] * 2
        assert len(result.run) == 2
        assert result.llm_output["token_usage"]["total_tokens"] > 0


async def test_the_parts_of_a_model(cloud):
    """Those who call what a chat model is made of are protected too."""
    model = protected(cloud)
    prompt = [HumanMessage(ALL)]
    assert model._generate(prompt).generations[0].text == f"Noted: {ALL}"
    assert (await model._agenerate(prompt)).generations[0].text == f"Noted: {ALL}"
    assert "".join(c.text for c in model._stream(prompt)) == f"Noted: {ALL}"
    assert "".join([c.text async for c in model._astream(prompt)]) == f"Noted: {ALL}"


def test_a_whole_history(cloud):
    """System prompt, names, tool calls, their results and artifacts leave as placeholders."""
    call = {"name": "pay", "args": {CARD: SECRET, "to": [MAIL]}, "id": "c1"}
    protected(cloud).invoke(
        [
            SystemMessage(f"You serve {NAME}."),
            HumanMessage([{"type": "text", "text": ALL}], name="Nora"),
            AIMessage(f"Paying with {CARD}", tool_calls=[call]),
            ToolMessage(f"paid with {CARD}", tool_call_id="c1", artifact={"mail": MAIL}),
        ]
    )
    sent = cloud.requests()[0]["messages"]
    assert sent[0]["content"] == "You serve <REAL_NAME_1>."
    assert "<PASSWORD_1>" in sent[2]["tool_calls"][0]["function"]["arguments"]


def test_the_callers_messages_stay_as_they_are(cloud):
    """Nothing that was passed is changed."""
    prompt = [HumanMessage(ALL)]
    protected(cloud).invoke(prompt)
    assert prompt[0].content == ALL


def test_call_arguments_leave_as_placeholders(cloud):
    """Stop words, user, metadata, prediction, extra body and headers hold no value."""
    protected(cloud).invoke(
        "hello",
        stop=[NAME],
        user=MAIL,
        prediction={"type": "content", "content": ALL},
        extra_body={"metadata": {"note": SECRET, "card": CARD, NAME: 1}, "budget": 20_000},
        extra_headers={"X-Customer": MAIL, "Authorization": "Bearer made-up-key-1234"},
    )
    (asked,) = cloud.requests()
    assert asked["stop"] == ["<REAL_NAME_1>"]
    assert asked["user"] == "<EMAIL_1>"
    assert asked["metadata"]["note"] == "<PASSWORD_1>"
    assert asked["prediction"] == {"type": "content", "content": SEEN}
    assert asked["budget"] == 20_000
    assert b"Bearer made-up-key-1234" in cloud.wire
    assert b"x-customer: <EMAIL_1>" in cloud.received[0].headers


def test_the_contract_goes_up_as_it_is(cloud):
    """Placeholders that the contract explains are not mistaken for text to protect."""
    privacy = engine()
    model = PrivacyChatModel(inner=openai(cloud), privacy=privacy, contract=CONTRACT)
    model.invoke(ALL)
    system, user = cloud.requests()[0]["messages"]
    assert system == {"role": "system", "content": CONTRACT}
    assert user["content"] == SEEN


def test_levels_above_a_limit_stay(cloud):
    """`upto` leaves higher levels in the answer."""
    model = PrivacyChatModel(inner=openai(cloud), privacy=engine(), upto=PrivacyLevel.PL3)
    assert model.invoke(ALL).content == f"Noted: {ALL}".replace(SECRET, "<PASSWORD_1>")


async def test_scope_by_config(cloud):
    """A callable scope sees the config of each call; two people do not share a mapping."""
    privacy = engine(scope=lambda config: config["configurable"]["user"])
    model = protected(cloud, privacy)
    for user, said in (("ann", ALL), ("bo", NAME)):
        config = {"configurable": {"user": user}}
        model.invoke(said, config)
        await model.ainvoke(said, config)
        list(model.stream(said, config))
        [c async for c in model.astream(said, config)]
        model.batch([said], config)
    assert len(privacy.vault.lookup("ann", PLACEHOLDERS)) == 4
    assert len(privacy.vault.lookup("bo", PLACEHOLDERS)) == 1
    with pytest.raises(ScopeError):
        model.invoke(ALL)


def test_scope_by_the_running_config(cloud):
    """`generate` has no config; inside a run it uses the run's."""
    privacy = engine(scope=lambda config: config["configurable"]["user"])
    model = protected(cloud, privacy)
    chain = RunnableLambda(lambda text: model.generate([[HumanMessage(text)]]).generations[0][0])
    assert chain.invoke(ALL, {"configurable": {"user": "ann"}}).text == f"Noted: {ALL}"


def test_in_a_chain(cloud):
    """It is a model like any other in LCEL."""
    chain = ChatPromptTemplate.from_template("About {who}") | protected(cloud)
    assert chain.invoke({"who": NAME}).content == f"Noted: {ALL}"
    assert cloud.requests()[0]["messages"][0]["content"] == "About <REAL_NAME_1>"


def test_the_cache_holds_placeholders(cloud):
    """The inner model's cache is asked and filled with placeholders, and saves the request."""
    cache = InMemoryCache()
    model = protected(cloud, cache=cache)
    assert model.invoke(ALL).content == model.invoke(ALL).content == f"Noted: {ALL}"
    assert len(cloud.received) == 1
    held = repr(cache._cache)
    assert "<EMAIL_1>" in held
    assert not [label for label, value in VALUES.items() if value in held]


def test_usage_is_counted_once(cloud):
    """A usage handler sees the inner run only."""
    model = protected(cloud)
    with get_usage_metadata_callback() as usage:
        answer = model.invoke(ALL)
    (counted,) = usage.usage_metadata.values()
    assert counted == answer.usage_metadata


def test_counting_tokens_desensitizes_first(cloud):
    """What is counted is what would be sent; providers may count in the cloud."""
    seen = []

    class Counting(GenericFakeChatModel):
        def get_token_ids(self, text):
            seen.append(text)
            return [0] * len(text.split())

        def get_num_tokens_from_messages(self, messages, tools=None):
            seen.append(repr((messages, tools)))
            return 1

    model = PrivacyChatModel(inner=Counting(messages=iter(())), privacy=engine())
    assert model.get_num_tokens(ALL) == len(SEEN.split())
    assert len(model.get_token_ids(ALL)) == len(SEEN.split())
    tool = {"name": "pay", "description": f"for {NAME}", "parameters": {}}
    assert model.get_num_tokens_from_messages([HumanMessage(ALL)], tools=[tool]) == 1
    assert not [label for label, value in VALUES.items() for text in seen if value in text]


def test_errors_of_the_provider_hold_placeholders(cloud):
    """A provider that quotes the request quotes placeholders; they stay."""
    cloud.fault = Fault(400, SEEN)
    with pytest.raises(Exception, match="<EMAIL_1>") as caught:
        protected(cloud).invoke(ALL)
    assert not [label for label, value in VALUES.items() if value in str(caught.value)]


def test_a_failing_detector_stops_the_call(cloud):
    """Fail closed: nothing is sent."""

    class Broken:
        def extract(self, text, *, role="user", real_name=None):
            raise RuntimeError(text)

    model = PrivacyChatModel(inner=openai(cloud), privacy=engine(extractor=Broken()))
    with pytest.raises(ExtractorError):
        model.invoke(ALL)
    with pytest.raises(ExtractorError):
        list(model.stream(ALL))
    assert cloud.received == []


def test_it_passes_for_the_inner_model(cloud):
    """Type, name, parameters and profile are the inner model's."""
    inner = openai(cloud)
    model = PrivacyChatModel(inner=inner, privacy=engine())
    assert model._llm_type == inner._llm_type
    assert model.model_name == "gpt-4o-mini"
    assert model.profile == inner.profile
    assert model._identifying_params == inner._identifying_params
    assert model._get_ls_params() == inner._get_ls_params()


def test_it_shows_no_engine(cloud):
    """Neither `repr` nor a dump reach the vault."""
    model = protected(cloud)
    for shown in (repr(model), str(model.model_dump()), dumps(dumpd(model)), str(model.asdict())):
        assert "Vault" not in shown
        assert "MemPrivacy" not in shown
    assert not PrivacyChatModel.is_lc_serializable()


@pytest.mark.parametrize(
    "setting",
    [
        {"cache": True},
        {"cache": InMemoryCache()},
        {"rate_limiter": InMemoryRateLimiter()},
        {"output_version": "v1"},
        {"temperature": 0.5},
    ],
    ids=["cache", "cache object", "rate limiter", "output version", "unknown"],
)
def test_settings_of_the_inner_model_are_refused(cloud, setting):
    """What would silently do nothing here is an error."""
    with pytest.raises(ValueError, match=next(iter(setting))):
        PrivacyChatModel(inner=openai(cloud), privacy=engine(), **setting)


def test_protecting_twice_is_refused(cloud):
    """A protected model inside another would restore what the other is to keep."""
    with pytest.raises(ValueError, match="already"):
        PrivacyChatModel(inner=protected(cloud), privacy=engine())


def test_the_answers_format_is_the_inner_models(cloud):
    """`output_version` of the inner model shapes what comes out."""
    answer = protected(cloud, output_version="v1").invoke(ALL)
    assert answer.content == [{"type": "text", "text": f"Noted: {ALL}"}]


def test_answers_of_the_responses_api(cloud):
    """The other API of the same provider is covered alike, reasoning included."""
    cloud.reply = Reply(f"Noted: {SEEN}", reasoning="They said <EMAIL_1>.")
    model = protected(cloud, use_responses_api=True)
    whole, streamed = model.invoke(ALL), None
    for chunk in model.stream(ALL):
        streamed = chunk if streamed is None else streamed + chunk
    assert whole.text == streamed.text == f"Noted: {ALL}"
    assert MAIL in str(whole.content)
    assert MAIL in str(streamed.content)


def test_several_answers(cloud):
    """`n` answers are all restored."""

    class Two(GenericFakeChatModel):
        def _generate(self, messages, stop=None, run_manager=None, **kwargs):
            assert messages[0].content == SEEN
            return ChatResult(
                generations=[
                    ChatGeneration(message=AIMessage(said)) for said in (SEEN, "<EMAIL_1>")
                ]
            )

    model = PrivacyChatModel(inner=Two(messages=iter(())), privacy=engine())
    (texts,) = [
        [g.text for g in answers] for answers in model.generate([[HumanMessage(ALL)]]).generations
    ]
    assert texts == [ALL, MAIL]
