"""Streams of the inner model, restored chunk by chunk; nothing is held but an open placeholder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from functools import partial
from typing import Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

from ...messages import ChunkRestorer, Restore, Walker
from ..pacing import paced
from .call import Call


class _Chunks:
    """Restores what a model streams, and what one that does not stream gives instead."""

    def __init__(self, restore: Restore) -> None:
        self._walker = Walker(restore)
        self._restorer = ChunkRestorer(restore)

    def feed(self, message: AIMessage) -> AIMessageChunk:
        if isinstance(message, AIMessageChunk):
            return self._restorer.feed(message)
        return _as_chunk(self._walker.message(message))

    def flush(self) -> Iterator[AIMessageChunk]:
        rest = self._restorer.flush()
        if rest is not None:
            yield rest


def chunks(inner: BaseChatModel, call: Call) -> Iterator[AIMessageChunk]:
    """Stream the only prompt of a call."""
    restore = call.restore()
    restored = _Chunks(restore)
    try:
        for chunk in inner.stream(call.prompts[0], call.config, stop=call.stop, **call.kwargs):
            yield restored.feed(chunk)
        yield from restored.flush()
    finally:
        restore.settle()


async def achunks(inner: BaseChatModel, call: Call) -> AsyncGenerator[AIMessageChunk, None]:
    """Do as `chunks`; the vault is asked in a thread."""
    restore = await asyncio.to_thread(call.restore, wait=False)
    restored = _Chunks(restore)
    source = inner.astream(call.prompts[0], call.config, stop=call.stop, **call.kwargs)
    try:
        async with aclosing(cast("Any", source)):
            async for chunk in source:
                yield await paced(restore, partial(restored.feed, chunk))
        for chunk in restored.flush():
            yield chunk
    finally:
        await asyncio.to_thread(restore.settle)


def shown(
    source: Iterator[AIMessageChunk],
    run: CallbackManagerForLLMRun,
    seen: list[ChatGenerationChunk],
) -> Iterator[AIMessageChunk]:
    """Show chunks to the handlers of a run, and collect them."""
    for chunk in source:
        generation = ChatGenerationChunk(message=chunk)
        run.on_llm_new_token(cast("str", chunk.content), chunk=generation)
        seen.append(generation)
        yield chunk


async def ashown(
    source: AsyncGenerator[AIMessageChunk, None],
    run: AsyncCallbackManagerForLLMRun,
    seen: list[ChatGenerationChunk],
) -> AsyncGenerator[AIMessageChunk, None]:
    """Do as `shown`."""
    async with aclosing(source):
        async for chunk in source:
            generation = ChatGenerationChunk(message=chunk)
            await run.on_llm_new_token(cast("str", chunk.content), chunk=generation)
            seen.append(generation)
            yield chunk


def _as_chunk(message: AIMessage) -> AIMessageChunk:
    fields = {name: getattr(message, name) for name in type(message).model_fields if name != "type"}
    return AIMessageChunk(**fields, chunk_position="last")
