"""What the body of a tool sees of the graph it runs in: the same, raw where it talks to it.

Inside a graph boundary all is placeholders, and the body of a tool is raw. So what it is
answered is restored (values that resume an interrupt), what it says is desensitized
(events of its stream writers), and what could carry raw text past it is taken away
(callbacks; the checkpointer that graphs called by the tool would write to).
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.prebuilt import ToolRuntime

from ..messages import Walker
from .crossing import PASSPORT, Passport
from .tool_guard import ModelGuard
from .upstream import CHECKPOINTER, RESUME, RUNTIME, SCRATCHPAD, SEND, tool_call_writer

_OUTSIDE = "__memprivacy_outside"
"""Key in `configurable` for what the body of a tool does not see; not checkpointed or traced."""


_TURNED = (CHECKPOINTER, RUNTIME, SCRATCHPAD, SEND)
"""Keys of LangGraph's that are not the same in a body."""


class Outside(dict[str, Any]):
    """The graph's own side of a config; whoever prints a config does not see it."""

    def __repr__(self) -> str:
        return "Outside()"


def outside(config: RunnableConfig) -> RunnableConfig:
    """Give a boundary in the body of a tool the graph's own side back.

    What runs behind such a boundary sees placeholders again, so that it may be traced,
    streamed and checkpointed, and must be answered with placeholders.

    Args:
        config: The config of a call; one that comes from no tool is returned as it is.
    """
    configurable = config.get("configurable") or {}
    kept = configurable.get(_OUTSIDE)
    if not isinstance(kept, Outside):
        return config
    own = {key: value for key, value in configurable.items() if key != _OUTSIDE}
    own |= {key: kept[key] for key in _TURNED if key in kept}
    given = config.get("callbacks")
    if not given or (isinstance(given, list) and any(isinstance(c, ModelGuard) for c in given)):
        given = kept["callbacks"]
    return {**config, "callbacks": given, "configurable": own}


class Resumes:
    """The values that resume a task: kept as placeholders, read as raw.

    Args:
        kept: The task's own list; it is what checkpoints hold.
        restore: Restores a value.
        waiting: The value that resumes the next interrupt, or None.
    """

    def __init__(self, kept: list[Any], restore: Callable[[Any], Any], waiting: Any) -> None:
        self.kept = kept
        self._restore = restore
        # Now, for `interrupt` asks on the event loop.
        self._raw = [restore(value) for value in kept]
        self._waiting = (waiting, restore(waiting))

    def __len__(self) -> int:
        return len(self.kept)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return self.kept[place]
        # Another tool of the same task may have been answered meanwhile.
        return self._raw[place] if place < len(self._raw) else self._restore(self.kept[place])

    def append(self, value: Any) -> None:
        """Note a value that was used: as it came, not as the tool saw it."""
        self.kept.append(self._waiting[0])
        self._raw.append(value)

    def raw(self, value: Any) -> Any:
        """Return the value that waits as the tool may see it."""
        return None if value is None else self._waiting[1]


class Line:
    """Writes events one after the other, each desensitized off the event loop.

    Args:
        walker: Desensitizes.
        later: Whether events come on the event loop, where nothing must take time.
    """

    def __init__(self, walker: Walker, *, later: bool) -> None:
        self._walker, self._later = walker, later
        self._last: asyncio.Task[None] | None = None

    def writer(self, write: Callable[[Any], None]) -> Callable[[Any], None]:
        """Put a stream writer behind this line."""

        def behind(event: Any) -> None:
            if self._later and _on_the_loop():
                self._last = asyncio.create_task(self._follow(write, event, self._last))
            else:
                write(self._walker.value(event, "tool"))

        return behind

    async def _follow(
        self, write: Callable[[Any], None], event: Any, before: asyncio.Task[None] | None
    ) -> None:
        if before is not None:
            await before
        write(await asyncio.to_thread(self._walker.value, event, "tool"))

    async def drain(self) -> None:
        """Wait until all is written.

        Raises:
            NotCoveredError: An event held something that cannot be protected.
        """
        if self._last is not None:
            await self._last


class Inside:
    """The config for a tool's body, and the line of its events.

    Args:
        tool: The tool's name.
        config: The config that the tool is called with.
        restore: Restores.
        hide: Desensitizes.
        later: Whether the body runs on the event loop.
    """

    def __init__(
        self, tool: str, config: RunnableConfig, restore: Walker, hide: Walker, *, later: bool
    ) -> None:
        self.line = Line(hide, later=later)
        configurable = dict(config.get("configurable") or {})
        configurable[_OUTSIDE] = Outside(
            {key: configurable[key] for key in _TURNED if key in configurable},
            callbacks=config.get("callbacks"),
        )
        passport = configurable.get(PASSPORT)
        if isinstance(passport, Passport):
            configurable[PASSPORT] = dataclasses.replace(passport, raw=True)
        if CHECKPOINTER in configurable:
            configurable[CHECKPOINTER] = None
        runtime = configurable.get(RUNTIME)
        if runtime is not None:
            writer = self.line.writer(runtime.stream_writer)
            configurable[RUNTIME] = runtime.override(stream_writer=writer)
        pad, send = configurable.get(SCRATCHPAD), configurable.get(SEND)
        if pad is not None and send is not None:
            resumes = Resumes(pad.resume, restore.value, pad.get_null_resume(False))  # noqa: FBT003
            configurable[SCRATCHPAD] = dataclasses.replace(
                pad,
                resume=resumes,
                get_null_resume=lambda consume=False: resumes.raw(pad.get_null_resume(consume)),
            )
            configurable[SEND] = lambda writes: send([_as_kept(*write) for write in writes])
        kept = {key: value for key, value in config.items() if key not in {"run_id", "run_name"}}
        guarded = [ModelGuard(tool, hide)]
        self.config = cast(
            "RunnableConfig", {**kept, "callbacks": guarded, "configurable": configurable}
        )

    def injected(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Pass injected arguments, a runtime with this config and with writers of ours."""
        return {key: self._runtime(value) for key, value in args.items()}

    @contextmanager
    def deltas(self) -> Iterator[None]:
        """Desensitize what the tool emits as partial output."""
        write = tool_call_writer.get()
        if write is None:
            yield
            return
        token = tool_call_writer.set(self.line.writer(write))
        try:
            yield
        finally:
            tool_call_writer.reset(token)

    def _runtime(self, value: Any) -> Any:
        if not isinstance(value, ToolRuntime):
            return value
        writer = self.line.writer(value.stream_writer)
        return dataclasses.replace(value, config=self.config, stream_writer=writer)


def _as_kept(channel: str, value: Any) -> tuple[str, Any]:
    return channel, value.kept if channel == RESUME and isinstance(value, Resumes) else value


def _on_the_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
