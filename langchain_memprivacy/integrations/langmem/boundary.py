"""The boundary around a memory, and the side of it that sees placeholders."""

from __future__ import annotations

import asyncio
import copy
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextvars import copy_context
from typing import Any, Self

from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import var_child_runnable_config
from langgraph.store.base import Item
from pydantic import BaseModel

from ...engine import PrivacyEngine
from ...messages import Restore
from ..crossing import Crossing
from ..entering import enter_arguments
from ..graph_values import GraphWalker
from ..runnable import Call, ProtectedRunnable
from .entering import RestoreMemories, enter_memory
from .schemas import Veil

Hide = Callable[[Crossing, GraphWalker, Any], Any]
Show = Callable[[Any], Any]


class MemoryWalker(GraphWalker):
    """A walker that also knows rows of stores and memories in placeholders."""

    def other(self, value: Any, role: str, key: str, depth: int) -> Any:
        """Rewrite a row; the store has said already which placeholders in it are whose."""
        if not isinstance(value, Item):
            return super().other(value, role, key, depth)
        twin = copy.copy(value)
        twin.value = self._value(value.value, role, "", depth + 1)
        twin.key = self._value(value.key, role, "", depth + 1)
        twin.namespace = tuple(self._value(part, role, "", depth + 1) for part in value.namespace)
        return twin

    def _model(self, value: BaseModel, role: str, depth: int) -> Any:
        if isinstance(value, Veil):
            return value.opened(self)
        return super()._model(value, role, depth)


class Inside(Runnable[Any, Any]):
    """A memory on the side where all is placeholders; it is called behind a boundary.

    What it calls finds the config of this call as the running one, and no raw one of a
    graph around.
    """

    @abstractmethod
    def twin(self, config: RunnableConfig | None) -> Any:
        """Make the memory that works for the scope of this call."""

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Call the memory."""
        context = copy_context()
        context.run(var_child_runnable_config.set, config)
        return context.run(lambda: self.twin(config).invoke(input, config, **kwargs))

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Do as `invoke`, what takes time off the event loop."""
        context = copy_context()
        context.run(var_child_runnable_config.set, config)

        async def call() -> Any:
            twin = await asyncio.to_thread(self.twin, config)
            return await twin.ainvoke(input, config, **kwargs)

        return await asyncio.create_task(call(), context=context)


class Plain(Inside):
    """A memory that is the same for every scope.

    Args:
        memory: A Runnable of LangMem's.
        parameters: What it takes by position where it is called.
    """

    def __init__(self, memory: Runnable[Any, Any], parameters: tuple[str, ...] = ()) -> None:
        self.memory = memory
        self.parameters = parameters

    def get_name(self, suffix: str | None = None, *, name: str | None = None) -> str:
        """Return the memory's name."""
        return self.memory.get_name(suffix, name=name)

    def twin(self, config: RunnableConfig | None) -> Any:
        """Return the memory."""
        del config
        return self.memory


class MemoryBoundary(ProtectedRunnable):
    """A memory whose inside sees placeholders only; see `protect_memory`.

    Attributes:
        inner: What is protected; calls on it are not.
    """

    _scope: str | None = None
    _hide: Hide | None = None
    _show: Show | None = None

    @classmethod
    def around(
        cls,
        inner: Runnable[Any, Any],
        privacy: PrivacyEngine,
        scope: str | None,
        hide: Hide | None = None,
        show: Show | None = None,
    ) -> Self:
        """Build one.

        Args:
            inner: The inside.
            privacy: The engine.
            scope: Whose mapping, where that is fixed.
            hide: Rewrites the input on its way in, where the usual walk will not do.
            show: Finishes the output after it was restored.
        """
        made = cls(inner, privacy)
        made._scope, made._hide, made._show = scope, hide, show
        return made

    def stream(
        self, input: Any, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Any]:
        """Yield the result, whole: a memory is checked when all of it is there."""
        yield self.invoke(input, config, **kwargs)

    async def astream(
        self, input: Any, config: RunnableConfig | None = None, **kwargs: Any
    ) -> AsyncIterator[Any]:
        """Do as `stream`, off the event loop where it takes time."""
        yield await self.ainvoke(input, config, **kwargs)

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it the way LangMem's objects are called: `await manager(messages)`."""
        names: tuple[str, ...] = getattr(self.inner, "parameters", ())
        return await self.ainvoke({**dict(zip(names, args, strict=False)), **kwargs})

    def _enter(self, value: Any, config: RunnableConfig | None, kwargs: dict[str, Any]) -> Call:
        crossing, inner = enter_memory(self._privacy, self._merged(config), self._scope)
        walker = MemoryWalker(crossing.desensitize(), self._channels())
        hide = self._hide or _fields
        hidden = hide(crossing, walker, value)
        arguments = enter_arguments(crossing, {**self._kwargs, **kwargs})
        return Call(crossing, hidden, inner, arguments)

    def _leave(self, crossing: Crossing, value: Any) -> Any:
        restore = self._restore(crossing)
        restored = MemoryWalker(restore).value(value, "assistant")
        restore.settle()
        return restored if self._show is None or crossing.inside else self._show(restored)

    def _restore(self, crossing: Crossing, *, wait: bool = True) -> Restore:
        del wait
        return RestoreMemories(crossing, self._upto)

    def _channels(self) -> Collection[str]:
        return ()

    def _twin(
        self, config: RunnableConfig | None = None, kwargs: dict[str, Any] | None = None
    ) -> Self:
        made = copy.copy(self)
        vars(made)["_config"] = config or self._config
        vars(made)["_kwargs"] = self._kwargs if kwargs is None else kwargs
        return made

    def _around(self, inner: Runnable[Any, Any]) -> MemoryBoundary:
        made = MemoryBoundary(inner, self._privacy, self._upto, self._config, self._kwargs)
        made._scope, made._hide, made._show = self._scope, self._hide, self._show
        return made


def _fields(crossing: Crossing, walker: GraphWalker, value: Any) -> Any:
    del crossing
    return walker.fields(value)
