"""What `langchain-openai` itself makes of the API's answers, and what it sends of messages."""

from __future__ import annotations

import json

import openai.types.responses as api
import pytest
from faces.strategies import PLANTED, engine, leaked
from faces.test_chunks import added, parsed, restored
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage, ToolMessage
from langchain_openai import ChatOpenAI
from langchain_openai.chat_models.base import (
    _construct_responses_api_input,
    _convert_dict_to_message,
    _convert_message_to_dict,
    _convert_responses_chunk_to_generation_chunk,
)

from langchain_memprivacy.messages import Desensitize, Restore, Walker

NAME, MAIL, SECRET, GATE, ADDRESS, CHINESE, *_ = PLANTED
ARGS = json.dumps({"to": MAIL, "body": f"{NAME}\n{GATE}", "n": 1})
HISTORY = [
    SystemMessage(f"The user is {NAME}.", name="Nora_W"),
    HumanMessage(
        [
            {"type": "text", "text": f"I live at {ADDRESS}"},
            {"type": "image_url", "image_url": {"url": f"https://x.io/?u={MAIL}"}},
            {"type": "file", "file": {"filename": f"{NAME}.pdf", "file_data": "data:application/pdf;base64,JVBERi0="}},
        ],
        name="nora",
    ),
    _convert_dict_to_message({
        "role": "assistant",
        "content": None,
        "refusal": f"not for {NAME}",
        "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": "send_mail", "arguments": ARGS}},
            {"id": "call_2", "type": "function", "function": {"name": "send_mail", "arguments": ARGS[:-9]}},
        ],
    }),
    ToolMessage(f"sent to {MAIL}", tool_call_id="call_1", name="send_mail", artifact={"raw": SECRET}),
    _convert_dict_to_message({
        "role": "assistant",
        "content": f"好的{CHINESE}",
        "function_call": {"name": "send_mail", "arguments": ARGS},
    }),
]  # fmt: skip


@pytest.mark.parametrize("responses", [False, True], ids=["chat completions", "responses"])
def test_requests(responses):
    """What the real client would send holds no planted value, and both calls are there."""
    privacy = engine()
    hidden = Walker(Desensitize(privacy, "nora")).messages(HISTORY)
    model = ChatOpenAI(model="gpt-4.1-mini", api_key="made-up", use_responses_api=responses)
    payload = model._get_request_payload(hidden)
    assert leaked(payload) == set()
    assert "send_mail" in json.dumps(payload)
    assert "call_1" in json.dumps(payload)
    assert "<EMAIL_1>" in json.dumps(payload)
    restored_history = Walker(Restore(privacy, "nora")).messages(hidden)
    assert restored_history == HISTORY
    convert = _construct_responses_api_input if responses else _each
    assert convert(restored_history) == convert(HISTORY)


def _each(history):
    return [_convert_message_to_dict(message) for message in history]


def deltas(text, size):
    return [text[i : i + size] for i in range(0, len(text), size)]


def responses_stream(text, thought, args, size, version):
    """A stream of the Responses API as its real parser turns it into chunks."""
    events = [
        api.ResponseOutputItemAddedEvent.model_construct(
            type="response.output_item.added", output_index=0, sequence_number=0,
            item=api.ResponseReasoningItem(id="rs_1", type="reasoning", summary=[])),
        *(api.ResponseReasoningSummaryTextDeltaEvent.model_construct(
            type="response.reasoning_summary_text.delta", item_id="rs_1", output_index=0,
            summary_index=0, delta=piece) for piece in deltas(thought, size)),
        api.ResponseOutputItemDoneEvent.model_construct(
            type="response.output_item.done", output_index=0, sequence_number=0,
            item=api.ResponseReasoningItem(
                id="rs_1", type="reasoning", summary=[], encrypted_content="gAAAA=")),
        *(api.ResponseTextDeltaEvent.model_construct(
            type="response.output_text.delta", item_id="msg_1", output_index=1, content_index=0,
            delta=piece) for piece in deltas(text, size)),
        api.ResponseOutputItemAddedEvent.model_construct(
            type="response.output_item.added", output_index=2, sequence_number=0,
            item=api.ResponseFunctionToolCall(
                id="fc_1", type="function_call", call_id="call_1", name="send_mail", arguments="")),
        *(api.ResponseFunctionCallArgumentsDeltaEvent.model_construct(
            type="response.function_call_arguments.delta", item_id="fc_1", output_index=2,
            delta=piece) for piece in deltas(args, size)),
    ]  # fmt: skip
    index, output, sub = -1, -1, -1
    chunks = []
    for event in events:
        index, output, sub, made = _convert_responses_chunk_to_generation_chunk(
            event, index, output, sub, output_version=version
        )
        if made is not None:
            chunks.append(made.message)
    return [*chunks, AIMessageChunk(content=[], chunk_position="last")]


@pytest.mark.parametrize("version", ["responses/v1", "v0"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_responses_streams(size, version):
    """The chunks that the real parser makes add up to the restored whole."""
    privacy = engine()
    hide = privacy.desensitize
    args = Walker(Desensitize(privacy, "nora")).arguments(ARGS, "send_mail", "assistant")
    chunks = responses_stream(
        hide(f"Dear {NAME}, {ADDRESS}"), hide(f"{MAIL} it is"), args, size, version
    )
    total = added(restored(chunks, Restore(privacy, "nora")))
    whole = Walker(Restore(privacy, "nora")).message(added(chunks))
    assert total.text == f"Dear {NAME}, {ADDRESS}"
    assert total.tool_calls[0]["args"] == json.loads(ARGS)
    assert total.tool_calls == whole.tool_calls
    assert parsed(total.content) == parsed(whole.content)
    assert parsed(total.additional_kwargs) == parsed(whole.additional_kwargs)
    assert f"{MAIL} it is" in json.dumps(total.model_dump())


def completion(delta, **rest):
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "gpt-4.1-mini",
            "choices": [{"index": 0, "delta": delta, "finish_reason": None}], **rest}  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_completion_streams(size):
    """Text, then two calls side by side, as the Chat Completions API streams them."""
    privacy = engine()
    text = privacy.desensitize(f"Dear {NAME}, {ADDRESS}")
    args = Walker(Desensitize(privacy, "nora")).arguments(ARGS, "send_mail", "assistant")
    events = [completion({"role": "assistant", "content": ""})]
    events += [completion({"content": piece}) for piece in deltas(text, size)]
    events += [
        completion({"tool_calls": [{"index": i, "id": f"call_{i}", "type": "function",
                                    "function": {"name": "send_mail", "arguments": ""}}]})
        for i in (0, 1)
    ]  # fmt: skip
    events += [
        completion({"tool_calls": [{"index": i, "function": {"arguments": piece}}]})
        for piece in deltas(args, size)
        for i in (0, 1)
    ]
    model = ChatOpenAI(model="gpt-4.1-mini", api_key="made-up")
    made = [
        model._convert_chunk_to_generation_chunk(event, AIMessageChunk, None) for event in events
    ]
    chunks = [one.message for one in made if one is not None]
    total = added(restored(chunks, Restore(privacy, "nora")))
    assert total.content == f"Dear {NAME}, {ADDRESS}"
    assert [call["args"] for call in total.tool_calls] == [json.loads(ARGS)] * 2
    assert [call["id"] for call in total.tool_calls] == ["call_0", "call_1"]
