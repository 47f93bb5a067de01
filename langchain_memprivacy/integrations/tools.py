"""`PrivacyTool`: a tool that is called with placeholders and works with what they stand for."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool
from langchain_core.tools import tool as as_tool
from langgraph.errors import GraphBubbleUp
from pydantic import Field

from ..engine import PrivacyEngine
from ..errors import MemPrivacyError, NotCoveredError
from ..messages import Walker
from .crossing import Crossing
from .failures import bare, hidden_error, hidden_signal
from .graph_values import GraphWalker
from .tool_body import arun_tool, run_tool
from .tool_config import Inside
from .tool_kinds import is_remote


class Asked(NamedTuple):
    """What a tool is called with: placeholders."""

    input: Any
    call_id: str | None


@dataclass
class Failed:
    """An error to raise where no frame and no handler of the raw side is left."""

    error: Exception


class PrivacyTool(BaseTool):
    """Calls a tool with restored arguments and desensitizes what it returns.

    For tools inside a graph boundary. Arguments are restored in the tool's body only, up
    to the level that the `ToolPolicy` grants the tool; each restoring is written to the
    audit log (`restore tool:NAME`). No traced run, callback, stream event, checkpoint
    or exception sees raw arguments or results. The tool validates its arguments after
    they are restored. Injected state is that of the graph: placeholders.

    Inside the body are no callbacks but one, and there is no tracing, so models and graphs
    that the tool calls leave no traces, stream no tokens and write no checkpoints. What
    they send to a cloud is raw all the same, which that one callback warns of: put a
    `PrivacyChatModel` or `protect` around them, or allow the tool nothing
    (`ToolPolicy(named={"ask_expert": None})`); so too for a tool that writes to a store.
    What runs in `protect` there is traced, streamed and checkpointed as anywhere else. A
    search or an embedding in the cloud gets the raw query without a warning: use
    `PrivacyEmbeddings` in the tool, or allow it nothing.

    Args:
        inner: The tool.
        privacy: The engine; its policy says what the tool gets to see.

    Attributes:
        inner: The tool.
        privacy: The engine.
    """

    inner: BaseTool
    privacy: PrivacyEngine = Field(exclude=True, repr=False)

    @property
    def func(self) -> Any:
        """The tool's function, for those who look for injected arguments."""
        return getattr(self.inner, "func", None)

    @property
    def coroutine(self) -> Any:
        """The tool's coroutine, for the same."""
        return getattr(self.inner, "coroutine", None)

    @functools.cached_property
    def _injected_args_keys(self) -> frozenset[str]:
        return self.inner._injected_args_keys  # noqa: SLF001

    def _to_args_and_kwargs(
        self, tool_input: str | dict[str, Any], tool_call_id: str | None
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Take what comes: placeholders are not what the schema speaks of."""
        return (Asked(tool_input, tool_call_id),), {}

    def _run(self, asked: Asked, *, config: RunnableConfig) -> Any:
        outcome = self._attempt(asked, config)
        if isinstance(outcome, Failed):
            raise outcome.error
        return outcome

    async def _arun(self, asked: Asked, *, config: RunnableConfig) -> Any:
        outcome = await self._aattempt(asked, config)
        if isinstance(outcome, Failed):
            raise outcome.error
        return outcome

    def _attempt(self, asked: Asked, config: RunnableConfig) -> Any:
        body = None
        try:
            body = Body(self.inner, self.privacy, asked, config, later=False)
            with body.inside.deltas():
                result = run_tool(self.inner, body.input, asked.call_id, body.inside.config)
            return body.hidden(result)
        except Exception as error:  # noqa: BLE001
            return _failed(body, error)

    async def _aattempt(self, asked: Asked, config: RunnableConfig) -> Any:
        body = None
        try:
            body = await asyncio.to_thread(
                Body, self.inner, self.privacy, asked, config, later=True
            )
            with body.inside.deltas():
                result = await arun_tool(self.inner, body.input, asked.call_id, body.inside.config)
                await body.inside.line.drain()
            return await asyncio.to_thread(body.hidden, result)
        except Exception as error:  # noqa: BLE001
            return await asyncio.to_thread(_failed, body, error)


class Body:
    """One call of a tool, as its body sees it.

    Args:
        tool: The tool.
        privacy: The engine.
        asked: What it is called with.
        config: The config that it is called with.
        later: Whether the body runs on the event loop.

    Raises:
        MemPrivacyError: Nothing was restored, or it could not be audited.
    """

    def __init__(
        self,
        tool: BaseTool,
        privacy: PrivacyEngine,
        asked: Asked,
        config: RunnableConfig,
        *,
        later: bool,
    ) -> None:
        crossing = Crossing.of(privacy, config)
        self.walker = GraphWalker(crossing.desensitize())
        upto = privacy.policy.tools.upto(tool.name, remote=is_remote(tool))
        direction = crossing.restore(upto)
        restore = Walker(direction)
        self.inside = Inside(tool.name, config, restore, self.walker, later=later)
        if isinstance(asked.input, Mapping):
            own = tool._filter_injected_args(dict(asked.input))  # noqa: SLF001
            injected = {key: arg for key, arg in asked.input.items() if key not in own}
            self.input: Any = {
                **restore.fields(own, "assistant"),
                **self.inside.injected(injected),
            }
        else:
            self.input = restore.value(asked.input, "assistant")
        direction.settle(audit=f"tool:{tool.name}")

    def hidden(self, result: Any) -> Any:
        """Desensitize what the tool returned: text, blocks, messages, commands."""
        return self.walker.value(result, "tool")


def _failed(body: Body | None, error: Exception) -> Failed:
    if body is None or isinstance(error, MemPrivacyError):
        return Failed(bare(error))
    if not isinstance(error, GraphBubbleUp):
        return Failed(hidden_error(error, body.walker))
    try:
        return Failed(hidden_signal(error, body.walker))
    except MemPrivacyError as failure:
        return Failed(bare(failure))


def protect_tool(tool: BaseTool | Callable[..., Any], privacy: PrivacyEngine) -> PrivacyTool:
    """Put a tool behind the boundary: placeholders outside, raw values in its body.

    For graphs of your own inside `protect`, as in `ToolNode([protect_tool(send, privacy)])`;
    with `create_agent` use `PrivacyToolMiddleware`. The tool's name, schema and
    description are sent to the model as they are: they must hold no private value.

    Args:
        tool: Any tool, or a function with type hints and a docstring to make one of; one
            that is protected already is returned as it is.
        privacy: The engine.

    Returns:
        The tool to be called in its place.

    Raises:
        NotCoveredError: It is neither, or no tool can be made of the function.
    """
    if isinstance(tool, PrivacyTool):
        return tool
    tool = _as_tool(tool)
    schema = tool.args_schema
    return PrivacyTool(
        name=tool.name,
        description=tool.description,
        args_schema=tool.get_input_schema() if schema is None else schema,
        return_direct=tool.return_direct,
        verbose=tool.verbose,
        callbacks=tool.callbacks,
        tags=tool.tags,
        metadata=tool.metadata,
        extras=tool.extras,
        inner=tool,
        privacy=privacy,
    )


def _as_tool(thing: Any) -> BaseTool:
    if isinstance(thing, BaseTool):
        return thing
    made: Any = None
    if callable(thing) and not isinstance(thing, type):
        with contextlib.suppress(Exception):  # whatever is wrong with it, the remedy is the same
            made = as_tool(thing)
    if not isinstance(made, BaseTool):
        msg = (
            f"protect_tool: {getattr(thing, '__name__', type(thing).__name__)} is no tool; pass a"
            " tool of LangChain, or a function with type hints and a docstring"
        )
        raise NotCoveredError(msg)
    return made
