"""`PrivacySaver`: a checkpointer that is given placeholders only."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from typing import Any, Self, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple

from ...engine import PrivacyEngine
from .passing import Passing

_OPTIONAL = ("delete_for_runs", "copy_thread", "prune")
"""LangGraph asks the class whether it can do these."""


class PrivacySaver(BaseCheckpointSaver[Any]):
    """Keeps a graph's state as placeholders; the process that reads it has raw values.

    It is for the model boundary, where the state of a graph is raw. Channel values,
    pending writes (interrupts, resume values, errors, sends), metadata and filters are
    desensitized on their way in and restored on their way out. Placeholders are marked
    with the tag of their scope, so that another user or device that reads the thread
    leaves them as they are.

    Names of nodes and channels, ids of threads, checkpoints and runs stay. A thread id
    with a private value in it is refused. Values whose lifetime has ended (credentials
    from an earlier process) come back as placeholders.

    Args:
        inner: The checkpointer to protect; `setup()` and connections are its own.
        privacy: The engine.
        scope: Whose mapping; left out, the engine's own, which may depend on the config.

    Attributes:
        inner: See above; what is read from it directly holds marked placeholders.

    Example:
        ```python
        agent = create_agent(
            model, tools, middleware=[PrivacyMiddleware(privacy)],
            checkpointer=PrivacySaver(PostgresSaver(connection), privacy),
        )
        ```
    """

    inner: BaseCheckpointSaver[Any]

    def __new__(cls, inner: BaseCheckpointSaver[Any] | None = None, *_: Any, **__: Any) -> Self:
        """Choose the class that has the optional methods of the inner one."""
        able = tuple(
            name
            for method in _OPTIONAL
            for name in (method, f"a{method}")
            if inner is not None and _has(type(inner), name) and not _has(cls, name)
        )
        made: type[Self] = cast("Any", _able)(cls, able) if able else cls
        return object.__new__(made)

    def __init__(
        self, inner: BaseCheckpointSaver[Any], privacy: PrivacyEngine, *, scope: str | None = None
    ) -> None:
        self.inner = inner
        self._privacy = privacy
        self._scope = scope

    def __repr__(self) -> str:
        return f"PrivacySaver({type(self.inner).__name__})"

    @property
    def serde(self) -> Any:  # type: ignore[override]
        """The inner one's serializer."""
        return self.inner.serde

    @property
    def config_specs(self) -> list[Any]:
        """What the inner one can be told in `configurable`."""
        return self.inner.config_specs

    def get_next_version(self, current: Any, channel: None = None) -> Any:
        """Ask the inner one."""
        return self.inner.get_next_version(current, channel)

    def with_allowlist(
        self, extra_allowlist: Collection[tuple[str, ...]]
    ) -> BaseCheckpointSaver[Any]:
        """Return the same around what the inner one returns."""
        inner = self.inner.with_allowlist(extra_allowlist)
        if inner is self.inner:
            return self
        return type(self)(inner, self._privacy, scope=self._scope)

    def put(self, config: RunnableConfig, checkpoint: Any, metadata: Any, new_versions: Any) -> Any:
        """Keep a checkpoint, desensitized.

        Raises:
            NotCoveredError: The thread id holds a private value, or the state something
                that cannot be read; nothing was kept.
            MemPrivacyError: It could not be desensitized; nothing was kept.
        """
        given = self._passing(config).checkpoint(checkpoint, metadata)
        return self.inner.put(*given, new_versions)

    async def aput(
        self, config: RunnableConfig, checkpoint: Any, metadata: Any, new_versions: Any
    ) -> Any:
        """Do as `put`; the vault and the extractor work in a thread."""
        given = await asyncio.to_thread(
            lambda: self._passing(config).checkpoint(checkpoint, metadata)
        )
        return await self.inner.aput(*given, new_versions)

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Keep what a task wrote, desensitized; errors as for `put`."""
        self.inner.put_writes(*self._passing(config).writes(writes), task_id, task_path)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Do as `put_writes`; the vault and the extractor work in a thread."""
        given = await asyncio.to_thread(lambda: self._passing(config).writes(writes))
        await self.inner.aput_writes(*given, task_id, task_path)

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Read a checkpoint and its pending writes, restored.

        Raises:
            NotCoveredError: The thread id holds a private value.
            MemPrivacyError: It could not be restored.
        """
        passing = self._passing(config)
        return passing.restored(self.inner.get_tuple(passing.config()))

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Do as `get_tuple`; the vault works in a thread."""
        passing, given = await asyncio.to_thread(self._prepared, config)
        found = await self.inner.aget_tuple(given)
        return await asyncio.to_thread(passing.restored, found)

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # LangGraph's name
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """Read checkpoints, restored; filters may hold raw values."""
        passing = self._passing(config)
        found = self.inner.list(
            passing.config() if config else None,
            filter=passing.filter(filter),
            before=before and passing.config(before),
            limit=limit,
        )
        return (tuple_ for each in found if (tuple_ := passing.restored(each)) is not None)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # LangGraph's name
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Do as `list`; the vault works in a thread."""
        passing, given = await asyncio.to_thread(self._prepared, config)
        hidden = await asyncio.to_thread(passing.filter, filter)
        until = before and await asyncio.to_thread(passing.config, before)
        found = self.inner.alist(
            given if config else None, filter=hidden, before=until, limit=limit
        )
        async for each in found:
            restored = await asyncio.to_thread(passing.restored, each)
            if restored is not None:
                yield restored

    def delete_thread(self, thread_id: str) -> None:
        """Delete a thread."""
        self.inner.delete_thread(thread_id)

    async def adelete_thread(self, thread_id: str) -> None:
        """Delete a thread."""
        await self.inner.adelete_thread(thread_id)

    def get_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, Any]:
        """Read the history of channels that are kept as differences, restored."""
        passing, given = self._prepared(config)
        found = self.inner.get_delta_channel_history(config=given, channels=channels)
        return passing.history(found)

    async def aget_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, Any]:
        """Do as `get_delta_channel_history`; the vault works in a thread."""
        passing, given = await asyncio.to_thread(self._prepared, config)
        found = await self.inner.aget_delta_channel_history(config=given, channels=channels)
        return await asyncio.to_thread(passing.history, found)

    def _passing(self, config: RunnableConfig | None) -> Passing:
        return Passing.of(self._privacy, config, self._scope)

    def _prepared(self, config: RunnableConfig | None) -> tuple[Passing, RunnableConfig]:
        passing = self._passing(config)
        return passing, passing.config()


def _has(cls: type, method: str) -> bool:
    return getattr(cls, method, None) is not getattr(BaseCheckpointSaver, method, None)


@functools.cache
def _able(cls: type[PrivacySaver], methods: tuple[str, ...]) -> type[PrivacySaver]:
    """Return the class with methods that pass on what they are told: ids, no text."""

    def passed_on(name: str) -> Any:
        def method(self: PrivacySaver, *args: Any, **kwargs: Any) -> Any:
            return getattr(self.inner, name)(*args, **kwargs)

        return functools.wraps(getattr(BaseCheckpointSaver, name))(method)

    own: dict[str, Any] = {name: passed_on(name) for name in methods}
    return type(cls.__name__, (cls,), {**own, "__module__": cls.__module__, "__doc__": cls.__doc__})
