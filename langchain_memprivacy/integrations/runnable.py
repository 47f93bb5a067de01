"""The boundary around a Runnable: a chat model, an LCEL chain."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableBinding, RunnableConfig
from langchain_core.tracers.log_stream import RunLog, RunLogPatch

from ..errors import NotCoveredError
from ..messages import Restore
from .caching import ScopedCache
from .crossing import Crossing
from .entering import enter, enter_arguments, surroundings
from .events import Events, LogPatches
from .graph_values import GraphWalker
from .growing import Growing, Pieces
from .pacing import Flow, flowing, paced
from .protect_bound import veiled
from .shell import Shell
from .upstream import CACHE


class Call(NamedTuple):
    """A call as the inside may see it."""

    crossing: Crossing
    input: Any
    config: RunnableConfig
    arguments: dict[str, Any]

    def around(self) -> AbstractContextManager[None]:
        """Return what the inside runs in."""
        return surroundings(self.crossing)


class ProtectedRunnable(Shell):
    """A Runnable whose inside sees placeholders only; see `protect`.

    It opens no run of its own: tracers and callbacks are those of the inside. Whatever
    stands around it (an LCEL chain it is a part of) sees raw text, so make it the
    outermost. Inside of another boundary nothing is restored.
    """

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Desensitize, invoke the inside, restore.

        Raises:
            ScopeError: Whose mapping is meant is not known.
            NotCoveredError: There is something in the call that cannot be protected.
            ExtractorError: The detector failed; nothing left.
            VaultError: The vault failed; nothing left.
        """
        call = self._enter(input, config, kwargs)
        with call.around():
            output = self.inner.invoke(call.input, call.config, **call.arguments)
        return self._leave(call.crossing, output)

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Do as `invoke`, off the event loop where it takes time."""
        call = await asyncio.to_thread(self._enter, input, config, kwargs)
        with call.around():
            output = await self.inner.ainvoke(call.input, call.config, **call.arguments)
        return await asyncio.to_thread(self._leave, call.crossing, output)

    def stream(
        self, input: Any, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Any]:
        """Desensitize, stream the inside, restore every piece as it comes."""
        call = self._enter(input, config, kwargs)
        pieces = self._pieces(self._restore(call.crossing), call.arguments)
        source = iter(self.inner.stream(call.input, call.config, **call.arguments))
        end = object()
        while True:
            with call.around():
                piece = next(source, end)
            if piece is end:
                break
            yield from pieces.feed(piece)
        yield from pieces.flush()

    def astream(
        self, input: Any, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Any]:
        """Do as `stream`, off the event loop where it takes time."""

        async def opened() -> Flow:
            call = await asyncio.to_thread(self._enter, input, config, kwargs)
            restore = self._restore(call.crossing, wait=False)
            pieces = self._pieces(restore, call.arguments)
            source = self.inner.astream(call.input, call.config, **call.arguments)
            return _flow(call, source, restore, pieces, lambda: paced(restore, pieces.flush))

        return flowing(opened)

    def astream_events(
        self, input: Any, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Any:
        """Stream the inside's events, restored; v3 returns an awaitable, as upstream."""
        if kwargs.get("version") == "v3":
            return self._astream_v3(input, config, **kwargs)
        return self._astream_events(input, config, kwargs)

    def _astream_events(
        self, value: Any, config: RunnableConfig | None, kwargs: dict[str, Any]
    ) -> AsyncIterator[Any]:
        async def opened() -> Flow:
            call = await asyncio.to_thread(self._enter, value, config, kwargs)
            restore = self._restore(call.crossing, wait=False)
            events = Events(restore, self._pieces(restore, _without_version(call.arguments)))
            source: Any = self.inner.astream_events(call.input, call.config, **call.arguments)
            if inspect.isawaitable(source):  # of a RemoteGraph, which then says what it cannot do
                source = await source
            return _flow(call, source, restore, events, _nothing)

        return flowing(opened)

    def stream_events(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Stream the inside's protocol events (`version="v3"`), restored."""
        model = self._model()
        if model is None:
            return super().stream_events(input, config, **kwargs)
        return model.stream_events(input, self._merged(config), **{**self._kwargs, **kwargs})

    async def _astream_v3(self, value: Any, config: RunnableConfig | None, **kwargs: Any) -> Any:
        model = self._model()
        if model is None:
            msg = (
                f"astream_events(version='v3') is not there for {type(self.inner).__name__}; use v2"
            )
            raise NotCoveredError(msg)
        merged = {**self._kwargs, **kwargs}
        return await model.astream_events(value, self._merged(config), **merged)

    def _model(self) -> Runnable[Any, Any] | None:
        """The inside as a chat model that protects itself: only models speak v3 by themselves."""
        from .chat_model import PrivacyChatModel  # noqa: PLC0415  # costs time to import

        inner = self.inner
        if isinstance(inner, BaseChatModel):
            return PrivacyChatModel(inner=inner, privacy=self._privacy, upto=self._upto)
        if isinstance(inner, RunnableBinding) and isinstance(inner.bound, BaseChatModel):
            model = PrivacyChatModel(inner=inner.bound, privacy=self._privacy, upto=self._upto)
            bound: Runnable[Any, Any] = model.bind(**inner.kwargs).with_config(inner.config)
            return bound
        return None

    def astream_log(  # type: ignore[override]
        self,
        input: Any,
        config: RunnableConfig | None = None,
        *,
        diff: bool = True,
        **kwargs: Any,
    ) -> AsyncIterator[RunLogPatch]:
        """Stream the inside's run log, restored; deprecated upstream."""
        log = RunLog(state=None)  # type: ignore[arg-type]  # as upstream begins

        def shown(ops: list[dict[str, Any]]) -> RunLogPatch:
            nonlocal log
            patch = RunLogPatch(*ops)
            log += patch
            return patch if diff else log

        async def opened() -> Flow:
            call = await asyncio.to_thread(self._enter, input, config, kwargs)
            restore = self._restore(call.crossing, wait=False)
            patches = LogPatches(restore, self._pieces(restore, call.arguments))

            async def feed(patch: RunLogPatch) -> list[RunLogPatch]:
                return [shown(await paced(restore, lambda: patches.feed(patch.ops), quick=False))]

            async def flush() -> list[RunLogPatch]:
                tails = await paced(restore, patches.flush)
                return [shown(tails)] if tails else []

            source = self.inner.astream_log(call.input, call.config, **call.arguments)
            return Flow(source, feed, flush, call.around)

        return flowing(opened)

    def _enter(self, value: Any, config: RunnableConfig | None, kwargs: dict[str, Any]) -> Call:
        crossing, inner = enter(self._privacy, self._merged(config))
        configurable = inner["configurable"]
        cache = ScopedCache.of(crossing, self._cache(), configurable.get(CACHE))
        inner["configurable"] = {**configurable, CACHE: cache}
        walker = GraphWalker(crossing.desensitize(), self._channels())
        arguments = enter_arguments(crossing, {**self._kwargs, **kwargs})
        return Call(crossing, walker.fields(value), inner, arguments)

    def _leave(self, crossing: Crossing, value: Any) -> Any:
        restore = self._restore(crossing)
        restored = GraphWalker(restore).value(value, "assistant")
        restore.settle()
        return restored

    def _restore(self, crossing: Crossing, *, wait: bool = True) -> Restore:
        return crossing.restore(None if crossing.inside else self._upto, wait=wait)

    def _pieces(self, restore: Restore, arguments: dict[str, Any]) -> Pieces:
        """Return what restores the pieces that the inside streams when called so."""
        del arguments
        return Growing(restore)

    def _channels(self) -> Collection[str]:
        """Return the names of the inside's channels, which its input may have as keys."""
        return getattr(self.inner, "channels", ())

    def _cache(self) -> Any:
        """Return the inside's cache of what nodes returned."""
        return getattr(self.inner, "cache", None)

    def _around(self, inner: Runnable[Any, Any]) -> Shell:
        hidden = veiled(inner, self._privacy)
        return ProtectedRunnable(
            hidden, self._privacy, self._upto, self._config, self._kwargs, self._factories
        )


def _flow(
    call: Call,
    source: Any,
    restore: Restore,
    pieces: Pieces | Events,
    flush: Callable[[], Awaitable[list[Any]]],
) -> Flow:
    def feed(piece: Any) -> Awaitable[list[Any]]:
        return paced(restore, lambda: pieces.feed(piece), quick=pieces.is_quick(piece))

    return Flow(source, feed, flush, call.around)


async def _nothing() -> list[Any]:
    return []


def _without_version(arguments: dict[str, Any]) -> dict[str, Any]:
    """Of `astream_events` the version is that of the events, not of the parts."""
    return {key: item for key, item in arguments.items() if key != "version"}
