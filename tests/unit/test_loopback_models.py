"""The loopback cloud as a model: against the real clients of OpenAI."""

from __future__ import annotations

import asyncio
import math

import openai
import pytest
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

from langchain_memprivacy.testing.loopback import Fault, Loopback, Reply, ToolCall, vector

ARGS = {"to": "<EMAIL_1>", "text": 'Say "好"\nto <REAL_NAME_1>'}
CALLS = [ToolCall("send", ARGS, "call_a"), ToolCall("look", {"at": "<ADDRESS_2>"})]
CANARIES = ("Nora Whitfield", "nora.whitfield@brightleaf.io", "林晓岚")


def send(to: str, text: str) -> str:
    """Send a message."""
    return f"{to}: {text}"


@pytest.fixture
def cloud(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with Loopback() as running:
        yield running


@pytest.fixture(params=[False, True], ids=["completions", "responses"])
def model(request, cloud):
    return chat_model(cloud, use_responses_api=request.param)


def chat_model(cloud, **options):
    options = {
        "model": "gpt-4.1",
        "api_key": "sk-made-up",
        "max_retries": 0,
        "stream_usage": True,
        **options,
    }
    return ChatOpenAI(base_url=cloud.base_url, **options)


def summed(chunks):
    total = None
    for chunk in chunks:
        total = chunk if total is None else total + chunk
    return total


def test_it_echoes_placeholders_by_default(model):
    """Each placeholder of the last message comes back once, streamed or not."""
    said = [HumanMessage("I am <REAL_NAME_1>"), HumanMessage("<EMAIL_1>, <X_RAY_21>, <EMAIL_1>")]
    assert model.invoke(said).text == "I hold <EMAIL_1> and <X_RAY_21>, no more."
    assert summed(model.stream(said)).text == "I hold <EMAIL_1> and <X_RAY_21>, no more."
    assert model.invoke("Hello").text == "I hold nothing."


def test_tool_calls_come_whole_and_streamed(model, cloud):
    """Several calls with text beside them are the same either way, their arguments cut small."""
    cloud.reply = Reply("I will.", CALLS)
    bound = model.bind_tools([send])
    whole = bound.invoke("Write to <EMAIL_1>")
    chunks = list(bound.stream("Write to <EMAIL_1>"))
    for message in (whole, summed(chunks)):
        assert message.text == "I will."
        assert [(call["name"], call["args"]) for call in message.tool_calls] == [
            ("send", ARGS),
            ("look", {"at": "<ADDRESS_2>"}),
        ]
        assert message.tool_calls[0]["id"] == "call_a"
        assert message.usage_metadata["total_tokens"] > 2
    pieces = [part["args"] for chunk in chunks for part in chunk.tool_call_chunks if part["args"]]
    assert max(map(len, pieces)) == 3
    assert {asked["tools"][0]["type"] for asked in cloud.requests()} == {"function"}


def test_calls_without_an_id_get_one_each(cloud):
    """Two turns and two calls: four identifiers."""
    cloud.reply = Reply(tool_calls=[ToolCall("look"), ToolCall("look")])
    calls = [call for _ in range(2) for call in chat_model(cloud).invoke("x").tool_calls]
    assert len({call["id"] for call in calls}) == 4


def test_malformed_arguments_are_sent_as_they_are(model, cloud):
    """A text in place of arguments reaches the client unchanged."""
    cloud.reply = Reply(tool_calls=[ToolCall("send", '{"to": <EMAIL_1>')])
    (call,) = model.invoke("x").invalid_tool_calls
    assert call["args"] == '{"to": <EMAIL_1>'


def test_the_delta_may_change_between_calls(model, cloud):
    """The text is cut into pieces of as many characters as are asked for."""
    cloud.reply = "<VERIFICATION_CODE_12> is yours"
    for size in (1, 3, 100):
        cloud.delta = size
        pieces = [chunk.text for chunk in model.stream("x") if chunk.text]
        assert "".join(pieces) == cloud.reply
        assert max(map(len, pieces)) == min(size, len(cloud.reply))


def test_reasoning_comes_before_the_text(cloud):
    """As `reasoning_content`, which OpenAI's client hands on, and as a summary."""
    cloud.reply = Reply("Yes.", reasoning="<REAL_NAME_1> asks me")
    client = openai.OpenAI(base_url=cloud.base_url, api_key="x", max_retries=0)
    asked = {"model": "m", "messages": [{"role": "user", "content": "x"}]}
    whole = client.chat.completions.create(**asked)
    assert whole.choices[0].message.reasoning_content == "<REAL_NAME_1> asks me"
    deltas = [
        chunk.choices[0].delta.model_dump()
        for chunk in client.chat.completions.create(**asked, stream=True)
    ]
    thought = [delta.get("reasoning_content") or "" for delta in deltas]
    assert "".join(thought) == "<REAL_NAME_1> asks me"
    first_text = next(i for i, delta in enumerate(deltas) if delta["content"])
    assert not any(thought[first_text:])
    responses = chat_model(cloud, use_responses_api=True)
    for message in (responses.invoke("x"), summed(responses.stream("x"))):
        assert message.content[0]["summary"][0]["text"] == "<REAL_NAME_1> asks me"
        assert message.text == "Yes."


def test_usage_is_streamed_where_it_is_asked_for(cloud):
    """`include_usage` adds one last chunk with numbers; else there is none."""
    client = openai.OpenAI(base_url=cloud.base_url, api_key="x", max_retries=0)
    asked = {"model": "m", "messages": [{"role": "user", "content": "x"}], "stream": True}
    plain = list(client.chat.completions.create(**asked))
    assert [chunk.usage for chunk in plain if chunk.usage] == []
    counted = list(client.chat.completions.create(**asked, stream_options={"include_usage": True}))
    assert counted[-1].choices == []
    assert counted[-1].usage.total_tokens > 1


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply("a"), "stop"),
        (Reply(tool_calls=CALLS), "tool_calls"),
        (Reply("a", finish="length"), "length"),
    ],
)
def test_finish_reasons(cloud, reply, reason):
    """Streamed or whole, the reason to stop fits the reply or is the one given."""
    cloud.reply = reply
    model = chat_model(cloud)
    assert model.invoke("x").response_metadata["finish_reason"] == reason
    assert summed(model.stream("x")).response_metadata["finish_reason"] == reason


def test_a_cut_off_response_says_so(cloud):
    """In words of the Responses API, `length` is an incomplete response."""
    cloud.reply = Reply("a", finish="length")
    model = chat_model(cloud, use_responses_api=True)
    for message in (model.invoke("x"), summed(model.stream("x"))):
        assert message.response_metadata["status"] == "incomplete"
        assert message.response_metadata["incomplete_details"]["reason"] == "max_output_tokens"


def test_a_list_is_a_script(cloud):
    """One reply a request, callables among them; the last repeats, and `clear` starts anew."""
    cloud.reply = ["one", lambda asked: asked["messages"][-1]["content"].upper(), Reply("three")]
    model = chat_model(cloud)
    assert [model.invoke("two").text for _ in range(4)] == ["one", "TWO", "three", "three"]
    cloud.clear()
    assert cloud.received == []
    assert model.invoke("two").text == "one"


def test_a_callable_that_fails_is_not_hidden():
    """Its client gets status 500, and the end of the block raises what it raised."""

    def reply(asked):
        raise LookupError("made up")

    def ask():
        with Loopback(reply) as cloud, pytest.raises(openai.InternalServerError):
            chat_model(cloud).invoke("x")

    with pytest.raises(LookupError, match="made up"):
        ask()


async def test_async_clients_are_served_at_once(cloud):
    """64 requests at a time are answered, each with its own; streams too."""
    cloud.reply = lambda asked: asked["messages"][0]["content"]
    said = [f"<EMAIL_{n}>" for n in range(1, 65)]
    model = chat_model(cloud)
    assert [m.text for m in await asyncio.gather(*map(model.ainvoke, said))] == said
    assert "".join([chunk.text async for chunk in model.astream("x")]) == "x"


@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_faults_are_http_errors(model, cloud, status):
    """Each status is the client's own error, with the quote in it, asked for once."""
    cloud.fault = Fault(status, "quoted-by-the-server")
    model.max_retries = 2
    with pytest.raises(openai.APIStatusError, match="quoted-by-the-server") as caught:
        model.invoke("x")
    assert caught.value.status_code == status
    assert len(cloud.received) == 1
    cloud.fault = None
    assert model.invoke("x").text == "I hold nothing."


def test_a_fault_in_a_script_may_be_tried_again(cloud):
    """The client repeats the request where it is told that it may."""
    cloud.reply = [Fault(503, retry=True), "second time"]
    assert chat_model(cloud, max_retries=1).invoke("x").text == "second time"
    assert len(cloud.received) == 2


def test_a_broken_stream_begins_and_does_not_end(model, cloud):
    """Some text arrives, then the connection is gone."""
    cloud.reply = "A long answer about tea"
    cloud.fault = Fault("broken")
    arrived = []
    with pytest.raises(Exception, match=r"Connection|incomplete|closed"):
        arrived.extend(chunk.text for chunk in model.stream("x"))
    assert cloud.reply.startswith("".join(arrived))
    assert 0 < len("".join(arrived)) < len(cloud.reply)
    cloud.reply, cloud.fault = [Fault("broken")], None
    with pytest.raises(Exception, match=r"Connection|incomplete|closed"):
        model.invoke("x")


@pytest.mark.parametrize("dimensions", [None, 3, 256])
def test_embeddings_are_the_same_for_the_same_text(cloud, dimensions):
    """Unit vectors of the length asked for, equal whether sent as numbers or as base64."""
    model = OpenAIEmbeddings(
        base_url=cloud.base_url,
        api_key="x",
        check_embedding_ctx_length=False,
        dimensions=dimensions,
    )
    query = model.embed_query("tea 好")
    documents = model.embed_documents(["tea 好", "coffee"])
    assert query == documents[0] == vector("tea 好", dimensions or 8)
    assert documents[1] != query
    assert math.isclose(math.hypot(*query), 1, rel_tol=1e-6)
    client = openai.OpenAI(base_url=cloud.base_url, api_key="x")
    more = {"dimensions": dimensions} if dimensions else {}
    numbers = client.embeddings.create(input="tea 好", model="m", encoding_format="float", **more)
    packed = client.embeddings.create(input=["tea 好"], model="m", **more)
    assert numbers.data[0].embedding == pytest.approx(query)
    assert packed.data[0].embedding == pytest.approx(query)


def test_token_numbers_are_embedded_but_cannot_be_searched(cloud):
    """A search says so: it would find nothing in numbers."""
    client = openai.OpenAI(base_url=cloud.base_url, api_key="x")
    assert len(client.embeddings.create(input=[1, 2], model="m").data) == 1
    assert len(client.embeddings.create(input=[[1, 2], [3]], model="m").data) == 2
    with pytest.raises(ValueError, match="token numbers in place of text"):
        cloud.assert_clean(CANARIES)
