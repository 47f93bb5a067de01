"""What a chat model is made of, for those who call that: the same boundary."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.callbacks import (
    AsyncCallbackManager,
    AsyncCallbackManagerForLLMRun,
    CallbackManager,
    CallbackManagerForLLMRun,
)
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import RunnableConfig

from .call import whole
from .callbacks import beside
from .disguise import Disguise


class Hooks(Disguise):
    """Sends them through the public methods; a run that is given stays the outer one."""

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        callbacks = beside(run_manager, CallbackManager)
        return whole(self.generate([messages], stop, callbacks, **kwargs))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        callbacks = beside(run_manager, AsyncCallbackManager)
        return whole(await self.agenerate([messages], stop, callbacks, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        config = RunnableConfig(callbacks=beside(run_manager, CallbackManager) or [])
        for chunk in self.stream(messages, config, stop=stop, **kwargs):
            yield ChatGenerationChunk(message=chunk)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        config = RunnableConfig(callbacks=beside(run_manager, AsyncCallbackManager) or [])
        async for chunk in self.astream(messages, config, stop=stop, **kwargs):
            yield ChatGenerationChunk(message=chunk)
