"""How a call is answered where local handlers watch it: as events, as a stream, or at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from langchain_core.callbacks import (
    AsyncCallbackManager,
    AsyncCallbackManagerForLLMRun,
    CallbackManager,
    CallbackManagerForLLMRun,
)
from langchain_core.language_models import LanguageModelInput
from langchain_core.language_models.chat_model_stream import (
    AsyncChatModelStream,
    ChatModelStream,
)
from langchain_core.messages import BaseMessage, message_chunk_to_message
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, LLMResult
from langchain_core.outputs.chat_generation import merge_chat_generation_chunks
from langchain_core.runnables import RunnableConfig

from . import protocol
from .call import CONFIG, KINDS, Call, Rest, Wish
from .disguise import Disguise
from .streaming import achunks, ashown, chunks, shown


def runs(model: Disguise, manager: CallbackManager, asked: Wish) -> list[CallbackManagerForLLMRun]:
    """Open a run for each prompt, for the local handlers, which see what the user sees."""
    _label(model, manager, asked)
    return manager.on_chat_model_start(
        _face(model),
        asked.prompts,
        asked.run_id,
        name=asked.run_name,
        batch_size=len(asked.prompts),
    )


async def aruns(
    model: Disguise, manager: AsyncCallbackManager, asked: Wish
) -> list[AsyncCallbackManagerForLLMRun]:
    """Do as `runs`."""
    _label(model, manager, asked)
    return await manager.on_chat_model_start(
        _face(model),
        asked.prompts,
        asked.run_id,
        name=asked.run_name,
        batch_size=len(asked.prompts),
    )


def answer(model: Disguise, call: Call, run: CallbackManagerForLLMRun) -> LLMResult:
    """Answer the only prompt of a call in the way that the handlers of its run want."""
    inner, kwargs = model.inner, call.kwargs
    if model._should_use_protocol_streaming(async_api=False, run_manager=run, **kwargs):  # noqa: SLF001
        stream = ChatModelStream(message_id=protocol.message_id(run))
        for _ in protocol.events(inner, call, run, stream):
            pass
        return LLMResult(generations=[[protocol.generation(stream)]])
    if model._should_stream(async_api=False, run_manager=run, **kwargs):  # noqa: SLF001
        seen: list[ChatGenerationChunk] = []
        for _ in shown(chunks(inner, call), run, seen):
            pass
        return _message(seen)
    return call.arrive(inner.generate(call.prompts, call.stop, **call.run, **kwargs))


async def aanswer(model: Disguise, call: Call, run: AsyncCallbackManagerForLLMRun) -> LLMResult:
    """Do as `answer`."""
    inner, kwargs = model.inner, call.kwargs
    if model._should_use_protocol_streaming(async_api=True, run_manager=run, **kwargs):  # noqa: SLF001
        stream = AsyncChatModelStream(message_id=protocol.message_id(run))
        async for _ in protocol.aevents(inner, call, run, stream):
            pass
        return LLMResult(generations=[[protocol.generation(stream)]])
    if model._should_stream(async_api=True, run_manager=run, **kwargs):  # noqa: SLF001
        seen: list[ChatGenerationChunk] = []
        async for _ in ashown(achunks(inner, call), run, seen):
            pass
        return _message(seen)
    result = await inner.agenerate(call.prompts, call.stop, **call.run, **kwargs)
    return await asyncio.to_thread(call.arrive, result)


def so_far(seen: list[ChatGenerationChunk]) -> LLMResult:
    """Sum up what was streamed until now."""
    total = merge_chat_generation_chunks(seen)
    return LLMResult(generations=[] if total is None else [[total]])


def joined(ends: Sequence[LLMResult | BaseException]) -> LLMResult:
    """Put the answers to several prompts together; raise the first failure among them."""
    results = []
    for end in ends:
        if isinstance(end, BaseException):
            raise end
        results.append(end)
    return LLMResult(
        generations=[result.generations[0] for result in results],
        llm_output=results[0].llm_output if len(results) == 1 else {},
        run=[info for result in results for info in result.run or ()] or None,
    )


def wish(
    model: Disguise,
    prompts: list[list[BaseMessage]],
    stop: list[str] | None,
    kwargs: dict[str, Any],
    labels: RunnableConfig,
) -> Wish:
    """Gather what is asked for, the model's own labels included."""
    return Wish(
        prompts,
        stop,
        kwargs,
        [*(labels.get("tags") or []), *(model.tags or [])],
        {**(labels.get("metadata") or {}), **(model.metadata or {})},
        labels.get("run_name"),
        labels.get("run_id"),
    )


def wish_of(
    model: Disguise,
    given: LanguageModelInput,
    config: RunnableConfig,
    stop: list[str] | None,
    kwargs: dict[str, Any],
) -> Wish:
    """Do as `wish` for one input in any form."""
    prompt = model._convert_input(given).to_messages()  # noqa: SLF001
    return wish(model, [prompt], stop, {CONFIG: config, **kwargs}, config)


def leave(model: Disguise, asked: Wish, rest: Rest) -> Call:
    """Desensitize what is asked for.

    Raises:
        MemPrivacyError: It must not leave.
    """
    return Call.leave(model.privacy, asked, rest, model.contract, model.upto)


def labels(
    tags: list[str] | None,
    metadata: dict[str, Any] | None,
    run_name: str | None,
    run_id: UUID | None,
) -> RunnableConfig:
    """Gather what a run is called."""
    gathered = RunnableConfig(tags=tags or [], metadata=metadata or {}, run_id=run_id)
    if run_name is not None:
        gathered["run_name"] = run_name
    return gathered


def plain(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the arguments that only this package knows."""
    return {name: value for name, value in kwargs.items() if name not in {CONFIG, KINDS}}


def _message(seen: list[ChatGenerationChunk]) -> LLMResult:
    total = merge_chat_generation_chunks(seen)
    assert total is not None  # the inner model raises where it has nothing to say
    message = message_chunk_to_message(total.message)
    return LLMResult(generations=[[ChatGeneration(message=message)]])


def _label(model: Disguise, manager: CallbackManager | AsyncCallbackManager, asked: Wish) -> None:
    kwargs = plain(asked.kwargs)
    described = model._get_ls_params_with_defaults(stop=asked.stop, **kwargs)  # noqa: SLF001
    manager.add_tags(asked.tags)
    manager.add_metadata({**asked.metadata, **described})


def _face(model: Disguise) -> dict[str, Any]:
    """What the handlers take the name of the run from: it is the inner model's."""
    return model.inner._serialized  # noqa: SLF001
