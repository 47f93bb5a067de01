"""`PrivacyChatModel`: any chat model, with placeholders inside and values outside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing
from typing import Any
from uuid import UUID

from langchain_core.callbacks import (
    AsyncCallbackManager,
    AsyncCallbackManagerForLLMRun,
    CallbackManager,
    CallbackManagerForLLMRun,
    Callbacks,
)
from langchain_core.language_models import LanguageModelInput
from langchain_core.language_models.chat_model_stream import (
    AsyncChatModelStream,
    ChatModelStream,
)
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, LLMResult
from langchain_core.runnables import Runnable, RunnableConfig, ensure_config
from langchain_core.tools import BaseTool

from . import flows, protocol
from .call import CONFIG, KINDS, Call, Kinds
from .callbacks import split
from .composing import Bound, Composing
from .hooks import Hooks
from .streaming import achunks, ashown, chunks, shown
from .structured import binding_over, structured

Tools = Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool]


class PrivacyChatModel(Composing, Hooks):
    """A chat model whose inner model sees placeholders only (the model boundary).

    The inner model's requests, tracers, caches and usage handlers hold placeholders. The
    caller and local streaming handlers (LangGraph's `stream_mode="messages"`,
    `astream_events`) get restored values, each once. Arguments of tool calls are restored
    as far as the policy's `ToolPolicy` allows, answers by schema whole.

    Retries, rate limits, caches and the format of answers are the inner model's business.
    Not covered: values that the inner model was built with (`user=`, `default_headers=`),
    pictures, sound and PDF files. Graph state around this model is raw. Fallbacks and
    alternatives go through the same boundary; a Runnable around it (`with_retry`,
    `with_fallbacks`, a sequence) opens a run in which tracers see its raw input.

    Args:
        inner: The model to protect.
        privacy: The engine; its scope may depend on the config of each call.
        contract: What the model is told about placeholders at the end of the system
            prompt; None for nothing. `langchain_memprivacy.placeholders.CONTRACT` is one.
        upto: Placeholders of higher levels stay in answers.

    Raises:
        ValueError: A setting was given that belongs to the inner model.
        NotCoveredError: What is inside is no chat model.
    """

    # --- bindings: this object stays the bound one

    def bind_tools(
        self, tools: Tools, *, tool_choice: Any = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Bind tools as the inner model does.

        Raises:
            NotCoveredError: The inner model does it in a way that would pass by this one.
        """
        chosen = {} if tool_choice is None else {"tool_choice": tool_choice}
        binding = binding_over(self.inner, self.inner.bind_tools(tools, **chosen, **kwargs))
        bound: Bound = self.bind(**{KINDS: Kinds.of(tools), **binding.kwargs})
        return bound.with_config(binding.config) if binding.config else bound

    def with_structured_output(
        self,
        schema: dict[str, Any] | type | None = None,
        *,
        include_raw: bool = False,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, Any]:
        """Answer by a schema: asked for as the inner model does, validated when restored.

        Args:
            schema: A pydantic or `TypedDict` class, or a JSON schema.
            include_raw: Return `raw` (the restored message), `parsed` and `parsing_error`.
            **kwargs: What the inner model takes, such as `method` and `strict`.

        Returns:
            A runnable. Errors in answers have the usual types and quote no value.

        Raises:
            NotCoveredError: The inner model does it in a way that would pass by this one.
        """
        return structured(self, schema, include_raw=include_raw, **kwargs)

    # --- calls

    def invoke(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AIMessage:
        """Answer, restored."""
        config = ensure_config(config)
        return super().invoke(input, config, stop=stop, **{CONFIG: config, **kwargs})

    async def ainvoke(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AIMessage:
        """Answer, restored."""
        config = ensure_config(config)
        return await super().ainvoke(input, config, stop=stop, **{CONFIG: config, **kwargs})

    def generate(
        self,
        messages: list[list[BaseMessage]],
        stop: list[str] | None = None,
        callbacks: Callbacks = None,
        *,
        tags: list[str] | None = None,
        metadata: dict[str, Any] | None = None,
        run_name: str | None = None,
        run_id: UUID | None = None,
        **kwargs: Any,
    ) -> LLMResult:
        """Answer several prompts, restored.

        Raises:
            MemPrivacyError: Something could not be desensitized; nothing left.
        """
        labels = flows.labels(tags, metadata, run_name, run_id)
        wish = flows.wish(self, messages, stop, kwargs, labels)
        outer, rest = split(callbacks, self.callbacks, CallbackManager)
        call = flows.leave(self, wish, rest)
        if not outer.handlers:
            result = self.inner.generate(call.prompts, call.stop, **call.run, **call.kwargs)
            return call.arrive(result)
        results = []
        for index, run in enumerate(flows.runs(self, outer, wish)):
            try:
                result = flows.answer(self, call.only(index, run.run_id), run)
            except BaseException as error:
                run.on_llm_error(error, response=LLMResult(generations=[]))
                raise
            run.on_llm_end(result)
            results.append(result)
        return flows.joined(results)

    async def agenerate(
        self,
        messages: list[list[BaseMessage]],
        stop: list[str] | None = None,
        callbacks: Callbacks = None,
        *,
        tags: list[str] | None = None,
        metadata: dict[str, Any] | None = None,
        run_name: str | None = None,
        run_id: UUID | None = None,
        **kwargs: Any,
    ) -> LLMResult:
        """Do as `generate`; the vault and the extractor work in a thread."""
        labels = flows.labels(tags, metadata, run_name, run_id)
        wish = flows.wish(self, messages, stop, kwargs, labels)
        outer, rest = split(callbacks, self.callbacks, AsyncCallbackManager)
        call = await asyncio.to_thread(flows.leave, self, wish, rest)
        if not outer.handlers:
            result = await self.inner.agenerate(call.prompts, call.stop, **call.run, **call.kwargs)
            return await asyncio.to_thread(call.arrive, result)

        async def one(index: int, run: AsyncCallbackManagerForLLMRun) -> LLMResult:
            try:
                result = await flows.aanswer(self, call.only(index, run.run_id), run)
            except BaseException as error:
                await run.on_llm_error(error, response=LLMResult(generations=[]))
                raise
            await run.on_llm_end(result)
            return result

        runs = await flows.aruns(self, outer, wish)
        # All of them end, and tell their handlers, before the first failure is raised.
        ends = await asyncio.gather(
            *(one(index, run) for index, run in enumerate(runs)), return_exceptions=True
        )
        return flows.joined(ends)

    def stream(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> Iterator[AIMessageChunk]:
        """Stream the answer, restored as it comes."""
        if not self._should_stream(async_api=False, **{**flows.plain(kwargs), "stream": True}):
            yield self.invoke(input, config, stop=stop, **kwargs)  # type: ignore[misc]
            return
        config = ensure_config(config)
        wish = flows.wish_of(self, input, config, stop, kwargs)
        outer, rest = split(config.get("callbacks"), self.callbacks, CallbackManager)
        call = flows.leave(self, wish, rest)
        (run,) = flows.runs(self, outer, wish)
        seen: list[ChatGenerationChunk] = []
        try:
            yield from shown(chunks(self.inner, call.only(0, run.run_id)), run, seen)
        except BaseException as error:
            run.on_llm_error(error, response=flows.so_far(seen))
            raise
        run.on_llm_end(flows.so_far(seen))

    async def astream(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[AIMessageChunk]:
        """Do as `stream`; the vault and the extractor work in a thread."""
        if not self._should_stream(async_api=True, **{**flows.plain(kwargs), "stream": True}):
            yield await self.ainvoke(input, config, stop=stop, **kwargs)  # type: ignore[misc]
            return
        config = ensure_config(config)
        wish = flows.wish_of(self, input, config, stop, kwargs)
        outer, rest = split(config.get("callbacks"), self.callbacks, AsyncCallbackManager)
        call = await asyncio.to_thread(flows.leave, self, wish, rest)
        (run,) = await flows.aruns(self, outer, wish)
        seen: list[ChatGenerationChunk] = []
        source = ashown(achunks(self.inner, call.only(0, run.run_id)), run, seen)
        try:
            async with aclosing(source):
                async for chunk in source:
                    yield chunk
        except BaseException as error:
            await run.on_llm_error(error, response=flows.so_far(seen))
            raise
        await run.on_llm_end(flows.so_far(seen))

    def _chat_model_stream_v3(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> ChatModelStream:
        config = ensure_config(config)
        wish = flows.wish_of(self, input, config, stop, kwargs)
        outer, rest = split(config.get("callbacks"), self.callbacks, CallbackManager)

        def begin() -> tuple[Call, CallbackManagerForLLMRun]:
            call = flows.leave(self, wish, rest)
            (run,) = flows.runs(self, outer, wish)
            return call.only(0, run.run_id), run

        return protocol.event_stream(self.inner, begin)

    async def _achat_model_stream_v3(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AsyncChatModelStream:
        config = ensure_config(config)
        wish = flows.wish_of(self, input, config, stop, kwargs)
        outer, rest = split(config.get("callbacks"), self.callbacks, AsyncCallbackManager)

        async def begin() -> tuple[Call, AsyncCallbackManagerForLLMRun]:
            call = await asyncio.to_thread(flows.leave, self, wish, rest)
            (run,) = await flows.aruns(self, outer, wish)
            return call.only(0, run.run_id), run

        return protocol.aevent_stream(self.inner, begin)
