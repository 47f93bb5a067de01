"""What else LangMem has: extractors of threads, summaries, optimizers, work on a server."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, Self

from langchain_core.runnables import Runnable, RunnableConfig
from langgraph.config import get_config
from langmem.knowledge.extraction import SummarizeThread, create_thread_extractor
from langmem.reflection import SENTINEL, RemoteReflectionExecutor
from langmem.short_term.summarization import SummarizationNode

from ...engine import PrivacyEngine
from ...taxonomy import PrivacyLevel
from ..crossing import Crossing
from ..graph_values import GraphWalker
from ..store.pseudonyms import Pseudonyms
from .boundary import Inside, MemoryBoundary, MemoryWalker, Plain
from .entering import RestoreMemories, enter_memory
from .managers import Veils


class InsideExtractor(Inside):
    """`create_thread_extractor`, inside; its schema cannot be found in what it returns.

    Args:
        privacy: The engine.
        model: As for LangMem's, like what follows.
        schema: The schema.
        instructions: Where they are not LangMem's.
    """

    def __init__(
        self, privacy: PrivacyEngine, model: Any, schema: Any, instructions: str | None
    ) -> None:
        self._privacy, self._model = privacy, model
        self._schema = SummarizeThread if schema is None else schema
        self._instructions = instructions

    def twin(self, config: RunnableConfig | None) -> Runnable[Any, Any]:
        """Make the extractor of this call."""
        veils = Veils(Crossing.of(self._privacy, config))
        told = self._instructions
        said = {} if told is None else {"instructions": veils.text(told)}
        made: Any = create_thread_extractor
        extractor: Runnable[Any, Any] = made(self._model, veils.schema(self._schema), **said)
        return extractor


class ProtectedSummary(MemoryBoundary):
    """A `SummarizationNode` whose model gets placeholders; state goes in and out raw."""

    @classmethod
    def of(
        cls, node: SummarizationNode, privacy: PrivacyEngine, scope: str | None
    ) -> ProtectedSummary:
        """Build one."""

        def hide(crossing: Crossing, walker: GraphWalker, state: Any) -> Any:
            del crossing
            running = _context(state).get("running_summary")
            if running is not None:  # ids of messages in it stay
                running = replace(running, summary=walker.value(running.summary, "assistant"))
            messages = _held(state, node.input_messages_key)
            hidden = {node.input_messages_key: walker.value(messages)}
            context = {"context": {"running_summary": running}}
            return hidden if running is None else {**hidden, **context}

        return cls.around(Plain(node), privacy, scope, hide)

    def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Summarize where it is time to."""
        return _with_context(input, super().invoke(input, config, **kwargs))

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Do as `invoke`, off the event loop where it takes time."""
        return _with_context(input, await super().ainvoke(input, config, **kwargs))


class ProtectedExecutor:
    """LangMem's executor on a server, which gets placeholders.

    The server keeps its rows without a mark. So that nobody meets those of another scope,
    the tag of the scope is the last label of the namespace there.

    Args:
        executor: LangMem's.
        privacy: The engine.
        scope: Whose mapping, where that is fixed.
    """

    def __init__(
        self, executor: RemoteReflectionExecutor, privacy: PrivacyEngine, scope: str | None
    ) -> None:
        self._executor, self._privacy, self._scope = executor, privacy, scope

    @property
    def namespace(self) -> tuple[str, ...]:
        """Where memories are kept, as the application knows it."""
        return tuple(self._executor.namespace)

    def submit(
        self,
        payload: dict[str, Any],
        /,
        config: RunnableConfig | None = None,
        *,
        after_seconds: int = 0,
        thread_id: Any = SENTINEL,
    ) -> Future[None]:
        """Have the server reflect on a conversation; see LangMem's."""
        crossing, inner = enter_memory(self._privacy, config or get_config(), self._scope)
        names = Pseudonyms(crossing)
        hidden = GraphWalker(crossing.desensitize()).fields(payload)
        if thread_id is not SENTINEL and thread_id is not None:
            thread_id = names.hide(str(thread_id))
        inside = copy.copy(self._executor)
        inside.namespace = _private(names, self.namespace)
        done: Future[None] = inside.submit(
            hidden, inner, after_seconds=after_seconds, thread_id=thread_id
        )
        return done

    def search(
        self,
        query: str | None = None,
        *,
        filter: dict[str, Any] | None = None,
        limit: int = 10,
        offset: int = 0,
        namespace: str | tuple[str, ...] | None = None,
    ) -> list[Any]:
        """Search the memories on the server; see LangMem's."""
        crossing, asked = self._asked(query, filter, namespace)
        found = self._executor.search(**asked, limit=limit, offset=offset)
        return self._found(crossing, found)

    async def asearch(
        self,
        query: str | None = None,
        *,
        filter: dict[str, Any] | None = None,
        limit: int = 10,
        offset: int = 0,
        namespace: str | tuple[str, ...] | None = None,
    ) -> list[Any]:
        """Do as `search`, off the event loop where it takes time."""
        crossing, asked = await asyncio.to_thread(self._asked, query, filter, namespace)
        found = await self._executor.asearch(**asked, limit=limit, offset=offset)
        return await asyncio.to_thread(self._found, crossing, found)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Stop; see LangMem's."""
        self._executor.shutdown(wait=wait, cancel_futures=cancel_futures)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown(wait=True)

    def _asked(
        self, query: str | None, filter: Any, namespace: Any
    ) -> tuple[Crossing, dict[str, Any]]:
        crossing, _ = enter_memory(self._privacy, None, self._scope)
        walker = GraphWalker(crossing.desensitize())
        labels = namespace or self.namespace
        labels = labels if isinstance(labels, tuple) else (labels,)
        return crossing, {
            "query": walker.value(query),
            "filter": walker.value(filter),
            "namespace": _private(Pseudonyms(crossing), labels),
        }

    def _found(self, crossing: Crossing, found: list[Any]) -> list[Any]:
        restore = RestoreMemories(crossing, PrivacyLevel.PL4)
        items = [{**item, "namespace": tuple(item["namespace"])[:-1]} for item in found]
        shown: list[Any] = MemoryWalker(restore).value(items, "assistant")
        restore.settle()
        return shown


def _private(names: Pseudonyms, labels: tuple[str, ...]) -> tuple[str, ...]:
    return (*map(names.hide, labels), names.tag)


def _held(state: Any, key: str) -> Any:
    return state.get(key) if isinstance(state, Mapping) else getattr(state, key, None)


def _context(state: Any) -> dict[str, Any]:
    return _held(state, "context") or {}


def _with_context(state: Any, update: Any) -> Any:
    if "context" not in update:
        return update
    return {**update, "context": {**_context(state), **update["context"]}}
