"""The boundary around a compiled graph or a RemoteGraph: its streams, its state, its commands."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.types import StateSnapshot, StateUpdate

from ..messages import Restore
from .caching import ScopedCache
from .crossing import PASSPORT, Crossing
from .entering import enter, enter_arguments
from .graph_values import GraphWalker
from .growing import Pieces
from .parts import Parts
from .runnable import ProtectedRunnable
from .upstream import agraph_stream_v3, graph_stream_v3


class ProtectedGraph(ProtectedRunnable):
    """A graph whose state, checkpoints and traces hold placeholders only; see `protect`."""

    def _pieces(self, restore: Restore, arguments: dict[str, Any]) -> Pieces:
        mode = arguments.get("stream_mode") or getattr(self.inner, "stream_mode", "updates")
        return Parts(
            restore,
            mode if isinstance(mode, str) else None,
            subgraphs=bool(arguments.get("subgraphs")),
            typed=arguments.get("version") == "v2",
        )

    def stream_events(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Stream protocol events (`version="v3"`): every projection holds restored values.

        Raises:
            NotCoveredError: The graph runs on a server; use `stream` there.
        """
        if kwargs.pop("version", None) != "v3":
            raise NotImplementedError(
                "stream_events takes version='v3'; for v1 and v2 there is astream_events"
            )
        return graph_stream_v3(self.inner, self.stream, input, config, kwargs)

    async def _astream_v3(self, value: Any, config: RunnableConfig | None, **kwargs: Any) -> Any:
        kwargs.pop("version")
        return await agraph_stream_v3(self.inner, self.astream, value, config, kwargs)

    def get_state(self, config: RunnableConfig, **kwargs: Any) -> StateSnapshot:
        """Return the state, restored."""
        crossing, inner = enter(self._privacy, self._merged(config))
        return self._snapshot(crossing, self._graph.get_state(inner, **kwargs))

    async def aget_state(self, config: RunnableConfig, **kwargs: Any) -> StateSnapshot:
        """Do as `get_state`, off the event loop where it takes time."""
        crossing, inner = await asyncio.to_thread(enter, self._privacy, self._merged(config))
        snapshot = await self._graph.aget_state(inner, **kwargs)
        return await asyncio.to_thread(self._snapshot, crossing, snapshot)

    def get_state_history(self, config: RunnableConfig, **kwargs: Any) -> Iterator[StateSnapshot]:
        """Yield earlier states, newest first, restored."""
        crossing, inner = enter(self._privacy, self._merged(config))
        arguments = enter_arguments(crossing, kwargs)
        for snapshot in self._graph.get_state_history(inner, **arguments):
            yield self._snapshot(crossing, snapshot)

    async def aget_state_history(
        self, config: RunnableConfig, **kwargs: Any
    ) -> AsyncIterator[StateSnapshot]:
        """Do as `get_state_history`, off the event loop where it takes time."""
        crossing, inner = await asyncio.to_thread(enter, self._privacy, self._merged(config))
        arguments = await asyncio.to_thread(enter_arguments, crossing, kwargs)
        async for snapshot in self._graph.aget_state_history(inner, **arguments):
            yield await asyncio.to_thread(self._snapshot, crossing, snapshot)

    def update_state(
        self, config: RunnableConfig, values: Any, *args: Any, **kwargs: Any
    ) -> RunnableConfig:
        """Desensitize values and write them into the state."""
        crossing, inner = enter(self._privacy, self._merged(config))
        walker = GraphWalker(crossing.desensitize(), self._channels())
        return _stamped(self._graph.update_state(inner, walker.fields(values), *args, **kwargs))

    async def aupdate_state(
        self, config: RunnableConfig, values: Any, *args: Any, **kwargs: Any
    ) -> RunnableConfig:
        """Do as `update_state`, off the event loop where it takes time."""
        crossing, inner = await asyncio.to_thread(enter, self._privacy, self._merged(config))
        walker = GraphWalker(crossing.desensitize(), self._channels())
        values = await asyncio.to_thread(walker.fields, values)
        return _stamped(await self._graph.aupdate_state(inner, values, *args, **kwargs))

    def bulk_update_state(
        self, config: RunnableConfig, updates: Sequence[Sequence[StateUpdate]]
    ) -> RunnableConfig:
        """Desensitize several updates and write them into the state."""
        crossing, inner = enter(self._privacy, self._merged(config))
        return _stamped(self._graph.bulk_update_state(inner, self._updates(crossing, updates)))

    async def abulk_update_state(
        self, config: RunnableConfig, updates: Sequence[Sequence[StateUpdate]]
    ) -> RunnableConfig:
        """Do as `bulk_update_state`, off the event loop where it takes time."""
        crossing, inner = await asyncio.to_thread(enter, self._privacy, self._merged(config))
        hidden = await asyncio.to_thread(self._updates, crossing, updates)
        return _stamped(await self._graph.abulk_update_state(inner, hidden))

    async def aget_graph(self, config: RunnableConfig | None = None, **kwargs: Any) -> Any:
        """Return the graph, to draw it."""
        return await self._graph.aget_graph(config, **kwargs)

    def clear_cache(
        self, nodes: Sequence[str] | None = None, config: RunnableConfig | None = None
    ) -> None:
        """Drop what is cached for one user.

        Args:
            nodes: Of which nodes; of all where left out.
            config: Whose, where the engine reads that from configs.
        """
        crossing, _ = enter(self._privacy, self._merged(config))
        self._with_cache(crossing).clear_cache(nodes)

    async def aclear_cache(
        self, nodes: Sequence[str] | None = None, config: RunnableConfig | None = None
    ) -> None:
        """Do as `clear_cache`, off the event loop where it takes time."""
        crossing, _ = await asyncio.to_thread(enter, self._privacy, self._merged(config))
        await self._with_cache(crossing).aclear_cache(nodes)

    def _with_cache(self, crossing: Crossing) -> Any:
        twin = copy.copy(self._graph)
        twin.cache = twin.cache and ScopedCache(crossing, twin.cache)
        return twin

    @property
    def _graph(self) -> Any:
        return self.inner

    def _snapshot(self, crossing: Crossing, snapshot: StateSnapshot) -> StateSnapshot:
        restored: StateSnapshot = self._leave(crossing, snapshot)
        return restored._replace(
            config=_stamped(snapshot.config),
            parent_config=snapshot.parent_config and _stamped(snapshot.parent_config),
            next=snapshot.next,
        )

    def _updates(
        self, crossing: Crossing, updates: Sequence[Sequence[StateUpdate]]
    ) -> list[list[StateUpdate]]:
        walker = GraphWalker(crossing.desensitize(), self._channels())
        return [
            [update._replace(values=walker.fields(update.values)) for update in superstep]
            for superstep in updates
        ]


def _stamped(config: RunnableConfig) -> RunnableConfig:
    """Take the passport out of a config that comes back."""
    configurable = {k: v for k, v in config.get("configurable", {}).items() if k != PASSPORT}
    return {**config, "configurable": configurable}
