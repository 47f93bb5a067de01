"""The boundary around a Runnable: a chat model, an LCEL chain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple, Self, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableBinding, RunnableConfig
from langchain_core.runnables.config import merge_configs
from langchain_core.tracers.log_stream import RunLogPatch

from ..engine import PrivacyEngine
from ..errors import NotCoveredError
from ..taxonomy import PrivacyLevel
from .crossing import Crossing
from .entering import enter, enter_arguments
from .events import Events, LogPatches
from .graph_values import GraphWalker
from .growing import Growing


class Call(NamedTuple):
    """A call as the inside may see it."""

    crossing: Crossing
    input: Any
    config: RunnableConfig
    arguments: dict[str, Any]


class ProtectedRunnable(Runnable[Any, Any]):
    """A Runnable whose inside sees placeholders only; see `protect`.

    It opens no run of its own: tracers and callbacks are those of the inside. Whatever
    stands around it (an LCEL chain it is a part of) sees raw text, so make it the
    outermost.

    Attributes:
        inner: What is protected; calls on it are not.
    """

    def __init__(
        self,
        inner: Runnable[Any, Any],
        privacy: PrivacyEngine,
        upto: PrivacyLevel = PrivacyLevel.PL4,
        config: RunnableConfig | None = None,
    ) -> None:
        self.inner = inner
        self._privacy = privacy
        self._upto = upto
        self._config = config

    def __repr__(self) -> str:
        return f"{type(self).__name__}({type(self.inner).__name__})"

    def get_name(self, suffix: str | None = None, *, name: str | None = None) -> str:
        """Return the name of the inside."""
        return self.inner.get_name(suffix, name=name)

    @property
    def InputType(self) -> Any:  # noqa: N802  # LangChain's name
        """The type of the inside's input."""
        return self.inner.InputType

    @property
    def OutputType(self) -> Any:  # noqa: N802  # LangChain's name
        """The type of the inside's output."""
        return self.inner.OutputType

    def get_input_schema(self, config: RunnableConfig | None = None) -> Any:
        """Return the schema of the inside's input."""
        return self.inner.get_input_schema(config)

    def get_output_schema(self, config: RunnableConfig | None = None) -> Any:
        """Return the schema of the inside's output."""
        return self.inner.get_output_schema(config)

    def get_graph(self, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Return the inside's graph, to draw it."""
        return self.inner.get_graph(config, **kwargs)

    def with_config(self, config: RunnableConfig | None = None, **kwargs: Any) -> Self:
        """Return a copy that adds a config to every call."""
        merged = merge_configs(self._config, config, cast("RunnableConfig", kwargs))
        return type(self)(self.inner, self._privacy, self._upto, merged)

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Desensitize, invoke the inside, restore.

        Raises:
            ScopeError: Whose mapping is meant is not known.
            NotCoveredError: There is something in the call that cannot be protected.
            ExtractorError: The detector failed; nothing left.
            VaultError: The vault failed; nothing left.
        """
        call = self._enter(input, config, kwargs)
        return self._leave(
            call.crossing, self.inner.invoke(call.input, call.config, **call.arguments)
        )

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Do as `invoke`, off the event loop where it takes time."""
        call = await asyncio.to_thread(self._enter, input, config, kwargs)
        output = await self.inner.ainvoke(call.input, call.config, **call.arguments)
        return await asyncio.to_thread(self._leave, call.crossing, output)

    def stream(
        self, input: Any, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Any]:
        """Desensitize, stream the inside, restore as it comes."""
        call = self._enter(input, config, kwargs)
        growing = Growing(call.crossing.restore(self._upto))
        for piece in self.inner.stream(call.input, call.config, **call.arguments):
            yield growing.feed(piece)
        yield from growing.flush()

    async def astream(
        self,
        input: Any,
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[Any]:
        """Do as `stream`, off the event loop where it takes time."""
        call = await asyncio.to_thread(self._enter, input, config, kwargs)
        growing = Growing(call.crossing.restore(self._upto))
        async for piece in self.inner.astream(call.input, call.config, **call.arguments):
            yield growing.feed(piece)
        for piece in growing.flush():
            yield piece

    def astream_events(
        self, input: Any, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Any:
        """Stream the inside's events, restored; v3 returns an awaitable, as upstream."""
        if kwargs.get("version") == "v3":
            return self._astream_v3(input, config, **kwargs)
        return self._astream_events(input, config, kwargs)

    async def _astream_events(
        self, value: Any, config: RunnableConfig | None, kwargs: dict[str, Any]
    ) -> AsyncIterator[Any]:
        call = await asyncio.to_thread(self._enter, value, config, kwargs)
        events = Events(call.crossing.restore(self._upto))
        async for event in self.inner.astream_events(call.input, call.config, **call.arguments):
            for restored in events.feed(event):
                yield restored

    def stream_events(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Stream the inside's protocol events (`version="v3"`), restored."""
        model = self._model()
        if model is None:
            return super().stream_events(input, config, **kwargs)
        return model.stream_events(input, merge_configs(self._config, config), **kwargs)

    async def _astream_v3(self, value: Any, config: RunnableConfig | None, **kwargs: Any) -> Any:
        model = self._model()
        if model is None:
            msg = (
                f"astream_events(version='v3') is not there for {type(self.inner).__name__}; use v2"
            )
            raise NotCoveredError(msg)
        return await model.astream_events(value, merge_configs(self._config, config), **kwargs)

    def _model(self) -> Runnable[Any, Any] | None:
        """The inside as a chat model that protects itself: only models speak v3 by themselves."""
        from .chat_model import PrivacyChatModel  # noqa: PLC0415  # costs time to import

        inner = self.inner
        if isinstance(inner, BaseChatModel):
            return PrivacyChatModel(inner=inner, privacy=self._privacy, upto=self._upto)
        if isinstance(inner, RunnableBinding) and isinstance(inner.bound, BaseChatModel):
            model = PrivacyChatModel(inner=inner.bound, privacy=self._privacy, upto=self._upto)
            return model.bind(**inner.kwargs).with_config(inner.config)
        return None

    async def astream_log(  # type: ignore[override]
        self,
        input: Any,
        config: RunnableConfig | None = None,
        *,
        diff: bool = True,
        **kwargs: Any,
    ) -> AsyncIterator[RunLogPatch]:
        """Stream the inside's run log, restored; deprecated upstream."""
        call = await asyncio.to_thread(self._enter, input, config, kwargs)
        patches = LogPatches(call.crossing.restore(self._upto))
        log: RunLogPatch | None = None
        async for patch in self.inner.astream_log(call.input, call.config, **call.arguments):
            restored = RunLogPatch(*patches.feed(patch.ops))
            log = restored if log is None else log + restored
            yield restored if diff else log

    def _enter(self, value: Any, config: RunnableConfig | None, kwargs: dict[str, Any]) -> Call:
        crossing, inner = enter(self._privacy, merge_configs(self._config, config))
        walker = GraphWalker(crossing.desensitize())
        return Call(crossing, walker.fields(value), inner, enter_arguments(crossing, kwargs))

    def _leave(self, crossing: Crossing, value: Any) -> Any:
        restore = crossing.restore(self._upto)
        restored = GraphWalker(restore).value(value, "assistant")
        restore.settle()
        return restored
