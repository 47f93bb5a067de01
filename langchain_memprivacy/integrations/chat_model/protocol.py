"""LangChain's v3 stream of events over restored chunks, for local handlers and callers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_model_stream import (
    AsyncChatModelStream,
    ChatModelStream,
)
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, LLMResult

from .. import upstream
from .call import Call
from .streaming import achunks, chunks

Begin = Callable[[], tuple[Call, CallbackManagerForLLMRun]]
ABegin = Callable[[], Awaitable[tuple[Call, AsyncCallbackManagerForLLMRun]]]


def events(
    inner: BaseChatModel, call: Call, run: CallbackManagerForLLMRun, stream: ChatModelStream
) -> Iterator[Any]:
    """Fill a stream, show each event to the handlers of the run, and yield it."""
    source = (ChatGenerationChunk(message=chunk) for chunk in chunks(inner, call))
    for event in upstream.chunks_to_events(source, message_id=stream.message_id):
        stream.dispatch(event)
        run.on_stream_event(event)
        yield event


async def aevents(
    inner: BaseChatModel,
    call: Call,
    run: AsyncCallbackManagerForLLMRun,
    stream: AsyncChatModelStream,
) -> AsyncIterator[Any]:
    """Do as `events`."""
    source = (ChatGenerationChunk(message=chunk) async for chunk in achunks(inner, call))
    async for event in upstream.achunks_to_events(source, message_id=stream.message_id):
        stream.dispatch(event)
        await run.on_stream_event(event)
        yield event


def generation(stream: ChatModelStream | AsyncChatModelStream) -> ChatGeneration:
    """Return what a stream that has ended amounts to.

    Raises:
        RuntimeError: It ended without a message.
    """
    if stream.output_message is None:
        raise RuntimeError("the model's stream of events ended without a message")
    return ChatGeneration(message=stream.output_message)


def event_stream(inner: BaseChatModel, begin: Begin) -> ChatModelStream:
    """Build the stream that `stream_events(version="v3")` returns; it runs as it is read.

    Args:
        inner: The inner model.
        begin: Desensitizes the call and opens the run.
    """
    stream = ChatModelStream()
    opened: list[tuple[Iterator[Any], CallbackManagerForLLMRun]] = []

    def start() -> None:
        if not opened:
            call, run = begin()
            stream.set_message_id(message_id(run))
            opened.append((events(inner, call, run, stream), run))

    def pump() -> bool:
        start()
        source, run = opened[0]
        try:
            next(source)
        except StopIteration:
            return False
        except BaseException as error:  # noqa: BLE001  # who reads the stream gets it
            stream.fail(error)
            run.on_llm_error(error, response=LLMResult(generations=[]))
            return False
        if stream.output_message is not None:
            run.on_llm_end(LLMResult(generations=[[generation(stream)]]))
        return True

    stream.set_start(start)
    stream.bind_pump(pump)
    return stream


def aevent_stream(inner: BaseChatModel, begin: ABegin) -> AsyncChatModelStream:
    """Do as `event_stream`; a task of its own fills the stream."""
    stream = AsyncChatModelStream()
    lock = asyncio.Lock()
    opened: list[AsyncCallbackManagerForLLMRun] = []

    async def start() -> None:
        async with lock:
            if opened:
                return
            call, run = await begin()
            opened.append(run)
            stream.set_message_id(message_id(run))
            upstream.produce(stream, lambda: produce(call, run), failed)

    async def failed(error: BaseException) -> None:
        await opened[0].on_llm_error(error, response=LLMResult(generations=[]))

    async def produce(call: Call, run: AsyncCallbackManagerForLLMRun) -> None:
        try:
            async for _ in aevents(inner, call, run, stream):
                pass
            await run.on_llm_end(LLMResult(generations=[[generation(stream)]]))
        except asyncio.CancelledError as error:
            stream.fail(error)
            with suppress(Exception):
                await failed(error)
            raise
        except BaseException as error:  # noqa: BLE001  # who reads the stream gets it
            stream.fail(error)
            await failed(error)

    stream.set_start(start)
    return stream


def message_id(run: CallbackManagerForLLMRun | AsyncCallbackManagerForLLMRun) -> str:
    """The id that LangChain gives to the message of a run."""
    return f"{upstream.RUN_PREFIX}-{run.run_id}"
