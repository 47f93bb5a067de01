"""The private and beta names of LangChain that the model boundary relies on are still there."""

from __future__ import annotations

import inspect

import pytest
from langchain_core.callbacks import BaseCallbackHandler, BaseCallbackManager
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.language_models.chat_model_stream import AsyncChatModelStream, ChatModelStream
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.tracers._streaming import (
    _StreamingCallbackHandler,
    _V2StreamingCallbackHandler,
)
from langchain_core.tracers.event_stream import _AstreamEventsCallbackHandler
from langchain_core.tracers.langchain import LangChainTracer
from langchain_core.tracers.log_stream import LogStreamCallbackHandler
from langgraph.pregel import _messages

from langchain_memprivacy.integrations import upstream


@pytest.mark.parametrize(
    "handler",
    [
        _AstreamEventsCallbackHandler,
        LogStreamCallbackHandler,
        _messages.StreamMessagesHandler,
        _messages.StreamMessagesHandlerV2,
    ],
)
def test_streaming_handlers_are_known(handler):
    """Every handler that shows tokens to the user carries the marker that is looked for."""
    bases = handler.__mro__
    assert _StreamingCallbackHandler in bases or _V2StreamingCallbackHandler in bases


def test_other_handlers_are_not():
    """Tracers and plain handlers do not pass for one."""
    assert not upstream.is_streaming_handler(BaseCallbackHandler())
    assert not issubclass(LangChainTracer, _StreamingCallbackHandler)
    assert not issubclass(LangChainTracer, _V2StreamingCallbackHandler)
    assert {n for n in vars(_StreamingCallbackHandler) if not n.startswith("_")} == {
        "tap_output_aiter",
        "tap_output_iter",
    }


def test_langgraph_has_no_further_handlers_of_messages():
    """A new one would have to be looked at."""
    found = {
        name
        for name, thing in vars(_messages).items()
        if inspect.isclass(thing) and issubclass(thing, BaseCallbackHandler)
    }
    assert found == {"BaseCallbackHandler", "StreamMessagesHandler", "StreamMessagesHandlerV2"}


def parameters(function):
    """Names of a function's parameters."""
    return set(inspect.signature(function).parameters)


def test_the_methods_that_are_replaced():
    """Whatever calls a model ends in one of those that the wrapper replaces."""
    for name in ("_chat_model_stream_v3", "_achat_model_stream_v3"):
        assert {"input", "config", "stop", "kwargs"} <= parameters(getattr(BaseChatModel, name))
        public = "stream_events" if name[1] == "c" else "astream_events"
        assert f"self.{name}(" in inspect.getsource(getattr(BaseChatModel, public))
    for name in ("_should_stream", "_should_use_protocol_streaming"):
        assert {"async_api", "run_manager", "kwargs"} <= parameters(getattr(BaseChatModel, name))
    assert "generate_prompt(" in inspect.getsource(BaseChatModel.invoke)
    assert "self.generate(" in inspect.getsource(BaseChatModel.generate_prompt)
    assert "self.agenerate(" in inspect.getsource(BaseChatModel.agenerate_prompt)
    asking = {
        name
        for name, thing in vars(BaseChatModel).items()
        if inspect.isfunction(thing) and ".on_chat_model_start(" in inspect.getsource(thing)
    }
    assert asking == {
        "generate",
        "agenerate",
        "stream",
        "astream",
        "_chat_model_stream_v3",
        "_achat_model_stream_v3",
    }


def test_what_the_wrapper_asks_of_the_inner_model():
    """Private members it reads are members of every chat model."""
    for name in (
        "_llm_type",
        "_identifying_params",
        "_get_ls_params",
        "_get_ls_params_with_defaults",
        "_serialized",
        "_convert_input",
        "_resolve_model_profile",
        "_streaming_disabled",
    ):
        assert hasattr(BaseChatModel, name), name


def test_managers_hand_down_what_is_copied():
    """A manager is made of these, and of nothing else."""
    assert parameters(BaseCallbackManager.__init__) == {
        "self",
        "handlers",
        "inheritable_handlers",
        "parent_run_id",
        "tags",
        "inheritable_tags",
        "metadata",
        "inheritable_metadata",
    }


def test_tracers_have_metadata_of_their_own():
    """The attribute that is desensitized, and the way to copy a tracer."""
    tracer = LangChainTracer(metadata={"a": "b"}, client=object())
    twin = tracer.copy_with_metadata_defaults()
    assert twin is not tracer
    assert twin.tracing_metadata == {"a": "b"}
    assert twin.run_map is tracer.run_map


def test_ids_of_messages():
    """Messages are named after their run as the core does it."""
    model = GenericFakeChatModel(messages=iter(["hello"]))
    assert model.invoke("hi").id.startswith(f"{upstream.RUN_PREFIX}-")


async def test_streams_of_events():
    """The bridge makes events of chunks, and both streams are filled by `dispatch`."""
    chunks = [ChatGenerationChunk(message=AIMessageChunk(text)) for text in ("a", "b")]
    stream = ChatModelStream(message_id="m")
    for event in upstream.chunks_to_events(iter(chunks), message_id="m"):
        stream.dispatch(event)
    assert stream.done
    assert stream.output_message.text == "ab"
    for name in ("set_start", "bind_pump", "set_message_id", "fail"):
        assert callable(getattr(ChatModelStream, name))

    async def source():
        for chunk in chunks:
            yield chunk

    filled = AsyncChatModelStream(message_id="m")
    assert filled._producer_task is None
    assert filled._on_aclose_fail is None

    async def produce():
        async for event in upstream.achunks_to_events(source(), message_id="m"):
            filled.dispatch(event)

    upstream.produce(filled, produce, lambda _: produce())
    assert (await filled).text == "ab"
    first = filled._producer_task
    upstream.produce(filled, produce, lambda _: produce())
    assert filled._producer_task is first
