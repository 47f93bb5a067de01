"""The body of a tool, run as langchain-core runs it, less the run that everybody can see.

`BaseTool.run` announces arguments, results and errors to all callbacks; to leave out the
configured ones is not enough, because tracers, debug output and instrumentation add
themselves to every manager of callbacks. So here is none. What is private upstream is
named here only; `tests/faces/test_tools_body.py` compares with `BaseTool.run`.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForToolRun, CallbackManagerForToolRun
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import set_config_context
from langchain_core.tools import BaseTool, ToolException
from langchain_core.tools.base import (
    _format_output,
    _get_runnable_config_param,
    _handle_tool_error,
    _handle_validation_error,
)
from langchain_core.tracers.context import tracing_v2_callback_var
from langsmith import tracing_context
from pydantic import ValidationError
from pydantic.v1 import ValidationError as ValidationErrorV1

_CORE = "langchain_core."


def run_tool(tool: BaseTool, value: Any, call_id: str | None, config: RunnableConfig) -> Any:
    """Run a tool's body.

    Args:
        tool: The tool; one with a `run` or `invoke` of its own is invoked without
            callbacks.
        value: Its arguments: a dict, or a text.
        call_id: The call's id, where a message is wanted.
        config: What its body may see as its config.

    Returns:
        What `tool.invoke` returns.

    Raises:
        Exception: What the tool raised.
    """
    with _untraced():
        if _overrides(tool, "run", "invoke"):
            return tool.invoke(_asked(tool, value, call_id), config)
        with set_config_context(config) as context:
            try:
                args, kwargs = tool._to_args_and_kwargs(value, call_id)  # noqa: SLF001
                kwargs |= _extras(tool._run, config, CallbackManagerForToolRun)  # noqa: SLF001
                response = context.run(tool._run, *args, **kwargs)  # noqa: SLF001
            except (ValidationError, ValidationErrorV1, ToolException) as error:
                return _handled(tool, error, call_id)
            return _output(tool, response, call_id)


async def arun_tool(tool: BaseTool, value: Any, call_id: str | None, config: RunnableConfig) -> Any:
    """Do as `run_tool` for the tool's asynchronous body."""
    with _untraced():
        if _overrides(tool, "arun", "ainvoke"):
            return await tool.ainvoke(_asked(tool, value, call_id), config)
        threaded = type(tool)._arun is BaseTool._arun  # noqa: SLF001
        shape = tool._run if threaded else tool._arun  # noqa: SLF001
        with set_config_context(config) as context:
            try:
                args, kwargs = tool._to_args_and_kwargs(value, call_id)  # noqa: SLF001
                kwargs |= _extras(shape, config, AsyncCallbackManagerForToolRun)
                body = tool._arun(*args, **kwargs)  # noqa: SLF001
                response = await asyncio.create_task(body, context=context)
            except (ValidationError, ValidationErrorV1, ToolException) as error:
                return _handled(tool, error, call_id)
            return _output(tool, response, call_id)


@contextmanager
def _untraced() -> Iterator[None]:
    """Switch tracing off, where it was switched on by `tracing_v2_enabled` too."""
    token = tracing_v2_callback_var.set(None)
    try:
        with tracing_context(enabled=False):
            yield
    finally:
        tracing_v2_callback_var.reset(token)


def _overrides(tool: BaseTool, *names: str) -> bool:
    """Tell whether a tool runs in its own way, so that its body alone is not all it does."""
    return any(not getattr(type(tool), name).__module__.startswith(_CORE) for name in names)


def _asked(tool: BaseTool, value: Any, call_id: str | None) -> Any:
    if call_id is None or not isinstance(value, dict):
        return value
    return {"type": "tool_call", "name": tool.name, "args": value, "id": call_id}


def _extras(body: Callable[..., Any], config: RunnableConfig, manager: Any) -> dict[str, Any]:
    """What a body asks for besides its arguments: a manager of no run, the config."""
    extras: dict[str, Any] = {}
    if "run_manager" in inspect.signature(body).parameters:
        extras["run_manager"] = silent = manager.get_noop_manager()
        callbacks = config.get("callbacks")
        silent.inheritable_handlers = list(callbacks) if isinstance(callbacks, list) else []
    if name := _get_runnable_config_param(body):
        extras[name] = config
    return extras


def _output(tool: BaseTool, response: Any, call_id: str | None) -> Any:
    content, artifact = response, None
    if tool.response_format == "content_and_artifact":
        if not isinstance(response, tuple) or len(response) != 2:
            msg = f"{tool.name}: response_format='content_and_artifact' takes a pair of both"
            raise ValueError(msg)
        content, artifact = response
    return _format_output(content, artifact, call_id, tool.name, "success")


def _handled(tool: BaseTool, error: Exception, call_id: str | None) -> Any:
    """Answer with an error that the tool itself wants to be told about, as upstream."""
    if isinstance(error, ToolException):
        if not tool.handle_tool_error:
            raise error
        content: Any = _handle_tool_error(error, flag=tool.handle_tool_error)
    else:
        if not tool.handle_validation_error:
            raise error
        content = _handle_validation_error(error, flag=tool.handle_validation_error)  # type: ignore[arg-type]
    return _format_output(content, None, call_id, tool.name, "error")
